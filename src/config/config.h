/* config: what a person may set, where it was set, and changing it.
 *
 *     calls_ms = config_int(config, CONFIG_CALLS_TIMEOUT);
 *
 * Settings are rows of settings.def; where they come from says places.h. What holds:
 *   - Every setting has a value that its row allows, always. What is wrong in a file or a
 *     variable is reported with its place and left out.
 *   - Nothing in the configuration keeps pith from starting. When the files are broken at the
 *     start, what worked last is used instead: a copy that lies in the data directory.
 *   - A change is checked before it is written, written all or nothing, and leaves the rest of
 *     the person's file as it was. Later changes of the files count only when they are free of
 *     errors; until then what was in force stays.
 *   - A folder's file counts only as a person has seen and trusted it, and sets little.
 *
 * Values may be asked for on any thread, without waiting. */
#pragma once
#include "config/places.h"
#include "ops/config.h"

enum config_key {
#define SETTING(constant, ...) CONFIG_##constant,
#include "config/settings.def"
#undef SETTING
    CONFIG_KEYS
};

struct config; /* opaque; see config.c */

/* Reads everything. */
struct config *config_new(const struct config_places *places);
void config_free(struct config *cfg);
DEFINE_OWNED(config)

/* CHOICE: the index; COUNT; MS. NULL for `cfg` gives the built-in value. */
int64_t config_int(const struct config *cfg, enum config_key key);
/* WORDS, as they were set. STR_NONE when the arena is full. */
struct str config_words(struct config *cfg, enum config_key key, struct arena *a);
/* PATH, with ~/ written out. STR_NONE when the arena is full. */
struct str config_path(struct config *cfg, enum config_key key, struct arena *a);

/* When a call of `op` that begins now must be done, if its caller does not say; 0: at any time. */
int64_t config_deadline(const struct config *cfg, const struct op *op);

/* Ops and modules above find it with the kernel; NULL if it was never put there. */
void config_put(struct config *cfg, struct kernel *k);
struct config *config_of(const struct kernel *k);

/* After each change, on the thread that made it. */
void config_on_change(struct config *cfg, void (*fn)(void *arg), void *arg);

/* Logs what was found. */
void config_report(struct config *cfg);
/* What is in force has worked. From here on it is copied, and so is each later change, to be used
 * when the files are broken at some start. */
void config_keep(struct config *cfg);

/* --- what the ops do, also without a daemon --- */

struct err *config_show(struct config *cfg, struct arena *a, struct config_setting_list *out);
struct err *config_problems(struct config *cfg, struct arena *a, struct config_problem_list *out);
/* ERR_NOT_FOUND suggests a name. */
struct err *config_get(struct config *cfg, struct str key, struct arena *a,
                       struct config_setting *out);
struct err *config_set(struct config *cfg, struct str key, struct str value);
struct err *config_unset(struct config *cfg, struct str key, bool *out_removed);
/* ERR_INVALID "bad_config", and nothing changes, if there is an error in a file. */
struct err *config_reload(struct config *cfg, struct arena *a,
                          struct config_setting_list *out_changed);
struct err *config_files(struct config *cfg, struct arena *a, struct config_file_list *out);
struct err *config_trust(struct config *cfg, const char *folder, bool trusted, struct arena *a,
                         struct str *out_folder);

/* The files as they are now, or `text` under the name `name`. */
struct err *config_check(const struct config_places *places, struct arena *a,
                         struct config_problem_list *out);
struct err *config_check_text(const char *name, struct str text, struct arena *a,
                              struct config_problem_list *out);
/* ERR_INVALID for a KEY=value of the command line that will not do. */
struct err *config_check_word(const char *word);
/* "FILE:3:5: log.levle is no setting" */
struct str config_problem_line(const struct config_problem *p, struct arena *a);

/* A file with every setting in it, commented out; and such a one as the person's file. ERR_EXISTS
 * if there is one. */
void config_example(struct buf *out);
struct err *config_init(const struct config_places *places);
