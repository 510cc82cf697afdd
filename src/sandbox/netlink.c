/* Building, sending, hearing: see netlink.h. */
#include "sandbox/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

int netlink_open(struct netlink *n, int protocol)
{
    struct sockaddr_nl self = { .nl_family = AF_NETLINK };
    n->seq = 0;
    n->len = n->message = n->depth = n->answers = 0;
    n->overflow = false;
    n->socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (n->socket < 0)
        return -1;
    return bind(n->socket, (struct sockaddr *)&self, sizeof self);
}

void netlink_close(struct netlink *n)
{
    if (n->socket >= 0)
        close(n->socket);
    n->socket = -1;
}

/* --- building --- */

static void *room(struct netlink *n, size_t len)
{
    size_t padded = NLMSG_ALIGN(len);
    if (n->len + padded > sizeof n->bytes) {
        n->overflow = true;
        return NULL;
    }
    char *at = n->bytes + n->len;
    memset(at, 0, padded);
    n->len += padded;
    return at;
}

static void finish_message(struct netlink *n)
{
    struct nlmsghdr *h = (void *)(n->bytes + n->message);
    if (n->len > n->message)
        h->nlmsg_len = (uint32_t)(n->len - n->message);
}

void netlink_begin(struct netlink *n, unsigned type, unsigned flags, const void *head, size_t len)
{
    finish_message(n);
    n->message = n->len;
    struct nlmsghdr *h = room(n, sizeof *h);
    if (!h)
        return;
    h->nlmsg_type = (uint16_t)type;
    h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
    h->nlmsg_seq = ++n->seq;
    n->answers += (flags & NLM_F_ACK) != 0;
    netlink_raw(n, head, len);
}

void netlink_raw(struct netlink *n, const void *data, size_t len)
{
    void *at = len ? room(n, len) : NULL;
    if (at)
        memcpy(at, data, len);
}

void netlink_put(struct netlink *n, unsigned type, const void *data, size_t len)
{
    struct nlattr *a = room(n, NLA_HDRLEN + len);
    if (!a)
        return;
    a->nla_len = (uint16_t)(NLA_HDRLEN + len);
    a->nla_type = (uint16_t)type;
    if (len)
        memcpy((char *)a + NLA_HDRLEN, data, len);
}

void netlink_text(struct netlink *n, unsigned type, const char *text)
{
    netlink_put(n, type, text, strlen(text) + 1);
}

void netlink_u8(struct netlink *n, unsigned type, uint8_t value)
{
    netlink_put(n, type, &value, sizeof value);
}

void netlink_u32(struct netlink *n, unsigned type, uint32_t value)
{
    netlink_put(n, type, &value, sizeof value);
}

void netlink_be32(struct netlink *n, unsigned type, uint32_t value)
{
    netlink_u32(n, type, htonl(value));
}

void netlink_nest(struct netlink *n, unsigned type)
{
    if (n->depth == NETLINK_DEPTH) {
        n->overflow = true;
        return;
    }
    n->nests[n->depth++] = n->len;
    netlink_put(n, type | NLA_F_NESTED, NULL, 0);
}

void netlink_end(struct netlink *n)
{
    if (!n->depth)
        return;
    size_t at = n->nests[--n->depth];
    struct nlattr *a = (void *)(n->bytes + at);
    if (!n->overflow)
        a->nla_len = (uint16_t)(n->len - at);
}

/* --- asking --- */

/* The errors in what the kernel said at once; `*left` counts the answers that are still to come. */
static int read_answers(const char *bytes, size_t len, unsigned *left)
{
    int bad = 0;
    const struct nlmsghdr *h;
    for (size_t at = 0; at + sizeof *h <= len; at += NLMSG_ALIGN(h->nlmsg_len)) {
        h = (const void *)(bytes + at);
        if (!NLMSG_OK(h, len - at))
            break;
        if (h->nlmsg_type != NLMSG_ERROR)
            continue;
        const struct nlmsgerr *e = NLMSG_DATA(h);
        *left -= *left > 0;
        if (e->error && !bad)
            bad = -e->error;
    }
    return bad;
}

/* A batch of which one message is bad answers that one, and not all others. */
static int hear(struct netlink *n, unsigned answers)
{
    _Alignas(8) char bytes[8192];
    while (answers) {
        ssize_t got = recv(n->socket, bytes, sizeof bytes, 0);
        if (got < 0 && errno == EINTR)
            continue;
        int bad = got < 0 ? errno : read_answers(bytes, (size_t)got, &answers);
        if (bad)
            return errno = bad, -1;
    }
    return 0;
}

static void drop_old_answers(struct netlink *n)
{
    char bytes[8192];
    while (recv(n->socket, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        ;
}

int netlink_send(struct netlink *n)
{
    struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
    size_t len = n->len;
    unsigned answers = n->answers;
    finish_message(n);
    bool bad = n->overflow || n->depth;
    n->len = n->message = n->depth = n->answers = 0;
    n->overflow = false;
    if (bad)
        return errno = EMSGSIZE, -1;
    drop_old_answers(n);
    if (sendto(n->socket, n->bytes, len, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0)
        return -1;
    return hear(n, answers);
}
