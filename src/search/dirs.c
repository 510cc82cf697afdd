/* The tree of a search: directories that wait, and those being read. See search.h. */
#include "search/search_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PIECE = 32 * 1024 };

struct branch *branch_new(struct branch *parent, struct str path)
{
    struct branch *d = mem_new(sizeof *d + path.len + 1);
    const char *slash = memrchr(path.ptr, '/', path.len);
    atomic_init(&d->refs, 1);
    atomic_init(&d->users, 1);
    d->fd = -1;
    d->len = path.len;
    d->name = slash ? (size_t)(slash + 1 - path.ptr) : 0;
    memcpy(d->path, path.ptr, path.len);
    if (!parent)
        return d;
    atomic_fetch_add(&parent->refs, 1);
    branch_use(parent);
    d->parent = parent;
    d->depth = parent->depth + 1;
    return d;
}

void branch_use(struct branch *d)
{
    atomic_fetch_add(&d->users, 1);
}

void branch_unuse(struct branch *d)
{
    if (atomic_fetch_sub(&d->users, 1) != 1)
        return;
    if (d->fd >= 0)
        close(d->fd);
    d->fd = -1;
}

void branch_unref(struct branch *d)
{
    while (d && atomic_fetch_sub(&d->refs, 1) == 1) {
        struct branch *parent = d->parent;
        if (d->fd >= 0)
            close(d->fd);
        ignores_unref(d->ignores);
        mem_free(d);
        d = parent;
    }
}

bool dir_is_inside(const struct branch *d, const struct stat *st)
{
    for (; d; d = d->parent)
        if (d->dev == st->st_dev && d->ino == st->st_ino)
            return true;
    return false;
}

bool branch_open(struct branch *d, const struct place *place)
{
    struct stat st;
    if (d->fd < 0) {
        d->fd = openat(d->parent->fd, d->path + d->name,
                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        branch_unuse(d->parent);
    }
    if (d->fd < 0 || fstat(d->fd, &st) != 0)
        return false;
    d->dev = st.st_dev;
    d->ino = st.st_ino;
    return vfs_allows(place, d->fd, &st, d->parent ? d->parent->dev : 0);
}

bool branch_read(const struct branch *d, struct buf *out)
{
    long n;
    buf_clear(out);
    do {
        char *room = buf_room(out, PIECE);
        n = room ? syscall(SYS_getdents64, d->fd, room, PIECE) : -1;
        out->len += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    return n == 0;
}

static struct ignores *enter_above(struct call *c, const struct place *above, struct ignores *ig)
{
    static const char *const names[] = { ".ignore", ".gitignore", ".git" };
    struct ignore_files files = { 0 };
    owned_fd int fd = -1;
    struct err *e = vfs_open(c, above, VFS_DIRECTORY, O_RDONLY | O_DIRECTORY, &fd, NULL);
    err_free(e); /* then it has no rules for us */
    for (size_t i = 0; !e && i < COUNT_OF(names); i++)
        if (faccessat(fd, names[i], F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            ignore_files_note(&files, names[i]);
    struct str path = str_eq(above->rest, STR(".")) ? STR("") : above->rest;
    struct ignores *next = ignores_enter(ig, fd, path, &files);
    ignores_unref(ig);
    return next;
}

struct ignores *ignores_above(struct call *c, const struct place *place)
{
    char text[PATH_MOST + 1];
    struct ignores *ig = NULL;
    if (str_eq(place->rest, STR(".")) || place->rest.len > PATH_MOST)
        return NULL;
    struct place above = *place;
    above.rest = STR(".");
    ig = enter_above(c, &above, ig);
    for (size_t i = 0; i < place->rest.len; i++) {
        if (place->rest.ptr[i] != '/')
            continue;
        memcpy(text, place->rest.ptr, i);
        text[i] = 0;
        above.rest = (struct str){ text, i };
        ig = enter_above(c, &above, ig);
    }
    return ig;
}
