/* From HTTP requests to calls: see door.h. */
#include "gateway/door_priv.h"

#include "base/log.h"
#include "config/config.h"
#include "trace/trace.h"

#include <unistd.h>

struct door {
    struct kernel *kernel;
    struct http_server *server;
};

static void on_request(struct http_conn *conn, const struct http_head *head);
static void on_drained(struct http_conn *conn);
static void on_closed(struct http_conn *conn);
static void on_gone(struct http_conn *conn);

static const struct http_handler handler = { on_request, on_drained, on_closed, on_gone };

struct door *door_new(struct kernel *k, const char *socket_path, struct err **out_err)
{
    struct door *d = mem_new(sizeof *d);
    d->kernel = k;
    d->server = http_server_new(kernel_loop(k), &handler, d);
    *out_err = http_server_listen_unix(d->server, socket_path);
    if (*out_err) {
        door_free(d);
        return NULL;
    }
    return d;
}

void door_free(struct door *d)
{
    if (!d)
        return;
    http_server_free(d->server);
    mem_free(d);
}

void door_drain(struct door *d, void (*drained)(void *arg), void *arg)
{
    http_server_drain(d->server, drained, arg);
}

void door_set_connections_most(struct door *d, size_t most)
{
    http_server_set_connections_most(d->server, most);
}

size_t door_connections(const struct door *d)
{
    return http_server_connections(d->server);
}

/* --- who --- */

static struct err *refuse_peer(const struct unix_peer *peer)
{
    struct err *e = err_new(ERR_UNAUTHENTICATED, "other_user",
                            "this pith belongs to user %u, and you are user %u",
                            (unsigned)geteuid(), (unsigned)peer->uid);
    trace_emit_text(
        &(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_DOOR_REFUSED, .a = peer->uid },
        str_of(err_text(e)));
    return err_hint(e, "start a pith of your own: pith serve");
}

/* A new proc's limits, and where it is until it says so itself. */
static struct err *apply_config(struct proc *p, struct config *cfg)
{
    owned(arena) struct arena a;
    arena_init(&a, 4 * PATH_MOST);
    if (!cfg)
        return NULL;
    proc_set_limits(p,
                    &(struct proc_limits){
                        .ops_per_second = (uint64_t)config_int(cfg, CONFIG_LIMITS_OPS_PER_SECOND),
                        .calls_at_once = (uint32_t)config_int(cfg, CONFIG_LIMITS_CALLS_AT_ONCE) });
    struct str path = config_path(cfg, CONFIG_WORKSPACE_PATH, &a);
    TRY_ROOM(path.ptr);
    path = path_normal(STR("/"), path, &a);
    TRY_ROOM(path.ptr);
    return proc_set_cwd(p, path);
}

/* The connection's proc, made at its first request. */
static struct err *proc_of_conn(const struct door *d, struct http_conn *conn, struct proc **out)
{
    const struct unix_peer *peer = &http_conn_peer(conn)->local;
    struct proc *p = http_conn_kept(conn);
    if (peer->uid != geteuid() && peer->uid != 0)
        return refuse_peer(peer);
    if (!p) {
        TRY(proc_new_owner(procs_of(d->kernel), &p));
        http_conn_keep(conn, p);
        TRY(apply_config(p, config_of(d->kernel)));
    }
    *out = p;
    return NULL;
}

static struct err *set_cwd(struct proc *p, const struct http_head *head, struct arena *a)
{
    struct str cwd = http_head_get(head, STR("pith-cwd"));
    if (!cwd.len)
        return NULL;
    if (!str_starts(cwd, STR("/")) || cwd.len > PATH_MOST)
        return err_new(ERR_INVALID, "bad_cwd", "Pith-Cwd is an absolute path");
    struct str normal = path_normal(STR("/"), cwd, a);
    TRY_ROOM(normal.ptr);
    return proc_set_cwd(p, normal);
}

/* --- what --- */

static struct err *find_op(const struct http_head *head, const struct op **out)
{
    struct str name = str_from(head->path, strlen("/v1/ops/"));
    *out = op_named(name);
    if (*out)
        return NULL;
    struct err *e = err_new(ERR_NOT_FOUND, "no_such_op", "there is no op %.*s",
                            STR_ARGS(utf8_first(name, NAME_MOST)));
    const char *near = op_suggest(name);
    return near ? err_hint(e, "did you mean %s?", near) : err_hint(e, "pith ops");
}

static uint64_t usual_timeout(const struct call *c)
{
    return (uint64_t)config_int(config_of(c->kernel), CONFIG_CALLS_TIMEOUT);
}

static struct err *read_timeout(const struct http_head *head, struct call *c)
{
    struct str text = http_head_get(head, STR("pith-timeout"));
    uint64_t ms = c->op->stream ? 0 : usual_timeout(c);
    if (text.len && (!str_to_uint(text, &ms) || ms > DEADLINE_MOST_MS))
        return err_new(ERR_INVALID, "bad_timeout", "Pith-Timeout is milliseconds, at most %lld",
                       (long long)DEADLINE_MOST_MS);
    c->deadline_ns = ms ? clock_mono_ns() + (int64_t)ms * 1000000 : 0;
    return NULL;
}

static struct err *read_key(const struct http_head *head, struct call *c)
{
    struct str key = http_head_get(head, STR("idempotency-key"));
    if (key.len > IDEMPOTENCY_KEY_MOST)
        return err_new(ERR_LIMIT, "key_too_long", "an idempotency key has at most %d bytes",
                       IDEMPOTENCY_KEY_MOST);
    c->idempotency_key = arena_str(&c->arena, key);
    return NULL;
}

