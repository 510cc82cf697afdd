/* http_raw: a connection that was HTTP and is now its user's (RFC 9110, "Upgrade").
 *
 * The user sees bytes and says bytes. Between them the connection owns no buffer, and it has no
 * deadline but one: what was given to it must go out within HTTP_WRITE_STALL_MS, or it is closed.
 * The user is told of everything by `raw`, in the end by on_closed(), always and once; after that
 * it must not touch `c`. Nothing here frees `c` while the user's function runs. */
#pragma once
#include "http/http_server.h"

struct http_raw {
    /* What has arrived; returns how many bytes were taken. The others are kept and come again after
     * http_raw_resume(), which the user then owes. The bytes are the user's to change. */
    size_t (*on_bytes)(struct http_conn *c, char *bytes, size_t len);
    void (*on_drained)(struct http_conn *c); /* after http_raw_write() said stop; or NULL */
    void (*on_drain)(struct http_conn *c);   /* the server is closing: say goodbye and close */
    void (*on_closed)(struct http_conn *c);  /* the last of all calls */
};

/* From on_request(), for a request without a body: answers 101 with `headers`, to which Connection
 * is added, and makes the connection raw. http_conn_user() is `user` from now on. */
void http_conn_upgrade(struct http_conn *c, const struct http_header *headers,
                       const struct http_raw *raw, void *user);

/* All parts (at most HTTP_PARTS_MOST), in one go. False when much waits already: stop until
 * on_drained(). Who goes on regardless is cut off at HTTP_QUEUE_MOST. */
bool http_raw_write(struct http_conn *c, const struct str *parts, size_t n_parts);

void http_raw_pause(struct http_conn *c); /* no bytes, and no reading, until resumed */
void http_raw_resume(struct http_conn *c);

/* Sends what waits, then closes; on_bytes() comes no more. */
void http_raw_close(struct http_conn *c);
/* Closes on the next turn, whatever waits. */
void http_raw_cut(struct http_conn *c);
