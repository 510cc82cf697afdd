/* TOML tables as they grow: who may add to which.
 *
 *     origin      comes from                     [header] again  [header.sub]  dotted key
 *     IMPLICIT    a.b of [a.b.c]                 yes, once       yes           yes
 *     HEADER      [a]                            no              yes           no
 *     DOTTED      a of a.b = 1                   no              yes           same section
 *     INLINE      {}                             no              no            no
 *     ITEMS       [[a]], an array of tables      [[a]] only      last item     no
 *     CLOSED      [1, 2], an array               no              no            no
 *
 * A section is what stands under one header, or within one pair of braces. Names of a table
 * are found by a tree of their hashes, two bits a level: it lives in the arena, needs no
 * resizing, and the hash is keyed, so that nobody can make it deep. */
#include "base/toml_priv.h"

enum toml_origin { IMPLICIT, HEADER, DOTTED, INLINE, ITEMS, CLOSED };

static const struct {
    bool passed_by_header, by_dotted_key;
} origins[] = {
    [IMPLICIT] = { true, true }, [HEADER] = { true, false }, [DOTTED] = { true, true },
    [INLINE] = { false, false }, [ITEMS] = { true, false },  [CLOSED] = { false, false },
};

static struct toml_entry **find_slot(struct toml_entry **slot, struct str name)
{
    for (uint64_t hash = hash_keyed(name); *slot; hash >>= 2) {
        if (str_eq((*slot)->name, name))
            break;
        slot = &(*slot)->child[hash & 3];
    }
    return slot;
}

const struct toml *toml_get(const struct toml *t, struct str name)
{
    if (!t || t->kind != TOML_TABLE)
        return NULL;
    struct toml_entry *root = t->index, *found = *find_slot(&root, name);
    return found ? &found->value : NULL;
}

static struct err *append(struct toml_reader *r, struct toml *to, struct str name,
                          struct toml_entry **out)
{
    struct toml_entry *e = arena_new(r->arena, struct toml_entry);
    TRY_ROOM(e);
    e->name = name;
    if (to->last)
        to->last->next = e;
    else
        to->first = e;
    to->last = e;
    to->count++;
    *out = e;
    return NULL;
}

void toml_set_place(struct toml_reader *r, struct toml *value, const char *at)
{
    place_move(&r->place, at);
    value->line = r->place.line;
    value->column = r->place.column;
}

static struct toml *find(struct toml *table, struct str name)
{
    struct toml_entry *found = *find_slot(&table->index, name);
    return found ? &found->value : NULL;
}

static struct err *add(struct toml_reader *r, struct toml *table, const struct toml_key *key,
                       struct toml **out)
{
    struct toml_entry *e;
    TRY(append(r, table, key->name, &e));
    *find_slot(&table->index, key->name) = e;
    toml_set_place(r, &e->value, key->at);
    *out = &e->value;
    return NULL;
}

static struct err *add_table(struct toml_reader *r, struct toml *table, const struct toml_key *key,
                             enum toml_origin origin, struct toml **out)
{
    TRY(add(r, table, key, out));
    (*out)->kind = TOML_TABLE;
    (*out)->origin = (unsigned char)origin;
    (*out)->section = r->section;
    return NULL;
}

static bool is_container(const struct toml *v)
{
    return v->kind == TOML_TABLE || v->kind == TOML_ARRAY;
}

static struct err *is_there(struct toml_reader *r, const struct toml_key *key, const struct toml *v)
{
    struct err *e = toml_bad_at(r, key->at, "\"%.*s\" is %s since line %u and cannot be %s here",
                                STR_ARGS(str_first(key->name, 64)), toml_kind_name(v->kind),
                                v->line, is_container(v) ? "continued" : "set again");
    return err_hint(e, "each name is set once; remove one of the two");
}

/* One step along a header: into the table of that name, or the last item of its array. */
static struct err *step_by_header(struct toml_reader *r, const struct toml_key *key,
                                  struct toml **table)
{
    struct toml *v = find(*table, key->name);
    if (!v)
        return add_table(r, *table, key, IMPLICIT, table);
    if (!is_container(v) || !origins[v->origin].passed_by_header)
        return is_there(r, key, v);
    *table = v->kind == TOML_ARRAY ? &v->last->value : v;
    return NULL;
}

static struct err *step_by_dotted_key(struct toml_reader *r, const struct toml_key *key,
                                      struct toml **table)
{
    struct toml *v = find(*table, key->name);
    if (!v)
        return add_table(r, *table, key, DOTTED, table);
    bool continues = is_container(v) && origins[v->origin].by_dotted_key &&
                     (v->origin == IMPLICIT || v->section == r->section);
    if (!continues)
        return is_there(r, key, v);
    v->origin = DOTTED;
    v->section = r->section;
    *table = v;
    return NULL;
}

static struct err *walk_to_last(struct toml_reader *r, const struct toml_path *path,
                                struct toml **table)
{
    *table = r->root;
    for (size_t i = 0; i + 1 < path->count; i++)
        TRY(step_by_header(r, &path->part[i], table));
    return NULL;
}

struct err *toml_open_table(struct toml_reader *r, const struct toml_path *path,
                            struct toml **out_table)
{
    struct toml *table;
    const struct toml_key *last = &path->part[path->count - 1];
    TRY(walk_to_last(r, path, &table));
    struct toml *v = find(table, last->name);
    if (!v)
        return add_table(r, table, last, HEADER, out_table);
    if (v->kind != TOML_TABLE || v->origin != IMPLICIT)
        return is_there(r, last, v);
    v->origin = HEADER;
    toml_set_place(r, v, last->at);
    *out_table = v;
    return NULL;
}

struct err *toml_open_item(struct toml_reader *r, const struct toml_path *path,
                           struct toml **out_table)
{
    struct toml *table, *array;
    const struct toml_key *last = &path->part[path->count - 1];
    TRY(walk_to_last(r, path, &table));
    array = find(table, last->name);
    if (!array) {
        TRY(add(r, table, last, &array));
        array->kind = TOML_ARRAY;
        array->origin = ITEMS;
    }
    if (array->kind != TOML_ARRAY || array->origin != ITEMS)
        return is_there(r, last, array);
    TRY(toml_add_item(r, array, out_table));
    toml_set_place(r, *out_table, last->at);
    (*out_table)->kind = TOML_TABLE;
    (*out_table)->origin = HEADER;
    return NULL;
}

struct err *toml_add_member(struct toml_reader *r, struct toml *table, const struct toml_path *path,
                            struct toml **out_value)
{
    for (size_t i = 0; i + 1 < path->count; i++)
        TRY(step_by_dotted_key(r, &path->part[i], &table));
    const struct toml_key *last = &path->part[path->count - 1];
    struct toml *v = find(table, last->name);
    return v ? is_there(r, last, v) : add(r, table, last, out_value);
}

struct err *toml_add_item(struct toml_reader *r, struct toml *array, struct toml **out_value)
{
    struct toml_entry *e;
    TRY(append(r, array, STR_NONE, &e));
    *out_value = &e->value;
    return NULL;
}

void toml_start_inline(struct toml_reader *r, struct toml *table)
{
    table->kind = TOML_TABLE;
    table->origin = INLINE;
    table->section = r->section = ++r->sections;
}

void toml_start_array(struct toml *array)
{
    array->kind = TOML_ARRAY;
    array->origin = CLOSED;
}
