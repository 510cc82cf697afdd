/* json_scan: runs of bytes that need no thought, sixteen at a time.
 *
 * Most of a document is the inside of strings. What ends a plain run is a quote, a backslash or
 * a control character; what is not ASCII only raises a flag, since UTF-8 is checked apart.
 * Nothing is read past `end`. */
#pragma once
#include "base/lanes.h"

#include <stdbool.h>

static inline lanes lanes_special(lanes v)
{
    return (lanes)(v == '"') | (lanes)(v == '\\') | (lanes)(v < 0x20);
}

static inline bool is_special(char c)
{
    return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

static inline bool is_high(lanes v)
{
    return lanes_mask((lanes)(v >= 0x80)) != 0;
}

/* Where the plain run at `p` ends. Sets `*high` if it may hold bytes above 127.
 * (Steps of 16 whatever was found let the CPU run ahead; `p += n` would make it wait.) */
static inline const char *scan_plain(const char *p, const char *end, bool *high)
{
    lanes seen = { 0 };
    for (; end - p >= 16; p += 16) {
        lanes v = lanes_load(p);
        uint32_t special = lanes_mask(lanes_special(v));
        seen |= v;
        if (special) {
            *high |= is_high(seen);
            return p + __builtin_ctz(special);
        }
    }
    for (*high |= is_high(seen); p < end && !is_special(*p); p++)
        *high |= (unsigned char)*p >= 0x80;
    return p;
}

enum { SCAN_BLOCK = 64 };

/* A bit for each of the SCAN_BLOCK bytes at `p` that ends a plain run. */
static inline uint64_t scan_block(const char *p, lanes *seen)
{
    uint64_t special = 0;
    for (unsigned i = 0; i < SCAN_BLOCK; i += 16) {
        lanes v = lanes_load(p + i);
        special |= (uint64_t)lanes_mask(lanes_special(v)) << i;
        *seen |= v;
    }
    return special;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Indentation comes in runs; between the tokens of compact JSON there is nothing to skip. */
static inline const char *scan_blanks(const char *p, const char *end)
{
    if (p < end && (unsigned char)*p > ' ')
        return p;
    for (; end - p >= 16; p += 16) {
        lanes v = lanes_load(p);
        lanes blank = (lanes)(v == ' ') | (lanes)(v == '\n') | (lanes)(v == '\t') |
                      (lanes)(v == '\r');
        uint32_t other = ~lanes_mask(blank) & 0xffff;
        if (other)
            return p + __builtin_ctz(other);
    }
    while (p < end && is_blank(*p))
        p++;
    return p;
}
