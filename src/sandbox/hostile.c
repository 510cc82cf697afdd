/* A program that means harm, for the tests: run in a sandbox it tries what it must not be able to,
 * says each attempt that came through, and exits with how many there were.
 *
 *     hostile SECRET-FILE OUTER-PID OUTER-PORT [ATTEMPT] */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *secret;
static int outer_pid, outer_port;

static bool opens(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool opens2(const char *path, int flags, mode_t mode)
{
    int fd = open(path, flags, mode);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool opens_by_struct(const char *path, mode_t mode)
{
    struct open_how how = { .flags = O_CREAT | O_RDWR, .mode = mode };
    return syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how) >= 0;
}

static bool reads_secret(void)
{
    return opens(secret, O_RDONLY);
}

static bool reads_environ(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", outer_pid);
    return opens(path, O_RDONLY);
}

static bool reads_mem(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", outer_pid);
    return opens(path, O_RDWR);
}

static bool touches_init(void)
{
    return opens("/proc/1/mem", O_RDWR) || opens("/proc/1/environ", O_RDONLY) ||
           ptrace(PTRACE_ATTACH, 1, NULL, NULL) == 0;
}

static bool has_descriptors(void)
{
    for (int fd = 3; fd < 4096; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return true;
    return false;
}

static bool traces(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool signals_out(void)
{
    return kill(outer_pid, 0) == 0 || getppid() > 1;
}

static bool mounts(void)
{
    return mount("none", "/tmp", "tmpfs", 0, NULL) == 0 || umount2("/proc", MNT_DETACH) == 0;
}

static bool changes_root(void)
{
    return chroot("/tmp") == 0 || syscall(SYS_pivot_root, ".", ".") == 0;
}

static bool sets_namespace(void)
{
    int fd = open("/proc/1/ns/mnt", O_RDONLY);
    return fd >= 0 ? setns(fd, 0) == 0 : setns(0, CLONE_NEWUSER) == 0;
}

static bool makes_namespace(void)
{
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0);
    if (pid == 0)
        _exit(0);
    return pid > 0 || unshare(CLONE_NEWUSER) == 0;
}

static bool makes_namespace3(void)
{
    struct {
        uint64_t flags, rest[10];
    } args = { .flags = CLONE_NEWUSER };
    args.rest[3] = SIGCHLD;
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, 64);
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool uses_keys(void)
{
    return syscall(SYS_keyctl, 0, -3, 1) >= 0 || syscall(SYS_add_key, "user", "k", "v", 1, -3) >= 0;
}

static bool uses_bpf(void)
{
    char attr[128] = { 0 };
    return syscall(SYS_bpf, 0, attr, sizeof attr) >= 0 || errno == EINVAL;
}

static bool uses_io_uring(void)
{
    char params[256] = { 0 };
    return syscall(SYS_io_uring_setup, 4, params) >= 0;
}

static bool reads_others_memory(void)
{
    char byte;
    struct iovec here = { &byte, 1 }, there = { (void *)reads_others_memory, 1 };
    return syscall(SYS_process_vm_readv, getppid(), &here, 1, &there, 1, 0) >= 0 ||
           syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, 1, 0), 0, 0) >= 0;
}

static bool watches_the_kernel(void)
{
    char attr[128] = { [4] = 64 };
    return syscall(SYS_perf_event_open, attr, 0, -1, -1, 0) >= 0 || errno == ENOENT ||
           syscall(SYS_userfaultfd, 1) >= 0 || syscall(SYS_syslog, 3, attr, sizeof attr) >= 0;
}

/* Families of sockets by which kernels were broken into, or that lead to other machines. */
static bool opens_odd_socket(void)
{
    static const int families[] = { AF_ALG, AF_KEY, AF_VSOCK, AF_PACKET, AF_BLUETOOTH, AF_CAN };
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (socket(families[i], SOCK_RAW, 0) >= 0 || socket(families[i], SOCK_DGRAM, 0) >= 0 ||
            socket(families[i], SOCK_SEQPACKET, 0) >= 0)
            return true;
    return false;
}

