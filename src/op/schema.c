/* Shapes as JSON Schema (draft 2020-12), and shapes from it: see shape.h.
 *
 * Ours are written without references: records are repeated where they are used, since models
 * read a flat schema better; only a record inside itself becomes "any object". Read are those
 * parts of JSON Schema that a shape can say; the rest becomes TYPE_JSON, which checks nothing
 * but hands everything on to whoever announced the row and checks again. */
#include "op/shape.h"

enum { NESTED_MOST = 16 };

/* What JSON's own types do not tell apart, for whoever makes a form or fills one in. */
static const struct str formats[TYPES] = {
    [TYPE_PATH] = STR_INIT("path"),
    [TYPE_TIME] = STR_INIT("unix-ms"),
    [TYPE_MS] = STR_INIT("duration-ms"),
    [TYPE_SECRET] = STR_INIT("secret"),
};

/* --- writing --- */

struct nest {
    const struct nest *up;
    const struct shape *rec;
};

static void write_object(const struct shape *s, const struct nest *up, struct json_out *o);

static void write_type(const char *type, struct json_out *o)
{
    json_name(o, STR("type"));
    json_text(o, str_of(type));
}

static void write_limit(const char *name, int64_t v, struct json_out *o)
{
    json_name(o, str_of(name));
    json_int(o, v);
}

static void write_bounds(const struct field *f, const char *least, const char *most,
                         struct json_out *o)
{
    if (f->list || (!f->least && !f->most))
        return;
    write_limit(least, f->least, o);
    write_limit(most, f->most, o);
}

static void write_number(const struct field *f, struct json_out *o)
{
    bool natural = f->type == TYPE_COUNT || f->type == TYPE_MS;
    write_type(f->type == TYPE_REAL ? "number" : "integer", o);
    if (natural && (f->list || (!f->least && !f->most)))
        write_limit("minimum", 0, o);
    write_bounds(f, "minimum", "maximum", o);
}

static void write_enum(const struct field *f, struct json_out *o)
{
    write_type("string", o);
    json_name(o, STR("enum"));
    json_begin_array(o);
    for (size_t i = 0; i < f->choices->count; i++)
        json_text(o, f->choices->rows[i].name);
    json_end_array(o);
}

static void write_bytes(struct json_out *o)
{
    write_type("object", o);
    json_name(o, STR("properties"));
    json_begin_object(o);
    json_name(o, STR("$bytes"));
    json_begin_object(o);
    write_type("string", o);
    json_name(o, STR("contentEncoding"));
    json_text(o, STR("base64"));
    json_end_object(o);
    json_end_object(o);
}

static bool inside_itself(const struct nest *n, const struct shape *rec)
{
    for (; n; n = n->up)
        if (n->rec == rec)
            return true;
    return false;
}

static void write_format(enum type t, struct json_out *o)
{
    if (!formats[t].len)
        return;
    json_name(o, STR("format"));
    json_text(o, formats[t]);
}

static void write_one(const struct field *f, const struct nest *up, struct json_out *o)
{
    switch (f->type) {
    case TYPE_BOOL: write_type("boolean", o); break;
    case TYPE_INT:
    case TYPE_COUNT:
    case TYPE_REAL:
    case TYPE_TIME:
    case TYPE_MS:
        write_number(f, o);
        write_format(f->type, o);
        break;
    case TYPE_TEXT:
    case TYPE_PATH:
    case TYPE_SECRET:
        write_type("string", o);
        write_bounds(f, "minLength", "maxLength", o);
        write_format(f->type, o);
        break;
    case TYPE_BYTES: write_bytes(o); break;
    case TYPE_ENUM: write_enum(f, o); break;
    case TYPE_REC:
        if (inside_itself(up, f->rec))
            write_type("object", o);
        else
            write_object(f->rec, up, o);
        break;
    case TYPE_JSON:
    case TYPES: break; /* anything */
    }
}

