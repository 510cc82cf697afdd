/* ws_frame: WebSocket frames (RFC 6455, section 5) out of bytes, however they are cut, and back.
 *
 * Feed it what arrived; it takes what it needs and says what it found:
 *
 *     WS_DATA      a piece of a message, unmasked where it lies; `last` with the end of the message
 *     WS_CONTROL   a close, ping or pong with all of its payload: see `opcode` and `control`
 *     WS_MORE      all was taken; feed more
 *     WS_REFUSED   not the protocol, or too much: see `fault`; nothing more can be read
 *
 * What it finds does not depend on where the input was cut. Texts are UTF-8, also across fragments;
 * lengths are in their shortest form; whoever has to mask does; extensions are not known. After a
 * close frame the rest is read over. It allocates nothing. */
#pragma once
#include "ws/ws_text.h"

enum ws_opcode {
    WS_CONTINUATION = 0,
    WS_TEXT = 1,
    WS_BINARY = 2,
    WS_CLOSE = 8,
    WS_PING = 9,
    WS_PONG = 10,
};

enum ws_fault {
    WS_FINE,
#define WS_FAULT(constant, reason, code) WS_BAD_##constant,
#include "ws/ws_faults.def"
#undef WS_FAULT
    WS_FAULTS
};

struct ws_fault_row {
    const char *reason;
    int code;
};
const struct ws_fault_row *ws_fault_row(enum ws_fault fault);

enum ws_event { WS_MORE, WS_DATA, WS_CONTROL, WS_REFUSED };
enum ws_role { WS_SERVER, WS_CLIENT }; /* who reads */

enum { WS_HEAD_MOST = 14, WS_CONTROL_MOST = 125 };

struct ws_bytes {
    char *ptr;
    size_t len;
};

struct ws_parser {
    unsigned char state;                 /* see ws_frame.c */
    unsigned char role, opcode, message; /* of this frame, and of the message it belongs to */
    unsigned char fault, head_len, control_len;
    bool final, last, in_message;
    unsigned char head[WS_HEAD_MOST], mask[4];
    char control[WS_CONTROL_MOST];
    struct ws_text text;
    uint64_t left;         /* of the frame's payload */
    uint64_t message_left; /* what the message may still have */
    uint64_t message_most;
};

void ws_parser_init(struct ws_parser *p, enum ws_role role, uint64_t message_most);

/* Takes from the front of `*in`. A piece is empty only where a message ends without one. */
enum ws_event ws_parse(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece);

/* What a close frame in `control` says; 1005 if it says nothing. */
int ws_close_code(const struct ws_parser *p, struct str *out_reason);

/* A frame's head, to be followed by its payload; with a `mask` (four bytes, or NULL) that has been
 * through ws_mask(). Returns how many bytes it has. */
size_t ws_head(char out[WS_HEAD_MOST], enum ws_opcode opcode, bool final, uint64_t len,
               const unsigned char *mask);
/* Masks or unmasks what lies `at` bytes behind the payload's begin. */
void ws_mask(char *bytes, size_t len, const unsigned char mask[4], uint64_t at);
