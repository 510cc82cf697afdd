/* JSON-RPC 2.0: POST /v1/rpc, one call or a batch.
 *
 * The calls of a batch run side by side; each leaves its answer at its place, and when the last is
 * there the reply goes out. A peer that leaves has its calls called off. */
#include "gateway/answer.h"
#include "gateway/ask.h"
#include "gateway/gateway_priv.h"

#include "trace/trace.h"

enum {
    ANSWERS_MOST = 32 * MIB, /* results of one request in all */
    ERROR_MOST = 64 * KIB,
    REPLY_MOST = ANSWERS_MOST + RPC_BATCH_MOST * (ERROR_MOST + 1) + 2,
};

/* Codes that are JSON-RPC's own; those of calls stand in err_kinds.def. */
enum { RPC_PARSE_ERROR = -32700, RPC_INVALID_REQUEST = -32600, RPC_NO_METHOD = -32601 };

struct rpc_visit {
    struct visit visit; /* first */
    struct gateway *gateway;
    struct http_conn *conn; /* NULL once the connection has gone */
    struct proc *proc;
    struct arena arena;     /* what was asked */
    bool batch;             /* else the one answer stands alone */
    size_t count, left;     /* answers, and how many are missing */
    struct buf *answers;    /* empty: a notification's */
    size_t room;            /* for results that are still to come */
    struct str traceparent; /* of all its calls, in the arena */
    struct rpc_call *running;
};

struct rpc_call {
    struct call call; /* first */
    struct rpc_visit *visit;
    struct rpc_call *next; /* of those that run */
    const struct json *id; /* NULL: a notification */
    size_t at;
};

/* --- the reply --- */

static void visit_free(struct rpc_visit *v)
{
    for (size_t i = 0; i < v->count; i++)
        buf_done(&v->answers[i]);
    proc_unref(v->proc);
    arena_done(&v->arena);
    mem_free(v);
}

static void send_reply(struct rpc_visit *v)
{
    owned(buf) struct buf reply;
    buf_init(&reply, REPLY_MOST);
    for (size_t i = 0; i < v->count; i++) {
        if (!v->answers[i].len)
            continue;
        buf_add_char(&reply, !v->batch ? ' ' : reply.len ? ',' : '[');
        buf_add(&reply, buf_text(&v->answers[i]));
    }
    if (v->batch && reply.len)
        buf_add_char(&reply, ']');
    count_add(COUNTER_HTTP_REQUESTS, 1);
    http_conn_set_user(v->conn, NULL);
    if (reply.full)
        answer_error(v->conn, err_no_room());
    else if (reply.len)
        answer_json(v->conn, 200, str_trim(buf_text(&reply)));
    else
        http_respond(v->conn, 204, NULL, STR(""));
}

static void count_down(struct rpc_visit *v)
{
    if (--v->left)
        return;
    if (v->conn)
        send_reply(v);
    visit_free(v);
}

static void begin_answer(struct json_out *o, struct buf *out, size_t most)
{
    buf_init(out, most);
    json_out_init(o, out);
    json_begin_object(o);
    json_name(o, STR("jsonrpc")), json_text(o, STR("2.0"));
}

static void end_answer(struct json_out *o, const struct json *id)
{
    json_name(o, STR("id"));
    if (id)
        json_value(o, id);
    else
        json_null(o);
    json_end_object(o);
}

static void write_error(struct buf *out, int code, const struct err *e, const struct json *id)
{
    struct json_out o;
    begin_answer(&o, out, ERROR_MOST);
    json_name(&o, STR("error"));
    json_begin_object(&o);
    json_name(&o, STR("code")), json_int(&o, code);
    json_name(&o, STR("message")), json_text(&o, str_of(err_text(e)));
    json_name(&o, STR("data")), err_encode(e, &o);
    json_end_object(&o);
    end_answer(&o, id);
}

static void write_failure(struct buf *out, const struct err *e, const struct json *id)
{
    write_error(out, err_kind_row(err_kind(e))->rpc, e, id);
}

