/* A server for tests from outside, on a port of 127.0.0.1 that it prints. It says what it has
 * understood of a request (X-Saw: method and target, X-Body: the body in hex); at /ws it says back
 * what it hears, in WebSocket messages. It ends when its standard input does. */
#include "base/loop.h"
#include "ws/ws.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BODY_MOST = 64 * KIB, MESSAGE_MOST = 4 * MIB };

static void answer(struct http_conn *c, struct str body)
{
    const struct http_head *head = http_conn_request(c);
    owned(buf) struct buf saw, hex;
    buf_init(&saw, HTTP_LINE_MOST + HTTP_METHOD_MOST);
    buf_init(&hex, 2 * BODY_MOST);
    buf_printf(&saw, "%.*s %.*s", STR_ARGS(head->method), STR_ARGS(head->target));
    hex_add(&hex, body);
    http_respond(c, 200,
                 HTTP_HEADERS({ STR("x-saw"), buf_text(&saw) }, { STR("x-body"), buf_text(&hex) }),
                 STR(""));
}

/* One side is slow: what is said back waits, and so nothing more is heard. */
static void say_back(struct ws_conn *c, bool room)
{
    if (!room)
        ws_pause(c);
}

static void echo_text(struct ws_conn *c, struct str message)
{
    uint64_t code;
    if (str_starts(message, STR("close ")) && str_to_uint(str_from(message, 6), &code))
        ws_close(c, (int)code, STR("as you say"));
    else
        say_back(c, ws_send_text(c, message));
}

static void echo_binary(struct ws_conn *c, struct str message)
{
    say_back(c, ws_send_binary(c, message));
}

static void note_closed(struct ws_conn *c, int code)
{
    (void)c;
    printf("closed %d\n", code);
}

static const struct ws_handler echo = { echo_text, echo_binary, ws_resume, NULL, note_closed };

static void on_request(struct http_conn *c, const struct http_head *head)
{
    struct ws_conn *ignored;
    if (!str_eq(head->path, STR("/ws"))) {
        http_body_whole(c, BODY_MOST, answer);
        return;
    }
    owned(err) struct err *e = ws_accept(c, head, &echo, NULL, MESSAGE_MOST, &ignored);
    if (e)
        http_respond(c, 400, NULL, str_of(err_reason(e)));
}

static void stop_at_end(struct watch *w, enum want ready)
{
    char ignored[64];
    (void)w, (void)ready;
    if (read(STDIN_FILENO, ignored, sizeof ignored) == 0)
        exit(0);
}

int main(void)
{
    static const struct http_handler handler = { .on_request = on_request };
    struct watch input = { 0 };
    int port = 0;
    struct loop *l = loop_new(LOOP_LIVE);
    struct http_server *s = http_server_new(l, &handler, NULL);
    owned(err) struct err *e = http_server_listen_tcp(s, "127.0.0.1", 0, &port);
    if (!e)
        e = watch_start(l, &input, STDIN_FILENO, stop_at_end);
    if (e) {
        fprintf(stderr, "%s\n", err_text(e));
        return 1;
    }
    loop_want(&input, WANT_READ);
    setlinebuf(stdout);
    printf("port %d\n", port);
    loop_run(l);
}
