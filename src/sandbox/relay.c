/* Starting slirp4netns, and telling it of ports: see relay.h.
 *
 *     the zygote -> a process of ours -> slirp4netns
 *                        | waits until it is ready, tells it of ports
 *                        '-> tells the sandbox, and ends
 *
 * The one in between lets the zygote go on at once. The helper confines itself (it can do so
 * better than we: it knows what it needs) and cannot be reached but through its own card. */
#include "sandbox/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { READY_AT = 3, END_AT = 4 };

struct order {
    const struct sandbox_plan *plan;
    const struct sandbox_plan_step *step;
    int pid, end, ready, told;
    char dir[32], api[48]; /* where it is told of ports */
};

/* --- the helper --- */

static _Noreturn void become_helper(const struct order *o)
{
    char pid[16], cidr[40];
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    snprintf(pid, sizeof pid, "%d", o->pid);
    snprintf(cidr, sizeof cidr, "--cidr=%s", o->step->b.ptr);
    const char *const argv[] = { o->step->a.ptr,
                                 "--configure",
                                 "--mtu=65520",
                                 "--disable-host-loopback",
                                 "--enable-sandbox",
                                 cidr,
                                 "--ready-fd=3",
                                 "--exit-fd=4",
                                 "--api-socket",
                                 o->api,
                                 pid,
                                 "eth0",
                                 NULL };
    int nothing = open("/dev/null", O_RDWR);
    int ready = fcntl(o->ready, F_DUPFD, 16), end = fcntl(o->end, F_DUPFD, 16);
    for (int fd = 0; fd < READY_AT; fd++)
        dup2(nothing, fd);
    dup2(ready, READY_AT);
    dup2(end, END_AT);
    close_range(END_AT + 1, ~0u, 0);
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
