/* Decoding, encoding, words of a command line, and schemas, against a row with every type. */
#include "base/test.h"
#include "ops/op_test.h"

#define ECHO (OP_TEST_ECHO)

static const struct json *parse(struct arena *a, const char *text)
{
    const struct json *tree = NULL;
    CHECK_OK(json_parse(str_of(text), NULL, a, &tree));
    return tree;
}

static struct err *decode(struct arena *a, const char *text, struct test_echo_in *out)
{
    memset(out, 0, sizeof *out);
    return shape_decode(ECHO->in, parse(a, text), a, out);
}

static struct str encode(struct arena *a, const struct shape *s, const void *value)
{
    owned(buf) struct buf b;
    struct json_out o;
    buf_init(&b, 1 * MIB);
    json_out_init(&o, &b);
    shape_encode(s, value, &o);
    return arena_str(a, buf_text(&b));
}

TEST(what_is_left_out_gets_its_default_and_absence_null_and_zero_differ)
{
    owned(arena) struct arena a;
    struct test_echo_in in;
    arena_init(&a, 1 * MIB);
    CHECK_OK(decode(&a, "{\"text\":\"hello\"}", &in));
    CHECK_STR(in.text, "hello");
    CHECK(in.flag && in.integer == -3 && in.count == 7 && in.real == 0.5 && in.ms == 1500);
    CHECK_STR(in.path, "/");
    CHECK_INT(in.mood, TEST_MOOD_BUSY);
    CHECK_INT(in.has_note, ABSENT);
    CHECK_OK(decode(&a, "{\"text\":\"hello\",\"note\":null}", &in));
    CHECK_INT(in.has_note, GIVEN_NULL);
    CHECK_OK(decode(&a, "{\"text\":\"hello\",\"note\":0}", &in));
    CHECK_INT(in.has_note, GIVEN);
}

TEST(every_type_decodes)
{
    owned(arena) struct arena a;
    struct test_echo_in in;
    arena_init(&a, 1 * MIB);
    CHECK_OK(decode(&a,
                    "{\"text\":\"t\",\"flag\":false,\"integer\":-10,\"count\":9007199254740991,"
                    "\"real\":1e3,\"path\":\"/a/b\",\"bytes\":{\"$bytes\":\"AAE=\"},\"time\":-1,"
                    "\"ms\":0,\"secret\":\"s\",\"json\":[1],\"mood\":\"calm\","
                    "\"point\":{\"x\":1.0,\"y\":-2,\"label\":\"p\"},\"words\":[\"a\",\"b\"],"
                    "\"points\":[{\"x\":1,\"y\":2}],"
                    "\"tree\":{\"name\":\"r\",\"under\":[{\"name\":\"c\",\"under\":[]}]}}",
                    &in));
    CHECK(!in.flag && in.integer == -10 && in.count == (uint64_t)COUNT_MOST && in.real == 1000);
    CHECK(in.bytes.len == 2 && in.bytes.ptr[1] == 1);
    CHECK(in.time == -1 && in.ms == 0 && in.json->count == 1 && in.mood == TEST_MOOD_CALM);
    CHECK(in.point.x == 1 && in.point.y == -2 && in.point.has_label == GIVEN);
    CHECK(in.words.count == 2 && in.points.count == 1 && in.points.items[0].y == 2);
    CHECK_STR(in.tree.under.items[0].name, "c");
}

