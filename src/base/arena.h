/* arena: memory that is freed all at once.
 *
 * An arena parameter in a signature says how long the result lives. Arenas are named for a
 * lifetime: `boot` (the process), `call` (one call), later `agent`, `turn`.
 *
 * An arena has a maximum. Past it, allocations return NULL and `overflow` stays set, so that
 * whoever owns the arena can answer ERR_LIMIT even where somebody forgot to look.
 * Memory is zeroed. With ASan every allocation is a block of its own with red zones, so that
 * an overrun of one byte is seen (the fast path is left out). */
#pragma once
#include "base/own.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    char *at, *end; /* free part of the newest chunk; what lies there is zero */
    struct arena_chunk *newest;
    size_t held, most; /* bytes taken from the heap; the maximum of that */
    bool overflow;
};

void arena_init(struct arena *a, size_t most);
void arena_done(struct arena *a);
DEFINE_OWNED_VALUE(arena)

/* Forgets everything but one small chunk, which is ready for the next use. */
void arena_reset(struct arena *a);

void *arena_alloc_slow(struct arena *a, size_t size);

/* What `size` takes, in steps of 16; nothing takes one, too, so that NULL always means "full".
 * Less than `size` when that is too large to be rounded. */
static inline size_t arena_step(size_t size)
{
    return (size + (size == 0) + 15) & ~(size_t)15;
}

static inline void *arena_alloc(struct arena *a, size_t size)
{
#ifndef PITH_ASAN
    size_t step = arena_step(size);
    if (LIKELY(step >= size && (size_t)(a->end - a->at) >= step)) {
        void *p = a->at;
        a->at += step;
        return p;
    }
#endif
    return arena_alloc_slow(a, size);
}

#define arena_new(a, type) ((type *)arena_alloc(a, sizeof(type)))
#define arena_array(a, type, n) \
    ((type *)arena_alloc_many(a, sizeof(type), (n))) /* NULL when n * size overflows, too */

void *arena_alloc_many(struct arena *a, size_t size, size_t n);

/* Copies end in a zero byte that `len` does not count. On overflow: STR_NONE. */
struct str arena_str(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* `return`s ERR_LIMIT from a handler when an arena had no room for `p`. */
#define TRY_ROOM(p)               \
    do {                          \
        if (UNLIKELY(!(p)))       \
            return err_no_room(); \
    } while (0)
