/* The nodes of a tree in memory: see dir.h, and memory_priv.h for who holds its lock. */
#include "dir/memory_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int fail(int code)
{
    errno = code;
    return -1;
}

void node_touch(struct node *n)
{
    clock_gettime(CLOCK_REALTIME_COARSE, &n->changed);
}

struct node *node_find(const struct node *dir, const char *name)
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

void node_drop(struct memory *m, struct node *n)
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
    node_touch(dir);
}

static void link_out(struct node *n)
{
    struct node **at = &n->up->inner;
    while (*at != n)
        at = &(*at)->next;
    *at = n->next;
    node_touch(n->up);
    n->up = NULL;
}

static void remove_node(struct memory *m, struct node *n)
{
    link_out(n);
    n->gone = true;
    if (!n->handles)
        node_free(m, n);
}

int node_may_make(const struct memory *m, const struct node *dir, const char *name, uint64_t cost)
{
    if (strlen(name) > NAME_BYTES_MOST)
        return fail(ENAMETOOLONG);
    if (node_find(dir, name))
        return fail(EEXIST);
    if (dir->gone)
        return fail(ENOENT);
    return room_for(m, NODE_COST + cost);
}

struct node *node_make(struct memory *m, struct node *dir, const char *name, mode_t mode,
                       uint64_t cost)
{
    struct node *n = mem_new(sizeof *n);
    n->mode = mode;
    n->ino = ++m->last_ino;
    n->fd = -1;
    n->counted = cost;
    m->used += NODE_COST + cost;
    node_touch(n);
    link_in(dir, n, name);
    return n;
}

void node_stat(const struct memory *m, const struct node *n, struct stat *out)
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

void node_free_inner(struct memory *m, struct node *dir)
{
    while (dir->inner) {
        struct node *n = dir->inner;
        node_free_inner(m, n);
        remove_node(m, n);
    }
}

/* --- what is asked of them --- */

static int reopen(const struct node *n, int flags)
{
    char self[32];
    snprintf(self, sizeof self, "/proc/self/fd/%d", n->fd);
    return open(self, flags & ~(O_CREAT | O_EXCL | O_NOFOLLOW));
}

static int make_file(struct memory *m, struct node *dir, const char *name, int flags, mode_t mode)
{
    struct stat st;
    if (node_may_make(m, dir, name, 0) != 0)
        return -1;
    owned_fd int fd = memfd_create("pith", MFD_CLOEXEC);
    if (fd < 0 || fchmod(fd, memory_mode(m, mode)) != 0 || fstat(fd, &st) != 0)
        return -1;
    struct node *n = node_make(m, dir, name, S_IFREG, 0);
    n->fd = give_fd(fd);
    n->fd_ino = st.st_ino;
    n->all_next = m->files;
    n->all_back = &m->files;
    if (m->files)
        m->files->all_back = &n->all_next;
    m->files = n;
    return reopen(n, flags);
}

int node_open(struct memory *m, struct node *dir, const char *name, int flags, mode_t mode)
{
    struct node *n = node_find(dir, name);
    if (!n || (flags & O_EXCL))
        return flags & O_CREAT ? make_file(m, dir, name, flags, mode) : fail(ENOENT);
    if (S_ISLNK(n->mode))
        return fail(ELOOP);
    return S_ISREG(n->mode) ? reopen(n, flags) : fail(EISDIR);
}

int node_unlink(struct memory *m, struct node *dir, const char *name, bool directory)
{
    struct node *n = node_find(dir, name);
    if (!n)
        return fail(ENOENT);
    if (directory != (bool)S_ISDIR(n->mode))
        return fail(directory ? ENOTDIR : EISDIR);
    if (n->inner)
        return fail(ENOTEMPTY);
    remove_node(m, n);
    return 0;
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

int node_rename(struct memory *m, struct node *n, struct node *dir, const char *name,
                unsigned flags)
{
    if (!n || dir->gone)
        return fail(ENOENT);
    if (strlen(name) > NAME_BYTES_MOST)
        return fail(ENAMETOOLONG);
    struct node *old = node_find(dir, name);
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

int node_count(struct memory *m, struct node *n, uint64_t size, uint64_t real)
{
    uint64_t count = MAX_OF(size, real);
    if (count > n->counted && room_for(m, count - n->counted) != 0)
        return -1;
    m->used += count - n->counted;
    n->counted = count;
    return 0;
}
