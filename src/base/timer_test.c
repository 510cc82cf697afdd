/* The heap of timers, without a loop. */
#include "base/random.h"
#include "base/test.h"
#include "base/timer.h"

struct mark {
    struct timer timer;
    int64_t due;
    int number;
};

static struct timers heap;
static int fired[2048];
static size_t n_fired;

static void note(struct timer *t)
{
    fired[n_fired++] = CONTAINER_OF(t, struct mark, timer)->number;
}

static void start_over(void)
{
    timers_done(&heap);
    n_fired = 0;
}

TEST(timers_fire_in_order_and_equal_ones_in_the_order_they_were_set)
{
    struct mark marks[5] = { 0 };
    static const int64_t due[] = { 30, 10, 20, 10, 40 };
    start_over();
    for (int i = 0; i < 5; i++) {
        marks[i].number = i;
        timers_set(&heap, &marks[i].timer, due[i], note);
    }
    CHECK_INT(timers_next(&heap), 10);
    CHECK_INT(timers_fire(&heap, 30), 4);
    static const int order[] = { 1, 3, 2, 0 };
    CHECK(memcmp(fired, order, sizeof order) == 0);
    CHECK(!timer_is_set(&marks[0].timer) && timer_is_set(&marks[4].timer));
    start_over();
}

static void again(struct timer *t)
{
    note(t);
    timers_set(&heap, t, 0, again);
}

TEST(a_timer_that_sets_itself_for_now_waits_for_the_next_call)
{
    struct mark m = { 0 };
    start_over();
    timers_set(&heap, &m.timer, 5, again);
    CHECK_INT(timers_fire(&heap, 5), 1);
    CHECK_INT(timers_fire(&heap, 5), 1);
    start_over();
}

static struct mark *victim;

static void stop_victim(struct timer *t)
{
    note(t);
    timers_stop(&heap, &victim->timer);
}

TEST(a_timer_may_stop_another_that_is_due_too)
{
    struct mark first = { .number = 1 }, second = { .number = 2 };
    start_over();
    victim = &second;
    timers_set(&heap, &first.timer, 1, stop_victim);
    timers_set(&heap, &second.timer, 1, note);
    CHECK_INT(timers_fire(&heap, 1), 1);
    CHECK_INT(timers_next(&heap), TIMERS_NONE);
    start_over();
}

TEST(setting_a_set_timer_moves_it)
{
    struct mark a = { .number = 1 }, b = { .number = 2 };
    start_over();
    timers_set(&heap, &a.timer, 10, note);
    timers_set(&heap, &b.timer, 20, note);
    timers_set(&heap, &a.timer, 30, note);
    CHECK_INT(heap.count, 2);
    CHECK_INT(timers_fire(&heap, 30), 2);
    CHECK_INT(fired[0], 2);
    start_over();
}

/* Sets, moves and stops at random, against the plain way: looking at all of them. */
TEST(a_thousand_random_timers_fire_sorted_and_none_is_lost)
{
    enum { MANY = 1000 };
    static struct mark marks[MANY];
    start_over();
    memset(marks, 0, sizeof marks);
    random_use_seed(11);
    size_t set = 0;
    for (int i = 0; i < MANY * 3; i++) {
        struct mark *m = &marks[random_u64() % MANY];
        m->number = (int)(m - marks);
        m->due = (int64_t)(random_u64() % 500);
        if (random_u64() % 4 == 0)
            timers_stop(&heap, &m->timer);
        else
            timers_set(&heap, &m->timer, m->due, note);
    }
    random_use_seed(0);
    for (int i = 0; i < MANY; i++)
        set += timer_is_set(&marks[i].timer);
    CHECK_INT(heap.count, set);
    CHECK_INT(timers_fire(&heap, 499), set);
    for (size_t i = 1; i < n_fired; i++)
        CHECK(marks[fired[i - 1]].due <= marks[fired[i]].due);
    CHECK(heap.cap < MANY / 4);
    start_over();
}
