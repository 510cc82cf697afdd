/* figures: how long things took, exactly, in constant memory.
 *
 * Per thread and op: how often, how often it failed, the sum of its times, a histogram of half
 * octaves, and a running mean and variance (Welford's). Of the first USUAL_CALLS calls that is
 * their mean and variance; from then on each call weighs 1/USUAL_CALLS, so that what was usual
 * long ago is forgotten. */
#pragma once
#include "base/base.h"

#include <stdatomic.h>

enum { HISTOGRAM_BUCKETS = 64, USUAL_CALLS = 1024 };

/* Times in buckets of half an octave, from 16 ns up. */
static inline size_t histogram_bucket(uint64_t ns)
{
    if (ns < 16)
        return 0;
    /* The exponent, then the bit below the leading one. */
    unsigned exponent = 63 - (unsigned)__builtin_clzll(ns);
    size_t bucket = 2 * (exponent - 4) + (ns >> (exponent - 1) & 1) + 1;
    return MIN_OF(bucket, HISTOGRAM_BUCKETS - 1);
}
uint64_t histogram_bound_ns(size_t bucket); /* upper edge; UINT64_MAX for the last */

/* What is usual. Written by one thread at a time, read by any. */
struct usual {
    _Atomic double mean, variance;
};

/* A value is unusual if it lies 3 standard deviations above the mean, and is `times` as large as
 * it, and `floor` larger, and `least_count` others were seen. */
struct usual_bounds {
    uint64_t least_count;
    double times, floor;
};
bool usual_exceeds(const struct usual *u, uint64_t before, double value,
                   const struct usual_bounds *bounds, double *out_mean, double *out_sd);
/* Takes the value into account, which comes after `before` others. */
void usual_add(struct usual *u, uint64_t before, double value);

struct op_stat {
    _Atomic uint64_t count, errors, ns;
    struct usual usual;
    _Atomic uint64_t quiet_until; /* cycles: it was told not long ago */
    _Atomic uint32_t bucket[HISTOGRAM_BUCKETS];
};

struct op_figures {
    uint64_t count, errors, ns, bucket[HISTOGRAM_BUCKETS];
    double mean_ns, sd_ns; /* of late */
};
/* Beyond the last edge there is: that one, or the mean if it is larger. */
uint64_t histogram_quantile_ns(const struct op_figures *f, double q);

/* The end of one call of the op at `index`. */
void trace_op_ended(size_t index, uint64_t ns, bool failed);
/* The same for ops whose time is their own and not their caller's choice: true if it took
 * unusually long, and that has not been said a moment ago. */
bool trace_op_judged(size_t index, uint64_t ns, bool failed, double *out_mean_ns,
                     double *out_sd_ns);

void trace_op_read(size_t index, struct op_figures *out);

/* --- what was unusual --- */

struct trace_anomaly {
    uint64_t cycles, chain;
    uint32_t caller;
    uint16_t op; /* 0: it is about the caller */
    double value, mean, sd;
    char text[200];
};

/* Keeps it and emits observe.anomaly. Any thread; rare. `span` is the step in which it was seen. */
void trace_anomaly_tell(const struct trace_anomaly *a, uint64_t span);
/* The last ones, newest first; returns how many there are. `out_total`: ever. */
size_t trace_anomalies_read(struct trace_anomaly *out, size_t most, uint64_t *out_total);
