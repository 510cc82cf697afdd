/* How long an expression may take: see effort.h. */
#include "search/effort.h"

#include "base/clock.h"

#include <time.h>

enum { EFFORT_MOST_NS = 1000 * 1000 * 1000, LOOK_EVERY_CYCLES = 20 * 1000 * 1000 };

/* By how many places of it may go back: each is a power of the length, over a factorial. */
static const size_t spans[] = { 64 * KIB, 8 * KIB, 1 * KIB, 256, 128, 96 };

/* Whether a group is no more than brackets: (x), (?:x), (?i), (?i:x). What looks around, recurses
 * or decides has no bound that its form says. */
static bool is_plain_group(struct str inside)
{
    if (str_starts(inside, STR("*")))
        return false;
    if (!str_starts(inside, STR("?")))
        return true;
    size_t at = 1;
    while (at < inside.len && memchr("imsx", inside.ptr[at], 4))
        at++;
    return at < inside.len && (inside.ptr[at] == ':' || inside.ptr[at] == ')');
}

/* Digits and names after a backslash mean what was found before; \Q would hide what follows. */
static bool is_plain_escape(char c)
{
    return c == '0' || !memchr("123456789gkQ", c, 12);
}

/* What stands in a class is counted as if it did not: that errs to the safe side. */
size_t effort_span(struct str pattern)
{
    size_t goes_back = 0;
    char before = 0;
    bool grouped = memchr(pattern.ptr, '(', pattern.len);
    for (size_t i = 0; i < pattern.len; i++) {
        char c = pattern.ptr[i];
        bool repeats = c == '*' || c == '+' || c == '{';
        if (c == '(' && !is_plain_group(str_from(pattern, i + 1)))
            return 0;
        if (repeats && before == ')') /* a power of the length by itself */
            return 0;
        goes_back += repeats || (c == '?' && before != '(') || (c == '|' && grouped);
        if (c == '\\' && ++i < pattern.len && !is_plain_escape(pattern.ptr[i]))
            return 0;
        before = c;
    }
    return goes_back < COUNT_OF(spans) ? spans[goes_back] : 0;
}

/* Not the time of day: others may have had the processor. */
static int64_t thread_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void effort_begin(struct effort *e)
{
    e->look_at = cycles_now() + LOOK_EVERY_CYCLES;
    e->began_ns = -1;
}

bool effort_is_spent(struct effort *e)
{
    uint64_t now = cycles_now();
    if (effort_is_called_off(e))
        return true;
    if (LIKELY(now < e->look_at))
        return false;
    e->look_at = now + LOOK_EVERY_CYCLES;
    int64_t used = thread_ns();
    if (e->began_ns < 0)
        e->began_ns = used;
    return used - e->began_ns > EFFORT_MOST_NS;
}
