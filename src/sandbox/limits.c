/* Limits as files of a cgroup, in the words of either version; and as the text of a plan's step.
 * All of it works on a directory's descriptor, so that tests can hand in a plain one. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { PERIOD_US = 100000, SHARES_AT_100 = 1024 };

int cgroup_write(int dir, const char *name, const char *text)
{
    owned_fd int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
    ssize_t len = (ssize_t)strlen(text);
    return fd >= 0 && write(fd, text, (size_t)len) == len ? 0 : -1;
}

static int write_number(int dir, const char *name, uint64_t n, const char *none)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    return cgroup_write(dir, name, n ? text : none);
}

/* --- version 2 --- */

static int write_cpu(int dir, const struct sandbox_limits *l)
{
    char quota[48];
    if (faccessat(dir, "cpu.weight", W_OK, 0) < 0)
        return 0; /* the controller is not handed on: there is nothing to weigh */
    if (l->cpu_percent)
        snprintf(quota, sizeof quota, "%llu %d",
                 (unsigned long long)l->cpu_percent * PERIOD_US / 100, PERIOD_US);
    if (write_number(dir, "cpu.weight", l->cpu_weight, "100") < 0)
        return -1;
    return cgroup_write(dir, "cpu.max", l->cpu_percent ? quota : "max");
}

/* Past memory.high the kernel slows it down and takes memory back, and we are told; past
 * memory.max it ends somebody. */
int cgroup2_limit(int dir, const struct sandbox_limits *l)
{
    if (write_number(dir, "memory.max", l->memory, "max") < 0 ||
        write_number(dir, "memory.high", l->memory * PRESSURE_PERCENT / 100, "max") < 0 ||
        write_number(dir, "pids.max", l->processes, "max") < 0)
        return -1;
    return write_cpu(dir, l);
}

/* Where the kernel can: everybody in it at once, also who is frozen, also below it. */
int cgroup2_kill(int dir)
{
    return cgroup_write(dir, "cgroup.kill", "1");
}

int cgroup2_freeze(int dir, bool frozen)
{
    return cgroup_write(dir, "cgroup.freeze", frozen ? "1" : "0");
}

/* --- version 1: a directory for each controller --- */

static int limit_memory(int dir, const struct sandbox_limits *l)
{
    return write_number(dir, "memory.limit_in_bytes", l->memory, "-1");
}

static int limit_pids(int dir, const struct sandbox_limits *l)
{
    return write_number(dir, "pids.max", l->processes, "max");
}

static int limit_cpu(int dir, const struct sandbox_limits *l)
{
    uint64_t weight = l->cpu_weight ? l->cpu_weight : 100;
    uint64_t quota = (uint64_t)PERIOD_US * l->cpu_percent / 100;
    if (write_number(dir, "cpu.shares", MAX_OF(weight * SHARES_AT_100 / 100, 2ull), "") < 0)
        return -1;
    if (faccessat(dir, "cpu.cfs_quota_us", W_OK, 0) < 0)
        return l->cpu_percent ? -1 : 0;
    return write_number(dir, "cpu.cfs_quota_us", quota, "-1");
}

int cgroup1_limit(int dir, const char *controller, const struct sandbox_limits *l)
{
    static const struct {
        const char *controller;
        int (*write)(int dir, const struct sandbox_limits *l);
    } rows[] = { { "memory", limit_memory }, { "pids", limit_pids }, { "cpu", limit_cpu } };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].controller, controller) == 0)
            return rows[i].write(dir, l);
    return 0;
}

/* --- as text: what the zygote enforces for all processes together --- */

struct str limits_text(const struct sandbox_limits *l, struct arena *a)
{
    return arena_printf(a, "%llu bytes, %llu processes, weight %llu, cpu %llu%%",
                        (unsigned long long)l->memory, (unsigned long long)l->processes,
                        (unsigned long long)l->cpu_weight, (unsigned long long)l->cpu_percent);
}

/* 1 GiB, not 1073741824 bytes, if that is what it is. */
static struct str size_text(uint64_t bytes, struct arena *a)
{
    static const struct {
        uint64_t bytes;
        const char *name;
    } units[] = { { GIB, "GiB" }, { MIB, "MiB" }, { KIB, "KiB" } };
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (bytes && bytes % units[i].bytes == 0)
            return arena_printf(a, "%llu %s", (unsigned long long)(bytes / units[i].bytes),
                                units[i].name);
    return arena_printf(a, "%llu bytes", (unsigned long long)bytes);
}

struct str limits_shown(struct str text, struct arena *a)
{
    struct sandbox_limits l;
    if (!limits_from_text(text, &l))
        return text;
    struct str cpu = l.cpu_percent ? arena_printf(a, ", %llu%% of a processor",
                                                  (unsigned long long)l.cpu_percent)
                                   : STR("");
    return arena_printf(a, "%.*s of memory, %llu processes, weight %llu%.*s",
                        STR_ARGS(size_text(l.memory, a)), (unsigned long long)l.processes,
                        (unsigned long long)l.cpu_weight, STR_ARGS(cpu));
}

bool limits_from_text(struct str text, struct sandbox_limits *out)
{
    unsigned long long memory, processes, weight, percent;
    *out = (struct sandbox_limits){ 0 };
    if (sscanf(text.ptr, "%llu bytes, %llu processes, weight %llu, cpu %llu%%", &memory, &processes,
               &weight, &percent) != 4)
        return false;
    out->memory = memory;
    out->processes = processes;
    out->cpu_weight = weight;
    out->cpu_percent = percent;
    return true;
}
