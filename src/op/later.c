/* Calls that are answered later: on a worker, or by the loop. See call.h.
 *
 *     begin -> REPLAY -> RUN -> REMEMBER -> answered
 *        '--------'------^ '--> FORGET ------^        (with an idempotency key)
 *        '---------------^  '----------------^        (without one)
 *                 any of them -> answered early       (deadline, cancelled)
 *
 * All of it happens on the loop but what the jobs do. `busy` says that a job or a LOOP handler
 * still uses the call; it is freed when the door has ended it and it is not busy. After an early
 * answer the handler's own result is dropped, unless there is a key: then the walk goes on to
 * REMEMBER or FORGET, since a lost answer is what keys are for. */
#include "op/kernel_priv.h"

enum phase { PHASE_REPLAY, PHASE_RUN, PHASE_REMEMBER, PHASE_FORGET };

struct call_later {
    struct call *call;
    enum phase phase;
    struct post begin; /* for callers on other threads */
    struct job job;
    struct timer deadline, after;
    struct list link;   /* in kernel->running until answered */
    struct err *result; /* of the job in hand */
    struct err *failed; /* of the handler, while its key is forgotten */
    bool replayed;
    bool begun; /* on the loop; a call that comes from another thread can be stopped before */
    call_done_fn *on_stop, *on_room, *after_fn;
};

static void enter_phase(struct call_later *l, enum phase phase);

/* --- phases on workers --- */

static void run_job(struct job *j)
{
    struct call_later *l = CONTAINER_OF(j, struct call_later, job);
    struct call *c = l->call;
    const struct kernel_steps *steps = &c->kernel->steps;
    switch (l->phase) {
    case PHASE_REPLAY: l->result = steps->replay ? steps->replay(c, &l->replayed) : NULL; break;
    case PHASE_RUN: l->result = call_run(c); break;
    case PHASE_REMEMBER: l->result = steps->remember ? steps->remember(c) : NULL; break;
    case PHASE_FORGET:
        if (steps->forget)
            steps->forget(c);
        break;
    }
}

/* The last touch of `l` in each path is the answer, since the door may free the call there. */
static void over(struct call_later *l, struct err *take_e)
{
    struct call *c = l->call;
    if (!c->done) {
        call_answer(c, take_e);
        return;
    }
    err_free(take_e); /* answered early */
    if (c->ended)
        call_free_parts(c);
}

/* A key that was written down for a call that will not run, or has failed, is free again. */
static void phase_ended(struct call_later *l, struct err *take_e)
{
    struct call *c = l->call;
    c->busy = false;
    if (l->phase == PHASE_RUN && call_is_keyed(c)) {
        l->failed = take_e;
        enter_phase(l, take_e ? PHASE_FORGET : PHASE_REMEMBER);
    } else if (l->phase == PHASE_REPLAY && !take_e && !l->replayed) {
        enter_phase(l, c->done ? PHASE_FORGET : PHASE_RUN);
    } else if (l->failed) {
        err_free(take_e);
        over(l, give(l->failed));
    } else {
        over(l, take_e);
    }
}

static void job_done(struct job *j, bool ran)
{
    struct call_later *l = CONTAINER_OF(j, struct call_later, job);
    struct err *e = l->result;
    l->result = NULL;
    phase_ended(l, ran ? e : call_stopped(l->call));
}

static void submit(struct call_later *l)
{
    struct call *c = l->call;
    l->job = (struct job){ .run = run_job, .done = job_done };
    c->may_wait = true;
    c->would_wait = false;
    c->busy = true;
    enum pool_name pool = l->phase == PHASE_RUN ? c->op->pool : POOL_DATABASE;
    struct err *e = pool_submit(c->kernel->pools[pool], &l->job);
    if (!e)
        return;
    err_hint(e, "%s: too much is waiting already; try again in a moment", c->op->name);
    if (l->phase == PHASE_REMEMBER)
        err_wrap(e, "it was done, but its result was not kept");
    phase_ended(l, e);
}

static void enter_phase(struct call_later *l, enum phase phase)
{
    struct call *c = l->call;
    l->phase = phase;
    if (phase == PHASE_RUN && c->op->how == HOW_LOOP) {
        c->busy = true;
        call_start(c);
    } else {
        submit(l);
    }
}

/* --- stopping --- */

static void stop(struct call *c, enum err_kind kind)
{
    struct call_later *l = c->later;
    int running = 0;
    if (c->done || !atomic_compare_exchange_strong(&c->stopped, &running, (int)kind))
        return;
    if (!l->begun)
        return; /* begin() sees it */
    call_done_fn *on_stop = l->on_stop;
    if (on_stop) {
        l->on_stop = NULL;
        on_stop(c); /* ends in call_done() */
        return;
    }
    bool on_loop = l->phase == PHASE_RUN && c->op->how == HOW_LOOP;
    if (c->busy && l->phase <= PHASE_RUN && !on_loop)
        job_cancel(&l->job);
    call_answer(c, call_stopped(c));
}

static void deadline_passed(struct timer *t)
{
    stop(CONTAINER_OF(t, struct call_later, deadline)->call, ERR_TIMEOUT);
}

void call_cancel(struct call *c)
{
    if (c->later && !c->done)
        stop(c, ERR_CANCELLED);
}

void call_later_answered(struct call *c)
{
    struct call_later *l = c->later;
    if (list_empty(&l->link))
        return;
    list_remove(&l->link);
    c->kernel->n_running--;
    timer_stop(c->kernel->loop, &l->deadline);
}

