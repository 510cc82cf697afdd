/* Capabilities, grants, limits and paths by name. */
#include "ops/proc_test.h"
#include "base/loop.h"
#include "base/test.h"
#include "ops/op.h"
#include "proc/proc_priv.h"
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

struct err *op_ptest_start(struct call *c, const struct ptest_start_in *in,
                           struct ptest_start_out *out)
{
    (void)c, (void)in, (void)out;
    return NULL;
}

struct err *op_ptest_reach(struct call *c, const struct ptest_reach_in *in,
                           struct ptest_reach_out *out)
{
    (void)c, (void)in, (void)out;
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

enum { CHANGES = 20000 };

static void *call_on(void *arg)
{
    struct fixture *f = arg;
    for (int i = 0; i < CHANGES; i++)
        err_free(tick(f));
    return NULL;
}

TEST(limits_change_while_another_thread_calls)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, call_on, &f) == 0);
    for (unsigned i = 0; i < CHANGES; i++)
        proc_set_limits(f.proc, &(struct proc_limits){ .ops_per_second = i % 2 * 1000000000,
                                                       .calls_at_once = i % 3 });
    pthread_join(thread, NULL);
    proc_set_limits(f.proc, &(struct proc_limits){ 0 });
    CHECK_OK(tick(&f));
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

/* --- rules over names --- */

static struct err *ask(struct fixture *f, const char *op, const char *name)
{
    struct call c;
    call_init(&c, f->kernel, proc_caller(f->proc), op_named(str_of(op)));
    struct err *e = call_alloc(&c);
    if (!e) {
        *(struct str *)(uintptr_t)c.in = str_of(name);
        kernel_call(&c);
        e = c.err;
        c.err = NULL;
    }
    call_end(&c, NULL);
    return e;
}

static struct err *rule(struct fixture *f, enum cap cap, int priority, bool allow,
                        const char *pattern)
{
    return proc_add_rule(f->proc, &(struct name_rule){ .cap = cap,
                                                       .allow = allow,
                                                       .priority = priority,
                                                       .pattern = str_of(pattern) });
}

TEST(rules_say_which_names_a_capability_is_for)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("no_capability", ask(&f, "ptest.start", "git"));
    CHECK_OK(rule(&f, CAP_spawn_process, 0, true, "git"));
    CHECK_OK(rule(&f, CAP_spawn_process, 0, true, "/usr/*/py*n?"));
    CHECK_OK(ask(&f, "ptest.start", "git"));
    CHECK_OK(ask(&f, "ptest.start", "/usr/local/bin/python3"));
    CHECK_REASON("no_rule", ask(&f, "ptest.start", "gitk"));
    CHECK_REASON("no_rule", ask(&f, "ptest.start", "/bin/python3"));
    CHECK(proc_holds(f.proc) & CAP_BIT(CAP_spawn_process));
    CHECK(proc_remove_rule(f.proc, CAP_spawn_process, STR("git")));
    CHECK(!proc_remove_rule(f.proc, CAP_spawn_process, STR("git")));
    CHECK_REASON("no_rule", ask(&f, "ptest.start", "git"));
}

TEST(a_rule_makes_an_exception_of_what_the_bit_allows)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    proc_allow(f.proc, CAP_spawn_process);
    CHECK_OK(ask(&f, "ptest.start", "rm"));
    CHECK_OK(rule(&f, CAP_spawn_process, 0, false, "rm*"));
    CHECK_REASON("no_rule", ask(&f, "ptest.start", "rm"));
    CHECK_OK(ask(&f, "ptest.start", "ls"));
    CHECK_OK(rule(&f, CAP_spawn_process, 1, true, "rmdir"));
    CHECK_OK(ask(&f, "ptest.start", "rmdir"));
    CHECK_OK(rule(&f, CAP_spawn_process, 1, false, "rmd*"));
    CHECK_REASON("no_rule", ask(&f, "ptest.start", "rmdir"));
}

