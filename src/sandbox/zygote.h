/* zygote: the process that makes every sandboxed child. Included by sandbox.h.
 *
 * It is forked first of all, before the daemon has threads, keys, an open store or a socket, so
 * that nothing of these can be in a child. It reads plans from a socket pair, makes a child for
 * each (clone3 with namespaces), passes its pidfd back, reaps it, and says how it ended. It ends
 * with the daemon, and everything it made ends with it.
 *
 * The daemon's side lives on the loop. */
#pragma once
#include "base/list.h"
#include "base/loop.h"

struct zygote; /* see zygote_client.c */
struct sandbox_plan;

/* To be called while the process has one thread and no secrets. */
struct err *zygote_open(struct zygote **out_zygote);
/* Ends it and all its children, waits until they are gone, and tells each. On the loop, if it is
 * watched. */
void zygote_free(struct zygote *z);
DEFINE_OWNED(zygote)
struct err *zygote_watch(struct zygote *z, struct loop *l);
int zygote_pid(const struct zygote *z);
/* How many sandboxes are kept ready once programs have been started; 0: none. */
void zygote_set_pool(struct zygote *z, size_t most);

/* How a child ended: of itself (wait status of the program) or with its sandbox. */
enum { MET_MEMORY = 1, MET_PROCESSES = 2 };
struct child_end {
    int status;   /* as waitpid() gives it */
    unsigned met; /* MET_ flags, by cgroup: somebody in it was ended, or refused a process */
    uint64_t user_us, system_us; /* of all together by cgroup, else of those that were waited for */
    uint64_t memory_peak;        /* of all together by cgroup, else of the largest process */
};

/* Lives in its owner's struct, from zygote_start() until `ended` or `failed` was told. */
struct zygote_child {
    /* The program runs. */
    void (*started)(struct zygote_child *c);
    /* It never did: `take_e` names the step. Nothing is left of it. */
    void (*failed)(struct zygote_child *c, struct err *take_e);
    /* It has run, and nothing of it is left. */
    void (*ended)(struct zygote_child *c, const struct child_end *end);
    /* May be NULL. It holds most of the memory that it may; told again when it has let go of some
     * and comes back, or once a second. */
    void (*pressed)(struct zygote_child *c, uint64_t used, uint64_t limit);
    /* May be NULL. The filter refused it this system call: one of those by which programs reach for
     * what is not theirs. Each is told once in ten seconds. */
    void (*refused)(struct zygote_child *c, const char *call);
    /* May be NULL. To each zygote_freeze() and zygote_limit() that was accepted, in their order;
     * what is not answered when it ends has come too late. */
    void (*answered)(struct zygote_child *c, struct err *take_e);

    /* Its ring, if the plan says that it has one; borrowed until zygote_start() is back. */
    int ring;

    /* The zygote's own. */
    struct list link;
    struct zygote *zygote;
    uint64_t id;
    int pidfd, pid, report;
    struct watch watch; /* of `report` */
    const struct sandbox_plan *plan;
    int awaited_signal;                           /* sent before there was a pidfd; 0: none */
    int failed_step, failed_code, program_status; /* failed_step: -1 none */
    bool has_started, has_exited;
};

/* `fds` are the program's 0, 1 and 2; borrowed. The plan stays until the child has started or
 * failed. ERR_UNAVAILABLE when the zygote is gone. */
struct err *zygote_start(struct zygote *z, const struct sandbox_plan *plan, const int fds[3],
                         struct zygote_child *c);

/* To all its processes; SIGKILL ends the sandbox at once. Nothing if it has ended. */
void zygote_signal(struct zygote_child *c, int signo);

/* Stops all its processes, or lets them go on: by cgroup where that is version 2, else by
 * signals that nothing inside can undo. SIGKILL ends it all the same. */
struct err *zygote_freeze(struct zygote_child *c, bool frozen);
/* Of all its processes together (memory, processes, cpu_); the others are for life.
 * ERR_UNSUPPORTED where there is no cgroup. */
struct err *zygote_limit(struct zygote_child *c, const struct sandbox_limits *limits);
