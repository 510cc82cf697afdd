/* A story as a tree:
 *
 *     Story e9d93a0000001002   12:04:31.120   14.4 ms   4 steps
 *
 *            0  proc.shell  owner #65539 ............. 13.6 ms  ok
 *      11.9 µs  ├─ sh  #65540 ....................... 14.3 ms  failed  sh exited with 3
 *      13.9 ms  │  └─ proc.signalled  term
 *
 * When each step began, counted from the start; what it was and whose; how long it took; how it
 * went. On a wide terminal a bar shows where in the story's time it lies. */
#include "cli/cli.h"

#include "base/json.h"

#include <stdio.h>

enum { DEPTH_MOST = 24, BAR_WIDTH = 24, TAIL_LEAST = 12, UNUSUALLY_WIDE = 110 };

struct telling {
    struct cli *cli;
    const struct json *steps;
    int64_t took;
    unsigned name_width, bar_width, width; /* width 0: no limit */
    unsigned char more[DEPTH_MOST + 1]; /* whether a step of that depth follows below its parent */
};

static int64_t number(const struct json *step, const char *name, int64_t otherwise)
{
    return json_get_int(step, str_of(name), otherwise);
}

static struct str text(const struct json *step, const char *name, struct arena *a)
{
    return printable(json_get_text(step, str_of(name), STR("")), a);
}

static unsigned depth_of(const struct json *step)
{
    return (unsigned)MIN_OF(number(step, "depth", 0), DEPTH_MOST);
}

/* --- what it was --- */

static bool is_note(const struct json *step)
{
    return str_eq(json_get_text(step, STR("outcome"), STR("")), STR("note"));
}

/* The kind of a note, the op of a step, the program of one that was started. */
static struct str label_of(const struct json *step, struct arena *a)
{
    struct str op = text(step, "op", a), kind = text(step, "kind", a), said = text(step, "text", a);
    if (is_note(step))
        return kind;
    return op.len ? op : said.len ? str_cut(&said, ' ') : kind;
}

static struct str whose(const struct json *step, struct arena *a)
{
    struct str who = text(step, "who", a);
    int64_t proc = number(step, "proc", 0);
    if (!proc)
        return STR("");
    return arena_printf(a, "%.*s%s#%lld", STR_ARGS(who), who.len ? " " : "", (long long)proc);
}

/* Of notes: the figures that are not nought. */
static struct str figures_of(const struct json *step, struct arena *a)
{
    owned(buf) struct buf out;
    buf_init(&out, 1 * KIB);
    json_each_member (json_get(step, STR("values")), m) {
        if (m->value.kind != JSON_INT || !m->value.integer)
            continue;
        bool bytes = str_eq(m->name, STR("bytes"));
        struct str value = bytes ? bytes_text(m->value.integer, a) : json_compact(&m->value, a);
        buf_printf(&out, "%s%.*s=%.*s", out.len ? " " : "", STR_ARGS(m->name), STR_ARGS(value));
    }
    return arena_str(a, buf_text(&out));
}

static struct str tail_of(const struct json *step, struct arena *a)
{
    struct str said = text(step, "text", a);
    if (!is_note(step))
        return said;
    struct str figures = figures_of(step, a);
    return arena_printf(a, "%.*s%s%.*s", STR_ARGS(said), said.len && figures.len ? "  " : "",
                        STR_ARGS(figures));
}

/* --- its line --- */

static struct str branches(const struct telling *t, unsigned depth, struct arena *a)
{
    owned(buf) struct buf out;
    buf_init(&out, 1 * KIB);
    for (unsigned d = 1; d < depth; d++)
        buf_add(&out, t->more[d] ? STR("│  ") : STR("   "));
    if (depth)
        buf_add(&out, t->more[depth] ? STR("├─ ") : STR("└─ "));
    return arena_str(a, buf_text(&out));
}

static const struct {
    const char *outcome, *said;
    enum colour colour;
} outcomes[] = {
    { "done", "ok", GREEN },        { "failed", "failed", RED }, { "denied", "denied", YELLOW },
    { "running", "running", CYAN }, { "note", "", DIM },
};

static size_t outcome_of(const struct json *step)
{
    struct str name = json_get_text(step, STR("outcome"), STR(""));
    for (size_t i = 0; i < COUNT_OF(outcomes); i++)
        if (str_eq(name, str_of(outcomes[i].outcome)))
            return i;
    return COUNT_OF(outcomes) - 1;
}

static void say_bar(const struct telling *t, const struct json *step)
{
    int64_t at = number(step, "at", 0), took = number(step, "took", 0), all = MAX_OF(t->took, 1);
    unsigned from = (unsigned)MIN_OF(at * t->bar_width / all, t->bar_width - 1);
    unsigned to = (unsigned)MIN_OF((at + took) * t->bar_width / all, t->bar_width);
    bool note = is_note(step);
    printf("%*s", (int)from, "");
    if (note || to <= from)
        say(t->cli, note ? DIM : outcomes[outcome_of(step)].colour, note ? "·" : "▏");
    for (unsigned i = from; !note && i < to; i++)
        say(t->cli, outcomes[outcome_of(step)].colour, "█");
    printf("%*s  ", (int)(t->bar_width - MAX_OF(to > from && !note ? to : from + 1, from + 1)), "");
}

