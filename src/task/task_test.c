/* Tasks outlive who submits them, batches make many calls of one, and both ask for each call's own
 * needs. */
#include "ops/task_test.h"
#include "ops/task.h"
#include "ops/vfs.h"
#include "proc/testbed.h"
#include "store/store.h"
#include "task/task.h"
#include "trace/trace.h"
#include "undo/undo.h"

#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

const struct op_module *const op_modules[] = { &task_ops, &vfs_ops, &task_test_ops, NULL };

static atomic_int held, holding;
static bool answering; /* a handler is within call_done() */

struct err *op_ttest_add(struct call *c, const struct ttest_add_in *in, struct ttest_add_out *out)
{
    (void)c;
    CHECK(!answering);
    out->sum = in->a + in->b;
    return NULL;
}

static void wait_over(struct call *c)
{
    answering = true;
    call_done(c, NULL);
    answering = false;
}

void op_ttest_wait(struct call *c, const struct ttest_wait_in *in)
{
    call_after(c, in->ms, wait_over);
}

struct err *op_ttest_hold(struct call *c, const struct ttest_hold_in *in,
                          struct ttest_hold_out *out)
{
    atomic_fetch_add(&holding, 1);
    while (atomic_load(&held))
        sched_yield();
    out->said = arena_str(&c->arena, in->say); /* the argument is still there */
    return NULL;
}

void op_ttest_ticks(struct call *c, const struct ttest_ticks_in *in)
{
    struct ttest_ticks_out *out = c->out;
    while (out->sent < in->most)
        call_emit(c, &(struct ttest_tick){ out->sent++ });
    call_done(c, NULL);
}

struct err *op_ttest_fail(struct call *c, const struct ttest_fail_in *in,
                          struct ttest_fail_out *out)
{
    (void)c, (void)out;
    return err_hint(err_new(ERR_CONFLICT, "told_to", "%.*s", STR_ARGS(in->why)), "do not");
}

struct err *op_ttest_secret(struct call *c, const struct ttest_secret_in *in,
                            struct ttest_secret_out *out)
{
    (void)c, (void)in, (void)out;
    return NULL;
}

struct err *op_ttest_large(struct call *c, const struct ttest_large_in *in,
                           struct ttest_large_out *out)
{
    char *much = arena_alloc(&c->arena, MIB);
    (void)in;
    TRY_ROOM(much);
    memset(much, 'x', MIB);
    out->much = (struct str){ much, MIB };
    return NULL;
}

/* --- a bed --- */

struct bed {
    struct testbed t;
    struct tasks *tasks;
    struct store *store; /* NULL: nothing of files is kept */
    struct undo *undo;
    char id[64];
};

static void bed_keeps_versions(struct bed *b)
{
    struct store_db *db;
    CHECK_OK(store_open(testbed_path(&b->t, "data"), NULL, &b->store));
    CHECK_OK(store_user(b->store, (user_id){ { 1, 2 } }, &db));
    b->undo = undo_new(b->t.kernel, db);
}

static void bed_init(struct bed *b)
{
    *b = (struct bed){ 0 };
    testbed_init(&b->t);
    b->tasks = tasks_new(b->t.kernel);
    atomic_store(&held, 0);
    atomic_store(&holding, 0);
    answering = false;
}

static void bed_done(struct bed *b)
{
    atomic_store(&held, 0);
    kernel_stop(b->t.kernel);
    while (loop_turn(b->t.loop))
        ;
    tasks_free(b->tasks);
    testbed_done(&b->t);
    undo_free(b->undo);
    store_free(b->store);
}
DEFINE_OWNED_VALUE(bed)

static const char *with_id(const struct bed *b)
{
    static char text[128];
    snprintf(text, sizeof text, "{\"id\":\"%s\"}", b->id);
    return text;
}

static void submit(struct bed *b, const char *args)
{
    CHECK_OK(testbed_call(&b->t, "task.submit", args));
    snprintf(b->id, sizeof b->id, "%.*s", STR_ARGS(json_get_text(b->t.result, STR("id"), STR(""))));
}

