/* A tree in memory: see dir.h.
 *
 * Directories and links are nodes here; each file is a memfd of the kernel's, so that whoever
 * reads it needs nothing from us. A node lives as long as it has a name or a handle. One lock
 * guards the whole tree: nothing below it waits for a disk.
 *
 * What it holds is counted in bytes: each file as large as it was last said to be (dir_grow), each
 * node a little for itself. A file that is larger than it was said to be counts as it is. */
#include "dir/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { NODE_COST = 512, NAME_BYTES_MOST = 255, FILE_BITS = 07777 };

struct node {
    struct node *next, *up; /* the next in the directory; the directory */
    struct node *inner;     /* of a directory: the first */
    struct node *all_next, **all_back;
    mode_t mode;
    ino_t ino;
    unsigned handles;
    bool gone; /* it has no name any more */
    int fd;    /* of a file */
    ino_t fd_ino;
    uint64_t counted; /* of a file: its bytes as far as they were counted */
    char *text;       /* of a link */
    struct timespec changed;
    char name[NAME_BYTES_MOST + 1];
};

struct memory {
    atomic_uint refs;
    pthread_mutex_t lock;
    uint64_t used, most;
    ino_t last_ino;
    dev_t dev;
    mode_t mask;
    struct node root, *files; /* all files, to find one by its descriptor */
};

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

/* --- nodes; all with the lock held --- */

static void touch(struct node *n)
{
    clock_gettime(CLOCK_REALTIME_COARSE, &n->changed);
}

static struct node *find(const struct node *dir, const char *name)
{
    for (struct node *n = dir->inner; n; n = n->next)
        if (strcmp(n->name, name) == 0)
            return n;
    return NULL;
}

static void forget_file(struct node *n)
{
    if (n->all_next)
        n->all_next->all_back = n->all_back;
    *n->all_back = n->all_next;
    close(n->fd);
}

static void node_free(struct memory *m, struct node *n)
{
    m->used -= NODE_COST + n->counted;
    if (S_ISREG(n->mode))
        forget_file(n);
    mem_free(n->text);
    mem_free(n);
}

static void drop_handle(struct memory *m, struct node *n)
{
    if (--n->handles == 0 && n->gone)
        node_free(m, n);
}

static int room_for(const struct memory *m, uint64_t more)
{
    return more > m->most - MIN_OF(m->used, m->most) ? fail(ENOSPC) : 0;
}

static void link_in(struct node *dir, struct node *n, const char *name)
{
    snprintf(n->name, sizeof n->name, "%s", name);
    n->up = dir;
    n->next = dir->inner;
    dir->inner = n;
    touch(dir);
}

static void link_out(struct node *n)
{
    struct node **at = &n->up->inner;
    while (*at != n)
        at = &(*at)->next;
    *at = n->next;
    touch(n->up);
    n->up = NULL;
}

static void remove_node(struct memory *m, struct node *n)
{
    link_out(n);
    n->gone = true;
    if (!n->handles)
        node_free(m, n);
}

/* What may not be made, whatever it is. */
static int may_make(const struct memory *m, const struct node *dir, const char *name, uint64_t cost)
{
    if (strlen(name) > NAME_BYTES_MOST)
        return fail(ENAMETOOLONG);
    if (find(dir, name))
        return fail(EEXIST);
    if (dir->gone)
        return fail(ENOENT);
    return room_for(m, NODE_COST + cost);
}

static struct node *make(struct memory *m, struct node *dir, const char *name, mode_t mode,
                         uint64_t cost)
{
    struct node *n = mem_new(sizeof *n);
    n->mode = mode;
    n->ino = ++m->last_ino;
    n->fd = -1;
    n->counted = cost;
    m->used += NODE_COST + cost;
    touch(n);
    link_in(dir, n, name);
    return n;
}

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

static mode_t masked(const struct memory *m, mode_t mode)
{
    return mode & FILE_BITS & ~m->mask;
}

