/* Stories, questions about events, and what stands out. */
#include "proc/testbed.h"

#include "observe/test_fixture.h"

#include <stdio.h>
#include <unistd.h>

/* --- the ops of observe_test.def --- */

struct err *op_otest_outer(struct call *c, const struct otest_outer_in *in,
                           struct otest_outer_out *out)
{
    struct call inner;
    struct otest_outer_in deeper = { in->deep - 1 };
    (void)out;
    if (!in->deep)
        return err_new(ERR_NOT_FOUND, "bottom", "here it ends");
    call_init(&inner, c->kernel, c->caller, op_named(STR("otest.outer")));
    inner.in = &deeper;
    inner.out = c->out;
    call_inherit(&inner, c);
    kernel_call(&inner);
    struct err *e = give(inner.err);
    call_end(&inner, NULL);
    return e;
}

struct err *op_otest_tell(struct call *c, const struct otest_tell_in *in,
                          struct otest_tell_out *out)
{
    (void)c, (void)in, (void)out;
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_CONFIG_SET },
                    STR("from a worker"));
    return NULL;
}

struct err *op_otest_idle(struct call *c, const struct otest_idle_in *in,
                          struct otest_idle_out *out)
{
    (void)c, (void)out;
    usleep((useconds_t)in->ms * 1000);
    return NULL;
}

/* --- stories --- */

static const struct json *step(const struct fixture *f, size_t i)
{
    return json_item(json_get(f->bed.result, STR("steps")), i);
}

static struct str text(const struct json *j, const char *name)
{
    return json_get_text(j, str_of(name), STR(""));
}

static const struct json *row(const struct fixture *f, const char *list, const char *key,
                              const char *value)
{
    json_each (json_get(f->bed.result, str_of(list)), item)
        if (str_eq(json_get_text(item, str_of(key), STR("")), str_of(value)))
            return item;
    return NULL;
}

TEST(a_story_is_a_tree_of_who_called_what)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("bottom", testbed_call(&f.bed, "otest.outer", "{\"deep\":3}"));
    CHECK_OK(testbed_call(&f.bed, "observe.stats", "{}")); /* only looks */
    CHECK_OK(testbed_call(&f.bed, "observe.chain", "{\"id\":\"last\"}"));
    CHECK_INT(json_get(f.bed.result, STR("steps"))->count, 4);
    CHECK_INT(json_get_int(f.bed.result, STR("missing"), -1), 0);
    for (size_t i = 0; i < 4; i++) {
        CHECK_INT(json_get_int(step(&f, i), STR("depth"), -1), i);
        CHECK_INT(json_get_int(step(&f, i), STR("children"), -1), i < 3);
        CHECK_STR(text(step(&f, i), "op"), "otest.outer");
        CHECK_STR(text(step(&f, i), "outcome"), "failed");
        CHECK_STR(text(step(&f, i), "who"), "session");
        CHECK(json_get_int(step(&f, i), STR("took"), -1) > 0);
        if (i)
            CHECK(str_eq(text(step(&f, i), "parent"), text(step(&f, i - 1), "span")));
    }
}

TEST(what_a_worker_tells_stands_in_its_story)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "otest.tell", "{}"));
    CHECK_OK(testbed_call(&f.bed, "observe.chain", "{\"id\":\"last\"}"));
    CHECK_STR(text(step(&f, 0), "op"), "otest.tell");
    const struct json *told = row(&f, "steps", "kind", "config.set");
    CHECK_STR(text(told, "outcome"), "note");
    CHECK_INT(json_get_int(told, STR("depth"), -1), 1);
    CHECK_INT(json_get_int(told, STR("proc"), -1), proc_id(f.bed.proc));
}

static void emit(uint64_t chain, uint64_t span, uint64_t parent, enum trace_kind k)
{
    trace_emit(&(struct trace_event){ .cycles = cycles_now(),
                                      .chain = chain,
                                      .span = span,
                                      .parent = parent,
                                      .kind = (uint16_t)k });
}

