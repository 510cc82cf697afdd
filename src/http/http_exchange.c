/* A request, from its first byte to the end of its answer: see http_conn.c, where the states are
 * drawn. */
#include "http/http_priv.h"

#include "base/log.h"

#include <assert.h>

/* What comes next; HTTP_MORE if that has not arrived. A piece lies in the window. */
static enum http_event next_event(struct http_conn *c, struct str *out_piece)
{
    struct http_buffers *b = c->b;
    enum http_event event;
    do {
        struct str in = { b->window + b->at, b->end - b->at };
        event = http_parse(&b->parser, &in, out_piece);
        b->at = b->end - in.len;
    } while (event == HTTP_MORE && conn_fill(c));
    return event;
}

void conn_end_request(struct http_conn *c)
{
    if (!c->x.handlers)
        return;
    c->x.handlers = false;
    if (c->server->handler->on_closed)
        c->server->handler->on_closed(c);
}

static enum conn_state refuse(struct http_conn *c, int status, const char *reason)
{
    if (c->x.begun)
        return CLOSED; /* an answer is on its way, and cannot be taken back */
    conn_end_request(c);
    conn_answer_fault(c, status, reason);
    return FLUSH;
}

static enum conn_state refuse_fault(struct http_conn *c)
{
    const struct http_fault_row *fault = http_fault_row(c->b->parser.fault);
    char peer[HTTP_PEER_TEXT];
    LOG_DEBUG("request refused", F_TEXT("reason", fault->reason),
              F_TEXT("peer", http_peer_text(&c->peer, peer)));
    return refuse(c, fault->status, fault->reason);
}

enum conn_state conn_too_slow(struct http_conn *c)
{
    return refuse(c, 408, "too_slow");
}

/* The states */

bool conn_reads_body(const struct http_conn *c)
{
    return c->x.body_mode != BODY_UNASKED && !c->x.paused;
}

enum conn_state conn_first(struct http_conn *c)
{
    if (c->server->draining)
        return CLOSED;
    if (!c->readable)
        return c->state;
    server_relieve_buffers(c->server);
    if (!(c->b = http_buffers_take(&c->server->buffers)))
        return CLOSED;
    if (conn_fill(c))
        return HEAD;
    conn_give_buffers_back(c);
    return c->gone ? CLOSED : c->state;
}

static void begin_request(struct http_conn *c)
{
    const struct http_head *h = &c->b->parser.head;
    c->x = (struct exchange){ .handlers = true,
                              .keep_alive = h->keep_alive && !c->server->draining,
                              .head_only = str_eq(h->method, STR("HEAD")),
                              .old_version = h->minor_version == 0 };
    c->server->handler->on_request(c, h);
}

enum conn_state conn_head(struct http_conn *c)
{
    struct str piece;
    switch (next_event(c, &piece)) {
    case HTTP_HEAD: begin_request(c); return c->raw ? RAW : BODY;
    case HTTP_REFUSED: return refuse_fault(c);
    default: return c->gone ? CLOSED : HEAD;
    }
}

static void take_piece(struct http_conn *c, struct str piece)
{
    const struct http_head *h = &c->b->parser.head;
    if (c->x.body_mode == BODY_STREAM)
        c->x.on_piece(c, piece, false);
    else if (h->has_length && piece.len == h->length)
        c->x.body = piece; /* all at once: it can stay in the window */
    else
        buf_add(&c->b->body, piece);
}

/* When all was read; or later, if the handler asks for the body only then. */
static void tell_end_of_body(struct http_conn *c)
{
    if (c->x.body_told || c->x.ended || !conn_reads_body(c))
        return;
    c->x.body_told = true;
    if (c->x.body_mode == BODY_STREAM)
        c->x.on_piece(c, STR(""), true);
    else
        c->x.on_body(c, c->x.body.len ? c->x.body : buf_text(&c->b->body));
}

/* What BODY and BUSY have in common: the answer may be under way in both. */
static enum conn_state serve(struct http_conn *c, enum conn_state otherwise)
{
    if (c->gone || conn_has_left(c))
        return CLOSED;
    conn_send_waiting(c);
    if (c->out.broken)
        return CLOSED;
    return c->x.ended ? FLUSH : otherwise;
}

enum conn_state conn_body(struct http_conn *c)
{
    struct str piece;
    while (!c->x.ended && (http_parser_at_end(&c->b->parser) || conn_reads_body(c))) {
        switch (next_event(c, &piece)) {
        case HTTP_BODY: take_piece(c, piece); break;
        case HTTP_REFUSED: return refuse_fault(c);
        case HTTP_DONE: return BUSY;
        default: return serve(c, BODY);
        }
    }
    return serve(c, BODY);
}

enum conn_state conn_busy(struct http_conn *c)
{
    if (c->b && c->b->body.full) /* the parser keeps the limit, so memory is out */
        return refuse(c, 413, "body_too_large");
    tell_end_of_body(c);
    if (c->x.begun && (c->x.body_told || c->x.body_mode == BODY_UNASKED))
        conn_give_buffers_back_if_empty(c);
    return serve(c, BUSY);
}

/* The body, from the handler's side */

static void ask_for_body(struct http_conn *c, enum body_mode mode, uint64_t most)
{
    const struct http_head *h = &c->b->parser.head;
    static const struct str go_ahead = STR_INIT("HTTP/1.1 100 Continue\r\n\r\n");
    assert(c->x.handlers && !c->x.begun && c->x.body_mode == BODY_UNASKED);
    c->x.body_mode = mode;
    http_parser_limit_body(&c->b->parser, most);
    bool too_large = h->has_length && h->length > most;
    if (h->expects_continue && !too_large && !http_parser_at_end(&c->b->parser))
        http_out_write(&c->out, c->fd, &go_ahead, 1);
    conn_nudge(c);
}

void http_body_whole(struct http_conn *c, size_t most, http_body_fn *on_body)
{
    c->x.on_body = on_body;
    c->b->body.most = most;
    ask_for_body(c, BODY_WHOLE, most);
}

void http_body_stream(struct http_conn *c, uint64_t most, http_piece_fn *on_piece)
{
    c->x.on_piece = on_piece;
    ask_for_body(c, BODY_STREAM, most);
}

void http_body_pause(struct http_conn *c)
{
    c->x.paused = true;
}

void http_body_resume(struct http_conn *c)
{
    c->x.paused = false;
    conn_nudge(c);
}

const struct http_head *http_conn_request(const struct http_conn *c)
{
    assert(c->x.handlers && !c->x.begun);
    return &c->b->parser.head;
}
