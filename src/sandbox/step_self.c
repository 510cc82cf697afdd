/* Steps by which the child takes on its part, and gives up what it could do: see steps.def. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int write_file(const char *path, const char *text)
{
    owned_fd int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t len = (ssize_t)strlen(text);
    return fd >= 0 && write(fd, text, (size_t)len) == len ? 0 : -1;
}

/* --- who may watch how many files --- */

/* The kernel counts by users of this machine, and one sandbox could take what all of that user's
 * programs may have, the daemon among them. Where it cannot be said, as in many containers, it is
 * as it is. */
enum { INSTANCES_MOST = 64 };
static char instances[24], watches[24]; /* empty: not to be known */

static void read_quarter(const char *path, uint64_t most, char out[24])
{
    char text[32];
    uint64_t all;
    owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    if (n > 0 && str_to_uint(str_trim((struct str){ text, (size_t)n }), &all))
        snprintf(out, 24, "%llu", (unsigned long long)MIN_OF(all / 4, most));
}

void watches_look(void)
{
    read_quarter("/proc/sys/fs/inotify/max_user_instances", INSTANCES_MOST, instances);
    read_quarter("/proc/sys/fs/inotify/max_user_watches", INT32_MAX, watches);
}

static void leave_watches_to_others(void)
{
    if (instances[0])
        write_file("/proc/sys/user/max_inotify_instances", instances);
    if (watches[0])
        write_file("/proc/sys/user/max_inotify_watches", watches);
}

/* --- the steps --- */

/* "0" is whoever writes. */
int step_join(struct child *c)
{
    for (size_t i = 0; i < CGROUPS_MOST && c->cgroups[i] >= 0; i++)
        if (write(c->cgroups[i], "0", 1) != 1)
            return -1;
    return 0;
}

/* number: the user inside. One id is mapped; groups are given up, since one that is denied a
 * file must not become allowed by leaving it. */
int step_users(struct child *c)
{
    char users[64], groups[64];
    unsigned inside = (unsigned)c->step->number;
    snprintf(users, sizeof users, "%u %u 1", inside, c->uid);
    snprintf(groups, sizeof groups, "%u %u 1", inside, c->gid);
    if (write_file("/proc/self/setgroups", "deny") < 0 ||
        write_file("/proc/self/uid_map", users) < 0 || write_file("/proc/self/gid_map", groups) < 0)
        return -1;
    leave_watches_to_others();
    return setresgid(inside, inside, inside) < 0 ? -1 : setresuid(inside, inside, inside);
}

int step_hostname(struct child *c)
{
    return sethostname(c->step->a.ptr, c->step->a.len);
}

int step_loopback(struct child *c)
{
    struct ifreq request = { .ifr_flags = IFF_UP | IFF_RUNNING };
    owned_fd int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", c->step->a.ptr);
    return fd < 0 ? -1 : ioctl(fd, SIOCSIFFLAGS, &request);
}

/* number: the resource; b: how much, but never more than there is. Of processor time a second more
 * is the end: before that comes a signal that says why, which SIGKILL would not. */
int step_limit(struct child *c)
{
    struct rlimit now;
    uint64_t most = 0;
    int resource = (int)c->step->number;
    if (!str_to_uint(c->step->b, &most) || getrlimit((unsigned)resource, &now) < 0)
        return -1;
    rlim_t least = MIN_OF((rlim_t)most, now.rlim_max);
    rlim_t end = resource == RLIMIT_CPU && least < now.rlim_max ? least + 1 : least;
    return setrlimit((unsigned)resource, &(struct rlimit){ least, end });
}

/* Becoming another user has cleared both: who ends with whom, and (or set it so) that nobody of
 * the same user may look into us. If the zygote had ended before, there would be no signal: then
 * its end of the pipe is closed. */
static int keep_to_itself(const struct child *c)
{
    struct pollfd zygote = { .fd = c->lifeline };
    if (prctl(PR_SET_DUMPABLE, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return -1;
    return poll(&zygote, 1, 0) == 0 ? close(c->lifeline) : (errno = EOWNERDEAD, -1);
}

/* All that the kernel knows; it refuses the first number behind the last. */
static int drop_bounds(void)
{
    unsigned long cap = 0;
    while (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
        cap++;
    return cap > CAP_LAST_CAP && errno == EINVAL ? 0 : -1;
}

/* The bounding set first, as long as there is the right to; then no exec brings any back. */
int step_caps(struct child *c)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };
    if (drop_bounds() < 0 ||
        prctl(PR_SET_SECUREBITS,
              SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
                  SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED,
              0, 0, 0) < 0 ||
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 ||
        syscall(SYS_capset, &head, none) < 0 || keep_to_itself(c) < 0)
        return -1;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* Kernels before 5.0 have no listeners, and then nobody hears what is refused. */
int step_filter(struct child *c)
{
    c->refusals = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                               SECCOMP_FILTER_FLAG_NEW_LISTENER, c->filter);
    if (c->refusals >= 0)
        return 0;
    return errno == EINVAL ? (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, c->filter) : -1;
}
