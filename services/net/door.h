/* door: the ops of net.def, on the engine.
 *
 *     http.c    sys.http                   stream.c  net.fetch, net.send
 *     reach.c   net.tunnel, net.proxy, net.check, net.stats
 *
 * A request's work is freed before the request is answered, or when nobody waits for it any more;
 * that is answered, too. */
#pragma once
#include "base/pool.h"
#include "engine.h"
#include "fetch.h"
#include "serving/serving.h"

#include <pith_ops.h>

struct net {
    struct serving serving;
    struct engine_options options;
    struct engine *engine;
    struct pool *names; /* asks name servers for net.check */
};
extern struct net net;

pith_serve_fn serve_sys_http, serve_net_fetch, serve_net_send, serve_net_tunnel, serve_net_proxy,
    serve_net_check, serve_net_stats;

/* A proxy lasts as long as somebody wants it, and nobody can say when what goes through it is
 * finished: so all end when the service does. */
void end_proxies(void);

/* What the caller may reach. */
struct err *rules_of(const struct pith_request *r, struct egress **out_egress);
struct err *cancelled(void);

/* A wish's headers from an op's, and an answer's as an op gives them. */
struct fetch_header *headers_in(struct pith_request *r, const struct pith_net_header_list *list);
struct pith_net_header_list headers_out(struct pith_request *r, const struct fetch_head *head);
