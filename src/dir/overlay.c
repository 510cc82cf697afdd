/* One tree laid over another, which is never written: see dir.h.
 *
 * A handle is a path from the root, and each question walks both trees along it anew: so nothing
 * that was copied up, removed or renamed meanwhile has to be told to anybody. What a name means:
 *
 *     upper has it            that; if both have a directory, their names together
 *     upper has .wh.NAME      the lower's does not count: it was removed, or what stands in the
 *                             upper is all there is
 *     neither                 the lower's
 *
 * A file is copied up whole before it is opened for writing, and appears there by a rename; what is
 * removed gets its whiteout before it goes. Whiteouts are only ever added, as long as their
 * directory stands. So a crash leaves what was before, or after. A directory of the lower is not
 * renamed but has to be copied (EXDEV), as the kernel's own overlay has it. */
#include "dir/overlay_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

struct handle {
    struct dir dir; /* first */
    struct overlay *overlay;
    char path[PATH_MOST]; /* from the root; empty: itself */
};

static const struct dir_ops overlay_ops;

static int fail(int code)
{
    errno = code;
    return -1;
}

static struct overlay *overlay_of(const struct dir *d)
{
    return ((const struct handle *)d)->overlay;
}

static const char *path_of(const struct dir *d)
{
    return ((const struct handle *)d)->path;
}

static void lock(struct overlay *o)
{
    pthread_mutex_lock(&o->lock);
}

static void unlock(struct overlay *o)
{
    int code = errno;
    pthread_mutex_unlock(&o->lock);
    errno = code;
}

/* --- where a handle is --- */

typedef int step_fn(struct sides *s, const char *name);

static int walk(struct overlay *o, const char *path, step_fn *fn, struct sides *out)
{
    *out = (struct sides){ dir_again(o->upper), dir_again(o->lower), o };
    if (!out->upper || !out->lower)
        return -1;
    for (char name[256]; *path; path += *path == '/') {
        size_t len = strcspn(path, "/");
        snprintf(name, sizeof name, "%.*s", (int)len, path);
        if (fn(out, name) != 0)
            return -1;
        path += len;
    }
    return 0;
}

static int step_up(struct sides *s, const char *name)
{
    return sides_raise_dir(s, name) == 0 ? sides_enter(s, name) : -1;
}

/* Where `d` is; with `to_write` the upper has all directories on the way. */
static int find(const struct dir *d, bool to_write, struct sides *out)
{
    return walk(overlay_of(d), path_of(d), to_write ? step_up : sides_enter, out);
}

/* --- the overlay --- */

struct overlay *overlay_new(struct dir *take_lower, struct dir *take_upper, bool hard_links)
{
    struct stat st;
    struct overlay *o = mem_new(sizeof *o);
    atomic_init(&o->refs, 1);
    pthread_mutex_init(&o->lock, NULL);
    o->lower = take_lower;
    o->upper = take_upper;
    o->hard_links = hard_links;
    o->lower_dev = dir_stat(take_lower, ".", &st) == 0 ? st.st_dev : 0;
    return o;
}

struct overlay *overlay_ref(struct overlay *o)
{
    atomic_fetch_add(&o->refs, 1);
    return o;
}

void overlay_unref(struct overlay *o)
{
    if (!o || atomic_fetch_sub(&o->refs, 1) != 1)
        return;
    dir_free(o->lower);
    dir_free(o->upper);
    pthread_mutex_destroy(&o->lock);
    mem_free(o);
}

static struct handle *handle(struct overlay *o, const char *path)
{
    struct handle *h = mem_new(sizeof *h);
    h->dir.ops = &overlay_ops;
    h->overlay = overlay_ref(o);
    snprintf(h->path, sizeof h->path, "%s", path);
    return h;
}

struct dir *overlay_root(struct overlay *o)
{
    return &handle(o, "")->dir;
}

/* --- the backend's table --- */

static void overlay_free(struct dir *d)
{
    overlay_unref(overlay_of(d));
    mem_free(d);
}

static struct dir *overlay_again(struct dir *d)
{
    return &handle(overlay_of(d), path_of(d))->dir;
}

static struct dir *overlay_enter(struct dir *d, const char *name)
{
    struct overlay *o = overlay_of(d);
    owned(sides) struct sides s = { 0 };
    const char *path = path_of(d);
    size_t len = strlen(path);
    if (len + 1 + strlen(name) >= PATH_MOST) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    lock(o);
    int result = find(d, false, &s) != 0 ? -1 : sides_enter(&s, name);
    unlock(o);
    if (result != 0)
        return NULL;
    struct handle *h = handle(o, path);
    snprintf(h->path + len, sizeof h->path - len, "%s%s", len ? "/" : "", name);
    return &h->dir;
}

static int make_file(struct dir *d, const char *name, int flags, mode_t mode)
{
    owned(sides) struct sides s = { 0 };
    struct stat st;
    if (overlay_may_name(name) != 0 || find(d, true, &s) != 0)
        return -1;
    if (sides_stat(&s, name, &st) == 0)
        return fail(EEXIST);
    return dir_open(s.upper, name, flags | O_CREAT | O_EXCL, mode);
}

