/* toml: TOML 1.0, for configuration that people write.
 *
 * Parsing builds a tree in an arena, with copies of all text, so the input may go. Every value
 * knows its line and column: whoever finds it wrong later answers toml_bad(). It also knows its
 * bytes: whoever changes it can leave the rest of the text as it is. Tables keep the order they
 * were written in and find a name in logarithmic time.
 *
 * Where the specification leaves room: newlines in multi-line strings become "\n"; a byte order
 * mark at the start is passed over; fractions of a second are cut after the nanosecond; a float
 * past the largest double is an error. */
#pragma once
#include "base/base.h"

enum toml_kind {
    TOML_TEXT,
    TOML_INT,
    TOML_REAL,
    TOML_BOOL,
    TOML_TIME,
    TOML_ARRAY,
    TOML_TABLE,
};

/* A moment if it has all three; a local one, a day or a time of day if it has less. */
struct toml_time {
    bool has_date, has_time, has_offset;
    uint8_t month, day, hour, minute, second; /* 60 for a leap second */
    uint16_t year;
    int16_t offset_minutes; /* east of UTC */
    uint32_t nanosecond;
};

struct toml_entry;

/* The bytes of the text that a value stands in, and where its statement (`a.b = 1`) or member
 * begins. A table stands in its [header] or its braces; one that only dotted names or longer
 * headers speak of stands nowhere, and `to` is 0. */
struct toml_span {
    uint32_t statement, from, to;
};

struct toml {
    enum toml_kind kind;
    unsigned line, column;
    struct toml_span span;
    union {
        struct str text;
        int64_t integer;
        double real;
        bool boolean;
        struct toml_time time;
        struct {
            struct toml_entry *first, *last;
            struct toml_entry *index; /* of a table: see toml_tree.c */
            uint32_t count;
            uint32_t section;     /* the reader's: see toml_tree.c */
            unsigned char origin; /* enum toml_origin */
        };
    };
};

/* A member of a table, or an item of an array, whose name is then empty. */
struct toml_entry {
    struct str name;
    struct toml value;
    struct toml_entry *next;
    struct toml_entry *child[4];
};

/* ERR_INVALID says line and column and carries them as details. ERR_LIMIT for more than
 * TOML_BYTES_MOST, for nesting over TOML_DEPTH_MOST and when the arena is full. */
struct err *toml_parse(struct str text, struct arena *a, const struct toml **out_root);

/* NULL if `t` is NULL, no table, or has no such name. */
const struct toml *toml_get(const struct toml *t, struct str name);

/* The first entry of a table or an array; NULL for other kinds. Follow `next`. */
const struct toml_entry *toml_first(const struct toml *t);
#define toml_each(t, e) for (const struct toml_entry *e = toml_first(t); e; e = e->next)

/* "a string", "a table", for messages. */
const char *toml_kind_name(enum toml_kind kind);

/* ERR_INVALID about a value that is well-formed but will not do. */
struct err *toml_bad(const struct toml *value, const char *reason, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
