/* fs.tree, fs.hash, fs.symlink, fs.readlink, fs.chmod. */
#include "proc/testbed.h"
#include "vfs/vfs.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

TEST(a_tree_is_listed_in_order_bounded_and_without_following_links)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    CHECK_OK(testbed_call(&t, "fs.mkdir", "{\"path\":\"a/b/c\",\"parents\":true}"));
    testbed_file(&t, "ws/a/b/c/deep", "12345");
    testbed_file(&t, "ws/z", "1");
    CHECK(symlink("a", testbed_path(&t, "ws/link")) == 0);
    CHECK_OK(testbed_call(&t, "fs.tree", "{}"));
    static const char *const paths[] = { "a", "a/b", "a/b/c", "a/b/c/deep", "link", "z" };
    const struct json *rows = json_get(t.result, STR("entries"));
    CHECK_INT(rows->count, COUNT_OF(paths));
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        CHECK_STR(json_get_text(&rows->items[i], STR("path"), STR("")), paths[i]);
    CHECK_OK(testbed_call(&t, "fs.tree", "{\"depth\":2}"));
    CHECK_INT(json_get(t.result, STR("entries"))->count, 4);
    CHECK_OK(testbed_call(&t, "fs.tree", "{\"limit\":2}"));
    CHECK_INT(json_get(t.result, STR("entries"))->count, 2);
    CHECK(json_get_bool(t.result, STR("more"), false));
    CHECK_REASON("not_a_directory", testbed_call(&t, "fs.tree", "{\"path\":\"z\"}"));
    CHECK_ERR(ERR_DENIED, testbed_call(&t, "fs.tree", "{\"path\":\"..\"}"));
}

/* --- what is mounted in a tree --- */

struct bed {
    struct testbed t;
    struct mounts *mounts;
};

static void bed_init(struct bed *b, const char *const *dirs, size_t n)
{
    testbed_init(&b->t);
    b->mounts = mounts_new(b->t.kernel);
    for (size_t i = 0; i < n; i++)
        CHECK(mkdir(testbed_path(&b->t, dirs[i]), 0755) == 0);
}

static void bed_done(struct bed *b)
{
    mounts_free(b->mounts);
    testbed_done(&b->t);
}
DEFINE_OWNED_VALUE(bed)

#define CALL(b, op, args) CHECK_OK(testbed_call(&(b)->t, op, args))

static void check_tree(struct bed *b, const char *args, const char *const *paths, size_t n)
{
    CALL(b, "fs.tree", args);
    const struct json *rows = json_get(b->t.result, STR("entries"));
    CHECK_INT(rows->count, n);
    for (size_t i = 0; i < n; i++)
        CHECK_STR(json_get_text(&rows->items[i], STR("path"), STR("")), paths[i]);
}

TEST(a_tree_goes_on_in_what_is_mounted_in_it)
{
    static const char *const dirs[] = { "ws/d", "ws/d/m", "ws/source" };
    static const char *const all[] = { "d", "d/m", "d/m/in", "d/m/in/x", "d/z", "source" };
    static const char *const below[] = { "m", "m/in", "m/in/x", "z" };
    static const char *const shallow[] = { "m", "m/in", "z" };
    owned(bed) struct bed b;
    bed_init(&b, dirs, COUNT_OF(dirs));
    testbed_file(&b.t, "ws/d/z", "1");
    CALL(&b, "fs.mount", "{\"at\":\"d/m\",\"kind\":\"memory\"}");
    CALL(&b, "fs.mkdir", "{\"path\":\"d/m/in\"}");
    CALL(&b, "fs.write", "{\"path\":\"d/m/in/x\",\"data\":\"1\"}");
    check_tree(&b, "{}", all, COUNT_OF(all));
    check_tree(&b, "{\"path\":\"d\"}", below, COUNT_OF(below));
    check_tree(&b, "{\"path\":\"d\",\"depth\":2}", shallow, COUNT_OF(shallow));
    check_tree(&b, "{\"path\":\"d/m\"}", (const char *const[]){ "in", "in/x" }, 2);
}

