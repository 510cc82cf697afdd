/* Where descriptors run out, in the zygote and on the daemon's side of it. */
#include "sandbox/rig.h"

#include <signal.h>
#include <sys/resource.h>

static void limit_zygote(const struct run *r, rlim_t most)
{
    struct rlimit now;
    CHECK(prlimit(zygote_pid(r->zygote), RLIMIT_NOFILE, NULL, &now) == 0);
    now.rlim_cur = MIN_OF(most, now.rlim_max);
    CHECK(prlimit(zygote_pid(r->zygote), RLIMIT_NOFILE, &now, NULL) == 0);
}

static void limit_ourselves(rlim_t most, struct rlimit *out_was)
{
    CHECK(getrlimit(RLIMIT_NOFILE, out_was) == 0);
    struct rlimit now = { MIN_OF(most, out_was->rlim_max), out_was->rlim_max };
    CHECK(setrlimit(RLIMIT_NOFILE, &now) == 0);
}

/* With one more each time it gets one step further: what the plan says, what it is counted by, its
 * pidfd, and what init moves around. */
TEST(a_zygote_without_descriptors_says_so)
{
    enum { ENOUGH = 100 };
    owned(run) struct run r;
    int refused = 0;
    run_init(&r);
    CHECK_OK(shell(&r, "true")); /* what is opened once is */
    for (rlim_t most = 3; most < ENOUGH; most++) {
        limit_zygote(&r, most);
        owned(err) struct err *e = shell(&r, "true");
        arena_reset(&r.arena);
        if (!e)
            break;
        refused++;
        CHECK(!r.started);
        CHECK(strcmp(err_reason(e), "too_many_open_files") == 0);
        CHECK(strstr(err_hint_text(e), "LimitNOFILE"));
    }
    CHECK(refused > CHILD_FDS && refused < ENOUGH - 3);
    limit_zygote(&r, ENOUGH);
    CHECK_OK(shell(&r, "echo again"));
    CHECK_TEXT(printed(&r), "again\n");
}

static struct rlimit before;

static void have_no_room(struct run *r)
{
    (void)r;
    limit_ourselves(3, &before);
}

TEST(who_has_no_room_for_a_birth_does_not_wait_for_it)
{
    owned(run) struct run r;
    run_init(&r);
    CHECK_OK(shell(&r, "true"));
    r.when_asked = have_no_room;
    struct err *e = shell(&r, "sleep 1000");
    CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK_REASON("too_many_open_files", e);
    CHECK(!r.started);
    CHECK_INT(wait_for_children(&r, 0, (int[8]){ 0 }), 0);
}

TEST(the_zygote_has_as_many_as_there_are_and_its_programs_what_they_are_used_to)
{
    owned(run) struct run r;
    struct rlimit was, its;
    struct sandbox_plan plan;
    if (getrlimit(RLIMIT_NOFILE, &was) < 0 || was.rlim_max < 1024)
        test_skip("no program can have 1024 descriptors here");
    limit_ourselves(200, &was);
    run_init(&r);
    CHECK(setrlimit(RLIMIT_NOFILE, &was) == 0);
    CHECK_OK(shell(&r, "ulimit -n"));
    CHECK_TEXT(printed(&r), "1024\n");
    CHECK(prlimit(zygote_pid(r.zygote), RLIMIT_NOFILE, NULL, &its) == 0);
    CHECK_INT(its.rlim_cur, its.rlim_max);
    struct str words[] = { STR("sh"), STR("-c"), STR("ulimit -n") };
    struct sandbox_wish w = { .argv = { words, 3 }, .limits = SANDBOX_LIMITS };
    w.limits.files = 0;
    w.weaker = WEAKER_CGROUP;
    CHECK_OK(sandbox_plan(&w, &r.arena, &plan));
    CHECK_OK(run_plan(&r, &plan));
    CHECK_TEXT(printed(&r), "200\n");
}
