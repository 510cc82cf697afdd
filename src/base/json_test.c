/* JSON: trees, limits, messages and writing. Which texts are JSON at all: json_cases_test.c. */
#include "base/test.h"

#include "base/json.h"

#include <math.h>
#include <stdio.h>

static const struct json *parsed(struct arena *a, const char *text)
{
    const struct json *tree = NULL;
    arena_init(a, 16 * MIB);
    CHECK_OK(json_parse(str_of(text), NULL, a, &tree));
    return tree;
}

TEST(a_tree_holds_what_was_written)
{
    owned(arena) struct arena a;
    const struct json *j = parsed(&a, " {\"role\": \"user\", \"n\": -42, \"on\": true, \"x\": null,"
                                      " \"parts\": [1, 2.5, \"drei\", [], {}]} ");
    CHECK_INT(j->kind, JSON_OBJECT);
    CHECK_INT(j->count, 5);
    CHECK_STR(json_get_text(j, STR("role"), STR("?")), "user");
    CHECK_INT(json_get_int(j, STR("n"), 0), -42);
    CHECK(json_get_bool(j, STR("on"), false));
    CHECK_INT(json_get(j, STR("x"))->kind, JSON_NULL);
    const struct json *parts = json_get(j, STR("parts"));
    CHECK_INT(parts->count, 5);
    CHECK(json_item(parts, 1)->real == 2.5);
    CHECK_STR(json_item(parts, 2)->text, "drei");
    CHECK_INT(json_item(parts, 3)->count, 0);
    CHECK_STR(json_member(j, 1)->name, "n");
}

TEST(what_is_absent_or_of_another_kind_yields_the_default)
{
    owned(arena) struct arena a;
    const struct json *j = parsed(&a, "{\"n\": \"7\", \"t\": 7, \"r\": 1.5, \"u\": 1e2}");
    CHECK(!json_get(j, STR("none")) && !json_get(NULL, STR("n")));
    CHECK(!json_get(json_get(j, STR("n")), STR("n")));
    CHECK_INT(json_get_int(j, STR("n"), 3), 3);
    CHECK_INT(json_get_int(j, STR("r"), 3), 3);
    CHECK_STR(json_get_text(j, STR("t"), STR("otherwise")), "otherwise");
    CHECK(json_get_bool(j, STR("t"), true));
    CHECK(json_get_real(j, STR("t"), 0) == 7.0 && json_get_real(j, STR("u"), 0) == 100.0);
    CHECK(json_get_real(j, STR("n"), 0.5) == 0.5);
    CHECK(!json_item(j, 0) && !json_member(j, 4) && !json_member(NULL, 0));
}

TEST(walking_an_empty_or_foreign_value_does_nothing)
{
    owned(arena) struct arena a;
    const struct json *j = parsed(&a, "[[], {}, 1]");
    int n = 0;
    for (size_t i = 0; i < 3; i++) {
        json_each (json_item(j, i), item)
            n += item != NULL;
        json_each_member (json_item(j, i), m)
            n += m != NULL;
    }
    json_each (NULL, item)
        n += item != NULL;
    CHECK_INT(n, 0);
}

TEST(each_number_has_the_kind_that_keeps_it)
{
    static const struct {
        const char *text;
        enum json_kind kind;
    } cases[] = {
        { "0", JSON_INT },
        { "-9223372036854775808", JSON_INT },
        { "9223372036854775807", JSON_INT },
        { "9223372036854775808", JSON_UINT },
        { "18446744073709551615", JSON_UINT },
        { "18446744073709551616", JSON_BIG },
        { "-9223372036854775809", JSON_BIG },
        { "123456789012345678901234567890", JSON_BIG },
        { "-0", JSON_REAL },
        { "1.0", JSON_REAL },
        { "1e3", JSON_REAL },
        { "0.1", JSON_REAL },
        { "0.30000000000000004", JSON_REAL },
        { "12345678901234567000000e-3", JSON_REAL },
        { "3.14159265358979323846", JSON_BIG }, /* 21 digits */
        { "1e400", JSON_BIG },
        { "-1e400", JSON_BIG },
        { "1e-400", JSON_BIG },
        { "0e-400", JSON_REAL },
        { "5e-324", JSON_REAL },
        { "1.7976931348623157e308", JSON_REAL },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        owned(arena) struct arena a;
        const struct json *j = parsed(&a, cases[i].text);
        if (j->kind != cases[i].kind)
            CHECK_FAIL("%s is of kind %d", cases[i].text, j->kind);
        if (j->kind == JSON_BIG)
            CHECK_STR(j->text, cases[i].text);
    }
}

