/* What http_server.c (who may come in), http_conn.c (one connection's life) and http_respond.c
 * (what an answer looks like) share. */
#pragma once
#include "base/list.h"
#include "http/http_buffers.h"
#include "http/http_out.h"
#include "http/http_server.h"

struct http_server {
    struct loop *loop;
    const struct http_handler *handler;
    void *arg;
    struct list listeners, conns;
    _Atomic size_t n_conns; /* changed on the loop alone */
    size_t conns_most;
    struct timer accept_again;
    struct http_buffer_pool buffers;
    struct buf head; /* where the head of an answer is put together */
    char date[80];   /* the Date header of this second; shorter, but for the compiler */
    int64_t date_second;
    bool draining;
    http_drained_fn *drained;
    void *drained_arg;
    struct post tell_drained;
};

enum conn_state { NEW, IDLE, HEAD, BODY, BUSY, FLUSH, LINGER, CLOSED };
enum body_mode { BODY_UNASKED, BODY_WHOLE, BODY_STREAM };

/* A request and its answer: cleared when the answer has left. */
struct exchange {
    bool handlers; /* from on_request() to the end of the answer or on_closed() */
    bool keep_alive, head_only, old_version;
    bool begun, ended; /* the answer */
    bool chunked;      /* in the answer */
    bool told_to_stop; /* on_drained() is due when the queue is short */
    bool paused;       /* the body */
    bool body_told;    /* the handler knows that it is over */
    enum body_mode body_mode;
    uint64_t answer_left; /* promised and not given yet */
    struct str body;      /* where a whole one lies */
    union {
        http_body_fn *on_body;
        http_piece_fn *on_piece;
    };
    void *user;
};

struct http_conn {
    struct http_server *server;
    struct list link;
    struct watch watch;
    struct timer deadline;
    struct post again; /* something was done outside of drive() */
    int fd;
    enum conn_state state;
    bool driving;     /* drive() is on the stack */
    bool moved;       /* a new state or progress: the deadline begins anew */
    bool readable;    /* the socket may have bytes for us */
    bool gone;        /* it will never have any more */
    bool half_closed; /* the peer shut its writing side, but may still read */
    bool hung_up;     /* to be looked at: which of the two */
    int steps;        /* left in this turn */
    size_t given;     /* by the handler in this turn */
    size_t lingered;
    struct unix_peer peer;
    void *kept; /* the handler's */
    struct exchange x;
    struct http_buffers *b; /* NULL between requests */
    struct http_out out;
};

/* http_conn.c: a new connection, which enters itself in the server's list. */
struct err *conn_open(struct http_server *s, int take_fd);
void conn_free(struct http_conn *c); /* tells the handler, if it has a request */
/* The handler did something: look at it, soon if it was not called from there. */
void conn_nudge(struct http_conn *c);

/* http_server.c: the list of connections. */
void server_remember(struct http_conn *take_c);
void server_forget(struct http_conn *c);

/* http_respond.c: an answer of our own that ends the connection. */
void conn_answer_fault(struct http_conn *c, int status, const char *reason);
