/* The zygote's children: made, handed over, looked after, buried. See zygote.c.
 *
 *     kid_make -> (warm, waits at READY) -> kid_start -> the daemon's -> ended -> cgroup gone
 *
 * Every child holds the reading end of one pipe of which only the zygote holds the other: so it
 * can tell, once it has asked to end with the zygote, that the zygote had not ended before. */
#include "sandbox/zygote_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct list kids;
static int home; /* the socket to the daemon */
static int lifeline[2];

void kids_init(int socket)
{
    list_init(&kids);
    home = socket;
    if (pipe2(lifeline, O_CLOEXEC) < 0)
        _exit(1);
}

void zygote_say(const struct zygote_reply *reply, int fd)
{
    struct iovec part = { (void *)(uintptr_t)reply, sizeof *reply };
    while (fds_send(home, part, &fd, fd >= 0, 0) < 0 && errno == EINTR)
        ;
}

size_t plan_find(const struct sandbox_plan *p, enum sandbox_step kind)
{
    size_t i = 0;
    while (i < p->count && p->steps[i].kind != kind)
        i++;
    return i;
}

struct kid *kid_find(uint64_t id)
{
    list_each (&kids, item) {
        struct kid *k = CONTAINER_OF(item, struct kid, link);
        if (k->id == id)
            return k;
    }
    return NULL;
}

