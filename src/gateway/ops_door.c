/* One op for one request: POST /v1/ops/<op>, and the pages that are an op's answer. */
#include "gateway/answer.h"
#include "gateway/ops_priv.h"

#include <stdio.h>

/* --- the connection's side --- */

static void drained(struct visit *visit)
{
    call_go_on(&CONTAINER_OF(visit, struct op_visit, visit)->call);
}

static void closed(struct visit *visit)
{
    struct op_visit *v = CONTAINER_OF(visit, struct op_visit, visit);
    v->conn = NULL;
    if (v->call.started)
        call_cancel(&v->call); /* its end frees it */
    else
        call_end(&v->call, op_visit_free);
}

void op_visit_free(struct call *c)
{
    ask_done(c);
    mem_free(c->door);
}

/* --- from the head of a request to a call without its arguments --- */

/* Where one is, only a process of this machine can say. */
static struct err *read_head(const struct http_conn *conn, const struct http_head *head,
                             struct ask *a)
{
    struct str timeout = http_head_get(head, STR("pith-timeout"));
    a->key = http_head_get(head, STR("idempotency-key"));
    a->traceparent = http_head_get(head, STR("traceparent"));
    if (http_conn_peer(conn)->is_local)
        a->cwd = http_head_get(head, STR("pith-cwd"));
    a->has_timeout = timeout.len;
    if (timeout.len && !str_to_uint(timeout, &a->timeout_ms))
        return err_new(ERR_INVALID, "bad_timeout", "Pith-Timeout is a number of milliseconds");
    return NULL;
}

static enum form form_wanted(const struct http_head *head, const struct op *op)
{
    struct str accept = http_head_get(head, STR("accept"));
    if (op->stream && http_list_has(accept, STR("text/event-stream")))
        return FORM_EVENTS;
    return http_list_has(accept, STR("application/octet-stream")) ? FORM_BYTES : FORM_JSON;
}

static struct err *begin(struct http_conn *conn, const struct http_head *head, struct ask *a,
                         enum form form, struct op_visit **out)
{
    const struct gateway *g = http_server_arg(conn);
    TRY(guest_of(conn, head, &a->proc));
    TRY(read_head(conn, head, a));
    struct op_visit *v = mem_new(sizeof *v);
    *v =
        (struct op_visit){ .visit = { drained, closed }, .conn = conn, .head = head, .form = form };
    struct err *e = ask_init(&v->call, g->kernel, a);
    v->call.door = v;
    v->call.on_done = reply_done;
    v->call.on_item = reply_item;
    v->call.wants_file = form == FORM_BYTES;
    if (e) {
        call_end(&v->call, op_visit_free);
        return e;
    }
    http_conn_set_user(conn, &v->visit);
    *out = v;
    return NULL;
}

static void go(struct op_visit *v)
{
    struct http_conn *conn = v->conn;
    bool streams = v->call.op->stream != NULL;
    kernel_call(&v->call); /* `v` may be gone */
    if (streams && http_conn_user(conn) == &v->visit)
        reply_begin_stream(v);
}

static struct err *give_up(struct op_visit *v, struct err *take_e)
{
    http_conn_set_user(v->conn, NULL);
    call_end(&v->call, op_visit_free);
    return take_e;
}

/* --- POST /v1/ops/<op> --- */

static void on_body(struct http_conn *conn, struct str body)
{
    struct op_visit *v = CONTAINER_OF(http_conn_user(conn), struct op_visit, visit);
    struct err *e = ask_args_text(&v->call, body);
    if (e)
        answer_error(conn, give_up(v, e));
    else
        go(v);
}

struct err *need_json(const struct http_head *head)
{
    struct str type = http_head_get(head, STR("content-type"));
    if (!type.ptr || str_eq_nocase(str_trim(str_cut(&type, ';')), STR("application/json")))
        return NULL;
    return err_hint(
        err_new(ERR_INVALID, "not_json", "arguments come as Content-Type: application/json"),
        "curl -H 'Content-Type: application/json' -d '{}'");
}

