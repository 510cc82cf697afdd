/* logs: the daemon's log file, for people. Each line of it is a JSON object. */
#include "cli/cli.h"

#include "base/disk.h"
#include "base/json.h"
#include "base/real.h"
#include "daemon/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct reading {
    struct cli *cli;
    int64_t since_ms;
    struct buf pending;
};

/* One value in a line; fractions are rounded as a person would. */
static struct str value_text(const struct json *v, struct arena *a)
{
    char number[REAL_LEN];
    if (v->kind == JSON_TEXT)
        return printable(v->text, a);
    if (v->kind == JSON_REAL)
        return arena_str(a, (struct str){ number, real_write_short(v->real, number) });
    return printable(json_compact(v, a), a);
}

static void print_fields(struct cli *cli, const struct json *line, struct arena *a)
{
    static const char *const shown[] = { "time", "level", "message", "ts", "msg" };
    for (size_t i = 0; i < line->count; i++) {
        const struct json_member *m = &line->members[i];
        bool known = false;
        for (size_t k = 0; k < COUNT_OF(shown); k++)
            known |= str_eq(m->name, str_of(shown[k]));
        if (known)
            continue;
        say(cli, CYAN, "  %.*s", STR_ARGS(m->name));
        say(cli, PLAIN, "=%.*s", STR_ARGS(value_text(&m->value, a)));
    }
}

static struct str when(const struct json *line, struct arena *a, int64_t *out_ms)
{
    const struct json *t = json_get(line, STR("time"));
    struct tm tm = { 0 };
    int ms = 0;
    *out_ms = INT64_MAX;
    if (t && t->kind == JSON_INT) {
        *out_ms = t->integer;
    } else if (t && t->kind == JSON_TEXT) {
        struct str copy = arena_str(a, t->text);
        const char *rest = strptime(copy.ptr, "%Y-%m-%dT%H:%M:%S", &tm);
        if (rest && *rest == '.')
            ms = (int)strtol(rest + 1, NULL, 10);
        if (rest)
            *out_ms = (int64_t)timegm(&tm) * 1000 + ms % 1000;
    }
    if (*out_ms == INT64_MAX)
        return STR("");
    time_t seconds = (time_t)(*out_ms / 1000);
    char text[32];
    localtime_r(&seconds, &tm);
    strftime(text, sizeof text, "%m-%d %H:%M:%S", &tm);
    return arena_printf(a, "%s.%03d", text, (int)(*out_ms % 1000));
}

static void print_line(struct reading *r, struct str text)
{
    owned(arena) struct arena a;
    const struct json *line;
    int64_t at;
    arena_init(&a, 4 * MIB);
    struct err *e = json_parse(text, NULL, &a, &line);
    if (e) { /* a line that was cut when the power went */
        err_free(e);
        printf("%.*s\n", STR_ARGS(printable(text, &a)));
        return;
    }
    struct str time = when(line, &a, &at), level = json_get_text(line, STR("level"), STR(""));
    if (at < r->since_ms)
        return;
    if (r->cli->opt.json) {
        say_data(r->cli, text);
        return;
    }
    say(r->cli, DIM, "%.*s ", STR_ARGS(time));
    say(r->cli, severity_colour(level), "%-5.*s ", STR_ARGS(level));
    say(r->cli, PLAIN, "%.*s",
        STR_ARGS(printable(json_get_text(line, STR("message"), STR("")), &a)));
    print_fields(r->cli, line, &a);
    putchar('\n');
}

static struct err *print_rest(struct reading *r, int fd)
{
    char piece[16 * KIB];
    for (ssize_t n; (n = read(fd, piece, sizeof piece)) != 0;) {
        if (n < 0)
            return err_sys("read the log");
        buf_add(&r->pending, (struct str){ piece, (size_t)n });
        struct str rest = buf_text(&r->pending);
        for (size_t at; str_find(rest, STR("\n"), &at); rest = str_from(rest, at + 1))
            print_line(r, str_first(rest, at));
        buf_drop(&r->pending, r->pending.len - rest.len);
    }
    fflush(stdout);
    return NULL;
}

/* Sleeps until the directory says that something was written, or that the log was rotated. */
static struct err *follow(struct reading *r, const char *dir, const char *path, int *fd)
{
    owned_fd int watch = inotify_init1(IN_CLOEXEC);
    char events[4096] __attribute__((aligned(8)));
    struct stat now, open_one;
    if (watch < 0 || inotify_add_watch(watch, dir, IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0)
        return err_sys("watch %s", dir);
    for (;;) {
        TRY(print_rest(r, *fd));
        if (stat(path, &now) == 0 && fstat(*fd, &open_one) == 0 && now.st_ino != open_one.st_ino) {
            close(*fd);
            *fd = open(path, O_RDONLY | O_CLOEXEC);
            if (*fd < 0)
                return err_sys("open %s", path);
            continue;
        }
        if (read(watch, events, sizeof events) < 0 && errno != EINTR)
            return err_sys("watch %s", dir);
    }
}

static struct err *since(struct cli *cli, int64_t *out_ms)
{
    static const struct field ms = { .name = STR_INIT("--since"),
                                     .type = TYPE_MS,
                                     .has_at = NO_HAS };
    static const struct shape shape = { .name = "pith logs", .fields = &ms, .count = 1 };
    owned(buf) struct buf text = { 0 };
    struct json_out o;
    const struct json *tree;
    *out_ms = 0;
    if (!cli->opt.since)
        return NULL;
    buf_init(&text, 256);
    json_out_init(&o, &text);
    TRY(shape_from_words(&shape, &(struct words){ &cli->opt.since, 1, NULL }, &cli->arena, &o));
    TRY(json_parse_copy(buf_text(&text), NULL, &cli->arena, &tree));
    *out_ms = clock_wall_ms() - json_get_int(tree, STR("--since"), 0);
    return NULL;
}

struct err *cmd_logs(struct cli *cli)
{
    owned_mem char *path = disk_path(cli->data_dir, DAEMON_LOG);
    struct reading r = { .cli = cli };
    TRY(since(cli, &r.since_ms));
    owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_hint(err_sys("open the log %s", path), "pith serve");
    buf_init(&r.pending, 1 * MIB);
    struct err *e = cli->opt.follow ? follow(&r, cli->data_dir, path, &fd) : print_rest(&r, fd);
    buf_done(&r.pending);
    return e;
}
