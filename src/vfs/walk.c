/* Walking name by name, where something that is closed to the call may lie on the way.
 *
 * Links are read and followed here instead of by the kernel, so that each directory on the way
 * can be compared with the closed ones by identity, under whatever name it was reached. The
 * descriptors of the way back stay open: `..` in a link's text goes to the directory that we
 * came from, even if somebody has moved the one we are in. */
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DEPTH_MOST = 128, LINKS_MOST = 40 };

struct walk {
    const struct place *place;
    uint64_t resolve;    /* RESOLVE_CACHED: what is not in the kernel's cache ends the walk */
    int way[DEPTH_MOST]; /* from the grant's descriptor to where we are */
    size_t depth;
    unsigned links;
    struct ahead ahead;
};

static int fail(int code)
{
    errno = code;
    return -1;
}

/* A slash parts it from what lies ahead already, so that a last name stays the last. */
bool ahead_put(struct ahead *a, const char *text, size_t len)
{
    bool more = a->at < TEXT_ROOM;
    if (len + more > a->at)
        return false;
    if (more)
        a->text[--a->at] = '/';
    a->at -= len;
    memcpy(a->text + a->at, text, len);
    return true;
}

struct str ahead_next(struct ahead *a)
{
    struct str ahead = { a->text + a->at, TEXT_ROOM - a->at }, name;
    do
        name = str_cut(&ahead, '/');
    while (ahead.len && (!name.len || str_eq(name, STR("."))));
    a->at = TEXT_ROOM - ahead.len;
    return str_eq(name, STR(".")) ? STR_NONE : name;
}

static void step_back(struct walk *w)
{
    if (w->depth > 0)
        close(w->way[--w->depth]);
}

static int here(const struct walk *w)
{
    return w->depth ? w->way[w->depth - 1] : w->place->grant->at.fd;
}

/* 0, or -1 with errno. */
static int follow(struct walk *w, int link)
{
    char text[PATH_MOST];
    ssize_t len = readlinkat(link, "", text, sizeof text);
    if (len < 0)
        return -1;
    if (++w->links > LINKS_MOST)
        return fail(ELOOP);
    if (len == (ssize_t)sizeof text || !ahead_put(&w->ahead, text, (size_t)len))
        return fail(ENAMETOOLONG);
    if (text[0] != '/')
        return 0;
    if (w->place->grant->path.len != 1)
        return fail(EXDEV);
    while (w->depth)
        step_back(w);
    return 0;
}

static int open_name(const struct walk *w, const char *name)
{
    struct open_how how = { .flags = O_PATH | O_NOFOLLOW | O_CLOEXEC, .resolve = w->resolve };
    return (int)syscall(SYS_openat2, here(w), name, &how, sizeof how);
}

/* Goes to `name`; whether it was a link that now lies ahead, or where we are. */
static int step(struct walk *w, struct str name, bool nofollow)
{
    char text[256];
    struct stat st;
    if (str_eq(name, STR(".."))) {
        if (!w->depth && w->place->grant->path.len != 1)
            return fail(EXDEV);
        step_back(w);
        return 0;
    }
    if (name.len > 255)
        return fail(ENAMETOOLONG);
    if (w->depth == DEPTH_MOST)
        return fail(ELOOP);
    memcpy(text, name.ptr, name.len);
    text[name.len] = 0;
    owned_fd int fd = open_name(w, text);
    if (fd < 0 || fstat(fd, &st) != 0)
        return -1;
    if (S_ISDIR(st.st_mode) && place_is_closed(w->place, &st))
        return fail(EACCES);
    if (S_ISLNK(st.st_mode) && !(nofollow && w->ahead.at == TEXT_ROOM))
        return follow(w, fd);
    w->way[w->depth++] = give_fd(fd);
    return 0;
}

int walk_open(const struct place *place, bool nofollow, bool cached)
{
    struct walk *w = mem_new(sizeof *w);
    w->place = place;
    w->resolve = cached ? RESOLVE_CACHED : 0;
    w->ahead.at = TEXT_ROOM;
    int result = ahead_put(&w->ahead, place->rest.ptr, place->rest.len) ? 0 : fail(ENAMETOOLONG);
    for (struct str name; !result && (name = ahead_next(&w->ahead)).len;)
        result = step(w, name, nofollow);
    int code = errno;
    int fd = result ? -1 : fcntl(here(w), F_DUPFD_CLOEXEC, 0);
    code = result ? code : errno;
    while (w->depth)
        step_back(w);
    mem_free(w);
    errno = code;
    return fd;
}
