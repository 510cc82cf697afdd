/* The zygote's own side: see zygote.h.
 *
 *     wait -> a plan came -> cgroup -> clone3 -> say born
 *       |---- a child ended -> reap -> look at its cgroup, remove it -> say how it ended
 *       '---- the daemon is gone -> end all children -> remove their cgroups -> exit
 *
 * It holds one socket, and a table of the children that are alive. Its memory is what the daemon
 * had when it began; the parts that it touches while idle are a few pages. */
#include "sandbox/zygote_wire.h"

#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct kid {
    uint64_t id;
    pid_t pid; /* 0: ended, its cgroup is still to be removed */
    struct cgroup cgroup;
    struct kid *next;
};

static struct kid *kids;
static bool removals_wait;

static void say(int socket, const struct zygote_reply *reply, int fd)
{
    char room[CMSG_SPACE(sizeof fd)] = { 0 };
    struct iovec part = { (void *)(uintptr_t)reply, sizeof *reply };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
    if (fd >= 0) {
        m.msg_control = room;
        m.msg_controllen = sizeof room;
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    while (sendmsg(socket, &m, MSG_NOSIGNAL) < 0 && errno == EINTR)
        ;
}

/* --- making a child --- */

/* The kernel's newer call gives the pidfd with the child. Where it is filtered away (some
 * containers do), the older one is as good: nobody but we can reap the child, so its number
 * cannot be another's when the pidfd is opened. */
static pid_t clone_child(uint64_t namespaces, int *out_pidfd)
{
    struct clone_args args = { .flags = namespaces | CLONE_PIDFD,
                               .pidfd = (uintptr_t)out_pidfd,
                               .exit_signal = SIGCHLD };
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    if (pid >= 0 || errno != ENOSYS)
        return pid;
    pid = (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, NULL, NULL, NULL, 0);
    if (pid > 0)
        *out_pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    return pid;
}

static size_t find_step(const struct sandbox_plan *p, enum sandbox_step kind)
{
    size_t i = 0;
    while (i < p->count && p->steps[i].kind != kind)
        i++;
    return i;
}

static int make_cgroup(const struct sandbox_plan_step *s, struct cgroup *g, int procs[CGROUPS_MOST])
{
    struct sandbox_limits limits = { 0 };
    struct str processes = s->b, memory = str_cut(&processes, ' ');
    if (!str_to_uint(memory, &limits.memory) || !str_to_uint(processes, &limits.processes))
        return errno = EINVAL, -1;
    return cgroup_make(g, &limits, procs);
}

static void end_kid(struct kid **at)
{
    struct kid *k = *at;
    *at = k->next;
    mem_free(k);
}

static void refuse(int socket, uint64_t id, size_t step, int code)
{
    say(socket,
        &(struct zygote_reply){ .id = id, .word = ZYGOTE_REFUSED, .step = (int)step, .code = code },
        -1);
}

static void start(int socket, uint64_t id, const struct sandbox_plan *p, const int fds[CHILD_FDS])
{
    struct child c = { .plan = p, .rules = -1, .uid = geteuid(), .gid = getegid() };
    size_t group = find_step(p, STEP_CGROUP), clone = find_step(p, STEP_CLONE);
    struct kid *k = mem_new(sizeof *k);
    memset(c.cgroups, -1, sizeof c.cgroups);
    memcpy(c.fds, fds, sizeof c.fds);
    k->id = id;
    k->next = kids;
    kids = k;
    c.filter = filter_get(true);
    if (!c.filter)
        return refuse(socket, id, find_step(p, STEP_FILTER), errno), end_kid(&kids);
    if (group < p->count && make_cgroup(&p->steps[group], &k->cgroup, c.cgroups) < 0)
        return refuse(socket, id, group, errno), end_kid(&kids);
    owned_fd int pidfd = -1;
    k->pid = clone < p->count ? clone_child(p->steps[clone].number, &pidfd) : (errno = EINVAL, -1);
    int why = errno;
    if (k->pid == 0)
        init_run(&c);
    for (size_t i = 0; i < CGROUPS_MOST && c.cgroups[i] >= 0; i++)
        close(c.cgroups[i]);
    if (k->pid < 0) {
        cgroup_remove(&k->cgroup);
        return refuse(socket, id, clone, why), end_kid(&kids);
    }
    say(socket, &(struct zygote_reply){ .id = id, .word = ZYGOTE_BORN, .pid = k->pid }, pidfd);
}

/* --- requests --- */

static size_t take_fds(struct msghdr *m, int fds[CHILD_FDS])
{
    struct cmsghdr *c = CMSG_FIRSTHDR(m);
    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
        return 0;
    size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(fds, CMSG_DATA(c), n * sizeof(int)); /* no more than there was room for */
    return n;
}

static void act(int socket, struct str message, const int fds[CHILD_FDS])
{
    struct zygote_request head;
    struct sandbox_plan plan;
    owned(arena) struct arena a;
    arena_init(&a, 2 * PLAN_BYTES_MOST);
    if (message.len < sizeof head)
        return;
    memcpy(&head, message.ptr, sizeof head);
    owned(err) struct err *e = plan_read(str_from(message, sizeof head), &a, &plan);
    if (e)
        refuse(socket, head.id, 0, EINVAL);
    else
        start(socket, head.id, &plan, fds);
}

/* False when the daemon is gone. */
static bool take_request(int socket)
{
    static char bytes[PLAN_BYTES_MOST + sizeof(struct zygote_request)];
    char room[CMSG_SPACE(CHILD_FDS * sizeof(int))];
    int fds[CHILD_FDS];
    struct iovec part = { bytes, sizeof bytes };
    struct msghdr m = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room
    };
    ssize_t n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
    if (n <= 0)
        return n < 0 && errno == EINTR;
    size_t n_fds = take_fds(&m, fds);
    if (n_fds == CHILD_FDS && !(m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        act(socket, (struct str){ bytes, (size_t)n }, fds);
    for (size_t i = 0; i < n_fds; i++)
        close(fds[i]);
    return true;
}

/* --- ends --- */

static uint64_t micros(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

static void tell_end(int socket, const struct kid *k, int status, const struct rusage *used)
{
    struct cgroup_figures f;
    cgroup_look(&k->cgroup, &f);
    struct zygote_reply r = { .id = k->id,
                              .word = ZYGOTE_ENDED,
                              .pid = k->pid,
                              .status = status,
                              .user_us = micros(used->ru_utime),
                              .system_us = micros(used->ru_stime),
                              .memory_peak = f.memory_peak ? f.memory_peak
                                                           : (uint64_t)used->ru_maxrss * 1024,
                              .cpu_us = f.cpu_us };
    say(socket, &r, -1);
}

/* The last process leaves its cgroup a moment after it was reaped. */
static void remove_cgroups(void)
{
    removals_wait = false;
    for (struct kid **at = &kids; *at;) {
        if ((*at)->pid || !cgroup_remove(&(*at)->cgroup)) {
            removals_wait |= !(*at)->pid;
            at = &(*at)->next;
        } else {
            end_kid(at);
        }
    }
}

static void reap(int socket, int options)
{
    struct rusage used;
    int status;
    for (pid_t pid; (pid = wait4(-1, &status, options, &used)) > 0;) {
        for (struct kid *k = kids; k; k = k->next) {
            if (k->pid != pid)
                continue;
            tell_end(socket, k, status, &used);
            k->pid = 0;
            break;
        }
    }
    remove_cgroups();
}

static _Noreturn void end_all(int socket)
{
    for (struct kid *k = kids; k; k = k->next)
        if (k->pid)
            kill(k->pid, SIGKILL);
    reap(socket, 0);
    for (int tries = 0; removals_wait && tries < 200; tries++) {
        usleep(5000);
        remove_cgroups();
    }
    _exit(0);
}

/* Also for whatever it makes; the program's own filter comes on top. */
static bool confine(void)
{
    const struct sock_fprog *own = filter_get(false);
    return own && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, 1 /* SECCOMP_SET_MODE_FILTER */, 0, own) == 0;
}

void zygote_live(int socket)
{
    sigset_t set;
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    prctl(PR_SET_NAME, "pith-zygote");
    struct pollfd wait[] = { { .fd = socket, .events = POLLIN },
                             { .fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK),
                               .events = POLLIN } };
    if (wait[1].fd < 0 || !confine())
        _exit(1);
    cgroup_sweep();
    for (;;) {
        struct signalfd_siginfo which;
        poll(wait, COUNT_OF(wait), removals_wait ? 5 : -1);
        while (read(wait[1].fd, &which, sizeof which) > 0)
            ;
        reap(socket, WNOHANG);
        if (wait[0].revents && !take_request(socket))
            end_all(socket);
    }
}
