/* proc.*: programs through ops, and that nothing is left of them. */
#include "base/failpoint.h"
#include "base/probe.h"
#include "native/native_priv.h"
#include "ops/system.h"
#include "ops/vfs.h"
#include "proc/testbed.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct op_module *const op_modules[] = { &native_ops, &proc_ops, NULL };

struct fixture {
    struct testbed bed;
    struct zygote *zygote;
    struct natives *natives;
};

static void fixture_init(struct fixture *f)
{
    static const enum cap caps[] = { CAP_spawn_process, CAP_run_shell };
    if (!probe_get(PROBE_USERNS)->ok)
        test_skip("no user namespaces here, as in a plain chroot"); /* while nothing is owned */
    CHECK_OK(zygote_open(&f->zygote));
    testbed_init(&f->bed);
    CHECK_OK(zygote_watch(f->zygote, f->bed.loop));
    f->natives = natives_new(f->bed.kernel, f->zygote);
    for (size_t i = 0; i < COUNT_OF(caps); i++)
        proc_allow(f->bed.proc, caps[i]);
}

static void fixture_done(struct fixture *f)
{
    kernel_stop(f->bed.kernel);
    zygote_free(f->zygote);
    natives_free(f->natives);
    testbed_done(&f->bed);
}
DEFINE_OWNED_VALUE(fixture)

static struct err *call(struct fixture *f, const char *op, const char *fmt, ...) PRINTF_LIKE(3, 4);
static struct err *call(struct fixture *f, const char *op, const char *fmt, ...)
{
    char args[4096];
    va_list list;
    va_start(list, fmt);
    vsnprintf(args, sizeof args, fmt, list);
    va_end(list);
    return testbed_call(&f->bed, op, args);
}

static long long result(const struct fixture *f, const char *name)
{
    return json_get_int(f->bed.result, str_of(name), -1);
}

static long long ended(const struct fixture *f, const char *name)
{
    return json_get_int(json_get(f->bed.result, STR("proc")), str_of(name), -1);
}

TEST(a_program_is_started_waited_for_and_forgotten)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(call(&f, "proc.spawn", "{\"program\":\"sh\",\"args\":[\"-c\",\"exit 5\"]}"));
    long long id = result(&f, "id");
    CHECK(id > 0);
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "status"), 5);
    CHECK(ended(&f, "memory_peak") > 0);
    CHECK_REASON("no_such_program", call(&f, "proc.info", "{\"id\":%lld}", id));
    CHECK_INT(natives_alive(f.natives), 0);
}

TEST(what_cannot_start_leaves_nothing)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_ERR(ERR_NOT_FOUND, call(&f, "proc.spawn", "{\"program\":\"no-such-program\"}"));
    CHECK_REASON("env_name",
                 call(&f, "proc.spawn", "{\"program\":\"true\",\"env\":[\"LD_PRELOAD=/x\"]}"));
    CHECK_INT(natives_alive(f.natives), 0);
}

TEST(only_who_may_starts_programs_and_shells)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    proc_disallow(f.bed.proc, CAP_run_shell);
    CHECK_OK(call(&f, "proc.spawn", "{\"program\":\"true\"}"));
    CHECK_REASON("no_capability", call(&f, "proc.shell", "{\"line\":\"true\"}"));
    proc_disallow(f.bed.proc, CAP_spawn_process);
    CHECK_REASON("no_capability", call(&f, "proc.spawn", "{\"program\":\"true\"}"));
}

