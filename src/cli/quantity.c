/* Quantities as a person would want to read them: see cli.h. */
#include "cli/cli.h"

#include "base/real.h"

#include <stdio.h>
#include <time.h>

struct unit {
    double size;
    const char *name;
};

static struct str in_units(double n, const struct unit *units, size_t count, struct arena *a)
{
    char number[REAL_LEN];
    size_t i = 0;
    while (i + 1 < count && n < units[i].size)
        i++;
    size_t len = real_write_short(n / units[i].size, number);
    return arena_printf(a, "%.*s %s", (int)len, number, units[i].name);
}

struct str took_text(int64_t ns, struct arena *a)
{
    static const struct unit units[] = {
        { 60e9, "min" }, { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "µs" }, { 1, "ns" }
    };
    return in_units((double)ns, units, COUNT_OF(units), a);
}

struct str bytes_text(int64_t n, struct arena *a)
{
    static const struct unit units[] = {
        { 1 << 30, "GiB" }, { 1 << 20, "MiB" }, { 1 << 10, "KiB" }, { 1, "B" }
    };
    return in_units((double)n, units, COUNT_OF(units), a);
}

/* 1,234,567 */
struct str count_text(int64_t n, struct arena *a)
{
    char digits[24], out[32];
    size_t len = (size_t)snprintf(digits, sizeof digits, "%lld", (long long)n), at = 0;
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
            out[at++] = ',';
        out[at++] = digits[i];
    }
    return arena_str(a, (struct str){ out, at });
}

struct str rate_text(double n, struct arena *a)
{
    if (n > 0 && n < 9.95)
        return arena_printf(a, "%.1f", n);
    return count_text((int64_t)(n + 0.5), a);
}

/* The two largest units: 2 h 4 m. */
struct str age_text(int64_t ms, struct arena *a)
{
    long long s = (long long)ms / 1000;
    if (s < 60)
        return arena_printf(a, "%lld s", s);
    if (s < 3600)
        return arena_printf(a, "%lld m %02lld s", s / 60, s % 60);
    if (s < 86400)
        return arena_printf(a, "%lld h %02lld m", s / 3600, s / 60 % 60);
    return arena_printf(a, "%lld d %02lld h", s / 86400, s / 3600 % 24);
}

struct str clock_text(int64_t ms, struct arena *a)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    char text[16];
    if (!localtime_r(&seconds, &tm) || !strftime(text, sizeof text, "%H:%M:%S", &tm))
        return STR("?");
    return arena_printf(a, "%s.%03d", text, (int)(ms % 1000));
}
