/* encode: bytes as text and back: hex, base64 (RFC 4648, with padding), Crockford's base32.
 *
 * Decoders are strict: wrong letters, wrong padding, stray bits or blanks are refused. */
#pragma once
#include "base/str.h"

#define HEX_LEN(n)    ((n)*2)
#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

void hex_add(struct buf *out, struct str bytes);
bool hex_decode(struct str text, unsigned char *out, size_t size); /* exactly `size` bytes */

void base64_add(struct buf *out, struct str bytes);
/* Writes at most BASE64 length / 4 * 3 bytes; `out` has room for them. */
bool base64_decode(struct str text, char *out, size_t *out_len);

/* 128 bits as 26 letters and digits that sort as the number does. */
enum { BASE32_128_LEN = 26 };
void base32_128_write(uint64_t hi, uint64_t lo, char out[BASE32_128_LEN]);
bool base32_128_read(struct str text, uint64_t *out_hi, uint64_t *out_lo);
