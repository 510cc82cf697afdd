/* Addresses, networks and words for them: see network.h. */
#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>

enum { LABEL_MOST = 63 };

struct address address_from_v4(const void *four)
{
    struct address a = { { 0 } };
    a.bytes[10] = a.bytes[11] = 0xff;
    memcpy(a.bytes + 12, four, 4);
    return a;
}

bool address_of(const struct sockaddr *from, struct address *out, uint16_t *out_port)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (from->sa_family == AF_INET) {
        memcpy(&v4, from, sizeof v4);
        *out = address_from_v4(&v4.sin_addr);
        *out_port = ntohs(v4.sin_port);
        return true;
    }
    if (from->sa_family != AF_INET6)
        return false;
    memcpy(&v6, from, sizeof v6);
    memcpy(out->bytes, &v6.sin6_addr, 16);
    *out_port = ntohs(v6.sin6_port);
    return true;
}

bool address_read(struct str text, struct address *out)
{
    char copy[INET6_ADDRSTRLEN];
    uint8_t four[4];
    if (!text.len || text.len >= sizeof copy || str_has_nul(text))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    if (inet_pton(AF_INET, copy, four) == 1) {
        *out = address_from_v4(four);
        return true;
    }
    return inet_pton(AF_INET6, copy, out->bytes) == 1;
}

bool address_is_v4(const struct address *a)
{
    static const struct network mapped = { { { [10] = 0xff, [11] = 0xff } }, 96 };
    return network_holds(&mapped, a);
}

struct str address_text(const struct address *a, struct arena *arena)
{
    char text[INET6_ADDRSTRLEN];
    bool v4 = address_is_v4(a);
    inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? a->bytes + 12 : a->bytes, text, sizeof text);
    return arena_str(arena, str_of(text));
}

/* --- networks --- */

static uint8_t mask_of(unsigned bits, unsigned byte)
{
    unsigned left = bits > byte * 8 ? bits - byte * 8 : 0;
    return (uint8_t)(left >= 8 ? 0xff : 0xff00 >> left);
}

bool network_holds(const struct network *n, const struct address *a)
{
    for (unsigned i = 0; i < 16; i++)
        if ((n->base.bytes[i] ^ a->bytes[i]) & mask_of(n->bits, i))
            return false;
    return true;
}

static bool is_whole(const struct network *n)
{
    for (unsigned i = 0; i < 16; i++)
        if (n->base.bytes[i] & (0xff ^ mask_of(n->bits, i)))
            return false;
    return true;
}

bool network_read(struct str text, struct network *out)
{
    struct str rest = text, host = str_cut(&rest, '/');
    struct network n = { .bits = 128 };
    uint64_t bits;
    bool has_prefix = host.len < text.len;
    if (!address_read(host, &n.base))
        return false;
    if (has_prefix) {
        unsigned before = memchr(host.ptr, ':', host.len) ? 0 : 96;
        if (!str_to_uint(rest, &bits) || bits > 128 - before)
            return false;
        n.bits = before + (unsigned)bits;
    }
    if (!is_whole(&n))
        return false;
    *out = n;
    return true;
}

/* --- names --- */

static bool is_label(struct str label)
{
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
            c != '_')
            return false;
    }
    return label.len && label.len <= LABEL_MOST && label.ptr[0] != '-';
}

/* Some readers take a number at the end for an address, and some do not. */
static bool is_number(struct str label)
{
    uint64_t value;
    return str_to_uint(label, &value) || str_starts(label, STR("0x"));
}

bool host_is_name(struct str host)
{
    struct str label = STR_NONE;
    if (!host.len || host.len > HOST_NAME_MOST || str_ends(host, STR(".")))
        return false;
    while (host.len) {
        label = str_cut(&host, '.');
        if (!is_label(label))
            return false;
    }
    return !is_number(label);
}

/* --- words --- */

/* "[::1]:80", "10.0.0.0/8:80", "host:80"; an IPv6 address or network without brackets has no
 * port. */
static bool cut_port(struct str *what, uint16_t *out_port)
{
    uint64_t port;
    const char *colon = memrchr(what->ptr, ':', what->len);
    bool bare_v6 = colon && what->ptr[0] != '[' && memchr(what->ptr, ':', what->len) != colon;
    if (!colon || bare_v6 || what->ptr[what->len - 1] == ']')
        return true;
    struct str digits = str_from(*what, (size_t)(colon - what->ptr) + 1);
    what->len = (size_t)(colon - what->ptr);
    if (str_eq(digits, STR("*")))
        return true;
    if (!str_to_uint(digits, &port) || !port || port > UINT16_MAX)
        return false;
    *out_port = (uint16_t)port;
    return true;
}

static struct str without_brackets(struct str what)
{
    if (what.len > 2 && what.ptr[0] == '[' && what.ptr[what.len - 1] == ']')
        return (struct str){ what.ptr + 1, what.len - 2 };
    return what;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

static bool read_host(struct str host, struct where *w)
{
    bool under = str_starts(host, STR("*."));
    w->what = under ? WHERE_UNDER : WHERE_HOST;
    w->host = under ? str_from(host, 2) : host;
    if (str_ends(w->host, STR(".")))
        w->host.len--;
    return !is_ascii(w->host) || host_is_name(w->host);
}

bool where_read(struct str word, struct where *out)
{
    *out = (struct where){ .what = WHERE_ANY };
    if (!word.len || !cut_port(&word, &out->port) || !word.len)
        return false;
    if (str_eq(word, STR("*")))
        return true;
    out->what = WHERE_HERE;
    if (str_eq(word, STR("@here")))
        return true;
    out->what = WHERE_NETWORK;
    return network_read(without_brackets(word), &out->network) || read_host(word, out);
}
