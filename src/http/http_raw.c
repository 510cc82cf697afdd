/* Connections that are HTTP no more: see http_raw.h. */
#include "http/http_raw.h"
#include "http/http_priv.h"

#include <assert.h>

static bool is_listening(const struct http_conn *c)
{
    return !c->x.paused && !c->x.ended && !c->out.broken;
}

static void give_bytes(struct http_conn *c)
{
    struct http_buffers *b = c->b;
    size_t len = b->end - b->at, taken = c->raw->on_bytes(c, b->window + b->at, len);
    assert(taken <= len);
    b->at += taken;
    c->x.paused = c->x.paused || taken < len;
}

/* What the user left last time comes first. */
static void read_on(struct http_conn *c)
{
    if (!c->b && c->readable && is_listening(c))
        c->b = http_buffers_take(&c->server->buffers);
    if (!c->b) {
        c->out.broken = c->out.broken || (c->readable && is_listening(c));
        return;
    }
    while (is_listening(c) && (c->b->at < c->b->end || conn_fill(c)))
        give_bytes(c);
    conn_give_buffers_back_if_empty(c);
}

static void tell_of_drain(struct http_conn *c)
{
    if (!c->server->draining || c->x.drain_told)
        return;
    c->x.drain_told = true;
    if (c->raw->on_drain)
        c->raw->on_drain(c);
    else
        c->x.ended = true;
}

enum conn_state conn_raw(struct http_conn *c)
{
    tell_of_drain(c);
    read_on(c);
    if (!c->x.ended)
        conn_send_waiting(c);
    if (c->out.broken)
        return CLOSED;
    if (c->x.ended) /* also by a peer that has left: it may still read */
        return FLUSH;
    return c->gone || conn_has_left(c) ? CLOSED : RAW;
}

void http_conn_upgrade(struct http_conn *c, const struct http_header *headers,
                       const struct http_raw *raw, void *user)
{
    assert(c->x.handlers && !c->x.begun && c->driving && http_parser_at_end(&c->b->parser));
    conn_answer_upgrade(c, headers);
    c->x = (struct exchange){ .user = user };
    c->raw = raw;
}

bool http_raw_write(struct http_conn *c, const struct str *parts, size_t n_parts)
{
    size_t bytes = 0;
    assert(c->raw && !c->x.ended);
    http_out_write(&c->out, c->fd, parts, n_parts);
    for (size_t i = 0; i < n_parts; i++)
        bytes += parts[i].len;
    bool stop = conn_must_stop(c, bytes);
    if (stop || c->out.broken || !http_out_empty(&c->out))
        conn_nudge(c);
    return !stop;
}

void http_raw_pause(struct http_conn *c)
{
    c->x.paused = true;
}

void http_raw_resume(struct http_conn *c)
{
    c->x.paused = false;
    conn_nudge(c);
}

void http_raw_close(struct http_conn *c)
{
    c->x.ended = true;
    c->x.told_to_stop = false;
    conn_nudge(c);
}

void http_raw_cut(struct http_conn *c)
{
    c->out.broken = true;
    conn_nudge(c);
}
