/* From a handle to its backend, and the kernel's own as the first of them: see dir.h. */
#include "dir/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* --- to the backend --- */

void dir_free(struct dir *d)
{
    if (d)
        d->ops->free(d);
}

struct dir *dir_again(struct dir *d)
{
    return d->ops->again(d);
}

struct dir *dir_enter(struct dir *d, const char *name)
{
    return d->ops->enter(d, name);
}

int dir_open(struct dir *d, const char *name, int flags, mode_t mode)
{
    return d->ops->open(d, name, flags | O_NOFOLLOW | O_CLOEXEC, mode);
}

int dir_stat(struct dir *d, const char *name, struct stat *out)
{
    return d->ops->stat(d, name, out);
}

ssize_t dir_readlink(struct dir *d, const char *name, char *out, size_t most)
{
    return d->ops->readlink(d, name, out, most);
}

int dir_unlink(struct dir *d, const char *name, int flags)
{
    return d->ops->unlink(d, name, flags);
}

int dir_mkdir(struct dir *d, const char *name, mode_t mode)
{
    return d->ops->mkdir(d, name, mode);
}

int dir_symlink(struct dir *d, const char *text, const char *name)
{
    return d->ops->symlink(d, text, name);
}

int dir_rename(struct dir *from, const char *old, struct dir *to, const char *name, unsigned flags)
{
    if (from->ops == to->ops)
        return from->ops->rename(from, old, to, name, flags);
    errno = EXDEV;
    return -1;
}

int dir_chmod(struct dir *d, const char *name, mode_t mode)
{
    return d->ops->chmod(d, name, mode);
}

int dir_each(struct dir *d, dir_name_fn *fn, void *arg)
{
    return d->ops->each(d, fn, arg);
}

int dir_sync(struct dir *d)
{
    return d->ops->sync(d);
}

int dir_grow(struct dir *d, int fd, uint64_t size)
{
    return d->ops->grow ? d->ops->grow(d, fd, size) : 0;
}

/* --- the kernel's own --- */

struct local {
    struct dir dir; /* first */
    int fd;
};

static const struct dir_ops local_ops;

static int fd_of(const struct dir *d)
{
    return ((const struct local *)d)->fd;
}

int dir_fd(const struct dir *d)
{
    return d->ops == &local_ops ? fd_of(d) : -1;
}

struct dir *dir_local(int take_fd)
{
    struct local *l = mem_new(sizeof *l);
    *l = (struct local){ { &local_ops }, take_fd };
    return &l->dir;
}

static struct dir *of_fd(int take_fd)
{
    return take_fd < 0 ? NULL : dir_local(take_fd);
}

static void local_free(struct dir *d)
{
    close(fd_of(d));
    mem_free(d);
}

static struct dir *local_again(struct dir *d)
{
    return of_fd(fcntl(fd_of(d), F_DUPFD_CLOEXEC, 0));
}

static struct dir *local_enter(struct dir *d, const char *name)
{
    return of_fd(openat(fd_of(d), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

static int local_open(struct dir *d, const char *name, int flags, mode_t mode)
{
    return openat(fd_of(d), name, flags, mode);
}

static int local_stat(struct dir *d, const char *name, struct stat *out)
{
    return fstatat(fd_of(d), name, out, AT_SYMLINK_NOFOLLOW);
}

static ssize_t local_readlink(struct dir *d, const char *name, char *out, size_t most)
{
    return readlinkat(fd_of(d), name, out, most);
}

static int local_unlink(struct dir *d, const char *name, int flags)
{
    return unlinkat(fd_of(d), name, flags);
}

static int local_mkdir(struct dir *d, const char *name, mode_t mode)
{
    return mkdirat(fd_of(d), name, mode);
}

static int local_symlink(struct dir *d, const char *text, const char *name)
{
    return symlinkat(text, fd_of(d), name);
}

static int local_rename(struct dir *from, const char *old, struct dir *to, const char *name,
                        unsigned flags)
{
    return renameat2(fd_of(from), old, fd_of(to), name, flags);
}

/* fchmodat() has no way not to follow a link; what is open by O_PATH is changed by its own name. */
static int local_chmod(struct dir *d, const char *name, mode_t mode)
{
    char self[32];
    struct stat st;
    owned_fd int fd = openat(fd_of(d), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        return -1;
    if (S_ISLNK(st.st_mode)) {
        errno = ELOOP;
        return -1;
    }
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    return chmod(self, mode);
}

static int local_each(struct dir *d, dir_name_fn *fn, void *arg)
{
    int fd = openat(fd_of(d), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *e;
    if (!list) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    while (errno = 0, (e = readdir(list)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && !fn(arg, e->d_name))
            break;
    int code = e ? 0 : errno;
    closedir(list);
    errno = code;
    return code ? -1 : 0;
}

static int local_sync(struct dir *d)
{
    return fsync(fd_of(d));
}

static const struct dir_ops local_ops = {
    .again = local_again,
    .free = local_free,
    .enter = local_enter,
    .open = local_open,
    .stat = local_stat,
    .readlink = local_readlink,
    .unlink = local_unlink,
    .mkdir = local_mkdir,
    .symlink = local_symlink,
    .rename = local_rename,
    .chmod = local_chmod,
    .each = local_each,
    .sync = local_sync,
};
