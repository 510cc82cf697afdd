/* What http_server.c (who may come in), http_conn.c (one connection's life), http_exchange.c
 * (requests), http_raw.c (what is no longer HTTP) and http_respond.c (what an answer looks like)
 * share. */
#pragma once
#include "base/list.h"
#include "http/http_buffers.h"
#include "http/http_crowd.h"
#include "http/http_out.h"
#include "http/http_raw.h"

enum conn_state { NEW, IDLE, HEAD, BODY, BUSY, RAW, FLUSH, LINGER, CLOSED, CONN_STATES };
enum body_mode { BODY_UNASKED, BODY_WHOLE, BODY_STREAM };

struct http_server {
    struct loop *loop;
    const struct http_handler *handler;
    void *arg;
    struct list listeners;
    struct list conns[CONN_STATES]; /* by state, those that were heard last at the end */
    struct http_crowd crowd;
    _Atomic size_t n_conns; /* changed on the loop alone */
    size_t conns_most, conns_local;
    struct timer accept_again;
    struct http_buffer_pool buffers;
    struct buf head; /* where the head of an answer is put together */
    char date[80];   /* the Date header of this second; shorter, but for the compiler */
    int64_t date_second;
    bool shut; /* the house is full for some, and nobody is to go */
    bool draining;
    http_drained_fn *drained;
    void *drained_arg;
    struct post tell_drained;
};

/* A request and its answer: cleared when the answer has left. After an upgrade, the raw user's. */
struct exchange {
    bool handlers; /* from on_request() to the end of the answer or on_closed() */
    bool keep_alive, head_only, old_version;
    bool begun, ended; /* the answer */
    bool chunked;      /* in the answer */
    bool told_to_stop; /* on_drained() is due when the queue is short */
    bool paused;       /* the body, or what arrives raw */
    bool body_told;    /* the handler knows that it is over */
    bool drain_told;   /* the raw user knows that the server is closing */
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
    struct http_peer peer;
    void *kept; /* the handler's */
    struct exchange x;
    const struct http_raw *raw; /* NULL as long as it is HTTP */
    struct http_buffers *b;     /* NULL between requests */
    struct http_out out;
};

/* http_conn.c */

/* A new connection, which enters itself in the server's list. */
struct err *conn_open(struct http_server *s, int take_fd, bool is_local);
void conn_free(struct http_conn *c); /* tells the handler, if it has a request */
/* The handler did something: look at it, soon if it was not called from there. */
void conn_nudge(struct http_conn *c);
/* Receives into the window, which is empty. False if there is nothing now, or never again. */
bool conn_fill(struct http_conn *c);
void conn_give_buffers_back(struct http_conn *c);
void conn_give_buffers_back_if_empty(struct http_conn *c);
void conn_send_waiting(struct http_conn *c); /* and tells who was told to stop */
bool conn_has_left(struct http_conn *c);
/* Whether much waits; what `bytes` were given is counted. */
bool conn_must_stop(struct http_conn *c, size_t bytes);

/* The states: each does what it can and names the next. */
typedef enum conn_state state_fn(struct http_conn *c);
state_fn conn_first, conn_head, conn_body, conn_busy, conn_too_slow; /* http_exchange.c */
state_fn conn_raw;                                                   /* http_raw.c */

/* http_exchange.c */
bool conn_reads_body(const struct http_conn *c);
void conn_end_request(struct http_conn *c); /* the handler is told, if it has one */

/* http_server.c: the lists of connections. */
void server_remember(struct http_conn *take_c);
void server_forget(struct http_conn *c);
void server_place(struct http_conn *c);             /* it did something, or has another state */
void server_relieve_buffers(struct http_server *s); /* one is about to be taken */

/* http_respond.c */
void conn_answer_fault(struct http_conn *c, int status, const char *reason); /* and closes */
void conn_answer_upgrade(struct http_conn *c, const struct http_header *headers);
