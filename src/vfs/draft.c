/* A file that appears whole, or not at all.
 *
 * It has no name while it is written, where the file system knows such files, so a crash leaves
 * nothing. A new name is given to it by one call; to take another's place it needs a name for a
 * moment, and bears its batch's: the next start knows that one, and sweeps it away (undo.h). Where
 * there are no files without a name it bears a random one from the beginning. */
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <unistd.h>

static int open_named(struct draft *d, mode_t mode)
{
    snprintf(d->name, sizeof d->name, ".pith-%016llx.tmp", (unsigned long long)random_u64());
    return dir_open(d->dir, d->name, O_RDWR | O_CREAT | O_EXCL, mode);
}

struct err *draft_open(struct draft *d, struct dir *dir, mode_t mode)
{
    int local = dir_fd(dir);
    d->dir = dir;
    d->name[0] = 0;
    d->fd = local < 0 ? -1 : openat(local, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, mode);
    if (d->fd < 0)
        d->fd = open_named(d, mode);
    return d->fd < 0 ? err_sys("make a file") : NULL;
}

void draft_of_batch(struct draft *d, const struct undo_batch *b)
{
    if (!d->name[0] && b && b->committed)
        undo_draft_name(b->id, d->name);
}

static int give_name(const struct draft *d, const char *name)
{
    char self[32];
    snprintf(self, sizeof self, "/proc/self/fd/%d", d->fd);
    return linkat(AT_FDCWD, self, dir_fd(d->dir), name, AT_SYMLINK_FOLLOW);
}

static bool is_named(const struct draft *d)
{
    struct stat st;
    return dir_fd(d->dir) < 0 || (fstat(d->fd, &st) == 0 && st.st_nlink > 0);
}

static int take_place(struct draft *d, const char *name)
{
    if (!d->name[0])
        snprintf(d->name, sizeof d->name, ".pith-%016llx.tmp", (unsigned long long)random_u64());
    if (!is_named(d) && give_name(d, d->name) != 0)
        return -1;
    return FAIL("vfs.before_replace")
    ? -1 : dir_rename(d->dir, d->name, d->dir, name, 0);
}

static int take_name(struct draft *d, const char *name, bool replace)
{
    if (replace)
        return take_place(d, name);
    return is_named(d) ? dir_rename(d->dir, d->name, d->dir, name, RENAME_NOREPLACE)
                       : give_name(d, name);
}

struct err *draft_keep(struct draft *d, const char *name, bool replace)
{
    if (FAIL("vfs.before_sync") || fsync(d->fd) != 0)
        return err_sys("write to disk");
    if (FAIL("vfs.before_rename") || take_name(d, name, replace) != 0)
        return err_sys("name it %s", name);
    d->kept = true;
    if (FAIL("vfs.before_dir_sync") || dir_sync(d->dir) != 0)
        return err_sys("write its directory to disk");
    return NULL;
}

void draft_done(struct draft *d)
{
    if (d->fd >= 0 && !d->kept && d->name[0] && is_named(d))
        dir_unlink(d->dir, d->name, 0);
    if (d->fd >= 0)
        close(d->fd);
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
