/* fs.watch: see watch.h. */
#include "watch/watch_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { THREADS = 2, EVENTS_ROOM = 64 * 1024, DEPTH_MOST = 128 };

struct watches {
    struct kernel *kernel;
    struct pool *pool;
    struct list all;
    size_t n;
};

struct fresh { /* a directory that is to be watched */
    struct fresh *next;
    bool tell; /* what is in it is new, too */
    size_t len;
    char path[];
};

struct watcher {
    struct watches *home;
    struct list link;
    struct call *call;
    struct holding held; /* by the caller */
    const struct place *place;
    const struct fs_watch_in *in;
    struct spots spots; /* the job's while it runs, like `fresh` and `changes` */
    struct fresh *fresh;
    struct changes changes;
    struct job job;
    struct err *e; /* the job's */
    struct watch events;
    struct timer due;
    bool watching, scanning, ready, door_full, resting, over;
};

static struct kernel_key key;

static struct str root_of(const struct watcher *w)
{
    return str_eq(w->place->rest, STR(".")) ? STR("") : w->place->rest;
}

static void add_fresh(struct watcher *w, struct str path, bool tell)
{
    struct fresh *f = mem_new(sizeof *f + path.len + 1);
    f->tell = tell;
    f->len = path.len;
    memcpy(f->path, path.ptr, path.len);
    f->next = w->fresh;
    w->fresh = f;
}

/* `dir`/`name`, in `out`; empty if that is too long. */
static struct str path_in(struct str dir, const char *name, char out[2 * PATH_MOST])
{
    size_t n = strlen(name), at = dir.len;
    if (dir.len + 1 + n > PATH_MOST)
        return STR("");
    memcpy(out, dir.ptr, dir.len);
    if (at)
        out[at++] = '/';
    memcpy(out + at, name, n + 1);
    return (struct str){ out, at + n };
}

/* --- scanning, on a worker --- */

static size_t depth_of(struct str path)
{
    size_t n = 0;
    for (size_t i = 0; i < path.len; i++)
        n += path.ptr[i] == '/';
    return n;
}

static void look_at(struct watcher *w, const struct fresh *f, const struct dirent *d)
{
    char text[2 * PATH_MOST];
    bool is_dir = d->d_type == DT_DIR;
    if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
        return;
    struct str path = path_in((struct str){ f->path, f->len }, d->d_name, text);
    if (!path.len)
        return;
    if (f->tell)
        changes_add(&w->changes, path, FS_CHANGE_KIND_CREATED, is_dir);
    if (is_dir && w->in->recursive && depth_of(path) < DEPTH_MOST)
        add_fresh(w, path, f->tell);
}

static struct err *list(struct watcher *w, const struct fresh *f, int take_fd)
{
    DIR *dir = fdopendir(take_fd);
    if (!dir) {
        close(take_fd);
        return err_sys("list a directory");
    }
    for (const struct dirent *d; (d = readdir(dir));)
        look_at(w, f, d);
    closedir(dir);
    return NULL;
}

/* First the watch, then the list: what comes between is told twice, and never missed. A directory
 * that is gone again, or closed to the caller, is left out; the one asked for is not. */
static struct err *scan_one(struct watcher *w, const struct fresh *f)
{
    struct place place = *w->place;
    struct str path = { f->path, f->len };
    owned_fd int fd = -1;
    place.rest = path.len ? path : STR(".");
    struct err *e = vfs_open(w->call, &place, VFS_DIRECTORY, O_RDONLY | O_DIRECTORY, &fd, NULL);
    if (e && !str_eq(path, root_of(w))) {
        err_free(e);
        return NULL;
    }
    if (e)
        return e;
    TRY(spots_add(&w->spots, fd, path));
    return list(w, f, give_fd(fd));
}

static void scan(struct job *j)
{
    struct watcher *w = CONTAINER_OF(j, struct watcher, job);
    while (w->fresh && !w->e && !job_cancelled(j)) {
        struct fresh *f = w->fresh;
        w->fresh = f->next;
        w->e = scan_one(w, f);
        mem_free(f);
    }
}

/* --- the end --- */

static void finish(struct watcher *w, struct err *take_e)
{
    struct call *c = w->call;
    struct loop *loop = kernel_loop(c->kernel);
    if (w->watching)
        watch_stop(&w->events);
    timer_stop(loop, &w->due);
    while (w->fresh) {
        struct fresh *f = w->fresh;
        w->fresh = f->next;
        mem_free(f);
    }
    spots_done(&w->spots);
    changes_done(&w->changes);
    list_remove(&w->link);
    w->home->n--;
    err_free(w->e);
    proc_let_go(&w->held);
    mem_free(w);
    call_done(c, take_e);
}

