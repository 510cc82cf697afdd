/* The real disk, and whole files on any disk: see disk.h. */
#include "base/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int result(int n)
{
    return n < 0 ? -errno : n;
}

static int real_open(struct disk *d, const char *path, int flags)
{
    (void)d;
    return result(open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600));
}

static void real_close(struct disk *d, int file)
{
    (void)d;
    close(file);
}

static int64_t real_read(struct disk *d, int file, void *out, size_t n, int64_t at)
{
    (void)d;
    size_t got = 0;
    while (got < n) {
        ssize_t more = pread(file, (char *)out + got, n - got, at + (int64_t)got);
        if (more < 0 && errno != EINTR)
            return -errno;
        if (more == 0)
            break;
        got += more > 0 ? (size_t)more : 0;
    }
    return (int64_t)got;
}

static int real_write(struct disk *d, int file, const void *bytes, size_t n, int64_t at)
{
    (void)d;
    size_t put = 0;
    while (put < n) {
        ssize_t more = pwrite(file, (const char *)bytes + put, n - put, at + (int64_t)put);
        if (more < 0 && errno != EINTR)
            return -errno;
        put += more > 0 ? (size_t)more : 0;
    }
    return 0;
}

static int real_truncate(struct disk *d, int file, int64_t size)
{
    (void)d;
    return result(ftruncate(file, size));
}

/* fdatasync() also writes the size, which is all of the metadata that a reader needs. */
static int real_sync(struct disk *d, int file)
{
    (void)d;
    return result(fdatasync(file));
}

static int64_t real_size(struct disk *d, int file)
{
    struct stat st;
    (void)d;
    return fstat(file, &st) < 0 ? -errno : st.st_size;
}

/* flock() belongs to the open file, not to the process: a second store in this process is
 * turned away like one in another. */
static int real_lock(struct disk *d, int file)
{
    (void)d;
    return result(flock(file, LOCK_EX | LOCK_NB));
}

static int real_unlink(struct disk *d, const char *path)
{
    (void)d;
    return result(unlink(path));
}

static int real_rename(struct disk *d, const char *from, const char *to)
{
    (void)d;
    return result(rename(from, to));
}

static int real_exists(struct disk *d, const char *path)
{
    struct stat st;
    (void)d;
    if (lstat(path, &st) == 0)
        return 1;
    return errno == ENOENT ? 0 : -errno;
}

static int real_make_dir(struct disk *d, const char *path)
{
    (void)d;
    return mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

static int real_sync_dir(struct disk *d, const char *path)
{
    (void)d;
    owned_fd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir < 0 ? -errno : result(fsync(dir));
}

struct disk disk_real = {
    .open = real_open,
    .close = real_close,
    .read = real_read,
    .write = real_write,
    .truncate = real_truncate,
    .sync = real_sync,
    .size = real_size,
    .lock = real_lock,
    .unlink = real_unlink,
    .rename = real_rename,
    .exists = real_exists,
    .make_dir = real_make_dir,
    .sync_dir = real_sync_dir,
};

char *disk_path(const char *dir, const char *name)
{
    size_t size = strlen(dir) + strlen(name) + 2;
    char *path = mem_new(size);
    snprintf(path, size, "%s/%s", dir, name);
    return path;
}

struct err *disk_read_file(struct disk *d, const char *path, struct buf *out)
{
    int file = d->open(d, path, O_RDONLY);
    if (file < 0)
        return err_errno(-file, "open %s", path);
    int64_t size = d->size(d, file), got = size;
    char *room = size < 0 ? NULL : buf_room(out, (size_t)size);
    if (room)
        got = d->read(d, file, room, (size_t)size, 0);
    d->close(d, file);
    if (got < 0)
        return err_errno((int)-got, "read %s", path);
    if (!room)
        return err_new(ERR_LIMIT, "file_too_large", "%s is larger than %zu bytes", path, out->most);
    out->len += (size_t)got;
    return NULL;
}

struct err *disk_draft_open(struct disk_draft *out, struct disk *d, const char *dir,
                            const char *name)
{
    owned_mem char *path = disk_path(dir, name);
    owned_mem char *draft = mem_new(strlen(path) + sizeof ".new");
    sprintf(draft, "%s.new", path);
    /* What a crash left of an earlier draft is no use to anybody. */
    int code = d->unlink(d, draft);
    if (code < 0 && code != -ENOENT)
        return err_errno(-code, "remove %s", draft);
    int file = d->open(d, draft, O_RDWR | O_CREAT | O_EXCL);
    if (file < 0)
        return err_errno(-file, "create %s", draft);
    *out = (struct disk_draft){ d, mem_text(dir, strlen(dir)), give(path), give(draft), file };
    return NULL;
}

/* In this order: contents, name, directory. A name that a power cut could leave without its
 * contents would be worse than none. */
struct err *disk_draft_keep(struct disk_draft *draft)
{
    struct disk *d = draft->disk;
    int code = d->sync(d, draft->file);
    if (code < 0)
        return err_errno(-code, "sync %s", draft->draft_path);
    if ((code = d->rename(d, draft->draft_path, draft->path)) < 0)
        return err_errno(-code, "name %s", draft->path);
    d->close(d, draft->file);
    draft->file = -1;
    if ((code = d->sync_dir(d, draft->dir)) < 0)
        return err_errno(-code, "sync directory %s", draft->dir);
    return NULL;
}

void disk_draft_done(struct disk_draft *draft)
{
    if (draft->disk && draft->file >= 0) {
        draft->disk->close(draft->disk, draft->file);
        draft->disk->unlink(draft->disk, draft->draft_path);
    }
    mem_free(draft->dir);
    mem_free(draft->path);
    mem_free(draft->draft_path);
    *draft = (struct disk_draft){ .file = -1 };
}

struct err *disk_write_file(struct disk *d, const char *dir, const char *name, struct str bytes)
{
    owned(disk_draft) struct disk_draft draft = { .file = -1 };
    TRY(disk_draft_open(&draft, d, dir, name));
    int code = d->write(d, draft.file, bytes.ptr, bytes.len, 0);
    if (code < 0)
        return err_errno(-code, "write %s", draft.draft_path);
    return disk_draft_keep(&draft);
}
