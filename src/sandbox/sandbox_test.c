/* Plans, the zygote, and what a program in a sandbox can reach. */
#include "base/probe.h"
#include "sandbox/rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(a_program_runs_and_its_end_is_told)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(shell(&r, "echo $GREETING; exit 7"));
    CHECK(r.started);
    CHECK(WIFEXITED(r.end.status));
    CHECK_INT(WEXITSTATUS(r.end.status), 7);
    CHECK_TEXT(printed(&r), "hello\n");
    CHECK(r.end.memory_peak > 0);
    CHECK_OK(shell(&r, "kill -USR1 $$"));
    CHECK(WIFSIGNALED(r.end.status) && WTERMSIG(r.end.status) == SIGUSR1);
}

TEST(its_world_is_small)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(shell(&r,
                   "id -u; hostname; pwd; ls -d /home /root /sys /work /etc/shadow 2>/dev/null; "
                   "ls /proc > /tmp/l; grep -c '^[0-9]' /tmp/l; env | grep -c PITH; echo $$"));
    CHECK_TEXT(printed(&r), "1000\nsandbox\n/tmp\n3\n0\n2\n");
}

TEST(what_was_bound_is_there_and_only_writable_if_said)
{
    owned(run) struct run r;
    run_init(&r);
    char dir[PATH_MOST], line[3 * PATH_MOST];
    CHECK(realpath(test_dir(), dir));
    snprintf(line, sizeof line, "(echo text > %s/note) 2>/dev/null && cat %s/note || echo no", dir,
             dir);
    struct str words[] = { STR("sh"), STR("-c"), str_of(line) };
    struct sandbox_bind bind = { .path = str_of(dir) };
    struct sandbox_wish w = {
        .argv = { words, 3 }, .binds = &bind, .n_binds = 1, .cwd = bind.path
    };
    CHECK_OK(run(&r, &w));
    CHECK_TEXT(printed(&r), "no\n");
    bind.writable = true;
    CHECK_OK(run(&r, &w));
    CHECK_TEXT(printed(&r), "text\n");
}

/* What lies in the system that every program sees is there already, and cannot be made anew. */
TEST(what_is_bound_below_something_that_is_bound_stays_as_it_is)
{
    owned(run) struct run r;
    run_init(&r);
    struct str words[] = { STR("/usr/bin/env"), STR("echo"), STR("ran") };
    struct sandbox_bind binds[] = { { .path = STR("/usr/bin/env") }, { .path = STR("/usr/bin") } };
    struct sandbox_wish w = { .argv = { words, 3 }, .binds = binds, .n_binds = 2 };
    CHECK_OK(run(&r, &w));
    CHECK_TEXT(printed(&r), "ran\n");
}

TEST(devices_are_there_to_be_used_and_none_can_be_made)
{
    owned(run) struct run r;
    run_init(&r);
    if (!probe_ok(PROBE_LANDLOCK))
        test_skip("no Landlock here");
    CHECK_OK(shell(&r,
                   "exec 2>/dev/null; echo x > /dev/null && echo y > /dev/shm/a && cat /dev/shm/a;"
                   "echo x > /dev/made || echo no; mkdir /dev/made || echo no;"
                   "rm /dev/tty /dev/ptmx; echo x > /dev/tty || echo no; ls /dev/pts /dev/tty"));
    CHECK_TEXT(printed(&r), "y\nno\nno\nno\n/dev/tty\n\n/dev/pts:\nptmx\n");
}

TEST(terminals_can_be_made_inside)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(
        shell(&r, "script -qec 'tty; echo hi > /dev/tty; ls -l $(tty) | cut -c 1-10' /dev/null"));
    CHECK_TEXT(printed(&r), "/dev/pts/0\r\nhi\r\ncrw--w----\r\n");
}

TEST(how_the_daemon_was_started_is_not_seen)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(shell(&r, "tr -d '\\0' </proc/1/cmdline"));
    CHECK_TEXT(printed(&r), "pith-zygote");
}

