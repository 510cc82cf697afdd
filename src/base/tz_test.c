/* Time zones: the calendar, known switches, files made here, and the C library's opinion. */
#include "base/test.h"

#include "base/tz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct civil at(int64_t year, int month, int day, int hour, int minute)
{
    return (
        struct civil){ .year = year, .month = month, .day = day, .hour = hour, .minute = minute };
}

static int64_t utc(int64_t year, int month, int day, int hour, int minute)
{
    struct civil c = at(year, month, day, hour, minute);
    return civil_to_s(&c);
}

TEST(the_calendar_goes_both_ways)
{
    static const struct {
        int64_t s;
        struct civil c;
        int weekday;
    } cases[] = {
        { 0, { 1970, 1, 1, 0, 0, 0 }, 4 },
        { -1, { 1969, 12, 31, 23, 59, 59 }, 3 },
        { 951782400, { 2000, 2, 29, 0, 0, 0 }, 2 },
        { 951868800, { 2000, 3, 1, 0, 0, 0 }, 3 },
        { -2203977600, { 1900, 2, 28, 0, 0, 0 }, 3 },
        { -2203891200, { 1900, 3, 1, 0, 0, 0 }, 4 },
        { 1795167045, { 2026, 11, 20, 9, 30, 45 }, 5 },
        { -62135596800, { 1, 1, 1, 0, 0, 0 }, 1 },
        { -62135596801, { 0, 12, 31, 23, 59, 59 }, 0 },
        { 253402300799, { 9999, 12, 31, 23, 59, 59 }, 5 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct civil c = civil_of_s(cases[i].s);
        CHECK(c.year == cases[i].c.year && c.month == cases[i].c.month);
        CHECK(c.day == cases[i].c.day && c.hour == cases[i].c.hour);
        CHECK(c.minute == cases[i].c.minute && c.second == cases[i].c.second);
        CHECK_INT(civil_to_s(&cases[i].c), cases[i].s);
        CHECK_INT(civil_weekday(cases[i].s), cases[i].weekday);
    }
}

TEST(every_day_of_a_thousand_years_follows_the_one_before)
{
    struct civil c = { .year = 1599, .month = 12, .day = 31 };
    int64_t s = civil_to_s(&c);
    for (int i = 0; i < 366000; i++) {
        bool last = c.day == civil_days_in_month(c.year, c.month);
        struct civil next = civil_of_s(s += DAY_S);
        CHECK_INT(next.day, last ? 1 : c.day + 1);
        CHECK_INT(next.month, !last ? c.month : c.month == 12 ? 1 : c.month + 1);
        CHECK_INT(next.year, c.year + (last && c.month == 12));
        CHECK(civil_is_valid(&next) && civil_to_s(&next) == s);
        c = next;
    }
}

TEST(fields_out_of_range_count_on)
{
    CHECK_INT(utc(2026, 13, 1, 0, 0), utc(2027, 1, 1, 0, 0));
    CHECK_INT(utc(2026, 0, 1, 0, 0), utc(2025, 12, 1, 0, 0));
    CHECK_INT(utc(2026, 1, 32, -1, 60), utc(2026, 2, 1, 0, 0));
    struct civil c = at(2026, 2, 29, 0, 0);
    CHECK(!civil_is_valid(&c));
}

static struct tz *zone(const char *name)
{
    struct tz *tz = NULL;
    if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0)
        test_skip("no time zones are installed");
    CHECK_OK(tz_open(str_of(name), &tz));
    return tz;
}

static const struct switch_case {
    const char *zone;
    struct civil before_utc; /* the last minute before the switch */
    int offset_before_m, offset_after_m;
    const char *before, *after;
} switch_cases[] = {
    { "Europe/Berlin", { 2026, 3, 29, 0, 59, 0 }, 60, 120, "CET", "CEST" },
    { "Europe/Berlin", { 2026, 10, 25, 0, 59, 0 }, 120, 60, "CEST", "CET" },
    { "Europe/Berlin", { 2512, 3, 27, 0, 59, 0 }, 60, 120, "CET", "CEST" },
    { "America/New_York", { 2026, 3, 8, 6, 59, 0 }, -300, -240, "EST", "EDT" },
    { "America/New_York", { 2026, 11, 1, 5, 59, 0 }, -240, -300, "EDT", "EST" },
    { "Australia/Lord_Howe", { 2026, 4, 4, 14, 59, 0 }, 660, 630, "+11", "+1030" },
    { "Australia/Lord_Howe", { 2026, 10, 3, 15, 29, 0 }, 630, 660, "+1030", "+11" },
    { "Pacific/Auckland", { 2026, 4, 4, 13, 59, 0 }, 780, 720, "NZDT", "NZST" },
    { "Pacific/Auckland", { 2026, 9, 26, 13, 59, 0 }, 720, 780, "NZST", "NZDT" },
    { "America/Santiago", { 2400, 4, 2, 2, 59, 0 }, -180, -240, "-03", "-04" },
    { "Europe/Dublin", { 2200, 3, 30, 0, 59, 0 }, 0, 60, "GMT", "IST" },
    { "Pacific/Apia", { 2011, 12, 30, 9, 59, 0 }, -600, 840, "-10", "+14" }, /* a day skipped */
};

