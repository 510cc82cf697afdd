/* setting: the rows of settings.def, and values as each kind reads and writes them.
 *
 * A value has three spellings: the text that people type (5m), the literal in a TOML file
 * ("5m"), and what programs use (300000). All doors take the first. */
#pragma once
#include "base/toml.h"

enum setting_kind {
    KIND_CHOICE,
    KIND_COUNT,
    KIND_MS,
    KIND_PATH,
    KIND_WORDS,
    KIND_PLACES,
    KIND_SECRET,
    KINDS
};

/* `number` for CHOICE (an index), COUNT and MS; `text` for the others, as it was written. */
struct setting_value {
    int64_t number;
    struct str text;
};

struct setting {
    const char *path, *doc;
    enum setting_kind kind;
    bool live;       /* else a change waits for the next start */
    bool for_folder; /* whether a folder's file may set it */
    struct setting_value fallback;
    int64_t least, most;
    const char *const *choices; /* ends with NULL; NULL for other kinds */
};

extern const struct setting settings[]; /* by enum config_key */

/* Index into `settings`, or -1. */
int setting_named(struct str path);
/* ERR_NOT_FOUND suggests a name. */
struct err *setting_find(struct str path, int *out_nr);
/* The row whose path is like `path`, or NULL. */
const struct setting *setting_near(struct str path);

/* ERR_INVALID "bad_value" says what the setting takes. A text value is borrowed from `text`. */
struct err *setting_read(const struct setting *row, struct str text, struct setting_value *out);
struct err *setting_read_toml(const struct setting *row, const struct toml *v,
                              struct setting_value *out);

bool setting_same(const struct setting_value *a, const struct setting_value *b);

/* As people type it; a secret as (secret). */
void setting_show(const struct setting *row, const struct setting_value *v, struct buf *out);
/* As it stands behind the equals sign in a file; a secret as itself. */
void setting_write(const struct setting *row, const struct setting_value *v, struct buf *out);
/* "a whole number from 1 to 10" */
void setting_takes(const struct setting *row, struct buf *out);