TEST(a_story_whose_steps_claim_a_circle_has_an_end)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    emit(77, 1001, 1002, TRACE_OP_DONE);
    emit(77, 1002, 1001, TRACE_OP_DONE);
    emit(77, 1003, 1003, TRACE_OP_DONE);
    emit(77, 1004, 9999, TRACE_OP_DONE); /* its parent is elsewhere */
    CHECK_OK(testbed_call(&f.bed, "observe.chain", "{\"id\":\"000000000000004d\"}"));
    CHECK_INT(json_get(f.bed.result, STR("steps"))->count, 4);
    CHECK_INT(json_get_int(f.bed.result, STR("missing"), -1), 3);
}

TEST(what_has_begun_and_not_ended_runs)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    uint64_t began = cycles_now();
    emit(78, 2001, 0, TRACE_OP_STARTED);
    emit(78, 2002, 2001, TRACE_PROC_STARTED);
    usleep(2000);
    trace_emit(&(struct trace_event){ .cycles = cycles_now(),
                                      .chain = 78,
                                      .span = 2001,
                                      .kind = TRACE_OP_DONE,
                                      .a = cycles_to_ns(cycles_now() - began) });
    CHECK_OK(testbed_call(&f.bed, "observe.chain", "{\"id\":\"4e\"}"));
    CHECK_INT(json_get(f.bed.result, STR("steps"))->count, 2);
    CHECK_STR(text(step(&f, 0), "outcome"), "done");
    CHECK_STR(text(step(&f, 1), "outcome"), "running");
}

TEST(who_asks_for_no_story_is_told_so)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("bad_chain", testbed_call(&f.bed, "observe.chain", "{\"id\":\"x\"}"));
    CHECK_REASON("no_story", testbed_call(&f.bed, "observe.chain", "{\"id\":\"12345\"}"));
    CHECK_REASON("bad_chain", testbed_call(&f.bed, "observe.query", "{\"chain\":\"-1\"}"));
}

/* --- questions --- */

static long long found(struct fixture *f, const char *args)
{
    CHECK_OK(testbed_call(&f->bed, "observe.query", args));
    return json_get_int(f->bed.result, STR("found"), -1);
}

static bool all_are_before(const struct fixture *f, int64_t last)
{
    const struct json *events = json_get(f->bed.result, STR("events"));
    for (size_t i = 0; i < events->count; i++)
        if (json_get_int(json_item(events, i), STR("time"), INT64_MAX) > last)
            return false;
    return true;
}

TEST(events_are_found_by_what_is_asked)
{
    owned(fixture) struct fixture f;
    char args[160];
    fixture_init(&f);
    int64_t began = clock_wall_ms();
    usleep(3000);
    CHECK_OK(testbed_call(&f.bed, "otest.tell", "{}"));
    CHECK_REASON("bottom", testbed_call(&f.bed, "otest.outer", "{\"deep\":0}"));
    snprintf(args, sizeof args, "{\"since\":%lld,\"category\":\"op\",\"op\":\"otest\"}",
             (long long)began);
    CHECK_INT(found(&f, args), 2);
    CHECK_STR(text(json_item(json_get(f.bed.result, STR("events")), 0), "kind"), "op.failed");
    snprintf(
        args, sizeof args,
        "{\"since\":%lld,\"category\":\"op\",\"op\":\"otest\",\"order\":\"oldest\",\"limit\":1}",
        (long long)began);
    CHECK_INT(found(&f, args), 2);
    CHECK_INT(json_get(f.bed.result, STR("events"))->count, 1);
    CHECK_STR(text(json_item(json_get(f.bed.result, STR("events")), 0), "kind"), "op.done");
    snprintf(args, sizeof args, "{\"until\":%lld,\"category\":\"op\",\"op\":\"otest.tell\"}",
             (long long)began);
    found(&f, args);
    CHECK(all_are_before(&f, began)); /* how many is not to be said: old ones are forgotten */
    CHECK(found(&f, "{\"text\":\"FROM A w\"}") >= 1);
    CHECK_INT(found(&f, "{\"text\":\"from a well\"}"), 0);
    CHECK(found(&f, "{\"category\":\"config\"}") >= 1);
    CHECK_INT(found(&f, "{\"category\":\"conf\"}"), 0);
    CHECK_INT(found(&f, "{\"proc\":4000000}"), 0);
    CHECK_INT(found(&f, "{\"least\":\"error\"}"), 0);
}

