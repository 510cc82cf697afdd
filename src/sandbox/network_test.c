/* The networks of sandboxes, in a world of the test's own: a namespace that plays this machine,
 * and another that plays the world outside, with a card between them.
 *
 *     sandbox 10.0.0.N -- 10.0.0.1 [machine] 203.0.113.1 -- 203.0.113.9, 192.168.77.9 [outside] */
#include "base/probe.h"
#include "sandbox/netlink.h"
#include "sandbox/nft.h"
#include "sandbox/rig.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct netlink net = { .socket = -1 };

struct world {
    struct run run;
    int before; /* the namespace to go back to */
    pid_t outside;
    int listener; /* of the machine, on all its addresses */
    int port;
};

static struct in_addr ip(const char *text)
{
    struct in_addr a;
    CHECK(inet_pton(AF_INET, text, &a) == 1);
    return a;
}

/* A helper that is about to end may still hold the port. */
static int listen_on(const char *address, int port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, bound;
    inet_pton(AF_INET, address, &at.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    for (int tries = 0; (bound = bind(fd, (struct sockaddr *)&at, sizeof at)) < 0 && tries < 500;
         tries++)
        usleep(10000);
    CHECK(bound == 0 && listen(fd, 16) == 0);
    return fd;
}

/* Says to each who comes where it came from. */
static _Noreturn void serve(int listener)
{
    for (;;) {
        struct sockaddr_in from;
        socklen_t size = sizeof from;
        char text[32];
        int fd = accept(listener, (struct sockaddr *)&from, &size);
        snprintf(text, sizeof text, "%s\n", inet_ntoa(from.sin_addr));
        if (write(fd, text, strlen(text)) < 0)
            _exit(1);
        close(fd);
    }
}

static void wait_for_card(const char *name)
{
    while (!if_nametoindex(name))
        usleep(1000);
}

static _Noreturn void be_outside(int told)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (unshare(CLONE_NEWNET) < 0 || write(told, "1", 1) != 1)
        _exit(1);
    wait_for_card("eth0");
    netlink_open(&net, NETLINK_ROUTE);
    link_address(&net, "eth0", ip("203.0.113.9"), 24);
    link_address(&net, "eth0", ip("192.168.77.9"), 24);
    link_up(&net, "eth0");
    serve(listen_on("0.0.0.0", 7777));
}

static pid_t make_outside(void)
{
    int told[2];
    char byte;
    CHECK(pipe(told) == 0);
    pid_t pid = fork();
    if (pid == 0)
        be_outside(told[1]);
    CHECK(pid > 0); /* it is going to be killed by that number */
    CHECK(read(told[0], &byte, 1) == 1);
    close(told[0]);
    close(told[1]);
    CHECK_INT(link_make_pair(&net, "out0", "eth0", pid), 0);
    CHECK_INT(link_address(&net, "out0", ip("203.0.113.1"), 24), 0);
    CHECK_INT(link_address(&net, "out0", ip("192.168.77.1"), 24), 0);
    CHECK_INT(link_up(&net, "out0"), 0);
    return pid;
}

static void forward_packets(void)
{
    owned_fd int fd = open("/proc/sys/net/ipv4/ip_forward", O_WRONLY | O_CLOEXEC);
    CHECK(write(fd, "1", 1) == 1);
}

static bool connects(const char *address, int port, char *out, size_t size)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    const struct timeval patience = { 5, 0 };
    owned_fd int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    inet_pton(AF_INET, address, &to.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        return false;
    ssize_t n = out ? read(fd, out, size - 1) : 0;
    if (out)
        out[MAX_OF(n, 0)] = 0;
    return true;
}

