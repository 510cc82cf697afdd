/* proc.*: procs of every kind, their states, limits and places in the tree. */
#include "proc/testbed.h"

#include "native/native_rig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

TEST(what_is_stopped_stands_still_until_it_may_go_on)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_TEXT(state_of(&f, id), "running");
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%lld}", id));
    CHECK_TEXT(state_of(&f, id), "suspended");
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.resume", "{\"id\":%lld}", id));
    CHECK_TEXT(state_of(&f, id), "running");
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.kill", "{\"id\":%lld}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
    CHECK_INT(natives_alive(f.natives), 0);
}

TEST(a_caller_that_is_stopped_is_refused_its_calls)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *first = be_another(&f);
    uint32_t id = proc_id(f.bed.proc);
    struct proc *second = f.bed.proc;
    f.bed.proc = first;
    CHECK_REASON("no_such_proc", call(&f, "proc.suspend", "{\"id\":%u}", id));
    proc_allow(first, CAP_kill_process);
    CHECK_OK(call(&f, "proc.suspend", "{\"id\":%u}", id));
    f.bed.proc = second;
    CHECK_REASON("suspended", call(&f, "proc.list", "{}"));
    f.bed.proc = first;
    CHECK_OK(call(&f, "proc.resume", "{\"id\":%u}", id));
    f.bed.proc = second;
    CHECK_OK(call(&f, "proc.list", "{}"));
    CHECK_REASON("oneself", call(&f, "proc.suspend", "{\"id\":%u}", id));
    be_again(&f, first);
}

TEST(whoever_has_not_signed_in_can_still_do_so)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *visitor;
    CHECK_OK(proc_new_visitor(f.bed.procs, &visitor));
    uint32_t id = proc_id(visitor);
    proc_allow(f.bed.proc, CAP_kill_process);
    CHECK_REASON("is_visitor", call(&f, "proc.suspend", "{\"id\":%u}", id));
    CHECK_REASON("is_visitor", call(&f, "proc.limits", "{\"id\":%u,\"wall\":1}", id));
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%u,\"ops_per_second\":1000}", id));
    proc_unref(visitor);
}

/* Without cgroups what runs keeps the limits that it was started with, and its callers are told. */
static void check_changed(struct err *e)
{
    if (strcmp(sandbox_limits_by(), "rlimits") == 0)
        CHECK_REASON("limits_fixed", e);
    else
        CHECK_OK(e);
}

TEST(a_child_gets_no_more_than_its_parent_has_left)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    proc_set_limits(f.bed.proc,
                    &(struct proc_limits){ .children = 2, .memory = 50 * MIB, .processes = 9 });
    long long id = start_sleep(&f, ",\"memory\":900000000");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld}", id));
    const struct json *limits = json_get(f.bed.result, STR("limits"));
    CHECK_INT(json_get_int(limits, STR("memory"), -1), 50 * MIB);
    CHECK_INT(json_get_int(limits, STR("processes"), -1), 9);
    CHECK_REASON("parent_has_less",
                 call(&f, "proc.limits", "{\"id\":%lld,\"memory\":90000000}", id));
    check_changed(call(&f, "proc.limits", "{\"id\":%lld,\"processes\":5}", id));
    start_sleep(&f, "");
    CHECK_REASON("children", call(&f, "proc.spawn", "{\"program\":\"true\"}"));
    CHECK_INT(natives_alive(f.natives), 2);
}

/* The zygote stands still, so nothing that it says is heard before it ends. */
TEST(who_asks_of_a_program_that_then_does_not_start_is_answered)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct later spawn, limits, priority;
    int status;
    CHECK(kill(zygote_pid(f.zygote), SIGSTOP) == 0);
    CHECK(waitpid(zygote_pid(f.zygote), &status, WUNTRACED) > 0 && WIFSTOPPED(status));
    call_later(&f, &spawn, "proc.spawn", "{\"program\":\"true\"}");
    struct native *n = CONTAINER_OF(f.natives->all.next, struct native, link);
    uint32_t id = n->id;
    n->child.pidfd = open("/dev/null", O_RDONLY | O_CLOEXEC); /* as if its birth had been told */
    call_later(&f, &priority, "proc.set_priority", "{\"id\":%u,\"priority\":5}", id);
    call_later(&f, &limits, "proc.limits", "{\"id\":%u,\"processes\":5}", id);
    CHECK(kill(zygote_pid(f.zygote), SIGKILL) == 0);
    CHECK_REASON("sandbox_killed", answer_of(&f, &spawn));
    bool fixed = strcmp(sandbox_limits_by(), "rlimits") == 0;
    CHECK_REASON(fixed ? "limits_fixed" : "has_ended", answer_of(&f, &limits));
    err_free(answer_of(&f, &priority));
    CHECK_INT(natives_alive(f.natives), 0);
}

static struct {
    proc_done_fn *done;
    void *arg;
} asked;

static struct err *take_time(void *arg, const struct proc_limits *limits, int priority,
                             proc_done_fn *done, void *done_arg)
{
    (void)arg, (void)limits, (void)priority;
    asked.done = done;
    asked.arg = done_arg;
    return NULL;
}

static const struct proc_body slow = { .limit = take_time };

