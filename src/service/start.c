/* From a manifest to a process, and what the process says of itself: see service.h.
 *
 * It has ended when both its sandbox and its ring are gone. */
#include "service/service_priv.h"

#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOG_MOST = 64 * 1024, BINDS_MOST = 160 };

/* --- what it writes: the last of it is kept --- */

static void close_out(struct service *s)
{
    if (s->out < 0)
        return;
    watch_stop(&s->out_watch);
    close(s->out);
    s->out = -1;
}

static void keep_last(struct buf *log)
{
    if (log->len <= LOG_MOST)
        return;
    size_t drop = log->len - LOG_MOST;
    const char *line_end = memchr(log->ptr + drop, '\n', LOG_MOST);
    buf_drop(log, line_end ? (size_t)(line_end - log->ptr) + 1 : drop);
}

/* False: there is no more, for now or at all. */
static bool read_some(struct service *s)
{
    char *at = buf_room(&s->log, 4 * KIB);
    ssize_t n = at ? read(s->out, at, 4 * KIB) : 0;
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return errno == EINTR;
    if (n <= 0) {
        close_out(s);
        return false;
    }
    s->log.len += (size_t)n;
    keep_last(&s->log);
    return true;
}

struct str service_last_lines(const struct service *s, uint64_t lines)
{
    struct str text = buf_text(&s->log);
    size_t at = text.len;
    while (at && (lines || text.ptr[at - 1] != '\n')) {
        at--;
        if (text.ptr[at] == '\n' && at + 1 < text.len && --lines == 0)
            return str_from(text, at + 1);
    }
    return str_from(text, at);
}

/* As much as a pipe holds: one that writes as fast as it can does not keep the loop from others. */
static void on_out(struct watch *w, enum want ready)
{
    enum { READS_MOST = 16 };
    (void)ready;
    for (int i = 0; i < READS_MOST && read_some(CONTAINER_OF(w, struct service, out_watch)); i++)
        ;
}

/* --- its end --- */

static void settle(struct service *s)
{
    struct services *ss = s->home;
    if (service_is_there(s))
        return;
    arena_done(&s->plan_arena);
    proc_unref(s->proc);
    s->proc = NULL;
    service_event(s, EVENT_ENDED);
    services_settle(ss);
}

static void on_ring_end(struct ring *r, void *arg)
{
    struct service *s = arg;
    (void)r;
    s->ring = NULL;
    timer_stop(s->home->loop, &s->health);
    if (s->runs)
        service_event(s, EVENT_LOST);
    settle(s);
}

/* It is ready when it says so; for the proc, it runs. */
static void on_started(struct zygote_child *child)
{
    const struct service *s = CONTAINER_OF(child, struct service, child);
    if (proc_state(s->proc) == PROC_STATE_INITIALIZING) {
        proc_go(s->proc, PROC_STATE_READY);
        proc_go(s->proc, PROC_STATE_RUNNING);
    }
}

static void on_refused(struct zygote_child *child, const char *call)
{
    sandbox_tell_refused(proc_id(CONTAINER_OF(child, struct service, child)->proc), call);
}

static void program_gone(struct service *s)
{
    s->runs = false;
    proc_let_go(&s->held);
    proc_body_gone(s->proc, false);
}

static void close_ring(struct service *s)
{
    if (s->ring)
        ring_end(s->ring);
}

static void on_failed(struct zygote_child *child, struct err *take_e)
{
    struct service *s = CONTAINER_OF(child, struct service, child);
    service_blame(s, take_e);
    err_free(take_e);
    close_out(s);
    program_gone(s);
    close_ring(s);
    settle(s);
}