static void world_init(struct world *w)
{
    *w = (struct world){ .before = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC) };
    probe_forget();
    if (!probe_get(PROBE_NET_ADMIN)->ok || !probe_get(PROBE_VETH)->ok ||
        !probe_get(PROBE_NFTABLES)->ok)
        test_skip("no network cards can be made here: not root, or no veth, or no nftables");
    if (unshare(CLONE_NEWNET) < 0)
        test_skip("no network namespaces here");
    CHECK_INT(netlink_open(&net, NETLINK_ROUTE), 0);
    CHECK_INT(link_up(&net, "lo"), 0);
    w->outside = make_outside();
    forward_packets();
    w->port = 7070;
    w->listener = listen_on("0.0.0.0", w->port);
    char seen[32];
    for (int tries = 0; tries < 500 && !connects("203.0.113.9", 7777, seen, sizeof seen); tries++)
        usleep(10000);
    run_init(&w->run);
}

static void world_done(struct world *w)
{
    run_done(&w->run);
    kill(w->outside, SIGKILL);
    waitpid(w->outside, NULL, 0);
    close(w->listener);
    netlink_close(&net);
    CHECK(setns(w->before, CLONE_NEWNET) == 0);
    close(w->before);
    probe_forget();
}
DEFINE_OWNED_VALUE(world)

/* --- programs --- */

static struct err *bash(struct world *w, const struct sandbox_network *n, const char *line)
{
    struct str words[] = { STR("bash"), STR("-c"), str_of(line) };
    struct sandbox_wish wish = { .argv = { words, 3 }, .network = *n };
    return run(&w->run, &wish);
}

/* "" if it cannot be reached, else what was said there. */
static const char *reaches(struct world *w, const struct sandbox_network *n, const char *address,
                           int port)
{
    char line[256];
    snprintf(line, sizeof line,
             "exec 2>/dev/null; timeout 5 bash -c 'exec 3<>/dev/tcp/%s/%d && echo there && "
             "timeout 0.3 cat <&3'",
             address, port);
    CHECK_OK(bash(w, n, line));
    return printed(&w->run);
}

static const struct sandbox_network private = { .mode = NET_PRIVATE };

/* --- what is left --- */

static int count_cards(void)
{
    int n = 0;
    struct if_nameindex *all = if_nameindex();
    for (struct if_nameindex *i = all; i->if_index; i++)
        n += strncmp(i->if_name, "pi", 2) == 0;
    if_freenameindex(all);
    return n;
}

static int count_tables(void)
{
    const struct {
        struct nlmsghdr head;
        struct nfgenmsg family;
    } ask = { .head = { .nlmsg_len = sizeof ask,
                        .nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE,
                        .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP } };
    _Alignas(8) char bytes[16384];
    int n = 0;
    owned_fd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    CHECK(send(fd, &ask, sizeof ask, 0) == sizeof ask);
    for (;;) {
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        CHECK(got > 0);
        const struct nlmsghdr *h;
        for (size_t at = 0; at < (size_t)got; at += NLMSG_ALIGN(h->nlmsg_len)) {
            h = (const void *)(bytes + at);
            if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
                return n;
            n++;
        }
    }
}

static void check_nothing_is_left(void)
{
    for (int tries = 0; tries < 500 && (count_cards() || count_tables()); tries++)
        usleep(10000);
    CHECK_INT(count_cards(), 0);
    CHECK_INT(count_tables(), 0);
}

/* --- the tests --- */

TEST(a_private_network_reaches_the_world_as_if_it_were_this_machine)
{
    owned(world) struct world w;
    world_init(&w);
    CHECK_TEXT(reaches(&w, &private, "203.0.113.9", 7777), "there\n203.0.113.1\n");
    check_nothing_is_left();
}

TEST(a_private_network_does_not_reach_what_is_near)
{
    static const char *const places[] = { "203.0.113.1", "10.0.0.1", "127.0.0.1", "192.168.77.1",
                                          "0.0.0.0" };
    owned(world) struct world w;
    world_init(&w);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        const char *said = reaches(&w, &private, places[i], w.port);
        if (said[0])
            CHECK_FAIL("%s was reached", places[i]);
    }
    CHECK_TEXT(reaches(&w, &private, "169.254.169.254", 80), "");
    CHECK_TEXT(reaches(&w, &private, "192.168.77.9", 7777), "");
    const struct sandbox_network near = { .mode = NET_PRIVATE, .near = true };
    CHECK_TEXT(reaches(&w, &near, "192.168.77.9", 7777), "there\n192.168.77.1\n");
    CHECK_TEXT(reaches(&w, &near, "192.168.77.1", w.port), "");
    CHECK_TEXT(reaches(&w, &near, "10.0.0.1", w.port), "");
}