TEST(any_number_can_be_taken_as_a_double)
{
    owned(arena) struct arena a;
    const struct json *j = parsed(&a, "[5, 18446744073709551615, 0.5, 1e400, 1e-400,"
                                      " 123456789012345678901234567890, \"7\"]");
    static const double values[] = { 5, 18446744073709551615.0,           0.5, INFINITY,
                                     0, 123456789012345678901234567890.0, 0 };
    for (size_t i = 0; i < COUNT_OF(values); i++)
        CHECK(json_as_real(json_item(j, i)) == values[i]);
}

TEST(escapes_become_characters_and_nul_survives)
{
    owned(arena) struct arena a;
    const struct json *j = parsed(&a, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u4e2d\\ud83d"
                                      "\\ude00|\\u0000|plain text that is longer than a lane\"");
    struct str expected = STR(
        "\"\\/\b\f\n\r\tA\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80|\0|plain text that is longer "
        "than a lane");
    CHECK(str_eq(j->text, expected));
}

/* What is written and what it means, behind `lead` plain letters and in front of many. */
static void write_escapes(size_t lead, struct buf *written, struct buf *meant)
{
    static const char tail[] = "and then plain text for longer than two blocks, so that blocks "
                               "are what it is read in, up to here; the rest goes byte by byte";
    buf_clear(written), buf_clear(meant);
    buf_add_char(written, '"');
    for (size_t i = 0; i < lead; i++)
        buf_add_char(written, 'a'), buf_add_char(meant, 'a');
    buf_add(written, STR("\\u4e2d\\n\\\\\\\"\\\\\\\\b\\ud83d\\ude00"));
    buf_add(meant, STR("\xe4\xb8\xad\n\\\"\\\\b\xf0\x9f\x98\x80"));
    buf_add(written, str_of(tail)), buf_add(meant, str_of(tail));
    buf_add_char(written, '"');
}

/* Around every end of a block, and of the room that there is at first. */
TEST(an_escape_means_the_same_wherever_it_stands)
{
    owned(buf) struct buf written, meant;
    buf_init(&written, 64 * KIB);
    buf_init(&meant, 64 * KIB);
    for (size_t lead = 0; lead < 4500; lead++) {
        owned(arena) struct arena a;
        const struct json *j;
        arena_init(&a, 64 * KIB);
        write_escapes(lead, &written, &meant);
        CHECK_OK(json_parse(buf_text(&written), NULL, &a, &j));
        if (!str_eq(j->text, buf_text(&meant)))
            CHECK_FAIL("behind %zu letters", lead);
    }
}

/* Each copy is just as long as its text, so that reading past its end shows. */
TEST(a_string_cut_anywhere_is_unclosed)
{
    owned(buf) struct buf written, meant;
    buf_init(&written, 1 * KIB);
    buf_init(&meant, 1 * KIB);
    write_escapes(100, &written, &meant);
    for (size_t len = 1; len < written.len; len++) {
        owned(arena) struct arena a;
        const struct json *j;
        arena_init(&a, 64 * KIB);
        char *copy = mem_new(len);
        memcpy(copy, written.ptr, len);
        owned(err) struct err *e = json_parse((struct str){ copy, len }, NULL, &a, &j);
        mem_free(copy);
        CHECK_INT(err_kind(e), ERR_INVALID);
    }
}

