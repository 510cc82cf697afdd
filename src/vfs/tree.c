/* fs.delete, fs.mkdir, fs.rmdir and the working directory: what changes names (fs.copy and fs.move
 * are in copy.c).
 *
 * Trees are walked by descriptors: each directory is opened from the one above it, without
 * following links, and judged by itself before it is entered. So a tree that changes meanwhile is
 * left in part, never left behind, and what is closed to the call stays closed inside of it. */
#include "ops/vfs.h"

#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { TREE_DEPTH_MOST = 128 };

/* --- each name of a directory --- */

static struct err *too_deep(void)
{
    return err_new(ERR_LIMIT, "too_deep", "more than %d directories inside each other",
                   TREE_DEPTH_MOST);
}

static struct err *open_dir(const struct tree *t, struct dir *parent, const char *name,
                            struct dir **out)
{
    struct stat st;
    owned(dir) struct dir *dir = dir_enter(parent, name);
    if (!dir)
        return err_sys("open the directory %s", name);
    if (dir_fd(dir) >= 0)
        TRY(vfs_check(t->call, t->place, VFS_DIRECTORY, dir_fd(dir), &st), "%s", name);
    *out = give(dir);
    return NULL;
}

struct each {
    struct dir *dir;
    unsigned depth;
    tree_fn *fn;
    void *arg;
    struct err *e;
};

static bool each_name(void *arg, const char *name)
{
    struct each *k = arg;
    k->e = k->fn(k->dir, name, k->depth + 1, k->arg);
    return !k->e;
}

static struct err *each_of(struct each *k)
{
    if (dir_each(k->dir, each_name, k) != 0 && !k->e)
        k->e = err_sys("list");
    return k->e;
}

struct err *tree_each(const struct tree *t, struct dir *parent, const char *name, unsigned depth,
                      tree_fn *fn, void *arg)
{
    owned(dir) struct dir *dir = NULL;
    if (depth > TREE_DEPTH_MOST)
        return too_deep();
    TRY(open_dir(t, parent, name, &dir));
    struct each k = { dir, depth, fn, arg, NULL };
    return each_of(&k);
}

struct err *tree_each_in(struct dir *dir, unsigned depth, tree_fn *fn, void *arg)
{
    struct each k = { dir, depth, fn, arg, NULL };
    return each_of(&k);
}

/* --- delete --- */

static struct err *remove_inner(struct dir *dir, const char *name, unsigned depth, void *arg)
{
    return tree_remove(arg, dir, name, depth);
}

struct err *tree_remove(const struct tree *t, struct dir *dir, const char *name, unsigned depth)
{
    TRY(call_stopped(t->call));
    if (dir_unlink(dir, name, 0) == 0)
        return NULL;
    if (errno != EISDIR)
        return err_sys("delete %s", name);
    TRY(tree_each(t, dir, name, depth, remove_inner, (void *)(uintptr_t)t));
    return dir_unlink(dir, name, AT_REMOVEDIR) == 0 ? NULL : err_sys("remove %s", name);
}

static struct err *delete_file(struct call *c, struct undo_batch *b)
{
    const struct place *place = call_place(c, 0);
    owned(dir) struct dir *dir = NULL;
    struct str name;
    TRY(vfs_parent(c, place, &dir, &name));
    undo_keep(b, place->path, dir, name.ptr);
    undo_commit(b);
    if (dir_unlink(dir, name.ptr, 0) == 0)
        return NULL;
    struct err *e = vfs_error(c, place, "delete");
    return strcmp(err_reason(e), "is_a_directory") == 0
               ? err_hint(e, "fs.rmdir removes directories")
               : e;
}

struct err *op_fs_delete(struct call *c, const struct fs_delete_in *in, struct fs_delete_out *out)
{
    (void)in;
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(undo_ended(&b, delete_file(c, &b)));
    out->undo = undo_told(&b, &out->has_undo);
    return NULL;
}

/* --- rmdir --- */

/* A tree is kept whole before the first name goes, the inner before the outer, as they go. */
struct keep_walk {
    const struct tree *tree;
    struct undo_batch *batch;
    char path[PATH_MOST];
    size_t len;
};

static struct err *keep_inner(struct dir *dir, const char *name, unsigned depth, void *arg);

static struct err *keep_tree(struct keep_walk *k, struct dir *dir, const char *name, unsigned depth)
{
    struct stat st;
    TRY(call_stopped(k->tree->call));
    if (!k->batch->undo)
        return NULL;
    if (dir_stat(dir, name, &st) != 0)
        return err_sys("look at %s", name);
    if (S_ISDIR(st.st_mode))
        TRY(tree_each(k->tree, dir, name, depth, keep_inner, k));
    undo_keep(k->batch, (struct str){ k->path, k->len }, dir, name);
    return NULL;
}

