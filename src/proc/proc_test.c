/* Capabilities, grants, limits and paths by name. */
#include "ops/proc_test.h"
#include "base/loop.h"
#include "base/test.h"
#include "ops/op.h"
#include "proc/proc.h"
#include "trace/trace.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const struct op_module *const op_modules[] = { &proc_test_ops, NULL };

struct err *op_ptest_tick(struct call *c, const struct ptest_tick_in *in,
                          struct ptest_tick_out *out)
{
    (void)c, (void)in;
    out->n = 1;
    return NULL;
}

struct err *op_ptest_look(struct call *c, const struct ptest_look_in *in,
                          struct ptest_look_out *out)
{
    (void)in;
    out->grant = call_place(c, 0)->grant->path;
    out->rest = call_place(c, 0)->rest;
    return NULL;
}

struct fixture {
    struct loop *loop;
    struct kernel *kernel;
    struct procs *procs;
    struct proc *proc;
    char dir[PATH_MOST]; /* with ws, ws/inner, data */
};

static void make_dir(const char *base, const char *name)
{
    char path[2 * PATH_MOST];
    snprintf(path, sizeof path, "%s/%s", base, name);
    CHECK(mkdir(path, 0700) == 0);
}

static struct str in_dir(struct fixture *f, const char *name)
{
    static char path[4][2 * PATH_MOST];
    static int turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", f->dir, name);
    return str_of(p);
}

static void fixture_init(struct fixture *f)
{
    clock_use_manual(1000000000, 1700000000000);
    ops_init();
    f->loop = loop_new(LOOP_DETERMINISTIC);
    f->kernel = kernel_new(f->loop);
    f->procs = procs_new(f->kernel);
    CHECK(realpath(test_dir(), f->dir));
    make_dir(f->dir, "ws");
    make_dir(f->dir, "ws/inner");
    make_dir(f->dir, "data");
    CHECK_OK(procs_block(f->procs, in_dir(f, "data")));
    f->proc = proc_new(f->procs, PROC_SESSION, PRESET_STANDARD, STR("tester"));
}

static void fixture_done(struct fixture *f)
{
    proc_unref(f->proc);
    kernel_free(f->kernel);
    procs_free(f->procs);
    loop_free(f->loop);
    clock_use(NULL);
}
DEFINE_OWNED_VALUE(fixture)

/* Takes the error out of an ended call. */
static struct err *tick(struct fixture *f)
{
    struct call c;
    call_init(&c, f->kernel, proc_caller(f->proc), OP_PTEST_TICK);
    CHECK_OK(call_alloc(&c));
    kernel_call(&c);
    struct err *e = give(c.err);
    call_end(&c, NULL);
    return e;
}

static char grant_seen[PATH_MOST], rest_seen[PATH_MOST];

static struct err *look(struct fixture *f, struct str path, struct str also, bool both)
{
    struct call c;
    call_init(&c, f->kernel, proc_caller(f->proc), OP_PTEST_LOOK);
    CHECK_OK(call_alloc(&c));
    *(struct ptest_look_in *)(uintptr_t)c.in = (struct ptest_look_in){ path, also, both };
    kernel_call(&c);
    const struct ptest_look_out *out = c.out;
    if (!c.err) {
        snprintf(grant_seen, sizeof grant_seen, "%.*s", STR_ARGS(out->grant));
        snprintf(rest_seen, sizeof rest_seen, "%.*s", STR_ARGS(out->rest));
    }
    struct err *e = give(c.err);
    call_end(&c, NULL);
    return e;
}

TEST(a_path_by_name_has_one_spelling)
{
    static const char *const cases[][3] = {
        { "/w", "a", "/w/a" },
        { "/w", "/a", "/a" },
        { "/w", "", "/w" },
        { "/", "", "/" },
        { "/w", "./a//b/.", "/w/a/b" },
        { "/w", "../a", "/a" },
        { "/w", "../../../a", "/a" },
        { "/w/x", "a/../../b", "/w/b" },
        { "/w", "a/..", "/w" },
        { "/", "..", "/" },
        { "/w", "a/", "/w/a" },
        { "/w", "...", "/w/..." },
    };
    owned(arena) struct arena a;
    arena_init(&a, 64 * KIB);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CHECK_STR(path_normal(str_of(cases[i][0]), str_of(cases[i][1]), &a), cases[i][2]);
    CHECK(path_is_under(STR("/a/b"), STR("/a")) && path_is_under(STR("/a"), STR("/a")));
    CHECK(!path_is_under(STR("/ab"), STR("/a")) && path_is_under(STR("/x"), STR("/")));
}

TEST(a_capability_taken_away_is_missed_at_the_next_call)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(tick(&f));
    proc_disallow(f.proc, CAP_time_access);
    CHECK_REASON("no_capability", tick(&f));
    proc_allow(f.proc, CAP_time_access);
    CHECK_OK(tick(&f));
}

