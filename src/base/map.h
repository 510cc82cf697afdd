/* map: from text to pointers.
 *
 * Open addressing with a hash keyed per process (SipHash-1-3), so that names chosen outside
 * cannot be made to collide. Keys are borrowed: they live as long as their entry. Values are
 * never NULL. Not safe for several threads at once. */
#pragma once
#include "base/str.h"

struct map_slot {
    uint64_t hash;
    struct str key;
    void *value; /* NULL: free */
};

struct map {
    struct map_slot *slots;
    size_t count, cap; /* cap is 0 or a power of two */
};

void map_init(struct map *m);
void map_done(struct map *m);
DEFINE_OWNED_VALUE(map)

void *map_get(const struct map *m, struct str key); /* or NULL */

/* Puts `value` there and returns what was there before, or NULL. */
void *map_put(struct map *m, struct str key, void *value);
void *map_remove(struct map *m, struct str key); /* what was there, or NULL */

/* In no order; the map must not change meanwhile. */
#define map_each(m, slot)                                                                \
    for (const struct map_slot *slot = (m)->slots; slot < (m)->slots + (m)->cap; slot++) \
        if (slot->value)

uint64_t hash_keyed(struct str s);