static const struct json *look(struct bed *b, const char *op)
{
    CHECK_OK(testbed_call(&b->t, op, with_id(b)));
    return json_get(b->t.result, STR("task"));
}

static void check_state(struct bed *b, const char *state)
{
    CHECK_STR(json_get_text(look(b, "task.status"), STR("state"), STR("")), state);
}

/* --- tasks --- */

TEST(a_task_runs_and_its_result_is_kept)
{
    owned(bed) struct bed b;
    bed_init(&b);
    submit(&b, "{\"op\":\"ttest.add\",\"args\":{\"a\":40,\"b\":2}}");
    const struct json *task = look(&b, "task.wait");
    CHECK_STR(json_get_text(task, STR("state"), STR("")), "completed");
    CHECK_INT(json_get_int(json_get(task, STR("result")), STR("sum"), 0), 42);
    check_state(&b, "completed");
}

TEST(a_task_is_a_thing_that_a_proc_holds_until_it_is_forgotten)
{
    static const char add[] = "{\"op\":\"ttest.add\",\"args\":{\"a\":40,\"b\":2}}";
    owned(bed) struct bed b;
    bed_init(&b);
    proc_set_limits(b.t.proc, &(struct proc_limits){ .handles = 1 });
    submit(&b, add);
    look(&b, "task.wait");
    CHECK_REASON("handles", testbed_call(&b.t, "task.submit", add));
}

TEST(a_task_that_fails_says_why)
{
    owned(bed) struct bed b;
    bed_init(&b);
    submit(&b, "{\"op\":\"ttest.fail\",\"args\":{\"why\":\"because\"}}");
    const struct json *error = json_get(look(&b, "task.wait"), STR("error"));
    CHECK_STR(json_get_text(error, STR("kind"), STR("")), "conflict");
    CHECK_STR(json_get_text(error, STR("reason"), STR("")), "told_to");
    CHECK_STR(json_get_text(error, STR("text"), STR("")), "because");
    CHECK_STR(json_get_text(error, STR("hint"), STR("")), "do not");
    check_state(&b, "failed");
}

/* The next event of that kind. */
static struct str next_text(struct trace_cursor *cursor, struct arena *a, enum trace_kind kind,
                            enum task_state state)
{
    struct trace_reading r;
    while (trace_next(cursor, a, &r))
        if (r.event.kind == kind && r.event.a == state)
            return r.text;
    return STR("");
}

TEST(who_follows_tasks_hears_of_each_step)
{
    owned(bed) struct bed b = { 0 };
    owned(arena) struct arena a;
    struct trace_cursor cursor;
    bed_init(&b);
    arena_init(&a, MIB);
    trace_cursor_now(&cursor);
    submit(&b, "{\"op\":\"ttest.fail\",\"args\":{\"why\":\"so\"}}");
    CHECK_OK(testbed_call(&b.t, "task.wait", with_id(&b)));
    CHECK(next_text(&cursor, &a, TRACE_TASK_STATE, TASK_STATE_PENDING).len);
    CHECK(next_text(&cursor, &a, TRACE_TASK_STATE, TASK_STATE_RUNNING).len);
    struct str text = next_text(&cursor, &a, TRACE_TASK_ENDED, TASK_STATE_FAILED);
    CHECK(str_starts(text, STR("ttest.fail tsk_")));
    CHECK_TEXT(trace_value_name(TRACE_TASK_ENDED, "state", TASK_STATE_FAILED), "failed");
    CHECK(!trace_value_name(TRACE_TASK_ENDED, "ms", 2));
    CHECK(!trace_value_name(TRACE_TASK_ENDED, "state", 99));
}

TEST(a_task_can_be_called_off)
{
    owned(bed) struct bed b;
    bed_init(&b);
    submit(&b, "{\"op\":\"ttest.wait\",\"args\":{\"ms\":60000}}");
    check_state(&b, "running");
    CHECK_OK(testbed_call(&b.t, "task.cancel", with_id(&b)));
    CHECK_STR(json_get_text(b.t.result, STR("state"), STR("")), "cancelled");
    check_state(&b, "cancelled");
    CHECK_OK(testbed_call(&b.t, "task.cancel", with_id(&b)));
}

