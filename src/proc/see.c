/* proc.all, proc.state, proc.stats: which procs there are, as everybody who asks may know. */
#include "proc/proc_priv.h"

#include <string.h>
#include <sys/mman.h>

_Static_assert(CALLER_KIND_SYSTEM == (int)PROC_SYSTEM && CALLER_KIND_SERVICE == (int)PROC_SERVICE &&
                   CALLER_KIND_CHANNEL == (int)PROC_CHANNEL,
               "the words of ops and kinds mean the same");

enum { KINDS = PROC_KINDS, STATES = PROC_STATE_REAPED + 1 };

/* --- which --- */

static bool sees(struct proc *me, const struct proc *p, uint64_t holds)
{
    return p == me || holds & (CAP_BIT(CAP_observe) | CAP_BIT(CAP_kill_process)) ||
           proc_owns(me, p);
}

static bool may_change(const struct proc *me, const struct proc *p, uint64_t holds)
{
    return p != me && p->kind != PROC_SYSTEM &&
           (holds & CAP_BIT(CAP_kill_process) || proc_owns(me, p));
}

/* Others' procs are as if they were not there. */
struct err *proc_find_seen(struct call *c, uint64_t id, struct proc **out)
{
    struct proc *me = proc_of(c);
    struct proc *p = id <= UINT32_MAX ? proc_find(me->home, (uint32_t)id) : NULL;
    if (!p || !sees(me, p, proc_holds(me)))
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_proc", "there is no proc %llu of yours",
                                (unsigned long long)id),
                        "proc.all shows those that there are");
    *out = p;
    return NULL;
}

struct err *find_owned(struct call *c, uint64_t id, struct proc **out)
{
    struct proc *me = proc_of(c), *p;
    TRY(proc_find_seen(c, id, &p));
    if (p == me)
        return err_new(ERR_INVALID, "oneself", "%s cannot do that to itself", me->name);
    if (p->kind == PROC_SYSTEM)
        return err_new(ERR_DENIED, "is_system", "that proc is pith itself");
    if (!may_change(me, p, proc_holds(me)))
        return err_detail(err_new(ERR_DENIED, "not_yours",
                                  "%s has not started proc %llu, and lacks kill_process", me->name,
                                  (unsigned long long)id),
                          "capability", "kill_process");
    *out = p;
    return NULL;
}

/* --- one of them --- */

/* A caller without a program runs while calls of it do. */
static enum proc_state state_now(struct proc *p, size_t running)
{
    enum proc_state now = proc_state(p);
    bool called = running || proc_calls(p);
    if (p->body || now < PROC_STATE_READY || now > PROC_STATE_WAITING || !called)
        return now;
    proc_go(p, running ? PROC_STATE_RUNNING : PROC_STATE_WAITING);
    return proc_state(p);
}

struct proc_bounds bounds_shown(const struct proc *p)
{
    const struct proc_limits *l = &p->limits;
    return (struct proc_bounds){ .memory = l->memory,
                                 .cpu_seconds = l->cpu_seconds,
                                 .cpu_percent = l->cpu_percent,
                                 .handles = l->handles,
                                 .processes = l->processes,
                                 .children = l->children,
                                 .wall = l->wall_ms,
                                 .ops_per_second = l->ops_per_second,
                                 .calls_at_once = l->calls_at_once,
                                 .network_bytes = l->network_bytes };
}

static struct err *list_holdings(struct proc *p, struct arena *a, struct proc_holding_list *out)
{
    uint64_t counts[HOLDING_KINDS] = { 0 };
    pthread_mutex_lock(&p->home->lock);
    for (enum holding_kind k = 0; k < HOLDING_KINDS; k++)
        counts[k] = p->n_held[k];
    pthread_mutex_unlock(&p->home->lock);
    pthread_mutex_lock(&p->lock);
    counts[HOLD_GRANT] = p->n_grants;
    counts[HOLD_RULE] = p->n_rules;
    pthread_mutex_unlock(&p->lock);
    out->items = arena_array(a, struct proc_holding, HOLDING_KINDS);
    TRY_ROOM(out->items);
    for (enum holding_kind k = 0; k < HOLDING_KINDS; k++)
        if (counts[k])
            out->items[out->count++] = (struct proc_holding){ str_of(holding_name(k)), counts[k] };
    return NULL;
}

void proc_usage(const struct proc *p, struct proc_usage *out)
{
    *out = (struct proc_usage){ 0 };
    if (p->body)
        p->body->look(p->body_arg, out);
}

static void show_figures(const struct proc *p, struct proc_entry *out)
{
    struct proc_usage f;
    proc_usage(p, &f);
    out->pressed = f.pressed;
    out->has_pid = f.pid ? GIVEN : ABSENT;
    out->pid = f.pid;
    out->has_memory = out->has_cpu = out->has_processes = f.pid ? GIVEN : ABSENT;
    out->memory = f.memory;
    out->cpu = f.cpu_ms;
    out->processes = f.processes;
}

static struct err *show(struct call *c, struct proc *p, struct proc_entry *out)
{
    struct proc *me = proc_of(c);
    size_t running = kernel_running_of(c->kernel, &p->caller).calls;
    *out = (struct proc_entry){ .id = p->caller.nr,
                                .parent = p->parent ? p->parent->caller.nr : 0,
                                .kind = (enum caller_kind)p->kind,
                                .name = arena_str(&c->arena, str_of(p->name)),
                                .state = state_now(p, running),
                                .started = p->born_ms,
                                .calls = proc_calls(p),
                                .errors = proc_errors(p),
                                .running = running,
                                .children = p->n_children,
                                .network = atomic_load(&p->network),
                                .own = may_change(me, p, proc_holds(me)),
                                .priority = p->priority,
                                .limits = bounds_shown(p) };
    TRY_ROOM(out->name.ptr);
    show_figures(p, out);
    return list_holdings(p, &c->arena, &out->holds);
}

