/* Worker pools, with threads and without. */
#include "base/pool.h"

#include "base/mem.h"
#include "base/test.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

enum { MANY = 64 };

static struct loop *loop;
static int awaited;

struct task {
    struct job job;
    int number;
};
static struct task tasks[MANY];
static char story[256];
static atomic_int runs, gate, inside;
static int dones, dones_unrun;

static void tell(const char *what, const struct job *j)
{
    size_t len = strlen(story);
    snprintf(story + len, sizeof story - len, "%s%d ", what,
             CONTAINER_OF(j, struct task, job)->number);
}

static void start_over(void)
{
    story[0] = 0;
    dones = dones_unrun = 0;
    atomic_store(&runs, 0);
    atomic_store(&gate, 0);
    atomic_store(&inside, 0);
    memset(tasks, 0, sizeof tasks);
}

static struct job *task(int number, job_run_fn *run, job_done_fn *done)
{
    tasks[number].number = number;
    tasks[number].job.run = run;
    tasks[number].job.done = done;
    return &tasks[number].job;
}

static void just_count(struct job *j)
{
    (void)j;
    atomic_fetch_add(&runs, 1);
}

static void run_tell(struct job *j)
{
    tell("run", j);
}

static void done_tell(struct job *j, bool ran)
{
    tell(ran ? "done" : "dropped", j);
}

static void count_done(struct job *j, bool ran)
{
    (void)j;
    dones++;
    dones_unrun += !ran;
    if (dones == awaited)
        loop_stop(loop);
}

/* Blocks until the gate opens or the job is cancelled. */
static void wait_at_gate(struct job *j)
{
    atomic_fetch_add(&inside, 1);
    while (!atomic_load(&gate) && !job_cancelled(j))
        sched_yield();
    atomic_fetch_add(&runs, 1);
}

static void wait_until_inside(int n)
{
    while (atomic_load(&inside) < n)
        sched_yield();
}

static void end_clock(struct loop **l)
{
    loop_free(*l);
    clock_use(NULL);
}
static struct loop *begin(enum loop_mode mode)
{
    start_over();
    if (mode == LOOP_DETERMINISTIC)
        clock_use_manual(0, 0);
    return loop = loop_new(mode);
}
#define a_loop(mode) __attribute__((cleanup(end_clock))) struct loop *l = begin(mode)

TEST(every_job_runs_once_and_is_done_once)
{
    a_loop(LOOP_LIVE);
    owned(pool) struct pool *p = pool_new(l, "test", 4, MANY);
    awaited = MANY;
    for (int i = 0; i < MANY; i++)
        CHECK_OK(pool_submit(p, task(i, just_count, count_done)));
    loop_run(l);
    CHECK_INT(dones, MANY);
    CHECK_INT(atomic_load(&runs), MANY);
    CHECK(pool_threads(p) <= 4);
}

static struct pool *pool_again;
static void submit_again(struct job *j, bool ran)
{
    (void)ran;
    if (++dones == 100)
        loop_stop(loop);
    else
        CHECK_OK(pool_submit(pool_again, j));
}

TEST(a_job_may_be_submitted_again_when_it_is_done)
{
    a_loop(LOOP_LIVE);
    owned(pool) struct pool *p = pool_again = pool_new(l, "test", 2, 4);
    CHECK_OK(pool_submit(p, task(0, just_count, submit_again)));
    loop_run(l);
    CHECK_INT(atomic_load(&runs), 100);
    CHECK_INT(pool_threads(p), 1); /* one at a time needs one thread */
}

TEST(a_full_queue_refuses_and_does_not_call_done)
{
    a_loop(LOOP_LIVE);
    owned(pool) struct pool *p = pool_new(l, "test", 1, 2);
    CHECK_OK(pool_submit(p, task(0, wait_at_gate, count_done)));
    wait_until_inside(1);
    CHECK_OK(pool_submit(p, task(1, just_count, count_done)));
    CHECK_OK(pool_submit(p, task(2, just_count, count_done)));
    CHECK_REASON("pool_full", pool_submit(p, task(3, just_count, count_done)));
    atomic_store(&gate, 1);
    awaited = 3;
    loop_run(l);
    CHECK_INT(atomic_load(&runs), 3);
}

