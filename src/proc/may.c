/* What a proc may: the walk's questions. See proc.h. */
#include "proc/proc_priv.h"

/* --- limits --- */

static struct err *over_rate(struct proc *p, uint64_t most)
{
    proc_note_met(p, PROC_WHY_OPS_PER_SECOND);
    return err_detail(
        err_hint(err_new(ERR_LIMIT, "ops_per_second", "%s calls more than %llu ops a second",
                         p->name, (unsigned long long)most),
                 "wait a moment and try again"),
        "most", "%llu", (unsigned long long)most);
}

/* A bucket of one second, kept as the time up to which it is used: each call moves it on by its
 * share, never behind now, and is refused once it is a second ahead. */
static bool take_token(struct proc *p, uint64_t most)
{
    int64_t now = clock_mono_ns(), share = 1000000000 / (int64_t)most;
    int64_t used = atomic_load(&p->bucket_ns), next;
    do {
        next = MAX_OF(used, now) + share;
        if (next - now > 1000000000)
            return false;
    } while (!atomic_compare_exchange_weak(&p->bucket_ns, &used, next));
    return true;
}

struct err *may_limits(struct call *c)
{
    struct proc *p = proc_of(c);
    uint64_t rate = atomic_load_explicit(&p->most.ops_per_second, memory_order_relaxed);
    unsigned at_once = atomic_load_explicit(&p->most.calls_at_once, memory_order_relaxed);
    if (rate && !take_token(p, rate))
        return over_rate(p, rate);
    if (c->op->effect == EFFECT_NETWORK)
        TRY(bounds_network(p));
    unsigned running = atomic_fetch_add(&p->running, 1);
    c->counted = true;
    if (!at_once || running < at_once)
        return NULL;
    proc_note_met(p, PROC_WHY_CALLS_AT_ONCE);
    return err_hint(
        err_new(ERR_LIMIT, "calls_at_once", "%s has %u calls running already", p->name, running),
        "wait until one has ended");
}

void may_finished(struct call *c)
{
    struct proc *p = proc_of(c);
    figures_add(p, c);
    if (UNLIKELY(c->op->effect == EFFECT_NETWORK) && c->later) /* else it was refused */
        bounds_answered(c);
    if (c->counted)
        atomic_fetch_sub(&p->running, 1);
    c->counted = false;
}

/* --- capability: what can be said without the arguments --- */

/* Which names are meant where the op itself does not say; and what may be reached, pith-net
 * decides, which alone knows addresses. */
static bool is_about_any(const struct need *n)
{
    return n->param < 0 || n->cap == CAP_network_access;
}

static enum verdict prepare_name(const struct proc *p, const struct need *n)
{
    bool holds = p->caps & CAP_BIT(n->cap);
    if (is_about_any(n))
        return holds || rules_over(p, n->cap, true) ? VERDICT_ALLOW : VERDICT_DENY;
    if (rules_over(p, n->cap, !holds))
        return VERDICT_ASK;
    return holds ? VERDICT_ALLOW : VERDICT_DENY;
}

/* Its name is the service's, which the row says. */
static enum verdict prepare_service(const struct proc *p, const struct op *op)
{
    bool may = rules_allow(p, CAP_call_service, str_of(op->service));
    return may ? VERDICT_ALLOW : VERDICT_DENY;
}

static enum verdict prepare_need(const struct proc *p, const struct op *op, const struct need *n)
{
    if (n->cap == CAP_call_service)
        return prepare_service(p, op);
    if (cap_row(n->cap)->scope == SCOPE_NONE)
        return p->caps & CAP_BIT(n->cap) ? VERDICT_ALLOW : VERDICT_DENY;
    if (cap_row(n->cap)->scope == SCOPE_NAME)
        return prepare_name(p, n);
    for (size_t i = 0; i < p->n_grants; i++)
        if (p->grants[i]->verbs & CAP_BIT(n->cap))
            return VERDICT_ASK;
    return VERDICT_DENY;
}

