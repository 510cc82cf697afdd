/* One connection's life:
 *
 *     NEW --> HEAD --> BODY --> BUSY --> FLUSH --> IDLE --> HEAD ...
 *              |        |                  |
 *              |        |                  '-----> LINGER --> CLOSED
 *              '--------'-- refused, too slow --> FLUSH
 *     any --> CLOSED (the peer is gone, or the deadline passed)
 *
 * NEW and IDLE wait for a first byte and own no buffer. HEAD reads until the head is complete and
 * hands it to the handler. BODY reads the body as the handler wants it; BUSY waits for the end of
 * the answer; FLUSH for the socket to take the rest of it. LINGER has shut our side and reads what
 * the peer still says, because closing on unread bytes would take the answer back from a peer that
 * has not read it yet.
 *
 * A state does what it can and names the next; naming itself means "call me again when my wish is
 * met". What the handler does inside a call is seen by the state that made the call; what it does
 * at other times nudges the connection, which then looks on the next turn. */
#include "http/http_priv.h"

#include "base/log.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef enum conn_state state_fn(struct http_conn *c);
static state_fn do_first, do_head, do_body, do_busy, do_flush, do_linger, too_slow, leave;

static const struct {
    const char *name;
    state_fn *run;
    enum want wish;
    int timeout_ms;
    state_fn *late; /* when the time is up */
} states[] = {
    [NEW] = { "new", do_first, WANT_READ, HTTP_FIRST_BYTE_MS, leave },
    [IDLE] = { "idle", do_first, WANT_READ, HTTP_IDLE_MS, leave },
    [HEAD] = { "head", do_head, WANT_READ, HTTP_HEAD_MS, too_slow },
    [BODY] = { "body", do_body, WANT_READ, HTTP_BODY_STALL_MS, too_slow },
    [BUSY] = { "busy", do_busy, WANT_NOTHING, HTTP_WRITE_STALL_MS, leave },
    [FLUSH] = { "flush", do_flush, WANT_NOTHING, HTTP_WRITE_STALL_MS, leave },
    [LINGER] = { "linger", do_linger, WANT_READ, HTTP_LINGER_MS, leave },
    [CLOSED] = { "closed", NULL, WANT_NOTHING, 0, NULL },
};

/* The driver */

static bool reads_body(const struct http_conn *c)
{
    return c->x.body_mode != BODY_UNASKED && !c->x.paused;
}

static bool handlers_turn(const struct http_conn *c)
{
    return c->state == BUSY || (c->state == BODY && !reads_body(c));
}

/* While the handler thinks, nothing is read, but a peer that leaves is noticed. Most say nothing in
 * that time, so the wish to read is left standing, which saves the kernel two calls for each
 * request; only if there is something is it changed. */
static enum want wish_now(const struct http_conn *c)
{
    enum want wish = states[c->state].wish;
    if (handlers_turn(c))
        wish = !c->readable ? WANT_READ : c->half_closed ? WANT_NOTHING : WANT_HANGUP;
    return http_out_empty(&c->out) ? wish : wish | WANT_WRITE;
}

static bool is_timed(const struct http_conn *c)
{
    return !handlers_turn(c) || !http_out_empty(&c->out);
}

static void drive(struct http_conn *c, state_fn *run);

static void on_deadline(struct timer *t)
{
    struct http_conn *c = CONTAINER_OF(t, struct http_conn, deadline);
    drive(c, states[c->state].late);
}

static void set_deadline(struct http_conn *c)
{
    struct loop *l = c->server->loop;
    if (!is_timed(c))
        timer_stop(l, &c->deadline);
    else if (c->moved || !timer_is_set(&c->deadline))
        timer_start(l, &c->deadline, states[c->state].timeout_ms, on_deadline);
    c->moved = false;
}

static void enter(struct http_conn *c, enum conn_state next)
{
    LOG_TRACE("connection", F_INT("fd", c->fd), F_TEXT("from", states[c->state].name),
              F_TEXT("to", states[next].name));
    c->state = next;
    c->moved = true;
}

/* A connection with much to do lets the others have a turn in between. */
static void run_states(struct http_conn *c, state_fn *run)
{
    c->driving = true;
    c->steps = HTTP_TURN_STEPS;
    c->given = 0;
    for (enum conn_state next; run && (next = run(c)) != c->state; run = states[c->state].run) {
        enter(c, next);
        if (--c->steps <= 0) {
            loop_post(c->server->loop, &c->again);
            break;
        }
    }
    c->driving = false;
}

