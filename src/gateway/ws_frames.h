/* ws_frames: what frames of protocol version 2 look like: {"type": "…", "payload": {…}}. */
#pragma once
#include "base/json.h"
#include "op/op.h"
#include "ws/ws.h"

/* Its type and its payload, an object, may be asked for from here on. Texts go into the arena. */
struct err *frame_read(struct str text, struct arena *a, const struct json **out_frame);

/* Members of the payload are written in between; `out` has its limit. */
void frame_begin(struct json_out *o, struct buf *out, const char *type);
void frame_end(struct json_out *o);

/* Of a frame that is no call. */
void frame_say_error(struct ws_conn *conn, struct str request_id, struct err *take_e);
