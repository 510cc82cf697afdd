/* What answers of all doors have in common: see answer.h. */
#include "gateway/answer.h"

#include "gateway/guest.h"

#include "trace/trace.h"

#include <assert.h>
#include <stdio.h>

/* What a call answers is for who asked, and not to be kept. */
void headers_init(struct headers *h, const struct http_conn *conn, const char *content_type)
{
    *h = (struct headers){ .n = 0 };
    headers_add(h, STR("content-type"), str_of(content_type));
    headers_add(h, STR("x-content-type-options"), STR("nosniff"));
    headers_add(h, STR("cache-control"), STR("no-store"));
    headers_add_origin(h, conn);
}

void headers_add_origin(struct headers *h, const struct http_conn *conn)
{
    struct str origin = guest_origin(conn);
    if (!origin.len)
        return;
    headers_add(h, STR("access-control-allow-origin"), origin);
    headers_add(h, STR("vary"), STR("origin"));
}

void headers_add(struct headers *h, struct str name, struct str value)
{
    assert(h->n + 1 < COUNT_OF(h->row));
    h->row[h->n++] = (struct http_header){ name, value };
}

void headers_add_chain(struct headers *h, const struct call *c)
{
    int n = snprintf(h->chain, sizeof h->chain, "%016llx", (unsigned long long)c->chain);
    headers_add(h, STR("pith-chain"), (struct str){ h->chain, (size_t)n });
    trace_parent_write(c->chain, c->span, h->traceparent);
    headers_add(h, STR("traceparent"), (struct str){ h->traceparent, TRACE_PARENT_LEN });
}

void error_encode(const struct err *e, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out);
    json_begin_object(&o);
    json_name(&o, STR("error"));
    err_encode(e, &o);
    json_end_object(&o);
}

static void refuse(struct http_conn *conn, int status, struct headers *h, const struct err *e)
{
    owned(buf) struct buf body;
    buf_init(&body, 64 * KIB);
    error_encode(e, &body);
    count_add(COUNTER_HTTP_REFUSED, 1);
    http_respond(conn, status, h->row, buf_text(&body));
}

void answer_error(struct http_conn *conn, struct err *take_e)
{
    owned(err) struct err *e = take_e;
    struct headers h;
    headers_init(&h, conn, "application/json");
    if (err_kind(e) == ERR_UNAUTHENTICATED)
        headers_add(&h, STR("www-authenticate"), STR("Bearer"));
    refuse(conn, err_kind_row(err_kind(e))->http, &h, e);
}

void answer_error_with(struct http_conn *conn, int status, const struct http_header *headers,
                       struct err *take_e)
{
    owned(err) struct err *e = take_e;
    struct headers h;
    headers_init(&h, conn, "application/json");
    for (; headers->name.len; headers++)
        headers_add(&h, headers->name, headers->value);
    refuse(conn, status, &h, e);
}

void answer_json(struct http_conn *conn, int status, struct str body)
{
    struct headers h;
    headers_init(&h, conn, "application/json");
    http_respond(conn, status, h.row, body);
}
