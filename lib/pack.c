/* From structs to packed bytes and back, by shapes: fields in their order, numbers in eight
 * bytes, BOOL in one, ENUM in two, text behind its length in four, items of a list behind their
 * number, and in front of what is optional one byte, enum pith_given. */
#include "pith_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct memory_block {
    struct memory_block *next;
    size_t used, size;
    _Alignas(16) char bytes[];
};

enum { BLOCK = 4096 };

static void *or_die(void *p)
{
    if (!p) {
        fputs("libpith: out of memory\n", stderr);
        abort();
    }
    return p;
}

void *memory_get(struct memory *m, size_t bytes)
{
    size_t step = (bytes + 15) & ~(size_t)15;
    struct memory_block *b = m->blocks;
    if (!b || b->size - b->used < step) {
        size_t size = step > BLOCK ? step : BLOCK;
        b = or_die(calloc(1, sizeof *b + size));
        b->size = size;
        b->next = m->blocks;
        m->blocks = b;
    }
    b->used += step;
    return b->bytes + b->used - step;
}

void memory_done(struct memory *m)
{
    while (m->blocks) {
        struct memory_block *next = m->blocks->next;
        free(m->blocks);
        m->blocks = next;
    }
}

void bytes_add(struct bytes_out *b, const void *from, size_t len)
{
    if (b->cap - b->len < len) {
        b->cap = 2 * (b->len + len) + 256;
        b->ptr = or_die(realloc(b->ptr, b->cap));
    }
    if (len)
        memcpy(b->ptr + b->len, from, len);
    b->len += len;
}

/* --- what the types are --- */

static const struct {
    uint8_t size, width; /* in a struct; packed, 0: behind its length */
} types[] = {
    [PITH_BOOL] = { sizeof(bool), 1 },
    [PITH_INT] = { 8, 8 },
    [PITH_COUNT] = { 8, 8 },
    [PITH_REAL] = { 8, 8 },
    [PITH_TEXT] = { sizeof(struct pith_str), 0 },
    [PITH_PATH] = { sizeof(struct pith_str), 0 },
    [PITH_BYTES] = { sizeof(struct pith_bytes), 0 },
    [PITH_TIME] = { 8, 8 },
    [PITH_MS] = { 8, 8 },
    [PITH_SECRET] = { sizeof(struct pith_str), 0 },
    [PITH_JSON] = { sizeof(struct pith_str), 0 },
    [PITH_ENUM] = { sizeof(int), 2 },
};

struct any_list {
    const void *items;
    size_t count;
};

static size_t size_of(const struct pith_field *f)
{
    return f->type == PITH_REC ? f->rec->size : types[f->type].size;
}

/* --- packing --- */

static void pack_value(struct bytes_out *b, const struct pith_field *f, const void *at)
{
    if (f->type == PITH_REC) {
        pack(b, f->rec, at);
    } else if (types[f->type].width) {
        bytes_add(b, at, types[f->type].width);
    } else {
        struct pith_str s = *(const struct pith_str *)at; /* BYTES look the same */
        uint32_t len = (uint32_t)s.len;
        bytes_add(b, &len, sizeof len);
        bytes_add(b, s.ptr, len);
    }
}

static void pack_list(struct bytes_out *b, const struct pith_field *f, const struct any_list *list)
{
    uint32_t count = (uint32_t)list->count;
    bytes_add(b, &count, sizeof count);
    for (size_t i = 0; i < count; i++)
        pack_value(b, f, (const char *)list->items + i * size_of(f));
}

void pack(struct bytes_out *b, const struct pith_shape *s, const void *value)
{
    const char *base = value;
    for (size_t i = 0; i < s->count; i++) {
        const struct pith_field *f = &s->fields[i];
        uint8_t given = f->optional ? (uint8_t)base[f->has_at] : PITH_GIVEN;
        if (f->optional)
            bytes_add(b, &given, 1);
        if (given != PITH_GIVEN)
            continue;
        if (f->list)
            pack_list(b, f, (const void *)(base + f->at));
        else
            pack_value(b, f, base + f->at);
    }
}

