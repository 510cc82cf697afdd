/* Rules as the kernel has them: loads into a register, comparisons with it, a verdict. See nft.h.
 */
#include "sandbox/nft.h"

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <net/if.h>

enum { IP_SOURCE = 12, IP_DESTINATION = 16, TO_PORT = 2 };

static const char *table; /* named last; one thread builds one batch at a time */
static bool rule_is_open;

bool prefix_read(struct str text, struct prefix *out)
{
    char address[INET_ADDRSTRLEN];
    struct str bits = text, first = str_cut(&bits, '/');
    uint64_t n = 32;
    if (first.len >= sizeof address || (first.len < text.len && !str_to_uint(bits, &n)) || n > 32)
        return false;
    memcpy(address, first.ptr, first.len);
    address[first.len] = 0;
    out->bits = (unsigned)n;
    return inet_pton(AF_INET, address, &out->address) == 1;
}

/* --- a batch --- */

static void begin(struct netlink *n, unsigned type, unsigned flags)
{
    const struct nfgenmsg head = { .nfgen_family = NFPROTO_INET, .version = NFNETLINK_V0 };
    netlink_begin(n, NFNL_SUBSYS_NFTABLES << 8 | type, flags, &head, sizeof head);
}

static void batch_edge(struct netlink *n, unsigned type)
{
    const struct nfgenmsg head = { .nfgen_family = AF_UNSPEC,
                                   .version = NFNETLINK_V0,
                                   .res_id = htons(NFNL_SUBSYS_NFTABLES) };
    netlink_begin(n, type, 0, &head, sizeof head);
}

static void end_rule(struct netlink *n)
{
    if (rule_is_open)
        netlink_end(n);
    rule_is_open = false;
}

void nft_begin(struct netlink *n)
{
    rule_is_open = false;
    batch_edge(n, NFNL_MSG_BATCH_BEGIN);
}

int nft_commit(struct netlink *n)
{
    end_rule(n);
    batch_edge(n, NFNL_MSG_BATCH_END);
    return netlink_send(n);
}

