/* state: one reading of the whole configuration.
 *
 * The value of every setting, where it comes from, and what was found on the way. Once made it
 * does not change. The sources (source.c) put values in, lowest first, and later ones win. */
#pragma once
#include "config/config.h"
#include "config/setting.h"

enum { PROBLEMS_MOST = 100 };

struct held {
    struct setting_value value;
    enum config_layer layer;
    struct str origin;
};

struct state {
    struct arena arena;
    struct held held[CONFIG_KEYS];
    struct config_problem problems[PROBLEMS_MOST];
    size_t n_problems;
    size_t n_errors, n_file_errors; /* also those that found no room; and of these in files */
    bool used[PLACE_FILES];
    bool fell_back; /* to the copy of what worked last */
};

struct state_wish {
    bool may_fall_back;          /* when files are broken: nobody waits for an answer */
    const struct str *user_text; /* what the person's file would hold; NULL: as it is */
};

/* The built-in values. */
struct state *state_new(void);
/* All sources. */
struct state *state_read(const struct config_places *places, const struct state_wish *wish);
/* The built-in values and what one text says. */
struct state *state_read_text(enum config_layer layer, const char *name, struct str text);
void state_free(struct state *s);
DEFINE_OWNED(state)

/* The first error in a file; NULL if there is none. */
struct err *state_error(const struct state *s);

enum config_layer state_layer(int place);

#define KEPT_FILE "config.kept.toml"

/* --- for sources --- */

/* A place in a file, or a whole file or variable when `line` is 0. */
struct where {
    const char *file;
    unsigned line, column;
};

void state_hold(struct state *s, int key, enum config_layer layer, const struct setting_value *v,
                struct where at);
void state_found(struct state *s, enum config_grade grade, struct where at, const char *hint,
                 const char *fmt, ...) PRINTF_LIKE(5, 6);
void state_found_err(struct state *s, struct where at, struct err *take_e);

void source_toml(struct state *s, enum config_layer layer, const char *name, struct str text);
void source_variables(struct state *s, char *const *variables);
void source_words(struct state *s, const char *const *words);
