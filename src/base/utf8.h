/* utf8: strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF. */
#pragma once
#include "base/str.h"

bool utf8_valid(struct str s);

/* The first code point of `*s`, which is moved past it; -1 at the end or on a bad byte (which
 * is skipped). */
int32_t utf8_next(struct str *s);

/* Writes up to 4 bytes to `out` and returns how many; 0 for what is no code point. */
size_t utf8_put(uint32_t code_point, char out[4]);

/* The longest start of `s` within `most` bytes that does not cut a code point. */
struct str utf8_first(struct str s, size_t most);

/* Code points that would do something instead of showing something: controls, what ends a line
 * somewhere, and marks that turn the direction of writing, with which text can be made to look
 * like other text. */
bool utf8_is_harmful(int32_t code_point);
