/* toml_priv: what the files of the TOML reader share.
 *
 * toml_parse.c reads lines, keys and headers; toml_value.c values; toml_string.c,
 * toml_number.c and toml_time.c one kind each; toml_tree.c knows which tables may be
 * continued. Each reads at `at` and leaves `at` behind what it took. */
#pragma once
#include "base/place.h"
#include "base/toml.h"

struct toml_reader {
    const char *at, *start, *end;
    const char *whole;  /* where spans count from: `start`, or the byte order mark before it */
    struct place place; /* of the last value asked about */
    struct arena *arena;
    struct buf *text; /* of the string or number being read */
    struct toml *root, *table;
    uint32_t section, sections; /* the present one; how many there were */
    unsigned depth;
};

struct toml_key {
    const char *at;
    struct str name;
};

/* A dotted key; `part[count - 1]` names the value itself. */
struct toml_path {
    size_t count;
    struct toml_key part[TOML_DEPTH_MOST];
};

/* ERR_INVALID that names line and column of `at`. */
struct err *toml_bad_at(struct toml_reader *r, const char *at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* `at` is not before the last place asked about. */
void toml_set_place(struct toml_reader *r, struct toml *value, const char *at);

/* From `statement` on, and as a value from `from` to here. */
void toml_set_span(const struct toml_reader *r, struct toml *value, const char *statement,
                   const char *from);

bool toml_take(struct toml_reader *r, char c);
void toml_skip_blanks(struct toml_reader *r);
/* Blanks, comments and newlines. */
struct err *toml_skip_lines(struct toml_reader *r);
/* How long the newline at `at` is: "\n", "\r\n", or 0 for none. */
size_t toml_newline(const struct toml_reader *r, const char *at);

struct err *toml_read_path(struct toml_reader *r, struct toml_path *out);
/* Name, equals sign and value, into `table`. */
struct err *toml_read_member(struct toml_reader *r, struct toml *table);
/* Of the statement that began at `statement`. */
struct err *toml_read_value(struct toml_reader *r, const char *statement, struct toml *out);
/* At a quote. A name stays on one line. */
struct err *toml_read_string(struct toml_reader *r, bool is_name, struct str *out);
/* `word` is what stands where a number or a time does. */
struct err *toml_read_number(struct toml_reader *r, struct str word, struct toml *out);
bool toml_is_time(struct str word);
struct err *toml_read_time(struct toml_reader *r, struct str word, struct toml *out);

/* The table that `path` names in a header, made or continued. */
struct err *toml_open_table(struct toml_reader *r, const struct toml_path *path,
                            struct toml **out_table);
/* A new table at the end of the array that `path` names. */
struct err *toml_open_item(struct toml_reader *r, const struct toml_path *path,
                           struct toml **out_table);
/* A place for the value of a dotted key in `table`. */
struct err *toml_add_member(struct toml_reader *r, struct toml *table, const struct toml_path *path,
                            struct toml **out_value);
struct err *toml_add_item(struct toml_reader *r, struct toml *array, struct toml **out_value);
/* An inline table's start, and a section of its own: nothing outside its braces adds to it. */
void toml_start_inline(struct toml_reader *r, struct toml *table);
void toml_start_array(struct toml *array);
