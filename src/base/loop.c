/* The loop: see loop.h. A turn is: run what was posted, fire what is due, then let libuv look
 * at descriptors, waiting only if there is nothing else to do:
 *
 *     posts -> timers -> descriptors and signals (waits until the next timer) -> posts ...
 *
 * What callbacks post or set for "now" belongs to the next turn, so that no part starves
 * another. Timers are our own heap, so that the manual clock can drive them; libuv has one
 * timer, which ends the waiting. */
#include "base/loop_priv.h"

#include "base/clock.h"
#include "base/mem.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void wake_up(uv_async_t *wake)
{
    (void)wake; /* ending the wait is all: the next turn begins with the posts */
}

static void ring(uv_timer_t *alarm)
{
    ((struct loop *)alarm->data)->alarm_due = TIMERS_NONE;
}

static void must(int uv_result)
{
    if (uv_result == 0)
        return;
    fprintf(stderr, "pith: no event loop: %s\n", uv_strerror(uv_result));
    abort();
}

struct loop *loop_new(enum loop_mode mode)
{
    assert(mode != LOOP_DETERMINISTIC || clock_is_manual());
    struct loop *l = mem_new(sizeof *l);
    l->mode = mode;
    l->alarm_due = TIMERS_NONE;
    l->post_end = &l->first_post;
    atomic_store(&l->thread, pthread_self());
    timers_init(&l->timers);
    must(uv_loop_init(&l->uv));
    must(uv_async_init(&l->uv, &l->wake, wake_up));
    must(uv_timer_init(&l->uv, &l->alarm));
    l->alarm.data = l;
    signal(SIGPIPE, SIG_IGN);
    return l;
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    assert(l->watches == 0);
    uv_close((uv_handle_t *)&l->wake, NULL);
    uv_close((uv_handle_t *)&l->alarm, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    int busy = uv_loop_close(&l->uv);
    assert(!busy);
    timers_done(&l->timers);
    mem_free(l);
}

bool loop_is_deterministic(const struct loop *l)
{
    return l->mode == LOOP_DETERMINISTIC;
}

static bool is_here(struct loop *l)
{
    return pthread_equal(atomic_load_explicit(&l->thread, memory_order_relaxed), pthread_self());
}

void loop_assert_here(struct loop *l)
{
    assert(is_here(l));
}

/* Posts */

static void append_post(struct loop *l, struct post *p)
{
    p->next = NULL;
    *l->post_end = p;
    l->post_end = &p->next;
    l->posts++;
}

/* A stack needs no lock: pushing is one compare-and-swap, and it is only ever taken whole.
 * Only the first post onto an empty stack needs to wake the loop. */
static void push_foreign(struct loop *l, struct post *p)
{
    struct post *top = atomic_load_explicit(&l->foreign, memory_order_relaxed);
    do
        p->next = top;
    while (!atomic_compare_exchange_weak_explicit(&l->foreign, &top, p, memory_order_release,
                                                  memory_order_relaxed));
    if (!top)
        uv_async_send(&l->wake);
}

static void take_foreign(struct loop *l)
{
    struct post *p = atomic_exchange_explicit(&l->foreign, NULL, memory_order_acquire);
    struct post *oldest = NULL;
    while (p) {
        struct post *next = p->next;
        p->next = oldest;
        oldest = p;
        p = next;
    }
    while (oldest) {
        struct post *next = oldest->next;
        append_post(l, oldest);
        oldest = next;
    }
}

void loop_post(struct loop *l, struct post *p)
{
    if (atomic_exchange(&p->waits, true))
        return;
    if (is_here(l))
        append_post(l, p);
    else
        push_foreign(l, p);
}

void loop_unpost(struct loop *l, struct post *p)
{
    loop_assert_here(l);
    if (!atomic_load(&p->waits))
        return;
    take_foreign(l);
    struct post **at = &l->first_post;
    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    if (l->post_end == &p->next)
        l->post_end = at;
    l->posts--;
    atomic_store(&p->waits, false);
}

static void run_posts(struct loop *l)
{
    take_foreign(l);
    for (size_t n = l->posts; n > 0 && l->posts > 0; n--) {
        struct post *p = l->first_post;
        l->first_post = p->next;
        if (!l->first_post)
            l->post_end = &l->first_post;
        l->posts--;
        l->happened++;
        atomic_exchange(&p->waits, false); /* not a store: it reads what the last poster wrote */
        p->fn(p);                          /* may free p */
    }
}

/* Timers */

void timer_start_at(struct loop *l, struct timer *t, int64_t due_mono_ns, timer_fn *fn)
{
    loop_assert_here(l);
    timers_set(&l->timers, t, due_mono_ns, fn);
}

void timer_start(struct loop *l, struct timer *t, int64_t delay_ms, timer_fn *fn)
{
    const int64_t most_ms = INT64_MAX / 4 / 1000000;
    delay_ms = MIN_OF(MAX_OF(delay_ms, 0), most_ms);
    timer_start_at(l, t, clock_mono_ns() + delay_ms * 1000000, fn);
}

void timer_stop(struct loop *l, struct timer *t)
{
    loop_assert_here(l);
    timers_stop(&l->timers, t);
}

/* libuv counts whole milliseconds since it last looked: rounding the due time up and the
 * present down means that it never ends the wait early, which would cost a second one. */
static void set_alarm(struct loop *l)
{
    int64_t due = timers_next(&l->timers);
    if (due == l->alarm_due)
        return;
    l->alarm_due = due;
    if (due == TIMERS_NONE) {
        uv_timer_stop(&l->alarm);
        return;
    }
    int64_t ms = (due + 999999) / 1000000 - clock_mono_ns() / 1000000;
    uv_update_time(&l->uv);
    uv_timer_start(&l->alarm, ring, (uint64_t)MAX_OF(ms, 0), 0);
}

/* Turns */

static bool turn(struct loop *l, bool may_wait)
{
    uint64_t before = l->happened;
    run_posts(l);
    l->happened += timers_fire(&l->timers, clock_mono_ns());
    if (l->posts || atomic_load(&l->stop))
        may_wait = false;
    if (may_wait)
        set_alarm(l);
    uv_run(&l->uv, may_wait ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    return l->happened != before;
}

static bool skip_to_next_timer(struct loop *l)
{
    int64_t due = timers_next(&l->timers), now = clock_mono_ns();
    if (due == TIMERS_NONE)
        return false;
    if (due > now)
        clock_advance(due - now);
    return true;
}

bool loop_turn(struct loop *l)
{
    atomic_store(&l->thread, pthread_self());
    return turn(l, false);
}

void loop_run(struct loop *l)
{
    atomic_store(&l->thread, pthread_self());
    bool more = true;
    while (more && !atomic_load(&l->stop)) {
        if (l->mode == LOOP_LIVE)
            turn(l, true);
        else
            more = turn(l, false) || skip_to_next_timer(l);
    }
    atomic_store(&l->stop, false);
}

void loop_stop(struct loop *l)
{
    atomic_store(&l->stop, true);
    uv_async_send(&l->wake);
}