/* The rules of its own network, by which a private one is fenced in. */
static bool changes_its_network(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    struct {
        struct nlmsghdr head;
        struct ifinfomsg card;
    } down = { { sizeof down, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0 },
               { .ifi_index = 1, .ifi_change = IFF_UP } };
    struct {
        struct nlmsghdr head;
        struct nlmsgerr error;
    } answer = { .error.error = -EPERM };
    if (fd < 0 || send(fd, &down, sizeof down, 0) < 0)
        return false;
    return recv(fd, &answer, sizeof answer, MSG_TRUNC) > 0 && answer.error.error == 0;
}

static bool raises_its_limits(void)
{
    struct rlimit most = { RLIM_INFINITY, RLIM_INFINITY };
    return setrlimit(RLIMIT_NOFILE, &most) == 0 || setrlimit(RLIMIT_CORE, &most) == 0 ||
           opens("/sys/fs/cgroup/memory/memory.limit_in_bytes", O_WRONLY) ||
           opens("/proc/self/oom_score_adj", O_WRONLY);
}

static bool changes_the_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return clock_settime(CLOCK_REALTIME, &now) == 0;
}

static bool makes_many_files(void)
{
    char path[64];
    int n = 0, fd;
    for (; n < 200000; n++) {
        snprintf(path, sizeof path, "/tmp/many-%d", n);
        if ((fd = open(path, O_CREAT | O_WRONLY, 0600)) < 0)
            break;
        close(fd);
    }
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "/tmp/many-%d", i);
        unlink(path);
    }
    return n >= 200000;
}

static bool opens_raw_socket(void)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0 || socket(AF_PACKET, SOCK_RAW, 0) >= 0;
}

static bool connects(const char *address, int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, address, &to.sin_addr);
    return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
}

static bool reaches_metadata(void)
{
    return connects("169.254.169.254", 80);
}

static bool reaches_outer_port(void)
{
    return connects("127.0.0.1", outer_port);
}

static bool makes_device(void)
{
    return mknod("/tmp/kmem", S_IFCHR | 0600, 1 << 8 | 1) == 0 || opens("/dev/kmsg", O_RDONLY);
}

static bool gains_by_setuid(void)
{
    return setuid(0) == 0 || seteuid(0) == 0 || opens("/etc/shadow", O_RDONLY);
}

/* Files in a share are the daemon's user's outside, which may be root. */
static bool makes_setuid(void)
{
    char name[] = "/tmp/setuid";
    int fd = open(name, O_CREAT | O_RDWR, 0700);
    bool made = chmod(name, 04755) == 0 || fchmod(fd, 02755) == 0 ||
                fchmodat(AT_FDCWD, name, 06755, 0) == 0;
    unlink(name);
    made = made || opens2(name, O_CREAT | O_RDWR, 04755) || unlink(name) == 0 ||
           opens2("/tmp", O_TMPFILE | O_RDWR, 02755) || mkdir("/tmp/setgid", 02777) == 0 ||
           mkdirat(AT_FDCWD, "/tmp/setgid", 02777) == 0;
    made = made || opens_by_struct(name, 04755);
    unlink(name);
    rmdir("/tmp/setgid");
    return made;
}

static bool changes_devices(void)
{
    return chmod("/dev/null", 0600) == 0 || chmod("/dev/tty", 0600) == 0 ||
           utimes("/dev/null", NULL) == 0 || chown("/dev/null", getuid(), getgid()) == 0;
}

static bool writes_system(void)
{
    return opens("/usr/bin/pith-was-here", O_CREAT | O_WRONLY) ||
           opens("/proc/sys/kernel/core_pattern", O_WRONLY) ||
           opens("/proc/sysrq-trigger", O_WRONLY);
}

/* Beside itself and the sandbox's first two. */
static bool sees_others(void)
{
    DIR *d = opendir("/proc");
    bool seen = false;
    for (const struct dirent *e; d && (e = readdir(d));)
        seen = seen || (atoi(e->d_name) > 2 && atoi(e->d_name) != getpid());
    if (d)
        closedir(d);
    return seen;
}

static bool fills_disk(void)
{
    static char chunk[1 << 20];
    int fd = open("/tmp/full", O_CREAT | O_WRONLY, 0600), n = 0;
    while (n < 256 && write(fd, chunk, sizeof chunk) == sizeof chunk)
        n++;
    close(fd);
    unlink("/tmp/full");
    return n >= 256;
}

