/* str: text that knows its length, and buffers that know their limit.
 *
 * A `struct str` borrows; it need not end in a zero byte and may hold any byte. A
 * `struct buf` owns and grows, up to the maximum it was born with; past it, it stops growing,
 * keeps what it has, and says so in `full`, once and for good, so that a writer may check at
 * the end instead of after each piece. */
#pragma once
#include "base/own.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr;
    size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE     ((struct str){ NULL, 0 })
#define STR_ARGS(s)  (int)(s).len, (s).ptr /* for "%.*s"; looks at `s` twice */
#define STR_INIT(literal)               \
    {                                   \
        "" literal, sizeof(literal) - 1 \
    } /* in static initialisers */

static inline struct str str_of(const char *zero_terminated)
{
    return (struct str){ zero_terminated, zero_terminated ? strlen(zero_terminated) : 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline struct str str_from(struct str s, size_t start)
{
    return start >= s.len ? (struct str){ s.ptr + s.len, 0 }
                          : (struct str){ s.ptr + start, s.len - start };
}

static inline struct str str_first(struct str s, size_t most)
{
    return (struct str){ s.ptr, s.len < most ? s.len : most };
}

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
int str_cmp(struct str a, struct str b);
struct str str_trim(struct str s);                            /* ASCII blanks at both ends */
bool str_find(struct str s, struct str what, size_t *out_at); /* first place */
bool str_has_nul(struct str s);

/* Cuts `s` at the first `sep`: `head` before it, the rest behind it stays in `*s`.
 * Without a `sep` all of it is head and `*s` is empty. */
struct str str_cut(struct str *s, char sep);

/* A whole decimal number: no blanks, no sign but '-', no overflow. False leaves *out alone. */
bool str_to_int(struct str s, int64_t *out);
bool str_to_uint(struct str s, uint64_t *out);

/* How far apart two words are (insertions, deletions, substitutions, swaps), for "did you
 * mean". Words over 64 bytes count as far. */
unsigned str_distance(struct str a, struct str b);

/* Compares in time that depends on the lengths alone: for tokens and tags. */
bool str_eq_secret(struct str a, struct str b);

struct buf {
    char *ptr;
    size_t len, cap, most;
    bool full;
};

void buf_init(struct buf *b, size_t most);
void buf_done(struct buf *b);
DEFINE_OWNED_VALUE(buf)

void buf_add(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list args) PRINTF_LIKE(2, 0);

/* Room for `n` more bytes, to be written at ptr + len by the caller, who then adds to len.
 * NULL when they do not fit; `full` is then set. */
char *buf_room(struct buf *b, size_t n);

void buf_clear(struct buf *b);          /* empty, not full; keeps its memory */
void buf_drop(struct buf *b, size_t n); /* forgets the first n bytes */
char *buf_take(struct buf *b);          /* the caller owns the zero-terminated text */
static inline struct str buf_text(const struct buf *b) /* borrowed until the next change */
{
    return (struct str){ b->ptr, b->len };
}
