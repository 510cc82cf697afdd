/* The life of procs, and what they may: see proc.h; grants.c has the directories. */
#include "proc/proc_priv.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static struct kernel_key key;

static const char *const kind_names[PROC_KINDS] = {
    [PROC_SYSTEM] = "system",   [PROC_OWNER] = "owner",     [PROC_SESSION] = "session",
    [PROC_TOKEN] = "token",     [PROC_VISITOR] = "visitor", [PROC_NATIVE] = "native",
    [PROC_SERVICE] = "service", [PROC_AGENT] = "agent",     [PROC_APP] = "app",
    [PROC_SKILL] = "skill",     [PROC_PLUGIN] = "plugin",   [PROC_CHANNEL] = "channel",
};

static const uint64_t preset_caps[] = {
    [PRESET_NOTHING] = 0,
    [PRESET_MINIMAL] = CAP_BIT(CAP_time_access),
    [PRESET_STANDARD] = CAPS_STANDARD,
    [PRESET_PRIVILEGED] = CAPS_STANDARD | CAP_BIT(CAP_observe) | CAP_BIT(CAP_read_env),
    [PRESET_ADMIN] = CAPS_ALL,
};

const char *proc_kind_name(enum proc_kind k)
{
    return kind_names[k];
}

static const char *name_kind(uint64_t kind)
{
    return kind < PROC_KINDS ? proc_kind_name((enum proc_kind)kind) : NULL;
}

static const char *name_state(uint64_t state)
{
    return choice_name(&choices_proc_state, state);
}

static void name_values(void)
{
    trace_name_values(TRACE_PROC_BORN, name_kind);
    trace_name_values(TRACE_PROC_STATE, name_state);
    trace_name_values(TRACE_PROC_ILLEGAL, name_state);
}

struct procs *procs_new(struct kernel *k)
{
    static const struct kernel_steps steps = { .limits = may_limits,
                                               .prepare = may_prepare,
                                               .guard = may_guard,
                                               .denied = may_denied,
                                               .finished = may_finished,
                                               .item = may_item };
    struct procs *ps = mem_new(sizeof *ps);
    name_values();
    ps->kernel = k;
    pthread_mutex_init(&ps->lock, NULL);
    buf_init(&ps->network, NETWORK_RULES_MOST);
    buf_init(&ps->owner_network, NETWORK_RULES_MOST);
    kernel_put(k, &key, ps);
    kernel_add_steps(k, &steps);
    kin_init(ps);
    return ps;
}

void procs_free(struct procs *ps)
{
    if (!ps)
        return;
    kin_done(ps);
    for (size_t i = 0; i < ps->n_blocked; i++) {
        mem_free((char *)(uintptr_t)ps->blocked[i].ptr);
        close(ps->blocked_at[i].fd);
    }
    buf_done(&ps->network);
    buf_done(&ps->owner_network);
    pthread_mutex_destroy(&ps->lock);
    mem_free(ps);
}

struct procs *procs_of(const struct kernel *k)
{
    return kernel_get(k, &key);
}

struct err *procs_block(struct procs *ps, struct str path)
{
    if (ps->n_blocked == BLOCKED_MOST)
        return err_new(ERR_LIMIT, "too_many_blocked", "at most %d blocked places", BLOCKED_MOST);
    TRY(landmark_open(&ps->blocked_at[ps->n_blocked], path), "block");
    ps->blocked[ps->n_blocked++] = (struct str){ mem_text(path.ptr, path.len), path.len };
    return NULL;
}

void procs_set_mounts(struct procs *ps, place_mounted_fn *fn, void *arg)
{
    ps->mounted_arg = arg;
    ps->mounted = fn;
}

void procs_stats_read(const struct procs *ps, struct procs_stats *out)
{
    out->ended = atomic_load(&ps->ended);
    out->born = atomic_load(&ps->born);
    out->alive = out->born - out->ended;
    out->most = PROCS_MOST - 1;
    out->refused = atomic_load(&ps->refused);
    out->illegal = atomic_load(&ps->illegal);
    out->peak = atomic_load(&ps->peak);
}

/* --- life --- */

/* An id is the slot below and the slot's generation above; slot 0 stays free. */
static uint32_t enter(struct procs *ps, struct proc *p)
{
    uint32_t id = 0;
    pthread_mutex_lock(&ps->lock);
    for (size_t tried = 1; tried < PROCS_MOST && !id; tried++) {
        size_t slot = ps->searched = ps->searched % (PROCS_MOST - 1) + 1;
        if (!ps->table[slot]) {
            ps->table[slot] = p;
            p->caller.nr = id = (uint32_t)++ps->generation[slot] << 16 | (uint32_t)slot;
        }
    }
    pthread_mutex_unlock(&ps->lock);
    return id;
}