static struct err *keep_inner(struct dir *dir, const char *name, unsigned depth, void *arg)
{
    struct keep_walk *k = arg;
    size_t len = k->len, n = strlen(name);
    if (len + 1 + n > sizeof k->path)
        return err_new(ERR_LIMIT, "path_too_long", "a path has at most %d bytes", PATH_MOST);
    k->path[k->len++] = '/';
    memcpy(k->path + k->len, name, n);
    k->len += n;
    struct err *e = keep_tree(k, dir, name, depth);
    k->len = len;
    return e;
}

static struct err *keep_all(const struct tree *t, struct undo_batch *b, struct dir *dir,
                            const char *name)
{
    struct keep_walk k = { .tree = t, .batch = b, .len = t->place->path.len };
    memcpy(k.path, t->place->path.ptr, k.len);
    TRY(keep_tree(&k, dir, name, 0));
    undo_commit(b);
    return NULL;
}

static struct err *remove_dir(struct call *c, bool recursive, struct undo_batch *b)
{
    const struct place *place = call_place(c, 0);
    owned(dir) struct dir *dir = NULL;
    struct str name;
    const struct tree tree = { c, place };
    TRY(vfs_holds_no_mount(c, place, "remove"));
    TRY(vfs_parent(c, place, &dir, &name));
    TRY(vfs_check_holds(c, place, dir, name.ptr));
    if (recursive) {
        TRY(keep_all(&tree, b, dir, name.ptr));
        TRY(tree_each(&tree, dir, name.ptr, 0, remove_inner, (void *)(uintptr_t)&tree));
    } else {
        undo_keep(b, place->path, dir, name.ptr);
        undo_commit(b);
    }
    if (dir_unlink(dir, name.ptr, AT_REMOVEDIR) == 0)
        return NULL;
    struct err *e = vfs_error(c, place, "remove");
    return strcmp(err_reason(e), "not_empty") == 0
               ? err_hint(e, "recursive=true removes what is in it, too")
               : e;
}

struct err *op_fs_rmdir(struct call *c, const struct fs_rmdir_in *in, struct fs_rmdir_out *out)
{
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    struct err *e = remove_dir(c, in->recursive, &b);
    if (e && in->recursive) /* some of it may be gone: what was kept stays */
        return e;
    TRY(undo_ended(&b, e));
    out->undo = undo_told(&b, &out->has_undo);
    return NULL;
}

/* --- mkdir --- */

/* Each directory on the way is made if it is missing; none is left through a link. */
static struct err *make_parents(struct call *c, const struct place *place)
{
    struct str rest = place->rest;
    for (size_t end = 0; end <= rest.len; end++) {
        if (end < rest.len && rest.ptr[end] != '/')
            continue;
        struct place part = *place;
        part.rest = arena_str(&c->arena, str_first(rest, end));
        owned(dir) struct dir *dir = NULL;
        struct str name;
        TRY_ROOM(part.rest.ptr);
        TRY(vfs_parent(c, &part, &dir, &name));
        if (dir_mkdir(dir, name.ptr, 0755) != 0 && errno != EEXIST)
            return vfs_error(c, place, "make");
    }
    owned(dir) struct dir *made = NULL; /* what was there already must be a directory */
    return vfs_dir(c, place, &made);
}

struct err *op_fs_mkdir(struct call *c, const struct fs_mkdir_in *in, struct fs_mkdir_out *out)
{
    (void)out;
    const struct place *place = call_place(c, 0);
    owned(dir) struct dir *dir = NULL;
    struct str name;
    if (in->parents)
        return str_eq(place->rest, STR(".")) ? NULL : make_parents(c, place);
    TRY(vfs_parent(c, place, &dir, &name));
    if (dir_mkdir(dir, name.ptr, 0755) == 0)
        return NULL;
    return vfs_error(c, place, "make");
}

/* --- the working directory --- */

struct err *op_fs_getcwd(struct call *c, const struct fs_getcwd_in *in, struct fs_getcwd_out *out)
{
    (void)in;
    out->path = proc_cwd(proc_of(c), &c->arena);
    TRY_ROOM(out->path.ptr);
    return NULL;
}

struct err *op_fs_setcwd(struct call *c, const struct fs_setcwd_in *in, struct fs_setcwd_out *out)
{
    (void)in;
    owned(dir) struct dir *dir = NULL;
    const struct place *place = call_place(c, 0);
    TRY(vfs_dir(c, place, &dir));
    out->absolute = place->path;
    return proc_set_cwd(proc_of(c), place->path);
}
