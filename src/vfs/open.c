/* Opening: see vfs.h. */
#include "vfs/vfs_priv.h"

#include "trace/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

struct err *vfs_refuse(struct call *c, const struct place *place, const char *reason,
                       const char *why)
{
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_PATH_REFUSED,
                                           .chain = c->chain,
                                           .span = c->span,
                                           .caller = c->caller->nr,
                                           .op = c->op->nr },
                    place->path);
    struct err *e = err_new(ERR_DENIED, reason, "%.*s: %s", STR_ARGS(utf8_first(place->path, 512)),
                            why);
    return err_detail(e, "path", "%.*s", STR_ARGS(utf8_first(place->path, 1024)));
}

/* What the kernel says when a path would leave its grant. */
static const struct {
    int code;
    const char *reason, *why;
} refusals[] = {
    { EXDEV, "path_escapes", "it leads out of what was granted" },
    { ELOOP, "symlink", "it leads through a link that must not be followed, or in a circle" },
    { EACCES, "no_permission", "the system refuses pith there, or it is closed to this call" },
};

/* What is not there was most often called by a name that is nearly right. */
static struct err *hint_nearby(struct err *e, const struct place *place)
{
    struct str path = utf8_first(place->path, 512);
    size_t end = path.len;
    while (end > 1 && path.ptr[end - 1] != '/')
        end--;
    return err_hint(e, "fs.list %.*s shows what there is; fs.mkdir makes a directory",
                    STR_ARGS(str_first(path, end > 1 ? end - 1 : end)));
}

struct err *vfs_error(struct call *c, const struct place *place, const char *doing)
{
    int code = errno;
    for (size_t i = 0; i < COUNT_OF(refusals); i++)
        if (refusals[i].code == code)
            return vfs_refuse(c, place, refusals[i].reason, refusals[i].why);
    struct err *e = err_errno(code, "%s %.*s", doing, STR_ARGS(utf8_first(place->path, 512)));
    err_detail(e, "path", "%.*s", STR_ARGS(utf8_first(place->path, 1024)));
    return code == ENOENT ? hint_nearby(e, place) : e;
}

struct err *name_text(struct str name, char out[256])
{
    if (name.len > 255)
        return err_new(ERR_INVALID, "name_too_long", "a name has at most 255 bytes");
    memcpy(out, name.ptr, name.len);
    out[name.len] = 0;
    return NULL;
}

/* With a grant of everything, links may begin at the root; else they must stay beneath. Another
 * mount may show again what is closed: EXDEV, as for what leads out. */
static int open_beneath(const struct place *place, bool nofollow, bool cached)
{
    bool everything = place->grant->path.len == 1;
    struct open_how how = {
        .flags = O_PATH | O_CLOEXEC | (nofollow ? O_NOFOLLOW : 0),
        .resolve = RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV |
                   (everything ? RESOLVE_IN_ROOT : RESOLVE_BENEATH) | (cached ? RESOLVE_CACHED : 0),
    };
    int fd;
    do /* EAGAIN without RESOLVE_CACHED: a rename raced with the lookup of ".." */
        fd = (int)syscall(SYS_openat2, place->grant->at.fd, place->rest.ptr, &how, sizeof how);
    while (fd < 0 && (errno == EINTR || (errno == EAGAIN && !cached)));
    return fd;
}

/* What is not in the kernel's cache is left to a worker, as long as there is one to leave it to. */
struct err *vfs_find(struct call *c, const struct place *place, bool nofollow, int *out_fd)
{
    bool cached = c->op->how == HOW_TRY_INLINE && !c->may_wait;
    int fd = place->by_name ? -1 : open_beneath(place, nofollow, cached);
    if (place->by_name || (fd < 0 && errno == EXDEV))
        fd = walk_open(place, nofollow, cached);
    if (fd < 0 && errno == EAGAIN)
        return call_would_wait(c);
    if (fd < 0)
        return vfs_error(c, place, "open");
    *out_fd = fd;
    return NULL;
}

static struct err *refuse_closed(struct call *c, const struct place *place, const struct stat *dir)
{
    return vfs_refuse(c, place, "closed_place", place_why_closed(place, dir));
}

struct err *vfs_check_holds(struct call *c, const struct place *place, struct dir *dir,
                            const char *name)
{
    struct stat st;
    bool is_dir = dir_fd(dir) >= 0 && dir_stat(dir, name, &st) == 0 && S_ISDIR(st.st_mode);
    return is_dir && place_holds_closed(place, &st) ? refuse_closed(c, place, &st) : NULL;
}

static struct err *is_a_directory(const struct place *place)
{
    return err_hint(err_new(ERR_INVALID, "is_a_directory", "%.*s is a directory",
                            STR_ARGS(utf8_first(place->path, 512))),
                    "fs.list shows what is in it");
}

