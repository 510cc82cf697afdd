/* What is outside of a sandbox's network, in the zygote: one end of a pair of cards, a table of
 * rules, held ports, or a helper process; made while the sandbox waits at READY.
 *
 * All of it goes with the sandbox, and also if the zygote is killed: a pair of cards goes with
 * the namespace that holds one of them, a table with the socket that owns it, a port with its
 * holder, the helper when the pipe that it watches is hung up. Addresses are leased from 2 on;
 * 1 is this machine's end, as far as the sandbox is concerned. Another pith on this machine leases
 * from the same ones, and the kernel decides who was first. */
#include "sandbox/netlink.h"
#include "sandbox/nft.h"
#include "sandbox/relay.h"
#include "sandbox/zygote_priv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct netlink route = { .socket = -1 }, rules = { .socket = -1 };
static bool leased[LEASES_MOST + 1];

bool network_is_needed(const struct sandbox_plan *p)
{
    return plan_find(p, STEP_CABLE) < p->count || plan_find(p, STEP_RELAY) < p->count;
}

struct in_addr network_address(struct str subnet, unsigned lease)
{
    struct prefix p = { 0 };
    prefix_read(subnet, &p);
    return (struct in_addr){ htonl(ntohl(p.address.s_addr) + lease) };
}

static int take_lease(struct network *w, unsigned first)
{
    for (unsigned i = first; i <= LEASES_MOST; i++) {
        if (leased[i])
            continue;
        leased[i] = true;
        w->lease = i;
        return 0;
    }
    return errno = EADDRNOTAVAIL, -1;
}

static int open_sockets(void)
{
    if (route.socket < 0 && netlink_open(&route, NETLINK_ROUTE) < 0)
        return -1;
    return rules.socket < 0 ? netlink_open(&rules, NETLINK_NETFILTER) : 0;
}

/* --- the card --- */

/* Packets from 127.0.0.1 may leave by it. */
static int let_loopback_out(const char *card)
{
    char path[96];
    snprintf(path, sizeof path, "/proc/sys/net/ipv4/conf/%s/route_localnet", card);
    owned_fd int fd = open(path, O_WRONLY | O_CLOEXEC);
    return fd >= 0 && write(fd, "1", 1) == 1 ? 0 : -1;
}

/* a: the network, or the bridge; b: empty if it is a network. EEXIST: somebody has that lease. */
static int lay_cable(struct network *w, const struct sandbox_plan_step *s, int pid)
{
    struct in_addr none = { 0 };
    snprintf(w->card, sizeof w->card, "pi%d.%u", getpid(), w->lease);
    if (link_make_pair(&route, w->card, "eth0", pid) < 0)
        return w->card[0] = 0, -1;
    if (s->b.len)
        return link_join_bridge(&route, w->card, s->a.ptr) < 0 ? -1 : link_up(&route, w->card);
    if (link_address(&route, w->card, network_address(s->a, 1), 32) < 0 ||
        link_up(&route, w->card) < 0)
        return -1;
    return link_route(&route, w->card, network_address(s->a, w->lease), 32, none);
}

static void take_cable_up(struct network *w)
{
    if (w->card[0])
        link_remove(&route, w->card);
    w->card[0] = 0;
    leased[w->lease] = false;
    w->lease = 0;
}

static int make_cable(struct network *w, const struct sandbox_plan_step *s, int pid)
{
    if (open_sockets() < 0)
        return -1;
    for (unsigned next = 2; take_lease(w, next) == 0; next++) {
        next = w->lease;
        if (lay_cable(w, s, pid) == 0)
            return 0;
        if (errno != EEXIST)
            return -1; /* the caller removes */
        take_cable_up(w);
    }
    return -1;
}

/* --- the rules --- */

static void chains_of(struct network *w)
{
    nft_table(&rules, w->table, NFT_OWNED);
    nft_refused_chain(&rules);
    nft_chain(&rules, "input", NFT_FILTER, NF_INET_LOCAL_IN, -10);
    nft_chain(&rules, "forward", NFT_FILTER, NF_INET_FORWARD, -10);
    nft_chain(&rules, "masquerade", NFT_NAT, NF_INET_POST_ROUTING, NF_IP_PRI_NAT_SRC);
    nft_chain(&rules, "ports", NFT_NAT, NF_INET_LOCAL_OUT, NF_IP_PRI_NAT_DST);
}

/* To this machine itself nothing comes but answers, whatever address it is called by. */
static int refuse_input(const struct network *w, struct str dns)
{
    nft_rule(&rules, "input");
    nft_comes_in(&rules, w->card);
    nft_is_known(&rules);
    nft_accept(&rules);
    if (network_refuse(&rules, "input", w->card, STR_NONE, dns) < 0)
        return -1;
    nft_rule(&rules, "input");
    nft_comes_in(&rules, w->card);
    nft_reject(&rules);
    return 0;
}

