/* fs.versions, fs.restore, fs.undo, fs.forget: what stood somewhere before (undo.h).
 *
 * Putting back is a change like any other: the caller must be allowed to make it, and what it
 * replaces is kept first. So a change that was taken back can be taken back again. A call's paths
 * are put back in the reverse order of its own: what went last, comes first. */
#include "ops/vfs.h"

#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- what one must be allowed to do to put it back --- */

static const struct {
    enum cap caps[2];
    enum fs_version_kind shown;
} kinds[UNDO_KINDS] = {
    [UNDO_NOTHING] = { { CAP_delete_file, CAP_delete_file }, FS_VERSION_KIND_NOTHING },
    [UNDO_FILE] = { { CAP_write_file, CAP_create_file }, FS_VERSION_KIND_FILE },
    [UNDO_DIRECTORY] = { { CAP_create_file, CAP_create_file }, FS_VERSION_KIND_DIRECTORY },
    [UNDO_LINK] = { { CAP_delete_file, CAP_create_file }, FS_VERSION_KIND_SYMLINK },
    [UNDO_MOVED] = { { CAP_delete_file, CAP_delete_file }, FS_VERSION_KIND_MOVED },
};

static struct err *reach(struct call *c, const struct undo_version *v, const struct place **out)
{
    if ((unsigned)v->kind >= UNDO_KINDS)
        return err_new(ERR_CORRUPT, "undo_kind", "a version of an unknown kind");
    TRY(call_reach(c, kinds[v->kind].caps[0], v->path, out));
    return call_reach(c, kinds[v->kind].caps[1], v->path, out);
}

/* --- keeping what stands there now --- */

static struct err *keep_now(struct call *c, const struct undo_version *v, struct undo_batch *b)
{
    const struct place *place;
    owned(target) struct target t = { 0 };
    TRY(reach(c, v, &place));
    if (v->kind == UNDO_MOVED) {
        undo_keep_move(b, v->path, v->contents);
        return NULL;
    }
    struct err *e = target_name(c, place, &t);
    if (err_kind(e) == ERR_NOT_FOUND) { /* an outer directory comes back first */
        err_free(e);
        undo_keep_nothing(b, v->path);
        return NULL;
    }
    if (!e)
        undo_keep(b, v->path, t.dir, t.name);
    return e;
}

/* --- putting back, by kind --- */

typedef struct err *put_fn(struct call *c, const struct undo_version *v, const struct target *t,
                           const struct undo_batch *b);

static struct err *put_nothing(struct call *c, const struct undo_version *v, const struct target *t,
                               const struct undo_batch *b)
{
    (void)c, (void)v, (void)b;
    if (dir_unlink(t->dir, t->name, 0) == 0 || errno == ENOENT)
        return NULL;
    if (errno == EISDIR && dir_unlink(t->dir, t->name, AT_REMOVEDIR) == 0)
        return NULL;
    return err_sys("delete %s", t->name);
}

static struct err *put_file(struct call *c, const struct undo_version *v, const struct target *t,
                            const struct undo_batch *b)
{
    owned(draft) struct draft d = { .fd = -1 };
    TRY(draft_open(&d, t->dir, 0600));
    if (dir_grow(t->dir, d.fd, v->size) != 0)
        return err_sys("write %s", t->name);
    TRY(undo_give(c, v, d.fd));
    if (fchmod(d.fd, v->mode & 0777) != 0)
        return err_sys("set permissions of %s", t->name);
    draft_of_batch(&d, b);
    return draft_keep(&d, t->name, true);
}

static struct err *put_directory(struct call *c, const struct undo_version *v,
                                 const struct target *t, const struct undo_batch *b)
{
    (void)c, (void)b;
    if (dir_mkdir(t->dir, t->name, v->mode & 0777) == 0 || errno == EEXIST)
        return NULL;
    return err_sys("make %s", t->name);
}

static struct err *put_link(struct call *c, const struct undo_version *v, const struct target *t,
                            const struct undo_batch *b)
{
    (void)c, (void)b;
    if (dir_unlink(t->dir, t->name, 0) != 0 && errno != ENOENT)
        return err_sys("replace %s", t->name);
    return dir_symlink(t->dir, v->contents.ptr, t->name) == 0
               ? NULL
               : err_sys("make the link %s", t->name);
}

static struct err *put_moved(struct call *c, const struct undo_version *v, const struct target *t,
                             const struct undo_batch *b)
{
    (void)b;
    const struct place *from;
    owned(target) struct target back = { 0 };
    TRY(call_reach(c, CAP_create_file, v->contents, &from));
    TRY(target_name(c, from, &back));
    TRY(vfs_check_holds(c, from, t->dir, t->name));
    if (dir_rename(t->dir, t->name, back.dir, back.name, RENAME_NOREPLACE) != 0)
        return err_sys("move it back to %.*s", STR_ARGS(utf8_first(v->contents, 512)));
    return dir_sync(back.dir) == 0 ? NULL : err_sys("write to disk");
}

static put_fn *const put_kinds[UNDO_KINDS] = {
    [UNDO_NOTHING] = put_nothing, [UNDO_FILE] = put_file,   [UNDO_DIRECTORY] = put_directory,
    [UNDO_LINK] = put_link,       [UNDO_MOVED] = put_moved,
};

