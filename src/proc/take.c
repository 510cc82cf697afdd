/* proc.revoke: what procs may, taken back.
 *
 * Nobody keeps what those above have lost: what is taken from a proc is taken from all that it
 * started, and what these did, also from what stays when they end. */
#include "proc/change.h"

#include <fcntl.h>

/* --- directories --- */

/* These verbs, of all grants at or below a path. A proc below may know the place by another name,
 * so places are compared, too. */
struct taking {
    uint64_t verbs;
    struct str path;
    dev_t dev;
    ino_t ino; /* 0: the name is all that is known */
};

static bool reaches(const struct grant *g, const struct taking *t)
{
    bool within = path_is_under(g->path, t->path) ||
                  (t->ino && dir_is_under(g->at.fd, t->dev, t->ino));
    return within && g->verbs & t->verbs;
}

/* NULL: none is left that it reaches. The caller lets go of it. */
static struct grant *next_reached(struct proc *p, const struct taking *t)
{
    struct grant *found = NULL;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->n_grants && !found; i++)
        if (reaches(p->grants[i], t))
            found = p->grants[i];
    if (found)
        atomic_fetch_add(&found->refs, 1);
    pthread_mutex_unlock(&p->lock);
    return found;
}

/* Of that very directory, whatever is at its path by now. What cannot be made less goes whole. */
static void shrink_one(struct proc *p, const struct grant *g, uint64_t rest)
{
    struct grant *less = NULL;
    struct err *e = NULL;
    if (rest)
        e = grant_of_fd(g->path, fcntl(g->at.fd, F_DUPFD_CLOEXEC, 3), rest, g->hard_links, &less);
    if (less)
        e = grant_add(p, less);
    if (!rest || e)
        proc_revoke_path(p, g->path);
    err_free(e);
}

static void shrink(struct proc *p, void *arg)
{
    const struct taking *t = arg;
    for (struct grant *g; (g = next_reached(p, t));) {
        shrink_one(p, g, g->verbs & ~t->verbs);
        grant_unref(g);
    }
}

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
    if (outer && path_is_under(outer->path, ch->path))
        verbs &= ~ch->caps; /* it loses them, too */
    pthread_mutex_unlock(&ch->of->lock);
    const struct place *place;
    EACH_CAP(verbs, cap)
    TRY(call_reach(ch->call, cap, path, &place));
    return NULL;
}

/* Those that it has at or below the path, before anything is taken. */
static struct err *look_at_grants(const struct change *ch, struct taking *t, size_t *out_n)
{
    struct str paths[GRANTS_MOST];
    pthread_mutex_lock(&ch->of->lock);
    for (size_t i = 0; i < ch->of->n_grants; i++) {
        const struct grant *g = ch->of->grants[i];
        if (!path_is_under(g->path, t->path))
            continue;
        paths[(*out_n)++] = arena_str(&ch->call->arena, g->path);
        if (!str_eq(g->path, t->path))
            continue;
        t->dev = g->at.dev;
        t->ino = g->at.ino;
    }
    pthread_mutex_unlock(&ch->of->lock);
    for (size_t i = 0; i < *out_n; i++) {
        TRY_ROOM(paths[i].ptr);
        TRY(check_outer(ch, paths[i]));
    }
    return NULL;
}

static struct err *revoke_dir(struct change *ch)
{
    ch->path = path_normal(proc_cwd(ch->me, &ch->call->arena), ch->path, &ch->call->arena);
    TRY_ROOM(ch->path.ptr);
    struct taking t = { .verbs = ch->caps, .path = ch->path };
    size_t n = 0;
    TRY(look_at_grants(ch, &t, &n));
    if (!n)
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_grant", "it has no grant of %.*s",
                                STR_ARGS(utf8_first(ch->path, 512))),
                        "proc.grants shows what it has");
    shrink(ch->of, &t);
    kin_each_owned(ch->of, shrink, &t);
    return NULL;
}

/* --- bits and patterns --- */

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