static struct watcher *watcher_of(struct call *c)
{
    const struct watches *all = kernel_get(c->kernel, &key);
    list_each (&all->all, item) {
        struct watcher *w = CONTAINER_OF(item, struct watcher, link);
        if (w->call == c)
            return w;
    }
    return NULL;
}

/* That nothing more is told because pith stops is how a watch ends, not that it fails. */
static struct err *how_stopped(const struct call *c)
{
    return call_is_drained(c) ? NULL : call_stopped(c);
}

static void stopped(struct call *c)
{
    struct watcher *w = watcher_of(c);
    w->over = true;
    if (w->scanning)
        job_cancel(&w->job); /* and ends when it is back */
    else
        finish(w, how_stopped(c));
}

/* --- telling --- */

static void tell_more(struct call *c);

/* As the caller would name it; false when the door is full. */
static bool tell(struct watcher *w, enum fs_change_kind kind, struct str path, bool directory)
{
    owned(buf) struct buf text;
    struct str root = root_of(w), asked = w->in->path;
    struct str below = str_from(path, path.len > root.len ? root.len + (root.len > 0) : path.len);
    buf_init(&text, 2 * PATH_MOST);
    if (!below.len || !str_eq(asked, STR(".")))
        buf_add(&text, asked);
    if (below.len && text.len && text.ptr[text.len - 1] != '/')
        buf_add_char(&text, '/');
    buf_add(&text, below);
    const struct fs_change item = { .kind = kind, .path = buf_text(&text), .directory = directory };
    ((struct fs_watch_out *)w->call->out)->sent += kind != FS_CHANGE_KIND_WATCHING;
    if (call_emit(w->call, &item))
        return true;
    w->door_full = true;
    call_on_room(w->call, tell_more);
    return false;
}

static void tell_all(struct watcher *w)
{
    if (w->changes.gap && !w->door_full) {
        w->changes.gap = false;
        tell(w, FS_CHANGE_KIND_GAP, root_of(w), true);
    }
    while (!w->door_full) {
        struct change *one = changes_take(&w->changes);
        if (!one)
            break;
        tell(w, one->kind, (struct str){ one->path, one->len }, one->directory);
        mem_free(one);
    }
}

static void due(struct timer *t)
{
    struct watcher *w = CONTAINER_OF(t, struct watcher, due);
    w->resting = false;
    if (!w->scanning) /* else once it is back */
        tell_all(w);
}

static void tell_soon(struct watcher *w)
{
    if (w->resting || changes_empty(&w->changes))
        return;
    w->resting = true;
    timer_start(kernel_loop(w->call->kernel), &w->due, (int64_t)w->in->every, due);
}

static void tell_more(struct call *c)
{
    struct watcher *w = watcher_of(c);
    w->door_full = false;
    tell_soon(w);
}

/* --- what the kernel says --- */

static const struct {
    uint32_t event;
    enum fs_change_kind kind;
} meanings[] = {
    { IN_CREATE | IN_MOVED_TO, FS_CHANGE_KIND_CREATED },
    { IN_DELETE | IN_MOVED_FROM, FS_CHANGE_KIND_DELETED },
    { IN_MODIFY | IN_ATTRIB, FS_CHANGE_KIND_MODIFIED },
};

static void take_name(struct watcher *w, const struct inotify_event *ev, struct str path)
{
    bool is_dir = ev->mask & IN_ISDIR;
    for (size_t i = 0; i < COUNT_OF(meanings); i++)
        if (ev->mask & meanings[i].event)
            changes_add(&w->changes, path, meanings[i].kind, is_dir);
    if (!is_dir || !w->in->recursive)
        return;
    if (ev->mask & IN_MOVED_FROM)
        spots_remove(&w->spots, path);
    if (ev->mask & (IN_CREATE | IN_MOVED_TO) && depth_of(path) < DEPTH_MOST)
        add_fresh(w, path, true);
}

/* Whether the directory that is watched has gone. */
static bool take_event(struct watcher *w, const struct inotify_event *ev)
{
    char text[2 * PATH_MOST];
    const struct spot *spot = spots_find(&w->spots, ev->wd);
    if (ev->mask & IN_Q_OVERFLOW) {
        changes_lose(&w->changes);
        add_fresh(w, root_of(w), false); /* directories may have come unseen */
    }
    if (!spot)
        return false;
    struct str dir = { spot->path, spot->len };
    bool is_root = str_eq(dir, root_of(w));
    struct str path = ev->len ? path_in(dir, ev->name, text) : STR("");
    if (path.len)
        take_name(w, ev, path);
    bool gone = is_root && ev->mask & (IN_DELETE_SELF | IN_MOVE_SELF);
    if (ev->mask & IN_IGNORED)
        spots_forget(&w->spots, ev->wd);
    return gone;
}

