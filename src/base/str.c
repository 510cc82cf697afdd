/* Strings and bounded buffers: see str.h. */
#include "base/str.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_first(s, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = MIN_OF(a.len, b.len);
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str str_trim(struct str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s = str_from(s, 1);
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool str_find(struct str s, struct str what, size_t *out_at)
{
    const char *hit = what.len <= s.len && s.len ? memmem(s.ptr, s.len, what.ptr, what.len) : NULL;
    if (hit && out_at)
        *out_at = (size_t)(hit - s.ptr);
    return hit != NULL;
}

bool str_has_nul(struct str s)
{
    return s.len && memchr(s.ptr, 0, s.len);
}

struct str str_cut(struct str *s, char sep)
{
    const char *hit = s->len ? memchr(s->ptr, sep, s->len) : NULL;
    struct str head = { s->ptr, hit ? (size_t)(hit - s->ptr) : s->len };
    *s = str_from(*s, head.len + (hit != NULL));
    return head;
}

bool str_to_uint(struct str s, uint64_t *out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9' || __builtin_mul_overflow(n, 10u, &n) ||
            __builtin_add_overflow(n, (uint64_t)(s.ptr[i] - '0'), &n))
            return false;
    }
    if (s.len)
        *out = n;
    return s.len > 0;
}

bool str_to_int(struct str s, int64_t *out)
{
    bool negative = s.len && s.ptr[0] == '-';
    uint64_t n, most = (uint64_t)INT64_MAX + negative;
    if (!str_to_uint(str_from(s, negative), &n) || n > most)
        return false;
    *out = negative ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

/* Optimal string alignment over three rows, which is all that a swap looks back on. */
unsigned str_distance(struct str a, struct str b)
{
    enum { MOST = 64 };
    unsigned rows[3][MOST + 1];
    if (a.len > MOST || b.len > MOST)
        return MOST;
    for (unsigned j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_up = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            bool same = a.ptr[i - 1] == b.ptr[j - 1];
            unsigned best = MIN_OF(MIN_OF(above[j] + 1, row[j - 1] + 1), above[j - 1] + !same);
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
                best = MIN_OF(best, two_up[j - 2] + 1);
            row[j] = best;
        }
    }
    return rows[a.len % 3][b.len];
}

bool str_eq_secret(struct str a, struct str b)
{
    unsigned char differs = a.len != b.len;
    for (size_t i = 0; i < a.len; i++)
        differs |= (unsigned char)(a.ptr[i] ^ (b.len ? b.ptr[i % b.len] : 0));
    return !differs;
}

void buf_init(struct buf *b, size_t most)
{
    *b = (struct buf){ .most = most };
}

void buf_done(struct buf *b)
{
    mem_free(b->ptr);
    *b = (struct buf){ .most = b->most };
}

/* Keeps one byte past cap for the zero that buf_take() promises. */
static bool grow(struct buf *b, size_t need)
{
    if (need > b->most)
        return false;
    size_t cap = MIN_OF(b->most, MAX_OF(need, b->cap + b->cap / 2 + 64));
    char *p = mem_try_grow(b->ptr, cap + 1);
    if (!p)
        return false;
    b->ptr = p;
    b->cap = cap;
    return true;
}

char *buf_room(struct buf *b, size_t n)
{
    size_t need;
    if (b->full || __builtin_add_overflow(b->len, n, &need))
        b->full = true;
    else if ((need > b->cap || !b->ptr) && !grow(b, need))
        b->full = true;
    return b->full ? NULL : b->ptr + b->len;
}

void buf_add(struct buf *b, struct str s)
{
    char *room = buf_room(b, s.len);
    if (!room || !s.len)
        return;
    memcpy(room, s.ptr, s.len);
    b->len += s.len;
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, (struct str){ &c, 1 });
}

void buf_vprintf(struct buf *b, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    char *room = n >= 0 ? buf_room(b, (size_t)n) : NULL;
    if (room) {
        vsnprintf(room, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    buf_vprintf(b, fmt, args);
    va_end(args);
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->full = false;
}

void buf_drop(struct buf *b, size_t n)
{
    assert(n <= b->len);
    b->len -= n;
    if (b->len)
        memmove(b->ptr, b->ptr + n, b->len);
}

char *buf_take(struct buf *b)
{
    char *text = b->ptr ? b->ptr : mem_new(1);
    text[b->len] = 0;
    *b = (struct buf){ .most = b->most };
    return text;
}
