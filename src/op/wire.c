/* Errors as JSON: see wire.h. */
#include "op/wire.h"

static void write_text(const char *name, const char *text, struct json_out *o)
{
    json_name(o, str_of(name));
    json_text(o, str_of(text));
}

void err_encode(const struct err *e, struct json_out *o)
{
    const char *key;
    json_begin_object(o);
    write_text("kind", err_kind_row(err_kind(e))->name, o);
    write_text("reason", err_reason(e), o);
    write_text("message", err_text(e), o);
    if (err_hint_text(e)[0])
        write_text("hint", err_hint_text(e), o);
    json_name(o, STR("details"));
    json_begin_object(o);
    for (size_t i = 0; i < err_details(e); i++) {
        struct str value = err_detail_at(e, i, &key);
        json_name(o, str_of(key));
        json_text(o, value);
    }
    json_end_object(o);
    json_end_object(o);
}

static void add_details(struct err *e, const struct json *details)
{
    for (size_t i = 0; details && details->kind == JSON_OBJECT && i < details->count; i++) {
        const struct json_member *m = &details->members[i];
        owned_mem char *key = mem_text(m->name.ptr, m->name.len);
        if (m->value.kind == JSON_TEXT)
            err_detail(e, key, "%.*s", STR_ARGS(m->value.text));
    }
}

struct err *err_decode(const struct json *object)
{
    enum err_kind kind = err_kind_named(json_get_text(object, STR("kind"), STR("")));
    struct str hint = json_get_text(object, STR("hint"), STR(""));
    struct err *e = err_from_wire(kind ? kind : ERR_INTERNAL,
                                  json_get_text(object, STR("reason"), STR("unknown")),
                                  json_get_text(object, STR("message"), STR("no more was said")));
    add_details(e, json_get(object, STR("details")));
    return hint.len ? err_hint(e, "%.*s", STR_ARGS(hint)) : e;
}