static void check_memory(struct fixture *f, uint32_t id, long long most)
{
    CHECK_OK(call(f, "proc.limits", "{\"id\":%u}", id));
    CHECK_INT(json_get_int(json_get(f->bed.result, STR("limits")), STR("memory"), 0), most);
}

TEST(what_a_program_does_not_keep_to_is_not_its_limit)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct later l;
    struct proc *p = proc_new(f.bed.procs, PROC_APP, PRESET_NOTHING, STR("slow"));
    uint32_t id = proc_id(p);
    CHECK_OK(proc_put_below(p, f.bed.proc, false));
    proc_set_limits(p, &(struct proc_limits){ .memory = 40 * MIB });
    proc_set_body(p, &slow, NULL);
    call_later(&f, &l, "proc.limits", "{\"id\":%u,\"memory\":30000000}", id);
    asked.done(asked.arg, NULL);
    CHECK_OK(answer_of(&f, &l));
    check_memory(&f, id, 30000000);
    call_later(&f, &l, "proc.limits", "{\"id\":%u,\"memory\":1048576,\"children\":7}", id);
    asked.done(asked.arg, err_errno(EBUSY, "change a running sandbox"));
    CHECK_ERR(ERR_CONFLICT, answer_of(&f, &l));
    check_memory(&f, id, 30000000);
    CHECK_INT(proc_limits_of(p).children, 7);
    call_later(&f, &l, "proc.set_priority", "{\"id\":%u,\"priority\":9}", id);
    asked.done(asked.arg, err_errno(EBUSY, "change a running sandbox"));
    CHECK_ERR(ERR_CONFLICT, answer_of(&f, &l));
    CHECK_INT(proc_priority(p), 0);
    proc_set_body(p, NULL, NULL);
    proc_unref(p);
}

TEST(who_has_lived_as_long_as_it_may_is_ended)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld,\"wall\":100}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
    struct proc *first = be_another(&f);
    start_sleep(&f, ""); /* before it is limited: starting may take longer than that */
    proc_set_limits(f.bed.proc, &(struct proc_limits){ .wall_ms = 50 });
    while (natives_alive(f.natives))
        loop_turn(f.bed.loop);
    CHECK_REASON("wall_time", call(&f, "proc.list", "{}"));
    be_again(&f, first);
}

TEST(processor_time_is_counted_over_all_its_processes)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"while :; do :; done & while :; do :; done\"}"));
    long long id = result(&f, "id");
    CHECK_OK(call(&f, "proc.limits", "{\"id\":%lld,\"cpu_seconds\":1}", id));
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "signal"), 9);
}

TEST(all_procs_are_a_tree_of_ones_own)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    CHECK_OK(call(&f, "proc.all", "{}"));
    const struct json *procs = json_get(f.bed.result, STR("procs"));
    CHECK_INT((int)procs->count, 2);
    CHECK_INT(json_get_int(&procs->items[1], STR("id"), -1), id);
    CHECK_INT(json_get_int(&procs->items[1], STR("parent"), -1), proc_id(f.bed.proc));
    CHECK(json_get_int(&procs->items[1], STR("pid"), -1) > 0);
    proc_allow(f.bed.proc, CAP_observe);
    CHECK_OK(call(&f, "proc.all", "{}"));
    CHECK_INT((int)json_get(f.bed.result, STR("procs"))->count, 3);
    CHECK_OK(call(&f, "proc.all", "{\"below\":%lld}", id));
    CHECK_INT((int)json_get(f.bed.result, STR("procs"))->count, 1);
}

TEST(the_table_of_a_life_answers_every_pair)
{
    int legal = 0;
    for (enum proc_state from = 0; from <= PROC_STATE_REAPED; from++) {
        CHECK(!proc_may_go(from, from));
        CHECK(!proc_may_go(PROC_STATE_REAPED, from));
        CHECK(from == PROC_STATE_REAPED || !proc_may_go(PROC_STATE_EXITED, from));
        for (enum proc_state to = 0; to <= PROC_STATE_REAPED; to++)
            legal += proc_may_go(from, to);
    }
    CHECK_INT(legal, 24);
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct procs_stats stats;
    CHECK(!proc_go(f.bed.proc, PROC_STATE_REAPED));
    CHECK(proc_state(f.bed.proc) == PROC_STATE_READY);
    procs_stats_read(f.bed.procs, &stats);
    CHECK_INT(stats.illegal, 1);
}

TEST(what_has_exited_and_was_not_waited_for_goes_with_its_parent)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *first = be_another(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"true\"}"));
    long long id = result(&f, "id");
    while (strcmp(state_of(&f, id), "exited") != 0)
        loop_turn(f.bed.loop);
    CHECK_INT(natives_alive(f.natives), 1);
    be_again(&f, first);
    while (natives_alive(f.natives))
        loop_turn(f.bed.loop);
}

TEST(priority_is_for_who_may_and_never_before_the_parent)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    long long id = start_sleep(&f, "");
    check_changed(call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":5}", id));
    CHECK_REASON("no_capability",
                 call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":-5}", id));
    proc_allow(f.bed.proc, CAP_kill_process);
    CHECK_REASON("parent_comes_later",
                 call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":-5}", id));
    long long stays = start_sleep(&f, ",\"stay\":true");
    check_changed(call(&f, "proc.set_priority", "{\"id\":%lld,\"priority\":-5}", stays));
}
