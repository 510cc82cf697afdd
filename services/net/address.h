/* address: what kind of place an IP address is, however it is spelled.
 *
 * Names and spellings end where the kernel is asked to connect: at 16 or 4 bytes. So the question
 * "may this be reached?" is put to those, never to text. An IPv6 address that carries an IPv4 one
 * (mapped, NAT64, 6to4, Teredo) is what the inner one is. */
#pragma once
#include "base/base.h"

#include <sys/socket.h>

enum place_kind {
    PLACE_PUBLIC,
    PLACE_PRIVATE,    /* networks of one's own, and shared address space */
    PLACE_LOOPBACK,   /* this machine */
    PLACE_LINK_LOCAL, /* the cable; where clouds keep their metadata */
    PLACE_METADATA,   /* known places of credentials outside of that */
    PLACE_HOST,       /* a public address of this very machine */
    PLACE_SPECIAL,    /* multicast, broadcast, documentation, reserved: nobody lives there */
    PLACE_KINDS
};
const char *place_kind_name(enum place_kind k);

/* IPv4 as ::ffff:a.b.c.d, so that there is one form. */
struct address {
    uint8_t bytes[16];
};

bool address_of(const struct sockaddr *from, struct address *out, uint16_t *out_port);
/* As inet_pton() reads it, and nothing looser. */
bool address_read(struct str text, struct address *out);
bool address_is_v4(const struct address *a);
/* "10.0.0.1", "2001:db8::1"; lives in the arena. */
struct str address_text(const struct address *a, struct arena *arena);

/* What the ranges say, and whether one of this machine's interfaces has it. */
enum place_kind address_kind(const struct address *a);

struct network {
    struct address base;
    unsigned bits; /* of 128 */
};
/* "10.0.0.0/8", "fd00::/8", or one address. Bits beyond the prefix must be zero. */
bool network_read(struct str text, struct network *out);
bool network_holds(const struct network *n, const struct address *a);