static struct err *how_it_ended(const struct service *s, const struct child_end *end)
{
    int status = end->status;
    uint64_t most = proc_limits_of(s->proc).memory;
    if (status && end->met & MET_MEMORY)
        return err_hint(err_new(ERR_UNAVAILABLE, "service_ended",
                                "it was ended for memory: it may hold %llu bytes",
                                (unsigned long long)most),
                        "memory under [sandbox] of its manifest says how much it may hold");
    if (WIFSIGNALED(status))
        return err_new(ERR_UNAVAILABLE, "service_ended", "it was ended by signal %d",
                       WTERMSIG(status));
    if (s->ring)
        return err_new(ERR_UNAVAILABLE, "service_ended", "it ended with status %d",
                       WEXITSTATUS(status));
    return err_new(ERR_UNAVAILABLE, "service_ended", "it hung up and ended with status %d",
                   WEXITSTATUS(status));
}

static void on_ended(struct zygote_child *child, const struct child_end *end)
{
    struct service *s = CONTAINER_OF(child, struct service, child);
    while (s->out >= 0 && read_some(s))
        ; /* nobody writes any more */
    close_out(s);
    if (end->met & MET_MEMORY)
        proc_met(s->proc, PROC_WHY_MEMORY, proc_limits_of(s->proc).memory);
    if ((s->state != SERVICE_STATE_STOPPING || s->faulty) && !s->blamed) {
        owned(err) struct err *e = how_it_ended(s, end);
        service_blame(s, e);
    }
    program_gone(s);
    close_ring(s);
    settle(s);
}

void service_kill(struct service *s)
{
    if (s->runs)
        zygote_signal(&s->child, SIGKILL);
}

/* --- as the body of its proc --- */

static void look(void *arg, struct proc_usage *out)
{
    const struct service *s = arg;
    struct sandbox_figures f;
    uint64_t most = proc_limits_of(s->proc).memory;
    sandbox_look(s->child.pid, &f);
    *out = (struct proc_usage){ .pid = (uint64_t)s->child.pid,
                                .memory = f.memory,
                                .cpu_ms = f.cpu_us / 1000,
                                .processes = f.processes,
                                .pressed = most && f.memory > most / 5 * 4 };
}

static void end(void *arg)
{
    service_kill(arg);
}

/* Whoever stops it stops its callers; service.stop is for that. */
static const struct proc_body body = { .look = look, .end = end };

static void released(struct holding *h)
{
    service_kill(CONTAINER_OF(h, struct service, held));
}

/* --- its sandbox --- */

/* What was looked at when the service was taken in is bound, or nothing: a name that leads
 * elsewhere by now is refused. Of our own services names may be links, as those in /etc are. */
static struct err *check_name_of(const struct service *s, struct str path, int fd)
{
    char self[32], real[PATH_MOST];
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    ssize_t len = readlink(self, real, sizeof real);
    if (s->own || (len > 0 && str_eq(path, (struct str){ real, (size_t)len })))
        return NULL;
    return err_hint(
        err_new(ERR_DENIED, "leads_elsewhere", "%.*s leads elsewhere by now", STR_ARGS(path)),
        "if that is meant, take the service in again: service.remove, service.add");
}

/* What is only read may be missing. */
static struct err *add_bind(const struct service *s, struct sandbox_bind *binds, size_t *n,
                            struct str path, bool writable)
{
    struct stat st;
    owned_mem char *text = mem_text(path.ptr, path.len);
    owned_fd int fd = open(text, O_PATH | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && !writable)
        return NULL;
    if (fd < 0 || fstat(fd, &st) < 0)
        return err_sys("look at %s", text);
    TRY(check_name_of(s, path, fd));
    binds[(*n)++] = (struct sandbox_bind){
        .path = path, .writable = writable, .dev = st.st_dev, .ino = st.st_ino
    };
    return NULL;
}

static struct err *bind_all(const struct service *s, struct sandbox_bind *binds, size_t *n,
                            const struct str_list *paths, bool writable)
{
    for (size_t i = 0; i < paths->count; i++)
        TRY(add_bind(s, binds, n, paths->items[i], writable));
    return NULL;
}

/* --- what it is told --- */

