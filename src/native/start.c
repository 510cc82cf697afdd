/* From an order to a running program: see native.h. */
#include "native/native_priv.h"

#include "ring/ring.h"
#include "system/system.h"
#include "trace/trace.h"
#include "vfs/vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* --- what it is shared --- */

/* The directory is what its descriptor says, wherever its name leads by then: the plan carries its
 * identity along, and the sandbox compares. What is closed to the caller must not lie in it, since
 * in the sandbox nobody asks any more. */
static struct err *share(struct call *c, const struct order *o, struct arena *a,
                         struct sandbox_bind *out)
{
    struct stat st;
    char self[32], path[PATH_MOST];
    int fd;
    TRY(vfs_holds_no_mount(c, o->place, "show a program"));
    TRY(vfs_open(c, o->place, VFS_DIRECTORY, O_RDONLY | O_DIRECTORY, &fd, &st));
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(self, path, sizeof path);
    close(fd);
    if (len <= 0)
        return vfs_error(c, o->place, "look at");
    if (place_holds_closed(o->place, &st))
        return err_hint(vfs_refuse(c, o->place, "closed_place",
                                   "pith keeps its own data in it, or another grant says what may "
                                   "be done there"),
                        "share a directory further down");
    *out = (struct sandbox_bind){ .path = arena_str(a, (struct str){ path, (size_t)len }),
                                  .writable = o->write,
                                  .dev = st.st_dev,
                                  .ino = st.st_ino };
    TRY_ROOM(out->path.ptr);
    return NULL;
}

/* --- its environment --- */

static const char *const base_env[] = { "HOME=/tmp", "PATH=/usr/local/bin:/usr/bin:/bin",
                                        "LANG=C.UTF-8" };

static struct err *build_env(const struct order *o, struct arena *a, struct str_list *out)
{
    *out = (struct str_list){ arena_array(a, struct str, COUNT_OF(base_env) + o->env.count + 1),
                              0 };
    TRY_ROOM(out->items);
    for (size_t i = 0; i < COUNT_OF(base_env); i++)
        out->items[out->count++] = str_of(base_env[i]);
    if (o->ring)
        out->items[out->count++] = STR("PITH_FD=3");
    for (size_t i = 0; i < o->env.count; i++) {
        struct str value = o->env.items[i], name = str_cut(&value, '=');
        if (!env_name_allowed(name) || name.len == o->env.items[i].len)
            return err_new(ERR_DENIED, "env_name", "%.*s is no variable that programs may be given",
                           STR_ARGS(utf8_first(name, NAME_MOST)));
        out->items[out->count++] = o->env.items[i];
    }
    return NULL;
}

static struct err *plan(struct call *c, struct native *n, const struct order *o,
                        struct sandbox_bind *out_bind)
{
    struct sandbox_wish w = { .argv = o->argv,
                              .binds = out_bind,
                              .n_binds = o->place != NULL,
                              .limits = o->limits,
                              .network = o->network,
                              .weaker = WEAKER_CGROUP,
                              .terminal = o->terminal,
                              .ring = o->ring };
    arena_init(&n->plan_arena, 1 * MIB);
    native_hold(n, HOLD_PLAN);
    if (o->place)
        TRY(share(c, o, &n->plan_arena, out_bind));
    w.cwd = out_bind->path;
    TRY(build_env(o, &n->plan_arena, &w.env));
    return sandbox_plan(&w, &n->plan_arena, &n->plan);
}

/* --- what it may call --- */

static uint64_t file_caps(const struct order *o)
{
    uint64_t shared = !o->place  ? 0
                      : o->write ? CAPS_FILES
                                 : CAP_BIT(CAP_read_file) | CAP_BIT(CAP_list_directory);
    return o->place ? shared & o->place->grant->verbs : 0;
}

static struct err *cap_of(struct call *c, struct str name, enum cap *out)
{
    if (!cap_named(name, out))
        return err_new(ERR_INVALID, "no_such_capability", "allow: there is no capability %.*s",
                       STR_ARGS(utf8_first(name, NAME_MOST)));
    if (proc_holds(proc_of(c)) & CAP_BIT(*out))
        return NULL;
    return err_new(ERR_DENIED, "no_capability", "allow: you lack %s, and so it cannot be given",
                   cap_row(*out)->name);
}

/* Never more than who starts it holds; of files, what it is shared, which is `bind`. */
static struct err *allow(struct call *c, struct native *n, const struct order *o,
                         const struct sandbox_bind *bind)
{
    uint64_t files = 0;
    for (size_t i = 0; i < o->allow.count; i++) {
        enum cap cap;
        TRY(cap_of(c, o->allow.items[i], &cap));
        if (CAP_BIT(cap) & CAPS_FILES)
            files |= CAP_BIT(cap);
        else
            TRY(proc_pass_on(proc_of(c), n->proc, cap));
    }
    if (files & ~file_caps(o))
        return err_hint(err_new(ERR_INVALID, "not_shared",
                                "allow: what it may do with files reaches over what it is shared"),
                        "set dir, and read or write");
    return files ? proc_grant_dir(n->proc, bind->path, bind->dev, bind->ino, files) : NULL;
}

/* --- its descriptors: [i] the program's, ours[i] our end of it --- */

struct ends {
    int its[3], ours[3];
};

