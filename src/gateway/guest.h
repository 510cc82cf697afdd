/* guest: whose request it is. */
#pragma once
#include "http/http.h"
#include "proc/proc.h"

struct gateway;

/* The names under which this pith may be called, and the pages that may call it. */
struct hosts {
    char own[3][32]; /* "127.0.0.1:8000", "localhost:8000", "[::1]:8000" */
    char cookie[24]; /* the name of ours: cookies are not told apart by port */
};
void hosts_init(struct hosts *h, int port);

/* Whether the request names a host that is ours and comes from a page that may call; ERR_DENIED.
 * Asked before anything else, for every request. */
struct err *guest_check_names(struct http_conn *conn, const struct http_head *head);

/* The proc is borrowed. Refuses credentials that are not good (ERR_UNAUTHENTICATED) and cookies
 * that a page must not use (ERR_DENIED); whoever brings none is the visitor. */
struct err *guest_of(struct http_conn *conn, const struct http_head *head, struct proc **out_proc);

/* For a WebSocket's first frame. */
struct err *guest_of_token(struct gateway *g, struct str token, struct proc **out_proc);

/* The page's origin, if it is not our own but may call (http.origins); else empty. */
struct str guest_origin(const struct http_conn *conn);
/* A page of such an origin asks first: answers OPTIONS. */
struct err *guest_preflight(struct http_conn *conn);

/* The connection goes. */
void guest_gone(struct http_conn *conn);

/* Set-Cookie with that value; empty: the cookie is taken back. */
void guest_cookie(const struct gateway *g, struct str value, struct buf *out);