TEST(bad_input_is_refused_with_its_place_and_reason)
{
    static const struct {
        const char *text, *reason, *place;
    } cases[] = {
        { "{}", "missing_parameter", "text" },
        { "{\"text\":\"\"}", "empty", "text" },
        { "{\"text\":5}", "wrong_type", "text" },
        { "{\"text\":null}", "null", "text" },
        { "{\"text\":\"t\\u0000\"}", "has_nul", "text" },
        { "{\"text\":\"123456789012345678901234567890123\"}", "too_long", "text" },
        { "{\"text\":\"t\",\"integer\":11}", "out_of_range", "integer" },
        { "{\"text\":\"t\",\"integer\":1.5}", "wrong_type", "integer" },
        { "{\"text\":\"t\",\"count\":-1}", "out_of_range", "count" },
        { "{\"text\":\"t\",\"count\":9007199254740992}", "out_of_range", "count" },
        { "{\"text\":\"t\",\"count\":18446744073709551615}", "out_of_range", "count" },
        { "{\"text\":\"t\",\"mood\":\"sad\"}", "unknown_choice", "mood" },
        { "{\"text\":\"t\",\"bytes\":{\"$bytes\":\"A\"}}", "bad_base64", "bytes" },
        { "{\"text\":\"t\",\"words\":[\"a\",\"b\",\"c\",\"d\"]}", "list_length", "words" },
        { "{\"text\":\"t\",\"words\":[\"a\",1]}", "wrong_type", "words[1]" },
        { "{\"text\":\"t\",\"points\":[{\"x\":1,\"y\":2},{\"x\":1,\"y\":2000}]}", "out_of_range",
          "points[1].y" },
        { "{\"text\":\"t\",\"point\":{\"x\":1}}", "missing_parameter", "point.y" },
        { "{\"text\":\"t\",\"tree\":{\"name\":\"a\",\"under\":[{\"name\":\"\"}]}}", "empty",
          "tree.under[0].name" },
        { "{\"text\":\"t\",\"txet\":1}", "unknown_parameter", "txet" },
        { "{\"text\":\"t\",\"time\":253402300800000}", "out_of_range", "time" },
    };
    owned(arena) struct arena a;
    struct test_echo_in in;
    arena_init(&a, 1 * MIB);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        owned(err) struct err *e = decode(&a, cases[i].text, &in);
        const char *key;
        if (strcmp(err_reason(e), cases[i].reason) != 0)
            CHECK_FAIL("%s: expected %s, got %s (%s)", cases[i].text, cases[i].reason,
                       err_reason(e), err_text(e));
        CHECK_STR(err_detail_at(e, 0, &key), cases[i].place);
    }
    owned(err) struct err *e = decode(&a, "{\"text\":\"t\",\"txet\":1}", &in);
    CHECK_TEXT(err_hint_text(e), "did you mean text?");
    CHECK_ERR(ERR_INVALID, shape_decode(ECHO->in, parse(&a, "[]"), &a, &in));
}

TEST(what_is_encoded_reads_back_the_same)
{
    owned(arena) struct arena a;
    struct test_echo_in in, again;
    arena_init(&a, 1 * MIB);
    CHECK_OK(decode(&a,
                    "{\"text\":\"q\\\"\",\"bytes\":{\"$bytes\":\"AAE=\"},\"note\":null,"
                    "\"points\":[{\"x\":1,\"y\":2,\"label\":\"l\"}],\"json\":{\"k\":[null]}}",
                    &in));
    struct str text = encode(&a, ECHO->in, &in);
    CHECK_OK(decode(&a, text.ptr, &again));
    CHECK(str_eq(encode(&a, ECHO->in, &again), text));
    CHECK_INT(again.has_note, GIVEN_NULL);
    CHECK_INT(again.has_point, ABSENT);
}

TEST(large_bytes_are_written_whole_or_the_output_says_that_it_is_full)
{
    enum { LARGE = 3 * MIB / 2 };
    owned_mem char *data = mem_new(LARGE);
    owned(buf) struct buf large, small;
    struct json_out o;
    const struct test_echo_in in = { .bytes = { .ptr = data, .len = LARGE }, .has_bytes = GIVEN };
    buf_init(&large, 3 * MIB);
    json_out_init(&o, &large);
    shape_encode(ECHO->in, &in, &o);
    CHECK(!large.full && large.len > BASE64_LEN(LARGE));
    buf_init(&small, 1 * MIB);
    json_out_init(&o, &small);
    shape_encode(ECHO->in, &in, &o);
    CHECK(small.full);
}

TEST(secrets_are_never_written)
{
    owned(arena) struct arena a;
    struct test_echo_in in;
    arena_init(&a, 1 * MIB);
    CHECK_OK(decode(&a, "{\"text\":\"t\",\"secret\":\"hunter2\"}", &in));
    CHECK(!str_find(encode(&a, ECHO->in, &in), STR("hunter2"), NULL));
    owned(err) struct err *e = decode(&a, "{\"text\":\"t\",\"secret\":[\"hunter2\"]}", &in);
    CHECK(!strstr(err_text(e), "hunter2"));
}

