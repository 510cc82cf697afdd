/* storage.* and idempotency keys, on a real encrypted store. */
#include "once/once.h"
#include "ops/storage.h"
#include "ops/vfs.h"
#include "proc/testbed.h"
#include "storage/storage.h"

#include <stdio.h>

const struct op_module *const op_modules[] = { &storage_ops, &vfs_ops, NULL };

struct fixture {
    struct testbed bed;
    struct store *store;
    struct store_db *db;
    struct once *once;
};

static void open_store(struct fixture *f)
{
    static const user_id owner = { { 1, 2 } };
    CHECK_OK(store_open(testbed_path(&f->bed, "data"), NULL, &f->store));
    CHECK_OK(store_user(f->store, owner, &f->db));
    storage_init(f->bed.kernel, f->db);
    f->once = once_new(f->bed.kernel, f->store);
}

static void fixture_init(struct fixture *f)
{
    testbed_init(&f->bed);
    open_store(f);
}

static void close_store(struct fixture *f)
{
    once_free(f->once);
    store_free(f->store);
}

static void fixture_done(struct fixture *f)
{
    testbed_done(&f->bed);
    close_store(f);
}
DEFINE_OWNED_VALUE(fixture)

TEST(what_was_set_can_be_got_listed_and_removed)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "storage.set", "{\"key\":\"a\",\"value\":{\"n\":[1,null]}}"));
    CHECK_OK(testbed_call(&f.bed, "storage.get", "{\"key\":\"a\"}"));
    CHECK_INT(json_get(json_get(f.bed.result, STR("value")), STR("n"))->count, 2);
    CHECK(json_get_int(f.bed.result, STR("updated"), 0) > 0);
    CHECK_REASON("no_such_key",
                 testbed_call(&f.bed, "storage.get", "{\"key\":\"a\",\"app\":\"b\"}"));
    CHECK_OK(testbed_call(&f.bed, "storage.set", "{\"key\":\"b\",\"value\":null}"));
    CHECK_OK(testbed_call(&f.bed, "storage.list", "{\"limit\":1}"));
    CHECK_INT(json_get(f.bed.result, STR("entries"))->count, 1);
    CHECK(json_get_bool(f.bed.result, STR("more"), false));
    CHECK_OK(testbed_call(&f.bed, "storage.list", "{\"after\":\"a\"}"));
    CHECK_STR(json_get_text(&json_get(f.bed.result, STR("entries"))->items[0], STR("key"), STR("")),
              "b");
    CHECK_OK(testbed_call(&f.bed, "storage.remove", "{\"key\":\"a\"}"));
    CHECK(json_get_bool(f.bed.result, STR("removed"), false));
    CHECK_OK(testbed_call(&f.bed, "storage.remove", "{\"key\":\"a\"}"));
    CHECK(!json_get_bool(f.bed.result, STR("removed"), true));
    CHECK_OK(testbed_call(&f.bed, "storage.clear", "{\"app\":\"default\"}"));
    CHECK_INT(json_get_int(f.bed.result, STR("removed"), -1), 1);
}

TEST(a_value_has_its_limit)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    owned(buf) struct buf args;
    buf_init(&args, 1 * MIB);
    buf_add(&args, STR("{\"key\":\"a\",\"value\":\""));
    for (size_t i = 0; i < STORAGE_VALUE_MOST; i++)
        buf_add_char(&args, 'x');
    buf_add(&args, STR("\"}\0"));
    CHECK_REASON("value_too_large", testbed_call(&f.bed, "storage.set", args.ptr));
}

static struct err *set(struct fixture *f, const char *app, const char *key, size_t bytes)
{
    owned(buf) struct buf args;
    buf_init(&args, 1 * MIB);
    buf_printf(&args, "{\"app\":\"%s\",\"key\":\"%s\",\"value\":\"", app, key);
    for (size_t i = 0; i < bytes; i++)
        buf_add_char(&args, 'x');
    buf_add(&args, STR("\"}\0"));
    return testbed_call(&f->bed, "storage.set", args.ptr);
}

