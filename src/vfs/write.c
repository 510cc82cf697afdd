/* fs.write, fs.create, fs.truncate: what changes a file's contents. */
#include "ops/vfs.h"

#include "trace/trace.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { FRESH_MODE = 0644 };

static struct err *size_now(int fd, uint64_t *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_sys("look at the file");
    *out = (uint64_t)st.st_size;
    return NULL;
}

struct err *name_of(struct call *c, int fd, struct str *out)
{
    char self[32], text[PATH_MOST];
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(self, text, sizeof text);
    if (len <= 0 || len == (ssize_t)sizeof text)
        return err_sys("follow the link");
    *out = arena_str(&c->arena, (struct str){ text, (size_t)len });
    TRY_ROOM(out->ptr);
    return NULL;
}

/* A name that is a link is written through: the file it leads to is the one replaced. The name
 * that the kernel has for that file is judged again like any other. */
static struct err *through_link(struct call *c, const struct place *place, struct place *out)
{
    struct str root;
    owned_fd int fd = -1;
    *out = *place;
    TRY(vfs_find(c, place, false, &fd));
    TRY(name_of(c, fd, &out->path));
    TRY(name_of(c, place->grant->at.fd, &root)); /* its own path may lead through links */
    if (!path_is_under(out->path, root))
        return vfs_refuse(c, place, "path_escapes", "it leads out of what was granted");
    out->rest = str_from(out->path, MIN_OF(root.len == 1 ? 1 : root.len + 1, out->path.len));
    if (!out->rest.len)
        out->rest = STR(".");
    if (place->mount) {
        out->path = arena_printf(&c->arena, "%.*s/%.*s", STR_ARGS(mount_at(place->mount)),
                                 STR_ARGS(out->rest));
        TRY_ROOM(out->path.ptr);
    }
    return NULL;
}

static struct err *through_virtual(struct call *c, const struct place *place, struct place *out)
{
    owned(spot) struct spot s = { 0 };
    *out = *place;
    if (spot_find(place, false, &s) != 0)
        return vfs_error(c, place, "open");
    out->rest = arena_str(&c->arena, str_of(s.path));
    out->path = arena_printf(&c->arena, "%.*s/%s", STR_ARGS(mount_at(place->mount)), s.path);
    TRY_ROOM(out->rest.ptr && out->path.ptr);
    return NULL;
}

/* What stands at `name` now; st_nlink 0 if nothing does. */
static struct err *look(struct call *c, const struct place *place, struct dir *dir,
                        const char *name, struct stat *st)
{
    *st = (struct stat){ .st_mode = S_IFREG };
    if (dir_stat(dir, name, st) != 0)
        return errno == ENOENT ? NULL : vfs_error(c, place, "look at");
    if (S_ISDIR(st->st_mode))
        return err_new(ERR_INVALID, "is_a_directory", "%.*s is a directory",
                       STR_ARGS(utf8_first(place->path, 512)));
    if (!S_ISREG(st->st_mode) && !S_ISLNK(st->st_mode))
        return vfs_refuse(c, place, "not_a_file", "it is a device, a pipe or a socket");
    return NULL;
}

static struct err *no_such(const struct place *place)
{
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_file", "there is no file %.*s",
                            STR_ARGS(utf8_first(place->path, 512))),
                    "create=true makes it");
}

/* What the old file's owner and permissions were, the new one's are; but new contents do not
 * inherit a setuid bit. A fresh file gets what the umask leaves. */
struct err *target_keep_mode(const struct target *t, int fd)
{
    const struct stat *old = &t->old;
    if (!old->st_nlink)
        return NULL;
    /* Only root can keep another's file another's; it is no loss of safety if that fails. */
    if (old->st_uid != geteuid() && fchown(fd, old->st_uid, old->st_gid) != 0)
        errno = 0;
    return fchmod(fd, old->st_mode & 0777) == 0 ? NULL : err_sys("set permissions");
}

struct err *target_replace(const struct target *t, struct bytes data, bool replace,
                           const struct undo_batch *b)
{
    owned(draft) struct draft d = { .fd = -1 };
    TRY(draft_open(&d, t->dir, t->old.st_nlink ? 0600 : FRESH_MODE));
    if (dir_grow(t->dir, d.fd, data.len) != 0)
        return err_sys("write");
    TRY(write_all(d.fd, data.ptr, data.len, 0));
    TRY(target_keep_mode(t, d.fd));
    draft_of_batch(&d, b);
    return draft_keep(&d, t->name, replace);
}

void target_done(struct target *t)
{
    dir_free(t->dir);
    t->dir = NULL;
}

struct err *target_look(struct call *c, struct target *t)
{
    const struct place told = { .path = t->path };
    return look(c, &told, t->dir, t->name, &t->old);
}

struct err *target_name(struct call *c, const struct place *place, struct target *out)
{
    struct str name;
    target_done(out);
    out->path = place->path;
    TRY(vfs_parent(c, place, &out->dir, &name));
    return name_text(name, out->name);
}

struct err *target_find(struct call *c, const struct place *place, struct target *out)
{
    struct place through;
    TRY(target_name(c, place, out));
    TRY(look(c, place, out->dir, out->name, &out->old));
    if (!S_ISLNK(out->old.st_mode))
        return NULL;
    TRY(place_is_virtual(place) ? through_virtual(c, place, &through)
                                : through_link(c, place, &through));
    TRY(target_name(c, &through, out));
    TRY(look(c, place, out->dir, out->name, &out->old));
    if (S_ISLNK(out->old.st_mode))
        return vfs_refuse(c, place, "symlink", "the link changed while it was followed");
    return NULL;
}

