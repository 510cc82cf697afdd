/* Services in their sandboxes, good ones and bad ones: peer.c. */
#include "ops/service_test.h"
#include "base/probe.h"
#include "base/test.h"
#include "config/config.h"
#include "ops/task.h"
#include "proc/testbed.h"
#include "service/service_priv.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct op_module *const op_modules[] = { &service_ops, &task_ops, &service_test_ops, NULL };

struct fixture {
    struct zygote *zygote;
    struct testbed bed;
    struct config *config;
    struct rings *rings;
    struct services *services;
};

static void fixture_init(struct fixture *f)
{
    static const enum cap caps[] = { CAP_control_system, CAP_call_service, CAP_system_info,
                                     CAP_time_access, CAP_spawn_process };
    struct config_places places;
    if (!probe_get(PROBE_USERNS)->ok)
        test_skip("no user namespaces here, as in a plain chroot"); /* while nothing is owned */
    CHECK_OK(zygote_open(&f->zygote));
    testbed_init(&f->bed);
    CHECK_OK(zygote_watch(f->zygote, f->bed.loop));
    CHECK_OK(config_places_find(testbed_path(&f->bed, "data"), NULL, &places));
    f->config = config_new(&places);
    config_put(f->config, f->bed.kernel);
    f->rings = rings_new(f->bed.kernel);
    f->services = services_new(f->bed.kernel, f->zygote, NULL);
    for (size_t i = 0; i < COUNT_OF(caps); i++)
        proc_allow(f->bed.proc, caps[i]);
    struct str peer = str_of(getenv("PEER"));
    while (peer.ptr[peer.len - 1] != '/')
        peer.len--;
    CHECK_OK(
        proc_grant_path(f->bed.proc, str_first(peer, peer.len - 1), CAP_BIT(CAP_read_file), true));
    CHECK_OK(
        proc_grant_path(f->bed.proc, str_of(testbed_path(&f->bed, "other")), CAPS_FILES, false));
}

static void fixture_done(struct fixture *f)
{
    services_stop(f->services, NULL, NULL);
    kernel_stop(f->bed.kernel);
    rings_free(f->rings);
    zygote_free(f->zygote);
    services_free(f->services);
    testbed_done(&f->bed);
    config_free(f->config);
}
DEFINE_OWNED_VALUE(fixture)

/* Writes a manifest; `more` are lines of it. */
static const char *manifest(struct fixture *f, const char *name, const char *how, const char *more)
{
    char text[2 * PATH_MOST];
    snprintf(text, sizeof text,
             "name = \"%s\"\nprogram = \"%s\"\nargs = [\"%s\"]\n%s\n[sandbox]\nwrite = [\"%s\"]\n",
             name, getenv("PEER"), how, more, testbed_path(&f->bed, "other"));
    testbed_file(&f->bed, "ws/service.toml", text);
    return testbed_path(&f->bed, "ws/service.toml");
}

static struct err *call(struct fixture *f, const char *op, const char *fmt, ...) PRINTF_LIKE(3, 4);
static struct err *call(struct fixture *f, const char *op, const char *fmt, ...)
{
    char args[4096];
    va_list list;
    va_start(list, fmt);
    vsnprintf(args, sizeof args, fmt, list);
    va_end(list);
    return testbed_call(&f->bed, op, args);
}

static struct err *add(struct fixture *f, const char *how, const char *more)
{
    return call(f, "service.add", "{\"path\":\"%s\"}", manifest(f, "peer", how, more));
}

static struct service *peer(const struct fixture *f)
{
    return service_named(f->services, STR("peer"));
}

static void wait_for(struct fixture *f, enum service_state state)
{
    for (int ms = 0; peer(f)->state != state; ms++) {
        if (ms > 10000)
            CHECK_FAIL("it is %d, not %d", peer(f)->state, state);
        if (!loop_turn(f->bed.loop))
            usleep(1000);
    }
}

