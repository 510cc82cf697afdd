/* Events as records, and which of them somebody wants. */
#pragma once
#include "ops/observe.h"
#include "trace/trace.h"

struct event_filter {
    enum severity least;
    struct str kind, op, chain; /* empty: any */
};

bool event_fits(const struct event_filter *f, const struct trace_reading *r);

/* Texts live in the arena; false when it is full. */
bool event_record(const struct trace_reading *r, struct arena *a, struct observe_event *out);

/* The record that says how many events are missing. */
void event_gap(uint64_t lost, struct arena *a, struct observe_event *out);