static void stat_node(const struct memory *m, const struct node *n, struct stat *out)
{
    struct stat file;
    *out = (struct stat){ .st_dev = m->dev,
                          .st_ino = n->ino,
                          .st_mode = n->mode,
                          .st_nlink = 1,
                          .st_uid = geteuid(),
                          .st_gid = getegid(),
                          .st_size = n->text ? (off_t)strlen(n->text) : 0,
                          .st_mtim = n->changed,
                          .st_ctim = n->changed };
    if (n->fd >= 0 && fstat(n->fd, &file) == 0) {
        out->st_dev = file.st_dev; /* as whoever holds it open sees it */
        out->st_ino = file.st_ino;
        out->st_size = file.st_size;
        out->st_mode = file.st_mode;
        out->st_mtim = file.st_mtim;
        out->st_ctim = file.st_ctim;
    }
}

/* --- the tree --- */

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
    touch(&m->root);
    return m;
}

struct memory *memory_ref(struct memory *m)
{
    atomic_fetch_add(&m->refs, 1);
    return m;
}

static void free_inner(struct memory *m, struct node *dir)
{
    while (dir->inner) {
        struct node *n = dir->inner;
        free_inner(m, n);
        remove_node(m, n);
    }
}

void memory_unref(struct memory *m)
{
    if (!m || atomic_fetch_sub(&m->refs, 1) != 1)
        return;
    free_inner(m, &m->root);
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
    drop_handle(m, node_of(d));
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
    struct node *n = find(node_of(d), name);
    struct dir *inner = n && S_ISDIR(n->mode) ? handle(m, n) : NULL;
    unlock(m);
    if (!inner)
        errno = n ? ENOTDIR : ENOENT;
    return inner;
}

static int reopen(const struct node *n, int flags)
{
    char self[32];
    snprintf(self, sizeof self, "/proc/self/fd/%d", n->fd);
    return open(self, flags & ~(O_CREAT | O_EXCL | O_NOFOLLOW));
}

static int make_file(struct memory *m, struct node *dir, const char *name, int flags, mode_t mode)
{
    struct stat st;
    if (may_make(m, dir, name, 0) != 0)
        return -1;
    owned_fd int fd = memfd_create("pith", MFD_CLOEXEC);
    if (fd < 0 || fchmod(fd, masked(m, mode)) != 0 || fstat(fd, &st) != 0)
        return -1;
    struct node *n = make(m, dir, name, S_IFREG, 0);
    n->fd = give_fd(fd);
    n->fd_ino = st.st_ino;
    n->all_next = m->files;
    n->all_back = &m->files;
    if (m->files)
        m->files->all_back = &n->all_next;
    m->files = n;
    return reopen(n, flags);
}

static int open_node(struct memory *m, struct node *dir, const char *name, int flags, mode_t mode)
{
    struct node *n = find(dir, name);
    if (!n || (flags & O_EXCL))
        return flags & O_CREAT ? make_file(m, dir, name, flags, mode) : fail(ENOENT);
    if (S_ISLNK(n->mode))
        return fail(ELOOP);
    return S_ISREG(n->mode) ? reopen(n, flags) : fail(EISDIR);
}

static int memory_open(struct dir *d, const char *name, int flags, mode_t mode)
{
    struct memory *m = memory_of(d);
    lock(m);
    int fd = open_node(m, node_of(d), name, flags, mode);
    unlock(m);
    return fd;
}

static int memory_stat(struct dir *d, const char *name, struct stat *out)
{
    struct memory *m = memory_of(d);
    lock(m);
    const struct node *n = strcmp(name, ".") == 0 ? node_of(d) : find(node_of(d), name);
    if (n)
        stat_node(m, n, out);
    unlock(m);
    return n ? 0 : fail(ENOENT);
}

