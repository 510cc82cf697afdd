/* fs.search over real trees. */
#include "ops/vfs.h"
#include "proc/testbed.h"
#include "search/search_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct op_module vfs_ops, search_ops;
const struct op_module *const op_modules[] = { &vfs_ops, &search_ops, NULL };

/* A search, and what came of it: "path:line:column:text", in the order of lines. */
struct rig {
    struct testbed t;
    struct search *search;
    struct mounts *mounts;
    char hits[200][1200];
    size_t n, stop_after;
    uint64_t files, skipped;
    bool more, full_each;
};

static struct rig *rig;

static void rig_init(struct rig *r)
{
    rig = r;
    r->n = r->stop_after = 0;
    r->full_each = false;
    testbed_init(&r->t);
    r->search = search_new(r->t.kernel);
    r->mounts = NULL;
}

static void rig_done(struct rig *r)
{
    search_free(r->search);
    kernel_stop(r->t.kernel);
    mounts_free(r->mounts);
    testbed_done(&r->t);
}

static void go_on(struct post *p);
static struct call *waiting_call;
static struct post room = { .fn = go_on };

static void go_on(struct post *p)
{
    (void)p;
    call_go_on(waiting_call);
}

static bool take(struct call *c, const void *item)
{
    const struct fs_hit *h = item;
    if (rig->n < COUNT_OF(rig->hits))
        snprintf(rig->hits[rig->n], sizeof rig->hits[0], "%.*s:%d:%d:%.*s", STR_ARGS(h->path),
                 (int)h->line, (int)h->column, STR_ARGS(h->text));
    rig->n++;
    if (rig->n == rig->stop_after)
        call_cancel(c);
    if (!rig->full_each)
        return true;
    waiting_call = c;
    loop_post(rig->t.loop, &room);
    return false;
}

