/* What the daemon says, one entry after the other, and waiting for it. */
#include "pith_priv.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

static void say_pong(struct pith *p, uint64_t id)
{
    struct pith_entry e = { .kind = PITH_ENTRY_PONG, .id = id };
    say(p, &e, NULL, 0);
}

static void handle(struct pith *p, const struct packet *k)
{
    switch (k->entry.kind) {
    case PITH_ENTRY_RESULT:
    case PITH_ENTRY_ERROR: on_result(p, k); break;
    case PITH_ENTRY_ITEM: on_item(p, k); break;
    case PITH_ENTRY_CALL: on_call(p, k); break;
    case PITH_ENTRY_CANCEL: on_cancel(p, k); break;
    case PITH_ENTRY_ROOM: on_room(p, k); break;
    case PITH_ENTRY_STOP: p->stopping = true; break;
    case PITH_ENTRY_PING: say_pong(p, k->entry.id); break;
    default: break; /* of a later daemon */
    }
}

static bool read_memfd(struct pith *p, const struct pith_entry *e, char *to)
{
    int fd = take_arrived(p, e->id, PITH_PASSED_PAYLOAD);
    size_t at = 0;
    while (fd >= 0 && at < e->len) {
        ssize_t n = pread(fd, to + at, e->len - at, (off_t)at);
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    if (fd >= 0)
        close(fd);
    return fd >= 0 && at == e->len;
}

/* One entry, if there is one: it is dropped before it is acted upon, since what is called then may
 * take a turn of its own. */
static enum lane_answer turn(struct pith *p)
{
    struct packet k;
    char small[PITH_INLINE];
    enum lane_answer got;
    if (!lane_peek(&p->in, &k.entry))
        return LANE_NOTHING;
    char *big = k.entry.len > sizeof small ? malloc(k.entry.len) : NULL;
    char *to = big ? big : small;
    if (k.entry.len > sizeof small && !big)
        return LANE_BROKEN;
    if (k.entry.flags & PITH_IN_MEMFD)
        got = read_memfd(p, &k.entry, to) ? LANE_OK : LANE_BROKEN;
    else
        got = lane_payload(&p->in, &k.entry, to);
    lane_drop(&p->in);
    k.payload = to;
    if (got == LANE_OK)
        handle(p, &k);
    free(big);
    return got;
}

static int turns(struct pith *p)
{
    int n = 0;
    enum lane_answer got = LANE_OK;
    for (; n < 4 * PITH_ENTRIES && (got = turn(p)) == LANE_OK; n++)
        if (n % 32 == 31)
            lane_release(&p->in);
    lane_release(&p->in);
    lane_publish(&p->out);
    if (got == LANE_BROKEN)
        p->gone = true;
    return n;
}

static bool spin(struct pith *p, int timeout_ms)
{
    int64_t until = now_ns() + (timeout_ms ? (int64_t)p->spin_us * 1000 : 0);
    do {
        for (int i = 0; i < 64; i++) {
            if (lane_has(&p->in))
                return true;
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        }
    } while (now_ns() < until);
    return lane_has(&p->in);
}

static void drain(struct pith *p)
{
    char n[64]; /* eight of each time that we were woken */
    struct pollfd end = { .fd = p->socket, .events = POLLIN | POLLRDHUP };
    ssize_t got = read(p->wake_me, n, sizeof n); /* may be empty: it was not for an entry */
    (void)got;
    if (poll(&end, 1, 0) > 0 && (end.revents & (POLLHUP | POLLRDHUP | POLLERR) || !read_socket(p)))
        p->gone = true;
}

/* Until there is an entry, or the time is over, or the daemon is gone. */
static void sleep_until_woken(struct pith *p, int timeout_ms)
{
    int64_t until = timeout_ms < 0 ? 0 : now_ns() + (int64_t)timeout_ms * 1000000;
    while (!p->gone && lane_sleep(&p->in)) {
        struct epoll_event ready[2];
        int64_t left = timeout_ms < 0 ? -1 : (until - now_ns() + 999999) / 1000000;
        if (timeout_ms >= 0 && left <= 0)
            break;
        int n = epoll_wait(p->poll, ready, 2, (int)left);
        if (n == 0 || (n < 0 && errno == EINTR))
            break;
        drain(p);
    }
    lane_awake(&p->in);
}

static int end(struct pith *p)
{
    fail_all(p);
    forget_requests(p);
    return -1;
}

int pith_wait(struct pith *p, int timeout_ms)
{
    if (p->gone)
        return end(p);
    pith_flush(p);
    int n = turns(p);
    if (!n && timeout_ms && !(p->spin_us && spin(p, timeout_ms)))
        sleep_until_woken(p, timeout_ms);
    else if (!n && !timeout_ms)
        drain(p);
    n += turns(p); /* also what was said before it went */
    return p->gone && !n ? end(p) : n;
}

int pith_fd(const struct pith *p)
{
    return p->poll;
}

bool pith_arm(struct pith *p)
{
    pith_flush(p);
    drain(p);
    return !p->gone && lane_sleep(&p->in);
}

void pith_flush(struct pith *p)
{
    lane_publish(&p->out);
}

void pith_set_spin(struct pith *p, unsigned microseconds)
{
    p->spin_us = microseconds;
}
