/* What is closed to a call stays closed by every name it can be given. */
#include "proc/testbed.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

static void make_dir(const struct testbed *t, const char *name)
{
    CHECK(mkdir(testbed_path(t, name), 0700) == 0);
}

static void link_to(const struct testbed *t, const char *target, const char *name)
{
    CHECK(symlink(target, testbed_path(t, name)) == 0);
}

static bool is_there(const struct testbed *t, const char *name)
{
    return access(testbed_path(t, name), F_OK) == 0;
}

/* An owner, whose grant is everything, and a blocked place two directories down. */
static void owner_init(struct testbed *t)
{
    testbed_init(t);
    make_dir(t, "other/home");
    make_dir(t, "other/home/pith");
    testbed_file(t, "other/home/pith/master.key", "key");
    testbed_file(t, "other/home/mine", "mine");
    CHECK_OK(procs_block(t->procs, str_of(testbed_path(t, "other/home/pith"))));
    CHECK_OK(proc_grant_path(t->proc, STR("/"), CAPS_FILES, true));
    CHECK(proc_revoke_path(t->proc, str_of(testbed_path(t, "ws"))));
    link_to(t, "../other", "ws/other");
}

TEST(a_tree_that_holds_a_blocked_place_is_not_copied_moved_or_removed)
{
    static const char *const calls[][2] = {
        { "fs.copy", "{\"from\":\"../other/home\",\"to\":\"stolen\",\"recursive\":true}" },
        { "fs.copy", "{\"from\":\"other/home\",\"to\":\"stolen\",\"recursive\":true}" },
        { "fs.copy", "{\"from\":\"other/home/pith\",\"to\":\"stolen\",\"recursive\":true}" },
        { "fs.move", "{\"from\":\"../other/home\",\"to\":\"stolen\"}" },
        { "fs.move", "{\"from\":\"other/home\",\"to\":\"stolen\"}" },
        { "fs.move", "{\"from\":\"other/home/pith\",\"to\":\"stolen\"}" },
        { "fs.rmdir", "{\"path\":\"../other/home\",\"recursive\":true}" },
        { "fs.rmdir", "{\"path\":\"other/home\",\"recursive\":true}" },
        { "fs.rmdir", "{\"path\":\"other/home/pith\",\"recursive\":true}" },
    };
    owned(testbed) struct testbed t;
    owner_init(&t);
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        owned(err) struct err *e = testbed_call(&t, calls[i][0], calls[i][1]);
        if (err_kind(e) != ERR_DENIED)
            CHECK_FAIL("%s %s: %s", calls[i][0], calls[i][1], e ? err_text(e) : "allowed");
        CHECK(!is_there(&t, "ws/stolen") && is_there(&t, "other/home/mine"));
        CHECK(is_there(&t, "other/home/pith/master.key"));
    }
    CHECK_OK(testbed_call(&t, "fs.copy", "{\"from\":\"other/home/mine\",\"to\":\"a\"}"));
}

TEST(what_closes_a_place_is_said)
{
    owned(testbed) struct testbed t;
    owner_init(&t);
    owned(err) struct err *own = testbed_call(&t, "fs.rmdir",
                                              "{\"path\":\"../other/home\",\"recursive\":true}");
    CHECK(strstr(err_text(own), "pith keeps its own data in it"));
    make_dir(&t, "ws/in");
    make_dir(&t, "ws/in/shut");
    CHECK_OK(proc_grant_path(t.proc, str_of(testbed_path(&t, "ws/in/shut")),
                             CAP_BIT(CAP_list_directory), false));
    owned(err) struct err *lesser =
        testbed_call(&t, "fs.copy", "{\"from\":\"in\",\"to\":\"a\",\"recursive\":true}");
    CHECK(strstr(err_text(lesser), "another grant allows less of it, or of a part of it"));
}

/* As when it was moved there after the look at the tree's top. */
TEST(inside_a_tree_each_directory_is_judged_before_it_is_entered)
{
    owned(testbed) struct testbed t;
    struct call c;
    struct stat st;
    owner_init(&t);
    owned(dir) struct dir *dir =
        dir_local(open(testbed_path(&t, "other"), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    CHECK(stat(testbed_path(&t, "other/home/pith"), &st) == 0);
    const struct landmark closed = { -1, st.st_dev, st.st_ino };
    const struct place place = { .closed = &closed, .n_closed = 1 };
    call_init(&c, t.kernel, proc_caller(t.proc), op_named(STR("fs.rmdir")));
    CHECK_REASON("closed_place", tree_remove(&(struct tree){ &c, &place }, dir, "home", 0));
    CHECK(is_there(&t, "other/home/pith/master.key"));
    call_end(&c, NULL);
}

TEST(a_grant_whose_own_path_is_a_link_opens_no_blocked_place)
{
    owned(testbed) struct testbed t;
    owner_init(&t);
    link_to(&t, "other/home", "alias");
    link_to(&t, "other/home/pith", "alias.pith");
    CHECK(proc_revoke_path(t.proc, STR("/")));
    CHECK_OK(proc_grant_path(t.proc, str_of(testbed_path(&t, "alias")), CAPS_FILES, true));
    CHECK_OK(proc_set_cwd(t.proc, str_of(testbed_path(&t, "alias"))));
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"mine\"}"));
    CHECK_ERR(ERR_DENIED, testbed_call(&t, "fs.read", "{\"path\":\"pith/master.key\"}"));
    CHECK_REASON("blocked_path",
                 proc_grant_path(t.proc, str_of(testbed_path(&t, "alias.pith")), CAPS_FILES, true));
    link_to(&t, "mine", "other/home/link");
    CHECK_OK(testbed_call(&t, "fs.write", "{\"path\":\"link\",\"data\":\"written\"}"));
}

