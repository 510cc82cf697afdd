/* ws_link: what a link hears on its connection, once hello has made it one. */
#pragma once
#include "ws/ws.h"

/* The connection's user is the link. */
extern const struct ws_handler link_handler;
