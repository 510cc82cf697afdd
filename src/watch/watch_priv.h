/* What the files of watch share. */
#pragma once
#include "base/pool.h"
#include "ops/watch.h"
#include "vfs/vfs.h"
#include "watch/watch.h"

/* --- changes.c: what is to be told, each path once, in the order of its first change --- */

struct change {
    struct list link;
    enum fs_change_kind kind;
    bool directory;
    size_t len;
    char path[]; /* below the grant's directory */
};

struct changes {
    struct list order;
    struct map by_path;
    bool gap; /* to be told first */
};
void changes_init(struct changes *c);
void changes_done(struct changes *c);
bool changes_empty(const struct changes *c);
void changes_add(struct changes *c, struct str path, enum fs_change_kind kind, bool directory);
void changes_lose(struct changes *c); /* all of it: a gap */
/* The oldest, which the caller frees; NULL if there is none. */
struct change *changes_take(struct changes *c);

/* --- spots.c: directories that are watched --- */

struct spot {
    int wd;
    size_t len;
    char path[];
};

struct spots {
    int fd; /* inotify's */
    struct map by_wd;
};
struct err *spots_init(struct spots *s);
void spots_done(struct spots *s);
/* Watches what `dir` has open, under that path. ERR_LIMIT "watches". */
struct err *spots_add(struct spots *s, int dir, struct str path);
const struct spot *spots_find(const struct spots *s, int wd);
void spots_forget(struct spots *s, int wd); /* the kernel has let go of it */
/* That directory, and those below it. */
void spots_remove(struct spots *s, struct str path);