static void close_if(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void forget(struct kid *k)
{
    pressure_close(&k->pressure);
    network_remove(&k->network);
    close_if(&k->pidfd);
    close_if(&k->channel);
    list_remove(&k->link);
    mem_free(k);
}

/* --- making one --- */

/* The kernel's newer call gives the pidfd with the child. Where it is filtered away (some
 * containers do), the older one is as good: nobody but we can reap the child, so its number
 * cannot be another's when the pidfd is opened. */
static pid_t clone_child(uint64_t namespaces, int *out_pidfd)
{
    struct clone_args args = { .flags = namespaces | CLONE_PIDFD,
                               .pidfd = (uintptr_t)out_pidfd,
                               .exit_signal = SIGCHLD };
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
    if (pid >= 0 || errno != ENOSYS)
        return pid;
    pid = (pid_t)syscall(SYS_clone, namespaces | SIGCHLD, NULL, NULL, NULL, 0);
    if (pid > 0)
        *out_pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    return pid;
}

static void close_doors(struct child *c)
{
    for (size_t i = 0; i < CGROUPS_MOST; i++)
        close_if(&c->cgroups[i]);
}

/* Before anything in it runs that is not ours. `why` is written if it fails. */
static bool limit(struct kid *k, const struct sandbox_plan *p, struct failure *why)
{
    struct sandbox_limits limits;
    size_t group = plan_find(p, STEP_CGROUP);
    if (group == p->count)
        return true;
    if (!limits_from_text(p->steps[group].b, &limits))
        return *why = (struct failure){ group, EINVAL }, false;
    if (cgroup_limit(&k->cgroup, &limits) < 0)
        return *why = (struct failure){ group, errno }, false;
    kid_watch_later(k, limits.memory);
    return true;
}

/* Everything before the child is there. False: what it says in `why`. */
static bool prepare(const struct sandbox_plan *p, struct kid *k, struct child *c,
                    struct failure *why)
{
    size_t group = plan_find(p, STEP_CGROUP);
    *why = (struct failure){ plan_find(p, STEP_FILTER), 0 };
    c->filter = filter_get(true);
    if (!c->filter)
        return why->code = errno, false;
    why->step = group;
    if (group < p->count && cgroup_make(&k->cgroup, c->cgroups) < 0)
        return why->code = errno, false;
    return limit(k, p, why);
}

static bool make(const struct sandbox_plan *p, struct kid *k, struct child *c, struct failure *why)
{
    size_t clone = plan_find(p, STEP_CLONE);
    if (!prepare(p, k, c, why))
        return false;
    k->pid = clone < p->count ? clone_child(p->steps[clone].number, &k->pidfd) : -1;
    if (k->pid == 0)
        init_run(c);
    *why = (struct failure){ clone, clone < p->count ? errno : EINVAL };
    return k->pid > 0;
}

struct kid *kid_make(const struct sandbox_plan *p, const int fds[CHILD_FDS],
                     struct failure *out_why)
{
    struct child c = { .plan = p,
                       .rules = -1,
                       .uid = geteuid(),
                       .gid = getegid(),
                       .lifeline = lifeline[0],
                       .relay = -1,
                       .refusals = -1 };
    int pair[2] = { -1, -1 };
    struct kid *k = mem_new(sizeof *k);
    k->pidfd = k->channel = k->pressure.fd = k->network.relay = -1;
    list_add(&kids, &k->link);
    memset(c.cgroups, -1, sizeof c.cgroups);
    memset(c.fds, -1, sizeof c.fds);
    if (fds)
        memcpy(c.fds, fds, sizeof c.fds);
    else if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        memset(pair, -1, sizeof pair); /* READY then fails */
    k->channel = pair[0];
    c.channel = pair[1];
    bool made = make(p, k, &c, out_why);
    close_if(&c.channel);
    close_doors(&c);
    if (made)
        return k;
    cgroup_remove(&k->cgroup);
    forget(k);
    return NULL;
}

/* --- handing it over --- */

static void refuse(uint64_t id, struct failure why)
{
    zygote_say(
        &(struct zygote_reply){
            .id = id, .word = ZYGOTE_REFUSED, .step = (int)why.step, .code = why.code },
        -1);
}

/* 0 and below would be many others. */
static void end_now(const struct kid *k)
{
    if (k->pid > 0)
        kill(k->pid, SIGKILL);
}

void kid_drop(struct kid *k)
{
    k->id = 0;
    end_now(k);
}

/* One that waits gets the plan. One that has died meanwhile is as one that was never there. */
static bool hand_over(struct kid *k, struct str bytes, const int fds[CHILD_FDS], int relay)
{
    static char message[sizeof(struct handover) + PLAN_BYTES_MOST];
    struct handover head = { k->network.lease };
    int all[CHILD_FDS + 1] = { [CHILD_FDS] = relay };
    memcpy(all, fds, CHILD_FDS * sizeof *fds);
    memcpy(message, &head, sizeof head);
    memcpy(message + sizeof head, bytes.ptr, bytes.len);
    struct iovec part = { message, sizeof head + bytes.len };
    return fds_send(k->channel, part, all, CHILD_FDS + (relay >= 0), MSG_DONTWAIT) >= 0;
}

/* What is outside of it is made while it waits. */
static bool go_on(struct kid *k, const struct sandbox_plan *p, struct str bytes,
                  const int fds[CHILD_FDS], struct failure *why)
{
    owned_fd int relay = -1;
    if (!limit(k, p, why))
        return false;
    if (network_make(&k->network, p, k->pid, &why->step, &relay) < 0)
        return why->code = errno, false;
    bool sent = hand_over(k, bytes, fds, relay);
    *why = (struct failure){ plan_find(p, STEP_READY), errno };
    close_if(&k->channel);
    return sent;
}

/* Warm from the pool, or made now as far as that goes. */
static struct kid *take_waiting(const struct sandbox_plan *p, struct str bytes,
                                const int fds[CHILD_FDS], struct failure *why)
{
    struct kid *k = pool_take(p);
    if (!k && network_is_needed(p))
        k = kid_make(p, NULL, why);
    if (!k || go_on(k, p, bytes, fds, why))
        return k;
    kid_drop(k);
    return NULL;
}

void kid_start(uint64_t id, const struct sandbox_plan *p, struct str bytes,
               const int fds[CHILD_FDS])
{
    struct failure why;
    struct kid *k = take_waiting(p, bytes, fds, &why);
    if (!k && !network_is_needed(p))
        k = kid_make(p, fds, &why);
    if (!k)
        return refuse(id, why);
    k->id = id;
    zygote_say(&(struct zygote_reply){ .id = id, .word = ZYGOTE_BORN, .pid = k->pid }, k->pidfd);
    close_if(&k->pidfd);
}

/* --- what its memory does --- */

enum { WATCHED_AFTER_MS = 100 };

/* Most programs are over before it would be worth it. */
void kid_watch_later(struct kid *k, uint64_t memory)
{
    pressure_close(&k->pressure);
    k->pressure.most = memory;
    k->watch_due_ns = memory ? clock_mono_ns() + WATCHED_AFTER_MS * 1000000LL : 0;
}

static bool waits_to_be_watched(const struct kid *k)
{
    return k->id && k->watch_due_ns;
}

static size_t count_watched(void)
{
    size_t n = 0;
    list_each (&kids, item)
        n += CONTAINER_OF(item, struct kid, link)->pressure.fd >= 0;
    return n;
}

/* Whose time has come; where so many are watched already it is not, and has its limit all the
 * same. */
static void begin_to_watch(size_t most)
{
    int64_t now = clock_mono_ns();
    list_each (&kids, item) {
        struct kid *k = CONTAINER_OF(item, struct kid, link);
        if (!waits_to_be_watched(k) || k->watch_due_ns > now)
            continue;
        k->watch_due_ns = 0;
        if (count_watched() < most)
            pressure_open(&k->pressure, &k->cgroup, k->pressure.most);
    }
}

size_t kids_watch(struct pollfd *at, struct kid **who, size_t n)
{
    size_t found = 0;
    begin_to_watch(n);
    list_each (&kids, item) {
        struct kid *k = CONTAINER_OF(item, struct kid, link);
        if (k->pressure.fd < 0 || !k->id || found == n)
            continue;
        at[found] = (struct pollfd){ .fd = k->pressure.fd, .events = k->pressure.events };
        who[found++] = k;
    }
    return found;
}

int kids_wait_ms(void)
{
    int64_t due = 0;
    list_each (&kids, item) {
        const struct kid *k = CONTAINER_OF(item, struct kid, link);
        if (waits_to_be_watched(k) && (!due || k->watch_due_ns < due))
            due = k->watch_due_ns;
    }
    return due ? (int)MAX_OF((due - clock_mono_ns()) / 1000000 + 1, 0LL) : -1;
}

void kid_look_at_pressure(struct kid *k)
{
    uint64_t used;
    if (pressure_read(&k->pressure, &k->cgroup, &used))
        zygote_say(&(struct zygote_reply){ .id = k->id,
                                           .word = ZYGOTE_PRESSED,
                                           .memory_peak = used,
                                           .memory_limit = k->pressure.most },
                   -1);
}

/* --- its end --- */

static uint64_t micros(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_usec;
}

/* What was ended whole nobody has waited for, and what was waited for may have been before it was
 * in its cgroup: whichever counted more has seen more. */
static void count_time(struct zygote_reply *r, const struct cgroup_figures *f,
                       const struct rusage *used)
{
    r->user_us = micros(used->ru_utime);
    r->system_us = micros(used->ru_stime);
    if (f->user_us + f->system_us <= r->user_us + r->system_us)
        return;
    r->user_us = f->user_us;
    r->system_us = f->system_us;
}

static void tell_end(const struct kid *k, int status, const struct rusage *used)
{
    struct cgroup_figures f;
    cgroup_look(&k->cgroup, &f);
    struct zygote_reply r = {
        .id = k->id,
        .word = ZYGOTE_ENDED,
        .pid = k->pid,
        .status = status,
        .met = (f.ended_for_memory ? MET_MEMORY : 0) | (f.forks_refused ? MET_PROCESSES : 0),
        .memory_peak = f.memory_peak ? f.memory_peak : (uint64_t)used->ru_maxrss * 1024
    };
    count_time(&r, &f, used);
    zygote_say(&r, -1);
}

static void bury(pid_t pid, int status, const struct rusage *used)
{
    list_each (&kids, item) {
        struct kid *k = CONTAINER_OF(item, struct kid, link);
        if (k->pid != pid)
            continue;
        network_remove(&k->network);
        if (k->id)
            tell_end(k, status, used);
        else
            pool_lost(k);
        pressure_close(&k->pressure);
        k->pid = 0;
        k->id = 0;
        return;
    }
}

/* The last process leaves its cgroup a moment after it was reaped. */
static bool remove_cgroups(void)
{
    bool some_wait = false;
    list_each (&kids, item) {
        struct kid *k = CONTAINER_OF(item, struct kid, link);
        if (k->pid)
            continue;
        if (cgroup_remove(&k->cgroup))
            forget(k);
        else
            some_wait = true;
    }
    return some_wait;
}

bool kids_reap(int wait_options)
{
    struct rusage used;
    int status;
    for (pid_t pid; (pid = wait4(-1, &status, wait_options, &used)) > 0;)
        bury(pid, status, &used);
    return remove_cgroups();
}

void kids_end_all(void)
{
    list_each (&kids, item)
        end_now(CONTAINER_OF(item, struct kid, link));
    for (int tries = 0; kids_reap(0) && tries < 200; tries++)
        usleep(5000);
}
