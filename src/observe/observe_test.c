/* Recent events, following them, and the figures. */
#include "proc/testbed.h"

#include "observe/test_fixture.h"
#include "ops/op.h"

#include <stdio.h>
#include <stdlib.h>

const struct op_module *const op_modules[] = { &op_ops, &observe_ops, &observe_test_ops, NULL };

TEST(recent_events_are_filtered_and_bounded)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    for (int i = 0; i < 5; i++)
        CHECK_OK(testbed_call(&f.bed, "ops.list", "{}"));
    CHECK_REASON("no_such_op", testbed_call(&f.bed, "ops.describe", "{\"name\":\"x.y\"}"));
    CHECK_OK(testbed_call(&f.bed, "observe.recent", "{\"op\":\"ops.list\",\"limit\":3}"));
    const struct json *events = json_get(f.bed.result, STR("events"));
    CHECK_INT(events->count, 3);
    CHECK_STR(json_get_text(&events->items[0], STR("kind"), STR("")), "op.done");
    CHECK(json_get_int(json_get(&events->items[0], STR("values")), STR("ns"), -1) > 0);
    CHECK_OK(testbed_call(&f.bed, "observe.recent",
                          "{\"least\":\"info\",\"kind\":\"op.\",\"limit\":1}"));
    events = json_get(f.bed.result, STR("events"));
    CHECK_STR(json_get_text(&events->items[0], STR("text"), STR("")), "no_such_op");
    CHECK_STR(json_get_text(json_get(&events->items[0], STR("values")), STR("kind"), STR("")),
              "not_found");
}

TEST(states_and_kinds_are_told_by_their_names)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "observe.recent", "{\"kind\":\"proc.state\",\"limit\":1}"));
    const struct json *event = json_item(json_get(f.bed.result, STR("events")), 0);
    const struct json *values = json_get(event, STR("values"));
    CHECK_STR(json_get_text(values, STR("state"), STR("")), "ready");
    CHECK_STR(json_get_text(values, STR("from"), STR("")), "initializing");
}

TEST(one_chain_can_be_picked_out)
{
    owned(fixture) struct fixture f;
    char args[128];
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "ops.list", "{}"));
    CHECK_OK(testbed_call(&f.bed, "observe.recent", "{\"op\":\"ops.list\",\"limit\":1}"));
    const struct json *e = &json_get(f.bed.result, STR("events"))->items[0];
    snprintf(args, sizeof args, "{\"chain\":\"%.*s\"}",
             STR_ARGS(json_get_text(e, STR("chain"), STR(""))));
    CHECK_OK(testbed_call(&f.bed, "observe.recent", args));
    CHECK_INT(json_get(f.bed.result, STR("events"))->count, 1);
}

/* --- follow --- */

static unsigned got, gaps, wanted;
static uint64_t lost;
static bool full;

static bool take(struct call *c, const void *item)
{
    const struct observe_event *e = item;
    if (str_eq(e->kind, STR("trace.gap"))) {
        gaps++;
        lost += (uint64_t)json_get_int(e->values, STR("lost"), 0);
    }
    if (++got >= wanted)
        loop_stop(kernel_loop(c->kernel));
    return !full;
}

static void follow(struct fixture *f, struct call *c, const char *kind)
{
    call_init(c, f->bed.kernel, proc_caller(f->bed.proc), OP_OBSERVE_FOLLOW);
    CHECK_OK(call_alloc(c));
    ((struct observe_follow_in *)(uintptr_t)c->in)->kind = str_of(kind);
    c->on_item = take;
    got = gaps = 0;
    lost = 0;
    full = false;
    kernel_call(c);
}

static void tell(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        trace_emit(&(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_CONFIG_SET });
}

TEST(a_follower_gets_what_happens_from_then_on)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f);
    tell(3);
    follow(&f, &c, "config.");
    wanted = 5;
    tell(5);
    loop_run(f.bed.loop);
    CHECK_INT(got, 5);
    call_cancel(&c);
    CHECK_INT(err_kind(c.err), ERR_CANCELLED);
    call_end(&c, NULL);
}

TEST(a_slow_follower_is_told_how_much_it_missed)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f);
    follow(&f, &c, "config.");
    full = true;
    wanted = 1;
    tell(1);
    loop_run(f.bed.loop);
    tell(OBSERVE_SLOTS + 500); /* the door is full all the while */
    CHECK_INT(got, 1);
    full = false;
    wanted = 2;
    call_go_on(&c);
    loop_run(f.bed.loop);
    CHECK_INT(gaps, 1);
    CHECK_INT(lost, 500);
    trace_forget_pressure(); /* which it made */
    call_cancel(&c);
    call_end(&c, NULL);
}

/* --- metrics --- */

static double two(void *arg)
{
    (void)arg;
    return 2;
}

static struct str figures(struct fixture *f)
{
    fixture_init(f);
    observe_figure(FIGURE_GAUGE, "procs", "Procs alive.", two, NULL);
    CHECK_OK(testbed_call(&f->bed, "ops.list", "{}"));
    CHECK_OK(testbed_call(&f->bed, "observe.metrics", "{}"));
    return json_get_text(f->bed.result, STR("text"), STR(""));
}

TEST(the_figures_are_there)
{
    owned(fixture) struct fixture f;
    struct str text = figures(&f);
    CHECK(str_find(text, STR("\npith_op_duration_seconds_count{op=\"ops.list\"} "), NULL));
    CHECK(str_find(text, STR("\npith_procs 2\n"), NULL));
}

TEST(promtool_takes_the_figures)
{
    char command[3 * PATH_MOST];
    if (system("command -v promtool >/dev/null") != 0)
        test_skip("no promtool here"); /* while nothing is owned: it leaps */
    owned(fixture) struct fixture f;
    struct str text = figures(&f);
    owned_mem char *copy = mem_text(text.ptr, text.len);
    testbed_file(&f.bed, "metrics", copy);
    snprintf(command, sizeof command, "promtool check metrics <%s >&2",
             testbed_path(&f.bed, "metrics"));
    CHECK_INT(system(command), 0);
}

TEST(all_figures_are_there_as_data_too)
{
    owned(fixture) struct fixture f;
    bool calls = false, list = false;
    figures(&f);
    CHECK_OK(testbed_call(&f.bed, "observe.figures", "{}"));
    json_each (json_get(f.bed.result, STR("figures")), one)
        calls |= str_eq(json_get_text(one, STR("name"), STR("")), STR("calls_total")) &&
                 json_get_real(one, STR("value"), 0) >= 2;
    json_each (json_get(f.bed.result, STR("ops")), one)
        list |= str_eq(json_get_text(one, STR("op"), STR("")), STR("ops.list")) &&
                json_get_real(one, STR("sum"), 0) > 0;
    CHECK(calls && list);
}
