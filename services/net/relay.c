/* Bytes between two connections: see relay.h.
 *
 * Each way has one buffer. While it is full nothing more is read, so that who is slow slows down
 * the other, and nothing grows. */
#include "relay.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

struct way {
    struct buf bytes;
    bool ended, told; /* the reader has seen the end; the writer was told */
    uint64_t moved;
};

struct side {
    struct watch watch;
    struct relay *relay;
    int fd;
};

struct relay {
    struct loop *loop;
    struct side left, right;
    struct way up, down; /* left to right, and back */
    relay_fn *ended;
    void *arg;
};

static struct err *pull(int fd, struct way *w)
{
    size_t room = RELAY_BUFFER - w->bytes.len;
    char *to = room && !w->ended ? buf_room(&w->bytes, room) : NULL;
    ssize_t n = to ? recv(fd, to, room, 0) : -1;
    if (!to || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return NULL;
    if (n < 0)
        return err_sys("read");
    w->ended = n == 0;
    w->bytes.len += (size_t)n;
    return NULL;
}

static struct err *push(int fd, struct way *w)
{
    while (w->bytes.len) {
        ssize_t n = send(fd, w->bytes.ptr, w->bytes.len, MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return NULL;
        if (n < 0)
            return err_sys("write");
        w->moved += (uint64_t)n;
        buf_drop(&w->bytes, (size_t)n);
    }
    if (w->ended && !w->told) {
        w->told = true;
        shutdown(fd, SHUT_WR);
    }
    return NULL;
}

static void want(struct side *s, const struct way *in, const struct way *out)
{
    bool reads = !in->ended && in->bytes.len < RELAY_BUFFER;
    loop_want(&s->watch, (reads ? WANT_READ : 0) | (out->bytes.len ? WANT_WRITE : 0));
}

static void end(struct relay *r)
{
    relay_fn *ended = r->ended;
    void *arg = r->arg;
    uint64_t up = r->up.moved, down = r->down.moved;
    relay_free(r);
    ended(arg, up, down);
}

static struct err *move(struct relay *r)
{
    TRY(pull(r->left.fd, &r->up));
    TRY(pull(r->right.fd, &r->down));
    TRY(push(r->right.fd, &r->up));
    return push(r->left.fd, &r->down);
}

static void ready(struct watch *w, enum want what)
{
    struct relay *r = CONTAINER_OF(w, struct side, watch)->relay;
    (void)what;
    owned(err) struct err *e = move(r);
    if (e || (r->up.told && r->down.told)) {
        end(r);
        return;
    }
    want(&r->left, &r->up, &r->down);
    want(&r->right, &r->down, &r->up);
}

static struct err *start_side(struct relay *r, struct side *s, int fd)
{
    s->relay = r;
    return watch_start(r->loop, &s->watch, fd, ready);
}

struct err *relay_new(struct loop *l, int take_left, int take_right, struct str first,
                      relay_fn *ended, void *arg, struct relay **out_relay)
{
    owned(relay) struct relay *r = mem_new(sizeof *r);
    r->loop = l;
    r->left.fd = take_left;
    r->right.fd = take_right;
    r->ended = ended;
    r->arg = arg;
    buf_init(&r->up.bytes, RELAY_BUFFER);
    buf_init(&r->down.bytes, RELAY_BUFFER);
    buf_add(&r->up.bytes, str_first(first, RELAY_BUFFER));
    TRY(start_side(r, &r->left, take_left));
    TRY(start_side(r, &r->right, take_right));
    want(&r->left, &r->up, &r->down);
    want(&r->right, &r->down, &r->up);
    *out_relay = give(r);
    return NULL;
}

void relay_free(struct relay *r)
{
    if (!r)
        return;
    watch_stop(&r->left.watch);
    watch_stop(&r->right.watch);
    close(r->left.fd);
    close(r->right.fd);
    buf_done(&r->up.bytes);
    buf_done(&r->down.bytes);
    mem_free(r);
}
