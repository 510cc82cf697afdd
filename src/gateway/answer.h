/* answer: what answers of all doors have in common: how errors look, and the headers that keep
 * browsers from guessing. */
#pragma once
#include "http/http.h"
#include "op/op.h"
#include "trace/trace.h"

/* Headers of one answer, to be added to; texts are borrowed. */
struct headers {
    struct http_header row[12]; /* ends with one without a name */
    size_t n;
    char chain[17], traceparent[TRACE_PARENT_LEN + 1];
};
void headers_init(struct headers *h, const struct http_conn *conn, const char *content_type);
/* For a page of another origin that may call: see http.origins. */
void headers_add_origin(struct headers *h, const struct http_conn *conn);
void headers_add(struct headers *h, struct str name, struct str value);
/* In whose story the call was: Pith-Chain, and traceparent for who knows W3C Trace Context. */
void headers_add_chain(struct headers *h, const struct call *c);

/* {"error": {…}} */
void error_encode(const struct err *e, struct buf *out);

void answer_error(struct http_conn *conn, struct err *take_e);
/* With a status of its own, and the headers that belong to that. */
void answer_error_with(struct http_conn *conn, int status, const struct http_header *headers,
                       struct err *take_e);
void answer_json(struct http_conn *conn, int status, struct str body);
