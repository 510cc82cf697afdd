/* Connecting, and what comes over the socket: see pith.h and pith_wire.h. */
#include "pith_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { WELCOME_FDS = 3, SPIN_US = 20 };

int error_set(struct pith_error *e, int kind, const char *reason, const char *fmt, ...)
{
    va_list args;
    if (!e)
        return -1;
    memset(e, 0, sizeof *e);
    e->kind = kind;
    snprintf(e->reason, sizeof e->reason, "%s", reason);
    va_start(args, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, args);
    va_end(args);
    return -1;
}

static int error_errno(struct pith_error *e, const char *what)
{
    return error_set(e, PITH_UNAVAILABLE, "no_daemon", "%s: %s", what, strerror(errno));
}

const char *pith_error_text(const struct pith_error *e)
{
    static _Thread_local char text[sizeof e->text + sizeof e->hint + 8];
    snprintf(text, sizeof text, e->hint[0] ? "%s (%s)" : "%s", e->text, e->hint);
    return text;
}

struct pith_str pith_str(const char *zero_terminated)
{
    return (struct pith_str){ zero_terminated, zero_terminated ? strlen(zero_terminated) : 0 };
}

int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* --- the socket --- */

static const char *home_dir(void)
{
    const char *home = getenv("HOME");
    const struct passwd *me = home && home[0] ? NULL : getpwuid(geteuid());
    return me ? me->pw_dir : home && home[0] ? home : "/";
}

static void socket_path(char *out, size_t room)
{
    const char *path = getenv("PITH_SOCKET"), *dir = getenv("PITH_DATA_DIR");
    const char *xdg = getenv("XDG_DATA_HOME");
    if (path && path[0])
        snprintf(out, room, "%s", path);
    else if (dir && dir[0])
        snprintf(out, room, "%s/ring.sock", dir);
    else if (xdg && xdg[0] == '/')
        snprintf(out, room, "%s/pith/ring.sock", xdg);
    else
        snprintf(out, room, "%s/.local/share/pith/ring.sock", home_dir());
}

/* A path too long for an address is reached through a descriptor of its directory. */
static int connect_to(const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), dir = -1;
    char parent[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (strlen(path) < sizeof a.sun_path) {
        memcpy(a.sun_path, path, strlen(path) + 1);
    } else if (slash && (size_t)(slash - path) < sizeof parent) {
        snprintf(parent, sizeof parent, "%.*s", (int)(slash - path), path);
        dir = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
        snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/%.40s", dir, slash + 1);
    }
    int bad = fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof a) < 0;
    int why = errno;
    if (dir >= 0)
        close(dir);
    if (bad && fd >= 0)
        close(fd);
    errno = why;
    return bad ? -1 : fd;
}