static ssize_t memory_readlink(struct dir *d, const char *name, char *out, size_t most)
{
    struct memory *m = memory_of(d);
    lock(m);
    const struct node *n = find(node_of(d), name);
    size_t len = n && n->text ? MIN_OF(strlen(n->text), most) : 0;
    if (len)
        memcpy(out, n->text, len);
    unlock(m);
    return len ? (ssize_t)len : fail(n ? EINVAL : ENOENT);
}

static int unlink_node(struct memory *m, struct node *dir, const char *name, bool directory)
{
    struct node *n = find(dir, name);
    if (!n)
        return fail(ENOENT);
    if (directory != (bool)S_ISDIR(n->mode))
        return fail(directory ? ENOTDIR : EISDIR);
    if (n->inner)
        return fail(ENOTEMPTY);
    remove_node(m, n);
    return 0;
}

static int memory_unlink(struct dir *d, const char *name, int flags)
{
    struct memory *m = memory_of(d);
    lock(m);
    int result = unlink_node(m, node_of(d), name, flags & AT_REMOVEDIR);
    unlock(m);
    return result;
}

static int memory_mkdir(struct dir *d, const char *name, mode_t mode)
{
    struct memory *m = memory_of(d);
    lock(m);
    int result = may_make(m, node_of(d), name, 0);
    if (!result)
        make(m, node_of(d), name, S_IFDIR | masked(m, mode), 0);
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
                                    : may_make(m, node_of(d), name, len);
    if (!result)
        make(m, node_of(d), name, S_IFLNK | 0777, len)->text = mem_text(text, len);
    unlock(m);
    return result;
}

static bool lies_in(const struct node *n, const struct node *dir)
{
    for (; n; n = n->up)
        if (n == dir)
            return true;
    return false;
}

/* Whether `n` may take the place of `old`. */
static int may_replace(const struct node *n, const struct node *old, unsigned flags)
{
    if (flags & RENAME_NOREPLACE)
        return fail(EEXIST);
    if (S_ISDIR(n->mode) && !S_ISDIR(old->mode))
        return fail(ENOTDIR);
    if (!S_ISDIR(n->mode) && S_ISDIR(old->mode))
        return fail(EISDIR);
    return old->inner ? fail(ENOTEMPTY) : 0;
}

static int rename_node(struct memory *m, struct node *n, struct node *dir, const char *name,
                       unsigned flags)
{
    if (!n || dir->gone)
        return fail(ENOENT);
    if (strlen(name) > NAME_BYTES_MOST)
        return fail(ENAMETOOLONG);
    struct node *old = find(dir, name);
    if (lies_in(dir, n))
        return fail(old && (flags & RENAME_NOREPLACE) ? EEXIST : EINVAL);
    if (old == n)
        return flags & RENAME_NOREPLACE ? fail(EEXIST) : 0;
    if (old && lies_in(n, old)) /* it is not empty then */
        return fail(flags & RENAME_NOREPLACE ? EEXIST : ENOTEMPTY);
    if (old && may_replace(n, old, flags) != 0)
        return -1;
    if (old)
        remove_node(m, old);
    link_out(n);
    link_in(dir, n, name);
    return 0;
}

static int memory_rename(struct dir *from, const char *old, struct dir *to, const char *name,
                         unsigned flags)
{
    struct memory *m = memory_of(from);
    if (m != memory_of(to))
        return fail(EXDEV);
    lock(m);
    int result = rename_node(m, find(node_of(from), old), node_of(to), name, flags);
    unlock(m);
    return result;
}

static int memory_chmod(struct dir *d, const char *name, mode_t mode)
{
    struct memory *m = memory_of(d);
    int result = 0;
    lock(m);
    struct node *n = strcmp(name, ".") == 0 ? node_of(d) : find(node_of(d), name);
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

static int count_file(struct memory *m, struct node *n, uint64_t size, uint64_t real)
{
    uint64_t count = MAX_OF(size, real);
    if (count > n->counted && room_for(m, count - n->counted) != 0)
        return -1;
    m->used += count - n->counted;
    n->counted = count;
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
    int result = n ? count_file(m, n, size, (uint64_t)st.st_size) : 0;
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
