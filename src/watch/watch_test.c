/* fs.watch on a real file system: what is done to a tree is told. */
#include "proc/testbed.h"
#include "watch/watch_priv.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct op_module vfs_ops, watch_ops;
const struct op_module *const op_modules[] = { &vfs_ops, &watch_ops, NULL };

/* A watch that goes on beside the test; `told` is what it said, a line each. */
struct rig {
    struct testbed t;
    struct watches *watches;
    struct call call;
    char told[8192];
    const char *until; /* stop when this was told */
    bool over;
};

static struct rig *rig;

static bool take(struct call *c, const void *item)
{
    static const char *const kinds[] = { "watching", "created", "modified", "deleted", "gap" };
    const struct fs_change *change = item;
    size_t len = strlen(rig->told);
    (void)c;
    snprintf(rig->told + len, sizeof rig->told - len, "%s %.*s%s\n", kinds[change->kind],
             STR_ARGS(change->path), change->directory ? "/" : "");
    if (rig->until && strstr(rig->told, rig->until))
        loop_stop(rig->t.loop);
    return true;
}

static void over(struct call *c)
{
    rig->over = true;
    loop_stop(kernel_loop(c->kernel));
}

/* Runs the loop until that was told, however long it takes. */
static void wait_for(struct rig *r, const char *line)
{
    r->until = line;
    while (!strstr(r->told, line) && !r->over)
        loop_run(r->t.loop);
    if (!strstr(r->told, line))
        CHECK_FAIL("not told: %s; but: %s", line, r->told);
}

static void start(struct rig *r, const char *args)
{
    const struct json *tree;
    rig = r;
    r->told[0] = 0;
    r->over = false;
    r->until = NULL;
    call_init(&r->call, r->t.kernel, proc_caller(r->t.proc), op_named(STR("fs.watch")));
    CHECK_OK(call_alloc(&r->call));
    CHECK_OK(json_parse(str_of(args), NULL, &r->call.arena, &tree));
    CHECK_OK(shape_decode(r->call.op->in, tree, &r->call.arena, (void *)(uintptr_t)r->call.in));
    r->call.on_item = take;
    r->call.on_done = over;
    kernel_call(&r->call);
}

/* Why it ended by itself. */
static struct err *ended(struct rig *r)
{
    r->until = NULL;
    while (!r->over)
        loop_run(r->t.loop);
    struct err *e = give(r->call.err);
    call_end(&r->call, NULL);
    return e;
}

static struct err *end(struct rig *r)
{
    call_cancel(&r->call);
    return ended(r);
}

static struct rig the_rig;

static struct rig *rig_new(void)
{
    testbed_init(&the_rig.t);
    the_rig.watches = watches_new(the_rig.t.kernel);
    return &the_rig;
}

static void rig_free(struct rig *r)
{
    watches_free(r->watches);
    testbed_done(&r->t);
}
DEFINE_OWNED(rig)

static void make_dir(struct rig *r, const char *name)
{
    CHECK(mkdir(testbed_path(&r->t, name), 0755) == 0);
}

TEST(what_happens_below_is_told_once_a_path)
{
    owned(rig) struct rig *r = rig_new();
    make_dir(r, "ws/d");
    testbed_file(&r->t, "ws/d/old", "x");
    start(r, "{}");
    wait_for(r, "watching ./\n");
    for (int i = 0; i < 50; i++)
        testbed_file(&r->t, "ws/d/new", "some text");
    testbed_file(&r->t, "ws/d/old", "changed");
    wait_for(r, "modified d/old\n");
    CHECK_TEXT(r->told, "watching ./\ncreated d/new\nmodified d/old\n");
    CHECK(unlink(testbed_path(&r->t, "ws/d/old")) == 0);
    wait_for(r, "deleted d/old\n");
    CHECK_ERR(ERR_CANCELLED, end(r));
}

TEST(a_watch_is_a_thing_that_a_proc_holds)
{
    owned(rig) struct rig *r = rig_new();
    proc_set_limits(r->t.proc, &(struct proc_limits){ .handles = 1 });
    start(r, "{}");
    wait_for(r, "watching");
    CHECK_REASON("handles", testbed_call(&r->t, "fs.watch", "{\"path\":\".\"}"));
    CHECK_ERR(ERR_CANCELLED, end(r));
}