TEST(zones_switch_when_they_should)
{
    for (size_t i = 0; i < COUNT_OF(switch_cases); i++) {
        const struct switch_case *c = &switch_cases[i];
        owned(tz) struct tz *tz = zone(c->zone);
        int64_t s = civil_to_s(&c->before_utc) + 59;
        struct tz_local before = tz_at(tz, s), after = tz_at(tz, s + 1);
        if (before.offset_s != c->offset_before_m * 60 || after.offset_s != c->offset_after_m * 60)
            CHECK_FAIL("%s, case %zu: %d, then %d", c->zone, i, before.offset_s, after.offset_s);
        CHECK_STR(before.abbreviation, c->before);
        CHECK_STR(after.abbreviation, c->after);
    }
}

TEST(a_local_time_comes_once_or_twice_or_never)
{
    static const struct {
        const char *zone;
        struct civil local;
        enum tz_fit fit;
        struct civil earlier_utc, later_utc;
    } cases[] = {
        { "Europe/Berlin",
          { 2026, 7, 1, 12, 0, 0 },
          TZ_ONCE,
          { 2026, 7, 1, 10, 0, 0 },
          { 2026, 7, 1, 10, 0, 0 } },
        { "Europe/Berlin",
          { 2026, 3, 29, 1, 59, 59 },
          TZ_ONCE,
          { 2026, 3, 29, 0, 59, 59 },
          { 2026, 3, 29, 0, 59, 59 } },
        { "Europe/Berlin",
          { 2026, 3, 29, 2, 30, 0 },
          TZ_NEVER,
          { 2026, 3, 29, 0, 30, 0 },
          { 2026, 3, 29, 1, 30, 0 } },
        { "Europe/Berlin",
          { 2026, 3, 29, 3, 0, 0 },
          TZ_ONCE,
          { 2026, 3, 29, 1, 0, 0 },
          { 2026, 3, 29, 1, 0, 0 } },
        { "Europe/Berlin",
          { 2026, 10, 25, 2, 0, 0 },
          TZ_TWICE,
          { 2026, 10, 25, 0, 0, 0 },
          { 2026, 10, 25, 1, 0, 0 } },
        { "Europe/Berlin",
          { 2026, 10, 25, 3, 0, 0 },
          TZ_ONCE,
          { 2026, 10, 25, 2, 0, 0 },
          { 2026, 10, 25, 2, 0, 0 } },
        { "Europe/Berlin",
          { 2512, 10, 30, 2, 30, 0 },
          TZ_TWICE,
          { 2512, 10, 30, 0, 30, 0 },
          { 2512, 10, 30, 1, 30, 0 } },
        { "Australia/Lord_Howe",
          { 2026, 4, 5, 1, 45, 0 },
          TZ_TWICE,
          { 2026, 4, 4, 14, 45, 0 },
          { 2026, 4, 4, 15, 15, 0 } },
        { "Australia/Lord_Howe",
          { 2026, 10, 4, 2, 15, 0 },
          TZ_NEVER,
          { 2026, 10, 3, 15, 15, 0 },
          { 2026, 10, 3, 15, 45, 0 } },
        { "America/Sao_Paulo",
          { 2018, 11, 4, 0, 0, 0 },
          TZ_NEVER,
          { 2018, 11, 4, 2, 0, 0 },
          { 2018, 11, 4, 3, 0, 0 } },
        { "Pacific/Apia",
          { 2011, 12, 30, 12, 0, 0 },
          TZ_NEVER,
          { 2011, 12, 29, 22, 0, 0 },
          { 2011, 12, 30, 22, 0, 0 } },
        { "Etc/UTC",
          { 2026, 3, 29, 2, 30, 0 },
          TZ_ONCE,
          { 2026, 3, 29, 2, 30, 0 },
          { 2026, 3, 29, 2, 30, 0 } },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        owned(tz) struct tz *tz = zone(cases[i].zone);
        int64_t earlier, later;
        enum tz_fit fit = tz_to_utc(tz, &cases[i].local, &earlier, &later);
        if (fit != cases[i].fit || earlier != civil_to_s(&cases[i].earlier_utc) ||
            later != civil_to_s(&cases[i].later_utc))
            CHECK_FAIL("case %zu: %d, %lld, %lld", i, fit, (long long)earlier, (long long)later);
    }
}

