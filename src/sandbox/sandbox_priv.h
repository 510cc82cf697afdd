/* What the parts of sandbox share: planning (plan.c, wire.c) on the daemon's side; zygote.c,
 * cgroup.c, init.c and the steps in the zygote and its children. */
#pragma once
#include "sandbox/sandbox.h"

#include <linux/filter.h>
#include <sys/types.h>

/* The inner user; a number that means nobody outside. */
enum { INNER_UID = 1000 };
enum { PLAN_BYTES_MOST = 96 * 1024, PLAN_STEPS_MOST = 512, CHILD_FDS = 5, CGROUPS_MOST = 3 };

/* The descriptors that come with a plan: the program's 0, 1, 2, where init says how it goes, and
 * its ring, or something else in its place. */
enum { FD_REPORT = 3, FD_RING = 4 };

/* Of the EXEC step. */
enum { EXEC_TERMINAL = 1, EXEC_RING = 2 };

/* Flags of ALLOW and BIND steps. */
enum { ALLOW_WRITE = 1, ALLOW_DEVICES = 2 };

/* --- the plan as bytes --- */
void plan_write(const struct sandbox_plan *p, struct buf *out);
/* Texts stay in `bytes`. ERR_INVALID for anything that plan_write() would not have written. */
struct err *plan_read(struct str bytes, struct arena *a, struct sandbox_plan *out);

/* --- in the child --- */

/* What steps hand to later ones. */
struct child {
    const struct sandbox_plan *plan;
    const struct sandbox_plan_step *step;
    int fds[CHILD_FDS];
    int cgroups[CGROUPS_MOST]; /* their cgroup.procs, opened by the zygote; -1: none */
    int rules;                 /* Landlock's */
    int64_t abi;
    const struct sock_fprog *filter;
    uid_t uid;
    gid_t gid;
    int program; /* its process, once it has been started */
    bool terminal;
};

/* 0, or -1 and errno. */
typedef int step_fn(struct child *c);
step_fn step_join, step_users, step_hostname, step_loopback, step_root, step_bind, step_link,
    step_dir, step_file, step_proc, step_enter, step_rules, step_allow, step_limit, step_caps,
    step_confine, step_filter, step_exec;

/* Walks the plan, starts the program, stays as its init. In a process of its own. */
_Noreturn void init_run(struct child *c);

/* What init says on FD_REPORT. */
enum report_kind { REPORT_STARTED = 1, REPORT_FAILED, REPORT_EXITED };
struct report {
    int32_t kind;
    int32_t step; /* FAILED: its place in the plan */
    int32_t code; /* FAILED: errno; EXITED: a wait status */
};

/* --- the filter of system calls --- */

/* Compiled when first asked for. `for_program` leaves out what only setting up needs. NULL and
 * errno if the kernel or the library refuses. */
const struct sock_fprog *filter_get(bool for_program);

/* --- cgroups, in the zygote --- */
struct cgroup {
    char name[64]; /* empty: none */
};
struct cgroup_figures {
    uint64_t memory_peak, cpu_us;
};
/* Where cgroups can be made here; looked at once. */
enum cgroup_version { CGROUP_NONE, CGROUP_V1, CGROUP_V2 };
enum cgroup_version cgroup_version(void);
/* 0, or -1 and errno with nothing left behind. `out_procs` gets descriptors, -1 behind them. */
int cgroup_make(struct cgroup *g, const struct sandbox_limits *limits, int out_procs[CGROUPS_MOST]);
void cgroup_look(const struct cgroup *g, struct cgroup_figures *out);
/* False while the kernel still counts somebody in it; to be tried again. */
bool cgroup_remove(struct cgroup *g);
/* Removes what zygotes that are no more have left behind. */
void cgroup_sweep(void);
/* Where version 2 is; also for tests, on a plain directory. */
int cgroup2_write_limits(int dir, const struct sandbox_limits *limits);