/* The kernel hands on what was written to a terminal when it likes, in pieces. */
static void read_up_to(int fd, const char *last, char *text, size_t room)
{
    size_t len = 0;
    text[0] = 0;
    for (struct pollfd p = { fd, POLLIN, 0 }; !strstr(text, last) && poll(&p, 1, 10000) > 0;) {
        ssize_t n = read(fd, text + len, room - 1 - len);
        if (n <= 0)
            return;
        len += (size_t)n;
        text[len] = 0;
    }
}

/* What a program writes to the terminal that it is started on. */
static struct err *on_terminal(struct run *r, const char *line, const char *last, char *text,
                               size_t room)
{
    struct str words[] = { STR("/bin/sh"), STR("-c"), str_of(line) };
    struct sandbox_wish w = {
        .argv = { words, 3 }, .limits = SANDBOX_LIMITS, .weaker = WEAKER_CGROUP, .terminal = true
    };
    struct sandbox_plan plan;
    owned_fd int ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(ours >= 0 && unlockpt(ours) == 0);
    int its = ioctl(ours, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(write(ours, "secret\n", 7) == 7);
    r->started = r->over = false;
    TRY(sandbox_plan(&w, &r->arena, &plan));
    CHECK_OK(zygote_start(r->zygote, &plan, (const int[]){ its, its, its }, &r->child));
    while (!r->over)
        loop_turn(r->loop);
    read_up_to(ours, last, text, room);
    close(its);
    return give(r->failed);
}

TEST(a_program_on_a_terminal_can_speak_to_whoever_sits_there)
{
    owned(run) struct run r;
    run_init(&r);
    char text[512];
    for (int ahead = 0; ahead < 2; ahead++) { /* cold, and from the pool */
        int warm[8];
        CHECK_OK(on_terminal(&r,
                             "stty -echo; tty; chmod 600 $(tty) 2> /dev/null || read x < /dev/tty; "
                             "echo \"<$x>\" > /dev/tty; ls /dev/pts",
                             "ptmx\r\n", text, sizeof text));
        CHECK(strstr(text, "/dev/console\r\n<secret>\r\nptmx\r\n"));
        zygote_set_pool(r.zygote, 1);
        CHECK_OK(shell(&r, "true"));
        CHECK_INT(wait_for_children(&r, 1, warm), 1);
    }
}

TEST(a_directory_that_was_replaced_is_not_bound)
{
    owned(run) struct run r;
    run_init(&r);
    struct str words[] = { STR("true") };
    struct sandbox_bind bind = { .path = str_of(test_dir()), .dev = 1, .ino = 2 };
    struct sandbox_wish w = { .argv = { words, 1 }, .binds = &bind, .n_binds = 1 };
    owned(err) struct err *e = run(&r, &w);
    CHECK(e && strstr(err_text(e), "step bind"));
    CHECK(!r.started);
}

TEST(a_step_that_fails_is_named)
{
    owned(run) struct run r;
    run_init(&r);
    struct str words[] = { STR("there-is-no-such-program") };
    struct sandbox_wish w = { .argv = { words, 1 } };
    owned(err) struct err *e = run(&r, &w);
    CHECK_INT(err_kind(e), ERR_NOT_FOUND);
    CHECK(strstr(err_text(e), "step exec there-is-no-such-program"));
    CHECK(!r.started);
}

TEST(a_layer_that_the_host_lacks_stops_the_start_unless_it_may_be_missing)
{
    owned(run) struct run r;
    run_init(&r);
    struct str words[] = { STR("true") };
    struct sandbox_wish w = { .argv = { words, 1 } };
    CHECK_OK(probe_set(STR("landlock"), STR("missing")));
    CHECK_REASON("sandbox_layer_missing", run(&r, &w));
    w.weaker = WEAKER_LANDLOCK;
    CHECK_OK(run(&r, &w));
    CHECK_OK(probe_set(STR("userns"), STR("missing")));
    CHECK_REASON("sandbox_layer_missing", run(&r, &w));
    probe_forget();
}

TEST(older_landlocks_refuse_what_they_can)
{
    owned(run) struct run r;
    run_init(&r);
    int64_t newest = probe_get(PROBE_LANDLOCK)->number;
    for (int64_t abi = 1; abi <= newest; abi++) {
        char text[24];
        snprintf(text, sizeof text, "%lld", (long long)abi);
        CHECK_OK(probe_set(STR("landlock"), str_of(text)));
        CHECK_OK(
            shell(&r, "echo x > /tmp/a && cat /tmp/a; echo y 2>/dev/null > /usr/a || echo no"));
        CHECK_TEXT(printed(&r), "x\nno\n");
    }
    probe_forget();
}

TEST(grandchildren_that_became_daemons_end_with_it)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(shell(&r, "setsid sh -c 'setsid sleep 86398.5 & setsid sleep 86398.5 &' ; exit 3"));
    CHECK_INT(WEXITSTATUS(r.end.status), 3);
    CHECK_INT(count_processes("86398.5"), 0);
}

