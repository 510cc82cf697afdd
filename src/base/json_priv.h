/* json_priv: what the files of the JSON reader share.
 *
 * json_parse.c walks values, arrays and objects; json_string.c and json_number.c read one
 * token each; json_names.c settles names met twice. Each reads at `at` and leaves `at` behind
 * what it took. */
#pragma once
#include "base/json.h"

/* Items and members wait here until their container closes and its size is known, and so does
 * an escaped string, above them. */
struct json_pile {
    char *bytes;
    size_t used, cap, most;
    bool on_heap;
};

struct json_reader {
    const char *at, *start, *end;
    struct arena *arena;
    unsigned depth, depth_most;
    bool last_duplicate_wins;
    struct json_pile pile;
};

/* A member on the pile, with the place of its name for the message about a second one. */
struct json_pending {
    struct json_member member;
    const char *at;
};

/* Room for `size` bytes on top, not yet counted in `used`; it may move the pile. Or NULL. */
void *json_pile_room(struct json_pile *pile, size_t size);

/* ERR_INVALID that names line and column of `at`. */
struct err *json_bad(const struct json_reader *r, const char *at, const char *reason,
                     const char *fmt, ...) PRINTF_LIKE(4, 5);

/* `at` is behind the opening quote; afterwards behind the closing one. */
struct err *json_read_text(struct json_reader *r, struct str *out);
struct err *json_read_number(struct json_reader *r, struct json *out);

/* Refuses a name met twice among `count` members, or lets the last win and lowers `*count`. */
struct err *json_settle_names(struct json_reader *r, size_t first, uint32_t *count);