TEST(a_service_is_taken_in_answers_stops_and_starts_again_by_itself)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "", ""));
    CHECK_INT(json_get(f.bed.result, STR("ops"))->count, 2);
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
    CHECK_STR(json_get_text(f.bed.result, STR("what"), STR("")), "it");
    CHECK_OK(call(&f, "service.stop", "{\"name\":\"peer\"}"));
    CHECK_INT(peer(&f)->state, SERVICE_STATE_STOPPED);
    CHECK_INT(services_running(f.services), 0);
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"more\"}"));
    CHECK_OK(call(&f, "service.logs", "{\"name\":\"peer\"}"));
    CHECK_STR(json_get_text(f.bed.result, STR("text"), STR("")), "did it\ndid more\n");
    CHECK_OK(call(&f, "service.logs", "{\"name\":\"peer\",\"lines\":1}"));
    CHECK_STR(json_get_text(f.bed.result, STR("text"), STR("")), "did more\n");
    CHECK_INT(peer(&f)->starts, 2);
}

/* The second is begun when the first is answered, in the midst of a step of the service. */
TEST(a_batch_may_start_a_service_and_stop_it)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "", ""));
    CHECK_OK(call(&f, "service.stop", "{\"name\":\"peer\"}"));
    CHECK_OK(call(&f, "batch.run",
                  "{\"calls\":[{\"op\":\"service.start\",\"args\":{\"name\":\"peer\"}},"
                  "{\"op\":\"service.stop\",\"args\":{\"name\":\"peer\"}}]}"));
    CHECK_INT(json_get_int(f.bed.result, STR("succeeded"), 0), 2);
    CHECK_INT(peer(&f)->state, SERVICE_STATE_STOPPED);
}

static void mark(void *arg)
{
    *(bool *)arg = true;
}

/* Nobody would end what is started then. */
TEST(what_is_to_be_started_anew_is_not_once_pith_stops)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct call restart;
    bool stopped = false;
    CHECK_OK(add(&f, "", ""));
    testbed_begin(&f.bed, &restart, "service.restart", "{\"name\":\"peer\"}");
    services_stop(f.services, mark, &stopped);
    CHECK_REASON("stopping", testbed_end(&f.bed, &restart));
    while (!stopped)
        loop_turn(f.bed.loop);
    CHECK_INT(peer(&f)->state, SERVICE_STATE_STOPPED);
    CHECK_INT(peer(&f)->starts, 1);
}

TEST(what_was_removed_while_it_started_stays_away)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct call waiting;
    CHECK_OK(add(&f, "", ""));
    CHECK_OK(call(&f, "service.stop", "{\"name\":\"peer\"}"));
    peer(&f)->manifest.says.args.items[0] = STR("mute");
    peer(&f)->manifest.start_ms = 500;
    testbed_begin(&f.bed, &waiting, "peer.do", "{\"what\":\"it\"}");
    CHECK_INT(peer(&f)->state, SERVICE_STATE_STARTING);
    CHECK_OK(call(&f, "service.remove", "{\"name\":\"peer\"}"));
    CHECK_REASON("service_gone", testbed_end(&f.bed, &waiting));
    while (peer(&f))
        loop_turn(f.bed.loop);
    CHECK_REASON("no_such_op", call(&f, "peer.do", "{\"what\":\"it\"}"));
}

static bool was_refused(uint32_t proc, const char *call)
{
    owned(arena) struct arena texts;
    struct trace_cursor cursor;
    struct trace_reading r;
    bool found = false;
    arena_init(&texts, 32 * MIB);
    for (trace_cursor_oldest(&cursor); trace_next(&cursor, &texts, &r);)
        found |= r.event.kind == TRACE_SANDBOX_REFUSED && r.event.caller == proc &&
                 str_eq(r.text, str_of(call));
    return found;
}

TEST(what_a_service_tries_and_is_refused_is_told)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "", ""));
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
    uint32_t id = proc_id(peer(&f)->proc);
    CHECK(!was_refused(id, "mount"));
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"mount\"}"));
    for (int tries = 0; tries < 5000 && !was_refused(id, "mount"); tries++) {
        if (!loop_turn(f.bed.loop))
            usleep(1000);
    }
    CHECK(was_refused(id, "mount"));
}

