/* What the two files of the overlay share: its sides (sides.c), and it as a backend (overlay.c).
 * All answer as system calls do. */
#pragma once
#include "dir/dir.h"

#include <pthread.h>
#include <stdatomic.h>

struct overlay {
    atomic_uint refs;
    pthread_mutex_t lock;
    struct dir *lower, *upper;
    dev_t lower_dev;
    bool hard_links;
};

/* Both sides of a directory; NULL: that side has none, or it does not count. */
struct sides {
    struct dir *upper, *lower;
    const struct overlay *overlay;
};

void sides_done(struct sides *s);
DEFINE_OWNED_VALUE(sides)

/* Names that begin as whiteouts do are nobody's; others may be made. */
bool overlay_is_reserved(const char *name);
int overlay_may_name(const char *name);
int overlay_add_whiteout(struct dir *upper, const char *name);

/* What the lower has under `name`, if that counts; the upper; whichever counts. */
int sides_stat_lower(const struct sides *s, const char *name, struct stat *out);
int sides_stat_upper(const struct sides *s, const char *name, struct stat *out);
int sides_stat(const struct sides *s, const char *name, struct stat *out);
/* Goes from a directory to one in it. */
int sides_enter(struct sides *s, const char *name);
/* The upper has the directory `name` then; the file or the link `name`. */
int sides_raise_dir(const struct sides *s, const char *name);
int sides_copy_up(const struct sides *s, const char *name);

struct names {
    struct buf text; /* each ends in a zero byte */
    const struct sides *sides;
};
/* What both have together, each name once; out->text was begun. */
int sides_names(const struct sides *s, struct names *out);
int sides_check_empty(const struct sides *s, const char *name);
/* A directory of the upper that only whiteouts are left in. */
int sides_remove_dir(struct dir *upper, const char *name);