static void drive(struct http_conn *c, state_fn *run)
{
    run_states(c, run);
    if (c->state == CLOSED) {
        conn_free(c);
        return;
    }
    if (c->x.told_to_stop && c->out.held <= HTTP_QUEUE_LOW)
        loop_post(c->server->loop, &c->again); /* it was told so for the others' sake */
    loop_want(&c->watch, wish_now(c));
    set_deadline(c);
}

static void on_ready(struct watch *w, enum want ready)
{
    struct http_conn *c = CONTAINER_OF(w, struct http_conn, watch);
    c->readable = c->readable || (ready & WANT_READ);
    c->hung_up = ready & WANT_HANGUP;
    drive(c, states[c->state].run);
}

static void on_again(struct post *p)
{
    struct http_conn *c = CONTAINER_OF(p, struct http_conn, again);
    drive(c, states[c->state].run);
}

void conn_nudge(struct http_conn *c)
{
    if (!c->driving)
        loop_post(c->server->loop, &c->again);
}

struct err *conn_open(struct http_server *s, int take_fd)
{
    owned_fd int fd = take_fd;
    owned_mem struct http_conn *c = mem_new(sizeof *c);
    TRY(unix_peer_of(fd, &c->peer));
    TRY(watch_start(s->loop, &c->watch, fd, on_ready));
    c->server = s;
    c->fd = give_fd(fd);
    c->again.fn = on_again;
    http_out_init(&c->out);
    loop_want(&c->watch, WANT_READ);
    set_deadline(c);
    server_remember(give(c));
    return NULL;
}

static void end_request(struct http_conn *c)
{
    if (!c->x.handlers)
        return;
    c->x.handlers = false;
    if (c->server->handler->on_closed)
        c->server->handler->on_closed(c);
}

void conn_free(struct http_conn *c)
{
    end_request(c);
    if (c->server->handler->on_gone)
        c->server->handler->on_gone(c);
    timer_stop(c->server->loop, &c->deadline);
    loop_unpost(c->server->loop, &c->again);
    watch_stop(&c->watch);
    close(c->fd);
    http_out_done(&c->out);
    http_buffers_give(&c->server->buffers, c->b);
    server_forget(c);
    mem_free(c);
}

/* Reading */

/* Receives into the window, which is empty. False if there is nothing now, or never again. A read
 * that fills less than the window has emptied the socket: trying again would only cost a call. */
static bool fill(struct http_conn *c)
{
    if (!c->readable || c->steps <= 0)
        return false;
    c->steps--;
    ssize_t n = FAIL("http.recv")
    ? (errno = ECONNRESET, -1) : recv(c->fd, c->b->window, sizeof c->b->window, 0);
    c->readable = n == (ssize_t)sizeof c->b->window;
    c->gone = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    c->b->at = 0;
    c->b->end = n > 0 ? (size_t)n : 0;
    c->moved = c->moved || (n > 0 && c->state == BODY); /* a head has one deadline in all */
    return n > 0;
}

/* What comes next; HTTP_MORE if that has not arrived. A piece lies in the window. */
static enum http_event next_event(struct http_conn *c, struct str *out_piece)
{
    struct http_buffers *b = c->b;
    enum http_event event;
    do {
        struct str in = { b->window + b->at, b->end - b->at };
        event = http_parse(&b->parser, &in, out_piece);
        b->at = b->end - in.len;
    } while (event == HTTP_MORE && fill(c));
    return event;
}

static void give_buffers_back(struct http_conn *c)
{
    http_buffers_give(&c->server->buffers, c->b);
    c->b = NULL;
}

/* Only if nothing in them is needed: the next request may have arrived behind this one. */
static void give_buffers_back_if_empty(struct http_conn *c)
{
    if (c->b && c->b->at == c->b->end)
        give_buffers_back(c);
}

static enum conn_state refuse(struct http_conn *c, int status, const char *reason)
{
    if (c->x.begun)
        return CLOSED; /* an answer is on its way, and cannot be taken back */
    end_request(c);
    conn_answer_fault(c, status, reason);
    return FLUSH;
}

static enum conn_state refuse_fault(struct http_conn *c)
{
    const struct http_fault_row *fault = http_fault_row(c->b->parser.fault);
    LOG_DEBUG("request refused", F_TEXT("reason", fault->reason), F_INT("pid", c->peer.pid));
    return refuse(c, fault->status, fault->reason);
}

static enum conn_state too_slow(struct http_conn *c)
{
    return refuse(c, 408, "too_slow");
}

static enum conn_state leave(struct http_conn *c)
{
    (void)c;
    return CLOSED;
}

