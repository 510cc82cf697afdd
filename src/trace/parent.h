/* parent: W3C Trace Context, for stories that go on elsewhere.
 *
 * A trace id has 128 bits, a chain 64: the lower half of the trace id *is* the chain, and the upper
 * half is the run's own, or that of whoever began the story. The latter are remembered for the last
 * few thousand stories, which is as long as anybody asks. */
#pragma once
#include "base/str.h"

struct trace_origin {
    uint64_t high, chain, span;
};

enum { TRACE_PARENT_LEN = 55, TRACE_ID_LEN = 32 };

/* A traceparent header, version 00 or a later one that begins in the same way. False for what is
 * none, and for a trace id whose lower half is nought. */
bool trace_parent_read(struct str text, struct trace_origin *out);
/* Exactly TRACE_PARENT_LEN characters and a zero byte. */
void trace_parent_write(uint64_t chain, uint64_t span, char out[TRACE_PARENT_LEN + 1]);

/* The story began elsewhere: its trace id's upper half is remembered, and told by an event. */
void trace_join(const struct trace_origin *o, uint32_t who);
uint64_t trace_high(uint64_t chain);
/* The whole id, 32 hex digits and a zero byte. */
void trace_id_write(uint64_t chain, char out[TRACE_ID_LEN + 1]);
