/* How much a proc may have: see proc.h.
 *
 * Each limit is asked at the op that would exceed it, and has a reason of its own: ops_per_second
 * and calls_at_once (may.c), children, wall_time, network_bytes. What programs hold (memory,
 * processor time, descriptors, processes) the kernel limits, through the proc's body.
 *
 * A child is given no more than its parent has left. Bytes over the network count for the parents,
 * too, so that a proc cannot get around its limit by having others do it. */
#include "proc/proc_priv.h"

/* --- how long it may live --- */

static void wall_met(struct timer *t)
{
    struct proc *p = CONTAINER_OF(t, struct proc, wall);
    proc_met(p, PROC_WHY_WALL_TIME, p->limits.wall_ms);
    proc_blame(p, PROC_WHY_WALL_TIME, 0);
    proc_let_go(&p->wall_held);
    kernel_stop_calls(p->home->kernel, &p->caller);
    proc_end(p);
}

static void wall_released(struct holding *h)
{
    struct proc *p = CONTAINER_OF(h, struct proc, wall_held);
    timer_stop(p->home->loop, &p->wall);
}

static void set_wall(struct proc *p)
{
    int64_t lived = (clock_mono_ns() - p->born_ns) / 1000000;
    if (p->wall_held.proc) {
        proc_let_go(&p->wall_held);
        timer_stop(p->home->loop, &p->wall);
    }
    if (!p->limits.wall_ms || p->closing)
        return;
    timer_start(p->home->loop, &p->wall, MAX_OF((int64_t)p->limits.wall_ms - lived, 0), wall_met);
    proc_hold(p, &p->wall_held, HOLD_CLOCK, wall_released);
}

/* --- setting them --- */

static void tell_callers(struct proc *p, const struct proc_limits *l)
{
    bool limited = l->ops_per_second || l->calls_at_once || l->network_bytes;
    atomic_store_explicit(&p->most.ops_per_second, l->ops_per_second, memory_order_relaxed);
    atomic_store_explicit(&p->most.calls_at_once, l->calls_at_once, memory_order_relaxed);
    atomic_store_explicit(&p->most.network_bytes, l->network_bytes, memory_order_relaxed);
    atomic_store_explicit(&p->most.handles, l->handles, memory_order_relaxed);
    atomic_store_explicit(&p->caller.limited, limited, memory_order_relaxed);
}

void proc_set_limits(struct proc *p, const struct proc_limits *limits)
{
    uint64_t wall = p->limits.wall_ms;
    p->limits = *limits;
    tell_callers(p, limits);
    if (limits->wall_ms != wall)
        set_wall(p);
    if (p->body && p->body->changed)
        p->body->changed(p->body_arg);
}

struct proc_limits proc_limits_of(struct proc *p)
{
    return p->limits;
}

/* 0 is no limit, so it is the most. */
static uint64_t least(uint64_t a, uint64_t b)
{
    return !a ? b : !b ? a : MIN_OF(a, b);
}

static uint64_t left(uint64_t most, uint64_t used)
{
    return !most ? 0 : most > used ? most - used : 1; /* 0 would be no limit */
}

void bounds_inherit(struct proc *p, const struct proc *parent)
{
    struct proc_limits own = p->limits;
    const struct proc_limits *of = &parent->limits;
    uint64_t lived = (uint64_t)(p->born_ns - parent->born_ns) / 1000000;
    own.ops_per_second = least(own.ops_per_second, of->ops_per_second);
    own.calls_at_once = (uint32_t)least(own.calls_at_once, of->calls_at_once);
    own.children = least(own.children, of->children);
    own.wall_ms = least(own.wall_ms, left(of->wall_ms, lived));
    own.network_bytes = least(own.network_bytes,
                              left(of->network_bytes, atomic_load(&parent->network)));
    own.memory = least(own.memory, of->memory);
    own.cpu_seconds = least(own.cpu_seconds, of->cpu_seconds);
    own.cpu_percent = least(own.cpu_percent, of->cpu_percent);
    own.handles = least(own.handles, of->handles);
    own.processes = least(own.processes, of->processes);
    p->priority = MAX_OF(p->priority, parent->priority);
    proc_set_limits(p, &own);
}

/* --- children --- */

struct err *bounds_child(struct proc *parent)
{
    struct procs *ps = parent->home;
    pthread_mutex_lock(&ps->lock);
    size_t n = parent->n_children;
    pthread_mutex_unlock(&ps->lock);
    if (proc_has_ended(parent))
        return err_new(ERR_CANCELLED, "parent_ended", "%s has ended, and starts nothing any more",
                       parent->name);
    if (!parent->limits.children || n < parent->limits.children)
        return NULL;
    atomic_fetch_add(&ps->refused, 1);
    proc_met(parent, PROC_WHY_CHILDREN, parent->limits.children);
    return err_detail(err_hint(err_new(ERR_LIMIT, "children", "%s has %zu procs below it already",
                                       parent->name, n),
                               "wait until one has ended, or raise its limit: proc.limits"),
                      "most", "%llu", (unsigned long long)parent->limits.children);
}

/* --- bytes over the network --- */

static size_t bytes_of(const struct shape *s, const void *value);

static size_t bytes_of_item(const struct field *f, const void *at)
{
    switch (f->type) {
    case TYPE_TEXT:
    case TYPE_PATH: return ((const struct str *)at)->len;
    case TYPE_BYTES: return ((const struct bytes *)at)->len;
    case TYPE_REC: return bytes_of(f->rec, at);
    default: return 0;
    }
}

/* Texts and bytes; numbers do not weigh. */
static size_t bytes_of(const struct shape *s, const void *value)
{
    size_t all = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        const char *at = (const char *)value + f->at;
        if (f->has_at != NO_HAS && ((const uint8_t *)value)[f->has_at] != GIVEN)
            continue;
        const struct any_list *list = (const void *)at;
        size_t size = f->type == TYPE_REC ? f->rec->size : type_size(f->type);
        if (!f->list)
            all += bytes_of_item(f, at);
        for (size_t n = 0; f->list && n < list->count; n++)
            all += bytes_of_item(f, (const char *)list->items + n * size);
    }
    return all;
}

void bounds_moved(struct proc *p, uint64_t bytes)
{
    struct procs *ps = p->home;
    pthread_mutex_lock(&ps->lock);
    for (struct proc *at = p; at; at = at->parent)
        atomic_fetch_add(&at->network, bytes);
    pthread_mutex_unlock(&ps->lock);
}

void may_item(struct call *c, const void *item)
{
    bounds_moved(proc_of(c), bytes_of(c->op->stream, item));
}

void bounds_answered(const struct call *c)
{
    size_t bytes = c->in ? bytes_of(c->op->in, c->in) : 0;
    if (!c->err && c->out)
        bytes += bytes_of(c->op->out, c->out);
    bounds_moved(proc_of(c), bytes);
}

struct err *bounds_network(struct proc *p)
{
    uint64_t most = atomic_load_explicit(&p->most.network_bytes, memory_order_relaxed);
    uint64_t used = atomic_load(&p->network);
    if (!most || used < most)
        return NULL;
    proc_met(p, PROC_WHY_NETWORK_BYTES, most);
    return err_detail(err_hint(err_new(ERR_LIMIT, "network_bytes",
                                       "%s has moved %llu bytes over the network, of %llu that it "
                                       "may",
                                       p->name, (unsigned long long)used, (unsigned long long)most),
                               "raise its limit: proc.limits"),
                      "most", "%llu", (unsigned long long)most);
}