/* --- IPv6: every card has an address by itself --- */

static char shared[512]; /* a directory in which a sandbox is told the machine's address */

static int listen_on_all_6(int port)
{
    struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 16) == 0);
    return fd;
}

/* The machine's own address on the sandbox's card, once it has one that can be used. */
static bool find_card_6(char out[64])
{
    unsigned index, bits, scope, flags;
    char hex[33], card[32];
    bool found = false;
    FILE *f = fopen("/proc/thread-self/net/if_inet6", "r");
    while (!found &&
           fscanf(f, "%32s %x %x %x %x %31s", hex, &index, &bits, &scope, &flags, card) == 6) {
        if (strncmp(hex, "fe80", 4) != 0 || strcmp(card, "out0") == 0 || flags & 0x40)
            continue;
        for (int i = 0; i < 8; i++)
            snprintf(out + 5 * i, 64 - 5 * (size_t)i, "%.4s%s", hex + 4 * i, i < 7 ? ":" : "");
        found = true;
    }
    fclose(f);
    return found;
}

static void tell_card_6(struct run *r)
{
    char address[64], path[600], aside[600];
    (void)r;
    for (int tries = 0; tries < 500 && !find_card_6(address); tries++)
        usleep(10000);
    snprintf(aside, sizeof aside, "%s/aside", shared);
    snprintf(path, sizeof path, "%s/address", shared);
    FILE *f = fopen(aside, "w");
    fprintf(f, "%s\n", address);
    CHECK(fclose(f) == 0 && rename(aside, path) == 0);
}

/* The sandbox has an address of its own, too, and tries once that can be used. */
TEST(a_private_network_has_no_way_out_by_ipv6)
{
    owned(world) struct world w;
    world_init(&w);
    if (access("/proc/net/if_inet6", F_OK) < 0)
        test_skip("no IPv6 here");
    owned_fd int listener = listen_on_all_6(7071);
    char line[2048];
    snprintf(shared, sizeof shared, "%s", test_dir());
    snprintf(
        line, sizeof line,
        "exec 2>/dev/null; n=0; ready() { [ -s %s/address ] && "
        "grep -q '^fe80.* [0-9a-f]* [0-9a-f]* [0-9a-f]* 80  *eth0' /proc/self/net/if_inet6; }; "
        "until ready || [ $((n += 1)) = 500 ]; do sleep 0.01; done; ready && echo ready; "
        "read -r a <%s/address; timeout 5 bash -c \"exec 3<>/dev/tcp/$a%%eth0/7071 && echo out\"",
        shared, shared);
    struct str words[] = { STR("bash"), STR("-c"), str_of(line) };
    struct stat st;
    CHECK(stat(shared, &st) == 0);
    struct sandbox_bind bind = { .path = str_of(shared), .dev = st.st_dev, .ino = st.st_ino };
    struct sandbox_wish wish = {
        .argv = { words, 3 }, .network = private, .binds = &bind, .n_binds = 1
    };
    w.run.when_started = tell_card_6;
    CHECK_OK(run(&w.run, &wish));
    CHECK_TEXT(printed(&w.run), "ready\n");
}

