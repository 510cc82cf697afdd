/* Times and what is usual: see figures.h. */
#include "trace/trace.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>

uint64_t histogram_bound_ns(size_t bucket)
{
    if (bucket >= HISTOGRAM_BUCKETS - 1)
        return UINT64_MAX;
    uint64_t octave = UINT64_C(16) << (bucket / 2);
    return bucket % 2 ? octave + octave / 2 : octave;
}

/* The last bucket has no edge. What is in it took as long as the edge before, and the longest of
 * all took as long as the mean. */
static uint64_t quantile_in(const struct op_figures *f, size_t bucket)
{
    if (bucket < HISTOGRAM_BUCKETS - 1)
        return histogram_bound_ns(bucket);
    return MAX_OF(histogram_bound_ns(HISTOGRAM_BUCKETS - 2), f->count ? f->ns / f->count : 0);
}

uint64_t histogram_quantile_ns(const struct op_figures *f, double q)
{
    uint64_t total = 0, below = 0;
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
        total += f->bucket[b];
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        below += f->bucket[b];
        if (below > 0 && (double)below >= q * (double)total)
            return quantile_in(f, b);
    }
    return 0;
}

/* --- what is usual --- */

bool usual_exceeds(const struct usual *u, uint64_t before, double value,
                   const struct usual_bounds *bounds, double *out_mean, double *out_sd)
{
    double mean = atomic_load_explicit(&u->mean, memory_order_relaxed);
    double variance = atomic_load_explicit(&u->variance, memory_order_relaxed);
    double above = value - mean;
    if (above <= bounds->floor || above <= (bounds->times - 1) * mean ||
        above * above <= 9 * variance || before < bounds->least_count)
        return false;
    *out_mean = mean;
    *out_sd = sqrt(variance);
    return true;
}

/* Welford's step, with the variance instead of the sum of squares: for a weight of 1/n it is the
 * same, and for a constant weight it forgets. */
void usual_add(struct usual *u, uint64_t before, double value)
{
    double mean = atomic_load_explicit(&u->mean, memory_order_relaxed);
    double variance = atomic_load_explicit(&u->variance, memory_order_relaxed);
    double weight = before >= USUAL_CALLS ? 1.0 / USUAL_CALLS : 1.0 / (double)(before + 1);
    double above = value - mean;
    atomic_store_explicit(&u->mean, mean + weight * above, memory_order_relaxed);
    atomic_store_explicit(&u->variance, (1 - weight) * (variance + weight * above * above),
                          memory_order_relaxed);
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

static inline void add_call(struct trace_ring *r, struct op_stat *s, uint64_t ns, bool failed)
{
    trace_add(r, &s->count, 1);
    trace_add(r, &s->ns, ns);
    if (UNLIKELY(failed))
        trace_add(r, &s->errors, 1);
    add_one(r, &s->bucket[histogram_bucket(ns)]);
}

void trace_op_ended(size_t index, uint64_t ns, bool failed)
{
    struct trace_ring *r = trace_ring();
    add_call(r, &r->ops[index], ns, failed);
}

/* Less than a millisecond more than usual is the machine's own doing, and so is up to four times
 * as much: caches, other programs. An op says it once a second at most. */
enum { FLOOR_NS = 1000000, QUIET_NS = 1000000000 };
static const struct usual_bounds op_bounds = { .least_count = 100, .times = 4, .floor = FLOOR_NS };

static bool was_told(struct op_stat *s)
{
    uint64_t now = cycles_now(), until = atomic_load(&s->quiet_until);
    if (until && now - until < INT64_MAX && cycles_to_ns(now - until) < QUIET_NS)
        return true;
    atomic_store(&s->quiet_until, now);
    return false;
}

/* Once it is known what is usual, each eighth call is enough to keep it so; every one is judged.
 * Threads that share a ring would step on each other's means: their calls are neither. */
bool trace_op_judged(size_t index, uint64_t ns, bool failed, double *out_mean_ns, double *out_sd_ns)
{
    struct trace_ring *r = trace_ring();
    struct op_stat *s = &r->ops[index];
    uint64_t before = atomic_load_explicit(&s->count, memory_order_relaxed);
    bool unusual = false;
    add_call(r, s, ns, failed);
    if (UNLIKELY(ns > FLOOR_NS))
        unusual = usual_exceeds(&s->usual, before, (double)ns, &op_bounds, out_mean_ns, out_sd_ns);
    if (UNLIKELY(before < USUAL_CALLS || before % 8 == 0) && !r->shared)
        usual_add(&s->usual, before, (double)ns);
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
    count_add(COUNTER_ANOMALIES, 1);
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
