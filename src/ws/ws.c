/* One WebSocket on the server's side: see ws.h.
 *
 *     OPEN --- we close ------> CLOSING -- the peer's close, or its time --> ENDED
 *      |                                                                      ^
 *      '--- the peer closes (answered), or breaks the protocol (told) --------'
 *     any --> on_closed(), when the connection is gone
 *
 * In CLOSING messages are read over. ENDED leaves the rest to http_raw_close(): it flushes, shuts
 * our side and lingers.
 *
 * One timer does for all that has a time: from ping to ping and for the pong in OPEN, for the
 * peer's goodbye in CLOSING. It is set to whole seconds, so that ten thousand connections wake us
 * at most once a second. */
#include "ws/ws.h"

#include "base/log.h"
#include "ws/ws_frame.h"
#include "ws/ws_handshake.h"

enum state { OPEN, CLOSING, ENDED };

enum { WHY_MOST = WS_CONTROL_MOST - 2 };

struct ws_conn {
    struct http_conn *http;
    const struct ws_handler *handler;
    void *user;
    enum state state;
    int code;    /* for on_closed() */
    bool paused; /* the handler wants no messages */
    bool pinged; /* and waits for a sign of life */
    bool heard;  /* since then */
    bool full;   /* much waits to be sent */
    struct timer beat;
    struct buf message; /* what has come of one in pieces */
    struct ws_parser parser;
};

/* Sending */

static bool send_frame(struct ws_conn *c, enum ws_opcode opcode, struct str payload)
{
    char head[WS_HEAD_MOST];
    size_t len = ws_head(head, opcode, true, payload.len, NULL);
    c->full = !http_raw_write(c->http, (struct str[]){ { head, len }, payload }, 2);
    return !c->full;
}

bool ws_send_text(struct ws_conn *c, struct str message)
{
    return c->state == OPEN && send_frame(c, WS_TEXT, message);
}

bool ws_send_binary(struct ws_conn *c, struct str message)
{
    return c->state == OPEN && send_frame(c, WS_BINARY, message);
}

static void send_close(struct ws_conn *c, int code, struct str why)
{
    char payload[WS_CONTROL_MOST] = { (char)(code >> 8), (char)code };
    why = utf8_first(why, WHY_MOST);
    if (why.len)
        memcpy(payload + 2, why.ptr, why.len);
    bool silent = code == WS_CLOSE_SILENT;
    send_frame(c, WS_CLOSE, (struct str){ payload, silent ? 0 : 2 + why.len });
}

/* The beat */

static void on_beat(struct timer *t);

static void set_beat(struct ws_conn *c, int64_t ms)
{
    const int64_t second = 1000000000, due = clock_mono_ns() + ms * 1000000;
    timer_start_at(http_conn_loop(c->http), &c->beat, (due + second - 1) / second * second,
                   on_beat);
}

static void end(struct ws_conn *c)
{
    timer_stop(http_conn_loop(c->http), &c->beat);
    buf_done(&c->message);
    c->state = ENDED;
    http_raw_close(c->http);
}

static void ping(struct ws_conn *c)
{
    c->pinged = true;
    c->heard = false;
    set_beat(c, WS_PONG_MS);
    send_frame(c, WS_PING, STR(""));
}

/* Who is not listened to cannot be heard. */
static void look_for_life(struct ws_conn *c)
{
    c->pinged = false;
    if (c->heard || c->paused)
        set_beat(c, WS_PING_EVERY_MS - WS_PONG_MS);
    else
        http_raw_cut(c->http);
}

static void on_beat(struct timer *t)
{
    struct ws_conn *c = CONTAINER_OF(t, struct ws_conn, beat);
    if (c->state == CLOSING)
        end(c);
    else if (c->pinged)
        look_for_life(c);
    else
        ping(c);
}

/* Closing */

void ws_close(struct ws_conn *c, int code, struct str why)
{
    if (c->state != OPEN)
        return;
    send_close(c, code, why);
    c->code = code;
    c->state = CLOSING;
    ws_resume(c); /* to hear the peer's */
    set_beat(c, WS_CLOSE_MS);
}

static void answer_close(struct ws_conn *c)
{
    struct str ignored;
    if (c->state == OPEN) {
        c->code = ws_close_code(&c->parser, &ignored);
        send_close(c, c->code, STR(""));
    }
    end(c);
}

static void refuse(struct ws_conn *c, int code, const char *reason)
{
    char peer[HTTP_PEER_TEXT];
    LOG_DEBUG("WebSocket refused", F_TEXT("reason", reason),
              F_TEXT("peer", http_peer_text(http_conn_peer(c->http), peer)));
    if (c->state == OPEN) {
        c->code = code;
        send_close(c, code, str_of(reason));
    }
    end(c);
}

