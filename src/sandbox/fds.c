/* Messages with descriptors, on a socket that keeps messages apart; and how many descriptors there
 * may be. */
#include "sandbox/sandbox_priv.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

ssize_t fds_send(int socket, struct iovec part, const int *fds, size_t n, int flags)
{
    char room[CMSG_SPACE((CHILD_FDS + 1) * sizeof(int))] = { 0 };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
    if (n) {
        m.msg_control = room;
        m.msg_controllen = CMSG_SPACE(n * sizeof *fds);
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(n * sizeof *fds);
        memcpy(CMSG_DATA(c), fds, n * sizeof *fds);
    }
    return sendmsg(socket, &m, MSG_NOSIGNAL | flags);
}

static size_t take_fds(struct msghdr *m, int *fds)
{
    struct cmsghdr *c = CMSG_FIRSTHDR(m);
    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
        return 0;
    size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(fds, CMSG_DATA(c), n * sizeof(int)); /* no more than there was room for */
    return n;
}

/* A message that was cut counts as one without descriptors, and these are closed. The room is
 * that of *n descriptors and no more: what CMSG_SPACE pads, the kernel would fill, too. */
ssize_t fds_receive(int socket, struct iovec part, int *fds, size_t *n, int flags)
{
    char room[CMSG_SPACE((CHILD_FDS + 1) * sizeof(int))];
    struct msghdr m = { .msg_iov = &part,
                        .msg_iovlen = 1,
                        .msg_control = room,
                        .msg_controllen = CMSG_LEN(*n * sizeof *fds) };
    ssize_t got = recvmsg(socket, &m, MSG_CMSG_CLOEXEC | flags);
    *n = got > 0 ? take_fds(&m, fds) : 0;
    if (got <= 0 || !(m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
        return got;
    while (*n)
        close(fds[--*n]);
    return got;
}

/* --- how many --- */

static rlim_t usual; /* 0: as it was */

void fds_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == limit.rlim_max)
        return;
    usual = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
        usual = 0;
}

int fds_lower(void)
{
    struct rlimit limit;
    if (!usual)
        return 0;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return -1;
    limit.rlim_cur = MIN_OF(usual, limit.rlim_max);
    return setrlimit(RLIMIT_NOFILE, &limit);
}
