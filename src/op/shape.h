/* shape: the form of a struct, as data.
 *
 * One decoder and one encoder, driven by these tables, serve every op and every door. Static
 * shapes are written by opgen from the .def tables and carry offsets into generated structs;
 * shapes that arrive at run time are built from JSON Schema (schema.c) and carry offsets into
 * memory that only the tables know. */
#pragma once
#include "base/json.h"
#include "base/secret.h"

/* The C type that each wire type has; REC is the record's struct itself, in place. */
enum type {
    TYPE_BOOL,   /* bool */
    TYPE_INT,    /* int64_t */
    TYPE_COUNT,  /* uint64_t, at most 2^53 - 1 */
    TYPE_REAL,   /* double */
    TYPE_TEXT,   /* struct str: UTF-8 without U+0000 */
    TYPE_PATH,   /* struct str: bytes of a path, no NUL; as text see base/file_name.h */
    TYPE_BYTES,  /* struct bytes */
    TYPE_TIME,   /* int64_t: milliseconds since 1970, UTC */
    TYPE_MS,     /* uint64_t: a duration in milliseconds */
    TYPE_SECRET, /* struct secret: as TEXT, but never printed */
    TYPE_JSON,   /* const struct json *: anything */
    TYPE_ENUM,   /* an enum: int */
    TYPE_REC,    /* a struct */
    TYPES
};
const char *type_name(enum type t);
size_t type_size(enum type t); /* 0 for REC, whose shape knows */
size_t type_align(enum type t);

/* What a parameter is to the outside: who, where, what to run; what is said; neither. */
enum role { ROLE_PLAIN, ROLE_TARGET, ROLE_CONTENT };
const char *role_name(enum role r);

/* An optional parameter without a default has a `has_` field beside it. */
enum given { ABSENT, GIVEN, GIVEN_NULL };

/* Bytes in memory, or a range of an open file that a door may send without reading it. */
struct bytes {
    const char *ptr;
    size_t len;
    const struct file_range *file; /* NULL: in memory */
    bool apart;                    /* the door has sent them; only their number is encoded */
};
struct file_range {
    int fd; /* lives as long as the call */
    uint64_t offset, len;
};

struct str_list {
    struct str *items;
    size_t count;
};
struct int_list {
    int64_t *items;
    size_t count;
};
struct count_list {
    uint64_t *items;
    size_t count;
};
struct real_list {
    double *items;
    size_t count;
};
struct bool_list {
    bool *items;
    size_t count;
};
struct json_list {
    const struct json **items;
    size_t count;
};
/* What all lists look like to the tables. */
struct any_list {
    void *items;
    size_t count;
};

struct choice {
    struct str name;
    const char *doc;
};
struct choices {
    const char *name, *doc;
    const struct choice *rows; /* index = the enum's value */
    size_t count;
};

/* NULL: it is none of them. */
static inline const char *choice_name(const struct choices *c, uint64_t value)
{
    return value < c->count ? c->rows[value].name.ptr : NULL;
}

struct field {
    struct str name;
    const char *doc;
    enum type type;
    enum role role;
    bool list;     /* `least` and `most` then count items */
    bool optional; /* may be absent: `fallback` if has_at is NO_HAS, else absent is kept */
    uint32_t at;   /* offset of the value */
    uint32_t has_at;
    int64_t least, most; /* numbers: value; text and bytes: length in bytes; both 0: any */
    const struct shape *rec;
    const struct choices *choices;
    union {
        int64_t integer; /* BOOL, INT, COUNT, TIME, MS, ENUM */
        double real;
        struct str text; /* TEXT, PATH, SECRET */
    } fallback;
};
#define NO_HAS UINT32_MAX

struct shape {
    const char *name, *doc;
    const struct field *fields;
    size_t count, size, align;
};

const struct field *shape_field(const struct shape *s, struct str name); /* or NULL */

/* Fills `out` (s->size bytes, zeroed) from a JSON object; texts are borrowed from the tree.
 * Errors name the parameter by path (`items[3].name`), its bounds and what came instead. */
struct err *shape_decode(const struct shape *s, const struct json *object, struct arena *a,
                         void *out);
/* Fills in defaults only, for callers in C. */
void shape_defaults(const struct shape *s, void *out);

void shape_encode(const struct shape *s, const void *value, struct json_out *o);

/* The packed form, for programs that share memory with us: fields in their order, numbers in
 * eight bytes (little end first), BOOL in one, ENUM in two; text, bytes and JSON's text behind
 * their length in four, items of a list behind their number. In front of each optional field
 * stands one byte, enum given. Both ends need the same shape; its hash says whether they have it.
 *
 * Arguments are checked as the JSON decoder does it, with the same errors; results of others have
 * no bounds but the packet's. Unpacked texts are borrowed from `packed`. */
enum packed_as { PACKED_ARGS, PACKED_RESULT };
void shape_pack(const struct shape *s, const void *value, enum packed_as as, struct buf *out);
struct err *shape_unpack(const struct shape *s, struct str packed, enum packed_as as,
                         struct arena *a, void *out);
/* Of names, types and order, the same in every run; bounds and texts for people are not in it.
 * Never 0. */
uint32_t shape_hash(const struct shape *s);

/* One value from words of a command line: `path=README.md`, `tags=a tags=b`, `where.name=x`,
 * `body=@file` (read by `read_file`). Writes the JSON object that a door takes. */
struct words {
    const char *const *word;
    size_t count;
    struct err *(*read_file)(struct str name, struct arena *a, struct str *out);
};
struct err *shape_from_words(const struct shape *s, const struct words *w, struct arena *a,
                             struct json_out *o);

/* JSON Schema (draft 2020-12) of the object, and a shape from one. */
void shape_schema(const struct shape *s, struct json_out *o);
struct err *shape_from_schema(const struct json *schema, struct str name, struct arena *a,
                              const struct shape **out_shape);
