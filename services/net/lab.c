/* An internet of one's own: see lab.h.
 *
 *     us: 203.0.113.2  <--- veth --->  they: everybody else
 *
 * The web servers answer by path, the name server by name; both tables are below. */
#include "lab.h"

#include "base/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who lives there. All have a web server at port 80. */
static const char *const theirs[] = {
    "93.184.216.34", "93.184.216.35", "10.1.2.3",          "192.168.7.7",
    "100.64.0.5",    "172.16.9.9",    "169.254.169.254",   "168.63.129.16",
    "2606:4700::1",  "fd00::7",       "64:ff9b::10.1.2.3", "2002:0a01:0203::1",
};
enum { THEIRS = COUNT_OF(theirs) };

static struct {
    _Atomic unsigned requests[THEIRS];
    _Atomic unsigned flips;
} * counts; /* shared with the servers */

/* --- a name server --- */

/* Answers of names in `.test`; the two of a name that flips come in turn. */
static const struct {
    const char *name, *first, *second;
    bool flips;
} names[] = {
    { "public.test", "93.184.216.34", NULL, false },
    { "other.test", "93.184.216.35", NULL, false },
    { "private.test", "10.1.2.3", NULL, false },
    { "metadata.test", "169.254.169.254", NULL, false },
    { "loop.test", "127.0.0.1", NULL, false },
    { "both.test", "10.1.2.3", "93.184.216.34", false },
    { "flip.test", "93.184.216.34", "10.1.2.3", true },
    { "xn--bcher-kva.test", "93.184.216.34", NULL, false },
};

static size_t name_of(const uint8_t *q, size_t len, char out[256])
{
    size_t at = 12, n = 0;
    while (at < len && q[at]) {
        size_t piece = q[at++];
        if (n + piece + 2 > 256 || at + piece > len)
            return 0;
        if (n)
            out[n++] = '.';
        memcpy(out + n, q + at, piece);
        n += piece;
        at += piece;
    }
    out[n] = 0;
    return at + 1;
}

static size_t add_answer(uint8_t *r, size_t at, const char *address)
{
    static const uint8_t head[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4 };
    memcpy(r + at, head, sizeof head);
    inet_pton(AF_INET, address, r + at + sizeof head);
    r[7]++;
    return at + sizeof head + 4;
}

/* IPv4 alone; nothing of what was asked besides the first question is looked at. */
static size_t answer_name(uint8_t *r, size_t len)
{
    char name[256];
    size_t at = name_of(r, len, name);
    if (!at || at + 4 > len)
        return 0;
    bool wants_v4 = r[at] == 0 && r[at + 1] == 1;
    r[2] = 0x84;
    r[3] = 3; /* there is none such */
    memset(r + 6, 0, 6);
    at += 4;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcasecmp(name, names[i].name) != 0)
            continue;
        r[3] = 0;
        bool second = wants_v4 && names[i].flips && counts->flips++ % 2;
        if (wants_v4 && !second)
            at = add_answer(r, at, names[i].first);
        if (wants_v4 && names[i].second && (second || !names[i].flips))
            at = add_answer(r, at, names[i].second);
    }
    return at;
}

static void serve_name(int fd)
{
    uint8_t packet[2048];
    struct sockaddr_storage from;
    socklen_t from_len = sizeof from;
    ssize_t n = recvfrom(fd, packet, 512, 0, (struct sockaddr *)&from, &from_len);
    size_t len = n > 12 ? answer_name(packet, (size_t)n) : 0;
    if (len)
        sendto(fd, packet, len, 0, (struct sockaddr *)&from, from_len);
}

/* --- web servers --- */

static void say(int fd, const char *head, const char *body)
{
    char text[4096];
    int n = snprintf(text, sizeof text, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", head,
                     strlen(body), body);
    (void)!write(fd, text, (size_t)n);
}

static void say_redirect(int fd, const char *status, const char *to)
{
    char head[2048];
    snprintf(head, sizeof head, "%s\r\nLocation: %s", status, to);
    say(fd, head, "moved");
}