static struct err *put_back(struct call *c, const struct undo_version *v,
                            const struct undo_batch *b)
{
    const struct place *place;
    owned(target) struct target t = { 0 };
    TRY(reach(c, v, &place));
    TRY(target_name(c, place, &t));
    TRY(put_kinds[v->kind](c, v, &t, b), "put back %.*s", STR_ARGS(utf8_first(v->path, 512)));
    return dir_sync(t.dir) == 0 ? NULL : err_sys("write to disk");
}

/* All of what stands there now is kept before the first is put back. If that ends in the middle,
 * what was kept stays, since some of it is gone. */
static struct err *put_all_back(struct call *c, const struct undo_versions *all,
                                struct undo_batch *b)
{
    for (size_t i = 0; i < all->n; i++)
        TRY(keep_now(c, &all->row[i], b));
    undo_commit(b);
    for (size_t i = 0; i < all->n; i++)
        TRY(put_back(c, &all->row[i], b));
    return NULL;
}

/* --- fs.versions, fs.restore, fs.forget --- */

static struct fs_version shown(const struct undo_version *v)
{
    struct fs_version out = { .undo = v->batch,
                              .time = v->at_ms,
                              .op = v->op,
                              .caller = v->caller,
                              .kind = kinds[(unsigned)v->kind % UNDO_KINDS].shown,
                              .size = v->size };
    if (v->kind == UNDO_MOVED) {
        out.from = v->contents;
        out.has_from = GIVEN;
    }
    return out;
}

struct err *op_fs_versions(struct call *c, const struct fs_versions_in *in,
                           struct fs_versions_out *out)
{
    struct undo_versions all;
    TRY(undo_of_path(c, call_place(c, 0)->path, in->limit, &all));
    out->versions.items = arena_array(&c->arena, struct fs_version, all.n);
    TRY_ROOM(out->versions.items);
    for (size_t i = 0; i < all.n; i++)
        out->versions.items[out->versions.count++] = shown(&all.row[i]);
    return NULL;
}

static struct err *choose(struct call *c, const struct fs_restore_in *in, struct str path,
                          struct undo_versions *all)
{
    if (in->has_undo == GIVEN)
        TRY(undo_of_batch(c, in->undo, all));
    else
        TRY(undo_of_path(c, path, 1, all));
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->row[i].path, path)) {
            *all = (struct undo_versions){ &all->row[i], 1 };
            return NULL;
        }
    return err_hint(err_new(ERR_NOT_FOUND, "no_version", "no version of %.*s is kept",
                            STR_ARGS(utf8_first(path, 512))),
                    "fs.versions shows what is");
}

struct err *op_fs_restore(struct call *c, const struct fs_restore_in *in,
                          struct fs_restore_out *out)
{
    owned(undo_batch) struct undo_batch b;
    struct undo_versions one;
    undo_begin(c, &b);
    TRY(choose(c, in, call_place(c, 0)->path, &one));
    TRY(put_all_back(c, &one, &b));
    out->undone = undo_told(&b, &out->has_undone);
    return NULL;
}

struct err *op_fs_forget(struct call *c, const struct fs_forget_in *in, struct fs_forget_out *out)
{
    (void)in;
    return undo_forget(c, call_place(c, 0)->path, &out->versions, &out->bytes);
}

/* --- fs.undo --- */

static struct err *add_paths(struct call *c, const struct undo_versions *all,
                             struct fs_undo_out *out)
{
    struct str *more = arena_array(&c->arena, struct str, out->paths.count + all->n);
    TRY_ROOM(more);
    if (out->paths.count)
        memcpy(more, out->paths.items, out->paths.count * sizeof *more);
    for (size_t i = 0; i < all->n; i++)
        more[out->paths.count++] = all->row[i].path;
    out->paths.items = more;
    return NULL;
}

/* Both what is taken back, and the taking back, are no longer among the caller's last changes. */
static struct err *undo_one(struct call *c, struct str batch, struct fs_undo_out *out)
{
    owned(undo_batch) struct undo_batch b;
    struct undo_versions all;
    unsigned char has;
    undo_begin(c, &b);
    TRY(undo_of_batch(c, batch, &all));
    TRY(put_all_back(c, &all, &b));
    struct str undone = undo_told(&b, &has);
    TRY(undo_taken(c, batch));
    if (has == GIVEN) {
        TRY(undo_taken(c, undone));
        out->undone.items[out->undone.count++] = undone;
    }
    return add_paths(c, &all, out);
}

struct err *op_fs_undo(struct call *c, const struct fs_undo_in *in, struct fs_undo_out *out)
{
    out->undone.items = arena_array(&c->arena, struct str, in->count);
    TRY_ROOM(out->undone.items);
    if (in->has_undo == GIVEN)
        return undo_one(c, in->undo, out);
    for (uint64_t i = 0; i < in->count; i++) {
        struct str batch;
        TRY(undo_last(c, &batch));
        if (!batch.len && !i)
            return err_new(ERR_NOT_FOUND, "nothing_to_undo", "no change of this caller is kept");
        if (!batch.len)
            return NULL;
        TRY(undo_one(c, batch, out));
    }
    return NULL;
}
