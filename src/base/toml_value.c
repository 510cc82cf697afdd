/* TOML values: which kind starts here, arrays and inline tables. */
#include "base/toml_priv.h"

static struct err *enter(struct toml_reader *r)
{
    if (r->depth == TOML_DEPTH_MOST)
        return err_new(ERR_LIMIT, "too_deep", "arrays and inline tables nest over %d deep",
                       TOML_DEPTH_MOST);
    r->depth++;
    r->at++;
    return NULL;
}

static struct err *read_array(struct toml_reader *r, struct toml *out)
{
    const char *opening = r->at;
    TRY(enter(r));
    toml_start_array(out);
    TRY(toml_skip_lines(r));
    for (bool more = true; more && r->at < r->end && *r->at != ']';) {
        struct toml *item;
        TRY(toml_add_item(r, out, &item));
        TRY(toml_read_value(r, r->at, item));
        TRY(toml_skip_lines(r));
        more = toml_take(r, ',');
        TRY(toml_skip_lines(r));
    }
    r->depth--;
    if (toml_take(r, ']'))
        return NULL;
    return r->at == r->end ? toml_bad_at(r, opening, "this array is not closed")
                           : toml_bad_at(r, r->at, "a comma or ] must follow an item");
}

static bool ends_line(const struct toml_reader *r)
{
    return r->at == r->end || *r->at == '#' || toml_newline(r, r->at);
}

static struct err *bad_inline_table(struct toml_reader *r)
{
    if (r->at < r->end && *r->at == '}')
        return err_hint(toml_bad_at(r, r->at, "no comma stands before the closing brace"),
                        "an inline table is { a = 1, b = 2 }");
    if (ends_line(r))
        return err_hint(toml_bad_at(r, r->at, "an inline table stands on one line"),
                        "give a longer one a [header] and lines of its own");
    return toml_bad_at(r, r->at, "a comma or } must follow a member");
}

/* TOML 1.0 wants it on one line, and without a comma at the end. */
static struct err *read_inline_table(struct toml_reader *r, struct toml *out)
{
    uint32_t outer = r->section;
    TRY(enter(r));
    toml_start_inline(r, out);
    toml_skip_blanks(r);
    for (bool closed = toml_take(r, '}'); !closed;) {
        if (ends_line(r) || *r->at == '}') /* which stands here only behind a comma */
            return bad_inline_table(r);
        TRY(toml_read_member(r, out));
        toml_skip_blanks(r);
        closed = toml_take(r, '}');
        if (!closed && !toml_take(r, ','))
            return bad_inline_table(r);
        toml_skip_blanks(r);
    }
    r->section = outer;
    r->depth--;
    return NULL;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '+' || c == '-' || c == '.' || c == ':';
}

static const char *word_end(const struct toml_reader *r, const char *p)
{
    while (p < r->end && is_word(*p))
        p++;
    return p;
}

/* Only a day may have a blank in it, before the time. */
static struct str take_word(struct toml_reader *r)
{
    const char *from = r->at, *end = word_end(r, from);
    struct str word = { from, (size_t)(end - from) };
    if (word.len == 10 && toml_is_time(word) && r->end - end > 1 && end[0] == ' ' &&
        end[1] >= '0' && end[1] <= '9')
        end = word_end(r, end + 1);
    r->at = end;
    return (struct str){ from, (size_t)(end - from) };
}

static struct err *read_word(struct toml_reader *r, struct toml *out)
{
    struct str word = take_word(r);
    if (!word.len)
        return toml_bad_at(r, r->at, "a value is missing here");
    out->boolean = str_eq(word, STR("true"));
    if (out->boolean || str_eq(word, STR("false"))) {
        out->kind = TOML_BOOL;
        return NULL;
    }
    return toml_is_time(word) ? toml_read_time(r, word, out) : toml_read_number(r, word, out);
}

static struct err *read_any(struct toml_reader *r, struct toml *out)
{
    switch (r->at < r->end ? *r->at : 0) {
    case '[': return read_array(r, out);
    case '{': return read_inline_table(r, out);
    case '"':
    case '\'': out->kind = TOML_TEXT; return toml_read_string(r, false, &out->text);
    default: return read_word(r, out);
    }
}

struct err *toml_read_value(struct toml_reader *r, const char *statement, struct toml *out)
{
    const char *from = r->at;
    toml_set_place(r, out, from);
    TRY(read_any(r, out));
    toml_set_span(r, out, statement, from);
    return NULL;
}
