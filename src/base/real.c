/* Doubles and decimal text: see real.h.
 *
 * Nearly all numbers in use have up to 19 digits and a size between 1e-11 and 1e17. There,
 * scaling by a power of ten is exact in 128 bits (5^27 fits 63), so one multiplication or
 * division and one rounding do it. The rest goes through the C library, which is slow and
 * right; its decimal point depends on the locale, so we neither show it one nor trust its. */
#include "base/real.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef unsigned __int128 wide;

enum {
    POWER_MOST = 27,   /* of five in 64 bits */
    EXACT_DIGITS = 19, /* any 19 digits fit 64 bits */
    SLOW_DIGITS = 800, /* past these, that something follows is all that can matter (768) */
};

static const uint64_t power_of_5[POWER_MOST + 1] = {
    1,
    5,
    25,
    125,
    625,
    3125,
    15625,
    78125,
    390625,
    1953125,
    9765625,
    48828125,
    244140625,
    1220703125,
    6103515625,
    30517578125,
    152587890625,
    762939453125,
    3814697265625,
    19073486328125,
    95367431640625,
    476837158203125,
    2384185791015625,
    11920928955078125,
    59604644775390625,
    298023223876953125,
    1490116119384765625,
    7450580596923828125,
};

/* |text| is the mantissa times ten to the exponent, if no more than 19 digits are significant;
 * otherwise the mantissa has the first 19. */
struct decimal {
    uint64_t mantissa;
    int64_t exponent;
    size_t digits;      /* from the first that is not 0 */
    size_t significant; /* to the last that is not 0 */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && is_digit(*p))
        p++;
    return p;
}

static void add_digits(struct decimal *d, const char *from, const char *to)
{
    while (!d->digits && from < to && *from == '0')
        from++;
    size_t n = (size_t)(to - from), fit = EXACT_DIGITS - MIN_OF(d->digits, EXACT_DIGITS);
    uint64_t mantissa = d->mantissa;
    fit = MIN_OF(fit, n);
    for (size_t i = 0; i < fit; i++)
        mantissa = mantissa * 10 + (uint64_t)(from[i] - '0');
    d->mantissa = mantissa;
    d->exponent += (int64_t)(n - fit);
    size_t last = n;
    while (last && from[last - 1] == '0')
        last--;
    if (last)
        d->significant = d->digits + last;
    d->digits += n;
}

/* Stops counting where the number is beyond all doubles, however many zeros stand against it. */
static int64_t read_exponent(struct str s)
{
    const int64_t beyond = INT64_C(1) << 40;
    bool negative = s.ptr[0] == '-';
    int64_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (is_digit(s.ptr[i]) && n < beyond)
            n = n * 10 + (s.ptr[i] - '0');
    return negative ? -n : n;
}

static struct decimal read_decimal(struct str text)
{
    struct decimal d = { 0 };
    const char *end = text.ptr + text.len;
    const char *p = text.ptr + (text.len && !is_digit(text.ptr[0])), *digits = p;
    add_digits(&d, digits, p = skip_digits(digits, end));
    if (p < end && *p == '.') {
        digits = p + 1;
        add_digits(&d, digits, p = skip_digits(digits, end));
        d.exponent -= p - digits;
    }
    if (p < end)
        d.exponent += read_exponent((struct str){ p + 1, (size_t)(end - p - 1) });
    return d;
}