/* A hundred small questions can have very large answers: what does not fit into the reply any more
 * is that call's error, and no other's. */
static void write_result(struct rpc_visit *v, struct buf *out, const struct call *c,
                         const struct json *id)
{
    struct json_out o;
    begin_answer(&o, out, v->room);
    json_name(&o, STR("result")), shape_encode(c->op->out, c->out, &o);
    end_answer(&o, id);
    if (out->full) {
        owned(err) struct err *e = err_no_room();
        buf_done(out);
        write_failure(out, e, id);
        return;
    }
    v->room -= out->len;
}

/* --- one call --- */

static void rpc_call_free(struct call *c)
{
    ask_done(c);
    mem_free(CONTAINER_OF(c, struct rpc_call, call));
}

static void forget(struct rpc_call *r)
{
    struct rpc_call **at = &r->visit->running;
    while (*at != r)
        at = &(*at)->next;
    *at = r->next;
}

static void on_done(struct call *c)
{
    struct rpc_call *r = CONTAINER_OF(c, struct rpc_call, call);
    struct rpc_visit *v = r->visit;
    struct buf *out = &v->answers[r->at];
    if (r->id && c->err)
        write_failure(out, c->err, r->id);
    else if (r->id)
        write_result(v, out, c, r->id);
    forget(r);
    call_end(c, rpc_call_free);
    count_down(v);
}

static struct err *prepare(struct rpc_call *r, const struct op *op, const struct json *params)
{
    TRY(ask_init(
        &r->call, r->visit->gateway->kernel,
        &(struct ask){ .proc = r->visit->proc, .op = op, .traceparent = r->visit->traceparent }));
    return ask_args(&r->call, params);
}

static void start(struct rpc_visit *v, size_t at, const struct op *op, const struct json *params,
                  const struct json *id)
{
    struct rpc_call *r = mem_new(sizeof *r);
    *r = (struct rpc_call){ .visit = v, .next = v->running, .id = id, .at = at };
    v->running = r;
    struct err *e = prepare(r, op, params);
    r->call.on_done = on_done;
    if (e) {
        r->call.err = e;
        on_done(&r->call);
    } else {
        kernel_call(&r->call);
    }
}

/* --- what was asked --- */

static struct err *not_a_request(const char *what)
{
    return err_new(ERR_INVALID, "invalid_request", "not a JSON-RPC 2.0 request: %s", what);
}

/* It comes back with the answer, so it is no place for a megabyte. */
static bool is_id(const struct json *id)
{
    if (id->kind == JSON_TEXT || id->kind == JSON_BIG)
        return id->text.len <= NAME_MOST;
    return id->kind == JSON_NULL || (id->kind >= JSON_INT && id->kind < JSON_BIG);
}

static struct err *check_request(const struct json *request)
{
    const struct json *version = json_get(request, STR("jsonrpc"));
    const struct json *method = json_get(request, STR("method"));
    const struct json *params = json_get(request, STR("params"));
    const struct json *id = json_get(request, STR("id"));
    if (request->kind != JSON_OBJECT)
        return not_a_request("it is no object");
    if (!version || version->kind != JSON_TEXT || !str_eq(version->text, STR("2.0")))
        return not_a_request("jsonrpc is not \"2.0\"");
    if (!method || method->kind != JSON_TEXT)
        return not_a_request("method is no text");
    if (params && params->kind != JSON_OBJECT && params->kind != JSON_ARRAY)
        return not_a_request("params is neither an object nor an array");
    if (id && !is_id(id))
        return not_a_request("id is neither a short text, a number nor null");
    return NULL;
}

static struct err *check_params(const struct op *op, const struct json *params)
{
    if (op->stream)
        return err_hint(
            err_new(ERR_UNSUPPORTED, "streams", "%s streams, which JSON-RPC cannot", op->name),
            "use /ws, or POST /v1/ops/%s", op->name);
    if (params && params->kind == JSON_ARRAY && params->count)
        return err_new(ERR_INVALID, "params_by_name", "parameters are given by name, in an object");
    return NULL;
}