TEST(cancelling_a_waiting_job_ends_it_unrun_and_a_running_one_sees_it)
{
    a_loop(LOOP_LIVE);
    owned(pool) struct pool *p = pool_new(l, "test", 1, 4);
    CHECK_OK(pool_submit(p, task(0, wait_at_gate, count_done)));
    wait_until_inside(1);
    CHECK_OK(pool_submit(p, task(1, just_count, count_done)));
    job_cancel(&tasks[1].job);
    CHECK_INT(dones, 0); /* not from inside the call */
    job_cancel(&tasks[0].job);
    awaited = 2;
    loop_run(l);
    CHECK_INT(dones_unrun, 1);
    CHECK_INT(atomic_load(&runs), 1);
}

TEST(freeing_a_pool_waits_for_what_runs_and_drops_what_waits)
{
    a_loop(LOOP_LIVE);
    struct pool *p = pool_new(l, "test", 1, 4);
    awaited = 0;
    CHECK_OK(pool_submit(p, task(0, wait_at_gate, count_done)));
    wait_until_inside(1);
    CHECK_OK(pool_submit(p, task(1, just_count, count_done)));
    CHECK_OK(pool_submit(p, task(2, just_count, count_done)));
    pool_free(p);
    CHECK_INT(dones, 3);
    CHECK_INT(dones_unrun, 2);
    CHECK_INT(atomic_load(&runs), 1);
}

TEST(idle_workers_end_and_start_again_when_needed)
{
    a_loop(LOOP_LIVE);
    owned(pool) struct pool *p = pool_new(l, "test", 3, MANY);
    pool_end_idle_after(p, 1);
    for (int round = 1; round <= 3; round++) {
        awaited = round * 8;
        for (int i = 0; i < 8; i++)
            CHECK_OK(pool_submit(p, task(i, just_count, count_done)));
        loop_run(l);
        while (pool_threads(p) > 0)
            sched_yield();
    }
    CHECK_INT(dones, 24);
}

static void *cancel_all(void *arg)
{
    for (int i = 0; i < MANY; i++)
        job_cancel(&tasks[i].job);
    return arg;
}

TEST(cancelling_from_another_thread_races_with_nothing)
{
    a_loop(LOOP_LIVE);
    owned(pool) struct pool *p = pool_new(l, "test", 4, MANY);
    pthread_t canceller;
    awaited = MANY;
    for (int i = 0; i < MANY; i++)
        CHECK_OK(pool_submit(p, task(i, just_count, count_done)));
    CHECK(pthread_create(&canceller, NULL, cancel_all, NULL) == 0);
    loop_run(l);
    pthread_join(canceller, NULL);
    CHECK_INT(atomic_load(&runs) + dones_unrun, MANY);
}

TEST(without_threads_jobs_run_in_order_one_a_turn)
{
    a_loop(LOOP_DETERMINISTIC);
    owned(pool) struct pool *a = pool_new(l, "a", 4, 8);
    owned(pool) struct pool *b = pool_new(l, "b", 4, 8);
    CHECK_OK(pool_submit(a, task(1, run_tell, done_tell)));
    CHECK_OK(pool_submit(a, task(2, run_tell, done_tell)));
    CHECK_OK(pool_submit(b, task(3, run_tell, done_tell)));
    CHECK_OK(pool_submit(a, task(4, run_tell, done_tell)));
    job_cancel(&tasks[2].job);
    CHECK_TEXT(story, "");
    loop_run(l);
    CHECK_TEXT(story, "run1 dropped2 done1 run3 done3 run4 done4 ");
    CHECK_INT(pool_threads(a), 0);
}

#ifdef PITH_FAILPOINTS
TEST(without_a_thread_a_job_is_refused_and_the_next_one_may_have_more_luck)
{
    a_loop(LOOP_LIVE);
    owned(pool) struct pool *p = pool_new(l, "test", 2, 4);
    CHECK_OK(failpoint_set(STR("pool.thread"), STR("error")));
    CHECK_REASON("no_threads", pool_submit(p, task(0, just_count, count_done)));
    awaited = 1;
    CHECK_OK(pool_submit(p, task(0, just_count, count_done)));
    loop_run(l);
    CHECK_INT(atomic_load(&runs), 1);
}
#endif