TEST(without_the_fence_inside_the_rules_outside_hold)
{
    owned(world) struct world w;
    world_init(&w);
    struct str words[] = { STR("bash"), STR("-c"),
                           STR("exec 2>/dev/null; for a in 203.0.113.1/7070 10.0.0.1/7070 "
                               "192.168.77.9/7777; do "
                               "timeout 5 bash -c \"exec 3<>/dev/tcp/$a && echo $a\"; done") };
    struct sandbox_wish wish = {
        .argv = { words, 3 }, .network = private, .limits = SANDBOX_LIMITS, .weaker = WEAKER_CGROUP
    };
    struct sandbox_plan plan;
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    CHECK_OK(sandbox_plan(&wish, &w.run.arena, &plan));
    for (size_t i = 0; i < plan.count; i++)
        if (plan.steps[i].kind == STEP_FENCE)
            plan.steps[i] = (struct sandbox_plan_step){ .kind = STEP_HOSTNAME, .a = STR("x") };
    CHECK_OK(zygote_start(w.run.zygote, &plan, (const int[]){ nothing, w.run.out, w.run.out },
                          &w.run.child));
    close(nothing);
    while (!w.run.over)
        loop_turn(w.run.loop);
    CHECK_TEXT(printed(&w.run), "");
    CHECK(!w.run.failed);
}

struct caller {
    struct world *world;
    char heard[64];
};
static struct caller caller;

static void call_in(struct run *r)
{
    (void)r;
    for (int tries = 0; tries < 500 && !caller.heard[0]; tries++) {
        connects("127.0.0.1", 8099, caller.heard, sizeof caller.heard);
        usleep(10000);
    }
}

static const char greeter[] =
    "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 5, LocalPort => 80, "
    "LocalAddr => q(0.0.0.0), ReuseAddr => 1) or $s = IO::Socket::INET->new(Listen => 5, "
    "LocalPort => 8080, LocalAddr => q(0.0.0.0)); $c = $s->accept; print $c qq(from inside\\n)'";

static void check_forward(struct world *w)
{
    const struct sandbox_forward ports[] = { { 8099, 8080 } };
    const struct sandbox_network n = { .mode = NET_PRIVATE,
                                       .forwards = ports,
                                       .n_forwards = COUNT_OF(ports) };
    caller = (struct caller){ w, "" };
    w->run.when_started = call_in;
    CHECK_OK(bash(w, &n, greeter));
    CHECK_TEXT(caller.heard, "from inside\n");
    w->run.when_started = NULL;
    owned_fd int taken = listen_on("127.0.0.1", 8099);
    owned(err) struct err *e = bash(w, &n, "true");
    CHECK(e && (strstr(err_text(e), "step forward 127.0.0.1:8099") ||
                strstr(err_text(e), "step relay")));
}

TEST(a_port_leads_inside_and_is_not_taken_from_others)
{
    owned(world) struct world w;
    world_init(&w);
    check_forward(&w);
    CHECK(!w.run.started);
    check_nothing_is_left();
    CHECK_OK(bash(&w, &private, "cat /etc/resolv.conf >/dev/null"));
}

TEST(name_servers_are_those_that_were_said_and_their_port_is_open)
{
    owned(world) struct world w;
    world_init(&w);
    const struct sandbox_network n = { .mode = NET_PRIVATE,
                                       .dns = STR("192.168.77.9 203.0.113.9") };
    CHECK_OK(bash(&w, &n, "cat /etc/resolv.conf"));
    CHECK_TEXT(printed(&w.run), "nameserver 192.168.77.9\nnameserver 203.0.113.9\n");
    CHECK_TEXT(reaches(&w, &n, "192.168.77.9", 7777), "");
    const struct sandbox_network bad = { .mode = NET_PRIVATE, .dns = STR("localhost") };
    CHECK_REASON("bad_dns", bash(&w, &bad, "true"));
}

TEST(what_was_made_goes_also_when_the_zygote_is_killed)
{
    owned(world) struct world w;
    world_init(&w);
    struct str words[] = { STR("sleep"), STR("86392.5") };
    struct sandbox_wish wish = {
        .argv = { words, 2 }, .network = private, .limits = SANDBOX_LIMITS, .weaker = WEAKER_CGROUP
    };
    struct sandbox_plan plan;
    CHECK_OK(sandbox_plan(&wish, &w.run.arena, &plan));
    CHECK_OK(zygote_start(w.run.zygote, &plan, (const int[]){ w.run.out, w.run.out, w.run.out },
                          &w.run.child));
    while (!w.run.started)
        loop_turn(w.run.loop);
    CHECK_INT(count_cards(), 1);
    CHECK_INT(count_tables(), 1);
    kill(zygote_pid(w.run.zygote), SIGKILL);
    while (!w.run.over)
        loop_turn(w.run.loop);
    check_nothing_is_left();
    CHECK_INT(count_processes("86392.5"), 0);
}

