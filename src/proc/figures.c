/* What procs have called: see proc.h.
 *
 * One histogram for each proc that calls: a call adds one to a bucket, and nothing else that
 * threads would have to share; how many calls there were is the buckets' sum. What is usual is how
 * much it calls in a second in which it calls at all: how long its calls take says more of the ops
 * than of the proc. */
#include "proc/proc_priv.h"

#include <stdio.h>

enum { WINDOW_NS = 1000000000 };

/* A proc may well call ten times as much as before, if that is not much. */
static const struct usual_bounds rate_bounds = { .least_count = 30, .times = 4, .floor = 1000 };

static struct proc_figures *figures_of(struct proc *p)
{
    struct proc_figures *f = atomic_load_explicit(&p->figures, memory_order_acquire);
    if (LIKELY(f != NULL))
        return f;
    struct proc_figures *made = mem_new(sizeof *made);
    if (atomic_compare_exchange_strong(&p->figures, &f, made))
        return made;
    mem_free(made); /* another thread was faster */
    return f;
}

__attribute__((cold, noinline)) static void tell_unusual(struct proc *p, const struct call *c,
                                                         double rate, double mean, double sd)
{
    struct trace_anomaly a = { .cycles = cycles_now(),
                               .chain = c->chain,
                               .caller = p->caller.nr,
                               .value = rate,
                               .mean = mean,
                               .sd = sd };
    snprintf(a.text, sizeof a.text, "%.64s made %.0f calls in a second, where %.0f is usual",
             p->name, rate, mean);
    trace_anomaly_tell(&a, c->span);
}

static uint64_t calls_in(const struct proc_figures *f)
{
    uint64_t sum = 0;
    for (size_t b = 0; f && b < HISTOGRAM_BUCKETS; b++)
        sum += atomic_load_explicit(&f->bucket[b], memory_order_relaxed);
    return sum;
}

uint64_t proc_calls(const struct proc *p)
{
    return calls_in(atomic_load(&p->figures));
}

uint64_t proc_errors(const struct proc *p)
{
    const struct proc_figures *f = atomic_load(&p->figures);
    return f ? atomic_load(&f->errors) : 0;
}

/* The calls of one second, told by the first call after it. */
__attribute__((cold, noinline)) static void turn(struct proc *p, struct proc_figures *f,
                                                 const struct call *c, uint64_t ends, uint64_t now)
{
    double mean, sd;
    uint64_t next = now + (uint64_t)WINDOW_NS * 1024 / MAX_OF(1, cycles_to_ns(1024));
    if (!atomic_compare_exchange_strong(&f->window_ends, &ends, next))
        return;
    uint64_t all = calls_in(f);
    double calls = (double)(all - atomic_exchange(&f->calls_before, all));
    if (!ends)
        return;
    uint64_t before = atomic_fetch_add(&f->windows, 1);
    bool unusual = usual_exceeds(&f->rate, before, calls, &rate_bounds, &mean, &sd);
    usual_add(&f->rate, before, calls);
    if (unusual)
        tell_unusual(p, c, calls, mean, sd);
}

void figures_add(struct proc *p, const struct call *c)
{
    if (UNLIKELY(!trace_is_on()))
        return;
    struct proc_figures *f = figures_of(p);
    uint64_t now = c->ended_at, ends = atomic_load_explicit(&f->window_ends, memory_order_relaxed);
    if (UNLIKELY(now >= ends))
        turn(p, f, c, ends, now);
    atomic_fetch_add_explicit(&f->bucket[histogram_bucket(c->took_ns)], 1, memory_order_relaxed);
    if (UNLIKELY(c->err != NULL))
        atomic_fetch_add_explicit(&f->errors, 1, memory_order_relaxed);
    if (c->bytes)
        atomic_fetch_add_explicit(&f->bytes, c->bytes, memory_order_relaxed);
}

/* --- reading --- */

static void read_figures(const struct proc *p, struct proc_sums *out)
{
    const struct proc_figures *f = atomic_load(&p->figures);
    *out = (struct proc_sums){ .id = p->caller.nr,
                               .kind = p->kind,
                               .age_ms = (clock_mono_ns() - p->born_ns) / 1000000 };
    if (!f)
        return;
    out->bytes = atomic_load(&f->bytes);
    out->calls.errors = atomic_load(&f->errors);
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        out->calls.bucket[b] = atomic_load(&f->bucket[b]);
        out->calls.count += out->calls.bucket[b];
    }
}

/* Under the lock no proc that stands in the table is freed, whatever its count of references. */
void procs_each(struct procs *ps, void (*fn)(void *arg, const struct proc_sums *p, struct str name),
                void *arg)
{
    struct proc_sums sums;
    pthread_mutex_lock(&ps->lock);
    for (size_t i = 1; i < PROCS_MOST; i++) {
        const struct proc *p = ps->table[i];
        if (!p || !p->caller.nr)
            continue;
        read_figures(p, &sums);
        fn(arg, &sums, str_of(p->name));
    }
    pthread_mutex_unlock(&ps->lock);
}

bool procs_name(struct procs *ps, uint32_t id, struct arena *a, struct str *out_name)
{
    pthread_mutex_lock(&ps->lock);
    const struct proc *p = ps->table[id & (PROCS_MOST - 1)];
    bool there = p && p->caller.nr == id;
    if (there)
        *out_name = arena_str(a, str_of(p->name));
    pthread_mutex_unlock(&ps->lock);
    return there;
}