TEST(new_directories_are_followed_with_what_is_in_them)
{
    owned(rig) struct rig *r = rig_new();
    start(r, "{}");
    wait_for(r, "watching");
    make_dir(r, "ws/a");
    make_dir(r, "ws/a/b");
    testbed_file(&r->t, "ws/a/b/x", "1");
    wait_for(r, "created a/b/x\n");
    CHECK(strstr(r->told, "created a/\n") && strstr(r->told, "created a/b/\n"));
    testbed_file(&r->t, "ws/a/b/y", "1");
    wait_for(r, "created a/b/y\n");
    CHECK(rename(testbed_path(&r->t, "ws/a"), testbed_path(&r->t, "ws/z")) == 0);
    wait_for(r, "created z/b/y\n");
    CHECK(strstr(r->told, "deleted a/\n"));
    testbed_file(&r->t, "ws/z/b/w", "1");
    wait_for(r, "created z/b/w\n");
    CHECK_ERR(ERR_CANCELLED, end(r));
}

TEST(a_tree_moved_out_is_watched_no_more)
{
    owned(rig) struct rig *r = rig_new();
    make_dir(r, "ws/a");
    start(r, "{}");
    wait_for(r, "watching");
    CHECK(rename(testbed_path(&r->t, "ws/a"), testbed_path(&r->t, "other/a")) == 0);
    wait_for(r, "deleted a/\n");
    testbed_file(&r->t, "other/a/secret", "1");
    testbed_file(&r->t, "ws/end", "1");
    wait_for(r, "created end\n");
    CHECK(!strstr(r->told, "secret"));
    CHECK_ERR(ERR_CANCELLED, end(r));
}

TEST(only_what_was_asked_for_and_nothing_through_links)
{
    owned(rig) struct rig *r = rig_new();
    make_dir(r, "ws/d");
    make_dir(r, "ws/d/e");
    CHECK(symlink("../other", testbed_path(&r->t, "ws/out")) == 0);
    start(r, "{\"path\":\"d\",\"recursive\":false}");
    wait_for(r, "watching d/\n");
    testbed_file(&r->t, "ws/d/e/inner", "1");
    testbed_file(&r->t, "other/x", "1");
    testbed_file(&r->t, "ws/d/end", "1");
    wait_for(r, "created d/end\n");
    CHECK_TEXT(r->told, "watching d/\ncreated d/end\n");
    CHECK_ERR(ERR_CANCELLED, end(r));
    start(r, "{\"path\":\"out\"}");
    CHECK_REASON("path_escapes", ended(r));
    start(r, "{\"path\":\"../other\"}");
    CHECK_REASON("no_grant", end(r));
}

TEST(it_ends_when_the_directory_goes)
{
    owned(rig) struct rig *r = rig_new();
    make_dir(r, "ws/d");
    start(r, "{\"path\":\"d\"}");
    wait_for(r, "watching");
    CHECK(rmdir(testbed_path(&r->t, "ws/d")) == 0);
    CHECK_REASON("watched_gone", ended(r));
}

TEST(more_changes_than_are_kept_are_a_gap)
{
    struct changes c;
    char path[32];
    changes_init(&c);
    for (int i = 0; i <= WATCH_CHANGES_MOST; i++) {
        snprintf(path, sizeof path, "f%d", i);
        changes_add(&c, str_of(path), FS_CHANGE_KIND_CREATED, false);
    }
    CHECK(c.gap && !changes_take(&c));
    changes_done(&c);
}

TEST(what_comes_and_goes_is_not_told)
{
    struct changes c;
    changes_init(&c);
    changes_add(&c, STR("a"), FS_CHANGE_KIND_CREATED, false);
    changes_add(&c, STR("a"), FS_CHANGE_KIND_MODIFIED, false);
    changes_add(&c, STR("b"), FS_CHANGE_KIND_DELETED, false);
    changes_add(&c, STR("a"), FS_CHANGE_KIND_DELETED, false);
    changes_add(&c, STR("b"), FS_CHANGE_KIND_CREATED, false);
    struct change *one = changes_take(&c);
    CHECK(one && one->kind == FS_CHANGE_KIND_MODIFIED && changes_empty(&c));
    mem_free(one);
    changes_done(&c);
}
