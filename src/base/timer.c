/* Timers: see timer.h. Four children a node: half as deep as a binary heap, and the children
 * that are compared lie next to each other. */
#include "base/timer.h"

#include "base/mem.h"

enum { CHILDREN = 4, LEAST_CAP = 16 };

void timers_init(struct timers *ts)
{
    *ts = (struct timers){ 0 };
}

void timers_done(struct timers *ts)
{
    for (size_t i = 0; i < ts->count; i++)
        ts->heap[i].timer->seat = 0;
    mem_free(ts->heap);
    timers_init(ts);
}

static bool before(const struct timer_seat *a, const struct timer_seat *b)
{
    return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

static void seat(struct timers *ts, size_t at, struct timer_seat who)
{
    ts->heap[at] = who;
    who.timer->seat = at + 1;
}

static void sift_up(struct timers *ts, size_t at, struct timer_seat who)
{
    while (at > 0 && before(&who, &ts->heap[(at - 1) / CHILDREN])) {
        seat(ts, at, ts->heap[(at - 1) / CHILDREN]);
        at = (at - 1) / CHILDREN;
    }
    seat(ts, at, who);
}

static size_t earliest_child(const struct timers *ts, size_t at)
{
    size_t first = at * CHILDREN + 1, best = first, end = MIN_OF(first + CHILDREN, ts->count);
    for (size_t i = first + 1; i < end; i++)
        if (before(&ts->heap[i], &ts->heap[best]))
            best = i;
    return best;
}

static void sift_down(struct timers *ts, size_t at, struct timer_seat who)
{
    for (size_t child; (child = earliest_child(ts, at)) < ts->count; at = child) {
        if (!before(&ts->heap[child], &who))
            break;
        seat(ts, at, ts->heap[child]);
    }
    seat(ts, at, who);
}

static void resize(struct timers *ts, size_t cap)
{
    ts->heap = mem_grow(ts->heap, cap * sizeof *ts->heap);
    ts->cap = cap;
}

static void take_out(struct timers *ts, size_t at)
{
    struct timer_seat last = ts->heap[--ts->count];
    ts->heap[at].timer->seat = 0;
    if (at < ts->count) {
        if (at > 0 && before(&last, &ts->heap[(at - 1) / CHILDREN]))
            sift_up(ts, at, last);
        else
            sift_down(ts, at, last);
    }
    if (ts->cap > LEAST_CAP && ts->count < ts->cap / 4)
        resize(ts, ts->cap / 2);
}

void timers_set(struct timers *ts, struct timer *t, int64_t due_ns, timer_fn *fn)
{
    timers_stop(ts, t);
    if (ts->count == ts->cap)
        resize(ts, MAX_OF(ts->cap * 2, (size_t)LEAST_CAP));
    t->fn = fn;
    sift_up(ts, ts->count++, (struct timer_seat){ due_ns, ts->set_so_far++, t });
}

void timers_stop(struct timers *ts, struct timer *t)
{
    if (t->seat)
        take_out(ts, t->seat - 1);
}

int64_t timers_next(const struct timers *ts)
{
    return ts->count ? ts->heap[0].due_ns : TIMERS_NONE;
}

/* A timer that sets itself again for now waits for the next call: it must not keep the loop
 * from its sockets. */
size_t timers_fire(struct timers *ts, int64_t now_ns)
{
    uint64_t set_before = ts->set_so_far;
    size_t fired = 0;
    while (ts->count && ts->heap[0].due_ns <= now_ns && ts->heap[0].order < set_before) {
        struct timer *t = ts->heap[0].timer;
        take_out(ts, 0);
        t->fn(t); /* may free t; touch it no more */
        fired++;
    }
    return fired;
}