TEST(of_what_may_be_reached_only_the_rules_are_told)
{
    owned(fixture) struct fixture f;
    owned(buf) struct buf rules;
    fixture_init(&f);
    buf_init(&rules, 4096);
    CHECK_REASON("no_capability", ask(&f, "ptest.reach", "http://a.test/"));
    CHECK_OK(rule(&f, CAP_network_access, 0, true, "a.test:443"));
    CHECK_OK(rule(&f, CAP_network_access, 9, false, "10.0.0.0/8"));
    CHECK_OK(ask(&f, "ptest.reach", "http://b.test/"));
    proc_network_rules(f.proc, &rules);
    CHECK_STR(buf_text(&rules), "0 allow a.test:443\n9 deny 10.0.0.0/8\n");
    buf_clear(&rules);
    proc_allow(f.proc, CAP_network_access);
    proc_network_rules(f.proc, &rules);
    CHECK(str_starts(buf_text(&rules), STR("allow *\n")));
}

TEST(a_rule_that_says_nothing_is_refused)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("no_names", rule(&f, CAP_time_access, 0, true, "*"));
    CHECK_REASON("bad_pattern", rule(&f, CAP_spawn_process, 0, true, ""));
    CHECK_REASON("bad_pattern", rule(&f, CAP_network_access, 0, true, "a\nallow *"));
    CHECK_REASON("bad_pattern", rule(&f, CAP_network_access, 0, true, "10.0.0.0/33"));
    for (int i = 0; i < 256; i++) {
        char name[16];
        snprintf(name, sizeof name, "p%d", i);
        CHECK_OK(rule(&f, CAP_spawn_process, 0, true, name));
    }
    CHECK_REASON("too_many_rules", rule(&f, CAP_spawn_process, 0, true, "one-more"));
    CHECK_OK(rule(&f, CAP_spawn_process, 1, true, "p7"));
}

/* --- how much it calls --- */

/* So many calls in one second of a clock that only this knows. */
static void call_in_a_second(struct proc *p, uint64_t *now, uint64_t second, unsigned calls)
{
    for (unsigned i = 0; i < calls; i++) {
        struct call c = { .caller = proc_caller(p), .ended_at = *now + i, .took_ns = 1000 };
        figures_add(p, &c);
    }
    *now += second + second / 8;
}

TEST(a_proc_that_calls_far_more_than_usual_is_told)
{
    owned(fixture) struct fixture f;
    struct trace_anomaly a;
    double cycles_in_ns = (double)(1 << 30) / (double)MAX_OF(1, cycles_to_ns(1 << 30));
    uint64_t now = cycles_now(), second = (uint64_t)(1e9 * cycles_in_ns), before, total;
    fixture_init(&f);
    trace_anomalies_read(&a, 0, &before);
    for (unsigned i = 0; i < 60; i++)
        call_in_a_second(f.proc, &now, second, 20 + i % 5);
    call_in_a_second(f.proc, &now, second, 500); /* much more, and still not much */
    trace_anomalies_read(&a, 0, &total);
    CHECK_INT(total, before);
    call_in_a_second(f.proc, &now, second, 8000);
    call_in_a_second(f.proc, &now, second, 1); /* the next second tells of the one before */
    CHECK_INT(trace_anomalies_read(&a, 1, &total), 1);
    CHECK_INT(total, before + 1);
    CHECK(str_starts(str_of(a.text), STR("tester made 8000 calls in a second")));
    CHECK_INT(a.op, 0);
    CHECK_INT(proc_calls(f.proc), 60 * 22 + 500 + 8000 + 1);
}

/* --- parents and children --- */

static void be_nobody(void *arg, struct proc_usage *out)
{
    (void)arg;
    *out = (struct proc_usage){ 0 };
}

static int told[2], n_told;

static void note_end(void *arg)
{
    told[n_told++] = *(int *)arg;
}

static const struct proc_body stubborn = { .look = be_nobody, .end = note_end };

TEST(children_end_before_their_parent_the_last_made_first)
{
    owned(fixture) struct fixture f;
    struct procs_stats was, is;
    int numbers[] = { 1, 2 };
    fixture_init(&f);
    n_told = 0;
    procs_stats_read(f.procs, &was);
    struct proc *parent = proc_new(f.procs, PROC_APP, PRESET_MINIMAL, STR("parent"));
    struct proc *child[2];
    for (int i = 0; i < 2; i++) {
        child[i] = proc_new(f.procs, PROC_SKILL, PRESET_NOTHING, STR("child"));
        CHECK_OK(proc_put_below(child[i], parent, false));
        proc_set_body(child[i], &stubborn, &numbers[i]);
        CHECK(proc_owns(parent, child[i]) && !proc_owns(child[i], parent));
    }
    proc_unref(parent);
    loop_turn(f.loop);
    CHECK_INT(n_told, 2);
    CHECK(told[0] == 2 && told[1] == 1);
    procs_stats_read(f.procs, &is);
    CHECK_INT(is.alive, was.alive + 3);
    for (int i = 0; i < 2; i++) {
        proc_body_gone(child[i], true); /* nobody can ask: it is not kept */
        proc_unref(child[i]);
    }
    loop_turn(f.loop);
    procs_stats_read(f.procs, &is);
    CHECK_INT(is.alive, was.alive);
    CHECK_INT(is.illegal, 0);
}

