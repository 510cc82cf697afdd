/* The handshake: see ws_handshake.h. */
#include "ws/ws_handshake.h"

#include "ws/ws_sha1.h"

#include <stdio.h>

enum { KEY = 24, NONCE = 16 };

static bool is_key(struct str key)
{
    char nonce[BASE64_LEN(NONCE) / 4 * 3];
    size_t len;
    return key.len == KEY && base64_decode(key, nonce, &len) && len == NONCE;
}

/* Two of them could be read in two ways. */
static bool is_said_once(const struct http_head *h, struct str name)
{
    size_t n = 0;
    for (size_t i = 0; i < h->n_headers; i++)
        n += str_eq(h->headers[i].name, name);
    return n == 1;
}

struct err *ws_handshake_check(const struct http_head *h)
{
    static const struct str key = STR_INIT("sec-websocket-key"),
                            version = STR_INIT("sec-websocket-version");
    if (!str_eq(h->method, STR("GET")) || h->minor_version == 0)
        return err_new(ERR_INVALID, "bad_upgrade", "a WebSocket begins with GET and HTTP/1.1");
    if (!h->upgrade || !http_list_has(http_head_get(h, STR("upgrade")), STR("websocket")))
        return err_new(ERR_INVALID, "upgrade_missing", "this is for WebSockets alone");
    if (h->chunked || h->length)
        return err_new(ERR_INVALID, "bad_upgrade", "a WebSocket begins without a body");
    if (!is_said_once(h, version) || !str_eq(http_head_get(h, version), STR("13")))
        return err_new(ERR_INVALID, "bad_websocket_version", "the WebSocket version here is 13");
    if (!is_said_once(h, key) || !is_key(http_head_get(h, key)))
        return err_new(ERR_INVALID, "bad_websocket_key", "the WebSocket key is 16 bytes in base64");
    return NULL;
}

struct str ws_handshake_accept(struct str key, char out[WS_ACCEPT + 1])
{
    static const char salt[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char both[KEY + sizeof salt];
    unsigned char sum[WS_SHA1];
    owned(buf) struct buf text;
    int len = snprintf(both, sizeof both, "%.*s%s", STR_ARGS(str_first(key, KEY)), salt);
    ws_sha1((struct str){ both, (size_t)len }, sum);
    buf_init(&text, 2 * WS_ACCEPT);
    base64_add(&text, (struct str){ (const char *)sum, sizeof sum });
    memcpy(out, text.ptr, WS_ACCEPT);
    out[WS_ACCEPT] = 0;
    return (struct str){ out, WS_ACCEPT };
}
