/* Durations: see duration.h. */
#include "base/duration.h"

#include "base/own.h"

static const struct {
    struct str name;
    uint64_t ms;
} units[] = { { STR_INIT("d"), 86400000 },
              { STR_INIT("h"), 3600000 },
              { STR_INIT("m"), 60000 },
              { STR_INIT("s"), 1000 },
              { STR_INIT("ms"), 1 } };

static bool find_unit(struct str name, uint64_t *out_ms)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (str_eq(units[i].name, name)) {
            *out_ms = units[i].ms;
            return true;
        }
    }
    return false;
}

/* Digits and a unit, cut off the start of `*s`. */
static bool take_part(struct str *s, uint64_t *out_ms)
{
    size_t digits = 0, letters = 0;
    uint64_t n, unit;
    while (digits < s->len && s->ptr[digits] >= '0' && s->ptr[digits] <= '9')
        digits++;
    struct str rest = str_from(*s, digits);
    while (letters < rest.len && rest.ptr[letters] >= 'a')
        letters++;
    if (!str_to_uint(str_first(*s, digits), &n) || !find_unit(str_first(rest, letters), &unit))
        return false;
    *s = str_from(rest, letters);
    return !__builtin_mul_overflow(n, unit, out_ms);
}

bool duration_read(struct str text, uint64_t *out_ms)
{
    uint64_t total = 0, part;
    if (!text.len || str_to_uint(text, out_ms))
        return text.len > 0;
    while (text.len)
        if (!take_part(&text, &part) || __builtin_add_overflow(total, part, &total))
            return false;
    *out_ms = total;
    return true;
}

void duration_add(struct buf *out, uint64_t ms)
{
    if (!ms)
        buf_add(out, STR("0ms"));
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (ms >= units[i].ms)
            buf_printf(out, "%llu%.*s", (unsigned long long)(ms / units[i].ms),
                       STR_ARGS(units[i].name));
        ms %= units[i].ms;
    }
}
