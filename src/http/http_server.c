/* Who may come in: listeners, the number of connections, and the way out.
 *
 * When the house is full, listeners are not watched: whoever comes waits in the kernel's queue. */
#include "http/http_priv.h"

#include "base/log.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACCEPTS_A_TURN = 64 };

struct listener {
    struct http_server *server;
    struct list link;
    struct watch watch;
    int fd;
    char *path; /* NULL: TCP */
};

struct http_server *http_server_new(struct loop *l, const struct http_handler *handler, void *arg)
{
    struct http_server *s = mem_new(sizeof *s);
    s->loop = l;
    s->handler = handler;
    s->arg = arg;
    s->conns_most = HTTP_CONNECTIONS_MOST;
    s->date_second = -1;
    list_init(&s->listeners);
    list_init(&s->conns);
    buf_init(&s->head, HTTP_HEADERS_MOST);
    http_buffer_pool_init(&s->buffers);
    return s;
}

static void listener_free(struct listener *n)
{
    watch_stop(&n->watch);
    if (n->path && n->fd >= 0)
        unlink(n->path);
    fd_leave(&n->fd);
    list_remove(&n->link);
    mem_free(n->path);
    mem_free(n);
}

static void close_listeners(struct http_server *s)
{
    list_each (&s->listeners, link)
        listener_free(CONTAINER_OF(link, struct listener, link));
}

void http_server_free(struct http_server *s)
{
    if (!s)
        return;
    close_listeners(s);
    list_each (&s->conns, link)
        conn_free(CONTAINER_OF(link, struct http_conn, link));
    timer_stop(s->loop, &s->accept_again);
    loop_unpost(s->loop, &s->tell_drained);
    http_buffer_pool_done(&s->buffers);
    buf_done(&s->head);
    mem_free(s);
}

/* Coming in */

static void watch_listeners(struct http_server *s)
{
    bool room = s->n_conns < s->conns_most && !timer_is_set(&s->accept_again);
    list_each (&s->listeners, link)
        loop_want(&CONTAINER_OF(link, struct listener, link)->watch,
                  room ? WANT_READ : WANT_NOTHING);
}

static void accept_again(struct timer *t)
{
    watch_listeners(CONTAINER_OF(t, struct http_server, accept_again));
}

/* Without descriptors or memory for one more, the listener would be ready all the time. */
static void pause_accepting(struct http_server *s)
{
    LOG_WARN("cannot accept a connection", F_TEXT("error", strerrordesc_np(errno)));
    timer_start(s->loop, &s->accept_again, HTTP_ACCEPT_PAUSE_MS, accept_again);
}

static bool is_passing(int error) /* it concerns the one who came, not us */
{
    return error == EAGAIN || error == EINTR || error == ECONNABORTED || error == EPROTO;
}

static void on_knock(struct watch *w, enum want ready)
{
    (void)ready;
    struct listener *n = CONTAINER_OF(w, struct listener, watch);
    struct http_server *s = n->server;
    for (int i = 0; i < ACCEPTS_A_TURN && s->n_conns < s->conns_most; i++) {
        int fd = FAIL("http.accept")
        ? (errno = EMFILE, -1) : accept4(n->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0 && !is_passing(errno))
            pause_accepting(s);
        if (fd < 0)
            break;
        owned(err) struct err *e = conn_open(s, fd, n->path != NULL);
        if (e)
            LOG_WARN("connection refused", F_ERR(e));
    }
    watch_listeners(s);
}

static struct listener *listener_new(struct http_server *s, const char *path)
{
    struct listener *n = mem_new(sizeof *n);
    n->server = s;
    n->path = path ? mem_text(path, strlen(path)) : NULL;
    n->fd = -1;
    list_add(&s->listeners, &n->link);
    return n;
}

static struct err *begin_listening(struct listener *n, struct err *failed)
{
    struct err *e = failed ? failed : watch_start(n->server->loop, &n->watch, n->fd, on_knock);
    if (e)
        listener_free(n);
    else
        watch_listeners(n->server);
    return e;
}

struct err *http_server_listen_unix(struct http_server *s, const char *path)
{
    struct listener *n = listener_new(s, path);
    return begin_listening(n, unix_listen(path, &n->fd));
}

struct err *http_server_listen_tcp(struct http_server *s, const char *address, int port,
                                   int *out_port)
{
    struct listener *n = listener_new(s, NULL);
    return begin_listening(n, tcp_listen(address, port, &n->fd, out_port));
}

void http_server_set_connections_most(struct http_server *s, size_t most)
{
    s->conns_most = most;
    watch_listeners(s);
}

size_t http_server_connections(const struct http_server *s)
{
    return s->n_conns;
}

/* Going out */

static void tell_drained(struct post *p)
{
    struct http_server *s = CONTAINER_OF(p, struct http_server, tell_drained);
    s->drained(s->drained_arg); /* may free s */
}

static void tell_if_drained(struct http_server *s)
{
    if (s->draining && s->n_conns == 0)
        loop_post(s->loop, &s->tell_drained);
}

void server_remember(struct http_conn *take_c)
{
    list_add(&take_c->server->conns, &take_c->link);
    take_c->server->n_conns++;
}

void server_forget(struct http_conn *c)
{
    struct http_server *s = c->server;
    bool was_full = s->n_conns >= s->conns_most;
    list_remove(&c->link);
    s->n_conns--;
    if (was_full)
        watch_listeners(s);
    tell_if_drained(s);
}

void http_server_drain(struct http_server *s, http_drained_fn *drained, void *arg)
{
    s->draining = true;
    s->drained = drained;
    s->drained_arg = arg;
    s->tell_drained.fn = tell_drained;
    close_listeners(s);
    list_each (&s->conns, link)
        conn_nudge(CONTAINER_OF(link, struct http_conn, link));
    tell_if_drained(s);
}