TEST(who_lacks_what_an_op_needs_does_not_reach_the_service)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "", ""));
    proc_disallow(f.bed.proc, CAP_call_service);
    CHECK_REASON("no_capability", call(&f, "peer.again", "{\"what\":\"it\"}"));
    struct name_rule rule = { .cap = CAP_call_service, .allow = true, .pattern = STR("pe*") };
    CHECK_OK(proc_add_rule(f.bed.proc, &rule));
    CHECK_OK(call(&f, "peer.again", "{\"what\":\"it\"}"));
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
    proc_disallow(f.bed.proc, CAP_time_access);
    CHECK_REASON("no_capability", call(&f, "peer.do", "{\"what\":\"it\"}"));
}

TEST(a_call_that_a_fault_cut_off_is_made_again_only_if_that_does_no_harm)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    const char *mark = testbed_path(&f.bed, "other/mark");
    CHECK_OK(add(&f, "", ""));
    CHECK_REASON("service_gone", call(&f, "peer.do", "{\"what\":\"crash\"}"));
    CHECK_OK(call(&f, "peer.again", "{\"what\":\"%s\"}", mark));
    CHECK_REASON("service_gone", call(&f, "peer.again", "{\"what\":\"crash\"}")); /* twice */
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"goes on\"}"));
}

/* Between the end of its ring and the word of it the service is still taken for ready. */
TEST(a_call_in_the_moment_of_an_end_waits_for_the_next_start)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "", ""));
    for (int i = 0; i < 3; i++) {
        peer(&f)->faults = 0;
        ring_end(peer(&f)->ring);
        CHECK_INT(peer(&f)->state, SERVICE_STATE_READY);
        CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
    }
    CHECK_INT(peer(&f)->starts, 4);
}

TEST(a_service_that_holds_too_much_memory_says_that)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    if (strcmp(sandbox_limits_by(), "rlimits") == 0)
        test_skip("no cgroups here");
    CHECK_OK(add(&f, "", ""));
    CHECK_OK(call(&f, "service.stop", "{\"name\":\"peer\"}"));
    peer(&f)->manifest.says.sandbox.has_memory = GIVEN;
    peer(&f)->manifest.says.sandbox.memory = 64 * MIB;
    CHECK_REASON("service_gone", call(&f, "peer.do", "{\"what\":\"eat\"}"));
    for (int tries = 0; tries < 5000 && !peer(&f)->error; tries++) {
        if (!loop_turn(f.bed.loop))
            usleep(1000);
    }
    CHECK(peer(&f)->error && strstr(peer(&f)->error, "ended for memory: it may hold 67108864"));
}

TEST(a_service_that_only_fails_is_given_up_and_says_why)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    owned(err) struct err *e = add(&f, "broken", "");
    CHECK_TEXT(err_reason(e), "service_failed");
    CHECK(strstr(err_text(e), "ended with status 7; the last it wrote: about to / break?[0m"));
    CHECK(!strstr(err_hint_text(e), "service.logs"));
    while (peer(&f))
        loop_turn(f.bed.loop);
    CHECK_OK(add(&f, "", ""));
    peer(&f)->manifest.says.args.items[0] = STR("broken");
    CHECK_OK(call(&f, "service.stop", "{\"name\":\"peer\"}"));
    CHECK_REASON("service_failed", call(&f, "peer.do", "{\"what\":\"it\"}"));
    CHECK_INT(peer(&f)->faults, 5);
    CHECK_REASON("service_failed", call(&f, "peer.do", "{\"what\":\"it\"}"));
    peer(&f)->manifest.says.args.items[0] = STR("");
    CHECK_OK(call(&f, "service.restart", "{\"name\":\"peer\"}"));
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
}

TEST(who_is_not_ready_in_time_is_ended)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct err *e = add(&f, "mute", "start_within = \"200ms\"");
    CHECK(strstr(err_text(e), "not ready in time"));
    err_free(e);
}

TEST(who_no_longer_answers_is_ended_and_started_again)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "", "health = \"100ms\""));
    peer(&f)->manifest.health_ms = 100;
    CHECK_REASON("service_gone", call(&f, "peer.do", "{\"what\":\"hang\"}"));
    CHECK(strstr(peer(&f)->error, "no longer answered"));
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
}

TEST(who_is_not_called_is_stopped)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "", "idle_stop = \"50ms\""));
    wait_for(&f, SERVICE_STATE_STOPPED);
    CHECK_INT(peer(&f)->faults, 0);
    CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
}

