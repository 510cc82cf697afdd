/* The filter of system calls: syscalls.def, compiled once with libseccomp, then kept as the
 * kernel's own form, so that a start costs one system call.
 *
 * What is refused is asked of whoever listens: init, who answers EPERM and says so (refusals.c).
 * In the zygote, and wherever else nobody listens, the kernel answers ENOSYS itself. Calls that
 * are allowed cost the same. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

/* Its arguments lie in memory, where a filter cannot see them; those of an older one do not. */
static bool has_older(int nr)
{
    return nr == SCMP_SYS(clone3) || nr == SCMP_SYS(openat2);
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
        else if (calls[i].who == NOBODY || !has_older(nr)) /* else ENOSYS */
            bad |= seccomp_rule_add(f, refuse, nr, 0);
    }
    return bad;
}

/* --- files that give their owner's or group's power to whoever runs them --- */

/* A program that runs as root in a namespace of its own makes files that are root's outside. Where
 * such a mode is asked for the call is refused; libseccomp has no words for that beside an ALLOW
 * of the same call, so these rows stand in front of what it makes. */
static const struct {
    int nr, mode, flags; /* which arguments; flags -1: the mode always counts */
} makers[] = {
#ifdef __NR_chmod
    { __NR_chmod, 1, -1 },   { __NR_creat, 1, -1 },
    { __NR_mkdir, 1, -1 },   { __NR_open, 2, 1 },
#endif
    { __NR_fchmod, 1, -1 },  { __NR_fchmodat, 2, -1 },
    { __NR_mkdirat, 2, -1 }, { __NR_openat, 3, 2 },
};

enum {
    POWERS = S_ISUID | S_ISGID,
    MAKES = O_CREAT | (O_TMPFILE & ~O_DIRECTORY),
    MAKER_WORDS = 7,
};

static uint32_t argument(int i)
{
    return (uint32_t)offsetof(struct seccomp_data, args) + 8u * (unsigned)i +
           (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0);
}

static size_t put_maker(size_t row, struct sock_filter *out)
{
    bool asks = makers[row].flags >= 0;
    size_t n = 0;
    out[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                            offsetof(struct seccomp_data, nr));
    out[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)makers[row].nr, 0,
                                            asks ? 5 : 3);
    if (asks) {
        out[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                                argument(makers[row].flags));
        out[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MAKES, 0, 3);
    }
    out[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument(makers[row].mode));
    out[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, POWERS, 0, 1);
    out[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    return n;
}

/* --- sockets that have whoever closes them wait --- */

/* A descriptor can be sent to the daemon, and the last to close it waits as long as it says. Looked
 * at by halves, as the kernel does: libseccomp compares whole words. */
enum { LINGER_WORDS = 7 };

static size_t put_linger(struct sock_filter *out)
{
    const struct sock_filter rows[LINGER_WORDS] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_setsockopt, 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument(1)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SOL_SOCKET, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, argument(2)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SO_LINGER, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    };
    memcpy(out, rows, sizeof rows);
    return LINGER_WORDS;
}

/* --- the whole --- */

static bool export(scmp_filter_ctx f, bool for_program, struct sock_fprog *out)
{
    size_t front = 0;
    owned_fd int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0 || seccomp_export_bpf(f, fd) != 0)
        return false;
    off_t size = lseek(fd, 0, SEEK_END);
    out->filter = mem_new((size_t)size +
                          (COUNT_OF(makers) * MAKER_WORDS + LINGER_WORDS) * sizeof *out->filter);
    for (size_t i = 0; for_program && i < COUNT_OF(makers); i++)
        front += put_maker(i, out->filter + front);
    if (for_program)
        front += put_linger(out->filter + front);
    out->len = (unsigned short)(front + (size_t)size / sizeof *out->filter);
    return pread(fd, out->filter + front, (size_t)size, 0) == size;
}

static bool compile(bool for_program, struct sock_fprog *out)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!f)
        return errno = ENOMEM, false;
    int bad = seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    bad |= add_calls(f, for_program) | add_by_argument(f, for_program);
    bool done = !bad && export(f, for_program, out);
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
