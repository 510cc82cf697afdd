/* The daemon's side of the zygote: see zygote.h.
 *
 *     asked -> born -> started -> ended
 *        '-------'--> failed                    (init says which step, on `report`)
 *        '--> refused                           (the zygote does)
 *
 * An end is told when the zygote has reaped the child, since only then nothing is left; what init
 * said before is read by then. */
#include "sandbox/sandbox_priv.h"
#include "sandbox/zygote_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct zygote {
    pid_t pid;
    int socket;
    uint64_t last_id;
    struct watch watch;
    struct list children;
    struct loop *loop;
    bool gone;
};

struct err *zygote_open(struct zygote **out_zygote)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return err_sys("make the zygote's socket");
    pid_t pid = fork();
    if (pid == 0) {
        close(pair[0]);
        zygote_live(pair[1]);
    }
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return err_sys("fork the zygote");
    }
    struct zygote *z = mem_new(sizeof *z);
    z->pid = pid;
    z->socket = pair[0];
    list_init(&z->children);
    *out_zygote = z;
    return NULL;
}

int zygote_pid(const struct zygote *z)
{
    return z->pid;
}

/* --- what is said --- */

/* Init and the zygote speak through pipes of their own, so either may be heard first. A start is
 * told when both were: from then on there is somebody to send a signal to. */
static void tell_start(struct zygote_child *c)
{
    if (!c->has_started || c->pidfd < 0 || !c->plan)
        return;
    c->plan = NULL;
    c->started(c);
}

static void tell_refusal(struct zygote_child *c, int nr)
{
    char *name = c->refused ? seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, nr) : NULL;
    if (name)
        c->refused(c, name);
    free(name);
}

/* False when init has said its last. */
static bool read_report(struct zygote_child *c)
{
    struct report r;
    ssize_t n = -1;
    while (c->report >= 0 && (n = read(c->report, &r, sizeof r)) == sizeof r) {
        if (r.kind == REPORT_FAILED) {
            c->failed_step = r.step;
            c->failed_code = r.code;
        } else if (r.kind == REPORT_EXITED) {
            c->has_exited = true;
            c->program_status = r.code;
        } else if (r.kind == REPORT_STARTED) {
            c->has_started = true;
        } else if (r.kind == REPORT_REFUSED) {
            tell_refusal(c, r.code);
        }
    }
    return n < 0;
}

static void on_report(struct watch *w, enum want ready)
{
    struct zygote_child *c = CONTAINER_OF(w, struct zygote_child, watch);
    (void)ready;
    bool more = read_report(c);
    loop_want(w, more && !c->has_exited && c->failed_step < 0 ? WANT_READ : WANT_NOTHING);
    tell_start(c);
}

static void let_go(struct zygote_child *c)
{
    list_remove(&c->link);
    watch_stop(&c->watch);
    close(c->report);
    if (c->pidfd >= 0)
        close(c->pidfd);
    c->report = c->pidfd = -1;
}

static struct err *why_not(const struct zygote_child *c)
{
    if (c->failed_step >= 0 && (size_t)c->failed_step < c->plan->count)
        return sandbox_step_error(c->plan, (size_t)c->failed_step, c->failed_code);
    return err_new(ERR_UNAVAILABLE, "sandbox_killed", "the sandbox was ended before it had begun");
}

static void end(struct zygote_child *c, const struct zygote_reply *r)
{
    read_report(c);
    tell_start(c);
    let_go(c);
    if (c->plan)
        return c->failed(c, why_not(c));
    struct child_end e = { .status = c->has_exited ? c->program_status : r->status,
                           .user_us = r->user_us,
                           .system_us = r->system_us,
                           .memory_peak = r->memory_peak,
                           .met = r->met };
    c->ended(c, &e);
}

static struct zygote_child *find(const struct zygote *z, uint64_t id)
{
    list_each (&z->children, item) {
        struct zygote_child *c = CONTAINER_OF(item, struct zygote_child, link);
        if (c->id == id)
            return c;
    }
    return NULL;
}

static void answer(struct zygote_child *c, int code)
{
    if (c->answered)
        c->answered(c, code ? err_errno(code, "change a running sandbox") : NULL);
}

/* It cannot be told anything without its pidfd, which was lost on the way: there was no room here
 * for another descriptor. Its end follows. */
static void give_up(struct zygote_child *c)
{
    c->failed_step = (int)plan_find(c->plan, STEP_CLONE);
    c->failed_code = EMFILE;
    if (c->pid > 0)
        kill(c->pid, SIGKILL);
}

static void begin(struct zygote_child *c, const struct zygote_reply *r, int pidfd)
{
    c->pid = r->pid;
    c->pidfd = pidfd;
    if (pidfd < 0)
        return give_up(c);
    if (c->awaited_signal)
        zygote_signal(c, c->awaited_signal);
    tell_start(c);
}

static void act(struct zygote *z, const struct zygote_reply *r, int fd)
{
    struct zygote_child *c = find(z, r->id);
    if (!c) {
        if (fd >= 0)
            close(fd);
        return;
    }
    switch ((enum zygote_word)r->word) {
    case ZYGOTE_BORN: begin(c, r, fd); break;
    case ZYGOTE_REFUSED:
        c->failed_step = r->step;
        c->failed_code = r->code;
        end(c, r);
        break;
    case ZYGOTE_ENDED: end(c, r); break;
    case ZYGOTE_PRESSED:
        if (c->pressed)
            c->pressed(c, r->memory_peak, r->memory_limit);
        break;
    case ZYGOTE_ANSWERED: answer(c, r->code); break;
    }
}

