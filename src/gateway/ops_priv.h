/* What ops_door.c (requests to calls) and ops_reply.c (calls to answers) share. */
#pragma once
#include "gateway/ask.h"
#include "gateway/gateway_priv.h"

/* How the answer is wanted. */
enum form {
    FORM_JSON,   /* and NDJSON for streams */
    FORM_BYTES,  /* the result's bytes alone */
    FORM_TEXT,   /* its one text alone: /metrics */
    FORM_EVENTS, /* server-sent events */
};

/* One request, from its head to the end of its answer. */
struct op_visit {
    struct visit visit; /* first */
    struct call call;
    struct http_conn *conn; /* NULL once the connection has gone */
    enum form form;
    bool begun;                   /* the head of a streamed answer has been sent */
    const struct http_head *head; /* until the answer begins */
};

/* For call_end(). */
void op_visit_free(struct call *c);

/* The call's answer; ends the call. */
void reply_done(struct call *c);
bool reply_item(struct call *c, const void *item);
void reply_begin_stream(struct op_visit *v);
