/* TOML strings, all four kinds: "basic" and 'literal', on one line or, within three quotes,
 * on several. Only basic ones have escapes. */
#include "base/toml_priv.h"

struct quotes {
    const char *opening; /* for messages */
    char mark;
    bool several_lines;
};

/* Behind a backslash; 'u' and 'U' are not here. */
static const char unescaped[256] = {
    ['b'] = '\b', ['t'] = '\t', ['n'] = '\n',  ['f'] = '\f',
    ['r'] = '\r', ['"'] = '"',  ['\\'] = '\\',
};

static bool is_plain(char c, const struct quotes *q)
{
    bool control = ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
    return !control && c != q->mark && !(c == '\\' && q->mark == '"');
}

static struct err *unclosed(struct toml_reader *r, const struct quotes *q)
{
    return toml_bad_at(r, q->opening, "this string is not closed%s",
                       q->several_lines ? "" : " on its line");
}

static int hex_value(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *hit = c ? strchr(digits, c) : NULL;
    return hit ? (int)(hit - digits) % 16 : -1;
}

/* \u and four digits, \U and eight. */
static struct err *read_code_point(struct toml_reader *r, size_t digits)
{
    const char *from = r->at;
    uint32_t c = 0;
    char utf8[4];
    for (size_t i = 2; i < digits + 2; i++) {
        int value = (size_t)(r->end - from) > i ? hex_value(from[i]) : -1;
        if (value < 0)
            return err_hint(
                toml_bad_at(r, from, "\\%c needs %zu hexadecimal digits", from[1], digits),
                "paths with backslashes go in 'single quotes'");
        c = c << 4 | (uint32_t)value;
    }
    struct str text = { utf8, utf8_put(c, utf8) };
    if (!text.len)
        return toml_bad_at(r, from, "U+%04X is no character", c);
    buf_add(r->text, text);
    r->at += digits + 2;
    return NULL;
}

/* A backslash at the end of a line takes the newline and all blanks up to the next text. */
static bool skip_folded(struct toml_reader *r)
{
    const char *p = r->at + 1, *last = NULL;
    for (;;) {
        size_t newline = toml_newline(r, p);
        if (!newline && (p == r->end || (*p != ' ' && *p != '\t')))
            break;
        last = newline ? p : last;
        p += newline ? newline : 1;
    }
    if (last)
        r->at = p;
    return last != NULL;
}

static struct err *read_escape(struct toml_reader *r, const struct quotes *q)
{
    char c = r->end - r->at > 1 ? r->at[1] : 0;
    if (c == 'u' || c == 'U')
        return read_code_point(r, c == 'u' ? 4 : 8);
    if (unescaped[(unsigned char)c]) {
        buf_add_char(r->text, unescaped[(unsigned char)c]);
        r->at += 2;
        return NULL;
    }
    if (q->several_lines && skip_folded(r))
        return NULL;
    return err_hint(toml_bad_at(r, r->at, "there is no such escape in TOML"),
                    "paths with backslashes go in 'single quotes'");
}

/* At the quotation mark: whether it closes. Up to two of them may stand before the three that
 * close a string of several lines. */
static bool read_mark(struct toml_reader *r, const struct quotes *q)
{
    size_t n = 0, most = q->several_lines ? 5 : 1;
    while (n < most && toml_take(r, q->mark))
        n++;
    bool closes = !q->several_lines || n >= 3;
    for (size_t part = q->several_lines && closes ? n - 3 : closes ? 0 : n; part > 0; part--)
        buf_add_char(r->text, q->mark);
    return closes;
}

static struct err *read_newline(struct toml_reader *r, const struct quotes *q)
{
    size_t newline = toml_newline(r, r->at);
    if (newline && !q->several_lines)
        return unclosed(r, q);
    if (!newline)
        return toml_bad_at(r, r->at, "byte 0x%02x is not allowed in a string",
                           (unsigned char)*r->at);
    buf_add_char(r->text, '\n');
    r->at += newline;
    return NULL;
}

static void take_plain(struct toml_reader *r, const struct quotes *q)
{
    const char *from = r->at;
    while (r->at < r->end && is_plain(*r->at, q))
        r->at++;
    buf_add(r->text, (struct str){ from, (size_t)(r->at - from) });
}

static struct err *read_body(struct toml_reader *r, const struct quotes *q)
{
    for (;;) {
        take_plain(r, q);
        if (r->at == r->end)
            return unclosed(r, q);
        if (*r->at != q->mark)
            TRY(*r->at == '\\' ? read_escape(r, q) : read_newline(r, q));
        else if (read_mark(r, q))
            return NULL;
    }
}

static struct quotes open_quotes(struct toml_reader *r)
{
    struct quotes q = { .opening = r->at, .mark = *r->at };
    r->at++;
    if (r->end - r->at >= 2 && r->at[0] == q.mark && r->at[1] == q.mark) {
        q.several_lines = true;
        r->at += 2;
        r->at += toml_newline(r, r->at); /* the first newline only lets the text start below */
    }
    return q;
}

struct err *toml_read_string(struct toml_reader *r, bool is_name, struct str *out)
{
    struct quotes q = open_quotes(r);
    if (is_name && q.several_lines)
        return toml_bad_at(r, q.opening, "a name cannot stand in three quotation marks");
    buf_clear(r->text);
    TRY(read_body(r, &q));
    if (r->text->full)
        return err_no_room();
    *out = arena_str(r->arena, buf_text(r->text));
    TRY_ROOM(out->ptr);
    return NULL;
}
