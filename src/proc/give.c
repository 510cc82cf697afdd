/* proc.grant, proc.revoke, proc.grants: what procs may, given and taken.
 *
 * Nobody gives what they do not have: a bit is held by whoever grants it, a directory lies in one
 * of their grants with those verbs and holds nothing that is closed to them, a pattern is covered
 * by what they are allowed and touched by nothing that they are refused. A refusal may always be
 * added, and taken away only by who may do what it refuses.
 *
 * Nobody keeps what their parent has lost: what is taken from a proc is taken from all below it. */
#include "proc/proc_priv.h"

#include <stdio.h>

struct change {
    struct call *call;
    struct proc *me, *of;
    uint64_t caps;
    struct str path, pattern; /* empty: none */
    int64_t priority;
    bool deny;
};

/* --- who may --- */

/* What others may do is for who lets others in. */
static struct err *find_mine(struct call *c, uint64_t id, struct proc **out)
{
    struct proc *me = proc_of(c);
    TRY(proc_find_seen(c, id, out));
    if (*out == me)
        return err_new(ERR_INVALID, "oneself", "%s cannot do that to itself", me->name);
    if ((*out)->kind == PROC_SYSTEM)
        return err_new(ERR_DENIED, "is_system", "that proc is pith itself");
    if (proc_owns(me, *out))
        return NULL;
    return call_needs(c, CAP_control_access);
}

static struct err *lacks(const struct change *ch, enum cap cap, const char *why)
{
    return err_detail(
        err_new(ERR_DENIED, "beyond_yours", "you may not grant %s: %s", cap_row(cap)->name, why),
        "capability", "%s", cap_row(cap)->name);
    (void)ch;
}

static struct err *read_caps(struct str_list names, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < names.count; i++) {
        enum cap cap;
        if (str_eq(names.items[i], STR("*")))
            *out |= CAPS_ALL;
        else if (cap_named(names.items[i], &cap))
            *out |= CAP_BIT(cap);
        else
            return err_new(ERR_INVALID, "no_such_capability", "there is no capability %.*s",
                           STR_ARGS(utf8_first(names.items[i], NAME_MOST)));
    }
    return NULL;
}

#define EACH_CAP(mask, cap)                   \
    for (enum cap cap = 0; cap < CAPS; cap++) \
        if ((mask)&CAP_BIT(cap))

static struct err *check_scopes(const struct change *ch)
{
    EACH_CAP(ch->caps, cap)
    {
        bool of_path = cap_row(cap)->scope == SCOPE_PATH,
             of_name = cap_row(cap)->scope == SCOPE_NAME;
        if (of_path && !ch->path.len)
            return err_hint(
                err_new(ERR_INVALID, "no_path", "%s is about files", cap_row(cap)->name),
                "say in which directory: path");
        if (!of_path && ch->path.len)
            return err_new(ERR_INVALID, "not_about_files", "%s is not about files",
                           cap_row(cap)->name);
        if (!of_name && (ch->pattern.len || ch->deny))
            return err_hint(
                err_new(ERR_INVALID, "no_names", "%s is not about names", cap_row(cap)->name),
                ch->deny ? "proc.revoke takes it away" : "leave the pattern out");
    }
    return NULL;
}

/* --- directories --- */

static struct err *refuse_place(const struct place *place, const char *why)
{
    return err_hint(err_new(ERR_DENIED, "beyond_yours", "%.*s: %s",
                            STR_ARGS(utf8_first(place->path, 512)), why),
                    "grant a directory further down");
}

/* By identity: names may be links, or be changed meanwhile. */
static struct err *check_dir(const struct procs *ps, const struct place *place,
                             const struct landmark *dir)
{
    const struct stat st = { .st_dev = dir->dev, .st_ino = dir->ino };
    const struct grant *g = place->grant;
    if (!dir_is_under(dir->fd, g->at.dev, g->at.ino))
        return refuse_place(place, "it leads out of what you may reach");
    for (size_t i = 0; i < place->n_closed; i++) {
        if (dir_is_under(dir->fd, place->closed[i].dev, place->closed[i].ino))
            return refuse_place(place, "it is closed to you");
        if (i >= ps->n_blocked && dir_is_under(place->closed[i].fd, st.st_dev, st.st_ino))
            return refuse_place(place, "what is in it is partly closed to you");
    }
    return NULL;
}

static struct grant *grant_at(const struct proc *p, struct str path)
{
    for (size_t i = 0; i < p->n_grants; i++)
        if (str_eq(p->grants[i]->path, path))
            return p->grants[i];
    return NULL;
}

