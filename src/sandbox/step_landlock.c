/* Steps of Landlock, graded by what the kernel knows of it: see steps.def.
 *
 * Each newer ABI refuses more. Rights that the kernel does not know are left out; which ABI that
 * was stands in the plan. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the headers of Debian 12, so they stand here; numbers are the kernel's. */
struct rules_attr {
    uint64_t fs, net, scoped;
};
struct tree_attr {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

enum { RULE_TREE = 1 };
enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEV = 1 << 15,
    FS_READ = FS_EXECUTE | FS_READ_FILE | FS_READ_DIR,
    FS_OF_DEVICES = FS_WRITE_FILE | FS_TRUNCATE | FS_IOCTL_DEV,
    FS_MAKE_DEVICES = 1 << 6 | 1 << 11, /* character and block */
    FS_ABI_1 = (1 << 13) - 1,
    FS_ABI_2 = (1 << 14) - 1,
    FS_ABI_3 = (1 << 15) - 1,
    FS_ABI_5 = (1 << 16) - 1,
    FS_OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV,
    /* Binding and connecting are left to the network namespace, which has nobody else in it. */
    SCOPED_ABI_6 = 3, /* abstract sockets, and signals */
};

static uint64_t rights_known(int64_t abi)
{
    return abi >= 5 ? FS_ABI_5 : abi >= 3 ? FS_ABI_3 : abi == 2 ? FS_ABI_2 : FS_ABI_1;
}

/* number: the ABI. */
int step_rules(struct child *c)
{
    c->abi = (int64_t)c->step->number;
    struct rules_attr attr = { .fs = rights_known(c->abi),
                               .scoped = c->abi >= 6 ? SCOPED_ABI_6 : 0 };
    size_t size = c->abi >= 6   ? sizeof attr
                  : c->abi >= 4 ? offsetof(struct rules_attr, scoped)
                                : offsetof(struct rules_attr, net);
    c->rules = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
    return c->rules < 0 ? -1 : 0;
}

/* a: the tree; number: ALLOW_ flags. Nobody makes device files. */
int step_allow(struct child *c)
{
    struct stat st;
    uint64_t flags = c->step->number, rights = FS_READ;
    owned_fd int fd = open(c->step->a.ptr, O_PATH | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) < 0)
        return -1;
    if (flags & ALLOW_WRITE)
        rights = rights_known(c->abi) & ~(uint64_t)(FS_MAKE_DEVICES | FS_IOCTL_DEV);
    if (flags & ALLOW_DEVICES)
        rights |= FS_OF_DEVICES & rights_known(c->abi);
    if (!S_ISDIR(st.st_mode))
        rights &= FS_OF_FILES;
    struct tree_attr attr = { rights, fd };
    return (int)syscall(SYS_landlock_add_rule, c->rules, RULE_TREE, &attr, 0);
}

int step_confine(struct child *c)
{
    if (syscall(SYS_landlock_restrict_self, c->rules, 0) < 0)
        return -1;
    return close(c->rules);
}
