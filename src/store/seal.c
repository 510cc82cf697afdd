/* Sealed blocks: see seal.h. A seal lies in locked memory that core dumps leave out, with the
 * subkeys it has expanded: reading a page would otherwise begin with half a microsecond of
 * preparing to. */
#include "store/seal.h"

#include <assert.h>
#include <sodium.h>

enum { HALF = SEAL_NONCE / 2, EPOCHS = 16 };

/* All blocks whose nonce has the same first half. */
struct epoch {
    crypto_aead_aes256gcm_state state;
    unsigned char half[HALF];
    bool set;
};

struct seal {
    struct epoch writing, reading[EPOCHS];
    enum seal_cipher cipher;
    uint32_t written; /* in this epoch */
    unsigned char key[SEAL_KEY], id[SEAL_KEY_ID];
};

struct trailer {
    unsigned char nonce[SEAL_NONCE], tag[SEAL_TAG], key_id[SEAL_KEY_ID];
};
_Static_assert(sizeof(struct trailer) == SEAL_TRAILER, "the trailer lies on disk as it is");
_Static_assert(sizeof(struct seal_place) == 16, "a place is bound in as it is");

/* Deriving. */

static void need_sodium(void)
{
    int code = sodium_init();
    assert(code >= 0); /* it fails only without a source of randomness */
}

static void blake(unsigned char *out, size_t n_out, const unsigned char key[SEAL_KEY],
                  const char *purpose, struct str bytes)
{
    unsigned char personal[crypto_generichash_blake2b_PERSONALBYTES] = { 0 };
    assert(strlen(purpose) <= sizeof personal);
    memcpy(personal, purpose, strlen(purpose));
    crypto_generichash_blake2b_salt_personal(out, n_out, (const unsigned char *)bytes.ptr,
                                             bytes.len, key, SEAL_KEY, NULL, personal);
}

void seal_mac(const unsigned char key[SEAL_KEY], const char *purpose, struct str bytes,
              unsigned char out[SEAL_TAG])
{
    blake(out, SEAL_TAG, key, purpose, bytes);
}

void seal_derive(const unsigned char key[SEAL_KEY], const char *purpose, struct str name,
                 unsigned char out[SEAL_KEY])
{
    blake(out, SEAL_KEY, key, purpose, name);
}

void seal_key_id(const unsigned char key[SEAL_KEY], unsigned char out[SEAL_KEY_ID])
{
    unsigned char whole[SEAL_KEY];
    blake(whole, sizeof whole, key, "pith key id", STR(""));
    memcpy(out, whole, SEAL_KEY_ID);
}

void seal_new_key(unsigned char out[SEAL_KEY])
{
    need_sodium();
    randombytes_buf(out, SEAL_KEY);
}

/* AES-256-GCM. */

static void epoch_begin(struct epoch *e, const struct seal *s, const unsigned char half[HALF])
{
    unsigned char subkey[SEAL_KEY];
    blake(subkey, sizeof subkey, s->key, "pith subkey", (struct str){ (const char *)half, HALF });
    crypto_aead_aes256gcm_beforenm(&e->state, subkey);
    memcpy(e->half, half, HALF);
    e->set = true;
    sodium_memzero(subkey, sizeof subkey);
}

/* The second halves are drawn from the kernel for each block, though counting, or a store of
 * random bytes, would be cheaper: a virtual machine resumed twice from one snapshot would use
 * the same ones twice. */
static const struct epoch *epoch_to_write(struct seal *s)
{
    unsigned char half[HALF];
    if (!s->writing.set || s->written == UINT32_MAX) {
        randombytes_buf(half, sizeof half);
        epoch_begin(&s->writing, s, half);
        s->written = 0;
    }
    s->written++;
    return &s->writing;
}

static const struct epoch *epoch_to_read(struct seal *s, const unsigned char half[HALF])
{
    struct epoch *e = &s->reading[half[0] % EPOCHS];
    if (!e->set || memcmp(e->half, half, HALF) != 0)
        epoch_begin(e, s, half);
    return e;
}

