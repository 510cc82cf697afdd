/* The fs ops doing what they say, on a real file system. */
#include "ops/vfs.h"
#include "proc/testbed.h"
#include "vfs/vfs_priv.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

const struct op_module *const op_modules[] = { &vfs_ops, NULL };

static struct str holds(const struct testbed *t, const char *name)
{
    static char text[4096];
    owned_fd int fd = open(testbed_path(t, name), O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    return n < 0 ? STR("(none)") : (struct str){ text, (size_t)n };
}

static struct str read_bytes(struct testbed *t)
{
    return json_get_text(json_get(t->result, STR("data")), STR("$bytes"), STR("(none)"));
}

TEST(reading_gives_the_whole_file_or_a_range)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "hello");
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"a\"}"));
    CHECK_STR(read_bytes(&t), "aGVsbG8=");
    CHECK_INT(json_get_int(t.result, STR("size"), -1), 5);
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"a\",\"offset\":1,\"count\":3}"));
    CHECK_STR(read_bytes(&t), "ZWxs");
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"a\",\"offset\":99}"));
    CHECK_STR(read_bytes(&t), "");
    CHECK_REASON("no_such_file", testbed_call(&t, "fs.read", "{\"path\":\"b\"}"));
    CHECK_REASON("is_a_directory", testbed_call(&t, "fs.read", "{\"path\":\".\"}"));
}

TEST(a_file_too_large_for_a_reply_says_how_to_read_it)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/big", "");
    CHECK(truncate(testbed_path(&t, "ws/big"), 3 * MIB) == 0);
    owned(err) struct err *e = testbed_call(&t, "fs.read", "{\"path\":\"big\"}");
    CHECK_TEXT(err_reason(e), "too_large");
    CHECK(strstr(err_hint_text(e), "--raw"));
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"big\",\"offset\":3145726}"));
    CHECK_STR(read_bytes(&t), "AAA=");
}

TEST(writing_replaces_appends_and_patches)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    CHECK_OK(testbed_call(&t, "fs.write", "{\"path\":\"a\",\"data\":\"one\"}"));
    CHECK_STR(holds(&t, "ws/a"), "one");
    CHECK_OK(testbed_call(&t, "fs.write", "{\"path\":\"a\",\"data\":\"two\",\"mode\":\"append\"}"));
    CHECK_STR(holds(&t, "ws/a"), "onetwo");
    CHECK_INT(json_get_int(t.result, STR("size"), -1), 6);
    CHECK_OK(testbed_call(&t, "fs.write",
                          "{\"path\":\"a\",\"data\":\"X\",\"mode\":\"patch\",\"offset\":2}"));
    CHECK_STR(holds(&t, "ws/a"), "onXtwo");
    CHECK_REASON("no_such_file",
                 testbed_call(&t, "fs.write", "{\"path\":\"b\",\"data\":\"\",\"create\":false}"));
    CHECK_REASON(
        "no_such_file",
        testbed_call(&t, "fs.write",
                     "{\"path\":\"b\",\"data\":\"\",\"create\":false,\"mode\":\"append\"}"));
    CHECK_REASON("grant_itself", testbed_call(&t, "fs.write", "{\"path\":\".\",\"data\":\"x\"}"));
}

TEST(replacing_keeps_permissions_follows_links_and_leaves_no_draft)
{
    owned(testbed) struct testbed t;
    struct stat st;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "old");
    CHECK(chmod(testbed_path(&t, "ws/a"), 0640) == 0);
    CHECK(symlink("a", testbed_path(&t, "ws/link")) == 0);
    CHECK_OK(testbed_call(&t, "fs.write", "{\"path\":\"link\",\"data\":\"new\"}"));
    CHECK_STR(holds(&t, "ws/a"), "new");
    CHECK(lstat(testbed_path(&t, "ws/link"), &st) == 0 && S_ISLNK(st.st_mode));
    CHECK(stat(testbed_path(&t, "ws/a"), &st) == 0);
    CHECK_INT(st.st_mode & 0777, 0640);
    CHECK_OK(testbed_call(&t, "fs.list", "{}"));
    CHECK_INT(json_get(t.result, STR("entries"))->count, 2);
}

static int mode_of(const struct testbed *t, const char *name)
{
    struct stat st;
    CHECK(stat(testbed_path(t, name), &st) == 0);
    return st.st_mode & 07777;
}

TEST(new_contents_do_not_inherit_the_power_to_change_users)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "old");
    CHECK(chmod(testbed_path(&t, "ws/a"), 06755) == 0);
    CHECK_OK(testbed_call(&t, "fs.copy", "{\"from\":\"a\",\"to\":\"b\"}"));
    CHECK_OK(testbed_call(&t, "fs.write", "{\"path\":\"a\",\"data\":\"new\"}"));
    CHECK_INT(mode_of(&t, "ws/a"), 0755);
    CHECK_INT(mode_of(&t, "ws/b"), 0755);
}

