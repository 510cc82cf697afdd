/* What a sandbox has used and which of its limits it met, as the files of its cgroup say, in the
 * words of either version. The kernel counts for the group, so also what nobody waited for: of a
 * sandbox that was ended whole, getrusage() knows nearly nothing. On a directory's descriptor, so
 * that tests can hand in a plain one; a file that is not there counts as 0. */
#include "sandbox/sandbox_priv.h"

#include <fcntl.h>
#include <unistd.h>

uint64_t cgroup_number(int dir, const char *name)
{
    char text[32];
    uint64_t n = 0;
    owned_fd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text);
    str_to_uint(str_trim((struct str){ text, (size_t)MAX_OF(len, 0) }), &n);
    return n;
}

/* "low 0\nhigh 3\n…" */
uint64_t cgroup_count(int fd, const char *name)
{
    char text[1024];
    uint64_t n = 0;
    ssize_t len = pread(fd, text, sizeof text, 0);
    struct str lines = { text, (size_t)MAX_OF(len, 0) };
    while (lines.len) {
        struct str value = str_cut(&lines, '\n'), word = str_cut(&value, ' ');
        if (str_eq(word, str_of(name)))
            str_to_uint(value, &n);
    }
    return n;
}

static uint64_t count_in(int dir, const char *file, const char *name)
{
    owned_fd int fd = openat(dir, file, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? 0 : cgroup_count(fd, name);
}

void cgroup2_account(int dir, struct cgroup_figures *out)
{
    *out = (struct cgroup_figures){ .memory_peak = cgroup_number(dir, "memory.peak"),
                                    .user_us = count_in(dir, "cpu.stat", "user_usec"),
                                    .system_us = count_in(dir, "cpu.stat", "system_usec"),
                                    .ended_for_memory = count_in(dir, "memory.events", "oom_kill"),
                                    .forks_refused = count_in(dir, "pids.events", "max") };
}

/* --- version 1: each controller says its part --- */

static void account_memory(int dir, struct cgroup_figures *out)
{
    out->memory_peak = cgroup_number(dir, "memory.max_usage_in_bytes");
    out->ended_for_memory = count_in(dir, "memory.oom_control", "oom_kill");
}

static void account_pids(int dir, struct cgroup_figures *out)
{
    out->forks_refused = count_in(dir, "pids.events", "max");
}

/* Older kernels know the sum alone. */
static void account_cpu(int dir, struct cgroup_figures *out)
{
    uint64_t all = cgroup_number(dir, "cpuacct.usage") / 1000;
    out->system_us = cgroup_number(dir, "cpuacct.usage_sys") / 1000;
    out->user_us = all > out->system_us ? all - out->system_us : 0;
}

void cgroup1_account(int dir, const char *controller, struct cgroup_figures *out)
{
    static const struct {
        const char *controller;
        void (*read)(int dir, struct cgroup_figures *out);
    } rows[] = { { "memory", account_memory },
                 { "pids", account_pids },
                 { "cpuacct", account_cpu } };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (strcmp(rows[i].controller, controller) == 0)
            rows[i].read(dir, out);
}
