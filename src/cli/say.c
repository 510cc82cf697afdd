/* What goes to the terminal: see cli.h. Standard output carries data, standard error the rest. */
#include "cli/cli.h"

#include "base/json.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static const char *const codes[COLOURS] = {
    [PLAIN] = "",         [BOLD] = "\033[1m",    [DIM] = "\033[2m",  [RED] = "\033[31m",
    [GREEN] = "\033[32m", [YELLOW] = "\033[33m", [CYAN] = "\033[36m"
};

void say(const struct cli *cli, enum colour c, const char *fmt, ...)
{
    bool coloured = cli->color && c != PLAIN;
    va_list args;
    va_start(args, fmt);
    if (coloured)
        fputs(codes[c], stdout);
    vprintf(fmt, args);
    if (coloured)
        fputs("\033[0m", stdout);
    va_end(args);
}

void tell(const struct cli *cli, const char *fmt, ...)
{
    va_list args;
    if (cli->opt.quiet)
        return;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
}

/* The next code point of `*s` as it may be shown: itself, or its escape, put into `room`. */
static struct str next_shown(struct str *s, char room[8])
{
    struct str before = *s;
    int32_t c = utf8_next(s);
    int n;
    if (c >= 0 && !utf8_is_harmful(c))
        return str_first(before, before.len - s->len);
    if (c < 0)
        n = snprintf(room, 8, "\\x%02x", (unsigned char)before.ptr[0]);
    else if (c == '\n')
        n = snprintf(room, 8, "\\n");
    else
        n = snprintf(room, 8, "\\u%04x", (unsigned)c);
    return (struct str){ room, (size_t)n };
}

/* Control characters and bad UTF-8 would steer the terminal; they are shown as what they are. */
struct str printable(struct str s, struct arena *a)
{
    owned(buf) struct buf out = { 0 };
    char room[8];
    buf_init(&out, 6 * s.len + 1);
    while (s.len)
        buf_add(&out, next_shown(&s, room));
    return arena_str(a, buf_text(&out));
}

void say_data(const struct cli *cli, struct str text)
{
    char room[8];
    while (cli->out_is_tty && text.len) {
        bool line_end = text.ptr[0] == '\n';
        struct str shown = line_end ? STR("\n") : next_shown(&text, room);
        text = line_end ? str_from(text, 1) : text;
        fwrite(shown.ptr, 1, shown.len, stdout);
    }
    fwrite(text.ptr, 1, text.len, stdout);
    putchar('\n');
}

unsigned text_width(struct str s)
{
    static bool ready;
    unsigned width = 0;
    if (!ready) {
        ready = true;
        setlocale(LC_CTYPE, "C.UTF-8");
    }
    for (int32_t c; s.len;) {
        c = utf8_next(&s);
        int w = c < 0 ? 1 : wcwidth((wchar_t)c);
        width += w > 0 ? (unsigned)w : 0;
    }
    return width;
}

static void say_error_json(const struct cli *cli, const struct err *e)
{
    owned(buf) struct buf out;
    struct json_out o;
    buf_init(&out, 64 * KIB);
    json_out_init(&o, &out);
    json_begin_object(&o);
    json_name(&o, STR("error"));
    err_encode(e, &o);
    json_end_object(&o);
    say_data(cli, buf_text(&out));
}

static void say_label(const struct cli *cli, const char *code, const char *label, struct str text)
{
    bool coloured = cli->color && cli->err_is_tty;
    fprintf(stderr, "%s%s%s %.*s\n", coloured ? code : "", label, coloured ? "\033[0m" : "",
            STR_ARGS(text));
}

void say_error(const struct cli *cli, const struct err *e)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    fflush(stdout);
    if (cli->opt.json) {
        say_error_json(cli, e);
        return;
    }
    say_label(cli, "\033[31;1m", "error:", printable(str_of(err_text(e)), &a));
    if (strcmp(err_reason(e), "usage") != 0)
        say_label(cli, "\033[2m", "why:  ",
                  arena_printf(&a, "%s (%.*s)", err_kind_row(err_kind(e))->meaning,
                               STR_ARGS(printable(str_of(err_reason(e)), &a))));
    if (err_hint_text(e)[0])
        say_label(cli, "\033[36m", "try:  ", printable(str_of(err_hint_text(e)), &a));
}

