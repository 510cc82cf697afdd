/* Who may come in: listeners, the number of connections, and the way out.
 *
 * When the house is full, whoever comes takes the place of one who holds his for nothing: who has
 * had his answer, who is slow to say what he wants, who says nothing. So clients that only sit
 * there cannot keep others out. Where nobody is to go, listeners are not watched: whoever comes
 * waits in the kernel's queue. */
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
    s->conns_local = HTTP_CONNECTIONS_LOCAL;
    s->date_second = -1;
    list_init(&s->listeners);
    for (size_t i = 0; i < CONN_STATES; i++)
        list_init(&s->conns[i]);
    http_crowd_init(&s->crowd, HTTP_CONNECTIONS_EACH);
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

static void each_conn(struct http_server *s, void (*act)(struct http_conn *c))
{
    for (size_t i = 0; i < CONN_STATES; i++)
        list_each (&s->conns[i], link)
            act(CONTAINER_OF(link, struct http_conn, link));
}

void http_server_free(struct http_server *s)
{
    if (!s)
        return;
    close_listeners(s);
    each_conn(s, conn_free);
    http_crowd_done(&s->crowd);
    timer_stop(s->loop, &s->accept_again);
    loop_unpost(s->loop, &s->tell_drained);
    http_buffer_pool_done(&s->buffers);
    buf_done(&s->head);
    mem_free(s);
}

/* Making room */

static struct http_conn *first_in(struct http_server *s, enum conn_state state)
{
    struct list *first = s->conns[state].next;
    return first == &s->conns[state] ? NULL : CONTAINER_OF(first, struct http_conn, link);
}

/* Nobody of this machine's sockets goes for one from the network. */
static struct http_conn *first_for(const struct listener *n, enum conn_state state)
{
    list_each (&n->server->conns[state], link) {
        struct http_conn *c = CONTAINER_OF(link, struct http_conn, link);
        if (n->path || !c->peer.is_local)
            return c;
    }
    return NULL;
}

/* Who can go without loss, the one first that holds a place longest; of those whose request is
 * coming, only bodies that dribble. Answers under way and raw connections are never cut. */
static struct http_conn *who_may_go(const struct listener *n)
{
    static const enum conn_state order[] = { LINGER, HEAD, NEW, IDLE, BODY };
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        struct http_conn *c = first_for(n, order[i]);
        if (c && (order[i] != BODY || conn_reads_body(c)))
            return c;
    }
    return NULL;
}

static bool make_room(const struct listener *n)
{
    struct http_conn *c = who_may_go(n);
    if (c)
        conn_free(c);
    return c != NULL;
}

void server_relieve_buffers(struct http_server *s)
{
    struct http_conn *c = first_in(s, HEAD);
    if (c && s->buffers.n_taken >= HTTP_BUFFERS_MOST)
        conn_free(c);
}

/* Coming in */

/* Whoever fills the house from the network leaves some places to this machine's sockets. */
static bool is_full(const struct listener *n)
{
    const struct http_server *s = n->server;
    return s->n_conns >= s->conns_most + (n->path ? s->conns_local : 0);
}

static bool has_place(const struct listener *n)
{
    return !is_full(n) || who_may_go(n);
}

static void watch_listeners(struct http_server *s)
{
    s->shut = false;
    list_each (&s->listeners, link) {
        struct listener *n = CONTAINER_OF(link, struct listener, link);
        bool room = has_place(n);
        s->shut = s->shut || !room;
        loop_want(&n->watch, room && !timer_is_set(&s->accept_again) ? WANT_READ : WANT_NOTHING);
    }
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

static int accept_one(const struct listener *n)
{
    return FAIL("http.accept")
    ? (errno = EMFILE, -1) : accept4(n->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

static void let_in(struct listener *n, int take_fd)
{
    owned(err) struct err *e = conn_open(n->server, take_fd, n->path != NULL);
    if (e)
        LOG_DEBUG("connection refused", F_ERR(e));
}

static void on_knock(struct watch *w, enum want ready)
{
    (void)ready;
    struct listener *n = CONTAINER_OF(w, struct listener, watch);
    struct http_server *s = n->server;
    for (int i = 0; i < ACCEPTS_A_TURN && has_place(n); i++) {
        int fd = accept_one(n);
        if (fd < 0 && is_passing(errno))
            break;
        if (fd < 0 && !make_room(n)) {
            pause_accepting(s);
            break;
        }
        if (fd >= 0 && is_full(n))
            make_room(n);
        if (fd >= 0)
            let_in(n, fd);
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

void http_server_set_connections_local(struct http_server *s, size_t more)
{
    s->conns_local = more;
    watch_listeners(s);
}

void http_server_set_connections_each(struct http_server *s, size_t most)
{
    s->crowd.most = most;
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
    list_add(&take_c->server->conns[take_c->state], &take_c->link);
    take_c->server->n_conns++;
}

void server_place(struct http_conn *c)
{
    list_remove(&c->link);
    list_add(&c->server->conns[c->state], &c->link);
    if (c->server->shut)
        watch_listeners(c->server);
}

void server_forget(struct http_conn *c)
{
    struct http_server *s = c->server;
    http_crowd_leave(&s->crowd, &c->peer);
    list_remove(&c->link);
    s->n_conns--;
    if (s->shut)
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
    each_conn(s, conn_nudge);
    tell_if_drained(s);
}