static bool takes_all_descriptors(void)
{
    int n = 0;
    while (n < 100000 && dup(1) >= 0)
        n++;
    close_range(3, ~0u, 0);
    return n >= 100000;
}

static bool takes_all_watchers(void)
{
    int n = 0;
    while (n < 100 && inotify_init1(IN_CLOEXEC) >= 0)
        n++;
    close_range(3, ~0u, 0);
    return n >= 100;
}

static bool forks_many(void)
{
    static pid_t made[5000];
    int n = 0;
    for (; n < 5000 && (made[n] = fork()) >= 0; n++)
        if (made[n] == 0)
            for (;;)
                pause();
    for (int i = 0; i < n; i++)
        kill(made[i], SIGKILL);
    while (wait(NULL) > 0)
        ;
    return n >= 5000;
}

/* Whoever closes it last waits, and that can be somebody to whom it was sent. */
static bool makes_closing_wait(void)
{
    const struct linger l = { 1, 30000 };
    const long above = 1L << 32;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    return setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l) == 0 ||
           syscall(SYS_setsockopt, fd, SOL_SOCKET + above, SO_LINGER + above, &l, sizeof l) == 0;
}

/* Ends by being ended, or by reaching its goal. */
static bool takes_all_memory(void)
{
    pid_t pid = fork();
    int status = 0;
    if (pid == 0) {
        for (size_t n = 0; n < 2048; n++) {
            char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                           0);
            if (p == MAP_FAILED)
                _exit(1);
            memset(p, 1, 1 << 20);
        }
        _exit(0);
    }
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Outlives us if it can: the test looks for it. */
static bool leaves_a_grandchild(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            execl("/bin/sleep", "sleep", "86399.25", NULL);
            _exit(1);
        }
        _exit(0);
    }
    wait(NULL);
    return false;
}

static const struct {
    const char *name;
    bool (*comes_through)(void);
} attempts[] = {
#define ATTEMPT(name) \
    {                 \
#name, name   \
    }
    ATTEMPT(reads_secret),        ATTEMPT(reads_environ),
    ATTEMPT(reads_mem),           ATTEMPT(touches_init),
    ATTEMPT(has_descriptors),     ATTEMPT(traces),
    ATTEMPT(signals_out),         ATTEMPT(mounts),
    ATTEMPT(changes_root),        ATTEMPT(sets_namespace),
    ATTEMPT(makes_namespace),     ATTEMPT(makes_namespace3),
    ATTEMPT(uses_keys),           ATTEMPT(uses_bpf),
    ATTEMPT(uses_io_uring),       ATTEMPT(opens_raw_socket),
    ATTEMPT(reaches_metadata),    ATTEMPT(reaches_outer_port),
    ATTEMPT(makes_device),        ATTEMPT(gains_by_setuid),
    ATTEMPT(writes_system),       ATTEMPT(sees_others),
    ATTEMPT(fills_disk),          ATTEMPT(takes_all_descriptors),
    ATTEMPT(forks_many),          ATTEMPT(takes_all_memory),
    ATTEMPT(leaves_a_grandchild), ATTEMPT(reads_others_memory),
    ATTEMPT(watches_the_kernel),  ATTEMPT(opens_odd_socket),
    ATTEMPT(changes_its_network), ATTEMPT(raises_its_limits),
    ATTEMPT(changes_the_clock),   ATTEMPT(makes_many_files),
    ATTEMPT(makes_setuid),        ATTEMPT(changes_devices),
    ATTEMPT(makes_closing_wait),  ATTEMPT(takes_all_watchers),
};

int main(int argc, char **argv)
{
    int through = 0;
    if (argc < 4)
        return 255;
    secret = argv[1];
    outer_pid = atoi(argv[2]);
    outer_port = atoi(argv[3]);
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        if (argc > 4 && strcmp(argv[4], attempts[i].name) != 0)
            continue;
        if (attempts[i].comes_through()) {
            printf("%s\n", attempts[i].name);
            through++;
        }
    }
    return through;
}
