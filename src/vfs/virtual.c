/* Walking a tree that is not the kernel's: names and links in user space.
 *
 * Nothing leads out of such a tree: `..` at its root stays out of reach, and a link that begins at
 * the root of everything is refused, as in any grant that is not of everything. The handles of the
 * way back are kept, as in walk.c. */
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <stdio.h>

enum { DEPTH_MOST = 128, LINKS_MOST = 40 };

struct way {
    struct dir *dir[DEPTH_MOST + 1]; /* [0] is the root */
    char name[DEPTH_MOST + 1][256];  /* by which it was entered */
    size_t depth;
    unsigned links;
    struct ahead ahead;
};

static int fail(int code)
{
    errno = code;
    return -1;
}

bool place_is_virtual(const struct place *place)
{
    return place->mount && mount_root(place->mount);
}

void spot_done(struct spot *s)
{
    int code = errno;
    dir_free(s->dir);
    s->dir = NULL;
    errno = code;
}

struct dir *spot_enter(const struct spot *s)
{
    return strcmp(s->name, ".") == 0 ? dir_again(s->dir) : dir_enter(s->dir, s->name);
}

static int follow(struct way *w, const char *name)
{
    char text[PATH_MOST];
    ssize_t len = dir_readlink(w->dir[w->depth], name, text, sizeof text);
    if (len < 0)
        return -1;
    if (++w->links > LINKS_MOST)
        return fail(ELOOP);
    if (text[0] == '/')
        return fail(EXDEV);
    if (len == (ssize_t)sizeof text || !ahead_put(&w->ahead, text, (size_t)len))
        return fail(ENAMETOOLONG);
    return 0;
}

static int step_back(struct way *w)
{
    if (!w->depth)
        return fail(EXDEV);
    dir_free(w->dir[w->depth--]);
    return 0;
}

static int enter(struct way *w, const char *name)
{
    if (w->depth == DEPTH_MOST)
        return fail(ELOOP);
    struct dir *inner = dir_enter(w->dir[w->depth], name);
    if (!inner)
        return -1;
    w->dir[++w->depth] = inner;
    snprintf(w->name[w->depth], sizeof w->name[0], "%s", name);
    return 0;
}

/* The last name is not entered: *out_last says that the walk ends with it. */
static int step(struct way *w, struct str given, bool nofollow, struct spot *out, bool *out_last)
{
    char name[256];
    if (str_eq(given, STR("..")))
        return step_back(w);
    if (given.len > 255)
        return fail(ENAMETOOLONG);
    snprintf(name, sizeof name, "%.*s", STR_ARGS(given));
    if (dir_stat(w->dir[w->depth], name, &out->st) != 0)
        return -1;
    bool last = w->ahead.at == TEXT_ROOM;
    if (S_ISLNK(out->st.st_mode) && !(nofollow && last))
        return follow(w, name);
    if (!last)
        return enter(w, name);
    *out_last = true;
    memcpy(out->name, name, sizeof name);
    return 0;
}

/* Where it ends, as a name in a directory: the directory it is in by itself ends in "..". */
static int finish(struct way *w, bool last, struct spot *out)
{
    size_t len = 0;
    if (!last) {
        snprintf(out->name, sizeof out->name, "%s", w->depth ? w->name[w->depth] : ".");
        if (w->depth)
            dir_free(w->dir[w->depth--]);
    }
    for (size_t i = 1; i <= w->depth && len < sizeof out->path; i++)
        len += (size_t)snprintf(out->path + len, sizeof out->path - len, "%s/", w->name[i]);
    if (len < sizeof out->path)
        len += (size_t)snprintf(out->path + len, sizeof out->path - len, "%s", out->name);
    if (len >= sizeof out->path)
        return fail(ENAMETOOLONG);
    out->dir = dir_again(w->dir[w->depth]);
    return out->dir ? dir_stat(out->dir, out->name, &out->st) : -1;
}

static int walk(struct way *w, bool nofollow, struct spot *out)
{
    bool last = false;
    for (struct str name; !last && (name = ahead_next(&w->ahead)).len;)
        if (step(w, name, nofollow, out, &last) != 0)
            return -1;
    return finish(w, last, out);
}

int spot_find(const struct place *place, bool nofollow, struct spot *out)
{
    struct way *w = mem_new(sizeof *w);
    *out = (struct spot){ 0 };
    w->ahead.at = TEXT_ROOM;
    w->dir[0] = dir_again(mount_root(place->mount));
    int result = !w->dir[0]                                               ? -1
                 : ahead_put(&w->ahead, place->rest.ptr, place->rest.len) ? walk(w, nofollow, out)
                                                                          : fail(ENAMETOOLONG);
    int code = errno;
    if (result)
        spot_done(out);
    for (size_t i = 0; i <= w->depth; i++)
        dir_free(w->dir[i]);
    mem_free(w);
    errno = code;
    return result;
}