enum verdict may_prepare(struct caller *caller, const struct op *op)
{
    struct proc *p = CONTAINER_OF(caller, struct proc, caller);
    if (p->kind == PROC_VISITOR && !op->open)
        return VERDICT_DENY;
    pthread_mutex_lock(&p->lock);
    bool may_call = !p->ended && proc_state(p) != PROC_STATE_SUSPENDED;
    enum verdict all = may_call ? VERDICT_ALLOW : VERDICT_DENY;
    for (size_t i = 0; i < op->n_needs && all != VERDICT_DENY; i++) {
        enum verdict one = prepare_need(p, op, &op->needs[i]);
        if (one == VERDICT_DENY && op->needs[i].flag >= 0)
            one = VERDICT_ASK; /* it may not apply */
        all = MAX_OF(all, one);
    }
    pthread_mutex_unlock(&p->lock);
    return all;
}

static struct err *lacks(const struct call *c, enum cap cap)
{
    struct err *e = err_new(ERR_DENIED, "no_capability", "%s may not %s: it lacks %s",
                            proc_of(c)->name, c->op->name, cap_row(cap)->name);
    if (proc_of(c)->kind == PROC_NATIVE)
        err_hint(e, "whoever starts it may give it that: allow=%s, or pith run --with allow=%s",
                 cap_row(cap)->name, cap_row(cap)->name);
    return err_detail(e, "capability", "%s", cap_row(cap)->name);
}

struct err *call_needs(const struct call *c, enum cap cap)
{
    return proc_holds(proc_of(c)) & CAP_BIT(cap) ? NULL : lacks(c, cap);
}

static struct err *not_signed_in(const struct call *c)
{
    return err_hint(err_new(ERR_UNAUTHENTICATED, "not_signed_in", "%s is only for who is signed in",
                            c->op->name),
                    "pith open");
}

static struct err *has_ended(const struct call *c)
{
    struct proc *p = proc_of(c);
    struct proc_cause cause = proc_cause(p);
    if (cause.known && cause.why == PROC_WHY_WALL_TIME)
        return err_new(ERR_LIMIT, "wall_time", "%s has lived as long as it may", p->name);
    return err_hint(err_new(ERR_UNAUTHENTICATED, "credential_ended",
                            "the session or token that %s was called with has ended", c->op->name),
                    "pith open");
}

static struct err *is_suspended(const struct call *c)
{
    return err_hint(err_new(ERR_UNAVAILABLE, "suspended", "%s is stopped, and may not call %s now",
                            proc_of(c)->name, c->op->name),
                    "proc.resume lets it go on");
}

struct err *may_denied(struct call *c)
{
    struct proc *p = proc_of(c);
    if (proc_state(p) == PROC_STATE_SUSPENDED)
        return is_suspended(c);
    if (p->kind == PROC_VISITOR)
        return not_signed_in(c);
    pthread_mutex_lock(&p->lock);
    bool ended = p->ended;
    enum cap missing = c->op->n_needs ? c->op->needs[0].cap : CAPS;
    for (size_t i = c->op->n_needs; i-- > 0;) /* the first that always applies */
        if (c->op->needs[i].flag < 0 && prepare_need(p, c->op, &c->op->needs[i]) == VERDICT_DENY)
            missing = c->op->needs[i].cap;
    pthread_mutex_unlock(&p->lock);
    return ended || missing == CAPS ? has_ended(c) : lacks(c, missing);
}

/* --- capability over a path --- */

static struct err *refused(const struct call *c, enum cap cap, struct str path, const char *reason,
                           const char *why)
{
    struct err *e = err_new(ERR_DENIED, reason, "%s may not %s %.*s: %s", proc_of(c)->name,
                            cap_row(cap)->name, STR_ARGS(utf8_first(path, 256)), why);
    err_detail(e, "capability", "%s", cap_row(cap)->name);
    return err_detail(e, "path", "%.*s", STR_ARGS(utf8_first(path, 1024)));
}

static bool is_blocked(const struct procs *ps, struct str path)
{
    for (size_t i = 0; i < ps->n_blocked; i++)
        if (path_is_under(path, ps->blocked[i]))
            return true;
    return false;
}

