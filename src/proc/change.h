/* What proc.grant and proc.revoke share: see change.c. */
#pragma once
#include "proc/proc_priv.h"

#define EACH_CAP(mask, cap)                   \
    for (enum cap cap = 0; cap < CAPS; cap++) \
        if ((mask)&CAP_BIT(cap))

struct change {
    struct call *call;
    struct proc *me, *of;
    uint64_t caps;
    struct str path, pattern; /* empty: none */
    int64_t priority;
    bool deny;
};

/* One's own, or anybody's for who lets others in; never oneself. */
struct err *change_find_mine(struct call *c, uint64_t id, struct proc **out);
struct err *change_read_caps(struct str_list names, uint64_t *out);
/* Those about files come with a path and no others, those about names alone may have a pattern. */
struct err *change_check_scopes(const struct change *ch);
struct err *change_lacks(enum cap cap, const char *why);
void change_tell(const struct change *ch, const char *what);

/* Whether it may have that capability over all names of `pattern` (empty: all names at all);
 * rights_allow_all(): as far as it is allowed, whatever is refused. That with its lock held. */
bool rights_cover(struct proc *p, enum cap cap, struct str pattern);
bool rights_allow_all(const struct proc *p, enum cap cap, struct str pattern);