/* Whose rights it has: of one that stays, who started it. NULL: nobody's. */
static struct proc *above_of(const struct proc *p)
{
    struct proc *root = p->home->root;
    struct proc *above = p->parent != root ? p->parent : proc_find(p->home, p->starter);
    return above != root ? above : NULL;
}

/* One that allows what `above` (NULL: nobody) is not allowed; empty: there is none. Rules change on
 * the loop alone, so what is found stays until it is removed. */
static struct str find_uncovered(struct proc *p, struct proc *above, enum cap cap)
{
    struct str found = STR_NONE;
    if (above)
        pthread_mutex_lock(&above->lock);
    for (size_t i = 0; i < p->n_rules && !found.len; i++) {
        const struct name_rule *r = &p->rules[i];
        bool covered = above && rights_allow_all(above, cap, r->pattern);
        if (r->cap == cap && r->allow && !covered)
            found = r->pattern;
    }
    if (above)
        pthread_mutex_unlock(&above->lock);
    return found;
}

static void lose(struct proc *p, struct proc *above, enum cap cap)
{
    if (p->caps & CAP_BIT(cap) && !(above && above->caps & CAP_BIT(cap)))
        proc_disallow(p, cap);
    for (struct str r; (r = find_uncovered(p, above, cap)).len;)
        proc_remove_rule(p, cap, r);
}

static void lose_uncovered(struct proc *p, void *arg)
{
    const uint64_t *caps = arg;
    struct proc *above = above_of(p);
    EACH_CAP(above ? *caps : 0, cap)
    lose(p, above, cap);
}

static struct err *revoke_rule(const struct change *ch, enum cap cap)
{
    if (is_refusal(ch->of, cap, ch->pattern) && !rights_cover(ch->me, cap, ch->pattern))
        return change_lacks(cap, "only who may do it takes a refusal away");
    if (!proc_remove_rule(ch->of, cap, ch->pattern))
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_rule", "it has no such rule over %.*s",
                                STR_ARGS(utf8_first(ch->pattern, 256))),
                        "proc.grants shows what it has");
    return NULL;
}

/* Without a pattern all of it goes, also what was allowed by patterns; refusals stay. */
static struct err *revoke_others(struct change *ch)
{
    EACH_CAP(ch->caps, cap)
    {
        if (ch->pattern.len)
            TRY(revoke_rule(ch, cap));
        else
            lose(ch->of, NULL, cap);
    }
    kin_each_owned(ch->of, lose_uncovered, &ch->caps);
    return NULL;
}

static struct err *revoke_all(struct change *ch)
{
    struct taking everywhere = { .verbs = CAPS_ALL, .path = STR("/") };
    shrink(ch->of, &everywhere);
    kin_each_owned(ch->of, shrink, &everywhere);
    return revoke_others(ch);
}

static struct err *revoke(struct call *c, const struct proc_revoke_in *in)
{
    struct change ch = { .call = c, .me = proc_of(c) };
    TRY(change_find_mine(c, in->id, &ch.of));
    TRY(change_read_caps(in->capabilities, &ch.caps));
    ch.path = in->has_path == GIVEN ? in->path : STR_NONE;
    ch.pattern = in->has_pattern == GIVEN ? in->pattern : STR_NONE;
    bool all = ch.caps == CAPS_ALL; /* by *: those that are meant */
    if (all && ch.pattern.len)
        return err_new(ERR_INVALID, "which_capability", "say of which capability that pattern is");
    if (all && ch.path.len)
        ch.caps = CAPS_FILES;
    if (!all || ch.path.len)
        TRY(change_check_scopes(&ch));
    TRY(ch.path.len ? revoke_dir(&ch) : all ? revoke_all(&ch) : revoke_others(&ch));
    change_tell(&ch, "taken back:");
    return NULL;
}

void op_proc_revoke(struct call *c, const struct proc_revoke_in *in)
{
    call_done(c, revoke(c, in));
}
