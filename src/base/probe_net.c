/* What a host has for networks of programs: see probe_look.c. Kinds of cards and the packet filter
 * are asked for in a network of its own, made for that, in which anybody may. */
#include "base/probe_look.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void found(struct probe *p, bool ok, const char *text)
{
    p->ok = ok;
    p->number = ok;
    snprintf(p->text, sizeof p->text, "%s", text);
}

/* 0, or the errno of the kernel's answer to one message. */
static int ask(int protocol, const void *message, size_t len)
{
    union {
        struct nlmsghdr head;
        char bytes[1024];
    } answer;
    owned_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    if (fd < 0 || send(fd, message, len, 0) < 0)
        return errno;
    ssize_t n = recv(fd, &answer, sizeof answer, 0);
    if (n < (ssize_t)sizeof answer.head)
        return n < 0 ? errno : EPROTO;
    return answer.head.nlmsg_type == NLMSG_ERROR
               ? -((const struct nlmsgerr *)NLMSG_DATA(&answer.head))->error
               : 0;
}

static int ask_for_veth(void)
{
    struct {
        struct nlmsghdr head;
        struct ifinfomsg card;
        struct nlattr info, kind;
        char name[8];
    } m = { .head = { .nlmsg_len = sizeof m,
                      .nlmsg_type = RTM_NEWLINK,
                      .nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK },
            .info = { sizeof m.info + sizeof m.kind + sizeof m.name, IFLA_LINKINFO },
            .kind = { sizeof m.kind + sizeof "veth", IFLA_INFO_KIND },
            .name = "veth" };
    return ask(NETLINK_ROUTE, &m, sizeof m);
}

static int ask_for_nftables(void)
{
    const struct {
        struct nlmsghdr head;
        struct nfgenmsg family;
    } m = { .head = { .nlmsg_len = sizeof m,
                      .nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN,
                      .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
            .family = { .nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0 } };
    return ask(NETLINK_NETFILTER, &m, sizeof m);
}

static void look_inside(struct probe *p, int (*fn)(void), const char *text)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0 ? errno : fn());
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return found(p, false, "the attempt was ended");
    int code = WEXITSTATUS(status);
    found(p, !code, code ? strerrordesc_np(code) : text);
}

void look_veth(struct probe *p)
{
    look_inside(p, ask_for_veth, "can be made");
}

void look_nftables(struct probe *p)
{
    look_inside(p, ask_for_nftables, "available");
}

void look_net_admin(struct probe *p)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct held[_LINUX_CAPABILITY_U32S_3] = { 0 };
    bool has = syscall(SYS_capget, &head, held) == 0 && held[0].effective & 1u << CAP_NET_ADMIN;
    found(p, has, has ? "held" : "not held");
}

void look_forwarding(struct probe *p)
{
    char on = '0';
    owned_fd int fd = open("/proc/sys/net/ipv4/ip_forward", O_RDONLY | O_CLOEXEC);
    bool is_on = fd >= 0 && read(fd, &on, 1) == 1 && on == '1';
    found(p, is_on, is_on ? "this machine forwards packets" : "this machine forwards no packets");
}

void look_tun(struct probe *p)
{
    owned_fd int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    found(p, fd >= 0, fd >= 0 ? "usable" : strerrordesc_np(errno));
}

void look_slirp4netns(struct probe *p)
{
    static const char *const places[] = { "/usr/bin/slirp4netns", "/usr/local/bin/slirp4netns" };
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (access(places[i], X_OK) == 0)
            return found(p, true, places[i]);
    found(p, false, "not installed");
}
