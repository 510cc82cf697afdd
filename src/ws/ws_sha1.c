/* SHA-1: see ws_sha1.h. */
#include "ws/ws_sha1.h"

enum { BLOCK = 64, WORDS = 16, ROUNDS = 80, LENGTH_AT = BLOCK - 8 };

static uint32_t turn_left(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static uint32_t mix(int round, const uint32_t h[5])
{
    switch (round / 20) {
    case 0: return ((h[1] & h[2]) | (~h[1] & h[3])) + 0x5a827999;
    case 1: return (h[1] ^ h[2] ^ h[3]) + 0x6ed9eba1;
    case 2: return ((h[1] & h[2]) | (h[1] & h[3]) | (h[2] & h[3])) + 0x8f1bbcdc;
    default: return (h[1] ^ h[2] ^ h[3]) + 0xca62c1d6;
    }
}

static void add_block(uint32_t sum[5], const unsigned char block[BLOCK])
{
    uint32_t w[ROUNDS], h[5];
    for (int i = 0; i < WORDS; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = WORDS; i < ROUNDS; i++)
        w[i] = turn_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    memcpy(h, sum, sizeof h);
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t next = turn_left(h[0], 5) + mix(i, h) + h[4] + w[i];
        h[4] = h[3], h[3] = h[2], h[2] = turn_left(h[1], 30), h[1] = h[0], h[0] = next;
    }
    for (int i = 0; i < 5; i++)
        sum[i] += h[i];
}

static void write_big(unsigned char *out, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)(value >> (8 * (n - 1 - i)));
}

/* What is left of the text, a set bit, zeros, and the length in bits. */
static void add_end(uint32_t sum[5], struct str rest, uint64_t bits)
{
    unsigned char block[2 * BLOCK] = { 0 };
    size_t blocks = rest.len < LENGTH_AT ? 1 : 2;
    if (rest.len)
        memcpy(block, rest.ptr, rest.len);
    block[rest.len] = 0x80;
    write_big(block + (blocks - 1) * BLOCK + LENGTH_AT, bits, 8);
    for (size_t i = 0; i < blocks; i++)
        add_block(sum, block + i * BLOCK);
}

void ws_sha1(struct str s, unsigned char out[WS_SHA1])
{
    uint32_t sum[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
    uint64_t bits = (uint64_t)s.len * 8;
    for (; s.len >= BLOCK; s = str_from(s, BLOCK))
        add_block(sum, (const unsigned char *)s.ptr);
    add_end(sum, s, bits);
    for (size_t i = 0; i < 5; i++)
        write_big(out + 4 * i, sum[i], 4);
}
