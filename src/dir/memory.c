/* A tree in memory: see dir.h.
 *
 * Directories and links are nodes here; each file is a memfd of the kernel's, so that whoever
 * reads it needs nothing from us. A node lives as long as it has a name or a handle. One lock
 * guards the whole tree: nothing below it waits for a disk.
 *
 * What it holds is counted in bytes: each file as large as it was last said to be (dir_grow), each
 * node a little for itself. A file that is larger than it was said to be counts as it is. */
#include "dir/memory_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct handle {
    struct dir dir; /* first */
    struct memory *memory;
    struct node *node;
};

static const struct dir_ops memory_ops;

static int fail(int code)
{
    errno = code;
    return -1;
}

static void lock(struct memory *m)
{
    pthread_mutex_lock(&m->lock);
}

static void unlock(struct memory *m)
{
    int code = errno;
    pthread_mutex_unlock(&m->lock);
    errno = code;
}

static struct memory *memory_of(const struct dir *d)
{
    return ((const struct handle *)d)->memory;
}

static struct node *node_of(const struct dir *d)
{
    return ((const struct handle *)d)->node;
}

/* --- the tree --- */

/* To ask for the umask by umask() would change it for all threads meanwhile. */
static mode_t read_umask(void)
{
    static const char name[] = "Umask:";
    char text[4096];
    owned_fd int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    const char *at = strstr(text, name);
    return at ? (mode_t)strtoul(at + sizeof name - 1, NULL, 8) & 0777 : 022;
}

struct memory *memory_new(uint64_t most)
{
    static atomic_ulong trees;
    struct memory *m = mem_new(sizeof *m);
    atomic_init(&m->refs, 1);
    pthread_mutex_init(&m->lock, NULL);
    m->most = most;
    m->mask = read_umask();
    m->last_ino = 1;
    m->dev = (dev_t)(~0UL - atomic_fetch_add(&trees, 1)); /* no device of the kernel's */
    m->root = (struct node){ .mode = S_IFDIR | 0755, .ino = 1, .fd = -1, .handles = 1 };
    node_touch(&m->root);
    return m;
}

struct memory *memory_ref(struct memory *m)
{
    atomic_fetch_add(&m->refs, 1);
    return m;
}

void memory_unref(struct memory *m)
{
    if (!m || atomic_fetch_sub(&m->refs, 1) != 1)
        return;
    node_free_inner(m, &m->root);
    pthread_mutex_destroy(&m->lock);
    mem_free(m);
}

static struct dir *handle(struct memory *m, struct node *n)
{
    struct handle *h = mem_new(sizeof *h);
    n->handles++;
    *h = (struct handle){ { &memory_ops }, memory_ref(m), n };
    return &h->dir;
}

struct dir *memory_root(struct memory *m)
{
    lock(m);
    struct dir *d = handle(m, &m->root);
    unlock(m);
    return d;
}

uint64_t memory_used(struct memory *m)
{
    lock(m);
    uint64_t used = m->used;
    unlock(m);
    return used;
}

/* --- the backend's table --- */

static void memory_free(struct dir *d)
{
    struct memory *m = memory_of(d);
    lock(m);
    node_drop(m, node_of(d));
    unlock(m);
    mem_free(d);
    memory_unref(m);
}

static struct dir *memory_again(struct dir *d)
{
    struct memory *m = memory_of(d);
    lock(m);
    struct dir *again = handle(m, node_of(d));
    unlock(m);
    return again;
}

static struct dir *memory_enter(struct dir *d, const char *name)
{
    struct memory *m = memory_of(d);
    lock(m);
    struct node *n = node_find(node_of(d), name);
    struct dir *inner = n && S_ISDIR(n->mode) ? handle(m, n) : NULL;
    unlock(m);
    if (!inner)
        errno = n ? ENOTDIR : ENOENT;
    return inner;
}

static int memory_open(struct dir *d, const char *name, int flags, mode_t mode)
{
    struct memory *m = memory_of(d);
    lock(m);
    int fd = node_open(m, node_of(d), name, flags, mode);
    unlock(m);
    return fd;
}

static int memory_stat(struct dir *d, const char *name, struct stat *out)
{
    struct memory *m = memory_of(d);
    lock(m);
    const struct node *n = strcmp(name, ".") == 0 ? node_of(d) : node_find(node_of(d), name);
    if (n)
        node_stat(m, n, out);
    unlock(m);
    return n ? 0 : fail(ENOENT);
}

