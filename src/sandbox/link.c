/* Network cards, their addresses and routes: see netlink.h. */
#include "sandbox/netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>

enum { MAKE = NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK };

static void put_kind(struct netlink *n, const char *kind)
{
    netlink_nest(n, IFLA_LINKINFO);
    netlink_text(n, IFLA_INFO_KIND, kind);
}

int link_make_pair(struct netlink *n, const char *outer, const char *inner, int pid)
{
    const struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
    netlink_begin(n, RTM_NEWLINK, MAKE, &head, sizeof head);
    netlink_text(n, IFLA_IFNAME, outer);
    put_kind(n, "veth");
    netlink_nest(n, IFLA_INFO_DATA);
    netlink_nest(n, VETH_INFO_PEER);
    netlink_raw(n, &head, sizeof head);
    netlink_text(n, IFLA_IFNAME, inner);
    netlink_u32(n, IFLA_NET_NS_PID, (uint32_t)pid);
    netlink_end(n);
    netlink_end(n);
    netlink_end(n);
    return netlink_send(n);
}

int link_make_bridge(struct netlink *n, const char *name)
{
    const struct ifinfomsg head = { .ifi_family = AF_UNSPEC };
    netlink_begin(n, RTM_NEWLINK, MAKE, &head, sizeof head);
    netlink_text(n, IFLA_IFNAME, name);
    put_kind(n, "bridge");
    netlink_end(n);
    return netlink_send(n);
}

/* A change of an existing one, which the caller ends and sends. */
static int begin_change(struct netlink *n, unsigned type, const char *name, unsigned flags)
{
    struct ifinfomsg head = { .ifi_family = AF_UNSPEC, .ifi_flags = flags, .ifi_change = flags };
    head.ifi_index = (int)if_nametoindex(name);
    if (!head.ifi_index)
        return -1;
    netlink_begin(n, type, NLM_F_ACK, &head, sizeof head);
    return 0;
}

int link_remove(struct netlink *n, const char *name)
{
    return begin_change(n, RTM_DELLINK, name, 0) < 0 ? -1 : netlink_send(n);
}

int link_up(struct netlink *n, const char *name)
{
    return begin_change(n, RTM_NEWLINK, name, IFF_UP) < 0 ? -1 : netlink_send(n);
}

int link_join_bridge(struct netlink *n, const char *name, const char *bridge)
{
    unsigned master = if_nametoindex(bridge);
    if (!master || begin_change(n, RTM_NEWLINK, name, 0) < 0)
        return -1;
    netlink_u32(n, IFLA_MASTER, master);
    return netlink_send(n);
}

int link_address(struct netlink *n, const char *name, struct in_addr address, unsigned bits)
{
    const struct ifaddrmsg head = { .ifa_family = AF_INET,
                                    .ifa_prefixlen = (uint8_t)bits,
                                    .ifa_index = if_nametoindex(name) };
    netlink_begin(n, RTM_NEWADDR, MAKE, &head, sizeof head);
    netlink_put(n, IFA_LOCAL, &address, sizeof address);
    netlink_put(n, IFA_ADDRESS, &address, sizeof address);
    return netlink_send(n);
}

int link_route(struct netlink *n, const char *name, struct in_addr to, unsigned bits,
               struct in_addr via)
{
    const struct rtmsg head = { .rtm_family = AF_INET,
                                .rtm_dst_len = (uint8_t)bits,
                                .rtm_table = RT_TABLE_MAIN,
                                .rtm_protocol = RTPROT_STATIC,
                                .rtm_scope = via.s_addr ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
                                .rtm_type = RTN_UNICAST };
    netlink_begin(n, RTM_NEWROUTE, MAKE, &head, sizeof head);
    if (bits)
        netlink_put(n, RTA_DST, &to, sizeof to);
    if (via.s_addr)
        netlink_put(n, RTA_GATEWAY, &via, sizeof via);
    netlink_u32(n, RTA_OIF, if_nametoindex(name));
    return netlink_send(n);
}
