/* civil: dates and times of day as people count them, in the Gregorian calendar carried
 * through all of time, without a zone. Seconds count from 1970-01-01 00:00. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct civil {
    int64_t year;
    int month, day; /* from 1 */
    int hour, minute, second;
};

enum { DAY_S = 86400 };

/* Fields out of range count on: the 32nd of January is the first of February, hour -1 the last
 * of the day before. Years up to a billion either way. */
int64_t civil_to_s(const struct civil *c);
struct civil civil_of_s(int64_t s);

int civil_weekday(int64_t s); /* 0 is Sunday */
int civil_days_in_month(int64_t year, int month);
bool civil_is_leap(int64_t year);
bool civil_is_valid(const struct civil *c); /* every field in range; no leap seconds */
