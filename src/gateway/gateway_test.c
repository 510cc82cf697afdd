/* Ops over HTTP: a client on a thread of its own, the daemon's side on the loop. */
#include "gateway/gateway.h"

#include "config/config.h"
#include "http/http.h"
#include "ops/system.h"
#include "ops/vfs.h"
#include "proc/testbed.h"
#include "system/system.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

const struct op_module *const op_modules[] = { &system_ops, &vfs_ops, NULL };

enum { REQUESTS_MOST = 8 };

struct request {
    const char *method, *target, *body;
    const struct http_header *headers;
    int status;
    char allow[32], cookie[64];
    struct buf reply;
    struct err *err;
};

struct visit {
    struct testbed bed;
    struct system *system;
    struct config *config;
    struct store *store;
    struct auth *auth;
    struct gateway *gateway;
    struct request requests[REQUESTS_MOST];
    size_t n;
};

static void visit_init(struct visit *v)
{
    static const user_id owner = { { 1, 2 } };
    struct config_places places;
    *v = (struct visit){ 0 };
    testbed_init(&v->bed);
    v->system = system_new(v->bed.kernel, str_of(v->bed.dir));
    setenv("HOME", v->bed.dir, 1);
    CHECK_OK(config_places_find(testbed_path(&v->bed, "data"), NULL, &places));
    v->config = config_new(&places);
    config_put(v->config, v->bed.kernel);
    CHECK_OK(store_open(testbed_path(&v->bed, "data"), NULL, &v->store));
    CHECK_OK(auth_open(v->bed.kernel, store_system(v->store), owner, &v->auth));
    v->gateway = gateway_new(v->bed.kernel);
    CHECK_OK(gateway_listen_unix(v->gateway, testbed_path(&v->bed, "data/control.sock")));
}

static void visit_done(struct visit *v)
{
    struct system *s = v->system;
    for (size_t i = 0; i < v->n; i++) {
        buf_done(&v->requests[i].reply);
        err_free(v->requests[i].err);
    }
    gateway_free(v->gateway);
    auth_free(v->auth);
    testbed_done(&v->bed);
    store_free(v->store);
    config_free(v->config);
    system_free(s);
}
DEFINE_OWNED_VALUE(visit)

static struct err *ask(struct http_client *c, struct request *r)
{
    const struct http_head *head;
    TRY(http_client_send(c, str_of(r->method), str_of(r->target), r->headers, str_of(r->body)));
    TRY(http_client_head(c, &head));
    r->status = head->status;
    snprintf(r->allow, sizeof r->allow, "%.*s", STR_ARGS(http_head_get(head, STR("allow"))));
    snprintf(r->cookie, sizeof r->cookie, "%.*s", STR_ARGS(http_head_get(head, STR("set-cookie"))));
    return http_client_body(c, &r->reply);
}

static void *go(void *arg)
{
    struct visit *v = arg;
    for (size_t i = 0; i < v->n; i++) {
        owned(http_client) struct http_client *c = NULL;
        struct err *e = http_client_open(testbed_path(&v->bed, "data/control.sock"), 5000, &c);
        v->requests[i].err = e ? e : ask(c, &v->requests[i]);
    }
    loop_stop(v->bed.loop);
    return NULL;
}

static struct request *add(struct visit *v, const char *method, const char *target,
                           const char *body)
{
    struct request *r = &v->requests[v->n++];
    *r = (struct request){ .method = method, .target = target, .body = body };
    buf_init(&r->reply, 16 * MIB);
    return r;
}

static void run(struct visit *v)
{
    pthread_t thread;
    pthread_create(&thread, NULL, go, v);
    loop_run(v->bed.loop);
    pthread_join(thread, NULL);
    for (size_t i = 0; i < v->n; i++)
        CHECK_OK(give(v->requests[i].err));
}

static bool says(const struct request *r, const char *text)
{
    return str_find(buf_text(&r->reply), str_of(text), NULL);
}

