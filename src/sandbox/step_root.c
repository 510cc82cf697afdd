/* Steps that make the sandbox's root: see steps.def.
 *
 * The root is a file system in memory, mounted over the old root. Paths that begin with "/" still
 * go to the old one until `enter`, relative ones to the new: so a bind takes from "/usr" and puts
 * to "usr". What is bound is opened, compared with what was granted, cloned as a tree of mounts
 * and tightened before anything can see it. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MNT_DETACH
#define MNT_DETACH 2
#endif

static const char *below_root(struct str path)
{
    return path.ptr[1] ? path.ptr + 1 : ".";
}

/* Every directory on the way to `path`. */
static int make_way(const char *path)
{
    char way[PATH_MOST];
    if (strlen(path) >= sizeof way)
        return errno = ENAMETOOLONG, -1;
    for (size_t i = 0; path[i]; i++) {
        way[i] = 0;
        if (i && path[i] == '/' && mkdir(way, 0755) < 0 && errno != EEXIST)
            return -1;
        way[i] = path[i];
    }
    return 0;
}

static int set_option(int fs, const char *name, const char *value)
{
    return (int)syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, name, value, 0);
}

static int mount_new(int fs, unsigned flags)
{
    if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
        return -1;
    return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, flags);
}

static int move_to(int tree, const char *path)
{
    return (int)syscall(SYS_move_mount, tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
}

/* number: bytes at most; 0: half of the memory, as the kernel has it. */
int step_root(struct child *c)
{
    owned_fd int fs = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
    char size[24];
    snprintf(size, sizeof size, "%llu", (unsigned long long)c->step->number);
    if (fs < 0 || set_option(fs, "mode", "0755") < 0 || set_option(fs, "nr_inodes", "65536") < 0 ||
        (c->step->number && set_option(fs, "size", size) < 0))
        return -1;
    owned_fd int root = mount_new(fs, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    if (root < 0 || move_to(root, "/") < 0)
        return -1;
    return fchdir(root);
}

/* `same`: "device inode", or empty. */
static bool is_same(int fd, struct str same, struct stat *st)
{
    struct str inode = same, device = str_cut(&inode, ' ');
    uint64_t dev = 0, ino = 0;
    if (fstat(fd, st) < 0)
        return false;
    if (!same.len)
        return true;
    errno = ESTALE;
    return str_to_uint(device, &dev) && str_to_uint(inode, &ino) && st->st_dev == dev &&
           st->st_ino == ino;
}

/* What is there already may lie in what was bound before, and then only to be read; the kernel sees
 * that a file comes to lie on a file. */
static int make_target(const char *path, bool is_dir)
{
    struct stat there;
    if (make_way(path) < 0)
        return -1;
    if (lstat(path, &there) == 0 && !S_ISLNK(there.st_mode))
        return 0;
    if (is_dir)
        return mkdir(path, 0755);
    owned_fd int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
    return fd < 0 ? -1 : 0;
}

static int tighten(int tree, uint64_t flags)
{
    struct mount_attr attr = {
        .attr_set = MOUNT_ATTR_NOSUID | (flags & ALLOW_WRITE ? 0 : MOUNT_ATTR_RDONLY) |
                    (flags & ALLOW_DEVICES ? 0 : MOUNT_ATTR_NODEV),
        .propagation = 1 << 18, /* MS_PRIVATE, whose header quarrels with this one */
    };
    return (int)syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr,
                        sizeof attr);
}

static int put(int from, const char *to, uint64_t flags, bool is_dir)
{
    owned_fd int tree = (int)syscall(SYS_open_tree, from, "",
                                     AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE |
                                         OPEN_TREE_CLOEXEC);
    if (tree < 0 || tighten(tree, flags) < 0 || make_target(to, is_dir) < 0)
        return -1;
    return move_to(tree, to);
}

/* a: from where and to where; b: what it must be; number: ALLOW_ flags. */
int step_bind(struct child *c)
{
    struct stat st;
    owned_fd int from = open(c->step->a.ptr, O_PATH | O_CLOEXEC);
    if (from < 0 || !is_same(from, c->step->b, &st))
        return -1;
    return put(from, below_root(c->step->a), c->step->number, S_ISDIR(st.st_mode));
}

/* a: what it says; b: where it is. */
int step_link(struct child *c)
{
    const char *at = below_root(c->step->b);
    return make_way(at) < 0 ? -1 : symlink(c->step->a.ptr, at);
}

int step_dir(struct child *c)
{
    const char *at = below_root(c->step->a);
    if (make_way(at) < 0 || (mkdir(at, 0755) < 0 && errno != EEXIST))
        return -1;
    return chmod(at, 01777);
}

/* a: where; b: what it holds. */
int step_file(struct child *c)
{
    const char *at = below_root(c->step->a);
    if (make_way(at) < 0)
        return -1;
    owned_fd int fd = open(at, O_CREAT | O_WRONLY | O_EXCL | O_CLOEXEC, 0444);
    if (fd < 0)
        return -1;
    return write(fd, c->step->b.ptr, c->step->b.len) == (ssize_t)c->step->b.len ? 0 : -1;
}

int step_proc(struct child *c)
{
    owned_fd int fs = (int)syscall(SYS_fsopen, "proc", FSOPEN_CLOEXEC);
    if (fs < 0 || set_option(fs, "subset", "pid") < 0 || step_dir(c) < 0)
        return -1;
    owned_fd int tree = mount_new(fs, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    return tree < 0 ? -1 : move_to(tree, below_root(c->step->a));
}

/* An instance of its own: none of the terminals in it is anybody else's. */
int step_pts(struct child *c)
{
    owned_fd int fs = (int)syscall(SYS_fsopen, "devpts", FSOPEN_CLOEXEC);
    if (fs < 0 || set_option(fs, "ptmxmode", "0666") < 0 || set_option(fs, "mode", "0620") < 0 ||
        make_target(below_root(c->step->a), true) < 0)
        return -1;
    owned_fd int tree = mount_new(fs, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
    return tree < 0 ? -1 : move_to(tree, below_root(c->step->a));
}

/* Where the terminal that is descriptor 0 stands outside, if it can be told and is still it. Its
 * name is asked of the kernel, since it lies in a devpts that is not the one inside. */
static int terminal_outside(int terminal)
{
    char link[40], path[PATH_MOST];
    struct stat this, that;
    snprintf(link, sizeof link, "/proc/self/fd/%d", terminal);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[MAX_OF(n, 0)] = 0;
    int fd = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || (fstat(fd, &that) == 0 && fstat(terminal, &this) == 0 &&
                   this.st_dev == that.st_dev && this.st_ino == that.st_ino))
        return fd;
    close(fd);
    return -1;
}

/* a: how it is called inside. Without a name it is a terminal all the same. */
int step_terminal(struct child *c)
{
    owned_fd int from = terminal_outside(c->fds[0]);
    const char *to = below_root(c->step->a);
    return from < 0 ? 0 : put(from, to, ALLOW_DEVICES, false);
}

/* The new root comes to lie on the old, which is then taken away from under it. */
int step_enter(struct child *c)
{
    (void)c;
    if (syscall(SYS_pivot_root, ".", ".") < 0 || syscall(SYS_umount2, ".", MNT_DETACH) < 0)
        return -1;
    return chdir("/");
}
