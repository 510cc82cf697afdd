/* Path grants: an open directory each, counted, since a call under way keeps the one it found. What
 * a proc holds of them is its own list; another grant for the same path takes the place of the
 * first. */
#include "proc/proc_priv.h"

#include <sys/stat.h>
#include <unistd.h>

void grant_unref(void *grant)
{
    struct grant *g = grant;
    if (!g || atomic_fetch_sub(&g->refs, 1) != 1)
        return;
    if (g->at.fd >= 0)
        close(g->at.fd);
    mem_free((char *)(uintptr_t)g->path.ptr);
    mem_free(g);
}

struct err *grant_hold(struct call *c, struct grant *g)
{
    atomic_fetch_add(&g->refs, 1);
    return call_defer(c, grant_unref, g);
}

struct err *grant_open(struct str path, uint64_t verbs, bool hard_links, struct grant **out)
{
    struct grant *g = mem_new(sizeof *g);
    atomic_init(&g->refs, 1);
    g->path = (struct str){ mem_text(path.ptr, path.len), path.len };
    g->verbs = verbs;
    g->hard_links = hard_links;
    g->at.fd = -1;
    struct err *e = landmark_open(&g->at, path);
    if (e)
        grant_unref(g);
    else
        *out = g;
    return e;
}

struct err *grant_of_fd(struct str path, int take_fd, uint64_t verbs, bool hard_links,
                        struct grant **out)
{
    struct grant *g = mem_new(sizeof *g);
    struct stat st;
    atomic_init(&g->refs, 1);
    g->path = (struct str){ mem_text(path.ptr, path.len), path.len };
    g->verbs = verbs;
    g->hard_links = hard_links;
    g->at.fd = take_fd;
    if (fstat(take_fd, &st) != 0) {
        struct err *e = err_sys("look at the directory");
        grant_unref(g);
        return e;
    }
    g->at.dev = st.st_dev;
    g->at.ino = st.st_ino;
    *out = g;
    return NULL;
}

static struct err *add_grant(struct proc *p, struct grant *g)
{
    if (p->n_grants == GRANTS_MOST)
        return err_new(ERR_LIMIT, "too_many_grants", "a proc holds at most %d path grants",
                       GRANTS_MOST);
    TRY(grant_compare(p, g));
    p->grants[p->n_grants++] = g;
    holding_count(p->home, HOLD_GRANT, 1);
    return NULL;
}

struct err *grant_add(struct proc *p, struct grant *take_g)
{
    proc_revoke_path(p, take_g->path); /* a grant given anew replaces the old */
    pthread_mutex_lock(&p->lock);
    struct err *e = add_grant(p, take_g);
    pthread_mutex_unlock(&p->lock);
    if (e)
        grant_unref(take_g);
    plans_drop(&p->caller);
    return e;
}

struct err *proc_grant_path(struct proc *p, struct str path, uint64_t verbs, bool hard_links)
{
    struct grant *g;
    TRY(grant_open(path, verbs, hard_links, &g), "grant");
    return grant_add(p, g);
}

struct err *proc_grant_dir(struct proc *p, struct str path, dev_t dev, ino_t ino, uint64_t verbs)
{
    struct grant *g;
    TRY(grant_open(path, verbs, false, &g), "grant");
    if (g->at.dev == dev && g->at.ino == ino)
        return grant_add(p, g);
    grant_unref(g);
    return err_new(ERR_CONFLICT, "replaced", "another directory is at %.*s by now", STR_ARGS(path));
}

bool proc_revoke_path(struct proc *p, struct str path)
{
    struct grant *gone = NULL;
    pthread_mutex_lock(&p->lock);
    for (size_t i = 0; i < p->n_grants && !gone; i++) {
        if (str_eq(p->grants[i]->path, path)) {
            gone = p->grants[i];
            p->grants[i] = p->grants[--p->n_grants];
        }
    }
    pthread_mutex_unlock(&p->lock);
    if (!gone)
        return false;
    holding_count(p->home, HOLD_GRANT, -1);
    grant_unref(gone);
    plans_drop(&p->caller);
    return true;
}
