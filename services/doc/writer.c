/* Markdown, put down: see writer.h. */
#include "writer.h"

enum { PREFIX_MOST = 4096 };

void writer_init(struct writer *w, struct buf *out, bool flat)
{
    *w = (struct writer){ .out = out, .flat = flat };
    buf_init(&w->prefix, PREFIX_MOST);
    buf_init(&w->marker, PREFIX_MOST);
}

void writer_done(struct writer *w)
{
    buf_done(&w->prefix);
    buf_done(&w->marker);
}

void writer_gap(struct writer *w, enum gap gap)
{
    w->gap = MAX_OF(w->gap, gap);
}

/* --- line ends --- */

static struct str trim_end(struct str s)
{
    while (s.len && s.ptr[s.len - 1] == ' ')
        s.len--;
    return s;
}

static void begin_line(struct writer *w)
{
    struct str prefix = buf_text(&w->prefix), marker = buf_text(&w->marker);
    buf_add(w->out, str_first(prefix, prefix.len - MIN_OF(prefix.len, marker.len)));
    buf_add(w->out, marker.len ? marker : str_from(prefix, prefix.len));
    buf_clear(&w->marker);
    w->line_begun = false;
}

/* Before a marker's line the prefix is still that of the lines around it. */
static void write_gap(struct writer *w)
{
    struct str outer = buf_text(&w->prefix);
    outer.len -= MIN_OF(outer.len, w->marker.len);
    if (w->begun)
        buf_add_char(w->out, '\n');
    if (w->begun && w->gap == GAP_BLOCK) {
        buf_add(w->out, trim_end(outer));
        buf_add_char(w->out, '\n');
    }
    begin_line(w);
}

/* What has to stand before the next word: a gap, a blank, or nothing. */
static void settle(struct writer *w)
{
    bool gap = w->gap != GAP_NONE;
    if (w->flat) {
        if (w->begun && (gap || w->blank))
            buf_add_char(w->out, ' ');
    } else if (gap || !w->begun) {
        write_gap(w);
    } else if (w->blank && w->line_begun) {
        buf_add_char(w->out, ' ');
    }
    w->gap = GAP_NONE;
    w->blank = false;
    w->begun = w->line_begun = true;
}

void writer_break(struct writer *w)
{
    if (w->flat || !w->line_begun || w->gap != GAP_NONE) {
        w->blank = true;
        return;
    }
    buf_add(w->out, STR("\\"));
    w->gap = GAP_LINE;
}

/* --- words --- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* A sign within a line; `before` and `after` are its neighbours, 0 at an end. */
static bool needs_escape(char c, char before, char after)
{
    switch (c) {
    case '\\':
    case '`': return true;
    case '*': return (before && !is_blank(before)) || (after && !is_blank(after));
    case '_': return !is_word(before) || !is_word(after);
    case '<': return is_word(after) || after == '/' || after == '!' || after == '?';
    case '&': return is_word(after) || after == '#';
    case '~': return before == '~' || after == '~';
    default: return false;
    }
}

/* At the beginning of a line some words would make it a heading, a list, a rule. */
static size_t numbers_len(struct str word)
{
    size_t n = 0;
    while (n < word.len && word.ptr[n] >= '0' && word.ptr[n] <= '9')
        n++;
    return n;
}

static bool is_all(struct str word, char c)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != c)
            return false;
    return word.len;
}

/* Where in the word a backslash has to stand; its length: nowhere. */
static size_t line_sign(struct str word)
{
    size_t digits = numbers_len(word);
    if (str_eq(word, STR("-")) || str_eq(word, STR("+")) || str_eq(word, STR("*")) ||
        is_all(word, '#') || is_all(word, '=') || (word.len > 2 && is_all(word, '-')) ||
        word.ptr[0] == '>')
        return 0;
    if (digits && digits < 10 && digits + 1 == word.len &&
        (word.ptr[digits] == '.' || word.ptr[digits] == ')'))
        return digits;
    return word.len;
}

static void write_word(struct writer *w, struct str word)
{
    bool first = !w->line_begun || w->gap != GAP_NONE || !w->begun;
    size_t sign = first && !w->flat ? line_sign(word) : word.len;
    settle(w);
    for (size_t i = 0; i < word.len; i++) {
        char before = i ? word.ptr[i - 1] : 0, after = i + 1 < word.len ? word.ptr[i + 1] : 0;
        if (i == sign || needs_escape(word.ptr[i], before, after))
            buf_add_char(w->out, '\\');
        buf_add_char(w->out, word.ptr[i]);
    }
}

void writer_text(struct writer *w, struct str text)
{
    size_t at = 0;
    while (at < text.len) {
        size_t start = at;
        while (at < text.len && is_blank(text.ptr[at]))
            at++;
        w->blank |= at > start;
        start = at;
        while (at < text.len && !is_blank(text.ptr[at]))
            at++;
        if (at > start)
            write_word(w, (struct str){ text.ptr + start, at - start });
    }
}

void writer_raw(struct writer *w, struct str text)
{
    if (!text.len)
        return;
    settle(w);
    buf_add(w->out, text);
}

void writer_lines(struct writer *w, struct str text)
{
    bool first = true;
    while (text.len) {
        struct str line = str_cut(&text, '\n');
        if (first)
            settle(w);
        else {
            buf_add_char(w->out, '\n');
            buf_add(w->out, line.len ? buf_text(&w->prefix) : trim_end(buf_text(&w->prefix)));
        }
        buf_add(w->out, line);
        first = false;
    }
    w->line_begun = true;
}

/* --- nesting --- */

/* A marker is as long as the prefix that goes on behind it: "- " and "  ". */
size_t writer_indent(struct writer *w, struct str prefix, struct str marker)
{
    size_t before = w->prefix.len;
    if (w->nested++ >= WRITER_NESTED_MOST)
        return before;
    if (w->marker.len) { /* an item that begins with a list: "- - " */
        buf_add(&w->marker, marker.len ? marker : prefix);
    } else {
        buf_add(&w->marker, marker);
    }
    buf_add(&w->prefix, prefix);
    return before;
}

void writer_outdent(struct writer *w, size_t before)
{
    w->nested--;
    w->prefix.len = before;
    w->prefix.full = false;
    buf_clear(&w->marker);
}

void add_many(struct buf *out, char c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_char(out, c);
}
