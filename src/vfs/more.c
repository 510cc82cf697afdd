/* fs.tree, fs.hash, fs.symlink, fs.readlink, fs.chmod. */
#include "ops/vfs.h"

#include "trace/trace.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- fs.tree --- */

struct listing {
    struct tree tree;
    const struct fs_tree_in *in;
    struct fs_tree_out *out;
    const struct place **mounts; /* below the place that was asked for */
    size_t n_mounts, above;      /* of their paths, up to there */
    size_t cap;
    char path[PATH_MOST];
    size_t len;
};

static struct err *add_row(struct listing *l, const struct stat *st)
{
    struct fs_entry_below_list *rows = &l->out->entries;
    struct arena *a = &l->tree.call->arena;
    if (rows->count == l->cap) {
        struct fs_entry_below *more = arena_array(a, struct fs_entry_below, l->cap * 2 + 64);
        TRY_ROOM(more);
        if (rows->count)
            memcpy(more, rows->items, rows->count * sizeof *more);
        rows->items = more;
        l->cap = l->cap * 2 + 64;
    }
    struct str path = arena_str(a, (struct str){ l->path, l->len });
    TRY_ROOM(path.ptr);
    rows->items[rows->count++] = (struct fs_entry_below){ path, vfs_kind(st->st_mode),
                                                          (uint64_t)st->st_size,
                                                          vfs_time_ms(st->st_mtim) };
    return NULL;
}

static struct err *list_inner(struct dir *dir, const char *name, unsigned depth, void *arg);

/* What is mounted where the listing is; NULL: nothing is. */
static const struct place *mounted_here(const struct listing *l)
{
    struct str path = { l->path, l->len };
    for (size_t i = 0; i < l->n_mounts; i++)
        if (str_eq(str_from(l->mounts[i]->path, l->above), path))
            return l->mounts[i];
    return NULL;
}

static struct err *list_mount(struct listing *l, const struct place *mount, unsigned depth)
{
    const struct tree outer = l->tree;
    owned(dir) struct dir *dir = NULL;
    TRY(vfs_dir(outer.call, mount, &dir));
    l->tree.place = mount;
    struct err *e = tree_each_in(dir, depth, list_inner, l);
    l->tree = outer;
    return e;
}

/* What is closed, or cannot be read, is counted and left out; what stops the call is not. */
static struct err *list_below(struct listing *l, struct dir *dir, const char *name, unsigned depth)
{
    const struct place *mount = mounted_here(l);
    struct err *e = NULL;
    if (depth < l->in->depth)
        e = mount ? list_mount(l, mount, depth)
                  : tree_each(&l->tree, dir, name, depth, list_inner, l);
    bool passed = err_kind(e) == ERR_DENIED || err_kind(e) == ERR_NOT_FOUND;
    if (!e || !passed)
        return e;
    err_free(e);
    l->out->left_out++;
    return NULL;
}

static struct err *list_inner(struct dir *dir, const char *name, unsigned depth, void *arg)
{
    struct listing *l = arg;
    struct stat st;
    size_t len = l->len, n = strlen(name);
    TRY(call_stopped(l->tree.call));
    if (l->out->more || dir_stat(dir, name, &st) != 0)
        return NULL;
    if (l->out->entries.count == l->in->limit) {
        l->out->more = true;
        return NULL;
    }
    if (len + 1 + n > sizeof l->path)
        return err_new(ERR_LIMIT, "path_too_long", "a path has at most %d bytes", PATH_MOST);
    if (len)
        l->path[l->len++] = '/';
    memcpy(l->path + l->len, name, n);
    l->len += n;
    struct err *e = add_row(l, &st);
    if (!e && S_ISDIR(st.st_mode))
        e = list_below(l, dir, name, depth);
    l->len = len;
    return e;
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const struct fs_entry_below *)a)->path,
                   ((const struct fs_entry_below *)b)->path);
}

struct err *op_fs_tree(struct call *c, const struct fs_tree_in *in, struct fs_tree_out *out)
{
    owned(dir) struct dir *top = NULL;
    const struct place *place = call_place(c, 0);
    struct listing l = { .tree = { c, place }, .in = in, .out = out };
    TRY(vfs_dir(c, place, &top));
    l.mounts = vfs_mounts_below(c, place, false, &l.n_mounts);
    l.above = place->path.len + !str_ends(place->path, STR("/"));
    TRY(tree_each_in(top, 0, list_inner, &l));
    if (out->entries.count)
        qsort(out->entries.items, out->entries.count, sizeof *out->entries.items, by_path);
    return NULL;
}

/* --- fs.hash --- */

enum { SUM_BYTES = 32, PIECE = 64 * KIB };
_Static_assert(crypto_hash_sha256_BYTES == SUM_BYTES, "both sums are as long");

struct sum {
    enum fs_hash_kind kind;
    crypto_hash_sha256_state sha;
    crypto_generichash_state blake;
};

static void sum_begin(struct sum *s, enum fs_hash_kind kind)
{
    s->kind = kind;
    if (kind == FS_HASH_KIND_SHA256)
        crypto_hash_sha256_init(&s->sha);
    else
        crypto_generichash_init(&s->blake, NULL, 0, SUM_BYTES);
}