static struct err *file_says(struct str name, struct arena *a, struct str *out)
{
    *out = arena_printf(a, "what %.*s holds", STR_ARGS(name));
    return NULL;
}

static struct err *words_for(const struct shape *s, struct arena *a, struct str *out, size_t n,
                             const char *const *word)
{
    owned(buf) struct buf b;
    struct json_out o;
    struct words w = { word, n, file_says };
    buf_init(&b, 1 * MIB);
    json_out_init(&o, &b);
    TRY(shape_from_words(s, &w, a, &o));
    *out = arena_str(a, buf_text(&b));
    return NULL;
}
#define WORDS_FOR(s, a, out, ...)                                                  \
    words_for(s, a, out, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), \
              (const char *const[]){ __VA_ARGS__ })
#define WORDS(a, out, ...) WORDS_FOR(ECHO->in, a, out, __VA_ARGS__)

TEST(words_become_arguments_by_their_type)
{
    owned(arena) struct arena a;
    struct str out;
    arena_init(&a, 1 * MIB);
    CHECK_OK(WORDS(&a, &out, "hello", "flag=no", "integer=-4", "ms=1m30s"));
    CHECK_STR(out, "{\"text\":\"hello\",\"flag\":false,\"integer\":-4,\"ms\":90000}");
    CHECK_OK(WORDS(&a, &out, "text=a=b", "words=x", "words=y", "point.x=1", "point.y=2"));
    CHECK_STR(out, "{\"text\":\"a=b\",\"point\":{\"x\":1,\"y\":2},\"words\":[\"x\",\"y\"]}");
    CHECK_OK(WORDS(&a, &out, "text=@f", "json={\"a\":[1]}", "words=[\"x\"]"));
    CHECK_STR(out, "{\"text\":\"what f holds\",\"json\":{\"a\":[1]},\"words\":[\"x\"]}");
    CHECK_OK(WORDS(&a, &out, "text=@@f", "bytes=ab"));
    CHECK_STR(out, "{\"text\":\"@f\",\"bytes\":{\"$bytes\":\"YWI=\"}}");
    CHECK_OK(WORDS(&a, &out, "text=t", "secret=@pw"));
    CHECK_STR(out, "{\"text\":\"t\",\"secret\":\"what pw holds\"}");
}

TEST(a_word_without_a_name_finds_its_place)
{
    owned(arena) struct arena a;
    const struct shape *hang = op_named(STR("test.hang"))->in;
    struct str out;
    arena_init(&a, 1 * MIB);
    CHECK_OK(WORDS(&a, &out, "i=0; echo $i"));
    CHECK_STR(out, "{\"text\":\"i=0; echo $i\"}");
    CHECK_OK(WORDS(&a, &out, "text=a b", "path=c d"));
    CHECK_STR(out, "{\"text\":\"a b\",\"path\":\"c d\"}");
    CHECK_OK(WORDS_FOR(hang, &a, &out, "/tmp"));
    CHECK_STR(out, "{\"path\":\"/tmp\"}");
    CHECK_REASON("extra_word", WORDS_FOR(hang, &a, &out, "/tmp", "/x"));
    CHECK_REASON("extra_word", WORDS_FOR(hang, &a, &out, "path=/tmp", "/x"));
    owned(err) struct err *e = WORDS(&a, &out, "zzzzzz=3");
    CHECK_TEXT(err_reason(e), "unknown_parameter");
    CHECK(str_find(str_of(err_hint_text(e)), STR("say text=zzzzzz=…"), NULL));
}

TEST(sizes_have_units_and_ranges_are_told)
{
    owned(arena) struct arena a;
    struct str out;
    arena_init(&a, 1 * MIB);
    CHECK_OK(WORDS(&a, &out, "t", "count=64MiB"));
    CHECK_STR(out, "{\"text\":\"t\",\"count\":67108864}");
    CHECK_OK(WORDS(&a, &out, "t", "count=3kB"));
    CHECK_STR(out, "{\"text\":\"t\",\"count\":3000}");
    CHECK_REASON("wrong_type", WORDS(&a, &out, "t", "count=99999999999GiB"));
    CHECK_REASON("wrong_type", WORDS(&a, &out, "t", "count=MiB"));
    owned(err) struct err *e = WORDS(&a, &out, "t", "note=many");
    CHECK_TEXT(err_text(e), "note=many: must be a whole number from 0 to 99");
}