TEST(a_name_cannot_lead_out_of_the_folder)
{
    static const char *const bad[] = { "",
                                       "/etc/passwd",
                                       "../../etc/passwd",
                                       "Europe/",
                                       "/",
                                       "Europe//Berlin",
                                       "Europe/../UTC",
                                       ".",
                                       "Europe/.",
                                       "Europe/Berlin ",
                                       "Europe\\Berlin",
                                       "tzdata.zi",
                                       "Europe/B\xc3\xa9rlin" };
    struct tz *tz = NULL;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        CHECK_REASON("bad_zone_name", tz_open(str_of(bad[i]), &tz));
    CHECK_REASON("bad_zone_name", tz_open(STR("UTC\0"), &tz));
    CHECK_REASON("no_such_zone", tz_open(STR("Europe/Atlantis"), &tz));
    CHECK_REASON("no_such_zone", tz_open(STR("Europe"), &tz));
    CHECK(!tz);
}

/* A file made here: two local times and switches between them in turn, ending in `rule`. */
static void put_number(struct buf *b, int64_t v, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        buf_add_char(b, (char)(v >> shift));
}

static void put_header(struct buf *b, char version, int switches)
{
    buf_add(b, STR("TZif"));
    buf_add_char(b, version);
    put_number(b, 0, 8), put_number(b, 0, 7);
    int counts[] = { 0, 0, 0, switches, 2, 8 };
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        put_number(b, counts[i], 4);
}

static void put_block(struct buf *b, const int64_t *switches, int n, int time_size)
{
    for (int i = 0; i < n; i++)
        put_number(b, switches[i], time_size);
    for (int i = 0; i < n; i++)
        put_number(b, i % 2 ? 0 : 1, 1);
    put_number(b, 3600, 4), put_number(b, 0, 1), put_number(b, 0, 1);
    put_number(b, 7200, 4), put_number(b, 1, 1), put_number(b, 4, 1);
    buf_add(b, STR("AAA\0BBB\0"));
}

static void put_file(struct buf *b, char version, const int64_t *switches, int n, const char *rule)
{
    buf_clear(b);
    put_header(b, version, version ? 0 : n);
    put_block(b, switches, version ? 0 : n, 4);
    if (!version)
        return;
    put_header(b, version, n);
    put_block(b, switches, n, 8);
    buf_printf(b, "\n%s\n", rule);
}

static const int64_t two_switches[] = { 1000000, 2000000 };

TEST(files_of_every_version_are_read)
{
    static const char versions[] = { 0, '2', '3', '4' };
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        owned(buf) struct buf b;
        owned(tz) struct tz *tz = NULL;
        buf_init(&b, 4 * KIB);
        put_file(&b, versions[i], two_switches, 2, "AAA-1");
        CHECK_OK(tz_read(buf_text(&b), &tz));
        CHECK_STR(tz_at(tz, INT64_MIN).abbreviation, "AAA");
        CHECK_STR(tz_at(tz, 999999).abbreviation, "AAA");
        CHECK_STR(tz_at(tz, 1000000).abbreviation, "BBB");
        CHECK(tz_at(tz, 1000000).dst);
        CHECK_STR(tz_at(tz, 2000000).abbreviation, "AAA");
        CHECK_STR(tz_at(tz, INT64_MAX).abbreviation, "AAA");
    }
}

static void check_rule(const char *rule, struct civil when_utc, int offset_s, const char *name)
{
    owned(buf) struct buf b;
    owned(tz) struct tz *tz = NULL;
    buf_init(&b, 4 * KIB);
    put_file(&b, '3', NULL, 0, rule);
    CHECK_OK(tz_read(buf_text(&b), &tz));
    struct tz_local local = tz_at(tz, civil_to_s(&when_utc));
    if (local.offset_s != offset_s || !str_eq(local.abbreviation, str_of(name)))
        CHECK_FAIL("%s: %d %.*s", rule, local.offset_s, STR_ARGS(local.abbreviation));
}

