/* One connection's life:
 *
 *     NEW --> HEAD --> BODY --> BUSY --> FLUSH --> IDLE --> HEAD ...
 *              | |      |                ^ |
 *              | '------+--> RAW --------' |
 *              |        |                  '-----> LINGER --> CLOSED
 *              '--------'-- refused, too slow --> FLUSH
 *     any --> CLOSED (the peer is gone, or the deadline passed)
 *
 * NEW and IDLE wait for a first byte and own no buffer. HEAD reads until the head is complete and
 * hands it to the handler. BODY reads the body as the handler wants it; BUSY waits for the end of
 * the answer; FLUSH for the socket to take the rest of it. RAW is HTTP no more: what arrives is its
 * user's, until he closes. LINGER has shut our side and reads what the peer still says, because
 * closing on unread bytes would take the answer back from a peer that has not read it yet.
 *
 * A state does what it can and names the next; naming itself means "call me again when my wish is
 * met". What the handler does inside a call is seen by the state that made the call; what it does
 * at other times nudges the connection, which then looks on the next turn. */
#include "http/http_priv.h"

#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static state_fn do_flush, do_linger, leave;

static const struct {
    const char *name;
    state_fn *run;
    enum want wish;
    int timeout_ms;
    state_fn *late; /* when the time is up */
} states[] = {
    [NEW] = { "new", conn_first, WANT_READ, HTTP_FIRST_BYTE_MS, leave },
    [IDLE] = { "idle", conn_first, WANT_READ, HTTP_IDLE_MS, leave },
    [HEAD] = { "head", conn_head, WANT_READ, HTTP_HEAD_MS, conn_too_slow },
    [BODY] = { "body", conn_body, WANT_READ, HTTP_BODY_STALL_MS, conn_too_slow },
    [BUSY] = { "busy", conn_busy, WANT_NOTHING, HTTP_WRITE_STALL_MS, leave },
    [RAW] = { "raw", conn_raw, WANT_READ, HTTP_WRITE_STALL_MS, leave },
    [FLUSH] = { "flush", do_flush, WANT_NOTHING, HTTP_WRITE_STALL_MS, leave },
    [LINGER] = { "linger", do_linger, WANT_READ, HTTP_LINGER_MS, leave },
    [CLOSED] = { "closed", NULL, WANT_NOTHING, 0, NULL },
};

/* The driver */

/* Whether nothing is read because somebody of ours wants it so. */
static bool holds_back(const struct http_conn *c)
{
    switch (c->state) {
    case BODY: return !conn_reads_body(c);
    case BUSY: return true;
    case RAW: return c->x.paused;
    default: return false;
    }
}

/* While the handler thinks, nothing is read, but a peer that leaves is noticed. Most say nothing in
 * that time, so the wish to read is left standing, which saves the kernel two calls for each
 * request; only if there is something is it changed. */
static enum want wish_now(const struct http_conn *c)
{
    enum want wish = states[c->state].wish;
    if (holds_back(c))
        wish = !c->readable ? WANT_READ : c->half_closed ? WANT_NOTHING : WANT_HANGUP;
    return http_out_empty(&c->out) ? wish : wish | WANT_WRITE;
}

/* A close and half of one look the same; a peer that has gone would never be missed. */
static bool may_have_gone(const struct http_conn *c)
{
    return c->half_closed && c->state != RAW && holds_back(c);
}

/* What our side takes its time for costs the peer nothing; it only has to take what it is sent. */
static bool is_timed(const struct http_conn *c)
{
    return (c->state != RAW && !holds_back(c)) || may_have_gone(c) || !http_out_empty(&c->out);
}

