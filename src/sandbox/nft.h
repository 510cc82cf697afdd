/* nft: tables of the kernel's packet filter, in the words of a rule:
 *
 *     nft_begin(n);
 *     nft_table(n, "pith", NFT_OWNED);
 *     nft_refused_chain(n);
 *     nft_chain(n, "out", NFT_FILTER, NF_INET_LOCAL_OUT, 0);
 *     nft_rule(n, "out");
 *     nft_to(n, prefix);
 *     nft_reject(n);
 *     nft_commit(n);
 *
 * All of it takes place, or nothing. A table that is owned goes with the socket that made it,
 * whatever way that is closed. */
#pragma once
#include "sandbox/netlink.h"

#include <linux/netfilter.h>

/* An address and how many of its bits count. */
struct prefix {
    struct in_addr address;
    unsigned bits;
};
/* "10.0.0.0/8", or an address alone. */
bool prefix_read(struct str text, struct prefix *out);

enum nft_owner { NFT_LASTS, NFT_OWNED };
enum nft_kind { NFT_FILTER, NFT_NAT };

void nft_begin(struct netlink *n);
int nft_commit(struct netlink *n);
void nft_table(struct netlink *n, const char *name, enum nft_owner owner);
void nft_remove_table(struct netlink *n, const char *name);
/* The following are about the table that was named last. */
void nft_chain(struct netlink *n, const char *name, enum nft_kind kind, unsigned hook,
               int priority);
/* Ends the rule before; what follows are its conditions and, at its end, what is done. */
void nft_rule(struct netlink *n, const char *chain);

void nft_comes_in(struct netlink *n, const char *card);
void nft_goes_out(struct netlink *n, const char *card);
void nft_is_ipv6(struct netlink *n);
void nft_from(struct netlink *n, struct prefix p);
void nft_not_from(struct netlink *n, struct prefix p);
void nft_to(struct netlink *n, struct prefix p);
void nft_port(struct netlink *n, int protocol, uint16_t port); /* IPPROTO_TCP or _UDP */
void nft_is_known(struct netlink *n); /* belongs to a connection that was let through */

void nft_accept(struct netlink *n);
void nft_drop(struct netlink *n);
/* And says so: a rule that ends in the chain "refused", which this makes, resets TCP, since an
 * ICMP answer to a machine's own packet is heard only when it tries again. */
void nft_refused_chain(struct netlink *n);
void nft_reject(struct netlink *n);
void nft_masquerade(struct netlink *n);
void nft_send_to(struct netlink *n, struct in_addr address, uint16_t port);
