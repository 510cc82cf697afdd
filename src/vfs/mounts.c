/* What is mounted: where it is met, and how long it lives. mount_ops.c has fs.mount, fs.unmount and
 * fs.mounts.
 *
 * A mount is a name: whoever has a grant over the path where it lies, by name, meets it there, and
 * may do what both that grant and the mount allow. The mount allows what the one who mounted it
 * could do in its source, found through that one's own grants, and at most reading if it is to be
 * read alone; so nobody reaches by it what its maker could not. It is a directory's descriptor, as
 * a grant is, or a tree of another kind (dir.h). The kernel knows nothing of it: links of the
 * kernel's lead to the empty directory below, and programs are shown none (native).
 *
 * A source that holds what is closed to its maker is refused as a whole; a mount in a mount, too.
 * Without `stay` a mount goes when the proc that made it ends. Calls under way keep theirs. */
#include "vfs/mounts_priv.h"

static struct kernel_key key;

struct mounts *mounts_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

struct dir *mount_root(const struct mount *m)
{
    return m->root;
}

struct str mount_at(const struct mount *m)
{
    return m->at;
}

void mount_unref(void *mount)
{
    struct mount *m = mount;
    if (!m || atomic_fetch_sub(&m->refs, 1) != 1)
        return;
    grant_unref(m->grant);
    dir_free(m->root);
    memory_unref(m->memory);
    mem_free((char *)(uintptr_t)m->at.ptr);
    mem_free((char *)(uintptr_t)m->source.ptr);
    mem_free(m);
}

/* --- finding one --- */

/* The one that `path` lies in, with the lock held. */
static struct mount *find(const struct mounts *ms, struct str path)
{
    list_each (&ms->all, item) {
        struct mount *m = CONTAINER_OF(item, struct mount, link);
        if (path_is_under(path, m->at))
            return m;
    }
    return NULL;
}

static struct mount *take(struct mounts *ms, struct str path)
{
    pthread_mutex_lock(&ms->lock);
    struct mount *m = ms->count ? find(ms, path) : NULL;
    if (m)
        atomic_fetch_add(&m->refs, 1);
    pthread_mutex_unlock(&ms->lock);
    return m;
}

static struct err *not_allowed(const struct mount *m, struct place *place, enum cap cap)
{
    bool read_only = CAP_BIT(cap) & CAPS_CHANGE;
    struct err *e = err_new(ERR_DENIED, read_only ? "read_only_mount" : "no_grant",
                            "%.*s: what is mounted at %.*s does not allow %s",
                            STR_ARGS(utf8_first(place->path, 256)),
                            STR_ARGS(utf8_first(m->at, 256)), cap_row(cap)->name);
    err_detail(e, "capability", "%s", cap_row(cap)->name);
    return err_detail(e, "path", "%.*s", STR_ARGS(utf8_first(place->path, 1024)));
}

/* A grant that was given inside of the directory below is a descriptor there, and stays one. */
static struct err *enter(void *arg, struct call *c, enum cap cap, struct place *place)
{
    struct mount *m = take(arg, place->path);
    if (!m)
        return NULL;
    TRY(call_defer(c, mount_unref, m));
    if (!path_is_under(m->at, place->grant->path))
        return NULL;
    if (!(m->verbs & CAP_BIT(cap)))
        return not_allowed(m, place, cap);
    place->mount = m;
    place->rest = str_from(place->path, MIN_OF(m->at.len + 1, place->path.len));
    if (!place->rest.len)
        place->rest = STR(".");
    if (!m->grant)
        return NULL;
    TRY(grant_hold(c, m->grant));
    place->grant = m->grant;
    place->by_name = true; /* what is closed to this caller may lie in it */
    return NULL;
}

/* --- edges --- */

struct err *mount_cross(const char *doing, const struct place *from, const struct place *to)
{
    if (from->mount == to->mount)
        return NULL;
    const struct mount *m = from->mount ? from->mount : to->mount;
    struct err *e = err_new(ERR_INVALID, "cross_mount", "cannot %s %.*s across the edge of %.*s",
                            doing, STR_ARGS(utf8_first(from->path, 256)),
                            STR_ARGS(utf8_first(m->at, 256)));
    err_detail(e, "mount", "%.*s", STR_ARGS(utf8_first(m->at, 1024)));
    return err_hint(e, "fs.copy it, then fs.delete or fs.rmdir what is left");
}

struct err *vfs_holds_no_mount(struct call *c, const struct place *place, const char *doing)
{
    struct mounts *ms = kernel_get(c->kernel, &key);
    struct err *e = NULL;
    if (!ms || place->mount)
        return NULL;
    pthread_mutex_lock(&ms->lock);
    list_each (&ms->all, item) {
        const struct mount *m = CONTAINER_OF(item, struct mount, link);
        if (path_is_under(m->at, place->path) && !e)
            e = err_detail(err_hint(err_new(ERR_INVALID, "cross_mount",
                                            "cannot %s %.*s: something is mounted in it, at %.*s",
                                            doing, STR_ARGS(utf8_first(place->path, 256)),
                                            STR_ARGS(utf8_first(m->at, 256))),
                                    "pith call fs.unmount at=%.*s takes it away",
                                    STR_ARGS(utf8_first(m->at, 256))),
                           "mount", "%.*s", STR_ARGS(utf8_first(m->at, 1024)));
    }
    pthread_mutex_unlock(&ms->lock);
    return e;
}

