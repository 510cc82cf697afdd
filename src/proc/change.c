/* Who may change what whose rights, and what a right over names covers: for proc.grant (give.c) and
 * proc.revoke (take.c). */
#include "proc/change.h"

#include <stdio.h>

/* --- who may --- */

/* What others may do is for who lets others in. */
struct err *change_find_mine(struct call *c, uint64_t id, struct proc **out)
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

struct err *change_lacks(enum cap cap, const char *why)
{
    return err_detail(
        err_new(ERR_DENIED, "beyond_yours", "you may not grant %s: %s", cap_row(cap)->name, why),
        "capability", "%s", cap_row(cap)->name);
}

struct err *change_read_caps(struct str_list names, uint64_t *out)
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

struct err *change_check_scopes(const struct change *ch)
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

/* --- patterns --- */

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

bool rights_allow_all(const struct proc *p, enum cap cap, struct str pattern)
{
    if (p->caps & CAP_BIT(cap))
        return true;
    for (size_t i = 0; i < p->n_rules; i++) {
        const struct name_rule *r = &p->rules[i];
        if (r->cap == cap && r->allow && pattern.len &&
            rule_pattern_takes(r->pattern, pattern, true))
            return true;
    }
    return false;
}

/* `pattern` empty: every name. */
bool rights_cover(struct proc *p, enum cap cap, struct str pattern)
{
    pthread_mutex_lock(&p->lock);
    bool may = rights_allow_all(p, cap, pattern) && !is_refused_some(p, cap, pattern);
    pthread_mutex_unlock(&p->lock);
    return may;
}

/* --- telling --- */

void change_tell(const struct change *ch, const char *what)
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
