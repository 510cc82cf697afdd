/* What task.c (their life), holders.c (what they take up) and task_ops.c (the ops) share. */
#pragma once
#include "task/task.h"

#include "base/json.h"
#include "base/list.h"
#include "base/loop.h"
#include "proc/proc.h"
#include "task/sub.h"

DEFINE_ID(task, "tsk")

enum {
    TASKS_MOST = 200000,                  /* that wait, run, or are kept */
    TASKS_BYTES_MOST = 128 * 1024 * 1024, /* of all results, and of long arguments */
    TASK_SEATS = 32,                      /* running on workers at once */
    TASK_ITEMS_KEPT = 256 * 1024,         /* bytes of a stream's last items */
};

struct task;
/* Apart from its task, since a handler may be busy with it for longer. */
struct task_run {
    struct sub sub; /* first */
    struct task *task;
};

struct task_waiter {
    struct list link;
    struct call *call;
};

/* A proc with tasks, as long as it has some. */
struct holder {
    struct list link;
    struct proc *proc;
    struct list ended; /* of its tasks, eldest first */
    size_t count, bytes;
};

struct task {
    struct list link, queue; /* among all; among the pending */
    struct list mine;        /* once it is over: among its holder's */
    struct holder *holder;
    size_t args, weight; /* bytes: of its arguments; of what its holder holds */
    struct tasks *home;
    char id[ID_TEXT_MOST];
    struct proc *proc;
    struct holding held; /* by it */
    const struct op *op;
    enum task_state state;
    uint64_t chain; /* the story of who submitted it */
    uint64_t keep_ms, timeout_ms;
    int64_t created, started, ended, kept_until;
    struct task_run *run; /* NULL once it is over */
    struct list waiters;

    struct arena kept; /* of what follows */
    const struct json *result;
    struct task_error error;
    bool has_error;
    struct buf items; /* a line each */
    uint64_t n_items;
};

struct tasks {
    struct kernel *kernel;
    struct list all, pending;
    struct list holders;
    struct map by_id, by_proc;
    size_t bytes;
    size_t count, running, ended, seats;
    struct timer sweep;
    struct post crowded;
};

struct tasks *tasks_of(const struct call *c);

/* --- task.c --- */
struct err *task_submit(struct call *c, const struct task_submit_in *in, struct task **out);
void task_cancel(struct task *t);                     /* and in there */
void task_end(struct task *t, enum task_state state); /* it may be forgotten in there */
void task_forget(struct task *t);
bool task_is_over(const struct task *t);
void tasks_go_on(struct tasks *ts);

/* --- holders.c --- */
/* To be asked before a task is made for `p`: makes room, or says that there is none. */
struct err *holders_check(struct tasks *ts, struct proc *p);
/* Of tasks.crowded: when nobody looks at a task any more, results go until there is room. */
void holders_crowded(struct post *p);
bool holder_has_room(const struct task *t); /* for more of a stream's items */
void holder_take(struct task *t);
void holder_weigh(struct task *t); /* it takes up more now, or less, or it is over */
void holder_drop(struct task *t);

/* --- task_ops.c --- */
/* The answer of task.wait, not given yet. */
void task_fill(struct call *c, const struct task *t);
