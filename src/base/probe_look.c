/* How each row of the probe table is looked at: by trying the thing itself in its smallest form,
 * since versions, configuration files and containers all tell only half of the truth. */
#include "base/probe_look.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/kvm.h>
#include <linux/landlock.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

static void there(struct probe *p, int64_t number, const char *text)
{
    p->ok = true;
    p->number = number;
    snprintf(p->text, sizeof p->text, "%s", text);
}

static void missing(struct probe *p, const char *why)
{
    p->ok = false;
    p->number = 0;
    snprintf(p->text, sizeof p->text, "%s", why);
}

/* For what a system call answers: below 0 is missing, and errno says why. */
static bool there_if(struct probe *p, long result, const char *text)
{
    if (result < 0)
        missing(p, strerrordesc_np(errno));
    else
        there(p, 1, text);
    return result >= 0;
}

static void there_if_opens(struct probe *p, long result, const char *text)
{
    if (there_if(p, result, text))
        close((int)result);
}

void look_kernel(struct probe *p)
{
    struct utsname u;
    int major = 0, minor = 0;
    uname(&u);
    if (sscanf(u.release, "%d.%d", &major, &minor) != 2)
        return missing(p, u.release);
    there(p, major * 1000 + minor, u.release);
    p->ok = p->number >= 5013;
}

void look_landlock(struct probe *p)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    char text[32];
    snprintf(text, sizeof text, "ABI %ld", abi);
    if (there_if(p, abi, text))
        p->number = abi;
}

void look_seccomp(struct probe *p)
{
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    there_if(p, syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action), "filters");
}

/* Some systems let a namespace be made and then forbid what it is for, so a mount is tried. In a
 * child, because there is no way back. */
void look_userns(struct probe *p)
{
    pid_t child = fork();
    if (child == 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 ||
            mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
            _exit(errno);
        _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        return missing(p, strerrordesc_np(errno));
    if (!WIFEXITED(status))
        return missing(p, "the attempt was killed");
    errno = WEXITSTATUS(status);
    there_if(p, errno ? -1 : 0, "made without root");
}

static bool is_on(const char *path, long magic)
{
    struct statfs fs;
    return statfs(path, &fs) == 0 && fs.f_type == magic;
}

static size_t read_text(const char *path, char *text, size_t size)
{
    owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, size - 1);
    text[MAX_OF(n, 0)] = 0;
    return (size_t)MAX_OF(n, 0);
}

/* The directory of our own cgroup; the line of version 2 begins with "0::". */
static bool own_cgroup_is_writable(const char *mount)
{
    char text[1024], path[PATH_MAX];
    struct str lines = { text, read_text("/proc/self/cgroup", text, sizeof text) };
    while (lines.len) {
        struct str line = str_cut(&lines, '\n');
        if (!str_starts(line, STR("0::")))
            continue;
        snprintf(path, sizeof path, "%s%.*s/cgroup.procs", mount, STR_ARGS(str_from(line, 3)));
        return access(path, W_OK) == 0;
    }
    return false;
}

void look_cgroup2(struct probe *p)
{
    static const char *const mounts[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" };
    char text[sizeof p->text], controllers[80], path[64];
    for (size_t i = 0; i < COUNT_OF(mounts); i++) {
        if (!is_on(mounts[i], CGROUP2_SUPER_MAGIC))
            continue;
        snprintf(path, sizeof path, "%s/cgroup.controllers", mounts[i]);
        read_text(path, controllers, sizeof controllers);
        bool writable = own_cgroup_is_writable(mounts[i]);
        bool limits = strstr(controllers, "memory") && strstr(controllers, "pids");
        snprintf(text, sizeof text, "%s: %.*s",
                 !writable ? "not delegated"
                 : limits  ? "ours is writable"
                           : "without memory and pids",
                 (int)strcspn(controllers, "\n"), controllers);
        there(p, 2, text);
        p->ok = writable && limits;
        return;
    }
    missing(p, "not mounted");
}

void look_cgroup1(struct probe *p)
{
    if (is_on("/sys/fs/cgroup/memory", CGROUP_SUPER_MAGIC))
        there(p, 1, access("/sys/fs/cgroup/memory", W_OK) ? "not writable" : "writable");
    else
        missing(p, "not mounted");
    p->ok = p->ok && access("/sys/fs/cgroup/memory", W_OK) == 0;
}

void look_openat2(struct probe *p)
{
    struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_BENEATH };
    there_if_opens(p, syscall(SYS_openat2, AT_FDCWD, ".", &how, sizeof how), "available");
}

void look_memfd(struct probe *p)
{
    there_if_opens(p, memfd_create("probe", MFD_CLOEXEC | MFD_ALLOW_SEALING), "with seals");
}

void look_pidfd(struct probe *p)
{
    there_if_opens(p, syscall(SYS_pidfd_open, getpid(), 0), "available");
}

void look_io_uring(struct probe *p)
{
    struct io_uring_params params = { 0 };
    there_if_opens(p, syscall(SYS_io_uring_setup, 1, &params), "available");
}

void look_kvm(struct probe *p)
{
    owned_fd int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    int version = fd < 0 ? -1 : ioctl(fd, KVM_GET_API_VERSION, 0);
    there_if(p, version, "usable");
    p->number = MAX_OF(version, 0);
}

#if defined(__x86_64__)

void look_tsc(struct probe *p)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1u << 8))
        there(p, 1, "invariant");
    else
        missing(p, "changes its speed");
}

void look_aes(struct probe *p)
{
    if (__builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul"))
        there(p, 1, "AES and carry-less multiplication");
    else
        missing(p, "this CPU has no AES instructions");
}

#elif defined(__aarch64__)

void look_tsc(struct probe *p)
{
    there(p, 1, "the generic timer");
}

void look_aes(struct probe *p)
{
    const unsigned long aes = 1ul << 3, pmull = 1ul << 4; /* HWCAP_AES, HWCAP_PMULL */
    if ((getauxval(AT_HWCAP) & (aes | pmull)) == (aes | pmull))
        there(p, 1, "AES and carry-less multiplication");
    else
        missing(p, "this CPU has no AES instructions");
}

#else

void look_tsc(struct probe *p)
{
    missing(p, "unknown CPU");
}

void look_aes(struct probe *p)
{
    missing(p, "unknown CPU");
}

#endif
