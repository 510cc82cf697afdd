/* http_client: a small blocking client for a unix socket, for the command line and for tests.
 *
 * One request at a time: send it, read the head, read the body. The connection stays open for the
 * next, if the server keeps it. No wait lasts longer than the timeout; 0 waits for ever, which
 * streams want. */
#pragma once
#include "http/http_head.h"

struct http_client; /* opaque; see http_client.c */

struct err *http_client_open(const char *socket_path, int timeout_ms,
                             struct http_client **out_client);
void http_client_free(struct http_client *c);
DEFINE_OWNED(http_client)
void http_client_set_timeout(struct http_client *c, int timeout_ms);

/* `headers` as in HTTP_HEADERS(), or NULL; Host and Content-Length are added. */
struct err *http_client_send(struct http_client *c, struct str method, struct str target,
                             const struct http_header *headers, struct str body);

/* The head of the answer, which lasts until the next request. Interim answers are skipped. */
struct err *http_client_head(struct http_client *c, const struct http_head **out_head);

/* The next piece of the body, which lasts until the next call; empty at its end. */
struct err *http_client_read(struct http_client *c, struct str *out_piece);
/* The same, without waiting: with `*out_nothing` the piece is empty since none has come yet. */
struct err *http_client_try(struct http_client *c, struct str *out_piece, bool *out_nothing);
int http_client_fd(const struct http_client *c); /* for poll(): readable when there is more */
/* All that is left of it; ERR_LIMIT if `out` has no room. */
struct err *http_client_body(struct http_client *c, struct buf *out);