/* The states */

static enum conn_state do_first(struct http_conn *c)
{
    if (c->server->draining)
        return CLOSED;
    if (!c->readable)
        return c->state;
    if (!(c->b = http_buffers_take(&c->server->buffers)))
        return CLOSED;
    if (fill(c))
        return HEAD;
    give_buffers_back(c);
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

static enum conn_state do_head(struct http_conn *c)
{
    struct str piece;
    switch (next_event(c, &piece)) {
    case HTTP_HEAD: begin_request(c); return BODY;
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
    if (c->x.body_told || c->x.ended || !reads_body(c))
        return;
    c->x.body_told = true;
    if (c->x.body_mode == BODY_STREAM)
        c->x.on_piece(c, STR(""), true);
    else
        c->x.on_body(c, c->x.body.len ? c->x.body : buf_text(&c->b->body));
}

/* A hangup may be half of one: then the peer still reads, as `nc -N` does. */
static bool has_left(struct http_conn *c)
{
    struct pollfd p = { .fd = c->fd };
    if (!c->hung_up)
        return false;
    c->hung_up = false;
    c->half_closed = true;
    return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR));
}

static void send_waiting(struct http_conn *c)
{
    uint64_t before = c->out.sent;
    http_out_flush(&c->out, c->fd);
    c->moved = c->moved || c->out.sent != before;
    if (!c->x.told_to_stop || c->out.held > HTTP_QUEUE_LOW)
        return;
    c->x.told_to_stop = false;
    if (c->server->handler->on_drained)
        c->server->handler->on_drained(c);
}

/* What BODY and BUSY have in common: the answer may be under way in both. */
static enum conn_state serve(struct http_conn *c, enum conn_state otherwise)
{
    if (c->gone || has_left(c))
        return CLOSED;
    send_waiting(c);
    if (c->out.broken)
        return CLOSED;
    return c->x.ended ? FLUSH : otherwise;
}

static enum conn_state do_body(struct http_conn *c)
{
    struct str piece;
    while (!c->x.ended && (http_parser_at_end(&c->b->parser) || reads_body(c))) {
        switch (next_event(c, &piece)) {
        case HTTP_BODY: take_piece(c, piece); break;
        case HTTP_REFUSED: return refuse_fault(c);
        case HTTP_DONE: return BUSY;
        default: return serve(c, BODY);
        }
    }
    return serve(c, BODY);
}

static enum conn_state do_busy(struct http_conn *c)
{
    if (c->b && c->b->body.full) /* the parser keeps the limit, so memory is out */
        return refuse(c, 413, "body_too_large");
    tell_end_of_body(c);
    if (c->x.begun && (c->x.body_told || c->x.body_mode == BODY_UNASKED))
        give_buffers_back_if_empty(c);
    return serve(c, BUSY);
}

static enum conn_state start_lingering(struct http_conn *c)
{
    if (c->b)
        give_buffers_back(c);
    shutdown(c->fd, SHUT_WR);
    c->readable = true;
    return LINGER;
}

static enum conn_state do_flush(struct http_conn *c)
{
    send_waiting(c);
    if (c->out.broken)
        return CLOSED;
    if (!http_out_empty(&c->out))
        return FLUSH;
    if (!c->x.keep_alive)
        return start_lingering(c);
    c->x = (struct exchange){ 0 };
    give_buffers_back_if_empty(c);
    if (!c->b)
        return IDLE;
    http_buffers_renew(c->b);
    return HEAD;
}

static enum conn_state do_linger(struct http_conn *c)
{
    char ignored[4 * KIB];
    for (ssize_t n; c->steps > 0 && (n = recv(c->fd, ignored, sizeof ignored, 0)) != -1;
         c->steps--) {
        c->lingered += (size_t)n;
        if (n == 0 || c->lingered > HTTP_LINGER_MOST)
            return CLOSED;
    }
    return c->steps <= 0 || errno == EAGAIN || errno == EINTR ? LINGER : CLOSED;
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

void *http_server_arg(const struct http_conn *c)
{
    return c->server->arg;
}

void http_conn_set_user(struct http_conn *c, void *user)
{
    c->x.user = user;
}

void *http_conn_user(const struct http_conn *c)
{
    return c->x.user;
}

void http_conn_keep(struct http_conn *c, void *kept)
{
    c->kept = kept;
}

void *http_conn_kept(const struct http_conn *c)
{
    return c->kept;
}

const struct unix_peer *http_conn_peer(const struct http_conn *c)
{
    return &c->peer;
}
