/* Arenas: chunks double from 1 KiB to 256 KiB; what is larger gets a chunk of its own. */
#include "base/arena.h"

#include "base/limits.h"
#include "base/mem.h"

#include <stdio.h>

enum { CHUNK_LEAST = 1 * KIB, CHUNK_MOST = 256 * KIB };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size; /* of `bytes` */
    _Alignas(16) char bytes[];
};

void arena_init(struct arena *a, size_t most)
{
    *a = (struct arena){ .most = most };
}

static void free_chunks(struct arena_chunk *c)
{
    while (c) {
        struct arena_chunk *older = c->older;
        mem_free(c);
        c = older;
    }
}

void arena_done(struct arena *a)
{
    free_chunks(a->newest);
    *a = (struct arena){ .most = a->most };
}

/* Keeps the newest chunk if it is small: that is the one that was enough last time. */
void arena_reset(struct arena *a)
{
    struct arena_chunk *keep = a->newest;
#ifdef PITH_ASAN
    keep = NULL;
#endif
    if (!keep || keep->size > CHUNK_MOST) {
        arena_done(a);
        return;
    }
    free_chunks(keep->older);
    keep->older = NULL;
    memset(keep->bytes, 0, (size_t)(a->at - keep->bytes));
    *a = (struct arena){ .at = keep->bytes,
                         .end = keep->bytes + keep->size,
                         .newest = keep,
                         .held = keep->size,
                         .most = a->most };
}

static struct arena_chunk *add_chunk(struct arena *a, size_t size)
{
    if (size > a->most || a->held > a->most - size)
        return NULL;
    struct arena_chunk *c = mem_try(sizeof *c + size);
    if (!c)
        return NULL;
    c->size = size;
    a->held += size;
    return c;
}

/* A large piece goes behind the newest chunk, so that the newest one's free part stays. */
static void *alloc_alone(struct arena *a, size_t size)
{
    struct arena_chunk *c = add_chunk(a, size);
    if (!c)
        return NULL;
    if (a->newest) {
        c->older = a->newest->older;
        a->newest->older = c;
    } else {
        a->newest = c;
        a->at = a->end = c->bytes + size;
    }
    return c->bytes;
}

#ifndef PITH_ASAN
static void *alloc_in_new_chunk(struct arena *a, size_t step)
{
    size_t size = a->newest ? MIN_OF(MAX_OF(a->newest->size * 2, CHUNK_LEAST), CHUNK_MOST)
                            : CHUNK_LEAST;
    while (size < step)
        size *= 2;
    struct arena_chunk *c = add_chunk(a, size);
    if (!c && !(c = add_chunk(a, step)))
        return NULL;
    c->older = a->newest;
    a->newest = c;
    a->at = c->bytes + step;
    a->end = c->bytes + c->size;
    return c->bytes;
}
#endif

void *arena_alloc_slow(struct arena *a, size_t size)
{
    size_t step = arena_step(size);
    void *p = NULL;
#ifdef PITH_ASAN
    if (step >= size)
        p = alloc_alone(a, size ? size : 1); /* the exact size, for the red zone behind it */
#else
    if (step >= size)
        p = step > CHUNK_MOST / 4 ? alloc_alone(a, step) : alloc_in_new_chunk(a, step);
#endif
    if (!p)
        a->overflow = true;
    return p;
}

void *arena_alloc_many(struct arena *a, size_t size, size_t n)
{
    size_t bytes;
    if (__builtin_mul_overflow(size, n, &bytes)) {
        a->overflow = true;
        return NULL;
    }
    return arena_alloc(a, bytes);
}

struct str arena_str(struct arena *a, struct str s)
{
    char *copy = arena_alloc(a, s.len + 1);
    if (!copy)
        return STR_NONE;
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return (struct str){ copy, s.len };
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    char *text = n >= 0 ? arena_alloc(a, (size_t)n + 1) : NULL;
    if (text)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(args);
    return text ? (struct str){ text, (size_t)n } : STR_NONE;
}
