/* dir: a directory, whatever keeps it.
 *
 * What changes files works on names in a directory that it holds, never on paths; so a backend is
 * one table of what can be done to a name. There are three: the kernel's own (dir.c), a tree in
 * memory (memory.c), and one tree laid over another that is never written (overlay.c). The last
 * two know no other directories than their own: nothing leads out of them.
 *
 * All functions answer as system calls do: -1 or NULL and errno. No link is ever followed. Files
 * are descriptors of the kernel in every backend, for sendfile(), mmap() and whoever is passed
 * one; with O_PATH nothing is opened but by the kernel's own. A handle belongs to one thread at a
 * time, what is behind it to everybody. */
#pragma once
#include "base/base.h"

#include <sys/stat.h>
#include <sys/types.h>

struct dir;

/* A name; false ends the listing. */
typedef bool dir_name_fn(void *arg, const char *name);

/* One backend. `name` is never empty, has no slash, and is neither "." nor "..", except that
 * `stat` and `chmod` are asked for "." as well. */
struct dir_ops {
    struct dir *(*again)(struct dir *d);
    void (*free)(struct dir *d);
    struct dir *(*enter)(struct dir *d, const char *name);
    int (*open)(struct dir *d, const char *name, int flags, mode_t mode);
    int (*stat)(struct dir *d, const char *name, struct stat *out);
    ssize_t (*readlink)(struct dir *d, const char *name, char *out, size_t most);
    int (*unlink)(struct dir *d, const char *name, int flags);
    int (*mkdir)(struct dir *d, const char *name, mode_t mode);
    int (*symlink)(struct dir *d, const char *text, const char *name);
    int (*rename)(struct dir *from, const char *old, struct dir *to, const char *name,
                  unsigned flags);
    int (*chmod)(struct dir *d, const char *name, mode_t mode);
    int (*each)(struct dir *d, dir_name_fn *fn, void *arg);
    int (*sync)(struct dir *d);
    int (*grow)(struct dir *d, int fd, uint64_t size); /* NULL: nobody counts */
};
struct dir {
    const struct dir_ops *ops;
};

/* --- the backends --- */

/* Of a directory of the kernel's. */
struct dir *dir_local(int take_fd);
/* Its descriptor, borrowed; -1 if it is of another kind. */
int dir_fd(const struct dir *d);

struct memory; /* a tree in memory; shared by its handles */
/* Holds `most` bytes at most, names and links among them. */
struct memory *memory_new(uint64_t most);
struct memory *memory_ref(struct memory *m);
void memory_unref(struct memory *m);
struct dir *memory_root(struct memory *m);
uint64_t memory_used(struct memory *m);

struct overlay;
/* `take_lower` is read alone, on its own file system; without `hard_links` files of it that have
 * several names are not copied up. `take_upper` holds what is changed; names in it that begin with
 * ".wh." say what of the lower is gone, and nobody else can make or see them. */
struct overlay *overlay_new(struct dir *take_lower, struct dir *take_upper, bool hard_links);
struct overlay *overlay_ref(struct overlay *o);
void overlay_unref(struct overlay *o);
struct dir *overlay_root(struct overlay *o);

/* --- what can be done --- */

void dir_free(struct dir *d);
DEFINE_OWNED(dir)
/* Another handle on the same. */
struct dir *dir_again(struct dir *d);
struct dir *dir_enter(struct dir *d, const char *name);
int dir_open(struct dir *d, const char *name, int flags, mode_t mode);
int dir_stat(struct dir *d, const char *name, struct stat *out);
ssize_t dir_readlink(struct dir *d, const char *name, char *out, size_t most);
int dir_unlink(struct dir *d, const char *name, int flags); /* 0 or AT_REMOVEDIR */
int dir_mkdir(struct dir *d, const char *name, mode_t mode);
int dir_symlink(struct dir *d, const char *text, const char *name);
/* `flags`: 0 or RENAME_NOREPLACE. EXDEV between trees: it has to be copied. */
int dir_rename(struct dir *from, const char *old, struct dir *to, const char *name, unsigned flags);
int dir_chmod(struct dir *d, const char *name, mode_t mode);
int dir_each(struct dir *d, dir_name_fn *fn, void *arg);
int dir_sync(struct dir *d);
/* Before a file of it, open for writing, gets so large: ENOSPC if it may not. */
int dir_grow(struct dir *d, int fd, uint64_t size);
