/* Doubles as text and back, compared with the C library. */
#include "base/test.h"

#include "base/real.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct str written(double v)
{
    static char text[REAL_LEN];
    return (struct str){ text, real_write(v, text) };
}

static double read_back(struct str s)
{
    unsigned digits;
    return real_read(s, &digits);
}

TEST(doubles_are_written_as_people_would)
{
    static const struct {
        double v;
        const char *text;
    } cases[] = {
        { 0, "0.0" },
        { -0.0, "-0.0" },
        { 1, "1.0" },
        { -1.5, "-1.5" },
        { 0.1, "0.1" },
        { 0.3, "0.3" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 100, "100.0" },
        { 123456.789, "123456.789" },
        { 1e15, "1000000000000000.0" },
        { 1e16, "10000000000000000.0" },
        { 1e17, "1e17" },
        { 1.5e17, "1.5e17" },
        { 1e22, "1e22" },
        { 1e23, "1e23" },
        { 1e-5, "0.00001" },
        { 1.25e-6, "0.00000125" },
        { 1e-7, "1e-7" },
        { 1.7976931348623157e308, "1.7976931348623157e308" },
        { 2.2250738585072014e-308, "2.2250738585072014e-308" },
        { 5e-324, "5e-324" },
        { 9007199254740993.0, "9007199254740992.0" },
        { 4503599627370495.5, "4503599627370495.5" },
        { (double)0.1f, "0.10000000149011612" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CHECK_STR(written(cases[i].v), cases[i].text);
}

TEST(reading_rounds_correctly_where_it_is_hard)
{
    static const struct {
        const char *text;
        double v;
        unsigned digits;
    } cases[] = {
        { "0", 0, 0 },
        { "-0.000e5", -0.0, 0 },
        { "000123.4500", 123.45, 5 },
        { "9007199254740993", 9007199254740992.0, 16 },
        { "9007199254740993.0000000000000000000001", 9007199254740994.0, 38 },
        { "9007199254740992.9999999999999999999999", 9007199254740992.0, 38 },
        { "1e309", INFINITY, 1 },
        { "-1e999999999999999999999", -INFINITY, 1 },
        { "1e-999999999999999999999", 0, 1 },
        { "0e999999999999999999999", 0, 0 },
        { "2.4703282292062327e-324", 0, 17 },
        { "2.4703282292062328e-324", 5e-324, 17 },
        { "1.7976931348623158e308", 1.7976931348623157e308, 17 },
        { "10000000000000000000000000000", 1e28, 1 },
        { "8.98846567431158e307", 8.98846567431158e307, 15 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned digits;
        double v = real_read(str_of(cases[i].text), &digits);
        if (memcmp(&v, &cases[i].v, sizeof v) != 0 || digits != cases[i].digits)
            CHECK_FAIL("%s: %.17g, %u digits", cases[i].text, v, digits);
    }
}

/* The midpoint between 1 and the next double, with a digit far behind that decides. */
TEST(a_digit_a_thousand_places_behind_still_decides)
{
    char text[1200] = "1.00000000000000011102230246251565404236316680908203125";
    CHECK(read_back(str_of(text)) == 1.0);
    size_t n = strlen(text);
    memset(text + n, '0', 1000);
    CHECK(read_back(str_of(text)) == 1.0);
    text[n + 1000] = '1';
    CHECK(read_back(str_of(text)) == nextafter(1.0, 2));
}

static double any_double(void)
{
    uint64_t bits;
    double v;
    do {
        bits = random_u64();
        memcpy(&v, &bits, sizeof v);
    } while (!isfinite(v));
    return v;
}

static double middling_double(void)
{
    return (double)(int64_t)random_u64() / pow(10, (double)(random_u64() % 25));
}

static void check_number(double v)
{
    char text[REAL_LEN], shorter[64];
    struct str s = { text, real_write(v, text) };
    CHECK(s.len < REAL_LEN);
    text[s.len] = 0;
    if (read_back(s) != v || strtod(text, NULL) != v)
        CHECK_FAIL("%.17g is written as %s", v, text);
    unsigned digits;
    real_read(s, &digits);
    if (digits < 2)
        return;
    snprintf(shorter, sizeof shorter, "%.*e", (int)digits - 2, v);
    if (strtod(shorter, NULL) == v)
        CHECK_FAIL("%s is written as %s", shorter, text);
}

TEST(every_double_reads_back_and_none_could_be_shorter)
{
    random_use_seed(1);
    for (int i = 0; i < 20000; i++) {
        check_number(any_double());
        check_number(middling_double());
        check_number((double)(float)middling_double());
    }
    for (int e = -1070; e < 1024; e++)
        check_number(ldexp(1, e));
    random_use_seed(0);
}

TEST(reading_agrees_with_the_c_library)
{
    random_use_seed(2);
    for (int i = 0; i < 50000; i++) {
        char text[64];
        uint64_t digits = random_u64() >> random_u64() % 64;
        int power = (int)(random_u64() % (i % 2 ? 60 : 700)) - (i % 2 ? 30 : 350);
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)digits, power);
        double v = read_back(str_of(text)), expected = strtod(text, NULL);
        if (v != expected)
            CHECK_FAIL("%s: %.17g, expected %.17g", text, v, expected);
    }
    random_use_seed(0);
}

TEST(for_people_three_digits_are_enough)
{
    static const struct {
        double v;
        const char *text;
    } cases[] = { { 72.189521, "72.2" },
                  { 0.0012345, "0.00123" },
                  { 999.6, "1000" },
                  { 123456.7, "123457" },
                  { 5, "5" },
                  { -0.25, "-0.25" },
                  { 99.96, "100" },
                  { 1e300, "1e+300" },
                  { 0, "0" } };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[REAL_LEN];
        CHECK_INT(real_write_short(cases[i].v, text), strlen(cases[i].text));
        CHECK_STR(str_of(text), cases[i].text);
    }
}

static void in_a_locale_with_commas(void *arg)
{
    (void)arg;
    static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (setlocale(LC_ALL, names[i]))
            break;
    CHECK_STR(written(1.25e300), "1.25e300");
    CHECK_STR(written(0.5), "0.5");
    char text[REAL_LEN];
    CHECK_STR(((struct str){ text, real_write_short(0.5, text) }), "0.5");
    CHECK(read_back(STR("1.25e300")) == 1.25e300);
}

TEST(the_locale_changes_nothing)
{
    CHECK_INT(test_in_child(in_a_locale_with_commas, NULL), 0);
}
