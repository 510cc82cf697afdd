/* What is mounted: fs.mount, fs.unmount, fs.mounts.
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
#include "ops/vfs.h"

#include "base/list.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#define CAPS_LOOK   (CAP_BIT(CAP_read_file) | CAP_BIT(CAP_list_directory))
#define CAPS_CHANGE (CAP_BIT(CAP_write_file) | CAP_BIT(CAP_create_file) | CAP_BIT(CAP_delete_file))

struct mount {
    atomic_uint refs;
    struct mounts *home;
    struct list link;    /* in mounts->all, with a reference */
    struct holding held; /* with another; not if it stays */
    struct str at, source;
    enum fs_mount_kind kind;
    uint64_t verbs, most;
    uint32_t owner;
    bool stays;
    struct grant *grant;   /* local */
    struct dir *root;      /* the others */
    struct memory *memory; /* where what it holds, or what was changed, lies there */
};

struct mounts {
    struct procs *procs;
    pthread_mutex_t lock; /* of what follows */
    struct list all;
    size_t count;
};

static struct kernel_key key;

struct dir *mount_root(const struct mount *m)
{
    return m->root;
}

struct str mount_at(const struct mount *m)
{
    return m->at;
}

static void mount_unref(void *mount)
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

static void mount_leave(struct mount **m)
{
    mount_unref(*m);
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

static void end_mount(struct mounts *ms, struct mount *m)
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
        end_mount(ms, CONTAINER_OF(ms->all.next, struct mount, link));
    pthread_mutex_destroy(&ms->lock);
    mem_free(ms);
}

/* --- fs.mount --- */

/* A directory for a mount, by the caller's own grants, for all that is to be done in it. */
static struct err *open_source(struct call *c, struct str path, uint64_t caps,
                               const struct place **out_place, int *out_fd)
{
    struct stat st;
    const struct place *place = NULL;
    for (enum cap cap = 0; cap < CAPS; cap++)
        if (caps & CAP_BIT(cap))
            TRY(call_reach(c, cap, path, &place));
    if (place->mount)
        return err_new(ERR_UNSUPPORTED, "nested_mount", "%.*s lies in a mount itself",
                       STR_ARGS(utf8_first(place->path, 512)));
    TRY(vfs_holds_no_mount(c, place, "mount"));
    owned_fd int fd = -1;
    TRY(vfs_open(c, place, VFS_DIRECTORY, O_RDONLY | O_DIRECTORY, &fd, &st));
    if (place_holds_closed(place, &st))
        return err_hint(vfs_refuse(c, place, "closed_place", place_why_closed(place, &st)),
                        "mount a directory further down");
    *out_place = place;
    *out_fd = give_fd(fd);
    return NULL;
}

static struct err *missing(const char *what, const char *kind)
{
    return err_new(ERR_INVALID, "missing", "%s is needed for a mount of kind %s", what, kind);
}

typedef struct err *make_fn(struct call *c, const struct fs_mount_in *in, struct mount *m);

static struct err *make_local(struct call *c, const struct fs_mount_in *in, struct mount *m)
{
    const struct place *place;
    int fd;
    if (in->has_source != GIVEN)
        return missing("source", "local");
    TRY(open_source(c, in->source, in->read_only ? CAPS_LOOK : CAPS_LOOK | CAPS_CHANGE, &place,
                    &fd));
    m->source = (struct str){ mem_text(place->path.ptr, place->path.len), place->path.len };
    return grant_of_fd(m->at, fd, m->verbs, place->grant->hard_links, &m->grant);
}

static struct err *make_memory(struct call *c, const struct fs_mount_in *in, struct mount *m)
{
    (void)c;
    m->most = in->most;
    m->memory = memory_new(in->most);
    m->root = memory_root(m->memory);
    return NULL;
}

