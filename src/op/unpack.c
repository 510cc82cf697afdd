/* From packed bytes to structs: see shape.h. The bytes come from other programs; the caller has
 * copied them out of memory that those can still write to. */
#include "op/check.h"

struct unpacker {
    const char *at, *end;
    struct arena *arena;
    bool checks; /* bounds: arguments have some */
    unsigned depth;
};

static struct err *cut_off(const struct spot *p)
{
    return check_wrong(p, "cut_off", "ends before it should; pack it by the shape of this op");
}

static bool get_number(struct unpacker *u, size_t bytes, uint64_t *out)
{
    if ((size_t)(u->end - u->at) < bytes)
        return false;
    *out = 0;
    for (size_t i = 0; i < bytes; i++)
        *out |= (uint64_t)(unsigned char)u->at[i] << 8 * i;
    u->at += bytes;
    return true;
}

static bool get_text(struct unpacker *u, struct str *out)
{
    uint64_t len;
    if (!get_number(u, 4, &len) || (size_t)(u->end - u->at) < len)
        return false;
    *out = (struct str){ u->at, (size_t)len };
    u->at += len;
    return true;
}

static struct err *unpack_bool(const struct spot *p, uint64_t v, void *at)
{
    if (v > 1)
        return check_wrong(p, "wrong_type", "must be true or false, not %llu",
                           (unsigned long long)v);
    *(bool *)at = v;
    return NULL;
}

static struct err *unpack_enum(const struct spot *p, const struct field *f, uint64_t v, void *at)
{
    if (v >= f->choices->count)
        return check_wrong(p, "unknown_choice", "is choice %llu; there are %zu",
                           (unsigned long long)v, f->choices->count);
    *(int *)at = (int)v;
    return NULL;
}

static const uint8_t widths[TYPES] = {
    [TYPE_BOOL] = 1, [TYPE_ENUM] = 2,  [TYPE_INT] = 8, [TYPE_TIME] = 8,
    [TYPE_MS] = 8,   [TYPE_COUNT] = 8, [TYPE_REAL] = 8
};

static struct err *unpack_number(struct unpacker *u, const struct spot *p, const struct field *f,
                                 void *at)
{
    static const struct field unbounded = { .type = TYPE_INT };
    const struct field *bounds = u->checks ? f : &unbounded;
    uint64_t v;
    double real;
    if (!get_number(u, widths[f->type], &v))
        return cut_off(p);
    if (f->type == TYPE_BOOL)
        return unpack_bool(p, v, at);
    if (f->type == TYPE_ENUM)
        return unpack_enum(p, f, v, at);
    memcpy(&real, &v, sizeof real);
    if (f->type == TYPE_REAL) {
        if (u->checks && !__builtin_isfinite(real))
            return check_wrong(p, "wrong_type", "must be a finite number");
        TRY(check_real(p, bounds, real));
    } else if (f->type == TYPE_COUNT || f->type == TYPE_MS) {
        TRY(check_count(p, bounds, v));
    } else {
        if (f->type == TYPE_TIME)
            TRY(check_time(p, (int64_t)v));
        TRY(check_range(p, bounds, (int64_t)v));
    }
    memcpy(at, &v, sizeof v);
    return NULL;
}

static struct err *unpack_json(struct unpacker *u, const struct spot *p, struct str text, void *at)
{
    const struct json *tree;
    struct err *e = json_parse(text, NULL, u->arena, &tree);
    if (!e) {
        *(const struct json **)at = tree;
        return NULL;
    }
    if (err_kind(e) == ERR_LIMIT)
        return e;
    struct err *better = check_wrong(p, "bad_json", "is not JSON: %s", err_text(e));
    err_free(e);
    return better;
}

static struct err *unpack_text(struct unpacker *u, const struct spot *p, const struct field *f,
                               void *at)
{
    struct str s;
    if (!get_text(u, &s))
        return cut_off(p);
    if (f->type == TYPE_JSON)
        return unpack_json(u, p, s, at);
    if (f->type == TYPE_BYTES) {
        *(struct bytes *)at = (struct bytes){ .ptr = s.ptr, .len = s.len };
        return u->checks ? check_length(p, f, s.len) : NULL;
    }
    if (f->type != TYPE_PATH && !utf8_valid(s))
        return check_wrong(p, "bad_utf8", "must be UTF-8");
    if (u->checks)
        TRY(check_text(p, f, s));
    else if (str_has_nul(s))
        return check_wrong(p, "has_nul", "must not contain U+0000");
    if (f->type == TYPE_SECRET)
        ((struct secret *)at)->value = s;
    else
        *(struct str *)at = s;
    return NULL;
}

