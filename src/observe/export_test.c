/* The export: what is sent, how it is batched, and what becomes of it when nobody takes it. */
#include "config/config.h"
#include "proc/testbed.h"

#include "observe/test_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- a collector --- */

enum { BODIES_MOST = 32 };
static struct {
    int64_t status; /* that it answers; 0: nothing yet */
    unsigned requests;
    char *url[BODIES_MOST], *body[BODIES_MOST];
    struct loop *loop;
    unsigned stop_at;
} collector;

static char *copy(struct str s)
{
    return mem_text(s.ptr, s.len);
}

void op_otest_http(struct call *c, const struct otest_http_in *in)
{
    unsigned n = collector.requests++;
    CHECK(n < BODIES_MOST);
    CHECK_STR(in->method, "POST");
    CHECK_STR(in->headers.items[0].value, "application/json");
    collector.url[n] = copy(in->url);
    collector.body[n] = copy((struct str){ in->body.ptr, in->body.len });
    ((struct otest_http_out *)c->out)->status = (uint64_t)collector.status;
    if (collector.requests == collector.stop_at)
        loop_stop(collector.loop);
    call_done(c, NULL);
}

static void forget_requests(void)
{
    for (unsigned i = 0; i < collector.requests; i++) {
        mem_free(collector.url[i]);
        mem_free(collector.body[i]);
    }
    collector.requests = 0;
}

struct rig {
    struct fixture f;
    struct config *config;
    struct op http;
};

static void rig_init(struct rig *r, const char *interval, bool with_op)
{
    char setting[64];
    const char *settings[] = { "observe.otlp_url=http://127.0.0.1:4318", setting, NULL };
    struct config_places places;
    snprintf(setting, sizeof setting, "observe.otlp_interval=%s", interval);
    fixture_init(&r->f);
    setenv("XDG_CONFIG_HOME", testbed_path(&r->f.bed, "other"), 1);
    CHECK_OK(config_places_find(testbed_path(&r->f.bed, "data"), settings, &places));
    r->config = config_new(&places);
    config_put(r->config, r->f.bed.kernel);
    collector.loop = r->f.bed.loop;
    collector.stop_at = 0;
    collector.status = 200;
    forget_requests();
    r->http = *op_named(STR("otest.http"));
    r->http.name = "sys.http";
    r->http.nr = 60899;
    if (with_op)
        CHECK_OK(op_add(&r->http));
    observe_apply(r->f.observe, r->f.bed.kernel);
}

static void rig_done(struct rig *r)
{
    kernel_stop(r->f.bed.kernel);
    observe_free(r->f.observe);
    config_free(r->config);
    testbed_done(&r->f.bed);
    if (op_named(STR("sys.http")))
        op_remove(&r->http);
    forget_requests();
}
DEFINE_OWNED_VALUE(rig)

static void run_until(struct rig *r, unsigned requests)
{
    collector.stop_at = requests;
    loop_run(r->f.bed.loop);
}

static const struct json *export_of(struct rig *r)
{
    CHECK_OK(testbed_call(&r->f.bed, "observe.stats", "{}"));
    return json_get(r->f.bed.result, STR("otlp"));
}

static const struct json *tree_of(struct rig *r, unsigned n)
{
    const struct json *tree;
    CHECK_OK(json_parse(str_of(collector.body[n]), NULL, &r->f.bed.arena, &tree));
    return tree;
}

static const struct json *first(const struct json *j, const char *list)
{
    return json_item(json_get(j, str_of(list)), 0);
}

static const struct json *spans_of(struct rig *r, unsigned n)
{
    const struct json *scope = first(first(tree_of(r, n), "resourceSpans"), "scopeSpans");
    return json_get(scope, STR("spans"));
}

static const struct json *named(const struct json *list, const char *name)
{
    json_each (list, item)
        if (str_eq(json_get_text(item, STR("name"), STR("")), str_of(name)))
            return item;
    return NULL;
}

/* --- claims --- */

TEST(steps_become_spans_with_their_parents)
{
    owned(rig) struct rig r;
    rig_init(&r, "100ms", true);
    CHECK_REASON("bottom", testbed_call(&r.f.bed, "otest.outer", "{\"deep\":1}"));
    run_until(&r, 1);
    CHECK_STR(str_of(collector.url[0]), "http://127.0.0.1:4318/v1/traces");
    const struct json *spans = spans_of(&r, 0);
    CHECK_INT(spans->count, 2); /* the inner one ended first */
    struct str id = json_get_text(&spans->items[1], STR("spanId"), STR(""));
    CHECK_INT(id.len, 16);
    CHECK(str_eq(json_get_text(&spans->items[0], STR("parentSpanId"), STR("")), id));
    CHECK(!json_get(&spans->items[1], STR("parentSpanId")));
    CHECK_INT(json_get_text(&spans->items[0], STR("traceId"), STR("")).len, 32);
    CHECK_STR(json_get_text(&spans->items[0], STR("name"), STR("")), "otest.outer");
    const struct json *status = json_get(&spans->items[0], STR("status"));
    CHECK_INT(json_get_int(status, STR("code"), -1), 2);
    CHECK_STR(json_get_text(status, STR("message"), STR("")), "bottom");
    uint64_t from, to;
    CHECK(str_to_uint(json_get_text(&spans->items[0], STR("startTimeUnixNano"), STR("")), &from));
    CHECK(str_to_uint(json_get_text(&spans->items[0], STR("endTimeUnixNano"), STR("")), &to));
    CHECK(from <= to && to / 1000000 <= (uint64_t)clock_wall_ms() + 1);
}