/* --- memory --- */

/* Of the plans the kernel knows which pages were touched. */
static size_t plans_held(const struct proc *p)
{
    enum { PAGE = 4096, PAGES = OPS_MOST * sizeof(uint64_t) / PAGE };
    unsigned char there[PAGES];
    size_t n = 0;
    if (mincore((void *)p->caller.plans, OPS_MOST * sizeof(uint64_t), there) != 0)
        return 0;
    for (size_t i = 0; i < PAGES; i++)
        n += there[i] & 1;
    return n * PAGE;
}

void proc_memory(struct proc *p, struct proc_memory *out)
{
    *out = (struct proc_memory){ .own = sizeof *p + strlen(p->name) + 1,
                                 .plans = plans_held(p),
                                 .calls = kernel_running_of(p->home->kernel, &p->caller).bytes };
    pthread_mutex_lock(&p->lock);
    out->own += p->cwd.len + 1;
    for (size_t i = 0; i < p->n_grants; i++)
        out->own += sizeof(struct grant) + p->grants[i]->path.len + 1;
    out->rules = p->rules ? RULES_MOST * sizeof *p->rules : 0;
    for (size_t i = 0; i < p->n_rules; i++)
        out->rules += p->rules[i].pattern.len + 1;
    pthread_mutex_unlock(&p->lock);
}

uint64_t procs_memory(struct procs *ps)
{
    struct proc **all;
    struct proc_usage f;
    uint64_t sum = 0;
    size_t n = kin_list(ps, &all);
    for (size_t i = 0; i < n; i++) {
        proc_usage(all[i], &f);
        sum += f.memory;
        proc_unref(all[i]);
    }
    mem_free(all);
    return sum;
}

/* --- all of them --- */

static struct err *show_all(struct call *c, const struct proc *below, struct proc **all, size_t n,
                            struct proc_entry_list *out)
{
    struct proc *me = proc_of(c);
    uint64_t holds = proc_holds(me);
    out->items = arena_array(&c->arena, struct proc_entry, n);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < n; i++)
        if (sees(me, all[i], holds) && (!below || kin_is_below(all[i], below)))
            TRY(show(c, all[i], &out->items[out->count++]));
    return NULL;
}

void op_proc_all(struct call *c, const struct proc_all_in *in)
{
    struct procs *ps = proc_of(c)->home;
    struct proc *below = NULL, **all;
    struct err *e = in->below ? proc_find_seen(c, in->below, &below) : NULL;
    if (e)
        return call_done(c, e);
    size_t n = kin_list(ps, &all);
    e = show_all(c, below, all, n, &((struct proc_all_out *)c->out)->procs);
    for (size_t i = 0; i < n; i++)
        proc_unref(all[i]);
    mem_free(all);
    call_done(c, e);
}

void op_proc_state(struct call *c, const struct proc_state_in *in)
{
    struct proc *p;
    struct err *e = proc_find_seen(c, in->id, &p);
    if (!e)
        ((struct proc_state_out *)c->out)->state =
            state_now(p, kernel_running_of(c->kernel, &p->caller).calls);
    call_done(c, e);
}

/* --- how many --- */

static struct err *count_kinds(struct call *c, struct proc_kind_count_list *out)
{
    struct procs *ps = proc_of(c)->home;
    uint64_t counts[KINDS][STATES] = { { 0 } };
    struct proc **all;
    size_t n = kin_list(ps, &all);
    for (size_t i = 0; i < n; i++) {
        size_t running = kernel_running_of(c->kernel, &all[i]->caller).calls;
        counts[all[i]->kind][state_now(all[i], running)]++;
        proc_unref(all[i]);
    }
    mem_free(all);
    out->items = arena_array(&c->arena, struct proc_kind_count, KINDS * STATES);
    TRY_ROOM(out->items);
    for (int k = 0; k < KINDS; k++)
        for (int s = 0; s < STATES; s++)
            if (counts[k][s])
                out->items[out->count++] = (struct proc_kind_count){ (enum caller_kind)k,
                                                                     (enum proc_state)s,
                                                                     counts[k][s] };
    return NULL;
}

static struct err *count_holdings(struct call *c, struct proc_holding_stats_list *out)
{
    const struct procs *ps = proc_of(c)->home;
    out->items = arena_array(&c->arena, struct proc_holding_stats, HOLDING_KINDS);
    TRY_ROOM(out->items);
    for (enum holding_kind k = 0; k < HOLDING_KINDS; k++) {
        const struct holding_count *count = &ps->holdings[k];
        out->items[out->count++] = (struct proc_holding_stats){
            .kind = str_of(holding_name(k)),
            .order = holding_order(k),
            .held = atomic_load(&count->held),
            .taken = atomic_load(&count->taken),
            .swept = atomic_load(&count->swept),
            .longest_us = atomic_load(&count->longest_us),
        };
    }
    return NULL;
}

void op_proc_stats(struct call *c, const struct proc_stats_in *in)
{
    (void)in;
    struct proc_stats_out *out = c->out;
    struct procs_stats stats;
    procs_stats_read(proc_of(c)->home, &stats);
    out->alive = stats.alive;
    out->born = stats.born;
    out->ended = stats.ended;
    out->refused = stats.refused;
    out->illegal = stats.illegal;
    out->peak = stats.peak;
    struct err *e = count_kinds(c, &out->kinds);
    call_done(c, e ? e : count_holdings(c, &out->holdings));
}