static struct err *unpack_fields(struct unpacker *u, const struct spot *up, const struct shape *s,
                                 void *out);

static struct err *unpack_rec(struct unpacker *u, const struct spot *p, const struct field *f,
                              void *at)
{
    if (u->depth == JSON_DEPTH_MOST)
        return check_wrong(p, "too_deep", "is nested deeper than %d", JSON_DEPTH_MOST);
    u->depth++;
    struct err *e = unpack_fields(u, p, f->rec, at);
    u->depth--;
    return e;
}

static struct err *unpack_value(struct unpacker *u, const struct spot *p, const struct field *f,
                                void *at)
{
    if (f->type == TYPE_REC)
        return unpack_rec(u, p, f, at);
    return widths[f->type] ? unpack_number(u, p, f, at) : unpack_text(u, p, f, at);
}

/* An item takes at least a byte, unless its record has no fields: their number is bounded then. */
static struct err *check_items(const struct unpacker *u, const struct spot *p,
                               const struct field *f, uint64_t n)
{
    if (u->checks || (f->rec && !f->rec->count))
        TRY(check_list_length(p, f, (size_t)n));
    return n > (size_t)(u->end - u->at) && !(f->rec && !f->rec->count) ? cut_off(p) : NULL;
}

static struct err *unpack_list(struct unpacker *u, const struct spot *p, const struct field *f,
                               struct any_list *list)
{
    size_t size = f->rec ? f->rec->size : type_size(f->type);
    struct field item = *f;
    uint64_t n;
    if (!get_number(u, 4, &n))
        return cut_off(p);
    TRY(check_items(u, p, f, n));
    list->items = arena_alloc_many(u->arena, size, (size_t)n);
    TRY_ROOM(list->items);
    item.least = item.most = 0; /* they counted the items */
    for (size_t i = 0; i < n; i++)
        TRY(unpack_value(u, &(struct spot){ p, STR_NONE, i }, &item,
                         (char *)list->items + i * size));
    list->count = (size_t)n;
    return NULL;
}

/* False in `out_here`: it is not there. */
static struct err *unpack_given(struct unpacker *u, const struct spot *p, const struct field *f,
                                char *out, bool *out_here)
{
    uint64_t given = GIVEN;
    if (f->optional && !get_number(u, 1, &given))
        return cut_off(p);
    if (given > GIVEN_NULL)
        return check_wrong(p, "wrong_type", "is neither absent, given nor null");
    if (given == GIVEN_NULL && f->has_at == NO_HAS)
        return check_null(p, f);
    if (f->has_at != NO_HAS)
        out[f->has_at] = (char)given;
    *out_here = given == GIVEN;
    return NULL;
}

static struct err *unpack_fields(struct unpacker *u, const struct spot *up, const struct shape *s,
                                 void *out)
{
    shape_defaults(s, out);
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        struct spot here = { up, f->name, 0 };
        char *at = (char *)out + f->at;
        bool given = false;
        TRY(unpack_given(u, &here, f, out, &given));
        if (given && f->list)
            TRY(unpack_list(u, &here, f, (void *)at));
        else if (given)
            TRY(unpack_value(u, &here, f, at));
    }
    return NULL;
}

struct err *shape_unpack(const struct shape *s, struct str packed, enum packed_as as,
                         struct arena *a, void *out)
{
    struct unpacker u = { packed.ptr, packed.ptr + packed.len, a, as == PACKED_ARGS, 0 };
    struct spot top = { NULL, STR_NONE, 0 };
    TRY(unpack_fields(&u, &top, s, out));
    if (u.at != u.end)
        return err_new(ERR_INVALID, "too_much", "%zu bytes stand behind what %s takes",
                       (size_t)(u.end - u.at), s->name);
    return NULL;
}
