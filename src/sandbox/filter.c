/* The filter of system calls: syscalls.def, compiled once with libseccomp, then kept as the
 * kernel's own form, so that a start costs one system call.
 *
 * What is refused is asked of whoever listens: init, who answers EPERM and says so (refusals.c).
 * In the zygote, and wherever else nobody listens, the kernel answers ENOSYS itself. Calls that
 * are allowed cost the same. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum who { ANYBODY, SETTING_UP, NOBODY };

static const struct {
    const char *name;
    enum who who;
} calls[] = {
#define ALLOW(name)  { #name, ANYBODY },
#define SETUP(name)  { #name, SETTING_UP },
#define REFUSE(name) { #name, NOBODY },
#include "sandbox/syscalls.def"
#undef ALLOW
#undef SETUP
#undef REFUSE
};

static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

enum {
    NEW_NAMESPACES = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS |
                     CLONE_NEWNET | CLONE_NEWCGROUP,
};

/* Calls of which the arguments matter; what is not matched gets the filter's default. */
static int add_by_argument(scmp_filter_ctx f, bool for_program)
{
    int bad = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 0);
    if (for_program)
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                SCMP_A0(SCMP_CMP_MASKED_EQ, NEW_NAMESPACES, 0));
    else
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 0);
    for (size_t i = 0; i < COUNT_OF(families); i++)
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                                SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i]));
    return bad;
}

static int add_calls(scmp_filter_ctx f, bool for_program)
{
    static const uint32_t refuse = SCMP_ACT_NOTIFY;
    int bad = 0;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        int nr = seccomp_syscall_resolve_name(calls[i].name);
        bool allowed = calls[i].who == ANYBODY || (calls[i].who == SETTING_UP && !for_program);
        if (nr == __NR_SCMP_ERROR || nr < 0) /* not of this architecture */
            continue;
        if (allowed)
            bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, nr, 0);
        else if (calls[i].who == NOBODY || nr != SCMP_SYS(clone3)) /* else ENOSYS: see clone */
            bad |= seccomp_rule_add(f, refuse, nr, 0);
    }
    return bad;
}

static bool export(scmp_filter_ctx f, struct sock_fprog *out)
{
    owned_fd int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0 || seccomp_export_bpf(f, fd) != 0)
        return false;
    off_t size = lseek(fd, 0, SEEK_END);
    out->filter = mem_new((size_t)size);
    out->len = (unsigned short)((size_t)size / sizeof *out->filter);
    return pread(fd, out->filter, (size_t)size, 0) == size;
}

static bool compile(bool for_program, struct sock_fprog *out)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!f)
        return errno = ENOMEM, false;
    int bad = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    bad |= add_calls(f, for_program) | add_by_argument(f, for_program);
    bool done = !bad && export(f, out);
    seccomp_release(f);
    if (bad)
        errno = EINVAL;
    return done;
}

const struct sock_fprog *filter_get(bool for_program)
{
    static struct sock_fprog kept[2];
    struct sock_fprog *f = &kept[for_program];
    return f->filter || compile(for_program, f) ? f : NULL;
}