static struct err *not_a_directory(const struct place *place)
{
    return err_new(ERR_INVALID, "not_a_directory", "%.*s is not a directory",
                   STR_ARGS(utf8_first(place->path, 512)));
}

struct err *vfs_check(struct call *c, const struct place *place, enum vfs_want want, int fd,
                      struct stat *st)
{
    struct statfs fs;
    if (fstat(fd, st) != 0 || fstatfs(fd, &fs) != 0)
        return vfs_error(c, place, "look at");
    if (fs.f_type == PROC_SUPER_MAGIC)
        return vfs_refuse(c, place, "proc_file", "it is the kernel's window into processes");
    if (S_ISDIR(st->st_mode) && place_is_closed(place, st))
        return refuse_closed(c, place, st);
    if (S_ISDIR(st->st_mode))
        return want & VFS_DIRECTORY ? NULL : is_a_directory(place);
    if (!S_ISREG(st->st_mode))
        return vfs_refuse(c, place, "not_a_file", "it is a device, a pipe or a socket");
    if (!(want & VFS_FILE))
        return not_a_directory(place);
    if (st->st_nlink > 1 && !place->grant->hard_links)
        return err_hint(vfs_refuse(c, place, "hard_link",
                                   "it has another name, which may lie outside of the grant"),
                        "make a copy of it with a name of its own");
    return NULL;
}

bool vfs_allows(const struct place *place, int fd, const struct stat *st, dev_t from)
{
    struct statfs fs;
    bool known = st->st_dev == from || (fstatfs(fd, &fs) == 0 && fs.f_type != PROC_SUPER_MAGIC);
    if (S_ISDIR(st->st_mode))
        return known && !place_is_closed(place, st);
    return known && S_ISREG(st->st_mode) && (st->st_nlink <= 1 || place->grant->hard_links);
}

