/* gateway: the doors. HTTP/1.1 on a unix socket, and a client for it.
 *
 *     gateway/http_server.h   requests to a handler, answers back, over the loop
 *     gateway/http_client.h   one request after another, blocking, for the command line
 *     gateway/door.h          the op table over HTTP */
#pragma once
#include "gateway/door.h"
#include "gateway/http_client.h"
#include "gateway/http_server.h"
