/* fs.copy and fs.move: the same bytes, or the same file, under another name.
 *
 * What is copied is opened as O_PATH first, looked at, and then opened through that very
 * descriptor, like everything in vfs; inside of a tree, too. */
#include "ops/vfs.h"

#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* --- copy --- */

struct copying {
    struct tree tree; /* where it comes from */
    struct dir *to;
    bool replace;
    struct fs_copy_out *out;
    const struct undo_batch *batch;
};

/* New files get the old one's permissions, as far as the umask lets them. */
static struct err *copy_file(const struct copying *k, struct dir *from_dir, const char *from,
                             const char *to)
{
    owned(draft) struct draft d = { .fd = -1 };
    owned_fd int fd = -1;
    struct stat st;
    uint64_t bytes;
    TRY(vfs_open_inner(k->tree.call, k->tree.place, from_dir, from, &fd, &st), "%s", from);
    TRY(draft_open(&d, k->to, st.st_mode & 0777));
    if (dir_grow(k->to, d.fd, (uint64_t)st.st_size) != 0)
        return err_sys("copy %s", to);
    TRY(copy_bytes(k->tree.call, fd, &d, &bytes), "%s", to);
    draft_of_batch(&d, k->batch);
    TRY(draft_keep(&d, to, k->replace));
    k->out->files++;
    k->out->bytes += bytes;
    return NULL;
}

static struct err *copy_link(const struct copying *k, struct dir *from_dir, const char *from,
                             const char *to)
{
    char text[PATH_MOST];
    ssize_t len = dir_readlink(from_dir, from, text, sizeof text - 1);
    if (len < 0)
        return err_sys("read the link %s", to);
    text[len] = 0;
    return dir_symlink(k->to, text, to) == 0 ? NULL : err_sys("make the link %s", to);
}

static struct err *copy_name(const struct copying *k, struct dir *from_dir, const char *from,
                             const char *to, unsigned depth);

static struct err *copy_inner(struct dir *dir, const char *name, unsigned depth, void *arg)
{
    return copy_name(arg, dir, name, name, depth);
}

static struct err *copy_dir(const struct copying *k, struct dir *from_dir, const char *from,
                            const char *to, unsigned depth, mode_t mode)
{
    struct stat made;
    if (dir_mkdir(k->to, to, mode & 0777) != 0)
        return err_sys("make %s", to);
    if (dir_stat(k->to, to, &made) != 0 ||
        dir_chmod(k->to, to, (made.st_mode & 0777) | 0700) != 0) /* until it is filled */
        return err_sys("set permissions of %s", to);
    owned(dir) struct dir *dir = dir_enter(k->to, to);
    if (!dir)
        return err_sys("open %s", to);
    struct copying inner = *k;
    inner.to = dir;
    TRY(tree_each(&k->tree, from_dir, from, depth, copy_inner, &inner));
    return dir_chmod(k->to, to, made.st_mode & 0777) == 0 ? NULL
                                                          : err_sys("set permissions of %s", to);
}

static struct err *copy_name(const struct copying *k, struct dir *from_dir, const char *from,
                             const char *to, unsigned depth)
{
    struct stat st;
    TRY(call_stopped(k->tree.call));
    if (dir_stat(from_dir, from, &st) != 0)
        return err_sys("look at %s", from);
    if (S_ISLNK(st.st_mode))
        return copy_link(k, from_dir, from, to);
    if (!S_ISDIR(st.st_mode))
        return copy_file(k, from_dir, from, to);
    return copy_dir(k, from_dir, from, to, depth, st.st_mode);
}

/* A copy of a tree into itself would never end. By name it is refused before anything is looked
 * at; a link can hide it. */
static struct err *not_into_itself(const struct place *from, const struct place *to,
                                   const struct dir *to_dir, const struct stat *st)
{
    bool named = path_is_under(to->path, from->path);
    if (named || (S_ISDIR(st->st_mode) && dir_fd(to_dir) >= 0 &&
                  dir_is_under(dir_fd(to_dir), st->st_dev, st->st_ino)))
        return err_new(ERR_INVALID, "into_itself", "%.*s lies inside %.*s",
                       STR_ARGS(utf8_first(to->path, 256)), STR_ARGS(utf8_first(from->path, 256)));
    return NULL;
}