/* --- figures --- */

TEST(figures_of_ops_and_procs_add_up)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    for (int i = 0; i < 20; i++)
        testbed_call(&f.bed, "otest.idle", "{\"ms\":1}");
    CHECK_REASON("bottom", testbed_call(&f.bed, "otest.outer", "{\"deep\":0}"));
    CHECK_OK(testbed_call(&f.bed, "observe.procs", "{}"));
    const struct json *p = row(&f, "procs", "name", "session");
    CHECK_INT(json_get_int(p, STR("calls"), -1), 21);
    CHECK_INT(json_get_int(p, STR("errors"), -1), 1);
    CHECK(json_get_int(p, STR("p95_ns"), -1) >= 1000000);
    CHECK_OK(testbed_call(&f.bed, "observe.stats", "{}"));
    const struct json *op = row(&f, "ops", "op", "otest.idle");
    CHECK(json_get_int(op, STR("calls"), -1) >= 20);
    CHECK(json_get_int(op, STR("mean_ns"), -1) >= 1000000);
    CHECK(json_get_int(op, STR("sd_ns"), -1) > 0);
    op = row(&f, "ops", "op", "observe.procs"); /* once */
    CHECK_INT(json_get_int(op, STR("sd_ns"), -1), -1);
    const struct json *c = row(&f, "categories", "name", "op");
    CHECK(json_get_int(c, STR("events"), -1) >= 21);
    CHECK(json_get_real(c, STR("sampled"), -1) == 1);
    CHECK(!json_get_bool(json_get(f.bed.result, STR("otlp")), STR("on"), true));
}

TEST(a_call_that_takes_far_too_long_is_told)
{
    owned(fixture) struct fixture f;
    char args[64];
    fixture_init(&f);
    for (int i = 0; i < 150; i++)
        CHECK_OK(testbed_call(&f.bed, "otest.tell", "{}"));
    for (int i = 0; i < 150; i++)
        CHECK_OK(testbed_call(&f.bed, "otest.idle", "{\"ms\":0}"));
    CHECK_OK(testbed_call(&f.bed, "otest.idle", "{\"ms\":300}"));
    CHECK_OK(testbed_call(&f.bed, "observe.anomalies", "{\"limit\":1}"));
    const struct json *a = json_item(json_get(f.bed.result, STR("anomalies")), 0);
    CHECK_STR(text(a, "op"), "otest.idle");
    CHECK_STR(text(a, "subject"), "op");
    CHECK(str_starts(text(a, "text"), STR("otest.idle took ")));
    CHECK(json_get_real(a, STR("sigmas"), 0) > 3);
    snprintf(args, sizeof args, "{\"id\":\"%.*s\"}", STR_ARGS(text(a, "chain")));
    CHECK(found(&f, "{\"category\":\"observe\",\"least\":\"warn\",\"op\":\"otest.idle\"}") >= 1);
    CHECK_OK(testbed_call(&f.bed, "observe.chain", args));
    CHECK(row(&f, "steps", "kind", "observe.anomaly"));
}

TEST(observation_can_be_turned_off)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long before = found(&f, "{\"op\":\"otest.tell\"}");
    atomic_store(&trace_off, true);
    CHECK_OK(testbed_call(&f.bed, "otest.tell", "{}"));
    atomic_store(&trace_off, false);
    CHECK_INT(found(&f, "{\"op\":\"otest.tell\"}"), before);
}
