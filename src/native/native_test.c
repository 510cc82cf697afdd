/* proc.*: programs through ops, how they end, and that nothing is left of them. */
#include "proc/testbed.h"

#include "native/native_rig.h"

#include "base/failpoint.h"

#include <stdlib.h>
#include <unistd.h>

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

static void check_command(struct fixture *f, const char *op, const char *args, const char *command)
{
    CHECK_OK(call(f, op, "%s", args));
    long long id = result(f, "id");
    CHECK_OK(call(f, "proc.wait", "{\"id\":%lld}", id));
    struct str said = json_get_text(json_get(f->bed.result, STR("proc")), STR("command"), STR(""));
    CHECK_STR(said, command);
}

TEST(a_program_is_called_what_a_person_would_have_written)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    check_command(&f, "proc.spawn", "{\"program\":\"true\"}", "true");
    check_command(&f, "proc.spawn",
                  "{\"program\":\"echo\",\"args\":[\"a b\",\"\",\"it's\",\"-n\"]}",
                  "echo 'a b' '' 'it'\\''s' -n");
    check_command(&f, "proc.shell", "{\"line\":\" echo  hi;\\n\\t# \\u202e\\n  true \\n\"}",
                  "echo  hi; # true");
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\": %0999d\"}", 1));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    struct str cut = json_get_text(json_get(f.bed.result, STR("proc")), STR("command"), STR(""));
    CHECK(cut.len <= 160 && str_ends(cut, STR("…")));
    CHECK_OK(call(&f, "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"1000\"]}"));
    CHECK_OK(call(&f, "proc.all", "{\"below\":%lld}", result(&f, "id")));
    const struct json *procs = json_get(f.bed.result, STR("procs"));
    CHECK_STR(json_get_text(&procs->items[0], STR("name"), STR("")), "sleep 1000");
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

/* --- how it ended, and why --- */

TEST(of_a_program_that_was_killed_its_processor_time_is_known)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(call(&f, "proc.shell",
                  "{\"line\":\"i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo; "
                  "sleep 1000\"}"));
    long long id = result(&f, "id");
    wait_for_output(&f, id);
    CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
    CHECK(ended(&f, "user") + ended(&f, "system") >= 20);
    CHECK(ended(&f, "memory_peak") > 0);
}

TEST(who_or_what_ended_a_program_is_said)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_STR(why(&f), "killed");
    CHECK_INT(ended(&f, "by"), proc_id(f.bed.proc));
    id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld,\"signal\":\"term\"}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_STR(why(&f), "killed");
    id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld,\"wall\":50}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_STR(why(&f), "wall_time");
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"while :; do :; done\"}"));
    id = result(&f, "id");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld,\"cpu_seconds\":1}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_STR(why(&f), "cpu_seconds");
    run_shell(&f, "{\"line\":\"exit 3\"}");
    CHECK_STR(why(&f), "-");
    run_shell(&f, "{\"line\":\"kill -9 $$\"}");
    CHECK_STR(why(&f), "-");
}

TEST(that_a_program_has_used_its_processor_time_is_said)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    run_shell(&f, "{\"line\":\"while :; do :; done\",\"cpu_seconds\":1}");
    CHECK_STR(why(&f), "cpu_seconds");
    run_shell(&f, "{\"line\":\"(while :; do :; done); exit $?\",\"cpu_seconds\":1}");
    CHECK_STR(why(&f), "cpu_seconds");
}

TEST(a_shell_is_limited_as_any_program)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    run_shell(&f, "{\"line\":\"exit $((N + $(ulimit -n)))\",\"env\":[\"N=3\"],\"files\":50}");
    CHECK_INT(ended(&f, "status"), 53);
    run_shell(&f, "{\"line\":\"sleep 1000\",\"wall\":50}");
    CHECK_STR(why(&f), "wall_time");
    CHECK_OK(call(&f, "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"1000\"],\"wall\":50}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK_STR(why(&f), "wall_time");
}

TEST(the_limit_that_the_kernel_enforced_is_said)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    if (strcmp(sandbox_limits_by(), "rlimits") == 0)
        test_skip("no cgroups here");
    CHECK_OK(call(&f, "proc.spawn",
                  "{\"program\":\"sh\",\"args\":[\"-c\",\"head -c 99000000 /dev/zero | "
                  "tail -c 99000000 >/dev/null\"],\"memory\":33554432}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK_STR(why(&f), "memory");
    CHECK_OK(call(&f, "proc.spawn",
                  "{\"program\":\"sh\",\"args\":[\"-c\",\"sleep 1 | sleep 1 | sleep 1 | sleep 1\"],"
                  "\"processes\":3}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    CHECK(ended(&f, "status") != 0);
    CHECK_STR(why(&f), "processes");
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
    int before = test_descriptors();
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
    CHECK_INT(test_descriptors(), before);
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

#ifdef PITH_FAILPOINTS
TEST(a_start_that_fails_at_any_step_leaves_nothing)
{
    static const char *const points[] = { "native.allow", "native.plan", "native.pipes",
                                          "native.ring" };
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"true\"}"));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", result(&f, "id")));
    int before = test_descriptors();
    struct procs_stats was, is;
    procs_stats_read(f.bed.procs, &was);
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        CHECK_OK(failpoint_set(str_of(points[i]), STR("error")));
        CHECK_REASON("failpoint", call(&f, "proc.spawn", "{\"program\":\"true\",\"terminal\":%s}",
                                       i % 2 ? "true" : "false"));
        CHECK_OK(failpoint_set(str_of(points[i]), STR("off")));
        CHECK_INT(natives_alive(f.natives), 0);
        CHECK_INT(test_descriptors(), before);
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
