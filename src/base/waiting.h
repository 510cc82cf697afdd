/* waiting: for what another thread will do in a moment, and not past a deadline.
 *
 *     struct waiting w;
 *     waiting_begin(&w, deadline_ns);
 *     while (!there())
 *         if (!waiting_turn(&w))
 *             return timeout;
 *
 * It spins, then yields, then sleeps, each time longer. A turn that spins costs a pause and a look
 * at the cycle counter; the clock itself is asked only when that says that the time may be over.
 * Never on the loop. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct waiting {
    uint64_t began;   /* cycles */
    int64_t least_ns; /* it cannot be over before that */
    int64_t deadline_ns;
    unsigned turns;
};

/* On the monotonic clock; 0: none. */
void waiting_begin(struct waiting *w, int64_t deadline_ns);
/* False once the deadline has passed. */
bool waiting_turn(struct waiting *w);
/* The look at the deadline alone. */
bool waiting_is_over(struct waiting *w);