/* Two directories of which one holds the other would change under the overlay. */
static struct err *apart(int a, int b)
{
    struct stat sa, sb;
    if (fstat(a, &sa) != 0 || fstat(b, &sb) != 0)
        return err_sys("look at the directories");
    if (!dir_is_under(a, sb.st_dev, sb.st_ino) && !dir_is_under(b, sa.st_dev, sa.st_ino))
        return NULL;
    return err_new(ERR_INVALID, "into_itself", "source and upper must not lie in each other");
}

static struct err *make_overlay(struct call *c, const struct fs_mount_in *in, struct mount *m)
{
    const struct place *lower, *upper;
    owned_fd int below = -1, above = -1;
    if (in->has_source != GIVEN)
        return missing("source", "overlay");
    TRY(open_source(c, in->source, CAPS_LOOK, &lower, &below));
    if (in->has_upper == GIVEN) {
        TRY(open_source(c, in->upper, CAPS_LOOK | CAPS_CHANGE, &upper, &above));
        TRY(apart(below, above));
    } else {
        TRY(make_memory(c, in, m));
    }
    struct dir *changes = above >= 0 ? dir_local(give_fd(above)) : give(m->root);
    struct overlay *o = overlay_new(dir_local(give_fd(below)), changes, lower->grant->hard_links);
    m->source = (struct str){ mem_text(lower->path.ptr, lower->path.len), lower->path.len };
    m->root = overlay_root(o);
    overlay_unref(o);
    return NULL;
}

static make_fn *const makers[] = {
    [FS_MOUNT_KIND_LOCAL] = make_local,
    [FS_MOUNT_KIND_MEMORY] = make_memory,
    [FS_MOUNT_KIND_OVERLAY] = make_overlay,
};

static bool see_name(void *arg, const char *name)
{
    (void)name;
    *(bool *)arg = true;
    return false;
}

/* An empty directory, so that nothing is hidden by what comes to lie there. */
static struct err *check_at(struct call *c, const struct place *at)
{
    owned(dir) struct dir *above = NULL, *dir = NULL;
    struct str name;
    bool taken = false;
    if (at->mount)
        return err_hint(err_new(ERR_EXISTS, "mounted", "%.*s lies in a mount already",
                                STR_ARGS(utf8_first(at->path, 512))),
                        "fs.mounts shows which");
    TRY(vfs_parent(c, at, &above, &name));
    TRY(vfs_dir(c, at, &dir));
    if (dir_each(dir, see_name, &taken) != 0)
        return err_sys("list it");
    if (!taken)
        return NULL;
    return err_hint(err_new(ERR_CONFLICT, "not_empty", "%.*s is not empty",
                            STR_ARGS(utf8_first(at->path, 512))),
                    "fs.mkdir makes a directory for it");
}

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