/* The longest grant over `path`; NULL if none or if it lacks the verb. */
static struct grant *longest(const struct proc *p, struct str path, enum cap cap)
{
    struct grant *best = NULL;
    for (size_t i = 0; i < p->n_grants; i++) {
        struct grant *g = p->grants[i];
        if (path_is_under(path, g->path) && (!best || g->path.len > best->path.len))
            best = g;
    }
    return best && best->verbs & CAP_BIT(cap) ? best : NULL;
}

static struct err *take_grant(struct call *c, struct proc *p, enum cap cap, struct place *place)
{
    place->grant = longest(p, place->path, cap);
    if (!place->grant)
        return refused(c, cap, place->path, "no_grant", "no grant reaches there");
    TRY(grant_hold(c, place->grant));
    return place_close_off(c, p, place);
}

static struct err *find_grant(struct call *c, struct proc *p, enum cap cap, struct place *place)
{
    pthread_mutex_lock(&p->lock);
    struct err *e = take_grant(c, p, cap, place);
    pthread_mutex_unlock(&p->lock);
    return e;
}

static struct str below(struct str path, struct str grant)
{
    struct str rest = str_from(path, grant.len == 1 ? 1 : grant.len + 1);
    return rest.len ? rest : STR(".");
}

struct err *call_reach(struct call *c, enum cap cap, struct str path, const struct place **out)
{
    struct proc *p = proc_of(c);
    struct place *place = arena_new(&c->arena, struct place);
    TRY_ROOM(place);
    place->path = path_normal(proc_cwd(p, &c->arena), path, &c->arena);
    TRY_ROOM(place->path.ptr);
    if (place->path.len > PATH_MOST)
        return err_new(ERR_INVALID, "too_long", "the path is longer than %d bytes", PATH_MOST);
    if (is_blocked(p->home, place->path))
        return refused(c, cap, place->path, "blocked_path", "pith keeps its own data there");
    TRY(find_grant(c, p, cap, place));
    place->rest = below(place->path, place->grant->path);
    if (p->home->mounted)
        TRY(p->home->mounted(p->home->mounted_arg, c, cap, place));
    *out = place;
    return NULL;
}

static struct err *guard_path(struct call *c, size_t nr, enum cap cap, struct str given)
{
    const struct place *place;
    TRY(call_reach(c, cap, given, &place));
    c->grants[nr] = place;
    return NULL;
}

static const void *argument(const struct call *c, int param)
{
    return (const char *)c->in + c->op->in->fields[param].at;
}

static bool applies(const struct call *c, const struct need *n)
{
    return n->flag < 0 || *(const bool *)argument(c, n->flag);
}

static struct err *no_rule(const struct call *c, enum cap cap, struct str name)
{
    struct err *e = err_new(ERR_DENIED, "no_rule", "%s may not %s %.*s: no rule allows that",
                            proc_of(c)->name, cap_row(cap)->name, STR_ARGS(name));
    err_detail(e, "capability", "%s", cap_row(cap)->name);
    return err_detail(e, "name", "%.*s", STR_ARGS(name));
}

static struct err *guard_bit_or_name(struct call *c, const struct need *n)
{
    struct proc *p = proc_of(c);
    pthread_mutex_lock(&p->lock);
    enum verdict v = prepare_need(p, c->op, n);
    bool may = v == VERDICT_ASK ? rules_allow(p, n->cap, *(const struct str *)argument(c, n->param))
                                : v == VERDICT_ALLOW;
    pthread_mutex_unlock(&p->lock);
    if (may)
        return NULL;
    if (v == VERDICT_DENY)
        return lacks(c, n->cap);
    return no_rule(c, n->cap, utf8_first(*(const struct str *)argument(c, n->param), 256));
}

struct err *may_guard(struct call *c)
{
    for (size_t i = 0; i < c->op->n_needs; i++) {
        const struct need *n = &c->op->needs[i];
        if (!applies(c, n))
            continue;
        if (cap_row(n->cap)->scope != SCOPE_PATH) {
            TRY(guard_bit_or_name(c, n));
            continue;
        }
        TRY(guard_path(c, i, n->cap, *(const struct str *)argument(c, n->param)));
    }
    return NULL;
}

const struct place *call_place(const struct call *c, size_t need)
{
    return c->grants[need];
}
