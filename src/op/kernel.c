/* The walk of a call: see op.h and kernel.h.
 *
 * A plan is one word per caller and op: generation (32 bits), the row's serial (24), a verdict
 * (8). It counts only while its generation is the current one and its serial is the row's, so
 * dropping plans is one increment, and a row that took a dead one's place starts anew. The
 * current generation is the sum of two counts, the caller's changes and everybody's. */
#include "op/kernel_priv.h"

#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>

static _Atomic uint32_t changes_to_all = 1;

static void tell_dropped(const struct caller *caller)
{
    count_add(COUNTER_PLAN_DROPS, 1);
    struct trace_event e = trace_event_here(TRACE_PLAN_DROP, 0, 0);
    e.caller = caller ? caller->nr : e.caller;
    trace_emit_sampled(CATEGORY_PLAN, &e);
}

void plans_drop(struct caller *caller)
{
    atomic_fetch_add(&caller->changes, 1);
    tell_dropped(caller);
}

void plans_drop_all(void)
{
    atomic_fetch_add(&changes_to_all, 1);
    tell_dropped(NULL);
}

static const struct {
    const char *name;
    unsigned threads, queue;
} pool_sizes[POOLS] = {
    [POOL_FILES] = { "files", 4, 1024 },
    [POOL_DATABASE] = { "database", 4, 1024 },
    [POOL_SLOW] = { "slow", 2, 256 },
};

struct kernel *kernel_new(struct loop *loop)
{
    struct kernel *k = mem_new(sizeof *k);
    k->loop = loop;
    k->loop_thread = pthread_self();
    list_init(&k->running);
    for (size_t i = 0; i < POOLS; i++)
        k->pools[i] = pool_new(loop, pool_sizes[i].name, pool_sizes[i].threads,
                               pool_sizes[i].queue);
    return k;
}

void kernel_free(struct kernel *k)
{
    if (!k)
        return;
    kernel_stop(k);
    pool_free(k->pools[POOL_FILES]);
    pool_free(k->pools[POOL_SLOW]);
    pool_free(k->pools[POOL_DATABASE]); /* last: keyed calls that end in the others go there */
    mem_free(k);
}

struct loop *kernel_loop(const struct kernel *k)
{
    return k->loop;
}

#define ADD_STEP(step) \
    if (steps->step)   \
    k->steps.step = steps->step

void kernel_add_steps(struct kernel *k, const struct kernel_steps *steps)
{
    ADD_STEP(limits);
    ADD_STEP(prepare);
    ADD_STEP(guard);
    ADD_STEP(denied);
    ADD_STEP(policy);
    ADD_STEP(replay);
    ADD_STEP(remember);
    ADD_STEP(forget);
    ADD_STEP(finished);
    ADD_STEP(item);
    ADD_STEP(forward);
    plans_drop_all();
}

bool kernel_is_stopping(const struct kernel *k)
{
    return atomic_load_explicit(&k->stopping, memory_order_relaxed);
}

size_t kernel_running(const struct kernel *k)
{
    return k->n_running;
}

void kernel_put(struct kernel *k, struct kernel_key *key, void *part)
{
    static atomic_int given_out;
    if (!key->slot)
        key->slot = 1 + atomic_fetch_add(&given_out, 1);
    if (key->slot >= KERNEL_PARTS)
        abort();
    k->parts[key->slot] = part;
}

void *kernel_get(const struct kernel *k, const struct kernel_key *key)
{
    return k->parts[key->slot];
}

/* --- the steps --- */

static enum verdict prepare(struct call *c, _Atomic uint64_t *plan, uint32_t now)
{
    enum verdict v = c->kernel->steps.prepare ? c->kernel->steps.prepare(c->caller, c->op)
                                              : VERDICT_ALLOW;
    uint64_t word = (uint64_t)now << 32 | (uint64_t)c->op->serial << 8 | v;
    atomic_store_explicit(plan, word, memory_order_release);
    count_add(COUNTER_PLAN_MISSES, 1);
    return v;
}

/* The counts are read before the caller's capabilities are: a plan prepared across a change
 * carries the old generation and never counts. */
static enum verdict plan_of(struct call *c)
{
    _Atomic uint64_t *plan = &c->caller->plans[c->op->index];
    uint32_t now = atomic_load_explicit(&changes_to_all, memory_order_acquire) +
                   atomic_load_explicit(&c->caller->changes, memory_order_acquire);
    uint64_t word = atomic_load_explicit(plan, memory_order_acquire);
    if (UNLIKELY(word >> 8 != ((uint64_t)now << 24 | c->op->serial)))
        return prepare(c, plan, now);
    return (enum verdict)(word & 0xff);
}

static struct err *passes_none(const struct call *c)
{
    return err_hint(err_new(ERR_UNSUPPORTED, "passes_no_descriptors",
                            "%s answers with a descriptor, and this door passes no descriptors",
                            c->op->name),
                    "call it from a program, by libpith");
}

static struct err *check(struct call *c)
{
    const struct kernel_steps *steps = &c->kernel->steps;
    if (UNLIKELY(kernel_is_stopping(c->kernel)))
        return err_stopping();
    if (UNLIKELY(c->op->passes_fd && !c->takes_fd))
        return passes_none(c);
    if (UNLIKELY(atomic_load_explicit(&c->caller->limited, memory_order_relaxed)) && steps->limits)
        TRY(steps->limits(c));
    enum verdict v = plan_of(c);
    if (UNLIKELY(v == VERDICT_DENY))
        return steps->denied(c);
    if (v == VERDICT_ASK)
        TRY(steps->guard(c));
    return steps->policy ? steps->policy(c) : NULL;
}