void say_json(const struct cli *cli, struct str json)
{
    owned(arena) struct arena a;
    owned(buf) struct buf out = { 0 };
    const struct json *tree;
    arena_init(&a, 256 * MIB);
    struct err *e = cli->out_is_tty ? json_parse(json, NULL, &a, &tree) : NULL;
    if (!cli->out_is_tty || e) {
        err_free(e);
        say_data(cli, str_trim(json));
        return;
    }
    struct json_out o;
    buf_init(&out, 256 * MIB);
    json_out_init(&o, &out);
    o.indent = 2;
    json_value(&o, tree);
    say_data(cli, buf_text(&out));
}

/* --- tables --- */

void table_init(struct table *t, struct cli *cli, size_t columns, const char *const *heads)
{
    struct str cells[16] = { STR_NONE };
    *t = (struct table){ .cli = cli, .columns = MIN_OF(columns, COUNT_OF(t->right)) };
    t->head = heads != NULL;
    for (size_t i = 0; heads && i < t->columns; i++)
        cells[i] = str_of(heads[i]);
    if (heads)
        table_row(t, cells);
}

void table_row(struct table *t, const struct str *cells)
{
    if (t->n == t->cap) {
        t->cap = t->cap * 2 + 16;
        t->cells = mem_grow(t->cells, t->cap * t->columns * sizeof *t->cells);
    }
    memcpy(t->cells + t->n++ * t->columns, cells, t->columns * sizeof *cells);
}

static unsigned terminal_width(const struct cli *cli)
{
    struct winsize size;
    if (!cli->out_is_tty || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
        return cli->out_is_tty ? 80 : 0;
    return size.ws_col;
}

/* The longest start of `s` that is at most `width` columns wide. */
static struct str cut_to(struct str s, unsigned width)
{
    struct str rest = s;
    unsigned used = 0;
    while (rest.len) {
        struct str next = rest;
        utf8_next(&next);
        unsigned w = text_width(str_first(rest, rest.len - next.len));
        if (used + w > width)
            break;
        used += w;
        rest = next;
    }
    return str_first(s, s.len - rest.len);
}

static void print_cell(const struct table *t, size_t column, struct str cell, unsigned width,
                       unsigned room, bool head)
{
    bool cut = room && text_width(cell) > room;
    struct str shown = cut ? cut_to(cell, room - 1) : cell;
    unsigned pad = width - MIN_OF(width, text_width(shown) + cut);
    bool last = column + 1 == t->columns;
    if (t->right[column])
        printf("%*s", (int)pad, "");
    say(t->cli, head ? BOLD : PLAIN, "%.*s%s", STR_ARGS(shown), cut ? "…" : "");
    if (!last)
        printf("%*s  ", t->right[column] ? 0 : (int)pad, "");
}

/* A word longer than a line is left to the terminal. */
static void print_wrapped(const struct table *t, struct str cell, unsigned indent, unsigned room)
{
    while (text_width(cell) > room) {
        size_t end = cut_to(cell, room).len;
        while (end && cell.ptr[end] != ' ')
            end--;
        if (!end)
            break;
        say(t->cli, PLAIN, "%.*s\n%*s", STR_ARGS(str_first(cell, end)), (int)indent, "");
        cell = str_from(cell, end + 1);
    }
    say(t->cli, PLAIN, "%.*s", STR_ARGS(cell));
}

/* Only the last column is cut or wrapped, and only on a terminal. */
void table_print(struct table *t)
{
    unsigned width[16] = { 0 }, before = 0, all = terminal_width(t->cli);
    for (size_t i = 0; i < t->n * t->columns; i++)
        width[i % t->columns] = MAX_OF(width[i % t->columns], text_width(t->cells[i]));
    for (size_t i = 0; i + 1 < t->columns; i++)
        before += width[i] + 2;
    bool has_head = t->n && t->head;
    for (size_t r = 0; r < t->n; r++) {
        for (size_t i = 0; i < t->columns; i++) {
            bool last = i + 1 == t->columns;
            unsigned room = last && all > before + 8 ? all - before : 0;
            struct str cell = t->cells[r * t->columns + i];
            if (room && t->wrap)
                print_wrapped(t, cell, before, room);
            else
                print_cell(t, i, cell, last && !t->right[i] ? 0 : width[i], room,
                           has_head && r == 0);
        }
        putchar('\n');
    }
    mem_free(t->cells);
    t->cells = NULL;
}
