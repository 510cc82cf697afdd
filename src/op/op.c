/* The registry of ops: see op.h. Static rows are entered before any thread starts and never
 * leave; rows that come at run time are entered and taken away under a lock. Readers by index
 * take no lock; readers by name take the read side of it. */
#include "op/op.h"

#include <pthread.h>

static struct op *_Atomic table[OPS_MOST];
static _Atomic size_t count;
static struct map by_name;
static struct op *by_number[UINT16_MAX + 1];
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static const char *const effect_names[] = {
    [EFFECT_PURE] = "pure", [EFFECT_READ] = "read",       [EFFECT_WRITE] = "write",
    [EFFECT_EXEC] = "exec", [EFFECT_NETWORK] = "network", [EFFECT_IRREVERSIBLE] = "irreversible",
};
static const char *const how_names[] = {
    [HOW_INLINE] = "inline",
    [HOW_TRY_INLINE] = "try_inline",
    [HOW_WORKER] = "worker",
    [HOW_LOOP] = "loop",
};
static const struct cap_row caps[] = {
#define CAP(bit, name, scope, doc) [bit] = { #name, doc, SCOPE_##scope },
#include "op/caps.def"
#undef CAP
};

const char *effect_name(enum effect e)
{
    return effect_names[e];
}

const char *how_name(enum how h)
{
    return how_names[h];
}

const struct cap_row *cap_row(enum cap c)
{
    return &caps[c];
}

bool cap_named(struct str name, enum cap *out)
{
    for (size_t i = 0; i < CAPS; i++) {
        if (str_eq(name, str_of(caps[i].name))) {
            *out = (enum cap)i;
            return true;
        }
    }
    return false;
}

static void enter(struct op *row, size_t index)
{
    static uint32_t entered;
    row->index = (uint16_t)index;
    row->in_hash = shape_hash(row->in);
    row->out_hash = shape_hash(row->out);
    row->stream_hash = row->stream ? shape_hash(row->stream) : 0;
    row->serial = ++entered & 0xffffff; /* as much as a plan has room for */
    map_put(&by_name, str_of(row->name), row);
    if (row->alias)
        map_put(&by_name, str_of(row->alias), row);
    if (row->nr)
        by_number[row->nr] = row;
    atomic_store(&table[index], row);
}

void ops_init(void)
{
    for (const struct op_module *const *m = op_modules; *m; m++) {
        for (size_t i = 0; i < (*m)->count; i++) {
            struct op *row = &(*m)->rows[i];
            if (!map_get(&by_name, str_of(row->name)))
                enter(row, atomic_fetch_add(&count, 1));
        }
    }
}

const struct op *op_named(struct str name)
{
    pthread_rwlock_rdlock(&lock);
    const struct op *row = map_get(&by_name, name);
    pthread_rwlock_unlock(&lock);
    return row;
}

const struct op *op_numbered(uint16_t nr)
{
    return by_number[nr];
}

size_t op_count(void)
{
    return atomic_load(&count);
}

const struct op *op_at(size_t index)
{
    return index < OPS_MOST ? atomic_load(&table[index]) : NULL;
}

static uint64_t mix(uint64_t hash, struct str s)
{
    for (size_t i = 0; i < s.len; i++) /* FNV-1a: the same in every run, unlike hash_keyed() */
        hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return hash * 0x100000001b3u;
}

static uint64_t mix_shape(uint64_t hash, const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        hash = mix(hash, f->name) + (uint64_t)f->type + f->list * 64u + f->optional * 128u;
        hash = (hash ^ (uint64_t)f->least) * 31 + (uint64_t)f->most;
    }
    return hash;
}

uint64_t op_table_hash(void)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < op_count(); i++) {
        const struct op *row = op_at(i);
        if (!row)
            continue;
        hash = mix(hash, str_of(row->name)) + (uint64_t)row->effect;
        hash = mix_shape(mix_shape(hash, row->in), row->out);
    }
    return hash;
}

const char *op_suggest(struct str name)
{
    const char *best = NULL;
    unsigned nearest = 1 + (unsigned)name.len / 3;
    for (size_t i = 0; i < op_count(); i++) {
        const struct op *row = op_at(i);
        unsigned d = row ? str_distance(name, str_of(row->name)) : UINT32_MAX;
        if (d <= nearest) {
            nearest = d - (d > 0);
            best = row->name;
        }
    }
    return best;
}

struct err *op_find(struct str name, const struct op **out)
{
    if (!utf8_valid(name))
        name = STR("?");
    *out = op_named(name);
    if (*out)
        return NULL;
    struct err *e = err_new(ERR_NOT_FOUND, "no_such_op", "there is no op %.*s",
                            STR_ARGS(utf8_first(name, NAME_MOST)));
    const char *near = op_suggest(name);
    return near ? err_hint(e, "did you mean %s?", near) : err_hint(e, "ops.list shows them all");
}

static struct err *add_locked(struct op *row)
{
    if (map_get(&by_name, str_of(row->name)))
        return err_new(ERR_EXISTS, "op_exists", "there is an op %s already", row->name);
    size_t index = 0;
    while (index < op_count() && op_at(index))
        index++;
    if (index == OPS_MOST)
        return err_new(ERR_LIMIT, "too_many_ops", "at most %d ops can be registered", OPS_MOST);
    enter(row, index);
    if (index == op_count())
        atomic_store(&count, index + 1);
    return NULL;
}

struct err *op_add(struct op *row)
{
    pthread_rwlock_wrlock(&lock);
    struct err *e = add_locked(row);
    pthread_rwlock_unlock(&lock);
    return e;
}

void op_remove(struct op *row)
{
    pthread_rwlock_wrlock(&lock);
    map_remove(&by_name, str_of(row->name));
    if (row->alias)
        map_remove(&by_name, str_of(row->alias));
    if (row->nr)
        by_number[row->nr] = NULL;
    atomic_store(&table[row->index], NULL);
    pthread_rwlock_unlock(&lock);
}
