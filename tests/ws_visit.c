/* ws_visit PORT: a WebSocket client that says messages of many sizes to a server that says back
 * what it hears, and looks at what comes. Exit status 0: all was as it should be. */
#include "base/base.h"
#include "http/http.h"
#include "ws/ws_frame.h"
#include "ws/ws_handshake.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE_MOST = 1 * MIB };

struct visit {
    int fd;
    char window[64 * KIB];
    struct ws_bytes in; /* what of it was not parsed yet */
    struct ws_parser parser;
    struct buf message;
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "ws_visit: %s\n", what);
    exit(1);
}

static void need(bool condition, const char *what)
{
    if (!condition)
        fail(what);
}

static void send_all(struct visit *v, const char *bytes, size_t len)
{
    for (ssize_t n; len; bytes += n, len -= (size_t)n)
        need((n = send(v->fd, bytes, len, MSG_NOSIGNAL)) > 0, "cannot send");
}

static void receive(struct visit *v)
{
    ssize_t n = recv(v->fd, v->window, sizeof v->window, 0);
    need(n > 0, "the server has left");
    v->in = (struct ws_bytes){ v->window, (size_t)n };
}

static void connect_to(struct visit *v, const char *port)
{
    struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)) };
    inet_pton(AF_INET, "127.0.0.1", &there.sin_addr);
    v->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    need(connect(v->fd, (struct sockaddr *)&there, sizeof there) == 0, "cannot connect");
}

static void shake_hands(struct visit *v)
{
    static const char request[] =
        "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    static struct http_parser parser;
    static char space[HTTP_PARSE_SPACE];
    char accept[WS_ACCEPT + 1];
    struct str piece;
    send_all(v, request, strlen(request));
    http_parser_init(&parser, HTTP_RESPONSE, space);
    enum http_event event;
    do {
        receive(v);
        struct str in = { v->in.ptr, v->in.len };
        event = http_parse(&parser, &in, &piece);
        v->in = (struct ws_bytes){ v->in.ptr + (v->in.len - in.len), in.len };
    } while (event == HTTP_MORE);
    need(event == HTTP_HEAD && parser.head.status == 101, "no upgrade");
    need(str_eq(http_head_get(&parser.head, STR("sec-websocket-accept")),
                ws_handshake_accept(STR("dGhlIHNhbXBsZSBub25jZQ=="), accept)),
         "the wrong accept");
}

static void say(struct visit *v, enum ws_opcode opcode, bool final, struct str payload)
{
    char head[WS_HEAD_MOST];
    unsigned char mask[4];
    random_bytes(mask, sizeof mask);
    char *masked = mem_text(payload.ptr, payload.len);
    ws_mask(masked, payload.len, mask, 0);
    send_all(v, head, ws_head(head, opcode, final, payload.len, mask));
    send_all(v, masked, payload.len);
    mem_free(masked);
}

/* The next message or control frame; its opcode. */
static enum ws_opcode hear(struct visit *v)
{
    struct str piece;
    for (;;) {
        switch (ws_parse(&v->parser, &v->in, &piece)) {
        case WS_MORE: receive(v); break;
        case WS_DATA:
            buf_add(&v->message, piece);
            if (v->parser.last)
                return v->parser.message;
            break;
        case WS_CONTROL: return v->parser.opcode;
        case WS_REFUSED: fail(ws_fault_row(v->parser.fault)->reason);
        }
    }
}

static void expect_message(struct visit *v, enum ws_opcode opcode, struct str message)
{
    buf_clear(&v->message);
    need(hear(v) == opcode, "the wrong kind of message");
    need(str_eq(buf_text(&v->message), message), "the wrong message");
}

static void expect_control(struct visit *v, enum ws_opcode opcode, struct str payload)
{
    need(hear(v) == opcode, "the wrong control frame");
    need(str_eq((struct str){ v->parser.control, v->parser.control_len }, payload),
         "the wrong payload");
}

static void exchange_sizes(struct visit *v)
{
    static const size_t sizes[] = { 0, 1, 125, 126, 127, 65535, 65536, 65537, MESSAGE_MOST };
    static char bytes[MESSAGE_MOST];
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        const struct str message = { bytes, sizes[i] };
        memset(bytes, 'a', sizes[i]);
        say(v, WS_TEXT, true, message);
        expect_message(v, WS_TEXT, message);
        random_bytes(bytes, sizes[i]);
        say(v, WS_BINARY, true, message);
        expect_message(v, WS_BINARY, message);
    }
}

static void exchange_fragments(struct visit *v)
{
    say(v, WS_TEXT, false, STR("one \xf0\x9f"));
    say(v, WS_PING, true, STR("between"));
    say(v, WS_CONTINUATION, false, STR(""));
    say(v, WS_CONTINUATION, true, STR("\x98\x80 two"));
    expect_control(v, WS_PONG, STR("between"));
    expect_message(v, WS_TEXT, STR("one \xf0\x9f\x98\x80 two"));
}

static void part(struct visit *v)
{
    say(v, WS_CLOSE, true,
        STR("\x0f\xa0"
            "done"));
    need(hear(v) == WS_CLOSE, "no goodbye");
    struct str why;
    need(ws_close_code(&v->parser, &why) == 4000, "the wrong goodbye");
    need(recv(v->fd, v->window, 1, 0) == 0, "no end");
}

int main(int argc, char **argv)
{
    static struct visit v;
    need(argc == 2, "which port?");
    buf_init(&v.message, MESSAGE_MOST);
    ws_parser_init(&v.parser, WS_CLIENT, MESSAGE_MOST);
    connect_to(&v, argv[1]);
    shake_hands(&v);
    exchange_sizes(&v);
    exchange_fragments(&v);
    part(&v);
    close(v.fd);
    buf_done(&v.message);
}