void nft_table(struct netlink *n, const char *name, enum nft_owner owner)
{
    table = name;
    begin(n, NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
    netlink_text(n, NFTA_TABLE_NAME, name);
    if (owner == NFT_OWNED)
        netlink_be32(n, NFTA_TABLE_FLAGS, NFT_TABLE_F_OWNER);
}

void nft_remove_table(struct netlink *n, const char *name)
{
    begin(n, NFT_MSG_DELTABLE, NLM_F_ACK);
    netlink_text(n, NFTA_TABLE_NAME, name);
}

void nft_chain(struct netlink *n, const char *name, enum nft_kind kind, unsigned hook, int priority)
{
    end_rule(n);
    begin(n, NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
    netlink_text(n, NFTA_CHAIN_TABLE, table);
    netlink_text(n, NFTA_CHAIN_NAME, name);
    netlink_text(n, NFTA_CHAIN_TYPE, kind == NFT_NAT ? "nat" : "filter");
    netlink_nest(n, NFTA_CHAIN_HOOK);
    netlink_be32(n, NFTA_HOOK_HOOKNUM, hook);
    netlink_be32(n, NFTA_HOOK_PRIORITY, (uint32_t)priority);
    netlink_end(n);
}

void nft_rule(struct netlink *n, const char *chain)
{
    end_rule(n);
    begin(n, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK);
    netlink_text(n, NFTA_RULE_TABLE, table);
    netlink_text(n, NFTA_RULE_CHAIN, chain);
    netlink_nest(n, NFTA_RULE_EXPRESSIONS);
    rule_is_open = true;
}

/* --- expressions --- */

static void expression(struct netlink *n, const char *name)
{
    netlink_nest(n, NFTA_LIST_ELEM);
    netlink_text(n, NFTA_EXPR_NAME, name);
    netlink_nest(n, NFTA_EXPR_DATA);
}

static void end_expression(struct netlink *n)
{
    netlink_end(n);
    netlink_end(n);
}

static void value(struct netlink *n, unsigned type, const void *data, size_t len)
{
    netlink_nest(n, type);
    netlink_put(n, NFTA_DATA_VALUE, data, len);
    netlink_end(n);
}

static void compare(struct netlink *n, enum nft_cmp_ops op, const void *with, size_t len)
{
    expression(n, "cmp");
    netlink_be32(n, NFTA_CMP_SREG, NFT_REG_1);
    netlink_be32(n, NFTA_CMP_OP, op);
    value(n, NFTA_CMP_DATA, with, len);
    end_expression(n);
}

static void load_meta(struct netlink *n, enum nft_meta_keys key)
{
    expression(n, "meta");
    netlink_be32(n, NFTA_META_DREG, NFT_REG_1);
    netlink_be32(n, NFTA_META_KEY, key);
    end_expression(n);
}

static void load_payload(struct netlink *n, enum nft_payload_bases base, unsigned at, unsigned len)
{
    expression(n, "payload");
    netlink_be32(n, NFTA_PAYLOAD_DREG, NFT_REG_1);
    netlink_be32(n, NFTA_PAYLOAD_BASE, base);
    netlink_be32(n, NFTA_PAYLOAD_OFFSET, at);
    netlink_be32(n, NFTA_PAYLOAD_LEN, len);
    end_expression(n);
}

static void mask(struct netlink *n, const void *bits, size_t len)
{
    static const char zeroes[4];
    expression(n, "bitwise");
    netlink_be32(n, NFTA_BITWISE_SREG, NFT_REG_1);
    netlink_be32(n, NFTA_BITWISE_DREG, NFT_REG_1);
    netlink_be32(n, NFTA_BITWISE_LEN, (uint32_t)len);
    value(n, NFTA_BITWISE_MASK, bits, len);
    value(n, NFTA_BITWISE_XOR, zeroes, len);
    end_expression(n);
}

static void set_register(struct netlink *n, unsigned which, const void *data, size_t len)
{
    expression(n, "immediate");
    netlink_be32(n, NFTA_IMMEDIATE_DREG, which);
    value(n, NFTA_IMMEDIATE_DATA, data, len);
    end_expression(n);
}

/* --- conditions --- */

static void card_is(struct netlink *n, enum nft_meta_keys key, const char *card)
{
    char name[IFNAMSIZ] = { 0 };
    memcpy(name, card, MIN_OF(strlen(card), sizeof name - 1));
    load_meta(n, key);
    compare(n, NFT_CMP_EQ, name, sizeof name);
}

void nft_comes_in(struct netlink *n, const char *card)
{
    card_is(n, NFT_META_IIFNAME, card);
}

void nft_goes_out(struct netlink *n, const char *card)
{
    card_is(n, NFT_META_OIFNAME, card);
}

static void family_is(struct netlink *n, uint8_t family)
{
    load_meta(n, NFT_META_NFPROTO);
    compare(n, NFT_CMP_EQ, &family, sizeof family);
}

void nft_is_ipv6(struct netlink *n)
{
    family_is(n, NFPROTO_IPV6);
}

static void address_is(struct netlink *n, unsigned at, struct prefix p, enum nft_cmp_ops op)
{
    uint32_t bits = p.bits ? htonl(~0u << (32 - p.bits)) : 0, wanted = p.address.s_addr & bits;
    family_is(n, NFPROTO_IPV4);
    load_payload(n, NFT_PAYLOAD_NETWORK_HEADER, at, sizeof wanted);
    mask(n, &bits, sizeof bits);
    compare(n, op, &wanted, sizeof wanted);
}

void nft_from(struct netlink *n, struct prefix p)
{
    address_is(n, IP_SOURCE, p, NFT_CMP_EQ);
}

void nft_not_from(struct netlink *n, struct prefix p)
{
    address_is(n, IP_SOURCE, p, NFT_CMP_NEQ);
}

void nft_to(struct netlink *n, struct prefix p)
{
    address_is(n, IP_DESTINATION, p, NFT_CMP_EQ);
}

static void protocol_is(struct netlink *n, uint8_t protocol)
{
    load_meta(n, NFT_META_L4PROTO);
    compare(n, NFT_CMP_EQ, &protocol, sizeof protocol);
}

void nft_port(struct netlink *n, int protocol, uint16_t port)
{
    uint16_t to = htons(port);
    protocol_is(n, (uint8_t)protocol);
    load_payload(n, NFT_PAYLOAD_TRANSPORT_HEADER, TO_PORT, sizeof to);
    compare(n, NFT_CMP_EQ, &to, sizeof to);
}

void nft_is_known(struct netlink *n)
{
    static const uint32_t none;
    const uint32_t bits = NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED);
    expression(n, "ct");
    netlink_be32(n, NFTA_CT_DREG, NFT_REG_1);
    netlink_be32(n, NFTA_CT_KEY, NFT_CT_STATE);
    end_expression(n);
    mask(n, &bits, sizeof bits);
    compare(n, NFT_CMP_NEQ, &none, sizeof none);
}

/* --- what is done --- */

static void verdict(struct netlink *n, int code, const char *chain)
{
    expression(n, "immediate");
    netlink_be32(n, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
    netlink_nest(n, NFTA_IMMEDIATE_DATA);
    netlink_nest(n, NFTA_DATA_VERDICT);
    netlink_be32(n, NFTA_VERDICT_CODE, (uint32_t)code);
    if (chain)
        netlink_text(n, NFTA_VERDICT_CHAIN, chain);
    netlink_end(n);
    netlink_end(n);
    end_expression(n);
}

void nft_accept(struct netlink *n)
{
    verdict(n, NF_ACCEPT, NULL);
}

void nft_drop(struct netlink *n)
{
    verdict(n, NF_DROP, NULL);
}

static const char refused[] = "refused";

static void reject(struct netlink *n, enum nft_reject_types how, uint8_t code)
{
    expression(n, "reject");
    netlink_be32(n, NFTA_REJECT_TYPE, how);
    netlink_u8(n, NFTA_REJECT_ICMP_CODE, code);
    end_expression(n);
}

void nft_refused_chain(struct netlink *n)
{
    begin(n, NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK);
    netlink_text(n, NFTA_CHAIN_TABLE, table);
    netlink_text(n, NFTA_CHAIN_NAME, refused);
    nft_rule(n, refused);
    protocol_is(n, IPPROTO_TCP);
    reject(n, NFT_REJECT_TCP_RST, 0);
    nft_rule(n, refused);
    reject(n, NFT_REJECT_ICMPX_UNREACH, NFT_REJECT_ICMPX_ADMIN_PROHIBITED);
}

void nft_reject(struct netlink *n)
{
    verdict(n, NFT_JUMP, refused);
}

void nft_masquerade(struct netlink *n)
{
    expression(n, "masq");
    end_expression(n);
}

void nft_send_to(struct netlink *n, struct in_addr address, uint16_t port)
{
    uint16_t to = htons(port);
    set_register(n, NFT_REG_1, &address, sizeof address);
    set_register(n, NFT_REG_2, &to, sizeof to);
    expression(n, "nat");
    netlink_be32(n, NFTA_NAT_TYPE, NFT_NAT_DNAT);
    netlink_be32(n, NFTA_NAT_FAMILY, NFPROTO_IPV4);
    netlink_be32(n, NFTA_NAT_REG_ADDR_MIN, NFT_REG_1);
    netlink_be32(n, NFTA_NAT_REG_PROTO_MIN, NFT_REG_2);
    end_expression(n);
}
