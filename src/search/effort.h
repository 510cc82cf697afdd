/* effort: how long an expression may take.
 *
 * Compiled expressions run at full speed and cannot be interrupted; watched ones look here at every
 * step, and are several times slower. What a compiled one costs at worst grows with the length of
 * the text, to the power of how often it may go back. So each gets pieces of text so short that
 * the worst is still short, as far as its form says how bad that is; longer lines, and
 * expressions of which it cannot be said, are watched. */
#pragma once
#include "base/base.h"

#include <stdatomic.h>

/* Bytes of text on which it may run unwatched; 0: none. */
size_t effort_span(struct str pattern);

/* Of one thread. */
struct effort {
    const atomic_bool *stop; /* called off; NULL: nobody does */
    uint64_t look_at;        /* cycles */
    int64_t began_ns;        /* of the thread's processor time; -1: not looked at yet */
};
void effort_begin(struct effort *e);
bool effort_is_spent(struct effort *e); /* or it was called off */
static inline bool effort_is_called_off(const struct effort *e)
{
    return e->stop && atomic_load_explicit(e->stop, memory_order_relaxed);
}
