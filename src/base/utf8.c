/* Strict UTF-8: see utf8.h. */
#include "base/utf8.h"

#include "base/lanes.h"

/* How many bytes a lead byte announces, and the least code point that may use so many. */
static const struct {
    unsigned char mask, lead;
    uint32_t least;
} lengths[] = {
    { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 }
};

/* The number of bytes of the code point that `s` starts with; 0 if it is malformed. */
static size_t decode(struct str s, uint32_t *out)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t n = 0;
    while (n < COUNT_OF(lengths) && (p[0] & lengths[n].mask) != lengths[n].lead)
        n++;
    if (n == COUNT_OF(lengths) || s.len <= n)
        return 0;
    uint32_t c = p[0] & (unsigned char)~lengths[n].mask;
    for (size_t i = 1; i <= n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < lengths[n].least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *out = c;
    return n + 1;
}

/* Many ASCII bytes at a time: most text is. */
static size_t ascii_run(struct str s)
{
    size_t i = 0;
    for (uint64_t words[4]; i + sizeof words <= s.len; i += sizeof words) {
        memcpy(words, s.ptr + i, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u)
            break;
    }
    while (i < s.len && (unsigned char)s.ptr[i] < 0x80)
        i++;
    return i;
}

/* Sequences in the first bytes of `w`, checked as one number: their pattern, bits of which one
 * must be set, or the form is overlong, and what must not come of it. */
static bool is_two_bytes(uint32_t w)
{
    return (w & 0xe0c00000) == 0xc0800000 && (w & 0x1e000000);
}

static bool is_three_bytes(uint32_t w)
{
    uint32_t high = w & 0x0f200000;
    return (w & 0xf0c0c000) == 0xe0808000 && high && high != 0x0d200000; /* a surrogate */
}

static bool is_four_bytes(uint32_t w)
{
    uint32_t high = w & 0x07300000;
    return (w & 0xf8c0c0c0) == 0xf0808080 && high && high <= 0x04000000; /* past U+10FFFF */
}

static uint32_t four_bytes(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Five sequences of three bytes at a time. After 0xe0 and 0xed not all second bytes are allowed,
 * so those are left to is_three_bytes(). */
static size_t run_of_threes(struct str s)
{
    static const lanes mask = { 0xf0, 0xc0, 0xc0, 0xf0, 0xc0, 0xc0, 0xf0, 0xc0,
                                0xc0, 0xf0, 0xc0, 0xc0, 0xf0, 0xc0, 0xc0 };
    static const lanes form = { 0xe0, 0x80, 0x80, 0xe0, 0x80, 0x80, 0xe0, 0x80,
                                0x80, 0xe0, 0x80, 0x80, 0xe0, 0x80, 0x80 };
    size_t i = 0;
    for (; s.len - i >= sizeof(lanes); i += 15) {
        lanes v = lanes_load(s.ptr + i);
        lanes other = (lanes)((v & mask) != form) | (lanes)(v == 0xe0) | (lanes)(v == 0xed);
        if (lanes_mask(other) & 0x7fff)
            break;
    }
    return i;
}

/* A text in Chinese or Greek is mostly this. Ends at ASCII, at a fault, or near the end. Each
 * branch has its own constant step, so that the CPU need not wait to know the next place. */
static size_t long_run(struct str s)
{
    size_t i = run_of_threes(s);
    while (s.len - i >= 4) {
        uint32_t w = four_bytes(s.ptr + i);
        if (LIKELY(is_three_bytes(w)))
            i += 3;
        else if (is_two_bytes(w))
            i += 2;
        else if (is_four_bytes(w))
            i += 4;
        else
            break;
    }
    return i;
}

bool utf8_valid(struct str s)
{
    uint32_t c;
    for (;;) {
        s = str_from(s, ascii_run(s));
        s = str_from(s, long_run(s));
        if (!s.len)
            return true;
        size_t n = decode(s, &c);
        if (!n)
            return false;
        s = str_from(s, n);
    }
}

int32_t utf8_next(struct str *s)
{
    uint32_t c = 0;
    if (!s->len)
        return -1;
    size_t n = decode(*s, &c);
    *s = str_from(*s, n ? n : 1);
    return n ? (int32_t)c : -1;
}

size_t utf8_put(uint32_t c, char out[4])
{
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    size_t n = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out[0] = (char)(lengths[n].lead | c >> (6 * n));
    for (size_t i = 1; i <= n; i++)
        out[i] = (char)(0x80 | (c >> (6 * (n - i)) & 0x3f));
    return n + 1;
}

struct str utf8_first(struct str s, size_t most)
{
    if (s.len <= most)
        return s;
    while (most && ((unsigned char)s.ptr[most] & 0xc0) == 0x80)
        most--;
    return str_first(s, most);
}

static const struct {
    int32_t first, last;
} harmful[] = {
    { 0x00, 0x1f },     { 0x7f, 0x9f },     { 0x61c, 0x61c },   { 0x200b, 0x200f },
    { 0x2028, 0x202e }, { 0x2066, 0x2069 }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb },
};

bool utf8_is_harmful(int32_t code_point)
{
    for (size_t i = 0; i < COUNT_OF(harmful); i++)
        if (code_point >= harmful[i].first && code_point <= harmful[i].last)
            return true;
    return false;
}
