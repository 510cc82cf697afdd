/* fs.read, fs.list, fs.stat, fs.exists: what only looks. */
#include "ops/vfs.h"

#include "trace/trace.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

enum { INLINE_READ_MOST = 64 * KIB };

/* A file system keeps any time that it was told, also the year 292 billion. */
int64_t vfs_time_ms(struct timespec t)
{
    const int64_t most_s = TIME_MOST_MS / 1000;
    return MIN_OF(MAX_OF((int64_t)t.tv_sec, -most_s), most_s) * 1000 + t.tv_nsec / 1000000;
}

enum fs_kind vfs_kind(mode_t mode)
{
    return S_ISREG(mode)   ? FS_KIND_FILE
           : S_ISDIR(mode) ? FS_KIND_DIRECTORY
           : S_ISLNK(mode) ? FS_KIND_SYMLINK
                           : FS_KIND_OTHER;
}

/* --- fs.read --- */

static struct err *too_large(uint64_t n)
{
    struct err *e = err_new(ERR_LIMIT, "too_large",
                            "%llu bytes are more than the %lld that fit into a reply",
                            (unsigned long long)n, (long long)BYTES_INLINE_MOST);
    err_detail(e, "most", "%lld", (long long)BYTES_INLINE_MOST);
    return err_hint(e, "read a range with offset and count, or ask for raw bytes (--raw)");
}

/* Without waiting for the disk, as long as a worker could wait instead. */
static struct err *read_range(struct call *c, int fd, uint64_t offset, uint64_t n,
                              struct bytes *out)
{
    char *room = arena_alloc(&c->arena, n);
    TRY_ROOM(room);
    while (out->len < n) {
        struct iovec piece = { room + out->len, n - out->len };
        ssize_t got = preadv2(fd, &piece, 1, (off_t)(offset + out->len),
                              c->may_wait ? 0 : RWF_NOWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EOPNOTSUPP) && !c->may_wait)
            return call_would_wait(c);
        if (got < 0 && errno != EINTR)
            return err_sys("read");
        if (got == 0)
            break; /* it became shorter */
        out->len += got > 0 ? (size_t)got : 0;
    }
    out->ptr = room;
    call_moved(c, COUNTER_FS_READ_BYTES, out->len);
    return NULL;
}

static struct err *lend_range(struct call *c, int fd, uint64_t offset, uint64_t n,
                              struct bytes *out)
{
    struct file_range *range = arena_new(&c->arena, struct file_range);
    TRY_ROOM(range);
    *range = (struct file_range){ fd, offset, n };
    *out = (struct bytes){ .len = n, .file = range };
    call_moved(c, COUNTER_FS_READ_BYTES, n);
    return NULL;
}

struct err *op_fs_read(struct call *c, const struct fs_read_in *in, struct fs_read_out *out)
{
    struct stat st;
    int fd;
    TRY(vfs_open(c, call_place(c, 0), VFS_FILE, O_RDONLY, &fd, &st));
    if (c->would_wait)
        return NULL;
    TRY(call_defer_close(c, fd));
    uint64_t size = (uint64_t)st.st_size, offset = MIN_OF(in->offset, size);
    uint64_t n = in->has_count == GIVEN ? MIN_OF(in->count, size - offset) : size - offset;
    out->size = size;
    out->data = (struct bytes){ .ptr = "" };
    if (c->wants_file)
        return lend_range(c, fd, offset, n, &out->data);
    if (n > BYTES_INLINE_MOST)
        return too_large(n);
    if (n > INLINE_READ_MOST && !c->may_wait)
        return call_would_wait(c);
    return read_range(c, fd, offset, n, &out->data);
}

/* --- fs.list --- */

struct names {
    struct call *call;
    struct str after;
    struct str *row;
    size_t count, cap;
    struct err *e;
};

static struct err *add_name(struct names *n, struct str name)
{
    TRY(call_stopped(n->call));
    if (n->count == n->cap) {
        struct str *more = arena_array(&n->call->arena, struct str, n->cap * 2 + 64);
        TRY_ROOM(more);
        if (n->count)
            memcpy(more, n->row, n->count * sizeof *more);
        n->row = more;
        n->cap = n->cap * 2 + 64;
    }
    n->row[n->count] = arena_str(&n->call->arena, name);
    TRY_ROOM(n->row[n->count++].ptr);
    return NULL;
}

static bool take_name(void *arg, const char *text)
{
    struct names *n = arg;
    if (str_cmp(str_of(text), n->after) > 0)
        n->e = add_name(n, str_of(text));
    return !n->e;
}

static struct err *gather(struct dir *dir, struct names *n)
{
    if (dir_each(dir, take_name, n) != 0 && !n->e)
        n->e = err_sys("list");
    return n->e;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool look_at(struct dir *dir, struct str name, struct fs_entry *out)
{
    struct stat st;
    if (dir_stat(dir, name.ptr, &st) != 0)
        return false; /* gone since */
    *out = (struct fs_entry){ name, vfs_kind(st.st_mode), (uint64_t)st.st_size,
                              vfs_time_ms(st.st_mtim) };
    return true;
}

static struct err *list_dir(struct call *c, const struct fs_list_in *in, struct dir *dir,
                            struct fs_list_out *out)
{
    struct names names = { .call = c, .after = in->has_after == GIVEN ? in->after : STR("") };
    TRY(gather(dir, &names));
    if (names.count)
        qsort(names.row, names.count, sizeof *names.row, by_name);
    size_t n = MIN_OF(names.count, in->limit);
    out->more = n < names.count;
    out->entries.items = arena_array(&c->arena, struct fs_entry, n);
    TRY_ROOM(out->entries.items);
    for (size_t i = 0; i < n; i++)
        out->entries.count += look_at(dir, names.row[i], &out->entries.items[out->entries.count]);
    return NULL;
}

struct err *op_fs_list(struct call *c, const struct fs_list_in *in, struct fs_list_out *out)
{
    owned(dir) struct dir *dir = NULL;
    TRY(vfs_dir(c, call_place(c, 0), &dir));
    return list_dir(c, in, dir, out);
}

/* --- fs.stat, fs.exists --- */

struct err *op_fs_stat(struct call *c, const struct fs_stat_in *in, struct fs_stat_out *out)
{
    struct stat st;
    struct str target = STR_NONE;
    TRY(vfs_stat(c, call_place(c, 0), !in->follow, &st, &target));
    if (c->would_wait)
        return NULL;
    *out = (struct fs_stat_out){ .kind = vfs_kind(st.st_mode),
                                 .size = (uint64_t)st.st_size,
                                 .mode = st.st_mode & 07777,
                                 .links = st.st_nlink,
                                 .modified = vfs_time_ms(st.st_mtim),
                                 .changed = vfs_time_ms(st.st_ctim),
                                 .target = target,
                                 .has_target = target.ptr ? GIVEN : ABSENT };
    return NULL;
}

struct err *op_fs_exists(struct call *c, const struct fs_exists_in *in, struct fs_exists_out *out)
{
    (void)in;
    struct stat st;
    struct err *e = vfs_stat(c, call_place(c, 0), false, &st, NULL);
    out->exists = !e && !c->would_wait;
    bool absent = err_kind(e) == ERR_NOT_FOUND || !strcmp(err_reason(e), "not_a_directory");
    if (!absent)
        return e;
    err_free(e);
    return NULL;
}