static uint64_t verbs_at(struct proc *p, struct str path)
{
    pthread_mutex_lock(&p->lock);
    const struct grant *g = grant_at(p, path);
    uint64_t verbs = g ? g->verbs : 0;
    pthread_mutex_unlock(&p->lock);
    return verbs;
}

static struct err *grant_dir(const struct change *ch)
{
    const struct place *place = NULL;
    struct grant *g;
    EACH_CAP(ch->caps, cap)
    TRY(call_reach(ch->call, cap, ch->path, &place));
    TRY(grant_open(place->path, ch->caps | verbs_at(ch->of, place->path), false, &g), "grant");
    struct err *e = check_dir(ch->me->home, place, &g->at);
    if (!e)
        return grant_add(ch->of, g);
    grant_unref(g);
    return e;
}

/* --- patterns --- */

/* Whether every name that fits `inner` fits `outer`: letter by letter, where a star of the outer
 * takes anything and a question mark any single letter that is no star. Says no when in doubt. */
static bool covers(struct str outer, struct str inner)
{
    size_t p = 0, n = 0, star = SIZE_MAX, from = 0;
    while (n < inner.len) {
        bool one = p < outer.len && outer.ptr[p] != '*' &&
                   (outer.ptr[p] == inner.ptr[n] || (outer.ptr[p] == '?' && inner.ptr[n] != '*'));
        if (p < outer.len && outer.ptr[p] == '*') {
            star = p++;
            from = n;
        } else if (one) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++from;
        } else {
            return false;
        }
    }
    while (p < outer.len && outer.ptr[p] == '*')
        p++;
    return p == outer.len;
}

/* Whether some name may fit both: no, if what stands before their first star differs. */
static bool may_meet(struct str a, struct str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        if (a.ptr[i] == '*' || b.ptr[i] == '*')
            return true;
        if (a.ptr[i] != b.ptr[i] && a.ptr[i] != '?' && b.ptr[i] != '?')
            return false;
    }
    return a.len == b.len || (a.len > b.len ? a.ptr[b.len] : b.ptr[a.len]) == '*';
}

/* What network rules mean, pith-net knows: two that look apart may meet in one address. */
static bool is_refused_some(const struct proc *p, enum cap cap, struct str pattern)
{
    for (size_t i = 0; i < p->n_rules; i++) {
        const struct name_rule *r = &p->rules[i];
        if (r->cap == cap && !r->allow &&
            (cap == CAP_network_access || !pattern.len || may_meet(r->pattern, pattern)))
            return true;
    }
    return false;
}

static bool is_allowed_all(const struct proc *p, enum cap cap, struct str pattern)
{
    if (p->caps & CAP_BIT(cap))
        return true;
    for (size_t i = 0; i < p->n_rules; i++) {
        const struct name_rule *r = &p->rules[i];
        if (r->cap == cap && r->allow && pattern.len && covers(r->pattern, pattern))
            return true;
    }
    return false;
}

/* `pattern` empty: every name. */
static bool may_all(struct proc *p, enum cap cap, struct str pattern)
{
    pthread_mutex_lock(&p->lock);
    bool may = is_allowed_all(p, cap, pattern) && !is_refused_some(p, cap, pattern);
    pthread_mutex_unlock(&p->lock);
    return may;
}

static struct err *grant_bits(const struct change *ch)
{
    EACH_CAP(ch->caps, cap)
    {
        bool names = cap_row(cap)->scope == SCOPE_NAME;
        if (!ch->deny && names && !may_all(ch->me, cap, ch->pattern))
            return lacks(ch, cap, "not every such name is allowed to you");
        if (!ch->deny && !names && !(ch->me->caps & CAP_BIT(cap)))
            return lacks(ch, cap, "you lack it");
    }
    return NULL;
}

static void refuse_below(struct proc *p, void *arg)
{
    err_free(proc_add_rule(p, arg)); /* one with too many rules keeps what it has: it is told of */
}

static struct err *give_rule(const struct change *ch, enum cap cap)
{
    struct name_rule r = { cap, !ch->deny, ch->priority, ch->pattern.len ? ch->pattern : STR("*") };
    TRY(proc_add_rule(ch->of, &r));
    if (ch->deny)
        kin_each_below(ch->of, refuse_below, &r);
    return NULL;
}

static struct err *grant_others(const struct change *ch)
{
    TRY(grant_bits(ch));
    EACH_CAP(ch->caps, cap)
    {
        if (ch->pattern.len || ch->deny)
            TRY(give_rule(ch, cap));
        else
            proc_allow(ch->of, cap);
    }
    return NULL;
}

