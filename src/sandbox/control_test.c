/* Limits and what is done to a sandbox that runs: live by what this host has, and the words of
 * cgroup version 2 on a plain directory. */
#include "sandbox/rig.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- version 2, on a plain directory --- */

static int plain_directory(const char *const *names)
{
    int dir = open(test_dir(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (; *names; names++)
        close(openat(dir, *names, O_CREAT | O_WRONLY | O_TRUNC, 0600));
    return dir;
}

static const char *holds(int dir, const char *name)
{
    static char text[256];
    owned_fd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    ssize_t n = read(fd, text, sizeof text - 1);
    text[MAX_OF(n, 0)] = 0;
    return text;
}

static void put(int dir, const char *name, const char *text)
{
    owned_fd int fd = openat(dir, name, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
}

TEST(version_2_gets_its_limits)
{
    static const char *const names[] = { "memory.max", "memory.high", "pids.max", NULL };
    owned_fd int dir = plain_directory(names);
    const struct sandbox_limits l = { .memory = 5000000, .processes = 12, .cpu_weight = 25 };
    CHECK_INT(cgroup2_limit(dir, &l), 0);
    CHECK_TEXT(holds(dir, "memory.max"), "5000000");
    CHECK_TEXT(holds(dir, "memory.high"), "4000000");
    CHECK_TEXT(holds(dir, "pids.max"), "12");
}

TEST(version_2_weighs_processors_where_they_are_handed_on)
{
    static const char *const names[] = { "memory.max", "memory.high", "pids.max",
                                         "cpu.weight", "cpu.max",     NULL };
    owned_fd int dir = plain_directory(names);
    CHECK_INT(cgroup2_limit(dir, &(struct sandbox_limits){ .cpu_weight = 25, .cpu_percent = 150 }),
              0);
    CHECK_TEXT(holds(dir, "cpu.weight"), "25");
    CHECK_TEXT(holds(dir, "cpu.max"), "150000 100000");
    CHECK_TEXT(holds(dir, "memory.max"), "max");
    CHECK_TEXT(holds(dir, "pids.max"), "max");
}

TEST(a_limit_that_cannot_be_written_is_an_error)
{
    static const char *const names[] = { "memory.max", NULL };
    owned_fd int dir = plain_directory(names);
    CHECK_INT(cgroup2_limit(dir, &(struct sandbox_limits){ .memory = 1 }), -1);
    CHECK_INT(errno, ENOENT);
}

TEST(version_2_freezes_and_kills_as_a_whole)
{
    static const char *const names[] = { "cgroup.freeze", "cgroup.kill", NULL };
    owned_fd int dir = plain_directory(names);
    CHECK_INT(cgroup2_freeze(dir, true), 0);
    CHECK_TEXT(holds(dir, "cgroup.freeze"), "1");
    CHECK_INT(cgroup2_freeze(dir, false), 0);
    CHECK_TEXT(holds(dir, "cgroup.freeze"), "0");
    CHECK_INT(cgroup2_kill(dir), 0);
    CHECK_TEXT(holds(dir, "cgroup.kill"), "1");
    unlinkat(dir, "cgroup.kill", 0);
    CHECK_INT(cgroup2_kill(dir), -1); /* kernels before 5.14 */
}

static void name_of(pid_t zygote, unsigned n, uint64_t space, const char *base, char *out,
                    size_t size)
{
    snprintf(out, size, "%s/pith-%d-%u-%" PRIu64, base, zygote, n, space);
}

/* Of a zygote that is no more, whatever its number is; and not of one that lives. */
TEST(what_a_dead_zygote_has_left_is_swept)
{
    if (cgroup_version() != CGROUP_V1)
        test_skip("no cgroups of version 1 here");
    char dead[96], alive[96];
    pid_t gone = fork();
    if (gone == 0)
        _exit(0);
    waitpid(gone, NULL, 0);
    name_of(gone, 1, cgroup_pid_space(), "/sys/fs/cgroup/pids", dead, sizeof dead);
    name_of(getpid(), 1, cgroup_pid_space(), "/sys/fs/cgroup/pids", alive, sizeof alive);
    if (mkdir(dead, 0700) < 0 || mkdir(alive, 0700) < 0)
        test_skip("our own cgroup is another one");
    cgroup_sweep();
    CHECK(access(dead, F_OK) < 0);
    CHECK(access(alive, F_OK) == 0);
    rmdir(alive);
}

/* A plain directory does not go while a file is in it, as a cgroup does not while somebody is. */
TEST(version_2_ends_who_is_still_in_what_is_swept)
{
    char dead[PATH_MOST], empty[PATH_MOST], alive[PATH_MOST], foreign[PATH_MOST];
    char elsewhere[PATH_MOST];
    uint64_t space = cgroup_pid_space();
    pid_t gone = fork();
    if (gone == 0)
        _exit(0);
    waitpid(gone, NULL, 0);
    name_of(gone, 1, space, test_dir(), dead, sizeof dead);
    name_of(gone, 2, space, test_dir(), empty, sizeof empty);
    name_of(gone, 3, space + 1, test_dir(), elsewhere, sizeof elsewhere);
    name_of(getpid(), 1, space, test_dir(), alive, sizeof alive);
    snprintf(foreign, sizeof foreign, "%s/user-%d-1", test_dir(), gone);
    CHECK(mkdir(dead, 0700) == 0 && mkdir(empty, 0700) == 0);
    CHECK(mkdir(alive, 0700) == 0 && mkdir(foreign, 0700) == 0 && mkdir(elsewhere, 0700) == 0);
    owned_fd int dir = open(dead, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    put(dir, "cgroup.kill", "");
    cgroup_sweep_in(test_dir(), CGROUP_V2);
    CHECK_TEXT(holds(dir, "cgroup.kill"), "1");
    CHECK(access(empty, F_OK) < 0);
    CHECK(access(alive, F_OK) == 0 && access(foreign, F_OK) == 0 && access(elsewhere, F_OK) == 0);
    CHECK(unlinkat(dir, "cgroup.kill", 0) == 0);
    cgroup_sweep_in(test_dir(), CGROUP_V2);
    CHECK(access(dead, F_OK) < 0);
}

TEST(version_2_tells_of_pressure_when_its_count_rises)
{
    static const char *const names[] = { "memory.events", "memory.current", NULL };
    owned_fd int dir = plain_directory(names);
    struct pressure p = { .fd = -1 };
    uint64_t used = 0;
    put(dir, "memory.events", "low 0\nhigh 3\nmax 0\noom 0\noom_kill 0\n");
    put(dir, "memory.current", "850000\n");
    pressure_open_in(&p, dir, CGROUP_V2, 1000000);
    CHECK_INT(p.events, POLLPRI);
    CHECK(!pressure_read_in(&p, dir, CGROUP_V2, &used));
    put(dir, "memory.events", "low 0\nhigh 4\nmax 0\noom 0\noom_kill 0\n");
    CHECK(pressure_read_in(&p, dir, CGROUP_V2, &used));
    CHECK_INT(used, 850000);
    put(dir, "memory.events", "low 0\nhigh 5\nmax 0\noom 0\noom_kill 0\n");
    CHECK(!pressure_read_in(&p, dir, CGROUP_V2, &used)); /* not so soon again */
    pressure_close(&p);
}

TEST(version_2_says_what_was_used_and_which_limits_were_met)
{
    static const char *const none[] = { NULL };
    owned_fd int dir = plain_directory(none);
    struct cgroup_figures f;
    cgroup2_account(dir, &f);
    CHECK_INT(f.memory_peak + f.user_us + f.system_us + f.ended_for_memory + f.forks_refused, 0);
    put(dir, "memory.peak", "850000\n");
    put(dir, "cpu.stat", "usage_usec 70\nuser_usec 40\nsystem_usec 30\nnr_periods 0\n");
    put(dir, "memory.events", "low 0\nhigh 4\nmax 9\noom 2\noom_kill 1\n");
    put(dir, "pids.events", "max 3\n");
    cgroup2_account(dir, &f);
    CHECK_INT(f.memory_peak, 850000);
    CHECK_INT(f.user_us, 40);
    CHECK_INT(f.system_us, 30);
    CHECK_INT(f.ended_for_memory, 1);
    CHECK_INT(f.forks_refused, 3);
}

TEST(version_1_says_it_controller_by_controller)
{
    static const char *const none[] = { NULL };
    owned_fd int dir = plain_directory(none);
    struct cgroup_figures f = { 0 };
    put(dir, "memory.max_usage_in_bytes", "850000\n");
    put(dir, "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    put(dir, "pids.events", "max 3\n");
    put(dir, "cpuacct.usage", "70000\n");
    cgroup1_account(dir, "memory", &f);
    cgroup1_account(dir, "pids", &f);
    cgroup1_account(dir, "cpuacct", &f);
    cgroup1_account(dir, "cpu", &f);
    CHECK_INT(f.memory_peak, 850000);
    CHECK_INT(f.ended_for_memory, 2);
    CHECK_INT(f.forks_refused, 3);
    CHECK_INT(f.user_us, 70); /* older kernels do not tell them apart */
    put(dir, "cpuacct.usage_sys", "30000\n");
    cgroup1_account(dir, "cpuacct", &f);
    CHECK_INT(f.user_us, 40);
    CHECK_INT(f.system_us, 30);
}

TEST(counts_in_damaged_files_are_0)
{
    static const char *const names[] = { "memory.events", NULL };
    owned_fd int dir = plain_directory(names);
    static const char *const texts[] = { "", "high", "high \n", "high x\n", "highest 7\n", "\n\n" };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        put(dir, "memory.events", texts[i]);
        owned_fd int fd = openat(dir, "memory.events", O_RDONLY | O_CLOEXEC);
        CHECK_INT(cgroup_count(fd, "high"), 0);
    }
}

TEST(limits_survive_their_way_in_a_plan)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    const struct sandbox_limits l = {
        .memory = 1 * GIB, .processes = 7, .cpu_weight = 25, .cpu_percent = 50
    };
    struct sandbox_limits again;
    CHECK(limits_from_text(limits_text(&l, &a), &again));
    CHECK(memcmp(&l, &again, sizeof l) == 0);
    CHECK(!limits_from_text(STR("12 34"), &again));
    CHECK(!limits_from_text(STR(""), &again));
}

/* --- live --- */

static void need_cgroups(void)
{
    if (cgroup_version() == CGROUP_NONE)
        test_skip("no cgroups can be made here");
}

static void look_where_it_is(struct run *r)
{
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/cgroup", r->child.pid);
    owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = read(fd, text, sizeof text - 1);
    text[MAX_OF(n, 0)] = 0;
    r->pressed += strstr(text, "/pith-") != NULL;
}

TEST(it_is_in_a_cgroup_of_its_own_in_the_first_sandbox_and_in_warm_ones)
{
    owned(run) struct run r;
    run_init(&r); /* nobody has looked for cgroups before the zygote was forked */
    int warm[8];
    r.when_started = look_where_it_is;
    zygote_set_pool(r.zygote, 1);
    CHECK_OK(shell(&r, "sleep 0.2"));
    if (cgroup_version() == CGROUP_NONE)
        return;
    CHECK_INT(r.pressed, 1);
    CHECK_INT(wait_for_children(&r, 1, warm), 1);
    CHECK_OK(shell(&r, "sleep 0.2"));
    CHECK_INT(r.child.pid, warm[0]);
    CHECK_INT(r.pressed, 2);
}

TEST(most_of_the_memory_used_is_told)
{
    need_cgroups();
    owned(run) struct run r;
    run_init(&r);
    struct str words[] = { STR("sh"), STR("-c"),
                           STR("sleep 0.4; head -c 29000000 /dev/zero | tail -c 29000000 | "
                               "(sleep 0.5; wc -c)") };
    struct sandbox_wish w = { .argv = { words, 3 }, .limits = SANDBOX_LIMITS };
    w.limits.memory = 32 * MIB;
    CHECK_OK(run(&r, &w));
    CHECK(r.pressed > 0);
    CHECK_TEXT(printed(&r), "29000000\n");
    r.pressed = 0;
    CHECK_OK(shell(&r, "sleep 0.4"));
    CHECK_INT(r.pressed, 0);
}

static void freeze_and_thaw(struct run *r)
{
    CHECK_OK(zygote_freeze(&r->child, true));
    run_until(r, &r->answered, 1);
    char before[64], after[64];
    usleep(50000); /* what was on its way is there */
    snprintf(before, sizeof before, "%.60s", printed(r));
    usleep(200000);
    snprintf(after, sizeof after, "%.60s", printed(r));
    CHECK_TEXT(after, before);
    CHECK_OK(zygote_freeze(&r->child, false));
}

TEST(a_frozen_sandbox_does_nothing_until_it_is_let_go_on)
{
    owned(run) struct run r;
    run_init(&r);
    r.when_started = freeze_and_thaw;
    CHECK_OK(shell(&r, "(for i in 1 2 3 4 5; do echo $i; sleep 0.03; done) & wait; exit 4"));
    CHECK_INT(WEXITSTATUS(r.end.status), 4);
    CHECK_TEXT(printed(&r), "1\n2\n3\n4\n5\n");
    CHECK(!r.answer);
}

static void freeze_and_kill(struct run *r)
{
    CHECK_OK(zygote_freeze(&r->child, true));
    zygote_signal(&r->child, SIGKILL);
}

TEST(a_frozen_sandbox_can_be_ended)
{
    owned(run) struct run r;
    run_init(&r);
    r.when_started = freeze_and_kill;
    CHECK_OK(shell(&r, "sleep 86393.5 & sleep 86393.5"));
    CHECK_INT(count_processes("86393.5"), 0);
}

TEST(nobody_inside_can_freeze_it)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(shell(&r, "kill -35 1; kill -36 1; sleep 0.05; echo goes on"));
    CHECK(strstr(printed(&r), "goes on") || WIFSIGNALED(r.end.status));
}

static void allow_fewer(struct run *r)
{
    struct sandbox_limits l = SANDBOX_LIMITS;
    l.processes = 2;
    CHECK_OK(zygote_limit(&r->child, &l));
}

TEST(limits_change_while_it_runs)
{
    need_cgroups();
    owned(run) struct run r;
    run_init(&r);
    r.when_started = allow_fewer;
    CHECK_OK(shell(&r, "sleep 0.2; (true) && (echo forks) 2>/dev/null; echo end"));
    CHECK_INT(r.answered, 1);
    CHECK(!r.answer);
    CHECK(!strstr(printed(&r), "forks"));
}

static void limit_to_nothing(struct run *r)
{
    struct sandbox_limits l = SANDBOX_LIMITS;
    l.memory = 4096; /* less than it holds, and can let go of */
    CHECK_OK(zygote_limit(&r->child, &l));
}

TEST(a_change_that_the_kernel_refuses_is_told)
{
    if (cgroup_version() != CGROUP_V1)
        test_skip("version 2 ends somebody instead");
    owned(run) struct run r;
    run_init(&r);
    r.when_started = limit_to_nothing;
    CHECK_OK(shell(&r, "sleep 0.3"));
    CHECK_INT(r.answered, 1);
    CHECK(r.answer != NULL);
}