TEST(an_op_is_called_and_answered_in_json)
{
    owned(visit) struct visit v;
    char body[2 * PATH_MOST];
    visit_init(&v);
    testbed_file(&v.bed, "ws/a", "hello");
    snprintf(body, sizeof body, "{\"path\":\"%s\"}", testbed_path(&v.bed, "ws/a"));
    struct request *now = add(&v, "POST", "/v1/ops/time.now", "");
    struct request *read = add(&v, "POST", "/v1/ops/fs.read", body);
    struct request *health = add(&v, "GET", "/health", "");
    run(&v);
    CHECK_INT(now->status, 200);
    CHECK(says(now, "{\"now\":1"));
    CHECK_INT(read->status, 200);
    CHECK_STR(buf_text(&read->reply), "{\"data\":{\"$bytes\":\"aGVsbG8=\"},\"size\":5}");
    CHECK_INT(health->status, 200);
}

TEST(bad_requests_are_told_what_is_wrong)
{
    static const struct {
        const char *method, *target, *body, *says;
        int status;
    } cases[] = {
        { "POST", "/v1/ops/time.nwo", "{}", "did you mean time.now?", 404 },
        { "POST", "/v1/ops/fs.read", "{", "\"reason\":", 400 },
        { "POST", "/v1/ops/fs.read", "{}", "\"reason\":\"missing_parameter\"", 400 },
        { "POST", "/v1/ops/fs.read", "{\"path\":\"/nowhere\"}", "\"kind\":\"not_found\"", 404 },
        { "GET", "/nowhere", "", "no_such_page", 404 },
        { "POST", "/v1/ops/time.now", "{}", "now", 200 },
    };
    owned(visit) struct visit v;
    visit_init(&v);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        add(&v, cases[i].method, cases[i].target, cases[i].body);
    run(&v);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct request *r = &v.requests[i];
        if (r->status != cases[i].status || !says(r, cases[i].says))
            CHECK_FAIL("%s: %d %.*s", cases[i].target, r->status, STR_ARGS(buf_text(&r->reply)));
    }
}

TEST(a_method_that_a_place_lacks_is_405_and_one_nobody_knows_is_501)
{
    static const struct {
        const char *method, *target, *allow;
        int status;
    } cases[] = {
        { "GET", "/v1/ops/time.now", "POST", 405 },
        { "PUT", "/v1/ops/no.such", "POST", 405 },
        { "POST", "/health", "GET, HEAD", 405 },
        { "HEAD", "/health", "", 200 },
        { "get", "/health", "", 501 },
        { "BREW", "/v1/ops/time.now", "", 501 },
        { "BREW", "/nowhere", "", 404 },
    };
    owned(visit) struct visit v;
    visit_init(&v);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        add(&v, cases[i].method, cases[i].target, "");
    run(&v);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct request *r = &v.requests[i];
        if (r->status != cases[i].status || strcmp(r->allow, cases[i].allow) != 0)
            CHECK_FAIL("%s %s: %d, %s", cases[i].method, cases[i].target, r->status, r->allow);
    }
}

TEST(raw_bytes_come_from_the_file_itself_however_large)
{
    owned(visit) struct visit v;
    char body[2 * PATH_MOST];
    visit_init(&v);
    testbed_file(&v.bed, "ws/big", "begin");
    CHECK_OK(testbed_call(&v.bed, "fs.truncate", "{\"path\":\"big\",\"size\":5000000}"));
    snprintf(body, sizeof body, "{\"path\":\"%s\"}", testbed_path(&v.bed, "ws/big"));
    struct request *r = add(&v, "POST", "/v1/ops/fs.read", body);
    r->headers = HTTP_HEADERS({ STR("accept"), STR("application/octet-stream") });
    run(&v);
    CHECK_INT(r->status, 200);
    CHECK_INT(r->reply.len, 5000000);
    CHECK(memcmp(r->reply.ptr, "begin", 5) == 0);
}

TEST(relative_paths_begin_where_the_client_is)
{
    owned(visit) struct visit v;
    visit_init(&v);
    testbed_file(&v.bed, "ws/a", "hello");
    owned_mem char *cwd = mem_text(testbed_path(&v.bed, "ws"), strlen(testbed_path(&v.bed, "ws")));
    struct request *r = add(&v, "POST", "/v1/ops/fs.read", "{\"path\":\"a\"}");
    r->headers = HTTP_HEADERS({ STR("pith-cwd"), str_of(cwd) });
    struct request *bad = add(&v, "POST", "/v1/ops/fs.read", "{\"path\":\"a\"}");
    bad->headers = HTTP_HEADERS({ STR("pith-cwd"), STR("relative") });
    run(&v);
    CHECK_INT(r->status, 200);
    CHECK_INT(bad->status, 400);
}

