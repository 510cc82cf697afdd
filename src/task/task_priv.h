/* What task.c (their life) and task_ops.c (the ops) share. */
#pragma once
#include "task/task.h"

#include "base/json.h"
#include "base/list.h"
#include "base/loop.h"
#include "proc/proc.h"
#include "task/sub.h"

DEFINE_ID(task, "tsk")

enum {
    TASKS_MOST = 200000,          /* that wait, run, or are kept */
    TASK_SEATS = 32,              /* running on workers at once */
    TASK_ITEMS_KEPT = 256 * 1024, /* bytes of a stream's last items */
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

struct task {
    struct list link, queue; /* among all; among the pending */
    struct tasks *home;
    char id[ID_TEXT_MOST];
    struct proc *proc;
    struct holding held; /* by it */
    const struct op *op;
    enum task_state state;
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
    struct map by_id;
    size_t count, running, ended, seats;
    struct timer sweep;
};

struct tasks *tasks_of(const struct call *c);

/* --- task.c --- */
struct err *task_submit(struct call *c, const struct task_submit_in *in, struct task **out);
void task_cancel(struct task *t);
void task_end(struct task *t, enum task_state state);
void task_forget(struct task *t);
bool task_is_over(const struct task *t);
void tasks_go_on(struct tasks *ts);

/* --- task_ops.c --- */
/* The answer of task.wait. */
void task_answer(struct call *c, const struct task *t);
