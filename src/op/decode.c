/* From JSON to structs, by the tables: see shape.h.
 *
 * Input comes from clients and models. Everything is checked here, once, so that no handler
 * parses or doubts: types, bounds, unknown and missing names. */
#include "op/check.h"

#include "base/encode.h"
#include "base/file_name.h"

#include <math.h>

typedef struct err *decode_fn(const struct spot *p, const struct field *f, const struct json *j,
                              struct arena *a, void *at);

static const char *json_kind_name(const struct json *j)
{
    static const char *const names[] = {
        [JSON_NULL] = "null",     [JSON_BOOL] = "true or false", [JSON_INT] = "a number",
        [JSON_UINT] = "a number", [JSON_REAL] = "a number",      [JSON_BIG] = "a number",
        [JSON_TEXT] = "text",     [JSON_ARRAY] = "a list",       [JSON_OBJECT] = "an object",
    };
    return names[j->kind];
}

static struct err *not_a(const struct spot *p, const char *wanted, const struct json *j)
{
    return check_wrong(p, "wrong_type", "must be %s, not %s", wanted, json_kind_name(j));
}

static struct err *decode_bool(const struct spot *p, const struct field *f, const struct json *j,
                               struct arena *a, void *at)
{
    (void)f, (void)a;
    if (j->kind != JSON_BOOL)
        return not_a(p, "true or false", j);
    *(bool *)at = j->boolean;
    return NULL;
}

/* A whole number in any spelling JSON has for it: 3, 3.0, 3e0. */
static bool whole(const struct json *j, int64_t *out)
{
    if (j->kind == JSON_INT)
        *out = j->integer;
    else if (j->kind == JSON_REAL && fabs(j->real) <= (double)COUNT_MOST &&
             j->real == trunc(j->real))
        *out = (int64_t)j->real;
    else
        return false;
    return true;
}

static struct err *decode_int(const struct spot *p, const struct field *f, const struct json *j,
                              struct arena *a, void *at)
{
    (void)a;
    int64_t v;
    if (!whole(j, &v))
        return not_a(p, "a whole number", j);
    if (f->type == TYPE_TIME)
        TRY(check_time(p, v));
    TRY(check_range(p, f, v));
    *(int64_t *)at = v;
    return NULL;
}

/* Whole, and too much for any count: what lacks is not that it is whole. */
static bool is_huge(const struct json *j)
{
    static const char digits[] = "0123456789";
    size_t n = 0;
    while (j->kind == JSON_BIG && n < j->text.len && memchr(digits, j->text.ptr[n], 10))
        n++;
    return j->kind == JSON_UINT || (j->kind == JSON_REAL && j->real > (double)COUNT_MOST) ||
           (j->kind == JSON_BIG && n == j->text.len);
}

static struct err *decode_count(const struct spot *p, const struct field *f, const struct json *j,
                                struct arena *a, void *at)
{
    (void)a;
    int64_t v;
    bool huge = is_huge(j);
    if (!huge && !whole(j, &v))
        return not_a(p, "a whole number", j);
    if (huge || v > COUNT_MOST)
        return check_wrong(p, "out_of_range", "is above %lld", COUNT_MOST);
    if (v < 0 && !f->most)
        return check_wrong(p, "out_of_range", "is %lld; it must not be negative", (long long)v);
    TRY(check_range(p, f, v));
    *(uint64_t *)at = (uint64_t)v;
    return NULL;
}

static struct err *decode_real(const struct spot *p, const struct field *f, const struct json *j,
                               struct arena *a, void *at)
{
    (void)a;
    double v = j->kind == JSON_REAL   ? j->real
               : j->kind == JSON_INT  ? (double)j->integer
               : j->kind == JSON_UINT ? (double)j->natural
                                      : NAN;
    if (isnan(v))
        return not_a(p, "a number that a double can hold", j);
    TRY(check_real(p, f, v));
    *(double *)at = v;
    return NULL;
}

static struct err *decode_text(const struct spot *p, const struct field *f, const struct json *j,
                               struct arena *a, void *at)
{
    (void)a;
    if (j->kind != JSON_TEXT)
        return not_a(p, "text", j);
    TRY(check_text(p, f, j->text));
    if (f->type == TYPE_SECRET)
        ((struct secret *)at)->value = j->text;
    else
        *(struct str *)at = j->text;
    return NULL;
}

/* From here on a path is what the kernel takes for one: grants are asked about the bytes that are
 * opened, however they were spelled. */
static struct err *decode_path(const struct spot *p, const struct field *f, const struct json *j,
                               struct arena *a, void *at)
{
    if (j->kind != JSON_TEXT)
        return not_a(p, "text", j);
    struct str path = file_name_read(j->text, a);
    TRY_ROOM(path.ptr);
    TRY(check_text(p, f, path));
    *(struct str *)at = path;
    return NULL;
}

/* {"$bytes": "<base64>"}; plain text is taken as its own bytes. */
static struct err *decode_bytes(const struct spot *p, const struct field *f, const struct json *j,
                                struct arena *a, void *at)
{
    struct bytes *out = at;
    const struct json *encoded = j->count == 1 ? json_get(j, STR("$bytes")) : NULL;
    if (j->kind == JSON_TEXT) {
        *out = (struct bytes){ .ptr = j->text.ptr, .len = j->text.len };
        return check_length(p, f, out->len);
    }
    if (!encoded || encoded->kind != JSON_TEXT)
        return not_a(p, "text or {\"$bytes\": \"base64\"}", j);
    char *room = arena_alloc(a, encoded->text.len / 4 * 3 + 1);
    TRY_ROOM(room);
    if (!base64_decode(encoded->text, room, &out->len))
        return check_wrong(p, "bad_base64", "is not base64 (RFC 4648, with padding)");
    out->ptr = room;
    return check_length(p, f, out->len);
}

