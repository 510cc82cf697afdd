/* The child's life: see sandbox.h.
 *
 *     walk the plan -> start the program -> pass signals on, reap -> the program ended ->
 *     end what it left -> say how it ended
 *
 * Init is process 1 of its namespace: the kernel gives it every orphan, lets nothing inside send
 * it a signal it does not take, and ends all others when it ends. It takes part in the filter, in
 * Landlock and in having no capability, reads nothing from the program, and cannot be traced by
 * it. It ends with the zygote. */
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int in_zygote(struct child *c)
{
    (void)c;
    return 0;
}

static step_fn *const perform[SANDBOX_STEPS] = {
#define STEP(constant, name, fn, remedy, why) [STEP_##constant] = fn,
#include "sandbox/steps.def"
#undef STEP
};

static void say(const struct child *c, enum report_kind kind, size_t step, int code)
{
    struct report r = { (int32_t)kind, (int32_t)step, code };
    if (write(c->fds[FD_REPORT], &r, sizeof r) != sizeof r)
        _exit(1); /* nobody is there to be told */
}

/* --- the program --- */

enum { WORDS_MOST = 4096 };

/* Cuts words out of `text`; an empty one ends them. */
static bool cut_words(struct str text, char **words)
{
    size_t n = 0;
    while (text.len && text.ptr[0]) {
        if (n == WORDS_MOST)
            return errno = E2BIG, false;
        words[n++] = (char *)(uintptr_t)text.ptr;
        text = str_from(text, strlen(text.ptr) + 1);
    }
    words[n] = NULL;
    return true;
}

static void exec_named(char **argv, char **env)
{
    static const char *const places[] = { "/usr/local/bin/", "/usr/bin/", "/bin/", "/usr/sbin/",
                                          "/sbin/" };
    char path[PATH_MOST];
    if (strchr(argv[0], '/')) {
        execve(argv[0], argv, env);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        size_t len = strlen(places[i]);
        if (len + strlen(argv[0]) >= sizeof path)
            break;
        memcpy(path, places[i], len);
        memcpy(path + len, argv[0], strlen(argv[0]) + 1);
        execve(path, argv, env);
        if (errno != ENOENT)
            return;
    }
    errno = ENOENT;
}

static int take_descriptors(const struct child *c)
{
    for (int i = 0; i < FD_REPORT; i++)
        if (dup2(c->fds[i], i) < 0)
            return -1;
    int next = FD_REPORT;
    if (c->step->number & EXEC_RING && dup2(c->fds[FD_RING], next++) < 0)
        return -1;
    return close_range((unsigned)next, ~0u, CLOSE_RANGE_CLOEXEC);
}

/* What is ignored stays so through exec, and whoever started pith in the background of a shell has
 * left it with a SIGINT that no program would ever hear. */
static void heed_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int signo = 1; signo <= SIGRTMAX; signo++)
        sigaction(signo, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the program's process, which shares our memory until it has its own: what it writes to
 * *failed is seen. Returns only if it failed. */
static void become_program(const struct child *c, char **argv, char **env, const char *cwd,
                           volatile int *failed)
{
    if (setsid() >= 0 && take_descriptors(c) == 0 &&
        (!(c->step->number & EXEC_TERMINAL) || ioctl(0, TIOCSCTTY, 0) == 0) && chdir(cwd) == 0) {
        heed_signals();
        exec_named(argv, env);
    }
    *failed = errno ? errno : EIO;
}

/* a: its arguments; b: its directory, and its environment; number: EXEC_ flags: 0 is its terminal,
 * 3 its ring. */
int step_exec(struct child *c)
{
    static char *argv[WORDS_MOST + 1], *env[WORDS_MOST + 1];
    volatile int failed = 0;
    const char *cwd = c->step->b.ptr;
    if (!cut_words(c->step->a, argv) || !cut_words(str_from(c->step->b, strlen(cwd) + 1), env))
        return -1;
    pid_t pid = vfork();
    if (pid == 0) {
        become_program(c, argv, env, cwd, &failed);
        _exit(127);
    }
    if (pid < 0 || failed)
        return errno = pid < 0 ? errno : failed, -1;
    c->program = pid;
    return 0;
}

/* --- its life --- */

/* How the program ended, once it has; else waits for another to reap. */
static bool reap(const struct child *c, int *out_status)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid == c->program) {
            *out_status = status;
            return true;
        }
    }
    return false;
}

/* Stopped and let go on as a whole, where the kernel has no better way (version 2 of cgroups has).
 * Nobody inside is left to undo it. Only from outside: nobody inside has the number 0. */
