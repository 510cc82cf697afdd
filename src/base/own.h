/* Ownership by scope.
 *
 *     owned(store) struct store *s = store_new();   freed when it leaves the block
 *     *out_store = give(s);                         moves: `s` is NULL from here on
 *
 * A module makes its type fit for `owned` with DEFINE_OWNED(store) after declaring
 * store_free(), or DEFINE_OWNED_VALUE(buf) for what lives in the caller's storage and
 * ends with buf_done(). */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define owned(type) __attribute__((cleanup(type##_leave), unused))

#define DEFINE_OWNED(type)                           \
    static inline void type##_leave(struct type **p) \
    {                                                \
        type##_free(*p);                             \
    }

#define DEFINE_OWNED_VALUE(type)                    \
    static inline void type##_leave(struct type *p) \
    {                                               \
        type##_done(p);                             \
    }

#define give(p)                                \
    ({                                         \
        __auto_type give_from_ = &(p);         \
        __auto_type give_value_ = *give_from_; \
        *give_from_ = NULL;                    \
        give_value_;                           \
    })

/* A descriptor that closes itself; -1 is "none". `give_fd` moves it out. */
void fd_leave(int *fd);
#define owned_fd __attribute__((cleanup(fd_leave), unused))
#define give_fd(fd)                    \
    ({                                 \
        int *give_from_ = &(fd);       \
        int give_value_ = *give_from_; \
        *give_from_ = -1;              \
        give_value_;                   \
    })

#define COUNT_OF(array)               (sizeof(array) / sizeof((array)[0]))
#define CONTAINER_OF(ptr, type, part) ((type *)(void *)((char *)(ptr)-offsetof(type, part)))
#define PRINTF_LIKE(fmt, first)       __attribute__((format(printf, fmt, first)))
#define LIKELY(x)                     __builtin_expect(!!(x), 1)
#define UNLIKELY(x)                   __builtin_expect(!!(x), 0)
#define MIN_OF(a, b)                  ((a) < (b) ? (a) : (b))
#define MAX_OF(a, b)                  ((a) > (b) ? (a) : (b))