static enum colour label_colour(const struct json *step)
{
    struct str severity = json_get_text(step, STR("severity"), STR(""));
    if (!is_note(step))
        return BOLD;
    return str_eq(severity, STR("warn")) || str_eq(severity, STR("error"))
               ? severity_colour(severity)
               : DIM;
}

static void say_name(const struct telling *t, const struct json *step, struct arena *a)
{
    struct str tree = branches(t, depth_of(step), a), label = label_of(step, a);
    struct str who = is_note(step) ? STR("") : whose(step, a);
    unsigned room = t->name_width - MIN_OF(t->name_width, text_width(tree));
    label = text_cut(label, room);
    say(t->cli, DIM, "%.*s", STR_ARGS(tree));
    say(t->cli, label_colour(step), "%.*s", STR_ARGS(label));
    room -= text_width(label);
    if (who.len && text_width(who) + 2 <= room) {
        say(t->cli, DIM, "  %.*s", STR_ARGS(who));
        room -= text_width(who) + 2;
    }
    printf("%*s  ", (int)room, "");
}

static void say_right(struct str s, unsigned width)
{
    printf("%*s%.*s", (int)(width - MIN_OF(width, text_width(s))), "", STR_ARGS(s));
}

static void say_tail(const struct telling *t, const struct json *step, struct arena *a)
{
    const char *said = outcomes[outcome_of(step)].said;
    unsigned used = 9 + 2 + t->name_width + 2 + (t->bar_width ? t->bar_width + 2 : 0) + 9 + 2;
    struct str tail = tail_of(step, a);
    say(t->cli, outcomes[outcome_of(step)].colour, "%-7s", said);
    unsigned room = t->width > used + 9 + 4 ? t->width - used - 9 : 4;
    bool cut = t->width && text_width(tail) > room;
    if (tail.len)
        say(t->cli, is_note(step) ? DIM : PLAIN, "  %.*s%s",
            STR_ARGS(cut ? text_cut(tail, room - 1) : tail), cut ? "…" : "");
}

static void say_step(const struct telling *t, const struct json *step)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    int64_t at = number(step, "at", 0), took = number(step, "took", -1);
    say_right(at ? took_text(at, &a) : STR("0"), 9);
    printf("  ");
    say_name(t, step, &a);
    if (t->bar_width)
        say_bar(t, step);
    say_right(took >= 0 ? took_text(took, &a) : STR(""), 9);
    printf("  ");
    say_tail(t, step, &a);
    putchar('\n');
}

/* --- the whole --- */

/* Whether another child of the same parent follows the i-th step. */
static bool has_sibling(const struct json *steps, size_t i)
{
    unsigned depth = depth_of(&steps->items[i]);
    for (size_t k = i + 1; k < steps->count; k++) {
        unsigned d = depth_of(&steps->items[k]);
        if (d < depth)
            return false;
        if (d == depth)
            return true;
    }
    return false;
}

static unsigned needed_width(const struct json *steps)
{
    owned(arena) struct arena a;
    unsigned most = 0;
    arena_init(&a, 64 * MIB);
    json_each (steps, step) {
        unsigned who = is_note(step) ? 0 : text_width(whose(step, &a)) + 2;
        most = MAX_OF(most, 3 * depth_of(step) + text_width(label_of(step, &a)) + who);
        arena_reset(&a);
    }
    return most;
}

static void choose_widths(struct telling *t)
{
    unsigned needed = needed_width(t->steps), fixed = 9 + 2 + 2 + 9 + 2 + 9 + TAIL_LEAST;
    t->width = terminal_width(t->cli);
    t->bar_width = !t->width || t->width >= UNUSUALLY_WIDE ? BAR_WIDTH : 0;
    fixed += t->bar_width ? t->bar_width + 2 : 0;
    t->name_width = !t->width ? needed : MIN_OF(needed, MAX_OF(t->width, fixed + 16) - fixed);
}

static void say_head(struct cli *cli, const struct json *story, const struct json *steps)
{
    struct arena *a = &cli->arena;
    struct str chain = json_get_text(story, STR("chain"), STR(""));
    struct str at = clock_text(json_get_int(story, STR("time"), 0), a);
    struct str took = took_text(json_get_int(story, STR("took"), 0), a);
    int64_t count = 0, missing = json_get_int(story, STR("missing"), 0);
    json_each (steps, step)
        count += !is_note(step);
    say(cli, BOLD, "Story %.*s", STR_ARGS(chain));
    say(cli, PLAIN, "   %.*s   %.*s   %lld step%s\n\n", STR_ARGS(at), STR_ARGS(took),
        (long long)count, count == 1 ? "" : "s");
    fflush(stdout);
    if (missing)
        tell(cli, "%lld step%s above others %s elsewhere, or no longer there\n\n",
             (long long)missing, missing == 1 ? "" : "s", missing == 1 ? "is" : "are");
}

void say_story(struct cli *cli, const struct json *story)
{
    const struct json *steps = json_get(story, STR("steps"));
    struct telling t = { .cli = cli, .steps = steps, .took = json_get_int(story, STR("took"), 0) };
    if (!steps || steps->kind != JSON_ARRAY)
        return;
    choose_widths(&t);
    say_head(cli, story, steps);
    for (size_t i = 0; i < steps->count; i++) {
        t.more[depth_of(&steps->items[i])] = has_sibling(steps, i);
        say_step(&t, &steps->items[i]);
    }
}