static void write_default(const struct field *f, struct json_out *o)
{
    if (!f->optional || f->has_at != NO_HAS || f->list || f->type == TYPE_REC ||
        f->type == TYPE_BYTES || f->type == TYPE_JSON)
        return;
    json_name(o, STR("default"));
    switch (f->type) {
    case TYPE_BOOL: json_bool(o, f->fallback.integer != 0); break;
    case TYPE_REAL: json_real(o, f->fallback.real); break;
    case TYPE_TEXT:
    case TYPE_PATH:
    case TYPE_SECRET: json_text(o, f->fallback.text); break;
    case TYPE_ENUM: json_text(o, f->choices->rows[f->fallback.integer].name); break;
    default: json_int(o, f->fallback.integer); break;
    }
}

static void write_field(const struct field *f, const struct nest *up, struct json_out *o)
{
    json_begin_object(o);
    if (f->list) {
        write_type("array", o);
        if (f->least || f->most) {
            write_limit("minItems", f->least, o);
            write_limit("maxItems", f->most, o);
        }
        json_name(o, STR("items"));
        json_begin_object(o);
        write_one(f, up, o);
        json_end_object(o);
    } else {
        write_one(f, up, o);
    }
    json_name(o, STR("description"));
    json_text(o, str_of(f->doc));
    write_default(f, o);
    json_end_object(o);
}

static void write_object(const struct shape *s, const struct nest *up, struct json_out *o)
{
    struct nest here = { up, s };
    write_type("object", o);
    json_name(o, STR("properties"));
    json_begin_object(o);
    for (size_t i = 0; i < s->count; i++) {
        json_name(o, s->fields[i].name);
        write_field(&s->fields[i], &here, o);
    }
    json_end_object(o);
    json_name(o, STR("required"));
    json_begin_array(o);
    for (size_t i = 0; i < s->count; i++)
        if (!s->fields[i].optional)
            json_text(o, s->fields[i].name);
    json_end_array(o);
    json_name(o, STR("additionalProperties"));
    json_bool(o, false);
}

void shape_schema(const struct shape *s, struct json_out *o)
{
    json_begin_object(o);
    write_object(s, NULL, o);
    json_end_object(o);
}

/* --- reading --- */

static struct err *read_object(const struct json *schema, const char *name, unsigned depth,
                               struct arena *a, const struct shape **out);

static const char *text_or_empty(const struct json *schema, struct str name, struct arena *a)
{
    struct str text = arena_str(a, json_get_text(schema, name, STR("")));
    return text.ptr ? text.ptr : "";
}

static struct err *read_choices(const struct json *list, struct arena *a, struct field *f)
{
    struct choice *rows = arena_array(a, struct choice, list->count);
    struct choices *c = arena_new(a, struct choices);
    TRY_ROOM(rows && c);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != JSON_TEXT)
            return NULL; /* an enum of other things stays TYPE_JSON */
        rows[i] = (struct choice){ arena_str(a, list->items[i].text), "" };
        TRY_ROOM(rows[i].name.ptr);
    }
    *c = (struct choices){ "choice", "", rows, list->count };
    f->type = TYPE_ENUM;
    f->choices = c;
    return NULL;
}

static void read_text_bounds(const struct json *schema, struct field *f)
{
    f->type = TYPE_TEXT;
    f->least = MAX_OF(json_get_int(schema, STR("minLength"), 0), 0);
    /* A schema counts characters, a shape bytes: four bytes a character at most. */
    int64_t most = json_get_int(schema, STR("maxLength"), TEXT_MOST);
    f->most = most > 0 && most < TEXT_MOST / 4 ? most * 4 : TEXT_MOST;
}

static void read_int_bounds(const struct json *schema, struct field *f)
{
    f->type = TYPE_INT;
    f->least = json_get_int(schema, STR("minimum"), INT64_MIN);
    f->most = json_get_int(schema, STR("maximum"), INT64_MAX);
}