/* --- grants within grants --- */

static const char *const narrower_calls[][2] = {
    { "fs.write", "{\"path\":\"link/file\",\"data\":\"x\"}" },
    { "fs.write", "{\"path\":\"link.file\",\"data\":\"x\"}" },
    { "fs.write", "{\"path\":\"link.file\",\"data\":\"x\",\"mode\":\"append\"}" },
    { "fs.truncate", "{\"path\":\"link/file\",\"size\":0}" },
    { "fs.delete", "{\"path\":\"link/file\"}" },
    { "fs.read", "{\"path\":\"link/file\"}" },
    { "fs.create", "{\"path\":\"link/new\"}" },
    { "fs.mkdir", "{\"path\":\"link/new\"}" },
    { "fs.move", "{\"from\":\"a\",\"to\":\"b\"}" },
    { "fs.copy", "{\"from\":\"a\",\"to\":\"b\",\"recursive\":true}" },
    { "fs.rmdir", "{\"path\":\"a\",\"recursive\":true}" },
};

TEST(a_grant_within_a_grant_that_allows_less_is_not_entered_from_the_outer_one)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    make_dir(&t, "ws/a");
    make_dir(&t, "ws/a/ro");
    testbed_file(&t, "ws/a/ro/file", "kept");
    testbed_file(&t, "ws/a/mine", "mine");
    link_to(&t, "a/ro", "ws/link");
    link_to(&t, "a/ro/file", "ws/link.file");
    CHECK_OK(proc_grant_path(t.proc, str_of(testbed_path(&t, "ws/a/ro")),
                             CAP_BIT(CAP_list_directory), false));
    for (size_t i = 0; i < COUNT_OF(narrower_calls); i++) {
        owned(err) struct err *e = testbed_call(&t, narrower_calls[i][0], narrower_calls[i][1]);
        if (err_kind(e) != ERR_DENIED)
            CHECK_FAIL("%s %s: %s", narrower_calls[i][0], narrower_calls[i][1],
                       e ? err_text(e) : "allowed");
    }
    CHECK(is_there(&t, "ws/a/ro/file") && !is_there(&t, "ws/b"));
    CHECK_OK(testbed_call(&t, "fs.list", "{\"path\":\"a/ro\"}"));
    CHECK_OK(testbed_call(&t, "fs.delete", "{\"path\":\"a/mine\"}"));
    CHECK(proc_revoke_path(t.proc, str_of(testbed_path(&t, "ws/a/ro"))));
    CHECK_OK(testbed_call(&t, "fs.delete", "{\"path\":\"link/file\"}"));
}

TEST(a_grant_within_a_grant_that_allows_as_much_is_open_from_both)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    make_dir(&t, "ws/a");
    testbed_file(&t, "ws/a/file", "x");
    link_to(&t, "a", "ws/link");
    CHECK_OK(proc_grant_path(t.proc, str_of(testbed_path(&t, "ws/a")), CAPS_FILES, true));
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"link/file\"}"));
    CHECK_OK(testbed_call(&t, "fs.move", "{\"from\":\"link/file\",\"to\":\"b\"}"));
}

TEST(a_tree_is_not_copied_into_itself_through_a_link)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    make_dir(&t, "ws/a");
    make_dir(&t, "ws/a/sub");
    link_to(&t, "a/sub", "ws/link");
    CHECK_REASON(
        "into_itself",
        testbed_call(&t, "fs.copy", "{\"from\":\"a\",\"to\":\"link/x\",\"recursive\":true}"));
}

/* --- mounts, in a namespace of a child's own --- */

enum { CANNOT_MOUNT = 77 };

static void bind_over(const struct testbed *t, const char *what, const char *where)
{
    make_dir(t, where);
    CHECK(mount(testbed_path(t, what), testbed_path(t, where), NULL, MS_BIND, NULL) == 0);
}

static void look_through_mounts(void *arg)
{
    (void)arg;
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        _exit(CANNOT_MOUNT);
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "data/master.key", "key");
    testbed_file(&t, "other/shared", "shared");
    bind_over(&t, "other", "ws/other");
    bind_over(&t, "data", "ws/data");
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"other/shared\"}"));
    CHECK_ERR(ERR_DENIED, testbed_call(&t, "fs.read", "{\"path\":\"data/master.key\"}"));
    CHECK_ERR(ERR_DENIED, testbed_call(&t, "fs.list", "{\"path\":\"data\"}"));
    CHECK_ERR(ERR_DENIED,
              testbed_call(&t, "fs.copy", "{\"from\":\"data\",\"to\":\"x\",\"recursive\":true}"));
    link_to(&t, "../other", "ws/link");
    CHECK_ERR(ERR_DENIED, testbed_call(&t, "fs.read", "{\"path\":\"link/shared\"}"));
}

TEST(a_mount_inside_a_grant_is_open_unless_it_shows_a_blocked_place)
{
    test_dir(); /* made, and removed, by the parent */
    int status = test_in_child(look_through_mounts, NULL);
    if (status == CANNOT_MOUNT)
        test_skip("no mounts may be made here");
    CHECK_INT(status, 0);
}
