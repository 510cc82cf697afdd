/* What the parts of sandbox share: planning (plan.c, wire.c) on the daemon's side; zygote.c,
 * cgroup.c, init.c and the steps in the zygote and its children. */
#pragma once
#include "sandbox/sandbox.h"

#include <linux/filter.h>
#include <sys/types.h>
#include <sys/uio.h>

/* The inner user; a number that means nobody outside. */
enum { INNER_UID = 1000 };
enum { PLAN_BYTES_MOST = 96 * 1024, PLAN_STEPS_MOST = 512, CHILD_FDS = 5, CGROUPS_MOST = 4 };
enum { SUBNET_BITS = 24, LEASES_MOST = 254, FORWARDS_MOST = 16 };

/* The descriptors that come with a plan: the program's 0, 1, 2, where init says how it goes, and
 * its ring, or something else in its place. */
enum { FD_REPORT = 3, FD_RING = 4 };

/* Of the EXEC step. */
enum { EXEC_TERMINAL = 1, EXEC_RING = 2 };

/* Flags of ALLOW and BIND steps. Where devices are allowed they can be written to, but no file can
 * be made among them. */
enum { ALLOW_WRITE = 1, ALLOW_DEVICES = 2 };

size_t plan_find(const struct sandbox_plan *p, enum sandbox_step kind); /* or the plan's count */

/* --- the plan as bytes --- */
void plan_write(const struct sandbox_plan *p, struct buf *out);
/* Texts stay in `bytes`. ERR_INVALID for anything that plan_write() would not have written. */
struct err *plan_read(struct str bytes, struct arena *a, struct sandbox_plan *out);

/* --- in the child --- */

/* What steps hand to later ones. */
struct child {
    const struct sandbox_plan *plan;
    const struct sandbox_plan_step *step;
    size_t at;                 /* the step's place */
    int fds[CHILD_FDS];        /* -1: they come with the plan */
    int cgroups[CGROUPS_MOST]; /* what enters them, opened by the zygote; -1: none */
    unsigned lease;            /* which address of its network is its own */
    int relay;                 /* says when the way out is open; -1: none */
    int channel;               /* where the plan's rest comes from; -1: it is here */
    int lifeline;              /* hung up when the zygote has ended */
    int rules;                 /* Landlock's */
    int64_t abi;
    const struct sock_fprog *filter;
    uid_t uid;
    gid_t gid;
    int refusals; /* says what the filter refused; -1: nobody hears */
    int program;  /* its process, once it has been started */
    bool terminal;
};

/* 0, or -1 and errno. */
typedef int step_fn(struct child *c);
step_fn step_join, step_users, step_hostname, step_loopback, step_root, step_bind, step_link,
    step_dir, step_file, step_proc, step_pts, step_terminal, step_ready, step_fence, step_address,
    step_relay, step_enter, step_rules, step_allow, step_limit, step_caps, step_confine,
    step_filter, step_exec;

/* What init is told from outside, besides what it passes on. */
#define SIGNAL_FREEZE (SIGRTMIN + 1)
#define SIGNAL_THAW   (SIGRTMIN + 2)

/* Walks the plan, starts the program, stays as its init. In a process of its own. */
_Noreturn void init_run(struct child *c);

/* Takes one that waits. True: it is worth telling. */
bool refusal_answer(int listener, int *out_nr);

/* What init says on FD_REPORT. */
enum report_kind { REPORT_STARTED = 1, REPORT_FAILED, REPORT_EXITED, REPORT_REFUSED };
struct report {
    int32_t kind;
    int32_t step; /* FAILED: its place in the plan */
    int32_t code; /* FAILED: errno; EXITED: a wait status; REFUSED: a system call */
};

/* --- networks --- */

/* On the daemon's side: the steps for it, which stand behind READY. */
void network_add_steps(struct sandbox_plan *p, const struct sandbox_network *w);
struct err *network_check(const struct sandbox_network *w);
struct err *forward_read(struct str text, struct sandbox_forward *out);
void plan_add(struct sandbox_plan *p, enum sandbox_step kind, struct str a, struct str b,
              uint64_t number);

/* How init and the zygote both see it. */
struct netlink;
struct in_addr network_address(struct str subnet, unsigned lease);
/* Rules of `chain`: to the servers in `dns`, their port; then nothing to those in `refused`. Only
 * for what comes in by `card`, if that is not NULL. Both are prefixes with blanks between. */
int network_refuse(struct netlink *n, const char *chain, const char *card, struct str refused,
                   struct str dns);

