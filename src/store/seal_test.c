/* Sealed blocks, with each cipher that this CPU has. */
#include "base/test.h"
#include "store/seal.h"

static const unsigned char key[SEAL_KEY] = "a key for tests, thirty-two byt";
static const unsigned char other_key[SEAL_KEY] = "another key, thirty-two bytes .";
static const struct seal_place here = { 1, 7, 99 };

enum { N = 4048 };
static unsigned char plain[N], sealed[N + SEAL_TRAILER], back[N];

#define each_cipher(c)                                               \
    for (enum seal_cipher c = SEAL_AES256GCM; c < SEAL_CIPHERS; c++) \
        if (seal_cipher_here(c))

TEST(what_was_wrapped_unwraps_at_its_place_only)
{
    each_cipher(c)
    {
        owned(seal) struct seal *s = seal_new(c, key);
        owned(seal) struct seal *other = seal_new(c, other_key);
        random_bytes(plain, N);
        seal_wrap(s, here, plain, N, sealed);
        CHECK(seal_unwrap(s, here, sealed, N, back));
        CHECK(memcmp(plain, back, N) == 0);
        CHECK(!seal_unwrap(s, (struct seal_place){ 2, 7, 99 }, sealed, N, back));
        CHECK(!seal_unwrap(s, (struct seal_place){ 1, 8, 99 }, sealed, N, back));
        CHECK(!seal_unwrap(s, (struct seal_place){ 1, 7, 98 }, sealed, N, back));
        CHECK(!seal_unwrap(other, here, sealed, N, back));
    }
}

TEST(any_flipped_bit_is_noticed)
{
    each_cipher(c)
    {
        owned(seal) struct seal *s = seal_new(c, key);
        seal_wrap(s, here, plain, N, sealed);
        for (size_t bit = 0; bit < sizeof sealed * 8; bit += 7) {
            sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
            CHECK(!seal_unwrap(s, here, sealed, N, back));
            sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        CHECK(seal_unwrap(s, here, sealed, N, back));
    }
}

TEST(the_same_block_never_looks_the_same_twice)
{
    each_cipher(c)
    {
        static unsigned char again[N + SEAL_TRAILER];
        owned(seal) struct seal *s = seal_new(c, key);
        seal_wrap(s, here, plain, N, sealed);
        seal_wrap(s, here, plain, N, again);
        CHECK(memcmp(sealed, again, N) != 0);
        CHECK(memcmp(sealed + N, again + N, SEAL_NONCE) != 0);
    }
}

TEST(a_reader_follows_more_sessions_of_writing_than_it_remembers)
{
    enum { SESSIONS = 40 };
    static unsigned char blocks[SESSIONS][N + SEAL_TRAILER];
    owned(seal) struct seal *reader = seal_new(seal_cipher_best(), key);
    for (int i = 0; i < SESSIONS; i++) {
        owned(seal) struct seal *writer = seal_new(seal_cipher_best(), key);
        seal_wrap(writer, here, plain, N, blocks[i]);
    }
    for (int i = 0; i < 2 * SESSIONS; i++)
        CHECK(seal_unwrap(reader, here, blocks[i % SESSIONS], N, back));
}

TEST(keys_for_different_purposes_and_names_differ)
{
    unsigned char a[SEAL_KEY], b[SEAL_KEY], c[SEAL_KEY];
    seal_derive(key, "one", STR("x"), a);
    seal_derive(key, "two", STR("x"), b);
    seal_derive(key, "one", STR("y"), c);
    CHECK(memcmp(a, b, SEAL_KEY) != 0);
    CHECK(memcmp(a, c, SEAL_KEY) != 0);
}
