/* The daemon's own filter: what it gives up once it is ready. A list of what is taken away, unlike
 * that of programs: the daemon is our own code, and this is what it has no business with, which
 * whoever takes it over would want first.
 *
 * It opens no connection. Its listening sockets are there, accept() makes all others, and no
 * socket that could reach out can be made: so nothing it does leaves this machine but what it
 * asks pith-net to send. Nor does it start programs: that is the zygote's, which was forked
 * before. */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/socket.h>

static const int given_up[] = {
    SCMP_SYS(connect),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(reboot),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(personality),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(mknodat),
#ifndef PITH_ASAN /* whose search for leaks it is */
    SCMP_SYS(ptrace),
#endif
};

static int add_rules(scmp_filter_ctx f)
{
    static const uint32_t refuse = SCMP_ACT_ERRNO(EPERM);
    int bad = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
    for (size_t i = 0; i < COUNT_OF(given_up); i++)
        if (given_up[i] >= 0) /* else not of this architecture */
            bad |= seccomp_rule_add(f, refuse, given_up[i], 0);
    /* Pairs of unix sockets are what programs are started with. */
    bad |= seccomp_rule_add(f, refuse, SCMP_SYS(socket), 0);
    bad |= seccomp_rule_add(f, refuse, SCMP_SYS(socketpair), 1,
                            SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)AF_UNIX));
    return bad;
}

struct err *sandbox_give_up(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int bad = f ? add_rules(f) : -ENOMEM;
    int code = bad ? EINVAL : -seccomp_load(f);
    seccomp_release(f);
    return code ? err_hint(err_errno(code, "give up what is not needed any more"),
                           "boot a kernel with CONFIG_SECCOMP_FILTER")
                : NULL;
}
