/* Strings, buffers, UTF-8 and the encodings. */
#include "base/test.h"

TEST(cutting_leaves_the_rest)
{
    struct str s = STR("a=b=c");
    CHECK_STR(str_cut(&s, '='), "a");
    CHECK_STR(s, "b=c");
    CHECK_STR(str_cut(&s, ';'), "b=c");
    CHECK_INT(s.len, 0);
}

TEST(numbers_are_whole_or_refused)
{
    int64_t n = 7;
    CHECK(str_to_int(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    CHECK(str_to_int(STR("9223372036854775807"), &n) && n == INT64_MAX);
    n = 7;
    CHECK(!str_to_int(STR("9223372036854775808"), &n) && n == 7);
    CHECK(!str_to_int(STR(""), &n) && !str_to_int(STR("-"), &n) && !str_to_int(STR("1 "), &n));
    CHECK(!str_to_int(STR("0x1"), &n) && !str_to_int(STR("+1"), &n));
}

TEST(distance_counts_swaps_as_one)
{
    CHECK_INT(str_distance(STR("raed"), STR("read")), 1);
    CHECK_INT(str_distance(STR(""), STR("abc")), 3);
    CHECK_INT(str_distance(STR("kitten"), STR("sitting")), 3);
}

TEST(a_full_buffer_keeps_what_it_has_and_says_so_for_good)
{
    owned(buf) struct buf b;
    buf_init(&b, 8);
    buf_add(&b, STR("12345"));
    buf_add(&b, STR("6789"));
    CHECK(b.full);
    buf_add(&b, STR("x"));
    CHECK_STR(buf_text(&b), "12345");
    buf_clear(&b);
    buf_printf(&b, "%d", 12345678);
    CHECK_STR(buf_text(&b), "12345678");
    CHECK(!b.full);
}

TEST(secrets_compare_by_value)
{
    CHECK(str_eq_secret(STR("token"), STR("token")));
    CHECK(!str_eq_secret(STR("token"), STR("tokem")));
    CHECK(!str_eq_secret(STR("token"), STR("tok")));
    CHECK(!str_eq_secret(STR("token"), STR("")));
    CHECK(str_eq_secret(STR(""), STR("")));
}

TEST(utf8_is_strict)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        { "", true },
        { "plain ascii, longer than eight bytes", true },
        { "\xc3\xa9", true },
        { "\xe4\xb8\xad\xe6\x96\x87", true },
        { "\xf0\x9f\x98\x80", true },
        { "\xf4\x8f\xbf\xbf", true },
        { "\xf4\x90\x80\x80", false }, /* past U+10FFFF */
        { "\xc0\x80", false },
        { "\xc1\xbf", false },
        { "\xe0\x80\x80", false }, /* overlong */
        { "\xf0\x80\x80\x80", false },
        { "\xed\xa0\x80", false }, /* a surrogate */
        { "\xe4\xb8", false },
        { "\x80", false },
        { "\xff", false },
        { "12345678\xc3", false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (utf8_valid(str_of(cases[i].text)) != cases[i].valid)
            CHECK_FAIL("case %zu", i);
    CHECK_STR(utf8_first(STR("a\xe4\xb8\xad"), 3), "a");
    CHECK_STR(utf8_first(STR("a\xe4\xb8\xad"), 4), "a\xe4\xb8\xad");
}

TEST(every_code_point_survives_writing_and_reading)
{
    for (uint32_t c = 0; c <= 0x110000; c++) {
        char bytes[4];
        struct str s = { bytes, utf8_put(c, bytes) };
        bool real = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
        CHECK_INT(s.len > 0, real);
        if (real)
            CHECK_INT(utf8_next(&s), c);
    }
}

static bool valid_one_by_one(struct str s)
{
    while (s.len)
        if (utf8_next(&s) < 0)
            return false;
    return true;
}

TEST(checking_a_whole_text_agrees_with_reading_it)
{
    static const unsigned char third[] = { 'z', 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc0, 0xff };
    char text[] = "....\0\0";
    for (size_t i = 0; i < 128 * 256 * 64; i++) {
        text[0] = (char)(0x80 | i / 256 / 64);
        text[1] = (char)(i / 64);
        text[2] = (char)third[i / 8 % 8];
        text[3] = (char)third[i % 8];
        struct str s = { text, i % 3 ? 4 : 6 };
        if (utf8_valid(s) != valid_one_by_one(s))
            CHECK_FAIL("%02x %02x %02x %02x", (unsigned char)text[0], (unsigned char)text[1],
                       (unsigned char)text[2], (unsigned char)text[3]);
    }
}

/* Each byte of a run of characters as long as those that are checked together. */
TEST(checking_a_long_run_agrees_with_reading_it)
{
    static const char *const runs[] = {
        "\xe4\xb8\xad\xe6\x96\x87\xe5\xad\x97\xe7\xac\xa6\xe4\xb8\xb2z",
        "\xed\x9f\xbf\xe0\xa0\x80\xe1\x80\x80\xee\x80\x80\xef\xbf\xbfz"
    };
    for (size_t i = 0; i < COUNT_OF(runs) * 256 * 16; i++) {
        char text[16], *changed = &text[i % 16];
        memcpy(text, runs[i / 16 / 256], sizeof text);
        *changed = (char)(i / 16);
        struct str s = { text, sizeof text };
        if (utf8_valid(s) != valid_one_by_one(s))
            CHECK_FAIL("%02x at %zu of run %zu", (unsigned char)*changed, i % 16, i / 16 / 256);
    }
}

TEST(what_steers_a_terminal_is_harmful_and_what_shows_is_not)
{
    static const int32_t harmful[] = { 0, '\n', 0x1b, 0x7f, 0x9b, 0x200e, 0x202e, 0x2069, 0xfeff };
    static const int32_t fine[] = { ' ', 'a', 0xa0, 0xe4, 0x20ac, 0x1f600 };
    for (size_t i = 0; i < COUNT_OF(harmful); i++)
        CHECK(utf8_is_harmful(harmful[i]));
    for (size_t i = 0; i < COUNT_OF(fine); i++)
        CHECK(!utf8_is_harmful(fine[i]));
}

TEST(base64_matches_the_rfc_and_is_strict)
{
    static const char *const pairs[][2] = { { "", "" },
                                            { "f", "Zg==" },
                                            { "fo", "Zm8=" },
                                            { "foo", "Zm9v" },
                                            { "foob", "Zm9vYg==" },
                                            { "fooba", "Zm9vYmE=" },
                                            { "foobar", "Zm9vYmFy" } };
    char out[16];
    size_t len;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        owned(buf) struct buf b;
        buf_init(&b, 64);
        base64_add(&b, str_of(pairs[i][0]));
        CHECK_STR(buf_text(&b), pairs[i][1]);
        CHECK(base64_decode(str_of(pairs[i][1]), out, &len));
        CHECK_STR(((struct str){ out, len }), pairs[i][0]);
    }
    static const char *const bad[] = { "Zg",   "Zg=",  "Zh==", "Zm9=",
                                       "Z===", "====", "Zm 9", "Zg==Zg==" };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (base64_decode(str_of(bad[i]), out, &len))
            CHECK_FAIL("took %s", bad[i]);
}

TEST(hex_goes_both_ways)
{
    owned(buf) struct buf b;
    unsigned char back[3];
    buf_init(&b, 64);
    hex_add(&b, STR("\x00\xab\xff"));
    CHECK_STR(buf_text(&b), "00abff");
    CHECK(hex_decode(STR("00ABff"), back, 3) && back[1] == 0xab);
    CHECK(!hex_decode(STR("00abf"), back, 3) && !hex_decode(STR("00abfg"), back, 3));
}
