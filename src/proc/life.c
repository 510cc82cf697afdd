/* The states of a proc, of whatever kind: see proc.h.
 *
 *     creating -> initializing -> ready -> running <-> waiting
 *        |             |            |        |   \      /  |
 *        |             |            |        |  suspended  |
 *        |             |            |        |      |      |
 *        |             '------------'--------'-> ending <--'
 *        |             |                            |
 *        '-------------'-------------------------> exited -> reaped
 *
 * The table has an answer for every pair, so that an event at the wrong time is seen here and
 * nowhere else: it changes nothing, is counted, and told. */
#include "proc/proc_priv.h"

enum { STATES = PROC_STATE_REAPED + 1 };

/* [from][to] */
static const bool may_go[STATES][STATES] = {
    /*                            crea init read runn wait susp endi exit reap */
    [PROC_STATE_CREATING] = { 0, 1, 0, 0, 0, 0, 0, 1, 0 },
    [PROC_STATE_INITIALIZING] = { 0, 0, 1, 0, 0, 0, 1, 1, 0 },
    [PROC_STATE_READY] = { 0, 0, 0, 1, 1, 1, 1, 1, 0 },
    [PROC_STATE_RUNNING] = { 0, 0, 0, 0, 1, 1, 1, 1, 0 },
    [PROC_STATE_WAITING] = { 0, 0, 0, 1, 0, 1, 1, 1, 0 },
    [PROC_STATE_SUSPENDED] = { 0, 0, 0, 1, 1, 0, 1, 1, 0 },
    [PROC_STATE_ENDING] = { 0, 0, 0, 0, 0, 0, 0, 1, 0 },
    [PROC_STATE_EXITED] = { 0, 0, 0, 0, 0, 0, 0, 0, 1 },
    [PROC_STATE_REAPED] = { 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};

bool proc_may_go(enum proc_state from, enum proc_state to)
{
    return may_go[from][to];
}

enum proc_state proc_state(const struct proc *p)
{
    return (enum proc_state)atomic_load(&p->state);
}

static void tell(const struct proc *p, enum trace_kind kind, int from, enum proc_state to)
{
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = (uint16_t)kind,
                                           .caller = p->caller.nr,
                                           .a = (uint64_t)to,
                                           .b = (uint64_t)from },
                    str_of(p->name));
}

/* The last reference may be dropped on another thread while the loop moves it on: whoever comes
 * second finds the state changed, and asks the table again. */
bool proc_go(struct proc *p, enum proc_state to)
{
    int from = atomic_load(&p->state);
    do {
        if (from == (int)to)
            return false;
        if (!may_go[from][to]) {
            atomic_fetch_add(&p->home->illegal, 1);
            tell(p, TRACE_PROC_ILLEGAL, from, to);
            return false;
        }
    } while (!atomic_compare_exchange_weak(&p->state, &from, (int)to));
    tell(p, TRACE_PROC_STATE, from, to);
    return true;
}
