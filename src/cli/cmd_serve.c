/* serve, stop, status: the daemon as a whole. */
#include "cli/cli.h"

#include "base/json.h"
#include "config/config.h"
#include "daemon/daemon.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* --port 8001 is --set http.port=8001. */
static struct err *add_port(struct cli *cli, size_t n_set)
{
    if (n_set == OPTION_MANY_MOST)
        return usage_error(cli, "serve", "--set was given %zu times", n_set);
    struct str word = arena_printf(&cli->arena, "http.port=%s", cli->opt.port);
    TRY(config_check_word(word.ptr), "--port");
    cli->opt.set[n_set] = word.ptr;
    return NULL;
}

struct err *cmd_serve(struct cli *cli)
{
    size_t n = 0;
    for (; cli->opt.set[n]; n++)
        TRY(config_check_word(cli->opt.set[n]), "--set");
    if (cli->opt.port)
        TRY(add_port(cli, n));
    return daemon_run(&(struct daemon_options){ .data_dir = cli->data_dir,
                                                .log_to_stderr = cli->opt.foreground,
                                                .quiet = cli->opt.quiet,
                                                .web_dir = cli->opt.web,
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
                          const struct json **uptime, const struct json **who)
{
    TRY(reach_json(cli, "sys.info", STR("{}"), info));
    TRY(reach_json(cli, "kernel.stats", STR("{}"), stats));
    TRY(reach_json(cli, "auth.who", STR("{}"), who));
    return reach_json(cli, "time.uptime", STR("{}"), uptime);
}

static void status_json(const struct json *info, const struct json *stats,
                        const struct json *uptime, const struct json *who)
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
        { "procs", stats, "procs" },    { "calls", stats, "calls" },   { "url", who, "url" },
    };
    buf_init(&out, 64 * KIB);
    json_out_init(&o, &out);
    json_begin_object(&o);
    json_name(&o, STR("running"));
    json_bool(&o, info != NULL);
    for (size_t i = 0; info && i < COUNT_OF(rows); i++) {
        const struct json *value = json_get(rows[i].from, str_of(rows[i].member));
        if (value)
            json_name(&o, str_of(rows[i].name)), json_value(&o, value);
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
                        const struct json *uptime, const struct json *who)
{
    struct arena *a = &cli->arena;
    say(cli, GREEN, "● ");
    say(cli, BOLD, "pith %.*s is running", STR_ARGS(json_get_text(info, STR("version"), STR("?"))));
    say(cli, PLAIN, " (pid %lld)\n", (long long)json_get_int(info, STR("pid"), 0));
    row(cli, "desktop", json_get_text(who, STR("url"), STR("no door for browsers")));
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
    const struct json *info = NULL, *stats = NULL, *uptime = NULL, *who = NULL;
    struct err *e = gather(cli, &info, &stats, &uptime, &who);
    bool absent = e && strcmp(err_reason(e), "not_running") == 0;
    if (e && !absent)
        return e;
    err_free(e);
    cli->exit_status = absent ? EXIT_UNREACHABLE : EXIT_OK;
    if (cli->opt.json) {
        status_json(absent ? NULL : info, stats, uptime, who);
    } else if (absent) {
        say(cli, DIM, "○ ");
        say(cli, BOLD, "pith is not running");
        say(cli, PLAIN, " with the data in %s\n", cli->data_dir);
        tell(cli, "try:   %.*s\n", STR_ARGS(advice(cli, STR("pith serve"), &cli->arena)));
    } else {
        status_text(cli, info, stats, uptime, who);
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
