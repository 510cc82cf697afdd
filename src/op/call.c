/* A call's memory: see call.h. */
#include "op/kernel_priv.h"

#include <unistd.h>

struct call_cleanup {
    struct call_cleanup *next;
    void (*fn)(void *arg);
    void *arg;
};

void call_init(struct call *c, struct kernel *k, struct caller *caller, const struct op *op)
{
    *c = (struct call){ .kernel = k, .caller = caller, .op = op, .passed_fd = -1 };
    arena_init(&c->arena, CALL_ARENA_MOST);
}

struct err *call_alloc(struct call *c)
{
    c->in = arena_alloc(&c->arena, c->op->in->size);
    c->out = arena_alloc(&c->arena, c->op->out->size);
    TRY_ROOM(c->in && c->out);
    return NULL;
}

void call_inherit(struct call *child, const struct call *parent)
{
    child->chain = parent->chain;
    child->parent = parent->span;
    if (parent->deadline_ns && (!child->deadline_ns || child->deadline_ns > parent->deadline_ns))
        child->deadline_ns = parent->deadline_ns;
}

static void run_cleanups(struct call *c)
{
    for (struct call_cleanup *u = c->cleanups; u; u = u->next)
        u->fn(u->arg);
    c->cleanups = NULL;
}

int call_take_fd(struct call *c)
{
    int fd = c->passed_fd;
    c->passed_fd = -1;
    return fd;
}

static void drop_fd(struct call *c)
{
    if (c->passed_fd >= 0)
        close(call_take_fd(c));
}

void call_pass_fd(struct call *c, int take_fd)
{
    drop_fd(c);
    c->passed_fd = take_fd;
}

void call_again(struct call *c)
{
    run_cleanups(c);
    drop_fd(c);
    err_free(c->err);
    c->err = NULL;
    c->later = NULL;
    c->bytes = 0;
    c->retries = 0;
    c->done = c->may_wait = c->would_wait = false;
    atomic_store_explicit(&c->stopped, 0, memory_order_relaxed);
    if (c->arena.newest)
        arena_reset(&c->arena);
}

void call_free_parts(struct call *c)
{
    void (*free_call)(struct call *) = c->free_call;
    run_cleanups(c);
    drop_fd(c);
    err_free(c->err);
    arena_done(&c->arena);
    if (free_call)
        free_call(c);
}

void call_end(struct call *c, void (*free_call)(struct call *c))
{
    c->free_call = free_call;
    c->ended = true;
    if (!c->busy)
        call_free_parts(c);
}

struct err *call_defer(struct call *c, void (*fn)(void *arg), void *arg)
{
    struct call_cleanup *u = arena_new(&c->arena, struct call_cleanup);
    if (!u) {
        fn(arg); /* else it would leak */
        return err_no_room();
    }
    *u = (struct call_cleanup){ c->cleanups, fn, arg };
    c->cleanups = u;
    return NULL;
}

static void close_deferred(void *fd)
{
    close((int)(intptr_t)fd);
}

struct err *call_defer_close(struct call *c, int fd)
{
    return call_defer(c, close_deferred, (void *)(intptr_t)fd);
}

struct err *call_would_wait(struct call *c)
{
    c->would_wait = true;
    return NULL;
}

struct err *call_late(const struct call *c)
{
    const char *policy = timing_name(op_timing(c->op));
    struct err *e = err_new(ERR_TIMEOUT, "deadline", "%s took longer than its deadline",
                            c->op->name);
    err_detail(e, "policy", "%s", policy);
    return err_hint(e, "give it more time with --timeout; else %s.%s is how long",
                    op_timing(c->op) == TIMING_CUSTOM ? "calls" : "timeouts",
                    op_timing(c->op) == TIMING_CUSTOM ? "timeout" : policy);
}

struct err *err_stopping(void)
{
    return err_hint(err_new(ERR_UNAVAILABLE, "stopping", "pith is stopping"),
                    "try again once it has been started");
}

struct err *call_stopped(const struct call *c)
{
    int kind = atomic_load_explicit(&c->stopped, memory_order_relaxed);
    if (LIKELY(!kind))
        return NULL;
    if (kind == ERR_TIMEOUT)
        return call_late(c);
    if (kind == ERR_UNAVAILABLE)
        return err_stopping();
    return err_new(ERR_CANCELLED, "cancelled", "%s was cancelled", c->op->name);
}

bool call_is_drained(const struct call *c)
{
    return atomic_load_explicit(&c->stopped, memory_order_relaxed) == ERR_UNAVAILABLE;
}