TEST(rules_are_read_in_all_their_forms)
{
    check_rule("AAA5", at(2026, 7, 1, 0, 0), -5 * 3600, "AAA");
    check_rule("AAA-5:30", at(2026, 7, 1, 0, 0), 19800, "AAA");
    check_rule("<+0545>-5:45:30", at(2026, 7, 1, 0, 0), 20730, "+0545");
    check_rule("EST5EDT,M3.2.0,M11.1.0", at(2026, 7, 1, 0, 0), -4 * 3600, "EDT");
    check_rule("EST5EDT4:30,M3.2.0,M11.1.0", at(2026, 7, 1, 0, 0), -16200, "EDT");
    check_rule("EST5EDT,M3.2.0,M11.1.0", at(2026, 3, 8, 6, 59), -5 * 3600, "EST");
    check_rule("EST5EDT,M3.2.0,M11.1.0", at(2026, 3, 8, 7, 0), -4 * 3600, "EDT");
    check_rule("EST5EDT,M3.2.0/-1,M11.1.0", at(2026, 3, 8, 3, 59), -5 * 3600, "EST");
    check_rule("EST5EDT,M3.2.0/-1,M11.1.0", at(2026, 3, 8, 4, 0), -4 * 3600, "EDT");
    check_rule("IST-1GMT0,M10.5.0,M3.5.0/1", at(2026, 7, 1, 0, 0), 3600, "IST");
    check_rule("IST-1GMT0,M10.5.0,M3.5.0/1", at(2026, 12, 1, 0, 0), 0, "GMT");
    check_rule("AAA0BBB,J60,J300", at(2024, 3, 1, 1, 59), 0, "AAA"); /* J60 is always 1 March */
    check_rule("AAA0BBB,J60,J300", at(2024, 3, 1, 2, 0), 3600, "BBB");
    check_rule("AAA0BBB,J60,J300", at(2025, 3, 1, 2, 0), 3600, "BBB");
    check_rule("AAA0BBB,59,299", at(2024, 2, 29, 2, 0), 3600, "BBB"); /* 59 is 29 February here */
    check_rule("AAA0BBB,59,299", at(2025, 3, 1, 1, 59), 0, "AAA");
    check_rule("AAA0BBB,M1.1.4/-167,M12.5.0/167", at(2025, 12, 26, 2, 0), 3600, "BBB");
    check_rule("XXX3EDT4,0/0,J365/23", at(2026, 1, 1, 3, 30), -4 * 3600, "EDT"); /* all year */
    check_rule("XXX3EDT4,0/0,J365/23", at(2026, 12, 31, 23, 59), -4 * 3600, "EDT");
    check_rule("AEST-10AEDT,M10.1.0,M4.1.0/3", at(2999, 1, 1, 0, 0), 11 * 3600, "AEDT");
}

TEST(rules_that_make_no_sense_are_refused)
{
    static const char *const bad[] = {
        "A5",
        "AAA",
        "AAA25",
        "5",
        "<AAA5",
        "AAA5BBB",
        "AAA5BBB,",
        "AAA5BBB,M3.2.0",
        "AAA5BBB,M3.2",
        "AAA5BBB,J0,J1",
        "AAA5BBB,J366,1",
        "AAA5BBB,366,1",
        "AAA5 ",
        "AAA5:60",
        "AAA5BBB,M13.1.0,M1.1.0",
        "AAA5BBB,M1.6.0,M1.1.0",
        "AAA5BBB,M1.1.7,M1.1.0",
        "AAA5BBB,M3.2.0/168,M11.1.0",
        "AAA5BBB,M3.2.0,M11.1.0x",
        "A-A5",
        "AAA--5",
        "AAA5BBB,M3.2.0/,M11.1.0",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        owned(buf) struct buf b;
        struct tz *tz = NULL;
        buf_init(&b, 4 * KIB);
        put_file(&b, '2', two_switches, 2, bad[i]);
        owned(err) struct err *e = tz_read(buf_text(&b), &tz);
        if (strcmp(err_reason(e), "bad_tz") != 0)
            CHECK_FAIL("took %s", bad[i]);
    }
}