TEST(a_control_character_is_refused_wherever_it_stands)
{
    owned(buf) struct buf written, meant;
    buf_init(&written, 1 * KIB);
    buf_init(&meant, 1 * KIB);
    write_escapes(100, &written, &meant);
    for (size_t at = 1; at < written.len - 1; at++) {
        owned(arena) struct arena a;
        const struct json *j;
        arena_init(&a, 64 * KIB);
        char was = written.ptr[at];
        written.ptr[at] = '\x1f';
        owned(err) struct err *e = json_parse(buf_text(&written), NULL, &a, &j);
        written.ptr[at] = was;
        CHECK_INT(err_kind(e), ERR_INVALID);
    }
}

TEST(plain_strings_point_into_the_input)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct str text = STR("[\"plain\"]");
    const struct json *j, *copy;
    CHECK_OK(json_parse(text, NULL, &a, &j));
    CHECK(json_item(j, 0)->text.ptr == text.ptr + 2);
    CHECK_OK(json_parse_copy(text, NULL, &a, &copy));
    CHECK(json_item(copy, 0)->text.ptr != text.ptr + 2);
    CHECK_STR(json_item(copy, 0)->text, "plain");
}

TEST(errors_say_where_and_what)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "", "line 1, column 1: the text ends where a value is due" },
        { "[1,\n 2,\n ]", "line 3, column 2: ']' stands where a value is due" },
        { "{\"a\" 1}", "line 1, column 6: '1' stands where a colon is due" },
        { "{a: 1}", "line 1, column 2: 'a' stands where a name in double quotes is due" },
        { "[1 2]", "line 1, column 4: '2' stands where a comma or ] is due" },
        { "{\"\xc3\xa9\xe4\xb8\xad\": tru}", "line 1, column 8: 't' stands where a value is due" },
        { "[\"a\nb\"]", "line 1, column 4: byte 0x0a in a string must be written as \\u000a" },
        { "\"abc", "line 1, column 5: the text ends inside a string" },
        { "\"abc\\", "line 1, column 6: the text ends inside a string" },
        { "\"\\x41\"", "line 1, column 2: there is no such escape in JSON" },
        { "\"\\u12g4\"", "line 1, column 2: \\u needs four hexadecimal digits" },
        { "\"ok \\ud800\"", "line 1, column 5: half of a surrogate pair stands alone" },
        { "\"ok \\ud800\\u0041\"", "line 1, column 5: half of a surrogate pair stands alone" },
        { "\"\\udc00\"", "line 1, column 2: half of a surrogate pair stands alone" },
        { "\"ab\xff\"", "line 1, column 4: byte 0xff is not UTF-8 here" },
        { "\"\xc3\xa9\xc0\x80\"", "line 1, column 3: byte 0xc0 is not UTF-8 here" },
        { "01", "line 1, column 1: a number has no leading zeros" },
        { "-", "line 1, column 2: a digit must follow the minus sign" },
        { "1.", "line 1, column 3: a digit must follow the point" },
        { "1e+", "line 1, column 4: the exponent has no digits" },
        { "1 x", "line 1, column 3: 'x' stands where the end is due" },
        { "{\"a\":1,\n\"b\":2,\"a\":3}",
          "line 2, column 7: the name \"a\" is here for the second time" },
        { "{\"a\":1,\"\\u0061\":3}",
          "line 1, column 8: the name \"a\" is here for the second time" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        owned(arena) struct arena a;
        const struct json *j;
        arena_init(&a, 1 * MIB);
        owned(err) struct err *e = json_parse(str_of(cases[i].text), NULL, &a, &j);
        CHECK_TEXT(err_text(e), cases[i].message);
        CHECK_INT(err_kind(e), ERR_INVALID);
    }
}

TEST(errors_carry_line_and_column_and_advice)
{
    owned(arena) struct arena a;
    const struct json *j;
    const char *key;
    arena_init(&a, 1 * MIB);
    owned(err) struct err *e = json_parse(STR("{\n  'a': 1}"), NULL, &a, &j);
    CHECK_STR(err_detail_at(e, 0, &key), "2");
    CHECK_TEXT(key, "line");
    CHECK_STR(err_detail_at(e, 1, &key), "3");
    CHECK_TEXT(key, "column");
    CHECK_TEXT(err_hint_text(e), "strings stand in double quotes");
}

