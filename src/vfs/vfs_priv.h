/* What the files of vfs share. */
#pragma once
#include "ops/vfs.h"
#include "undo/undo.h"
#include "vfs/vfs.h"

/* The walk name by name; see walk.c. -1 and errno as openat2() has them; EACCES for what is closed;
 * EAGAIN, if it may use only what is `cached`. */
int walk_open(const struct place *place, bool nofollow, bool cached);

/* Whether a call that goes to `place` may use what `fd` has open, and for what; fills in *st. */
struct err *vfs_check(struct call *c, const struct place *place, enum vfs_want want, int fd,
                      struct stat *st);

/* Opens anew what `fd`, an O_PATH descriptor, has open: no name can come between. -1 and errno. */
int vfs_reopen(int fd, int flags);

/* Refuses if `name` in `dir` is a directory that is closed to the call, or holds such a one. */
struct err *vfs_check_holds(struct call *c, const struct place *place, struct dir *dir,
                            const char *name);
/* Opens for reading the file `name` in a directory of a tree that was judged; judges it. */
struct err *vfs_open_inner(struct call *c, const struct place *place, struct dir *dir,
                           const char *name, int *out_fd, struct stat *out_st);
/* Before an open file of `place` gets so large. */
struct err *vfs_grow(struct call *c, const struct place *place, int fd, uint64_t size);
/* The path of the open file `fd` that was found at `place`, behind all links. */
struct err *vfs_name(struct call *c, const struct place *place, int fd, struct str *out);

/* What is still to be walked of a path; links' texts are put in front of it. See walk.c. */
enum { TEXT_ROOM = 2 * PATH_MOST };
struct ahead {
    char text[TEXT_ROOM];
    size_t at;
};
bool ahead_put(struct ahead *a, const char *text, size_t len);
struct str ahead_next(struct ahead *a);

/* A name in a tree that is not the kernel's; see virtual.c. `name` is "." for its root. */
struct spot {
    struct dir *dir;
    char name[256];
    char path[PATH_MOST]; /* below the mount */
    struct stat st;
};
bool place_is_virtual(const struct place *place);
int spot_find(const struct place *place, bool nofollow, struct spot *out); /* -1 and errno */
struct dir *spot_enter(const struct spot *s);
void spot_done(struct spot *s);
DEFINE_OWNED_VALUE(spot)

/* The threads of stream.read; NULL: there are none. */
struct pool *streams_pool(const struct kernel *k);
struct pool *streams_pool_new(struct kernel *k);

/* mounts.c */
/* Borrowed; NULL: it is a directory of the kernel's. */
struct dir *mount_root(const struct mount *m);
struct str mount_at(const struct mount *m);
struct err *mount_cross(const char *doing, const struct place *from, const struct place *to);

int64_t vfs_time_ms(struct timespec t);
enum fs_kind vfs_kind(mode_t mode);

/* A file that appears whole under its name, or not at all; see draft.c. */
struct draft {
    struct dir *dir; /* borrowed */
    int fd;
    char name[UNDO_DRAFT_MOST]; /* empty: it has none yet */
    bool kept;
};
struct err *draft_open(struct draft *d, struct dir *dir, mode_t mode);
/* Between its names, if it has to take another's place, it bears the one that the next start looks
 * for (undo.h). Before draft_keep(). */
void draft_of_batch(struct draft *d, const struct undo_batch *b);
/* Syncs the file, gives it `name`, syncs the directory. Without `replace`: ERR_EXISTS. */
struct err *draft_keep(struct draft *d, const char *name, bool replace);
void draft_done(struct draft *d);
DEFINE_OWNED_VALUE(draft)

/* The file that a path means, and the directory in which it has a name; links are written through.
 * `old` is what stands there; st_nlink 0 if nothing does. */
struct target {
    struct dir *dir;
    char name[256];
    struct str path; /* absolute */
    struct stat old;
};
/* What the path itself names: a link is not followed, and a directory will do. */
struct err *target_name(struct call *c, const struct place *place, struct target *out);
struct err *target_find(struct call *c, const struct place *place, struct target *out);
/* What stands there by now. */
struct err *target_look(struct call *c, struct target *t);
void target_done(struct target *t);
DEFINE_OWNED_VALUE(target)
/* It holds `data` from then on, with the permissions it had; readers see the old or the new. */
struct err *target_replace(const struct target *t, struct bytes data, bool replace,
                           const struct undo_batch *b);
/* What the old file's owner and permissions were, the new one's are. */
struct err *target_keep_mode(const struct target *t, int fd);

/* The name that the kernel has for an open file. */
struct err *name_of(struct call *c, int fd, struct str *out);

struct err *write_all(int fd, const char *bytes, size_t n, int64_t at); /* at -1: the end */

/* Copies a whole file into a draft; returns how many bytes. */
struct err *copy_bytes(struct call *c, int from, const struct draft *to, uint64_t *out_bytes);

/* A NUL-terminated copy of a name, which is known to be short and without slashes. */
struct err *name_text(struct str name, char out[256]);

/* A tree that is walked for a call; see tree.c. */
struct tree {
    struct call *call;
    const struct place *place; /* where the tree begins */
};
/* fn is told each name of the directory `name` in `parent`, and its depth below the first one. */
typedef struct err *tree_fn(struct dir *dir, const char *name, unsigned depth, void *arg);
struct err *tree_each(const struct tree *t, struct dir *parent, const char *name, unsigned depth,
                      tree_fn *fn, void *arg);
/* The same for a directory that is open, and judged. */
struct err *tree_each_in(struct dir *dir, unsigned depth, tree_fn *fn, void *arg);
/* With all that is in it. */
struct err *tree_remove(const struct tree *t, struct dir *dir, const char *name, unsigned depth);
