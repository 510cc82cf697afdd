/* Worker pools: see pool.h.
 *
 *     JOB_IDLE --submit--> JOB_WAITING --a worker takes it--> JOB_RUNNING
 *         ^                     |                                  |
 *         '-- `ended`, done() <-+--- cancelled, or the pool ends   |
 *                               '----------------------------------'
 *
 * One lock guards all of it; it is held for a few pointers at a time, save when a thread starts.
 * A worker that ends leaves its thread to be joined by whoever needs its seat, or by
 * pool_free(): nothing of the pool may be touched by a thread after the pool is gone. */
#include "base/pool.h"

#include "base/clock.h"
#include "base/failpoint.h"
#include "base/limits.h"
#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

struct worker {
    struct pool *pool;
    pthread_t thread;
    struct job *job; /* what it runs now */
    bool started;    /* there is a thread to join */
    bool ended;      /* and it is at its end */
};

struct pool {
    struct loop *loop;
    struct post wake; /* on the loop: jobs have ended, or in deterministic mode wait */
    char name[12];
    pthread_mutex_t lock;
    pthread_cond_t work; /* a job waits, or the pool closes */
    struct list waiting, ended;
    size_t n_waiting, queue_most;
    unsigned n_live, n_idle, threads_most;
    int64_t idle_ms;
    bool closing;
    struct worker workers[];
};

static void deliver(struct post *wake);

struct pool *pool_new(struct loop *l, const char *name, unsigned threads_most, size_t queue_most)
{
    assert(threads_most > 0 && threads_most <= POOL_THREADS_MOST && queue_most <= POOL_QUEUE_MOST);
    struct pool *p = mem_new(sizeof *p + threads_most * sizeof p->workers[0]);
    pthread_condattr_t monotonic;
    p->loop = l;
    p->wake.fn = deliver;
    snprintf(p->name, sizeof p->name, "%s", name);
    p->threads_most = threads_most;
    p->queue_most = queue_most;
    p->idle_ms = POOL_IDLE_MS;
    list_init(&p->waiting);
    list_init(&p->ended);
    pthread_mutex_init(&p->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->work, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return p;
}

/* From here to worker_main() the lock is held. */

static void end_job(struct pool *p, struct job *j, bool ran)
{
    j->ran = ran;
    j->state = JOB_IDLE;
    list_add(&p->ended, &j->link);
}

static void end_waiting(struct job *j)
{
    list_remove(&j->link);
    j->pool->n_waiting--;
    end_job(j->pool, j, false);
    loop_post(j->pool->loop, &j->pool->wake);
}

static struct job *take_waiting(struct pool *p)
{
    struct list *first = list_take(&p->waiting);
    if (!first)
        return NULL;
    struct job *j = CONTAINER_OF(first, struct job, link);
    p->n_waiting--;
    j->state = JOB_RUNNING;
    return j;
}

/* False when the time is up. The real clock, also in tests: it is the kernel that waits. */
static bool wait_for_work(struct pool *p)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t ns = until.tv_nsec + p->idle_ms % 1000 * 1000000;
    until.tv_sec += p->idle_ms / 1000 + ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    p->n_idle++;
    int result = pthread_cond_timedwait(&p->work, &p->lock, &until);
    p->n_idle--;
    return result != ETIMEDOUT;
}

static struct job *next_job(struct pool *p)
{
    bool patient = true;
    struct job *j;
    while (!(j = take_waiting(p)) && patient && !p->closing)
        patient = wait_for_work(p);
    return j;
}

static void run_job(struct pool *p, struct job *j)
{
    pthread_mutex_unlock(&p->lock);
    j->run(j);
    pthread_mutex_lock(&p->lock);
    end_job(p, j, true);
}

/* Without the lock, which the loop will want as soon as it wakes. */
static void wake_loop(struct pool *p)
{
    pthread_mutex_unlock(&p->lock);
    loop_post(p->loop, &p->wake);
    pthread_mutex_lock(&p->lock);
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct pool *p = w->pool;
    char name[16];
    snprintf(name, sizeof name, "%s-%d", p->name, (int)(w - p->workers));
    pthread_setname_np(pthread_self(), name);
    pthread_mutex_lock(&p->lock);
    for (struct job *j; (j = next_job(p));) {
        w->job = j;
        run_job(p, j);
        w->job = NULL;
        wake_loop(p);
    }
    w->ended = true;
    p->n_live--;
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Signals are the loop's: a worker blocks them all, and inherits that from its creation. */
static int start_thread(struct worker *w)
{
    sigset_t all, before;
    pthread_attr_t small_stack;
    pthread_attr_init(&small_stack);
    pthread_attr_setstacksize(&small_stack, POOL_STACK);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = FAIL("pool.thread")
    ? EAGAIN : pthread_create(&w->thread, &small_stack, worker_main, w);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&small_stack);
    return failed;
}

