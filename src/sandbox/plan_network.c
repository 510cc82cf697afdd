/* Planning a network: which way a mode is made here, which addresses, what is refused. Nothing is
 * touched; this machine's routes, addresses and name servers are looked at. */
#include "base/probe.h"
#include "sandbox/nft.h"
#include "sandbox/sandbox_priv.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Never reached from a private network: this machine, its link, documentation of what is nobody's,
 * and all who are spoken to at once. The metadata address of clouds is link-local. */
static const char *const never[] = {
    "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3",
};
/* And these only if `near`. */
static const char *const near[] = { "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12",
                                    "192.168.0.0/16" };

static const char *const relays[] = { "/usr/bin/slirp4netns", "/usr/local/bin/slirp4netns" };

/* --- what this host has --- */

static bool makes_cards(void)
{
    return probe_ok(PROBE_NET_ADMIN) && probe_ok(PROBE_VETH);
}

static bool makes_nat(void)
{
    return makes_cards() && probe_ok(PROBE_NFTABLES) && probe_ok(PROBE_FORWARDING);
}

static const char *relay_path(void)
{
    for (size_t i = 0; i < COUNT_OF(relays) && probe_ok(PROBE_SLIRP); i++)
        if (access(relays[i], X_OK) == 0)
            return relays[i];
    return NULL;
}

static bool makes_relay(void)
{
    return probe_ok(PROBE_NFTABLES) && probe_ok(PROBE_TUN) && relay_path();
}

const char *sandbox_private_by(void)
{
    return makes_nat() ? "veth and nftables" : makes_relay() ? "slirp4netns" : NULL;
}

/* What slirp4netns lacks here. */
static const char *relay_remedy(void)
{
    return relay_path() ? probe_get(PROBE_TUN)->remedy : "install slirp4netns";
}

const char *sandbox_private_remedy(struct arena *a)
{
    if (!probe_ok(PROBE_NFTABLES))
        return probe_get(PROBE_NFTABLES)->remedy;
    if (!makes_cards())
        return relay_remedy();
    return arena_printf(a, "sysctl -w net.ipv4.ip_forward=1, or %s", relay_remedy()).ptr;
}

/* The lines of a small file of /proc or /etc. */
static struct str read_lines(const char *path, char *bytes, size_t size)
{
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(bytes, 1, size, f) : 0;
    if (f)
        fclose(f);
    return (struct str){ bytes, n };
}

/* --- addresses --- */

static bool overlap(struct prefix a, struct prefix b)
{
    unsigned bits = MIN_OF(a.bits, b.bits);
    uint32_t mask = bits ? ~0u << (32 - bits) : 0;
    return ((ntohl(a.address.s_addr) ^ ntohl(b.address.s_addr)) & mask) == 0;
}

/* "eth0 00000000 0101A8C0 0003 0 0 100 00000000 …", numbers as they lie in memory. */
static bool route_takes(struct str line, struct prefix p)
{
    char card[IFNAMSIZ + 1], text[256];
    unsigned to, via, mask;
    snprintf(text, sizeof text, "%.*s", STR_ARGS(str_first(line, sizeof text - 1)));
    if (sscanf(text, "%16s %x %x %*x %*d %*d %*d %x", card, &to, &via, &mask) != 4 ||
        strncmp(card, "pi", 2) == 0) /* our own */
        return false;
    struct prefix net = { { to }, (unsigned)__builtin_popcount(mask) }, gateway = { { via }, 32 };
    return (mask && overlap(net, p)) || (via && overlap(gateway, p));
}

static bool is_taken(struct prefix p)
{
    char bytes[16 * 1024];
    struct str lines = read_lines("/proc/net/route", bytes, sizeof bytes);
    for (str_cut(&lines, '\n'); lines.len;)
        if (route_takes(str_cut(&lines, '\n'), p))
            return true;
    return false;
}

/* 10.0.0.0/24, or the first one behind it that no route of this machine touches. */
static struct str find_subnet(struct arena *a)
{
    static const uint32_t wholes[] = { 0x0a000000, 0xac1e0000, 0xc0a86400 };
    static const unsigned many[] = { 256, 256, 100 };
    for (size_t i = 0; i < COUNT_OF(wholes); i++)
        for (uint32_t k = 0; k < many[i]; k++) {
            struct prefix p = { { htonl(wholes[i] + (k << 8)) }, SUBNET_BITS };
            char text[INET_ADDRSTRLEN];
            if (!is_taken(p))
                return arena_printf(a, "%s/%d", inet_ntop(AF_INET, &p.address, text, sizeof text),
                                    SUBNET_BITS);
        }
    return STR_NONE;
}

static struct str at(struct str subnet, unsigned lease, struct arena *a)
{
    char text[INET_ADDRSTRLEN];
    struct str whole = subnet, address = str_cut(&whole, '/');
    struct in_addr in = network_address(address, lease);
    return arena_str(a, str_of(inet_ntop(AF_INET, &in, text, sizeof text)));
}

/* --- name servers --- */

