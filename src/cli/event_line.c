/* An event in one line, for people:
 *
 *     02:46:11.072  info   op.failed       fs.read     #65537  1.2 ms  no_such_file  kind=not_found
 *
 * when, how much it matters, what, which op, who (a proc's number, or pith itself), how long it
 * took, and what else there is to say. A narrow terminal gets it in less. Ids of chains and spans
 * are for programs: --json. */
#include "cli/cli.h"

#include "base/json.h"
#include "ops/proc.h"
#include "ops/service.h"
#include "trace/trace.h"

#include <stdio.h>

static struct str who(const struct json *event, struct arena *a)
{
    int64_t proc = json_get_int(event, STR("proc"), 0);
    return proc ? arena_printf(a, "#%lld", (long long)proc) : STR("pith");
}

/* Numbers of states are for programs. */
static struct str value_text(struct str kind, const struct json_member *m, struct arena *a)
{
    static const struct {
        const char *kind;
        const struct choices *states;
    } known[] = { { "proc.state", &choices_proc_state },
                  { "proc.illegal", &choices_proc_state },
                  { "service.state", &choices_service_state } };
    bool is_state = str_eq(m->name, STR("state")) || str_eq(m->name, STR("from"));
    for (size_t i = 0; is_state && i < COUNT_OF(known); i++)
        if (str_eq(kind, str_of(known[i].kind)) && m->value.kind == JSON_INT &&
            (uint64_t)m->value.integer < known[i].states->count)
            return known[i].states->rows[m->value.integer].name;
    return m->value.kind == JSON_TEXT ? m->value.text : json_compact(&m->value, a);
}

/* The figures that have no column of their own, and are not nought. */
static struct str other_values(const struct json *event, struct arena *a)
{
    owned(buf) struct buf out = { 0 };
    const struct json *values = json_get(event, STR("values"));
    struct str kind = json_get_text(event, STR("kind"), STR(""));
    buf_init(&out, 4 * KIB);
    for (size_t i = 0; values && values->kind == JSON_OBJECT && i < values->count; i++) {
        const struct json_member *m = &values->members[i];
        struct str text = value_text(kind, m, a);
        if (str_eq(text, STR("0")) || str_eq(m->name, STR("ns")))
            continue;
        buf_printf(&out, "%s%.*s=%.*s", out.len ? " " : "", STR_ARGS(m->name), STR_ARGS(text));
    }
    return arena_str(a, buf_text(&out));
}

/* What happened, for an event that has nothing else to say. */
static struct str what_happened(const struct json *event)
{
    enum trace_kind k;
    bool known = trace_kind_named(json_get_text(event, STR("kind"), STR("")), &k);
    return known && !json_get_text(event, STR("op"), STR("")).len ? str_of(trace_kind_row(k)->doc)
                                                                  : STR("");
}

/* Padded to a width that counts columns of the terminal, not bytes. */
static void column(struct cli *cli, enum colour c, struct str text, unsigned width, bool right)
{
    int pad = (int)(width - MIN_OF(width, text_width(text)));
    printf("%*s", right ? pad : 0, "");
    say(cli, c, "%.*s", STR_ARGS(text));
    printf("%*s  ", right ? 0 : pad, "");
}

/* What an event says, made harmless. */
struct parts {
    struct str time, severity, kind, op, who, took, text, others;
};

static struct parts parts_of(const struct json *event, struct arena *a)
{
    int64_t ns = json_get_int(json_get(event, STR("values")), STR("ns"), -1);
    return (struct parts){
        .time = clock_text(json_get_int(event, STR("time"), 0), a),
        .severity = json_get_text(event, STR("severity"), STR("")),
        .kind = printable(json_get_text(event, STR("kind"), STR("")), a),
        .op = printable(json_get_text(event, STR("op"), STR("")), a),
        .who = who(event, a),
        .took = ns >= 0 ? took_text(ns, a) : STR(""),
        .text = printable(json_get_text(event, STR("text"), STR("")), a),
        .others = printable(other_values(event, a), a),
    };
}

/* Colour is not the only sign: the word stands beside it. */
static enum colour kind_colour(struct str severity)
{
    bool matters = str_eq(severity, STR("warn")) || str_eq(severity, STR("error"));
    return matters ? severity_colour(severity) : BOLD;
}

static void say_wide(struct cli *cli, const struct parts *p, struct str tail, unsigned width)
{
    enum { USED = 12 + 5 + 14 + 18 + 7 + 7 + 6 * 2 };
    unsigned used = USED + MAX_OF(text_width(p->op), 18) - 18 + MAX_OF(text_width(p->kind), 14) -
                    14;
    unsigned room = width > used + 8 ? width - used : 8;
    bool cut = width && text_width(tail) > room;
    column(cli, DIM, p->time, 12, false);
    column(cli, severity_colour(p->severity), p->severity, 5, false);
    column(cli, kind_colour(p->severity), p->kind, 14, false);
    column(cli, PLAIN, p->op, 18, false);
    column(cli, DIM, p->who, 7, false);
    column(cli, PLAIN, p->took, 7, true);
    say(cli, PLAIN, "%.*s%s\n", STR_ARGS(cut ? text_cut(tail, room - 1) : tail), cut ? "…" : "");
}

/* Little room: what it is about comes first, and what does not fit is cut. */
static void say_narrow(struct cli *cli, const struct parts *p, struct str tail, unsigned width,
                       struct arena *a)
{
    const struct str all[] = { p->op, tail, p->took, p->who };
    struct str line = STR("");
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (all[i].len)
            line = arena_printf(a, "%.*s%s%.*s", STR_ARGS(line), line.len ? "  " : "",
                                STR_ARGS(all[i]));
    unsigned used = 8 + 2 + 5 + 2 + MAX_OF(14, text_width(p->kind)) + 2;
    unsigned room = width > used + 8 ? width - used : 8;
    bool cut = text_width(line) > room;
    column(cli, DIM, str_first(p->time, 8), 8, false);
    column(cli, severity_colour(p->severity), p->severity, 5, false);
    column(cli, kind_colour(p->severity), p->kind, 14, false);
    say(cli, PLAIN, "%.*s%s\n", STR_ARGS(cut ? text_cut(line, room - 1) : line), cut ? "…" : "");
}

void say_event(struct cli *cli, const struct json *event)
{
    enum { WIDE = 110 };
    owned(arena) struct arena a;
    arena_init(&a, 4 * MIB);
    unsigned width = terminal_width(cli);
    struct parts p = parts_of(event, &a);
    struct str tail = arena_printf(&a, "%.*s%s%.*s", STR_ARGS(p.text),
                                   p.text.len && p.others.len ? "  " : "", STR_ARGS(p.others));
    if (!tail.len)
        tail = what_happened(event);
    if (width && width < WIDE)
        say_narrow(cli, &p, tail, width, &a);
    else
        say_wide(cli, &p, tail, width);
}
