/* JSON numbers: the grammar, and which kind holds one without loss (json.h has the rule). */
#include "base/json_priv.h"
#include "base/real.h"

#include <math.h>

/* A double prints as at most this many digits, so more were not meant to be one. */
enum { REAL_DIGITS_MOST = 17 };

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/* Behind the number that starts at `p`; clears `*whole` at a point or an exponent. */
static struct err *find_end(const struct json_reader *r, const char *p, const char **out_end,
                            bool *whole)
{
    const char *digits = p + (*p == '-'), *end = skip_digits(digits, r->end);
    if (end == digits)
        return json_bad(r, end, "bad_json", "a digit must follow the minus sign");
    if (*digits == '0' && end - digits > 1)
        return json_bad(r, digits, "bad_json", "a number has no leading zeros");
    if (end < r->end && *end == '.') {
        *whole = false;
        digits = end + 1;
        if ((end = skip_digits(digits, r->end)) == digits)
            return json_bad(r, end, "bad_json", "a digit must follow the point");
    }
    if (end < r->end && (*end == 'e' || *end == 'E')) {
        *whole = false;
        digits = end + 1;
        digits += digits < r->end && (*digits == '+' || *digits == '-');
        if ((end = skip_digits(digits, r->end)) == digits)
            return json_bad(r, end, "bad_json", "the exponent has no digits");
    }
    *out_end = end;
    return NULL;
}

static struct json whole_number(struct str text)
{
    struct json n = { .kind = JSON_INT };
    if (str_to_int(text, &n.integer))
        return n;
    n.kind = JSON_UINT;
    if (str_to_uint(text, &n.natural))
        return n;
    return (struct json){ JSON_BIG, .text = text };
}

static struct json real_number(struct str text)
{
    unsigned digits;
    double v = real_read(text, &digits);
    if (digits > REAL_DIGITS_MOST || isinf(v) || (v == 0 && digits))
        return (struct json){ JSON_BIG, .text = text };
    return (struct json){ JSON_REAL, .real = v };
}

struct err *json_read_number(struct json_reader *r, struct json *out)
{
    const char *end = r->at;
    bool whole = true;
    TRY(find_end(r, r->at, &end, &whole));
    struct str text = { r->at, (size_t)(end - r->at) };
    r->at = end;
    whole = whole && !str_eq(text, STR("-0")); /* no integer has that sign */
    *out = whole ? whole_number(text) : real_number(text);
    return NULL;
}