static bool take_reply(struct zygote *z)
{
    struct zygote_reply r;
    int fd = -1;
    size_t n_fds = 1;
    ssize_t n = fds_receive(z->socket, (struct iovec){ &r, sizeof r }, &fd, &n_fds, MSG_DONTWAIT);
    if (n == sizeof r)
        act(z, &r, n_fds ? fd : -1);
    z->gone |= n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    return n > 0;
}

/* All sandboxes have ended with it. */
static void lose_all(struct zygote *z)
{
    watch_stop(&z->watch);
    for (struct list *item; !list_empty(&z->children);) {
        item = z->children.next;
        end(CONTAINER_OF(item, struct zygote_child, link),
            &(struct zygote_reply){ .status = SIGKILL });
    }
}

static void on_reply(struct watch *w, enum want ready)
{
    struct zygote *z = CONTAINER_OF(w, struct zygote, watch);
    (void)ready;
    while (take_reply(z))
        ;
    if (z->gone)
        lose_all(z);
}

struct err *zygote_watch(struct zygote *z, struct loop *l)
{
    z->loop = l;
    TRY(watch_start(l, &z->watch, z->socket, on_reply));
    loop_want(&z->watch, WANT_READ);
    return NULL;
}

/* Its answers are not waited for: that it has ended says that all have. */
void zygote_free(struct zygote *z)
{
    if (!z)
        return;
    watch_stop(&z->watch);
    close(z->socket);
    while (waitpid(z->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    lose_all(z);
    mem_free(z);
}

/* --- asking --- */

static struct err *send_request(struct zygote *z, struct str bytes, const int *fds, size_t n)
{
    struct iovec part = { (void *)(uintptr_t)bytes.ptr, bytes.len };
    if (z->gone)
        return err_hint(err_new(ERR_UNAVAILABLE, "zygote_gone", "the zygote was ended"),
                        "start pith anew: only then can programs be started again");
    if (fds_send(z->socket, part, fds, n, MSG_DONTWAIT) >= 0)
        return NULL;
    if (errno == EAGAIN)
        return err_hint(err_new(ERR_LIMIT, "zygote_busy", "too many programs start at once"),
                        "try again in a moment");
    return err_sys("ask for a sandbox");
}

static struct err *ask(struct zygote *z, const struct zygote_request *r)
{
    return send_request(z, (struct str){ (const char *)r, sizeof *r }, NULL, 0);
}

static struct err *ask_start(struct zygote *z, const struct sandbox_plan *plan,
                             const int fds[CHILD_FDS], uint64_t id)
{
    owned(buf) struct buf bytes;
    struct zygote_request head = { .id = id, .ask = ASK_START };
    buf_init(&bytes, PLAN_BYTES_MOST + sizeof head);
    buf_add(&bytes, (struct str){ (const char *)&head, sizeof head });
    plan_write(plan, &bytes);
    if (bytes.full)
        return err_no_room();
    return send_request(z, buf_text(&bytes), fds, CHILD_FDS);
}

struct err *zygote_start(struct zygote *z, const struct sandbox_plan *plan, const int fds[3],
                         struct zygote_child *c)
{
    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0)
        return err_sys("make a pipe");
    struct err *e = watch_start(z->loop, &c->watch, report[0], on_report);
    if (!e)
        e = ask_start(
            z, plan,
            (const int[]){ fds[0], fds[1], fds[2], report[1], c->ring > 0 ? c->ring : fds[0] },
            ++z->last_id);
    close(report[1]);
    if (e) {
        watch_stop(&c->watch);
        close(report[0]);
        return e;
    }
    c->zygote = z;
    c->id = z->last_id;
    c->plan = plan;
    c->report = report[0];
    c->pidfd = c->failed_step = -1;
    c->has_started = c->has_exited = false;
    c->awaited_signal = 0;
    list_add(&z->children, &c->link);
    loop_want(&c->watch, WANT_READ);
    return NULL;
}

void zygote_signal(struct zygote_child *c, int signo)
{
    if (c->pidfd < 0 && c->awaited_signal != SIGKILL)
        c->awaited_signal = signo; /* until it is born */
    else if (c->pidfd >= 0)
        syscall(SYS_pidfd_send_signal, c->pidfd, signo, NULL, 0);
}

static struct err *not_running(void)
{
    return err_new(ERR_CONFLICT, "not_running", "it is not running");
}

/* Answered at once: a signal is as good as delivered. */
static struct err *freeze_by_signal(struct zygote_child *c, bool frozen)
{
    zygote_signal(c, frozen ? SIGNAL_FREEZE : SIGNAL_THAW);
    answer(c, 0);
    return NULL;
}

struct err *zygote_freeze(struct zygote_child *c, bool frozen)
{
    if (c->pidfd < 0 || !c->has_started)
        return not_running();
    if (cgroup_version() != CGROUP_V2)
        return freeze_by_signal(c, frozen);
    return ask(c->zygote,
               &(struct zygote_request){ .id = c->id, .ask = ASK_FREEZE, .number = frozen });
}

struct err *zygote_limit(struct zygote_child *c, const struct sandbox_limits *limits)
{
    if (c->pidfd < 0)
        return not_running();
    if (cgroup_version() == CGROUP_NONE)
        return err_hint(err_new(ERR_UNSUPPORTED, "limits_fixed",
                                "without cgroups the limits of what runs cannot be changed"),
                        "pith doctor says what this host lacks");
    return ask(c->zygote,
               &(struct zygote_request){ .id = c->id, .ask = ASK_LIMIT, .limits = *limits });
}

/* If it does not get there, the pool stays as it was: a matter of speed alone. */
void zygote_set_pool(struct zygote *z, size_t most)
{
    err_free(ask(z, &(struct zygote_request){ .ask = ASK_POOL, .number = (uint32_t)most }));
}