int vfs_reopen(int fd, int flags)
{
    char self[32];
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    return open(self, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* --- what is mounted and not the kernel's --- */

static struct err *no_descriptor(const struct place *place)
{
    return err_hint(err_new(ERR_UNSUPPORTED, "mount_kind",
                            "%.*s is a directory that pith keeps by itself: this op and programs "
                            "need one of the system's",
                            STR_ARGS(utf8_first(place->path, 512))),
                    "copy it into a directory that is not mounted");
}

/* A file is judged by its descriptor, as everywhere. */
static struct err *open_virtual(struct call *c, const struct place *place, enum vfs_want want,
                                int flags, int *out_fd, struct stat *out_st)
{
    owned(spot) struct spot s = { 0 };
    if (c->op->how == HOW_TRY_INLINE && !c->may_wait)
        return call_would_wait(c);
    if (spot_find(place, false, &s) != 0)
        return vfs_error(c, place, "open");
    if (S_ISDIR(s.st.st_mode) && want & VFS_DIRECTORY)
        return no_descriptor(place);
    if (S_ISDIR(s.st.st_mode))
        return is_a_directory(place);
    if (!(want & VFS_FILE))
        return not_a_directory(place);
    owned_fd int fd = dir_open(s.dir, s.name, flags | O_NONBLOCK, 0);
    struct stat st;
    if (fd < 0)
        return vfs_error(c, place, "open");
    TRY(vfs_check(c, place, VFS_FILE, fd, &st));
    *out_fd = give_fd(fd);
    if (out_st)
        *out_st = s.st;
    return NULL;
}

struct err *vfs_open(struct call *c, const struct place *place, enum vfs_want want, int flags,
                     int *out_fd, struct stat *out_st)
{
    owned_fd int found = -1;
    struct stat st;
    if (place_is_virtual(place))
        return open_virtual(c, place, want, flags, out_fd, out_st);
    TRY(vfs_find(c, place, false, &found));
    if (c->would_wait)
        return NULL;
    TRY(vfs_check(c, place, want, found, &st));
    int fd = vfs_reopen(found, flags);
    if (fd < 0)
        return vfs_error(c, place, "open");
    *out_fd = fd;
    if (out_st)
        *out_st = st;
    return NULL;
}

struct err *vfs_open_inner(struct call *c, const struct place *place, struct dir *dir,
                           const char *name, int *out_fd, struct stat *out_st)
{
    bool ours = dir_fd(dir) < 0;
    owned_fd int fd = dir_open(dir, name, ours ? O_RDONLY | O_NONBLOCK : O_PATH, 0);
    if (fd < 0)
        return err_sys("open");
    TRY(vfs_check(c, place, VFS_FILE, fd, out_st));
    *out_fd = ours ? give_fd(fd) : vfs_reopen(fd, O_RDONLY);
    return *out_fd < 0 ? err_sys("open") : NULL;
}

struct err *vfs_grow(struct call *c, const struct place *place, int fd, uint64_t size)
{
    struct dir *root = place->mount ? mount_root(place->mount) : NULL;
    return !root || dir_grow(root, fd, size) == 0 ? NULL : vfs_error(c, place, "write");
}

struct err *vfs_name(struct call *c, const struct place *place, int fd, struct str *out)
{
    owned(spot) struct spot s = { 0 };
    struct str root;
    if (!place->mount)
        return name_of(c, fd, out);
    struct str at = mount_at(place->mount);
    if (place_is_virtual(place)) {
        if (spot_find(place, false, &s) != 0)
            return vfs_error(c, place, "look at");
        *out = arena_printf(&c->arena, "%.*s/%s", STR_ARGS(at), s.path);
    } else {
        TRY(name_of(c, fd, out));
        TRY(name_of(c, place->grant->at.fd, &root));
        *out = arena_printf(&c->arena, "%.*s%.*s", STR_ARGS(at),
                            STR_ARGS(str_from(*out, MIN_OF(root.len, out->len))));
    }
    TRY_ROOM(out->ptr);
    return NULL;
}

/* --- directories, and what is in them --- */

static struct err *open_dir(struct call *c, const struct place *told, const struct place *place,
                            struct dir **out)
{
    struct stat st;
    owned_fd int fd = -1;
    TRY(vfs_find(c, place, false, &fd));
    if (c->would_wait)
        return NULL;
    TRY(vfs_check(c, told, VFS_DIRECTORY, fd, &st));
    int opened = vfs_reopen(fd, O_RDONLY | O_DIRECTORY);
    if (opened < 0)
        return vfs_error(c, told, "open the directory");
    *out = dir_local(opened);
    return NULL;
}

/* `told` is what errors speak of. */
static struct err *find_dir(struct call *c, const struct place *told, const struct place *place,
                            struct dir **out)
{
    owned(spot) struct spot s = { 0 };
    if (!place_is_virtual(place))
        return open_dir(c, told, place, out);
    if (spot_find(place, false, &s) != 0)
        return vfs_error(c, told, "open");
    if (!S_ISDIR(s.st.st_mode))
        return not_a_directory(told);
    *out = spot_enter(&s);
    return *out ? NULL : vfs_error(c, told, "open the directory");
}

struct err *vfs_dir(struct call *c, const struct place *place, struct dir **out_dir)
{
    return find_dir(c, place, place, out_dir);
}

static struct err *itself(const struct place *place)
{
    if (place->mount)
        return err_hint(err_new(ERR_INVALID, "mount_point", "something is mounted at %.*s",
                                STR_ARGS(utf8_first(place->path, 512))),
                        "fs.unmount takes it away");
    return err_new(ERR_INVALID, "grant_itself", "%.*s is the directory that was granted",
                   STR_ARGS(utf8_first(place->path, 512)));
}

struct err *vfs_parent(struct call *c, const struct place *place, struct dir **out_dir,
                       struct str *out_name)
{
    size_t slash = place->rest.len;
    while (slash && place->rest.ptr[slash - 1] != '/')
        slash--;
    struct str name = str_from(place->rest, slash);
    if (str_eq(name, STR(".")))
        return itself(place);
    struct place parent = *place;
    parent.rest = slash ? arena_str(&c->arena, str_first(place->rest, slash - 1)) : STR(".");
    TRY_ROOM(parent.rest.ptr);
    TRY(find_dir(c, place, &parent, out_dir));
    *out_name = name; /* ends where `rest` does, in a zero byte */
    return NULL;
}

/* --- what is there --- */

static struct err *keep_target(struct call *c, const char *text, ssize_t len, struct str *out)
{
    if (len < 0)
        return err_sys("read the link");
    *out = arena_str(&c->arena, (struct str){ text, (size_t)len });
    TRY_ROOM(out->ptr);
    return NULL;
}

static struct err *stat_virtual(struct call *c, const struct place *place, bool nofollow,
                                struct stat *out_st, struct str *out_target)
{
    char text[PATH_MOST];
    owned(spot) struct spot s = { 0 };
    if (c->op->how == HOW_TRY_INLINE && !c->may_wait)
        return call_would_wait(c);
    if (spot_find(place, nofollow, &s) != 0)
        return vfs_error(c, place, "open");
    *out_st = s.st;
    if (!out_target || !S_ISLNK(s.st.st_mode))
        return NULL;
    return keep_target(c, text, dir_readlink(s.dir, s.name, text, sizeof text), out_target);
}

struct err *vfs_stat(struct call *c, const struct place *place, bool nofollow, struct stat *out_st,
                     struct str *out_target)
{
    char text[PATH_MOST];
    owned_fd int fd = -1;
    if (place_is_virtual(place))
        return stat_virtual(c, place, nofollow, out_st, out_target);
    TRY(vfs_find(c, place, nofollow, &fd));
    if (c->would_wait)
        return NULL;
    if (fstat(fd, out_st) != 0)
        return vfs_error(c, place, "look at");
    if (!out_target || !S_ISLNK(out_st->st_mode))
        return NULL;
    return keep_target(c, text, readlinkat(fd, "", text, sizeof text), out_target);
}
