/* TOML dates and times: RFC 3339 with parts left out. */
#include "base/toml_priv.h"

struct cursor {
    struct str rest;
    bool good;
};

/* Exactly `n` digits, of a value from `least` to `most`. */
static unsigned digits(struct cursor *c, size_t n, unsigned least, unsigned most)
{
    uint64_t v = 0;
    if (c->rest.len < n || !str_to_uint(str_first(c->rest, n), &v) || v < least || v > most)
        c->good = false;
    c->rest = str_from(c->rest, n);
    return (unsigned)v;
}

static bool taken(struct cursor *c, const char *any_of)
{
    bool there = c->rest.len && c->rest.ptr[0] && strchr(any_of, c->rest.ptr[0]);
    c->rest = str_from(c->rest, there);
    return there;
}

static void expect(struct cursor *c, const char *any_of)
{
    if (!taken(c, any_of))
        c->good = false;
}

static unsigned days_in(unsigned year, unsigned month)
{
    static const unsigned char days[] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month > 12 ? 0 : days[month] + (month == 2 && leap);
}

static void read_date(struct cursor *c, struct toml_time *t)
{
    t->has_date = true;
    t->year = (uint16_t)digits(c, 4, 0, 9999);
    expect(c, "-");
    t->month = (uint8_t)digits(c, 2, 1, 12);
    expect(c, "-");
    t->day = (uint8_t)digits(c, 2, 1, days_in(t->year, t->month));
}

static void read_fraction(struct cursor *c, struct toml_time *t)
{
    uint32_t unit = 100000000;
    size_t n = 0;
    for (; n < c->rest.len && c->rest.ptr[n] >= '0' && c->rest.ptr[n] <= '9'; n++, unit /= 10)
        t->nanosecond += (uint32_t)(c->rest.ptr[n] - '0') * unit;
    c->good = c->good && n > 0;
    c->rest = str_from(c->rest, n);
}

static void read_clock(struct cursor *c, struct toml_time *t)
{
    t->has_time = true;
    t->hour = (uint8_t)digits(c, 2, 0, 23);
    expect(c, ":");
    t->minute = (uint8_t)digits(c, 2, 0, 59);
    expect(c, ":");
    t->second = (uint8_t)digits(c, 2, 0, 60);
    if (taken(c, "."))
        read_fraction(c, t);
}

static void read_offset(struct cursor *c, struct toml_time *t)
{
    t->has_offset = true;
    if (taken(c, "Zz"))
        return;
    bool west = c->rest.len && c->rest.ptr[0] == '-';
    expect(c, "+-");
    int hours = (int)digits(c, 2, 0, 23);
    expect(c, ":");
    int minutes = hours * 60 + (int)digits(c, 2, 0, 59);
    t->offset_minutes = (int16_t)(west ? -minutes : minutes);
}

static bool digits_then(struct str s, size_t n, char mark)
{
    uint64_t ignored;
    return s.len > n && s.ptr[n] == mark && str_to_uint(str_first(s, n), &ignored);
}

bool toml_is_time(struct str word)
{
    return digits_then(word, 4, '-') || digits_then(word, 2, ':');
}

static void read_parts(struct cursor *c, struct toml_time *t)
{
    if (digits_then(c->rest, 4, '-')) {
        read_date(c, t);
        if (!c->rest.len)
            return;
        expect(c, "Tt ");
    }
    read_clock(c, t);
    if (t->has_date && c->rest.len)
        read_offset(c, t);
}

struct err *toml_read_time(struct toml_reader *r, struct str word, struct toml *out)
{
    struct cursor c = { word, true };
    struct toml_time t = { 0 };
    read_parts(&c, &t);
    if (!c.good || c.rest.len)
        return err_hint(
            toml_bad_at(r, word.ptr, "'%.*s' is no date or time", STR_ARGS(str_first(word, 64))),
            "a moment is written 2026-11-20T09:30:00Z, a day 2026-11-20, a time of "
            "day 09:30:00");
    out->kind = TOML_TIME;
    out->time = t;
    return NULL;
}