TEST(a_signal_reaches_it_and_sigkill_ends_all)
{
    owned(run) struct run r;
    run_init(&r);
    r.signal_when_started = SIGTERM;
    CHECK_OK(shell(&r, "exec sleep 86397.5"));
    CHECK(WIFSIGNALED(r.end.status) && WTERMSIG(r.end.status) == SIGTERM);
    r.signal_when_started = SIGKILL;
    CHECK_OK(shell(&r, "trap '' TERM; setsid sleep 86397.5 & sleep 86397.5; :"));
    CHECK(WIFSIGNALED(r.end.status) && WTERMSIG(r.end.status) == SIGKILL);
    CHECK_INT(count_processes("86397.5"), 0);
}

TEST(it_hears_the_signals_that_pith_was_told_to_ignore)
{
    owned(run) struct run r;
    void (*before)(int) = signal(SIGINT, SIG_IGN);
    run_init(&r);
    CHECK_OK(shell(&r, "grep SigIgn /proc/self/status"));
    CHECK_TEXT(printed(&r), "SigIgn:\t0000000000000000\n");
    signal(SIGINT, before);
}

TEST(a_signal_sent_before_it_is_born_waits_for_it)
{
    owned(run) struct run r;
    run_init(&r);
    struct str words[] = { STR("sleep"), STR("86394.5") };
    struct sandbox_wish w = { .argv = { words, 2 },
                              .limits = SANDBOX_LIMITS,
                              .weaker = WEAKER_CGROUP };
    struct sandbox_plan plan;
    CHECK_OK(sandbox_plan(&w, &r.arena, &plan));
    CHECK_OK(zygote_start(r.zygote, &plan, (const int[]){ r.out, r.out, r.out }, &r.child));
    zygote_signal(&r.child, SIGKILL);
    while (!r.over)
        loop_turn(r.loop);
    CHECK_INT(count_processes("86394.5"), 0);
}

TEST(all_of_them_end_with_the_zygote)
{
    owned(run) struct run r;
    run_init(&r);
    struct str words[] = { STR("sleep"), STR("86396.5") };
    struct sandbox_wish w = { .argv = { words, 2 },
                              .limits = SANDBOX_LIMITS,
                              .weaker = WEAKER_CGROUP };
    struct sandbox_plan plan;
    CHECK_OK(sandbox_plan(&w, &r.arena, &plan));
    CHECK_OK(zygote_start(r.zygote, &plan, (const int[]){ r.out, r.out, r.out }, &r.child));
    while (!r.started)
        loop_turn(r.loop);
    CHECK_INT(count_processes("86396.5"), 1);
    kill(zygote_pid(r.zygote), SIGKILL);
    while (!r.over)
        loop_turn(r.loop);
    for (int tries = 0; tries < 500 && count_processes("86396.5"); tries++)
        usleep(10000);
    CHECK_INT(count_processes("86396.5"), 0);
    CHECK_REASON("zygote_gone",
                 zygote_start(r.zygote, &plan, (const int[]){ r.out, r.out, r.out }, &r.child));
}

