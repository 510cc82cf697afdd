/* What is mounted behaves as a plain directory does, and nobody reaches further by it. */
#include "proc/testbed.h"
#include "vfs/vfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct bed {
    struct proc *plain; /* whose grant is the plain tree alone, as a mount is by itself */
    struct testbed t;
    struct mounts *mounts;
};

static void bed_init(struct bed *b)
{
    b->plain = NULL;
    testbed_init(&b->t);
    b->mounts = mounts_new(b->t.kernel);
}

static void bed_done(struct bed *b)
{
    proc_unref(b->plain);
    mounts_free(b->mounts);
    testbed_done(&b->t);
}
DEFINE_OWNED_VALUE(bed)

#define CALL(b, op, args) CHECK_OK(testbed_call(&(b)->t, op, args))

static void make_dirs(const struct bed *b, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        CHECK(mkdir(testbed_path(&b->t, names[i]), 0755) == 0);
}

static struct proc *guest(struct bed *b, const char *dir, uint64_t caps)
{
    struct proc *p;
    CHECK_OK(proc_new_guest(b->t.procs, PROC_TOKEN, STR("guest"), caps,
                            str_of(testbed_path(&b->t, dir)), &p));
    return p;
}

static struct err *call_as(struct bed *b, struct proc *p, const char *op, const char *args)
{
    struct proc *before = b->t.proc;
    b->t.proc = p;
    struct err *e = testbed_call(&b->t, op, args);
    b->t.proc = before;
    return e;
}

/* --- the same as a plain directory --- */

static const char *const trees[] = { "plain", "local", "memory", "overlay", "overlay_memory" };
enum { TREES = COUNT_OF(trees) };

static unsigned long seed;

static unsigned chance(unsigned below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % below;
}

static const char *pick_path(char out[64])
{
    static const char names[] = "abc";
    size_t len = 0;
    for (unsigned depth = 1 + chance(3), i = 0; i < depth; i++)
        len += (size_t)snprintf(out + len, 64 - len, "%s%c", i ? "/" : "", names[chance(3)]);
    return out;
}

/* One op; @ stands for the tree's name. */
static void pick_op(char op[32], char args[512])
{
    static const char *const targets[] = { "a", "b/c", "../a", "/etc", "..", "c", "../../b" };
    static const char *const bools[] = { "false", "true" };
    char p[64], q[64];
    pick_path(p);
    pick_path(q);
    unsigned n = chance(1000), size = chance(4) ? chance(60) : chance(100000);
    switch (chance(17)) {
    case 0:
    case 1:
        snprintf(op, 32, "fs.write");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"data\":\"text %u\",\"create\":%s}", p, n,
                 bools[chance(4) > 0]);
        break;
    case 2:
        snprintf(op, 32, "fs.write");
        snprintf(args, 512,
                 "{\"path\":\"@/%s\",\"data\":\"more %u\",\"mode\":\"append\",\"create\":%s}", p, n,
                 bools[chance(2)]);
        break;
    case 3:
        snprintf(op, 32, "fs.write");
        snprintf(args, 512,
                 "{\"path\":\"@/%s\",\"data\":\"over\",\"mode\":\"patch\",\"offset\":%u}", p,
                 n % 9);
        break;
    case 4:
        snprintf(op, 32, "fs.create");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"data\":\"new %u\"}", p, n);
        break;
    case 5:
        snprintf(op, 32, "fs.delete");
        snprintf(args, 512, "{\"path\":\"@/%s\"}", p);
        break;
    case 6:
    case 7:
        snprintf(op, 32, "fs.mkdir");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"parents\":%s}", p, bools[chance(2)]);
        break;
    case 8:
        snprintf(op, 32, "fs.rmdir");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"recursive\":%s}", p, bools[!chance(3)]);
        break;
    case 9:
    case 10:
        snprintf(op, 32, "fs.move");
        snprintf(args, 512, "{\"from\":\"@/%s\",\"to\":\"@/%s\",\"replace\":%s}", p, q,
                 bools[chance(2)]);
        break;
    case 11:
        snprintf(op, 32, "fs.copy");
        snprintf(args, 512, "{\"from\":\"@/%s\",\"to\":\"@/%s\",\"replace\":%s,\"recursive\":%s}",
                 p, q, bools[chance(2)], bools[chance(2)]);
        break;
    case 12:
        snprintf(op, 32, "fs.truncate");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"size\":%u}", p, size);
        break;
    case 13:
        snprintf(op, 32, "fs.symlink");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"target\":\"%s\"}", p,
                 targets[chance(COUNT_OF(targets))]);
        break;
    case 14:
        snprintf(op, 32, "fs.chmod");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"mode\":%u}", p, 0700 + chance(64));
        break;
    case 15:
        snprintf(op, 32, "fs.patch");
        snprintf(args, 512, "{\"path\":\"@/%s\",\"edits\":[{\"old\":\"text\",\"new\":\"word\"}]}",
                 p);
        break;
    default:
        snprintf(op, 32, chance(2) ? "fs.read" : "fs.readlink");
        snprintf(args, 512, "{\"path\":\"@/%s\"}", p);
    }
}