TEST(a_task_that_is_forgotten_while_its_handler_hangs_harms_nobody)
{
    owned(bed) struct bed b;
    bed_init(&b);
    atomic_store(&held, 1);
    submit(&b, "{\"op\":\"ttest.hold\",\"args\":{\"say\":\"still here\"}}");
    while (!atomic_load(&holding))
        sched_yield();
    CHECK_OK(testbed_call(&b.t, "task.cancel", with_id(&b)));
    CHECK_OK(testbed_call(&b.t, "task.forget", with_id(&b)));
    CHECK_REASON("no_such_task", testbed_call(&b.t, "task.status", with_id(&b)));
}

TEST(a_task_has_its_own_time)
{
    owned(bed) struct bed b;
    bed_init(&b);
    submit(&b, "{\"op\":\"ttest.wait\",\"args\":{\"ms\":60000},\"timeout\":20}");
    const struct json *error = json_get(look(&b, "task.wait"), STR("error"));
    CHECK_STR(json_get_text(error, STR("kind"), STR("")), "timeout");
}

TEST(of_a_stream_the_last_items_are_kept)
{
    owned(bed) struct bed b;
    bed_init(&b);
    submit(&b, "{\"op\":\"ttest.ticks\",\"args\":{\"most\":100000}}");
    const struct json *task = look(&b, "task.wait"), *items = json_get(task, STR("last_items"));
    CHECK_INT(json_get_int(task, STR("items"), 0), 100000);
    CHECK(items && items->kind == JSON_ARRAY && items->count > 1000 && items->count < 100000);
    CHECK_INT(json_get_int(json_item(items, items->count - 1), STR("n"), 0), 99999);
}

TEST(tasks_on_workers_take_seats_and_all_get_their_turn)
{
    owned(bed) struct bed b;
    bed_init(&b);
    atomic_store(&held, 1);
    for (int i = 0; i < 40; i++)
        submit(&b, "{\"op\":\"ttest.hold\",\"args\":{\"say\":\"x\"}}");
    check_state(&b, "pending");
    CHECK_INT(tasks_running(b.tasks), 32);
    atomic_store(&held, 0);
    CHECK_STR(json_get_text(look(&b, "task.wait"), STR("state"), STR("")), "completed");
    CHECK_OK(testbed_call(&b.t, "task.list", "{\"state\":\"completed\",\"limit\":5}"));
    CHECK_INT(json_get(b.t.result, STR("tasks"))->count, 5);
    CHECK(json_get_int(b.t.result, STR("total"), 0) > 5);
}

TEST(many_tasks_wait_without_a_thread)
{
    owned(bed) struct bed b;
    bed_init(&b);
    for (int i = 0; i < 2000; i++)
        submit(&b, "{\"op\":\"ttest.wait\",\"args\":{\"ms\":600000}}");
    CHECK_INT(tasks_running(b.tasks), 2000);
}

TEST(results_are_forgotten_in_time)
{
    owned(bed) struct bed b;
    bed_init(&b);
    submit(&b, "{\"op\":\"ttest.add\",\"args\":{\"a\":1},\"keep\":0}");
    const struct json *task = look(&b, "task.status");
    CHECK_INT(json_get_int(task, STR("kept_until"), 0), json_get_int(task, STR("ended"), 1));
}

/* A thousand results of a megabyte are not kept; and it is not another's that go. */
TEST(whoever_keeps_most_makes_room)
{
    owned(bed) struct bed b;
    bed_init(&b);
    submit(&b, "{\"op\":\"ttest.add\",\"args\":{\"a\":1}}");
    struct proc *first = b.t.proc;
    b.t.proc = proc_new(b.t.procs, PROC_NATIVE, PRESET_MINIMAL, STR("greedy"));
    for (int i = 0; i < 300; i++) {
        CHECK_OK(testbed_call(&b.t, "task.submit", "{\"op\":\"ttest.large\"}"));
        loop_turn(b.t.loop);
    }
    CHECK_OK(testbed_call(&b.t, "task.list", "{\"limit\":1}"));
    CHECK(json_get_int(b.t.result, STR("total"), 0) > 10);
    CHECK(json_get_int(b.t.result, STR("total"), 0) < 150);
    proc_unref(b.t.proc);
    b.t.proc = first;
    check_state(&b, "completed");
}

