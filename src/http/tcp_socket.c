/* TCP sockets: see tcp_socket.h. */
#include "http/tcp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>

enum { BACKLOG = 511 };

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static const unsigned char four_in_six[12] = { [10] = 0xff, [11] = 0xff };

static struct err *read_address(const char *text, int port, union address *out)
{
    *out = (union address){ 0 };
    if (port < 0 || port > UINT16_MAX)
        return err_new(ERR_INVALID, "bad_port", "%d is no port", port);
    if (inet_pton(AF_INET, text, &out->four.sin_addr) == 1) {
        out->four.sin_family = AF_INET;
        out->four.sin_port = htons((uint16_t)port);
    } else if (inet_pton(AF_INET6, text, &out->six.sin6_addr) == 1) {
        out->six.sin6_family = AF_INET6;
        out->six.sin6_port = htons((uint16_t)port);
    } else {
        return err_new(ERR_INVALID, "bad_address", "%s is no IP address", text);
    }
    return NULL;
}

static struct err *no_such_address(const char *text)
{
    return err_new(ERR_UNAVAILABLE, "no_such_address", "this machine has no address %s", text);
}

static struct err *set_on(int fd, int level, int option)
{
    const int on = 1;
    return setsockopt(fd, level, option, &on, sizeof on) < 0 ? err_sys("set a socket's option")
                                                             : NULL;
}

/* SO_REUSEADDR: after a restart the last connections still stand in the kernel's books. Small
 * writes are not gathered; connections inherit that. An IPv6 socket takes IPv6 alone, as 0.0.0.0
 * and :: are said one by one. */
static struct err *new_socket(const union address *a, const char *text, int *out_fd)
{
    owned_fd int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 && errno == EAFNOSUPPORT)
        return no_such_address(text);
    if (fd < 0)
        return err_sys("make a socket");
    TRY(set_on(fd, SOL_SOCKET, SO_REUSEADDR));
    TRY(set_on(fd, IPPROTO_TCP, TCP_NODELAY));
    if (a->any.sa_family == AF_INET6)
        TRY(set_on(fd, IPPROTO_IPV6, IPV6_V6ONLY));
    *out_fd = give_fd(fd);
    return NULL;
}

static struct err *bind_failed(int error, const char *text, int port)
{
    if (error == EADDRNOTAVAIL)
        return no_such_address(text);
    if (error == EADDRINUSE)
        return err_new(ERR_EXISTS, "port_taken", "port %d of %s is taken", port, text);
    return err_errno(error, "listen at port %d of %s", port, text);
}

static struct err *port_of(int fd, int *out_port)
{
    union address a;
    socklen_t len = sizeof a;
    if (getsockname(fd, &a.any, &len) < 0)
        return err_sys("ask for a socket's port");
    *out_port = ntohs(a.any.sa_family == AF_INET ? a.four.sin_port : a.six.sin6_port);
    return NULL;
}

struct err *tcp_listen(const char *address, int port, int *out_fd, int *out_port)
{
    union address a;
    owned_fd int fd = -1;
    TRY(read_address(address, port, &a));
    TRY(new_socket(&a, address, &fd));
    if (bind(fd, &a.any, sizeof a) < 0 || listen(fd, BACKLOG) < 0)
        return bind_failed(errno, address, port);
    TRY(port_of(fd, out_port));
    *out_fd = give_fd(fd);
    return NULL;
}

struct err *tcp_peer_of(int fd, struct ip_peer *out_peer)
{
    union address a;
    socklen_t len = sizeof a;
    if (getpeername(fd, &a.any, &len) < 0)
        return err_sys("ask who connected");
    if (a.any.sa_family == AF_INET) {
        out_peer->port = ntohs(a.four.sin_port);
        memcpy(out_peer->address, four_in_six, sizeof four_in_six);
        memcpy(out_peer->address + sizeof four_in_six, &a.four.sin_addr, 4);
    } else {
        out_peer->port = ntohs(a.six.sin6_port);
        memcpy(out_peer->address, &a.six.sin6_addr, 16);
    }
    return NULL;
}

bool ip_is_four(const struct ip_peer *peer)
{
    return memcmp(peer->address, four_in_six, sizeof four_in_six) == 0;
}

bool ip_is_loopback(const struct ip_peer *peer)
{
    static const unsigned char one[16] = { [15] = 1 };
    return ip_is_four(peer) ? peer->address[12] == 127 : memcmp(peer->address, one, 16) == 0;
}

const char *ip_text(const struct ip_peer *peer, char out[IP_TEXT])
{
    char address[INET6_ADDRSTRLEN];
    bool four = ip_is_four(peer);
    inet_ntop(four ? AF_INET : AF_INET6, peer->address + (four ? sizeof four_in_six : 0), address,
              sizeof address);
    snprintf(out, IP_TEXT, "%s%s%s:%d", four ? "" : "[", address, four ? "" : "]", peer->port);
    return out;
}
