/* The routes, and the life of the doors: see gateway.h. */
#include "gateway/answer.h"
#include "gateway/gateway_priv.h"
#include "gateway/link.h"
#include "gateway/port_holder.h"

#include "trace/trace.h"

#include <stdio.h>

static const struct route {
    const char *path, *methods; /* as Allow has them; NULL: any */
    bool prefix;
    door_fn *door;
} routes[] = {
    { "/v1/ops/", "POST", true, door_op },
    { "/v1/rpc", "POST", false, door_rpc },
    { "/v1/events", "GET", false, door_events },
    { "/ws", "GET", false, door_ws },
    { "/health", "GET, HEAD", false, door_health },
    { "/metrics", "GET, HEAD", false, door_metrics },
    { "/metrics/json", "GET, HEAD", false, door_metrics_json },
    { "/", "GET, HEAD", false, door_root },
    { "", NULL, true, door_file }, /* whatever the method: what is not there is not there */
};

/* The last one fits every path. */
static const struct route *route_of(struct str path)
{
    const struct route *r = routes;
    for (;; r++) {
        struct str known = str_of(r->path);
        if (r->prefix ? str_starts(path, known) : str_eq(path, known))
            return r;
    }
}

/* Methods, unlike other words of HTTP, are told apart by case. */
static bool has_method(const char *methods, struct str method)
{
    for (struct str rest = str_of(methods); rest.len;)
        if (str_eq(str_trim(str_cut(&rest, ',')), method))
            return true;
    return false;
}

static void refuse_method(struct http_conn *conn, const struct http_head *head,
                          const struct route *r)
{
    static const char known[] = "GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH";
    if (!has_method(known, head->method)) {
        answer_error(conn, err_new(ERR_UNSUPPORTED, "unknown_method", "there is no method %.*s",
                                   STR_ARGS(head->method)));
        return;
    }
    struct err *e = err_new(ERR_INVALID, "wrong_method", "%.*s is not for %.*s",
                            STR_ARGS(utf8_first(head->path, 256)), STR_ARGS(head->method));
    answer_error_with(conn, 405, HTTP_HEADERS({ STR("allow"), str_of(r->methods) }),
                      err_hint(e, "use %s", r->methods));
}

static struct err *lead(struct http_conn *conn, const struct http_head *head)
{
    const struct route *r = route_of(head->path);
    TRY(guest_check_names(conn, head));
    if (str_eq(head->method, STR("OPTIONS")) && http_head_get(head, STR("origin")).ptr)
        return guest_preflight(conn);
    if (!r->methods || has_method(r->methods, head->method))
        return r->door(conn, head);
    refuse_method(conn, head, r);
    return NULL;
}

static void on_request(struct http_conn *conn, const struct http_head *head)
{
    struct err *e = lead(conn, head);
    if (e)
        answer_error(conn, e);
}

static void on_drained(struct http_conn *conn)
{
    struct visit *v = http_conn_user(conn);
    if (v)
        v->drained(v);
}

static void on_closed(struct http_conn *conn)
{
    struct visit *v = http_conn_user(conn);
    if (v)
        v->closed(v);
}

static const struct http_handler handler = { on_request, on_drained, on_closed, guest_gone };

/* --- life --- */

/* What a worker is at may end, the call that ended the credential among it; what waits would hold
 * its place here, and nobody would be left who can call it off. */
static void credential_ended(void *arg, struct proc *p)
{
    struct gateway *g = arg;
    links_end_of(g, p);
    kernel_stop_waiting(g->kernel, proc_caller(p));
}

struct gateway *gateway_new(struct kernel *k)
{
    struct gateway *g = mem_new(sizeof *g);
    g->kernel = k;
    g->auth = auth_of(k);
    g->server = http_server_new(kernel_loop(k), &handler, g);
    map_init(&g->links);
    list_init(&g->cut);
    auth_on_ended(g->auth, credential_ended, g);
    return g;
}

void gateway_free(struct gateway *g)
{
    if (!g)
        return;
    http_server_free(g->server);
    links_end_of(g, NULL);
    map_done(&g->links);
    mem_free(g);
}

struct err *gateway_listen_unix(struct gateway *g, const char *path)
{
    return http_server_listen_unix(g->server, path);
}

static struct err *listen_at(struct gateway *g, struct str address, int port)
{
    char text[64];
    if (address.len >= sizeof text)
        return err_new(ERR_INVALID, "bad_address", "%.*s is no address", 64, address.ptr);
    memcpy(text, address.ptr, address.len);
    text[address.len] = 0;
    struct err *e = http_server_listen_tcp(g->server, text, g->port ? g->port : port, &g->port);
    return e && strcmp(err_reason(e), "port_taken") == 0 ? name_port_holder(e, port) : e;
}

/* A machine without IPv6 has no ::1; that is no reason not to start. */
struct err *gateway_listen_tcp(struct gateway *g, struct str addresses, int port)
{
    char url[96];
    while (addresses.len) {
        struct str address = str_cut(&addresses, ' ');
        bool first = !g->port;
        struct err *e = address.len ? listen_at(g, address, port) : NULL;
        if (e && !first && strcmp(err_reason(e), "no_such_address") == 0)
            err_free(e);
        else if (e)
            return e;
        else if (first && address.len) {
            bool six = memchr(address.ptr, ':', address.len);
            snprintf(url, sizeof url, six ? "http://[%.*s]:%d" : "http://%.*s:%d",
                     STR_ARGS(address), g->port);
            auth_set_url(g->auth, url);
        }
    }
    hosts_init(&g->hosts, g->port);
    return NULL;
}

int gateway_port(const struct gateway *g)
{
    return g->port;
}

void gateway_drain(struct gateway *g, void (*drained)(void *arg), void *arg)
{
    http_server_drain(g->server, drained, arg);
}

size_t gateway_connections(const struct gateway *g)
{
    return http_server_connections(g->server);
}

size_t gateway_connections_most(const struct gateway *g)
{
    return g->connections_most;
}

void gateway_set_connections_most(struct gateway *g, size_t most)
{
    g->connections_most = most;
    http_server_set_connections_most(g->server, most);
}