static int listening(int *out_port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(fd, (struct sockaddr *)&at, size) == 0 && listen(fd, 1) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&at, &size) == 0);
    *out_port = ntohs(at.sin_port);
    return fd;
}

TEST(nothing_that_a_hostile_program_tries_comes_through)
{
    owned(run) struct run r;
    run_init(&r);
    int port_nr;
    char pid[16], port[16], secret[PATH_MOST];
    owned_fd int listener = listening(&port_nr);
    snprintf(pid, sizeof pid, "%d", getpid());
    snprintf(port, sizeof port, "%d", port_nr);
    snprintf(secret, sizeof secret, "%s/secret", test_dir());
    close(open(secret, O_CREAT | O_WRONLY, 0666));
    struct sandbox_bind bind = { .path = str_of(getenv("HOSTILE")) };
    struct str words[] = { bind.path, str_of(secret), str_of(pid), str_of(port) };
    struct sandbox_wish w = { .argv = { words, 4 }, .binds = &bind, .n_binds = 1 };
    w.limits = SANDBOX_LIMITS;
    w.limits.memory = 128 * MIB;
    for (size_t ahead = 0; ahead < 2; ahead++) { /* cold, and from the pool */
        int warm[8];
        CHECK_OK(run(&r, &w));
        CHECK_TEXT(printed(&r), "");
        CHECK(WIFEXITED(r.end.status));
        CHECK_INT(WEXITSTATUS(r.end.status), 0);
        CHECK_INT(count_processes("86399.25"), 0);
        zygote_set_pool(r.zygote, 1);
        CHECK_OK(shell(&r, "true"));
        CHECK_INT(wait_for_children(&r, 1, warm), 1);
    }
}

TEST(a_plan_survives_its_way_and_a_damaged_one_is_refused)
{
    probe_forget();
    owned(arena) struct arena a;
    owned(buf) struct buf bytes;
    struct sandbox_plan plan, again;
    struct str words[] = { STR("true"), STR("a b") };
    struct sandbox_wish w = { .argv = { words, 2 },
                              .limits = SANDBOX_LIMITS,
                              .weaker = WEAKER_CGROUP };
    arena_init(&a, 4 * MIB);
    buf_init(&bytes, PLAN_BYTES_MOST);
    CHECK_OK(probe_set(STR("userns"), STR("1"))); /* nothing is started */
    CHECK_OK(sandbox_plan(&w, &a, &plan));
    plan_write(&plan, &bytes);
    CHECK_OK(plan_read(buf_text(&bytes), &a, &again));
    CHECK_INT(again.count, plan.count);
    for (size_t i = 0; i < plan.count; i++)
        CHECK(again.steps[i].kind == plan.steps[i].kind &&
              again.steps[i].number == plan.steps[i].number &&
              str_eq(again.steps[i].a, plan.steps[i].a) &&
              str_eq(again.steps[i].b, plan.steps[i].b));
    for (size_t cut = 1; cut < 30; cut++)
        CHECK_REASON("bad_plan",
                     plan_read(str_first(buf_text(&bytes), bytes.len - cut), &a, &again));
    bytes.ptr[0] = 77;
    CHECK_REASON("bad_plan", plan_read(buf_text(&bytes), &a, &again));
}

TEST(no_descriptor_is_left_after_many)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(shell(&r, "true"));
    int before = test_descriptors();
    for (int i = 0; i < 30; i++) {
        CHECK_OK(shell(&r, i % 3 ? "true" : "sleep 86395.5 & exit 1"));
        arena_reset(&r.arena);
    }
    CHECK_INT(test_descriptors(), before);
    CHECK_INT(count_processes("86395.5"), 0);
}