static struct err *root_gone(const struct watcher *w)
{
    return err_new(ERR_NOT_FOUND, "watched_gone", "%.*s is not there any more",
                   STR_ARGS(utf8_first(w->place->path, 512)));
}

static void scanned(struct job *j, bool ran);

static struct err *start_scan(struct watcher *w)
{
    w->job = (struct job){ .run = scan, .done = scanned };
    TRY(pool_submit(w->home->pool, &w->job));
    w->scanning = true;
    if (w->watching)
        loop_want(&w->events, WANT_NOTHING);
    return NULL;
}

static void readable(struct watch *events, enum want ready)
{
    (void)ready;
    struct watcher *w = CONTAINER_OF(events, struct watcher, events);
    _Alignas(struct inotify_event) char room[EVENTS_ROOM];
    ssize_t n = read(w->spots.fd, room, sizeof room);
    bool gone = false;
    for (ssize_t at = 0; at < n;) {
        const struct inotify_event *ev = (const void *)(room + at);
        gone |= take_event(w, ev);
        at += (ssize_t)(sizeof *ev + ev->len);
    }
    struct err *e = w->fresh && !gone ? start_scan(w) : NULL;
    if (gone) {
        tell_all(w);
        e = root_gone(w);
    }
    if (e)
        finish(w, e);
    else
        tell_soon(w);
}

static void scanned(struct job *j, bool ran)
{
    struct watcher *w = CONTAINER_OF(j, struct watcher, job);
    w->scanning = false;
    if (w->over || !ran || w->e) {
        finish(w, w->over || !ran ? how_stopped(w->call) : give(w->e));
        return;
    }
    loop_want(&w->events, WANT_READ);
    if (!w->ready)
        tell(w, FS_CHANGE_KIND_WATCHING, root_of(w), true);
    w->ready = true;
    tell_soon(w);
}

/* --- beginning --- */

static void caller_ended(struct holding *h)
{
    call_cancel(CONTAINER_OF(h, struct watcher, held)->call);
}

static struct watcher *watcher_new(struct watches *all, struct call *c,
                                   const struct fs_watch_in *in)
{
    struct watcher *w = mem_new(sizeof *w);
    w->home = all;
    w->call = c;
    w->in = in;
    w->place = call_place(c, 0);
    w->spots.fd = -1;
    changes_init(&w->changes);
    list_add(&all->all, &w->link);
    all->n++;
    proc_hold(proc_of(c), &w->held, HOLD_WATCH, caller_ended);
    return w;
}

static struct err *begin(struct watcher *w)
{
    TRY(spots_init(&w->spots));
    TRY(watch_start(kernel_loop(w->call->kernel), &w->events, w->spots.fd, readable));
    w->watching = true;
    add_fresh(w, root_of(w), false);
    call_on_stop(w->call, stopped);
    return start_scan(w);
}

static struct err *check_room(const struct watches *all, const struct call *c)
{
    TRY(proc_may_hold(proc_of(c)));
    if (all->n < WATCHES_AT_ONCE_MOST)
        return NULL;
    return err_hint(err_new(ERR_LIMIT, "watches_at_once", "%zu watches run already", all->n),
                    "end one of them");
}

void op_fs_watch(struct call *c, const struct fs_watch_in *in)
{
    struct watches *all = kernel_get(c->kernel, &key);
    struct err *e = check_room(all, c);
    if (e) {
        call_done(c, e);
        return;
    }
    struct watcher *w = watcher_new(all, c, in);
    e = begin(w);
    if (e)
        finish(w, e);
}

struct watches *watches_new(struct kernel *k)
{
    struct watches *all = mem_new(sizeof *all);
    all->kernel = k;
    all->pool = pool_new(kernel_loop(k), "watch", THREADS, WATCHES_AT_ONCE_MOST);
    list_init(&all->all);
    kernel_put(k, &key, all);
    return all;
}

void watches_free(struct watches *all)
{
    if (!all)
        return;
    pool_free(all->pool);
    while (!list_empty(&all->all)) {
        struct watcher *w = CONTAINER_OF(all->all.next, struct watcher, link);
        finish(w, err_new(ERR_UNAVAILABLE, "stopping", "pith stops"));
    }
    mem_free(all);
}
