/* From a call's end to an HTTP answer: see door.h. */
#include "gateway/door_priv.h"

#include "trace/trace.h"

#include <stdio.h>
#include <unistd.h>

enum { REPLY_MOST = 32 * MIB };

static const struct http_header json_type = { STR_INIT("content-type"),
                                              STR_INIT("application/json") };
static const struct http_header ndjson_type = { STR_INIT("content-type"),
                                                STR_INIT("application/x-ndjson") };
static const struct http_header bytes_type = { STR_INIT("content-type"),
                                               STR_INIT("application/octet-stream") };
static const struct http_header text_type = { STR_INIT("content-type"),
                                              STR_INIT("text/plain; version=0.0.4") };

static void write_wrapped_error(const struct err *e, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out);
    json_begin_object(&o);
    json_name(&o, STR("error"));
    err_encode(e, &o);
    json_end_object(&o);
}

static void refuse(struct http_conn *conn, int status, const struct http_header *headers,
                   struct err *take_e)
{
    owned(err) struct err *e = take_e;
    owned(buf) struct buf body;
    buf_init(&body, 64 * KIB);
    write_wrapped_error(e, &body);
    count_add(COUNTER_HTTP_REFUSED, 1);
    http_respond(conn, status, headers, buf_text(&body));
}

void reply_error(struct http_conn *conn, struct err *take_e)
{
    refuse(conn, err_kind_row(err_kind(take_e))->http, HTTP_HEADERS(json_type), take_e);
}

void reply_wrong_method(struct http_conn *conn, const char *allowed, struct err *take_e)
{
    const struct http_header allow = { STR("allow"), str_of(allowed) };
    refuse(conn, 405, HTTP_HEADERS(json_type, allow), take_e);
}

/* --- streams --- */

static void write_line(const char *name, const struct shape *s, const void *value, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out);
    json_begin_object(&o);
    json_name(&o, str_of(name));
    shape_encode(s, value, &o);
    json_end_object(&o);
    buf_add_char(out, '\n');
}

void reply_begin_stream(struct exchange_call *x)
{
    if (x->begun || !x->conn)
        return;
    x->begun = true;
    http_respond_begin(x->conn, 200, HTTP_HEADERS(ndjson_type), HTTP_LEN_UNKNOWN);
}

bool reply_item(struct call *c, const void *item)
{
    struct exchange_call *x = c->door;
    owned(buf) struct buf line = { 0 };
    if (!x->conn)
        return true; /* it is being cancelled; nobody reads this */
    reply_begin_stream(x);
    buf_init(&line, 1 * MIB);
    write_line("item", c->op->stream, item, &line);
    return line.full || http_respond_chunk(x->conn, buf_text(&line));
}

static void end_stream(struct exchange_call *x)
{
    struct call *c = &x->call;
    owned(buf) struct buf line;
    buf_init(&line, REPLY_MOST);
    if (c->err) {
        write_wrapped_error(c->err, &line);
        buf_add_char(&line, '\n');
    } else {
        write_line("result", c->op->out, c->out, &line);
    }
    http_respond_chunk(x->conn, buf_text(&line));
    http_respond_end(x->conn);
}

/* --- single answers --- */

static struct http_header chain_header(const struct call *c, char text[17])
{
    snprintf(text, 17, "%016llx", (unsigned long long)c->chain);
    return (struct http_header){ STR("pith-chain"), { text, 16 } };
}

static void answer_error(struct exchange_call *x)
{
    char chain[17];
    owned(buf) struct buf body;
    buf_init(&body, 64 * KIB);
    write_wrapped_error(x->call.err, &body);
    http_respond(x->conn, err_kind_row(err_kind(x->call.err))->http,
                 HTTP_HEADERS(json_type, chain_header(&x->call, chain)), buf_text(&body));
}

/* The result's first field of a type, or NULL. */
static const void *first_of(const struct call *c, enum type type)
{
    for (size_t i = 0; i < c->op->out->count; i++) {
        const struct field *f = &c->op->out->fields[i];
        if (f->type == type && !f->list)
            return (const char *)c->out + f->at;
    }
    return NULL;
}

static bool answer_bytes(struct exchange_call *x)
{
    const struct bytes *b = first_of(&x->call, TYPE_BYTES);
    char chain[17];
    if (!b)
        return false;
    const struct http_header *headers = HTTP_HEADERS(bytes_type, chain_header(&x->call, chain));
    int fd = b->file ? dup(b->file->fd) : -1;
    if (b->file && fd >= 0)
        http_respond_file(x->conn, 200, headers, fd, b->file->offset, b->file->len);
    else
        http_respond(x->conn, b->file ? 503 : 200, headers,
                     (struct str){ b->ptr, b->file ? 0 : b->len });
    return true;
}

static void answer_json(struct exchange_call *x)
{
    char chain[17];
    owned(buf) struct buf body;
    struct json_out o;
    buf_init(&body, REPLY_MOST);
    json_out_init(&o, &body);
    shape_encode(x->call.op->out, x->call.out, &o);
    if (body.full) {
        x->call.err = err_no_room();
        answer_error(x);
        return;
    }
    http_respond(x->conn, 200, HTTP_HEADERS(json_type, chain_header(&x->call, chain)),
                 buf_text(&body));
}

static void answer(struct exchange_call *x)
{
    if (x->begun)
        end_stream(x);
    else if (x->call.err)
        answer_error(x);
    else if (x->text)
        http_respond(x->conn, 200, HTTP_HEADERS(text_type),
                     *(const struct str *)first_of(&x->call, TYPE_TEXT));
    else if (!x->raw || !answer_bytes(x))
        answer_json(x);
}

void exchange_free(struct call *c)
{
    proc_unref(proc_of(c));
    mem_free(c->door);
}

void reply_done(struct call *c)
{
    struct exchange_call *x = c->door;
    if (c->op->stream && !c->err)
        reply_begin_stream(x);
    if (x->conn) {
        http_conn_set_user(x->conn, NULL);
        count_add(COUNTER_HTTP_REQUESTS, 1);
        answer(x);
    }
    call_end(c, exchange_free);
}