static struct err *read_type(const struct json *schema, unsigned depth, struct arena *a,
                             struct field *f)
{
    struct str type = json_get_text(schema, STR("type"), STR(""));
    const struct json *list = json_get(schema, STR("enum")),
                      *items = json_get(schema, STR("items"));
    f->type = TYPE_JSON;
    if (list && list->kind == JSON_ARRAY && list->count)
        return read_choices(list, a, f);
    if (str_eq(type, STR("string")))
        read_text_bounds(schema, f);
    else if (str_eq(type, STR("integer")))
        read_int_bounds(schema, f);
    else if (str_eq(type, STR("number")))
        f->type = TYPE_REAL;
    else if (str_eq(type, STR("boolean")))
        f->type = TYPE_BOOL;
    else if (str_eq(type, STR("object")) && json_get(schema, STR("properties")) &&
             depth < NESTED_MOST) {
        TRY(read_object(schema, "object", depth + 1, a, &f->rec));
        f->type = TYPE_REC;
    } else if (str_eq(type, STR("array")) && items && !f->list) {
        f->list = true;
        TRY(read_type(items, depth, a, f));
        f->least = MAX_OF(json_get_int(schema, STR("minItems"), 0), 0);
        f->most = MIN_OF(json_get_int(schema, STR("maxItems"), LIST_MOST), LIST_MOST);
    } else if (f->list) {
        f->type = TYPE_JSON; /* a list of lists */
    }
    return NULL;
}

static bool is_required(const struct json *schema, struct str name)
{
    const struct json *list = json_get(schema, STR("required"));
    for (size_t i = 0; list && list->kind == JSON_ARRAY && i < list->count; i++)
        if (list->items[i].kind == JSON_TEXT && str_eq(list->items[i].text, name))
            return true;
    return false;
}

/* Places a value of `size` and `align` at the end of a struct. */
static uint32_t place(struct shape *s, size_t size, size_t align)
{
    size_t at = (s->size + align - 1) / align * align;
    s->size = at + size;
    s->align = MAX_OF(s->align, align);
    return (uint32_t)at;
}

static void lay_out(struct shape *s, struct field *f)
{
    size_t size = f->list ? sizeof(struct any_list) : f->rec ? f->rec->size : type_size(f->type);
    size_t align = f->list  ? _Alignof(struct any_list)
                   : f->rec ? f->rec->align
                            : type_align(f->type);
    f->at = place(s, size, align);
    f->has_at = f->optional ? place(s, 1, 1) : NO_HAS;
}

static struct err *read_object(const struct json *schema, const char *name, unsigned depth,
                               struct arena *a, const struct shape **out)
{
    const struct json *properties = json_get(schema, STR("properties"));
    size_t n = properties && properties->kind == JSON_OBJECT ? properties->count : 0;
    if (n > SHAPE_FIELDS_MOST)
        return err_new(ERR_LIMIT, "too_many_parameters", "%s has %zu parameters, at most %d", name,
                       n, SHAPE_FIELDS_MOST);
    struct shape *s = arena_new(a, struct shape);
    struct field *fields = arena_array(a, struct field, n + 1);
    TRY_ROOM(s && fields);
    *s = (struct shape){ .name = name,
                         .doc = text_or_empty(schema, STR("description"), a),
                         .fields = fields,
                         .count = n,
                         .align = 1 };
    for (size_t i = 0; i < n; i++) {
        const struct json_member *m = &properties->members[i];
        fields[i].name = arena_str(a, m->name);
        TRY_ROOM(fields[i].name.ptr);
        fields[i].doc = text_or_empty(&m->value, STR("description"), a);
        fields[i].optional = !is_required(schema, m->name);
        TRY(read_type(&m->value, depth, a, &fields[i]), "%.*s", STR_ARGS(fields[i].name));
        lay_out(s, &fields[i]);
    }
    s->size = (s->size + s->align - 1) / s->align * s->align;
    *out = s;
    return NULL;
}

struct err *shape_from_schema(const struct json *schema, struct str name, struct arena *a,
                              const struct shape **out_shape)
{
    struct str label = arena_str(a, name);
    TRY_ROOM(label.ptr);
    if (!schema || schema->kind != JSON_OBJECT)
        return err_new(ERR_INVALID, "bad_schema", "the schema of %s is not an object", label.ptr);
    return read_object(schema, label.ptr, 0, a, out_shape);
}