static void add_word(struct buf *b, struct str word)
{
    if (b->len)
        buf_add_char(b, ' ');
    buf_add(b, word);
}

/* Those of /etc/resolv.conf; one on this machine's loopback cannot be reached from elsewhere. */
static void add_servers(struct buf *out, bool loopback)
{
    const struct prefix here = { { htonl(INADDR_LOOPBACK) }, 8 };
    char bytes[16 * 1024];
    struct str lines = read_lines("/etc/resolv.conf", bytes, sizeof bytes);
    while (lines.len) {
        struct str rest = str_trim(str_cut(&lines, '\n')), word = str_cut(&rest, ' ');
        struct prefix p;
        rest = str_trim(rest);
        if (str_eq(word, STR("nameserver")) && prefix_read(rest, &p) &&
            (loopback || !overlap(p, here)))
            add_word(out, rest);
    }
}

static struct str servers(const struct sandbox_network *w, struct arena *a)
{
    owned(buf) struct buf b = { 0 };
    if (w->dns.len)
        return w->dns;
    buf_init(&b, 1024);
    add_servers(&b, w->mode == NET_SHARED);
    return arena_str(a, buf_text(&b));
}

static struct str resolv_conf(struct str list, struct arena *a)
{
    owned(buf) struct buf b = { 0 };
    buf_init(&b, 4096);
    if (!list.len)
        buf_add(&b, STR("# no name server: see the setting sandbox.dns\n"));
    while (list.len) {
        buf_add(&b, STR("nameserver "));
        buf_add(&b, str_cut(&list, ' '));
        buf_add_char(&b, '\n');
    }
    return arena_str(a, buf_text(&b));
}

/* --- what is refused --- */

/* This machine by each of its addresses: "  |-- 192.0.2.2", and then "/32 host LOCAL". Not asked of
 * the kernel through a socket, which the daemon may not open any more. */
static void add_own_addresses(struct buf *out)
{
    static char bytes[256 * 1024];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct str last = STR_NONE;
    size_t before = out->len;
    pthread_mutex_lock(&lock);
    struct str lines = read_lines("/proc/net/fib_trie", bytes, sizeof bytes);
    while (lines.len) {
        struct str line = str_trim(str_cut(&lines, '\n'));
        struct prefix p;
        if (str_eq(line, STR("Local:")) && out->len > before)
            break; /* the same once more: both tables are one */
        if (str_starts(line, STR("|-- ")))
            last = str_from(line, 4);
        else if (str_eq(line, STR("/32 host LOCAL")) && prefix_read(last, &p))
            add_word(out, last);
    }
    pthread_mutex_unlock(&lock);
}

static struct str refused(const struct sandbox_network *w, struct arena *a)
{
    owned(buf) struct buf b = { 0 };
    buf_init(&b, 8192);
    for (size_t i = 0; i < COUNT_OF(never); i++)
        add_word(&b, str_of(never[i]));
    for (size_t i = 0; i < COUNT_OF(near) && !w->near; i++)
        add_word(&b, str_of(near[i]));
    add_own_addresses(&b);
    return arena_str(a, buf_text(&b));
}

/* --- the steps --- */

static void add_forwards(struct sandbox_plan *p, const struct sandbox_network *w)
{
    for (size_t i = 0; i < w->n_forwards; i++)
        plan_add(p, STEP_FORWARD, arena_printf(p->arena, "127.0.0.1:%u", w->forwards[i].host),
                 arena_printf(p->arena, "%u", w->forwards[i].guest),
                 (uint64_t)w->forwards[i].host << 16 | w->forwards[i].guest);
}

static void add_servers_file(struct sandbox_plan *p, struct str dns)
{
    plan_add(p, STEP_FILE, STR("/etc/resolv.conf"), resolv_conf(dns, p->arena), 0);
}

static void add_by_cards(struct sandbox_plan *p, const struct sandbox_network *w, struct str subnet)
{
    struct str dns = servers(w, p->arena), no = refused(w, p->arena);
    plan_add(p, STEP_CABLE, subnet, STR_NONE, 0);
    add_forwards(p, w);
    plan_add(p, STEP_NAT, no, dns, 0);
    plan_add(p, STEP_FENCE, no, dns, 0);
    plan_add(p, STEP_ADDRESS, subnet, at(subnet, 1, p->arena), 0);
    add_servers_file(p, dns);
}

/* The helper answers names itself, at the network's third address, by asking those that this
 * machine asks. */
static void add_by_relay(struct sandbox_plan *p, const struct sandbox_network *w, struct str subnet)
{
    struct str dns = w->dns.len ? w->dns : at(subnet, 3, p->arena);
    plan_add(p, STEP_FENCE, refused(w, p->arena), dns, 0);
    add_forwards(p, w);
    plan_add(p, STEP_RELAY, str_of(relay_path()), subnet, 0);
    add_servers_file(p, dns);
}

static void add_private(struct sandbox_plan *p, const struct sandbox_network *w)
{
    struct str subnet = find_subnet(p->arena);
    if (makes_nat())
        add_by_cards(p, w, subnet);
    else
        add_by_relay(p, w, subnet);
}