static void sum_add(struct sum *s, const unsigned char *bytes, size_t n)
{
    if (s->kind == FS_HASH_KIND_SHA256)
        crypto_hash_sha256_update(&s->sha, bytes, n);
    else
        crypto_generichash_update(&s->blake, bytes, n);
}

static void sum_end(struct sum *s, unsigned char out[SUM_BYTES])
{
    if (s->kind == FS_HASH_KIND_SHA256)
        crypto_hash_sha256_final(&s->sha, out);
    else
        crypto_generichash_final(&s->blake, out, SUM_BYTES);
}

static struct err *sum_file(struct call *c, int fd, struct sum *s, uint64_t *out_size)
{
    unsigned char *piece = arena_alloc(&c->arena, PIECE);
    ssize_t n;
    TRY_ROOM(piece);
    do {
        TRY(call_stopped(c));
        n = read(fd, piece, PIECE);
        if (n < 0 && errno != EINTR)
            return err_sys("read");
        if (n > 0) {
            sum_add(s, piece, (size_t)n);
            *out_size += (uint64_t)n;
            call_progress(c, (uint64_t)n);
        }
    } while (n != 0);
    call_moved(c, COUNTER_FS_READ_BYTES, *out_size);
    return NULL;
}

struct err *op_fs_hash(struct call *c, const struct fs_hash_in *in, struct fs_hash_out *out)
{
    unsigned char sum[SUM_BYTES];
    char hex[SUM_BYTES * 2 + 1];
    struct sum s;
    struct stat st;
    owned_fd int fd = -1;
    TRY(vfs_open(c, call_place(c, 0), VFS_FILE, O_RDONLY, &fd, &st));
    call_progress_total(c, (uint64_t)st.st_size);
    sum_begin(&s, in->kind);
    TRY(sum_file(c, fd, &s, &out->size));
    sum_end(&s, sum);
    sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
    out->hash = arena_str(&c->arena, str_of(hex));
    TRY_ROOM(out->hash.ptr);
    return NULL;
}

/* --- fs.symlink, fs.readlink --- */

static struct err *make_link(struct call *c, struct str target, struct undo_batch *b)
{
    const struct place *place = call_place(c, 0);
    owned(target) struct target t = { 0 };
    struct str text = arena_str(&c->arena, target);
    TRY_ROOM(text.ptr);
    if (memchr(text.ptr, 0, text.len))
        return err_new(ERR_INVALID, "zero_byte", "where a link leads has no zero bytes");
    TRY(target_name(c, place, &t));
    undo_keep_nothing(b, t.path);
    undo_commit(b);
    if (dir_symlink(t.dir, text.ptr, t.name) != 0)
        return vfs_error(c, place, "make the link");
    return dir_sync(t.dir) == 0 ? NULL : err_sys("write to disk");
}

struct err *op_fs_symlink(struct call *c, const struct fs_symlink_in *in,
                          struct fs_symlink_out *out)
{
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(undo_ended(&b, make_link(c, in->target, &b)));
    out->undo = undo_told(&b, &out->has_undo);
    return NULL;
}

struct err *op_fs_readlink(struct call *c, const struct fs_readlink_in *in,
                           struct fs_readlink_out *out)
{
    (void)in;
    struct stat st;
    struct str target = STR_NONE;
    const struct place *place = call_place(c, 0);
    TRY(vfs_stat(c, place, true, &st, &target));
    if (!target.ptr)
        return err_hint(err_new(ERR_INVALID, "not_a_link", "%.*s is not a symbolic link",
                                STR_ARGS(utf8_first(place->path, 512))),
                        "fs.stat tells what it is");
    out->target = target;
    return NULL;
}

/* --- fs.chmod --- */

/* What is to be changed was judged under the descriptor by which it is changed. */
static struct err *chmod_local(struct call *c, const struct place *place, mode_t mode,
                               uint64_t *out_before)
{
    owned_fd int fd = -1;
    struct stat st;
    char self[32];
    TRY(vfs_find(c, place, false, &fd));
    TRY(vfs_check(c, place, VFS_ANY, fd, &st));
    *out_before = st.st_mode & 0777;
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    return chmod(self, mode) == 0 ? NULL : vfs_error(c, place, "set permissions of");
}

static struct err *chmod_virtual(struct call *c, const struct place *place, mode_t mode,
                                 uint64_t *out_before)
{
    owned(spot) struct spot s = { 0 };
    if (spot_find(place, false, &s) != 0)
        return vfs_error(c, place, "open");
    *out_before = s.st.st_mode & 0777;
    return dir_chmod(s.dir, s.name, mode) == 0 ? NULL : vfs_error(c, place, "set permissions of");
}

struct err *op_fs_chmod(struct call *c, const struct fs_chmod_in *in, struct fs_chmod_out *out)
{
    const struct place *place = call_place(c, 0);
    return (place_is_virtual(place) ? chmod_virtual : chmod_local)(c, place, (mode_t)in->mode,
                                                                   &out->before);
}
