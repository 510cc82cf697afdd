/* From structs to JSON, by the tables: see shape.h. */
#include "op/shape.h"

#include "base/encode.h"
#include "base/file_name.h"

/* Straight into the output, whose limit is the only one: nothing is left out unseen. */
static void encode_bytes(const struct bytes *b, struct json_out *o)
{
    json_begin_object(o);
    if (b->apart) {
        json_name(o, STR("$bytes_sent"));
        json_uint(o, b->len);
        json_end_object(o);
        return;
    }
    json_name(o, STR("$bytes"));
    json_raw(o, STR("\""));
    base64_add(o->buf, (struct str){ b->ptr, b->len });
    buf_add_char(o->buf, '"');
    json_end_object(o);
}

static void encode_path(struct str path, struct json_out *o)
{
    owned(buf) struct buf text = { 0 };
    if (file_name_is_text(path)) {
        json_text(o, path);
        return;
    }
    buf_init(&text, 4 * path.len);
    file_name_write(path, &text);
    json_text(o, buf_text(&text));
}

static void encode_value(const struct field *f, const void *at, struct json_out *o)
{
    switch (f->type) {
    case TYPE_BOOL: json_bool(o, *(const bool *)at); break;
    case TYPE_INT:
    case TYPE_TIME: json_int(o, *(const int64_t *)at); break;
    case TYPE_COUNT:
    case TYPE_MS: json_uint(o, *(const uint64_t *)at); break;
    case TYPE_REAL: json_real(o, *(const double *)at); break;
    case TYPE_TEXT: json_text(o, *(const struct str *)at); break;
    case TYPE_PATH: encode_path(*(const struct str *)at, o); break;
    case TYPE_BYTES: encode_bytes(at, o); break;
    case TYPE_SECRET: json_text(o, SECRET_SHOWN); break;
    case TYPE_ENUM: json_text(o, f->choices->rows[*(const int *)at].name); break;
    case TYPE_REC: shape_encode(f->rec, at, o); break;
    case TYPE_JSON:
        if (*(const struct json *const *)at)
            json_value(o, *(const struct json *const *)at);
        else
            json_null(o);
        break;
    case TYPES: break;
    }
}

static void encode_list(const struct field *f, const struct any_list *list, struct json_out *o)
{
    size_t size = f->rec ? f->rec->size : type_size(f->type);
    json_begin_array(o);
    for (size_t i = 0; i < list->count; i++)
        encode_value(f, (const char *)list->items + i * size, o);
    json_end_array(o);
}

void shape_encode(const struct shape *s, const void *value, struct json_out *o)
{
    const char *base = value;
    json_begin_object(o);
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        uint8_t given = f->has_at == NO_HAS ? GIVEN : (uint8_t)base[f->has_at];
        if (given == ABSENT)
            continue;
        json_name(o, f->name);
        if (given == GIVEN_NULL)
            json_null(o);
        else if (f->list)
            encode_list(f, (const void *)(base + f->at), o);
        else
            encode_value(f, base + f->at, o);
    }
    json_end_object(o);
}
