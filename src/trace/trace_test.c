/* Events: order, text, loss, many writers, counters and histograms. */
#include "base/test.h"
#include "trace/trace.h"

#include <pthread.h>
#include <sched.h>

static void emit(uint16_t kind, uint64_t a)
{
    trace_emit(&(struct trace_event){ .cycles = cycles_now(), .kind = kind, .a = a, .chain = 9 });
}

TEST(events_come_back_in_order_with_their_text)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct trace_cursor c;
    struct trace_reading r;
    trace_cursor_now(&c);
    emit(TRACE_OP_DONE, 1);
    char longer[TRACE_TEXT_MOST + 50];
    memset(longer, 'x', sizeof longer);
    trace_emit_text(
        &(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_OP_DENIED, .a = 2 },
        (struct str){ longer, sizeof longer });
    trace_emit_text(
        &(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_OP_DENIED, .a = 3 },
        STR("read_file ../x"));
    emit(TRACE_OP_DONE, 4);
    for (uint64_t i = 1; i <= 4; i++) {
        CHECK(trace_next(&c, &a, &r));
        CHECK_INT(r.event.a, i);
        CHECK_INT(r.text.len, i == 2 ? TRACE_TEXT_MOST : i == 3 ? 14 : 0);
    }
    CHECK_STR(arena_str(&a, r.text), "");
    CHECK(!trace_next(&c, &a, &r));
    CHECK_INT(c.lost, 0);
}

TEST(what_was_overwritten_is_counted)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct trace_cursor c;
    struct trace_reading r;
    trace_cursor_now(&c);
    for (uint64_t i = 0; i < OBSERVE_SLOTS + 100; i++)
        emit(TRACE_OP_DONE, i);
    size_t read = 0;
    while (trace_next(&c, &a, &r))
        CHECK_INT(r.event.a, 100 + read++);
    CHECK_INT(read, OBSERVE_SLOTS);
    CHECK_INT(c.lost, 100);
}

enum { WRITERS = 20, EACH = 3000 };
static atomic_int writing;

static void *write_many(void *arg)
{
    for (uint64_t i = 0; i < EACH; i++) {
        emit(TRACE_OP_DONE, (uint64_t)(uintptr_t)arg << 32 | i);
        count_add(COUNTER_HTTP_REQUESTS, 1);
        trace_op_ended(7, 1000, i % 2);
    }
    atomic_fetch_sub(&writing, 1);
    return NULL;
}

TEST(many_threads_write_while_one_reads_and_the_sums_are_right)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    pthread_t threads[WRITERS];
    struct trace_cursor c;
    struct trace_reading r;
    struct op_figures f;
    trace_cursor_now(&c);
    uint64_t before = counter_read(COUNTER_HTTP_REQUESTS), read = 0;
    atomic_store(&writing, WRITERS);
    for (uintptr_t i = 0; i < WRITERS; i++)
        pthread_create(&threads[i], NULL, write_many, (void *)i);
    uint64_t last[WRITERS] = { 0 };
    while (atomic_load(&writing) > 0 || read + c.lost < WRITERS * EACH) {
        if (!trace_next(&c, &a, &r))
            continue;
        read++;
        uint64_t who = r.event.a >> 32, n = (uint32_t)r.event.a;
        CHECK(who < WRITERS && n < EACH && n >= last[who]); /* each writer's in order */
        CHECK_INT(r.event.chain, 9);
        last[who] = n;
    }
    for (size_t i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(read + c.lost, WRITERS * EACH);
    CHECK_INT(counter_read(COUNTER_HTTP_REQUESTS) - before, WRITERS * EACH);
    trace_op_read(7, &f);
    CHECK_INT(f.count, WRITERS * EACH);
    CHECK_INT(f.errors, WRITERS * EACH / 2);
}

TEST(quantiles_follow_from_the_buckets)
{
    struct op_figures f = { 0 };
    CHECK_INT(histogram_quantile_ns(&f, 0.5), 0);
    for (size_t b = 1; b + 1 < HISTOGRAM_BUCKETS; b++)
        CHECK(histogram_bound_ns(b) > histogram_bound_ns(b - 1));
    f.bucket[2] = 90;
    f.bucket[10] = 10;
    CHECK_INT(histogram_quantile_ns(&f, 0.5), histogram_bound_ns(2));
    CHECK_INT(histogram_quantile_ns(&f, 0.95), histogram_bound_ns(10));
}

struct counting {
    struct trace_watcher watcher;
    atomic_int wakes;
};

static void woken(struct trace_watcher *w)
{
    atomic_fetch_add(&CONTAINER_OF(w, struct counting, watcher)->wakes, 1);
}

TEST(a_watcher_is_woken_once_per_look)
{
    struct counting c = { .watcher.fn = woken };
    trace_watch(&c.watcher);
    emit(TRACE_OP_DONE, 1);
    CHECK_INT(c.wakes, 0);
    trace_watch_again();
    emit(TRACE_OP_DONE, 2);
    emit(TRACE_OP_DONE, 3);
    CHECK_INT(c.wakes, 1);
    trace_watch(NULL);
}

static atomic_bool enough;

static void *emit_until_enough(void *arg)
{
    (void)arg;
    while (!atomic_load(&enough))
        emit(TRACE_OP_DONE, 1);
    return NULL;
}

TEST(a_watcher_may_leave_while_another_thread_tells_of_news)
{
    struct counting c = { .watcher.fn = woken };
    pthread_t thread;
    pthread_create(&thread, NULL, emit_until_enough, NULL);
    while (atomic_load(&c.wakes) < 1000) {
        trace_watch(&c.watcher);
        trace_watch_again();
        sched_yield();
        trace_watch(NULL);
    }
    atomic_store(&enough, true);
    pthread_join(thread, NULL);
}

TEST(spans_and_chains_never_repeat)
{
    uint64_t last = trace_span_new(), chain = trace_chain_new();
    for (int i = 0; i < 10000; i++) {
        uint64_t span = trace_span_new();
        CHECK(span > last);
        last = span;
    }
    CHECK(trace_chain_new() != chain);
}