TEST(a_child_that_does_not_end_holds_up_its_parent_for_a_while_only)
{
    owned(fixture) struct fixture f;
    struct procs_stats was, is;
    int number = 1;
    fixture_init(&f);
    n_told = 0;
    procs_stats_read(f.procs, &was);
    struct proc *parent = proc_new(f.procs, PROC_AGENT, PRESET_MINIMAL, STR("parent"));
    struct proc *child = proc_new(f.procs, PROC_PLUGIN, PRESET_NOTHING, STR("child"));
    CHECK_OK(proc_put_below(child, parent, false));
    proc_set_body(child, &stubborn, &number);
    proc_unref(parent);
    loop_turn(f.loop);
    clock_advance(11000000000);
    for (int i = 0; i < 3; i++)
        loop_turn(f.loop);
    procs_stats_read(f.procs, &is);
    CHECK_INT(is.alive, was.alive + 1);
    proc_body_gone(child, false);
    proc_unref(child);
}

static char order[64];

static void note_release(struct holding *h)
{
    snprintf(order + strlen(order), sizeof order - strlen(order), "%s ", holding_name(h->kind));
}

enum { TAKEN = 2000 };
struct taker {
    struct proc *proc;
    struct {
        struct holding held;
        atomic_int ended; /* by release, or by who let go of it */
    } things[TAKEN];
};

static void count_end(struct holding *h)
{
    atomic_fetch_add((atomic_int *)(h + 1), 1);
}

static void *take_and_let_go(void *arg)
{
    struct taker *t = arg;
    for (int i = 0; i < TAKEN; i++) {
        proc_hold(t->proc, &t->things[i].held, HOLD_STREAM, count_end);
        if (i % 2 && proc_let_go(&t->things[i / 2].held))
            atomic_fetch_add(&t->things[i / 2].ended, 1);
    }
    proc_unref(t->proc);
    return NULL;
}

/* A worker takes and lets go while the proc is being closed again and again. */
TEST(what_another_thread_holds_is_ended_once_by_one_of_both)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct taker *t = mem_new(sizeof *t);
    struct procs_stats was, is;
    pthread_t thread;
    procs_stats_read(f.procs, &was);
    t->proc = proc_new(f.procs, PROC_TOKEN, PRESET_NOTHING, STR("taker"));
    uint32_t id = proc_id(t->proc);
    CHECK(pthread_create(&thread, NULL, take_and_let_go, t) == 0);
    while (procs_has(f.procs, id)) {
        struct proc *p = proc_find(f.procs, id);
        if (p && atomic_load(&p->refs))
            proc_end(p);
        loop_turn(f.loop);
    }
    pthread_join(thread, NULL);
    for (int i = 0; i < TAKEN; i++)
        CHECK_INT(atomic_load(&t->things[i].ended), 1);
    procs_stats_read(f.procs, &is);
    CHECK_INT(is.alive, was.alive);
    mem_free(t);
}

TEST(what_is_held_is_given_back_in_order_the_last_taken_first)
{
    owned(fixture) struct fixture f;
    struct holding program, input, task, watch, gone;
    fixture_init(&f);
    order[0] = 0;
    struct proc *p = proc_new(f.procs, PROC_CHANNEL, PRESET_NOTHING, STR("holder"));
    proc_hold(p, &task, HOLD_TASK, note_release);
    proc_hold(p, &program, HOLD_PROGRAM, note_release);
    proc_hold(p, &watch, HOLD_WATCH, note_release);
    proc_hold(p, &gone, HOLD_RING, note_release);
    proc_hold(p, &input, HOLD_INPUT, note_release);
    proc_let_go(&gone);
    proc_unref(p);
    loop_turn(f.loop);
    CHECK_TEXT(order, "watch task input program ");
}