static void add_bridged(struct sandbox_plan *p, const struct sandbox_network *w)
{
    struct str via = w->address, own = str_cut(&via, ' ');
    plan_add(p, STEP_CABLE, w->bridge, STR("bridge"), 0);
    plan_add(p, STEP_ADDRESS, own, via, 1);
    add_servers_file(p, servers(w, p->arena));
}

void network_add_steps(struct sandbox_plan *p, const struct sandbox_network *w)
{
    if (w->mode == NET_PRIVATE)
        add_private(p, w);
    else if (w->mode == NET_BRIDGED)
        add_bridged(p, w);
    else if (w->mode == NET_SHARED)
        add_servers_file(p, servers(w, p->arena));
}

/* --- what must be said before --- */

static struct err *no_private(void)
{
    owned(arena) struct arena scratch;
    char relay[192] = "there is no slirp4netns";
    arena_init(&scratch, 4 * KIB);
    const char *remedy = sandbox_private_remedy(&scratch);
    if (!probe_ok(PROBE_NFTABLES))
        return err_hint(err_new(ERR_UNSUPPORTED, "no_private_network",
                                "a private network needs nftables, which this kernel lacks"),
                        "%s", remedy);
    if (relay_path())
        snprintf(relay, sizeof relay, "slirp4netns cannot open /dev/net/tun: %s",
                 probe_get(PROBE_TUN)->text);
    return err_hint(err_new(ERR_UNSUPPORTED, "no_private_network",
                            "a private network cannot be made here: %s, and %s",
                            !makes_cards() ? "pith may not make network cards"
                                           : "this machine does not forward packets",
                            relay),
                    "%s; pith doctor says more", remedy);
}

static struct err *check_private(const struct sandbox_network *w)
{
    struct str list = w->dns;
    if (!sandbox_private_by())
        return no_private();
    while (list.len) {
        struct prefix p;
        struct str word = str_cut(&list, ' ');
        if (!prefix_read(word, &p) || p.bits != 32)
            return err_new(ERR_INVALID, "bad_dns", "%.*s is no IPv4 address of a name server",
                           STR_ARGS(utf8_first(word, NAME_MOST)));
    }
    return NULL;
}

static struct err *check_bridged(const struct sandbox_network *w)
{
    struct str via = w->address, own = str_cut(&via, ' ');
    struct prefix p;
    if (!makes_cards())
        return err_hint(err_new(ERR_UNSUPPORTED, "no_bridged_network",
                                "pith may not put a network card on a bridge here"),
                        "%s", probe_get(PROBE_NET_ADMIN)->remedy);
    if (!w->bridge.len || w->bridge.len >= IFNAMSIZ)
        return err_hint(err_new(ERR_INVALID, "bad_bridge", "a bridged network needs a bridge"),
                        "name one that is there: bridge=br0, or pith run --with bridge=br0");
    if ((own.len && (!prefix_read(own, &p) || own.len == str_cut(&own, '/').len)) ||
        (via.len && (!prefix_read(via, &p) || p.bits != 32)))
        return err_hint(err_new(ERR_INVALID, "bad_address", "%.*s is no address on a network",
                                STR_ARGS(utf8_first(w->address, NAME_MOST))),
                        "such as 10.1.2.3/24, or with a gateway behind a blank");
    return NULL;
}

struct err *network_check(const struct sandbox_network *w)
{
    if (w->n_forwards && w->mode != NET_PRIVATE)
        return err_hint(
            err_new(ERR_INVALID, "no_forwards", "ports lead into private networks only"),
            "network=private");
    if (w->n_forwards > FORWARDS_MOST)
        return err_new(ERR_LIMIT, "too_many_forwards", "more than %d ports", FORWARDS_MOST);
    if (w->mode == NET_PRIVATE)
        return check_private(w);
    return w->mode == NET_BRIDGED ? check_bridged(w) : NULL;
}

struct err *forward_read(struct str text, struct sandbox_forward *out)
{
    struct str guest = text, host = str_cut(&guest, ':');
    uint64_t h = 0, g = 0;
    if (!str_to_uint(host, &h) || !str_to_uint(guest, &g) || !h || !g || h > 65535 || g > 65535)
        return err_hint(err_new(ERR_INVALID, "bad_forward", "%.*s is no pair of ports",
                                STR_ARGS(utf8_first(text, NAME_MOST))),
                        "HOST:GUEST, such as 8080:80");
    *out = (struct sandbox_forward){ (uint16_t)h, (uint16_t)g };
    return NULL;
}

struct err *sandbox_forwards_read(struct str_list words, struct arena *a,
                                  struct sandbox_network *out)
{
    struct sandbox_forward *all = arena_array(a, struct sandbox_forward, words.count);
    TRY_ROOM(all);
    for (size_t i = 0; i < words.count; i++)
        TRY(forward_read(words.items[i], &all[i]));
    out->forwards = all;
    out->n_forwards = words.count;
    return NULL;
}
