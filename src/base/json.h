/* json: RFC 8259, strictly.
 *
 * Parsing builds a tree in an arena; arrays and objects are contiguous, so walking one is an
 * index. Text must be UTF-8 without a byte order mark; depth is bounded; a name met twice in
 * one object is an error (or the last wins, if the policy says so). U+0000 survives, since
 * strings carry their length; a lone surrogate is refused. Strings without escapes point into
 * the input, so the input must live as long as the tree (json_parse_copy() when it does not).
 *
 * Numbers keep what was written:
 *     12, -3                 JSON_INT, or JSON_UINT above INT64_MAX: exact
 *     0.1, 1e3, -0           JSON_REAL, the nearest double
 *     30 digits, 1e400,      JSON_BIG, the text: integers past 64 bits; more than 17 significant
 *     1e-400                 digits; what would become infinite or, not being zero, zero
 *
 * Writing appends to a bounded buffer, whose `full` says that something is missing. Misuse (a
 * value without its name) is caught by assert. What was written reads back as the same tree. */
#pragma once
#include "base/base.h"

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_INT,  /* fits int64_t */
    JSON_UINT, /* above INT64_MAX, fits uint64_t */
    JSON_REAL,
    JSON_BIG, /* a number kept as its text */
    JSON_TEXT,
    JSON_ARRAY,
    JSON_OBJECT,
    JSON_RAW, /* text that is JSON already: only to be written, never read */
};

struct json {
    enum json_kind kind;
    uint32_t count; /* of items or members */
    union {
        bool boolean;
        int64_t integer;
        uint64_t natural;
        double real;
        struct str text; /* JSON_TEXT, JSON_BIG, JSON_RAW */
        const struct json *items;
        const struct json_member *members;
    };
};

struct json_member {
    struct str name;
    struct json value;
};

struct json_policy {
    unsigned depth_most;      /* 0: JSON_DEPTH_MOST, which is also the most */
    size_t bytes_most;        /* 0: JSON_BYTES_MOST */
    bool last_duplicate_wins; /* instead of ERR_INVALID "duplicate_name" */
};

/* `policy` may be NULL. ERR_INVALID for what is not JSON: the text says line and column (in
 * characters, from 1), and the details carry them. ERR_LIMIT past the policy or the arena. */
struct err *json_parse(struct str text, const struct json_policy *policy, struct arena *a,
                       const struct json **out_tree);
struct err *json_parse_copy(struct str text, const struct json_policy *policy, struct arena *a,
                            const struct json **out_tree);

/* Borrowed from the tree; NULL if `j` is NULL, of another kind, or has no such name. */
const struct json *json_get(const struct json *j, struct str name);
/* With a default for "absent or of another kind". */
struct str json_get_text(const struct json *j, struct str name, struct str otherwise);
int64_t json_get_int(const struct json *j, struct str name, int64_t otherwise);
double json_get_real(const struct json *j, struct str name, double otherwise); /* any number */
bool json_get_bool(const struct json *j, struct str name, bool otherwise);

/* The double nearest to a number of any kind; 0 for what is no number. */
double json_as_real(const struct json *j);

/* Items of an array, members of an object; NULL past the last, and for other kinds. */
const struct json *json_item(const struct json *array, size_t i);
const struct json_member *json_member(const struct json *object, size_t i);

#define json_each(array, item)                                                    \
    for (const struct json *item##_of = (array), *item = json_item(item##_of, 0); \
         item && item < item##_of->items + item##_of->count; item++)
#define json_each_member(object, m)                                          \
    for (const struct json_member *m = json_member((object), 0),             \
                                  *m##_end = m ? m + (object)->count : NULL; \
         m < m##_end; m++)

struct json_out {
    struct buf *buf;
    unsigned depth, indent; /* 0: compact; else blanks per level */
    bool after_name;
    unsigned char level[JSON_DEPTH_MOST + 1]; /* enum json_level, per depth */
};

void json_out_init(struct json_out *o, struct buf *buf);
void json_begin_object(struct json_out *o);
void json_end_object(struct json_out *o);
void json_begin_array(struct json_out *o);
void json_end_array(struct json_out *o);
void json_name(struct json_out *o, struct str name);
void json_null(struct json_out *o);
void json_bool(struct json_out *o, bool v);
void json_int(struct json_out *o, int64_t v);
void json_uint(struct json_out *o, uint64_t v);
void json_real(struct json_out *o, double v);     /* shortest that reads back equal; NaN: null */
void json_text(struct json_out *o, struct str v); /* bad UTF-8 becomes U+FFFD */
void json_raw(struct json_out *o, struct str v);  /* already JSON */
void json_value(struct json_out *o, const struct json *v);
