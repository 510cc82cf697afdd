/* Events as records, and which of them somebody wants. */
#pragma once
#include "ops/observe.h"
#include "trace/trace.h"

/* Empty texts and 0: any. */
struct event_filter {
    enum severity least;
    struct str kind;     /* how it begins */
    struct str op;       /* one, or a family such as fs */
    struct str category; /* whole */
    struct str text;     /* in words, kind or op; in either case */
    uint64_t chain, proc;
    bool of_chain, of_proc;
    int64_t since_ms, until_ms; /* until_ms 0: no end */
};

/* `text` is empty, a chain or a W3C trace id; else ERR_INVALID. */
struct err *event_filter_chain(struct event_filter *f, struct str text);
bool event_fits(const struct event_filter *f, const struct trace_reading *r);

/* Texts live in the arena; false when it is full. */
bool event_record(const struct trace_reading *r, struct arena *a, struct observe_event *out);
/* What these have in common with others' records. STR_NONE when the arena is full. */
struct str event_id(uint64_t id, struct arena *a);
const struct json *event_values(const struct trace_reading *r, struct arena *a);

/* The record that says how many events are missing. */
void event_gap(uint64_t lost, struct arena *a, struct observe_event *out);