TEST(networks_other_than_none_are_for_who_may_have_them)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("no_capability",
                 call(&f, "proc.spawn", "{\"program\":\"true\",\"network\":\"shared\"}"));
    CHECK_REASON("no_capability",
                 call(&f, "proc.shell", "{\"line\":\"true\",\"network\":\"private\"}"));
    proc_allow(f.bed.proc, CAP_network_access);
    CHECK_REASON("no_capability", call(&f, "proc.spawn",
                                       "{\"program\":\"true\",\"network\":\"private\","
                                       "\"forwards\":[\"8080:80\"]}"));
    proc_allow(f.bed.proc, CAP_bind_port);
    const struct name_rule rule = { CAP_network_access, false, 1, STR("example.org") };
    CHECK_OK(proc_add_rule(f.bed.proc, &rule));
    CHECK_REASON("network_rules",
                 call(&f, "proc.spawn", "{\"program\":\"true\",\"network\":\"shared\"}"));
    CHECK(proc_remove_rule(f.bed.proc, CAP_network_access, rule.pattern));
    CHECK_REASON("bad_forward", call(&f, "proc.spawn",
                                     "{\"program\":\"true\",\"network\":\"private\","
                                     "\"forwards\":[\"80800:80\"]}"));
    CHECK_REASON("no_forwards",
                 call(&f, "proc.spawn",
                      "{\"program\":\"true\",\"network\":\"full\",\"forwards\":[\"8080:80\"]}"));
    CHECK_OK(
        call(&f, "proc.shell",
             "{\"line\":\"test $(ls /proc/self/net/dev | wc -l) = 1\",\"network\":\"shared\"}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK_INT(natives_alive(f.natives), 0);
}

TEST(a_shared_directory_is_the_callers_to_give)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    const char *ws = testbed_path(&f.bed, "ws"), *other = testbed_path(&f.bed, "other");
    CHECK_OK(
        call(&f, "proc.shell", "{\"line\":\"echo hi > note\",\"dir\":\"%s\",\"write\":true}", ws));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK_INT(ended(&f, "status"), 0);
    CHECK(access(testbed_path(&f.bed, "ws/note"), F_OK) == 0);
    CHECK_OK(call(&f, "proc.shell",
                  "{\"line\":\"echo hi > no 2>/dev/null\",\"dir\":\"%s\",\"read\":true}", ws));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK(ended(&f, "status") != 0);
    CHECK_ERR(ERR_DENIED,
              call(&f, "proc.shell", "{\"line\":\":\",\"dir\":\"%s\",\"read\":true}", other));
}

TEST(a_program_is_allowed_nothing_that_its_starter_lacks_or_does_not_share)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_REASON("no_such_capability",
                 call(&f, "proc.spawn", "{\"program\":\"true\",\"allow\":[\"fly\"]}"));
    CHECK_REASON("no_capability",
                 call(&f, "proc.spawn", "{\"program\":\"true\",\"allow\":[\"control_system\"]}"));
    CHECK_REASON("not_shared",
                 call(&f, "proc.spawn", "{\"program\":\"true\",\"allow\":[\"read_file\"]}"));
    CHECK_REASON("not_shared",
                 call(&f, "proc.spawn",
                      "{\"program\":\"true\",\"allow\":[\"write_file\"],\"dir\":\"%s\","
                      "\"read\":true}",
                      testbed_path(&f.bed, "ws")));
    CHECK_INT(natives_alive(f.natives), 0);
}

TEST(kill_ends_the_whole_tree)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(
        call(&f, "proc.shell", "{\"line\":\"trap '' TERM; setsid sleep 1000 & sleep 1000; :\"}"));
    long long id = result(&f, "id");
    CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
}

TEST(a_program_ends_with_its_owner)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *first = f.bed.proc, *second;
    CHECK_OK(proc_new_session(f.bed.procs, str_of(testbed_path(&f.bed, "ws")), &second));
    proc_allow(second, CAP_spawn_process);
    f.bed.proc = second;
    CHECK_OK(call(&f, "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"1000\"]}"));
    f.bed.proc = first;
    CHECK_REASON("no_such_program", call(&f, "proc.info", "{\"id\":%lld}", result(&f, "id")));
    CHECK_INT(natives_alive(f.natives), 1);
    proc_unref(second);
    while (natives_alive(f.natives))
        loop_turn(f.bed.loop);
}

static int count_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = 0;
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

/* PITH_TEST_PROCS of them; the shapes vary in what they hold and how they end. */
TEST(of_many_programs_nothing_is_left)
{
    static const char *const lines[] = {
        "true",       "exit 3",
        "kill -9 $$", "echo out; echo err >&2",
        "sleep 1000", "setsid sleep 1000 &",
    };
    owned(fixture) struct fixture f;
    fixture_init(&f);
    const char *asked = getenv("PITH_TEST_PROCS");
    int many = asked ? atoi(asked) : 60;
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"true\"}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    int before = count_descriptors();
    struct procs_stats was, is;
    procs_stats_read(f.bed.procs, &was);
    for (int i = 0; i < many; i++) {
        uint64_t chance = random_u64();
        const char *line = lines[chance % COUNT_OF(lines)];
        CHECK_OK(call(&f, "proc.shell", "{\"line\":\"%s\",\"quiet\":%s,\"terminal\":%s}", line,
                      chance & 1 << 20 ? "true" : "false", chance & 1 << 21 ? "true" : "false"));
        long long id = result(&f, "id");
        if (line[0] == 's' && line[1] == 'l')
            CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld}", id));
        CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    }
    procs_stats_read(f.bed.procs, &is);
    CHECK_INT(is.alive, was.alive);
    CHECK_INT(natives_alive(f.natives), 0);
    CHECK_INT(count_descriptors(), before);
}

