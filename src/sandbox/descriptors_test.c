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