static void tell(const struct change *ch, const char *what)
{
    char text[TRACE_TEXT_MOST];
    int n = snprintf(text, sizeof text, "%s", what);
    EACH_CAP(ch->caps, cap)
    if (ch->caps != CAPS_ALL && n < (int)sizeof text)
        n += snprintf(text + n, sizeof text - (size_t)n, " %s", cap_row(cap)->name);
    struct str of = ch->path.len ? ch->path : ch->pattern;
    if (of.len && n < (int)sizeof text)
        snprintf(text + n, sizeof text - (size_t)n, " over %.*s", STR_ARGS(utf8_first(of, 120)));
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_PROC_GRANT,
                                           .chain = ch->call->chain,
                                           .span = ch->call->span,
                                           .caller = ch->me->caller.nr,
                                           .a = ch->of->caller.nr },
                    str_of(text));
}

static struct err *grant(struct call *c, const struct proc_grant_in *in)
{
    struct change ch = { .call = c, .me = proc_of(c), .priority = in->priority, .deny = in->deny };
    TRY(find_mine(c, in->id, &ch.of));
    TRY(read_caps(in->capabilities, &ch.caps));
    ch.path = in->has_path == GIVEN ? in->path : STR_NONE;
    ch.pattern = in->has_pattern == GIVEN ? in->pattern : STR_NONE;
    TRY(check_scopes(&ch));
    TRY(ch.path.len ? grant_dir(&ch) : grant_others(&ch));
    tell(&ch, ch.deny ? "refused:" : "granted:");
    return NULL;
}

void op_proc_grant(struct call *c, const struct proc_grant_in *in)
{
    call_done(c, grant(c, in));
}

/* --- taking --- */

/* An inner grant that allows less hides the outer one: without it more could be done there. */
static struct err *check_outer(const struct change *ch, struct str path)
{
    struct grant *outer = NULL;
    uint64_t verbs;
    pthread_mutex_lock(&ch->of->lock);
    for (size_t i = 0; i < ch->of->n_grants; i++) {
        struct grant *g = ch->of->grants[i];
        bool around = path_is_under(path, g->path) && !str_eq(path, g->path);
        if (around && (!outer || g->path.len > outer->path.len))
            outer = g;
    }
    verbs = outer ? outer->verbs : 0;
    pthread_mutex_unlock(&ch->of->lock);
    const struct place *place;
    EACH_CAP(verbs, cap)
    TRY(call_reach(ch->call, cap, path, &place));
    return NULL;
}

struct taking {
    uint64_t verbs;
    struct str path;
};

/* One of those that it has at or below a path; it loses these verbs there. */
static bool shrink_one(struct proc *p, const struct taking *t)
{
    struct grant *found = NULL;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->n_grants && !found; i++)
        if (path_is_under(p->grants[i]->path, t->path) && p->grants[i]->verbs & t->verbs)
            found = p->grants[i];
    if (found)
        atomic_fetch_add(&found->refs, 1);
    pthread_mutex_unlock(&p->lock);
    if (!found)
        return false;
    uint64_t rest = found->verbs & ~t->verbs;
    struct err *e = rest ? proc_grant_path(p, found->path, rest, found->hard_links) : NULL;
    if (!rest || e)
        proc_revoke_path(p, found->path);
    err_free(e);
    grant_unref(found);
    return true;
}

static void shrink_below(struct proc *p, void *arg)
{
    while (shrink_one(p, arg))
        ;
}

static struct err *revoke_dir(const struct change *ch)
{
    struct str path = path_normal(proc_cwd(ch->me, &ch->call->arena), ch->path, &ch->call->arena);
    TRY_ROOM(path.ptr);
    uint64_t had = verbs_at(ch->of, path), rest = had & ~ch->caps;
    if (!had)
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_grant", "it has no grant of %.*s",
                                STR_ARGS(utf8_first(path, 512))),
                        "proc.grants shows what it has");
    TRY(check_outer(ch, path));
    struct taking t = { ch->caps, path };
    if (rest)
        TRY(proc_grant_path(ch->of, path, rest, false));
    else
        proc_revoke_path(ch->of, path);
    kin_each_below(ch->of, shrink_below, &t);
    return NULL;
}

static bool is_refusal(struct proc *p, enum cap cap, struct str pattern)
{
    bool found = false;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->n_rules; i++)
        found |= p->rules[i].cap == cap && !p->rules[i].allow &&
                 str_eq(p->rules[i].pattern, pattern);
    pthread_mutex_unlock(&p->lock);
    return found;
}

