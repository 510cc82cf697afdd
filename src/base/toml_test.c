/* TOML: the cases of toml_cases.h, places, limits and messages. */
#include "base/test.h"

#include "base/json.h"
#include "base/toml.h"
#include "base/toml_cases.h"

#include <math.h>
#include <stdio.h>

static void write_time(struct json_out *o, const struct toml_time *t)
{
    owned(buf) struct buf b;
    buf_init(&b, 1 * KIB);
    if (t->has_date)
        buf_printf(&b, "%04u-%02u-%02u", t->year, t->month, t->day);
    if (t->has_date && t->has_time)
        buf_add(&b, STR("T"));
    if (t->has_time)
        buf_printf(&b, "%02u:%02u:%02u.%09u", t->hour, t->minute, t->second, t->nanosecond);
    int minutes = t->offset_minutes < 0 ? -t->offset_minutes : t->offset_minutes;
    if (t->has_offset)
        buf_printf(&b, "%c%02d:%02d", t->offset_minutes < 0 ? '-' : '+', minutes / 60,
                   minutes % 60);
    json_text(o, buf_text(&b));
}

static void write_real(struct json_out *o, double v)
{
    if (isfinite(v))
        json_real(o, v);
    else
        json_text(o, isnan(v) ? STR("nan") : v < 0 ? STR("-inf") : STR("inf"));
}

static void write_value(struct json_out *o, const struct toml *v);

static void write_array(struct json_out *o, const struct toml *v)
{
    json_begin_array(o);
    toml_each (v, e)
        write_value(o, &e->value);
    json_end_array(o);
}

static void write_table(struct json_out *o, const struct toml *v)
{
    json_begin_object(o);
    toml_each (v, e) {
        CHECK(toml_get(v, e->name) == &e->value);
        json_name(o, e->name);
        write_value(o, &e->value);
    }
    json_end_object(o);
}

static void write_value(struct json_out *o, const struct toml *v)
{
    switch (v->kind) {
    case TOML_TEXT: json_text(o, v->text); break;
    case TOML_INT: json_int(o, v->integer); break;
    case TOML_REAL: write_real(o, v->real); break;
    case TOML_BOOL: json_bool(o, v->boolean); break;
    case TOML_TIME: write_time(o, &v->time); break;
    case TOML_ARRAY: write_array(o, v); break;
    case TOML_TABLE: write_table(o, v); break;
    }
}

TEST(what_the_specification_calls_toml_is_read_as_it_says)
{
    for (size_t i = 0; i < COUNT_OF(valid); i++) {
        owned(arena) struct arena a;
        owned(buf) struct buf b;
        const struct toml *root;
        struct json_out o;
        arena_init(&a, 1 * MIB);
        buf_init(&b, 1 * MIB);
        json_out_init(&o, &b);
        owned(err) struct err *e = toml_parse(valid[i].text, &a, &root);
        if (e)
            CHECK_FAIL("%.*s: %s", STR_ARGS(valid[i].text), err_text(e));
        write_value(&o, root);
        if (!str_eq(buf_text(&b), str_of(valid[i].tree)))
            CHECK_FAIL("%.*s became %.*s", STR_ARGS(valid[i].text), STR_ARGS(buf_text(&b)));
    }
}

TEST(what_it_does_not_is_refused_at_the_place_of_the_fault)
{
    for (size_t i = 0; i < COUNT_OF(invalid); i++) {
        owned(arena) struct arena a;
        const struct toml *root;
        char place[64];
        arena_init(&a, 1 * MIB);
        owned(err) struct err *e = toml_parse(invalid[i].text, &a, &root);
        snprintf(place, sizeof place, "line %u, column %u: ", invalid[i].line, invalid[i].column);
        if (!e || !str_starts(str_of(err_text(e)), str_of(place)))
            CHECK_FAIL("%.*s: expected %s, got %s", STR_ARGS(invalid[i].text), place,
                       e ? err_text(e) : "no error");
    }
}

TEST(every_beginning_and_every_flipped_bit_of_toml_gets_an_answer)
{
    for (size_t i = 0; i < COUNT_OF(valid); i++) {
        struct str text = valid[i].text;
        owned_mem char *copy = mem_text(text.ptr, text.len);
        for (size_t n = 0; n < text.len; n++) {
            owned(arena) struct arena a;
            const struct toml *root;
            arena_init(&a, 1 * MIB);
            copy[n] ^= (char)(1 << n % 8);
            err_free(toml_parse((struct str){ copy, text.len }, &a, &root));
            copy[n] ^= (char)(1 << n % 8);
            err_free(toml_parse(str_first(text, n), &a, &root));
        }
    }
}

