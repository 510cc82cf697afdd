/* tcp_socket: listening at an address of this machine, IPv4 or IPv6.
 *
 * Addresses are kept in IPv6's form, in which IPv4 has its place (::ffff:127.0.0.1), so that one
 * comparison does for both. */
#pragma once
#include "base/base.h"

struct ip_peer {
    unsigned char address[16];
    uint16_t port;
};

/* Listens at "127.0.0.1", "::1" or the like; port 0 is any. ERR_EXISTS "port_taken" where somebody
 * listens already, ERR_INVALID "bad_address" for what is none, ERR_UNAVAILABLE "no_such_address"
 * for one that this machine does not have. */
struct err *tcp_listen(const char *address, int port, int *out_fd, int *out_port);

/* Who connected. */
struct err *tcp_peer_of(int fd, struct ip_peer *out_peer);

bool ip_is_four(const struct ip_peer *peer);
bool ip_is_loopback(const struct ip_peer *peer);

enum { IP_TEXT = 56 }; /* "[::1]:8000" and its zero */
const char *ip_text(const struct ip_peer *peer, char out[IP_TEXT]);