static void over(struct call *c)
{
    loop_stop(kernel_loop(c->kernel));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static struct err *call_it(struct rig *r, struct call *c, const char *args)
{
    const struct json *tree;
    TRY(call_alloc(c));
    TRY(json_parse(str_of(args), NULL, &c->arena, &tree));
    TRY(shape_decode(c->op->in, tree, &c->arena, (void *)(uintptr_t)c->in));
    c->on_item = take;
    c->on_done = over;
    kernel_call(c);
    loop_run(r->t.loop);
    const struct fs_search_out *out = c->out;
    r->more = out->more;
    r->files = out->files;
    r->skipped = out->skipped;
    if (!c->err)
        CHECK_INT(out->hits, r->n);
    return give(c->err);
}

static struct err *run_search(struct rig *r, const char *args)
{
    struct call c;
    r->n = 0;
    call_init(&c, r->t.kernel, proc_caller(r->t.proc), op_named(STR("fs.search")));
    struct err *e = call_it(r, &c, args);
    call_end(&c, NULL);
    qsort(r->hits, MIN_OF(r->n, COUNT_OF(r->hits)), sizeof r->hits[0], by_text);
    return e;
}

static void check_hits(struct rig *r, const char *args, const char *const *want)
{
    CHECK_OK(run_search(r, args));
    for (size_t i = 0; i < r->n && want[i]; i++)
        CHECK_TEXT(r->hits[i], want[i]);
    for (size_t i = 0; i <= r->n; i++)
        if (!want[i] != (i == r->n))
            CHECK_FAIL("%zu hits: %s", r->n, args);
}
#define CHECK_HITS(r, args, ...) \
    check_hits(r, args, (const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

static void make(struct rig *r, const char *name, const char *holds)
{
    char path[256];
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(path, sizeof path, "ws/%.*s", (int)(slash - name), name);
        CHECK(mkdir(testbed_path(&r->t, path), 0755) == 0 || errno == EEXIST);
    }
    snprintf(path, sizeof path, "ws/%s", name);
    testbed_file(&r->t, path, holds);
}

static struct rig the_rig; /* too large for the stack */

static struct rig *rig_new(void)
{
    rig_init(&the_rig);
    return &the_rig;
}

static void rig_free(struct rig *r)
{
    rig_done(r);
}
DEFINE_OWNED(rig)

TEST(lines_are_found_in_all_files_below)
{
    owned(rig) struct rig *r = rig_new();
    make(r, "a", "one\ntwo needle\n\nneedle");
    make(r, "d/e/f", "needle\r\n");
    make(r, "d/none", "nothing\n");
    CHECK_HITS(r, "{\"text\":\"needle\"}", "a:2:5:two needle", "a:4:1:needle", "d/e/f:1:1:needle");
    CHECK_INT(r->files, 3);
    CHECK_HITS(r, "{\"text\":\"needle\",\"path\":\"d/\"}", "d/e/f:1:1:needle");
    CHECK_HITS(r, "{\"text\":\"n.+e$\",\"regex\":true,\"path\":\"a\"}", "a:2:5:two needle",
               "a:4:1:needle");
}

TEST(names_are_found_by_globs)
{
    owned(rig) struct rig *r = rig_new();
    make(r, "a.c", "x");
    make(r, "d/b.c", "x");
    make(r, "d/b_test.c", "x");
    make(r, "d/c.h", "x");
    CHECK_HITS(r, "{\"names\":[\"*.c\",\"!*_test.c\"]}", "a.c:0:0:", "d/b.c:0:0:");
    CHECK_HITS(r, "{\"names\":[\"d/*.h\"]}", "d/c.h:0:0:");
    CHECK_HITS(r, "{\"names\":[\"*.h\"],\"path\":\"d\",\"text\":\"x\"}", "d/c.h:1:1:x");
    CHECK_HITS(r, "{\"names\":[\"!*.*\"]}", "d:0:0:");
    CHECK_HITS(r, "{\"names\":[\"!*.c\",\"!*.h\"]}", "d:0:0:");
}

TEST(ignore_files_are_obeyed_as_git_does)
{
    owned(rig) struct rig *r = rig_new();
    make(r, ".gitignore",
         "# a comment\n*.o\n!keep.o\n/top\nbuild/\nsub/*.tmp\n**/deep/x\ntrail  \n");
    make(r, ".git/info/exclude", "secret\nkeep.o\n");
    make(r, "a.o", "n");
    make(r, "keep.o", "n");
    make(r, "top", "n");
    make(r, "d/top", "n");
    make(r, "build/x", "n");
    make(r, "d/build", "n");
    make(r, "sub/a.tmp", "n");
    make(r, "d/sub/a.tmp", "n");
    make(r, "p/deep/x", "n");
    make(r, "trail", "n");
    make(r, "secret", "n");
    make(r, "d/.gitignore", "!b.o\n");
    make(r, "d/a.o", "n");
    make(r, "d/b.o", "n");
    CHECK_HITS(r, "{\"text\":\"n\"}", "d/b.o:1:1:n", "d/build:1:1:n", "d/sub/a.tmp:1:1:n",
               "d/top:1:1:n", "keep.o:1:1:n");
    CHECK_HITS(r, "{\"text\":\"n\",\"path\":\"d\"}", "d/b.o:1:1:n", "d/build:1:1:n",
               "d/sub/a.tmp:1:1:n", "d/top:1:1:n");
    make(r, "d/.ignore", "build\nb.o\n!a.o\n");
    CHECK_HITS(r, "{\"text\":\"n\",\"path\":\"d\"}", "d/a.o:1:1:n", "d/sub/a.tmp:1:1:n",
               "d/top:1:1:n");
    CHECK_OK(run_search(r, "{\"text\":\"n\",\"path\":\"d\",\"ignored\":true}"));
    CHECK_INT(r->n, 5);
}

TEST(a_repository_in_another_has_rules_of_its_own)
{
    owned(rig) struct rig *r = rig_new();
    make(r, ".gitignore", "*.log\n");
    make(r, "inner/.git/HEAD", "");
    make(r, "inner/a.log", "n");
    make(r, "b.log", "n");
    CHECK_HITS(r, "{\"text\":\"n\"}", "inner/a.log:1:1:n");
}

TEST(hidden_and_binary_files_are_left_out_unless_asked_for)
{
    owned(rig) struct rig *r = rig_new();
    make(r, ".hidden", "n");
    make(r, ".d/x", "n");
    make(r, "plain", "n");
    make(r, ".ignore", "!.shown\n");
    make(r, ".shown", "n");
    FILE *f = fopen(testbed_path(&r->t, "ws/bin"), "w");
    CHECK(f && fwrite("a\0n\n", 1, 4, f) == 4 && fclose(f) == 0);
    CHECK_HITS(r, "{\"text\":\"n\"}", ".shown:1:1:n", "plain:1:1:n");
    CHECK_HITS(r, "{\"text\":\"n\",\"hidden\":true}", ".d/x:1:1:n", ".hidden:1:1:n",
               ".ignore:1:7:!.shown", ".shown:1:1:n", "plain:1:1:n");
    CHECK_OK(run_search(r, "{\"text\":\"n\",\"binary\":true}"));
    CHECK_INT(r->n, 3);
}

TEST(a_search_never_leaves_its_grant)
{
    owned(rig) struct rig *r = rig_new();
    testbed_file(&r->t, "other/x", "needle");
    make(r, "d/in", "needle");
    CHECK(symlink("../other", testbed_path(&r->t, "ws/out")) == 0);
    CHECK(symlink("../other/x", testbed_path(&r->t, "ws/outfile")) == 0);
    CHECK(symlink("d", testbed_path(&r->t, "ws/link")) == 0);
    CHECK(symlink("..", testbed_path(&r->t, "ws/d/up")) == 0);
    CHECK_HITS(r, "{\"text\":\"needle\"}", "d/in:1:1:needle");
    CHECK_HITS(r, "{\"text\":\"needle\",\"follow\":true}", "d/in:1:1:needle", "link/in:1:1:needle");
    CHECK(r->skipped >= 2);
    CHECK_REASON("path_escapes", run_search(r, "{\"text\":\"needle\",\"path\":\"out\"}"));
    CHECK_REASON("no_grant", run_search(r, "{\"text\":\"needle\",\"path\":\"../other\"}"));
    CHECK(link(testbed_path(&r->t, "other/x"), testbed_path(&r->t, "ws/hard")) == 0);
    CHECK(mkfifo(testbed_path(&r->t, "ws/pipe"), 0600) == 0);
    CHECK_HITS(r, "{\"text\":\"needle\"}", "d/in:1:1:needle");
    CHECK_INT(r->skipped, 1);
}

#define CALL(r, op, args) CHECK_OK(testbed_call(&(r)->t, op, args))

TEST(what_is_mounted_below_is_searched_whatever_keeps_it)
{
    owned(rig) struct rig *r = rig_new();
    r->mounts = mounts_new(r->t.kernel);
    make(r, "source/s", "needle");
    make(r, "source/left_out", "needle");
    make(r, ".gitignore", "left_out\n");
    make(r, "local/hidden_by_the_mount", "x");
    make(r, "memory/x", "x");
    make(r, "over/x", "x");
    CHECK(unlink(testbed_path(&r->t, "ws/local/hidden_by_the_mount")) == 0);
    CHECK(unlink(testbed_path(&r->t, "ws/memory/x")) == 0);
    CHECK(unlink(testbed_path(&r->t, "ws/over/x")) == 0);
    CALL(r, "fs.mount", "{\"at\":\"local\",\"kind\":\"local\",\"source\":\"source\"}");
    CALL(r, "fs.mount", "{\"at\":\"memory\",\"kind\":\"memory\"}");
    CALL(r, "fs.mount", "{\"at\":\"over\",\"kind\":\"overlay\",\"source\":\"source\"}");
    CALL(r, "fs.mkdir", "{\"path\":\"memory/d\"}");
    CALL(r, "fs.write", "{\"path\":\"memory/d/m\",\"data\":\"a needle\"}");
    CALL(r, "fs.write", "{\"path\":\"memory/left_out\",\"data\":\"needle\"}");
    CALL(r, "fs.write", "{\"path\":\"memory/d/.ignore\",\"data\":\"not_this\"}");
    CALL(r, "fs.write", "{\"path\":\"memory/d/not_this\",\"data\":\"needle\"}");
    CALL(r, "fs.symlink", "{\"path\":\"memory/l\",\"target\":\"d/m\"}");
    CALL(r, "fs.symlink", "{\"path\":\"memory/circle\",\"target\":\".\"}");
    CALL(r, "fs.write", "{\"path\":\"over/o\",\"data\":\"needle\"}");
    CHECK_HITS(r, "{\"text\":\"needle\"}", "local/s:1:1:needle", "memory/d/m:1:3:a needle",
               "over/o:1:1:needle", "over/s:1:1:needle", "source/s:1:1:needle");
    CHECK_INT(r->skipped, 0);
    CHECK_HITS(r, "{\"text\":\"needle\",\"path\":\"memory\",\"follow\":true}",
               "memory/d/m:1:3:a needle", "memory/l:1:3:a needle", "memory/left_out:1:1:needle");
    CHECK_INT(r->skipped, 1);
    CHECK_HITS(r, "{\"text\":\"needle\",\"path\":\"memory/d/m\"}", "memory/d/m:1:3:a needle");
    CHECK_HITS(r, "{\"names\":[\"m\",\"o\"]}", "memory/d/m:0:0:", "over/o:0:0:");
}

TEST(what_is_mounted_and_may_not_be_read_is_not_searched)
{
    owned(rig) struct rig *r = rig_new();
    r->mounts = mounts_new(r->t.kernel);
    make(r, "in/memory/x", "x");
    CHECK(unlink(testbed_path(&r->t, "ws/in/memory/x")) == 0);
    CALL(r, "fs.mount", "{\"at\":\"in/memory\",\"kind\":\"memory\"}");
    CALL(r, "fs.write", "{\"path\":\"in/memory/m\",\"data\":\"needle\"}");
    CHECK_OK(proc_grant_path(r->t.proc, str_of(testbed_path(&r->t, "ws/in/memory")),
                             CAP_BIT(CAP_list_directory), false));
    CHECK_HITS(r, "{\"text\":\"needle\"}");
}

TEST(what_is_closed_to_the_caller_stays_closed)
{
    owned(rig) struct rig *r = rig_new();
    make(r, "open/x", "needle");
    make(r, "shut/x", "needle");
    CHECK_OK(proc_grant_path(r->t.proc, str_of(testbed_path(&r->t, "ws/shut")),
                             CAP_BIT(CAP_list_directory), false));
    CHECK_HITS(r, "{\"text\":\"needle\"}", "open/x:1:1:needle");
    CHECK_REASON("no_grant", run_search(r, "{\"text\":\"needle\",\"path\":\"shut\"}"));
}

TEST(context_and_long_lines_come_across_the_borders_of_windows)
{
    owned(rig) struct rig *r = rig_new();
    make(r, "long", "");
    FILE *f = fopen(testbed_path(&r->t, "ws/long"), "w");
    CHECK(f);
    for (int i = 1; i <= 100000; i++)
        fprintf(f, i % 10000 ? "line %d\n" : "needle %d\n", i);
    for (int i = 0; i < 600000; i++)
        fputc('y', f);
    CHECK(fputs("needle at the end", f) >= 0 && fclose(f) == 0);
    CHECK_OK(run_search(r, "{\"text\":\"needle\",\"context\":3}"));
    CHECK_INT(r->n, 11);
    CHECK_TEXT(r->hits[0], "long:100000:1:needle 100000");
    CHECK(strstr(r->hits[1], "long:100001:600001:yyy") && strstr(r->hits[1], "yneedle at the end"));
}

TEST(what_is_shown_is_text_also_where_the_file_is_not)
{
    owned(rig) struct rig *r = rig_new();
    make(r, "a", "x \xff needle\n");
    CHECK_HITS(r, "{\"text\":\"needle\"}", "a:1:5:x \xef\xbf\xbd needle");
}

TEST(a_limit_ends_a_search_and_says_so)
{
    owned(rig) struct rig *r = rig_new();
    make(r, "a", "n\nn\nn\nn\n");
    CHECK_OK(run_search(r, "{\"text\":\"n\",\"limit\":3}"));
    CHECK_INT(r->n, 3);
    CHECK(r->more);
    CHECK_OK(run_search(r, "{\"text\":\"n\",\"limit\":4}"));
    CHECK(!r->more);
}

static void make_many(struct rig *r, int dirs, int lines)
{
    static char text[100000];
    char name[64];
    for (int i = 0; i < lines; i++)
        memcpy(text + 7 * (size_t)i, "needle\n", 8);
    for (int i = 0; i < dirs; i++) {
        snprintf(name, sizeof name, "d%d/e%d/f", i % 10, i);
        make(r, name, text);
    }
}

TEST(a_door_that_is_full_gets_everything_in_the_end)
{
    owned(rig) struct rig *r = rig_new();
    make_many(r, 50, 1000);
    r->full_each = true;
    CHECK_OK(run_search(r, "{\"text\":\"needle\",\"limit\":1000000}"));
    CHECK_INT(r->n, 50000);
}

TEST(a_search_can_be_called_off)
{
    owned(rig) struct rig *r = rig_new();
    make_many(r, 50, 1000);
    r->stop_after = 10;
    CHECK_ERR(ERR_CANCELLED, run_search(r, "{\"text\":\"needle\",\"limit\":1000000}"));
    CHECK(r->n < 50000);
}

TEST(bad_expressions_are_refused_and_costly_ones_given_up)
{
    owned(rig) struct rig *r = rig_new();
    make(r, "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    CHECK_REASON("bad_regex", run_search(r, "{\"text\":\"(\",\"regex\":true}"));
    CHECK_REASON("regex_too_costly",
                 run_search(r, "{\"text\":\"(a+)+(a+)+(a+)+b|(a|aa)+$c\",\"regex\":true}"));
}
