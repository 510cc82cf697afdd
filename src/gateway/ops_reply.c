/* From a call's end to an HTTP answer. */
#include "gateway/answer.h"
#include "gateway/ops_priv.h"

#include "trace/trace.h"

#include <unistd.h>

enum { REPLY_MOST = 32 * MIB, ITEM_MOST = 1 * MIB };

/* --- streams: what stands around the JSON of items, of the result and of an error --- */

struct wrapping {
    const char *before, *after;
};
static const struct stream_form {
    const char *type;
    struct wrapping item, result, error;
} ndjson = { "application/x-ndjson",
             { "{\"item\":", "}\n" },
             { "{\"result\":", "}\n" },
             { "", "\n" } },
  events = { "text/event-stream",
             { "data: ", "\n\n" },
             { "event: result\ndata: ", "\n\n" },
             { "event: error\ndata: ", "\n\n" } };

static const struct stream_form *stream_form_of(const struct op_visit *v)
{
    return v->form == FORM_EVENTS ? &events : &ndjson;
}

static void wrap_value(const struct wrapping *w, const struct shape *s, const void *value,
                       struct buf *out)
{
    struct json_out o;
    buf_add(out, str_of(w->before));
    json_out_init(&o, out);
    shape_encode(s, value, &o);
    buf_add(out, str_of(w->after));
}

static void wrap_error(const struct wrapping *w, const struct err *e, struct buf *out)
{
    buf_add(out, str_of(w->before));
    error_encode(e, out);
    buf_add(out, str_of(w->after));
}

void reply_begin_stream(struct op_visit *v)
{
    struct headers h;
    if (v->begun || !v->conn)
        return;
    v->begun = true;
    headers_init(&h, v->conn, stream_form_of(v)->type);
    headers_add_chain(&h, &v->call);
    http_respond_begin(v->conn, 200, h.row, HTTP_LEN_UNKNOWN);
}

bool reply_item(struct call *c, const void *item)
{
    struct op_visit *v = c->door;
    owned(buf) struct buf line = { 0 };
    if (!v->conn)
        return true; /* it is being cancelled; nobody reads this */
    reply_begin_stream(v);
    buf_init(&line, ITEM_MOST);
    wrap_value(&stream_form_of(v)->item, c->op->stream, item, &line);
    return line.full || http_respond_chunk(v->conn, buf_text(&line));
}

static void end_stream(struct op_visit *v)
{
    const struct call *c = &v->call;
    owned(buf) struct buf line;
    buf_init(&line, REPLY_MOST);
    if (c->err)
        wrap_error(&stream_form_of(v)->error, c->err, &line);
    else
        wrap_value(&stream_form_of(v)->result, c->op->out, c->out, &line);
    http_respond_chunk(v->conn, buf_text(&line));
    http_respond_end(v->conn);
}

/* --- single answers --- */

static void answer_failure(struct op_visit *v)
{
    struct headers h;
    owned(buf) struct buf body;
    buf_init(&body, 64 * KIB);
    error_encode(v->call.err, &body);
    headers_init(&h, v->conn, "application/json");
    headers_add_chain(&h, &v->call);
    if (err_kind(v->call.err) == ERR_UNAUTHENTICATED)
        headers_add(&h, STR("www-authenticate"), STR("Bearer"));
    http_respond(v->conn, err_kind_row(err_kind(v->call.err))->http, h.row, buf_text(&body));
}

/* The result's first field of a type that is there, or NULL. */
static const void *first_of(const struct call *c, enum type type)
{
    for (size_t i = 0; i < c->op->out->count; i++) {
        const struct field *f = &c->op->out->fields[i];
        bool there = f->has_at == NO_HAS || ((const char *)c->out)[f->has_at] == GIVEN;
        if (f->type == type && !f->list && there)
            return (const char *)c->out + f->at;
    }
    return NULL;
}

/* A secret in a result is for the browser, and for no script: it becomes a cookie. Not one of a
 * service's, which would sign the browser in as whom it likes. */
static void add_cookie(const struct op_visit *v, struct headers *h, struct buf *cookie)
{
    const struct secret *s = first_of(&v->call, TYPE_SECRET);
    if (!s || v->call.op->service)
        return;
    guest_cookie(http_server_arg(v->conn), s->value, cookie);
    headers_add(h, STR("set-cookie"), buf_text(cookie));
}

static void answer_json_result(struct op_visit *v)
{
    struct headers h;
    owned(buf) struct buf body, cookie;
    struct json_out o;
    buf_init(&body, REPLY_MOST);
    buf_init(&cookie, 1 * KIB);
    json_out_init(&o, &body);
    shape_encode(v->call.op->out, v->call.out, &o);
    if (body.full) {
        v->call.err = err_no_room();
        answer_failure(v);
        return;
    }
    headers_init(&h, v->conn, "application/json");
    headers_add_chain(&h, &v->call);
    add_cookie(v, &h, &cookie);
    http_respond(v->conn, 200, h.row, buf_text(&body));
}

static void answer_text(struct op_visit *v)
{
    const struct str *text = first_of(&v->call, TYPE_TEXT);
    struct headers h;
    headers_init(&h, v->conn, "text/plain; version=0.0.4; charset=utf-8");
    headers_add_chain(&h, &v->call);
    http_respond(v->conn, 200, h.row, text ? *text : STR(""));
}

/* --- bytes, and ranges of them --- */

static void answer_file(struct op_visit *v, const struct file_range *file, const struct headers *h)
{
    int fd = dup(file->fd);
    if (fd >= 0)
        http_respond_content_file(v->conn, v->head, h->row, STR(""), fd, file->offset, file->len);
    else
        answer_error(v->conn, err_sys("hand out the file"));
}

static void answer_bytes(struct op_visit *v, const struct bytes *b)
{
    struct headers h;
    headers_init(&h, v->conn, "application/octet-stream");
    headers_add_chain(&h, &v->call);
    if (b->file)
        answer_file(v, b->file, &h);
    else
        http_respond_content(v->conn, v->head, h.row, STR(""), (struct str){ b->ptr, b->len });
}

static void answer(struct op_visit *v)
{
    const struct bytes *b = v->form == FORM_BYTES ? first_of(&v->call, TYPE_BYTES) : NULL;
    if (v->begun)
        end_stream(v);
    else if (v->call.err)
        answer_failure(v);
    else if (v->form == FORM_TEXT)
        answer_text(v);
    else if (b)
        answer_bytes(v, b);
    else
        answer_json_result(v);
}

void reply_done(struct call *c)
{
    struct op_visit *v = c->door;
    if (c->op->stream && !c->err)
        reply_begin_stream(v);
    if (v->conn) {
        http_conn_set_user(v->conn, NULL);
        count_add(COUNTER_HTTP_REQUESTS, 1);
        answer(v);
    }
    call_end(c, op_visit_free);
}