static double power_of_two(int exponent)
{
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* v * 2^exponent, where `inexact` says that v stands for a little more. */
static double round_wide(wide v, bool inexact, int exponent)
{
    uint64_t high = (uint64_t)(v >> 64);
    int shift = high ? 64 - __builtin_clzll(high) : 0;
    uint64_t top = (uint64_t)(v >> shift);
    top |= inexact || (wide)top << shift != v; /* its lowest bit does no more than break ties */
    return (double)top * power_of_two(exponent + shift);
}

/* Both sides of the division lose their leading zeros, so that the quotient has 63 or 64 bits:
 * more than a double, and one instruction. */
static double scale(uint64_t mantissa, int exponent)
{
    if (exponent >= 0)
        return round_wide((wide)mantissa * power_of_5[exponent], false, exponent);
    uint64_t divisor = power_of_5[-exponent];
    int up = __builtin_clzll(mantissa), down = __builtin_clzll(divisor);
    wide dividend = (wide)(mantissa << up) << 63;
    divisor <<= down;
    uint64_t quotient = (uint64_t)(dividend / divisor);
    bool inexact = (wide)quotient * divisor != dividend;
    return round_wide(quotient, inexact, exponent + down - up - 63);
}

static double read_slowly(struct str text, const struct decimal *d)
{
    char digits[SLOW_DIGITS + 32];
    size_t n = 0;
    for (size_t i = 0; i < text.len && n < MIN_OF(d->significant, SLOW_DIGITS); i++)
        if (is_digit(text.ptr[i]) && (n || text.ptr[i] != '0'))
            digits[n++] = text.ptr[i];
    if (d->significant > SLOW_DIGITS)
        digits[n++] = '1';
    int64_t point = d->exponent + (int64_t)MIN_OF(d->digits, EXACT_DIGITS);
    snprintf(digits + n, sizeof digits - n, "e%lld", (long long)(point - (int64_t)n));
    return strtod(digits, NULL);
}

double real_read(struct str text, unsigned *out_digits)
{
    struct decimal d = read_decimal(text);
    double v = 0;
    if (d.significant > EXACT_DIGITS || d.exponent < -POWER_MOST || d.exponent > POWER_MOST)
        v = read_slowly(text, &d);
    else if (d.mantissa)
        v = scale(d.mantissa, (int)d.exponent);
    *out_digits = (unsigned)MIN_OF(d.significant, UINT32_MAX);
    return text.len && text.ptr[0] == '-' ? -v : v;
}

/* The decimals that a reader would take for one double: digits[low..high] * 10^exponent.
 * `next` is the first digit behind `nearest`, and `more` whether others follow that. */
struct span {
    uint64_t low, nearest, high;
    int exponent;
    unsigned next;
    bool more;
};

/* Drops a digit as long as some decimal that is one shorter lies within. */
static struct str shorten(struct span *s, char out[REAL_LEN])
{
    while (s->high / 10 >= (s->low + 9) / 10) {
        s->more |= s->next != 0;
        s->next = (unsigned)(s->nearest % 10);
        s->nearest /= 10;
        s->high /= 10;
        s->low = (s->low + 9) / 10;
        s->exponent++;
    }
    bool up = s->next > 5 || (s->next == 5 && (s->more || s->nearest % 2));
    uint64_t digits = MIN_OF(MAX_OF(s->nearest + up, s->low), s->high);
    char *end = out + REAL_LEN, *p = end;
    for (; digits; digits /= 10)
        *--p = (char)('0' + digits % 10);
    return (struct str){ p, (size_t)(end - p) };
}

static const uint64_t implicit_bit = UINT64_C(1) << 52;

/* Scales v, which is mantissa * 2^exponent, to 17 or 18 digits before the point. False if
 * that needs more than 128 bits. */
static bool span_of(uint64_t mantissa, int exponent, struct span *out)
{
    int top_bit = 63 - __builtin_clzll(mantissa) + exponent;
    int power = 16 - (top_bit * 78913 >> 18); /* 78913 / 2^18 is log10(2) */
    if (power < 0 || power > POWER_MOST)
        return false;
    /* In quarters of the last bit, a reader's doubles end 2 above and below; just 1 below the
     * powers of two. Eighths (<< 3 in all) keep the shift positive. */
    wide unit = (wide)power_of_5[power] << 3;
    int shift = 5 - exponent - power;
    wide one = (wide)1 << shift, part = one - 1;
    wide mid = 4 * mantissa * unit, above = (4 * mantissa + 2) * unit;
    wide below = (4 * mantissa - (mantissa == implicit_bit ? 1 : 2)) * unit;
    bool open = mantissa % 2; /* ties go to even, so the ends of an odd one's belong to others */
    *out = (struct span){
        .low = (uint64_t)(below >> shift) + (open || (below & part)),
        .nearest = (uint64_t)(mid >> shift),
        .high = (uint64_t)(above >> shift) - (open && !(above & part)),
        .exponent = -power,
        .next = (mid & part) >= one / 2 ? 5 : 0,
        .more = (mid & part) && (mid & part) != one / 2,
    };
    return true;
}

/* Tries one digit more until it reads back. */
static struct str digits_slowly(double v, char out[REAL_LEN], int *out_exponent)
{
    char text[REAL_LEN];
    for (int behind = 0; behind < 17; behind++) {
        snprintf(text, sizeof text, "%.*e", behind, v);
        if (strtod(text, NULL) == v)
            break;
    }
    size_t n = 0;
    char *p = text;
    for (; *p != 'e'; p++)
        if (is_digit(*p))
            out[n++] = *p;
    *out_exponent = atoi(p + 1) - (int)n + 1;
    return (struct str){ out, n };
}

/* Digits without zeros at the end, which mean digits * 10^*out_exponent. */
static struct str shortest_digits(double v, char out[REAL_LEN], int *out_exponent)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    struct span span;
    int biased = (int)(bits >> 52 & 0x7ff);
    if (!biased || !span_of((bits & (implicit_bit - 1)) | implicit_bit, biased - 1075, &span))
        return digits_slowly(v, out, out_exponent);
    struct str digits = shorten(&span, out);
    *out_exponent = span.exponent;
    return digits;
}

static char *put(char *to, struct str s)
{
    memcpy(to, s.ptr, s.len);
    return to + s.len;
}

static char *put_zeros(char *to, int n)
{
    for (; n > 0; n--)
        *to++ = '0';
    return to;
}

/* `point` digits stand before the point. */
static char *put_plain(char *to, struct str digits, int point)
{
    if (point <= 0) {
        to = put_zeros(put(to, STR("0.")), -point);
        return put(to, digits);
    }
    to = put_zeros(put(to, str_first(digits, (size_t)point)), point - (int)digits.len);
    struct str behind = str_from(digits, (size_t)point);
    return put(put(to, STR(".")), behind.len ? behind : STR("0"));
}

static char *put_scientific(char *to, struct str digits, int exponent)
{
    to = put(to, str_first(digits, 1));
    if (digits.len > 1)
        to = put(put(to, STR(".")), str_from(digits, 1));
    return to + sprintf(to, "e%d", exponent);
}

size_t real_write(double v, char out[REAL_LEN])
{
    char room[REAL_LEN], *to = out;
    if (signbit(v))
        to = put(to, STR("-"));
    if (v == 0)
        return (size_t)(put(to, STR("0.0")) - out);
    int exponent;
    struct str digits = shortest_digits(fabs(v), room, &exponent);
    int point = (int)digits.len + exponent;
    to = point > -6 && point <= 17 ? put_plain(to, digits, point)
                                   : put_scientific(to, digits, point - 1);
    return (size_t)(to - out);
}

size_t real_write_short(double v, char out[REAL_LEN])
{
    bool whole = fabs(v) >= 100 && fabs(v) < 1e15;
    double rounded = whole ? round(v) : v;
    int n = snprintf(out, REAL_LEN, whole ? "%.0f" : "%.3g", rounded);
    for (int i = 0; i < n; i++)
        if (out[i] == ',') /* some locales' point */
            out[i] = '.';
    return (size_t)n;
}