/* In the zygote: what is outside for one sandbox. Zeroed: nothing. */
struct network {
    unsigned lease;
    char card[16], table[32];
    int guards[FORWARDS_MOST]; /* hold its ports, so that nobody else takes them */
    size_t n_guards;
    int relay; /* closed, it ends the helper */
};
bool network_is_needed(const struct sandbox_plan *p);
/* Errno is kept in what it says of the step: 0, or -1 with something to remove. */
int network_make(struct network *w, const struct sandbox_plan *p, int pid, size_t *out_step,
                 int *out_relay);
void network_remove(struct network *w);

/* What the zygote sends to a sandbox that was made ahead, before the plan's bytes. */
struct handover {
    uint32_t lease;
};

/* --- the filter of system calls --- */

/* Compiled when first asked for. `for_program` leaves out what only setting up needs. NULL and
 * errno if the kernel or the library refuses. */
const struct sock_fprog *filter_get(bool for_program);

/* --- cgroups, in the zygote --- */
struct cgroup {
    char name[64];                    /* empty: none */
    uint64_t cpu_weight, cpu_percent; /* as they are; it is made with 100 and 0 */
};
struct cgroup_figures {
    uint64_t memory_peak, user_us, system_us;
    uint64_t ended_for_memory, forks_refused; /* how often it met these limits */
};
/* Where cgroups can be made here; looked at once. */
enum cgroup_version { CGROUP_NONE, CGROUP_V1, CGROUP_V2 };
enum cgroup_version cgroup_version(void);
/* All of these: 0, or -1 and errno. `out_doors` gets descriptors by which a thread enters, -1
 * behind them; also after a failure there may be some, and something to remove. */
int cgroup_make(struct cgroup *g, int out_doors[CGROUPS_MOST]);
int cgroup_limit(struct cgroup *g, const struct sandbox_limits *limits);
int cgroup_freeze(const struct cgroup *g, bool frozen); /* version 2 only */
int cgroup_open(const struct cgroup *g, size_t controller);
void cgroup_look(const struct cgroup *g, struct cgroup_figures *out);
/* False while the kernel still counts somebody in it; to be tried again. */
bool cgroup_remove(struct cgroup *g);
/* The namespace of our processes' numbers, as names of cgroups bear it. */
uint64_t cgroup_pid_space(void);
/* Removes what zygotes that are no more have left behind. */
void cgroup_sweep(void);
void cgroup_sweep_in(const char *base, enum cgroup_version version);

/* --- step_self.c --- */
/* How many files this machine's users may watch, of which each sandbox gets a part. The zygote. */
void watches_look(void);

/* --- limits.c, on the directory of a cgroup --- */
enum { PRESSURE_PERCENT = 80 };
int cgroup_write(int dir, const char *name, const char *text);
int cgroup2_limit(int dir, const struct sandbox_limits *limits);
int cgroup2_freeze(int dir, bool frozen);
int cgroup2_kill(int dir);
int cgroup1_limit(int dir, const char *controller, const struct sandbox_limits *limits);
struct str limits_text(const struct sandbox_limits *l, struct arena *a);
struct str limits_shown(struct str text, struct arena *a); /* the same, for people */
bool limits_from_text(struct str text, struct sandbox_limits *out);

/* --- pressure.c --- */
struct pressure {
    int fd; /* to be polled for `events`; -1: nothing is watched */
    short events;
    uint64_t most;  /* the limit of which most is used */
    uint64_t count; /* of version 2: what was seen */
    int64_t told_ns;
};
void pressure_open(struct pressure *p, const struct cgroup *g, uint64_t most);
void pressure_close(struct pressure *p);
/* It is ready: whether that is worth telling, and how much is used. */
bool pressure_read(struct pressure *p, const struct cgroup *g, uint64_t *out_used);
/* The same on a directory. */
void pressure_open_in(struct pressure *p, int dir, enum cgroup_version version, uint64_t most);
bool pressure_read_in(struct pressure *p, int dir, enum cgroup_version version, uint64_t *out_used);

/* --- account.c, on the directory of a cgroup --- */
void cgroup2_account(int dir, struct cgroup_figures *out);
void cgroup1_account(int dir, const char *controller, struct cgroup_figures *out);
uint64_t cgroup_number(int dir, const char *name);
uint64_t cgroup_count(int fd, const char *name); /* in a file of names and counts */

/* --- fds.c --- */
ssize_t fds_send(int socket, struct iovec part, const int *fds, size_t n, int flags);
/* `n`: how many there is room for, and then how many came. */
ssize_t fds_receive(int socket, struct iovec part, int *fds, size_t *n, int flags);
/* The zygote holds some for each program, and so has as many as it can; programs have what this
 * process had, unless their plan says otherwise. */
void fds_raise(void);
int fds_lower(void);