struct err *door_op(struct http_conn *conn, const struct http_head *head)
{
    struct ask a = { 0 };
    struct op_visit *v;
    TRY(op_find(str_from(head->path, strlen("/v1/ops/")), &a.op));
    TRY(need_json(head));
    TRY(begin(conn, head, &a, form_wanted(head, a.op), &v));
    http_body_whole(conn, args_most(a.proc), on_body);
    return NULL;
}

/* --- pages that are an op's answer --- */

static struct err *answer_with(struct http_conn *conn, const struct http_head *head, const char *op,
                               enum form form)
{
    struct ask a = { 0 };
    struct op_visit *v;
    TRY(op_find(str_of(op), &a.op));
    TRY(begin(conn, head, &a, form, &v));
    struct err *e = ask_args(&v->call, NULL);
    if (e)
        return give_up(v, e);
    go(v);
    return NULL;
}

struct err *door_metrics(struct http_conn *conn, const struct http_head *head)
{
    return answer_with(conn, head, "observe.metrics", FORM_TEXT);
}

struct err *door_metrics_json(struct http_conn *conn, const struct http_head *head)
{
    return answer_with(conn, head, "observe.figures", FORM_JSON);
}

/* To strangers it says that somebody is at home, and nothing more. */
struct err *door_health(struct http_conn *conn, const struct http_head *head)
{
    struct proc *p;
    TRY(guest_of(conn, head, &p));
    if (proc_kind(p) != PROC_VISITOR)
        return answer_with(conn, head, "sys.health", FORM_JSON);
    answer_json(conn, 200, STR("{\"ok\":true}\n"));
    return NULL;
}

/* --- GET /v1/events?kind=op&least=warn --- */

enum { EVENT_WORDS_MOST = 8 };

static bool unhex(char c, unsigned *out)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;
    if (c >= '0' && c <= '9')
        *out = (unsigned)(c - '0');
    else if (at)
        *out = (unsigned)(at - digits);
    else
        return false;
    return true;
}

/* NULL for a bad escape, or a zero byte. */
static const char *decoded(struct str s, struct arena *a)
{
    char *out = arena_array(a, char, s.len + 1), *to = out;
    for (size_t i = 0; out && i < s.len; i++) {
        unsigned high, low;
        *to = s.ptr[i] == '+' ? ' ' : s.ptr[i];
        if (s.ptr[i] == '%') {
            if (i + 2 >= s.len || !unhex(s.ptr[i + 1], &high) || !unhex(s.ptr[i + 2], &low))
                return NULL;
            *to = (char)(high << 4 | low);
            i += 2;
        }
        if (!*to++)
            return NULL;
    }
    return out;
}

/* name=value&… as the command line's words. */
static struct err *args_of_query(struct call *c, struct str query)
{
    const char *word[EVENT_WORDS_MOST];
    struct words words = { .word = word };
    owned(buf) struct buf json;
    struct json_out o;
    buf_init(&json, 64 * KIB);
    while (query.len) {
        const char *one = decoded(str_cut(&query, '&'), &c->arena);
        if (!one || words.count == EVENT_WORDS_MOST)
            return err_new(ERR_INVALID, "bad_query", "the query is not name=value&name=value");
        word[words.count++] = one;
    }
    json_out_init(&o, &json);
    TRY(shape_from_words(c->op->in, &words, &c->arena, &o));
    return ask_args_text(c, buf_text(&json));
}

struct err *door_events(struct http_conn *conn, const struct http_head *head)
{
    struct ask a = { 0 };
    struct op_visit *v;
    TRY(op_find(STR("observe.follow"), &a.op));
    TRY(begin(conn, head, &a, FORM_EVENTS, &v));
    struct err *e = args_of_query(&v->call, head->query);
    if (e)
        return give_up(v, e);
    go(v);
    return NULL;
}
