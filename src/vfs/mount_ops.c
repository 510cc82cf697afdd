/* fs.mount, fs.unmount, fs.mounts: see mounts.c for what a mount is. */
#include "ops/vfs.h"

#include "vfs/mounts_priv.h"

#include <fcntl.h>
#include <unistd.h>

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

/* Nobody would take away what a program left behind: it ends, and has no name to ask for. */
static struct err *may_stay(const struct proc *p)
{
    if (proc_kind(p) != PROC_NATIVE)
        return NULL;
    return err_hint(err_new(ERR_DENIED, "may_not_stay", "what a program mounts goes with it"),
                    "mount it without stay, or have who started the program mount it");
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
    return mounts_add(ms, m, proc_of(c));
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
    mount_end(ms, m);
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
