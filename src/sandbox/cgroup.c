/* Cgroups of sandboxes: version 2 where it is ours, else version 1, else none (rlimits).
 *
 * A sandbox's cgroup is a directory under the one that the zygote itself is in, made before the
 * child and removed after it. With version 1 that is one directory for each controller. */
#include "sandbox/sandbox_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { BASE_MOST = 512 };

/* Without the first three there are no limits by version 1; the last is used where it is. */
static const char *const v1_controllers[] = { "memory", "pids", "cpuacct", "cpu" };
enum { V1_NEEDED = 3 };
_Static_assert(COUNT_OF(v1_controllers) <= CGROUPS_MOST, "a descriptor for each");

/* Where ours are made: of version 2 the first is all. */
static char bases[CGROUPS_MOST][BASE_MOST];
static size_t n_found;

static bool is_on(const char *path, long magic)
{
    struct statfs fs;
    return statfs(path, &fs) == 0 && fs.f_type == magic;
}

/* The path of our own cgroup from /proc/self/cgroup: "4:memory:/path"; version 2 is "0::/path". */
static bool own_path(const char *controller, char *out, size_t size)
{
    char text[4096];
    owned_fd int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    struct str lines = { text, (size_t)MAX_OF(n, 0) };
    while (lines.len) {
        struct str path = str_cut(&lines, '\n');
        str_cut(&path, ':');
        struct str names = str_cut(&path, ':');
        while (names.len || !controller[0]) {
            if (str_eq(str_cut(&names, ','), str_of(controller)))
                return (size_t)snprintf(out, size, "%.*s", STR_ARGS(path)) < size;
            if (!controller[0])
                break;
        }
    }
    return false;
}

static bool find_base(const char *mount, const char *controller, char *out)
{
    char own[BASE_MOST / 2];
    return own_path(controller, own, sizeof own) &&
           snprintf(out, BASE_MOST, "%s%s", mount, own[1] ? own : "") < BASE_MOST &&
           access(out, W_OK) == 0;
}

/* Controllers are ours to use only where the parent hands them on. */
static bool has_v2(void)
{
    static const char *const mounts[] = { "/sys/fs/cgroup", "/sys/fs/cgroup/unified" };
    char path[BASE_MOST + 32], text[512];
    for (size_t i = 0; i < COUNT_OF(mounts); i++) {
        if (!is_on(mounts[i], CGROUP2_SUPER_MAGIC) || !find_base(mounts[i], "", bases[0]))
            continue;
        snprintf(path, sizeof path, "%s/cgroup.subtree_control", bases[0]);
        owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
        text[MAX_OF(n, 0)] = 0;
        n_found = 1;
        if (strstr(text, "memory") && strstr(text, "pids"))
            return true;
    }
    return false;
}

static bool has_v1(void)
{
    char mount[64];
    for (n_found = 0; n_found < COUNT_OF(v1_controllers); n_found++) {
        const char *name = v1_controllers[n_found];
        snprintf(mount, sizeof mount, "/sys/fs/cgroup/%s", name);
        if (!is_on(mount, CGROUP_SUPER_MAGIC) || !find_base(mount, name, bases[n_found]))
            break;
    }
    return n_found >= V1_NEEDED;
}

enum cgroup_version cgroup_version(void)
{
    static int known = -1;
    if (known < 0)
        known = has_v2() ? CGROUP_V2 : has_v1() ? CGROUP_V1 : CGROUP_NONE;
    return (enum cgroup_version)known;
}

static size_t n_bases(void)
{
    return cgroup_version() == CGROUP_NONE ? 0 : n_found;
}

