/* JSON streams: the same values however the bytes are cut. */
#include "base/test.h"

#include "base/json_stream.h"

#include <stdio.h>

/* Writes each value on a line of its own, fed in pieces of `size`. */
static struct err *through_stream(struct str text, size_t size, const struct json_policy *policy,
                                  struct buf *out)
{
    owned(json_stream) struct json_stream s;
    json_stream_init(&s, policy);
    buf_clear(out);
    for (size_t at = 0; at <= text.len; at += size) {
        TRY(json_stream_add(&s, str_first(str_from(text, at), size)));
        if (at + size > text.len)
            json_stream_end(&s);
        for (;;) {
            owned(arena) struct arena a;
            const struct json *value;
            struct json_out o;
            arena_init(&a, 1 * MIB);
            TRY(json_stream_next(&s, &a, &value));
            if (!value)
                break;
            json_out_init(&o, out);
            json_value(&o, value);
            buf_add(out, STR("\n"));
        }
    }
    return NULL;
}

static const struct {
    const char *text, *values;
} streams[] = {
    { "", "" },
    { " \n\t ", "" },
    { "{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}\n{\"a\":2}\n" },
    { "{}{}[][]", "{}\n{}\n[]\n[]\n" },
    { "1 2 3", "1\n2\n3\n" },
    { "12", "12\n" },
    { "true false null", "true\nfalse\nnull\n" },
    { "\"a\"\"b\"1\"c\"", "\"a\"\n\"b\"\n1\n\"c\"\n" },
    { "1[2]3{}", "1\n[2]\n3\n{}\n" },
    { "[\"]\", \"\\\"]\", \"\\\\\"] 7", "[\"]\",\"\\\"]\",\"\\\\\"]\n7\n" },
    { "{\"k\": {\"}\": [{}, \"{\"]}} \"\\u0041\\\\\" ", "{\"k\":{\"}\":[{},\"{\"]}}\n\"A\\\\\"\n" },
    { "[\"a text of more than sixteen bytes, and \\n with an escape\"]",
      "[\"a text of more than sixteen bytes, and \\n with an escape\"]\n" },
};

TEST(a_stream_yields_the_same_values_however_it_is_cut)
{
    owned(buf) struct buf out;
    buf_init(&out, 64 * KIB);
    for (size_t i = 0; i < COUNT_OF(streams); i++) {
        struct str text = str_of(streams[i].text);
        for (size_t size = 1; size <= text.len + 1; size++) {
            CHECK_OK(through_stream(text, size, NULL, &out));
            CHECK_STR(buf_text(&out), streams[i].values);
        }
    }
}

TEST(a_value_comes_as_soon_as_it_is_whole)
{
    owned(json_stream) struct json_stream s;
    owned(arena) struct arena a;
    const struct json *value;
    json_stream_init(&s, NULL);
    arena_init(&a, 64 * KIB);
    CHECK_OK(json_stream_add(&s, STR("{\"a\": [1, 2")));
    CHECK_OK(json_stream_next(&s, &a, &value));
    CHECK(!value);
    CHECK_OK(json_stream_add(&s, STR("]}")));
    CHECK_OK(json_stream_next(&s, &a, &value));
    CHECK(value && json_get(value, STR("a"))->count == 2);
    CHECK_OK(json_stream_next(&s, &a, &value));
    CHECK(!value);
}

TEST(values_outlive_the_pieces_they_came_in)
{
    owned(json_stream) struct json_stream s;
    owned(arena) struct arena a;
    const struct json *first, *second;
    json_stream_init(&s, NULL);
    arena_init(&a, 64 * KIB);
    CHECK_OK(json_stream_add(&s, STR("\"first\" ")));
    CHECK_OK(json_stream_next(&s, &a, &first));
    CHECK_OK(json_stream_add(&s, STR("\"second\" ")));
    CHECK_OK(json_stream_next(&s, &a, &second));
    CHECK_STR(first->text, "first");
    CHECK_STR(second->text, "second");
}

TEST(what_is_wrong_in_a_stream_ends_it)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "1 2 {\"a\" 1} 3", "value 3 of the stream: line 1, column 6: '1' stands where a colon "
                             "is due" },
        { "} 1", "value 1 of the stream: line 1, column 1: '}' stands where a value is due" },
        { "[1}", "value 1 of the stream: line 1, column 3: '}' stands where a comma or ] is due" },
        { "1,2", "value 1 of the stream: line 1, column 2: ',' stands where the end is due" },
        { "[1", "value 1 of the stream: line 1, column 3: the text ends where a comma or ] is "
                "due" },
        { "7 \"ab\\", "value 2 of the stream: line 1, column 4: the text ends inside a string" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t size = 1; size < 20; size++) {
            owned(buf) struct buf out;
            buf_init(&out, 64 * KIB);
            owned(err) struct err *e = through_stream(str_of(cases[i].text), size, NULL, &out);
            CHECK_TEXT(err_text(e), cases[i].message);
        }
    }
    owned(json_stream) struct json_stream s;
    owned(arena) struct arena a;
    const struct json *value;
    json_stream_init(&s, NULL);
    arena_init(&a, 64 * KIB);
    CHECK_OK(json_stream_add(&s, STR("nil [1]")));
    CHECK_REASON("bad_json", json_stream_next(&s, &a, &value));
    CHECK_REASON("stream_broken", json_stream_next(&s, &a, &value));
    CHECK_REASON("stream_broken", json_stream_add(&s, STR("1")));
}

TEST(a_stream_holds_no_more_than_its_policy_allows)
{
    struct json_policy ten = { .bytes_most = 10 };
    owned(buf) struct buf out;
    buf_init(&out, 64 * KIB);
    struct str fits = STR("[123456] [1234567] \"12345678\" 1 2 3 4 5 6 7 8 9");
    CHECK_OK(through_stream(fits, 1, &ten, &out));
    CHECK_REASON("too_long", through_stream(STR("[123456789]"), 1, &ten, &out));
    CHECK_REASON("too_long", through_stream(fits, 20, &ten, &out));
}

TEST(a_long_stream_in_small_memory_passes_through)
{
    struct json_policy small = { .bytes_most = 256 };
    owned(json_stream) struct json_stream s;
    owned(arena) struct arena a;
    json_stream_init(&s, &small);
    arena_init(&a, 64 * KIB);
    int64_t expected = 0;
    for (int i = 0; i < 20000; i++) {
        char piece[32];
        const struct json *value;
        snprintf(piece, sizeof piece, "{\"n\":%d}\n{\"n\"", 2 * i);
        CHECK_OK(json_stream_add(&s, str_of(piece)));
        snprintf(piece, sizeof piece, ":%d}", 2 * i + 1);
        CHECK_OK(json_stream_add(&s, str_of(piece)));
        for (;; expected++) {
            CHECK_OK(json_stream_next(&s, &a, &value));
            if (!value)
                break;
            CHECK_INT(json_get_int(value, STR("n"), -1), expected);
            arena_reset(&a);
        }
    }
    CHECK_INT(expected, 40000);
    CHECK(s.held.cap <= 256);
}