TEST(figures_follow_and_our_own_calls_are_no_news)
{
    owned(rig) struct rig r;
    rig_init(&r, "100ms", true);
    run_until(&r, 3);
    for (unsigned i = 0; i < 3; i++)
        CHECK_STR(str_of(collector.url[i]), "http://127.0.0.1:4318/v1/metrics");
    const struct json *scope = first(first(tree_of(&r, 2), "resourceMetrics"), "scopeMetrics");
    const struct json *metrics = json_get(scope, STR("metrics"));
    const struct json *events = json_get(named(metrics, "pith.events_total"), STR("sum"));
    CHECK(json_get_bool(events, STR("isMonotonic"), false));
    const struct json *h = json_get(named(metrics, "pith.op_duration"), STR("histogram"));
    const struct json *point = first(h, "dataPoints");
    CHECK_INT(json_get(point, STR("bucketCounts"))->count,
              json_get(point, STR("explicitBounds"))->count + 1);
    const struct json *says = export_of(&r);
    CHECK(json_get_bool(says, STR("on"), false));
    CHECK_INT(json_get_int(says, STR("sent"), -1), 0);
}

TEST(a_full_batch_does_not_wait)
{
    owned(rig) struct rig r;
    rig_init(&r, "1h", true);
    for (int i = 0; i < 600; i++)
        CHECK_REASON("bottom", testbed_call(&r.f.bed, "otest.outer", "{\"deep\":0}"));
    run_until(&r, 1);
    CHECK_INT(spans_of(&r, 0)->count, 512);
    CHECK_INT(json_get_int(export_of(&r), STR("sent"), -1), 512);
}

TEST(what_is_refused_for_now_is_sent_again)
{
    owned(rig) struct rig r;
    rig_init(&r, "100ms", true);
    collector.status = 503;
    CHECK_REASON("bottom", testbed_call(&r.f.bed, "otest.outer", "{\"deep\":0}"));
    run_until(&r, 1);
    const struct json *says = export_of(&r);
    CHECK_INT(json_get_int(says, STR("failures"), -1), 1);
    CHECK(str_find(json_get_text(says, STR("state"), STR("")), STR("503"), NULL));
    collector.status = 200;
    run_until(&r, 2);
    CHECK(spans_of(&r, 1)->count >= 1);
    CHECK_STR(json_get_text(&spans_of(&r, 1)->items[0], STR("name"), STR("")), "otest.outer");
    CHECK(json_get_int(export_of(&r), STR("sent"), -1) >= 1);
}

TEST(what_is_refused_for_good_is_dropped_and_counted)
{
    owned(rig) struct rig r;
    rig_init(&r, "100ms", true);
    collector.status = 400;
    CHECK_REASON("bottom", testbed_call(&r.f.bed, "otest.outer", "{\"deep\":0}"));
    run_until(&r, 1);
    const struct json *says = export_of(&r);
    CHECK_INT(json_get_int(says, STR("dropped"), -1), 1);
    CHECK_INT(json_get_int(says, STR("sent"), -1), 0);
}

static void let_it_read(struct rig *r)
{
    for (int64_t end = clock_mono_ns() + 50000000; clock_mono_ns() < end;)
        if (!loop_turn(r->f.bed.loop))
            usleep(1000);
}

TEST(a_full_queue_drops_and_counts)
{
    owned(rig) struct rig r;
    rig_init(&r, "1h", true);
    collector.status = 503;
    for (int i = 0; i < 5000; i++) {
        CHECK_REASON("bottom", testbed_call(&r.f.bed, "otest.outer", "{\"deep\":0}"));
        if (i % 1000 == 999)
            let_it_read(&r);
    }
    const struct json *says = export_of(&r);
    CHECK_INT(json_get_int(says, STR("queued"), -1), 4096);
    CHECK(json_get_int(says, STR("dropped"), -1) >= 5000 - 4096);
}

TEST(without_the_op_it_is_off_and_says_why)
{
    owned(rig) struct rig r;
    rig_init(&r, "1h", false);
    const struct json *says = export_of(&r);
    CHECK(!json_get_bool(says, STR("on"), true));
    CHECK(str_find(json_get_text(says, STR("state"), STR("")), STR("sys.http"), NULL));
}
