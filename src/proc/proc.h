/* proc: whoever calls.
 *
 * A proc is a caller with capabilities, path grants, limits and a working directory: the owner
 * at the command line, a browser's session, the system itself; agents, apps and programs follow.
 * This module answers the walk's questions: limits, capability, and which grant a path belongs
 * to.
 *
 * A path grant *is* an open directory descriptor. By name only the longest matching grant is
 * chosen; whether the path really stays inside is decided by the kernel, from that descriptor,
 * when the handler opens it (see vfs). Blocked places win over every grant, and a grant inside
 * another that allows less keeps to itself: neither is entered through a link, a mount or another
 * name, because both are known by identity (closed.c).
 *
 * Every proc has a parent, pith's own proc at the root, and ends with it: children first, the last
 * made first (kin.c). Its life is a full table (life.c). What it holds it gives back in a set order
 * (holdings.c), and how much it may have is asked at the op that would exceed it (bounds.c). What
 * a program is besides, its module says through a struct proc_body.
 *
 * Procs are made and ended on the loop; the questions may be asked on any thread, and take the
 * proc's lock for a moment. Ids carry a generation: an old id never names a later proc. */
#pragma once
#include "base/list.h"
#include "op/op.h"
#include "ops/proc.h"

#include <stdatomic.h>
#include <sys/stat.h>

enum { NAME_RULE_MOST = 512 };

enum proc_kind {
    PROC_SYSTEM,
    PROC_OWNER,
    PROC_SESSION, /* a browser */
    PROC_TOKEN,   /* a program that brought one */
    PROC_VISITOR, /* whoever has not said who it is: OPEN ops alone */
    PROC_NATIVE,  /* a program of the system, in a sandbox */
    PROC_SERVICE, /* a program that answers ops */
    PROC_AGENT,
    PROC_APP,
    PROC_SKILL,
    PROC_PLUGIN,
    PROC_CHANNEL,
    PROC_KINDS
};
const char *proc_kind_name(enum proc_kind k);

/* Which capabilities a proc starts with, and over what its workspace grant reaches. */
enum preset { PRESET_NOTHING, PRESET_MINIMAL, PRESET_STANDARD, PRESET_PRIVILEGED, PRESET_ADMIN };

#define CAP_BIT(cap) (UINT64_C(1) << (cap))
#define CAPS_ALL     (CAP_BIT(CAPS) - 1)
#define CAPS_FILES                                                                 \
    (CAP_BIT(CAP_read_file) | CAP_BIT(CAP_write_file) | CAP_BIT(CAP_create_file) | \
     CAP_BIT(CAP_delete_file) | CAP_BIT(CAP_list_directory))
#define CAPS_STANDARD                                                                              \
    (CAPS_FILES | CAP_BIT(CAP_time_access) | CAP_BIT(CAP_system_info) | CAP_BIT(CAP_use_storage) | \
     CAP_BIT(CAP_read_config))

/* A directory, whatever name it is reached by. */
struct landmark {
    int fd; /* O_PATH */
    dev_t dev;
    ino_t ino;
};

struct grant {
    atomic_uint refs;
    struct str path; /* absolute and normal */
    struct landmark at;
    uint64_t verbs;
    bool hard_links;   /* files with several names may be opened */
    bool holds_closed; /* what a call may not enter lies under it: vfs walks it name by name */
};

/* 0: no limit. */
struct proc_limits {
    uint64_t ops_per_second;
    uint32_t calls_at_once;
    uint64_t children;
    uint64_t wall_ms;       /* from its beginning */
    uint64_t network_bytes; /* from its beginning, of its children, too */
    /* Of a program: its body enforces them. */
    uint64_t memory, cpu_seconds, cpu_percent, handles, processes;
};

struct procs; /* all of them; see proc.c */
struct proc;
struct proc_usage; /* see below */

/* The proc module's part of a kernel: registers the steps of the walk. */
struct procs *procs_new(struct kernel *k);
void procs_free(struct procs *ps);
DEFINE_OWNED(procs)
struct procs *procs_of(const struct kernel *k);

