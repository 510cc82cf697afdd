/* Addresses: see address.h. The ranges are those of the IANA registries of special-purpose
 * addresses; the first row that holds an address says what it is. */
#include "address.h"

#include <ifaddrs.h>
#include <netinet/in.h>

const char *place_kind_name(enum place_kind k)
{
    static const char *const names[PLACE_KINDS] = {
        [PLACE_PUBLIC] = "a public address",      [PLACE_PRIVATE] = "a private address",
        [PLACE_LOOPBACK] = "this machine",        [PLACE_LINK_LOCAL] = "a link-local address",
        [PLACE_METADATA] = "a metadata service",  [PLACE_HOST] = "an address of this machine",
        [PLACE_SPECIAL] = "no address of a host",
    };
    return names[k];
}

static const struct {
    const char *network;
    enum place_kind kind;
} ranges[] = {
    { "0.0.0.0/8", PLACE_LOOPBACK }, /* Linux takes 0.0.0.0 for itself */
    { "127.0.0.0/8", PLACE_LOOPBACK },   { "169.254.0.0/16", PLACE_LINK_LOCAL },
    { "168.63.129.16", PLACE_METADATA }, { "100.100.100.200", PLACE_METADATA },
    { "192.0.0.192", PLACE_METADATA },   { "10.0.0.0/8", PLACE_PRIVATE },
    { "100.64.0.0/10", PLACE_PRIVATE },  { "172.16.0.0/12", PLACE_PRIVATE },
    { "192.168.0.0/16", PLACE_PRIVATE }, { "192.0.0.0/24", PLACE_SPECIAL },
    { "192.0.2.0/24", PLACE_SPECIAL },   { "192.88.99.0/24", PLACE_SPECIAL },
    { "198.18.0.0/15", PLACE_SPECIAL },  { "198.51.100.0/24", PLACE_SPECIAL },
    { "203.0.113.0/24", PLACE_SPECIAL }, { "224.0.0.0/4", PLACE_SPECIAL },
    { "240.0.0.0/4", PLACE_SPECIAL },    { "::ffff:0:0/96", PLACE_PUBLIC }, /* any other IPv4 */
    { "::1", PLACE_LOOPBACK },           { "::", PLACE_LOOPBACK },
    { "fd00:ec2::254", PLACE_METADATA }, { "fd20:ce::254", PLACE_METADATA },
    { "fe80::/10", PLACE_LINK_LOCAL },   { "fc00::/7", PLACE_PRIVATE },
    { "fec0::/10", PLACE_PRIVATE },      { "64:ff9b:1::/48", PLACE_PRIVATE },
    { "2000::/3", PLACE_PUBLIC }, /* but for what address_kind() has looked into before */
    { "::/0", PLACE_SPECIAL },
};

/* Inside 2000::/3, where nobody lives. */
static const char *const unused[] = { "2001:db8::/32", "3fff::/20", "2001:2::/48", "2001:10::/28" };

/* --- looking --- */

static bool lies_in(const struct address *a, const char *network)
{
    struct network n;
    return network_read(str_of(network), &n) && network_holds(&n, a);
}

/* An IPv4 address inside an IPv6 one, which some gateway on the way would go on to. */
static bool inner_v4(const struct address *a, struct address *out)
{
    uint8_t four[4];
    if (lies_in(a, "64:ff9b::/96") || (lies_in(a, "::/96") && !lies_in(a, "::/127")))
        memcpy(four, a->bytes + 12, 4);
    else if (lies_in(a, "2002::/16"))
        memcpy(four, a->bytes + 2, 4);
    else if (lies_in(a, "2001::/32"))
        for (int i = 0; i < 4; i++)
            four[i] = (uint8_t)(a->bytes[12 + i] ^ 0xff);
    else
        return false;
    *out = address_from_v4(four);
    return true;
}

static bool is_of_this_host(const struct address *a)
{
    struct ifaddrs *all = NULL;
    struct address one;
    uint16_t port;
    bool found = false;
    if (getifaddrs(&all) != 0)
        return true; /* cannot be told: rather too careful */
    for (const struct ifaddrs *i = all; i && !found; i = i->ifa_next)
        found = i->ifa_addr && address_of(i->ifa_addr, &one, &port) &&
                memcmp(one.bytes, a->bytes, 16) == 0;
    freeifaddrs(all);
    return found;
}

struct address address_innermost(const struct address *a)
{
    struct address inner;
    return inner_v4(a, &inner) ? inner : *a;
}

static enum place_kind kind_by_range(const struct address *a)
{
    for (size_t i = 0; i < COUNT_OF(unused); i++)
        if (lies_in(a, unused[i]))
            return PLACE_SPECIAL;
    for (size_t i = 0; i < COUNT_OF(ranges); i++)
        if (lies_in(a, ranges[i].network))
            return ranges[i].kind;
    return PLACE_SPECIAL;
}

enum place_kind address_kind(const struct address *a)
{
    struct address to = address_innermost(a);
    enum place_kind kind = kind_by_range(&to);
    return kind == PLACE_PUBLIC && is_of_this_host(&to) ? PLACE_HOST : kind;
}

bool address_is_here(const struct address *a)
{
    struct address to = address_innermost(a);
    return kind_by_range(&to) == PLACE_LOOPBACK || is_of_this_host(&to);
}