static void say_echo(int fd, const char *request)
{
    static char text[64 * 1024];
    int n = snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
                     strlen(request), request);
    (void)!write(fd, text, (size_t)n);
}

static void say_large(int fd, size_t bytes)
{
    char head[256];
    static char zeros[64 * 1024];
    int n = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", bytes);
    (void)!write(fd, head, (size_t)n);
    for (size_t sent = 0; sent < bytes;) {
        ssize_t one = write(fd, zeros, MIN_OF(sizeof zeros, bytes - sent));
        if (one <= 0)
            return;
        sent += (size_t)one;
    }
}

/* "/redirect/302/http://…" */
static void answer_redirect(int fd, char *path)
{
    char *status = path + strlen("/redirect/"), *to = strchr(status, '/');
    if (!to)
        return;
    *to = 0;
    say_redirect(fd, status, to + 1);
}

static bool is_path(const char *path, const char *begins)
{
    return strncmp(path, begins, strlen(begins)) == 0;
}

/* False: the connection is to be closed. */
static bool answer(int fd, char *request, char *path)
{
    if (is_path(path, "/redirect/"))
        answer_redirect(fd, path);
    else if (is_path(path, "/around"))
        say_redirect(fd, "302", "/around");
    else if (is_path(path, "/echo"))
        say_echo(fd, request);
    else if (is_path(path, "/large/"))
        say_large(fd, strtoul(path + strlen("/large/"), NULL, 10));
    else if (is_path(path, "/cut"))
        return (void)!write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", 43), false;
    else if (is_path(path, "/junk"))
        return (void)!write(fd, "no such thing\r\n\r\n", 17), false;
    else if (is_path(path, "/silent"))
        return sleep(60), false;
    else
        say(fd, "200 OK\r\nContent-Type: text/plain", "hello");
    return true;
}

static size_t body_len(const char *request)
{
    const char *header = strcasestr(request, "\r\ncontent-length:");
    return header ? strtoul(header + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

static bool has_all(const char *request, size_t len)
{
    const char *end = strstr(request, "\r\n\r\n");
    bool chunked = strcasestr(request, "transfer-encoding: chunked");
    if (!end)
        return false;
    return chunked ? strstr(end, "\r\n0\r\n\r\n") != NULL
                   : len >= (size_t)(end - request) + 4 + body_len(request);
}

/* In a process of its own, for as long as the client stays. */
static void serve_client(int fd)
{
    static char request[32 * 1024];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    char path[2048];
    for (;;) {
        size_t len = 0;
        while (!has_all(request, len)) {
            ssize_t n = read(fd, request + len, sizeof request - 1 - len);
            if (n <= 0)
                _exit(0);
            len += (size_t)n;
            request[len] = 0;
        }
        if (sscanf(request, "%*s %2047s", path) != 1 || !answer(fd, request, path))
            _exit(0);
        memset(request, 0, sizeof request);
    }
}

static void serve_web(int listener, size_t nr)
{
    int fd = accept(listener, NULL, NULL);
    counts->requests[nr]++;
    if (fd >= 0 && fork() == 0)
        serve_client(fd);
    close(fd);
}

/* --- setting up --- */

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "lab: %s: %s\n", what, strerror(errno));
        _exit(9);
    }
}

static int listen_at(const char *address, int type, int port)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    bool v6 = strchr(address, ':');
    int fd = socket(v6 ? AF_INET6 : AF_INET, type, 0);
    inet_pton(v6 ? AF_INET6 : AF_INET, address, v6 ? (void *)&six.sin6_addr : &four.sin_addr);
    must(bind(fd, v6 ? (void *)&six : (void *)&four, v6 ? sizeof six : sizeof four) == 0, address);
    if (type == SOCK_STREAM)
        must(listen(fd, 64) == 0, "listen");
    return fd;
}

static void run(const char *command)
{
    must(system(command) == 0, command);
}