TEST(what_is_wrong_with_a_task_is_said_at_once)
{
    owned(bed) struct bed b;
    bed_init(&b);
    CHECK_REASON("no_such_op", testbed_call(&b.t, "task.submit", "{\"op\":\"no.such\"}"));
    CHECK_ERR(ERR_INVALID, testbed_call(&b.t, "task.submit", "{\"op\":\"ttest.add\"}"));
    CHECK_REASON("nested",
                 testbed_call(&b.t, "task.submit",
                              "{\"op\":\"task.submit\",\"args\":{\"op\":\"ttest.add\"}}"));
    CHECK_REASON("no_such_task", testbed_call(&b.t, "task.status", "{\"id\":\"tsk_x\"}"));
    CHECK_OK(testbed_call(&b.t, "task.list", "{}"));
    CHECK_INT(json_get_int(b.t.result, STR("total"), -1), 0);
}

TEST(a_task_may_do_no_more_than_who_submits_it)
{
    owned(bed) struct bed b;
    bed_init(&b);
    proc_disallow(b.t.proc, CAP_control_system);
    submit(&b, "{\"op\":\"ttest.secret\"}");
    const struct json *error = json_get(look(&b, "task.wait"), STR("error"));
    CHECK_STR(json_get_text(error, STR("kind"), STR("")), "denied");
}

/* --- batches --- */

static void check_counts(const struct bed *b, int succeeded, int failed, int left_out, int undone)
{
    CHECK_INT(json_get_int(b->t.result, STR("succeeded"), -1), succeeded);
    CHECK_INT(json_get_int(b->t.result, STR("failed"), -1), failed);
    CHECK_INT(json_get_int(b->t.result, STR("left_out"), -1), left_out);
    CHECK_INT(json_get_int(b->t.result, STR("undone"), -1), undone);
}

static const struct json *result_at(const struct bed *b, size_t i)
{
    return json_item(json_get(b->t.result, STR("results")), i);
}

TEST(a_batch_gives_results_in_order)
{
    owned(bed) struct bed b;
    bed_init(&b);
    static const char *const modes[] = { "sequential", "parallel" };
    for (int m = 0; m < 2; m++) {
        char args[512];
        snprintf(args, sizeof args,
                 "{\"mode\":\"%s\",\"calls\":[{\"op\":\"ttest.wait\",\"args\":{\"ms\":20}},"
                 "{\"op\":\"ttest.add\",\"args\":{\"a\":1}},{\"op\":\"ttest.hold\",\"args\":"
                 "{\"say\":\"hi\"}},{\"op\":\"ttest.add\",\"args\":{\"a\":2}}]}",
                 modes[m]);
        CHECK_OK(testbed_call(&b.t, "batch.run", args));
        check_counts(&b, 4, 0, 0, 0);
        CHECK_INT(json_get_int(json_get(result_at(&b, 1), STR("result")), STR("sum"), 0), 2);
        CHECK_STR(json_get_text(json_get(result_at(&b, 2), STR("result")), STR("said"), STR("")),
                  "hi");
        CHECK_INT(json_get_int(json_get(result_at(&b, 3), STR("result")), STR("sum"), 0), 3);
    }
}

