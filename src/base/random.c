/* Random bytes: see random.h. Small requests are served from a block per thread, so that an id
 * does not cost a system call; a fork would share that block, and pith forks only its zygote,
 * before the first byte is asked for. */
#include "base/random.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static _Atomic uint64_t test_seed;

static void from_kernel(void *out, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = getrandom((char *)out + done, n - done, 0);
        if (got < 0 && errno != EINTR) {
            perror("pith: getrandom");
            abort();
        }
        done += got > 0 ? (size_t)got : 0;
    }
}

/* splitmix64: one stream for all threads, which is what a deterministic run wants. */
static uint64_t next_seeded(void)
{
    uint64_t z = atomic_fetch_add(&test_seed, 0x9e3779b97f4a7c15u) + 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void from_seed(void *out, size_t n)
{
    for (size_t at = 0; at < n;) {
        uint64_t word = next_seeded();
        size_t piece = n - at < sizeof word ? n - at : sizeof word;
        memcpy((char *)out + at, &word, piece);
        at += piece;
    }
}

void random_bytes(void *out, size_t n)
{
    static _Thread_local unsigned char block[256];
    static _Thread_local size_t left;
    if (atomic_load_explicit(&test_seed, memory_order_relaxed)) {
        from_seed(out, n);
    } else if (n > sizeof block / 4) {
        from_kernel(out, n);
    } else {
        if (left < n) {
            from_kernel(block, sizeof block);
            left = sizeof block;
        }
        left -= n;
        memcpy(out, block + left, n);
        memset(block + left, 0, n); /* what was given out is not kept */
    }
}

uint64_t random_u64(void)
{
    uint64_t v;
    random_bytes(&v, sizeof v);
    return v;
}

void random_use_seed(uint64_t seed)
{
    atomic_store(&test_seed, seed);
}