/* --- procs of every kind --- */

static const char *state_of(struct fixture *f, long long id)
{
    static char text[32];
    CHECK_OK(call(f, "proc.state", "{\"id\":%lld}", id));
    struct str s = json_get_text(f->bed.result, STR("state"), STR(""));
    snprintf(text, sizeof text, "%.*s", STR_ARGS(s));
    return text;
}

static long long start_sleep(struct fixture *f, const char *more)
{
    CHECK_OK(call(f, "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"1000\"]%s}", more));
    return result(f, "id");
}

/* Makes `f->bed.proc` another session, and gives the one before. */
static struct proc *be_another(struct fixture *f)
{
    struct proc *first = f->bed.proc;
    CHECK_OK(proc_new_session(f->bed.procs, str_of(testbed_path(&f->bed, "ws")), &f->bed.proc));
    proc_allow(f->bed.proc, CAP_spawn_process);
    proc_allow(f->bed.proc, CAP_run_shell);
    return first;
}

static void be_again(struct fixture *f, struct proc *first)
{
    proc_unref(f->bed.proc);
    f->bed.proc = first;
}

TEST(what_is_stopped_stands_still_until_it_may_go_on)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_TEXT(state_of(&f, id), "running");
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%lld}", id));
    CHECK_TEXT(state_of(&f, id), "suspended");
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.resume", "{\"id\":%lld}", id));
    CHECK_TEXT(state_of(&f, id), "running");
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
    CHECK_INT(natives_alive(f.natives), 0);
}

TEST(a_caller_that_is_stopped_is_refused_its_calls)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *first = be_another(&f);
    uint32_t id = proc_id(f.bed.proc);
    struct proc *second = f.bed.proc;
    f.bed.proc = first;
    CHECK_REASON("no_such_proc", call(&f, "proc.suspend", "{\"id\":%u}", id));
    proc_allow(first, CAP_kill_process);
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%u}", id));
    f.bed.proc = second;
    CHECK_REASON("suspended", call(&f, "proc.list", "{}"));
    f.bed.proc = first;
    CHECK_OK(call(&f, "proc.resume", "{\"id\":%u}", id));
    f.bed.proc = second;
    CHECK_OK(call(&f, "proc.list", "{}"));
    CHECK_REASON("oneself", call(&f, "proc.suspend", "{\"id\":%u}", id));
    be_again(&f, first);
}

TEST(a_program_with_a_terminal_knows_which)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(
        call(&f, "proc.shell", "{\"line\":\"test $TERM = xterm-256color\",\"terminal\":true}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK_INT(ended(&f, "status"), 0);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"test -z \\\"$COLORTERM\\\"\"}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK_INT(ended(&f, "status"), 0);
}

TEST(a_child_gets_no_more_than_its_parent_has_left)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    proc_set_limits(f.bed.proc,
                    &(struct proc_limits){ .children = 2, .memory = 50 * MIB, .processes = 9 });
    long long id = start_sleep(&f, ",\"memory\":900000000");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld}", id));
    const struct json *limits = json_get(f.bed.result, STR("limits"));
    CHECK_INT(json_get_int(limits, STR("memory"), -1), 50 * MIB);
    CHECK_INT(json_get_int(limits, STR("processes"), -1), 9);
    CHECK_REASON("parent_has_less",
                 call(&f, "proc.limits", "{\"id\":%lld,\"memory\":90000000}", id));
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld,\"processes\":5}", id));
    start_sleep(&f, "");
    CHECK_REASON("children", call(&f, "proc.spawn", "{\"program\":\"true\"}"));
    CHECK_INT(natives_alive(f.natives), 2);
}

TEST(who_has_lived_as_long_as_it_may_is_ended)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld,\"wall\":100}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
    struct proc *first = be_another(&f);
    proc_set_limits(f.bed.proc, &(struct proc_limits){ .wall_ms = 50 });
    start_sleep(&f, "");
    while (natives_alive(f.natives))
        loop_turn(f.bed.loop);
    CHECK_REASON("wall_time", call(&f, "proc.list", "{}"));
    be_again(&f, first);
}