static struct err *replace_file(struct call *c, const struct place *place,
                                const struct fs_write_in *in, struct undo_batch *b)
{
    owned(target) struct target t = { 0 };
    TRY(target_find(c, place, &t));
    if (!t.old.st_nlink && !in->create)
        return no_such(place);
    undo_keep(b, t.path, t.dir, t.name);
    undo_commit(b);
    TRY(target_replace(&t, in->data, in->create || t.old.st_nlink, b), "write %.*s",
        STR_ARGS(utf8_first(place->path, 512)));
    return NULL;
}

/* Makes an empty file where there is none; what is there stays. */
static struct err *ensure_file(struct call *c, const struct place *place, struct undo_batch *b)
{
    owned(dir) struct dir *dir = NULL;
    struct str name;
    char text[256];
    TRY(vfs_parent(c, place, &dir, &name));
    TRY(name_text(name, text));
    owned_fd int fd = dir_open(dir, text, O_WRONLY | O_CREAT | O_EXCL, FRESH_MODE);
    if (fd >= 0)
        undo_keep_nothing(b, place->path);
    return fd < 0 && errno != EEXIST ? vfs_error(c, place, "make") : NULL;
}

/* What an open file holds, under the name that the kernel has for it. One that pith may write and
 * not read has no undo. */
static struct err *keep_open(struct call *c, const struct place *place, struct undo_batch *b,
                             int fd)
{
    struct str path;
    owned_fd int again = b->undo && !b->first ? vfs_reopen(fd, O_RDONLY) : -1;
    if (again >= 0) {
        TRY(vfs_name(c, place, fd, &path));
        undo_keep_open(b, path, again);
    }
    undo_commit(b);
    return NULL;
}

static struct err *change_file(struct call *c, const struct place *place,
                               const struct fs_write_in *in, struct undo_batch *b,
                               uint64_t *out_size)
{
    owned_fd int fd = -1;
    bool append = in->mode == FS_WRITE_MODE_APPEND;
    if (in->create)
        TRY(ensure_file(c, place, b));
    TRY(vfs_open(c, place, VFS_FILE, O_WRONLY | (append ? O_APPEND : 0), &fd, NULL));
    TRY(keep_open(c, place, b, fd));
    TRY(size_now(fd, out_size));
    TRY(vfs_grow(c, place, fd,
                 append ? *out_size + in->data.len : MAX_OF(*out_size, in->offset + in->data.len)));
    TRY(write_all(fd, in->data.ptr, in->data.len, append ? -1 : (int64_t)in->offset), "write %.*s",
        STR_ARGS(utf8_first(place->path, 512)));
    if (fsync(fd) != 0)
        return err_sys("write to disk");
    return size_now(fd, out_size);
}

static struct err *write_file(struct call *c, const struct fs_write_in *in, struct undo_batch *b,
                              uint64_t *out_size)
{
    const struct place *place = call_place(c, 0);
    if (in->mode != FS_WRITE_MODE_REPLACE)
        return change_file(c, place, in, b, out_size);
    *out_size = in->data.len;
    return replace_file(c, place, in, b);
}

struct err *op_fs_write(struct call *c, const struct fs_write_in *in, struct fs_write_out *out)
{
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(undo_ended(&b, write_file(c, in, &b, &out->size)));
    out->undo = undo_told(&b, &out->has_undo);
    call_moved(c, COUNTER_FS_WRITTEN_BYTES, in->data.len);
    return NULL;
}

static struct err *create_file(struct call *c, const struct fs_create_in *in, struct undo_batch *b)
{
    const struct place *place = call_place(c, 0);
    owned(target) struct target t = { 0 };
    TRY(target_name(c, place, &t));
    undo_keep_nothing(b, t.path);
    undo_commit(b);
    TRY(target_replace(&t, in->has_data == GIVEN ? in->data : (struct bytes){ .ptr = "" }, false,
                       b),
        "create %.*s", STR_ARGS(utf8_first(place->path, 512)));
    return NULL;
}

struct err *op_fs_create(struct call *c, const struct fs_create_in *in, struct fs_create_out *out)
{
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(undo_ended(&b, create_file(c, in, &b)));
    out->undo = undo_told(&b, &out->has_undo);
    call_moved(c, COUNTER_FS_WRITTEN_BYTES, in->data.len);
    return NULL;
}

static struct err *cut_file(struct call *c, uint64_t size, struct undo_batch *b)
{
    owned_fd int fd = -1;
    TRY(vfs_open(c, call_place(c, 0), VFS_FILE, O_WRONLY, &fd, NULL));
    TRY(keep_open(c, call_place(c, 0), b, fd));
    TRY(vfs_grow(c, call_place(c, 0), fd, size));
    if (ftruncate(fd, (off_t)size) != 0 || fsync(fd) != 0)
        return vfs_error(c, call_place(c, 0), "cut");
    return NULL;
}

struct err *op_fs_truncate(struct call *c, const struct fs_truncate_in *in,
                           struct fs_truncate_out *out)
{
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(undo_ended(&b, cut_file(c, in->size, &b)));
    out->undo = undo_told(&b, &out->has_undo);
    return NULL;
}