static void close_ends(int ends[3])
{
    for (int i = 0; i < 3; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

static struct err *open_pipe(struct ends *e, int i)
{
    int pair[2];
    if (pipe2(pair, O_CLOEXEC) < 0)
        return err_sys("make a pipe");
    e->its[i] = pair[i != 0];
    e->ours[i] = pair[i == 0];
    return NULL;
}

static struct err *open_pipes(struct ends *e, bool quiet)
{
    TRY(open_pipe(e, 0));
    if (quiet) {
        e->its[1] = open("/dev/null", O_WRONLY | O_CLOEXEC);
        e->its[2] = open("/dev/null", O_WRONLY | O_CLOEXEC);
        return NULL;
    }
    TRY(open_pipe(e, 1));
    return open_pipe(e, 2);
}

static struct err *open_terminal(struct ends *e)
{
    e->ours[1] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (e->ours[1] < 0 || unlockpt(e->ours[1]) < 0)
        return err_sys("open a terminal");
    e->its[0] = ioctl(e->ours[1], TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    e->its[1] = fcntl(e->its[0], F_DUPFD_CLOEXEC, 3);
    e->its[2] = fcntl(e->its[0], F_DUPFD_CLOEXEC, 3);
    e->ours[0] = fcntl(e->ours[1], F_DUPFD_CLOEXEC, 3);
    return e->its[0] < 0 || e->its[1] < 0 || e->its[2] < 0 || e->ours[0] < 0
               ? err_sys("open a terminal")
               : NULL;
}

static void keep_ends(struct native *n, struct ends *e)
{
    n->in = e->ours[0];
    fcntl(n->in, F_SETFL, O_NONBLOCK | O_WRONLY);
    native_hold(n, HOLD_STDIN);
    if (e->ours[1] >= 0)
        stream_start(n, PROC_STREAM_OUT, e->ours[1]);
    native_hold(n, HOLD_OUT);
    if (e->ours[2] >= 0)
        stream_start(n, PROC_STREAM_ERR, e->ours[2]);
    native_hold(n, HOLD_ERR);
}

/* --- what the zygote tells --- */

static void on_started(struct zygote_child *child)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    if (!native_go(n, PROC_STATE_RUNNING))
        zygote_signal(child, SIGKILL); /* it was told to end meanwhile */
    native_tell_started(n);
    native_answer_start(n, NULL);
}

static void on_failed(struct zygote_child *child, struct err *take_e)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    native_go(n, PROC_STATE_EXITED);
    native_answer_start(n, take_e);
    native_release_all(n);
}

static void on_ended(struct zygote_child *child, const struct child_end *end)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    n->end = *end;
    native_tell_exited(n);
    native_go(n, PROC_STATE_EXITED);
    native_answer_waiters(n);
}

/* If it does not start, its end of the ring is closed, and ours ends by that. */
static struct err *open_ring(struct native *n, int *out_fd)
{
    struct ring *r;
    return ring_invite(rings_of(n->home->kernel), n->proc, out_fd, &r);
}

static void on_refused(struct zygote_child *child, const char *call)
{
    const struct native *n = CONTAINER_OF(child, struct native, child);
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_SANDBOX_REFUSED,
                                           .caller = n->id },
                    str_of(call));
}

static struct err *begin(struct native *n, const struct order *o)
{
    struct ends e = { { -1, -1, -1 }, { -1, -1, -1 } };
    owned_fd int ring = -1;
    struct err *bad = o->terminal ? open_terminal(&e) : open_pipes(&e, o->quiet);
    if (!bad && o->ring)
        bad = open_ring(n, &ring);
    n->child = (struct zygote_child){ .started = on_started,
                                      .failed = on_failed,
                                      .ended = on_ended,
                                      .refused = on_refused,
                                      .ring = ring };
    if (!bad)
        bad = zygote_start(n->home->zygote, &n->plan, e.its, &n->child);
    close_ends(e.its);
    if (bad)
        close_ends(e.ours);
    else
        keep_ends(n, &e);
    return bad;
}

static struct err *set_up(struct call *c, struct native *n, const struct order *o)
{
    struct sandbox_bind bind = { 0 };
    n->proc = proc_new(procs_of(c->kernel), PROC_NATIVE, PRESET_NOTHING, o->program);
    if (!n->proc)
        return err_new(ERR_LIMIT, "too_many_procs", "there are too many procs already");
    native_hold(n, HOLD_PROC);
    n->chain = c->chain;
    n->parent = c->span;
    n->span = trace_span_new();
    n->began = cycles_now();
    proc_set_story(n->proc, n->chain, n->span);
    n->id = proc_id(n->proc);
    n->starter = proc_id(proc_of(c));
    n->owner = o->stay ? 0 : n->starter;
    n->program = mem_text(o->program.ptr, o->program.len);
    n->terminal = o->terminal;
    TRY(plan(c, n, o, &bind));
    TRY(allow(c, n, o, &bind));
    native_go(n, PROC_STATE_INITIALIZING);
    return begin(n, o);
}

struct err *native_start(struct call *c, const struct order *o)
{
    struct natives *ns = natives_of(c);
    if (!ns->zygote)
        return err_new(ERR_UNSUPPORTED, "no_zygote", "programs cannot be started here");
    if (ns->count >= NATIVES_MOST)
        return err_hint(
            err_new(ERR_LIMIT, "too_many_programs", "there are %d programs already", NATIVES_MOST),
            "proc.wait for those that have ended");
    struct native *n = native_new(ns);
    struct err *e = set_up(c, n, o);
    if (!e)
        n->spawner = c;
    else
        native_release_all(n);
    return e;
}
