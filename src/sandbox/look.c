/* What a sandbox holds while it runs, seen from outside: by its cgroup where it has one, else by
 * walking its processes. See sandbox.h.
 *
 * Both are read through /proc, so nothing has to be asked of the zygote. A sandbox that ends
 * meanwhile shows zeros. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOOK_MOST = 4096, WALK_MOST = 4096 };

static bool read_text(const char *path, char text[LOOK_MOST])
{
    owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, LOOK_MOST - 1);
    text[MAX_OF(n, 0)] = 0;
    return n > 0;
}

static uint64_t read_number(const char *dir, const char *name)
{
    char path[LOOK_MOST], text[LOOK_MOST];
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    return n < (int)sizeof path && read_text(path, text) ? strtoull(text, NULL, 10) : 0;
}

/* --- by cgroup --- */

/* Whether `controllers` ("cpu,cpuacct") names it. */
static bool names(struct str controllers, const char *one)
{
    while (controllers.len)
        if (str_eq(str_cut(&controllers, ','), str_of(one)))
            return true;
    return false;
}

/* The cgroup of a process in that hierarchy ("": version 2); false unless it is one of ours. */
static bool find_dir(int pid, const char *controller, char out[LOOK_MOST])
{
    char path[64], text[LOOK_MOST];
    snprintf(path, sizeof path, "/proc/%d/cgroup", pid);
    if (!read_text(path, text))
        return false;
    for (struct str rest = str_of(text); rest.len;) {
        struct str line = str_cut(&rest, '\n');
        str_cut(&line, ':');
        struct str controllers = str_cut(&line, ':');
        bool is_v2 = !*controller && !controllers.len;
        if (!is_v2 && !(*controller && names(controllers, controller)))
            continue;
        snprintf(out, LOOK_MOST, "/sys/fs/cgroup%s%s%.*s", *controller ? "/" : "", controller,
                 STR_ARGS(line));
        return strstr(out, "/pith-") != NULL;
    }
    return false;
}

static bool look_v1(int pid, struct sandbox_figures *out)
{
    char dir[LOOK_MOST];
    if (!find_dir(pid, "memory", dir))
        return false;
    out->memory = read_number(dir, "memory.usage_in_bytes");
    if (find_dir(pid, "cpuacct", dir))
        out->cpu_us = read_number(dir, "cpuacct.usage") / 1000;
    if (find_dir(pid, "pids", dir))
        out->processes = read_number(dir, "pids.current");
    return true;
}

static bool look_v2(int pid, struct sandbox_figures *out)
{
    char dir[LOOK_MOST], path[LOOK_MOST + 16], text[LOOK_MOST];
    if (!find_dir(pid, "", dir))
        return false;
    out->memory = read_number(dir, "memory.current");
    out->processes = read_number(dir, "pids.current");
    snprintf(path, sizeof path, "%s/cpu.stat", dir);
    const char *usage = read_text(path, text) ? strstr(text, "usage_usec ") : NULL;
    out->cpu_us = usage ? strtoull(usage + strlen("usage_usec "), NULL, 10) : 0;
    return true;
}

/* --- by its processes --- */

/* utime and stime are the 14th and 15th word; the name before may hold anything but its last ")".
 */
static void add_process(int pid, struct sandbox_figures *out)
{
    char path[64], text[LOOK_MOST];
    unsigned long long user = 0, system = 0;
    long threads = 0, pages = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    const char *at = read_text(path, text) ? strrchr(text, ')') : NULL;
    if (!at || sscanf(at + 1,
                      " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %ld "
                      "%*d %*u %*u %ld",
                      &user, &system, &threads, &pages) != 4)
        return;
    out->cpu_us += (user + system) * 1000000 / (unsigned long)sysconf(_SC_CLK_TCK);
    out->system_us += system * 1000000 / (unsigned long)sysconf(_SC_CLK_TCK);
    out->processes += (uint64_t)threads;
    out->memory += (uint64_t)pages * (unsigned long)sysconf(_SC_PAGESIZE);
}

static size_t add_children(int pid, int *queue, size_t n)
{
    char path[64], text[LOOK_MOST];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    if (!read_text(path, text))
        return n;
    for (char *at = text, *end; n < WALK_MOST; at = end) {
        long child = strtol(at, &end, 10);
        if (end == at)
            break;
        queue[n++] = (int)child;
    }
    return n;
}

static void walk(int init, struct sandbox_figures *out)
{
    int *queue = mem_new(WALK_MOST * sizeof *queue);
    size_t n = 1;
    queue[0] = init;
    for (size_t i = 0; i < n; i++) {
        add_process(queue[i], out);
        n = add_children(queue[i], queue, n);
    }
    mem_free(queue);
}

void sandbox_look(int pid, struct sandbox_figures *out)
{
    *out = (struct sandbox_figures){ 0 };
    if (pid <= 0)
        return;
    enum cgroup_version v = cgroup_version();
    bool seen = v == CGROUP_V2 ? look_v2(pid, out) : v == CGROUP_V1 && look_v1(pid, out);
    if (!seen)
        walk(pid, out);
}
