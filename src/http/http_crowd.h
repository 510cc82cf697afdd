/* http_crowd: how many connections come from one address.
 *
 * Whoever has one IPv6 address has 2^64 of them, so there the first half counts. This machine's own
 * addresses are not counted: all of its programs would share one limit, and whoever runs here has
 * better ways to be a nuisance. */
#pragma once
#include "http/http_server.h"

struct http_crowd {
    struct map by_address;
    size_t most; /* from each */
};

void http_crowd_init(struct http_crowd *w, size_t most);
void http_crowd_done(struct http_crowd *w);

/* False: there are too many from there already. */
bool http_crowd_enter(struct http_crowd *w, const struct http_peer *peer);
void http_crowd_leave(struct http_crowd *w, const struct http_peer *peer); /* who had entered */