TEST(processor_time_is_counted_over_all_its_processes)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"while :; do :; done & while :; do :; done\"}"));
    long long id = result(&f, "id");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld,\"cpu_seconds\":1}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
}

#ifdef PITH_FAILPOINTS
TEST(a_start_that_fails_at_any_step_leaves_nothing)
{
    static const char *const points[] = { "native.allow", "native.plan", "native.pipes",
                                          "native.ring" };
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"true\"}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    int before = count_descriptors();
    struct procs_stats was, is;
    procs_stats_read(f.bed.procs, &was);
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        CHECK_OK(failpoint_set(str_of(points[i]), STR("error")));
        CHECK_REASON("failpoint", call(&f, "proc.spawn", "{\"program\":\"true\",\"terminal\":%s}",
                                       i % 2 ? "true" : "false"));
        CHECK_OK(failpoint_set(str_of(points[i]), STR("off")));
        CHECK_INT(natives_alive(f.natives), 0);
        CHECK_INT(count_descriptors(), before);
    }
    procs_stats_read(f.bed.procs, &is);
    CHECK_INT(is.alive, was.alive);
    CHECK_INT(is.illegal, 0);
}
#endif

TEST(what_changes_how_programs_load_is_refused_with_its_reason)
{
    static const char *const names[] = { "LD_PRELOAD",    "LD_LIBRARY_PATH", "BASH_ENV",
                                         "PYTHONSTARTUP", "NODE_OPTIONS",    "MY_TOKEN" };
    owned(fixture) struct fixture f;
    fixture_init(&f);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        CHECK_REASON("env_name",
                     call(&f, "proc.spawn", "{\"program\":\"true\",\"env\":[\"%s=x\"]}", names[i]));
    CHECK_REASON("no_value",
                 call(&f, "proc.spawn", "{\"program\":\"true\",\"env\":[\"JUST_A_NAME\"]}"));
    CHECK_OK(call(&f, "proc.spawn",
                  "{\"program\":\"sh\",\"args\":[\"-c\",\"test $(env | grep -c ^HOME=) = 1 && test "
                  "$HOME = /x && ! env | grep LD_\"],\"env\":[\"HOME=/x\"]}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK_INT(ended(&f, "status"), 0);
}

TEST(a_program_that_stays_outlives_its_caller_and_is_killed_whole)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *first = be_another(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"setsid sleep 1000 & sleep 1000\",\"stay\":true}"));
    long long id = result(&f, "id");
    be_again(&f, first);
    CHECK_INT(natives_alive(f.natives), 1);
    CHECK_REASON("no_such_program", call(&f, "proc.info", "{\"id\":%lld}", id));
    proc_allow(first, CAP_kill_process);
    CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(natives_alive(f.natives), 0);
}

/* --- what is given --- */

TEST(nobody_gives_what_they_do_not_have)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    const char *ws = testbed_path(&f.bed, "ws"), *other = testbed_path(&f.bed, "other");
    long long id = start_sleep(&f, "");
    CHECK(symlink(other, testbed_path(&f.bed, "ws/link")) == 0);
    CHECK_OK(call(&f, "proc.grant", "{\"id\":%lld,\"capabilities\":[\"time_access\"]}", id));
    CHECK_REASON("beyond_yours",
                 call(&f, "proc.grant", "{\"id\":%lld,\"capabilities\":[\"control_system\"]}", id));
    CHECK_OK(call(&f, "proc.grant",
                  "{\"id\":%lld,\"capabilities\":[\"read_file\"],\"path\":\"%s\"}", id, ws));
    CHECK_REASON("no_grant",
                 call(&f, "proc.grant",
                      "{\"id\":%lld,\"capabilities\":[\"read_file\"],\"path\":\"%s\"}", id, other));
    CHECK_REASON("beyond_yours",
                 call(&f, "proc.grant",
                      "{\"id\":%lld,\"capabilities\":[\"read_file\"],\"path\":\"%s/link\"}", id,
                      ws));
    CHECK_REASON("no_path",
                 call(&f, "proc.grant", "{\"id\":%lld,\"capabilities\":[\"read_file\"]}", id));
    CHECK_REASON("oneself", call(&f, "proc.grant", "{\"id\":%u,\"capabilities\":[\"observe\"]}",
                                 proc_id(f.bed.proc)));
}