bool call_is_keyed(const struct call *c)
{
    return c->idempotency_key.len && !op_changes_nothing(c->op);
}

struct err *call_run(struct call *c)
{
    const struct trace_scope *before = trace_scope;
    trace_scope = &c->scope;
    struct err *e = c->op->run(c);
    trace_scope = before;
    return e;
}

/* The call may be gone before it returns. */
void call_start(struct call *c)
{
    const struct trace_scope *before = trace_scope, here = c->scope;
    trace_scope = &here;
    c->op->start(c);
    trace_scope = before;
}

void kernel_call(struct call *c)
{
    c->started = cycles_now();
    c->span = trace_span_new();
    c->scope.who = c->caller->nr;
    if (!c->chain)
        c->chain = trace_chain_of(c->span);
    struct err *e = check(c);
    enum how how = c->op->how;
    if (!e && (how == HOW_INLINE || how == HOW_TRY_INLINE) && !call_is_keyed(c)) {
        e = call_run(c);
        if (LIKELY(!c->would_wait)) {
            call_answer(c, e);
            return;
        }
    }
    if (e)
        call_answer(c, e);
    else
        call_begin_later(c);
}

void call_forward(struct call *c)
{
    if (c->kernel->steps.forward)
        c->kernel->steps.forward(c);
    else
        call_done(c, err_new(ERR_UNSUPPORTED, "no_services",
                             "%s is answered by a service, and "
                             "there are none here",
                             c->op->name));
}

/* --- the end --- */

/* Besides that it failed: under which policy, and how often it was tried. */
static void tell_late(const struct call *c, const struct trace_event *failed)
{
    struct trace_event event = *failed;
    event.kind = TRACE_OP_LATE;
    event.b = c->retries;
    event.parent = c->span; /* it happened in that step */
    event.span = 0;
    trace_emit_text(&event, str_of(timing_name(op_timing(c->op))));
}

__attribute__((cold, noinline)) static void tell_failed(const struct call *c,
                                                        struct trace_event *event)
{
    enum err_kind kind = err_kind(c->err);
    bool denied = kind == ERR_DENIED || kind == ERR_APPROVAL;
    if (kind == ERR_TIMEOUT)
        tell_late(c, event);
    event->kind = denied ? TRACE_OP_DENIED : TRACE_OP_FAILED;
    event->b = kind;
    count_add(denied ? COUNTER_DENIED : COUNTER_FAILED, 1);
    trace_emit_text(event, str_of(denied ? err_text(c->err) : err_reason(c->err)));
}

/* Who follows a stream leaves once they have heard enough: that is how streams end. */
static bool has_failed(const struct call *c)
{
    return c->err && !(c->op->stream && err_kind(c->err) == ERR_CANCELLED);
}

__attribute__((cold, noinline)) static void tell_unusual(const struct call *c, uint64_t now,
                                                         double mean, double sd)
{
    struct trace_anomaly a = { .cycles = now,
                               .chain = c->chain,
                               .caller = c->caller->nr,
                               .op = c->op->nr,
                               .value = (double)c->took_ns,
                               .mean = mean,
                               .sd = sd };
    snprintf(a.text, sizeof a.text, "%s took %.1f ms, where %.1f ms is usual", c->op->name,
             a.value / 1e6, mean / 1e6);
    trace_anomaly_tell(&a, c->span);
}

/* What waits for others (LOOP) takes the time that they take. */
static void add_up(const struct call *c, uint64_t now, bool failed)
{
    double mean, sd;
    if (c->op->how == HOW_LOOP)
        trace_op_ended(c->op->index, c->took_ns, failed);
    else if (UNLIKELY(trace_op_judged(c->op->index, c->took_ns, failed, &mean, &sd)))
        tell_unusual(c, now, mean, sd);
}

static void tell_answered(struct call *c)
{
    uint64_t now = cycles_now();
    c->ended_at = now;
    c->took_ns = cycles_to_ns(now - c->started);
    struct trace_event event = { .cycles = now,
                                 .chain = c->chain,
                                 .span = c->span,
                                 .parent = c->parent,
                                 .a = c->took_ns,
                                 .b = c->bytes,
                                 .caller = c->caller->nr,
                                 .op = c->op->nr,
                                 .kind = TRACE_OP_DONE };
    bool failed = UNLIKELY(c->err != NULL) && has_failed(c);
    if (failed)
        tell_failed(c, &event);
    else if (trace_sample(CATEGORY_OP, now, c->chain))
        trace_emit(&event);
    add_up(c, now, failed);
}

/* What the door does now is no part of the story. */
static void tell_door(struct call *c)
{
    const struct trace_scope *before = trace_scope;
    trace_scope = NULL;
    c->on_done(c);
    trace_scope = before;
}

void call_answer(struct call *c, struct err *take_e)
{
    c->err = take_e;
    if (!c->err && UNLIKELY(c->arena.overflow))
        c->err = err_no_room();
    c->done = true;
    if (LIKELY(trace_is_on()))
        tell_answered(c);
    if (c->later)
        call_later_answered(c);
    if (c->kernel->steps.finished)
        c->kernel->steps.finished(c);
    if (c->on_done)
        tell_door(c);
}