TEST(a_failed_call_stops_a_batch_or_does_not)
{
    owned(bed) struct bed b;
    bed_init(&b);
    static const char calls[] = "\"calls\":[{\"op\":\"ttest.add\",\"args\":{\"a\":1}},"
                                "{\"op\":\"ttest.fail\",\"args\":{\"why\":\"x\"}},"
                                "{\"op\":\"no.such\"},{\"op\":\"ttest.add\",\"args\":{\"a\":1}}]";
    char args[1024];
    snprintf(args, sizeof args, "{%s}", calls);
    CHECK_OK(testbed_call(&b.t, "batch.run", args));
    check_counts(&b, 1, 1, 2, 0);
    CHECK(!json_get_bool(result_at(&b, 3), STR("ok"), true));
    CHECK(!json_get(result_at(&b, 3), STR("error")));
    snprintf(args, sizeof args, "{\"on_failure\":\"go_on\",%s}", calls);
    CHECK_OK(testbed_call(&b.t, "batch.run", args));
    check_counts(&b, 2, 2, 0, 0);
    CHECK_STR(json_get_text(json_get(result_at(&b, 2), STR("error")), STR("reason"), STR("")),
              "no_such_op");
}

TEST(each_call_of_a_batch_is_asked_for_its_own_needs)
{
    owned(bed) struct bed b;
    bed_init(&b);
    proc_disallow(b.t.proc, CAP_control_system);
    CHECK_OK(testbed_call(&b.t, "batch.run",
                          "{\"on_failure\":\"go_on\",\"calls\":[{\"op\":\"ttest.secret\"},"
                          "{\"op\":\"fs.read\",\"args\":{\"path\":\"/etc/passwd\"}}]}"));
    check_counts(&b, 0, 2, 0, 0);
}

TEST(what_cannot_be_taken_back_is_refused_before_anything_happens)
{
    owned(bed) struct bed b;
    bed_init(&b);
    CHECK_REASON("not_undoable",
                 testbed_call(&b.t, "batch.run",
                              "{\"on_failure\":\"undo\",\"calls\":[{\"op\":\"ttest.fail\","
                              "\"args\":{\"why\":\"x\"}}]}"));
    CHECK_REASON("stream",
                 testbed_call(&b.t, "batch.run",
                              "{\"calls\":[{\"op\":\"ttest.ticks\",\"args\":{\"most\":1}}]}"));
    CHECK_OK(testbed_call(&b.t, "batch.run",
                          "{\"calls\":[{\"op\":\"batch.run\",\"args\":"
                          "{\"calls\":[]}}]}"));
    CHECK_STR(json_get_text(json_get(result_at(&b, 0), STR("error")), STR("reason"), STR("")),
              "nested");
}

/* Whoever answers may be in the midst of what the next call would change. */
TEST(a_batch_does_not_call_again_while_a_handler_answers)
{
    owned(bed) struct bed b;
    bed_init(&b);
    CHECK_OK(testbed_call(&b.t, "batch.run",
                          "{\"calls\":[{\"op\":\"ttest.wait\",\"args\":{\"ms\":1}},"
                          "{\"op\":\"ttest.add\",\"args\":{\"a\":1}}]}"));
    check_counts(&b, 2, 0, 0, 0);
}

TEST(a_batch_may_forget_a_task_that_others_wait_for)
{
    owned(bed) struct bed b;
    bed_init(&b);
    struct call batch, waiter;
    char args[512];
    submit(&b, "{\"op\":\"ttest.wait\",\"args\":{\"ms\":60000}}");
    snprintf(args, sizeof args,
             "{\"calls\":[{\"op\":\"task.wait\",\"args\":{\"id\":\"%s\"}},"
             "{\"op\":\"task.forget\",\"args\":{\"id\":\"%s\"}}]}",
             b.id, b.id);
    testbed_begin(&b.t, &batch, "batch.run", args);
    testbed_begin(&b.t, &waiter, "task.wait", with_id(&b));
    CHECK_OK(testbed_call(&b.t, "task.cancel", with_id(&b)));
    CHECK_STR(json_get_text(b.t.result, STR("state"), STR("")), "cancelled");
    CHECK_OK(testbed_end(&b.t, &waiter));
    CHECK_STR(json_get_text(json_get(b.t.result, STR("task")), STR("state"), STR("")), "cancelled");
    CHECK_OK(testbed_end(&b.t, &batch));
    check_counts(&b, 2, 0, 0, 0);
    CHECK_REASON("no_such_task", testbed_call(&b.t, "task.status", with_id(&b)));
}