/* Nobody reaches that directory through ops. Before the first grant; it exists. */
struct err *procs_block(struct procs *ps, struct str path);

/* False if that proc has ended. Any thread. */
bool procs_has(struct procs *ps, uint32_t id);

struct procs_stats {
    uint64_t born, ended, alive, most; /* most: that may be alive */
    uint64_t refused, illegal, peak;
};
void procs_stats_read(const struct procs *ps, struct procs_stats *out);

/* The caller owns one reference. It is initializing, and a child of the root. NULL when there are
 * too many. */
struct proc *proc_new(struct procs *ps, enum proc_kind kind, enum preset preset, struct str name);

/* The usual callers. At the command line: the owner, who may do everything but reach into pith's
 * own data. From elsewhere: what `caps` says, those of them that are about files in the workspace
 * and nowhere else; a browser's session holds STANDARD so. */
struct err *proc_new_owner(struct procs *ps, struct proc **out_proc);
struct err *proc_new_guest(struct procs *ps, enum proc_kind kind, struct str name, uint64_t caps,
                           struct str workspace, struct proc **out_proc);
struct err *proc_new_session(struct procs *ps, struct str workspace, struct proc **out_proc);
/* Whoever has not said who it is. */
struct err *proc_new_visitor(struct procs *ps, struct proc **out_proc);

struct proc *proc_ref(struct proc *p);
void proc_unref(struct proc *p);
static inline void proc_leave(struct proc **p)
{
    proc_unref(*p);
}

struct caller *proc_caller(struct proc *p);
struct proc *proc_of(const struct call *c);
uint32_t proc_id(const struct proc *p);
enum proc_kind proc_kind(const struct proc *p);
struct str proc_name(const struct proc *p);
/* By what it is known to what outlives it: the owner and whoever brought a credential by that, and
 * a service by its name, also when pith starts anew; all others by themselves, since their names
 * are anybody's to choose. */
enum { PRINCIPAL_MOST = 128 };
struct str proc_principal(const struct proc *p, char room[PRINCIPAL_MOST]);
/* NULL if that proc has ended, also if another has taken its place. */
struct proc *proc_find(struct procs *ps, uint32_t id);

/* A call of a program goes on with the story that started the program. For doors, between
 * call_init() and kernel_call(). */
void call_continue(struct call *c);
/* In whose story the proc is, and under which step; both 0 for none. On the thread that made it,
 * while nobody calls for it yet. */
void proc_set_story(struct proc *p, uint64_t chain, uint64_t span);

/* What it has called, ever. */
struct proc_sums {
    uint32_t id;
    enum proc_kind kind;
    int64_t age_ms;
    uint64_t bytes;
    struct op_figures calls;
};
/* Those that are there, in no order: `fn` must not wait, and makes and ends no procs. */
void procs_each(struct procs *ps, void (*fn)(void *arg, const struct proc_sums *p, struct str name),
                void *arg);
/* False if it is not there. A name is copied into the arena. */
bool procs_name(struct procs *ps, uint32_t id, struct arena *a, struct str *out_name);
uint64_t proc_calls(const struct proc *p);
uint64_t proc_errors(const struct proc *p);
/* The same, if the caller may know of it: ERR_NOT_FOUND. On the loop. */
struct err *proc_find_seen(struct call *c, uint64_t id, struct proc **out);

/* What it holds of the daemon's memory. On the loop. */
struct proc_memory {
    size_t own, plans, rules, calls;
};
void proc_memory(struct proc *p, struct proc_memory *out);
/* Zeros if it is no program's. On the loop. */
void proc_usage(const struct proc *p, struct proc_usage *out);
/* Bytes that programs hold, of all procs. On the loop. */
uint64_t procs_memory(struct procs *ps);

/* Every capability it holds, those of its grants among them. */
uint64_t proc_holds(struct proc *p);

/* For what a handler finds that it needs: ERR_DENIED as the walk says it. */
struct err *call_needs(const struct call *c, enum cap cap);

