/* Where calls must not go, by identity: see proc.h.
 *
 * Names lie: a link, a bind mount or a rename gives a directory another one. So what is closed is
 * kept as an open descriptor with its device and inode, and whether one directory lies in another
 * is asked by climbing from the inner one to the root. Closed to a call are the blocked places,
 * and the other grants of its proc that allow less than the one it goes through: what lies in
 * those is theirs to answer for. */
#include "proc/proc_priv.h"

#include <fcntl.h>
#include <unistd.h>

enum { CLIMB_MOST = PATH_MOST };

struct err *landmark_open(struct landmark *out, struct str path)
{
    struct stat st;
    owned_mem char *name = mem_text(path.ptr, path.len);
    owned_fd int fd = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        return err_sys("open the directory %s", name);
    *out = (struct landmark){ give_fd(fd), st.st_dev, st.st_ino };
    return NULL;
}

static bool is_that(const struct stat *st, dev_t dev, ino_t ino)
{
    return st->st_dev == dev && st->st_ino == ino;
}

bool dir_is_under(int fd, dev_t dev, ino_t ino)
{
    struct stat st, below = { 0 };
    owned_fd int at = openat(fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < CLIMB_MOST; i++) {
        if (at < 0 || fstat(at, &st) != 0 || is_that(&st, dev, ino))
            return true;
        if (i && is_that(&st, below.st_dev, below.st_ino)) /* the root is above itself */
            return false;
        int up = openat(at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
        close(at);
        at = up;
        below = st;
    }
    return true;
}

bool place_is_closed(const struct place *p, const struct stat *dir)
{
    for (size_t i = 0; i < p->n_closed; i++)
        if (is_that(dir, p->closed[i].dev, p->closed[i].ino))
            return true;
    return false;
}

/* Which of them is `dir` or lies in it; as many as there are if none does. */
static size_t closed_in(const struct place *p, const struct stat *dir)
{
    size_t i = 0;
    while (i < p->n_closed && !dir_is_under(p->closed[i].fd, dir->st_dev, dir->st_ino))
        i++;
    return i;
}

bool place_holds_closed(const struct place *p, const struct stat *dir)
{
    return closed_in(p, dir) < p->n_closed;
}

const char *place_why_closed(const struct place *p, const struct stat *dir)
{
    return closed_in(p, dir) < p->n_blocked ? "pith keeps its own data in it"
                                            : "another grant allows less of it, or of a part of it";
}

/* --- grants within grants --- */

static bool allows_less(const struct grant *g, const struct grant *than)
{
    return (than->verbs & ~g->verbs) || (than->hard_links && !g->hard_links);
}

static void mark(struct grant *outer, const struct grant *inner)
{
    if (allows_less(inner, outer) && dir_is_under(inner->at.fd, outer->at.dev, outer->at.ino))
        outer->holds_closed = true;
}

struct err *grant_compare(struct proc *p, struct grant *g)
{
    const struct procs *ps = p->home;
    for (size_t i = 0; i < ps->n_blocked; i++) {
        const struct landmark *b = &ps->blocked_at[i];
        if (dir_is_under(g->at.fd, b->dev, b->ino))
            return err_new(ERR_DENIED, "blocked_path", "%.*s: pith keeps its own data there",
                           STR_ARGS(utf8_first(g->path, 256)));
        g->holds_closed |= dir_is_under(b->fd, g->at.dev, g->at.ino);
    }
    for (size_t i = 0; i < p->n_grants; i++) {
        mark(p->grants[i], g);
        mark(g, p->grants[i]);
    }
    return NULL;
}

static size_t count_lesser(const struct proc *p, const struct grant *than)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_grants; i++)
        n += allows_less(p->grants[i], than);
    return n;
}

static struct err *add_lesser(struct call *c, const struct proc *p, struct place *place,
                              struct landmark *out)
{
    for (size_t i = 0; i < p->n_grants; i++) {
        if (!allows_less(p->grants[i], place->grant))
            continue;
        TRY(grant_hold(c, p->grants[i]));
        *out++ = p->grants[i]->at;
        place->n_closed++;
    }
    return NULL;
}

/* Most procs have no such grants, and need no list of their own. */
struct err *place_close_off(struct call *c, struct proc *p, struct place *place)
{
    const struct procs *ps = p->home;
    size_t lesser = count_lesser(p, place->grant);
    place->by_name = place->grant->holds_closed;
    place->closed = ps->blocked_at;
    place->n_closed = place->n_blocked = ps->n_blocked;
    if (!lesser)
        return NULL;
    struct landmark *all = arena_array(&c->arena, struct landmark, ps->n_blocked + lesser);
    TRY_ROOM(all);
    memcpy(all, ps->blocked_at, ps->n_blocked * sizeof *all);
    place->closed = all;
    return add_lesser(c, p, place, all + ps->n_blocked);
}
