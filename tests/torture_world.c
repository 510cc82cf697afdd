/* See torture_procs.h: what there is of the daemon and of what it made, seen from outside. */
#include "torture_procs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

pid_t zygote_pid;

bool is_any(const char *name)
{
    return name[0] != '.';
}

/* Of the zygote whose number the name holds: other piths may run here. */
static bool is_cgroup(const char *name)
{
    int of;
    return sscanf(name, "pith-%d-", &of) == 1 && of == zygote_pid;
}

long count_names(const char *path, name_fn *counts)
{
    DIR *d = opendir(path);
    long n = 0;
    for (const struct dirent *e; d && (e = readdir(d));)
        n += counts(e->d_name);
    if (d)
        closedir(d);
    return n;
}

static long count_lines(const char *path)
{
    char line[4096];
    long n = 0;
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        n++;
    if (f)
        fclose(f);
    return n;
}

static pid_t parent_of(pid_t pid)
{
    char path[64], text[1024] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC), parent = 0;
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    const char *at = n > 0 ? strrchr(text, ')') : NULL;
    return at && sscanf(at + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

bool is_below(pid_t pid, pid_t above)
{
    for (int i = 0; pid > 1 && i < 64; i++) {
        if (pid == above)
            return true;
        pid = parent_of(pid);
    }
    return false;
}

void find_zygote(void)
{
    char path[64], text[32] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", daemon_pid, daemon_pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
        give_up("there is no zygote");
    close(fd);
    zygote_pid = atoi(text);
}

/* Below the daemon, and the namespaces that they are in. */
static void count_processes(struct world *w)
{
    static const char *const kinds[] = { "net", "mnt", "pid", "user" };
    char path[128], link[128], seen[64][64];
    size_t n_seen = 0;
    DIR *d = opendir("/proc");
    for (const struct dirent *e; d && (e = readdir(d));) {
        pid_t pid = atoi(e->d_name);
        if (pid <= 0 || !is_below(pid, daemon_pid))
            continue;
        w->processes++;
        for (size_t k = 0; k < COUNT_OF(kinds); k++) {
            snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, kinds[k]);
            ssize_t n = readlink(path, link, sizeof link - 1);
            link[MAX_OF(n, 0)] = 0;
            size_t i = 0;
            while (i < n_seen && strncmp(seen[i], link, 63) != 0)
                i++;
            if (i == n_seen && n_seen < COUNT_OF(seen))
                snprintf(seen[n_seen++], 64, "%.63s", link);
        }
    }
    if (d)
        closedir(d);
    w->namespaces = (long)n_seen;
}

long count_cgroups(void)
{
    static const char *const places[] = { "pids", "memory", "cpu", "cpuacct", "unified", "." };
    char path[4400], line[4096];
    long n = 0;
    FILE *f = fopen("/proc/self/cgroup", "r");
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        const char *own = strrchr(line, ':') + 1;
        for (size_t i = 0; i < COUNT_OF(places); i++) {
            if (!strstr(line, places[i]) && places[i][0] != '.')
                continue;
            snprintf(path, sizeof path, "/sys/fs/cgroup/%s/%s", places[i], own);
            n += count_names(path, is_cgroup);
        }
    }
    if (f)
        fclose(f);
    return n;
}

struct world look(void)
{
    struct world w = { 0 };
    char path[128];
    snprintf(path, sizeof path, "/proc/%d/fd", daemon_pid);
    w.descriptors = count_names(path, is_any);
    snprintf(path, sizeof path, "/proc/%d/task", daemon_pid);
    w.threads = count_names(path, is_any);
    snprintf(path, sizeof path, "/proc/%d/mountinfo", daemon_pid);
    w.mounts = count_lines(path) + count_lines("/proc/self/mountinfo");
    w.cgroups = count_cgroups();
    w.cards = count_names("/sys/class/net", is_any);
    w.temp = count_names(temp, is_any);
    w.files = count_names(data, is_any) + count_names(work, is_any);
    count_processes(&w);
    w.rss = number_in(call("mem.gc", "{}"), "after") / 1024;
    return w;
}

#define WORLD(w)                                                                          \
    (w).descriptors, (w).threads, (w).processes, (w).cgroups, (w).mounts, (w).namespaces, \
        (w).cards, (w).temp, (w).files, (w).rss

void show(const char *when, const struct world *w)
{
    printf("%-7s descriptors %ld, threads %ld, processes %ld, cgroups %ld, mounts %ld, "
           "namespaces %ld, cards %ld, temp %ld, files %ld, rss %ld KiB\n",
           when, WORLD(*w));
    fflush(stdout);
}

/* Threads end some time after their last work, so there may be fewer; memory within bounds, since
 * the heap does not forget its shape. */
bool is_as_before(const struct world *was, const struct world *is)
{
#ifdef PITH_ASAN
    bool memory = true; /* what was freed is kept by the sanitizer */
#else
    bool memory = is->rss <= was->rss + was->rss / 4 + 2048;
#endif
    return is->descriptors <= was->descriptors && is->threads <= was->threads &&
           is->processes <= was->processes && is->cgroups <= was->cgroups &&
           is->mounts <= was->mounts && is->namespaces <= was->namespaces &&
           is->cards <= was->cards && is->temp <= was->temp && is->files <= was->files && memory;
}
