/* From structs to packed bytes, and what a shape's hash is: see shape.h. */
#include "op/shape.h"

static void put_number(struct buf *out, uint64_t n, size_t bytes)
{
    char le[8];
    for (size_t i = 0; i < bytes; i++, n >>= 8)
        le[i] = (char)(n & 0xff);
    buf_add(out, (struct str){ le, bytes });
}

static void put_text(struct buf *out, struct str s)
{
    put_number(out, s.len, 4);
    buf_add(out, s);
}

/* JSON is as long as it is: its length is filled in behind it. */
static void put_json(struct buf *out, const struct json *j)
{
    size_t at = out->len;
    struct json_out o;
    put_number(out, 0, 4);
    json_out_init(&o, out);
    if (j)
        json_value(&o, j);
    else
        json_null(&o);
    if (out->full)
        return;
    size_t end = out->len;
    out->len = at;
    put_number(out, end - at - 4, 4);
    out->len = end;
}

static void pack_value(const struct field *f, const void *at, enum packed_as as, struct buf *out)
{
    uint64_t bits;
    switch (f->type) {
    case TYPE_BOOL: put_number(out, *(const bool *)at, 1); break;
    case TYPE_INT:
    case TYPE_TIME:
    case TYPE_COUNT:
    case TYPE_MS:
    case TYPE_REAL:
        memcpy(&bits, at, sizeof bits);
        put_number(out, bits, 8);
        break;
    case TYPE_TEXT:
    case TYPE_PATH: put_text(out, *(const struct str *)at); break;
    case TYPE_BYTES: {
        const struct bytes *b = at;
        put_text(out, (struct str){ b->ptr, b->len });
        break;
    }
    case TYPE_SECRET: /* programs that act for us are told; whoever reads a result is not */
        put_text(out, as == PACKED_ARGS ? ((const struct secret *)at)->value : SECRET_SHOWN);
        break;
    case TYPE_JSON: put_json(out, *(const struct json *const *)at); break;
    case TYPE_ENUM: put_number(out, (uint64_t) * (const int *)at, 2); break;
    case TYPE_REC: shape_pack(f->rec, at, as, out); break;
    case TYPES: break;
    }
}

static void pack_list(const struct field *f, const struct any_list *list, enum packed_as as,
                      struct buf *out)
{
    size_t size = f->rec ? f->rec->size : type_size(f->type);
    put_number(out, list->count, 4);
    for (size_t i = 0; i < list->count; i++)
        pack_value(f, (const char *)list->items + i * size, as, out);
}

void shape_pack(const struct shape *s, const void *value, enum packed_as as, struct buf *out)
{
    const char *base = value;
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        uint8_t given = f->has_at == NO_HAS ? GIVEN : (uint8_t)base[f->has_at];
        if (f->optional)
            put_number(out, given, 1);
        if (given != GIVEN)
            continue;
        if (f->list)
            pack_list(f, (const void *)(base + f->at), as, out);
        else
            pack_value(f, base + f->at, as, out);
    }
}

/* --- the hash: FNV-1a --- */

struct nest {
    const struct nest *up;
    const struct shape *shape;
};

static uint32_t mix(uint32_t hash, uint8_t byte)
{
    return (hash ^ byte) * 0x01000193u;
}

static uint32_t mix_text(uint32_t hash, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        hash = mix(hash, (uint8_t)s.ptr[i]);
    return mix(hash, 0);
}

/* A record inside itself is told by how far up it stands. */
static uint32_t mix_shape(uint32_t hash, const struct nest *n)
{
    uint8_t far = 1;
    for (const struct nest *up = n->up; up; up = up->up, far++)
        if (up->shape == n->shape)
            return mix(mix(hash, 0xff), far);
    for (size_t i = 0; i < n->shape->count; i++) {
        const struct field *f = &n->shape->fields[i];
        hash = mix_text(hash, f->name);
        hash = mix(hash, (uint8_t)f->type);
        hash = mix(hash, (uint8_t)(f->list | f->optional << 1));
        for (size_t c = 0; f->choices && c < f->choices->count; c++)
            hash = mix_text(hash, f->choices->rows[c].name);
        if (f->rec)
            hash = mix_shape(hash, &(struct nest){ n, f->rec });
    }
    return mix(hash, 0xfe);
}

uint32_t shape_hash(const struct shape *s)
{
    uint32_t hash = mix_shape(0x811c9dc5u, &(struct nest){ NULL, s });
    return hash ? hash : 1;
}
