/* proc.suspend, proc.resume, proc.limits, proc.set_priority: acting on procs. */
#include "proc/proc_priv.h"

/* A call that waits until a proc's body has done what was asked. What is asked counts at once, and
 * is taken back if the body could not. */
struct asked {
    struct call *call; /* NULL: nobody waits */
    struct proc *proc;
    bool frozen;
    struct proc_limits limits, limits_were;
    int priority, priority_was;
};

static struct asked *asked_new(struct call *c, struct proc *p)
{
    struct asked *a = mem_new(sizeof *a);
    a->call = c;
    a->proc = proc_ref(p);
    return a;
}

static void asked_free(struct asked *a)
{
    proc_unref(a->proc);
    mem_free(a);
}

/* All who have not signed in are one proc, by which they do: without it nobody would get in. */
static struct err *check_door(const struct proc *p)
{
    if (p->kind != PROC_VISITOR)
        return NULL;
    return err_hint(err_new(ERR_DENIED, "is_visitor",
                            "proc %u is whoever has not signed in yet: without it nobody could",
                            p->caller.nr),
                    "suspend or limit those who have signed in; proc.all shows them");
}

/* --- stopping, and letting go on --- */

/* Both ops have the same result. */
_Static_assert(sizeof(struct proc_suspend_out) == sizeof(struct proc_resume_out), "as it is read");

static void answer_state(struct call *c, const struct proc *p, struct err *take_e)
{
    ((struct proc_suspend_out *)c->out)->state = proc_state(p);
    call_done(c, take_e);
}

/* Calls of it are refused from here on, or no longer. */
static void set_frozen(struct proc *p, bool frozen)
{
    proc_go(p, frozen ? PROC_STATE_SUSPENDED : PROC_STATE_RUNNING);
    plans_drop(&p->caller);
}

static void frozen(void *arg, struct err *take_e)
{
    struct asked *a = arg;
    if (!take_e && proc_state(a->proc) < PROC_STATE_ENDING)
        set_frozen(a->proc, a->frozen);
    answer_state(a->call, a->proc, take_e);
    asked_free(a);
}

static struct err *check_step(const struct proc *p, bool freeze)
{
    enum proc_state now = proc_state(p);
    if (proc_may_go(now, freeze ? PROC_STATE_SUSPENDED : PROC_STATE_RUNNING))
        return NULL;
    struct err *e = err_new(ERR_CONFLICT, "wrong_state",
                            freeze ? "%s cannot be stopped: it is %.*s"
                                   : "%s cannot go on: it is %.*s",
                            p->name, STR_ARGS(choices_proc_state.rows[now].name));
    return err_hint(e, "only what runs or waits can be stopped, and only that goes on again");
}

static struct err *freeze_body(struct call *c, struct proc *p, bool freeze)
{
    if (!p->body->freeze)
        return err_hint(
            err_new(ERR_UNSUPPORTED, "not_to_be_stopped", "%s cannot be stopped so", p->name),
            p->kind == PROC_SERVICE ? "service.stop stops a service" : "end it");
    struct asked *a = asked_new(c, p);
    a->frozen = freeze;
    struct err *e = p->body->freeze(p->body_arg, freeze, frozen, a);
    if (e)
        asked_free(a);
    return e;
}

static void freeze(struct call *c, uint64_t id, bool freeze)
{
    struct proc *p;
    struct err *e = find_owned(c, id, &p);
    if (!e && freeze)
        e = check_door(p);
    if (e)
        return call_done(c, e);
    if (freeze == (proc_state(p) == PROC_STATE_SUSPENDED))
        return answer_state(c, p, NULL);
    e = check_step(p, freeze);
    if (!e && p->body) {
        e = freeze_body(c, p, freeze);
        if (e)
            call_done(c, e);
        return;
    }
    if (!e)
        set_frozen(p, freeze);
    answer_state(c, p, e);
}

