/* http: HTTP/1.1 over the loop, strict and bounded; a client for tests and the command line.
 *
 *     http/http_server.h   requests to a handler, answers back
 *     http/http_content.h  answers with versions and parts
 *     http/http_raw.h      connections that are HTTP no more
 *     http/http_client.h   one request after another, blocking
 *     http/http_parse.h    messages out of bytes, on either side
 *     http/http_head.h     what the head of a message says
 *     http/tcp_socket.h    listening at an address
 *     http/unix_socket.h   a socket in a directory of one's own
 *
 * It knows nothing of ops, callers or sessions: see gateway. */
#pragma once
#include "http/http_client.h"
#include "http/http_content.h"
#include "http/http_head.h"
#include "http/http_parse.h"
#include "http/http_raw.h"
#include "http/http_server.h"
#include "http/tcp_socket.h"
#include "http/unix_socket.h"
