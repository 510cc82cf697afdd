/* proc.grant, proc.grants: what procs may, given and shown. Taken: take.c.
 *
 * Nobody gives what they do not have: a bit is held by whoever grants it, a directory lies in one
 * of their grants with those verbs and holds nothing that is closed to them, a pattern is covered
 * by what they are allowed and touched by nothing that they are refused. A refusal may always be
 * added, and taken away only by who may do what it refuses. */
#include "proc/change.h"

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

/* --- bits and patterns --- */

static struct err *grant_bits(const struct change *ch)
{
    EACH_CAP(ch->caps, cap)
    {
        bool names = cap_row(cap)->scope == SCOPE_NAME;
        if (!ch->deny && names && !rights_cover(ch->me, cap, ch->pattern))
            return change_lacks(cap, "not every such name is allowed to you");
        if (!ch->deny && !names && !(ch->me->caps & CAP_BIT(cap)))
            return change_lacks(cap, "you lack it");
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
        kin_each_owned(ch->of, refuse_below, &r);
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

static struct err *grant(struct call *c, const struct proc_grant_in *in)
{
    struct change ch = { .call = c, .me = proc_of(c), .priority = in->priority, .deny = in->deny };
    TRY(change_find_mine(c, in->id, &ch.of));
    TRY(change_read_caps(in->capabilities, &ch.caps));
    ch.path = in->has_path == GIVEN ? in->path : STR_NONE;
    ch.pattern = in->has_pattern == GIVEN ? in->pattern : STR_NONE;
    TRY(change_check_scopes(&ch));
    TRY(ch.path.len ? grant_dir(&ch) : grant_others(&ch));
    change_tell(&ch, ch.deny ? "refused:" : "granted:");
    return NULL;
}

void op_proc_grant(struct call *c, const struct proc_grant_in *in)
{
    call_done(c, grant(c, in));
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