static int refuse_forward(const struct network *w, const struct sandbox_plan_step *s,
                          struct prefix own)
{
    nft_rule(&rules, "forward");
    nft_comes_in(&rules, w->card);
    nft_is_ipv6(&rules);
    nft_drop(&rules);
    nft_rule(&rules, "forward");
    nft_comes_in(&rules, w->card);
    nft_not_from(&rules, own);
    nft_drop(&rules);
    nft_rule(&rules, "forward");
    nft_is_known(&rules);
    nft_accept(&rules);
    if (network_refuse(&rules, "forward", w->card, s->a, s->b) < 0)
        return -1;
    nft_rule(&rules, "forward");
    nft_goes_out(&rules, w->card);
    nft_drop(&rules);
    return 0;
}

static void masquerade(const struct network *w, struct prefix own)
{
    const struct prefix here = { { htonl(INADDR_LOOPBACK) }, 8 };
    nft_rule(&rules, "masquerade");
    nft_goes_out(&rules, w->card);
    nft_from(&rules, here);
    nft_masquerade(&rules);
    nft_rule(&rules, "masquerade");
    nft_from(&rules, own);
    nft_masquerade(&rules);
}

static void send_ports(const struct sandbox_plan *p, struct prefix own)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct sandbox_plan_step *s = &p->steps[i];
        if (s->kind != STEP_FORWARD)
            continue;
        nft_rule(&rules, "ports");
        nft_to(&rules, (struct prefix){ { htonl(INADDR_LOOPBACK) }, 32 });
        nft_port(&rules, IPPROTO_TCP, (uint16_t)(s->number >> 16));
        nft_send_to(&rules, own.address, (uint16_t)s->number);
    }
}

/* a: what is refused; b: name servers. The network is CABLE's. */
static int make_rules(struct network *w, const struct sandbox_plan *p,
                      const struct sandbox_plan_step *s)
{
    struct str subnet = p->steps[plan_find(p, STEP_CABLE)].a;
    struct prefix own = { network_address(subnet, w->lease), 32 };
    snprintf(w->table, sizeof w->table, "pith-%d-%u", getpid(), w->lease);
    nft_begin(&rules);
    chains_of(w);
    if (refuse_input(w, s->b) < 0 || refuse_forward(w, s, own) < 0)
        return -1;
    masquerade(w, own);
    send_ports(p, own);
    if (nft_commit(&rules) < 0)
        return w->table[0] = 0, -1;
    return w->n_guards ? let_loopback_out(w->card) : 0;
}

/* --- ports --- */

/* Bound, so that no other program gets it, and not listened to. number: host << 16 | guest. */
static int hold_port(struct network *w, const struct sandbox_plan_step *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)(s->number >> 16)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (w->n_guards == FORWARDS_MOST)
        return errno = E2BIG, -1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    w->guards[w->n_guards++] = fd;
    return bind(fd, (struct sockaddr *)&at, sizeof at);
}

static void let_ports_go(struct network *w)
{
    while (w->n_guards)
        close(w->guards[--w->n_guards]);
}

/* --- all of it --- */

static int perform(struct network *w, const struct sandbox_plan *p,
                   const struct sandbox_plan_step *s, int pid, int *out_relay)
{
    switch (s->kind) {
    case STEP_CABLE: return make_cable(w, s, pid);
    case STEP_FORWARD: return hold_port(w, s);
    case STEP_NAT: return make_rules(w, p, s);
    case STEP_RELAY:
        let_ports_go(w); /* the helper takes them */
        return relay_start(p, s, pid, &w->relay, out_relay);
    default: return 0;
    }
}

int network_make(struct network *w, const struct sandbox_plan *p, int pid, size_t *out_step,
                 int *out_relay)
{
    for (size_t i = 0; network_is_needed(p) && i < p->count; i++) {
        *out_step = i;
        if (perform(w, p, &p->steps[i], pid, out_relay) < 0)
            return -1;
    }
    return 0;
}

/* Each goes by itself, too, but a moment later; and the next sandbox may want the same name. */
void network_remove(struct network *w)
{
    let_ports_go(w);
    if (w->table[0]) {
        nft_begin(&rules);
        nft_remove_table(&rules, w->table);
        nft_commit(&rules);
    }
    take_cable_up(w);
    if (w->relay >= 0)
        close(w->relay);
    *w = (struct network){ .relay = -1 };
}
