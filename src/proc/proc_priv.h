/* What the files of proc share. */
#pragma once
#include "proc/proc.h"

#include "base/loop.h"
#include "trace/trace.h"

#include <pthread.h>

enum {
    PROCS_MOST = 1 << 16,
    GRANTS_MOST = 64,
    RULES_MOST = 256,
    BLOCKED_MOST = 8,
    NETWORK_RULES_MOST = 64 * 1024
};

/* What a proc has called. Made at its first call; any thread adds to it. */
struct proc_figures {
    _Atomic uint32_t bucket[HISTOGRAM_BUCKETS];
    _Atomic uint64_t errors, bytes;
    _Atomic uint64_t window_ends;  /* cycles: a second in which it calls */
    _Atomic uint64_t calls_before; /* that second */
    _Atomic uint64_t windows;      /* such seconds */
    struct usual rate;             /* calls in one */
};

struct proc {
    struct caller caller; /* first: a call knows its proc by this */
    atomic_uint refs;
    struct procs *home;
    enum proc_kind kind;
    char *name;
    int64_t born_ns, born_ms;
    uint64_t chain, span; /* the step that made it; 0: none */
    _Atomic(struct proc_figures *) figures;
    _Atomic uint64_t network;
    atomic_int met; /* the last limit that refused it something, and 1; 0: none has */

    /* By the lock of all. */
    struct proc *parent; /* NULL: it is the root */
    uint32_t starter;    /* its parent, unless it stays; then who that would be */
    struct list sibling, children;
    size_t n_children;
    struct list holdings[HOLDING_KINDS];
    size_t n_held[HOLDING_KINDS], n_holdings; /* of each kind; of all */
    uint64_t last_holding;
    struct list ending_link; /* among those that wait to be closed */
    bool closing, in_close, dropped;
    atomic_int state; /* enum proc_state */

    /* The loop's. */
    const struct proc_body *body;
    void *body_arg;
    bool body_told, kept, orphan;
    bool marked;            /* by a walk, for the time that it takes */
    int64_t waits_since_ns; /* for its children to end; 0: it does not */
    int priority;
    struct timer wall;
    struct holding wall_held;
    struct proc_limits limits;

    pthread_mutex_t lock; /* of what follows */
    bool ended;
    struct proc_cause cause; /* not known: it ends of itself, or its credential has ended */
    uint64_t caps;
    struct grant *grants[GRANTS_MOST];
    size_t n_grants;
    struct name_rule *rules; /* RULES_MOST, once there is one */
    size_t n_rules;
    struct str cwd; /* on the heap */

    /* What calls ask of its limits, on any thread; each is read once. */
    struct {
        _Atomic uint64_t ops_per_second, network_bytes, handles;
        atomic_uint calls_at_once;
    } most;
    atomic_uint running;
    _Atomic int64_t bucket_ns; /* the time up to which the rate limit has been used; see may.c */
};

struct holding_count {
    _Atomic uint64_t held, taken, swept, longest_us;
};

struct procs {
    struct kernel *kernel;
    struct loop *loop;
    struct proc *root;
    struct list ending;
    struct post close_them;
    struct timer overdue; /* set while somebody waits for children to end */
    struct holding_count holdings[HOLDING_KINDS];
    _Atomic uint64_t refused, illegal, peak;
    pthread_mutex_t lock; /* of the table */
    struct proc *table[PROCS_MOST];
    uint16_t generation[PROCS_MOST];
    size_t searched;
    _Atomic uint64_t born, ended;     /* without the root */
    struct str blocked[BLOCKED_MOST]; /* on the heap */
    struct landmark blocked_at[BLOCKED_MOST];
    size_t n_blocked;
    struct buf network, owner_network; /* rules besides what each holds; with the table's lock */
    place_mounted_fn *mounted;
    void *mounted_arg;
};

/* proc.c */
void proc_reap(struct proc *p); /* nobody has it any more */

/* grants.c */
struct err *grant_add(struct proc *p, struct grant *take_g); /* replaces the one of its path */
struct err *grant_open(struct str path, uint64_t verbs, bool hard_links, struct grant **out);

/* kin.c */
void kin_init(struct procs *ps);
void kin_enter(struct proc *p, struct proc *parent);
/* The last reference went: true if nothing has to be given back first, and it is out of the tree.
 */
bool kin_leave(struct proc *p);
void kin_close_later(struct proc *p);
void kin_done(struct procs *ps);
bool kin_is_below(const struct proc *p, const struct proc *above); /* or the same */
typedef void kin_fn(struct proc *p, void *arg);
void kin_each_below(struct proc *p, kin_fn *fn, void *arg); /* p itself not */
/* All that it started, and what these did, also what stays; who started others comes before them.
 */
void kin_each_owned(struct proc *p, kin_fn *fn, void *arg);
/* All, parents first; each with a reference, which the caller drops. */
size_t kin_list(struct procs *ps, struct proc ***out_all);

/* holdings.c */
void holdings_release(struct proc *p);
unsigned holding_order(enum holding_kind k);
void holding_count(struct procs *ps, enum holding_kind k, int64_t more);

/* bounds.c */
void bounds_inherit(struct proc *p, const struct proc *parent);
struct err *bounds_child(struct proc *parent);
void bounds_moved(struct proc *p, uint64_t bytes);
struct err *bounds_network(struct proc *p);
void bounds_answered(const struct call *c);

/* see.c */
/* That proc, if the caller may know of it; then, too, if it may change it. On the loop. */
struct proc_bounds bounds_shown(const struct proc *p);
struct err *proc_find_seen(struct call *c, uint64_t id, struct proc **out);
struct err *find_owned(struct call *c, uint64_t id, struct proc **out);

/* rules.c; the first two with the proc's lock held */
/* Whether `pattern`, where `*` stands for any letters and `?` for one, takes `text`; or, if that is
 * a pattern by itself, all that fits it: no when in doubt. */
bool rule_pattern_takes(struct str pattern, struct str text, bool is_pattern);
bool rules_allow(const struct proc *p, enum cap cap, struct str name);
bool rules_over(const struct proc *p, enum cap cap, bool allow);
void rules_free(struct proc *p);

/* closed.c */
struct err *landmark_open(struct landmark *out, struct str path);
/* Before `g` is one of the proc's grants, with the proc's lock held: which of them holds what is
 * closed to it? ERR_DENIED if `g` itself lies in a blocked place. */
struct err *grant_compare(struct proc *p, struct grant *g);
/* With the proc's lock held: what is closed to a call that goes to `place`. */
struct err *place_close_off(struct call *c, struct proc *p, struct place *place);

/* The steps of the walk. */
struct err *may_limits(struct call *c);
enum verdict may_prepare(struct caller *caller, const struct op *op);
struct err *may_guard(struct call *c);
struct err *may_denied(struct call *c);
void may_finished(struct call *c);
void may_item(struct call *c, const void *item);

/* figures.c */
void figures_add(struct proc *p, const struct call *c);
