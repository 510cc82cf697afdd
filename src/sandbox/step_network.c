/* Steps of a sandbox's own network, inside: see steps.def and network.c.
 *
 * The fence stands in the sandbox's own namespace, whose rules nobody can change once the
 * capabilities are gone; so it holds whoever makes the way out, the helper process, too, which
 * knows less of what is around. */
#include "sandbox/netlink.h"
#include "sandbox/nft.h"
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <unistd.h>

static struct netlink net; /* too large for a stack */

static int allow_names(struct netlink *n, const char *chain, const char *card, struct prefix server)
{
    static const int protocols[] = { IPPROTO_UDP, IPPROTO_TCP };
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        nft_rule(n, chain);
        if (card)
            nft_comes_in(n, card);
        nft_to(n, server);
        nft_port(n, protocols[i], 53);
        nft_accept(n);
    }
    return 0;
}

static int refuse_one(struct netlink *n, const char *chain, const char *card, struct prefix p)
{
    nft_rule(n, chain);
    if (card)
        nft_comes_in(n, card);
    nft_to(n, p);
    nft_reject(n);
    return 0;
}

static int for_each(struct str list, struct netlink *n, const char *chain, const char *card,
                    int (*fn)(struct netlink *n, const char *chain, const char *card,
                              struct prefix p))
{
    while (list.len) {
        struct prefix p;
        struct str word = str_cut(&list, ' ');
        if (!prefix_read(word, &p))
            return errno = EINVAL, -1;
        fn(n, chain, card, p);
    }
    return 0;
}

int network_refuse(struct netlink *n, const char *chain, const char *card, struct str refused,
                   struct str dns)
{
    return for_each(dns, n, chain, card, allow_names) < 0
               ? -1
               : for_each(refused, n, chain, card, refuse_one);
}

/* a: what is refused; b: name servers. */
int step_fence(struct child *c)
{
    if (netlink_open(&net, NETLINK_NETFILTER) < 0)
        return -1;
    nft_begin(&net);
    nft_table(&net, "pith", NFT_LASTS);
    nft_refused_chain(&net);
    nft_chain(&net, "out", NFT_FILTER, NF_INET_LOCAL_OUT, 0);
    nft_rule(&net, "out");
    nft_goes_out(&net, "lo");
    nft_accept(&net);
    nft_rule(&net, "out");
    nft_is_known(&net);
    nft_accept(&net);
    nft_rule(&net, "out");
    nft_is_ipv6(&net);
    nft_reject(&net);
    int bad = network_refuse(&net, "out", NULL, c->step->a, c->step->b);
    bad = bad < 0 ? -1 : nft_commit(&net);
    netlink_close(&net);
    return bad;
}

static int give_address(struct in_addr own, unsigned bits, struct in_addr via)
{
    struct in_addr none = { 0 };
    if (link_address(&net, "eth0", own, bits) < 0)
        return -1;
    return via.s_addr ? link_route(&net, "eth0", none, 0, via) : 0;
}

/* a: the network of which it leased an address, or, with a number that is not 0, its own; b: the
 * way out. Both may be empty. */
int step_address(struct child *c)
{
    struct prefix own = { 0 }, via = { 0 };
    struct str a = c->step->a, b = c->step->b;
    if ((a.len && !prefix_read(a, &own)) || (b.len && !prefix_read(b, &via)))
        return errno = EINVAL, -1;
    if (a.len && !c->step->number)
        own.address = network_address(a, c->lease);
    if (netlink_open(&net, NETLINK_ROUTE) < 0 || link_up(&net, "eth0") < 0)
        return -1;
    int bad = own.bits ? give_address(own.address, own.bits, via.address) : 0;
    netlink_close(&net);
    return bad;
}

/* The helper has said that it is ready, or it has ended and closed its end. */
int step_relay(struct child *c)
{
    char said;
    ssize_t n = read(c->relay, &said, sizeof said);
    close(c->relay);
    return n == 1 && said == '1' ? 0 : (errno = n < 0 ? errno : ECONNREFUSED, -1);
}
