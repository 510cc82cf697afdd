/* What is overwritten or deleted comes back. */
#include "config/config.h"
#include "proc/testbed.h"
#include "undo/undo.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A testbed that keeps versions. The store is in "data", as it is with a daemon. */
struct bed {
    struct testbed t;
    struct store *store;
    struct undo *undo;
};

static void bed_init(struct bed *b)
{
    struct store_db *db;
    testbed_init(&b->t);
    CHECK_OK(store_open(testbed_path(&b->t, "data"), NULL, &b->store));
    CHECK_OK(store_user(b->store, (user_id){ { 1, 2 } }, &db));
    b->undo = undo_new(b->t.kernel, db);
}

static void bed_done(struct bed *b)
{
    testbed_done(&b->t);
    undo_free(b->undo);
    store_free(b->store);
}
DEFINE_OWNED_VALUE(bed)

static struct str holds(const struct bed *b, const char *name)
{
    static char text[4096];
    owned_fd int fd = open(testbed_path(&b->t, name), O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    return n < 0 ? STR("(none)") : (struct str){ text, (size_t)n };
}

#define CALL(b, op, args) CHECK_OK(testbed_call(&(b)->t, op, args))

TEST(each_way_to_lose_a_file_can_be_taken_back)
{
    static const struct {
        const char *op, *args;
    } ways[] = {
        { "fs.write", "{\"path\":\"a\",\"data\":\"new\"}" },
        { "fs.write", "{\"path\":\"a\",\"data\":\"new\",\"mode\":\"append\"}" },
        { "fs.write", "{\"path\":\"a\",\"data\":\"n\",\"mode\":\"patch\",\"offset\":1}" },
        { "fs.patch", "{\"path\":\"a\",\"edits\":[{\"old\":\"old\",\"new\":\"new\"}]}" },
        { "fs.truncate", "{\"path\":\"a\",\"size\":1}" },
        { "fs.delete", "{\"path\":\"a\"}" },
        { "fs.move", "{\"from\":\"a\",\"to\":\"c\"}" },
        { "fs.move", "{\"from\":\"b\",\"to\":\"a\",\"replace\":true}" },
        { "fs.copy", "{\"from\":\"b\",\"to\":\"a\",\"replace\":true}" },
    };
    owned(bed) struct bed b;
    struct stat st;
    bed_init(&b);
    testbed_file(&b.t, "ws/a", "old");
    testbed_file(&b.t, "ws/b", "other");
    CHECK(chmod(testbed_path(&b.t, "ws/a"), 0640) == 0);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        CALL(&b, ways[i].op, ways[i].args);
        CHECK(json_get(b.t.result, STR("undo")));
        if (str_eq(holds(&b, "ws/a"), STR("old")))
            CHECK_FAIL("%s changed nothing", ways[i].op);
        CALL(&b, "fs.undo", "{}");
        CHECK_STR(holds(&b, "ws/a"), "old");
        CHECK_STR(holds(&b, "ws/b"), "other");
        CHECK(stat(testbed_path(&b.t, "ws/a"), &st) == 0);
        CHECK_INT(st.st_mode & 0777, 0640);
    }
    CHECK_REASON("nothing_to_undo", testbed_call(&b.t, "fs.undo", "{}"));
}

TEST(a_file_that_was_made_goes_and_may_come_again)
{
    owned(bed) struct bed b;
    char args[256];
    bed_init(&b);
    CALL(&b, "fs.write", "{\"path\":\"a\",\"data\":\"made\"}");
    CALL(&b, "fs.undo", "{}");
    CHECK_STR(holds(&b, "ws/a"), "(none)");
    struct str again = json_get(b.t.result, STR("undone"))->items[0].text;
    snprintf(args, sizeof args, "{\"undo\":\"%.*s\"}", STR_ARGS(again));
    CALL(&b, "fs.undo", args);
    CHECK_STR(holds(&b, "ws/a"), "made");
}

TEST(a_whole_tree_comes_back)
{
    owned(bed) struct bed b;
    struct stat st;
    bed_init(&b);
    CALL(&b, "fs.mkdir", "{\"path\":\"d/e\",\"parents\":true}");
    testbed_file(&b.t, "ws/d/x", "one");
    testbed_file(&b.t, "ws/d/e/y", "two");
    CHECK(symlink("x", testbed_path(&b.t, "ws/d/link")) == 0);
    CHECK(chmod(testbed_path(&b.t, "ws/d/e"), 0711) == 0);
    CALL(&b, "fs.rmdir", "{\"path\":\"d\",\"recursive\":true}");
    CHECK(access(testbed_path(&b.t, "ws/d"), F_OK) != 0);
    CALL(&b, "fs.undo", "{}");
    CHECK_INT(json_get(b.t.result, STR("paths"))->count, 5);
    CHECK_STR(holds(&b, "ws/d/x"), "one");
    CHECK_STR(holds(&b, "ws/d/link"), "one");
    CHECK_STR(holds(&b, "ws/d/e/y"), "two");
    CHECK(stat(testbed_path(&b.t, "ws/d/e"), &st) == 0);
    CHECK_INT(st.st_mode & 0777, 0711);
    struct str again = json_get(b.t.result, STR("undone"))->items[0].text;
    char args[256];
    snprintf(args, sizeof args, "{\"undo\":\"%.*s\"}", STR_ARGS(again));
    CALL(&b, "fs.undo", args);
    CHECK(access(testbed_path(&b.t, "ws/d"), F_OK) != 0);
}

