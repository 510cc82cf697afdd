/* Shapes that a service announces: from names and types to a struct that only the tables know. */
#include "service/service_priv.h"

struct building {
    struct arena *arena;
    const char *name;
    unsigned depth;
};

enum { DEPTH_MOST = 16 };

static bool type_named(struct str name, enum type *out)
{
    for (enum type t = 0; t < TYPES; t++) {
        if (!str_eq(name, str_of(type_name(t))))
            continue;
        *out = t;
        return true;
    }
    return false;
}

static bool role_named(struct str name, enum role *out)
{
    for (enum role r = ROLE_PLAIN; r <= ROLE_CONTENT; r++) {
        if (!str_eq(name, str_of(role_name(r))))
            continue;
        *out = r;
        return true;
    }
    return false;
}

static bool can_be_list(enum type t)
{
    return t != TYPE_ENUM && t != TYPE_BYTES && t != TYPE_SECRET;
}

static struct err *bad(const struct service_field *f, const char *why)
{
    return err_new(ERR_INVALID, "bad_field", "%.*s %s", STR_ARGS(f->name), why);
}

/* What it says is shown on terminals, and its names stand in other languages: a service that means
 * ill must not steer the one, nor break the other. */
bool service_says_plainly(struct str text)
{
    while (text.len) {
        int32_t c = utf8_next(&text);
        if (c < 0 || utf8_is_harmful(c))
            return false;
    }
    return true;
}

static bool is_word(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '_')
            return false;
    }
    return name.len;
}

static struct err *check_words(const struct service_field *f)
{
    if (!is_word(f->name))
        return err_new(ERR_INVALID, "bad_field",
                       "a field's name is not made of letters, digits, _");
    if (!service_says_plainly(f->doc))
        return bad(f, "is described with control characters");
    for (size_t i = 0; f->has_choices == GIVEN && i < f->choices.count; i++)
        if (!service_says_plainly(f->choices.items[i]))
            return bad(f, "has a choice with control characters");
    return NULL;
}

/* Texts that are said end in a zero byte; "" if there is no room, which the arena remembers. */
static const char *text(const struct building *b, struct str s)
{
    struct str copy = s.len ? arena_str(b->arena, s) : STR("");
    return copy.ptr ? copy.ptr : "";
}

static struct err *choices_of(struct building *b, const struct service_field *f,
                              const struct choices **out)
{
    struct choices *c = arena_new(b->arena, struct choices);
    struct choice *rows = arena_array(b->arena, struct choice, f->choices.count);
    TRY_ROOM(c && rows);
    if (f->has_choices != GIVEN || !f->choices.count)
        return bad(f, "is an enum without choices");
    for (size_t i = 0; i < f->choices.count; i++)
        rows[i] = (struct choice){ f->choices.items[i], "" };
    *c = (struct choices){ text(b, f->name), "", rows, f->choices.count };
    *out = c;
    return NULL;
}

static struct err *build(struct building *b, const struct service_field_list *fields,
                         const struct shape **out);

static size_t align_up(size_t n, size_t to)
{
    return (n + to - 1) / to * to;
}

static struct err *describe(struct building *b, const struct service_field *f, struct field *out)
{
    enum role role = ROLE_PLAIN;
    enum type type;
    TRY(check_words(f));
    if (!type_named(f->type, &type))
        return bad(f, "has a type that there is not");
    if (f->has_role == GIVEN && !role_named(f->role, &role))
        return bad(f, "has a role that there is not");
    *out = (struct field){ .name = f->name,
                           .doc = text(b, f->doc),
                           .type = type,
                           .role = role,
                           .list = f->has_list == GIVEN && f->list,
                           .optional = f->has_optional == GIVEN && f->optional,
                           .has_at = NO_HAS,
                           .least = f->has_least == GIVEN ? f->least : 0,
                           .most = f->has_most == GIVEN ? f->most : 0 };
    if (out->list && !can_be_list(type))
        return bad(f, "cannot be a list");
    if (out->least > out->most)
        return bad(f, "has a least value above its most");
    if (type == TYPE_ENUM)
        TRY(choices_of(b, f, &out->choices));
    if (type == TYPE_REC)
        TRY(build(b, &f->fields, &out->rec), "%.*s", STR_ARGS(f->name));
    return NULL;
}

static void place(struct field *f, struct shape *s)
{
    size_t size = f->list ? sizeof(struct any_list) : f->rec ? f->rec->size : type_size(f->type);
    size_t align = f->list  ? _Alignof(struct any_list)
                   : f->rec ? f->rec->align
                            : type_align(f->type);
    s->size = align_up(s->size, align);
    f->at = (uint32_t)s->size;
    s->size += size;
    s->align = MAX_OF(s->align, align);
    if (f->optional)
        f->has_at = (uint32_t)s->size++;
}

static struct err *build(struct building *b, const struct service_field_list *fields,
                         const struct shape **out)
{
    struct shape *s = arena_new(b->arena, struct shape);
    struct field *all = arena_array(b->arena, struct field, fields->count);
    TRY_ROOM(s && all);
    if (b->depth == DEPTH_MOST)
        return err_new(ERR_LIMIT, "too_deep", "records are nested deeper than %d", DEPTH_MOST);
    b->depth++;
    *s = (struct shape){ .name = b->name, .doc = "", .fields = all, .align = 1 };
    for (size_t i = 0; i < fields->count; i++) {
        TRY(describe(b, &fields->items[i], &all[i]));
        if (shape_field(s, all[i].name))
            return bad(&fields->items[i], "stands twice");
        place(&all[i], s);
        s->count++;
    }
    s->size = align_up(MAX_OF(s->size, (size_t)1), s->align);
    b->depth--;
    *out = s;
    return NULL;
}

struct err *shape_from_fields(const struct service_field_list *fields, const char *name,
                              struct arena *a, const struct shape **out)
{
    struct building b = { a, name, 0 };
    TRY(build(&b, fields, out));
    return a->overflow ? err_no_room() : NULL;
}
