/* proc.grant and proc.revoke: what is given and taken. */
#include "proc/testbed.h"

#include "native/native_rig.h"

#include <stdio.h>
#include <unistd.h>

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

static bool may_nothing(struct fixture *f, long long id)
{
    CHECK_OK(call(f, "proc.grants", "{\"id\":%lld}", id));
    return !json_get(f->bed.result, STR("capabilities"))->count &&
           !json_get(f->bed.result, STR("paths"))->count &&
           !json_get(f->bed.result, STR("rules"))->count;
}

/* One below the other: `allow` goes down from whom the fixture calls as. */
static struct proc *be_below(struct fixture *f, struct proc *above, bool stays)
{
    struct proc *p = proc_new(f->bed.procs, PROC_AGENT, PRESET_NOTHING, STR("below"));
    CHECK_OK(proc_put_below(p, above, stays));
    proc_go(p, PROC_STATE_READY);
    return p;
}

static void give_much(struct fixture *f, struct proc *p, const char *dir)
{
    proc_allow(p, CAP_spawn_process);
    proc_allow(p, CAP_time_access);
    CHECK_OK(proc_add_rule(p, &(struct name_rule){ CAP_call_service, true, 0, STR("git*") }));
    CHECK_OK(proc_grant_path(p, str_of(testbed_path(&f->bed, dir)), CAPS_FILES, false));
}

TEST(all_that_was_given_is_taken_back_from_those_below_too)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    proc_allow(f.bed.proc, CAP_observe);
    CHECK(mkdir(testbed_path(&f.bed, "ws/in"), 0700) == 0);
    struct proc *top = be_below(&f, f.bed.proc, false), *below = be_below(&f, top, false);
    struct proc *stays = be_below(&f, below, true);
    give_much(&f, top, "ws");
    give_much(&f, below, "ws/in");
    give_much(&f, stays, "ws/in");
    CHECK_OK(call(&f, "proc.revoke", "{\"id\":%u,\"capabilities\":[\"*\"]}", proc_id(top)));
    CHECK(may_nothing(&f, proc_id(top)));
    CHECK(may_nothing(&f, proc_id(below)));
    CHECK(may_nothing(&f, proc_id(stays)));
    proc_unref(stays);
    proc_unref(below);
    proc_unref(top);
}

TEST(a_directory_is_taken_back_with_what_is_in_it_by_whatever_name)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    char link[PATH_MOST];
    CHECK(mkdir(testbed_path(&f.bed, "ws/in"), 0700) == 0);
    snprintf(link, sizeof link, "%s", testbed_path(&f.bed, "ws/link"));
    CHECK(symlink("in", link) == 0);
    struct proc *top = be_below(&f, f.bed.proc, false), *below = be_below(&f, top, false);
    proc_allow(top, CAP_time_access);
    CHECK_OK(proc_grant_path(top, str_of(link), CAPS_FILES, false));
    CHECK_OK(proc_grant_path(below, str_of(testbed_path(&f.bed, "ws/in")), CAPS_FILES, false));
    CHECK_OK(call(&f, "proc.revoke",
                  "{\"id\":%u,\"capabilities\":[\"write_file\"],\"path\":\"%s\"}", proc_id(top),
                  link));
    CHECK_INT(proc_holds(below), CAPS_FILES & ~CAP_BIT(CAP_write_file));
    CHECK_OK(call(&f, "proc.revoke", "{\"id\":%u,\"capabilities\":[\"*\"],\"path\":\"%s\"}",
                  proc_id(top), testbed_path(&f.bed, "ws")));
    CHECK_INT(proc_holds(top), CAP_BIT(CAP_time_access));
    CHECK_REASON("no_such_grant",
                 call(&f, "proc.revoke", "{\"id\":%u,\"capabilities\":[\"*\"],\"path\":\"%s\"}",
                      proc_id(top), testbed_path(&f.bed, "ws")));
    proc_unref(below);
    proc_unref(top);
}

TEST(a_capability_over_names_goes_with_its_patterns_and_refusals_stay)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *top = be_below(&f, f.bed.proc, false);
    give_much(&f, top, "ws");
    CHECK_OK(proc_add_rule(top, &(struct name_rule){ CAP_call_service, false, 0, STR("rm") }));
    CHECK_OK(
        call(&f, "proc.revoke", "{\"id\":%u,\"capabilities\":[\"call_service\"]}", proc_id(top)));
    CHECK(!proc_may_name(top, CAP_call_service, STR("git")));
    CHECK(proc_has_rules(top, CAP_call_service));
    CHECK_REASON("no_path", call(&f, "proc.revoke", "{\"id\":%u,\"capabilities\":[\"read_file\"]}",
                                 proc_id(top)));
    proc_unref(top);
}
