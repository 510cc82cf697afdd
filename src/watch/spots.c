/* Directories that are watched: see watch_priv.h. */
#include "watch/watch_priv.h"

#include <errno.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
    NEWS = IN_CREATE | IN_DELETE | IN_MODIFY | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO |
           IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK,
};

static struct str key_of(const int *wd)
{
    return (struct str){ (const char *)wd, sizeof *wd };
}

struct err *spots_init(struct spots *s)
{
    map_init(&s->by_wd);
    s->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    return s->fd < 0 ? err_hint(err_sys("start to watch"),
                                "fs.inotify.max_user_instances is the system's limit")
                     : NULL;
}

void spots_done(struct spots *s)
{
    map_each (&s->by_wd, slot)
        mem_free(slot->value);
    map_done(&s->by_wd);
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

static struct err *too_many(const char *hint)
{
    return err_hint(err_new(ERR_LIMIT, "watches", "the tree has too many directories to watch"),
                    "%s", hint);
}

struct err *spots_add(struct spots *s, int dir, struct str path)
{
    char self[32];
    if (s->by_wd.count >= WATCH_DIRS_MOST)
        return too_many("watch a part of it, or recursive=false");
    snprintf(self, sizeof self, "/proc/self/fd/%d", dir); /* no name can come between */
    int wd = inotify_add_watch(s->fd, self, NEWS);
    if (wd < 0)
        return errno == ENOSPC ? too_many("fs.inotify.max_user_watches is the system's limit")
                               : err_sys("watch a directory");
    struct spot *spot = mem_new(sizeof *spot + path.len + 1);
    spot->wd = wd;
    spot->len = path.len;
    memcpy(spot->path, path.ptr, path.len);
    spots_forget(s, wd); /* it was watched under another name */
    map_put(&s->by_wd, key_of(&spot->wd), spot);
    return NULL;
}

const struct spot *spots_find(const struct spots *s, int wd)
{
    return map_get(&s->by_wd, key_of(&wd));
}

void spots_forget(struct spots *s, int wd)
{
    mem_free(map_remove(&s->by_wd, key_of(&wd)));
}

/* The kernel says IN_IGNORED for each, and only then it is forgotten. */
void spots_remove(struct spots *s, struct str path)
{
    map_each (&s->by_wd, slot) {
        const struct spot *spot = slot->value;
        struct str at = { spot->path, spot->len };
        bool below = str_starts(at, path) && (at.len == path.len || at.ptr[path.len] == '/');
        if (below)
            inotify_rm_watch(s->fd, spot->wd);
    }
}