TEST(a_proc_whose_credential_has_ended_may_call_nothing)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(tick(&f));
    proc_end(f.proc);
    CHECK_REASON("credential_ended", tick(&f));
    proc_allow(f.proc, CAP_time_access);
    CHECK_REASON("credential_ended", tick(&f));
}

TEST(the_longest_grant_answers_and_outside_of_all_there_is_none)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("no_capability", look(&f, in_dir(&f, "ws/x"), STR("/"), false));
    CHECK_OK(proc_grant_path(f.proc, in_dir(&f, "ws"), CAPS_FILES, false));
    CHECK_OK(proc_set_cwd(f.proc, in_dir(&f, "ws")));
    CHECK_OK(look(&f, STR("x/y"), STR("/"), false));
    CHECK_STR(in_dir(&f, "ws"), grant_seen);
    CHECK_TEXT(rest_seen, "x/y");
    CHECK_OK(look(&f, STR("."), STR("/"), false));
    CHECK_TEXT(rest_seen, ".");
    CHECK_OK(proc_grant_path(f.proc, in_dir(&f, "ws/inner"), CAP_BIT(CAP_list_directory), false));
    CHECK_REASON("no_grant", look(&f, STR("inner/x"), STR("/"), false)); /* narrower there */
    CHECK_REASON("no_grant", look(&f, STR("../other"), STR("/"), false));
    CHECK_REASON("no_grant", look(&f, STR("/etc/passwd"), STR("/"), false));
    CHECK(proc_revoke_path(f.proc, in_dir(&f, "ws/inner")));
    CHECK_OK(look(&f, STR("inner/x"), STR("/"), false));
}

TEST(a_blocked_place_wins_over_every_grant)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(proc_grant_path(f.proc, STR("/"), CAPS_FILES, true));
    CHECK_OK(look(&f, in_dir(&f, "ws"), STR("/"), false));
    CHECK_REASON("blocked_path", look(&f, in_dir(&f, "data/master.key"), STR("/"), false));
    CHECK_REASON("blocked_path", look(&f, in_dir(&f, "ws/../data"), STR("/"), false));
}

TEST(a_need_with_a_flag_holds_only_when_it_is_set)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(proc_grant_path(f.proc, in_dir(&f, "ws"), CAP_BIT(CAP_read_file), false));
    CHECK_OK(look(&f, in_dir(&f, "ws/a"), in_dir(&f, "ws/b"), false));
    CHECK_REASON("no_grant", look(&f, in_dir(&f, "ws/a"), in_dir(&f, "ws/b"), true));
}

TEST(too_many_calls_a_second_are_refused_by_name)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    proc_set_limits(f.proc, &(struct proc_limits){ .ops_per_second = 10 });
    for (int i = 0; i < 10; i++)
        CHECK_OK(tick(&f));
    CHECK_REASON("ops_per_second", tick(&f));
    clock_advance(100000000);
    CHECK_OK(tick(&f));
    CHECK_REASON("ops_per_second", tick(&f));
}

TEST(an_old_id_never_names_a_later_proc)
{
    owned(fixture) struct fixture f;
    struct procs_stats stats;
    fixture_init(&f);
    struct proc *p = proc_new(f.procs, PROC_SESSION, PRESET_MINIMAL, STR("short"));
    uint32_t id = proc_id(p);
    CHECK(proc_find(f.procs, id) == p);
    proc_unref(p);
    CHECK(!proc_find(f.procs, id));
    for (int i = 0; i < 70000; i++) { /* once around the table */
        p = proc_new(f.procs, PROC_SESSION, PRESET_MINIMAL, STR("short"));
        CHECK(p && proc_id(p) != id);
        proc_unref(p);
    }
    procs_stats_read(f.procs, &stats);
    CHECK_INT(stats.alive, 1);
}

TEST(a_refused_path_is_recorded_with_who_and_where)
{
    owned(fixture) struct fixture f;
    owned(arena) struct arena a;
    struct trace_cursor cursor;
    struct trace_reading r;
    fixture_init(&f);
    arena_init(&a, 1 * MIB);
    CHECK_OK(proc_grant_path(f.proc, in_dir(&f, "ws"), CAPS_FILES, false));
    trace_cursor_now(&cursor);
    CHECK_REASON("no_grant", look(&f, STR("/etc/shadow"), STR("/"), false));
    CHECK(trace_next(&cursor, &a, &r));
    CHECK_INT(r.event.kind, TRACE_OP_DENIED);
    CHECK_INT(r.event.caller, proc_id(f.proc));
    CHECK(str_find(r.text, STR("read_file /etc/shadow"), NULL));
}
