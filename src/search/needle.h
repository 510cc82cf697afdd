/* needle: the text that is looked for, literal or a regular expression (PCRE2).
 *
 * What is found is a place in a line. Regular expressions are tried over many lines at once,
 * which is where their speed is, and then confirmed on the line alone; those that could miss a
 * line in that way (they look behind, or do not give back) are tried line by line. None holds a
 * worker for long: see effort.h. */
#pragma once
#include "base/base.h"

#include <stdatomic.h>

struct needle;     /* shared by threads */
struct needle_use; /* of one thread */

struct needle_options {
    struct str text;
    bool regex, ignore_case, word;
};
/* ERR_INVALID "bad_regex", with the place. */
struct err *needle_new(const struct needle_options *options, struct needle **out);
void needle_free(struct needle *n);
DEFINE_OWNED(needle)

/* Whoever sets `stop` ends what it is at; NULL: nobody does. */
struct needle_use *needle_use_new(const struct needle *n, const atomic_bool *stop);
void needle_use_free(struct needle_use *u);

/* The first place at or behind `from` in `text`, which is made of whole lines and may end without
 * its last line feed. `found` false: there is none. ERR_LIMIT "regex_too_costly" after a second of
 * processor time; ERR_CANCELLED. */
struct needle_place {
    bool found;
    size_t at, line, line_end; /* the line feed is at line_end */
};
struct err *needle_find(struct needle_use *u, struct str text, size_t from,
                        struct needle_place *out);