/* The bit, and rules that their parent does not cover any more. */
static void lose_uncovered(struct proc *p, void *arg)
{
    enum cap cap = *(const enum cap *)arg;
    struct proc *above = p->parent;
    if (!above || !above->parent)
        return; /* below pith itself */
    if (!may_all(above, cap, STR_NONE) && p->caps & CAP_BIT(cap) && !(above->caps & CAP_BIT(cap)))
        proc_disallow(p, cap);
    for (bool again = true; again;) {
        struct name_rule lost = { 0 };
        pthread_mutex_lock(&above->lock);
        for (size_t i = 0; i < p->n_rules && !lost.pattern.len; i++)
            if (p->rules[i].cap == cap && p->rules[i].allow &&
                !is_allowed_all(above, cap, p->rules[i].pattern))
                lost = p->rules[i];
        pthread_mutex_unlock(&above->lock);
        again = lost.pattern.len && proc_remove_rule(p, cap, lost.pattern);
    }
}

static struct err *revoke_rule(const struct change *ch, enum cap cap)
{
    if (is_refusal(ch->of, cap, ch->pattern) && !may_all(ch->me, cap, ch->pattern))
        return lacks(ch, cap, "only who may do it takes a refusal away");
    if (!proc_remove_rule(ch->of, cap, ch->pattern))
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_rule", "it has no such rule over %.*s",
                                STR_ARGS(utf8_first(ch->pattern, 256))),
                        "proc.grants shows what it has");
    return NULL;
}

static struct err *revoke_others(const struct change *ch)
{
    EACH_CAP(ch->caps, cap)
    {
        if (ch->pattern.len)
            TRY(revoke_rule(ch, cap));
        else
            proc_disallow(ch->of, cap);
        kin_each_below(ch->of, lose_uncovered, &cap);
    }
    return NULL;
}

static struct err *revoke(struct call *c, const struct proc_revoke_in *in)
{
    struct change ch = { .call = c, .me = proc_of(c) };
    TRY(find_mine(c, in->id, &ch.of));
    TRY(read_caps(in->capabilities, &ch.caps));
    ch.path = in->has_path == GIVEN ? in->path : STR_NONE;
    ch.pattern = in->has_pattern == GIVEN ? in->pattern : STR_NONE;
    if (ch.caps == CAPS_ALL) /* by *: those that are meant */
        ch.caps = ch.path.len ? CAPS_FILES : CAPS_ALL & ~CAPS_FILES;
    if (ch.pattern.len && ch.caps == (CAPS_ALL & ~CAPS_FILES))
        return err_new(ERR_INVALID, "which_capability", "say of which capability that pattern is");
    TRY(check_scopes(&ch));
    TRY(ch.path.len ? revoke_dir(&ch) : revoke_others(&ch));
    tell(&ch, "taken back:");
    return NULL;
}

void op_proc_revoke(struct call *c, const struct proc_revoke_in *in)
{
    call_done(c, revoke(c, in));
}

/* --- showing --- */

static struct err *list_caps(uint64_t caps, struct arena *a, struct str_list *out)
{
    out->items = arena_array(a, struct str, CAPS);
    TRY_ROOM(out->items);
    EACH_CAP(caps, cap)
    out->items[out->count++] = str_of(cap_row(cap)->name);
    return NULL;
}

static struct err *list_grants(const struct proc *p, struct arena *a,
                               struct proc_path_grant_list *out)
{
    out->items = arena_array(a, struct proc_path_grant, p->n_grants + 1);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < p->n_grants; i++) {
        struct proc_path_grant *g = &out->items[out->count++];
        g->path = arena_str(a, p->grants[i]->path);
        TRY_ROOM(g->path.ptr);
        TRY(list_caps(p->grants[i]->verbs, a, &g->capabilities));
    }
    return NULL;
}

static struct err *list_rules(const struct proc *p, struct arena *a,
                              struct proc_name_rule_list *out)
{
    out->items = arena_array(a, struct proc_name_rule, p->n_rules + 1);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < p->n_rules; i++) {
        const struct name_rule *r = &p->rules[i];
        out->items[out->count++] = (struct proc_name_rule){ str_of(cap_row(r->cap)->name),
                                                            arena_str(a, r->pattern), r->allow,
                                                            r->priority };
    }
    return NULL;
}

static struct err *show(struct proc *p, struct arena *a, struct proc_grants_out *out)
{
    pthread_mutex_lock(&p->lock);
    struct err *e = list_caps(p->caps, a, &out->capabilities);
    if (!e)
        e = list_grants(p, a, &out->paths);
    if (!e)
        e = list_rules(p, a, &out->rules);
    pthread_mutex_unlock(&p->lock);
    return e;
}

void op_proc_grants(struct call *c, const struct proc_grants_in *in)
{
    struct proc *p;
    struct err *e = proc_find_seen(c, in->id, &p);
    call_done(c, e ? e : show(p, &c->arena, c->out));
}
