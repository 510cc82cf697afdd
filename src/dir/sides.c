/* Both sides of an overlay's directory: what a name means there, and what brings it up. See
 * overlay.c. */
#include "dir/overlay_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <unistd.h>

enum { WHITEOUT_ROOM = 256 + 8 };
static const char whiteout[] = ".wh.";

void sides_done(struct sides *s)
{
    int code = errno;
    dir_free(s->upper);
    dir_free(s->lower);
    errno = code;
}
static int fail(int code)
{
    errno = code;
    return -1;
}

/* --- names --- */

bool overlay_is_reserved(const char *name)
{
    return strncmp(name, whiteout, sizeof whiteout - 1) == 0;
}

int overlay_may_name(const char *name)
{
    if (strlen(name) > 255 - (sizeof whiteout - 1)) /* its whiteout is a name, too */
        return fail(ENAMETOOLONG);
    return overlay_is_reserved(name) ? fail(EINVAL) : 0;
}

static bool overlay_has_whiteout(struct dir *upper, const char *name)
{
    char text[WHITEOUT_ROOM];
    struct stat st;
    snprintf(text, sizeof text, "%s%s", whiteout, name);
    return upper && dir_stat(upper, text, &st) == 0;
}

int overlay_add_whiteout(struct dir *upper, const char *name)
{
    char text[WHITEOUT_ROOM];
    snprintf(text, sizeof text, "%s%s", whiteout, name);
    owned_fd int fd = dir_open(upper, text, O_WRONLY | O_CREAT | O_EXCL, 0600);
    return fd >= 0 || errno == EEXIST ? 0 : -1;
}

/* --- both sides --- */

/* What the lower has under `name`, if that counts. */
int sides_stat_lower(const struct sides *s, const char *name, struct stat *out)
{
    if (!s->lower || overlay_has_whiteout(s->upper, name))
        return fail(ENOENT);
    if (dir_stat(s->lower, name, out) != 0)
        return -1;
    return out->st_dev == s->overlay->lower_dev ? 0 : fail(EXDEV);
}

int sides_stat_upper(const struct sides *s, const char *name, struct stat *out)
{
    return s->upper ? dir_stat(s->upper, name, out) : fail(ENOENT);
}

int sides_stat(const struct sides *s, const char *name, struct stat *out)
{
    if (overlay_is_reserved(name))
        return fail(ENOENT);
    if (sides_stat_upper(s, name, out) == 0)
        return 0;
    return errno == ENOENT ? sides_stat_lower(s, name, out) : -1;
}

/* Goes from a directory to one in it. */
int sides_enter(struct sides *s, const char *name)
{
    struct stat upper, lower;
    owned(sides) struct sides next = { .overlay = s->overlay };
    if (overlay_is_reserved(name))
        return fail(ENOENT);
    bool in_upper = sides_stat_upper(s, name, &upper) == 0,
         in_lower = sides_stat_lower(s, name, &lower) == 0;
    if (!in_upper && !in_lower)
        return fail(ENOENT);
    if (!S_ISDIR((in_upper ? &upper : &lower)->st_mode))
        return fail(ENOTDIR);
    if (in_upper && !(next.upper = dir_enter(s->upper, name)))
        return -1;
    if (in_lower && S_ISDIR(lower.st_mode) && !(next.lower = dir_enter(s->lower, name)))
        return -1;
    struct sides old = *s;
    *s = next;
    next = old;
    return 0;
}

/* The upper has the directory `name` then. */
int sides_raise_dir(const struct sides *s, const char *name)
{
    struct stat st;
    if (sides_stat_upper(s, name, &st) == 0)
        return 0;
    if (sides_stat_lower(s, name, &st) != 0)
        return -1;
    if (!S_ISDIR(st.st_mode))
        return fail(ENOTDIR);
    if (dir_mkdir(s->upper, name, 0700) != 0)
        return -1;
    return dir_chmod(s->upper, name, st.st_mode & 07777);
}

/* --- copying up --- */

