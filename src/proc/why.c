/* Why a proc ended: a limit that it met, or somebody. See proc.h.
 *
 * The first who knows is believed: what happens while it ends is a consequence. A limit that only
 * refuses something ends nobody; it is remembered, for the case that the proc then fails. */
#include "proc/proc_priv.h"

void proc_blame(struct proc *p, enum proc_why why, uint32_t by)
{
    pthread_mutex_lock(&p->lock);
    if (!p->cause.known)
        p->cause = (struct proc_cause){ .known = true, .why = why, .by = by };
    pthread_mutex_unlock(&p->lock);
}

struct proc_cause proc_cause(struct proc *p)
{
    pthread_mutex_lock(&p->lock);
    struct proc_cause cause = p->cause;
    pthread_mutex_unlock(&p->lock);
    return cause;
}

void proc_note_met(struct proc *p, enum proc_why which)
{
    atomic_store(&p->met, (int)which + 1);
}

void proc_met(struct proc *p, enum proc_why which, uint64_t most)
{
    proc_note_met(p, which);
    trace_emit_text(
        &(struct trace_event){
            .cycles = cycles_now(), .kind = TRACE_PROC_LIMIT, .caller = p->caller.nr, .a = most },
        choices_proc_why.rows[which].name);
}

void proc_has_failed(struct proc *p)
{
    int met = atomic_load(&p->met);
    if (met)
        proc_blame(p, (enum proc_why)(met - 1), 0);
}
