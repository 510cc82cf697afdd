/* From an order to a running program: see native.h. */
#include "native/native_priv.h"

#include "base/failpoint.h"
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
        return err_hint(vfs_refuse(c, o->place, "closed_place", place_why_closed(o->place, &st)),
                        "share a directory further down");
    *out = (struct sandbox_bind){ .path = arena_str(a, (struct str){ path, (size_t)len }),
                                  .writable = o->write,
                                  .dev = st.st_dev,
                                  .ino = st.st_ino };
    TRY_ROOM(out->path.ptr);
    return NULL;
}

/* --- its environment --- */

/* What programs find out about a terminal that understands what all of ours do. */
static const char *const terminal_env[] = { "TERM=xterm-256color", "COLORTERM=truecolor" };

/* Later ones count: what is asked for before what sys.set_env says, and that before these. */
static const char *const base_env[] = { "HOME=/tmp", "PATH=/usr/local/bin:/usr/bin:/bin",
                                        "LANG=C.UTF-8" };

/* Replaces one of the same name. */
static void set_env(struct str_list *env, struct str entry)
{
    struct str rest = entry, name = str_cut(&rest, '=');
    for (size_t i = 0; i < env->count; i++) {
        struct str old = env->items[i];
        if (str_eq(str_cut(&old, '='), name)) {
            env->items[i] = entry;
            return;
        }
    }
    env->items[env->count++] = entry;
}

static struct err *add_asked(const struct order *o, struct str_list *env)
{
    for (size_t i = 0; i < o->env.count; i++) {
        struct str value = o->env.items[i], name = str_cut(&value, '=');
        if (name.len == o->env.items[i].len)
            return err_new(ERR_INVALID, "no_value", "env: %.*s is not NAME=value",
                           STR_ARGS(utf8_first(name, NAME_MOST)));
        TRY(env_check_name(name));
        set_env(env, o->env.items[i]);
    }
    return NULL;
}

static struct err *build_env(const struct kernel *k, const struct order *o, struct arena *a,
                             struct str_list *out)
{
    struct str_list common;
    TRY(env_for_programs(k, a, &common));
    size_t most = COUNT_OF(base_env) + COUNT_OF(terminal_env) + common.count + o->env.count + 1;
    *out = (struct str_list){ arena_array(a, struct str, most), 0 };
    TRY_ROOM(out->items);
    for (size_t i = 0; i < COUNT_OF(base_env); i++)
        set_env(out, str_of(base_env[i]));
    for (size_t i = 0; o->terminal && i < COUNT_OF(terminal_env); i++)
        set_env(out, str_of(terminal_env[i]));
    for (size_t i = 0; i < common.count; i++)
        set_env(out, common.items[i]);
    TRY(add_asked(o, out));
    if (o->ring)
        set_env(out, STR("PITH_FD=3"));
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
    if (o->place)
        TRY(share(c, o, &n->plan_arena, out_bind));
    w.cwd = out_bind->path;
    TRY(build_env(c->kernel, o, &n->plan_arena, &w.env));
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
        return e->its[1] < 0 || e->its[2] < 0 ? err_sys("open /dev/null") : NULL;
    }
    TRY(open_pipe(e, 1));
    return open_pipe(e, 2);
}

/* It has its size before the program can ask. */
static struct err *open_terminal(struct ends *e, const struct order *o)
{
    struct winsize size = { .ws_col = (unsigned short)o->columns,
                            .ws_row = (unsigned short)o->lines };
    e->ours[1] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (e->ours[1] < 0 || unlockpt(e->ours[1]) < 0 || ioctl(e->ours[1], TIOCSWINSZ, &size) < 0)
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
    native_hold_input(n);
    for (int i = 1; i <= 2; i++) {
        enum proc_stream which = i == 1 ? PROC_STREAM_OUT : PROC_STREAM_ERR;
        if (e->ours[i] < 0)
            continue;
        stream_start(n, which, e->ours[i]);
        native_hold_output(n, which);
    }
}

/* --- what the zygote tells --- */

static void on_started(struct zygote_child *child)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    uint64_t cpu_seconds = proc_limits_of(n->proc).cpu_seconds;
    if (proc_state(n->proc) == PROC_STATE_INITIALIZING) {
        proc_go(n->proc, PROC_STATE_READY);
        proc_go(n->proc, PROC_STATE_RUNNING);
    } else {
        zygote_signal(child, SIGKILL); /* it was told to end meanwhile */
    }
    native_tell_started(n);
    if (cpu_seconds)
        native_limit_cpu(n, cpu_seconds);
    native_answer_start(n, NULL);
}

