/* ignore: which names a tree asks to be left out: .ignore, .gitignore, .git/info/exclude.
 *
 * A directory with such a file has a `struct ignores`, which knows the one above it; one without
 * shares its parent's. What is asked is asked in this order, and the first answer counts:
 *
 *     .ignore of this directory, of the one above it, …
 *     .gitignore likewise, up to the top of the repository (where a .git is)
 *     .git/info/exclude of that repository
 *
 * Within one file the last rule that fits counts. A rule: `!` in front takes back; a slash at the
 * end means directories alone; any other slash ties it to the file's own directory; without one
 * it fits names at any depth. Blanks at the end count only behind a backslash.
 *
 * All paths are relative to one directory, the grant's. Shared by threads, and never changed. */
#pragma once
#include "dir/dir.h"

struct ignores;

/* What stands for it. */
enum ignore_answer { IGNORE_UNKNOWN, IGNORE_HIDE, IGNORE_SHOW };

/* Which of these files a directory has. */
struct ignore_files {
    bool ignore, gitignore, git;
};
void ignore_files_note(struct ignore_files *f, const char *name);

/* The rules for `dir`, an open directory at `path`, below those of `parent` (borrowed, or NULL).
 * The caller owns one reference; NULL if there are no rules at all. */
struct ignores *ignores_enter(struct ignores *parent, struct dir *dir, struct str path,
                              const struct ignore_files *files);
struct ignores *ignores_ref(struct ignores *ig);
void ignores_unref(struct ignores *ig);

enum ignore_answer ignores_ask(const struct ignores *ig, struct str path, bool is_dir);

/* The rules of a caller: globs in the same form, in which a `!` in front leaves out. */
struct name_rules;
struct name_rules *name_rules_new(const struct str *globs, size_t n);
void name_rules_free(struct name_rules *r);
DEFINE_OWNED(name_rules)
/* UNKNOWN if none of them fits. `path` is relative to where the search began. */
enum ignore_answer name_rules_ask(const struct name_rules *r, struct str path, bool is_dir);
bool name_rules_choose(const struct name_rules *r); /* only what fits one is looked for */
