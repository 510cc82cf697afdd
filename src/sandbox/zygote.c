/* The zygote's own side: see zygote.h.
 *
 *     wait -> something is asked: a plan (kids.c), a change of one that runs, the pool's size
 *       |---- a child ended -> reap -> look at its cgroup, say how it ended, remove it
 *       |---- a child's memory is nearly used up -> say so
 *       |---- nothing for a moment -> make one ahead (pool.c)
 *       '---- the daemon is gone -> end all children -> remove their cgroups -> exit
 *
 * It holds one socket, and a list of the children that are alive. Its memory is what the daemon
 * had when it began; the parts that it touches while idle are a few pages. */
#include "sandbox/zygote_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PRESSURES_MOST = 1024 }; /* watched at once; what is more has its limits all the same */

/* --- what is asked --- */

typedef int ask_fn(const struct zygote_request *r, struct kid *k);

static int ask_freeze(const struct zygote_request *r, struct kid *k)
{
    return cgroup_freeze(&k->cgroup, r->number);
}

static int ask_limit(const struct zygote_request *r, struct kid *k)
{
    if (cgroup_limit(&k->cgroup, &r->limits) < 0)
        return -1;
    kid_watch_later(k, r->limits.memory);
    return 0;
}

/* Of one that runs; answered. */
static ask_fn *const asks[ZYGOTE_ASKS] = { [ASK_FREEZE] = ask_freeze, [ASK_LIMIT] = ask_limit };

static void change(const struct zygote_request *r)
{
    struct kid *k = r->id ? kid_find(r->id) : NULL;
    int code = !k ? ESRCH : asks[r->ask](r, k) < 0 ? errno : 0;
    zygote_say(&(struct zygote_reply){ .id = r->id, .word = ZYGOTE_ANSWERED, .code = code }, -1);
}

static void refuse(const struct zygote_request *r, size_t step, int code)
{
    zygote_say(
        &(struct zygote_reply){
            .id = r->id, .word = ZYGOTE_REFUSED, .step = (int)step, .code = code },
        -1);
}

/* Descriptors come all or none: for want of room here they are lost. */
static void start(const struct zygote_request *r, struct str bytes, const int *fds, size_t n_fds)
{
    struct sandbox_plan plan;
    owned(arena) struct arena a;
    arena_init(&a, 2 * PLAN_BYTES_MOST);
    owned(err) struct err *e = plan_read(bytes, &a, &plan);
    if (e)
        refuse(r, 0, EINVAL);
    else if (n_fds < CHILD_FDS)
        refuse(r, plan_find(&plan, STEP_EXEC), EMFILE);
    else
        kid_start(r->id, &plan, bytes, fds);
}

static void act(struct str message, const int *fds, size_t n_fds)
{
    struct zygote_request head;
    if (message.len < sizeof head)
        return;
    memcpy(&head, message.ptr, sizeof head);
    if (head.ask == ASK_START)
        start(&head, str_from(message, sizeof head), fds, n_fds);
    else if (head.ask == ASK_POOL)
        pool_set(head.number);
    else if (head.ask < ZYGOTE_ASKS && asks[head.ask])
        change(&head);
}

/* False when the daemon is gone. */
static bool take_request(int socket)
{
    static char bytes[PLAN_BYTES_MOST + sizeof(struct zygote_request)];
    int fds[CHILD_FDS];
    size_t n_fds = COUNT_OF(fds);
    ssize_t n = fds_receive(socket, (struct iovec){ bytes, sizeof bytes }, fds, &n_fds, 0);
    if (n <= 0)
        return n < 0 && errno == EINTR;
    act((struct str){ bytes, (size_t)n }, fds, n_fds);
    for (size_t i = 0; i < n_fds; i++)
        close(fds[i]);
    return true;
}

/* --- its life --- */

/* Also for whatever it makes; the program's own filter comes on top. */
static bool confine(void)
{
    const struct sock_fprog *own = filter_get(false);
    return own && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_seccomp, 1 /* SECCOMP_SET_MODE_FILTER */, 0, own) == 0;
}

static int listen_to_ends(void)
{
    sigset_t set;
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int sooner(int a_ms, int b_ms) /* below 0: never */
{
    return a_ms < 0 || (b_ms >= 0 && b_ms < a_ms) ? b_ms : a_ms;
}

static int wait_ms(bool removals_wait)
{
    return sooner(sooner(pool_wait_ms(), kids_wait_ms()), removals_wait ? 5 : -1);
}

static void drain(int ends)
{
    struct signalfd_siginfo which;
    while (read(ends, &which, sizeof which) > 0)
        ;
}

/* One round. False when the daemon is gone. */
static bool turn(int socket, int ends)
{
    static struct pollfd wait[2 + PRESSURES_MOST];
    static struct kid *who[PRESSURES_MOST];
    static bool removals_wait;
    wait[0] = (struct pollfd){ .fd = socket, .events = POLLIN };
    wait[1] = (struct pollfd){ .fd = ends, .events = POLLIN };
    size_t n = kids_watch(wait + 2, who, PRESSURES_MOST);
    int ready = poll(wait, 2 + n, wait_ms(removals_wait));
    for (size_t i = 0; ready > 0 && i < n; i++)
        if (wait[2 + i].revents)
            kid_look_at_pressure(who[i]);
    if (ready > 0 && wait[1].revents)
        drain(ends);
    removals_wait = kids_reap(WNOHANG);
    if (ready == 0)
        pool_work();
    return ready <= 0 || !wait[0].revents || take_request(socket);
}

/* Where our command line lies in memory: fields 48 and 49. */
static bool find_command_line(uintptr_t *out_from, uintptr_t *out_to)
{
    enum { NAME = 2, ARGUMENTS = 48 };
    char text[1024];
    owned_fd int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    text[MAX_OF(n, 0)] = 0;
    const char *at = strrchr(text, ')');
    for (int field = NAME; at && field < ARGUMENTS; field++)
        at = strchr(at + 1, ' ');
    return at && sscanf(at, " %" SCNuPTR " %" SCNuPTR, out_from, out_to) == 2;
}

/* In a sandbox the first process shows it, and how the daemon was started is none of a program's
 * business. */
static void take_own_name(void)
{
    static const char name[] = "pith-zygote";
    uintptr_t from, to;
    prctl(PR_SET_NAME, name);
    if (!find_command_line(&from, &to) || to < from + sizeof name)
        return;
    memset((void *)from, 0, to - from);
    memcpy((void *)from, name, sizeof name);
}

void zygote_live(int socket)
{
    int ends = listen_to_ends();
    fds_raise();
    take_own_name();
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* of helpers whose maker has ended */
    kids_init(socket);
    if (ends < 0 || !confine())
        _exit(1);
    cgroup_sweep();
    watches_look();
    while (turn(socket, ends))
        ;
    kids_end_all();
    _exit(0);
}
