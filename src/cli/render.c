/* Results for people: names and values, tables for lists of records, times as times. */
#include "cli/cli.h"

#include "base/json.h"

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

static struct str compact_json(const struct json *v, struct arena *a)
{
    owned(buf) struct buf out;
    struct json_out o;
    buf_init(&out, 64 * MIB);
    json_out_init(&o, &out);
    json_value(&o, v);
    return arena_str(a, buf_text(&out));
}

/* One value in a line; `f` may be NULL when its type is not known. */
static struct str value_text(const struct field *f, const struct json *v, struct arena *a)
{
    if (v->kind == JSON_TEXT)
        return printable(v->text, a);
    if (v->kind == JSON_BOOL)
        return v->boolean ? STR("yes") : STR("no");
    if (f && v->kind == JSON_INT && f->type == TYPE_TIME)
        return time_text(v->integer, a);
    if (f && v->kind == JSON_INT && f->type == TYPE_MS)
        return duration_text((uint64_t)v->integer, a);
    return printable(compact_json(v, a), a);
}

static bool is_number(const struct field *f)
{
    return f->type == TYPE_INT || f->type == TYPE_COUNT || f->type == TYPE_REAL;
}

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
        struct str cells[16] = { STR_NONE };
        for (size_t i = 0; i < columns; i++) {
            const struct json *v = json_get(&list->items[r], rec->fields[i].name);
            cells[i] = v ? value_text(&rec->fields[i], v, &cli->arena) : STR("");
        }
        table_row(&t, cells);
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
        render_table(cli, f->rec, v);
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

void render(struct cli *cli, const struct shape *s, const struct json *value)
{
    unsigned width = 0;
    size_t lists = 0;
    for (size_t i = 0; i < s->count; i++) {
        width = MAX_OF(width, (unsigned)s->fields[i].name.len);
        lists += s->fields[i].list && s->fields[i].rec;
    }
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        const struct json *v = json_get(value, f->name);
        if (v && lists == 1 && f->list && f->rec && v->kind == JSON_ARRAY && s->count <= 2)
            render_table(cli, f->rec, v); /* the list is the answer */
        else if (v && !(lists == 1 && s->count <= 2 && f->type == TYPE_BOOL && !v->boolean))
            render_field(cli, f, v, width);
    }
}
