/* What waiting costs: a job's way to a worker and back against a byte through two pipes, and a
 * timer among a hundred thousand against the plain way to keep one, a sorted tree. */
#include "bench.h"

#include "base/pool.h"

#include <pthread.h>
#include <search.h>
#include <unistd.h>

enum { SLEEPERS = 100000 };

struct hop {
    struct loop *loop;
    struct pool *pool;
    struct job job;
    int there[2], back[2];
};

static void run_nothing(struct job *j)
{
    bench_keep(j);
}

static void stop_loop(struct job *j, bool ran)
{
    (void)ran;
    loop_stop(CONTAINER_OF(j, struct hop, job)->loop);
}

static void hop_ours(void *arg)
{
    struct hop *h = arg;
    err_free(pool_submit(h->pool, &h->job));
    loop_run(h->loop);
}

static void hop_theirs(void *arg)
{
    struct hop *h = arg;
    char byte = 1;
    (void)!write(h->there[1], &byte, 1);
    (void)!read(h->back[0], &byte, 1);
}

static void *echo(void *arg)
{
    struct hop *h = arg;
    for (char byte; read(h->there[0], &byte, 1) == 1;)
        (void)!write(h->back[1], &byte, 1);
    return NULL;
}

/* Timers: each run moves one of many to another time, as a connection does with its deadline. */
struct sleeper {
    struct timer timer;
    int64_t due;
};

struct night {
    struct timers heap;
    struct sleeper *ours, *theirs;
    void *tree;
    size_t next;
};

static void ring(struct timer *t)
{
    bench_keep(t);
}

static int by_due(const void *a, const void *b)
{
    const struct sleeper *x = a, *y = b;
    return x->due != y->due ? (x->due > y->due) - (x->due < y->due) : (x > y) - (x < y);
}

static int64_t later(struct sleeper *s)
{
    s->due += (int64_t)(s->due * 2654435761u % 1000000);
    return s->due;
}

static struct sleeper *pick(struct night *n, struct sleeper *sleepers)
{
    n->next = (n->next + 7919) % SLEEPERS;
    return &sleepers[n->next];
}

static void move_ours(void *arg)
{
    struct night *n = arg;
    struct sleeper *s = pick(n, n->ours);
    timers_set(&n->heap, &s->timer, later(s), ring);
}

static void move_theirs(void *arg)
{
    struct night *n = arg;
    struct sleeper *s = pick(n, n->theirs);
    tdelete(s, &n->tree, by_due);
    later(s);
    tsearch(s, &n->tree, by_due);
}

static void fall_asleep(struct night *n)
{
    timers_init(&n->heap);
    n->ours = mem_new(SLEEPERS * sizeof *n->ours);
    n->theirs = mem_new(SLEEPERS * sizeof *n->theirs);
    for (size_t i = 0; i < SLEEPERS; i++) {
        n->ours[i].due = n->theirs[i].due = (int64_t)(random_u64() % 100000000);
        timers_set(&n->heap, &n->ours[i].timer, n->ours[i].due, ring);
        tsearch(&n->theirs[i], &n->tree, by_due);
    }
}

int main(int argc, char **argv)
{
    struct hop hop = { .job = { .run = run_nothing, .done = stop_loop } };
    struct night night = { 0 };
    pthread_t thread;
    bench_on_one_cpu();
    hop.loop = loop_new(LOOP_LIVE);
    hop.pool = pool_new(hop.loop, "bench", 1, 1);
    if (pipe(hop.there) || pipe(hop.back) || pthread_create(&thread, NULL, echo, &hop))
        return 2;
    fall_asleep(&night);
    const struct bench benches[] = {
        { "a job's way to a worker and back", "two pipes", hop_ours, hop_theirs, &hop, .most = 3 },
        { "move one of 100,000 timers", "tsearch", move_ours, move_theirs, &night, .most = 0.5 },
    };
    int status = bench_main(benches, COUNT_OF(benches), argc, argv);
    close(hop.there[1]);
    pthread_join(thread, NULL);
    timers_done(&night.heap);
    pool_free(hop.pool);
    loop_free(hop.loop);
    return status;
}