/* Where in the second header or block, what is put there. */
TEST(damaged_files_are_refused)
{
    enum { FIRST = 44 + 20, SECOND = FIRST + 44 }; /* starts of the second header and block */
    static const struct {
        size_t at;
        unsigned char byte;
    } faults[] = {
        { 0, 'X' },
        { 4, '5' },
        { 4, 1 },
        { 32, 1 },
        { FIRST, 'X' },
        { FIRST + 32, 0x80 },
        { FIRST + 39, 0 },
        { FIRST + 36, 0xff },
        { SECOND, 0x7f },
        { SECOND + 16, 2 },
        { SECOND + 18, 0x7f },
        { SECOND + 22, 2 },
        { SECOND + 23, 8 },
        { SECOND + 37, 'x' },
        { SECOND + 38, 'x' },
    };
    owned(buf) struct buf b;
    struct tz *tz = NULL;
    buf_init(&b, 4 * KIB);
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        put_file(&b, '2', two_switches, 2, "AAA-1");
        b.ptr[faults[i].at] = (char)faults[i].byte;
        owned(err) struct err *e = tz_read(buf_text(&b), &tz);
        if (strcmp(err_reason(e), "bad_tz") != 0)
            CHECK_FAIL("fault %zu: %s", i, e ? err_text(e) : "taken");
    }
    put_file(&b, '2', two_switches, 2, "AAA-1");
    for (size_t n = 0; n < b.len; n++)
        CHECK_REASON("bad_tz", tz_read(str_first(buf_text(&b), n), &tz));
    b.ptr[FIRST + 31] = 1;
    owned(err) struct err *e = tz_read(buf_text(&b), &tz);
    CHECK(e && !tz);
}

TEST(when_any_allocation_fails_a_zone_is_not_read)
{
    owned(buf) struct buf b;
    buf_init(&b, 4 * KIB);
    put_file(&b, '2', two_switches, 2, "AAA-1");
    for (long n = 1; n <= 5; n++) {
        struct tz *tz = NULL;
        mem_fail_at(n);
        CHECK_ERR(ERR_LIMIT, tz_read(buf_text(&b), &tz));
        mem_fail_at(0);
        CHECK(!tz);
    }
}

static void compare_at(const char *name, const struct tz *tz, time_t s)
{
    struct tm tm;
    struct tz_local ours = tz_at(tz, s);
    localtime_r(&s, &tm);
    if (ours.offset_s != tm.tm_gmtoff || ours.dst != (tm.tm_isdst > 0) ||
        !str_eq(ours.abbreviation, str_of(tm.tm_zone)))
        CHECK_FAIL("%s at %lld: we say %d %d %.*s, the C library %ld %d %s", name, (long long)s,
                   ours.offset_s, ours.dst, STR_ARGS(ours.abbreviation), tm.tm_gmtoff, tm.tm_isdst,
                   tm.tm_zone);
    int64_t earlier, later;
    struct civil local = tz_civil_at(tz, s);
    CHECK_INT(local.hour, tm.tm_hour);
    CHECK_INT(local.day, tm.tm_mday);
    CHECK_INT(local.year, tm.tm_year + 1900);
    CHECK(tz_to_utc(tz, &local, &earlier, &later) != TZ_NEVER);
    CHECK(s == earlier || s == later);
}

/* Both sides of every switch between `from` and `to`, if there is but one. */
static void compare_around(const char *name, const struct tz *tz, int64_t from, int64_t to)
{
    compare_at(name, tz, to);
    if (tz_at(tz, from).offset_s == tz_at(tz, to).offset_s)
        return;
    while (to - from > 1) {
        int64_t mid = from + (to - from) / 2;
        *(tz_at(tz, mid).offset_s == tz_at(tz, from).offset_s ? &from : &to) = mid;
    }
    compare_at(name, tz, from);
    compare_at(name, tz, to);
}

static void compare_zone(const char *name)
{
    owned(tz) struct tz *tz = zone(name);
    const int64_t step = 31 * DAY_S;
    setenv("TZ", name, 1);
    tzset();
    for (int64_t s = utc(1880, 1, 1, 0, 0); s < utc(2110, 1, 1, 0, 0); s += step)
        compare_around(name, tz, s, s + step);
    for (int64_t s = utc(2400, 1, 1, 0, 0); s < utc(2405, 1, 1, 0, 0); s += step)
        compare_around(name, tz, s, s + step);
}

TEST(every_zone_is_what_the_c_library_says)
{
    FILE *table = fopen("/usr/share/zoneinfo/zone1970.tab", "r");
    if (!table)
        test_skip("no list of time zones is installed");
    char line[1024], name[128];
    int n = 0;
    while (fgets(line, sizeof line, table))
        if (line[0] != '#' && sscanf(line, "%*s %*s %127s", name) == 1 && ++n % 3 == 0)
            compare_zone(name);
    fclose(table);
    static const char *const odd[] = { "Australia/Lord_Howe", "Europe/Dublin",  "America/Nuuk",
                                       "Africa/Casablanca",   "Asia/Gaza",      "Antarctica/Troll",
                                       "Pacific/Apia",        "America/Caracas" };
    for (size_t i = 0; i < COUNT_OF(odd); i++)
        compare_zone(odd[i]);
    unsetenv("TZ");
    tzset();
    CHECK(n > 200);
}