TEST(a_tree_does_not_go_on_where_the_caller_may_not_look)
{
    static const char *const dirs[] = { "ws/d", "ws/d/m", "ws/source" };
    owned(bed) struct bed b;
    bed_init(&b, dirs, COUNT_OF(dirs));
    testbed_file(&b.t, "ws/source/hidden", "1");
    CALL(&b, "fs.mount", "{\"at\":\"d/m\",\"kind\":\"local\",\"source\":\"source\"}");
    CHECK_OK(proc_grant_path(b.t.proc, str_of(testbed_path(&b.t, "ws/d/m")),
                             CAP_BIT(CAP_write_file), false));
    check_tree(&b, "{\"path\":\"d\"}", (const char *const[]){ "m" }, 1);
}

/* The sums of "abc", and of nothing, as their standards have them. */
TEST(hashes_are_those_of_the_standards)
{
    static const struct {
        const char *holds, *kind, *hash;
    } cases[] = {
        { "abc", "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "", "sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", "blake2b", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319" },
        { "", "blake2b", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8" },
    };
    owned(testbed) struct testbed t;
    testbed_init(&t);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char args[128];
        testbed_file(&t, "ws/a", cases[i].holds);
        snprintf(args, sizeof args, "{\"path\":\"a\",\"kind\":\"%s\"}", cases[i].kind);
        CHECK_OK(testbed_call(&t, "fs.hash", args));
        CHECK_STR(json_get_text(t.result, STR("hash"), STR("")), cases[i].hash);
    }
    CHECK_REASON("is_a_directory", testbed_call(&t, "fs.hash", "{\"path\":\".\"}"));
}

TEST(links_are_made_and_read_and_take_no_ones_place)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    CHECK_OK(testbed_call(&t, "fs.symlink", "{\"path\":\"l\",\"target\":\"/etc/passwd\"}"));
    CHECK_OK(testbed_call(&t, "fs.readlink", "{\"path\":\"l\"}"));
    CHECK_STR(json_get_text(t.result, STR("target"), STR("")), "/etc/passwd");
    CHECK_REASON("path_escapes", testbed_call(&t, "fs.read", "{\"path\":\"l\"}"));
    CHECK_REASON("path_escapes", testbed_call(&t, "fs.chmod", "{\"path\":\"l\",\"mode\":0}"));
    CHECK_REASON("exists", testbed_call(&t, "fs.symlink", "{\"path\":\"l\",\"target\":\"a\"}"));
    testbed_file(&t, "ws/a", "x");
    CHECK_REASON("not_a_link", testbed_call(&t, "fs.readlink", "{\"path\":\"a\"}"));
    CHECK_REASON("no_such_file", testbed_call(&t, "fs.readlink", "{\"path\":\"b\"}"));
    CHECK_ERR(ERR_DENIED, testbed_call(&t, "fs.symlink", "{\"path\":\"../l\",\"target\":\"a\"}"));
}

TEST(permissions_are_set_and_what_they_were_is_told)
{
    owned(testbed) struct testbed t;
    struct stat st;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "x");
    CHECK(chmod(testbed_path(&t, "ws/a"), 0640) == 0);
    CHECK_OK(testbed_call(&t, "fs.chmod", "{\"path\":\"a\",\"mode\":384}"));
    CHECK_INT(json_get_int(t.result, STR("before"), -1), 0640);
    CHECK(stat(testbed_path(&t, "ws/a"), &st) == 0);
    CHECK_INT(st.st_mode & 07777, 0600);
    CHECK_ERR(ERR_INVALID, testbed_call(&t, "fs.chmod", "{\"path\":\"a\",\"mode\":2048}"));
    CHECK_ERR(ERR_DENIED, testbed_call(&t, "fs.chmod", "{\"path\":\"../other\",\"mode\":0}"));
}