static size_t paths_below(struct mounts *ms, const struct place *place, struct arena *a,
                          struct str **out)
{
    size_t n = 0;
    pthread_mutex_lock(&ms->lock);
    *out = arena_array(a, struct str, ms->count + 1);
    list_each (&ms->all, item) {
        const struct mount *m = CONTAINER_OF(item, struct mount, link);
        if (*out && path_is_under(m->at, place->path))
            (*out)[n++] = arena_str(a, m->at);
    }
    pthread_mutex_unlock(&ms->lock);
    return n;
}

static bool may_look(struct call *c, struct str path, bool read, const struct place **out)
{
    struct err *e = call_reach(c, CAP_list_directory, path, out);
    if (!e && read)
        e = call_reach(c, CAP_read_file, path, out);
    err_free(e);
    return !e && (*out)->mount;
}

const struct place **vfs_mounts_below(struct call *c, const struct place *place, bool read,
                                      size_t *out_n)
{
    struct mounts *ms = kernel_get(c->kernel, &key);
    struct str *paths = NULL;
    size_t n = ms && !place->mount ? paths_below(ms, place, &c->arena, &paths) : 0;
    const struct place **places = n ? arena_array(&c->arena, const struct place *, n) : NULL;
    *out_n = 0;
    for (size_t i = 0; places && i < n; i++)
        *out_n += may_look(c, paths[i], read, &places[*out_n]);
    return places;
}

/* --- their life --- */

/* Whoever takes it off the list lets go of the list's reference. */
static void take_off(struct mounts *ms, struct mount *m)
{
    pthread_mutex_lock(&ms->lock);
    bool mine = !list_empty(&m->link);
    if (mine) {
        list_remove(&m->link);
        ms->count--;
        plans_drop_all();
    }
    pthread_mutex_unlock(&ms->lock);
    if (mine)
        mount_unref(m);
}

void mount_end(struct mounts *ms, struct mount *m)
{
    bool held = proc_let_go(&m->held);
    take_off(ms, m);
    if (held)
        mount_unref(m);
}

/* Its maker has ended. */
static void release(struct holding *h)
{
    struct mount *m = CONTAINER_OF(h, struct mount, held);
    take_off(m->home, m);
    mount_unref(m);
}

struct mounts *mounts_new(struct kernel *k)
{
    struct mounts *ms = mem_new(sizeof *ms);
    ms->procs = procs_of(k);
    pthread_mutex_init(&ms->lock, NULL);
    list_init(&ms->all);
    kernel_put(k, &key, ms);
    procs_set_mounts(ms->procs, enter, ms);
    return ms;
}

void mounts_free(struct mounts *ms)
{
    if (!ms)
        return;
    procs_set_mounts(ms->procs, NULL, NULL);
    while (!list_empty(&ms->all))
        mount_end(ms, CONTAINER_OF(ms->all.next, struct mount, link));
    pthread_mutex_destroy(&ms->lock);
    mem_free(ms);
}

/* --- one more --- */

static struct err *too_much(uint64_t used)
{
    return err_detail(
        err_new(ERR_LIMIT, "mount_memory",
                "mounts of one caller hold at most %lld bytes in memory, and %llu are "
                "given out",
                (long long)MOUNT_MEMORY_MOST, (unsigned long long)used),
        "most", "%lld", (long long)MOUNT_MEMORY_MOST);
}

static bool is_the_owners(const struct proc *p)
{
    return proc_kind(p) == PROC_OWNER || proc_kind(p) == PROC_SYSTEM;
}

/* With the lock held. Whatever others do, the owner can still mount something. */
static struct err *has_place(const struct mounts *ms, const struct mount *m, const struct proc *p)
{
    size_t own = 0, most = MOUNTS_MOST - (is_the_owners(p) ? 0 : MOUNTS_RESERVED);
    list_each (&ms->all, item)
        own += CONTAINER_OF(item, struct mount, link)->owner == m->owner;
    if (!is_the_owners(p) && own >= MOUNTS_EACH_MOST)
        return err_hint(err_new(ERR_LIMIT, "too_many_mounts", "one caller has at most %d mounts",
                                MOUNTS_EACH_MOST),
                        "fs.unmount takes one away");
    if (ms->count >= most)
        return err_hint(err_new(ERR_LIMIT, "too_many_mounts", "at most %zu mounts", most),
                        "fs.mounts shows which there are, fs.unmount takes one away");
    return NULL;
}

/* With the lock held: all that was looked at before may be otherwise by now. */
static struct err *add(struct mounts *ms, struct mount *m, struct proc *p)
{
    uint64_t used = 0;
    list_each (&ms->all, item) {
        const struct mount *other = CONTAINER_OF(item, struct mount, link);
        if (path_is_under(m->at, other->at) || path_is_under(other->at, m->at))
            return err_new(ERR_EXISTS, "mounted", "something is mounted at %.*s",
                           STR_ARGS(utf8_first(other->at, 512)));
        used += other->owner == m->owner ? other->most : 0;
    }
    if (used + m->most > MOUNT_MEMORY_MOST)
        return too_much(used);
    if (!m->stays)
        TRY(proc_may_hold(p));
    TRY(has_place(ms, m, p));
    atomic_fetch_add(&m->refs, m->stays ? 1 : 2);
    list_add(&ms->all, &m->link);
    ms->count++;
    if (!m->stays)
        proc_hold(p, &m->held, HOLD_MOUNT, release);
    plans_drop_all();
    return NULL;
}

struct err *mounts_add(struct mounts *ms, struct mount *m, struct proc *p)
{
    pthread_mutex_lock(&ms->lock);
    struct err *e = add(ms, m, p);
    pthread_mutex_unlock(&ms->lock);
    return e;
}
