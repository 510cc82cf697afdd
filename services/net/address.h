/* address: what kind of place an IP address is, however it is spelled.
 *
 * Names and spellings end where the kernel is asked to connect: at 16 or 4 bytes. So the question
 * "may this be reached?" is put to those, never to text. An IPv6 address that carries an IPv4 one
 * (mapped, NAT64, 6to4, Teredo) is what the inner one is. */
#pragma once
#include "base/network.h"

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

/* What the ranges say, and whether one of this machine's interfaces has it. */
enum place_kind address_kind(const struct address *a);
/* The address that it carries, and leads to; else itself. */
struct address address_innermost(const struct address *a);
/* Whether it is this very machine, by whichever of its addresses. */
bool address_is_here(const struct address *a);
