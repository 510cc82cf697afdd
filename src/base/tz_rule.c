/* POSIX rules for daylight saving: see tz_priv.h. */
#include "base/tz_priv.h"

static bool take(struct str *s, char c)
{
    bool there = s->len && s->ptr[0] == c;
    *s = str_from(*s, there);
    return there;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ABC or <+05>, three characters or more. */
static bool read_name(struct str *s, struct str *out)
{
    bool quoted = take(s, '<');
    size_t n = 0;
    while (n < s->len &&
           (is_letter(s->ptr[n]) ||
            (quoted && (is_digit(s->ptr[n]) || s->ptr[n] == '+' || s->ptr[n] == '-'))))
        n++;
    *out = str_first(*s, n);
    *s = str_from(*s, n);
    return n >= 3 && (!quoted || take(s, '>'));
}

static bool read_number(struct str *s, int least, int most, int *out)
{
    int v = 0;
    size_t n = 0;
    while (n < s->len && n < 3 && is_digit(s->ptr[n]))
        v = v * 10 + (s->ptr[n++] - '0');
    *s = str_from(*s, n);
    *out = v;
    return n && v >= least && v <= most;
}

/* [+-]hours[:minutes[:seconds]] */
static bool read_time(struct str *s, int hours_most, int32_t *out)
{
    int hours, minutes = 0, seconds = 0;
    bool negative = take(s, '-');
    if (!negative)
        take(s, '+');
    if (!read_number(s, 0, hours_most, &hours) ||
        (take(s, ':') &&
         (!read_number(s, 0, 59, &minutes) || (take(s, ':') && !read_number(s, 0, 59, &seconds)))))
        return false;
    int32_t v = hours * 3600 + minutes * 60 + seconds;
    *out = negative ? -v : v;
    return true;
}

/* In these rules west is positive. */
static bool read_offset(struct str *s, int32_t *out)
{
    if (!read_time(s, 24, out))
        return false;
    *out = -*out;
    return true;
}

/* Mm.w.d, Jn or n, each with /time, which is 02:00 unless said. */
static bool read_day(struct str *s, struct tz_day *out)
{
    *out = (struct tz_day){ .time_s = 2 * 3600 };
    bool good;
    if (take(s, 'M')) {
        out->kind = TZ_WEEKDAY;
        good = read_number(s, 1, 12, &out->month) && take(s, '.') &&
               read_number(s, 1, 5, &out->week) && take(s, '.') && read_number(s, 0, 6, &out->day);
    } else if (take(s, 'J')) {
        out->kind = TZ_JULIAN;
        good = read_number(s, 1, 365, &out->day);
    } else {
        out->kind = TZ_DAY_OF_YEAR;
        good = read_number(s, 0, 365, &out->day);
    }
    return good && (!take(s, '/') || read_time(s, 167, &out->time_s));
}

static bool read_daylight(struct str *s, struct tz_rule *out)
{
    out->daylight.dst = true;
    out->daylight.offset_s = out->standard.offset_s + 3600;
    if (!read_name(s, &out->daylight.abbreviation))
        return false;
    if (s->len && s->ptr[0] != ',' && !read_offset(s, &out->daylight.offset_s))
        return false;
    return take(s, ',') && read_day(s, &out->dst_start) && take(s, ',') &&
           read_day(s, &out->dst_end);
}

bool tz_rule_read(struct str text, struct tz_rule *out)
{
    *out = (struct tz_rule){ 0 };
    if (!read_name(&text, &out->standard.abbreviation) ||
        !read_offset(&text, &out->standard.offset_s))
        return false;
    return !text.len || (read_daylight(&text, out) && !text.len);
}

/* Local seconds at which the day's time strikes in `year`. */
static int64_t strikes_at(const struct tz_day *d, int64_t year)
{
    struct civil first = { .year = year, .month = 1, .day = 1 };
    int past_february = civil_is_leap(year) && d->day >= 60;
    switch (d->kind) {
    case TZ_JULIAN: first.day = d->day + past_february; break; /* never 29 February */
    case TZ_DAY_OF_YEAR: first.day = d->day + 1; break;
    case TZ_WEEKDAY:
        first.month = d->month;
        first.day += (d->day - civil_weekday(civil_to_s(&first)) + 7) % 7 + 7 * (d->week - 1);
        if (first.day > civil_days_in_month(year, d->month))
            first.day -= 7; /* the fifth is the last, be it the fourth */
        break;
    case TZ_NO_DAY: break;
    }
    return civil_to_s(&first) + d->time_s;
}

/* Narrows `p` around `utc_s` by a switch at `at`. Where both switches of a rule fall on one
 * instant, daylight saving never ends: it is looked at second and takes over. */
static void narrow(struct tz_period *p, int64_t utc_s, int64_t at, const struct tz_local *begins)
{
    if (at <= utc_s && at >= p->start) {
        p->start = at;
        p->local = *begins;
    } else if (at > utc_s && at < p->end) {
        p->end = at;
    }
}

/* A time of up to 167 hours either way carries a switch into the next year, so that two years
 * either way are looked at. */
struct tz_period tz_rule_period(const struct tz_rule *rule, int64_t utc_s)
{
    struct tz_period p = { INT64_MIN, INT64_MAX, rule->standard };
    int64_t year = civil_of_s(utc_s).year;
    if (rule->dst_start.kind == TZ_NO_DAY)
        return p;
    for (int64_t y = year - 2; y <= year + 2; y++) {
        int64_t ends = strikes_at(&rule->dst_end, y) - rule->daylight.offset_s;
        narrow(&p, utc_s, ends, &rule->standard);
    }
    for (int64_t y = year - 2; y <= year + 2; y++) {
        int64_t starts = strikes_at(&rule->dst_start, y) - rule->standard.offset_s;
        narrow(&p, utc_s, starts, &rule->daylight);
    }
    return p;
}