static void start_worker(struct pool *p)
{
    struct worker *w = p->workers;
    while (w->started && !w->ended)
        w++;
    if (w->started)
        pthread_join(w->thread, NULL);
    w->pool = p;
    w->ended = false;
    w->started = start_thread(w) == 0;
    p->n_live += w->started;
}

static struct err *refuse(const struct pool *p)
{
    if (p->closing)
        return err_new(ERR_UNAVAILABLE, "pool_closing", "the %s workers are ending", p->name);
    if (p->n_waiting >= p->queue_most)
        return err_new(ERR_LIMIT, "pool_full", "%zu jobs wait for the %s workers already",
                       p->n_waiting, p->name);
    return NULL;
}

/* A job for which no thread can be had goes to those there are; without any it is refused. */
static struct err *enqueue(struct pool *p, struct job *j)
{
    TRY(refuse(p));
    bool threaded = !loop_is_deterministic(p->loop);
    if (threaded && p->n_waiting >= p->n_idle && p->n_live < p->threads_most)
        start_worker(p);
    if (threaded && p->n_live == 0)
        return err_new(ERR_LIMIT, "no_threads", "no thread can be started for %s", p->name);
    j->pool = p;
    j->state = JOB_WAITING;
    atomic_store(&j->cancelled, false);
    list_add(&p->waiting, &j->link);
    p->n_waiting++;
    return NULL;
}

struct err *pool_submit(struct pool *p, struct job *j)
{
    pthread_mutex_lock(&p->lock);
    struct err *e = enqueue(p, j);
    pthread_mutex_unlock(&p->lock);
    if (!e && loop_is_deterministic(p->loop))
        loop_post(p->loop, &p->wake);
    else if (!e)
        pthread_cond_signal(&p->work);
    return e;
}

void job_cancel(struct job *j)
{
    struct pool *p = j->pool;
    pthread_mutex_lock(&p->lock);
    atomic_store(&j->cancelled, true);
    if (j->state == JOB_WAITING)
        end_waiting(j);
    pthread_mutex_unlock(&p->lock);
}

/* On the loop, without the lock */

static void call_done(struct pool *p)
{
    struct list batch;
    list_init(&batch);
    pthread_mutex_lock(&p->lock);
    list_move(&batch, &p->ended);
    pthread_mutex_unlock(&p->lock);
    for (struct list *first; (first = list_take(&batch));) {
        struct job *j = CONTAINER_OF(first, struct job, link);
        j->done(j, j->ran); /* may free j, or submit it again */
    }
}

/* Deterministic mode: one job a turn, so that what its end sets off comes before the next. */
static void run_one_here(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct job *j = take_waiting(p);
    if (j) {
        run_job(p, j);
        wake_loop(p); /* for the next one */
    }
    pthread_mutex_unlock(&p->lock);
}

static void deliver(struct post *wake)
{
    struct pool *p = CONTAINER_OF(wake, struct pool, wake);
    if (loop_is_deterministic(p->loop))
        run_one_here(p);
    call_done(p);
}

void pool_free(struct pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    list_each (&p->waiting, item)
        end_waiting(CONTAINER_OF(item, struct job, link));
    for (unsigned i = 0; i < p->threads_most; i++)
        if (p->workers[i].job)
            atomic_store(&p->workers[i].job->cancelled, true);
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->threads_most; i++)
        if (p->workers[i].started)
            pthread_join(p->workers[i].thread, NULL);
    call_done(p);
    loop_unpost(p->loop, &p->wake);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    mem_free(p);
}

void pool_end_idle_after(struct pool *p, int64_t ms)
{
    pthread_mutex_lock(&p->lock);
    p->idle_ms = ms;
    pthread_mutex_unlock(&p->lock);
}

unsigned pool_threads(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    unsigned n = p->n_live;
    pthread_mutex_unlock(&p->lock);
    return n;
}