static int open_name(struct dir *d, const char *name, int flags, mode_t mode)
{
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    owned(sides) struct sides s = { 0 };
    struct stat st;
    if (flags & O_EXCL)
        return make_file(d, name, flags, mode);
    if (find(d, false, &s) != 0)
        return -1;
    if (sides_stat(&s, name, &st) != 0)
        return flags & O_CREAT && errno == ENOENT ? make_file(d, name, flags, mode) : -1;
    if (S_ISLNK(st.st_mode))
        return fail(ELOOP);
    if (!S_ISREG(st.st_mode))
        return fail(EISDIR);
    if (writes) {
        sides_done(&s);
        s = (struct sides){ 0 };
        if (find(d, true, &s) != 0 || sides_copy_up(&s, name) != 0)
            return -1;
    }
    bool in_upper = sides_stat_upper(&s, name, &st) == 0;
    return dir_open(in_upper ? s.upper : s.lower, name, flags & ~O_CREAT, 0);
}

static int overlay_open(struct dir *d, const char *name, int flags, mode_t mode)
{
    lock(overlay_of(d));
    int fd = open_name(d, name, flags, mode);
    unlock(overlay_of(d));
    return fd;
}

static int overlay_stat(struct dir *d, const char *name, struct stat *out)
{
    owned(sides) struct sides s = { 0 };
    lock(overlay_of(d));
    int result = find(d, false, &s);
    if (!result && strcmp(name, ".") == 0)
        result = dir_stat(s.upper ? s.upper : s.lower, ".", out);
    else if (!result)
        result = sides_stat(&s, name, out);
    unlock(overlay_of(d));
    return result;
}

static ssize_t overlay_readlink(struct dir *d, const char *name, char *out, size_t most)
{
    owned(sides) struct sides s = { 0 };
    struct stat st;
    lock(overlay_of(d));
    ssize_t len = find(d, false, &s) != 0 || sides_stat(&s, name, &st) != 0
                      ? -1
                      : dir_readlink(sides_stat_upper(&s, name, &st) == 0 ? s.upper : s.lower, name,
                                     out, most);
    unlock(overlay_of(d));
    return len;
}

static int unlink_name(struct dir *d, const char *name, bool directory)
{
    owned(sides) struct sides look = { 0 }, s = { 0 };
    struct stat st, below;
    if (find(d, false, &look) != 0 || sides_stat(&look, name, &st) != 0)
        return -1;
    if (directory != (bool)S_ISDIR(st.st_mode))
        return fail(directory ? ENOTDIR : EISDIR);
    if (find(d, true, &s) != 0 || (directory && sides_check_empty(&s, name) != 0))
        return -1;
    if (sides_stat_lower(&s, name, &below) == 0 && overlay_add_whiteout(s.upper, name) != 0)
        return -1;
    if (sides_stat_upper(&s, name, &st) != 0)
        return 0;
    return directory ? sides_remove_dir(s.upper, name) : dir_unlink(s.upper, name, 0);
}

static int overlay_unlink(struct dir *d, const char *name, int flags)
{
    lock(overlay_of(d));
    int result = unlink_name(d, name, flags & AT_REMOVEDIR);
    unlock(overlay_of(d));
    return result;
}

/* The upper's side of a directory in which `name` is about to be made. */
static int find_free(struct dir *d, const char *name, struct sides *out)
{
    struct stat st;
    if (overlay_may_name(name) != 0 || find(d, true, out) != 0)
        return -1;
    return sides_stat(out, name, &st) == 0 ? fail(EEXIST) : 0;
}

static int overlay_mkdir(struct dir *d, const char *name, mode_t mode)
{
    owned(sides) struct sides s = { 0 };
    lock(overlay_of(d));
    int result = find_free(d, name, &s) != 0 ? -1 : dir_mkdir(s.upper, name, mode);
    unlock(overlay_of(d));
    return result;
}

static int overlay_symlink(struct dir *d, const char *text, const char *name)
{
    owned(sides) struct sides s = { 0 };
    lock(overlay_of(d));
    int result = find_free(d, name, &s) != 0 ? -1 : dir_symlink(s.upper, text, name);
    unlock(overlay_of(d));
    return result;
}

/* --- renaming --- */

/* Whether `moved` may take the place of what is there. */
static int may_replace(const struct sides *to, const char *name, const struct stat *moved,
                       unsigned flags)
{
    struct stat st;
    if (sides_stat(to, name, &st) != 0)
        return errno == ENOENT ? 0 : -1;
    if (flags & RENAME_NOREPLACE)
        return fail(EEXIST);
    if (S_ISDIR(moved->st_mode) && !S_ISDIR(st.st_mode))
        return fail(ENOTDIR);
    if (!S_ISDIR(moved->st_mode) && S_ISDIR(st.st_mode))
        return fail(EISDIR);
    return S_ISDIR(st.st_mode) ? sides_check_empty(to, name) : 0;
}

