/* What the two decoders, of JSON (decode.c) and of packed bytes (unpack.c), share: where in a
 * value we are, and the bounds. An error says which value it means (`items[3].name`), what came
 * and what was wanted; secrets are never quoted. */
#pragma once
#include "op/shape.h"

/* Lives on the stack of the descent. */
struct spot {
    const struct spot *up;
    struct str name; /* empty: an item */
    size_t index;
};

PRINTF_LIKE(3, 4)
struct err *check_wrong(const struct spot *p, const char *reason, const char *fmt, ...);

struct err *check_range(const struct spot *p, const struct field *f, int64_t v);
struct err *check_time(const struct spot *p, int64_t v);
struct err *check_count(const struct spot *p, const struct field *f, uint64_t v);
struct err *check_real(const struct spot *p, const struct field *f, double v);
struct err *check_length(const struct spot *p, const struct field *f, size_t len);
struct err *check_text(const struct spot *p, const struct field *f, struct str text);
struct err *check_list_length(const struct spot *p, const struct field *f, size_t n);
struct err *check_null(const struct spot *p, const struct field *f);
struct err *check_missing(const struct spot *up, const struct field *f);