static void put_tree(char out[512], const char *args, const char *tree)
{
    size_t len = 0;
    for (; *args && len < 480; args++)
        len += *args == '@' ? (size_t)snprintf(out + len, 512 - len, "%s", tree)
                            : (out[len] = *args, 1u);
    out[len] = 0;
}

/* What an answer says, without times, and without the sizes that directories have. */
static void say_item(const struct json *j, struct buf *out)
{
    static const char *const names[] = { "path", "kind", "target", "data", "before", "mode" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const struct json *v = json_get(j, str_of(names[i]));
        if (v && v->kind == JSON_TEXT)
            buf_printf(out, " %.*s", STR_ARGS(json_get_text(j, str_of(names[i]), STR(""))));
        else if (v)
            buf_printf(out, " %lld", (long long)json_get_int(j, str_of(names[i]), -1));
    }
    if (!str_eq(json_get_text(j, STR("kind"), STR("file")), STR("directory")))
        buf_printf(out, " %lld", (long long)json_get_int(j, STR("size"), -1));
}

static void say_answer(struct bed *b, const char *op, const char *args, struct buf *out)
{
    owned(err) struct err *e = testbed_call(&b->t, op, args);
    if (e) {
        bool itself = strcmp(err_reason(e), "mount_point") == 0;
        buf_printf(out, "%s", itself ? "grant_itself" : err_reason(e));
        return;
    }
    const struct json *entries = json_get(b->t.result, STR("entries"));
    say_item(b->t.result, out);
    for (size_t i = 0; entries && i < entries->count; i++) {
        buf_add_char(out, '\n');
        say_item(&entries->items[i], out);
    }
}

static void compare(struct bed *b, const char *op, const char *args, long step)
{
    owned(buf) struct buf first, other;
    char full[512];
    buf_init(&first, 1 * MIB);
    buf_init(&other, 1 * MIB);
    put_tree(full, args, ".");
    struct proc *session = b->t.proc;
    b->t.proc = b->plain;
    say_answer(b, op, full, &first);
    b->t.proc = session;
    for (size_t i = 1; i < TREES; i++) {
        buf_clear(&other);
        put_tree(full, args, trees[i]);
        say_answer(b, op, full, &other);
        if (!str_eq(buf_text(&first), buf_text(&other)))
            CHECK_FAIL("step %ld: %s %s: plain says %.*s, but this %.*s", step, op, full,
                       STR_ARGS(buf_text(&first)), STR_ARGS(buf_text(&other)));
    }
}

static void mount_all(struct bed *b)
{
    static const char *const dirs[] = { "ws/plain",          "ws/local",  "ws/memory", "ws/overlay",
                                        "ws/overlay_memory", "ws/source", "ws/lower",  "ws/upper" };
    make_dirs(b, dirs, COUNT_OF(dirs));
    b->plain = guest(b, "ws/plain", CAPS_FILES);
    CALL(b, "fs.mount", "{\"at\":\"local\",\"kind\":\"local\",\"source\":\"source\"}");
    CALL(b, "fs.mount", "{\"at\":\"memory\",\"kind\":\"memory\"}");
}

static void lay_over(struct bed *b)
{
    CALL(b, "fs.mount",
         "{\"at\":\"overlay\",\"kind\":\"overlay\",\"source\":\"lower\",\"upper\":\"upper\"}");
    CALL(b, "fs.mount", "{\"at\":\"overlay_memory\",\"kind\":\"overlay\",\"source\":\"lower\"}");
}