static struct err *copy_all(struct call *c, const struct fs_copy_in *in, struct fs_copy_out *out,
                            struct undo_batch *b)
{
    const struct place *from = call_place(c, 0), *to = call_place(c, 1);
    owned(dir) struct dir *from_dir = NULL, *to_dir = NULL;
    struct str from_name, to_name;
    struct stat st;
    TRY(vfs_stat(c, from, false, &st, NULL));
    if (S_ISDIR(st.st_mode) && !in->recursive)
        return err_hint(err_new(ERR_INVALID, "is_a_directory", "%.*s is a directory",
                                STR_ARGS(utf8_first(from->path, 512))),
                        "recursive=true copies what is in it, too");
    TRY(vfs_holds_no_mount(c, from, "copy"));
    TRY(vfs_parent(c, from, &from_dir, &from_name));
    TRY(vfs_parent(c, to, &to_dir, &to_name));
    TRY(not_into_itself(from, to, to_dir, &st));
    TRY(vfs_check_holds(c, from, from_dir, from_name.ptr));
    if (S_ISREG(st.st_mode)) /* a copied tree took no one's place */
        undo_keep(b, to->path, to_dir, to_name.ptr);
    undo_commit(b);
    const struct copying k = { { c, from }, to_dir, in->replace, out, b };
    TRY(copy_name(&k, from_dir, from_name.ptr, to_name.ptr, 0), "copy %.*s",
        STR_ARGS(utf8_first(from->path, 512)));
    return NULL;
}

struct err *op_fs_copy(struct call *c, const struct fs_copy_in *in, struct fs_copy_out *out)
{
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(undo_ended(&b, copy_all(c, in, out, &b)));
    out->undo = undo_told(&b, &out->has_undo);
    return NULL;
}

/* --- move --- */

/* Between file systems: a file is copied whole before the old name goes. */
static struct err *move_across(struct call *c, const struct place *from, struct dir *from_dir,
                               const char *from_name, struct dir *to_dir, const char *to_name,
                               bool replace, const struct undo_batch *b)
{
    struct fs_copy_out counted = { 0 };
    struct stat st;
    if (replace && dir_stat(from_dir, from_name, &st) == 0 && S_ISDIR(st.st_mode) &&
        dir_unlink(to_dir, to_name, AT_REMOVEDIR) != 0 && errno != ENOENT)
        return err_sys("replace %s", to_name);
    const struct copying k = { { c, from }, to_dir, replace, &counted, b };
    TRY(copy_name(&k, from_dir, from_name, to_name, 0), "move to another file system");
    return tree_remove(&k.tree, from_dir, from_name, 0);
}

static struct err *move_name(struct call *c, const struct fs_move_in *in, struct undo_batch *b)
{
    const struct place *from = call_place(c, 0), *to = call_place(c, 1);
    owned(dir) struct dir *from_dir = NULL, *to_dir = NULL;
    struct str from_name, to_name;
    TRY(mount_cross("move", from, to));
    TRY(vfs_holds_no_mount(c, from, "move"));
    TRY(vfs_holds_no_mount(c, to, "replace"));
    TRY(vfs_parent(c, from, &from_dir, &from_name));
    TRY(vfs_parent(c, to, &to_dir, &to_name));
    TRY(vfs_check_holds(c, from, from_dir, from_name.ptr));
    TRY(vfs_check_holds(c, to, to_dir, to_name.ptr));
    if (in->replace)
        undo_keep(b, to->path, to_dir, to_name.ptr);
    undo_keep_move(b, from->path, to->path);
    undo_commit(b);
    if (dir_rename(from_dir, from_name.ptr, to_dir, to_name.ptr,
                   in->replace ? 0 : RENAME_NOREPLACE) == 0)
        return dir_sync(to_dir) == 0 && dir_sync(from_dir) == 0 ? NULL : err_sys("write to disk");
    if (errno == EXDEV)
        return move_across(c, from, from_dir, from_name.ptr, to_dir, to_name.ptr, in->replace, b);
    if (errno == EEXIST)
        return err_hint(vfs_error(c, to, "move to"), "replace=true takes its place");
    return vfs_error(c, from, "move");
}

struct err *op_fs_move(struct call *c, const struct fs_move_in *in, struct fs_move_out *out)
{
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(undo_ended(&b, move_name(c, in, &b)));
    out->undo = undo_told(&b, &out->has_undo);
    return NULL;
}
