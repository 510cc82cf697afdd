/* gateway: the doors. What comes in becomes a call, and takes the same walk from each of them.
 *
 *     gateway.c     the routes: which door a request is for
 *     guest.c       whose request it is: the kernel's word, a cookie, a token, or nobody's
 *     ask.c         from JSON to a call, for every door
 *     ops_door.c    POST /v1/ops/<op>: JSON, bytes, streams        ops_reply.c
 *     rpc_door.c    POST /v1/rpc: JSON-RPC 2.0
 *     ws_door.c     GET /ws: protocol version 2, up to hello       ws_link.c, ws_calls.c
 *     link.c        what outlives the cut of a WebSocket
 *     pages.c       /, /health, /metrics, the desktop's files
 *
 * docs/protocol.md says how each is spoken to. Through the control socket comes whom the kernel
 * vouches for: the user that pith runs as, and root, are the owner, and a connection is one proc.
 * Everybody else is a guest, with the proc of their session or token. */
#pragma once
#include "auth/auth.h"

struct gateway; /* opaque; see gateway.c */

/* Its auth is the kernel's. */
struct gateway *gateway_new(struct kernel *k);
void gateway_free(struct gateway *g);
DEFINE_OWNED(gateway)

struct err *gateway_listen_unix(struct gateway *g, const char *path);
/* At each of `addresses`, words; port 0: any that is free, the same one for all. ERR_EXISTS
 * "port_taken" names who has it, if that can be seen. Links lead to the first address. */
struct err *gateway_listen_tcp(struct gateway *g, struct str addresses, int port);
int gateway_port(const struct gateway *g); /* 0: none */

/* Lets running requests end, then calls `drained`. */
void gateway_drain(struct gateway *g, void (*drained)(void *arg), void *arg);
size_t gateway_connections(const struct gateway *g);
/* Further ones wait. On the loop. */
void gateway_set_connections_most(struct gateway *g, size_t most);
size_t gateway_connections_most(const struct gateway *g); /* any thread */