static struct err *say_full(struct store_job *job, struct store_tx *tx)
{
    (void)job;
    return store_run(tx, SQL_STORAGE_USE_PUT, ARG_TEXT(STR("a")), ARG_INT(3),
                     ARG_INT(STORAGE_BYTES_MOST - 100));
}

TEST(an_app_keeps_no_more_bytes_than_it_may)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct store_job job = { .run = say_full }; /* to write so much would take a while */
    CHECK_OK(set(&f, "a", "k", 1000));
    CHECK_OK(store_write_wait(f.db, &job));
    CHECK_REASON("too_many_bytes", set(&f, "a", "more", 100));
    CHECK_REASON("too_many_bytes", set(&f, "a", "k", 1101));
    CHECK_OK(set(&f, "a", "k", 1090)); /* in place of the old one */
    CHECK_OK(set(&f, "b", "more", 1000));
    CHECK_OK(testbed_call(&f.bed, "storage.remove", "{\"app\":\"a\",\"key\":\"k\"}"));
    CHECK_OK(set(&f, "a", "more", 1100));
}

TEST(no_more_apps_keep_something_than_may)
{
    owned(fixture) struct fixture f;
    char app[16];
    fixture_init(&f);
    for (int i = 0; i < STORAGE_APPS_MOST; i++) {
        snprintf(app, sizeof app, "a%d", i);
        CHECK_OK(set(&f, app, "k", 1));
    }
    CHECK_REASON("too_many_apps", set(&f, "one.more", "k", 1));
    CHECK_OK(set(&f, "a7", "another", 1));
    CHECK_OK(testbed_call(&f.bed, "storage.clear", "{\"app\":\"a7\"}"));
    CHECK_OK(set(&f, "one.more", "k", 1));
}

/* --- idempotency keys --- */

static void stop_loop(struct call *c)
{
    loop_stop(kernel_loop(c->kernel));
}

static struct err *remove_keyed(struct fixture *f, const char *idempotency_key, const char *key)
{
    struct call c;
    call_init(&c, f->bed.kernel, proc_caller(f->bed.proc), OP_STORAGE_REMOVE);
    CHECK_OK(call_alloc(&c));
    *(struct storage_remove_in *)(uintptr_t)c.in =
        (struct storage_remove_in){ .app = STR("default"), .key = str_of(key) };
    c.idempotency_key = str_of(idempotency_key);
    c.on_done = stop_loop;
    kernel_call(&c);
    loop_run(f->bed.loop);
    struct err *e = give(c.err);
    if (!e && !((struct storage_remove_out *)c.out)->removed)
        e = err_new(ERR_NOT_FOUND, "not_removed", "there was none");
    call_end(&c, NULL);
    return e;
}

/* Programs are called as whoever starts them likes. */
TEST(a_key_is_its_callers_own_whatever_others_are_called)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *session = f.bed.proc, *same[2];
    CHECK_OK(testbed_call(&f.bed, "storage.set", "{\"key\":\"a\",\"value\":1}"));
    CHECK_OK(remove_keyed(&f, "k1", "a"));
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        same[i] = proc_new(f.bed.procs, PROC_NATIVE, PRESET_STANDARD, proc_name(session));
        proc_go(same[i], PROC_STATE_READY);
        f.bed.proc = same[i];
        CHECK_REASON("not_removed", remove_keyed(&f, "k1", "a")); /* it was really asked */
        CHECK_OK(testbed_call(&f.bed, "storage.set", "{\"key\":\"b\",\"value\":1}"));
        CHECK_OK(remove_keyed(&f, "k2", "b"));
        CHECK_OK(remove_keyed(&f, "k2", "b")); /* the answer that is kept */
    }
    f.bed.proc = session;
    CHECK_OK(remove_keyed(&f, "k1", "a"));
    for (size_t i = 0; i < COUNT_OF(same); i++)
        proc_unref(same[i]);
}

