/* The handshake, and the hash in it. */
#include "ws/ws_handshake.h"

#include "base/test.h"
#include "ws/ws_sha1.h"

#include <stdio.h>

TEST(the_standards_key_gets_the_standards_answer)
{
    char out[WS_ACCEPT + 1];
    CHECK_STR(ws_handshake_accept(STR("dGhlIHNhbXBsZSBub25jZQ=="), out),
              "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

/* FIPS 180 and the lengths around a block's end; the sums are sha1sum's. */
TEST(sha1_is_what_others_compute)
{
    static const struct {
        size_t len;
        const char *sum;
    } cases[] = {
        { 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
        { 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a" },
        { 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699" },
        { 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5" },
        { 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d" },
        { 65, "11655326c708d70319be2610e8a57d9a5b959d3b" },
        { 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f" },
    };
    static char text[1000000];
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        unsigned char sum[WS_SHA1];
        owned(buf) struct buf hex;
        buf_init(&hex, 2 * WS_SHA1);
        ws_sha1((struct str){ text, cases[i].len }, sum);
        hex_add(&hex, (struct str){ (char *)sum, sizeof sum });
        CHECK_STR(buf_text(&hex), cases[i].sum);
    }
}

#define KEY     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define UPGRADE "Upgrade: websocket\r\nConnection: upgrade\r\n"

TEST(a_request_says_all_that_a_websocket_needs_or_what_is_missing)
{
    static const struct {
        const char *first, *headers, *reason;
    } cases[] = {
        { "GET / HTTP/1.1", UPGRADE VERSION KEY, "" },
        { "GET / HTTP/1.1",
          "Upgrade: h2c, WebSocket\r\nConnection: keep-alive, Upgrade\r\n" VERSION KEY, "" },
        { "POST / HTTP/1.1", UPGRADE VERSION KEY, "bad_upgrade" },
        { "HEAD / HTTP/1.1", UPGRADE VERSION KEY, "bad_upgrade" },
        { "GET / HTTP/1.0", UPGRADE VERSION KEY, "bad_upgrade" },
        { "GET / HTTP/1.1", UPGRADE VERSION KEY "Content-Length: 1\r\n", "bad_upgrade" },
        { "GET / HTTP/1.1", UPGRADE VERSION KEY "Transfer-Encoding: chunked\r\n", "bad_upgrade" },
        { "GET / HTTP/1.1", VERSION KEY, "upgrade_missing" },
        { "GET / HTTP/1.1", "Upgrade: websocket\r\n" VERSION KEY, "upgrade_missing" },
        { "GET / HTTP/1.1", "Connection: upgrade\r\n" VERSION KEY, "upgrade_missing" },
        { "GET / HTTP/1.1", "Upgrade: websockets\r\nConnection: upgrade\r\n" VERSION KEY,
          "upgrade_missing" },
        { "GET / HTTP/1.1", UPGRADE KEY, "bad_websocket_version" },
        { "GET / HTTP/1.1", UPGRADE VERSION VERSION KEY, "bad_websocket_version" },
        { "GET / HTTP/1.1", UPGRADE "Sec-WebSocket-Version: 8\r\n" KEY, "bad_websocket_version" },
        { "GET / HTTP/1.1", UPGRADE VERSION, "bad_websocket_key" },
        { "GET / HTTP/1.1", UPGRADE VERSION KEY KEY, "bad_websocket_key" },
        { "GET / HTTP/1.1", UPGRADE VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n",
          "bad_websocket_key" },
        { "GET / HTTP/1.1", UPGRADE VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSEh\r\n",
          "bad_websocket_key" },
        { "GET / HTTP/1.1", UPGRADE VERSION "Sec-WebSocket-Key: not at all base64!!!!!!!\r\n",
          "bad_websocket_key" },
    };
    static struct http_parser parser;
    static char space[HTTP_PARSE_SPACE], text[1024];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str piece;
        int len = snprintf(text, sizeof text, "%s\r\nHost: h\r\n%s\r\n", cases[i].first,
                           cases[i].headers);
        struct str in = { text, (size_t)len };
        http_parser_init(&parser, HTTP_REQUEST, space);
        CHECK_INT(http_parse(&parser, &in, &piece), HTTP_HEAD);
        owned(err) struct err *e = ws_handshake_check(&parser.head);
        if (strcmp(e ? err_reason(e) : "", cases[i].reason) != 0)
            CHECK_FAIL("%s %s: %s", cases[i].first, cases[i].headers, e ? err_text(e) : "taken");
    }
}
