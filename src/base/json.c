/* Looking into JSON trees: see json.h. */
#include "base/json.h"

#include "base/real.h"

static bool is(const struct json *j, enum json_kind kind)
{
    return j && j->kind == kind;
}

const struct json *json_item(const struct json *array, size_t i)
{
    return is(array, JSON_ARRAY) && i < array->count ? &array->items[i] : NULL;
}

const struct json_member *json_member(const struct json *object, size_t i)
{
    return is(object, JSON_OBJECT) && i < object->count ? &object->members[i] : NULL;
}

const struct json *json_get(const struct json *j, struct str name)
{
    json_each_member (j, m)
        if (str_eq(m->name, name))
            return &m->value;
    return NULL;
}

struct str json_get_text(const struct json *j, struct str name, struct str otherwise)
{
    const struct json *v = json_get(j, name);
    return is(v, JSON_TEXT) ? v->text : otherwise;
}

int64_t json_get_int(const struct json *j, struct str name, int64_t otherwise)
{
    const struct json *v = json_get(j, name);
    return is(v, JSON_INT) ? v->integer : otherwise;
}

bool json_get_bool(const struct json *j, struct str name, bool otherwise)
{
    const struct json *v = json_get(j, name);
    return is(v, JSON_BOOL) ? v->boolean : otherwise;
}

static bool is_number(const struct json *j)
{
    return j && j->kind >= JSON_INT && j->kind <= JSON_BIG;
}

double json_as_real(const struct json *j)
{
    unsigned digits;
    switch (is_number(j) ? j->kind : JSON_NULL) {
    case JSON_INT: return (double)j->integer;
    case JSON_UINT: return (double)j->natural;
    case JSON_REAL: return j->real;
    case JSON_BIG: return real_read(j->text, &digits);
    default: return 0;
    }
}

double json_get_real(const struct json *j, struct str name, double otherwise)
{
    const struct json *v = json_get(j, name);
    return is_number(v) ? json_as_real(v) : otherwise;
}