static void forget_it(struct call *c)
{
    struct bed *b = c->door;
    struct call again;
    call_init(&again, b->t.kernel, proc_caller(b->t.proc), op_named(STR("task.forget")));
    again.in = &(struct task_forget_in){ .id = str_of(b->id) };
    again.out = &(struct task_forget_out){};
    kernel_call(&again);
    CHECK(again.done);
    CHECK_OK(give(again.err));
    call_end(&again, NULL);
}

/* Doors may call from within the answer; nobody else must mind. */
TEST(who_is_told_of_a_tasks_end_may_forget_it_at_once)
{
    owned(bed) struct bed b;
    bed_init(&b);
    struct call waiters[2];
    submit(&b, "{\"op\":\"ttest.wait\",\"args\":{\"ms\":60000}}");
    for (int i = 0; i < 2; i++)
        testbed_begin(&b.t, &waiters[i], "task.wait", with_id(&b));
    waiters[0].door = &b;
    waiters[0].on_done = forget_it;
    CHECK_OK(testbed_call(&b.t, "task.cancel", with_id(&b)));
    CHECK_STR(json_get_text(b.t.result, STR("state"), STR("")), "cancelled");
    for (int i = 0; i < 2; i++)
        CHECK_OK(testbed_end(&b.t, &waiters[i]));
}

/* Nothing is kept here, for there is no store: so nothing can be taken back, and that is said. */
TEST(what_could_not_be_kept_is_not_said_to_be_taken_back)
{
    owned(bed) struct bed b;
    bed_init(&b);
    char args[4096 + 512];
    snprintf(args, sizeof args,
             "{\"on_failure\":\"undo\",\"calls\":[{\"op\":\"fs.write\",\"args\":{\"path\":\"%s\","
             "\"data\":\"x\"}},{\"op\":\"fs.read\",\"args\":{\"path\":\"%s\"}}]}",
             testbed_path(&b.t, "ws/new"), testbed_path(&b.t, "ws/missing"));
    CHECK_OK(testbed_call(&b.t, "batch.run", args));
    CHECK_INT(json_get_int(b.t.result, STR("undone"), -1), 0);
    CHECK(!json_get_bool(result_at(&b, 0), STR("undone"), true));
}

static void check_holds(const struct bed *b, const char *name, const char *text)
{
    char got[64] = "";
    owned_fd int fd = open(testbed_path(&b->t, name), O_RDONLY | O_CLOEXEC);
    if (!text) {
        CHECK(fd < 0);
        return;
    }
    CHECK(fd >= 0 && read(fd, got, sizeof got - 1) >= 0);
    CHECK_TEXT(got, text);
}

TEST(what_a_batch_has_done_is_taken_back_last_first)
{
    owned(bed) struct bed b;
    bed_init(&b);
    bed_keeps_versions(&b);
    testbed_file(&b.t, "ws/a", "before");
    testbed_file(&b.t, "ws/gone", "old");
    char args[8 * PATH_MOST], a[PATH_MOST];
    snprintf(a, sizeof a, "%s", testbed_path(&b.t, "ws/a"));
    snprintf(args, sizeof args,
             "{\"on_failure\":\"undo\",\"calls\":["
             "{\"op\":\"fs.write\",\"args\":{\"path\":\"%s\",\"data\":\"one\"}},"
             "{\"op\":\"fs.read\",\"args\":{\"path\":\"%s\"}},"
             "{\"op\":\"fs.write\",\"args\":{\"path\":\"%s\",\"data\":\"two\"}},"
             "{\"op\":\"fs.delete\",\"args\":{\"path\":\"%s\"}},"
             "{\"op\":\"fs.read\",\"args\":{\"path\":\"%s\"}}]}",
             a, a, a, testbed_path(&b.t, "ws/gone"), testbed_path(&b.t, "ws/missing"));
    CHECK_OK(testbed_call(&b.t, "batch.run", args));
    check_counts(&b, 4, 1, 0, 3);
    check_holds(&b, "ws/a", "before");
    check_holds(&b, "ws/gone", "old");
}
