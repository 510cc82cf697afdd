/* lanes: sixteen bytes compared at once, by GNU vectors, which every target has. */
#pragma once
#include <stdint.h>
#include <string.h>

typedef unsigned char lanes __attribute__((vector_size(16)));

static inline lanes lanes_load(const char *p)
{
    lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* A bit for each lane that is set (they are 0 or 255). */
static inline uint32_t lanes_mask(lanes set)
{
#if defined(__SSE2__)
    typedef char signed_lanes __attribute__((vector_size(16)));
    return (uint32_t)__builtin_ia32_pmovmskb128((signed_lanes)set);
#else
    uint64_t half[2]; /* byte i keeps bit i, and the product gathers them in its top byte */
    memcpy(half, &set, sizeof half);
    return (uint32_t)((half[0] & 0x8040201008040201) * 0x0101010101010101 >> 56) |
           (uint32_t)((half[1] & 0x8040201008040201) * 0x0101010101010101 >> 56) << 8;
#endif
}