/* Nothing of it is left, and nobody will ask. */
static void on_failed(struct zygote_child *child, struct err *take_e)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    struct natives *ns = n->home;
    proc_go(n->proc, PROC_STATE_EXITED);
    native_drop_asks(n); /* it could be asked from its birth on */
    native_answer_start(n, take_e);
    native_answer_waiters(n);
    proc_body_gone(n->proc, false);
    natives_settle_stop(ns);
}

static struct err *failed(const char *point)
{
    return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint %s", point);
}

/* If it does not start, its end of the ring is closed, and ours ends by that. */
static struct err *open_ring(struct native *n, int *out_fd)
{
    struct ring *r;
    return ring_invite(rings_of(n->home->kernel), n->proc, out_fd, &r);
}

static void on_refused(struct zygote_child *child, const char *call)
{
    sandbox_tell_refused(CONTAINER_OF(child, struct native, child)->id, call);
}

static struct err *begin(struct native *n, const struct order *o)
{
    struct ends e = { { -1, -1, -1 }, { -1, -1, -1 } };
    owned_fd int ring = -1;
    struct err *bad = o->terminal ? open_terminal(&e, o) : open_pipes(&e, o->quiet);
    if (!bad && FAIL("native.pipes"))
        bad = failed("native.pipes");
    if (!bad && o->ring)
        bad = open_ring(n, &ring);
    if (!bad && FAIL("native.ring"))
        bad = failed("native.ring");
    n->child = (struct zygote_child){ .started = on_started,
                                      .failed = on_failed,
                                      .ended = native_ended,
                                      .pressed = native_pressed,
                                      .answered = native_answered,
                                      .refused = on_refused,
                                      .ring = ring };
    if (!bad)
        bad = zygote_start(n->home->zygote, &n->plan, e.its, &n->child);
    close_ends(e.its);
    if (bad) {
        close_ends(e.ours);
        return bad;
    }
    proc_set_body(n->proc, &native_body, n);
    keep_ends(n, &e);
    native_hold_network(n, &o->network);
    return NULL;
}

static struct proc_limits wanted(const struct order *o)
{
    const struct sandbox_limits *l = &o->limits;
    return (struct proc_limits){ .wall_ms = o->wall_ms,
                                 .memory = l->memory,
                                 .processes = l->processes,
                                 .handles = l->files,
                                 .cpu_seconds = l->cpu_s,
                                 .cpu_percent = l->cpu_percent };
}

/* What it is given is what was asked for, and no more than what its parent has left. */
static void settle_limits(struct native *n, struct order *o)
{
    struct proc_limits l = proc_limits_of(n->proc);
    o->limits.memory = l.memory;
    o->limits.processes = l.processes;
    o->limits.files = l.handles;
    o->limits.cpu_s = l.cpu_seconds;
    o->limits.cpu_percent = l.cpu_percent;
    o->limits.cpu_weight = native_weight(proc_priority(n->proc));
}

static struct err *set_up(struct call *c, struct native *n, struct order *o)
{
    struct proc_limits l = wanted(o);
    struct sandbox_bind bind = { 0 };
    n->terminal = o->terminal;
    proc_set_limits(n->proc, &l);
    TRY(proc_put_below(n->proc, proc_of(c), o->stay));
    settle_limits(n, o);
    TRY(plan(c, n, o, &bind));
    if (FAIL("native.plan"))
        return failed("native.plan");
    TRY(allow(c, n, o, &bind));
    if (FAIL("native.allow"))
        return failed("native.allow");
    return begin(n, o);
}

/* Either all of it is set up, or nothing is left. */
struct err *native_start(struct call *c, struct order *o)
{
    struct natives *ns = natives_of(c);
    if (!ns->zygote)
        return err_new(ERR_UNSUPPORTED, "no_zygote", "programs cannot be started here");
    if (ns->stops)
        return err_stopping();
    if (ns->count >= NATIVES_MOST)
        return err_hint(
            err_new(ERR_LIMIT, "too_many_programs", "there are %d programs already", NATIVES_MOST),
            "proc.wait for those that have ended");
    char *command = native_command(o);
    struct proc *p = proc_new(procs_of(c->kernel), PROC_NATIVE, PRESET_NOTHING, str_of(command));
    if (!p) {
        mem_free(command);
        return err_new(ERR_LIMIT, "too_many_procs", "there are too many procs already");
    }
    struct native *n = native_new(ns, p, o->program, command);
    n->chain = c->chain;
    n->parent = c->span;
    n->span = trace_span_new();
    n->began = cycles_now();
    proc_set_story(p, n->chain, n->span);
    struct err *e = set_up(c, n, o);
    if (!e)
        n->spawner = c;
    else
        proc_close(n->proc);
    return e;
}
