/* pool: a few threads for what can only be done by blocking.
 *
 * A job is the caller's struct. Its `run` is called on a worker, then its `done` on the loop,
 * exactly once for every job that was accepted, at the latest inside pool_free(). Between the
 * two the worker owns the job. Jobs start in the order in which they came; the queue is bounded,
 * so that a flood is refused instead of remembered.
 *
 * Threads start when there is work and none is free, and end after a while without any, so that
 * an idle process has none. In a deterministic loop there are no threads: jobs run on the loop,
 * one a turn. */
#pragma once
#include "base/list.h"
#include "base/loop.h"

struct pool; /* opaque; see pool.c */
struct job;
typedef void job_run_fn(struct job *j); /* on a worker: may block, touches the job alone */
typedef void job_done_fn(struct job *j, bool ran); /* on the loop: may free the job; false: `run`
                                                      was never called */
enum job_state { JOB_IDLE, JOB_WAITING, JOB_RUNNING };

struct job {
    job_run_fn *run;
    job_done_fn *done;
    struct list link;
    struct pool *pool;
    enum job_state state; /* under the pool's lock */
    bool ran;
    atomic_bool cancelled;
};

/* `name` (up to 11 letters) shows in debuggers as name-0, name-1 … */
struct pool *pool_new(struct loop *l, const char *name, unsigned threads_most, size_t queue_most);

/* Asks running jobs to stop, waits for them, and calls what is left of `done`. On the loop, and
 * not from a `done` of this pool. */
void pool_free(struct pool *p);
DEFINE_OWNED(pool)

/* From any thread. ERR_LIMIT "pool_full" if too many wait already; `done` is then not called. */
struct err *pool_submit(struct pool *p, struct job *j);

/* From any thread that knows the job is not done with yet. A job that waits will not run; one
 * that runs can see it and give up. `done` is called as ever, not from in here. */
void job_cancel(struct job *j);
static inline bool job_cancelled(const struct job *j)
{
    return atomic_load_explicit(&j->cancelled, memory_order_relaxed);
}

void pool_end_idle_after(struct pool *p, int64_t ms); /* at first POOL_IDLE_MS */
unsigned pool_threads(struct pool *p);                /* alive now */