TEST(an_op_of_our_own_table_is_answered_by_its_service)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("no_such_service", call(&f, "stest.add", "{\"a\":1,\"b\":2}"));
    CHECK(mkdir(testbed_path(&f.bed, "ws/own"), 0700) == 0);
    CHECK(rename(manifest(&f, "service_test", "static", ""),
                 testbed_path(&f.bed, "ws/own/service.toml")) == 0);
    services_find(f.services, testbed_path(&f.bed, "ws"));
    CHECK_OK(call(&f, "stest.add", "{\"a\":1,\"b\":2}"));
    CHECK_INT(json_get_int(f.bed.result, STR("sum"), 0), 3);
    CHECK_REASON("own_service", call(&f, "service.remove", "{\"name\":\"service_test\"}"));
}

TEST(nobody_announces_what_is_not_its_own)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("service_failed", add(&f, "foreign", ""));
    CHECK_REASON("no_service",
                 call(&f, "service.export", "{\"name\":\"peer.x\",\"input\":1,\"output\":1}"));
    CHECK_REASON("no_service", call(&f, "service.ready", "{}"));
}

/* The rows that it had before stay until pith ends. */
TEST(who_announces_an_op_in_ever_new_words_comes_to_an_end)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    owned(arena) struct arena a;
    const struct shape *empty;
    char text[512], doc[64];
    struct err *e = NULL;
    uint16_t nr;
    int n = 0;
    arena_init(&a, MIB);
    CHECK_OK(add(&f, "", ""));
    CHECK_OK(shape_from_fields(&(struct service_field_list){ 0 }, "peer.x", &a, &empty));
    while (!e && n < 5000) {
        snprintf(doc, sizeof doc, "It is called for the %d. time.", n++);
        snprintf(text, sizeof text,
                 "{\"name\":\"peer.x\",\"doc\":\"%s\",\"input\":%u,\"output\":%u}", doc,
                 shape_hash(empty), shape_hash(empty));
        struct service_export_in in = { .name = STR("peer.x"),
                                        .doc = str_of(doc),
                                        .input = shape_hash(empty),
                                        .output = shape_hash(empty) };
        e = row_announce(peer(&f), &in, str_of(text), &nr);
    }
    CHECK_REASON("too_many_changes", e);
    CHECK(n > 4000);
    CHECK(op_named(STR("peer.x"))); /* as it was last */
}

TEST(what_would_steer_a_terminal_is_not_announced)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(add(&f, "steers", ""));
}

TEST(a_manifest_that_is_none_is_told_why)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "ws/service.toml", "name = \"Peer\"\nprogram = \"x\"\n");
    const char *path = testbed_path(&f.bed, "ws/service.toml");
    CHECK_REASON("bad_name", call(&f, "service.add", "{\"path\":\"%s\"}", path));
    testbed_file(&f.bed, "ws/service.toml", "name = \"peer\"\n");
    CHECK_REASON("missing_parameter", call(&f, "service.add", "{\"path\":\"%s\"}", path));
    testbed_file(&f.bed, "ws/service.toml", "name = \"service\"\nprogram = \"service.toml\"\n");
    CHECK_REASON("family_exists", call(&f, "service.add", "{\"path\":\"%s\"}", path));
    CHECK_OK(add(&f, "", ""));
    CHECK_REASON("service_exists", add(&f, "", ""));
}

/* Whoever opens a pipe waits for its other end, and here that would be the loop. */
TEST(a_manifest_that_is_no_file_keeps_nobody_waiting)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    const char *path = testbed_path(&f.bed, "ws/service.toml");
    CHECK(mkfifo(path, 0600) == 0);
    CHECK_REASON("not_a_file", call(&f, "service.add", "{\"path\":\"%s\"}", path));
}

