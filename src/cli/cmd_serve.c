/* serve, stop, status: the daemon as a whole. */
#include "cli/cli.h"

#include "base/json.h"
#include "config/config.h"
#include "daemon/daemon.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

struct err *cmd_serve(struct cli *cli)
{
    for (size_t i = 0; cli->opt.set[i]; i++)
        TRY(config_check_word(cli->opt.set[i]), "--set");
    if (cli->opt.port)
        tell(cli, "note: this version has no door for browsers yet; --port %s is not used\n",
             cli->opt.port);
    return daemon_run(&(struct daemon_options){ .data_dir = cli->data_dir,
                                                .log_to_stderr = cli->opt.foreground,
                                                .quiet = cli->opt.quiet,
                                                .settings = cli->opt.set });
}

/* Until nobody answers any more, so that what is started next finds the place free. */
static bool wait_until_gone(struct cli *cli)
{
    for (int tries = 0; tries < 100; tries++) {
        const struct json *ignored;
        struct err *e = reach_json(cli, "time.uptime", STR("{}"), &ignored);
        bool gone = e && strcmp(err_reason(e), "not_running") == 0;
        err_free(e);
        if (gone)
            return true;
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    }
    return false;
}

struct err *cmd_stop(struct cli *cli)
{
    const struct json *ignored;
    TRY(reach_json(cli, "sys.stop", STR("{}"), &ignored));
    if (!wait_until_gone(cli))
        return err_hint(
            err_new(ERR_TIMEOUT, "still_running", "pith was asked to stop, and still runs"),
            "pith logs");
    if (cli->opt.json)
        printf("{\"stopped\":true}\n");
    else
        tell(cli, "stopped\n");
    return NULL;
}

/* --- status --- */

static struct err *gather(struct cli *cli, const struct json **info, const struct json **stats,
                          const struct json **uptime)
{
    TRY(reach_json(cli, "sys.info", STR("{}"), info));
    TRY(reach_json(cli, "kernel.stats", STR("{}"), stats));
    return reach_json(cli, "time.uptime", STR("{}"), uptime);
}

static void status_json(const struct json *info, const struct json *stats,
                        const struct json *uptime)
{
    owned(buf) struct buf out;
    struct json_out o;
    const struct {
        const char *name;
        const struct json *from;
        const char *member;
    } rows[] = {
        { "version", info, "version" }, { "pid", info, "pid" },        { "data", info, "data" },
        { "rss", info, "rss" },         { "uptime_ms", uptime, "ms" }, { "ops", stats, "ops" },
        { "procs", stats, "procs" },    { "calls", stats, "calls" },
    };
    buf_init(&out, 64 * KIB);
    json_out_init(&o, &out);
    json_begin_object(&o);
    json_name(&o, STR("running"));
    json_bool(&o, info != NULL);
    for (size_t i = 0; info && i < COUNT_OF(rows); i++) {
        json_name(&o, str_of(rows[i].name));
        json_value(&o, json_get(rows[i].from, str_of(rows[i].member)));
    }
    json_end_object(&o);
    printf("%.*s\n", STR_ARGS(buf_text(&out)));
}

static void row(struct cli *cli, const char *name, struct str value)
{
    say(cli, BOLD, "%-8s", name);
    say(cli, PLAIN, " %.*s\n", STR_ARGS(value));
}

static struct str uptime_text(struct cli *cli, int64_t ms)
{
    int64_t s = ms / 1000;
    if (s < 120)
        return arena_printf(&cli->arena, "%lld s", (long long)s);
    if (s < 7200)
        return arena_printf(&cli->arena, "%lld min", (long long)s / 60);
    return arena_printf(&cli->arena, "%lld h %lld min", (long long)s / 3600,
                        (long long)s / 60 % 60);
}

static void status_text(struct cli *cli, const struct json *info, const struct json *stats,
                        const struct json *uptime)
{
    struct arena *a = &cli->arena;
    say(cli, GREEN, "● ");
    say(cli, BOLD, "pith %.*s is running", STR_ARGS(json_get_text(info, STR("version"), STR("?"))));
    say(cli, PLAIN, " (pid %lld)\n", (long long)json_get_int(info, STR("pid"), 0));
    row(cli, "uptime", uptime_text(cli, json_get_int(uptime, STR("ms"), 0)));
    row(cli, "data", printable(json_get_text(info, STR("data"), STR("")), a));
    row(cli, "memory", arena_printf(a, "%.1f MB", (double)json_get_int(info, STR("rss"), 0) / 1e6));
    row(cli, "ops",
        arena_printf(a, "%lld; calls so far: %lld", (long long)json_get_int(stats, STR("ops"), 0),
                     (long long)json_get_int(stats, STR("calls"), 0)));
    row(cli, "procs", arena_printf(a, "%lld", (long long)json_get_int(stats, STR("procs"), 0)));
}

struct err *cmd_status(struct cli *cli)
{
    const struct json *info = NULL, *stats = NULL, *uptime = NULL;
    struct err *e = gather(cli, &info, &stats, &uptime);
    bool absent = e && strcmp(err_reason(e), "not_running") == 0;
    if (e && !absent)
        return e;
    err_free(e);
    cli->exit_status = absent ? EXIT_UNREACHABLE : EXIT_OK;
    if (cli->opt.json) {
        status_json(absent ? NULL : info, stats, uptime);
    } else if (absent) {
        say(cli, DIM, "○ ");
        say(cli, BOLD, "pith is not running");
        say(cli, PLAIN, " with the data in %s\n", cli->data_dir);
        tell(cli, "try:   %.*s\n", STR_ARGS(advice(cli, STR("pith serve"), &cli->arena)));
    } else {
        status_text(cli, info, stats, uptime);
    }
    return NULL;
}

struct err *cmd_version(struct cli *cli)
{
    if (cli->opt.json)
        printf("{\"version\":\"%s\",\"ops\":%zu}\n", PITH_VERSION, op_count());
    else
        printf("pith %s\n", PITH_VERSION);
    return NULL;
}
