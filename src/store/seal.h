/* seal: a block of bytes, encrypted and bound to its place.
 *
 * A sealed block is the ciphertext, as long as the plaintext, and a trailer of 48 bytes: a
 * nonce of 24, a tag of 16, and 8 that name the key. What is bound in besides the key is the
 * place, so that a block moved elsewhere does not open. An older block put back at its own
 * place does: nothing on one disk can tell.
 *
 * AES-256-GCM runs under a subkey derived from the first half of the nonce, the second half
 * being its nonce: GCM's 12 bytes alone would be too few for random nonces under one key. The
 * first half is drawn once for each seal, so that a writer derives one subkey and a reader one
 * for each session of writing that it meets. XChaCha20-Poly1305 takes all 24 as they are.
 *
 * A seal is used by one thread at a time. */
#pragma once
#include "base/base.h"

enum {
    SEAL_KEY = 32,
    SEAL_KEY_ID = 8,
    SEAL_NONCE = 24,
    SEAL_TAG = 16,
    SEAL_TRAILER = SEAL_NONCE + SEAL_TAG + SEAL_KEY_ID,
};

/* The numbers lie on disk. */
enum seal_cipher { SEAL_NO_CIPHER, SEAL_AES256GCM, SEAL_XCHACHA20, SEAL_CIPHERS };

const char *seal_cipher_name(enum seal_cipher cipher);
enum seal_cipher seal_cipher_named(struct str name); /* SEAL_NO_CIPHER if there is none such */
bool seal_cipher_here(enum seal_cipher cipher);      /* whether this CPU can */
enum seal_cipher seal_cipher_best(void);

/* Where a block lies: which kind of place, which one there, and which life of the file. */
struct seal_place {
    uint32_t kind, number;
    uint64_t life;
};

struct seal;
struct seal *seal_new(enum seal_cipher cipher, const unsigned char key[SEAL_KEY]);
void seal_free(struct seal *s);
DEFINE_OWNED(seal)

/* `out` has room for n + SEAL_TRAILER bytes and is not `plain`. */
void seal_wrap(struct seal *s, struct seal_place place, const void *plain, size_t n, void *out);
/* False if this is not what was wrapped with this key for this place; `out` is then unspecified. */
bool seal_unwrap(struct seal *s, struct seal_place place, const void *sealed, size_t n, void *out);

/* From the kernel, also where tests make other random bytes repeatable. */
void seal_new_key(unsigned char out[SEAL_KEY]);
/* A tag for what is not secret. `purpose` keeps uses of one key apart. */
void seal_mac(const unsigned char key[SEAL_KEY], const char *purpose, struct str bytes,
              unsigned char out[SEAL_TAG]);
/* A key for `purpose` and `name` from another. */
void seal_derive(const unsigned char key[SEAL_KEY], const char *purpose, struct str name,
                 unsigned char out[SEAL_KEY]);
void seal_key_id(const unsigned char key[SEAL_KEY], unsigned char out[SEAL_KEY_ID]);
