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
 * What is mounted by fs.mount is found by name, before the kernel is asked: a directory of the
 * kernel's is then walked from its own descriptor, and a tree of another kind (dir.h) in user space
 * (virtual.c). Links of the kernel's lead to no mount.
 *
 * Where something closed to the call (proc.h) may lie on the way, because it is under the grant
 * or because the path leads into another mount, it is walked name by name (walk.c). Trees are
 * walked by descriptors, and each directory of one is judged before it is entered (tree.c). */
#pragma once
#include "dir/dir.h"
#include "proc/proc.h"

#include <sys/stat.h>

/* What may be opened. */
enum vfs_want { VFS_FILE = 1, VFS_DIRECTORY = 2, VFS_ANY = 3 };

/* O_PATH on what `place` names, which is on a file system of the kernel's; symlinks are followed
 * unless `nofollow`. */
struct err *vfs_find(struct call *c, const struct place *place, bool nofollow, int *out_fd);

/* Opens with `flags` (O_RDONLY, O_WRONLY, …; never O_CREAT). `out_st` may be NULL. */
struct err *vfs_open(struct call *c, const struct place *place, enum vfs_want want, int flags,
                     int *out_fd, struct stat *out_st);

/* The directory in which `place` is a name. The grant's own directory has none: ERR_INVALID. */
struct err *vfs_parent(struct call *c, const struct place *place, struct dir **out_dir,
                       struct str *out_name);
/* The directory that `place` is. */
struct err *vfs_dir(struct call *c, const struct place *place, struct dir **out_dir);
/* What is there. Of a link that is not followed, where it leads, if `out_target` is not NULL. */
struct err *vfs_stat(struct call *c, const struct place *place, bool nofollow, struct stat *out_st,
                     struct str *out_target);

/* What is mounted, on a kernel; see mounts.c. */
struct mounts *mounts_new(struct kernel *k);
void mounts_free(struct mounts *ms);
DEFINE_OWNED(mounts)
/* Files that are written in pieces, on a kernel; see stream_write.c. */
struct streams *streams_new(struct kernel *k);
/* Its readers end; while the kernel is still there. */
void streams_stop(struct streams *ss);
void streams_free(struct streams *ss);
DEFINE_OWNED(streams)

/* What is mounted below `place`, as far as this call may list it there, and `read` it, for whoever
 * walks a tree by descriptors; as long as the call lives. From one thread of a call at a time. */
const struct place **vfs_mounts_below(struct call *c, const struct place *place, bool read,
                                      size_t *out_n);
/* ERR_INVALID "cross_mount" if something is mounted below `place`, which `doing` would not see. */
struct err *vfs_holds_no_mount(struct call *c, const struct place *place, const char *doing);

/* For whoever walks a tree by descriptors, without an error or an event for each thing that is not
 * for this call: whether it may use what `fd` has open. `from` is the device of a directory that
 * was judged before, the one above. */
bool vfs_allows(const struct place *place, int fd, const struct stat *st, dev_t from);

/* A place that says no is recorded, with its path. */
struct err *vfs_refuse(struct call *c, const struct place *place, const char *reason,
                       const char *why);

/* From errno, about `place`. */
struct err *vfs_error(struct call *c, const struct place *place, const char *doing);