TEST(patterns_are_covered_or_refused)
{
    static const struct {
        const char *pattern;
        bool may;
    } cases[] = {
        { "git", true },      { "git-*", true },   { "g*", false },
        { "git-lfs", false }, { "git-l*", false }, { "python3", false },
    };
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    proc_disallow(f.bed.proc, CAP_spawn_process);
    CHECK_OK(
        proc_add_rule(f.bed.proc, &(struct name_rule){ CAP_spawn_process, true, 0, STR("git*") }));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (i == 2) /* a refusal of one's own stands in the way of what may meet it */
            CHECK_OK(proc_add_rule(
                f.bed.proc, &(struct name_rule){ CAP_spawn_process, false, 0, STR("git-lfs") }));
        struct err *e =
            call(&f, "proc.grant",
                 "{\"id\":%lld,\"capabilities\":[\"spawn_process\"],\"pattern\":\"%s\"}", id,
                 cases[i].pattern);
        if (cases[i].may)
            CHECK_OK(e);
        else
            CHECK_REASON("beyond_yours", e);
    }
    CHECK_OK(call(
        &f, "proc.grant",
        "{\"id\":%lld,\"capabilities\":[\"spawn_process\"],\"pattern\":\"rm\",\"deny\":true}", id));
    CHECK_REASON("beyond_yours",
                 call(&f, "proc.revoke",
                      "{\"id\":%lld,\"capabilities\":[\"spawn_process\"],\"pattern\":\"rm\"}", id));
    CHECK_OK(call(&f, "proc.revoke",
                  "{\"id\":%lld,\"capabilities\":[\"spawn_process\"],\"pattern\":\"git\"}", id));
}

TEST(all_procs_are_a_tree_of_ones_own)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.all", "{}"));
    const struct json *procs = json_get(f.bed.result, STR("procs"));
    CHECK_INT((int)procs->count, 2);
    CHECK_INT(json_get_int(&procs->items[1], STR("id"), -1), id);
    CHECK_INT(json_get_int(&procs->items[1], STR("parent"), -1), proc_id(f.bed.proc));
    CHECK(json_get_int(&procs->items[1], STR("pid"), -1) > 0);
    proc_allow(f.bed.proc, CAP_observe);
    CHECK_OK(call(&f, "proc.all", "{}"));
    CHECK_INT((int)json_get(f.bed.result, STR("procs"))->count, 3);
    CHECK_OK(call(&f, "proc.all", "{\"below\":%lld}", id));
    CHECK_INT((int)json_get(f.bed.result, STR("procs"))->count, 1);
}

TEST(the_table_of_a_life_answers_every_pair)
{
    int legal = 0;
    for (enum proc_state from = 0; from <= PROC_STATE_REAPED; from++) {
        CHECK(!proc_may_go(from, from));
        CHECK(!proc_may_go(PROC_STATE_REAPED, from));
        CHECK(from == PROC_STATE_REAPED || !proc_may_go(PROC_STATE_EXITED, from));
        for (enum proc_state to = 0; to <= PROC_STATE_REAPED; to++)
            legal += proc_may_go(from, to);
    }
    CHECK_INT(legal, 24);
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct procs_stats stats;
    CHECK(!proc_go(f.bed.proc, PROC_STATE_REAPED));
    CHECK(proc_state(f.bed.proc) == PROC_STATE_READY);
    procs_stats_read(f.bed.procs, &stats);
    CHECK_INT(stats.illegal, 1);
}

TEST(what_has_exited_and_was_not_waited_for_goes_with_its_parent)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *first = be_another(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"true\"}"));
    long long id = result(&f, "id");
    while (strcmp(state_of(&f, id), "exited") != 0)
        loop_turn(f.bed.loop);
    CHECK_INT(natives_alive(f.natives), 1);
    be_again(&f, first);
    while (natives_alive(f.natives))
        loop_turn(f.bed.loop);
}

TEST(priority_is_for_who_may_and_never_before_the_parent)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":5}", id));
    CHECK_REASON("no_capability",
                 call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":-5}", id));
    proc_allow(f.bed.proc, CAP_kill_process);
    CHECK_REASON("parent_comes_later",
                 call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":-5}", id));
    long long stays = start_sleep(&f, ",\"stay\":true");
    CHECK_OK(call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":-5}", stays));
}
