/* otlp: spans and figures as OTLP/HTTP takes them, in its JSON form. */
#pragma once
#include "base/json.h"

enum { SPAN_NAME_MOST = 48, SPAN_TEXT_MOST = 96 };

/* A step that has ended. */
struct otlp_span {
    uint64_t high, chain, span, parent;
    uint64_t began_ns, ended_ns; /* since 1970 */
    uint64_t bytes;
    uint32_t proc;
    bool outer;      /* no step of ours stands above it */
    bool is_program; /* else an op */
    bool failed;
    int64_t status; /* of a program */
    char name[SPAN_NAME_MOST], text[SPAN_TEXT_MOST];
};

/* Which process speaks: as attributes of the resource. */
struct otlp_source {
    char instance[33], host[65];
};
void otlp_source_init(struct otlp_source *s);

/* The `n` spans of a ring of `cap` from `first` on. */
void otlp_write_traces(struct buf *out, const struct otlp_source *s, const struct otlp_span *ring,
                       size_t cap, size_t first, size_t n);
/* Every figure of /metrics, as of now; counters run from `since_ns` on. */
void otlp_write_metrics(struct buf *out, const struct otlp_source *s, uint64_t since_ns,
                        uint64_t now_ns);