TEST(words_that_make_no_sense_say_why)
{
    owned(arena) struct arena a;
    struct str out;
    arena_init(&a, 1 * MIB);
    CHECK_REASON("secret_in_argv", WORDS(&a, &out, "text=t", "secret=hunter2"));
    CHECK_REASON("unknown_parameter", WORDS(&a, &out, "txt=t"));
    CHECK_REASON("wrong_type", WORDS(&a, &out, "text=t", "flag=perhaps"));
    CHECK_REASON("wrong_type", WORDS(&a, &out, "text=t", "integer=many"));
    CHECK_REASON("wrong_type", WORDS(&a, &out, "text=t", "ms=5y"));
    CHECK_REASON("given_twice", WORDS(&a, &out, "text=t", "integer=1", "integer=2"));
    CHECK_REASON("extra_word", WORDS(&a, &out, "t", "u"));
}

TEST(a_shape_from_a_schema_decodes_and_encodes)
{
    owned(arena) struct arena a;
    const struct shape *s;
    arena_init(&a, 1 * MIB);
    const struct json *schema =
        parse(&a, "{\"type\":\"object\",\"description\":\"d\",\"properties\":{"
                  "\"q\":{\"type\":\"string\",\"maxLength\":5,\"description\":\"query\"},"
                  "\"n\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9},"
                  "\"deep\":{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"boolean\"}}},"
                  "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":2},"
                  "\"kind\":{\"enum\":[\"one\",\"two\"]},\"any\":{}},\"required\":[\"q\"]}");
    CHECK_OK(shape_from_schema(schema, STR("ext.find"), &a, &s));
    CHECK_INT(s->count, 6);
    const char *text = "{\"q\":\"x\",\"n\":9,\"deep\":{\"b\":true},\"tags\":[\"a\"],"
                       "\"kind\":\"two\",\"any\":{\"z\":null}}";
    void *value = arena_alloc(&a, s->size);
    CHECK_OK(shape_decode(s, parse(&a, text), &a, value));
    CHECK(str_eq(encode(&a, s, value), str_of(text)));
    value = arena_alloc(&a, s->size);
    CHECK_REASON("out_of_range", shape_decode(s, parse(&a, "{\"q\":\"x\",\"n\":10}"), &a, value));
    CHECK_REASON("list_length",
                 shape_decode(s, parse(&a, "{\"q\":\"x\",\"tags\":[\"\",\"\",\"\"]}"), &a, value));
    CHECK_REASON("missing_parameter", shape_decode(s, parse(&a, "{}"), &a, value));
    CHECK_OK(shape_decode(s, parse(&a, "{\"q\":\"x\"}"), &a, value));
    CHECK_STR(encode(&a, s, arena_alloc(&a, s->size)), "{\"q\":\"\"}");
}

static const struct json *property(const struct json *schema, const char *name)
{
    return json_get(json_get(schema, STR("properties")), str_of(name));
}

TEST(our_schema_read_back_takes_what_ours_takes)
{
    owned(arena) struct arena a;
    owned(buf) struct buf b;
    struct json_out o;
    const struct shape *s;
    arena_init(&a, 1 * MIB);
    buf_init(&b, 1 * MIB);
    json_out_init(&o, &b);
    shape_schema(ECHO->in, &o);
    const struct json *schema;
    CHECK_OK(json_parse(buf_text(&b), NULL, &a, &schema));
    CHECK_OK(shape_from_schema(schema, STR("test.echo"), &a, &s));
    CHECK_INT(s->count, ECHO->in->count);
    CHECK_STR(json_get_text(property(schema, "path"), STR("format"), STR("")), "path");
    CHECK_STR(json_get_text(property(schema, "time"), STR("format"), STR("")), "unix-ms");
    CHECK_STR(json_get_text(property(schema, "text"), STR("format"), STR("none")), "none");
    const char *text = "{\"text\":\"t\",\"point\":{\"x\":1,\"y\":2},\"mood\":\"calm\"}";
    CHECK_OK(shape_decode(s, parse(&a, text), &a, arena_alloc(&a, s->size)));
}