TEST(a_deadline_is_kept)
{
    owned(visit) struct visit v;
    visit_init(&v);
    struct request *r = add(&v, "POST", "/v1/ops/time.sleep", "{\"ms\":60000}");
    r->headers = HTTP_HEADERS({ STR("pith-timeout"), STR("30") });
    run(&v);
    CHECK_INT(r->status, 504);
    CHECK(says(r, "\"reason\":\"deadline\""));
}

TEST(the_configuration_says_where_calls_begin_and_how_long_they_last)
{
    owned(visit) struct visit v;
    char workspace[2 * PATH_MOST];
    visit_init(&v);
    testbed_file(&v.bed, "ws/a", "hello");
    snprintf(workspace, sizeof workspace, "workspace.path=%s", testbed_path(&v.bed, "ws"));
    const char *words[] = { workspace, "calls.timeout=30ms", NULL };
    const struct config_places places = { .words = words };
    owned(config) struct config *cfg = config_new(&places);
    config_put(cfg, v.bed.kernel);
    struct request *read = add(&v, "POST", "/v1/ops/fs.read", "{\"path\":\"a\"}");
    struct request *sleep = add(&v, "POST", "/v1/ops/time.sleep", "{\"ms\":60000}");
    run(&v);
    CHECK_INT(read->status, 200);
    CHECK_INT(sleep->status, 504);
    config_put(v.config, v.bed.kernel);
}

TEST(a_client_that_leaves_takes_its_calls_with_it)
{
    owned(visit) struct visit v;
    visit_init(&v);
    owned(http_client) struct http_client *c = NULL;
    CHECK_OK(http_client_open(testbed_path(&v.bed, "data/control.sock"), 5000, &c));
    CHECK_OK(
        http_client_send(c, STR("POST"), STR("/v1/ops/time.sleep"), NULL, STR("{\"ms\":60000}")));
    while (!kernel_running(v.bed.kernel))
        loop_turn(v.bed.loop);
    struct http_client *leaving = c;
    c = NULL;
    http_client_free(leaving);
    while (kernel_running(v.bed.kernel) || gateway_connections(v.gateway))
        loop_turn(v.bed.loop);
}

struct handed_out {
    struct secret token;
};

static struct err *hand_out(struct call *c)
{
    ((struct handed_out *)c->out)->token.value = STR("ses_mine");
    return NULL;
}

/* A service's secret would sign the browser in as whom the service likes. */
TEST(only_our_own_secrets_become_cookies)
{
    static const struct shape nothing = { .name = "nothing", .size = 1, .align = 1 };
    static const struct field fields[] = {
        { .name = STR_INIT("token"), .type = TYPE_SECRET, .has_at = NO_HAS }
    };
    static const struct shape secret = { .name = "handed_out",
                                         .fields = fields,
                                         .count = 1,
                                         .size = sizeof(struct handed_out),
                                         .align = _Alignof(struct handed_out) };
    struct op ours = {
        .nr = 60901, .name = "ours.sign", .in = &nothing, .out = &secret, .run = hand_out
    };
    struct op theirs = ours;
    owned(visit) struct visit v;
    visit_init(&v);
    theirs.nr++;
    theirs.name = "theirs.sign";
    theirs.service = "theirs";
    CHECK_OK(op_add(&ours));
    CHECK_OK(op_add(&theirs));
    const struct request *first = add(&v, "POST", "/v1/ops/ours.sign", "");
    const struct request *second = add(&v, "POST", "/v1/ops/theirs.sign", "");
    run(&v);
    CHECK_INT(first->status, 200);
    CHECK(strstr(first->cookie, "ses_mine"));
    CHECK_INT(second->status, 200);
    CHECK_STR(str_of(second->cookie), "");
    op_remove(&ours);
    op_remove(&theirs);
}
