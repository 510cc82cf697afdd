/* What the parts of the zygote's own side share: zygote.c reads what is asked, kids.c makes
 * children and buries them, pool.c makes some ahead. */
#pragma once
#include "base/list.h"
#include "sandbox/sandbox_priv.h"
#include "sandbox/zygote_wire.h"

#include <poll.h>

/* A child, from its clone until its cgroup is gone. */
struct kid {
    struct list link;
    uint64_t id; /* the daemon's number for it; 0: nobody has asked for it, or any more */
    pid_t pid;   /* 0: ended, its cgroup is still to be removed */
    int pidfd;   /* -1: passed on */
    int channel; /* where its plan is sent to; -1: it has one */
    struct cgroup cgroup;
    struct pressure pressure;
    struct network network;
    int64_t watch_due_ns; /* when to begin to watch its memory; 0: never, or done */
};

/* Where and why something failed: a place in the plan, and errno. */
struct failure {
    size_t step;
    int code;
};

/* --- kids.c --- */

void kids_init(int socket);
/* A child that walks `p`. Without `fds` it stops at READY until it is sent the rest. */
struct kid *kid_make(const struct sandbox_plan *p, const int fds[CHILD_FDS],
                     struct failure *out_why);
/* What the daemon asked for: warm from the pool, or made now. `bytes` are the plan's. */
void kid_start(uint64_t id, const struct sandbox_plan *p, struct str bytes,
               const int fds[CHILD_FDS]);
/* Ends one that nobody has heard of. */
void kid_drop(struct kid *k);
struct kid *kid_find(uint64_t id);
/* Whoever has ended. True if cgroups are left that the kernel does not let go yet. */
bool kids_reap(int wait_options);
void kids_end_all(void);
/* For poll(): those whose memory is watched, from `at` on, at most `n`. */
size_t kids_watch(struct pollfd *at, struct kid **who, size_t n);
int kids_wait_ms(void); /* how long until there are more; -1: for ever */
void kid_watch_later(struct kid *k, uint64_t memory);
void kid_look_at_pressure(struct kid *k);
void zygote_say(const struct zygote_reply *reply, int fd);

/* --- pool.c --- */

void pool_set(size_t most);
/* One that has walked the same beginning, or NULL; taken out of the pool. */
struct kid *pool_take(const struct sandbox_plan *p);
/* It has ended before it was of use. */
void pool_lost(struct kid *k);
/* How long poll() may wait until pool_work() has something to do; -1: for ever. */
int pool_wait_ms(void);
void pool_work(void);
void pool_empty(void);
