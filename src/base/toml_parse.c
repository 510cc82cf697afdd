/* TOML documents: lines, keys and headers. See toml.h; the files are listed in toml_priv.h. */
#include "base/toml_priv.h"

#include <stdio.h>

struct err *toml_bad_at(struct toml_reader *r, const char *at, const char *fmt, ...)
{
    char what[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    struct place place = place_start(r->start); /* afresh, for `at` may lie behind us */
    place_move(&place, at);
    struct toml where = { .line = place.line, .column = place.column };
    return toml_bad(&where, "bad_toml", "%s", what);
}

void toml_set_span(const struct toml_reader *r, struct toml *value, const char *statement,
                   const char *from)
{
    value->span = (struct toml_span){ .statement = (uint32_t)(statement - r->whole),
                                      .from = (uint32_t)(from - r->whole),
                                      .to = (uint32_t)(r->at - r->whole) };
}

bool toml_take(struct toml_reader *r, char c)
{
    bool there = r->at < r->end && *r->at == c;
    r->at += there;
    return there;
}

void toml_skip_blanks(struct toml_reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
        r->at++;
}

size_t toml_newline(const struct toml_reader *r, const char *at)
{
    if (at < r->end && *at == '\n')
        return 1;
    return r->end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? 2 : 0;
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7f;
}

/* A comment if there is one, then the end of the line. */
static struct err *skip_line_end(struct toml_reader *r)
{
    toml_skip_blanks(r);
    if (toml_take(r, '#'))
        while (r->at < r->end && !is_control(*r->at))
            r->at++;
    size_t newline = toml_newline(r, r->at);
    r->at += newline;
    if (newline || r->at == r->end)
        return NULL;
    if (is_control(*r->at))
        return toml_bad_at(r, r->at, "byte 0x%02x is not allowed here", (unsigned char)*r->at);
    struct str rest = { r->at, (size_t)(r->end - r->at) };
    rest = utf8_first(str_cut(&rest, '\n'), 24);
    return toml_bad_at(r, r->at, "the line should end here, but \"%.*s\" follows", STR_ARGS(rest));
}

struct err *toml_skip_lines(struct toml_reader *r)
{
    toml_skip_blanks(r);
    while (r->at < r->end && (*r->at == '#' || toml_newline(r, r->at))) {
        TRY(skip_line_end(r));
        toml_skip_blanks(r);
    }
    return NULL;
}

static bool is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static struct err *read_bare_name(struct toml_reader *r, struct str *out)
{
    const char *from = r->at;
    while (r->at < r->end && is_bare(*r->at))
        r->at++;
    if (r->at == from)
        return err_hint(toml_bad_at(r, from, "a name is missing here"),
                        "names of other characters than A-Z a-z 0-9 _ - stand in quotes");
    *out = arena_str(r->arena, (struct str){ from, (size_t)(r->at - from) });
    TRY_ROOM(out->ptr);
    return NULL;
}

static struct err *read_name(struct toml_reader *r, struct toml_key *out)
{
    toml_skip_blanks(r);
    out->at = r->at;
    bool quoted = r->at < r->end && (*r->at == '"' || *r->at == '\'');
    TRY(quoted ? toml_read_string(r, true, &out->name) : read_bare_name(r, &out->name));
    toml_skip_blanks(r);
    return NULL;
}

struct err *toml_read_path(struct toml_reader *r, struct toml_path *out)
{
    out->count = 0;
    do {
        if (out->count == TOML_DEPTH_MOST)
            return err_new(ERR_LIMIT, "too_deep", "a key has more than %d parts", TOML_DEPTH_MOST);
        TRY(read_name(r, &out->part[out->count++]));
    } while (toml_take(r, '.'));
    return NULL;
}

struct err *toml_read_member(struct toml_reader *r, struct toml *table)
{
    struct toml_path path;
    struct toml *value;
    const char *statement = r->at;
    TRY(toml_read_path(r, &path));
    if (!toml_take(r, '='))
        return toml_bad_at(r, r->at, "an equals sign must follow the name");
    TRY(toml_add_member(r, table, &path, &value));
    toml_skip_blanks(r);
    return toml_read_value(r, statement, value);
}

/* [table] or [[array of tables]] */
static struct err *read_header(struct toml_reader *r)
{
    struct toml_path path;
    const char *from = r->at++;
    bool item = toml_take(r, '[');
    r->section = ++r->sections;
    TRY(toml_read_path(r, &path));
    if (!toml_take(r, ']') || (item && !toml_take(r, ']')))
        return toml_bad_at(r, r->at, "%s must close the header", item ? "]]" : "]");
    TRY(item ? toml_open_item(r, &path, &r->table) : toml_open_table(r, &path, &r->table));
    toml_set_span(r, r->table, from, from);
    return NULL;
}

static struct err *check_utf8(struct toml_reader *r)
{
    struct str rest = { r->start, (size_t)(r->end - r->start) };
    if (utf8_valid(rest))
        return NULL;
    const char *at = rest.ptr;
    while (utf8_next(&rest) >= 0)
        at = rest.ptr;
    return toml_bad_at(r, at, "byte 0x%02x is not UTF-8 here", (unsigned char)*at);
}

static struct err *read_document(struct toml_reader *r)
{
    TRY(check_utf8(r));
    for (;;) {
        TRY(toml_skip_lines(r));
        if (r->at == r->end)
            return NULL;
        TRY(*r->at == '[' ? read_header(r) : toml_read_member(r, r->table));
        TRY(skip_line_end(r));
    }
}

static struct err *check_length(struct str text)
{
    if (text.len <= TOML_BYTES_MOST)
        return NULL;
    return err_new(ERR_LIMIT, "too_long", "%zu bytes of TOML are more than %lld", text.len,
                   TOML_BYTES_MOST);
}

struct err *toml_parse(struct str text, struct arena *a, const struct toml **out_root)
{
    static const struct str byte_order_mark = STR_INIT("\xef\xbb\xbf");
    TRY(check_length(text));
    size_t mark = str_starts(text, byte_order_mark) ? byte_order_mark.len : 0;
    text = str_from(text, mark);
    const char *start = text.len ? text.ptr : "";
    struct toml *root = arena_new(a, struct toml);
    TRY_ROOM(root);
    *root = (struct toml){ .kind = TOML_TABLE, .line = 1, .column = 1 };
    struct toml_reader r = { .at = start,
                             .start = start,
                             .whole = start - (text.len ? mark : 0),
                             .end = start + text.len,
                             .place = place_start(start),
                             .arena = a,
                             .root = root,
                             .table = root };
    owned(buf) struct buf scratch;
    buf_init(&scratch, TOML_BYTES_MOST);
    r.text = &scratch;
    TRY(read_document(&r));
    *out_root = root;
    return NULL;
}
