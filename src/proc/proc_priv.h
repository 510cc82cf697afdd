/* What proc.c (their life), may.c (what they may) and closed.c (where they may not go) share. */
#pragma once
#include "proc/proc.h"

#include "trace/trace.h"

#include <pthread.h>

enum {
    PROCS_MOST = 1 << 16,
    GRANTS_MOST = 64,
    RULES_MOST = 256,
    BLOCKED_MOST = 8,
    ENDS_TOLD_MOST = 4,
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
    int64_t born_ns;
    uint64_t chain, span; /* the step that made it; 0: none */
    _Atomic(struct proc_figures *) figures;

    pthread_mutex_t lock; /* of what follows */
    bool ended;
    uint64_t caps;
    struct grant *grants[GRANTS_MOST];
    size_t n_grants;
    struct name_rule *rules; /* RULES_MOST, once there is one */
    size_t n_rules;
    struct str cwd; /* on the heap */

    struct proc_limits limits;
    atomic_uint running;
    _Atomic int64_t bucket_ns; /* the time up to which the rate limit has been used; see may.c */
};

struct procs {
    struct kernel *kernel;
    pthread_mutex_t lock; /* of the table */
    struct proc *table[PROCS_MOST];
    uint16_t generation[PROCS_MOST];
    size_t searched;
    _Atomic uint64_t born, ended;
    struct str blocked[BLOCKED_MOST]; /* on the heap */
    struct landmark blocked_at[BLOCKED_MOST];
    size_t n_blocked;
    struct buf network, owner_network; /* rules besides what each holds; with the table's lock */
    struct {
        void (*fn)(void *arg);
        void *arg;
    } on_end[ENDS_TOLD_MOST]; /* with the table's lock */
    place_mounted_fn *mounted;
    void *mounted_arg;
};

/* rules.c; the first two with the proc's lock held */
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

/* figures.c */
void figures_add(struct proc *p, const struct call *c);