TEST(each_value_knows_its_place)
{
    owned(arena) struct arena a;
    const struct toml *root;
    arena_init(&a, 1 * MIB);
    CHECK_OK(toml_parse(STR("name = 'x'\n"
                            "\n"
                            "[model.\"\xc3\xa9\"]\n"
                            "\"\xc3\xa9\" = { limits = 7 } # columns count characters\n"
                            "limits = [ 1, \n"
                            "     { a = true } ]\n"
                            "[[tool]]\n"),
                        &a, &root));
    const struct toml *inner = toml_get(toml_get(root, STR("model")), STR("\xc3\xa9"));
    const struct {
        const struct toml *value;
        unsigned line, column;
    } places[] = {
        { toml_get(root, STR("name")), 1, 8 },
        { toml_get(root, STR("model")), 3, 2 },
        { inner, 3, 8 },
        { toml_get(toml_get(inner, STR("\xc3\xa9")), STR("limits")), 4, 18 },
        { toml_get(inner, STR("limits")), 5, 10 },
        { &toml_first(toml_get(inner, STR("limits")))->next->value, 6, 6 },
        { toml_get(root, STR("tool")), 7, 3 },
    };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        CHECK(places[i].value);
        CHECK_INT(places[i].value->line, places[i].line);
        CHECK_INT(places[i].value->column, places[i].column);
    }
}

TEST(looking_into_toml_finds_what_is_there_and_nothing_else)
{
    owned(arena) struct arena a;
    const struct toml *root;
    arena_init(&a, 1 * MIB);
    CHECK_OK(toml_parse(STR("a = 1\nb = 'x'\n[c]\nd = [1, 2]"), &a, &root));
    CHECK_INT(toml_get(root, STR("a"))->integer, 1);
    CHECK_STR(toml_get(root, STR("b"))->text, "x");
    CHECK_INT(toml_get(toml_get(root, STR("c")), STR("d"))->count, 2);
    CHECK(!toml_get(root, STR("d")) && !toml_get(NULL, STR("a")));
    CHECK(!toml_get(toml_get(root, STR("a")), STR("x")));
    CHECK(!toml_first(toml_get(root, STR("a"))) && !toml_first(NULL));
}

/* What stands in the bytes of the value of that dotted path; "" for a table that stands nowhere. */
static struct str spelled(struct str text, const struct toml *v, struct str path)
{
    while (path.len)
        v = toml_get(v, str_cut(&path, '.'));
    return str_from(str_first(text, v->span.to), v->span.from);
}

TEST(every_value_knows_the_bytes_it_stands_in)
{
    struct str text = STR("\xef\xbb\xbf"
                          "a.b = 1_0 # x\n  [ c ]\nd = \"\"\"\ne\"\"\"\nf = {g = [1, 2]}\n[h.i]\n");
    owned(arena) struct arena a;
    const struct toml *root;
    arena_init(&a, 1 * MIB);
    CHECK_OK(toml_parse(text, &a, &root));
    CHECK_STR(spelled(text, root, STR("a")), "");
    CHECK_STR(spelled(text, root, STR("a.b")), "1_0");
    CHECK_STR(spelled(text, root, STR("c")), "[ c ]");
    CHECK_STR(spelled(text, root, STR("c.d")), "\"\"\"\ne\"\"\"");
    CHECK_STR(spelled(text, root, STR("c.f")), "{g = [1, 2]}");
    CHECK_STR(spelled(text, root, STR("c.f.g")), "[1, 2]");
    CHECK_STR(spelled(text, root, STR("h")), "");
    CHECK_STR(spelled(text, root, STR("h.i")), "[h.i]");
    const struct toml *b = toml_get(toml_get(root, STR("a")), STR("b"));
    CHECK_INT(b->span.statement, 3);
}

TEST(who_finds_a_value_wrong_can_say_where_it_is)
{
    owned(arena) struct arena a;
    const struct toml *root;
    arena_init(&a, 1 * MIB);
    CHECK_OK(toml_parse(STR("\nport = 'http'"), &a, &root));
    const struct toml *port = toml_get(root, STR("port"));
    owned(err) struct err *e = toml_bad(port, "not_a_port", "a port is a number, not %s",
                                        toml_kind_name(port->kind));
    CHECK_TEXT(err_text(e), "line 2, column 8: a port is a number, not a string");
    CHECK_TEXT(err_reason(e), "not_a_port");
}

