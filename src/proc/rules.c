/* Capabilities over names: see proc.h. The bit holds for every name; rules make exceptions, or
 * allow without it. The highest priority decides, among equals a denial. */
#include "proc/proc_priv.h"

#include "base/network.h"

#include <stdlib.h>

/* Goes back to the last star only, so it takes no more than pattern times text. */
bool rule_pattern_takes(struct str pattern, struct str text, bool is_pattern)
{
    size_t p = 0, n = 0, star = SIZE_MAX, from = 0;
    while (n < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            from = n;
        } else if (p < pattern.len &&
                   (pattern.ptr[p] == text.ptr[n] ||
                    (pattern.ptr[p] == '?' && !(is_pattern && text.ptr[n] == '*')))) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

static bool is_stronger(const struct name_rule *a, const struct name_rule *b)
{
    return !b || a->priority > b->priority || (a->priority == b->priority && !a->allow);
}

bool rules_allow(const struct proc *p, enum cap cap, struct str name)
{
    const struct name_rule *best = NULL;
    for (size_t i = 0; i < p->n_rules; i++) {
        const struct name_rule *r = &p->rules[i];
        if (r->cap == cap && rule_pattern_takes(r->pattern, name, false) && is_stronger(r, best))
            best = r;
    }
    return best ? best->allow : p->caps & CAP_BIT(cap);
}

bool rules_over(const struct proc *p, enum cap cap, bool allow)
{
    for (size_t i = 0; i < p->n_rules; i++)
        if (p->rules[i].cap == cap && p->rules[i].allow == allow)
            return true;
    return false;
}

bool proc_has_rules(struct proc *p, enum cap cap)
{
    pthread_mutex_lock(&p->lock);
    bool has = rules_over(p, cap, true) || rules_over(p, cap, false);
    pthread_mutex_unlock(&p->lock);
    return has;
}

bool proc_may_name(struct proc *p, enum cap cap, struct str name)
{
    pthread_mutex_lock(&p->lock);
    bool may = rules_allow(p, cap, name);
    pthread_mutex_unlock(&p->lock);
    return may;
}

/* --- changing them --- */

static bool remove_rule(struct proc *p, enum cap cap, struct str pattern)
{
    for (size_t i = 0; i < p->n_rules; i++) {
        if (p->rules[i].cap != cap || !str_eq(p->rules[i].pattern, pattern))
            continue;
        mem_free((char *)(uintptr_t)p->rules[i].pattern.ptr);
        p->rules[i] = p->rules[--p->n_rules];
        holding_count(p->home, HOLD_RULE, -1);
        return true;
    }
    return false;
}

static struct err *no_place(struct str pattern)
{
    return err_hint(err_new(ERR_INVALID, "bad_pattern", "'%.*s' names no place on the network",
                            STR_ARGS(pattern)),
                    "such as api.example.com:443, *.example.com, 10.1.0.0/16:5432 or *");
}

static struct err *check_rule(const struct name_rule *r)
{
    if (cap_row(r->cap)->scope != SCOPE_NAME)
        return err_new(ERR_INVALID, "no_names", "%s is not about names", cap_row(r->cap)->name);
    if (!r->pattern.len || r->pattern.len > NAME_RULE_MOST || !utf8_valid(r->pattern))
        return err_new(ERR_INVALID, "bad_pattern", "a pattern has 1 to %d bytes", NAME_RULE_MOST);
    for (size_t i = 0; i < r->pattern.len; i++)
        if ((unsigned char)r->pattern.ptr[i] <= ' ')
            return err_new(ERR_INVALID, "bad_pattern", "a pattern holds no blanks");
    return r->cap == CAP_network_access && !where_read(r->pattern, &(struct where){ 0 })
               ? no_place(r->pattern)
               : NULL;
}

static struct err *add_rule(struct proc *p, const struct name_rule *r)
{
    remove_rule(p, r->cap, r->pattern); /* one given anew replaces the old */
    if (p->n_rules == RULES_MOST)
        return err_new(ERR_LIMIT, "too_many_rules", "a proc holds at most %d rules over names",
                       RULES_MOST);
    if (!p->rules)
        p->rules = mem_new(RULES_MOST * sizeof *p->rules);
    p->rules[p->n_rules] = *r;
    p->rules[p->n_rules++].pattern = (struct str){ mem_text(r->pattern.ptr, r->pattern.len),
                                                   r->pattern.len };
    holding_count(p->home, HOLD_RULE, 1);
    return NULL;
}

struct err *proc_add_rule(struct proc *p, const struct name_rule *rule)
{
    TRY(check_rule(rule));
    pthread_mutex_lock(&p->lock);
    struct err *e = add_rule(p, rule);
    pthread_mutex_unlock(&p->lock);
    plans_drop(&p->caller);
    return e;
}

bool proc_remove_rule(struct proc *p, enum cap cap, struct str pattern)
{
    pthread_mutex_lock(&p->lock);
    bool was_there = remove_rule(p, cap, pattern);
    pthread_mutex_unlock(&p->lock);
    if (was_there)
        plans_drop(&p->caller);
    return was_there;
}

static size_t copy_rules(struct proc *p, enum cap cap, struct arena *a, struct name_rule *out)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_rules; i++) {
        if (p->rules[i].cap != cap)
            continue;
        out[n] = p->rules[i];
        out[n++].pattern = arena_str(a, p->rules[i].pattern);
    }
    return n;
}

struct err *proc_pass_on(struct proc *from, struct proc *to, enum cap cap)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct name_rule *rules = arena_array(&a, struct name_rule, RULES_MOST);
    TRY_ROOM(rules);
    pthread_mutex_lock(&from->lock);
    bool all = from->caps & CAP_BIT(cap);
    size_t n = copy_rules(from, cap, &a, rules);
    pthread_mutex_unlock(&from->lock);
    if (a.overflow)
        return err_no_room();
    for (size_t i = 0; i < n; i++)
        TRY(proc_add_rule(to, &rules[i]));
    if (all)
        proc_allow(to, cap);
    return NULL;
}

void rules_free(struct proc *p)
{
    for (size_t i = 0; i < p->n_rules; i++)
        mem_free((char *)(uintptr_t)p->rules[i].pattern.ptr);
    mem_free(p->rules);
}

/* --- what may be reached --- */

void procs_set_network(struct procs *ps, struct str everybody, struct str owner)
{
    pthread_mutex_lock(&ps->lock);
    buf_clear(&ps->network);
    buf_add(&ps->network, everybody);
    buf_clear(&ps->owner_network);
    buf_add(&ps->owner_network, owner);
    pthread_mutex_unlock(&ps->lock);
}

static void add_usual(struct proc *p, struct buf *out)
{
    pthread_mutex_lock(&p->home->lock);
    buf_add(out, buf_text(&p->home->network));
    if (p->kind == PROC_OWNER || p->kind == PROC_SYSTEM)
        buf_add(out, buf_text(&p->home->owner_network));
    pthread_mutex_unlock(&p->home->lock);
}

void proc_network_rules(struct proc *p, struct buf *out)
{
    add_usual(p, out);
    pthread_mutex_lock(&p->lock);
    if (p->caps & CAP_BIT(CAP_network_access))
        buf_add(out, STR("allow *\n"));
    for (size_t i = 0; i < p->n_rules; i++) {
        const struct name_rule *r = &p->rules[i];
        if (r->cap == CAP_network_access)
            buf_printf(out, "%lld %s %.*s\n", (long long)r->priority, r->allow ? "allow" : "deny",
                       STR_ARGS(r->pattern));
    }
    pthread_mutex_unlock(&p->lock);
}
