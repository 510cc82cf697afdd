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
    f.bucket[HISTOGRAM_BUCKETS - 1] = 10; /* which has no edge to tell */
    CHECK_INT(histogram_quantile_ns(&f, 0.99), histogram_bound_ns(HISTOGRAM_BUCKETS - 2));
    f.count = 1;
    f.ns = 2 * histogram_bound_ns(HISTOGRAM_BUCKETS - 2);
    CHECK_INT(histogram_quantile_ns(&f, 0.99), f.ns);
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
    uint64_t last = trace_span_new(), chain = trace_chain_of(last);
    for (int i = 0; i < 10000; i++) {
        uint64_t span = trace_span_new();
        CHECK(span > last);
        last = span;
    }
    CHECK(trace_chain_of(last) != chain);
    CHECK_INT(trace_chain_of(last), trace_chain_of(last));
}

static const char theirs[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(a_story_that_began_elsewhere_keeps_its_trace_id)
{
    struct trace_origin o;
    char again[TRACE_PARENT_LEN + 1], own[TRACE_PARENT_LEN + 1], id[TRACE_ID_LEN + 1];
    CHECK(trace_parent_read(str_of(theirs), &o));
    CHECK(o.chain == UINT64_C(0xa3ce929d0e0e4736) && o.span == UINT64_C(0x00f067aa0ba902b7));
    trace_join(&o, 1);
    trace_parent_write(o.chain, o.span, again);
    CHECK_STR(str_of(again), theirs);
    trace_id_write(o.chain, id);
    CHECK_STR(str_of(id), "4bf92f3577b34da6a3ce929d0e0e4736");
    trace_parent_write(o.chain + 1, 7, own);
    CHECK(trace_parent_read(str_of(own), &o));
    CHECK(o.high != UINT64_C(0x4bf92f3577b34da6) && o.span == 7);
}

/* --- sampling --- */

/* A category that nothing else in this test uses. */
enum { TRIED = 200000 };

static uint64_t sample_many(uint64_t *now, uint64_t step, uint64_t first)
{
    uint64_t kept = 0;
    for (uint64_t i = 0; i < TRIED; i++)
        kept += trace_sample(CATEGORY_PLAN, *now += step, first + i);
    return kept;
}

TEST(a_flood_is_sampled_and_the_daily_round_is_not)
{
    uint64_t now = cycles_now(), per_us = (UINT64_C(1) << 30) / cycles_to_ns(1 << 30) * 1000;
    struct trace_gate_figures before, after;
    trace_gate_read(CATEGORY_PLAN, &before);
    CHECK_INT(sample_many(&now, 100 * per_us, 1), TRIED); /* 10,000 a second */
    uint64_t kept = sample_many(&now, per_us / 10, 1);    /* ten million a second */
    CHECK(kept > 0 && kept < TRIED / 50);
    CHECK_INT(sample_many(&now, 100 * per_us, 1) > TRIED - 2000, true); /* and back at once */
    trace_gate_read(CATEGORY_PLAN, &after);
    CHECK_INT(after.seen - before.seen, 3 * TRIED);
    CHECK(after.kept - before.kept < 3 * TRIED);
}

TEST(a_story_is_kept_or_left_out_as_a_whole)
{
    uint64_t now = cycles_now() + (UINT64_C(1) << 40);
    sample_many(&now, 1, 1);
    for (uint64_t chain = 1; chain < 2000; chain++) {
        bool first = trace_sample(CATEGORY_PLAN, now, chain);
        bool still = trace_sample(CATEGORY_PLAN, now, chain);
        CHECK(first || !still); /* stricter meanwhile, perhaps; never the other way round */
    }
}

TEST(what_has_to_be_told_is_told_in_a_flood)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct trace_cursor c;
    struct trace_reading r;
    trace_cursor_now(&c);
    for (int i = 0; i < 100; i++)
        trace_emit_text(&(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_OP_DENIED },
                        STR("no"));
    size_t told = 0;
    while (trace_next(&c, &a, &r))
        told += r.event.kind == TRACE_OP_DENIED;
    CHECK_INT(told, 100);
}