TEST(new_names_get_what_the_umask_leaves)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "old");
    CHECK(chmod(testbed_path(&t, "ws/a"), 0644) == 0);
    CHECK(mkdir(testbed_path(&t, "ws/dir"), 0700) == 0);
    CHECK(chmod(testbed_path(&t, "ws/dir"), 0555) == 0);
    mode_t before = umask(077);
    struct err *errors[] = {
        testbed_call(&t, "fs.write", "{\"path\":\"w\",\"data\":\"\"}"),
        testbed_call(&t, "fs.write", "{\"path\":\"p\",\"data\":\"\",\"mode\":\"append\"}"),
        testbed_call(&t, "fs.create", "{\"path\":\"c\"}"),
        testbed_call(&t, "fs.copy", "{\"from\":\"a\",\"to\":\"a2\"}"),
        testbed_call(&t, "fs.copy", "{\"from\":\"dir\",\"to\":\"d\",\"recursive\":true}"),
        testbed_call(&t, "fs.write", "{\"path\":\"a\",\"data\":\"new\"}"),
    };
    umask(before);
    for (size_t i = 0; i < COUNT_OF(errors); i++)
        CHECK_OK(errors[i]);
    CHECK_INT(mode_of(&t, "ws/w"), 0600);
    CHECK_INT(mode_of(&t, "ws/p"), 0600);
    CHECK_INT(mode_of(&t, "ws/c"), 0600);
    CHECK_INT(mode_of(&t, "ws/a2"), 0600);
    CHECK_INT(mode_of(&t, "ws/d"), 0500);
    CHECK_INT(mode_of(&t, "ws/a"), 0644); /* it was there already */
}

#ifdef PITH_FAILPOINTS
TEST(a_write_that_fails_leaves_the_old_file_and_nothing_else)
{
    static const char *const points[] = { "vfs.before_sync", "vfs.before_rename" };
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "old");
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        CHECK_OK(failpoint_set(str_of(points[i]), STR("error")));
        owned(err) struct err *e = testbed_call(&t, "fs.write",
                                                "{\"path\":\"a\",\"data\":\"new\"}");
        CHECK(e != NULL);
        CHECK_STR(holds(&t, "ws/a"), "old");
        CHECK_OK(testbed_call(&t, "fs.list", "{}"));
        CHECK_INT(json_get(t.result, STR("entries"))->count, 1);
    }
}
#endif

TEST(times_past_all_calendars_are_brought_into_them)
{
    static const int64_t seconds[] = { INT64_MAX, INT64_MIN, 1LL << 40, -(1LL << 40) };
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "x");
    for (size_t i = 0; i < COUNT_OF(seconds); i++) {
        const struct timespec times[2] = { { .tv_sec = seconds[i] }, { .tv_sec = seconds[i] } };
        if (utimensat(AT_FDCWD, testbed_path(&t, "ws/a"), times, 0) != 0)
            continue; /* some file systems refuse, others cut it themselves */
        CHECK_OK(testbed_call(&t, "fs.stat", "{\"path\":\"a\"}"));
        int64_t ms = json_get_int(t.result, STR("modified"), 0);
        CHECK(ms >= -TIME_MOST_MS && ms <= TIME_MOST_MS);
        CHECK_OK(testbed_call(&t, "fs.list", "{}"));
    }
}

TEST(creating_refuses_what_is_there)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    CHECK_OK(testbed_call(&t, "fs.create", "{\"path\":\"a\",\"data\":\"x\"}"));
    CHECK_REASON("exists", testbed_call(&t, "fs.create", "{\"path\":\"a\"}"));
    CHECK_STR(holds(&t, "ws/a"), "x");
}

TEST(listing_is_ordered_bounded_and_goes_on_where_it_stopped)
{
    owned(testbed) struct testbed t;
    char name[32];
    testbed_init(&t);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "ws/f%02d", i);
        testbed_file(&t, name, "x");
    }
    CHECK_OK(testbed_call(&t, "fs.list", "{\"limit\":30,\"after\":\"f09\"}"));
    const struct json *entries = json_get(t.result, STR("entries"));
    CHECK_INT(entries->count, 30);
    CHECK_STR(json_get_text(&entries->items[0], STR("name"), STR("")), "f10");
    CHECK_STR(json_get_text(&entries->items[0], STR("kind"), STR("")), "file");
    CHECK(json_get_bool(t.result, STR("more"), false));
    CHECK_OK(testbed_call(&t, "fs.list", "{\"after\":\"f90\"}"));
    CHECK_INT(json_get(t.result, STR("entries"))->count, 9);
    CHECK(!json_get_bool(t.result, STR("more"), true));
}