static ssize_t memory_readlink(struct dir *d, const char *name, char *out, size_t most)
{
    struct memory *m = memory_of(d);
    lock(m);
    const struct node *n = node_find(node_of(d), name);
    size_t len = n && n->text ? MIN_OF(strlen(n->text), most) : 0;
    if (len)
        memcpy(out, n->text, len);
    unlock(m);
    return len ? (ssize_t)len : fail(n ? EINVAL : ENOENT);
}

static int memory_unlink(struct dir *d, const char *name, int flags)
{
    struct memory *m = memory_of(d);
    lock(m);
    int result = node_unlink(m, node_of(d), name, flags & AT_REMOVEDIR);
    unlock(m);
    return result;
}

static int memory_mkdir(struct dir *d, const char *name, mode_t mode)
{
    struct memory *m = memory_of(d);
    lock(m);
    int result = node_may_make(m, node_of(d), name, 0);
    if (!result)
        node_make(m, node_of(d), name, S_IFDIR | memory_mode(m, mode), 0);
    unlock(m);
    return result;
}

static int memory_symlink(struct dir *d, const char *text, const char *name)
{
    struct memory *m = memory_of(d);
    size_t len = strlen(text);
    lock(m);
    int result = len == 0           ? fail(ENOENT)
                 : len >= PATH_MOST ? fail(ENAMETOOLONG)
                                    : node_may_make(m, node_of(d), name, len);
    if (!result)
        node_make(m, node_of(d), name, S_IFLNK | 0777, len)->text = mem_text(text, len);
    unlock(m);
    return result;
}

static int memory_rename(struct dir *from, const char *old, struct dir *to, const char *name,
                         unsigned flags)
{
    struct memory *m = memory_of(from);
    if (m != memory_of(to))
        return fail(EXDEV);
    lock(m);
    int result = node_rename(m, node_find(node_of(from), old), node_of(to), name, flags);
    unlock(m);
    return result;
}

static int memory_chmod(struct dir *d, const char *name, mode_t mode)
{
    struct memory *m = memory_of(d);
    int result = 0;
    lock(m);
    struct node *n = strcmp(name, ".") == 0 ? node_of(d) : node_find(node_of(d), name);
    if (!n || S_ISLNK(n->mode))
        result = fail(n ? ELOOP : ENOENT);
    else if (n->fd >= 0)
        result = fchmod(n->fd, mode & FILE_BITS);
    else
        n->mode = (n->mode & S_IFMT) | (mode & FILE_BITS);
    unlock(m);
    return result;
}

/* The names are copied first: whoever is told one may change the directory. */
static int memory_each(struct dir *d, dir_name_fn *fn, void *arg)
{
    struct memory *m = memory_of(d);
    owned(buf) struct buf names = { 0 };
    buf_init(&names, SIZE_MAX / 2);
    lock(m);
    for (const struct node *n = node_of(d)->inner; n; n = n->next)
        buf_add(&names, (struct str){ n->name, strlen(n->name) + 1 });
    unlock(m);
    for (size_t at = 0; at < names.len; at += strlen(names.ptr + at) + 1)
        if (!fn(arg, names.ptr + at))
            break;
    return 0;
}

static int memory_sync(struct dir *d)
{
    (void)d;
    return 0;
}

static int memory_grow(struct dir *d, int fd, uint64_t size)
{
    struct memory *m = memory_of(d);
    struct stat st;
    if (fstat(fd, &st) != 0)
        return -1;
    lock(m);
    struct node *n = m->files;
    while (n && n->fd_ino != st.st_ino)
        n = n->all_next;
    int result = n ? node_count(m, n, size, (uint64_t)st.st_size) : 0;
    unlock(m);
    return result;
}

static const struct dir_ops memory_ops = {
    .again = memory_again,
    .free = memory_free,
    .enter = memory_enter,
    .open = memory_open,
    .stat = memory_stat,
    .readlink = memory_readlink,
    .unlink = memory_unlink,
    .mkdir = memory_mkdir,
    .symlink = memory_symlink,
    .rename = memory_rename,
    .chmod = memory_chmod,
    .each = memory_each,
    .sync = memory_sync,
    .grow = memory_grow,
};
