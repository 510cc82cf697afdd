/* Text in pieces: see ws_text.h. All but the characters that were cut is left to utf8_valid(). */
#include "ws/ws_text.h"

enum { CHARACTER_MOST = 4 };

/* How long a character is, by its first byte; 1 also for what can begin none. */
static size_t length_of(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0xc2 || c > 0xf4 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Which bytes may come second depends on the first, but the lowest or the highest that can come at
 * all always may. */
static bool can_be_completed(const char *begun, size_t n)
{
    char low[CHARACTER_MOST], high[CHARACTER_MOST];
    size_t len = length_of(begun[0]);
    memset(low, 0x80, sizeof low);
    memset(high, 0xbf, sizeof high);
    memcpy(low, begun, n);
    memcpy(high, begun, n);
    return utf8_valid((struct str){ low, len }) || utf8_valid((struct str){ high, len });
}

/* Goes on with the character that was cut. */
static bool complete(struct ws_text *t, struct str *piece)
{
    char whole[CHARACTER_MOST];
    size_t len = length_of(t->begun[0]), n = MIN_OF(len - t->n_begun, piece->len);
    memcpy(whole, t->begun, t->n_begun);
    memcpy(whole + t->n_begun, piece->ptr, n);
    *piece = str_from(*piece, n);
    n += t->n_begun;
    if (n == len) {
        t->n_begun = 0;
        return utf8_valid((struct str){ whole, len });
    }
    memcpy(t->begun, whole, n);
    t->n_begun = (unsigned char)n;
    return can_be_completed(whole, n);
}

/* How many bytes at the end belong to a character that goes on behind it. */
static size_t cut_at_end(struct str s)
{
    for (size_t n = 1; n < CHARACTER_MOST && n <= s.len; n++)
        if (length_of(s.ptr[s.len - n]) > 1)
            return length_of(s.ptr[s.len - n]) > n ? n : 0;
    return 0;
}

bool ws_text_add(struct ws_text *t, struct str piece)
{
    if (!piece.len)
        return true;
    if (t->n_begun && !complete(t, &piece))
        return false;
    size_t cut = cut_at_end(piece);
    struct str begun = str_from(piece, piece.len - cut);
    if (!utf8_valid(str_first(piece, piece.len - cut)))
        return false;
    if (!cut)
        return true;
    memcpy(t->begun, begun.ptr, cut);
    t->n_begun = (unsigned char)cut;
    return can_be_completed(begun.ptr, cut);
}
