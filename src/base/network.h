/* network: addresses, networks, and the words by which people name where something goes.
 *
 *     *                      anywhere             *:25
 *     api.example.com        a host               api.example.com:443
 *     *.example.com          all hosts under it
 *     10.0.0.7  10.0.0.0/8   an address, or all of a network    10.0.0.7:5432  [fd00::1]:80
 *     @here                  this machine, by whichever of its addresses
 *
 * What may be reached is decided elsewhere; here is only what a word says. */
#pragma once
#include "base/base.h"

#include <sys/socket.h>

enum { HOST_NAME_MOST = 253 };

/* IPv4 as ::ffff:a.b.c.d, so that there is one form. */
struct address {
    uint8_t bytes[16];
};

bool address_of(const struct sockaddr *from, struct address *out, uint16_t *out_port);
struct address address_from_v4(const void *four);
/* As inet_pton() reads it, and nothing looser. */
bool address_read(struct str text, struct address *out);
bool address_is_v4(const struct address *a);
/* "10.0.0.1", "2001:db8::1"; lives in the arena. */
struct str address_text(const struct address *a, struct arena *arena);

struct network {
    struct address base;
    unsigned bits; /* of 128 */
};
/* "10.0.0.0/8", "fd00::/8", or one address. Bits beyond the prefix must be zero. */
bool network_read(struct str text, struct network *out);
bool network_holds(const struct network *n, const struct address *a);

enum where_what { WHERE_ANY, WHERE_HOST, WHERE_UNDER, WHERE_NETWORK, WHERE_HERE };
struct where {
    enum where_what what;
    struct str host; /* HOST, and UNDER without its star and dot; borrowed */
    struct network network;
    uint16_t port; /* 0: any */
};
/* A host that holds more than ASCII is not looked at; any other is a name or an address. */
bool where_read(struct str word, struct where *out);
/* Labels of letters, digits, '-' and '_', no dot at the end, and none that is a number there. */
bool host_is_name(struct str host);