TEST(depth_and_length_are_bounded)
{
    owned(arena) struct arena a;
    const struct json *j;
    struct json_policy two_deep = { .depth_most = 2 }, five_bytes = { .bytes_most = 5 };
    arena_init(&a, 1 * MIB);
    CHECK_OK(json_parse(STR("[{},[]]"), &two_deep, &a, &j));
    CHECK_REASON("too_deep", json_parse(STR("[[[]]]"), &two_deep, &a, &j));
    CHECK_OK(json_parse(STR("[123]"), &five_bytes, &a, &j));
    CHECK_REASON("too_long", json_parse(STR("[1234]"), &five_bytes, &a, &j));
    char brackets[2 * JSON_DEPTH_MOST + 2];
    memset(brackets, '[', JSON_DEPTH_MOST + 1);
    memset(brackets + JSON_DEPTH_MOST + 1, ']', JSON_DEPTH_MOST + 1);
    CHECK_OK(json_parse((struct str){ brackets + 1, 2 * JSON_DEPTH_MOST }, NULL, &a, &j));
    CHECK_ERR(ERR_LIMIT, json_parse((struct str){ brackets, sizeof brackets }, NULL, &a, &j));
}

TEST(a_small_arena_bounds_everything)
{
    owned(buf) struct buf text;
    buf_init(&text, 1 * MIB);
    buf_add(&text, STR("[0"));
    for (int i = 0; i < 100000; i++)
        buf_add(&text, STR(",0"));
    buf_add(&text, STR("]"));
    owned(arena) struct arena a;
    const struct json *j;
    arena_init(&a, 64 * KIB);
    CHECK_ERR(ERR_LIMIT, json_parse(buf_text(&text), NULL, &a, &j));
}

/* `distinct` names, of which the first comes again at the end. */
static void write_repeating(struct buf *b, int distinct)
{
    struct json_out o;
    json_out_init(&o, b);
    json_begin_object(&o);
    for (int i = 0; i <= distinct; i++) {
        char name[16];
        snprintf(name, sizeof name, "k%d", i % distinct);
        json_name(&o, str_of(name));
        json_int(&o, i);
    }
    json_end_object(&o);
}

TEST(a_name_met_twice_is_refused_or_the_last_wins)
{
    static const int sizes[] = { 1, 2, 15, 16, 17, 1000 };
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        owned(buf) struct buf b;
        owned(arena) struct arena a;
        buf_init(&b, 1 * MIB);
        arena_init(&a, 1 * MIB);
        write_repeating(&b, sizes[i]);
        const struct json *j;
        CHECK_REASON("duplicate_name", json_parse(buf_text(&b), NULL, &a, &j));
        struct json_policy last = { .last_duplicate_wins = true };
        CHECK_OK(json_parse(buf_text(&b), &last, &a, &j));
        CHECK_INT(j->count, sizes[i]);
        CHECK_INT(json_get_int(j, STR("k0"), -1), sizes[i]);
        CHECK_INT(json_get_int(json_member(j, j->count - 1) ? j : NULL,
                               json_member(j, j->count - 1)->name, -1),
                  sizes[i] == 1 ? 1 : sizes[i] - 1);
    }
}

static void check_rewritten(const char *text, unsigned indent, const char *expected)
{
    owned(arena) struct arena a;
    owned(buf) struct buf b;
    struct json_out o;
    buf_init(&b, 1 * MIB);
    json_out_init(&o, &b);
    o.indent = indent;
    json_value(&o, parsed(&a, text));
    CHECK_STR(buf_text(&b), expected);
}

TEST(a_tree_is_written_as_it_was_read)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "{\"a\":[1,-2,18446744073709551615,0.1,1.0,-0.0,1e400,1e30,true,false,null,\"\",{}]}",
        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/\x7f\xc3\xa9\xf0\x9f\x98\x80\"",
        "[[[]],[{\"\":{}}]]",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        check_rewritten(texts[i], 0, texts[i]);
}

