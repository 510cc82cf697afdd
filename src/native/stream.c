/* Output: from the program's pipes or terminal to whoever called proc.output. */
#include "native/native_priv.h"

#include <errno.h>
#include <unistd.h>

static void settle(struct stream *s)
{
    if (s->fd >= 0)
        loop_want(&s->watch, s->bytes.len < STREAM_MOST ? WANT_READ : WANT_NOTHING);
}

static void close_stream(struct stream *s)
{
    if (s->fd < 0)
        return;
    watch_stop(&s->watch);
    close(s->fd);
    s->fd = -1;
}

static void take(struct stream *s, size_t n)
{
    s->bytes.len += n;
    s->read += n;
}

static void over(struct stream *s)
{
    native_tell_silent(s->home, (enum proc_stream)(s - s->home->streams), s->read);
    close_stream(s);
}

/* A terminal whose other side is closed says EIO. */
static void on_ready(struct watch *w, enum want ready)
{
    struct stream *s = CONTAINER_OF(w, struct stream, watch);
    (void)ready;
    size_t room = STREAM_MOST - s->bytes.len;
    char *at = room ? buf_room(&s->bytes, room) : NULL;
    ssize_t n = at ? read(s->fd, at, room) : 0;
    if (n > 0)
        take(s, (size_t)n);
    else if (!room || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return settle(s);
    else
        over(s);
    native_send(s->home);
    settle(s);
}

void stream_start(struct native *n, enum proc_stream which, int take_fd)
{
    struct stream *s = &n->streams[which];
    buf_init(&s->bytes, STREAM_MOST);
    owned(err) struct err *e = watch_start(n->home->loop, &s->watch, take_fd, on_ready);
    if (e) {
        close(take_fd);
        return;
    }
    s->fd = take_fd;
    loop_want(&s->watch, WANT_READ);
}

void stream_done(struct stream *s)
{
    close_stream(s);
    buf_done(&s->bytes);
}

/* --- to its reader --- */

static void has_room(struct call *c);

static struct native *read_by(const struct call *c)
{
    struct natives *ns = natives_of(c);
    list_each (&ns->all, item) {
        struct native *n = CONTAINER_OF(item, struct native, link);
        if (n->reader == c)
            return n;
    }
    return NULL;
}

static void has_room(struct call *c)
{
    struct native *n = read_by(c);
    n->reader_waits = false;
    native_send(n);
}

static void send_stream(struct native *n, enum proc_stream which)
{
    struct stream *s = &n->streams[which];
    struct proc_chunk item = { which, { .ptr = s->bytes.ptr, .len = s->bytes.len } };
    if (!s->bytes.len || n->reader_waits)
        return;
    n->sent += s->bytes.len;
    bool room = call_emit(n->reader, &item);
    buf_clear(&s->bytes);
    settle(s);
    if (!room) {
        n->reader_waits = true;
        call_on_room(n->reader, has_room);
    }
}

void native_end_reader(struct native *n)
{
    struct call *c = n->reader;
    if (!c)
        return;
    n->reader = NULL;
    ((struct proc_output_out *)c->out)->sent = n->sent;
    call_done(c, NULL);
}

void native_send(struct native *n)
{
    if (!n->reader)
        return;
    send_stream(n, PROC_STREAM_OUT);
    send_stream(n, PROC_STREAM_ERR);
    bool all = n->streams[0].fd < 0 && n->streams[1].fd < 0 && !n->streams[0].bytes.len &&
               !n->streams[1].bytes.len;
    if (!all || n->reader_waits)
        return;
    native_end_reader(n);
    native_settle(n);
}
