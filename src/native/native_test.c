/* proc.*: programs through ops, and that nothing is left of them. */
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