TEST(a_warm_sandbox_gets_a_network_too)
{
    owned(world) struct world w;
    int warm[8];
    world_init(&w);
    zygote_set_pool(w.run.zygote, 1);
    CHECK_OK(bash(&w, &private, "true"));
    CHECK_INT(wait_for_children(&w.run, 1, warm), 1);
    CHECK_TEXT(reaches(&w, &private, "203.0.113.9", 7777), "there\n203.0.113.1\n");
    CHECK_INT(w.run.child.pid, warm[0]);
}

/* It was free when this was planned. */
TEST(an_address_that_another_pith_gave_meanwhile_is_passed_over)
{
    owned(world) struct world w;
    struct sandbox_plan plan;
    world_init(&w);
    struct str words[] = { STR("bash"), STR("-c"),
                           STR("exec 3<>/dev/tcp/203.0.113.9/7777; "
                               "grep -q ' 0500000A:' /proc/self/net/tcp && echo 10.0.0.5") };
    struct sandbox_wish wish = {
        .argv = { words, 3 }, .network = private, .limits = SANDBOX_LIMITS, .weaker = WEAKER_CGROUP
    };
    CHECK_OK(sandbox_plan(&wish, &w.run.arena, &plan));
    for (int i = 2; i <= 4; i++) {
        char address[16];
        snprintf(address, sizeof address, "10.0.0.%d", i);
        CHECK_INT(link_route(&net, "out0", ip(address), 32, (struct in_addr){ 0 }), 0);
    }
    CHECK_OK(zygote_start(w.run.zygote, &plan, (const int[]){ w.run.out, w.run.out, w.run.out },
                          &w.run.child));
    while (!w.run.over)
        loop_turn(w.run.loop);
    CHECK_TEXT(printed(&w.run), "10.0.0.5\n");
    check_nothing_is_left();
}

TEST(a_bridged_network_is_on_the_bridge)
{
    owned(world) struct world w;
    world_init(&w);
    CHECK_INT(link_make_bridge(&net, "br-test"), 0);
    CHECK_INT(link_address(&net, "br-test", ip("172.20.0.1"), 24), 0);
    CHECK_INT(link_up(&net, "br-test"), 0);
    const struct sandbox_network n = { .mode = NET_BRIDGED,
                                       .bridge = STR("br-test"),
                                       .address = STR("172.20.0.5/24 172.20.0.1") };
    CHECK_TEXT(reaches(&w, &n, "172.20.0.1", w.port), "there\n");
    check_nothing_is_left();
    const struct sandbox_network none = { .mode = NET_BRIDGED, .bridge = STR("br-none") };
    owned(err) struct err *e = bash(&w, &none, "true");
    CHECK(e && strstr(err_text(e), "step cable br-none"));
    const struct sandbox_network bad = { .mode = NET_BRIDGED,
                                         .bridge = STR("br-test"),
                                         .address = STR("172.20.0.5") };
    CHECK_REASON("bad_address", bash(&w, &bad, "true"));
    check_nothing_is_left();
}

TEST(a_shared_network_is_this_machines_own)
{
    owned(world) struct world w;
    world_init(&w);
    const struct sandbox_network n = { .mode = NET_SHARED };
    CHECK_TEXT(reaches(&w, &n, "127.0.0.1", w.port), "there\n");
    CHECK_OK(bash(&w, &n, "echo $$ > /proc/sys/net/ipv4/ip_forward"));
    CHECK(WEXITSTATUS(w.run.end.status) != 0);
}

