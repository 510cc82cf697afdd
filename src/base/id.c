/* Ids: see id.h. */
#include "base/id.h"

#include "base/clock.h"
#include "base/random.h"

struct id128 id128_new(void)
{
    static _Thread_local struct id128 last;
    uint64_t now_ms = (uint64_t)clock_wall_ms();
    if (now_ms <= last.hi >> 16) { /* the same millisecond, or the clock went back: count up */
        last.hi += ++last.lo == 0;
        return last;
    }
    last.hi = now_ms << 16 | (random_u64() & 0xffff);
    last.lo = random_u64();
    return last;
}

struct str id128_write(struct id128 id, const char *prefix, char out[ID_TEXT_MOST])
{
    size_t n = strlen(prefix);
    memcpy(out, prefix, n);
    out[n] = '_';
    base32_128_write(id.hi, id.lo, out + n + 1);
    out[n + 1 + BASE32_128_LEN] = 0;
    return (struct str){ out, n + 1 + BASE32_128_LEN };
}

bool id128_read(struct str text, const char *prefix, struct id128 *out)
{
    struct str head = str_cut(&text, '_');
    struct id128 id;
    if (!str_eq(head, str_of(prefix)) || !base32_128_read(text, &id.hi, &id.lo))
        return false;
    *out = id;
    return true;
}
