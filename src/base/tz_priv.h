/* tz_priv: a zone in memory, shared by tz_read.c (files), tz_rule.c (the rule at their end) and
 * tz.c (questions). */
#pragma once
#include "base/base.h"
#include "base/tz.h"

struct tz_day {
    enum { TZ_NO_DAY, TZ_JULIAN, TZ_DAY_OF_YEAR, TZ_WEEKDAY } kind;
    int month, week, day;
    int32_t time_s; /* from midnight; may be negative or past the day */
};

/* "CET-1CEST,M3.5.0,M10.5.0/3": without daylight saving, `dst_start.kind` is TZ_NO_DAY. */
struct tz_rule {
    struct tz_local standard, daylight;
    struct tz_day dst_start, dst_end;
};

/* A stretch of time with one local time: start <= t < end. */
struct tz_period {
    int64_t start, end;
    struct tz_local local;
};

struct tz {
    size_t switches, types;
    int64_t *switch_at;         /* ascending */
    unsigned char *switch_type; /* what begins there */
    struct tz_local *type;
    char *text; /* abbreviations, those of the rule behind those of the types */
    bool has_rule;
    struct tz_rule rule;
};

/* `text` must outlive the rule. False if it is none. */
bool tz_rule_read(struct str text, struct tz_rule *out);
struct tz_period tz_rule_period(const struct tz_rule *rule, int64_t utc_s);
