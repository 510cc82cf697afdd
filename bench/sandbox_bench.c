/* What a sandbox costs: `true` in one of ours, from the request to the end of all of it, against
 * the bare system calls (clone3 with the same namespaces, exec, wait) and against bubblewrap with
 * the same root. */
#include "bench.h"

#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    struct zygote *zygote;
    struct loop *loop;
    struct arena arena;
    struct zygote_child child;
    int nothing;
} rig;

static void started(struct zygote_child *c)
{
    (void)c;
}

static void failed(struct zygote_child *c, struct err *take_e)
{
    (void)c;
    fprintf(stderr, "%s\n", err_text(take_e));
    _exit(1);
}

static void ended(struct zygote_child *c, const struct child_end *end)
{
    (void)c;
    (void)end;
    loop_stop(rig.loop);
}

static void ours(void *arg)
{
    (void)arg;
    struct str words[] = { STR("/usr/bin/true") };
    struct sandbox_wish wish = { .argv = { words, 1 },
                                 .limits = SANDBOX_LIMITS,
                                 .weaker = WEAKER_CGROUP | WEAKER_LANDLOCK };
    struct sandbox_plan plan;
    arena_reset(&rig.arena);
    struct err *e = sandbox_plan(&wish, &rig.arena, &plan);
    if (!e)
        e = zygote_start(rig.zygote, &plan, (const int[]){ rig.nothing, rig.nothing, rig.nothing },
                         &rig.child);
    if (e)
        failed(NULL, e);
    loop_run(rig.loop);
}

static void pool(size_t most)
{
    static size_t now;
    if (now != most)
        zygote_set_pool(rig.zygote, most);
    now = most;
}

static void cold(void *arg)
{
    pool(0);
    ours(arg);
}

static void warm(void *arg)
{
    pool(2);
    ours(arg);
}

static void bare(void *arg)
{
    (void)arg;
    struct clone_args args = { .flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
                                        CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWCGROUP,
                               .exit_signal = SIGCHLD };
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    if (pid == 0) {
        execl("/usr/bin/true", "true", NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

static void bubblewrap(void *arg)
{
    (void)arg;
    static const char *const argv[] = {
        "bwrap",     "--unshare-all", "--die-with-parent",
        "--ro-bind", "/usr",          "/usr",
        "--symlink", "usr/bin",       "/bin",
        "--symlink", "usr/lib",       "/lib",
        "--symlink", "usr/lib64",     "/lib64",
        "--proc",    "/proc",         "--dev",
        "/dev",      "--tmpfs",       "/tmp",
        "--",        "/usr/bin/true", NULL,
    };
    pid_t pid;
    if (posix_spawnp(&pid, "bwrap", NULL, NULL, (char *const *)(uintptr_t)argv, NULL) == 0)
        waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
    static const struct bench benches[] = {
        { .name = "sandboxed true",
          .yardstick = "clone3, exec",
          .ours = cold,
          .theirs = bare,
          .most = 2 },
        { .name = "from the warm pool",
          .yardstick = "clone3, exec",
          .ours = warm,
          .theirs = bare,
          .most = 2 },
        { .name = "sandboxed true",
          .yardstick = "bubblewrap",
          .ours = cold,
          .theirs = bubblewrap,
          .most = 1 },
        { .name = "from the warm pool",
          .yardstick = "bubblewrap",
          .ours = warm,
          .theirs = bubblewrap,
          .most = 1 },
    };
    struct err *e = zygote_open(&rig.zygote);
    rig.loop = loop_new(LOOP_LIVE);
    rig.nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    rig.child = (struct zygote_child){ .started = started, .failed = failed, .ended = ended };
    arena_init(&rig.arena, 1 * MIB);
    if (!e)
        e = zygote_watch(rig.zygote, rig.loop);
    if (e)
        failed(NULL, e);
    bool has_bubblewrap = system("bwrap --version >/dev/null 2>&1") == 0;
    int bad = bench_main(benches, has_bubblewrap ? 4 : 2, argc, argv);
    zygote_free(rig.zygote);
    loop_free(rig.loop);
    arena_done(&rig.arena);
    return bad;
}