TEST(a_reader_that_falls_behind_makes_gates_stricter)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct trace_cursor c;
    struct trace_reading r;
    uint64_t lost = counter_read(COUNTER_EVENTS_LOST), now, kept = 0;
    trace_cursor_now(&c);
    for (uint64_t i = 0; i < 2 * OBSERVE_SLOTS; i++)
        emit(TRACE_OP_DONE, i);
    CHECK(trace_next(&c, &a, &r));
    CHECK_INT(counter_read(COUNTER_EVENTS_LOST) - lost, OBSERVE_SLOTS);
    now = cycles_now();
    for (uint64_t chain = 1; chain <= 1000; chain++)
        kept += trace_sample(CATEGORY_STORE, now, chain);
    trace_forget_pressure();
    CHECK(kept > 100 && kept < 900); /* each second story */
}

TEST(what_is_told_from_inside_a_step_stands_below_it)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct trace_cursor c;
    struct trace_reading r;
    const struct trace_scope here = { .chain = 5, .span = 6, .parent = 4, .who = 3 };
    trace_cursor_now(&c);
    trace_scope = &here;
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_CONFIG_SET },
                    STR("log.level"));
    trace_scope = NULL;
    CHECK(trace_next(&c, &a, &r));
    CHECK_INT(r.event.chain, 5);
    CHECK_INT(r.event.parent, 6);
    CHECK_INT(r.event.span, 0);
    CHECK_INT(r.event.caller, 3);
}

/* --- what is unusual --- */

enum { JUDGED = 9, US = 1000, MS = 1000000 };

/* Calls of about a millisecond, one a little longer than another. */
static unsigned usual_calls(size_t op, unsigned n)
{
    unsigned unusual = 0;
    double mean, sd;
    for (unsigned i = 0; i < n; i++)
        unusual += trace_op_judged(op, MS + i * 7919 % 100 * US, false, &mean, &sd);
    return unusual;
}

TEST(welfords_figures_are_those_of_the_definition)
{
    struct usual u = { .mean = 0 };
    double sum = 0, squares = 0;
    for (uint64_t i = 0; i < 500; i++) {
        double value = (double)(i * 7919 % 1000);
        usual_add(&u, i, value);
        sum += value;
        squares += value * value;
    }
    double mean = sum / 500, variance = squares / 500 - mean * mean;
    CHECK(u.mean > mean - 1e-6 && u.mean < mean + 1e-6);
    CHECK(u.variance > variance - 1e-3 && u.variance < variance + 1e-3);
}

TEST(what_is_far_from_usual_is_seen_once_in_a_while)
{
    double mean = 0, sd = 0;
    struct op_figures f;
    CHECK(!trace_op_judged(JUDGED, 500 * MS, false, &mean, &sd)); /* nobody knows yet */
    CHECK_INT(usual_calls(JUDGED, 5000), 0);
    CHECK(!trace_op_judged(JUDGED, 2 * MS, false, &mean, &sd)); /* not far enough */
    CHECK(trace_op_judged(JUDGED, 100 * MS, false, &mean, &sd));
    CHECK(mean > 0.9 * MS && mean < 2 * MS);
    CHECK(!trace_op_judged(JUDGED, 100 * MS, false, &mean, &sd)); /* that has been said */
    trace_op_read(JUDGED, &f);
    CHECK_INT(f.count, 5004);
    CHECK(f.mean_ns > MS && f.mean_ns < 2 * MS && f.sd_ns > 0);
}

TEST(anomalies_are_kept_newest_first)
{
    struct trace_anomaly a = { .op = 1, .value = 1 }, last[OBSERVE_ANOMALIES_KEPT];
    uint64_t before, total;
    trace_anomalies_read(last, 0, &before);
    for (int i = 0; i < OBSERVE_ANOMALIES_KEPT + 5; i++) {
        a.value = i;
        a.cycles = cycles_now();
        trace_anomaly_tell(&a, 1);
    }
    CHECK_INT(trace_anomalies_read(last, COUNT_OF(last), &total), OBSERVE_ANOMALIES_KEPT);
    CHECK_INT(total - before, OBSERVE_ANOMALIES_KEPT + 5);
    CHECK_INT((int)last[0].value, OBSERVE_ANOMALIES_KEPT + 4);
    CHECK_INT((int)last[OBSERVE_ANOMALIES_KEPT - 1].value, 5);
}