TEST(a_service_gets_nothing_that_who_adds_it_could_not_reach)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    char other[PATH_MOST];
    snprintf(other, sizeof other, "%s", testbed_path(&f.bed, "other"));
    CHECK_OK(add(&f, "", ""));
    CHECK_OK(call(&f, "service.stop", "{\"name\":\"peer\"}"));
    CHECK(rename(other, testbed_path(&f.bed, "moved")) == 0);
    CHECK(symlink("/etc", other) == 0); /* where it was let in leads elsewhere */
    CHECK_REASON("service_failed", call(&f, "service.start", "{\"name\":\"peer\"}"));
    CHECK(strstr(peer(&f)->error, "leads elsewhere"));
    CHECK_OK(call(&f, "service.remove", "{\"name\":\"peer\"}"));
    while (peer(&f))
        loop_turn(f.bed.loop);
    CHECK_REASON("no_grant", add(&f, "", "")); /* it is /etc by now */
    proc_disallow(f.bed.proc, CAP_spawn_process);
    CHECK_REASON("no_capability", add(&f, "", ""));
}

TEST(what_a_service_gets_is_asked_for_by_its_name_and_by_where_that_leads)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    char link[PATH_MOST], text[4 * PATH_MOST];
    snprintf(link, sizeof link, "%s", testbed_path(&f.bed, "link")); /* in what is not granted */
    CHECK(symlink(testbed_path(&f.bed, "other"), link) == 0);
    snprintf(text, sizeof text, "name = \"peer\"\nprogram = \"%s\"\n[sandbox]\nwrite = [\"%s\"]\n",
             getenv("PEER"), link);
    testbed_file(&f.bed, "ws/service.toml", text);
    CHECK_REASON("no_grant", call(&f, "service.add", "{\"path\":\"%s\"}",
                                  testbed_path(&f.bed, "ws/service.toml")));
    CHECK_OK(add(&f, "", ""));
}

TEST(a_service_that_is_not_kept_is_not_taken_in)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct call adding;
    char args[PATH_MOST];
    enum { TOO_LONG = 5 * MIB }; /* to be kept */
    owned_mem char *about = mem_new(TOO_LONG);
    memset(about, 'x', TOO_LONG);
    snprintf(args, sizeof args, "{\"path\":\"%s\"}", manifest(&f, "peer", "", ""));
    testbed_begin(&f.bed, &adding, "service.add", args);
    peer(&f)->manifest.says.has_about = GIVEN;
    peer(&f)->manifest.says.about = (struct str){ about, TOO_LONG };
    CHECK_ERR(ERR_LIMIT, testbed_end(&f.bed, &adding));
    CHECK_REASON("no_such_op", call(&f, "peer.do", "{\"what\":\"it\"}"));
    while (peer(&f))
        loop_turn(f.bed.loop);
    CHECK_INT(services_running(f.services), 0);
    CHECK_OK(add(&f, "", ""));
}

TEST(a_network_is_given_by_who_has_one)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "ws/service.toml",
                 "name = \"peer\"\nprogram = \"x\"\n[sandbox]\nnetwork = \"shared\"\n");
    CHECK_REASON("no_capability", call(&f, "service.add", "{\"path\":\"%s\"}",
                                       testbed_path(&f.bed, "ws/service.toml")));
}

TEST(of_services_that_are_killed_and_removed_nothing_is_left)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct procs_stats was, is;
    int before = 0;
    for (int i = 0; i < 8; i++) {
        CHECK_OK(add(&f, "", ""));
        CHECK_OK(call(&f, "peer.do", "{\"what\":\"it\"}"));
        if (i % 2)
            zygote_signal(&peer(&f)->child, SIGKILL);
        CHECK_OK(call(&f, "service.remove", "{\"name\":\"peer\"}"));
        while (peer(&f))
            loop_turn(f.bed.loop);
        CHECK_REASON("no_such_op", call(&f, "peer.do", "{\"what\":\"it\"}"));
        for (int k = 0; k < 50; k++) /* the poller goes, too */
            loop_turn(f.bed.loop), usleep(1000);
        procs_stats_read(f.bed.procs, i ? &is : &was);
        if (!i)
            before = test_descriptors();
    }
    CHECK_INT(is.alive, was.alive);
    CHECK_INT(rings_count(f.rings), 0);
    size_t rows = 0;
    list_each (&f.services->old_rows, item)
        rows++;
    CHECK_INT(rows, 2); /* those of the last time, which are taken again */
    CHECK_INT(test_descriptors(), before);
}
