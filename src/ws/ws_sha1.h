/* ws_sha1: SHA-1 (FIPS 180-4), which the WebSocket handshake asks for, as a sign that the server
 * has understood. Nothing depends on its being hard to forge. */
#pragma once
#include "base/base.h"

enum { WS_SHA1 = 20 };
void ws_sha1(struct str s, unsigned char out[WS_SHA1]);
