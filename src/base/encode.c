/* Bytes as text: see encode.h. */
#include "base/encode.h"

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base32_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

void hex_add(struct buf *out, struct str bytes)
{
    char *p = buf_room(out, HEX_LEN(bytes.len));
    if (!p)
        return;
    for (size_t i = 0; i < bytes.len; i++) {
        *p++ = hex_digits[(unsigned char)bytes.ptr[i] >> 4];
        *p++ = hex_digits[(unsigned char)bytes.ptr[i] & 15];
    }
    out->len += HEX_LEN(bytes.len);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hex_decode(struct str text, unsigned char *out, size_t size)
{
    if (text.len != HEX_LEN(size))
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_value(text.ptr[2 * i]), low = hex_value(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

void base64_add(struct buf *out, struct str bytes)
{
    char *p = buf_room(out, BASE64_LEN(bytes.len));
    if (!p)
        return;
    const unsigned char *in = (const unsigned char *)bytes.ptr;
    size_t i = 0;
    for (; i + 3 <= bytes.len; i += 3) {
        uint32_t word = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *p++ = base64_digits[word >> shift & 63];
    }
    size_t rest = bytes.len - i;
    if (rest) {
        uint32_t word = (uint32_t)in[i] << 16 | (rest == 2 ? (uint32_t)in[i + 1] << 8 : 0);
        *p++ = base64_digits[word >> 18 & 63];
        *p++ = base64_digits[word >> 12 & 63];
        *p++ = rest == 2 ? base64_digits[word >> 6 & 63] : '=';
        *p++ = '=';
    }
    out->len += BASE64_LEN(bytes.len);
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_decode(struct str text, char *out, size_t *out_len)
{
    size_t pad = 0, at = 0;
    if (text.len % 4)
        return false;
    while (pad < 2 && text.len > pad && text.ptr[text.len - 1 - pad] == '=')
        pad++;
    uint32_t word = 0;
    size_t digits = text.len - pad;
    for (size_t i = 0; i < digits; i++) {
        int value = base64_value(text.ptr[i]);
        if (value < 0)
            return false;
        word = word << 6 | (uint32_t)value;
        if (i % 4 == 3) {
            out[at++] = (char)(word >> 16);
            out[at++] = (char)(word >> 8);
            out[at++] = (char)word;
            word = 0;
        }
    }
    if (pad == 1) {
        if (word & 3)
            return false;
        out[at++] = (char)(word >> 10);
        out[at++] = (char)(word >> 2);
    } else if (pad == 2) {
        if (word & 15)
            return false;
        out[at++] = (char)(word >> 4);
    }
    *out_len = at;
    return true;
}

void base32_128_write(uint64_t hi, uint64_t lo, char out[BASE32_128_LEN])
{
    __uint128_t v = (__uint128_t)hi << 64 | lo;
    for (int i = BASE32_128_LEN - 1; i >= 0; i--, v >>= 5)
        out[i] = base32_digits[v & 31];
}

bool base32_128_read(struct str text, uint64_t *out_hi, uint64_t *out_lo)
{
    __uint128_t v = 0;
    if (text.len != BASE32_128_LEN || text.ptr[0] > '7')
        return false; /* 26 digits hold 130 bits: the first may use three */
    for (size_t i = 0; i < text.len; i++) {
        const char *digit = text.ptr[i] ? strchr(base32_digits, text.ptr[i]) : NULL;
        if (!digit)
            return false;
        v = v << 5 | (__uint128_t)(digit - base32_digits);
    }
    *out_hi = (uint64_t)(v >> 64);
    *out_lo = (uint64_t)v;
    return true;
}