TEST(several_calls_are_taken_back_newest_first)
{
    owned(bed) struct bed b;
    bed_init(&b);
    testbed_file(&b.t, "ws/a", "0");
    CALL(&b, "fs.write", "{\"path\":\"a\",\"data\":\"1\"}");
    CALL(&b, "fs.write", "{\"path\":\"a\",\"data\":\"2\"}");
    CALL(&b, "fs.move", "{\"from\":\"a\",\"to\":\"b\"}");
    CALL(&b, "fs.undo", "{\"count\":2}");
    CHECK_STR(holds(&b, "ws/a"), "1");
    CALL(&b, "fs.versions", "{\"path\":\"a\"}");
    const struct json *versions = json_get(b.t.result, STR("versions"));
    CHECK_INT(versions->count, 4);
    CHECK_STR(json_get_text(&versions->items[0], STR("op"), STR("")), "fs.undo");
    CHECK_INT(json_get_int(&versions->items[0], STR("size"), -1), 1);
    CALL(&b, "fs.restore", "{\"path\":\"a\"}");
    CHECK_STR(holds(&b, "ws/a"), "2");
}

static void make_large(struct bed *b, const char *name, size_t size, char with)
{
    FILE *f = fopen(testbed_path(&b->t, name), "w");
    CHECK(f);
    for (size_t i = 0; i < size; i++)
        fputc(i % 1000 ? with : '\n', f);
    CHECK(fclose(f) == 0);
}

TEST(large_files_come_back_from_sealed_files_and_no_plain_text_is_left)
{
    static const size_t sizes[] = { 65535, 65536, 65537, 200000 };
    owned(bed) struct bed b;
    char command[2 * PATH_MOST];
    struct stat st;
    bed_init(&b);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        make_large(&b, "ws/a", sizes[i], 'q');
        CALL(&b, "fs.delete", "{\"path\":\"a\"}");
        snprintf(command, sizeof command, "grep -rqa qqqqqqqq '%s'", testbed_path(&b.t, "data"));
        CHECK(system(command) != 0);
        CALL(&b, "fs.undo", "{}");
        CHECK(stat(testbed_path(&b.t, "ws/a"), &st) == 0);
        CHECK_INT(st.st_size, sizes[i]);
        CHECK(str_starts(holds(&b, "ws/a"), STR("\nqqq")));
    }
}

TEST(what_is_forgotten_is_gone)
{
    owned(bed) struct bed b;
    char command[2 * PATH_MOST];
    bed_init(&b);
    CALL(&b, "fs.mkdir", "{\"path\":\"d\"}");
    make_large(&b, "ws/d/a", 100000, 'q');
    testbed_file(&b.t, "ws/d0", "beside");
    CALL(&b, "fs.delete", "{\"path\":\"d/a\"}");
    CALL(&b, "fs.delete", "{\"path\":\"d0\"}");
    CALL(&b, "fs.forget", "{\"path\":\"d\"}");
    CHECK_INT(json_get_int(b.t.result, STR("versions"), -1), 1);
    CHECK_INT(json_get_int(b.t.result, STR("bytes"), -1), 100000);
    snprintf(command, sizeof command, "ls '%s'/users/*.kept | grep -q .",
             testbed_path(&b.t, "data"));
    CHECK(system(command) != 0);
    CHECK_REASON("no_version", testbed_call(&b.t, "fs.restore", "{\"path\":\"d/a\"}"));
    CALL(&b, "fs.restore", "{\"path\":\"d0\"}");
    CHECK_STR(holds(&b, "ws/d0"), "beside");
}

TEST(a_call_that_fails_leaves_nothing_to_undo)
{
    owned(bed) struct bed b;
    bed_init(&b);
    testbed_file(&b.t, "ws/a", "a");
    testbed_file(&b.t, "ws/b", "b");
    CHECK_REASON("exists", testbed_call(&b.t, "fs.move", "{\"from\":\"a\",\"to\":\"b\"}"));
    CHECK_REASON("exists", testbed_call(&b.t, "fs.create", "{\"path\":\"a\"}"));
    CHECK_ERR(ERR_NOT_FOUND, testbed_call(&b.t, "fs.delete", "{\"path\":\"none\"}"));
    CHECK_REASON("nothing_to_undo", testbed_call(&b.t, "fs.undo", "{}"));
}

TEST(without_room_it_happens_and_says_that_nothing_was_kept)
{
    owned(bed) struct bed b;
    struct store_db *db;
    bed_init(&b);
    make_large(&b, "ws/a", 100000, 'q');
    CHECK_OK(store_user(b.store, (user_id){ { 1, 2 } }, &db));
    CHECK(chmod(testbed_path(&b.t, "data/users"), 0700) == 0);
    CHECK(truncate(testbed_path(&b.t, "ws/a"), 3 * GIB) == 0); /* more than the quota of 1 GiB */
    CALL(&b, "fs.delete", "{\"path\":\"a\"}");
    CHECK(!json_get(b.t.result, STR("undo")));
    CHECK(access(testbed_path(&b.t, "ws/a"), F_OK) != 0);
}

TEST(nobody_puts_back_what_they_may_not_write)
{
    owned(bed) struct bed b;
    char args[256];
    bed_init(&b);
    testbed_file(&b.t, "ws/a", "old");
    CALL(&b, "fs.write", "{\"path\":\"a\",\"data\":\"new\"}");
    snprintf(args, sizeof args, "{\"undo\":\"%.*s\"}",
             STR_ARGS(json_get_text(b.t.result, STR("undo"), STR(""))));
    CHECK(proc_revoke_path(b.t.proc, str_of(testbed_path(&b.t, "ws"))));
    CHECK_OK(
        proc_grant_path(b.t.proc, str_of(testbed_path(&b.t, "ws")), CAP_BIT(CAP_read_file), false));
    CHECK_REASON("no_grant", testbed_call(&b.t, "fs.undo", args));
    CHECK_STR(holds(&b, "ws/a"), "new");
}
