/* The calendar: see civil.h. */
#include "base/civil.h"

enum { DAYS_TO_1970 = 719162, DAYS_IN_400_YEARS = 146097 }; /* from the first of year 1 */

static const short days_before_month[] = { 0,   31,  59,  90,  120, 151, 181,
                                           212, 243, 273, 304, 334, 365 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

bool civil_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_before_year(int64_t year)
{
    int64_t y = year - 1;
    return 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400);
}

/* `month` counts from 0 here; 12 is the whole year. */
static int days_before(int64_t year, int month)
{
    return days_before_month[month] + (month > 1 && civil_is_leap(year));
}

int civil_days_in_month(int64_t year, int month)
{
    return days_before(year, month) - days_before(year, month - 1);
}

int64_t civil_to_s(const struct civil *c)
{
    int64_t year = c->year + floor_div(c->month - 1, 12);
    int month = (int)(c->month - 1 - 12 * floor_div(c->month - 1, 12));
    int64_t days = days_before_year(year) + days_before(year, month) + c->day - 1 - DAYS_TO_1970;
    return days * DAY_S + c->hour * INT64_C(3600) + c->minute * INT64_C(60) + c->second;
}

struct civil civil_of_s(int64_t s)
{
    int64_t days = floor_div(s, DAY_S) + DAYS_TO_1970;
    int in_day = (int)(s - floor_div(s, DAY_S) * DAY_S);
    int64_t year = floor_div(days, DAYS_IN_400_YEARS) * 400 + 1;
    year += (days - days_before_year(year)) / 366; /* never too late, and less than 3 early */
    while (days >= days_before_year(year + 1))
        year++;
    int in_year = (int)(days - days_before_year(year)), month = 1;
    while (in_year >= days_before(year, month))
        month++;
    return (struct civil){ .year = year,
                           .month = month,
                           .day = in_year - days_before(year, month - 1) + 1,
                           .hour = in_day / 3600,
                           .minute = in_day / 60 % 60,
                           .second = in_day % 60 };
}

int civil_weekday(int64_t s)
{
    int64_t days = floor_div(s, DAY_S) + 4; /* 1970-01-01 was a Thursday */
    return (int)(days - floor_div(days, 7) * 7);
}

bool civil_is_valid(const struct civil *c)
{
    return c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= civil_days_in_month(c->year, c->month) && c->hour >= 0 && c->hour < 24 &&
           c->minute >= 0 && c->minute < 60 && c->second >= 0 && c->second < 60;
}
