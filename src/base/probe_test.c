/* The probe table: complete, kept, and replaceable. */
#include "base/probe.h"

#include "base/test.h"

#include <stdlib.h>

TEST(every_probe_answers_and_says_what_to_do)
{
    probe_forget();
    for (enum probe_id id = 0; id < PROBES; id++) {
        const struct probe *p = probe_get(id);
        if (!p->text[0] || !p->purpose[0] || !p->remedy[0])
            CHECK_FAIL("%s says nothing", p->name);
    }
    CHECK(probe_get(PROBE_KERNEL)->number >= 4000);
}

TEST(a_probe_is_looked_at_once)
{
    probe_forget();
    const struct probe *first = probe_get(PROBE_MEMFD);
    CHECK(probe_get(PROBE_MEMFD) == first);
    CHECK_OK(probe_set(STR("memfd"), STR("missing")));
    CHECK(!probe_ok(PROBE_MEMFD));
    probe_forget();
    CHECK(probe_ok(PROBE_MEMFD)); /* every kernel we run on has it */
}

TEST(tests_and_the_environment_replace_answers)
{
    probe_forget();
    setenv("PITH_PROBES", "landlock=2,userns=missing,kvm=0", 1);
    CHECK_OK(probe_from_env());
    CHECK_INT(probe_get(PROBE_LANDLOCK)->number, 2);
    CHECK(probe_ok(PROBE_LANDLOCK) && !probe_ok(PROBE_USERNS) && !probe_ok(PROBE_KVM));
    setenv("PITH_PROBES", "landlok=2", 1);
    CHECK_REASON("no_such_probe", probe_from_env());
    setenv("PITH_PROBES", "landlock=yes", 1);
    CHECK_REASON("bad_probe", probe_from_env());
    unsetenv("PITH_PROBES");
    CHECK_OK(probe_from_env());
    probe_forget();
}