void op_proc_suspend(struct call *c, const struct proc_suspend_in *in)
{
    freeze(c, in->id, true);
}

void op_proc_resume(struct call *c, const struct proc_resume_in *in)
{
    freeze(c, in->id, false);
}

/* --- limits --- */

#define TAKE(to, name)           \
    if (in->has_##name == GIVEN) \
    l->to = in->name

static void take_all(const struct proc_limits_in *in, struct proc_limits *l)
{
    TAKE(memory, memory);
    TAKE(cpu_seconds, cpu_seconds);
    TAKE(cpu_percent, cpu_percent);
    TAKE(handles, handles);
    TAKE(processes, processes);
    TAKE(children, children);
    TAKE(wall_ms, wall);
    TAKE(ops_per_second, ops_per_second);
    if (in->has_calls_at_once == GIVEN)
        l->calls_at_once = (uint32_t)in->calls_at_once;
    TAKE(network_bytes, network_bytes);
}

static bool exceeds(uint64_t wanted, uint64_t most)
{
    return most && (!wanted || wanted > most);
}

static struct err *check_one(const struct proc *p, const char *name, uint64_t wanted, uint64_t most)
{
    if (!exceeds(wanted, most))
        return NULL;
    return err_detail(err_new(ERR_LIMIT, "parent_has_less",
                              "%s: %s, below which it is, has no more than %llu", name,
                              p->parent->name, (unsigned long long)most),
                      "most", "%llu", (unsigned long long)most);
}

/* Against its parent's, of what is changed. */
static struct err *check_parent(const struct proc *p, const struct proc_limits *was,
                                const struct proc_limits *l)
{
    const struct proc_limits *of = &p->parent->limits;
    const struct {
        const char *name;
        uint64_t was, wanted, most;
    } rows[] = {
        { "memory", was->memory, l->memory, of->memory },
        { "cpu_seconds", was->cpu_seconds, l->cpu_seconds, of->cpu_seconds },
        { "cpu_percent", was->cpu_percent, l->cpu_percent, of->cpu_percent },
        { "handles", was->handles, l->handles, of->handles },
        { "processes", was->processes, l->processes, of->processes },
        { "children", was->children, l->children, of->children },
        { "ops_per_second", was->ops_per_second, l->ops_per_second, of->ops_per_second },
        { "calls_at_once", was->calls_at_once, l->calls_at_once, of->calls_at_once },
        { "network_bytes", was->network_bytes, l->network_bytes, of->network_bytes },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].wanted != rows[i].was)
            TRY(check_one(p, rows[i].name, rows[i].wanted, rows[i].most));
    return NULL;
}

/* Unless somebody has said otherwise since. */
static void take_back(uint64_t *now, uint64_t wanted, uint64_t was)
{
    if (*now == wanted)
        *now = was;
}

static void take_limits_back(const struct asked *a)
{
    struct proc_limits *now = &a->proc->limits;
    take_back(&now->memory, a->limits.memory, a->limits_were.memory);
    take_back(&now->cpu_percent, a->limits.cpu_percent, a->limits_were.cpu_percent);
    take_back(&now->processes, a->limits.processes, a->limits_were.processes);
}

static void limited(void *arg, struct err *take_e)
{
    struct asked *a = arg;
    if (take_e)
        take_limits_back(a);
    ((struct proc_limits_out *)a->call->out)->limits = bounds_shown(a->proc);
    call_done(a->call, take_e);
    asked_free(a);
}

static bool changes_body(const struct proc_limits *was, const struct proc_limits *l)
{
    return was->memory != l->memory || was->cpu_percent != l->cpu_percent ||
           was->processes != l->processes;
}