static struct err *decode_json(const struct spot *p, const struct field *f, const struct json *j,
                               struct arena *a, void *at)
{
    (void)p, (void)f, (void)a;
    *(const struct json **)at = j;
    return NULL;
}

static struct err *unknown_choice(const struct spot *p, const struct choices *c, struct str got)
{
    owned(buf) struct buf all;
    buf_init(&all, ERR_TEXT_MOST / 2);
    for (size_t i = 0; i < c->count; i++)
        buf_printf(&all, "%s%.*s", i ? ", " : "", STR_ARGS(c->rows[i].name));
    return check_wrong(p, "unknown_choice", "is \"%.*s\"; it must be one of %.*s",
                       STR_ARGS(utf8_first(got, 64)), STR_ARGS(buf_text(&all)));
}

static struct err *decode_enum(const struct spot *p, const struct field *f, const struct json *j,
                               struct arena *a, void *at)
{
    (void)a;
    if (j->kind != JSON_TEXT)
        return not_a(p, "text", j);
    for (size_t i = 0; i < f->choices->count; i++) {
        if (str_eq(f->choices->rows[i].name, j->text)) {
            *(int *)at = (int)i;
            return NULL;
        }
    }
    return unknown_choice(p, f->choices, j->text);
}

static struct err *decode_members(const struct spot *p, const struct shape *s,
                                  const struct json *object, struct arena *a, void *out);

static struct err *decode_rec(const struct spot *p, const struct field *f, const struct json *j,
                              struct arena *a, void *at)
{
    if (j->kind != JSON_OBJECT)
        return not_a(p, "an object", j);
    return decode_members(p, f->rec, j, a, at);
}

/* ORDER TYPE */
static decode_fn *const decoders[TYPES] = {
    [TYPE_BOOL] = decode_bool,   [TYPE_INT] = decode_int,   [TYPE_COUNT] = decode_count,
    [TYPE_REAL] = decode_real,   [TYPE_TEXT] = decode_text, [TYPE_PATH] = decode_path,
    [TYPE_BYTES] = decode_bytes, [TYPE_TIME] = decode_int,  [TYPE_MS] = decode_count,
    [TYPE_SECRET] = decode_text, [TYPE_JSON] = decode_json, [TYPE_ENUM] = decode_enum,
    [TYPE_REC] = decode_rec,
};

static struct err *decode_list(const struct spot *p, const struct field *f, const struct json *j,
                               struct arena *a, void *at)
{
    struct any_list *list = at;
    size_t size = f->rec ? f->rec->size : type_size(f->type);
    struct field item = *f;
    if (j->kind != JSON_ARRAY)
        return not_a(p, "a list", j);
    TRY(check_list_length(p, f, j->count));
    list->items = arena_alloc_many(a, size, j->count);
    TRY_ROOM(list->items);
    item.least = item.most = 0; /* they counted the items */
    for (size_t i = 0; i < j->count; i++)
        TRY(decoders[f->type](&(struct spot){ p, STR_NONE, i }, &item, &j->items[i], a,
                              (char *)list->items + i * size));
    list->count = j->count;
    return NULL;
}

static struct err *decode_field(const struct spot *up, const struct field *f, const struct json *j,
                                struct arena *a, char *out)
{
    struct spot here = { up, f->name, 0 };
    if (j->kind == JSON_NULL && f->type != TYPE_JSON) {
        if (f->has_at == NO_HAS)
            return check_null(&here, f);
        out[f->has_at] = GIVEN_NULL;
        return NULL;
    }
    if (f->has_at != NO_HAS)
        out[f->has_at] = GIVEN;
    return f->list ? decode_list(&here, f, j, a, out + f->at)
                   : decoders[f->type](&here, f, j, a, out + f->at);
}

static struct err *unknown_name(const struct spot *p, const struct shape *s, struct str name)
{
    struct str near = STR_NONE;
    unsigned nearest = 1 + (unsigned)name.len / 2;
    for (size_t i = 0; i < s->count; i++) {
        unsigned d = str_distance(name, s->fields[i].name);
        if (d < nearest) {
            nearest = d;
            near = s->fields[i].name;
        }
    }
    struct spot here = { p, utf8_first(name, 64), 0 };
    struct err *e = check_wrong(&here, "unknown_parameter", "is not a parameter of %s", s->name);
    return near.len ? err_hint(e, "did you mean %.*s?", STR_ARGS(near)) : e;
}

static struct err *decode_members(const struct spot *p, const struct shape *s,
                                  const struct json *object, struct arena *a, void *out)
{
    uint64_t seen[SHAPE_FIELDS_MOST / 64] = { 0 };
    shape_defaults(s, out);
    for (size_t i = 0; i < object->count; i++) {
        const struct json_member *m = &object->members[i];
        const struct field *f = shape_field(s, m->name);
        if (!f)
            return unknown_name(p, s, m->name);
        TRY(decode_field(p, f, &m->value, a, out));
        size_t nr = (size_t)(f - s->fields);
        seen[nr / 64] |= UINT64_C(1) << nr % 64;
    }
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if (!f->optional && !(seen[i / 64] >> i % 64 & 1))
            return check_missing(p, f);
    }
    return NULL;
}

struct err *shape_decode(const struct shape *s, const struct json *object, struct arena *a,
                         void *out)
{
    struct spot top = { NULL, STR_NONE, 0 };
    if (object->kind != JSON_OBJECT)
        return err_new(ERR_INVALID, "not_an_object",
                       "the arguments of %s must be an object, not %s", s->name,
                       json_kind_name(object));
    return decode_members(&top, s, object, a, out);
}