/* Somebody may still be in it, frozen when the zygote was killed. */
static void sweep_one(int base, const char *name, enum cgroup_version version)
{
    if (unlinkat(base, name, AT_REMOVEDIR) == 0 || version != CGROUP_V2)
        return;
    owned_fd int dir = openat(base, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cgroup2_kill(dir);
    for (int tries = 0; unlinkat(base, name, AT_REMOVEDIR) < 0 && tries < 20; tries++)
        usleep(5000);
}

/* Numbers of processes mean something in their own namespace alone, and a pith in another one may
 * share our cgroups. 0: not to be known. */
uint64_t cgroup_pid_space(void)
{
    static uint64_t known;
    struct stat st;
    if (!known && stat("/proc/self/ns/pid", &st) == 0)
        known = st.st_ino;
    return known;
}

/* pith-PROCESS-COUNT-NAMESPACE: left by a zygote that was killed, and that was of ours. */
static bool is_of_the_dead(const char *name)
{
    int pid;
    uint64_t space;
    return sscanf(name, "pith-%d-%*u-%" SCNu64, &pid, &space) == 2 && space == cgroup_pid_space() &&
           kill(pid, 0) < 0 && errno == ESRCH;
}

void cgroup_sweep_in(const char *base, enum cgroup_version version)
{
    DIR *d = opendir(base);
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (is_of_the_dead(entry->d_name))
            sweep_one(dirfd(d), entry->d_name, version);
    if (d)
        closedir(d);
}

void cgroup_sweep(void)
{
    for (size_t i = 0; i < n_bases(); i++)
        cgroup_sweep_in(bases[i], cgroup_version());
}

/* --- one of them --- */

static const char *place(const struct cgroup *g, size_t base)
{
    static char path[BASE_MOST + sizeof g->name + 1];
    snprintf(path, sizeof path, "%s/%s", bases[base], g->name);
    return path;
}

int cgroup_open(const struct cgroup *g, size_t i)
{
    return open(place(g, i), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* A thread that enters by itself, through this file, does so without the lock that stops every
 * fork and exit of the machine; through cgroup.procs it would wait for that one for milliseconds.
 * Two controllers may share a hierarchy, and then the directory. */
static int make_one(const struct cgroup *g, size_t i)
{
    char door[BASE_MOST + sizeof g->name + 16];
    if (mkdir(place(g, i), 0700) < 0 && errno != EEXIST)
        return -1;
    snprintf(door, sizeof door, "%s/%s", place(g, i),
             cgroup_version() == CGROUP_V2 ? "cgroup.procs" : "tasks");
    return open(door, O_WRONLY | O_CLOEXEC);
}

int cgroup_make(struct cgroup *g, int out_doors[CGROUPS_MOST])
{
    static unsigned made;
    for (size_t i = 0; i < CGROUPS_MOST; i++)
        out_doors[i] = -1;
    g->cpu_weight = 100;
    g->cpu_percent = 0;
    snprintf(g->name, sizeof g->name, "pith-%d-%u-%" PRIu64, getpid(), ++made, cgroup_pid_space());
    for (size_t i = 0; i < n_bases(); i++) {
        out_doors[i] = make_one(g, i);
        if (out_doors[i] < 0)
            return -1; /* the caller closes, and removes */
    }
    return 0;
}

/* With version 1 each word costs a look for its file, and most sandboxes are as others in this. */
static bool says_something(const struct cgroup *g, size_t i, const struct sandbox_limits *l)
{
    if (cgroup_version() == CGROUP_V2)
        return true;
    if (strcmp(v1_controllers[i], "cpuacct") == 0)
        return false;
    return strcmp(v1_controllers[i], "cpu") != 0 || g->cpu_weight != l->cpu_weight ||
           g->cpu_percent != l->cpu_percent;
}

int cgroup_limit(struct cgroup *g, const struct sandbox_limits *l)
{
    if (!g->name[0])
        return errno = EOPNOTSUPP, -1;
    for (size_t i = 0; i < n_bases(); i++) {
        if (!says_something(g, i, l))
            continue;
        owned_fd int dir = cgroup_open(g, i);
        int bad = dir < 0                         ? -1
                  : cgroup_version() == CGROUP_V2 ? cgroup2_limit(dir, l)
                                                  : cgroup1_limit(dir, v1_controllers[i], l);
        if (bad < 0)
            return g->cpu_weight = UINT64_MAX, -1; /* half of it may have been taken */
    }
    g->cpu_weight = l->cpu_weight;
    g->cpu_percent = l->cpu_percent;
    return 0;
}

int cgroup_freeze(const struct cgroup *g, bool frozen)
{
    if (!g->name[0] || cgroup_version() != CGROUP_V2)
        return errno = EOPNOTSUPP, -1;
    owned_fd int dir = cgroup_open(g, 0);
    return cgroup2_freeze(dir, frozen);
}

void cgroup_look(const struct cgroup *g, struct cgroup_figures *out)
{
    *out = (struct cgroup_figures){ 0 };
    for (size_t i = 0; g->name[0] && i < n_bases(); i++) {
        owned_fd int dir = cgroup_open(g, i);
        if (cgroup_version() == CGROUP_V2)
            cgroup2_account(dir, out);
        else
            cgroup1_account(dir, v1_controllers[i], out);
    }
}

bool cgroup_remove(struct cgroup *g)
{
    bool busy = false;
    if (!g->name[0])
        return true;
    for (size_t i = 0; i < n_bases(); i++)
        busy |= rmdir(place(g, i)) < 0 && errno != ENOENT;
    if (!busy)
        g->name[0] = 0;
    return !busy;
}
