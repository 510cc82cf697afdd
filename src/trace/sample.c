/* Gates: which DEBUG events are written; see trace.h.
 *
 * An event costs about EVENT_NS. In windows of WINDOW_MS each thread sees how many events of a
 * category there were, and lets every 2^level-th story through in the next, with the least level
 * that keeps the cost under the category's share. Within a window the level rises as soon as the
 * share is used up. Since stories are chosen by the lower bits of a hash, what a stricter thread
 * writes is written by the others, too: a story is whole, or not there.
 *
 * A reader that follows and falls behind raises everybody's level for a while, so that what is
 * overwritten before it was read is the daily round and not a denial. */
#include "trace/trace.h"

#include <math.h>

enum { WINDOW_MS = 10, LEVEL_MOST = 16, PRESSURE_MS = 100 };
#define EVENT_NS 15.0

static const struct trace_category_row rows[] = {
#define CATEGORY(constant, name, share, doc) [CATEGORY_##constant] = { #name, doc, share },
#include "trace/categories.def"
#undef CATEGORY
};

const struct trace_category_row *trace_category_row(enum trace_category c)
{
    return &rows[c];
}

/* --- pressure --- */

static _Atomic uint64_t pressed_at; /* cycles */
static _Atomic unsigned pressure;   /* levels, at that time */

static uint64_t ms_to_cycles(uint64_t ms)
{
    static const uint64_t sample = UINT64_C(1) << 24;
    return (uint64_t)((double)ms * 1e6 * (double)sample / (double)cycles_to_ns(sample));
}

/* It takes PRESSURE_MS to lose a level, and a press at least a window to add one. */
static unsigned pressure_level(uint64_t now)
{
    unsigned level = atomic_load_explicit(&pressure, memory_order_relaxed);
    if (LIKELY(!level))
        return 0;
    uint64_t at = atomic_load_explicit(&pressed_at, memory_order_relaxed);
    uint64_t lost = now > at ? (now - at) / ms_to_cycles(PRESSURE_MS) : 0;
    return lost < level ? level - (unsigned)lost : 0;
}

void trace_fell_behind(void)
{
    uint64_t now = cycles_now(), at = atomic_load(&pressed_at);
    if (now - at < ms_to_cycles(WINDOW_MS))
        return;
    unsigned level = MIN_OF(pressure_level(now) + 1, LEVEL_MOST);
    if (atomic_compare_exchange_strong(&pressed_at, &at, now))
        atomic_store(&pressure, level);
}

void trace_forget_pressure(void)
{
    atomic_store(&pressure, 0);
}

/* --- windows --- */

static double budget(enum trace_category c, double ns)
{
    return MAX_OF(1.0, ns * rows[c].share / 1000 / EVENT_NS);
}

static unsigned level_for(double events, double most)
{
    unsigned level = 0;
    for (; events > most && level < LEVEL_MOST; level++)
        events /= 2;
    return level;
}

/* A second ago counts a third of now. */
static double rate_after(double rate, double events, double seconds)
{
    double weight = 1 - exp(-seconds);
    return seconds > 0 ? rate + weight * (events / seconds - rate) : rate;
}

/* Threads that share a ring may turn the same window twice; that makes it a little shorter. */
void trace_gate_turn(struct trace_ring *r, enum trace_category c, uint64_t now)
{
    struct trace_gate *g = &r->gates[c];
    uint64_t seen = atomic_load(&g->seen), window = ms_to_cycles(WINDOW_MS);
    uint64_t began = atomic_load(&g->began);
    double events = (double)(seen - atomic_load(&g->seen_before));
    double ns = began ? (double)cycles_to_ns(now - began) : WINDOW_MS * 1e6;
    unsigned level = level_for(events, budget(c, ns)) + pressure_level(now);
    atomic_store(&g->rate, rate_after(atomic_load(&g->rate), events, ns / 1e9));
    atomic_store(&g->mask, (UINT32_C(1) << MIN_OF(level, LEVEL_MOST)) - 1);
    atomic_store(&g->most, atomic_load(&g->kept) + (uint64_t)budget(c, WINDOW_MS * 1e6));
    atomic_store(&g->seen_before, seen);
    atomic_store(&g->began, now);
    atomic_store(&g->ends, now + window);
}

/* The share of this window is used up. What still gets through is ever less of it. */
void trace_gate_tighten(struct trace_ring *r, enum trace_category c)
{
    struct trace_gate *g = &r->gates[c];
    uint32_t mask = atomic_load(&g->mask) << 1 | 1;
    double more = budget(c, WINDOW_MS * 1e6) / 16;
    atomic_store(&g->mask, mask & ((UINT32_C(1) << LEVEL_MOST) - 1));
    atomic_store(&g->most, atomic_load(&g->kept) + (uint64_t)MAX_OF(more, 1.0));
}

/* With what has happened, or has not, since the last turn. */
double trace_gate_rate(const struct trace_gate *g, uint64_t now)
{
    uint64_t began = atomic_load(&g->began);
    if (!began || now <= began)
        return 0;
    double events = (double)(atomic_load(&g->seen) - atomic_load(&g->seen_before));
    return rate_after(atomic_load(&g->rate), events, (double)cycles_to_ns(now - began) / 1e9);
}