TEST(where_no_cards_can_be_made_a_helper_makes_the_way_out)
{
    owned(world) struct world w;
    world_init(&w);
    CHECK_OK(probe_set(STR("net_admin"), STR("missing")));
    if (!sandbox_private_by())
        CHECK_REASON("no_private_network", bash(&w, &private, "true"));
    if (!sandbox_private_by())
        return;
    CHECK_TEXT(sandbox_private_by(), "slirp4netns");
    CHECK_TEXT(reaches(&w, &private, "203.0.113.9", 7777), "there\n203.0.113.1\n");
    CHECK_TEXT(reaches(&w, &private, "203.0.113.1", w.port), "");
    CHECK_TEXT(reaches(&w, &private, "10.0.0.2", w.port), "");
    CHECK_TEXT(reaches(&w, &private, "192.168.77.9", 7777), "");
    CHECK_TEXT(reaches(&w, &private, "169.254.169.254", 80), "");
    check_forward(&w);
    for (int tries = 0; tries < 500 && count_processes("slirp4netns"); tries++)
        usleep(10000);
    CHECK_INT(count_processes("slirp4netns"), 0);
}

TEST(what_the_host_lacks_for_a_private_network_is_said)
{
    owned(world) struct world w;
    world_init(&w);
    CHECK_OK(probe_set(STR("forwarding"), STR("missing")));
    CHECK_OK(probe_set(STR("slirp4netns"), STR("missing")));
    owned(err) struct err *e = bash(&w, &private, "true");
    CHECK(e && strcmp(err_reason(e), "no_private_network") == 0);
    CHECK(strstr(err_hint_text(e), "ip_forward"));
    CHECK_OK(probe_set(STR("nftables"), STR("missing")));
    CHECK_REASON("no_private_network", bash(&w, &private, "true"));
    const struct sandbox_forward ports[] = { { 1, 2 } };
    const struct sandbox_network n = { .forwards = ports, .n_forwards = 1 };
    CHECK_REASON("no_forwards", bash(&w, &n, "true"));
}

TEST(of_a_helper_that_may_not_make_its_card_the_true_cause_is_said)
{
    owned(world) struct world w;
    world_init(&w);
    if (access("/usr/bin/slirp4netns", X_OK) != 0)
        test_skip("there is no slirp4netns here");
    CHECK_OK(probe_set(STR("net_admin"), STR("missing")));
    CHECK_OK(probe_set(STR("tun"), STR("missing")));
    CHECK_OK(probe_set(STR("nftables"), STR("1")));
    owned(err) struct err *e = bash(&w, &private, "true");
    CHECK(e && strstr(err_text(e), "slirp4netns cannot open /dev/net/tun"));
    CHECK(strstr(err_hint_text(e), "let this user open /dev/net/tun"));
    CHECK(!strstr(err_hint_text(e), "install"));
}

TEST(ports_and_prefixes_are_read_strictly)
{
    static const char *const bad[] = { "",     ":",       "80",      "80:", ":80",   "0:80",
                                       "80:0", "65536:1", "1:65536", "a:b", "1:2:3", " 1:2" };
    struct sandbox_forward f;
    struct prefix p;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        CHECK_REASON("bad_forward", forward_read(str_of(bad[i]), &f));
    CHECK_OK(forward_read(STR("8080:80"), &f));
    CHECK(f.host == 8080 && f.guest == 80);
    CHECK(prefix_read(STR("10.0.0.0/8"), &p) && p.bits == 8);
    CHECK(prefix_read(STR("10.0.0.1"), &p) && p.bits == 32);
    CHECK(!prefix_read(STR("10.0.0/8"), &p) && !prefix_read(STR("10.0.0.0/33"), &p));
    CHECK(!prefix_read(STR("10.0.0.0/"), &p) && !prefix_read(STR(""), &p));
    CHECK(!prefix_read(STR("1000.1000.1000.1000.1000"), &p) && !prefix_read(STR("::1"), &p));
}