/* Every change makes prepared plans stale. */
void proc_allow(struct proc *p, enum cap cap);
void proc_disallow(struct proc *p, enum cap cap);
/* `path` is an existing directory, absolute and normal. ERR_DENIED inside a blocked place. */
struct err *proc_grant_path(struct proc *p, struct str path, uint64_t verbs, bool hard_links);
/* The same of that very directory: ERR_CONFLICT if another is there by now. */
struct err *proc_grant_dir(struct proc *p, struct str path, dev_t dev, ino_t ino, uint64_t verbs);
bool proc_revoke_path(struct proc *p, struct str path);
/* `to` gets what `from` has of a capability that is not over paths: for all names or for those
 * that rules say. */
struct err *proc_pass_on(struct proc *from, struct proc *to, enum cap cap);

/* Of a capability over names: for which. Without a rule that fits, the bit says it. For
 * network_access patterns are what pith-net knows: host:port, *.domain, a network; it decides, and
 * here is asked only whether there is any. */
struct name_rule {
    enum cap cap;
    bool allow;
    int64_t priority;
    struct str pattern;
};
struct err *proc_add_rule(struct proc *p, const struct name_rule *rule);
bool proc_remove_rule(struct proc *p, enum cap cap, struct str pattern);
bool proc_has_rules(struct proc *p, enum cap cap);
bool proc_may_name(struct proc *p, enum cap cap, struct str name);
/* All it may reach, a rule a line, as pith-net reads them. */
void proc_network_rules(struct proc *p, struct buf *out);
/* Such lines for everybody who may reach anything, and for the owner and pith itself. */
void procs_set_network(struct procs *ps, struct str everybody, struct str owner);

/* On the loop if there is one for wall_ms. */
void proc_set_limits(struct proc *p, const struct proc_limits *limits);
struct proc_limits proc_limits_of(struct proc *p);

/* Whoever still holds it may call nothing any more: its credential has ended. Its children end,
 * and what it holds is given back, soon. */
void proc_end(struct proc *p);

/* --- its life, on the loop --- */

enum proc_state proc_state(const struct proc *p);
/* False, and nothing happens, if the table has no such step; that is counted and told, unless it
 * is there already. */
bool proc_go(struct proc *p, enum proc_state to);
bool proc_may_go(enum proc_state from, enum proc_state to);

/* From now on it ends with `parent`, unless it `stays`; then with pith, and `parent` is who started
 * it all the same. It gets no more than what `parent` has left. ERR_LIMIT "children". */
struct err *proc_put_below(struct proc *p, struct proc *parent, bool stays);
/* Whether `p` may end, stop, limit `other`: it started it, or what did. */
bool proc_owns(const struct proc *p, const struct proc *other);
bool proc_has_ended(struct proc *p);
uint32_t proc_starter(const struct proc *p);

/* Why it ends; the first to say so is believed. Any thread. `by` of KILLED: which proc. */
struct proc_cause {
    bool known;
    enum proc_why why;
    uint32_t by;
};
void proc_blame(struct proc *p, enum proc_why why, uint32_t by);
struct proc_cause proc_cause(struct proc *p);
/* It has met that limit, of so much; that is told. proc_note_met(): where it would be too often. */
void proc_met(struct proc *p, enum proc_why which, uint64_t most);
void proc_note_met(struct proc *p, enum proc_why which);
/* It ended badly: if it has met a limit, that is why. */
void proc_has_failed(struct proc *p);

/* The work that a proc is the name of: a program in its sandbox. */
struct proc_usage {
    uint64_t pid, memory, cpu_ms, processes;
    bool pressed;
};
typedef void proc_done_fn(void *arg, struct err *take_e);
struct proc_body {
    void (*look)(void *arg, struct proc_usage *out);
    /* May be NULL: cannot be stopped. `done` is told unless an error is returned. */
    struct err *(*freeze)(void *arg, bool frozen, proc_done_fn *done, void *done_arg);
    struct err *(*limit)(void *arg, const struct proc_limits *limits, int priority,
                         proc_done_fn *done, void *done_arg);
    void (*changed)(void *arg); /* the proc's limits are others now; may be NULL */
    /* It is to end; proc_body_gone() says when it has. */
    void (*end)(void *arg);
};
void proc_set_body(struct proc *p, const struct proc_body *body, void *arg);
/* It has ended, and so its children do. `kept`: how it ended stays, until proc_close(). */
void proc_body_gone(struct proc *p, bool kept);
/* Gives back all it holds, which lets go of it. */
void proc_close(struct proc *p);
int proc_priority(const struct proc *p);

