/* The warm pool: sandboxes made ahead, up to where plans begin to differ.
 *
 *     cold --a start--> filling <-> full
 *      '---- a while without a start, or sandbox.pool = 0 ----'
 *
 * What can be made ahead is whatever stands before the step `ready`, and nobody has to know what
 * that is: the beginning of a plan that was asked for is kept, and a later plan gets a warm
 * sandbox if its own beginning is the same, step by step. So the pool learns what is wanted, holds
 * nothing as long as nobody starts programs, and wakes nobody but to empty itself. It is filled
 * one at a time, in moments in which nothing is asked. */
#include "sandbox/zygote_priv.h"

enum { MISSES = 4 }; /* other beginnings in a row, until the pool changes to theirs */

static struct {
    size_t most, count;
    struct kid *warm[SANDBOX_POOL_MOST];
    struct sandbox_plan beginning; /* up to `ready`; count 0: none is known */
    struct arena arena;
    unsigned missed;
    bool broken; /* the last one ended before it was ready */
    int64_t used_ns;
} pool;

static bool same_step(const struct sandbox_plan_step *a, const struct sandbox_plan_step *b)
{
    return a->kind == b->kind &&
           (a->kind == STEP_CGROUP || /* its limits are written when it is taken */
            (a->number == b->number && str_eq(a->a, b->a) && str_eq(a->b, b->b)));
}

static bool fits(const struct sandbox_plan *p)
{
    size_t n = pool.beginning.count;
    if (!n || p->count < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!same_step(&p->steps[i], &pool.beginning.steps[i]))
            return false;
    return true;
}

/* Keeps the beginning of `p`, as bytes and as the steps that lie in them. */
static void learn(const struct sandbox_plan *p)
{
    owned(buf) struct buf bytes = { 0 };
    struct sandbox_plan part = *p;
    part.count = plan_find(p, STEP_READY) + 1;
    pool_empty();
    if (part.count > p->count)
        return;
    if (!pool.arena.most)
        arena_init(&pool.arena, 4 * PLAN_BYTES_MOST);
    arena_reset(&pool.arena);
    buf_init(&bytes, PLAN_BYTES_MOST);
    plan_write(&part, &bytes);
    struct str kept = arena_str(&pool.arena, buf_text(&bytes));
    owned(err) struct err *e = plan_read(kept, &pool.arena, &pool.beginning);
    if (e || bytes.full)
        pool.beginning.count = 0;
}

void pool_set(size_t most)
{
    pool.most = MIN_OF(most, (size_t)SANDBOX_POOL_MOST);
    if (pool.count > pool.most)
        pool_empty();
}

struct kid *pool_take(const struct sandbox_plan *p)
{
    if (!pool.most)
        return NULL;
    pool.used_ns = clock_mono_ns();
    pool.broken = false;
    if (fits(p))
        pool.missed = 0;
    else if (!pool.beginning.count || ++pool.missed >= MISSES)
        learn(p);
    return pool.missed || !pool.count ? NULL : pool.warm[--pool.count];
}

void pool_lost(struct kid *k)
{
    for (size_t i = 0; i < pool.count; i++) {
        if (pool.warm[i] != k)
            continue;
        pool.warm[i] = pool.warm[--pool.count];
        pool.broken = true; /* else it would be made, and end, again and again */
    }
}

void pool_empty(void)
{
    while (pool.count)
        kid_drop(pool.warm[--pool.count]);
    pool.beginning.count = 0;
    pool.missed = 0;
}

static bool wants_more(void)
{
    return pool.beginning.count && pool.count < pool.most && !pool.broken;
}

int pool_wait_ms(void)
{
    if (wants_more())
        return 0; /* as soon as nothing is asked */
    if (!pool.beginning.count)
        return -1;
    int64_t left = SANDBOX_POOL_KEPT_MS - (clock_mono_ns() - pool.used_ns) / 1000000;
    return (int)MAX_OF(left, 0);
}

void pool_work(void)
{
    struct failure why;
    if (pool.beginning.count && clock_mono_ns() - pool.used_ns >= SANDBOX_POOL_KEPT_MS * 1000000LL)
        return pool_empty();
    if (!wants_more())
        return;
    struct kid *k = kid_make(&pool.beginning, NULL, &why);
    if (k)
        pool.warm[pool.count++] = k;
    else
        pool.broken = true;
}
