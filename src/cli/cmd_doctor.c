/* doctor: each check is a row with its remedy. */
#include "cli/cli.h"

#include "base/disk.h"
#include "base/json.h"
#include "base/probe.h"
#include "config/config.h"
#include "daemon/daemon.h"
#include "http/http.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum grade { GRADE_OK, GRADE_WARN, GRADE_FAIL };

struct finding {
    enum grade grade;
    struct str text, remedy; /* remedy empty: nothing to do */
};

static struct finding ok(struct str text)
{
    return (struct finding){ GRADE_OK, text, STR("") };
}

/* --- the checks --- */

static struct finding check_data_dir(struct cli *cli, bool fix)
{
    struct arena *a = &cli->arena;
    struct stat st;
    if (stat(cli->data_dir, &st) != 0 && errno == ENOENT)
        return ok(arena_printf(a, "%s (not there yet; pith serve makes it)", cli->data_dir));
    if (stat(cli->data_dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return (struct finding){ GRADE_FAIL,
                                 arena_printf(a, "%s is not a directory", cli->data_dir),
                                 STR("choose another with --data DIR") };
    if (st.st_mode & 077 && fix && chmod(cli->data_dir, 0700) == 0)
        return ok(arena_printf(a, "%s (was open to others; mended)", cli->data_dir));
    if (st.st_mode & 077)
        return (struct finding){ GRADE_FAIL, arena_printf(a, "others may enter %s", cli->data_dir),
                                 STR("pith doctor --fix") };
    if (st.st_uid != geteuid())
        return (struct finding){ GRADE_FAIL,
                                 arena_printf(a, "%s belongs to another user", cli->data_dir),
                                 STR("run pith as its owner, or choose another with --data DIR") };
    return ok(str_of(cli->data_dir));
}

static struct finding check_key(struct cli *cli, bool fix)
{
    owned_mem char *path = disk_path(cli->data_dir, "master.key");
    struct stat st;
    if (stat(path, &st) != 0)
        return ok(STR("none yet; pith serve makes it"));
    if (st.st_mode & 077 && fix && chmod(path, 0600) == 0)
        return ok(STR("could be read by others; mended"));
    if (st.st_mode & 077)
        return (struct finding){ GRADE_FAIL, STR("others may read or write master.key"),
                                 STR("pith doctor --fix") };
    return ok(STR("yours alone"));
}

static struct finding check_space(struct cli *cli, bool fix)
{
    struct statvfs fs;
    (void)fix;
    const char *at = access(cli->data_dir, F_OK) == 0 ? cli->data_dir : "/";
    if (statvfs(at, &fs) != 0)
        return (struct finding){ GRADE_WARN, STR("cannot tell how much room there is"), STR("") };
    double free_mb = (double)fs.f_bavail * (double)fs.f_frsize / 1e6;
    struct str text = arena_printf(&cli->arena, "%.0f MB free", free_mb);
    if (free_mb < 20)
        return (struct finding){ GRADE_FAIL, text,
                                 STR("free some space: pith will refuse new work") };
    if (free_mb < 200)
        return (struct finding){ GRADE_WARN, text, STR("free some space") };
    return ok(text);
}

static struct finding check_daemon(struct cli *cli, bool fix)
{
    const struct json *info;
    (void)fix;
    struct err *e = reach_json(cli, "sys.info", STR("{}"), &info);
    if (e) {
        bool absent = strcmp(err_reason(e), "not_running") == 0;
        struct finding f = { absent ? GRADE_WARN : GRADE_FAIL,
                             arena_printf(&cli->arena, "%s", err_text(e)),
                             arena_printf(&cli->arena, "%s", err_hint_text(e)) };
        err_free(e);
        return f;
    }
    struct str version = json_get_text(info, STR("version"), STR("?"));
    if (!str_eq(version, STR(PITH_VERSION)))
        return (struct finding){ GRADE_WARN,
                                 arena_printf(&cli->arena, "runs version %.*s, this is %s",
                                              STR_ARGS(version), PITH_VERSION),
                                 STR("pith stop, then pith serve") };
    return ok(arena_printf(&cli->arena, "running, pid %lld",
                           (long long)json_get_int(info, STR("pid"), 0)));
}

static struct finding check_log(struct cli *cli, bool fix)
{
    (void)fix;
    owned_mem char *path = disk_path(cli->data_dir, DAEMON_LOG);
    owned(buf) struct buf text;
    size_t errors = 0;
    buf_init(&text, 2 * LOG_FILE_MOST);
    struct err *e = disk_read_file(&disk_real, path, &text);
    if (e) {
        err_free(e);
        return ok(STR("none yet"));
    }
    struct str rest = buf_text(&text);
    for (size_t at; str_find(rest, STR("\"level\":\"error\""), &at); rest = str_from(rest, at + 1))
        errors++;
    struct str said = arena_printf(&cli->arena, "%zu errors in it", errors);
    return errors ? (struct finding){ GRADE_WARN, said, STR("pith logs") } : ok(said);
}

static struct finding check_config(struct cli *cli, bool fix)
{
    struct config_places places;
    struct config_problem_list found = { 0 };
    const struct config_problem *worst = NULL;
    (void)fix;
    struct err *e = config_places_find(cli->data_dir, NULL, &places);
    if (!e)
        e = config_check(&places, &cli->arena, &found);
    for (size_t i = 0; i < found.count; i++)
        if (!worst || found.items[i].grade > worst->grade)
            worst = &found.items[i];
    struct finding f = ok(STR("no mistakes"));
    if (e)
        f = (struct finding){ GRADE_FAIL, arena_str(&cli->arena, str_of(err_text(e))), STR("") };
    else if (worst)
        f = (struct finding){ worst->grade == CONFIG_GRADE_ERROR     ? GRADE_FAIL
                              : worst->grade == CONFIG_GRADE_WARNING ? GRADE_WARN
                                                                     : GRADE_OK,
                              printable(config_problem_line(worst, &cli->arena), &cli->arena),
                              found.count > 1 ? STR("pith config validate") : worst->hint };
    err_free(e);
    return f;
}

/* What programs get here, in one line; the probes say why. */
static struct finding check_sandbox(struct cli *cli, bool fix)
{
    (void)fix;
    const struct probe *landlock = probe_get(PROBE_LANDLOCK);
    const char *by = sandbox_private_by();
    bool cards = probe_ok(PROBE_NET_ADMIN) && probe_ok(PROBE_VETH);
    if (!probe_ok(PROBE_USERNS) || !probe_ok(PROBE_SECCOMP))
        return (struct finding){
            GRADE_WARN, STR("no program can be started"),
            str_of(probe_get(probe_ok(PROBE_USERNS) ? PROBE_SECCOMP : PROBE_USERNS)->remedy)
        };
    struct str text =
        arena_printf(&cli->arena, "Landlock %s; limits by %s; networks: full, shared%s%s%s",
                     landlock->ok ? landlock->text : "missing", sandbox_limits_by(),
                     cards ? ", bridged" : "", by ? ", private by " : "", by ? by : "");
    if (!landlock->ok)
        return (struct finding){ GRADE_WARN, text, str_of(landlock->remedy) };
    if (by)
        return ok(text);
    return (struct finding){ GRADE_WARN, text, str_of(sandbox_private_remedy(&cli->arena)) };
}

static const struct {
    const char *name;
    struct finding (*run)(struct cli *cli, bool fix);
} checks[] = {
    { "data directory", check_data_dir }, { "master key", check_key }, { "disk", check_space },
    { "configuration", check_config },    { "daemon", check_daemon },  { "log", check_log },
    { "sandbox", check_sandbox },
};

/* --- the report --- */

struct report {
    struct cli *cli;
    struct json_out *json; /* NULL: for people */
    size_t count[3];
};

static void report(struct report *r, const char *name, const struct finding *f)
{
    static const char *const words[] = { "ok", "warn", "fail" };
    static const enum colour colours[] = { GREEN, YELLOW, RED };
    r->count[f->grade]++;
    if (r->json) {
        json_begin_object(r->json);
        json_name(r->json, STR("check"));
        json_text(r->json, str_of(name));
        json_name(r->json, STR("grade"));
        json_text(r->json, str_of(words[f->grade]));
        json_name(r->json, STR("text"));
        json_text(r->json, f->text);
        json_name(r->json, STR("remedy"));
        json_text(r->json, f->remedy);
        json_end_object(r->json);
        return;
    }
    say(r->cli, colours[f->grade], "%-5s", words[f->grade]);
    say(r->cli, PLAIN, " %-16s %.*s\n", name, STR_ARGS(f->text));
    if (f->remedy.len && f->grade != GRADE_OK)
        say(r->cli, DIM, "                       try: %.*s\n",
            STR_ARGS(advice(r->cli, f->remedy, &r->cli->arena)));
}

static void report_probes(struct report *r)
{
    for (enum probe_id id = 0; id < PROBES; id++) {
        const struct probe *p = probe_get(id);
        const struct finding f = { p->ok ? GRADE_OK : GRADE_WARN,
                                   p->ok ? str_of(p->text)
                                         : arena_printf(&r->cli->arena, "%s (for %s)", p->text,
                                                        p->purpose),
                                   str_of(p->remedy) };
        report(r, p->name, &f);
    }
}

static void run_all(struct report *r)
{
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        struct finding f = checks[i].run(r->cli, r->cli->opt.fix);
        report(r, checks[i].name, &f);
    }
    report_probes(r);
    r->cli->exit_status = r->count[GRADE_FAIL] ? EXIT_FAILED : EXIT_OK;
}

struct err *cmd_doctor(struct cli *cli)
{
    struct report r = { .cli = cli };
    owned(buf) struct buf out = { 0 };
    struct json_out o;
    TRY(probe_from_env());
    if (!cli->opt.json) {
        run_all(&r);
        say(cli, BOLD, "\n%zu ok, %zu to note, %zu wrong\n", r.count[GRADE_OK], r.count[GRADE_WARN],
            r.count[GRADE_FAIL]);
        return NULL;
    }
    buf_init(&out, 1 * MIB);
    json_out_init(&o, &out);
    r.json = &o;
    json_begin_object(&o);
    json_name(&o, STR("checks"));
    json_begin_array(&o);
    run_all(&r);
    json_end_array(&o);
    json_end_object(&o);
    say_json(cli, buf_text(&out));
    return NULL;
}
