/* Starting slirp4netns, and telling it of ports: see relay.h.
 *
 *     the zygote -> a process of ours -> slirp4netns
 *                        | waits until it is ready, tells it of ports
 *                        '-> tells the sandbox, and ends
 *
 * The one in between lets the zygote go on at once. The helper is given the namespaces to
 * join as descriptors, and Landlock over all files but those that it needs: its own way to confine
 * itself wants a user 0 in the sandbox. It cannot be reached but through its own card. */
#include "sandbox/relay.h"
#include "sandbox/zygote_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { READY_AT = 3, END_AT, NET_AT, USERS_AT, PLACES };

struct order {
    const struct sandbox_plan *plan;
    const struct sandbox_plan_step *step;
    int pid, end, ready, told;
    char dir[32], api[48]; /* where it is told of ports */
};

/* --- the helper --- */

static int allow(struct child *c, const char *path, uint64_t flags)
{
    const struct sandbox_plan_step step = { STEP_ALLOW, flags, str_of(path), STR_NONE };
    c->step = &step;
    return access(path, F_OK) < 0 ? 0 : step_allow(c);
}

/* As far as the sandbox itself is: what it does not have, its helper does not have either. */
static int confine(const struct order *o)
{
    static const char *const read[] = { "/usr", "/lib", "/lib64", "/etc", "/run", "/proc", "/dev" };
    struct child c = { .rules = -1 };
    size_t rules = plan_find(o->plan, STEP_RULES);
    if (rules == o->plan->count)
        return 0;
    c.step = &o->plan->steps[rules];
    if (step_rules(&c) < 0)
        return -1;
    for (size_t i = 0; i < COUNT_OF(read); i++)
        if (allow(&c, read[i], 0) < 0)
            return -1;
    if (allow(&c, "/dev/net/tun", ALLOW_WRITE | ALLOW_DEVICES) < 0 ||
        allow(&c, o->dir, ALLOW_WRITE) < 0)
        return -1;
    return step_confine(&c);
}

/* To the lowest places, in that order; what stands there meanwhile is moved out of the way. */
static int place_descriptors(const struct order *o, int net, int users)
{
    int kept[] = { o->ready, o->end, net, users };
    int nothing = open("/dev/null", O_RDWR);
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        kept[i] = fcntl(kept[i], F_DUPFD, 2 * PLACES);
    for (int fd = 0; fd < READY_AT; fd++)
        dup2(nothing, fd);
    for (int i = 0; i < PLACES - READY_AT; i++)
        if (dup2(kept[i], READY_AT + i) < 0)
            return -1;
    return close_range(PLACES, ~0u, 0);
}

static int open_namespace(const struct order *o, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/%s", o->pid, name);
    return open(path, O_RDONLY);
}

static _Noreturn void become_helper(const struct order *o)
{
    char cidr[40];
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    snprintf(cidr, sizeof cidr, "--cidr=%s", o->step->b.ptr);
    const char *const argv[] = { o->step->a.ptr,
                                 "--configure",
                                 "--mtu=65520",
                                 "--disable-host-loopback",
                                 cidr,
                                 "--ready-fd=3",
                                 "--exit-fd=4",
                                 "--netns-type=path",
                                 "--userns-path=/proc/self/fd/6",
                                 "--api-socket",
                                 o->api,
                                 "/proc/self/fd/5",
                                 "eth0",
                                 NULL };
    int net = open_namespace(o, "net"), users = open_namespace(o, "user");
    if (place_descriptors(o, net, users) == 0 && fds_lower() == 0 && confine(o) == 0)
        execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

/* --- ports --- */

static int connect_api(const struct order *o)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    memcpy(to.sun_path, o->api, strlen(o->api));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* A connection for each, which it answers with an object that has "return" or "error". */
static bool tell_port(const struct order *o, uint64_t ports)
{
    char text[256];
    int len = snprintf(text, sizeof text,
                       "{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\"tcp\","
                       "\"host_addr\":\"127.0.0.1\",\"host_port\":%u,\"guest_port\":%u}}",
                       (unsigned)(ports >> 16 & 0xffff), (unsigned)(ports & 0xffff));
    owned_fd int fd = connect_api(o);
    if (fd < 0 || write(fd, text, (size_t)len) != len || shutdown(fd, SHUT_WR) < 0)
        return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    text[MAX_OF(n, 0)] = 0;
    return n > 0 && strstr(text, "\"return\"");
}

static bool tell_ports(const struct order *o)
{
    for (size_t i = 0; i < o->plan->count; i++)
        if (o->plan->steps[i].kind == STEP_FORWARD && !tell_port(o, o->plan->steps[i].number))
            return false;
    return true;
}

/* --- the one in between --- */

static void remove_api(const struct order *o)
{
    unlink(o->api);
    rmdir(o->dir);
}

static _Noreturn void see_to_it(struct order *o)
{
    int ready[2];
    char said;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(o->dir, sizeof o->dir, "/tmp/pith-relay-XXXXXX");
    if (pipe2(ready, O_CLOEXEC) < 0 || !mkdtemp(o->dir))
        _exit(1);
    snprintf(o->api, sizeof o->api, "%s/api", o->dir);
    o->ready = ready[1];
    pid_t helper = fork();
    if (helper == 0)
        become_helper(o);
    close(ready[1]);
    bool open = helper > 0 && read(ready[0], &said, 1) == 1 && said == '1' && tell_ports(o);
    remove_api(o);
    if (open && write(o->told, "1", 1) == 1)
        _exit(0);
    if (helper > 0) /* -1, where there was no process for it, would be everybody */
        kill(helper, SIGKILL);
    _exit(1);
}

int relay_start(const struct sandbox_plan *p, const struct sandbox_plan_step *s, int pid,
                int *out_end, int *out_ready)
{
    struct order o = { .plan = p, .step = s, .pid = pid };
    int end[2], told[2];
    if (pipe2(end, O_CLOEXEC) < 0)
        return -1;
    if (pipe2(told, O_CLOEXEC) < 0)
        return close(end[0]), close(end[1]), -1;
    o.end = end[0];
    o.told = told[1];
    pid_t between = fork();
    if (between == 0) {
        close(end[1]);
        see_to_it(&o);
    }
    close(end[0]);
    close(told[1]);
    *out_end = end[1];
    *out_ready = told[0];
    return between < 0 ? -1 : 0;
}
