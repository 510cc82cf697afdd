/* vfs: from a path to a descriptor, and nowhere else.
 *
 * The walk has chosen a grant by name (proc.h); here the kernel decides. Every file is opened
 * from the grant's descriptor with openat2(RESOLVE_BENEATH, RESOLVE_NO_MAGICLINKS), first as
 * O_PATH, which touches nothing; then its kind is looked at, and only then is it opened, through
 * that very descriptor. So a symlink, a rename or a swap at any moment can make a call fail, and
 * cannot make it reach outside.
 *
 * Refused, whatever the grant: devices, pipes, sockets, anything in a proc file system. Refused
 * unless the grant allows it: files with several names, since another name may lie outside.
 * Where something closed to the call (proc.h) may lie on the way, because it is under the grant
 * or because the path leads into another mount, it is walked name by name (walk.c). Trees are
 * walked by descriptors, and each directory of one is judged before it is entered (tree.c). */
#pragma once
#include "proc/proc.h"

#include <sys/stat.h>

/* What may be opened. */
enum vfs_want { VFS_FILE = 1, VFS_DIRECTORY = 2, VFS_ANY = 3 };

/* O_PATH on what `place` names; symlinks are followed unless `nofollow`. */
struct err *vfs_find(struct call *c, const struct place *place, bool nofollow, int *out_fd);

/* Opens with `flags` (O_RDONLY, O_WRONLY, …; never O_CREAT). `out_st` may be NULL. */
struct err *vfs_open(struct call *c, const struct place *place, enum vfs_want want, int flags,
                     int *out_fd, struct stat *out_st);

/* The directory in which `place` is a name. The grant's own directory has none: ERR_INVALID. */
struct err *vfs_parent(struct call *c, const struct place *place, int *out_fd,
                       struct str *out_name);

/* For whoever walks a tree by descriptors, without an error or an event for each thing that is not
 * for this call: whether it may use what `fd` has open. `from` is the device of a directory that
 * was judged before, the one above. */
bool vfs_allows(const struct place *place, int fd, const struct stat *st, dev_t from);

/* A place that says no is recorded, with its path. */
struct err *vfs_refuse(struct call *c, const struct place *place, const char *reason,
                       const char *why);

/* From errno, about `place`. */
struct err *vfs_error(struct call *c, const struct place *place, const char *doing);
