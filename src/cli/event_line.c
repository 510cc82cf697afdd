/* An event in one line, for people:
 *
 *     02:46:11.072 info  op.failed      fs.read     #65537  1.2 ms  no_such_file  kind=not_found
 *
 * when, how much it matters, what, which op, who (a proc's number, or pith itself), how long it
 * took, and what else there is to say. Ids of chains and spans are for programs: --json. */
#include "cli/cli.h"

#include "base/json.h"
#include "base/real.h"

#include <stdio.h>
#include <time.h>

static struct str clock_text(int64_t ms, struct arena *a)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    char text[16];
    if (!localtime_r(&seconds, &tm) || !strftime(text, sizeof text, "%H:%M:%S", &tm))
        return STR("?");
    return arena_printf(a, "%s.%03d", text, (int)(ms % 1000));
}

static struct str took_text(int64_t ns, struct arena *a)
{
    static const struct {
        double ns;
        const char *name;
    } units[] = { { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "µs" }, { 1, "ns" } };
    char number[REAL_LEN];
    size_t i = 0;
    while (i + 1 < COUNT_OF(units) && (double)ns < units[i].ns)
        i++;
    size_t len = real_write_short((double)ns / units[i].ns, number);
    return arena_printf(a, "%.*s %s", (int)len, number, units[i].name);
}

static struct str who(const struct json *event, struct arena *a)
{
    int64_t proc = json_get_int(event, STR("proc"), 0);
    return proc ? arena_printf(a, "#%lld", (long long)proc) : STR("pith");
}

/* The figures that have no column of their own, and are not nought. */
static struct str other_values(const struct json *event, struct arena *a)
{
    owned(buf) struct buf out = { 0 };
    const struct json *values = json_get(event, STR("values"));
    buf_init(&out, 4 * KIB);
    for (size_t i = 0; values && values->kind == JSON_OBJECT && i < values->count; i++) {
        const struct json_member *m = &values->members[i];
        bool nought = m->value.kind == JSON_INT && !m->value.integer;
        if (nought || str_eq(m->name, STR("ns")))
            continue;
        struct str text = m->value.kind == JSON_TEXT ? m->value.text : json_compact(&m->value, a);
        buf_printf(&out, "%s%.*s=%.*s", out.len ? " " : "", STR_ARGS(m->name), STR_ARGS(text));
    }
    return arena_str(a, buf_text(&out));
}

/* Padded to a width that counts columns of the terminal, not bytes. */
static void column(struct cli *cli, enum colour c, struct str text, unsigned width, bool right)
{
    int pad = (int)(width - MIN_OF(width, text_width(text)));
    printf("%*s", right ? pad : 0, "");
    say(cli, c, "%.*s", STR_ARGS(text));
    printf("%*s  ", right ? 0 : pad, "");
}

void say_event(struct cli *cli, const struct json *event)
{
    owned(arena) struct arena a;
    arena_init(&a, 4 * MIB);
    const struct json *values = json_get(event, STR("values"));
    int64_t ns = json_get_int(values, STR("ns"), -1);
    struct str severity = json_get_text(event, STR("severity"), STR(""));
    struct str text = printable(json_get_text(event, STR("text"), STR("")), &a);
    struct str others = printable(other_values(event, &a), &a);
    column(cli, DIM, clock_text(json_get_int(event, STR("time"), 0), &a), 12, false);
    column(cli, severity_colour(severity), severity, 5, false);
    column(cli, BOLD, printable(json_get_text(event, STR("kind"), STR("")), &a), 12, false);
    column(cli, PLAIN, printable(json_get_text(event, STR("op"), STR("")), &a), 18, false);
    column(cli, DIM, who(event, &a), 7, false);
    column(cli, PLAIN, ns >= 0 ? took_text(ns, &a) : STR(""), 7, true);
    say(cli, PLAIN, "%.*s%s%.*s\n", STR_ARGS(text), text.len && others.len ? "  " : "",
        STR_ARGS(others));
}