/* --- packed --- */

static struct str pack(struct arena *a, const struct shape *s, const void *value, enum packed_as as)
{
    owned(buf) struct buf b;
    buf_init(&b, 1 * MIB);
    shape_pack(s, value, as, &b);
    return arena_str(a, buf_text(&b));
}

TEST(what_is_packed_and_unpacked_is_the_same)
{
    static const char *const all[] = {
        "{\"text\":\"t\"}",
        "{\"text\":\"t\",\"note\":null}",
        "{\"text\":\"t\",\"flag\":false,\"integer\":-10,\"count\":9007199254740991,"
        "\"real\":1e3,\"path\":\"/a/b\",\"bytes\":{\"$bytes\":\"AAE=\"},\"time\":-1,\"ms\":0,"
        "\"json\":[1,{\"a\":null}],\"mood\":\"calm\",\"point\":{\"x\":1,\"y\":-2,"
        "\"label\":\"p\"},\"words\":[\"a\",\"b\"],\"points\":[{\"x\":1,\"y\":2}],"
        "\"tree\":{\"name\":\"r\",\"under\":[{\"name\":\"c\",\"under\":[]}]}}",
    };
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        owned(arena) struct arena a;
        struct test_echo_in in, again = { 0 };
        arena_init(&a, 1 * MIB);
        CHECK_OK(decode(&a, all[i], &in));
        struct str packed = pack(&a, ECHO->in, &in, PACKED_ARGS);
        CHECK_OK(shape_unpack(ECHO->in, packed, PACKED_ARGS, &a, &again));
        CHECK(str_eq(encode(&a, ECHO->in, &in), encode(&a, ECHO->in, &again)));
        for (size_t cut = 0; cut < packed.len; cut++) {
            struct err *e = shape_unpack(ECHO->in, str_first(packed, cut), PACKED_ARGS, &a, &again);
            CHECK(e); /* each byte counts */
            err_free(e);
        }
    }
}

TEST(packed_arguments_are_checked_as_json_is)
{
    owned(arena) struct arena a;
    struct test_echo_in in, out;
    arena_init(&a, 1 * MIB);
    CHECK_OK(decode(&a, "{\"text\":\"t\"}", &in));
    in.integer = 11;
    struct str packed = pack(&a, ECHO->in, &in, PACKED_ARGS);
    CHECK_REASON("out_of_range", shape_unpack(ECHO->in, packed, PACKED_ARGS, &a, &out));
    CHECK_OK(shape_unpack(ECHO->in, packed, PACKED_RESULT, &a, &out)); /* bounds are of arguments */
    in.integer = 1;
    in.text = STR("\xff");
    CHECK_REASON("bad_utf8", shape_unpack(ECHO->in, pack(&a, ECHO->in, &in, PACKED_ARGS),
                                          PACKED_ARGS, &a, &out));
    in.text = STR("");
    CHECK_REASON("empty", shape_unpack(ECHO->in, pack(&a, ECHO->in, &in, PACKED_ARGS), PACKED_ARGS,
                                       &a, &out));
}

TEST(a_secret_is_packed_for_who_acts_and_not_for_who_reads)
{
    owned(arena) struct arena a;
    struct test_echo_in in, out;
    arena_init(&a, 1 * MIB);
    CHECK_OK(decode(&a, "{\"text\":\"t\",\"secret\":\"hush\"}", &in));
    CHECK_OK(shape_unpack(ECHO->in, pack(&a, ECHO->in, &in, PACKED_ARGS), PACKED_ARGS, &a, &out));
    CHECK_STR(out.secret.value, "hush");
    CHECK_OK(
        shape_unpack(ECHO->in, pack(&a, ECHO->in, &in, PACKED_RESULT), PACKED_RESULT, &a, &out));
    CHECK_STR(out.secret.value, "(secret)");
}

TEST(a_shapes_hash_tells_shapes_apart)
{
    CHECK(shape_hash(ECHO->in) == shape_hash(ECHO->in));
    CHECK(shape_hash(ECHO->in) != shape_hash(ECHO->out));
    CHECK(shape_hash(&shape_test_point) != shape_hash(&shape_test_tree));
}
