/* What the doors share. */
#pragma once
#include "base/list.h"
#include "base/map.h"
#include "gateway/gateway.h"
#include "gateway/guest.h"
#include "http/http.h"

struct gateway {
    struct kernel *kernel;
    struct auth *auth;
    struct http_server *server;
    _Atomic size_t connections_most;
    int port;
    struct hosts hosts;
    struct map links;  /* by id: see link.h */
    size_t links_kept; /* the bytes that they keep */
    struct list cut;   /* those without a connection, the one that was cut first at the start */
    bool leaving;
};

/* What a door keeps while a request is on its way; a connection's user pointer leads to it. */
struct visit {
    void (*drained)(struct visit *v); /* there is room for more of the answer */
    void (*closed)(struct visit *v);  /* the peer is gone; the visit frees itself when it can */
};

/* Each takes a request of its routes, now or later; an error is answered by who called it. */
typedef struct err *door_fn(struct http_conn *conn, const struct http_head *head);
door_fn door_op, door_events, door_metrics, door_metrics_json, door_health; /* ops_door.c */
door_fn door_rpc;                                                           /* rpc_door.c */
door_fn door_ws;                                                            /* ws_door.c */
door_fn door_root, door_file;                                               /* pages.c */

/* Refuses a body that says it is something else, as forms of foreign pages must. */
struct err *need_json(const struct http_head *head);