/* --- what a proc holds --- */

enum holding_kind {
#define HOLDING(constant, name, order, handle, doc) HOLD_##constant,
#include "proc/holdings.def"
#undef HOLDING
    HOLDING_KINDS
};

/* Lives in the thing that is held. When the proc ends, `release` gives the thing back. */
struct holding {
    struct list link;
    struct procs *home; /* NULL: it never was held */
    struct proc *proc;  /* NULL: it is not held; with the lock of all */
    uint64_t nr;        /* how many-th its proc took */
    enum holding_kind kind;
    void (*release)(struct holding *h);
};
/* ERR_LIMIT "handles" if it holds as many things as it may. To be asked before one is taken that is
 * a handle; any thread. */
struct err *proc_may_hold(struct proc *p);
/* On any thread, while a call of the proc runs: what is taken as it ends is given back at the
 * latest when nobody has it any more. `release` is called on the loop. */
void proc_hold(struct proc *p, struct holding *h, enum holding_kind kind,
               void (*release)(struct holding *h));
/* It has gone by itself; any thread. False if it is not held: it never was, or `release` is called
 * for it. So either of the two gets it, and a thing that is shared by threads has a reference for
 * that one. */
bool proc_let_go(struct holding *h);
const char *holding_name(enum holding_kind k);

/* The working directory, absolute and normal. */
struct err *proc_set_cwd(struct proc *p, struct str path);
struct str proc_cwd(struct proc *p, struct arena *a);

/* --- paths of a call --- */

/* Where a path parameter leads, by name. */
struct mount;
struct place {
    struct grant *grant;
    struct str path;               /* absolute and normal */
    struct str rest;               /* below the grant; "." for the grant's own directory */
    const struct landmark *closed; /* not to be entered from this grant */
    size_t n_closed, n_blocked;    /* the first of them are pith's own */
    bool by_name;        /* one of them may lie on the way: it is to be walked name by name */
    struct mount *mount; /* what is mounted there (vfs), and `rest` begins at; NULL: nothing */
};

/* Who knows what is mounted (vfs): told each place once a grant was found for it, to say that
 * something else lies there. */
typedef struct err *place_mounted_fn(void *arg, struct call *c, enum cap cap, struct place *place);
void procs_set_mounts(struct procs *ps, place_mounted_fn *fn, void *arg);

/* A grant by itself, for what is mounted: `take_fd` is the directory. */
struct err *grant_of_fd(struct str path, int take_fd, uint64_t verbs, bool hard_links,
                        struct grant **out);
void grant_unref(void *grant);
/* It stays as long as the call does. */
struct err *grant_hold(struct call *c, struct grant *g);

/* What answered the op's n-th need; set by the walk, so a handler cannot miss it unless that
 * need was conditional and did not hold (NULL). */
const struct place *call_place(const struct call *c, size_t need);

/* The same for a path that comes from elsewhere than the arguments, such as an older call. Lives as
 * long as the call. */
struct err *call_reach(struct call *c, enum cap cap, struct str path, const struct place **out);

/* Whether that directory is closed to calls that go there; whether it is, or one lies in it. */
bool place_is_closed(const struct place *p, const struct stat *dir);
bool place_holds_closed(const struct place *p, const struct stat *dir);
/* Why it is, or does, in words. */
const char *place_why_closed(const struct place *p, const struct stat *dir);

/* Whether the directory `fd` is that one or lies in it, by its way up to the root. Yes also when
 * that cannot be told. */
bool dir_is_under(int fd, dev_t dev, ino_t ino);

/* Without `.`, `..`, empty names or a slash at the end; absolute, from `cwd` if it is not.
 * `..` at the root stays there. STR_NONE when the arena is full. */
struct str path_normal(struct str cwd, struct str path, struct arena *a);
bool path_is_under(struct str path, struct str dir); /* or the same */
