/* timer: what is due when.
 *
 * A heap of timers, the earliest on top; those set for the same instant fire in the order in
 * which they were set. It knows no clock: base/loop.h drives one with the time. Setting and
 * stopping cost O(log n), so a hundred thousand sleepers are fine.
 *
 * A timer lives in its owner's struct and starts out zeroed. While it is set, the heap points
 * at it: the owner stops it before going away. Its function may set it again, stop any other,
 * or free the owner. */
#pragma once
#include "base/own.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer;
typedef void timer_fn(struct timer *t);

struct timer {
    timer_fn *fn;
    size_t seat; /* its place in the heap, counted from 1; 0: not set */
};

static inline bool timer_is_set(const struct timer *t)
{
    return t->seat != 0;
}

struct timer_seat {
    int64_t due_ns;
    uint64_t order; /* the how-many-th timer to be set */
    struct timer *timer;
};

struct timers {
    struct timer_seat *heap;
    size_t count, cap;
    uint64_t set_so_far;
};

#define TIMERS_NONE INT64_MAX

void timers_init(struct timers *ts);
void timers_done(struct timers *ts); /* forgets what is still set */
DEFINE_OWNED_VALUE(timers)

void timers_set(struct timers *ts, struct timer *t, int64_t due_ns, timer_fn *fn);
void timers_stop(struct timers *ts, struct timer *t);
int64_t timers_next(const struct timers *ts); /* when the earliest is due, or TIMERS_NONE */

/* Fires what was set before this call and is due by now; returns how many. */
size_t timers_fire(struct timers *ts, int64_t now_ns);