static void aes_wrap(struct seal *s, struct seal_place place, const void *plain, size_t n,
                     void *out, struct trailer *t)
{
    const struct epoch *e = epoch_to_write(s);
    memcpy(t->nonce, e->half, HALF);
    randombytes_buf(t->nonce + HALF, HALF);
    crypto_aead_aes256gcm_encrypt_detached_afternm(out, t->tag, NULL, plain, n,
                                                   (const unsigned char *)&place, sizeof place,
                                                   NULL, t->nonce + HALF, &e->state);
}

static bool aes_unwrap(struct seal *s, struct seal_place place, const void *sealed, size_t n,
                       void *out, const struct trailer *t)
{
    const struct epoch *e = epoch_to_read(s, t->nonce);
    return crypto_aead_aes256gcm_decrypt_detached_afternm(
               out, NULL, sealed, n, t->tag, (const unsigned char *)&place, sizeof place,
               t->nonce + HALF, &e->state) == 0;
}

static bool aes_here(void)
{
    return crypto_aead_aes256gcm_is_available();
}

/* XChaCha20-Poly1305. */

static void chacha_wrap(struct seal *s, struct seal_place place, const void *plain, size_t n,
                        void *out, struct trailer *t)
{
    randombytes_buf(t->nonce, sizeof t->nonce);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(out, t->tag, NULL, plain, n,
                                                        (const unsigned char *)&place, sizeof place,
                                                        NULL, t->nonce, s->key);
}

static bool chacha_unwrap(struct seal *s, struct seal_place place, const void *sealed, size_t n,
                          void *out, const struct trailer *t)
{
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(out, NULL, sealed, n, t->tag,
                                                               (const unsigned char *)&place,
                                                               sizeof place, t->nonce, s->key) == 0;
}

static bool chacha_here(void)
{
    return true;
}

/* Best first among those that a CPU has. */
static const struct cipher {
    const char *name;
    bool (*here)(void);
    void (*wrap)(struct seal *s, struct seal_place place, const void *plain, size_t n, void *out,
                 struct trailer *t);
    bool (*unwrap)(struct seal *s, struct seal_place place, const void *sealed, size_t n, void *out,
                   const struct trailer *t);
} ciphers[SEAL_CIPHERS] = {
    [SEAL_AES256GCM] = { "aes256gcm", aes_here, aes_wrap, aes_unwrap },
    [SEAL_XCHACHA20] = { "xchacha20poly1305", chacha_here, chacha_wrap, chacha_unwrap },
};

const char *seal_cipher_name(enum seal_cipher cipher)
{
    return ciphers[cipher].name;
}

enum seal_cipher seal_cipher_named(struct str name)
{
    for (enum seal_cipher c = SEAL_NO_CIPHER + 1; c < SEAL_CIPHERS; c++)
        if (str_eq(name, str_of(ciphers[c].name)))
            return c;
    return SEAL_NO_CIPHER;
}

bool seal_cipher_here(enum seal_cipher cipher)
{
    need_sodium();
    return ciphers[cipher].here();
}

enum seal_cipher seal_cipher_best(void)
{
    enum seal_cipher c = SEAL_NO_CIPHER + 1;
    while (!seal_cipher_here(c))
        c++;
    return c;
}

/* Seals. */

struct seal *seal_new(enum seal_cipher cipher, const unsigned char key[SEAL_KEY])
{
    need_sodium();
    struct seal *s = sodium_malloc(sizeof *s);
    if (!s)
        return NULL;
    sodium_memzero(s, sizeof *s);
    s->cipher = cipher;
    memcpy(s->key, key, SEAL_KEY);
    seal_key_id(key, s->id);
    return s;
}

void seal_free(struct seal *s)
{
    sodium_free(s);
}

void seal_wrap(struct seal *s, struct seal_place place, const void *plain, size_t n, void *out)
{
    struct trailer t;
    memcpy(t.key_id, s->id, SEAL_KEY_ID);
    ciphers[s->cipher].wrap(s, place, plain, n, out, &t);
    memcpy((char *)out + n, &t, sizeof t);
}

bool seal_unwrap(struct seal *s, struct seal_place place, const void *sealed, size_t n, void *out)
{
    struct trailer t;
    memcpy(&t, (const char *)sealed + n, sizeof t);
    if (memcmp(t.key_id, s->id, SEAL_KEY_ID) != 0)
        return false;
    return ciphers[s->cipher].unwrap(s, place, sealed, n, out, &t);
}