static ssize_t receive(int fd, void *to, size_t room, int *fds, size_t most, size_t *out_n,
                       int flags)
{
    union {
        char bytes[CMSG_SPACE(WELCOME_FDS * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = { to, room };
    struct msghdr m = { .msg_iov = &part,
                        .msg_iovlen = 1,
                        .msg_control = control.bytes,
                        .msg_controllen = CMSG_LEN(most * sizeof(int)) };
    ssize_t n;
    while ((n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC | flags)) < 0 && errno == EINTR)
        ;
    *out_n = 0;
    struct cmsghdr *c = n >= 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
        *out_n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(fds, CMSG_DATA(c), *out_n * sizeof(int));
    }
    return n;
}

bool read_socket(struct pith *p)
{
    struct pith_passed m;
    int fd;
    size_t n_fds;
    for (;;) {
        ssize_t n = receive(p->socket, &m, sizeof m, &fd, 1, &n_fds, MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
            return true;
        if (n != sizeof m || n_fds != 1) {
            if (n_fds)
                close(fd);
            return false;
        }
        struct arrived_fd *a = calloc(1, sizeof *a);
        if (!a)
            return close(fd), false;
        *a = (struct arrived_fd){ m.id, m.what, fd, NULL };
        struct arrived_fd **end = &p->arrived; /* items of one stream have one id: in their order */
        while (*end)
            end = &(*end)->next;
        *end = a;
    }
}

int take_arrived(struct pith *p, uint64_t id, uint32_t what)
{
    read_socket(p);
    for (struct arrived_fd **at = &p->arrived; *at; at = &(*at)->next) {
        struct arrived_fd *a = *at;
        if (a->id != id || a->what != what)
            continue;
        int fd = a->fd;
        *at = a->next;
        free(a);
        return fd;
    }
    return -1;
}

/* --- hello and welcome --- */

static int say_hello(int socket, struct pith_error *e)
{
    char message[sizeof(struct pith_hello) + PATH_MAX];
    struct pith_hello hello = { PITH_MAGIC, PITH_ABI, 0 };
    char *cwd = message + sizeof hello;
    memcpy(message, &hello, sizeof hello);
    if (!getcwd(cwd, PATH_MAX))
        cwd[0] = 0;
    if (send(socket, message, sizeof hello + strlen(cwd), MSG_NOSIGNAL) < 0)
        return error_errno(e, "greet the daemon");
    return 0;
}

static int check_welcome(const struct pith_welcome *w, const char *rest, size_t len,
                         struct pith_error *e)
{
    if (len < sizeof *w || w->magic != PITH_MAGIC)
        return error_set(e, PITH_UNAVAILABLE, "no_daemon", "that is no pith daemon");
    if (w->refused)
        return error_set(e, PITH_DENIED, "refused", "%.*s", (int)(len - sizeof *w), rest);
    if (w->abi != PITH_ABI || w->entries != PITH_ENTRIES || w->area != PITH_AREA)
        return error_set(e, PITH_UNSUPPORTED, "other_abi",
                         "the daemon speaks another form of the ring (%u, not %u); build this "
                         "program with its libpith",
                         w->abi, PITH_ABI);
    return 0;
}

static int meet(struct pith *p, struct pith_error *e)
{
    char message[sizeof(struct pith_welcome) + 512];
    struct pith_welcome w = { 0 };
    int fds[WELCOME_FDS];
    size_t n_fds;
    if (say_hello(p->socket, e) < 0)
        return -1;
    ssize_t n = receive(p->socket, message, sizeof message, fds, WELCOME_FDS, &n_fds, 0);
    if (n <= 0)
        return n < 0 ? error_errno(e, "hear the daemon's welcome")
                     : error_set(e, PITH_UNAVAILABLE, "no_daemon", "the daemon hung up");
    memcpy(&w, message, (size_t)n < sizeof w ? (size_t)n : sizeof w);
    int bad = check_welcome(&w, message + sizeof w, (size_t)n, e);
    if (!bad && n_fds != WELCOME_FDS)
        bad = error_set(e, PITH_UNAVAILABLE, "no_daemon", "the daemon passed no memory");
    void *memory = bad ? MAP_FAILED
                       : mmap(NULL, PITH_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, fds[0], 0);
    if (!bad && memory == MAP_FAILED)
        bad = error_errno(e, "map the shared memory");
    if (n_fds)
        close(fds[0]);
    for (size_t i = 1; bad && i < n_fds; i++)
        close(fds[i]);
    if (bad)
        return -1;
    p->memory = memory;
    p->wake_daemon = fds[1];
    p->wake_me = fds[2];
    return 0;
}

static int watch_both(struct pith *p, struct pith_error *e)
{
    struct epoll_event mine = { .events = EPOLLIN, .data.fd = p->wake_me };
    struct epoll_event end = { .events = EPOLLIN | EPOLLRDHUP, .data.fd = p->socket };
    p->poll = epoll_create1(EPOLL_CLOEXEC);
    if (p->poll < 0 || epoll_ctl(p->poll, EPOLL_CTL_ADD, p->wake_me, &mine) < 0 ||
        epoll_ctl(p->poll, EPOLL_CTL_ADD, p->socket, &end) < 0)
        return error_errno(e, "wait for the daemon");
    return 0;
}

struct pith *pith_open_fd(int take_fd, struct pith_error *e)
{
    struct pith *p = calloc(1, sizeof *p);
    if (!p) {
        close(take_fd);
        error_set(e, PITH_LIMIT, "no_memory", "out of memory");
        return NULL;
    }
    p->socket = take_fd;
    p->wake_me = p->wake_daemon = p->poll = p->taken_fd = -1;
    p->spin_us = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? SPIN_US : 0;
    if (meet(p, e) < 0 || watch_both(p, e) < 0) {
        p->gone = true;
        pith_close(p);
        return NULL;
    }
    lane_writer_init(&p->out, p->memory, LANE_TO_DAEMON, p->wake_daemon);
    lane_reader_init(&p->in, p->memory, LANE_TO_PROGRAM, p->wake_daemon);
    return p;
}

static int inherited(void)
{
    const char *text = getenv("PITH_FD");
    char *end;
    long fd = text && text[0] ? strtol(text, &end, 10) : -1;
    if (fd < 0 || fd > INT_MAX || *end || fcntl((int)fd, F_GETFD) < 0)
        return -1;
    fcntl((int)fd, F_SETFD, FD_CLOEXEC);
    unsetenv("PITH_FD"); /* a second connection would find it used */
    return (int)fd;
}

struct pith *pith_open(struct pith_error *e)
{
    char path[PATH_MAX];
    int fd = inherited();
    if (fd < 0) {
        socket_path(path, sizeof path);
        fd = connect_to(path);
    }
    if (fd < 0) {
        error_set(e, PITH_UNAVAILABLE, "no_daemon", "connect to %s: %s", path, strerror(errno));
        if (e)
            snprintf(
                e->hint, sizeof e->hint,
                "start it: pith serve; a program in a sandbox is to be started with ring=true");
        return NULL;
    }
    return pith_open_fd(fd, e);
}

void pith_close(struct pith *p)
{
    if (!p)
        return;
    p->gone = true;
    fail_all(p);
    forget_requests(p);
    while (p->arrived) {
        struct arrived_fd *next = p->arrived->next;
        close(p->arrived->fd);
        free(p->arrived);
        p->arrived = next;
    }
    while (p->exports) {
        struct export *next = p->exports->next;
        free(p->exports);
        p->exports = next;
    }
    if (p->memory)
        munmap(p->memory, PITH_MEMORY);
    const int fds[] = { p->socket, p->wake_me, p->wake_daemon, p->poll, p->taken_fd };
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    memory_done(&p->result);
    free(p->scratch.ptr);
    free(p);
}
