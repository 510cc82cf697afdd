/* What goes to the terminal: see cli.h. Standard output carries data, standard error the rest. */
#include "cli/cli.h"

#include "base/file_name.h"
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

const char *colour_code(enum colour c)
{
    return codes[c];
}

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

struct str next_shown(struct str *s, char room[SHOWN_MOST])
{
    struct str before = *s;
    int32_t c = utf8_next(s);
    int n, byte = file_name_byte(c);
    if (c >= 0 && byte < 0 && !utf8_is_harmful(c))
        return str_first(before, before.len - s->len);
    if (byte >= 0)
        n = snprintf(room, SHOWN_MOST, "\\x%02x", (unsigned)byte);
    else if (c < 0)
        n = snprintf(room, SHOWN_MOST, "\\x%02x", (unsigned char)before.ptr[0]);
    else if (c == '\n')
        n = snprintf(room, SHOWN_MOST, "\\n");
    else
        n = snprintf(room, SHOWN_MOST, "\\u%04x", (unsigned)c);
    return (struct str){ room, (size_t)n };
}

/* Control characters and bad UTF-8 would steer the terminal; they are shown as what they are. */
struct str printable(struct str s, struct arena *a)
{
    owned(buf) struct buf out = { 0 };
    char room[SHOWN_MOST];
    buf_init(&out, 6 * s.len + 1);
    while (s.len)
        buf_add(&out, next_shown(&s, room));
    return arena_str(a, buf_text(&out));
}

void say_data(const struct cli *cli, struct str text)
{
    char room[SHOWN_MOST];
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

/* What the error knows and its sentence does not say. */
static struct str unsaid_details(const struct err *e, struct arena *a)
{
    owned(buf) struct buf out = { 0 };
    buf_init(&out, 16 * KIB);
    for (size_t i = 0; i < err_details(e); i++) {
        const char *key;
        struct str value = err_detail_at(e, i, &key);
        bool said = str_find(str_of(err_text(e)), value, NULL) || strcmp(key, "policy") == 0;
        if (!said) /* which policy the hint tells, by its setting */
            buf_printf(&out, "%s%s %.*s", out.len ? ", " : "", key, STR_ARGS(value));
    }
    return arena_str(a, buf_text(&out));
}

/* Whether it can be typed; else it is a sentence. */
static bool is_command(struct str hint)
{
    return str_starts(hint, STR("pith ")) || str_starts(hint, STR("chmod "));
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
    struct str why = unsaid_details(e, &a);
    if (why.len)
        say_label(cli, "\033[2m", "why:  ", printable(why, &a));
    struct str hint = str_of(err_hint_text(e));
    if (hint.len)
        say_label(cli, "\033[36m",
                  is_command(hint) ? "try:  " : "hint: ", printable(advice(cli, hint, &a), &a));
}

enum colour severity_colour(struct str name)
{
    return str_eq(name, STR("error"))  ? RED
           : str_eq(name, STR("warn")) ? YELLOW
           : str_eq(name, STR("info")) ? GREEN
                                       : DIM;
}

struct str json_compact(const struct json *v, struct arena *a)
{
    owned(buf) struct buf out;
    struct json_out o;
    buf_init(&out, 64 * MIB);
    json_out_init(&o, &out);
    json_value(&o, v);
    return arena_str(a, buf_text(&out));
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