typedef bool choose_fn(const struct call *c, const struct caller *caller);

static bool is_any(const struct call *c, const struct caller *caller)
{
    (void)c, (void)caller;
    return true;
}

static bool is_stream(const struct call *c, const struct caller *caller)
{
    (void)caller;
    return c->op->stream;
}

static bool is_stream_of(const struct call *c, const struct caller *caller)
{
    return c->op->stream && c->caller == caller;
}

static bool waits_for(const struct call *c, const struct caller *caller)
{
    return (c->op->stream || c->op->how == HOW_LOOP) && c->caller == caller;
}

static bool is_of(const struct call *c, const struct caller *caller)
{
    return c->caller == caller;
}

static void stop_those(struct kernel *k, choose_fn *chosen, const struct caller *caller,
                       enum err_kind kind)
{
    struct list all;
    list_init(&all);
    list_move(&all, &k->running);
    for (struct list *item; (item = list_take(&all));) {
        struct call *c = CONTAINER_OF(item, struct call_later, link)->call;
        list_add(&k->running, item); /* a handler may take its time to end */
        if (chosen(c, caller))
            stop(c, kind);
    }
}

void kernel_stop(struct kernel *k)
{
    atomic_store(&k->stopping, true);
    stop_those(k, is_any, NULL, ERR_CANCELLED);
}

void kernel_drain(struct kernel *k)
{
    stop_those(k, is_stream, NULL, ERR_UNAVAILABLE);
}

void kernel_stop_streams(struct kernel *k, const struct caller *caller)
{
    stop_those(k, is_stream_of, caller, ERR_CANCELLED);
}

void kernel_stop_waiting(struct kernel *k, const struct caller *caller)
{
    stop_those(k, waits_for, caller, ERR_CANCELLED);
}

void kernel_stop_calls(struct kernel *k, const struct caller *caller)
{
    stop_those(k, is_of, caller, ERR_CANCELLED);
}

struct running_calls kernel_running_of(const struct kernel *k, const struct caller *caller)
{
    struct running_calls all = { 0 };
    list_each (&k->running, item) {
        const struct call *c = CONTAINER_OF(item, struct call_later, link)->call;
        if (c->caller != caller)
            continue;
        all.calls++;
        all.bytes += c->op->how == HOW_LOOP ? c->arena.held : 0; /* else a worker may be at it */
    }
    return all;
}

/* --- beginning --- */

static void begin(struct call_later *l)
{
    struct call *c = l->call;
    list_add(&c->kernel->running, &l->link);
    c->kernel->n_running++;
    l->begun = true;
    if (UNLIKELY(atomic_load(&c->stopped))) {
        call_answer(c, call_stopped(c));
        return;
    }
    if (c->deadline_ns)
        timer_start_at(c->kernel->loop, &l->deadline, c->deadline_ns, deadline_passed);
    enter_phase(l, call_is_keyed(c) ? PHASE_REPLAY : PHASE_RUN);
}

static void begin_posted(struct post *p)
{
    begin(CONTAINER_OF(p, struct call_later, begin));
}

/* What waits for something is worth seeing while it does. */
static void tell_started(const struct call *c)
{
    trace_emit_sampled(CATEGORY_OP, &(struct trace_event){ .cycles = c->started,
                                                           .chain = c->chain,
                                                           .span = c->span,
                                                           .parent = c->parent,
                                                           .caller = c->caller->nr,
                                                           .op = c->op->nr,
                                                           .kind = TRACE_OP_STARTED });
}

void call_begin_later(struct call *c)
{
    struct call_later *l = arena_new(&c->arena, struct call_later);
    if (!l) {
        call_answer(c, err_no_room());
        return;
    }
    c->later = l;
    l->call = c;
    list_init(&l->link);
    if (c->op->how == HOW_LOOP)
        tell_started(c);
    if (pthread_equal(pthread_self(), c->kernel->loop_thread)) {
        begin(l);
    } else {
        l->begin.fn = begin_posted;
        loop_post(c->kernel->loop, &l->begin);
    }
}

/* --- for LOOP handlers --- */

void call_done(struct call *c, struct err *take_e)
{
    struct call_later *l = c->later;
    l->on_stop = l->on_room = NULL;
    timer_stop(c->kernel->loop, &l->after);
    phase_ended(l, take_e);
}

void call_on_stop(struct call *c, call_done_fn *fn)
{
    c->later->on_stop = fn;
}

static void stop_waiting(struct call *c)
{
    call_done(c, call_stopped(c));
}

static void after_over(struct timer *t)
{
    struct call_later *l = CONTAINER_OF(t, struct call_later, after);
    l->on_stop = NULL;
    l->after_fn(l->call);
}

void call_after(struct call *c, uint64_t ms, call_done_fn *fn)
{
    c->later->after_fn = fn;
    c->later->on_stop = stop_waiting;
    timer_start(c->kernel->loop, &c->later->after, (int64_t)MIN_OF(ms, DEADLINE_MOST_MS),
                after_over);
}

bool call_emit(struct call *c, const void *item)
{
    if (c->op->effect == EFFECT_NETWORK && c->kernel->steps.item)
        c->kernel->steps.item(c, item);
    return !c->on_item || c->on_item(c, item);
}

void call_on_room(struct call *c, call_done_fn *fn)
{
    c->later->on_room = fn;
}

void call_go_on(struct call *c)
{
    call_done_fn *fn = c->later ? c->later->on_room : NULL;
    if (!fn || c->done)
        return;
    c->later->on_room = NULL;
    fn(c);
}
