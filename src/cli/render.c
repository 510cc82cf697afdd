/* Results for people: names and values, tables for lists of records, times as times. */
#include "cli/cli.h"

#include "base/json.h"
#include "base/real.h"

#include <stdio.h>
#include <time.h>

static struct str time_text(int64_t ms, struct arena *a)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    char text[64];
    if (!localtime_r(&seconds, &tm) || !strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm))
        return arena_printf(a, "%lld", (long long)ms);
    return arena_printf(a, "%s.%03d", text, (int)(ms % 1000));
}

static struct str duration_text(uint64_t ms, struct arena *a)
{
    if (ms < 1000)
        return arena_printf(a, "%llu ms", (unsigned long long)ms);
    if (ms < 60000)
        return arena_printf(a, "%.1f s", (double)ms / 1000);
    if (ms < 3600000)
        return arena_printf(a, "%llu m %llu s", (unsigned long long)ms / 60000,
                            (unsigned long long)ms / 1000 % 60);
    return arena_printf(a, "%llu h %llu m", (unsigned long long)ms / 3600000,
                        (unsigned long long)ms / 60000 % 60);
}

/* One value in a line; `f` may be NULL when its type is not known. */
static struct str value_text(const struct field *f, const struct json *v, struct arena *a)
{
    if (v->kind == JSON_TEXT)
        return printable(v->text, a);
    if (v->kind == JSON_BOOL)
        return v->boolean ? STR("yes") : STR("no");
    if (v->kind == JSON_REAL) {
        char number[REAL_LEN];
        return arena_str(a, (struct str){ number, real_write_short(v->real, number) });
    }
    if (f && v->kind == JSON_INT && f->type == TYPE_TIME)
        return time_text(v->integer, a);
    if (f && v->kind == JSON_INT && f->type == TYPE_MS)
        return duration_text((uint64_t)v->integer, a);
    return printable(json_compact(v, a), a);
}

static bool is_number(const struct field *f)
{
    return f->type == TYPE_INT || f->type == TYPE_COUNT || f->type == TYPE_REAL;
}

/* The names of a shape's values, a line each. */
static void render_record(struct cli *cli, const struct shape *s, const struct json *value);

static void render_table(struct cli *cli, const struct shape *rec, const struct json *list)
{
    const char *heads[16] = { NULL };
    struct table t;
    size_t columns = MIN_OF(rec->count, COUNT_OF(heads));
    for (size_t i = 0; i < columns; i++)
        heads[i] = rec->fields[i].name.ptr;
    table_init(&t, cli, columns, heads);
    for (size_t i = 0; i < columns; i++)
        t.right[i] = is_number(&rec->fields[i]);
    for (size_t r = 0; r < list->count; r++) {
        struct str cells[COUNT_OF(heads)] = { STR_NONE };
        for (size_t i = 0; i < columns; i++) {
            const struct json *v = json_get(&list->items[r], rec->fields[i].name);
            cells[i] = v ? value_text(&rec->fields[i], v, &cli->arena) : STR("");
        }
        table_row(&t, cells);
    }
    if (!table_fits(&t))
        table_squeeze(&t);
    if (list->count == 1 && !table_fits(&t)) {
        table_drop(&t);
        render_record(cli, rec, &list->items[0]);
        return;
    }
    table_print(&t);
}

static bool is_event(const struct shape *s)
{
    return strcmp(s->name, "observe_event") == 0;
}

static void render_list(struct cli *cli, const struct shape *rec, const struct json *list)
{
    if (!is_event(rec)) {
        render_table(cli, rec, list);
        return;
    }
    json_each (list, item)
        say_event(cli, item);
}

/* A record in a record is set in; what it holds in turn stands in one line. */
static void render_inner(struct cli *cli, const struct shape *rec, const struct json *value)
{
    struct table t;
    table_init(&t, cli, 2, NULL);
    t.wrap = true;
    for (size_t i = 0; i < rec->count; i++) {
        const struct field *f = &rec->fields[i];
        const struct json *v = json_get(value, f->name);
        if (v)
            table_row(&t, (struct str[]){ arena_printf(&cli->arena, "  %.*s", STR_ARGS(f->name)),
                                          value_text(f, v, &cli->arena) });
    }
    table_print(&t);
}

static bool is_long_text(const struct field *f, const struct json *v)
{
    return f->type == TYPE_TEXT && v->kind == JSON_TEXT && str_find(v->text, STR("\n"), NULL);
}

/* A text of several lines is shown as it is, line by line made harmless. */
static void render_lines(struct cli *cli, struct str text)
{
    while (text.len) {
        struct str line = printable(str_cut(&text, '\n'), &cli->arena);
        printf("%.*s\n", STR_ARGS(line));
    }
}

static void render_field(struct cli *cli, const struct field *f, const struct json *v,
                         unsigned width)
{
    if (f->list && f->rec && v->kind == JSON_ARRAY) {
        say(cli, BOLD, "%.*s\n", STR_ARGS(f->name));
        render_list(cli, f->rec, v);
        return;
    }
    if (f->rec && v->kind == JSON_OBJECT && v->count) {
        say(cli, BOLD, "%.*s\n", STR_ARGS(f->name));
        render_inner(cli, f->rec, v);
        return;
    }
    if (is_long_text(f, v)) {
        render_lines(cli, v->text);
        return;
    }
    struct str text = value_text(f, v, &cli->arena);
    say(cli, BOLD, "%.*s", STR_ARGS(f->name));
    say(cli, PLAIN, "%*s  %.*s\n", (int)(width - f->name.len), "", STR_ARGS(text));
}

static void render_record(struct cli *cli, const struct shape *s, const struct json *value)
{
    unsigned width = 0;
    for (size_t i = 0; i < s->count; i++)
        width = MAX_OF(width, (unsigned)s->fields[i].name.len);
    for (size_t i = 0; i < s->count; i++) {
        const struct json *v = json_get(value, s->fields[i].name);
        if (v)
            render_field(cli, &s->fields[i], v, width);
    }
}

/* The one list of records that a result is about, or NULL. What stands beside it (whether there
 * is more, how many were lost) is said only if there is something to say. */
static const struct field *main_list(const struct shape *s)
{
    const struct field *found = NULL;
    for (size_t i = 0; i < s->count; i++) {
        if (!s->fields[i].list || !s->fields[i].rec)
            continue;
        if (found)
            return NULL;
        found = &s->fields[i];
    }
    return s->count <= 2 ? found : NULL;
}

static bool says_something(const struct json *v)
{
    return !(v->kind == JSON_BOOL && !v->boolean) && !(v->kind == JSON_INT && !v->integer);
}

void render_beside(struct cli *cli, const struct shape *s, const struct json *value)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        const struct json *v = json_get(value, f->name);
        bool goes_on = str_eq(f->name, STR("more")); /* told by who knows the op: say_more() */
        if (v && !f->rec && !goes_on && says_something(v))
            tell(cli, "%.*s: %.*s\n", STR_ARGS(f->name), STR_ARGS(value_text(f, v, &cli->arena)));
    }
}

void render(struct cli *cli, const struct shape *s, const struct json *value)
{
    const struct field *list = main_list(s);
    const struct json *items = list ? json_get(value, list->name) : NULL;
    if (is_event(s)) {
        say_event(cli, value);
    } else if (items && items->kind == JSON_ARRAY) {
        render_list(cli, list->rec, items);
        fflush(stdout);
        render_beside(cli, s, value);
    } else {
        render_record(cli, s, value);
    }
}
