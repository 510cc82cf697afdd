/* What door.c (requests to calls) and door_reply.c (calls to answers) share. */
#pragma once
#include "gateway/door.h"

/* One request, from its head to the end of its answer. */
struct exchange_call {
    struct call call;
    struct http_conn *conn; /* NULL once the connection has gone */
    bool raw;               /* bytes alone are wanted */
    bool begun;             /* the head of a streamed answer has been sent */
    bool text;              /* the result's one text is the body: /metrics */
};

/* For call_end(): the exchange goes with its call, and so does its hold on the proc. */
void exchange_free(struct call *c);

/* The call's answer; ends the call. */
void reply_done(struct call *c);
bool reply_item(struct call *c, const void *item);
void reply_begin_stream(struct exchange_call *x);

/* An answer to a request that never became a call. */
void reply_error(struct http_conn *conn, struct err *take_e);
/* 405: the place is there, and has other methods. */
void reply_wrong_method(struct http_conn *conn, const char *allowed, struct err *take_e);
