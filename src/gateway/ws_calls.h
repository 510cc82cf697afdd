/* ws_calls: the calls of a link. */
#pragma once
#include "gateway/link.h"

/* `payload` is that of a call frame, and lies in the arena. What is wrong with the call becomes its
 * result; what is wrong with the frame, the error. A call that came before is left alone. */
struct err *ws_call_start(struct link *l, const struct json *payload, struct arena *take_a);
void ws_call_cancel(struct link *l, uint64_t id); /* nothing, if it has ended */

void ws_calls_go_on(struct link *l);   /* streams that waited */
void ws_calls_abandon(struct link *l); /* the link goes: they are called off, and say nothing */
