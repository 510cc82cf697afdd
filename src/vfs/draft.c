/* A file that appears whole, or not at all: written under a name nobody uses, synced, renamed. */
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <unistd.h>

struct err *draft_open(struct draft *d, struct dir *dir, mode_t mode)
{
    d->dir = dir;
    snprintf(d->name, sizeof d->name, ".pith-%016llx.tmp", (unsigned long long)random_u64());
    d->fd = dir_open(dir, d->name, O_RDWR | O_CREAT | O_EXCL, mode);
    if (d->fd < 0)
        return err_sys("make a file");
    return NULL;
}

struct err *draft_keep(struct draft *d, const char *name, bool replace)
{
    if (FAIL("vfs.before_sync") || fsync(d->fd) != 0)
        return err_sys("write to disk");
    if (FAIL("vfs.before_rename") ||
        dir_rename(d->dir, d->name, d->dir, name, replace ? 0 : RENAME_NOREPLACE) != 0)
        return err_sys("name it %s", name);
    d->kept = true;
    if (FAIL("vfs.before_dir_sync") || dir_sync(d->dir) != 0)
        return err_sys("write its directory to disk");
    return NULL;
}

void draft_done(struct draft *d)
{
    if (d->fd >= 0)
        close(d->fd);
    if (d->fd >= 0 && !d->kept)
        dir_unlink(d->dir, d->name, 0);
    d->fd = -1;
}

struct err *write_all(int fd, const char *bytes, size_t n, int64_t at)
{
    for (size_t done = 0; done < n;) {
        ssize_t put = at < 0 ? write(fd, bytes + done, n - done)
                             : pwrite(fd, bytes + done, n - done, at + (int64_t)done);
        if (put < 0 && errno != EINTR)
            return err_sys("write");
        done += put > 0 ? (size_t)put : 0;
    }
    return NULL;
}

/* The kernel copies; where it cannot between these two files, sendfile() does. */
struct err *copy_bytes(struct call *c, int from, const struct draft *to, uint64_t *out_bytes)
{
    enum { PIECE = 1 << 20 };
    ssize_t n;
    *out_bytes = 0;
    do {
        TRY(call_stopped(c));
        n = copy_file_range(from, NULL, to->fd, NULL, PIECE, 0);
        if (n < 0 && (errno == EXDEV || errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS))
            n = sendfile(to->fd, from, NULL, PIECE);
        if (n < 0 && errno != EINTR)
            return err_sys("copy");
        *out_bytes += n > 0 ? (uint64_t)n : 0;
        if (dir_grow(to->dir, to->fd, *out_bytes) != 0)
            return err_sys("copy");
        call_progress(c, n > 0 ? (uint64_t)n : 0);
    } while (n != 0);
    return NULL;
}
