/* What the types are, and defaults: see shape.h. */
#include "op/shape.h"

/* ORDER TYPE */
static const struct {
    const char *name;
    size_t size, align;
} types[] = {
#define TYPE_ROW(TYPE, name, c) [TYPE_##TYPE] = { name, sizeof(c), _Alignof(c) }
    TYPE_ROW(BOOL, "bool", bool),
    TYPE_ROW(INT, "int", int64_t),
    TYPE_ROW(COUNT, "count", uint64_t),
    TYPE_ROW(REAL, "real", double),
    TYPE_ROW(TEXT, "text", struct str),
    TYPE_ROW(PATH, "path", struct str),
    TYPE_ROW(BYTES, "bytes", struct bytes),
    TYPE_ROW(TIME, "time", int64_t),
    TYPE_ROW(MS, "ms", uint64_t),
    TYPE_ROW(SECRET, "secret", struct secret),
    TYPE_ROW(JSON, "json", const struct json *),
    TYPE_ROW(ENUM, "enum", int),
    [TYPE_REC] = { "record", 0, 0 },
#undef TYPE_ROW
};
static const char *const roles[] = { "plain", "target", "content" };

const char *type_name(enum type t)
{
    return types[t].name;
}

size_t type_size(enum type t)
{
    return types[t].size;
}

size_t type_align(enum type t)
{
    return types[t].align;
}

const char *role_name(enum role r)
{
    return roles[r];
}

const struct field *shape_field(const struct shape *s, struct str name)
{
    for (size_t i = 0; i < s->count; i++)
        if (str_eq(s->fields[i].name, name))
            return &s->fields[i];
    return NULL;
}

static void set_fallback(const struct field *f, void *at)
{
    switch (f->type) {
    case TYPE_BOOL: *(bool *)at = f->fallback.integer != 0; break;
    case TYPE_ENUM: *(int *)at = (int)f->fallback.integer; break;
    case TYPE_INT:
    case TYPE_TIME: *(int64_t *)at = f->fallback.integer; break;
    case TYPE_COUNT:
    case TYPE_MS: *(uint64_t *)at = (uint64_t)f->fallback.integer; break;
    case TYPE_REAL: *(double *)at = f->fallback.real; break;
    case TYPE_TEXT:
    case TYPE_PATH: *(struct str *)at = f->fallback.text; break;
    case TYPE_SECRET: ((struct secret *)at)->value = f->fallback.text; break;
    case TYPE_BYTES:
    case TYPE_JSON:
    case TYPE_REC:
    case TYPES: break; /* zero is their default */
    }
}

void shape_defaults(const struct shape *s, void *out)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if (f->optional && f->has_at == NO_HAS && !f->list)
            set_fallback(f, (char *)out + f->at);
    }
}