/* --- unpacking --- */

struct unpacker {
    const char *at, *end;
    struct memory *memory;
    unsigned depth;
};

static bool take(struct unpacker *u, void *out, size_t len)
{
    if ((size_t)(u->end - u->at) < len)
        return false;
    memcpy(out, u->at, len);
    u->at += len;
    return true;
}

static bool unpack_fields(struct unpacker *u, const struct pith_shape *s, char *out);

static bool unpack_value(struct unpacker *u, const struct pith_field *f, char *out)
{
    uint32_t len = 0;
    if (f->type == PITH_REC)
        return u->depth < 128 && unpack_fields(u, f->rec, out);
    if (types[f->type].width) /* an int's low bytes come first */
        return take(u, out, types[f->type].width);
    if (!take(u, &len, sizeof len) || (size_t)(u->end - u->at) < len)
        return false;
    *(struct pith_str *)(void *)out = (struct pith_str){ u->at, len };
    u->at += len;
    return true;
}

static bool unpack_list(struct unpacker *u, const struct pith_field *f, struct any_list *out)
{
    uint32_t count;
    if (!take(u, &count, sizeof count) || count > (size_t)(u->end - u->at))
        return false;
    char *items = memory_get(u->memory, count * size_of(f));
    for (size_t i = 0; i < count; i++)
        if (!unpack_value(u, f, items + i * size_of(f)))
            return false;
    *out = (struct any_list){ items, count };
    return true;
}

static bool unpack_fields(struct unpacker *u, const struct pith_shape *s, char *out)
{
    u->depth++;
    for (size_t i = 0; i < s->count; i++) {
        const struct pith_field *f = &s->fields[i];
        uint8_t given = PITH_GIVEN;
        if (f->optional && !take(u, &given, 1))
            return false;
        if (f->optional)
            out[f->has_at] = (char)given;
        if (given != PITH_GIVEN)
            continue;
        if (f->list ? !unpack_list(u, f, (void *)(out + f->at)) : !unpack_value(u, f, out + f->at))
            return false;
    }
    u->depth--;
    return true;
}

bool unpack(const struct pith_shape *s, const void *from, size_t len, struct memory *m, void *out)
{
    struct unpacker u = { from, (const char *)from + len, m, 0 };
    memset(out, 0, s->size);
    return unpack_fields(&u, s, out) && u.at == u.end;
}

/* --- the hash: FNV-1a over names, types and order, as the daemon makes it --- */

struct nest {
    const struct nest *up;
    const struct pith_shape *shape;
};

static uint32_t mix(uint32_t hash, uint8_t byte)
{
    return (hash ^ byte) * 0x01000193u;
}

static uint32_t mix_text(uint32_t hash, const char *s)
{
    for (; *s; s++)
        hash = mix(hash, (uint8_t)*s);
    return mix(hash, 0);
}

static uint32_t mix_shape(uint32_t hash, const struct nest *n)
{
    uint8_t far = 1;
    for (const struct nest *up = n->up; up; up = up->up, far++)
        if (up->shape == n->shape)
            return mix(mix(hash, 0xff), far);
    for (size_t i = 0; i < n->shape->count; i++) {
        const struct pith_field *f = &n->shape->fields[i];
        struct nest inner = { n, f->rec };
        hash = mix_text(hash, f->name);
        hash = mix(hash, f->type);
        hash = mix(hash, (uint8_t)(f->list | f->optional << 1));
        for (const char *const *c = f->choices; c && *c; c++)
            hash = mix_text(hash, *c);
        if (f->rec)
            hash = mix_shape(hash, &inner);
    }
    return mix(hash, 0xfe);
}

uint32_t pith_shape_hash(const struct pith_shape *s)
{
    struct nest top = { NULL, s };
    uint32_t hash = mix_shape(0x811c9dc5u, &top);
    return hash ? hash : 1;
}

uint32_t hash_of(const struct pith_shape *s)
{
    return s->hash ? s->hash : pith_shape_hash(s);
}