/* Everything about a tree that a change could touch. */
static struct buf *snapshot_out;

static int snapshot_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    char bytes[4096];
    (void)at;
    buf_printf(snapshot_out, "%s %o %lld %lld.%ld %lu\n", path, st->st_mode, (long long)st->st_size,
               (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec, st->st_ino);
    ssize_t n = type == FTW_SL ? readlink(path, bytes, sizeof bytes) : 0;
    owned_fd int fd = type == FTW_F ? open(path, O_RDONLY) : -1;
    do {
        n = fd >= 0 ? read(fd, bytes, sizeof bytes) : n;
        buf_add(snapshot_out, (struct str){ bytes, n > 0 ? (size_t)n : 0 });
    } while (fd >= 0 && n > 0);
    return 0;
}

static void snapshot(const char *path, struct buf *out)
{
    buf_init(out, 64 * MIB);
    snapshot_out = out;
    CHECK(nftw(path, snapshot_one, 16, FTW_PHYS) == 0);
}

/* In the plain tree alone; then each other one begins as that. */
static void grow_lower(struct bed *b, long steps)
{
    char op[32], args[512], full[512];
    for (long i = 0; i < steps; i++) {
        pick_op(op, args);
        put_tree(full, args, ".");
        if (strcmp(op, "fs.chmod") != 0) /* a copy has what the umask leaves */
            err_free(call_as(b, b->plain, op, full));
    }
    snprintf(full, sizeof full, "cp -a '%s/.' '%s/'", testbed_path(&b->t, "ws/plain"),
             testbed_path(&b->t, "ws/lower"));
    CHECK(system(full) == 0);
    snprintf(full, sizeof full, "cp -a '%s/.' '%s/'", testbed_path(&b->t, "ws/plain"),
             testbed_path(&b->t, "ws/source"));
    CHECK(system(full) == 0);
}

/* Names at the top are made as what they are by hand: a copy of a link follows it. */
static void fill_memory(struct bed *b)
{
    static const char *const names[] = { "a", "b", "c" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char args[400], text[256], path[32];
        snprintf(path, sizeof path, "ws/plain/%s", names[i]);
        ssize_t n = readlink(testbed_path(&b->t, path), text, sizeof text);
        snprintf(args, sizeof args, "{\"path\":\"memory/%s\",\"target\":\"%.*s\"}", names[i],
                 n > 0 ? (int)n : 0, text);
        if (n > 0)
            CALL(b, "fs.symlink", args);
        snprintf(args, sizeof args,
                 "{\"from\":\"plain/%s\",\"to\":\"memory/%s\",\"recursive\":true}", names[i],
                 names[i]);
        if (n <= 0 && access(testbed_path(&b->t, path), F_OK) == 0)
            CALL(b, "fs.copy", args);
    }
}

/* PITH_STEPS and PITH_SEED choose another walk. */
TEST(a_mount_of_any_kind_answers_as_a_plain_directory_does_and_lower_stays_as_it_was)
{
    const char *steps_text = getenv("PITH_STEPS"), *seed_text = getenv("PITH_SEED");
    long steps = steps_text ? strtol(steps_text, NULL, 10) : 3000;
    seed = seed_text ? strtoul(seed_text, NULL, 10) : 1;
    owned(bed) struct bed b;
    bed_init(&b);
    mount_all(&b);
    grow_lower(&b, 60);
    fill_memory(&b);
    lay_over(&b);
    owned(buf) struct buf before, after;
    snapshot(testbed_path(&b.t, "ws/lower"), &before);
    for (long i = 0; i < steps; i++) {
        char op[32], args[512], path[64];
        pick_op(op, args);
        compare(&b, op, args, i);
        snprintf(args, sizeof args, "{\"path\":\"@/%s\",\"follow\":false}", pick_path(path));
        compare(&b, "fs.stat", args, i);
        if (i % 8 == 0)
            compare(&b, "fs.tree", "{\"path\":\"@\"}", i);
    }
    snapshot(testbed_path(&b.t, "ws/lower"), &after);
    CHECK(str_eq(buf_text(&before), buf_text(&after)));
}