static const struct str usual_env[] = { STR_INIT("PITH_FD=3"), STR_INIT("HOME=/tmp"),
                                        STR_INIT("PATH=/usr/local/bin:/usr/bin:/bin"),
                                        STR_INIT("LANG=C.UTF-8") };

/* "net.ca_file=/x" as "PITH_NET_CA_FILE=/x". */
static struct str as_variable(struct str key, struct str value, struct arena *a)
{
    struct str text = arena_printf(a, "PITH_%.*s=%.*s", STR_ARGS(key), STR_ARGS(value));
    for (size_t i = 5; text.ptr && i < 5 + key.len; i++) {
        char *c = (char *)(uintptr_t)&text.ptr[i];
        *c = *c == '.' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
    }
    return text;
}

static struct err *tell_settings(struct service *s, struct str_list *env,
                                 struct sandbox_bind *binds, size_t *n_binds)
{
    const struct service_manifest *m = &s->manifest.says;
    struct config *config = config_of(s->home->kernel);
    struct config_setting setting;
    for (size_t i = 0; config && m->has_settings == GIVEN && i < m->settings.count; i++) {
        TRY(config_get(config, m->settings.items[i], &s->plan_arena, &setting), "settings");
        if (!setting.value.len)
            continue;
        if (str_starts(setting.value, STR("/")))
            TRY(add_bind(s, binds, n_binds, setting.value, false), "%.*s",
                STR_ARGS(m->settings.items[i]));
        env->items[env->count] = as_variable(m->settings.items[i], setting.value, &s->plan_arena);
        TRY_ROOM(env->items[env->count++].ptr);
    }
    return NULL;
}

static struct err *environment(struct service *s, struct str_list *env, struct sandbox_bind *binds,
                               size_t *n_binds)
{
    size_t most = COUNT_OF(usual_env) + s->manifest.says.settings.count;
    env->items = arena_array(&s->plan_arena, struct str, most);
    TRY_ROOM(env->items);
    memcpy(env->items, usual_env, sizeof usual_env);
    env->count = COUNT_OF(usual_env);
    return tell_settings(s, env, binds, n_binds);
}

static const enum sandbox_net networks[] = { [SERVICE_NETWORK_NONE] = NET_FULL,
                                             [SERVICE_NETWORK_PRIVATE] = NET_PRIVATE,
                                             [SERVICE_NETWORK_SHARED] = NET_SHARED };

static struct err *plan(struct service *s)
{
    const struct service_manifest *m = &s->manifest.says;
    const struct service_sandbox *box = &m->sandbox;
    struct sandbox_bind binds[BINDS_MOST];
    size_t n = 0;
    struct str_list env, argv = { arena_array(&s->plan_arena, struct str, m->args.count + 1), 0 };
    TRY_ROOM(argv.items);
    argv.items[argv.count++] = m->program;
    for (size_t i = 0; m->has_args == GIVEN && i < m->args.count; i++)
        argv.items[argv.count++] = m->args.items[i];
    TRY(add_bind(s, binds, &n, s->manifest.dir, false));
    if (!path_is_under(m->program, s->manifest.dir))
        TRY(add_bind(s, binds, &n, m->program, false));
    TRY(bind_all(s, binds, &n, &box->read, false));
    TRY(bind_all(s, binds, &n, &box->write, true));
    TRY(environment(s, &env, binds, &n));
    struct sandbox_wish w = {
        .argv = argv,
        .env = env,
        .binds = binds,
        .n_binds = n,
        .limits = { .memory = box->has_memory == GIVEN ? box->memory : 512 * MIB,
                    .processes = box->has_processes == GIVEN ? box->processes : 64,
                    .files = box->has_files == GIVEN ? box->files : 1024,
                    .temp_bytes = 64 * MIB },
        .network = { .mode = networks[box->has_network == GIVEN ? box->network : 0] },
        .weaker = WEAKER_CGROUP,
        .ring = true,
        .name = m->name,
    };
    proc_set_limits(s->proc, &(struct proc_limits){ .memory = w.limits.memory,
                                                    .processes = w.limits.processes,
                                                    .handles = w.limits.files });
    return sandbox_plan(&w, &s->plan_arena, &s->plan);
}