static void refuse(struct rpc_visit *v, size_t at, int code, struct err *take_e,
                   const struct json *id)
{
    owned(err) struct err *e = take_e;
    write_error(&v->answers[at], code, e, id);
    count_down(v);
}

/* A notification gets no answer, whatever comes of it; what is no request at all gets one. */
static void take(struct rpc_visit *v, size_t at, const struct json *request)
{
    const struct op *op;
    const struct json *id = json_get(request, STR("id")),
                      *params = json_get(request, STR("params"));
    int code = RPC_INVALID_REQUEST;
    struct err *e = check_request(request);
    if (e) {
        refuse(v, at, code, e, NULL);
        return;
    }
    e = op_find(json_get(request, STR("method"))->text, &op);
    code = RPC_NO_METHOD;
    if (!e && (e = check_params(op, params)))
        code = err_kind_row(err_kind(e))->rpc;
    if (!e) {
        start(v, at, op, params && params->kind == JSON_OBJECT ? params : NULL, id);
    } else if (id) {
        refuse(v, at, code, e, id);
    } else {
        err_free(e);
        count_down(v);
    }
}

static struct err *spread(struct rpc_visit *v, const struct json *tree)
{
    v->batch = tree->kind == JSON_ARRAY;
    v->count = v->batch ? tree->count : 1;
    if (v->batch && !v->count)
        return not_a_request("the batch is empty");
    if (v->count > RPC_BATCH_MOST)
        return err_new(ERR_LIMIT, "batch_too_large", "a batch holds at most %d calls",
                       RPC_BATCH_MOST);
    v->answers = arena_array(&v->arena, struct buf, v->count);
    TRY_ROOM(v->answers);
    return NULL;
}

static void refuse_all(struct rpc_visit *v, int code, struct err *take_e)
{
    struct buf one = { 0 };
    v->batch = false;
    v->count = v->left = 1;
    v->answers = &one;
    refuse(v, 0, code, take_e, NULL);
}

/* One more than there are is missing until all have been started. */
static void on_body(struct http_conn *conn, struct str body)
{
    struct rpc_visit *v = CONTAINER_OF(http_conn_user(conn), struct rpc_visit, visit);
    const struct json *tree;
    size_t at = 0;
    struct err *e = json_parse_copy(body, NULL, &v->arena, &tree);
    if (e) {
        refuse_all(v, RPC_PARSE_ERROR, e);
        return;
    }
    e = spread(v, tree);
    if (e) {
        refuse_all(v, RPC_INVALID_REQUEST, e);
        return;
    }
    v->left = v->count + 1;
    if (!v->batch)
        take(v, 0, tree);
    else
        json_each (tree, item)
            take(v, at++, item);
    count_down(v);
}

/* --- the connection's side --- */

static void drained(struct visit *visit)
{
    (void)visit; /* nothing here streams */
}

static void closed(struct visit *visit)
{
    struct rpc_visit *v = CONTAINER_OF(visit, struct rpc_visit, visit);
    v->conn = NULL;
    if (!v->left) { /* the body never came */
        visit_free(v);
        return;
    }
    v->left++;
    for (struct rpc_call *r = v->running, *next; r; r = next) {
        next = r->next;
        call_cancel(&r->call);
    }
    count_down(v);
}

struct err *door_rpc(struct http_conn *conn, const struct http_head *head)
{
    struct proc *p;
    TRY(guest_of(conn, head, &p));
    TRY(need_json(head));
    struct rpc_visit *v = mem_new(sizeof *v);
    *v = (struct rpc_visit){ .visit = { drained, closed },
                             .gateway = http_server_arg(conn),
                             .conn = conn,
                             .proc = proc_ref(p),
                             .room = ANSWERS_MOST };
    arena_init(&v->arena, CALL_ARENA_MOST);
    v->traceparent = arena_str(&v->arena, http_head_get(head, STR("traceparent")));
    http_conn_set_user(conn, &v->visit);
    http_body_whole(conn, args_most(p), on_body);
    return NULL;
}