/* --- who reaches what --- */

TEST(nobody_mounts_what_they_could_not_read)
{
    static const char *const dirs[] = { "ws/m", "other/secret", "ws/n" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    testbed_file(&b.t, "other/secret/file", "secret");
    char args[2 * PATH_MOST];
    const char *const sources[] = { "other/secret", "data", "." };
    for (size_t i = 0; i < COUNT_OF(sources); i++) {
        snprintf(args, sizeof args, "{\"at\":\"m\",\"kind\":\"local\",\"source\":\"%s\"}",
                 testbed_path(&b.t, sources[i]));
        CHECK_ERR(ERR_DENIED, testbed_call(&b.t, "fs.mount", args));
        snprintf(args, sizeof args, "{\"at\":\"m\",\"kind\":\"overlay\",\"source\":\"%s\"}",
                 testbed_path(&b.t, sources[i]));
        CHECK_ERR(ERR_DENIED, testbed_call(&b.t, "fs.mount", args));
    }
    CHECK(symlink(testbed_path(&b.t, "other/secret"), testbed_path(&b.t, "ws/link")) == 0);
    CHECK_REASON(
        "path_escapes",
        testbed_call(&b.t, "fs.mount", "{\"at\":\"m\",\"kind\":\"local\",\"source\":\"link\"}"));
    snprintf(args, sizeof args, "{\"at\":\"%s\",\"kind\":\"memory\"}",
             testbed_path(&b.t, "other/secret"));
    CHECK_ERR(ERR_DENIED, testbed_call(&b.t, "fs.mount", args));
}

TEST(a_source_that_holds_what_is_closed_is_refused_also_to_the_owner)
{
    static const char *const dirs[] = { "ws/m" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    struct proc *owner;
    char args[2 * PATH_MOST];
    CHECK_OK(proc_new_owner(b.t.procs, &owner));
    snprintf(args, sizeof args, "{\"at\":\"%s\",\"kind\":\"local\",\"source\":\"%s\"}",
             testbed_path(&b.t, "ws/m"), testbed_path(&b.t, ""));
    CHECK_REASON("closed_place", call_as(&b, owner, "fs.mount", args));
    proc_unref(owner);
}

TEST(links_in_a_mount_lead_to_nothing_outside_of_it)
{
    static const char *const dirs[] = { "ws/m", "ws/src", "ws/o" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    testbed_file(&b.t, "ws/outside", "outside");
    CHECK(symlink("../outside", testbed_path(&b.t, "ws/src/up")) == 0);
    CHECK(symlink("/etc/passwd", testbed_path(&b.t, "ws/src/root")) == 0);
    CHECK(symlink("root", testbed_path(&b.t, "ws/src/twice")) == 0);
    CALL(&b, "fs.mount", "{\"at\":\"m\",\"kind\":\"local\",\"source\":\"src\"}");
    CALL(&b, "fs.mount", "{\"at\":\"o\",\"kind\":\"overlay\",\"source\":\"src\"}");
    static const char *const names[] = { "m/up", "m/root", "m/twice", "o/up", "o/root", "o/twice" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char args[128];
        snprintf(args, sizeof args, "{\"path\":\"%s\"}", names[i]);
        CHECK_REASON("path_escapes", testbed_call(&b.t, "fs.read", args));
        snprintf(args, sizeof args, "{\"path\":\"%s\",\"data\":\"x\"}", names[i]);
        CHECK_ERR(ERR_DENIED, testbed_call(&b.t, "fs.write", args));
    }
}

TEST(others_meet_it_with_what_they_may_and_what_it_allows)
{
    static const char *const dirs[] = { "ws/shared", "ws/shared/m", "ws/shared/r", "ws/src" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    testbed_file(&b.t, "ws/src/a", "here");
    CALL(&b, "fs.mount", "{\"at\":\"shared/m\",\"kind\":\"local\",\"source\":\"src\"}");
    CALL(&b, "fs.mount",
         "{\"at\":\"shared/r\",\"kind\":\"local\",\"source\":\"src\",\"read_only\":true}");
    struct proc *all = guest(&b, "ws/shared", CAPS_FILES);
    struct proc *looks = guest(&b, "ws/shared", CAP_BIT(CAP_read_file));
    struct proc *below = guest(&b, "ws/shared/m", CAPS_FILES); /* the mount itself */
    CHECK_OK(call_as(&b, all, "fs.write", "{\"path\":\"m/b\",\"data\":\"there\"}"));
    CHECK_OK(call_as(&b, looks, "fs.read", "{\"path\":\"m/b\"}"));
    CHECK_OK(call_as(&b, below, "fs.read", "{\"path\":\"b\"}"));
    CHECK_ERR(ERR_DENIED, call_as(&b, looks, "fs.write", "{\"path\":\"m/b\",\"data\":\"no\"}"));
    CHECK_OK(call_as(&b, all, "fs.read", "{\"path\":\"r/b\"}"));
    static const char *const changes[][2] = {
        { "fs.write", "{\"path\":\"r/b\",\"data\":\"no\"}" },
        { "fs.create", "{\"path\":\"r/new\"}" },
        { "fs.delete", "{\"path\":\"r/b\"}" },
        { "fs.mkdir", "{\"path\":\"r/d\"}" },
        { "fs.chmod", "{\"path\":\"r/b\",\"mode\":0}" },
        { "fs.symlink", "{\"path\":\"r/l\",\"target\":\"b\"}" },
        { "fs.truncate", "{\"path\":\"r/b\",\"size\":0}" },
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++)
        CHECK_REASON("read_only_mount", call_as(&b, all, changes[i][0], changes[i][1]));
    CHECK(access(testbed_path(&b.t, "ws/src/b"), F_OK) == 0);
    CHECK_OK(call_as(&b, all, "fs.mounts", "{}"));
    const struct json *rows = json_get(b.t.result, STR("mounts"));
    CHECK(rows && rows->items[0].kind == JSON_OBJECT && !json_get(&rows->items[0], STR("source")));
    CHECK_ERR(ERR_DENIED, call_as(&b, looks, "fs.unmount", "{\"at\":\"m\"}"));
    CHECK_OK(call_as(&b, all, "fs.unmount", "{\"at\":\"m\"}")); /* it may change what holds it */
    proc_unref(all);
    proc_unref(looks);
    proc_unref(below);
}

TEST(what_was_closed_to_a_caller_stays_so_through_somebody_elses_mount)
{
    static const char *const dirs[] = { "ws/m", "ws/src", "ws/src/inner" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    testbed_file(&b.t, "ws/src/inner/a", "closed");
    CALL(&b, "fs.mount", "{\"at\":\"m\",\"kind\":\"local\",\"source\":\"src\"}");
    struct proc *p = guest(&b, "ws", CAPS_FILES);
    CHECK_OK(proc_grant_path(p, str_of(testbed_path(&b.t, "ws/src/inner")),
                             CAP_BIT(CAP_list_directory), false));
    CHECK_ERR(ERR_DENIED, call_as(&b, p, "fs.read", "{\"path\":\"src/inner/a\"}"));
    CHECK_ERR(ERR_DENIED, call_as(&b, p, "fs.read", "{\"path\":\"m/inner/a\"}"));
    proc_unref(p);
}

/* --- edges --- */

TEST(nothing_is_moved_removed_or_copied_across_an_edge_by_mistake)
{
    static const char *const dirs[] = { "ws/d", "ws/d/m", "ws/e", "ws/f" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    testbed_file(&b.t, "ws/a", "a");
    CALL(&b, "fs.mount", "{\"at\":\"d/m\",\"kind\":\"memory\"}");
    CALL(&b, "fs.write", "{\"path\":\"d/m/b\",\"data\":\"b\"}");
    CHECK_REASON("cross_mount", testbed_call(&b.t, "fs.move", "{\"from\":\"a\",\"to\":\"d/m/a\"}"));
    CHECK_REASON("cross_mount", testbed_call(&b.t, "fs.move", "{\"from\":\"d/m/b\",\"to\":\"b\"}"));
    CHECK_REASON("cross_mount", testbed_call(&b.t, "fs.move", "{\"from\":\"d\",\"to\":\"g\"}"));
    CHECK_REASON("cross_mount",
                 testbed_call(&b.t, "fs.rmdir", "{\"path\":\"d\",\"recursive\":true}"));
    CHECK_REASON("cross_mount",
                 testbed_call(&b.t, "fs.copy", "{\"from\":\"d\",\"to\":\"g\",\"recursive\":true}"));
    CHECK_REASON("mount_point", testbed_call(&b.t, "fs.rmdir", "{\"path\":\"d/m\"}"));
    CHECK_REASON("mount_point", testbed_call(&b.t, "fs.mkdir", "{\"path\":\"d/m\"}"));
    CALL(&b, "fs.copy", "{\"from\":\"a\",\"to\":\"d/m/a\"}");
    CALL(&b, "fs.mkdir", "{\"path\":\"d/m/t\"}");
    CALL(&b, "fs.copy", "{\"from\":\"d/m/b\",\"to\":\"d/m/t/b\"}");
    CALL(&b, "fs.copy", "{\"from\":\"d/m/t\",\"to\":\"e/m\",\"recursive\":true}");
    CHECK(access(testbed_path(&b.t, "ws/e/m/b"), F_OK) == 0);
    CHECK_REASON("mounted", testbed_call(&b.t, "fs.mount", "{\"at\":\"d/m\",\"kind\":\"memory\"}"));
    CHECK_REASON(
        "nested_mount",
        testbed_call(&b.t, "fs.mount", "{\"at\":\"f\",\"kind\":\"local\",\"source\":\"d/m\"}"));
    CHECK_REASON("not_empty", testbed_call(&b.t, "fs.mount", "{\"at\":\"e\",\"kind\":\"memory\"}"));
    CALL(&b, "fs.unmount", "{\"at\":\"d/m\"}");
    CHECK_REASON("no_such_file", testbed_call(&b.t, "fs.read", "{\"path\":\"d/m/b\"}"));
    CHECK_REASON("not_mounted", testbed_call(&b.t, "fs.unmount", "{\"at\":\"d/m\"}"));
}

/* --- memory --- */

TEST(memory_holds_what_it_was_given_and_no_more)
{
    static const char *const dirs[] = { "ws/m" };
    static char big[20000];
    char args[24000];
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    CALL(&b, "fs.mount", "{\"at\":\"m\",\"kind\":\"memory\",\"most\":65536}");
    memset(big, 'x', sizeof big - 1);
    int fit = 0;
    for (struct err *e = NULL; !e && fit < 100; fit += !e) {
        snprintf(args, sizeof args, "{\"path\":\"m/f%d\",\"data\":\"%s\"}", fit, big);
        e = testbed_call(&b.t, "fs.write", args);
        if (e)
            CHECK_TEXT(err_reason(e), "disk_full");
        if (e) {
            err_free(e);
            break;
        }
    }
    CHECK_INT(fit, 3);
    CHECK_REASON("disk_full",
                 testbed_call(&b.t, "fs.truncate", "{\"path\":\"m/f0\",\"size\":100000000}"));
    CALL(&b, "fs.delete", "{\"path\":\"m/f0\"}");
    snprintf(args, sizeof args, "{\"path\":\"m/f9\",\"data\":\"%s\"}", big);
    CALL(&b, "fs.write", args);
    int made = 0;
    for (; made < 1000; made++) { /* names alone fill it, too */
        snprintf(args, sizeof args, "{\"path\":\"m/d%d\"}", made);
        struct err *e = testbed_call(&b.t, "fs.mkdir", args);
        bool over = e;
        err_free(e);
        if (over)
            break;
    }
    CHECK(made < 20);
    CHECK_REASON(
        "mount_memory",
        (mkdir(testbed_path(&b.t, "ws/n"), 0700),
         testbed_call(&b.t, "fs.mount", "{\"at\":\"n\",\"kind\":\"memory\",\"most\":268435456}")));
}

TEST(a_mount_goes_with_its_owner_unless_it_is_to_stay)
{
    static const char *const dirs[] = { "ws/goes", "ws/stays", "ws/one-more" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    struct proc *p = guest(&b, "ws", CAPS_FILES);
    CHECK_OK(call_as(&b, p, "fs.mount", "{\"at\":\"goes\",\"kind\":\"memory\"}"));
    CHECK_OK(call_as(&b, p, "fs.mount", "{\"at\":\"stays\",\"kind\":\"memory\",\"stay\":true}"));
    CHECK_OK(call_as(&b, p, "fs.write", "{\"path\":\"stays/a\",\"data\":\"x\"}"));
    proc_set_limits(p, &(struct proc_limits){ .handles = 1 });
    CHECK_REASON("handles",
                 call_as(&b, p, "fs.mount", "{\"at\":\"one-more\",\"kind\":\"memory\"}"));
    proc_end(p); /* its credential has ended; somebody has it still */
    loop_turn(b.t.loop);
    CALL(&b, "fs.mounts", "{}");
    const struct json *rows = json_get(b.t.result, STR("mounts"));
    CHECK_INT(rows->count, 1);
    CALL(&b, "fs.read", "{\"path\":\"stays/a\"}");
    proc_unref(p);
}

static struct err *mount_nr(struct bed *b, struct proc *p, int nr)
{
    char dir[32], args[128];
    snprintf(dir, sizeof dir, "ws/m%d", nr);
    mkdir(testbed_path(&b->t, dir), 0755);
    snprintf(args, sizeof args, "{\"at\":\"m%d\",\"kind\":\"memory\",\"most\":65536}", nr);
    return call_as(b, p, "fs.mount", args);
}

TEST(nobody_takes_all_mounts_from_the_owner)
{
    owned(bed) struct bed b;
    struct proc *owner, *guests[MOUNTS_MOST / MOUNTS_EACH_MOST];
    int nr = 0;
    bed_init(&b);
    for (size_t i = 0; i < COUNT_OF(guests); i++) {
        guests[i] = guest(&b, "ws", CAPS_FILES);
        for (int own = 0; own < MOUNTS_EACH_MOST && nr < MOUNTS_MOST - MOUNTS_RESERVED; own++)
            CHECK_OK(mount_nr(&b, guests[i], nr++));
        CHECK_REASON("too_many_mounts", mount_nr(&b, guests[i], 1000));
    }
    CHECK_OK(proc_new_guest(b.t.procs, PROC_OWNER, STR("owner"), CAPS_FILES,
                            str_of(testbed_path(&b.t, "ws")), &owner));
    while (nr < MOUNTS_MOST)
        CHECK_OK(mount_nr(&b, owner, nr++));
    CHECK_REASON("too_many_mounts", mount_nr(&b, owner, 1000));
    for (size_t i = 0; i < COUNT_OF(guests); i++)
        proc_unref(guests[i]);
    proc_unref(owner);
}

TEST(what_a_program_mounts_does_not_stay)
{
    static const char *const dirs[] = { "ws/at" };
    owned(bed) struct bed b;
    struct proc *p;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    CHECK_OK(proc_new_guest(b.t.procs, PROC_NATIVE, STR("program"), CAPS_FILES,
                            str_of(testbed_path(&b.t, "ws")), &p));
    CHECK_REASON("may_not_stay",
                 call_as(&b, p, "fs.mount", "{\"at\":\"at\",\"kind\":\"memory\",\"stay\":true}"));
    CHECK_OK(call_as(&b, p, "fs.mount", "{\"at\":\"at\",\"kind\":\"memory\"}"));
    proc_unref(p);
}

TEST(files_in_memory_are_descriptors_like_any)
{
    static const char *const dirs[] = { "ws/m" };
    owned(bed) struct bed b;
    bed_init(&b);
    make_dirs(&b, dirs, COUNT_OF(dirs));
    CALL(&b, "fs.mount", "{\"at\":\"m\",\"kind\":\"memory\"}");
    CALL(&b, "fs.write", "{\"path\":\"m/a\",\"data\":\"mapped\"}");
    struct call c;
    const struct place *place;
    int fd;
    call_init(&c, b.t.kernel, proc_caller(b.t.proc), op_named(STR("fs.hash")));
    CHECK_OK(call_reach(&c, CAP_read_file, str_of(testbed_path(&b.t, "ws/m/a")), &place));
    CHECK_OK(vfs_open(&c, place, VFS_FILE, O_RDONLY, &fd, NULL));
    char *at = mmap(NULL, 6, PROT_READ, MAP_SHARED, fd, 0);
    CHECK(at != MAP_FAILED && memcmp(at, "mapped", 6) == 0);
    munmap(at, 6);
    close(fd);
    call_end(&c, NULL);
}
