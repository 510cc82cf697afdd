/* Being told when a sandbox has used up most of its memory, before the kernel ends somebody.
 *
 * Version 1 has thresholds: an event descriptor that counts when the usage crosses one, in either
 * direction. Version 2 has memory.high, and a file of counts that can be polled; it changes as
 * often as the kernel takes memory back, so it is told once a second at most. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { TOLD_EVERY_MS = 1000 };

/* The kernel takes milliseconds to set a threshold, since it waits for all who may be looking at
 * the old ones. So that is done aside; a threshold lasts as long as the event's descriptor. */
static void set_aside(int dir, const char *text)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(cgroup_write(dir, "cgroup.event_control", text) < 0);
}

static void open_1(struct pressure *p, int dir)
{
    char text[64];
    owned_fd int usage = openat(dir, "memory.usage_in_bytes", O_RDONLY | O_CLOEXEC);
    p->fd = usage < 0 ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    p->events = POLLIN;
    snprintf(text, sizeof text, "%d %d %llu", p->fd, usage,
             (unsigned long long)(p->most * PRESSURE_PERCENT / 100));
    if (p->fd >= 0)
        set_aside(dir, text);
}

static void open_2(struct pressure *p, int dir)
{
    p->fd = openat(dir, "memory.events", O_RDONLY | O_CLOEXEC);
    p->events = POLLPRI;
    if (p->fd >= 0)
        p->count = cgroup_count(p->fd, "high"); /* reading it is what makes it ready to be polled */
}

/* Where the kernel cannot tell, nobody is told; the limit holds all the same. */
void pressure_open(struct pressure *p, const struct cgroup *g, uint64_t most)
{
    pressure_close(p);
    owned_fd int dir = most && g->name[0] ? cgroup_open(g, 0) : -1;
    if (dir >= 0)
        pressure_open_in(p, dir, cgroup_version(), most);
}

void pressure_open_in(struct pressure *p, int dir, enum cgroup_version version, uint64_t most)
{
    *p = (struct pressure){ .fd = -1, .most = most };
    if (version == CGROUP_V2)
        open_2(p, dir);
    else
        open_1(p, dir);
}

void pressure_close(struct pressure *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
}

static bool read_1(struct pressure *p, int dir, uint64_t *out_used)
{
    uint64_t count;
    if (read(p->fd, &count, sizeof count) != sizeof count)
        return false;
    *out_used = cgroup_number(dir, "memory.usage_in_bytes");
    return *out_used >= p->most * PRESSURE_PERCENT / 100;
}

static bool read_2(struct pressure *p, int dir, uint64_t *out_used)
{
    uint64_t count = cgroup_count(p->fd, "high");
    int64_t now = clock_mono_ns();
    bool more = count > p->count;
    p->count = count;
    if (!more || (p->told_ns && now - p->told_ns < TOLD_EVERY_MS * 1000000LL))
        return false;
    p->told_ns = now;
    *out_used = cgroup_number(dir, "memory.current");
    return true;
}

bool pressure_read_in(struct pressure *p, int dir, enum cgroup_version version, uint64_t *out_used)
{
    return version == CGROUP_V2 ? read_2(p, dir, out_used) : read_1(p, dir, out_used);
}

bool pressure_read(struct pressure *p, const struct cgroup *g, uint64_t *out_used)
{
    owned_fd int dir = cgroup_open(g, 0);
    return pressure_read_in(p, dir, cgroup_version(), out_used);
}