/* --- what it may call --- */

static struct err *grant_files(struct service *s, const struct str_list *paths, uint64_t verbs)
{
    struct stat st;
    for (size_t i = 0; verbs && i < paths->count; i++) {
        owned_mem char *text = mem_text(paths->items[i].ptr, paths->items[i].len);
        if (lstat(text, &st) == 0 && S_ISDIR(st.st_mode))
            TRY(proc_grant_dir(s->proc, paths->items[i], st.st_dev, st.st_ino, verbs));
    }
    return NULL;
}

static struct err *allow(struct service *s)
{
    const struct service_manifest *m = &s->manifest.says;
    uint64_t files = 0;
    for (size_t i = 0; m->has_allow == GIVEN && i < m->allow.count; i++) {
        enum cap cap;
        if (!cap_named(m->allow.items[i], &cap))
            return err_new(ERR_INVALID, "no_such_capability", "allow: there is no capability %.*s",
                           STR_ARGS(m->allow.items[i]));
        if (!(s->allowed & CAP_BIT(cap)))
            return err_new(ERR_DENIED, "no_capability", "allow: who added it lacks %s",
                           cap_row(cap)->name);
        if (CAP_BIT(cap) & CAPS_FILES)
            files |= CAP_BIT(cap);
        else
            proc_allow(s->proc, cap);
    }
    TRY(grant_files(s, &m->sandbox.read,
                    files & (CAP_BIT(CAP_read_file) | CAP_BIT(CAP_list_directory))));
    return grant_files(s, &m->sandbox.write, files);
}

/* --- starting --- */

static struct err *begin(struct service *s)
{
    struct services *ss = s->home;
    int pipe_ends[2];
    owned_fd int ring = -1, nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0)
        return err_sys("open /dev/null");
    if (pipe2(pipe_ends, O_CLOEXEC) < 0)
        return err_sys("make a pipe");
    owned_fd int our_end = pipe_ends[0], its_end = pipe_ends[1];
    TRY(watch_start(ss->loop, &s->out_watch, our_end, on_out));
    s->out = give_fd(our_end);
    loop_want(&s->out_watch, WANT_READ);
    TRY(ring_invite(rings_of(ss->kernel), s->proc, &ring, &s->ring));
    ring_on_end(s->ring, on_ring_end, s);
    s->child = (struct zygote_child){ .started = on_started,
                                      .failed = on_failed,
                                      .ended = on_ended,
                                      .refused = on_refused,
                                      .ring = ring };
    TRY(zygote_start(ss->zygote, &s->plan, (const int[]){ nothing, its_end, its_end }, &s->child));
    s->runs = true;
    proc_set_body(s->proc, &body, s);
    proc_hold(s->proc, &s->held, HOLD_SERVICE, released);
    return NULL;
}

static struct err *set_up(struct service *s)
{
    if (!s->home->zygote)
        return err_new(ERR_UNSUPPORTED, "no_zygote", "programs cannot be started here");
    s->proc = proc_new(procs_of(s->home->kernel), PROC_SERVICE, PRESET_NOTHING,
                       s->manifest.says.name);
    if (!s->proc)
        return err_new(ERR_LIMIT, "too_many_procs", "there are too many procs already");
    TRY(allow(s));
    TRY(plan(s));
    return begin(s);
}

/* What a start that came to nothing leaves is taken back here; its ring has said nothing yet. */
struct err *service_run(struct service *s)
{
    arena_init(&s->plan_arena, 1 * MIB);
    s->blamed = false;
    struct err *e = set_up(s);
    if (!e)
        return NULL;
    if (s->ring) {
        ring_on_end(s->ring, NULL, NULL);
        ring_end(s->ring);
        s->ring = NULL;
    }
    close_out(s);
    arena_done(&s->plan_arena);
    proc_unref(s->proc);
    s->proc = NULL;
    return e;
}
