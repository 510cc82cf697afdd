/* time.*, sys.*, kernel.stats. */
#include "ops/system.h"
#include "proc/testbed.h"
#include "system/system.h"

#include <stdlib.h>

const struct op_module *const op_modules[] = { &system_ops, NULL };

struct fixture {
    struct testbed bed;
    struct system *system;
};

static void fixture_init(struct fixture *f)
{
    testbed_init(&f->bed);
    f->system = system_new(f->bed.kernel, str_of(f->bed.dir));
    proc_allow(f->bed.proc, CAP_read_env);
    proc_allow(f->bed.proc, CAP_write_env);
}

static void fixture_done(struct fixture *f)
{
    struct system *s = f->system;
    testbed_done(&f->bed);
    system_free(s);
}
DEFINE_OWNED_VALUE(fixture)

TEST(now_is_now_and_sleep_takes_its_time)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    int64_t before = clock_wall_ms();
    CHECK_OK(testbed_call(&f.bed, "time.now", "{}"));
    int64_t now = json_get_int(f.bed.result, STR("now"), 0);
    CHECK(now >= before && now <= clock_wall_ms());
    int64_t start = clock_mono_ns();
    CHECK_OK(testbed_call(&f.bed, "time.sleep", "{\"ms\":30}"));
    CHECK(clock_mono_ns() - start >= 30 * 1000000);
    CHECK_REASON("out_of_range", testbed_call(&f.bed, "time.sleep", "{\"ms\":86400001}"));
    CHECK_OK(testbed_call(&f.bed, "time.uptime", "{}"));
    CHECK(json_get_int(f.bed.result, STR("ms"), -1) >= 30);
}

TEST(info_tells_of_the_machine)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "sys.info", "{}"));
    CHECK_STR(json_get_text(f.bed.result, STR("system"), STR("")), "Linux");
    CHECK(json_get_int(f.bed.result, STR("processors"), 0) > 0);
    CHECK(json_get_int(f.bed.result, STR("rss"), 0) > 100000);
    CHECK(json_get(f.bed.result, STR("probes"))->count > 5);
}

TEST(the_environment_of_programs_holds_no_traps_and_no_secrets)
{
    static const char *const refused[] = { "LD_PRELOAD", "BASH_ENV",    "OPENAI_API_KEY",
                                           "A=B",        "1A",          "PITH_DATA_DIR",
                                           "MY_TOKEN",   "NODE_OPTIONS" };
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(testbed_call(&f.bed, "sys.set_env", "{\"name\":\"EDITOR\",\"value\":\"ed\"}"));
    CHECK_OK(testbed_call(&f.bed, "sys.get_env", "{\"name\":\"EDITOR\"}"));
    CHECK_STR(json_get_text(f.bed.result, STR("value"), STR("")), "ed");
    CHECK_OK(testbed_call(&f.bed, "sys.set_env", "{\"name\":\"EDITOR\"}"));
    CHECK_REASON("no_such_variable", testbed_call(&f.bed, "sys.get_env", "{\"name\":\"EDITOR\"}"));
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        CHECK_REASON("env_name", env_check_name(str_of(refused[i])));
    CHECK_REASON("env_name",
                 testbed_call(&f.bed, "sys.set_env", "{\"name\":\"LD_PRELOAD\",\"value\":\"x\"}"));
}

static void stop_asked(void *arg)
{
    *(bool *)arg = true;
}

TEST(stop_is_the_daemons_and_needs_its_capability)
{
    owned(fixture) struct fixture f;
    bool stopped = false;
    fixture_init(&f);
    CHECK_REASON("no_capability", testbed_call(&f.bed, "sys.stop", "{}"));
    proc_allow(f.bed.proc, CAP_control_system);
    CHECK_REASON("no_stop", testbed_call(&f.bed, "sys.stop", "{}"));
    system_on_stop(f.system, stop_asked, &stopped);
    CHECK_OK(testbed_call(&f.bed, "sys.stop", "{}"));
    CHECK(stopped);
}

TEST(the_kernels_figures_add_up)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    for (int i = 0; i < 10; i++)
        CHECK_OK(testbed_call(&f.bed, "time.uptime", "{}"));
    CHECK_OK(testbed_call(&f.bed, "kernel.stats", "{}"));
    CHECK_INT(json_get_int(f.bed.result, STR("procs"), -1), 1);
    CHECK(json_get_int(f.bed.result, STR("calls"), 0) >= 10);
    const struct json *rows = json_get(f.bed.result, STR("by_op"));
    CHECK(rows->count >= 1 && json_get_int(&rows->items[0], STR("p99_ns"), 0) > 0);
}
