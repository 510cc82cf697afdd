/* Names met twice in one JSON object.
 *
 * Few names are compared pairwise, and seldom even that: a 64-bit sieve tells that most cannot
 * be alike. Many go through a table keyed per process, so that the work stays linear whatever
 * the names are. The table lies on top of the pile, which is dropped with the object. */
#include "base/json_priv.h"

enum { FEW = 16 };

static struct err *twice(const struct json_reader *r, const struct json_pending *m)
{
    struct str name = utf8_first(m->member.name, 64);
    return json_bad(r, m->at, "duplicate_name", "the name \"%.*s\" is here for the second time",
                    STR_ARGS(name));
}

static uint64_t sieve_bit(struct str name)
{
    unsigned ends = name.len
                        ? (unsigned char)name.ptr[0] * 5u + (unsigned char)name.ptr[name.len - 1]
                        : 0;
    return UINT64_C(1) << ((name.len * 3 + ends) & 63);
}

/* The place of `name` among the first `n`, or `n`. */
static uint32_t find_among_few(const struct json_pending *m, uint32_t n, struct str name)
{
    uint32_t k = 0;
    while (k < n && !str_eq(m[k].member.name, name))
        k++;
    return k;
}

static struct err *settle_few(const struct json_reader *r, struct json_pending *m, uint32_t *count)
{
    uint64_t sieve = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < *count; i++) {
        uint64_t bit = sieve_bit(m[i].member.name);
        uint32_t k = sieve & bit ? find_among_few(m, kept, m[i].member.name) : kept;
        if (k < kept && !r->last_duplicate_wins)
            return twice(r, &m[i]);
        kept += k == kept;
        m[k] = m[i];
        sieve |= bit;
    }
    *count = kept;
    return NULL;
}

/* Slots hold a place plus one; 0 is free. */
static uint32_t *find_slot(uint32_t *slots, uint32_t mask, const struct json_pending *m,
                           struct str name)
{
    uint32_t at = (uint32_t)hash_keyed(name) & mask;
    while (slots[at] && !str_eq(m[slots[at] - 1].member.name, name))
        at = (at + 1) & mask;
    return &slots[at];
}

static struct err *settle_many(struct json_reader *r, size_t first, uint32_t *count)
{
    uint32_t size = 4 * FEW, kept = 0;
    while (size / 2 < *count)
        size *= 2;
    uint32_t *slots = json_pile_room(&r->pile, size * sizeof *slots);
    TRY_ROOM(slots);
    memset(slots, 0, size * sizeof *slots);
    struct json_pending *m = (void *)(r->pile.bytes + first);
    for (uint32_t i = 0; i < *count; i++) {
        uint32_t *slot = find_slot(slots, size - 1, m, m[i].member.name);
        if (*slot && !r->last_duplicate_wins)
            return twice(r, &m[i]);
        if (!*slot)
            *slot = ++kept;
        m[*slot - 1] = m[i];
    }
    *count = kept;
    return NULL;
}

struct err *json_settle_names(struct json_reader *r, size_t first, uint32_t *count)
{
    if (*count <= FEW)
        return settle_few(r, (void *)(r->pile.bytes + first), count);
    return settle_many(r, first, count);
}