TEST(indentation_is_for_people)
{
    check_rewritten("{\"a\":1,\"b\":[1,{}],\"c\":[],\"d\":{\"e\":null}}", 2,
                    "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    {}\n  ],\n  \"c\": [],\n"
                    "  \"d\": {\n    \"e\": null\n  }\n}");
}

TEST(bad_utf8_is_written_as_replacement_characters)
{
    owned(buf) struct buf b;
    struct json_out o;
    buf_init(&b, 1 * MIB);
    json_out_init(&o, &b);
    json_text(&o, STR("good \xc3\xa9, bad \xff\xc3, cut \xe4\xb8\"end"));
    CHECK_STR(buf_text(&b), "\"good \xc3\xa9, bad \xef\xbf\xbd\xef\xbf\xbd, cut "
                            "\xef\xbf\xbd\xef\xbf\xbd\\\"end\"");
}

TEST(what_is_no_number_is_written_as_null)
{
    owned(buf) struct buf b;
    struct json_out o;
    buf_init(&b, 1 * MIB);
    json_out_init(&o, &b);
    json_begin_array(&o);
    json_real(&o, NAN);
    json_real(&o, -INFINITY);
    json_int(&o, INT64_MIN);
    json_uint(&o, UINT64_MAX);
    json_raw(&o, STR("{\"raw\":1}"));
    json_end_array(&o);
    CHECK_STR(buf_text(&b), "[null,null,-9223372036854775808,18446744073709551615,{\"raw\":1}]");
}

static void value_without_name(void *arg)
{
    json_begin_object(arg);
    json_int(arg, 1);
}

static void name_in_array(void *arg)
{
    json_begin_array(arg);
    json_name(arg, STR("n"));
}

static void name_without_value(void *arg)
{
    json_begin_object(arg);
    json_name(arg, STR("n"));
    json_end_object(arg);
}

static void wrong_end(void *arg)
{
    json_begin_object(arg);
    json_end_array(arg);
}

static void second_document(void *arg)
{
    json_null(arg);
    json_null(arg);
}

TEST(misusing_the_writer_is_caught)
{
    static void (*const misuses[])(void *) = { value_without_name, name_in_array,
                                               name_without_value, wrong_end, second_document };
    for (size_t i = 0; i < COUNT_OF(misuses); i++) {
        owned(buf) struct buf b;
        struct json_out o;
        buf_init(&b, 1 * KIB);
        json_out_init(&o, &b);
        CHECK(test_in_child(misuses[i], &o) != 0);
    }
}

TEST(a_full_buffer_is_said_once_and_harmless)
{
    owned(buf) struct buf b;
    struct json_out o;
    buf_init(&b, 10);
    json_out_init(&o, &b);
    json_begin_array(&o);
    for (int i = 0; i < 100; i++)
        json_text(&o, STR("text"));
    json_end_array(&o);
    CHECK(b.full && b.len <= 10);
}

/* Deep, wide and escaped enough to need every allocation the parser makes. */
static void write_varied(struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b);
    json_begin_array(&o);
    for (int i = 0; i < 300; i++)
        json_text(&o, i % 2 ? STR("plain") : STR("es\ncaped"));
    for (int i = 0; i < 40; i++)
        json_begin_array(&o);
    for (int i = 0; i < 41; i++)
        json_end_array(&o);
}

TEST(when_any_allocation_fails_parsing_says_limit_or_copes)
{
    owned(buf) struct buf b;
    buf_init(&b, 1 * MIB);
    write_varied(&b);
    struct json_policy last = { .last_duplicate_wins = true };
    long asked = 0;
    for (long n = 0; n <= asked; n++) {
        owned(arena) struct arena a;
        const struct json *j = NULL;
        arena_init(&a, 1 * MIB);
        mem_fail_at(n ? n : 1 << 30);
        owned(err) struct err *e = json_parse_copy(buf_text(&b), &last, &a, &j);
        long seen = mem_fail_at(0);
        if (n == 0)
            asked = seen;
        if (e ? !n || err_kind(e) != ERR_LIMIT : !j)
            CHECK_FAIL("allocation %ld of %ld: %s", n, asked, err_text(e));
    }
    CHECK(asked >= 3);
}