static void expect_refused(const struct run *r, const char *call)
{
    char word[64];
    snprintf(word, sizeof word, "%s ", call);
    const char *at = strstr(r->refused, word);
    if (!at)
        CHECK_FAIL("that %s was refused is not told; what is: %s", call, r->refused);
    if (strstr(at + 1, word) && !strstr(word, "mount"))
        CHECK_FAIL("that %s was refused is told twice: %s", call, r->refused);
}

TEST(what_the_filter_refuses_is_told_once)
{
    static const char *const attempts[] = { "traces", "uses_keys",    "uses_bpf",
                                            "mounts", "changes_root", "makes_setuid" };
    owned(run) struct run r;
    run_init(&r);
    struct sandbox_bind bind = { .path = str_of(getenv("HOSTILE")) };
    for (size_t i = 0; i < COUNT_OF(attempts); i++) {
        struct str words[] = { bind.path, STR("/x"), STR("1"), STR("1"), str_of(attempts[i]) };
        struct sandbox_wish w = { .argv = { words, 5 }, .binds = &bind, .n_binds = 1 };
        CHECK_OK(run(&r, &w));
        CHECK_INT(r.end.status, 0);
    }
    expect_refused(&r, "ptrace");
    expect_refused(&r, "keyctl");
    expect_refused(&r, "add_key");
    expect_refused(&r, "bpf");
    expect_refused(&r, "mount");
    expect_refused(&r, "umount2");
    expect_refused(&r, "fchmodat");
    expect_refused(&r, "openat");
    expect_refused(&r, "chroot");
    r.refused[0] = 0;
    CHECK_OK(
        shell(&r, "i=0; while [ $i -lt 50 ]; do /usr/sbin/chroot /tmp true; i=$((i+1)); done"));
    expect_refused(&r, "chroot");
}

/* Else a program that tries nothing would pass. Only what harms nobody. */
TEST(the_hostile_program_comes_through_where_nothing_holds_it)
{
    static const char *const harmless[] = { "reads_secret",       "reads_environ",
                                            "reads_mem",          "traces",
                                            "signals_out",        "reaches_outer_port",
                                            "sees_others",        "makes_setuid",
                                            "makes_closing_wait", "takes_all_watchers" };
    int port_nr;
    char line[3 * PATH_MOST];
    owned_fd int listener = listening(&port_nr);
    for (size_t i = 0; i < COUNT_OF(harmless); i++) {
        snprintf(line, sizeof line, "%s /etc/passwd %d %d %s >/dev/null", getenv("HOSTILE"),
                 getpid(), port_nr, harmless[i]);
        int status = system(line);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 1)
            CHECK_FAIL("%s did not come through", harmless[i]);
    }
}

/* --- the daemon's own filter --- */

static bool is_refused(int result)
{
    return result < 0 && errno == EPERM;
}

static void be_the_daemon(void *arg)
{
    const struct sockaddr_in to = { .sin_family = AF_INET,
                                    .sin_port = htons((uint16_t) * (const int *)arg),
                                    .sin_addr = { htonl(INADDR_LOOPBACK) } };
    char *const none[] = { NULL };
    int pair[2], before = socket(AF_INET, SOCK_STREAM, 0);
    CHECK_OK(sandbox_give_up());
    CHECK(is_refused(connect(before, (const struct sockaddr *)&to, sizeof to)));
    CHECK(is_refused(socket(AF_INET, SOCK_STREAM, 0)));
    CHECK(is_refused(socket(AF_INET6, SOCK_DGRAM, 0)));
    CHECK(is_refused(socket(AF_UNIX, SOCK_STREAM, 0)));
    CHECK(is_refused(execve("/bin/true", none, none)));
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
}

TEST(the_daemon_can_reach_nobody_once_it_is_ready)
{
    int port_nr;
    owned_fd int listener = listening(&port_nr);
    CHECK_INT(test_in_child(be_the_daemon, &port_nr), 0);
}
