/* Maps: see map.h. Linear probing at a load of at most 3/4; removal shifts back, so there are
 * no tombstones. */
#include "base/map.h"

#include "base/mem.h"
#include "base/random.h"

#include <pthread.h>

static uint64_t key0, key1;
static pthread_once_t keyed = PTHREAD_ONCE_INIT;

static void choose_key(void)
{
    key0 = random_u64();
    key1 = random_u64();
}

static uint64_t rotl(uint64_t x, int n)
{
    return x << n | x >> (64 - n);
}

struct sip {
    uint64_t a, b, c, d;
};

static void sip_round(struct sip *s)
{
    s->a += s->b, s->b = rotl(s->b, 13) ^ s->a, s->a = rotl(s->a, 32);
    s->c += s->d, s->d = rotl(s->d, 16) ^ s->c;
    s->a += s->d, s->d = rotl(s->d, 21) ^ s->a;
    s->c += s->b, s->b = rotl(s->b, 17) ^ s->c, s->c = rotl(s->c, 32);
}

static void sip_word(struct sip *s, uint64_t word)
{
    s->d ^= word;
    sip_round(s);
    s->a ^= word;
}

uint64_t hash_keyed(struct str text)
{
    pthread_once(&keyed, choose_key);
    struct sip s = { key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d,
                     key0 ^ 0x6c7967656e657261, key1 ^ 0x7465646279746573 };
    uint64_t word;
    size_t i = 0;
    for (; i + sizeof word <= text.len; i += sizeof word) {
        memcpy(&word, text.ptr + i, sizeof word);
        sip_word(&s, word);
    }
    word = (uint64_t)text.len << 56;
    if (text.len > i)
        memcpy(&word, text.ptr + i, text.len - i); /* at most 7 bytes: the length byte stays */
    sip_word(&s, word);
    s.c ^= 0xff;
    for (int round = 0; round < 3; round++)
        sip_round(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

void map_init(struct map *m)
{
    *m = (struct map){ 0 };
}

void map_done(struct map *m)
{
    mem_free(m->slots);
    map_init(m);
}

/* The slot that holds `key`, or the free one where it belongs. */
static struct map_slot *find(const struct map *m, struct str key, uint64_t hash)
{
    size_t at = hash & (m->cap - 1);
    while (m->slots[at].value && !(m->slots[at].hash == hash && str_eq(m->slots[at].key, key)))
        at = (at + 1) & (m->cap - 1);
    return &m->slots[at];
}

void *map_get(const struct map *m, struct str key)
{
    return m->cap ? find(m, key, hash_keyed(key))->value : NULL;
}

static void grow(struct map *m)
{
    struct map old = *m;
    m->cap = old.cap ? old.cap * 2 : 8;
    m->slots = mem_new(m->cap * sizeof *m->slots);
    map_each (&old, slot)
        *find(m, slot->key, slot->hash) = *slot;
    mem_free(old.slots);
}

void *map_put(struct map *m, struct str key, void *value)
{
    if (m->count + 1 > m->cap / 4 * 3)
        grow(m);
    uint64_t hash = hash_keyed(key);
    struct map_slot *slot = find(m, key, hash);
    void *before = slot->value;
    *slot = (struct map_slot){ hash, key, value };
    m->count += before == NULL;
    return before;
}

void *map_remove(struct map *m, struct str key)
{
    if (!m->cap)
        return NULL;
    struct map_slot *slot = find(m, key, hash_keyed(key));
    void *before = slot->value;
    if (!before)
        return NULL;
    size_t hole = (size_t)(slot - m->slots), mask = m->cap - 1;
    for (size_t i = (hole + 1) & mask; m->slots[i].value; i = (i + 1) & mask) {
        size_t home = m->slots[i].hash & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) { /* it may move back to the hole */
            m->slots[hole] = m->slots[i];
            hole = i;
        }
    }
    m->slots[hole] = (struct map_slot){ 0 };
    m->count--;
    return before;
}
