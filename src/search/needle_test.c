/* Needles find each line that has them, wherever it lies. */
#include "base/test.h"
#include "search/needle.h"

#include <stdio.h>

/* The beginnings of all lines that are found, each with where in it. */
static const char *found(const struct needle_options *o, struct str text)
{
    static char out[4096];
    size_t len = 0, from = 0;
    struct needle *n = NULL;
    struct needle_place p;
    out[0] = 0;
    CHECK_OK(needle_new(o, &n));
    struct needle_use *u = needle_use_new(n, NULL);
    for (;;) {
        CHECK_OK(needle_find(u, text, from, &p));
        if (!p.found)
            break;
        len += (size_t)snprintf(out + len, sizeof out - len, "%zu+%zu ", p.line, p.at - p.line);
        from = p.line_end + 1;
        if (from > text.len)
            break;
    }
    needle_use_free(u);
    needle_free(n);
    return out;
}

#define LITERAL(s) (&(struct needle_options){ .text = STR(s) })
#define REGEX(s)   (&(struct needle_options){ .text = STR(s), .regex = true })

TEST(literal_text_is_found_at_every_offset_of_a_block)
{
    char text[200], line[32];
    for (size_t at = 0; at + 3 <= sizeof text; at++) {
        memset(text, 'n', sizeof text);
        memcpy(text + at, "nex", 3);
        snprintf(line, sizeof line, "0+%zu ", at);
        CHECK_TEXT(found(LITERAL("nex"), (struct str){ text, sizeof text }), line);
    }
}

TEST(each_line_counts_once_and_empty_lines_are_lines)
{
    CHECK_TEXT(found(LITERAL("aa"), STR("aaaa\n\nxaa\n")), "0+0 6+1 ");
    CHECK_TEXT(found(REGEX("^$"), STR("a\n\nb\n")), "2+0 ");
    CHECK_TEXT(found(REGEX("x*"), STR("a\nb")), "0+0 2+0 ");
    CHECK_TEXT(found(REGEX("b$"), STR("ab\nba\nb")), "0+1 6+0 ");
}

TEST(an_expression_matches_within_lines_alone)
{
    CHECK_TEXT(found(REGEX("a\\s*b"), STR("a\nb\na b\n")), "4+0 ");
    CHECK_TEXT(found(REGEX("a[^x]*c"), STR("a\nabc\nc\n")), "2+0 ");
    CHECK_TEXT(found(REGEX("a(?=\\n)"), STR("a\nb\n")), "");
    CHECK_TEXT(found(REGEX("a\\s*+$"), STR("a\n\nb\n")), "0+0 ");
    CHECK_TEXT(found(REGEX("a(?!\\nb)"), STR("a\nb\n")), "0+0 ");
    CHECK_TEXT(found(REGEX("\\Ab"), STR("a\nb\n")), "2+0 ");
}

TEST(case_words_and_bytes_that_are_no_text)
{
    CHECK_TEXT(found(&(struct needle_options){ .text = STR("a.B"), .ignore_case = true },
                     STR("axb\nA.b\n")),
               "4+0 ");
    CHECK_TEXT(found(&(struct needle_options){ .text = STR("int"), .word = true },
                     STR("print int\ninto\n")),
               "0+6 ");
    CHECK_TEXT(found(REGEX("h.t"), STR("\xff\xfe hat\n")), "0+3 ");
    CHECK_TEXT(
        found(&(struct needle_options){ .text = STR("GR\xc3\x9c\xc3\x9f"), .ignore_case = true },
              STR("gr\xc3\xbc\xc3\x9f\n")),
        "0+0 ");
}

TEST(what_is_wrong_with_an_expression_is_said)
{
    struct needle *n;
    CHECK_REASON("bad_regex", needle_new(REGEX("a(b"), &n));
    CHECK_REASON("bad_regex", needle_new(REGEX("\\Cx"), &n));
    CHECK_REASON("not_a_line", needle_new(LITERAL("a\nb"), &n));
}

TEST(an_expression_that_would_take_for_ever_is_given_up)
{
    char text[64];
    struct needle *n;
    struct needle_place p;
    memset(text, 'a', sizeof text);
    CHECK_OK(needle_new(REGEX("(a+)+(a+)+(a+)+b|(a|aa)+$c"), &n));
    struct needle_use *u = needle_use_new(n, NULL);
    CHECK_REASON("regex_too_costly", needle_find(u, (struct str){ text, sizeof text }, 0, &p));
    needle_use_free(u);
    needle_free(n);
}

/* Each goes through the text again from wherever it may go back to; no brackets of these count as
 * steps to PCRE2's own limit. */
TEST(no_expression_goes_on_for_ever_on_a_long_line)
{
    static const char *const patterns[] = { "(?=(a+))*\\1+c", "[ab]+[ab]+[ab]+[ab]+[ab]+[c-e]",
                                            "(?:a*?b|a)*[c-e]", "(?:a?){30}a+[c-e]" };
    enum { LONG = 5 * 1024 * 1024 };
    char *text = mem_new(LONG);
    memset(text, 'a', LONG);
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        struct needle *n;
        struct needle_place p;
        CHECK_OK(
            needle_new(&(struct needle_options){ .text = str_of(patterns[i]), .regex = true }, &n));
        struct needle_use *u = needle_use_new(n, NULL);
        CHECK_REASON("regex_too_costly", needle_find(u, (struct str){ text, LONG }, 0, &p));
        needle_use_free(u);
        needle_free(n);
    }
    mem_free(text);
}

TEST(whoever_calls_it_off_is_heard_at_once)
{
    atomic_bool stop = true;
    struct needle *n;
    struct needle_place p;
    CHECK_OK(needle_new(REGEX("a+b"), &n));
    struct needle_use *u = needle_use_new(n, &stop);
    CHECK_REASON("cancelled", needle_find(u, STR("aab\n"), 0, &p));
    needle_use_free(u);
    needle_free(n);
}

/* Many more lines than are tried at once, for expressions of every span: 7, 77 and 777 have it. */
TEST(what_is_found_does_not_depend_on_how_it_is_tried)
{
    static const char *const patterns[] = {
        "nr (77|777|7) x", "nr 7+ x",      "n+r 7+ x",     "n+r +7+ x",
        "(n|m)r +7+ x+",   "(?=nr 7+ x)n", "(?:n)+r 7+ x", "nr 7++ x",
    };
    char expected[128] = "";
    owned(buf) struct buf text;
    buf_init(&text, 1 * MIB);
    for (int i = 0; i < 3000; i++) {
        size_t at = strlen(expected);
        if (i == 7 || i == 77 || i == 777)
            snprintf(expected + at, sizeof expected - at, "%zu+13 ", text.len);
        buf_printf(&text, "this is line nr %d x\n", i);
    }
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        const struct needle_options o = { .text = str_of(patterns[i]), .regex = true };
        CHECK_TEXT(found(&o, buf_text(&text)), expected);
    }
}
