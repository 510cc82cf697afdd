/* ws_text: UTF-8 that arrives in pieces, cut anywhere, also inside a character. A fault is seen
 * with its first byte: what has come so far can always still become a text. */
#pragma once
#include "base/base.h"

struct ws_text {
    char begun[3]; /* the bytes of a character that is not whole yet */
    unsigned char n_begun;
};

bool ws_text_add(struct ws_text *t, struct str piece); /* false: this is no UTF-8 */
static inline bool ws_text_is_whole(const struct ws_text *t)
{
    return t->n_begun == 0;
}