/* Plans take as much address space as there may be ops, and as much memory as were called. */
static _Atomic uint64_t *new_plans(void)
{
    void *p = mmap(NULL, OPS_MOST * sizeof(uint64_t), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static void tell(const struct proc *p, enum trace_kind kind, uint64_t a, uint64_t b)
{
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = (uint16_t)kind,
                                           .chain = p->chain,
                                           .parent = p->span,
                                           .caller = p->caller.nr,
                                           .a = a,
                                           .b = b },
                    str_of(p->name));
}

static void proc_free(struct proc *p)
{
    holding_count(p->home, HOLD_GRANT, -(int64_t)p->n_grants);
    holding_count(p->home, HOLD_RULE, -(int64_t)p->n_rules);
    for (size_t i = 0; i < p->n_grants; i++)
        grant_unref(p->grants[i]);
    rules_free(p);
    if (p->caller.plans)
        munmap((void *)p->caller.plans, OPS_MOST * sizeof(uint64_t));
    pthread_mutex_destroy(&p->lock);
    mem_free((char *)(uintptr_t)p->cwd.ptr);
    mem_free(atomic_load(&p->figures));
    mem_free(p->name);
    mem_free(p);
}

static void count_born(struct procs *ps)
{
    uint64_t alive = atomic_fetch_add(&ps->born, 1) + 1 - atomic_load(&ps->ended);
    uint64_t peak = atomic_load(&ps->peak);
    while (alive > peak && !atomic_compare_exchange_weak(&ps->peak, &peak, alive))
        ;
}

