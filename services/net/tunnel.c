/* Connections for others: see tunnel.h. libcurl finds the way (names, both kinds of addresses at
 * once, a proxy), and stops when it is there. */
#include "tunnel.h"

#include <unistd.h>

struct tunnel {
    struct exchange exchange;
    struct engine *engine;
    struct gate gate;
    struct egress *egress;
    struct arena arena;
    struct str host;
    tunnel_fn *ended;
    void *arg;
    bool in_engine;
};

static void exchange_done(struct exchange *x, CURLcode code)
{
    struct tunnel *t = CONTAINER_OF(x, struct tunnel, exchange);
    tunnel_fn *ended = t->ended;
    void *arg = t->arg;
    int fd = give_fd(x->fd);
    struct err *e = gate_error(&t->gate, code);
    t->in_engine = false;
    if (!e && fd < 0)
        e = err_new(ERR_UNAVAILABLE, "cut", "the connection was cut");
    tunnel_free(t);
    ended(arg, fd, e);
}

static struct err *begin(struct tunnel *t, const struct tunnel_wish *w)
{
    bool v6 = memchr(t->host.ptr, ':', t->host.len) != NULL;
    struct str url = arena_printf(&t->arena, v6 ? "http://[%.*s]:%u" : "http://%.*s:%u",
                                  STR_ARGS(t->host), w->port);
    CURL *easy = t->exchange.easy;
    TRY_ROOM(url.ptr && easy);
    gate_apply(&t->gate, easy, t->engine);
    curl_easy_setopt(easy, CURLOPT_URL, url.ptr);
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)w->timeout_ms);
    t->in_engine = engine_add(t->engine, &t->exchange);
    return t->in_engine ? NULL : err_new(ERR_LIMIT, "no_memory", "there is no memory left for it");
}

struct err *tunnel_start(struct engine *e, const struct tunnel_wish *w, tunnel_fn *ended, void *arg,
                         struct tunnel **out_tunnel)
{
    owned(tunnel) struct tunnel *t = mem_new(sizeof *t);
    arena_init(&t->arena, 64 * KIB);
    t->exchange.fd = -1;
    t->engine = e;
    t->egress = w->take_egress;
    t->ended = ended;
    t->arg = arg;
    if (!w->port)
        return err_new(ERR_INVALID, "bad_port", "a port is 1 to 65535");
    TRY(egress_host(w->host, &t->arena, &t->host));
    TRY_ROOM(t->host.ptr);
    t->gate = (struct gate){
        .egress = t->egress, .host = t->host, .port = w->port, .figures = engine_figures(e)
    };
    TRY(gate_name(&t->gate));
    t->exchange = (struct exchange){
        .easy = curl_easy_init(), .only_connects = true, .fd = -1, .done = exchange_done
    };
    TRY(begin(t, w));
    *out_tunnel = give(t);
    return NULL;
}

void tunnel_free(struct tunnel *t)
{
    if (!t)
        return;
    if (t->in_engine)
        engine_remove(t->engine, &t->exchange);
    curl_easy_cleanup(t->exchange.easy);
    if (t->exchange.fd >= 0)
        close(t->exchange.fd);
    gate_done(&t->gate);
    egress_free(t->egress);
    arena_done(&t->arena);
    mem_free(t);
}
