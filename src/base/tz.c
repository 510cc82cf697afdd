/* Questions to a time zone: see tz.h.
 *
 * All are answered from periods: the table's, found by bisection, and behind it the rule's. */
#include "base/tz_priv.h"

static const int64_t farthest = INT64_C(1) << 55;

static int64_t clamp(int64_t s)
{
    return s < -farthest ? -farthest : s > farthest ? farthest : s;
}

/* How many switches lie at or before `utc_s`. */
static size_t switches_until(const struct tz *tz, int64_t utc_s)
{
    size_t low = 0, high = tz->switches;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (tz->switch_at[mid] <= utc_s)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Before the first switch it is the first local time of the file. */
static struct tz_period period_at(const struct tz *tz, int64_t utc_s)
{
    size_t n = switches_until(tz, utc_s);
    struct tz_period p = { .start = n ? tz->switch_at[n - 1] : INT64_MIN };
    if (n == tz->switches && tz->has_rule) {
        struct tz_period ruled = tz_rule_period(&tz->rule, utc_s);
        ruled.start = ruled.start > p.start ? ruled.start : p.start;
        return ruled;
    }
    p.end = n < tz->switches ? tz->switch_at[n] : INT64_MAX;
    p.local = tz->type[n ? tz->switch_type[n - 1] : 0];
    return p;
}

struct tz_local tz_at(const struct tz *tz, int64_t utc_s)
{
    return period_at(tz, clamp(utc_s)).local;
}

struct civil tz_civil_at(const struct tz *tz, int64_t utc_s)
{
    return civil_of_s(clamp(utc_s) + tz_at(tz, utc_s).offset_s);
}

struct fits {
    int count;
    int64_t earlier, later;
};

static void add_fit(struct fits *f, int64_t utc_s)
{
    if (!f->count++)
        f->earlier = utc_s;
    f->later = utc_s;
}

/* No offset is as long as 26 hours, so every instant at which clocks can read `local_s` lies
 * that close to it. A time is skipped where one period ends before it and the next begins
 * behind it. */
enum tz_fit tz_to_utc(const struct tz *tz, const struct civil *local, int64_t *out_earlier,
                      int64_t *out_later)
{
    const int64_t reach = 26 * 3600;
    int64_t local_s = clamp(civil_to_s(local));
    struct fits fits = { 0 }, skipped = { 0 };
    struct tz_period p = period_at(tz, local_s - reach), next;
    for (;; p = next) {
        int64_t utc_s = local_s - p.local.offset_s;
        if (utc_s >= p.start && utc_s < p.end)
            add_fit(&fits, utc_s);
        if (p.end > local_s + reach)
            break;
        next = period_at(tz, p.end);
        if (utc_s >= p.end && local_s - next.local.offset_s < next.start) {
            skipped.earlier = local_s - next.local.offset_s;
            skipped.later = utc_s;
        }
    }
    const struct fits *found = fits.count ? &fits : &skipped;
    *out_earlier = found->earlier;
    *out_later = found->later;
    return fits.count == 0 ? TZ_NEVER : fits.count == 1 ? TZ_ONCE : TZ_TWICE;
}