/* Nobody would take away what a program left behind: it ends, and has no name to ask for. */
static struct err *may_stay(const struct proc *p)
{
    if (proc_kind(p) != PROC_NATIVE)
        return NULL;
    return err_hint(err_new(ERR_DENIED, "may_not_stay", "what a program mounts goes with it"),
                    "mount it without stay, or have who started the program mount it");
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

static struct mounts *mounts_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

static struct err *no_mounts(void)
{
    return err_new(ERR_UNAVAILABLE, "no_mounts", "nothing can be mounted here");
}

struct err *op_fs_mount(struct call *c, const struct fs_mount_in *in, struct fs_mount_out *out)
{
    (void)out;
    struct mounts *ms = mounts_of(c);
    const struct place *at = call_place(c, 1);
    if (!ms)
        return no_mounts();
    if (in->stay)
        TRY(may_stay(proc_of(c)));
    TRY(check_at(c, at));
    __attribute__((cleanup(mount_leave))) struct mount *m = mem_new(sizeof *m);
    atomic_init(&m->refs, 1);
    list_init(&m->link);
    m->home = ms;
    m->at = (struct str){ mem_text(at->path.ptr, at->path.len), at->path.len };
    m->kind = in->kind;
    m->verbs = in->read_only ? CAPS_LOOK : CAPS_LOOK | CAPS_CHANGE;
    m->owner = c->caller->nr;
    m->stays = in->stay;
    TRY(makers[in->kind](c, in, m), "mount at %.*s", STR_ARGS(utf8_first(at->path, 512)));
    pthread_mutex_lock(&ms->lock);
    struct err *e = add(ms, m, proc_of(c));
    pthread_mutex_unlock(&ms->lock);
    return e;
}

/* --- fs.unmount --- */

static struct err *may_unmount(struct call *c, const struct mount *m)
{
    const struct place *above;
    if (m->owner == c->caller->nr)
        return NULL;
    size_t slash = m->at.len;
    while (slash > 1 && m->at.ptr[slash - 1] != '/')
        slash--;
    struct str path = str_first(m->at, MAX_OF(slash, 2) - 1);
    TRY(call_reach(c, CAP_create_file, path, &above), "it is somebody else's");
    return call_reach(c, CAP_delete_file, path, &above);
}

struct err *op_fs_unmount(struct call *c, const struct fs_unmount_in *in,
                          struct fs_unmount_out *out)
{
    (void)out;
    struct mounts *ms = mounts_of(c);
    const struct place *place;
    if (!ms)
        return no_mounts();
    TRY(call_reach(c, CAP_list_directory, in->at, &place));
    struct mount *m = place->mount;
    if (!m || !str_eq(m->at, place->path))
        return err_hint(err_new(ERR_NOT_FOUND, "not_mounted", "nothing is mounted at %.*s",
                                STR_ARGS(utf8_first(place->path, 512))),
                        "fs.mounts shows what is");
    TRY(may_unmount(c, m));
    end_mount(ms, m);
    return NULL;
}

/* --- fs.mounts --- */

static struct err *say(struct call *c, const struct mount *m, struct fs_mount_row *out)
{
    *out = (struct fs_mount_row){ .at = arena_str(&c->arena, m->at),
                                  .kind = m->kind,
                                  .read_only = !(m->verbs & CAPS_CHANGE),
                                  .stays = m->stays,
                                  .owner = m->owner };
    TRY_ROOM(out->at.ptr);
    if (m->memory) {
        out->used = memory_used(m->memory);
        out->most = m->most;
        out->has_used = out->has_most = GIVEN;
    }
    if (m->source.ptr && m->owner == c->caller->nr) {
        out->source = arena_str(&c->arena, m->source);
        TRY_ROOM(out->source.ptr);
        out->has_source = GIVEN;
    }
    return NULL;
}

/* All of them, held, so that grants can be asked without the lock. */
static size_t take_all(struct mounts *ms, struct mount *out[MOUNTS_MOST])
{
    size_t n = 0;
    pthread_mutex_lock(&ms->lock);
    list_each (&ms->all, item) {
        out[n] = CONTAINER_OF(item, struct mount, link);
        atomic_fetch_add(&out[n++]->refs, 1);
    }
    pthread_mutex_unlock(&ms->lock);
    return n;
}

static struct err *add_row(struct call *c, const struct mount *m, struct fs_mounts_out *out)
{
    const struct place *place;
    struct err *e = call_reach(c, CAP_list_directory, m->at, &place);
    bool seen = !e;
    err_free(e);
    return seen ? say(c, m, &out->mounts.items[out->mounts.count++]) : NULL;
}

struct err *op_fs_mounts(struct call *c, const struct fs_mounts_in *in, struct fs_mounts_out *out)
{
    (void)in;
    struct mount *all[MOUNTS_MOST];
    struct err *e = NULL;
    out->mounts.items = arena_array(&c->arena, struct fs_mount_row, MOUNTS_MOST);
    TRY_ROOM(out->mounts.items);
    size_t n = mounts_of(c) ? take_all(mounts_of(c), all) : 0;
    for (size_t i = 0; i < n; i++) {
        if (!e)
            e = add_row(c, all[i], out);
        mount_unref(all[i]);
    }
    return e;
}
