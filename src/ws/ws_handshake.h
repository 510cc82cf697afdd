/* ws_handshake: how a request asks to become a WebSocket, and the answer (RFC 6455, section 4). */
#pragma once
#include "http/http.h"

/* ERR_INVALID with what is wrong with the request; its body is none, that is part of it. */
struct err *ws_handshake_check(const struct http_head *h);

/* The value of Sec-WebSocket-Accept. */
enum { WS_ACCEPT = 28 };
struct str ws_handshake_accept(struct str key, char out[WS_ACCEPT + 1]);
