/* id: typed 128-bit ids, ordered by time.
 *
 * 48 bits of milliseconds, then 80 random bits (within one millisecond a thread counts up, so
 * that its ids stay in order). As text: a prefix that names the type, then 26 characters that
 * sort as the number does: `ses_01jd2k…`. DEFINE_ID(session, "ses") makes `session_id` a type
 * of its own, so that a chain's id cannot be passed where a session's is meant. */
#pragma once
#include "base/encode.h"
#include "base/str.h"

struct id128 {
    uint64_t hi, lo;
};

enum { ID_TEXT_MOST = 8 + 1 + BASE32_128_LEN + 1 };

struct id128 id128_new(void);
struct str id128_write(struct id128 id, const char *prefix, char out[ID_TEXT_MOST]);
bool id128_read(struct str text, const char *prefix, struct id128 *out);
static inline bool id128_eq(struct id128 a, struct id128 b)
{
    return a.hi == b.hi && a.lo == b.lo;
}
static inline bool id128_is_none(struct id128 id)
{
    return !(id.hi | id.lo);
}

#define DEFINE_ID(name, prefix)                                                                \
    typedef struct {                                                                           \
        struct id128 raw;                                                                      \
    } name##_id;                                                                               \
    __attribute__((unused)) static inline name##_id name##_id_new(void)                        \
    {                                                                                          \
        return (name##_id){ id128_new() };                                                     \
    }                                                                                          \
    __attribute__((unused)) static inline struct str name##_id_write(name##_id id,             \
                                                                     char out[ID_TEXT_MOST])   \
    {                                                                                          \
        return id128_write(id.raw, prefix, out);                                               \
    }                                                                                          \
    __attribute__((unused)) static inline bool name##_id_read(struct str text, name##_id *out) \
    {                                                                                          \
        return id128_read(text, prefix, &out->raw);                                            \
    }                                                                                          \
    __attribute__((unused)) static inline bool name##_id_eq(name##_id a, name##_id b)          \
    {                                                                                          \
        return id128_eq(a.raw, b.raw);                                                         \
    }