TEST(messages_help)
{
    static const struct {
        const char *text, *message, *hint;
    } cases[] = {
        { "port = 80\nport = 81",
          "line 2, column 1: \"port\" is an integer since line 1 and cannot be set again here",
          "each name is set once; remove one of the two" },
        { "[a]\n\n[a]",
          "line 3, column 2: \"a\" is a table since line 1 and cannot be continued here",
          "each name is set once; remove one of the two" },
        { "dir = \"C:\\work\"", "line 1, column 10: there is no such escape in TOML",
          "paths with backslashes go in 'single quotes'" },
        { "name = pith", "line 1, column 8: 'pith' is no value", "strings stand in quotes" },
        { "a = {\n b = 1 }", "line 1, column 6: an inline table stands on one line",
          "give a longer one a [header] and lines of its own" },
        { "a = { b = 1, }", "line 1, column 14: no comma stands before the closing brace",
          "an inline table is { a = 1, b = 2 }" },
        { "at = 2026-11-20T9:30:00Z", "line 1, column 6: '2026-11-20T9:30:00Z' is no date or time",
          "a moment is written 2026-11-20T09:30:00Z, a day 2026-11-20, a time of day 09:30:00" },
        { "n = 99999999999999999999",
          "line 1, column 5: 99999999999999999999 is too large for a 64-bit integer", "" },
        { "a = 'open\n", "line 1, column 5: this string is not closed on its line", "" },
        { "a = '''open\n\n", "line 1, column 5: this string is not closed", "" },
        { "a = [1,\n2", "line 1, column 5: this array is not closed", "" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        owned(arena) struct arena a;
        const struct toml *root;
        arena_init(&a, 1 * MIB);
        owned(err) struct err *e = toml_parse(str_of(cases[i].text), &a, &root);
        CHECK_TEXT(err_text(e), cases[i].message);
        CHECK_TEXT(err_hint_text(e), cases[i].hint);
    }
}

static struct err *parse_repeated(const char *start, const char *again, int times)
{
    owned(arena) struct arena a;
    owned(buf) struct buf b;
    const struct toml *root;
    arena_init(&a, 64 * MIB);
    buf_init(&b, 2 * MIB);
    buf_add(&b, str_of(start));
    for (int i = 0; i < times; i++)
        buf_add(&b, str_of(again));
    return toml_parse(buf_text(&b), &a, &root);
}

TEST(toml_is_bounded_in_depth_and_length)
{
    CHECK_REASON("too_deep", parse_repeated("a=", "[", 100000));
    CHECK_REASON("too_deep", parse_repeated("a=", "{a=", 100000));
    CHECK_REASON("too_deep", parse_repeated("a", ".a", 100000));
    CHECK_REASON("too_deep", parse_repeated("[a", ".a", 100000));
    CHECK_REASON("too_long", parse_repeated("", "# comment\n", 110000));
}

/* Would take minutes if a name were found, or a place counted, by walking from the start. */
TEST(many_names_and_many_items_on_one_line_are_no_trouble)
{
    owned(buf) struct buf b;
    owned(arena) struct arena a;
    const struct toml *root;
    buf_init(&b, TOML_BYTES_MOST);
    arena_init(&a, 256 * MIB);
    for (unsigned i = 0; i < 60000; i++)
        buf_printf(&b, "k%x=1\n", i);
    CHECK_OK(toml_parse(buf_text(&b), &a, &root));
    CHECK_INT(root->count, 60000);
    CHECK(toml_get(root, STR("k7fff")));
    buf_clear(&b);
    buf_add(&b, STR("a=[1"));
    for (int i = 0; i < 200000; i++)
        buf_add(&b, STR(",1"));
    buf_add(&b, STR("]"));
    CHECK_OK(toml_parse(buf_text(&b), &a, &root));
    CHECK_INT(toml_get(root, STR("a"))->count, 200001);
}

TEST(when_any_allocation_fails_toml_says_limit_or_copes)
{
    struct str text = STR("a = \"one\\n\"\n[b.c]\nd = [1, 2.5, {e = 'x'}]\n[[f]]\ng = 0x1_0\n");
    long asked = 0;
    for (long n = 0; n <= asked; n++) {
        owned(arena) struct arena a;
        const struct toml *root = NULL;
        arena_init(&a, 1 * MIB);
        mem_fail_at(n ? n : 1 << 30);
        owned(err) struct err *e = toml_parse(text, &a, &root);
        long seen = mem_fail_at(0);
        if (n == 0)
            asked = seen;
        if (e ? !n || err_kind(e) != ERR_LIMIT : !root)
            CHECK_FAIL("allocation %ld of %ld: %s", n, asked, err_text(e));
    }
    CHECK(asked >= 2);
}