TEST(keys_outlive_pith_as_far_as_their_callers_do)
{
    char room[2][PRINCIPAL_MOST];
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *one = proc_new(f.bed.procs, PROC_SERVICE, PRESET_NOTHING, STR("net"));
    struct proc *next = proc_new(f.bed.procs, PROC_SERVICE, PRESET_NOTHING, STR("net"));
    CHECK(str_eq(proc_principal(one, room[0]), proc_principal(next, room[1])));
    CHECK_STR(proc_principal(f.bed.proc, room[0]), "session");
    proc_unref(one);
    proc_unref(next);
}

TEST(a_key_replays_its_result_and_is_for_one_call)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "storage.set", "{\"key\":\"a\",\"value\":1}"));
    CHECK_OK(remove_keyed(&f, "k1", "a"));
    CHECK_OK(
        remove_keyed(&f, "k1", "a")); /* the kept answer: a second run would say "not removed" */
    CHECK_REASON("not_removed", remove_keyed(&f, "k2", "a"));
    CHECK_REASON("key_reused", remove_keyed(&f, "k1", "b"));
}

TEST(a_kept_answer_survives_a_restart)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "storage.set", "{\"key\":\"a\",\"value\":1}"));
    CHECK_OK(remove_keyed(&f, "k1", "a"));
    close_store(&f);
    open_store(&f);
    CHECK_OK(remove_keyed(&f, "k1", "a"));
}

static struct err *write_keyed(struct fixture *f, const char *path, struct bytes data)
{
    const struct fs_write_in in = { .path = str_of(path), .data = data, .create = true };
    struct fs_write_out out = { 0 };
    struct call c;
    call_init(&c, f->bed.kernel, proc_caller(f->bed.proc), OP_FS_WRITE);
    c.in = &in;
    c.out = &out;
    c.idempotency_key = STR("k1");
    c.on_done = stop_loop;
    kernel_call(&c);
    loop_run(f->bed.loop);
    struct err *e = give(c.err);
    call_end(&c, NULL);
    return e;
}

TEST(a_key_is_for_one_file_wherever_a_relative_path_leads)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "fs.mkdir", "{\"path\":\"sub\"}"));
    CHECK_OK(write_keyed(&f, "a", (struct bytes){ .ptr = "x", .len = 1 }));
    CHECK_OK(testbed_call(&f.bed, "fs.setcwd", "{\"path\":\"sub\"}"));
    CHECK_REASON("key_reused", write_keyed(&f, "a", (struct bytes){ .ptr = "x", .len = 1 }));
}

TEST(a_key_is_for_all_of_a_large_argument)
{
    enum { LARGE = 2 * MIB };
    owned(fixture) struct fixture f;
    owned_mem char *data = mem_new(LARGE);
    fixture_init(&f);
    CHECK_OK(write_keyed(&f, "a", (struct bytes){ .ptr = data, .len = LARGE }));
    CHECK_OK(write_keyed(&f, "a", (struct bytes){ .ptr = data, .len = LARGE }));
    data[LARGE - 1] = 1;
    CHECK_REASON("key_reused", write_keyed(&f, "a", (struct bytes){ .ptr = data, .len = LARGE }));
}

static struct err *leave_intent(struct store_job *job, struct store_tx *tx)
{
    (void)job;
    return store_run(tx, SQL_IDEMPOTENCY_END, ARG_BLOB(STR("")), ARG_TEXT(STR("session")),
                     ARG_TEXT(STR("k1")));
}

TEST(after_a_crash_in_between_the_outcome_is_said_to_be_unknown)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "storage.set", "{\"key\":\"a\",\"value\":1}"));
    CHECK_OK(remove_keyed(&f, "k1", "a"));
    struct store_job job = { .run = leave_intent }; /* as if the result had never been kept */
    CHECK_OK(store_write_wait(store_system(f.store), &job));
    CHECK_REASON("still_running", remove_keyed(&f, "k1", "a"));
    close_store(&f);
    open_store(&f);
    CHECK_REASON("outcome_unknown", remove_keyed(&f, "k1", "a"));
}
