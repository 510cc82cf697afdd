/* Edits by the spans that the reader left: see edit.h.
 *
 * A statement can be added to a table in three ways, by where the table stands:
 *
 *     [log]                 a line `level = "debug"` behind its last one
 *     log = { … }           `, level = "debug"` before the brace
 *     log.file = "x"        a line `log.level = "debug"` behind its last one
 *
 * and a table that stands nowhere gets a [header] at the end of the text. */
#include "config/edit.h"

#include "base/toml.h"

struct spot {
    const struct toml *value;   /* what the path names, or NULL */
    const struct toml *nearest; /* the deepest table on the way */
    const struct toml *home;    /* the deepest one that stands somewhere; the root does */
    struct str from_home;       /* the rest of the path, from there */
};

static bool in_braces(struct str text, const struct toml *table)
{
    return table->span.to && text.ptr[table->span.from] == '{';
}

/* A value in one piece, that is: no [table], no [[tables]]. */
static bool is_plain(struct str text, const struct toml *v)
{
    return v->kind == TOML_TABLE ? in_braces(text, v) : v->span.to > 0;
}

static struct err *find(struct str text, const struct toml *root, struct str path, struct spot *out)
{
    struct str rest = path, name = str_cut(&rest, '.');
    *out = (struct spot){ .nearest = root, .home = root, .from_home = path };
    const struct toml *v = toml_get(root, name);
    for (; v && rest.len; v = toml_get(v, name)) {
        if (v->kind != TOML_TABLE)
            return toml_bad(v, "in_the_way", "\"%.*s\" is %s, and \"%.*s\" cannot be in it",
                            STR_ARGS(name), toml_kind_name(v->kind), STR_ARGS(rest));
        out->nearest = v;
        if (v->span.to) {
            out->home = v;
            out->from_home = rest;
        }
        name = str_cut(&rest, '.');
    }
    out->value = v;
    if (v && !is_plain(text, v))
        return toml_bad(v, "in_the_way", "\"%.*s\" is %s", STR_ARGS(path), toml_kind_name(v->kind));
    return NULL;
}

/* Where the last statement ends that adds to `table` itself; 0 if there is none. */
static uint32_t last_statement(struct str text, const struct toml *table)
{
    uint32_t end = 0;
    toml_each (table, e) {
        uint32_t one = 0;
        if (is_plain(text, &e->value))
            one = e->value.span.to;
        else if (e->value.kind == TOML_TABLE && !e->value.span.to)
            one = last_statement(text, &e->value);
        end = MAX_OF(end, one);
    }
    return end;
}

static struct str line_end(struct str text)
{
    size_t at;
    bool dos = str_find(text, STR("\n"), &at) && at > 0 && text.ptr[at - 1] == '\r';
    return dos ? STR("\r\n") : STR("\n");
}

/* Behind the end of the line that `at` is in. */
static size_t next_line(struct str text, size_t at)
{
    size_t more;
    return str_find(str_from(text, at), STR("\n"), &more) ? at + more + 1 : text.len;
}

/* `text` with `with` in place of from..to. */
static void splice(struct str text, size_t from, size_t to, struct str with, struct buf *out)
{
    buf_add(out, str_first(text, from));
    buf_add(out, with);
    buf_add(out, str_from(text, to));
}

/* --- setting --- */

static void add_line(struct str text, size_t at, struct str path, struct str literal,
                     struct buf *out)
{
    buf_add(out, str_first(text, at));
    if (at && text.ptr[at - 1] != '\n')
        buf_add(out, line_end(text));
    buf_printf(out, "%.*s = ", STR_ARGS(path));
    buf_add(out, literal);
    buf_add(out, line_end(text));
    buf_add(out, str_from(text, at));
}

static void add_member(struct str text, const struct spot *s, struct str literal, struct buf *out)
{
    uint32_t last = last_statement(text, s->home);
    size_t at = last ? last : s->home->span.from + 1;
    buf_add(out, str_first(text, at));
    buf_printf(out, "%s%.*s = ", last ? ", " : " ", STR_ARGS(s->from_home));
    buf_add(out, literal);
    if (!last)
        buf_add_char(out, ' ');
    buf_add(out, str_from(text, last ? at : s->home->span.to - 1));
}

static void add_table(struct str text, struct str path, struct str literal, struct buf *out)
{
    size_t dot = path.len;
    while (path.ptr[dot - 1] != '.')
        dot--;
    buf_add(out, text);
    if (text.len && text.ptr[text.len - 1] != '\n')
        buf_add(out, line_end(text));
    if (text.len)
        buf_add(out, line_end(text));
    buf_printf(out, "[%.*s]%.*s", (int)dot - 1, path.ptr, STR_ARGS(line_end(text)));
    buf_printf(out, "%.*s = ", STR_ARGS(str_from(path, dot)));
    buf_add(out, literal);
    buf_add(out, line_end(text));
}

static void add(struct str text, struct str path, const struct spot *s, struct str literal,
                struct buf *out)
{
    uint32_t last = last_statement(text, s->nearest), header = s->home->span.to;
    if (in_braces(text, s->home))
        add_member(text, s, literal, out);
    else if (s->nearest == s->home ? header : last)
        add_line(text, next_line(text, MAX_OF(last, header)), s->from_home, literal, out);
    else
        add_table(text, path, literal, out);
}

static struct err *checked(const struct buf *out)
{
    return out->full ? err_new(ERR_LIMIT, "too_long", "the text would be longer than %zu bytes",
                               out->most)
                     : NULL;
}

struct err *edit_set(struct str text, struct str path, struct str literal, struct buf *out)
{
    owned(arena) struct arena a;
    const struct toml *root;
    struct spot s;
    arena_init(&a, TOML_TREE_MOST);
    TRY(toml_parse(text, &a, &root));
    TRY(find(text, root, path, &s));
    if (s.value)
        splice(text, s.value->span.from, s.value->span.to, literal, out);
    else
        add(text, path, &s, literal, out);
    return checked(out);
}

/* --- taking away --- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void drop_line(struct str text, const struct toml_span *span, struct buf *out)
{
    size_t from = span->statement;
    while (from > 0 && is_blank(text.ptr[from - 1]))
        from--;
    splice(text, from, next_line(text, span->to), STR(""), out);
}

/* With the comma behind it, or else the one before; between braces nothing else can stand. */
static void drop_member(struct str text, const struct toml_span *span, struct buf *out)
{
    size_t from = span->statement, to = span->to;
    while (is_blank(text.ptr[to]))
        to++;
    if (text.ptr[to] == ',') {
        while (is_blank(text.ptr[++to])) {
        }
    } else {
        to = span->to;
        while (is_blank(text.ptr[from - 1]))
            from--;
        from -= text.ptr[from - 1] == ',';
    }
    splice(text, from, to, STR(""), out);
}

struct err *edit_unset(struct str text, struct str path, struct buf *out, bool *out_was_there)
{
    owned(arena) struct arena a;
    const struct toml *root;
    struct spot s;
    arena_init(&a, TOML_TREE_MOST);
    TRY(toml_parse(text, &a, &root));
    TRY(find(text, root, path, &s));
    *out_was_there = s.value != NULL;
    if (!s.value)
        buf_add(out, text);
    else if (in_braces(text, s.home))
        drop_member(text, &s.value->span, out);
    else
        drop_line(text, &s.value->span, out);
    return checked(out);
}