TEST(stat_tells_of_the_file_or_of_the_link)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "12345");
    CHECK(symlink("a", testbed_path(&t, "ws/link")) == 0);
    CHECK_OK(testbed_call(&t, "fs.stat", "{\"path\":\"link\"}"));
    CHECK_STR(json_get_text(t.result, STR("kind"), STR("")), "file");
    CHECK_INT(json_get_int(t.result, STR("size"), -1), 5);
    CHECK_OK(testbed_call(&t, "fs.stat", "{\"path\":\"link\",\"follow\":false}"));
    CHECK_STR(json_get_text(t.result, STR("kind"), STR("")), "symlink");
    CHECK_STR(json_get_text(t.result, STR("target"), STR("")), "a");
    CHECK_OK(testbed_call(&t, "fs.exists", "{\"path\":\"a\"}"));
    CHECK(json_get_bool(t.result, STR("exists"), false));
    CHECK_OK(testbed_call(&t, "fs.exists", "{\"path\":\"a/b/c\"}"));
    CHECK(!json_get_bool(t.result, STR("exists"), true));
}

TEST(moving_takes_no_ones_place_unless_told_to)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "a");
    testbed_file(&t, "ws/b", "b");
    CHECK_REASON("exists", testbed_call(&t, "fs.move", "{\"from\":\"a\",\"to\":\"b\"}"));
    CHECK_OK(testbed_call(&t, "fs.move", "{\"from\":\"a\",\"to\":\"b\",\"replace\":true}"));
    CHECK_STR(holds(&t, "ws/b"), "a");
    CHECK_REASON("no_such_file", testbed_call(&t, "fs.move", "{\"from\":\"a\",\"to\":\"c\"}"));
}

TEST(copying_a_tree_copies_all_of_it)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    CHECK_OK(testbed_call(&t, "fs.mkdir", "{\"path\":\"d/e/f\",\"parents\":true}"));
    CHECK_OK(testbed_call(&t, "fs.mkdir", "{\"path\":\"d/e/f\",\"parents\":true}"));
    CHECK_REASON("exists", testbed_call(&t, "fs.mkdir", "{\"path\":\"d\"}"));
    testbed_file(&t, "ws/d/e/f/x", "deep");
    testbed_file(&t, "ws/d/y", "flat");
    CHECK(symlink("y", testbed_path(&t, "ws/d/link")) == 0);
    CHECK_REASON("is_a_directory", testbed_call(&t, "fs.copy", "{\"from\":\"d\",\"to\":\"c\"}"));
    CHECK_OK(testbed_call(&t, "fs.copy", "{\"from\":\"d\",\"to\":\"c\",\"recursive\":true}"));
    CHECK_INT(json_get_int(t.result, STR("files"), -1), 2);
    CHECK_INT(json_get_int(t.result, STR("bytes"), -1), 8);
    CHECK_STR(holds(&t, "ws/c/e/f/x"), "deep");
    CHECK_STR(holds(&t, "ws/c/link"), "flat");
    CHECK_REASON("into_itself",
                 testbed_call(&t, "fs.copy", "{\"from\":\"d\",\"to\":\"d/z\",\"recursive\":true}"));
    CHECK_REASON("not_empty", testbed_call(&t, "fs.rmdir", "{\"path\":\"c\"}"));
    CHECK_OK(testbed_call(&t, "fs.rmdir", "{\"path\":\"c\",\"recursive\":true}"));
    CHECK(access(testbed_path(&t, "ws/c"), F_OK) != 0);
    CHECK_STR(holds(&t, "ws/d/y"), "flat");
}

TEST(deleting_and_truncating)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "12345");
    CHECK_OK(testbed_call(&t, "fs.truncate", "{\"path\":\"a\",\"size\":2}"));
    CHECK_STR(holds(&t, "ws/a"), "12");
    CHECK_OK(testbed_call(&t, "fs.delete", "{\"path\":\"a\"}"));
    CHECK_REASON("no_such_file", testbed_call(&t, "fs.delete", "{\"path\":\"a\"}"));
    CHECK_REASON("grant_itself", testbed_call(&t, "fs.delete", "{\"path\":\".\"}"));
}

TEST(the_working_directory_moves_only_to_directories)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "");
    CHECK_OK(testbed_call(&t, "fs.mkdir", "{\"path\":\"d\"}"));
    CHECK_OK(testbed_call(&t, "fs.setcwd", "{\"path\":\"d\"}"));
    CHECK_OK(testbed_call(&t, "fs.getcwd", "{}"));
    CHECK_STR(json_get_text(t.result, STR("path"), STR("")), testbed_path(&t, "ws/d"));
    CHECK_OK(testbed_call(&t, "fs.exists", "{\"path\":\"../a\"}"));
    CHECK_REASON("not_a_directory", testbed_call(&t, "fs.setcwd", "{\"path\":\"../a\"}"));
    CHECK_REASON("no_grant", testbed_call(&t, "fs.setcwd", "{\"path\":\"../..\"}"));
}
