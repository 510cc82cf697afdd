/* Sandboxes that are made ahead. */
#include "sandbox/rig.h"

#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static bool is_among(int pid, const int *pids, size_t n)
{
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found |= pids[i] == pid;
    return found;
}

TEST(a_sandbox_made_ahead_is_as_any_other)
{
    static const char line[] =
        "id -u; hostname; pwd; ls /proc > /tmp/l; grep -c '^[0-9]' /tmp/l; ulimit -n";
    owned(run) struct run r;
    int warm[8];
    char cold[8192];
    run_init(&r);
    CHECK_OK(shell(&r, line));
    snprintf(cold, sizeof cold, "%s", printed(&r));
    zygote_set_pool(r.zygote, 2);
    CHECK_INT(wait_for_children(&r, 0, warm), 0); /* nobody has started anything since */
    CHECK_OK(shell(&r, "true"));
    for (int i = 0; i < 5; i++) {
        CHECK_INT(wait_for_children(&r, 2, warm), 2);
        CHECK_OK(shell(&r, line));
        CHECK(is_among(r.child.pid, warm, 2));
        CHECK_TEXT(printed(&r), cold);
        arena_reset(&r.arena);
    }
    zygote_set_pool(r.zygote, 0);
    CHECK_INT(wait_for_children(&r, 0, warm), 0);
}

TEST(another_beginning_is_not_given_what_is_warm)
{
    owned(run) struct run r;
    int warm[8];
    run_init(&r);
    zygote_set_pool(r.zygote, 1);
    CHECK_OK(shell(&r, "true"));
    struct str words[] = { STR("sh"), STR("-c"), STR("df -B1 / | tail -1 | cut -c 1-5") };
    struct sandbox_wish w = { .argv = { words, 3 }, .limits = SANDBOX_LIMITS };
    w.limits.temp_bytes = 8 * MIB;
    for (int i = 0; i < 4; i++) { /* it learns the fourth time */
        CHECK_INT(wait_for_children(&r, 1, warm), 1);
        CHECK_OK(run(&r, &w));
        CHECK(!is_among(r.child.pid, warm, 1));
    }
    CHECK_INT(wait_for_children(&r, 1, warm), 1);
    CHECK_OK(run(&r, &w));
    CHECK(is_among(r.child.pid, warm, 1));
}

TEST(a_warm_one_gets_the_programs_ring_too)
{
    owned(run) struct run r;
    int warm[8], pair[2];
    char said[16] = "";
    run_init(&r);
    struct str words[] = { STR("sh"), STR("-c"), STR("echo by the ring >&3; ls /proc/self/fd") };
    struct sandbox_wish w = { .argv = { words, 3 }, .ring = true };
    zygote_set_pool(r.zygote, 1);
    CHECK_OK(shell(&r, "true"));
    for (int i = 0; i < 2; i++) {
        CHECK_INT(wait_for_children(&r, 1, warm), 1);
        CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
        r.child.ring = pair[1];
        CHECK_OK(run(&r, &w));
        close(pair[1]);
        CHECK_INT(r.child.pid, warm[0]);
        CHECK(read(pair[0], said, sizeof said) == 12);
        CHECK(memcmp(said, "by the ring\n", 12) == 0);
        CHECK(read(pair[0], said, sizeof said) == 0); /* nobody else holds the other end */
        CHECK_TEXT(printed(&r), "0\n1\n2\n3\n4\n");   /* 4: the directory that is listed */
        close(pair[0]);
    }
}

TEST(warm_ones_that_are_killed_are_no_loss)
{
    owned(run) struct run r;
    int warm[8];
    run_init(&r);
    zygote_set_pool(r.zygote, 2);
    CHECK_OK(shell(&r, "true"));
    CHECK_INT(wait_for_children(&r, 2, warm), 2);
    kill(warm[0], SIGKILL);
    kill(warm[1], SIGKILL);
    CHECK_INT(wait_for_children(&r, 0, warm), 0); /* not again and again */
    CHECK_OK(shell(&r, "echo here"));
    CHECK_TEXT(printed(&r), "here\n");
    CHECK_INT(wait_for_children(&r, 2, warm), 2);
    kill(zygote_pid(r.zygote), SIGKILL);
    for (int tries = 0; tries < 500 && (kill(warm[0], 0) == 0 || kill(warm[1], 0) == 0); tries++)
        usleep(10000);
    CHECK(kill(warm[0], 0) < 0 && kill(warm[1], 0) < 0);
}