static int time_for(const struct http_conn *c)
{
    return may_have_gone(c) ? HTTP_HALF_CLOSED_MS : states[c->state].timeout_ms;
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
        timer_start(l, &c->deadline, time_for(c), on_deadline);
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
    if (c->moved)
        server_place(c);
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

static struct err *peer_of(int fd, bool is_local, struct http_peer *out)
{
    out->is_local = is_local;
    return is_local ? unix_peer_of(fd, &out->local) : tcp_peer_of(fd, &out->ip);
}

struct err *conn_open(struct http_server *s, int take_fd, bool is_local)
{
    owned_fd int fd = take_fd;
    owned_mem struct http_conn *c = mem_new(sizeof *c);
    TRY(peer_of(fd, is_local, &c->peer));
    if (!http_crowd_enter(&s->crowd, &c->peer))
        return err_new(ERR_LIMIT, "too_many_from_there", "too many connections from there");
    struct err *e = watch_start(s->loop, &c->watch, fd, on_ready);
    if (e) {
        http_crowd_leave(&s->crowd, &c->peer);
        return e;
    }
    c->server = s;
    c->fd = give_fd(fd);
    c->again.fn = on_again;
    http_out_init(&c->out);
    loop_want(&c->watch, WANT_READ);
    set_deadline(c);
    server_remember(give(c));
    return NULL;
}

void conn_free(struct http_conn *c)
{
    conn_end_request(c);
    if (c->raw)
        c->raw->on_closed(c);
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

/* Receiving */

/* A read that fills less than the window has emptied the socket: trying again would only cost a
 * call. */
bool conn_fill(struct http_conn *c)
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

void conn_give_buffers_back(struct http_conn *c)
{
    http_buffers_give(&c->server->buffers, c->b);
    c->b = NULL;
}

/* Only if nothing in them is needed: the next request may have arrived behind this one. */
void conn_give_buffers_back_if_empty(struct http_conn *c)
{
    if (c->b && c->b->at == c->b->end)
        conn_give_buffers_back(c);
}

/* Its end is not in sight. */
static bool is_streaming(const struct http_conn *c)
{
    return !c->raw && c->x.begun && !c->x.ended && c->x.answer_left == HTTP_LEN_UNKNOWN;
}

/* A hangup may be half of one: then the peer still reads, as `nc -N` does. It gets its answer, if
 * that comes soon (HTTP_HALF_CLOSED_MS); but nobody says goodbye to a stream and listens on. */
bool conn_has_left(struct http_conn *c)
{
    struct pollfd p = { .fd = c->fd };
    if (c->half_closed && is_streaming(c))
        return true;
    if (!c->hung_up)
        return false;
    c->hung_up = false;
    c->half_closed = true;
    return is_streaming(c) || (poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR)));
}

/* Sending */

static void tell_drained(struct http_conn *c)
{
    void (*told)(struct http_conn * c) = c->raw ? c->raw->on_drained
                                                : c->server->handler->on_drained;
    c->x.told_to_stop = false;
    if (told)
        told(c);
}

void conn_send_waiting(struct http_conn *c)
{
    uint64_t before = c->out.sent;
    http_out_flush(&c->out, c->fd);
    c->moved = c->moved || c->out.sent != before;
    if (c->x.told_to_stop && c->out.held <= HTTP_QUEUE_LOW)
        tell_drained(c);
}

/* Also who keeps up is stopped after a while: for the others' sake. */
bool conn_must_stop(struct http_conn *c, size_t bytes)
{
    c->given += bytes;
    if (c->out.held > HTTP_QUEUE_MOST)
        c->out.broken = true;
    if (MAX_OF(c->out.held, c->given) > HTTP_QUEUE_HIGH)
        c->x.told_to_stop = true;
    return c->x.told_to_stop;
}

/* The end */

static enum conn_state leave(struct http_conn *c)
{
    (void)c;
    return CLOSED;
}

static enum conn_state start_lingering(struct http_conn *c)
{
    if (c->b)
        conn_give_buffers_back(c);
    shutdown(c->fd, SHUT_WR);
    c->readable = true;
    return LINGER;
}

static enum conn_state do_flush(struct http_conn *c)
{
    conn_send_waiting(c);
    if (c->out.broken)
        return CLOSED;
    if (!http_out_empty(&c->out))
        return FLUSH;
    if (!c->x.keep_alive)
        return start_lingering(c);
    c->x = (struct exchange){ 0 };
    conn_give_buffers_back_if_empty(c);
    if (!c->b)
        return IDLE;
    http_buffers_renew(c->b);
    return HEAD;
}

static enum conn_state do_linger(struct http_conn *c)
{
    char ignored[HTTP_WINDOW];
    for (ssize_t n; c->steps > 0 && (n = recv(c->fd, ignored, sizeof ignored, 0)) != -1;
         c->steps--) {
        c->lingered += (size_t)n;
        if (n == 0 || c->lingered > HTTP_LINGER_MOST)
            return CLOSED;
    }
    return c->steps <= 0 || errno == EAGAIN || errno == EINTR ? LINGER : CLOSED;
}

/* What is known of it */

void *http_server_arg(const struct http_conn *c)
{
    return c->server->arg;
}

struct loop *http_conn_loop(const struct http_conn *c)
{
    return c->server->loop;
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

const struct http_peer *http_conn_peer(const struct http_conn *c)
{
    return &c->peer;
}

bool http_peer_is_loopback(const struct http_peer *p)
{
    return p->is_local || ip_is_loopback(&p->ip);
}

const char *http_peer_text(const struct http_peer *p, char out[HTTP_PEER_TEXT])
{
    if (!p->is_local)
        return ip_text(&p->ip, out);
    snprintf(out, HTTP_PEER_TEXT, "process %d", p->local.pid);
    return out;
}
