/* TOML integers and floats. Underscores may stand between digits and are dropped first; what
 * is left meets the same grammar and conversions as everybody's. */
#include "base/real.h"
#include "base/toml_priv.h"

#include <math.h>
#include <stdio.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static const struct {
    struct str word;
    double value;
} words[] = {
    { STR_INIT("inf"), INFINITY }, { STR_INIT("+inf"), INFINITY }, { STR_INIT("-inf"), -INFINITY },
    { STR_INIT("nan"), NAN },      { STR_INIT("+nan"), NAN },      { STR_INIT("-nan"), -NAN },
};

static const struct base {
    struct str prefix;
    uint64_t radix;
} bases[] = { { STR_INIT("0x"), 16 }, { STR_INIT("0o"), 8 }, { STR_INIT("0b"), 2 } };

static const struct base *base_of(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(bases); i++)
        if (str_starts(word, bases[i].prefix))
            return &bases[i];
    return NULL;
}

/* What people write where TOML wants something else. */
static const struct {
    const char *words, *advice;
} habits[] = {
    { " True TRUE False FALSE yes no on off ", "booleans are true and false" },
    { " null NULL nil None none undefined ", "TOML has no null; leave the line out" },
    { " Inf Infinity INF NaN NAN infinity ", "these are written inf and nan" },
};

static const char *advice_for(struct str word)
{
    char padded[16];
    for (size_t i = 0; i < COUNT_OF(habits) && word.len < sizeof padded - 2; i++) {
        snprintf(padded, sizeof padded, " %.*s ", STR_ARGS(word));
        if (strstr(habits[i].words, padded))
            return habits[i].advice;
    }
    return is_digit(word.ptr[0]) ? "numbers have no leading zeros, and underscores only between "
                                   "digits; strings stand in quotes"
                                 : "strings stand in quotes";
}

static struct err *bad_number(struct toml_reader *r, struct str word)
{
    return err_hint(toml_bad_at(r, word.ptr, "'%.*s' is no value", STR_ARGS(str_first(word, 64))),
                    "%s", advice_for(word));
}

/* The word without underscores, for which each must stand between two digits. */
static bool drop_underscores(struct toml_reader *r, struct str word, bool (*is_one)(char),
                             struct str *out)
{
    buf_clear(r->text);
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] != '_')
            buf_add_char(r->text, word.ptr[i]);
        else if (i == 0 || i + 1 == word.len || !is_one(word.ptr[i - 1]) ||
                 !is_one(word.ptr[i + 1]))
            return false;
    }
    *out = buf_text(r->text);
    return !r->text->full;
}

static size_t count_digits(struct str s)
{
    size_t n = 0;
    while (n < s.len && is_digit(s.ptr[n]))
        n++;
    return n;
}

/* digits [. digits] [e [+-] digits], without leading zeros, after the sign is gone. */
static bool is_decimal(struct str s)
{
    size_t n = count_digits(s);
    if (n == 0 || (n > 1 && s.ptr[0] == '0'))
        return false;
    s = str_from(s, n);
    if (s.len && s.ptr[0] == '.') {
        n = count_digits(str_from(s, 1));
        if (n == 0)
            return false;
        s = str_from(s, n + 1);
    }
    if (s.len && (s.ptr[0] == 'e' || s.ptr[0] == 'E')) {
        s = str_from(s, 1);
        s = str_from(s, s.len && (s.ptr[0] == '+' || s.ptr[0] == '-'));
        return s.len && count_digits(s) == s.len;
    }
    return s.len == 0;
}

static struct err *too_large(struct toml_reader *r, struct str word, const char *what)
{
    return toml_bad_at(r, word.ptr, "%.*s is too large for %s", STR_ARGS(str_first(word, 64)),
                       what);
}

/* `digits` behind a prefix; there is no sign in front of one. */
static struct err *read_in_base(struct toml_reader *r, struct str word, struct str digits,
                                uint64_t radix, struct toml *out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char c = digits.ptr[i];
        uint64_t digit = is_digit(c) ? (uint64_t)(c - '0') : (uint64_t)((c | 0x20) - 'a' + 10);
        if (!is_hex_digit(c) || digit >= radix)
            return bad_number(r, word);
        if (n > ((uint64_t)INT64_MAX - digit) / radix)
            return too_large(r, word, "a 64-bit integer");
        n = n * radix + digit;
    }
    out->kind = TOML_INT;
    out->integer = (int64_t)n;
    return digits.len ? NULL : bad_number(r, word);
}

static struct err *read_real(struct toml_reader *r, struct str word, struct str text,
                             struct toml *out)
{
    unsigned digits;
    double v = real_read(text, &digits);
    if (isinf(v))
        return too_large(r, word, "a float");
    out->kind = TOML_REAL;
    out->real = v;
    return NULL;
}

static struct err *read_decimal(struct toml_reader *r, struct str word, struct str text,
                                struct toml *out)
{
    bool sign = text.len && (text.ptr[0] == '+' || text.ptr[0] == '-');
    struct str unsigned_text = str_from(text, sign);
    if (!is_decimal(unsigned_text))
        return bad_number(r, word);
    if (count_digits(unsigned_text) < unsigned_text.len)
        return read_real(r, word, text, out);
    if (!str_to_int(text.ptr[0] == '+' ? unsigned_text : text, &out->integer))
        return too_large(r, word, "a 64-bit integer");
    out->kind = TOML_INT;
    return NULL;
}

struct err *toml_read_number(struct toml_reader *r, struct str word, struct toml *out)
{
    struct str text;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_eq(word, words[i].word)) {
            out->kind = TOML_REAL;
            out->real = words[i].value;
            return NULL;
        }
    }
    const struct base *base = base_of(word);
    if (!drop_underscores(r, word, base ? is_hex_digit : is_digit, &text))
        return bad_number(r, word);
    if (base)
        return read_in_base(r, word, str_from(text, base->prefix.len), base->radix, out);
    return read_decimal(r, word, text, out);
}
