/* ws: WebSocket (RFC 6455) on upgraded HTTP connections.
 *
 *     ws/ws.h           one connection: whole messages in and out
 *     ws/ws_frame.h     frames out of bytes and back, on either side
 *     ws/ws_handshake.h what the request must say
 *
 * Text is checked to be UTF-8. Messages past their limit, and whatever is not the protocol, close
 * the connection with the code that says so. An idle connection owns no buffer. Pings go out by
 * themselves, and a peer that does not answer is given up. There are no extensions. */
#pragma once
#include "http/http.h"

struct ws_conn; /* opaque; see ws.c */

enum ws_close_code {
    WS_CLOSE_DONE = 1000,
    WS_CLOSE_GOING_AWAY = 1001,
    WS_CLOSE_PROTOCOL = 1002,
    WS_CLOSE_UNSUPPORTED = 1003,
    WS_CLOSE_SILENT = 1005, /* told to handlers, never sent: a close without a code */
    WS_CLOSE_LOST = 1006,   /* told to handlers, never sent: it was cut */
    WS_CLOSE_NOT_TEXT = 1007,
    WS_CLOSE_POLICY = 1008,
    WS_CLOSE_TOO_LARGE = 1009,
    WS_CLOSE_FAULT = 1011,
    WS_CLOSE_TRY_LATER = 1013,
};

struct ws_handler {
    void (*on_text)(struct ws_conn *c, struct str message);   /* borrowed for the call */
    void (*on_binary)(struct ws_conn *c, struct str message); /* NULL: refused with 1003 */
    void (*on_drained)(struct ws_conn *c); /* after a send said false, or a pong; or NULL */
    void (*on_leaving)(struct ws_conn *c); /* the server drains: time to say goodbye; or NULL */
    void (*on_closed)(struct ws_conn *c, int code); /* once, whoever closed; the last call */
};

/* Answers the upgrade request in hand (in on_request()), or returns what is wrong with it, and
 * then nothing has been answered. `message_most` bounds what a peer may say in one message. */
struct err *ws_accept(struct http_conn *conn, const struct http_head *head,
                      const struct ws_handler *handler, void *user, size_t message_most,
                      struct ws_conn **out_ws);

void ws_set_handler(struct ws_conn *c, const struct ws_handler *handler, void *user);
/* From the next message on; not from inside one. */
void ws_set_message_most(struct ws_conn *c, size_t most);
void *ws_user(const struct ws_conn *c);
struct http_conn *ws_http(struct ws_conn *c);

/* False when much waits already: stop until on_drained(). Who goes on regardless is cut off at
 * HTTP_QUEUE_MOST. After a close nothing is sent any more: false, and only on_closed() will come.
 */
bool ws_send_text(struct ws_conn *c, struct str message);
bool ws_send_binary(struct ws_conn *c, struct str message);

void ws_pause(struct ws_conn *c); /* no messages, and no reading, until resumed */
void ws_resume(struct ws_conn *c);

/* Says so, waits a moment for the peer's own close, and ends; no messages come any more. Not under
 * the caller's feet: on_closed() comes later. `why` is cut at 123 bytes. */
void ws_close(struct ws_conn *c, int code, struct str why);