/* What its program is to keep to is said to it first; the rest counts at once. */
static struct err *set_limits(struct call *c, struct proc *p, const struct proc_limits *l,
                              bool *out_later)
{
    struct proc_limits was = p->limits;
    *out_later = p->body && p->body->limit && changes_body(&was, l);
    if (*out_later) {
        struct asked *a = asked_new(c, p);
        a->limits = *l;
        a->limits_were = was;
        struct err *e = p->body->limit(p->body_arg, l, p->priority, limited, a);
        if (e) {
            asked_free(a);
            *out_later = false;
            return e;
        }
    }
    proc_set_limits(p, l);
    return NULL;
}

static bool is_asked_to_change(const struct proc_limits_in *in)
{
    return in->has_memory || in->has_cpu_seconds || in->has_cpu_percent || in->has_handles ||
           in->has_processes || in->has_children || in->has_wall || in->has_ops_per_second ||
           in->has_calls_at_once || in->has_network_bytes;
}

static struct err *limits(struct call *c, const struct proc_limits_in *in, struct proc **out_proc,
                          bool *out_later)
{
    if (!is_asked_to_change(in))
        return proc_find_seen(c, in->id, out_proc);
    TRY(find_owned(c, in->id, out_proc));
    struct proc_limits l = (*out_proc)->limits;
    if (in->has_wall)
        TRY(check_door(*out_proc));
    take_all(in, &l);
    TRY(check_parent(*out_proc, &(*out_proc)->limits, &l));
    return set_limits(c, *out_proc, &l, out_later);
}

void op_proc_limits(struct call *c, const struct proc_limits_in *in)
{
    struct proc *p = NULL;
    bool later = false;
    struct err *e = limits(c, in, &p, &later);
    if (later)
        return;
    if (!e)
        ((struct proc_limits_out *)c->out)->limits = bounds_shown(p);
    call_done(c, e);
}

/* --- priority --- */

int proc_priority(const struct proc *p)
{
    return p->priority;
}

static void prioritized(void *arg, struct err *take_e)
{
    struct asked *a = arg;
    if (take_e && a->proc->priority == a->priority)
        a->proc->priority = a->priority_was;
    if (a->call)
        call_done(a->call, take_e);
    else
        err_free(take_e); /* it has ended meanwhile */
    asked_free(a);
}

static bool has_weight(const struct proc *p)
{
    return p->body && p->body->limit;
}

/* What has a weight answers `c` later, unless there is an error. */
static struct err *change_priority(struct call *c, struct proc *p, int priority)
{
    int was = p->priority;
    p->priority = priority;
    if (!has_weight(p))
        return NULL;
    struct asked *a = asked_new(c, p);
    a->priority = priority;
    a->priority_was = was;
    struct err *e = p->body->limit(p->body_arg, &p->limits, priority, prioritized, a);
    if (e) {
        p->priority = was;
        asked_free(a);
    }
    return e;
}

static void change_below(struct proc *p, void *arg)
{
    err_free(change_priority(NULL, p, *(const int *)arg)); /* no cgroup here, or it ends */
}

static struct err *check_priority(const struct call *c, const struct proc *p, int priority)
{
    if (priority < 0)
        TRY(call_needs(c, CAP_kill_process));
    bool has_parent = p->parent && p->parent != p->home->root;
    if (has_parent && priority < p->parent->priority)
        return err_new(ERR_LIMIT, "parent_comes_later", "%s, below which it is, has priority %d",
                       p->parent->name, p->parent->priority);
    if (p->body && !p->body->limit)
        return err_new(ERR_UNSUPPORTED, "fixed_priority", "%s comes when it comes", p->name);
    return NULL;
}

/* It goes for all that is below it, too: what a caller is, are its programs. */
void op_proc_set_priority(struct call *c, const struct proc_set_priority_in *in)
{
    struct proc *p;
    struct err *e = find_owned(c, in->id, &p);
    int priority = (int)in->priority;
    if (!e)
        e = check_priority(c, p, priority);
    bool later = !e && has_weight(p);
    if (!e)
        e = change_priority(c, p, priority);
    if (!e)
        kin_each_below(p, change_below, &priority);
    if (e || !later)
        call_done(c, e);
}