static int passed_on(const struct signalfd_siginfo *info)
{
    int signo = (int)info->ssi_signo;
    if (info->ssi_pid == 0 && signo == SIGNAL_FREEZE)
        return SIGSTOP;
    if (info->ssi_pid == 0 && signo == SIGNAL_THAW)
        return SIGCONT;
    return signo;
}

static void take_signals(int signals)
{
    struct signalfd_siginfo info;
    while (read(signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD)
            kill(-1, passed_on(&info));
}

static void take_refusal(const struct child *c)
{
    int nr;
    if (refusal_answer(c->refusals, &nr))
        say(c, REPORT_REFUSED, 0, nr);
}

static int stay(const struct child *c, const sigset_t *all)
{
    int signals = signalfd(-1, all, SFD_CLOEXEC | SFD_NONBLOCK), status;
    struct pollfd wait[] = { { .fd = signals, .events = POLLIN },
                             { .fd = c->refusals, .events = POLLIN } };
    if (signals < 0)
        _exit(1);
    while (!reap(c, &status)) {
        poll(wait, COUNT_OF(wait), -1);
        take_signals(signals);
        if (wait[1].revents & POLLIN)
            take_refusal(c);
    }
    return status;
}

static void end_the_rest(void)
{
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        ;
}

static _Noreturn void fail(const struct child *c, size_t step)
{
    say(c, REPORT_FAILED, step, errno);
    _exit(1);
}

static void walk(struct child *c)
{
    for (c->at = 0; c->at < c->plan->count; c->at++) {
        c->step = &c->plan->steps[c->at];
        if (perform[c->step->kind](c) < 0)
            fail(c, c->at);
    }
}

/* Where a sandbox that was made ahead waits for its program: the plan that comes has the same
 * beginning, which is done, and this step at the same place. */
int step_ready(struct child *c)
{
    static char bytes[sizeof(struct handover) + PLAN_BYTES_MOST];
    static struct arena room;
    static struct sandbox_plan plan;
    struct handover head;
    int fds[CHILD_FDS + 1] = { [CHILD_FDS] = -1 };
    size_t n_fds = COUNT_OF(fds);
    if (c->channel < 0)
        return 0;
    ssize_t n = fds_receive(c->channel, (struct iovec){ bytes, sizeof bytes }, fds, &n_fds, 0);
    if (n < (ssize_t)sizeof head || n_fds < CHILD_FDS)
        _exit(1); /* nobody wanted it */
    close(c->channel);
    memcpy(c->fds, fds, sizeof c->fds);
    memcpy(&head, bytes, sizeof head);
    c->relay = fds[CHILD_FDS];
    c->lease = head.lease;
    arena_init(&room, 2 * PLAN_BYTES_MOST);
    struct str rest = { bytes + sizeof head, (size_t)n - sizeof head };
    owned(err) struct err *e = plan_read(rest, &room, &plan);
    c->plan = &plan;
    if (e || plan.count <= c->at || plan.steps[c->at].kind != STEP_READY)
        return errno = EINVAL, -1;
    return 0;
}

/* What it inherited is let go: the zygote's sockets and whatever else the daemon was started with.
 * What is kept moves out of the way first, and then to the lowest places. */
static int keep_only(struct child *c)
{
    int *kept[CHILD_FDS + CGROUPS_MOST + 2], next = FD_REPORT;
    size_t n = 0;
    for (size_t i = 0; i < CHILD_FDS; i++)
        kept[n++] = &c->fds[i];
    for (size_t i = 0; i < CGROUPS_MOST; i++)
        kept[n++] = &c->cgroups[i];
    kept[n++] = &c->channel;
    kept[n++] = &c->lifeline;
    for (size_t i = 0; i < n; i++) {
        int away = fcntl(*kept[i], F_DUPFD_CLOEXEC, FD_REPORT + COUNT_OF(kept));
        if (*kept[i] >= 0 && away < 0)
            return errno = EMFILE, -1; /* EINVAL, where the limit is lower than that */
        *kept[i] = away;
    }
    for (size_t i = 0; i < n; i++)
        if (*kept[i] >= 0 && (*kept[i] = dup3(*kept[i], next++, O_CLOEXEC)) < 0)
            return -1;
    return close_range((unsigned)next, ~0u, 0);
}

void init_run(struct child *c)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    prctl(PR_SET_NAME, "pith-init");
    sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){ 0 }); /* if pith has another */
    if (keep_only(c) < 0 || fds_lower() < 0)
        fail(c, plan_find(c->plan, STEP_CLONE));
    walk(c);
    for (int i = 0; i < FD_REPORT; i++)
        close(c->fds[i]), close(i);
    close(c->fds[FD_RING]); /* the program's alone, so that its end is seen */
    say(c, REPORT_STARTED, 0, 0);
    int status = stay(c, &all);
    end_the_rest();
    say(c, REPORT_EXITED, 0, status);
    _exit(0);
}