struct proc *proc_new(struct procs *ps, enum proc_kind kind, enum preset preset, struct str name)
{
    struct proc *p = mem_new(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    p->home = ps;
    p->kind = kind;
    p->name = mem_text(name.ptr, name.len);
    p->caps = preset_caps[preset] & ~CAPS_FILES;
    p->cwd = (struct str){ mem_text("/", 1), 1 };
    p->born_ns = clock_mono_ns();
    p->born_ms = clock_wall_ms();
    p->chain = trace_scope ? trace_scope->chain : 0;
    p->span = trace_scope ? trace_scope->span : 0;
    p->caller.plans = new_plans();
    atomic_init(&p->refs, 1);
    for (enum holding_kind k = 0; k < HOLDING_KINDS; k++)
        list_init(&p->holdings[k]);
    list_init(&p->children);
    list_init(&p->sibling);
    list_init(&p->ending_link);
    if (!p->caller.plans || !enter(ps, p)) {
        atomic_fetch_add(&ps->refused, 1);
        proc_free(p);
        return NULL;
    }
    proc_go(p, PROC_STATE_INITIALIZING);
    if (ps->root) {
        kin_enter(p, ps->root);
        count_born(ps);
        tell(p, TRACE_PROC_BORN, kind, 0);
    }
    return p;
}

struct proc *proc_ref(struct proc *p)
{
    atomic_fetch_add(&p->refs, 1);
    return p;
}

void proc_unref(struct proc *p)
{
    if (p && atomic_fetch_sub(&p->refs, 1) == 1 && kin_leave(p))
        proc_reap(p);
}

void proc_reap(struct proc *p)
{
    proc_go(p, PROC_STATE_EXITED);
    proc_go(p, PROC_STATE_REAPED);
    pthread_mutex_lock(&p->home->lock);
    p->home->table[p->caller.nr & (PROCS_MOST - 1)] = NULL;
    pthread_mutex_unlock(&p->home->lock);
    if (p != p->home->root) {
        atomic_fetch_add(&p->home->ended, 1);
        tell(p, TRACE_PROC_ENDED, proc_calls(p),
             (uint64_t)(clock_mono_ns() - p->born_ns) / 1000000);
    }
    proc_free(p);
}

struct proc *proc_find(struct procs *ps, uint32_t id)
{
    pthread_mutex_lock(&ps->lock);
    struct proc *p = ps->table[id & (PROCS_MOST - 1)];
    pthread_mutex_unlock(&ps->lock);
    return p && p->caller.nr == id ? p : NULL;
}

bool procs_has(struct procs *ps, uint32_t id)
{
    pthread_mutex_lock(&ps->lock);
    const struct proc *p = ps->table[id & (PROCS_MOST - 1)];
    bool has = p && p->caller.nr == id;
    pthread_mutex_unlock(&ps->lock);
    return has;
}

struct caller *proc_caller(struct proc *p)
{
    return &p->caller;
}

struct proc *proc_of(const struct call *c)
{
    return CONTAINER_OF(c->caller, struct proc, caller);
}

uint32_t proc_id(const struct proc *p)
{
    return p->caller.nr;
}

enum proc_kind proc_kind(const struct proc *p)
{
    return p->kind;
}

void call_continue(struct call *c)
{
    const struct proc *p = proc_of(c);
    if (c->chain || p->kind != PROC_NATIVE)
        return;
    c->chain = p->chain;
    c->parent = p->span;
}

void proc_set_story(struct proc *p, uint64_t chain, uint64_t span)
{
    p->chain = chain;
    p->span = span;
}

struct str proc_name(const struct proc *p)
{
    return str_of(p->name);
}

/* No credential's id has a # in it, so nobody can be called as another is known. */
struct str proc_principal(const struct proc *p, char room[PRINCIPAL_MOST])
{
    static const bool by_name[PROC_KINDS] = {
        [PROC_SYSTEM] = true, [PROC_OWNER] = true, [PROC_SESSION] = true, [PROC_TOKEN] = true
    };
    if (by_name[p->kind])
        return str_of(p->name);
    int n = p->kind == PROC_SERVICE
                ? snprintf(room, PRINCIPAL_MOST, "service#%.100s", p->name)
                : snprintf(room, PRINCIPAL_MOST, "%s#%u.%lld", kind_names[p->kind], p->caller.nr,
                           (long long)p->born_ms);
    return (struct str){ room, (size_t)n };
}

/* --- what it holds --- */

uint64_t proc_holds(struct proc *p)
{
    pthread_mutex_lock(&p->lock);
    uint64_t all = p->caps;
    for (size_t i = 0; i < p->n_grants; i++)
        all |= p->grants[i]->verbs;
    for (size_t i = 0; i < p->n_rules; i++)
        all |= p->rules[i].allow ? CAP_BIT(p->rules[i].cap) : 0;
    pthread_mutex_unlock(&p->lock);
    return all;
}

void proc_allow(struct proc *p, enum cap cap)
{
    pthread_mutex_lock(&p->lock);
    p->caps |= CAP_BIT(cap);
    pthread_mutex_unlock(&p->lock);
    plans_drop(&p->caller);
}

void proc_disallow(struct proc *p, enum cap cap)
{
    pthread_mutex_lock(&p->lock);
    p->caps &= ~CAP_BIT(cap);
    pthread_mutex_unlock(&p->lock);
    plans_drop(&p->caller);
}

/* --- where it works --- */

struct err *proc_set_cwd(struct proc *p, struct str path)
{
    if (!str_starts(path, STR("/")))
        return err_new(ERR_INVALID, "relative_path", "a working directory is an absolute path");
    char *copy = mem_text(path.ptr, path.len);
    pthread_mutex_lock(&p->lock);
    char *old = (char *)(uintptr_t)p->cwd.ptr;
    p->cwd = (struct str){ copy, path.len };
    pthread_mutex_unlock(&p->lock);
    mem_free(old);
    return NULL;
}

struct str proc_cwd(struct proc *p, struct arena *a)
{
    pthread_mutex_lock(&p->lock);
    struct str copy = arena_str(a, p->cwd);
    pthread_mutex_unlock(&p->lock);
    return copy;
}

/* --- the usual callers --- */

static struct err *too_many(void)
{
    return err_new(ERR_LIMIT, "too_many_procs", "there is no room for another proc");
}

struct err *proc_new_owner(struct procs *ps, struct proc **out_proc)
{
    owned(proc) struct proc *p = proc_new(ps, PROC_OWNER, PRESET_ADMIN, STR("owner"));
    if (!p)
        return too_many();
    TRY(proc_grant_path(p, STR("/"), CAPS_FILES, true));
    proc_go(p, PROC_STATE_READY);
    *out_proc = give(p);
    return NULL;
}

struct err *proc_new_guest(struct procs *ps, enum proc_kind kind, struct str name, uint64_t caps,
                           struct str workspace, struct proc **out_proc)
{
    owned(proc) struct proc *p = proc_new(ps, kind, PRESET_NOTHING, name);
    if (!p)
        return too_many();
    p->caps = caps & ~CAPS_FILES;
    if (caps & CAPS_FILES)
        TRY(proc_grant_path(p, workspace, caps & CAPS_FILES, false));
    TRY(proc_set_cwd(p, workspace));
    proc_go(p, PROC_STATE_READY);
    *out_proc = give(p);
    return NULL;
}

struct err *proc_new_session(struct procs *ps, struct str workspace, struct proc **out_proc)
{
    return proc_new_guest(ps, PROC_SESSION, STR("session"), CAPS_STANDARD, workspace, out_proc);
}

struct err *proc_new_visitor(struct procs *ps, struct proc **out_proc)
{
    struct proc *p = proc_new(ps, PROC_VISITOR, PRESET_NOTHING, STR("visitor"));
    if (!p)
        return too_many();
    proc_go(p, PROC_STATE_READY);
    *out_proc = p;
    return NULL;
}