static _Noreturn void be_everybody_else(int ready)
{
    struct pollfd fds[THEIRS + 1];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGCHLD, SIG_IGN);
    for (size_t i = 0; i < THEIRS; i++)
        fds[i] = (struct pollfd){ listen_at(theirs[i], SOCK_STREAM, 80), POLLIN, 0 };
    fds[THEIRS] = (struct pollfd){ listen_at(theirs[0], SOCK_DGRAM, 53), POLLIN, 0 };
    must(write(ready, "", 1) == 1, "tell");
    for (;;) {
        must(poll(fds, THEIRS + 1, -1) > 0 || errno == EINTR, "poll");
        for (size_t i = 0; i < THEIRS; i++)
            if (fds[i].revents)
                serve_web(fds[i].fd, i);
        if (fds[THEIRS].revents)
            serve_name(fds[THEIRS].fd);
    }
}

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), path);
    close(fd);
}

static void map_ids(uid_t uid, gid_t gid)
{
    char text[64];
    if (uid == 0)
        return;
    write_file("/proc/self/setgroups", "deny");
    snprintf(text, sizeof text, "0 %u 1\n", uid);
    write_file("/proc/self/uid_map", text);
    snprintf(text, sizeof text, "0 %u 1\n", gid);
    write_file("/proc/self/gid_map", text);
}

static void name_server_is(const char *address)
{
    char path[256], text[128];
    snprintf(path, sizeof path, "%s/resolv.conf", test_dir());
    snprintf(text, sizeof text, "nameserver %s\noptions timeout:1 attempts:1\n", address);
    must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "keep mounts to ourselves");
    write_file(path, text);
    must(mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL) == 0, "name the name server");
}

static void give_addresses(pid_t pid)
{
    char command[512];
    snprintf(command, sizeof command, "ip link add us type veth peer name they netns %d", pid);
    run("ip link set lo up");
    run(command);
    run("ip addr add 203.0.113.2/32 dev us; ip addr add 2001:db8::2/128 dev us nodad;"
        "ip link set us up; ip route add default dev us; ip -6 route add default dev us");
}

static void take_addresses(void)
{
    char command[512];
    run("ip link set lo up; ip link set they up; ip route add default dev they;"
        "ip -6 route add default dev they");
    for (size_t i = 0; i < THEIRS; i++) {
        bool v6 = strchr(theirs[i], ':');
        snprintf(command, sizeof command, "ip addr add %s/%d dev they%s", theirs[i], v6 ? 128 : 32,
                 v6 ? " nodad" : "");
        run(command);
    }
}

static void wait_for(int fd)
{
    char c;
    must(read(fd, &c, 1) == 1, "the servers did not come up");
}

static void start_servers(void)
{
    int up[2], go[2];
    must(pipe2(up, O_CLOEXEC) == 0 && pipe2(go, O_CLOEXEC) == 0, "pipe");
    pid_t servers = fork();
    if (servers == 0) {
        must(unshare(CLONE_NEWNET) == 0, "another network");
        must(write(up[1], "", 1) == 1, "tell");
        wait_for(go[0]);
        take_addresses();
        be_everybody_else(up[1]);
    }
    wait_for(up[0]);
    give_addresses(servers);
    must(write(go[1], "", 1) == 1, "tell");
    wait_for(up[0]);
    for (int i = 0; i < 2; i++) {
        close(up[i]);
        close(go[i]);
    }
}

void lab_enter(void)
{
    uid_t uid = getuid();
    gid_t gid = getgid();
    int flags = CLONE_NEWNET | CLONE_NEWNS | (uid ? CLONE_NEWUSER : 0);
    if (unshare(flags) != 0)
        test_skip("this host allows no network namespaces");
    if (system("command -v ip >/dev/null") != 0)
        test_skip("iproute2 is not installed");
    map_ids(uid, gid);
    counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(counts != MAP_FAILED, "shared memory");
    name_server_is(theirs[0]);
    start_servers();
}

unsigned lab_requests_at(const char *address)
{
    for (size_t i = 0; i < THEIRS; i++)
        if (strcmp(theirs[i], address) == 0)
            return counts->requests[i];
    CHECK_FAIL("nobody lives at %s", address);
}
