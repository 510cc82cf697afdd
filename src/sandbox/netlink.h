/* netlink: just enough of it to make a network for a sandbox, without running ip or nft.
 *
 * A request is built in place: messages, attributes in them, attributes in those. What does not
 * fit is remembered, and the sending of it fails. */
#pragma once
#include "base/base.h"

#include <netinet/in.h>

enum { NETLINK_MOST = 32 * 1024, NETLINK_DEPTH = 8 };

struct netlink {
    int socket;
    uint32_t seq;
    size_t len, message; /* where the message begins that is being built */
    size_t nests[NETLINK_DEPTH];
    size_t depth;
    unsigned answers; /* how many of the messages ask for one */
    bool overflow;
    _Alignas(8) char bytes[NETLINK_MOST];
};

/* `protocol`: NETLINK_ROUTE, NETLINK_NETFILTER. All of these: 0, or -1 and errno. */
int netlink_open(struct netlink *n, int protocol);
void netlink_close(struct netlink *n);

/* A message, and its own head behind the common one. */
void netlink_begin(struct netlink *n, unsigned type, unsigned flags, const void *head, size_t len);
void netlink_put(struct netlink *n, unsigned type, const void *data, size_t len);
void netlink_text(struct netlink *n, unsigned type, const char *text);
void netlink_u8(struct netlink *n, unsigned type, uint8_t value);
void netlink_u32(struct netlink *n, unsigned type, uint32_t value);
void netlink_be32(struct netlink *n, unsigned type, uint32_t value);
void netlink_nest(struct netlink *n, unsigned type);
void netlink_end(struct netlink *n); /* of the innermost nest */
void netlink_raw(struct netlink *n, const void *data, size_t len);

/* Sends what was built, waits for the kernel's answers, and begins anew. The first that is bad
 * counts. */
int netlink_send(struct netlink *n);

/* --- links, addresses and routes (link.c) --- */

/* A pair of virtual cards: one here, the other as `inner` in the network namespace of `pid`. */
int link_make_pair(struct netlink *n, const char *outer, const char *inner, int pid);
int link_remove(struct netlink *n, const char *name);
int link_up(struct netlink *n, const char *name);
int link_join_bridge(struct netlink *n, const char *name, const char *bridge);
int link_address(struct netlink *n, const char *name, struct in_addr address, unsigned bits);
/* `via` 0: straight there. */
int link_route(struct netlink *n, const char *name, struct in_addr to, unsigned bits,
               struct in_addr via);
/* For tests. */
int link_make_bridge(struct netlink *n, const char *name);