/* A call without its arguments, which are still to come. */
static struct err *begin(struct http_conn *conn, const struct http_head *head, const struct op *op,
                         struct exchange_call **out)
{
    const struct door *d = http_server_arg(conn);
    struct proc *p;
    TRY(proc_of_conn(d, conn, &p));
    struct exchange_call *x = mem_new(sizeof *x);
    x->conn = conn;
    x->raw = http_list_has(http_head_get(head, STR("accept")), STR("application/octet-stream"));
    call_init(&x->call, d->kernel, proc_caller(proc_ref(p)), op);
    x->call.door = x;
    x->call.on_done = reply_done;
    x->call.on_item = reply_item;
    x->call.wants_file = x->raw;
    struct err *e = set_cwd(p, head, &x->call.arena);
    if (!e)
        e = read_timeout(head, &x->call);
    if (!e)
        e = read_key(head, &x->call);
    if (!e)
        e = call_alloc(&x->call);
    if (e)
        call_end(&x->call, exchange_free);
    else
        *out = x;
    return e;
}

/* Texts of the arguments live in the call's arena: an answer may begin, and the body go, while a
 * handler still works. */
static struct err *decode(struct exchange_call *x, struct str body)
{
    struct call *c = &x->call;
    const struct json *tree;
    if (!str_trim(body).len)
        body = STR("{}");
    TRY(json_parse_copy(body, NULL, &c->arena, &tree), "the request's body");
    return shape_decode(c->op->in, tree, &c->arena, (void *)(uintptr_t)c->in);
}

static void on_body(struct http_conn *conn, struct str body)
{
    struct exchange_call *x = http_conn_user(conn);
    struct err *e = decode(x, body);
    if (e) {
        http_conn_set_user(conn, NULL);
        call_end(&x->call, exchange_free);
        reply_error(conn, e);
        return;
    }
    bool streams = x->call.op->stream != NULL;
    kernel_call(&x->call); /* `x` may be gone */
    if (streams && http_conn_user(conn) == x)
        reply_begin_stream(x);
}

/* --- the routes --- */

static struct err *call_op(struct http_conn *conn, const struct http_head *head)
{
    const struct op *op;
    struct exchange_call *x;
    TRY(find_op(head, &op));
    TRY(begin(conn, head, op, &x));
    http_conn_set_user(conn, x);
    http_body_whole(conn, CALL_ARGS_MOST, on_body);
    return NULL;
}

static struct err *show_health(struct http_conn *conn, const struct http_head *head)
{
    (void)head;
    http_respond(conn, 200, HTTP_HEADERS({ STR("content-type"), STR("application/json") }),
                 STR("{\"ok\":true}\n"));
    return NULL;
}

static struct err *show_metrics(struct http_conn *conn, const struct http_head *head)
{
    const struct op *op = op_named(STR("observe.metrics"));
    struct exchange_call *x;
    if (!op)
        return err_new(ERR_UNSUPPORTED, "no_metrics", "this pith has no metrics");
    TRY(begin(conn, head, op, &x));
    x->text = true;
    http_conn_set_user(conn, x);
    kernel_call(&x->call);
    return NULL;
}

struct route {
    const char *path, *methods; /* as Allow has them */
    bool prefix;
    struct err *(*show)(struct http_conn *conn, const struct http_head *head);
};

static const struct route routes[] = {
    { "/v1/ops/", "POST", true, call_op },
    { "/health", "GET, HEAD", false, show_health },
    { "/metrics", "GET, HEAD", false, show_metrics },
};

static const struct route *route_of(struct str path)
{
    for (size_t i = 0; i < COUNT_OF(routes); i++) {
        struct str known = str_of(routes[i].path);
        if (routes[i].prefix ? str_starts(path, known) : str_eq(path, known))
            return &routes[i];
    }
    return NULL;
}

/* Methods, unlike other words of HTTP, are told apart by case. */
static bool has_method(const char *methods, struct str method)
{
    for (struct str rest = str_of(methods); rest.len;)
        if (str_eq(str_trim(str_cut(&rest, ',')), method))
            return true;
    return false;
}

static struct err *no_route(const struct http_head *head)
{
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_page", "there is nothing at %.*s",
                            STR_ARGS(utf8_first(head->path, 256))),
                    "POST /v1/ops/NAME calls an op");
}

static void refuse_method(struct http_conn *conn, const struct http_head *head,
                          const struct route *r)
{
    static const char known[] = "GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH";
    if (!has_method(known, head->method)) {
        reply_error(conn, err_new(ERR_UNSUPPORTED, "unknown_method", "there is no method %.*s",
                                  STR_ARGS(head->method)));
        return;
    }
    struct err *e = err_new(ERR_INVALID, "wrong_method", "%.*s is not for %.*s",
                            STR_ARGS(utf8_first(head->path, 256)), STR_ARGS(head->method));
    reply_wrong_method(conn, r->methods, err_hint(e, "use %s", r->methods));
}

static void on_request(struct http_conn *conn, const struct http_head *head)
{
    const struct route *r = route_of(head->path);
    if (r && !has_method(r->methods, head->method)) {
        refuse_method(conn, head, r);
        return;
    }
    struct err *e = r ? r->show(conn, head) : no_route(head);
    if (e)
        reply_error(conn, e);
}

/* --- what becomes of the connection --- */

static void on_drained(struct http_conn *conn)
{
    struct exchange_call *x = http_conn_user(conn);
    if (x)
        call_go_on(&x->call);
}

static void on_closed(struct http_conn *conn)
{
    struct exchange_call *x = http_conn_user(conn);
    if (!x)
        return;
    x->conn = NULL;
    if (x->call.started)
        call_cancel(&x->call); /* its end frees it */
    else
        call_end(&x->call, exchange_free);
}

static void on_gone(struct http_conn *conn)
{
    proc_unref(http_conn_kept(conn));
    http_conn_keep(conn, NULL);
}