/* What only the upper has can be renamed there. */
static int bring_up(const struct sides *s, const char *name, const struct stat *st)
{
    struct stat below;
    if (!S_ISDIR(st->st_mode))
        return sides_copy_up(s, name);
    return sides_stat_lower(s, name, &below) == 0 ? fail(EXDEV) : 0;
}

/* The place is free in the upper, and the lower's does not shine through. */
static int make_way(const struct sides *to, const char *name, bool directory)
{
    struct stat st;
    if (directory && sides_stat_lower(to, name, &st) == 0 &&
        overlay_add_whiteout(to->upper, name) != 0)
        return -1;
    if (directory && sides_stat_upper(to, name, &st) == 0)
        return sides_remove_dir(to->upper, name);
    return 0;
}

static bool lies_in(const struct dir *d, const struct dir *in, const char *name)
{
    const char *path = path_of(d), *outer = path_of(in);
    size_t len = strlen(outer), n = strlen(name);
    if (strncmp(path, outer, len) != 0 || (len && path[len] != '/'))
        return false;
    path += len ? len + 1 : 0;
    return strncmp(path, name, n) == 0 && (!path[n] || path[n] == '/');
}

static int rename_name(struct dir *from, const char *old, struct dir *to, const char *name,
                       unsigned flags)
{
    owned(sides) struct sides f = { 0 }, t = { 0 };
    struct stat st, there, below;
    if (find(from, false, &f) != 0 || sides_stat(&f, old, &st) != 0)
        return -1;
    sides_done(&f);
    f = (struct sides){ 0 };
    if (overlay_may_name(name) != 0 || find(from, true, &f) != 0 || find(to, true, &t) != 0)
        return -1;
    bool taken = sides_stat(&t, name, &there) == 0;
    if (taken && (flags & RENAME_NOREPLACE))
        return fail(EEXIST);
    if (S_ISDIR(st.st_mode) && lies_in(to, from, old))
        return fail(EINVAL);
    if (strcmp(path_of(from), path_of(to)) == 0 && strcmp(old, name) == 0)
        return 0;
    if (taken && S_ISDIR(there.st_mode) && lies_in(from, to, name))
        return fail(ENOTEMPTY);
    if (may_replace(&t, name, &st, flags) != 0 || bring_up(&f, old, &st) != 0 ||
        make_way(&t, name, S_ISDIR(st.st_mode)) != 0)
        return -1;
    if (sides_stat_lower(&f, old, &below) == 0 && overlay_add_whiteout(f.upper, old) != 0)
        return -1;
    return dir_rename(f.upper, old, t.upper, name, 0);
}

static int overlay_rename(struct dir *from, const char *old, struct dir *to, const char *name,
                          unsigned flags)
{
    if (overlay_of(from) != overlay_of(to))
        return fail(EXDEV);
    lock(overlay_of(from));
    int result = rename_name(from, old, to, name, flags);
    unlock(overlay_of(from));
    return result;
}

static int overlay_chmod(struct dir *d, const char *name, mode_t mode)
{
    owned(sides) struct sides s = { 0 };
    struct stat st;
    lock(overlay_of(d));
    bool itself = strcmp(name, ".") == 0;
    int result = find(d, true, &s) != 0 ? -1 : itself ? 0 : sides_stat(&s, name, &st);
    if (!result && !itself)
        result = S_ISLNK(st.st_mode)   ? fail(ELOOP)
                 : S_ISDIR(st.st_mode) ? sides_raise_dir(&s, name)
                                       : sides_copy_up(&s, name);
    if (!result)
        result = dir_chmod(s.upper, name, mode);
    unlock(overlay_of(d));
    return result;
}

static int overlay_each(struct dir *d, dir_name_fn *fn, void *arg)
{
    owned(sides) struct sides s = { 0 };
    struct names names = { 0 };
    buf_init(&names.text, SIZE_MAX / 2);
    lock(overlay_of(d));
    int result = find(d, false, &s) != 0 ? -1 : sides_names(&s, &names);
    unlock(overlay_of(d));
    for (size_t at = 0; !result && at < names.text.len; at += strlen(names.text.ptr + at) + 1)
        if (!fn(arg, names.text.ptr + at))
            break;
    buf_done(&names.text);
    return result;
}

static int overlay_sync(struct dir *d)
{
    owned(sides) struct sides s = { 0 };
    lock(overlay_of(d));
    int result = find(d, false, &s) != 0 ? -1 : s.upper ? dir_sync(s.upper) : 0;
    unlock(overlay_of(d));
    return result;
}

static int overlay_grow(struct dir *d, int fd, uint64_t size)
{
    return dir_grow(overlay_of(d)->upper, fd, size);
}

static const struct dir_ops overlay_ops = {
    .again = overlay_again,
    .free = overlay_free,
    .enter = overlay_enter,
    .open = overlay_open,
    .stat = overlay_stat,
    .readlink = overlay_readlink,
    .unlink = overlay_unlink,
    .mkdir = overlay_mkdir,
    .symlink = overlay_symlink,
    .rename = overlay_rename,
    .chmod = overlay_chmod,
    .each = overlay_each,
    .sync = overlay_sync,
    .grow = overlay_grow,
};