static int copy_bytes(struct dir *upper, int from, int to, uint64_t size)
{
    if (dir_grow(upper, to, size) != 0)
        return -1;
    for (ssize_t n = 1; n;) {
        n = sendfile(to, from, NULL, 1 << 20);
        if (n < 0 && errno != EINTR)
            return -1;
    }
    return 0;
}

static int copy_file(const struct sides *s, const char *name, const struct stat *st)
{
    char text[40];
    if (st->st_nlink > 1 && !s->overlay->hard_links)
        return fail(EPERM);
    owned_fd int from = dir_open(s->lower, name, O_RDONLY | O_NONBLOCK, 0);
    snprintf(text, sizeof text, "%scopy-%016llx", whiteout, (unsigned long long)random_u64());
    owned_fd int to = from < 0 ? -1 : dir_open(s->upper, text, O_WRONLY | O_CREAT | O_EXCL, 0600);
    const struct timespec times[2] = { st->st_atim, st->st_mtim };
    if (to < 0)
        return -1;
    if (copy_bytes(s->upper, from, to, (uint64_t)st->st_size) == 0 &&
        fchmod(to, st->st_mode & 07777) == 0 && futimens(to, times) == 0 && fsync(to) == 0 &&
        dir_rename(s->upper, text, s->upper, name, 0) == 0)
        return 0;
    int code = errno;
    dir_unlink(s->upper, text, 0);
    return fail(code);
}

static int copy_link(const struct sides *s, const char *name)
{
    char text[PATH_MOST];
    ssize_t len = dir_readlink(s->lower, name, text, sizeof text - 1);
    if (len < 0)
        return -1;
    text[len] = 0;
    return dir_symlink(s->upper, text, name);
}

/* The upper has `name` then, if it is a file or a link. */
int sides_copy_up(const struct sides *s, const char *name)
{
    struct stat st;
    if (overlay_is_reserved(name))
        return fail(ENOENT);
    if (sides_stat_upper(s, name, &st) == 0)
        return 0;
    if (sides_stat_lower(s, name, &st) != 0)
        return -1;
    if (S_ISLNK(st.st_mode))
        return copy_link(s, name);
    return S_ISREG(st.st_mode) ? copy_file(s, name, &st)
                               : fail(S_ISDIR(st.st_mode) ? EISDIR : EPERM);
}

/* --- what a merged directory holds --- */

static bool add_upper(void *arg, const char *name)
{
    struct names *n = arg;
    if (!overlay_is_reserved(name))
        buf_add(&n->text, (struct str){ name, strlen(name) + 1 });
    return true;
}

static bool add_lower(void *arg, const char *name)
{
    struct names *n = arg;
    struct stat st;
    if (!overlay_is_reserved(name) && sides_stat_upper(n->sides, name, &st) != 0 &&
        !overlay_has_whiteout(n->sides->upper, name))
        buf_add(&n->text, (struct str){ name, strlen(name) + 1 });
    return true;
}

int sides_names(const struct sides *s, struct names *out)
{
    out->sides = s;
    if (s->upper && dir_each(s->upper, add_upper, out) != 0)
        return -1;
    return s->lower ? dir_each(s->lower, add_lower, out) : 0;
}

static bool drop_reserved(void *arg, const char *name)
{
    return !overlay_is_reserved(name) || dir_unlink(arg, name, 0) == 0;
}

int sides_check_empty(const struct sides *s, const char *name)
{
    owned(sides) struct sides inner = { dir_again(s->upper), s->lower ? dir_again(s->lower) : NULL,
                                        s->overlay };
    struct names names = { 0 };
    buf_init(&names.text, SIZE_MAX / 2);
    int result = sides_enter(&inner, name) != 0 ? -1 : sides_names(&inner, &names);
    bool empty = names.text.len == 0;
    buf_done(&names.text);
    return result ? -1 : empty ? 0 : fail(ENOTEMPTY);
}

/* A directory of the upper that only whiteouts are left in. */
int sides_remove_dir(struct dir *upper, const char *name)
{
    owned(dir) struct dir *inner = dir_enter(upper, name);
    if (!inner || dir_each(inner, drop_reserved, inner) != 0)
        return -1;
    return dir_unlink(upper, name, AT_REMOVEDIR);
}