/* Receiving */

static void deliver(struct ws_conn *c, struct str message)
{
    void (*told)(struct ws_conn *, struct str) = c->parser.message == WS_TEXT
                                                     ? c->handler->on_text
                                                     : c->handler->on_binary;
    if (told)
        told(c, message);
    else
        refuse(c, WS_CLOSE_UNSUPPORTED, "kind_not_wanted");
}

/* A message that arrives in one piece is handed on where it lies. */
static void take_piece(struct ws_conn *c, struct str piece)
{
    bool last = c->parser.last;
    if (c->state != OPEN)
        return;
    if (last && !c->message.len) {
        deliver(c, piece);
        return;
    }
    buf_add(&c->message, piece);
    if (c->message.full) { /* the parser keeps the limit, so memory is out */
        refuse(c, WS_CLOSE_TOO_LARGE, "no_memory");
    } else if (last) {
        owned(buf) struct buf whole = c->message;
        buf_init(&c->message, whole.most);
        deliver(c, buf_text(&whole));
    }
}

/* Who asks for pongs without reading them gets none; that a pong was heard has been noted. */
static void take_control(struct ws_conn *c)
{
    struct str payload = { c->parser.control, c->parser.control_len };
    if (c->parser.opcode == WS_CLOSE)
        answer_close(c);
    else if (c->parser.opcode == WS_PING && c->state == OPEN && !c->full)
        send_frame(c, WS_PONG, payload);
}

static size_t on_bytes(struct http_conn *http, char *bytes, size_t len)
{
    struct ws_conn *c = http_conn_user(http);
    struct ws_bytes in = { bytes, len };
    enum ws_event event = WS_DATA;
    c->heard = true;
    while (event != WS_MORE && c->state != ENDED && !c->paused) {
        struct str piece;
        event = ws_parse(&c->parser, &in, &piece);
        if (event == WS_DATA)
            take_piece(c, piece);
        else if (event == WS_CONTROL)
            take_control(c);
        else if (event == WS_REFUSED)
            refuse(c, ws_fault_row(c->parser.fault)->code, ws_fault_row(c->parser.fault)->reason);
    }
    return len - in.len;
}

void ws_pause(struct ws_conn *c)
{
    c->paused = true;
    http_raw_pause(c->http);
}

void ws_resume(struct ws_conn *c)
{
    c->paused = false;
    c->heard = true; /* what it said meanwhile is only read now */
    http_raw_resume(c->http);
}

/* Life */

static void on_drained(struct http_conn *http)
{
    struct ws_conn *c = http_conn_user(http);
    c->full = false;
    if (c->state == OPEN && c->handler->on_drained)
        c->handler->on_drained(c);
}

static void on_drain(struct http_conn *http)
{
    struct ws_conn *c = http_conn_user(http);
    if (c->handler->on_leaving)
        c->handler->on_leaving(c);
    else
        ws_close(c, WS_CLOSE_GOING_AWAY, STR(""));
}

static void on_closed(struct http_conn *http)
{
    struct ws_conn *c = http_conn_user(http);
    timer_stop(http_conn_loop(http), &c->beat);
    c->handler->on_closed(c, c->code);
    buf_done(&c->message);
    mem_free(c);
}

static const struct http_raw raw = { on_bytes, on_drained, on_drain, on_closed };

struct err *ws_accept(struct http_conn *conn, const struct http_head *head,
                      const struct ws_handler *handler, void *user, size_t message_most,
                      struct ws_conn **out_ws)
{
    char sum[WS_ACCEPT + 1];
    TRY(ws_handshake_check(head));
    struct str accept = ws_handshake_accept(http_head_get(head, STR("sec-websocket-key")), sum);
    struct ws_conn *c = mem_new(sizeof *c);
    c->http = conn;
    c->code = WS_CLOSE_LOST;
    ws_set_handler(c, handler, user);
    buf_init(&c->message, message_most);
    ws_parser_init(&c->parser, WS_SERVER, message_most);
    set_beat(c, WS_PING_EVERY_MS - WS_PONG_MS);
    http_conn_upgrade(
        conn,
        HTTP_HEADERS({ STR("upgrade"), STR("websocket") }, { STR("sec-websocket-accept"), accept }),
        &raw, c);
    *out_ws = c;
    return NULL;
}

void ws_set_handler(struct ws_conn *c, const struct ws_handler *handler, void *user)
{
    c->handler = handler;
    c->user = user;
}

void ws_set_message_most(struct ws_conn *c, size_t most)
{
    c->parser.message_most = c->message.most = most;
}

void *ws_user(const struct ws_conn *c)
{
    return c->user;
}

struct http_conn *ws_http(struct ws_conn *c)
{
    return c->http;
}
