/* Times and what is usual: see figures.h. */
#include "trace/trace.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>

/* Half octaves: the exponent, then the bit below the leading one. 16 ns is bucket 0. */
size_t histogram_bucket(uint64_t ns)
{
    if (ns < 16)
        return 0;
    unsigned exponent = 63 - (unsigned)__builtin_clzll(ns);
    size_t bucket = 2 * (exponent - 4) + (ns >> (exponent - 1) & 1) + 1;
    return MIN_OF(bucket, HISTOGRAM_BUCKETS - 1);
}

uint64_t histogram_bound_ns(size_t bucket)
{
    if (bucket >= HISTOGRAM_BUCKETS - 1)
        return UINT64_MAX;
    uint64_t octave = UINT64_C(16) << (bucket / 2);
    return bucket % 2 ? octave + octave / 2 : octave;
}

uint64_t histogram_quantile_ns(const struct op_figures *f, double q)
{
    uint64_t total = 0, below = 0;
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
        total += f->bucket[b];
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        below += f->bucket[b];
        if (below > 0 && (double)below >= q * (double)total)
            return histogram_bound_ns(b);
    }
    return 0;
}

/* --- what is usual --- */

static bool is_unusual(double above, double mean, double variance, uint64_t count,
                       const struct usual_bounds *bounds)
{
    return above > bounds->floor && above > (bounds->times - 1) * mean &&
           above * above > 9 * variance && count >= bounds->least_count;
}

/* Welford's step, with the variance instead of the sum of squares: for a weight of 1/n it is the
 * same, and for a constant weight it forgets. */
bool usual_add(struct usual *u, double value, const struct usual_bounds *bounds, double *out_mean,
               double *out_sd)
{
    uint64_t count = atomic_load_explicit(&u->count, memory_order_relaxed);
    double mean = atomic_load_explicit(&u->mean, memory_order_relaxed);
    double variance = atomic_load_explicit(&u->variance, memory_order_relaxed);
    double weight = LIKELY(count >= USUAL_CALLS) ? 1.0 / USUAL_CALLS : 1.0 / (double)(count + 1);
    double above = value - mean;
    atomic_store_explicit(&u->mean, mean + weight * above, memory_order_relaxed);
    atomic_store_explicit(&u->variance, (1 - weight) * (variance + weight * above * above),
                          memory_order_relaxed);
    atomic_store_explicit(&u->count, count + 1, memory_order_relaxed);
    if (LIKELY(!is_unusual(above, mean, variance, count, bounds)))
        return false;
    *out_mean = mean;
    *out_sd = sqrt(variance);
    return true;
}

/* --- ops --- */

static void add_one(struct trace_ring *r, _Atomic uint32_t *bucket)
{
    if (UNLIKELY(r->shared))
        atomic_fetch_add_explicit(bucket, 1, memory_order_relaxed);
    else
        atomic_store_explicit(bucket, atomic_load_explicit(bucket, memory_order_relaxed) + 1,
                              memory_order_relaxed);
}

void trace_op_ended(size_t index, uint64_t ns, bool failed)
{
    struct trace_ring *r = trace_ring();
    struct op_stat *s = &r->ops[index];
    trace_add(r, &s->count, 1);
    trace_add(r, &s->ns, ns);
    if (UNLIKELY(failed))
        trace_add(r, &s->errors, 1);
    add_one(r, &s->bucket[histogram_bucket(ns)]);
}

/* Less than a millisecond more than usual is the machine's own doing, and so is up to four times
 * as much: caches, other programs. An op says it once a second at most. */
static const struct usual_bounds op_bounds = { .least_count = 100, .times = 4, .floor = 1e6 };
enum { QUIET_NS = 1000000000 };

static bool was_told(struct op_stat *s)
{
    uint64_t now = cycles_now(), until = atomic_load(&s->quiet_until);
    if (until && now - until < INT64_MAX && cycles_to_ns(now - until) < QUIET_NS)
        return true;
    atomic_store(&s->quiet_until, now);
    return false;
}

/* Threads that share a ring would step on each other's means: their calls are not judged. */
bool trace_op_judged(size_t index, uint64_t ns, bool failed, double *out_mean_ns, double *out_sd_ns)
{
    struct trace_ring *r = trace_ring();
    trace_op_ended(index, ns, failed);
    if (UNLIKELY(r->shared))
        return false;
    struct op_stat *s = &r->ops[index];
    bool unusual = usual_add(&s->usual, (double)ns, &op_bounds, out_mean_ns, out_sd_ns);
    return UNLIKELY(unusual) && !was_told(s);
}

/* --- what was unusual --- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct trace_anomaly last[OBSERVE_ANOMALIES_KEPT];
static uint64_t total;

void trace_anomaly_tell(const struct trace_anomaly *a, uint64_t span)
{
    pthread_mutex_lock(&lock);
    last[total++ % OBSERVE_ANOMALIES_KEPT] = *a;
    pthread_mutex_unlock(&lock);
    trace_emit_text(&(struct trace_event){ .cycles = a->cycles,
                                           .chain = a->chain,
                                           .parent = span,
                                           .caller = a->caller,
                                           .op = a->op,
                                           .a = (uint64_t)a->value,
                                           .b = (uint64_t)a->mean,
                                           .kind = TRACE_ANOMALY },
                    str_of(a->text));
}

size_t trace_anomalies_read(struct trace_anomaly *out, size_t most, uint64_t *out_total)
{
    pthread_mutex_lock(&lock);
    size_t n = MIN_OF(MIN_OF(total, OBSERVE_ANOMALIES_KEPT), most);
    for (size_t i = 0; i < n; i++)
        out[i] = last[(total - 1 - i) % OBSERVE_ANOMALIES_KEPT];
    *out_total = total;
    pthread_mutex_unlock(&lock);
    return n;
}
