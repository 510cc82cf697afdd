/* The tree of a search: directories that wait, and those being read. See search.h. */
#include "search/search_priv.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PIECE = 32 * 1024 };

static struct branch *branch_at(struct str path)
{
    struct branch *d = mem_new(sizeof *d + path.len + 1);
    const char *slash = memrchr(path.ptr, '/', path.len);
    atomic_init(&d->refs, 1);
    atomic_init(&d->users, 1);
    d->len = path.len;
    d->name = slash ? (size_t)(slash + 1 - path.ptr) : 0;
    memcpy(d->path, path.ptr, path.len);
    return d;
}

struct branch *branch_new(struct branch *parent, struct str path)
{
    struct branch *d = branch_at(path);
    atomic_fetch_add(&parent->refs, 1);
    branch_use(parent);
    d->parent = parent;
    d->place = parent->place;
    d->at = parent->at;
    d->depth = parent->depth + 1;
    return d;
}

struct branch *branch_of(const struct place *place, struct str path, struct dir *take_dir)
{
    struct branch *d = branch_at(path);
    d->place = place;
    d->dir = take_dir;
    return d;
}

void branch_mount(struct branch *d, const struct place *place)
{
    d->place = place;
    d->mounted = true;
    d->at = d->len;
}

void branch_use(struct branch *d)
{
    atomic_fetch_add(&d->users, 1);
}

void branch_unuse(struct branch *d)
{
    if (atomic_fetch_sub(&d->users, 1) != 1)
        return;
    dir_free(d->dir);
    d->dir = NULL;
}

void branch_unref(struct branch *d)
{
    while (d && atomic_fetch_sub(&d->refs, 1) == 1) {
        struct branch *parent = d->parent;
        dir_free(d->dir);
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

static struct dir *enter(const struct branch *d, struct call *c)
{
    struct dir *dir = NULL;
    if (!d->mounted)
        return dir_enter(d->parent->dir, d->path + d->name);
    err_free(vfs_dir(c, d->place, &dir));
    return dir;
}

/* One that is not the kernel's lies in no file system of its. */
bool branch_open(struct branch *d, struct call *c)
{
    struct stat st;
    if (!d->dir) {
        d->dir = enter(d, c);
        branch_unuse(d->parent);
    }
    int fd = d->dir ? dir_fd(d->dir) : -1;
    if (!d->dir || (fd >= 0 ? fstat(fd, &st) : dir_stat(d->dir, ".", &st)) != 0)
        return false;
    d->dev = st.st_dev;
    d->ino = st.st_ino;
    return vfs_allows(d->place, fd, &st, fd < 0 ? st.st_dev : d->parent ? d->parent->dev : 0);
}

struct listing {
    struct dir *dir;
    struct buf *out;
};

static bool add_name(void *arg, const char *text)
{
    const struct listing *l = arg;
    size_t size = sizeof(struct name) + strlen(text) + 1;
    struct stat st;
    size = (size + 7) & ~(size_t)7;
    if (dir_stat(l->dir, text, &st) != 0)
        return true; /* it is gone */
    struct name *n = (void *)buf_room(l->out, size);
    if (!n)
        return false;
    *n = (struct name){ .size = (unsigned short)size, .type = (unsigned char)IFTODT(st.st_mode) };
    strcpy(n->text, text);
    l->out->len += size;
    return true;
}

bool branch_read(const struct branch *d, struct buf *out)
{
    long n;
    int fd = dir_fd(d->dir);
    buf_clear(out);
    if (fd < 0)
        return dir_each(d->dir, add_name, &(struct listing){ d->dir, out }) == 0 && !out->full;
    do {
        char *room = buf_room(out, PIECE);
        n = room ? syscall(SYS_getdents64, fd, room, PIECE) : -1;
        out->len += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    return n == 0;
}

static struct ignores *enter_above(struct call *c, const struct place *above, struct ignores *ig)
{
    static const char *const names[] = { ".ignore", ".gitignore", ".git" };
    struct ignore_files files = { 0 };
    struct stat st;
    owned(dir) struct dir *dir = NULL;
    err_free(vfs_dir(c, above, &dir)); /* then it has no rules for us */
    for (size_t i = 0; dir && i < COUNT_OF(names); i++)
        if (dir_stat(dir, names[i], &st) == 0)
            ignore_files_note(&files, names[i]);
    struct str path = str_eq(above->rest, STR(".")) ? STR("") : above->rest;
    struct ignores *next = ignores_enter(ig, dir, path, &files);
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
