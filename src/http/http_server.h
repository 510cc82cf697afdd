/* http_server: HTTP/1.1 over the loop.
 *
 * A handler gets one call for each request, when its head is complete, and answers then or
 * later. If it wants the body it asks for it, whole or piece by piece; nothing of it is read
 * before. A request is the handler's from on_request() until the handler has ended the answer,
 * or on_closed() has said that the connection is gone; after that it must not touch `c`. Its
 * texts (head, whole body) last until the answer begins. Nothing here frees `c` while a handler
 * still runs: connections end on the loop.
 *
 * Strict (see http_parse.h) and bounded: every time and size has its name in base/limits.h. A
 * connection between requests owns no buffer. Requests of one connection are answered one after
 * the other, in order. An answer that begins before the request's body was read closes the
 * connection after it. */
#pragma once
#include "base/loop.h"
#include "http/http_head.h"
#include "http/tcp_socket.h"
#include "http/unix_socket.h"

struct http_server; /* opaque; see http_server.c */
struct http_conn;   /* opaque; see http_conn.c */

struct http_handler {
    void (*on_request)(struct http_conn *c, const struct http_head *request);
    void (*on_drained)(struct http_conn *c); /* after http_respond_chunk() said stop; or NULL */
    void (*on_closed)(struct http_conn *c);  /* before the answer was ended; or NULL */
    void (*on_gone)(struct http_conn *c);    /* the connection itself ends; or NULL */
};

/* `handler` must outlive the server. */
struct http_server *http_server_new(struct loop *l, const struct http_handler *handler, void *arg);
void http_server_free(struct http_server *s); /* at once; not from a handler */
DEFINE_OWNED(http_server)

struct err *http_server_listen_unix(struct http_server *s, const char *path);
/* See tcp_listen(). */
struct err *http_server_listen_tcp(struct http_server *s, const char *address, int port,
                                   int *out_port);
/* At first HTTP_CONNECTIONS_MOST. A further one takes the place of who only sits there; if there is
 * nobody like that, it waits to be accepted. */
void http_server_set_connections_most(struct http_server *s, size_t most);
/* So many more for unix sockets; at first HTTP_CONNECTIONS_LOCAL. */
void http_server_set_connections_local(struct http_server *s, size_t more);
/* From one address, but not from this machine; at first HTTP_CONNECTIONS_EACH. Further ones are
 * closed at once. */
void http_server_set_connections_each(struct http_server *s, size_t most);
size_t http_server_connections(const struct http_server *s); /* any thread */

/* Takes no new connections and no new requests, lets the others end, then calls `drained`. */
typedef void http_drained_fn(void *arg);
void http_server_drain(struct http_server *s, http_drained_fn *drained, void *arg);

/* Who is at the other end: a process of this machine, by the kernel's word, or an address. */
struct http_peer {
    bool is_local; /* came through a unix socket */
    union {
        struct unix_peer local;
        struct ip_peer ip;
    };
};
const struct http_peer *http_conn_peer(const struct http_conn *c);
bool http_peer_is_loopback(const struct http_peer *p); /* of this machine, in either way */
enum { HTTP_PEER_TEXT = IP_TEXT };
const char *http_peer_text(const struct http_peer *p, char out[HTTP_PEER_TEXT]);

struct loop *http_conn_loop(const struct http_conn *c);

/* About the request in hand */
void *http_server_arg(const struct http_conn *c); /* as given to http_server_new() */
void http_conn_set_user(struct http_conn *c, void *user);
void *http_conn_user(const struct http_conn *c);
/* As given to on_request(); until the answer begins. */
const struct http_head *http_conn_request(const struct http_conn *c);
/* What the handler keeps with the connection, from request to request, until on_gone(). */
void http_conn_keep(struct http_conn *c, void *kept);
void *http_conn_kept(const struct http_conn *c);

/* The body. A larger one than `most` is refused with 413. `body` lasts until the answer begins, a
 * piece only for the call; the last piece is empty and comes for every body, also for none. */
typedef void http_body_fn(struct http_conn *c, struct str body);
typedef void http_piece_fn(struct http_conn *c, struct str piece, bool last);
void http_body_whole(struct http_conn *c, size_t most, http_body_fn *on_body);
void http_body_stream(struct http_conn *c, uint64_t most, http_piece_fn *on_piece);
void http_body_pause(struct http_conn *c); /* no pieces, and no reading, until resumed */
void http_body_resume(struct http_conn *c);

/* The answer. Headers end with a row without a name; HTTP_HEADERS() makes such a list. Those that
 * say where the body ends, Date and Connection are added. Control characters in a value become
 * blanks. */
#define HTTP_HEADERS(...) ((const struct http_header[]){ __VA_ARGS__, { STR_NONE, STR_NONE } })
void http_respond(struct http_conn *c, int status, const struct http_header *headers,
                  struct str body);
/* A range of a file, which is closed in the end. */
void http_respond_file(struct http_conn *c, int status, const struct http_header *headers,
                       int take_file, uint64_t offset, uint64_t len);

/* The same in pieces. `len` is the size of all of them, or HTTP_LEN_UNKNOWN. A chunk returns false
 * when much waits already: stop until on_drained(). Who goes on regardless is cut off at
 * HTTP_QUEUE_MOST. */
#define HTTP_LEN_UNKNOWN UINT64_MAX
void http_respond_begin(struct http_conn *c, int status, const struct http_header *headers,
                        uint64_t len);
bool http_respond_chunk(struct http_conn *c, struct str bytes);
void http_respond_end(struct http_conn *c);
