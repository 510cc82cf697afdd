/* Work in a process of its own: see apart.h. The first byte that it writes says what the rest is: a
 * result, or the kind of an error, with its reason, a zero byte, and its text. */
#include "apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct apart {
    struct loop *loop;
    pid_t pid;
    int fd;
    struct watch watch;
    struct timer deadline;
    struct buf said;
    bool late;
    apart_fn *done;
    void *arg;
};

static size_t n_places;

struct err *apart_take_place(void)
{
    if (n_places == APART_MOST)
        return err_hint(
            err_new(ERR_LIMIT, "doc_busy", "%d documents are being read already", APART_MOST),
            "try again in a moment");
    n_places++;
    return NULL;
}

void apart_leave_place(void)
{
    n_places--;
}

/* --- in the child --- */

static void say_all(int fd, struct str s)
{
    while (s.len) {
        ssize_t n = write(fd, s.ptr, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(1);
        s = str_from(s, (size_t)n);
    }
}

static _Noreturn void be_apart(int fd, apart_work_fn *work, const void *what)
{
    struct rlimit cpu = { APART_CPU_S, APART_CPU_S };
    struct buf out;
    setrlimit(RLIMIT_CPU, &cpu);
    buf_init(&out, APART_RESULT_MOST);
    struct err *e = work(what, &out);
    char kind = (char)err_kind(e);
    say_all(fd, (struct str){ &kind, 1 });
    if (e) {
        say_all(fd, (struct str){ err_reason(e), strlen(err_reason(e)) + 1 });
        say_all(fd, str_of(err_text(e)));
    } else {
        say_all(fd, buf_text(&out));
    }
    _exit(0);
}

/* --- what came of it --- */

struct err *apart_too_slow(void)
{
    return err_hint(err_new(ERR_LIMIT, "doc_too_slow", "the document takes too long to be read"),
                    "sys.http gives its bytes");
}

bool apart_was_too_slow(int status)
{
    return WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU);
}

static struct err *outcome(const struct apart *a, int status, struct str *out_result)
{
    struct str said = buf_text(&a->said), rest = str_from(said, 1);
    if (a->late || apart_was_too_slow(status))
        return apart_too_slow();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !said.len)
        return err_new(ERR_CORRUPT, "doc_unreadable", "the document cannot be read");
    if (a->said.full)
        return err_new(ERR_LIMIT, "text_too_large", "the document has too much text");
    if (said.ptr[0] == ERR_NONE) {
        *out_result = rest;
        return NULL;
    }
    struct str reason = str_cut(&rest, 0);
    return err_from_wire((enum err_kind)said.ptr[0], reason, rest);
}

static void end(struct apart *a)
{
    int status = 0;
    apart_fn *done = a->done;
    void *arg = a->arg;
    struct str result = STR("");
    if (a->late)
        kill(a->pid, SIGKILL);
    waitpid(a->pid, &status, 0);
    a->pid = 0;
    struct err *e = outcome(a, status, &result);
    done(arg, result, e);
    apart_free(a);
}

static void hear(struct watch *w, enum want ready)
{
    struct apart *a = CONTAINER_OF(w, struct apart, watch);
    char piece[64 * 1024];
    ssize_t n = read(a->fd, piece, sizeof piece);
    (void)ready;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0)
        buf_add(&a->said, (struct str){ piece, (size_t)n });
    else
        end(a);
}

static void too_slow(struct timer *t)
{
    struct apart *a = CONTAINER_OF(t, struct apart, deadline);
    a->late = true;
    end(a);
}

/* --- starting --- */

static struct err *start(struct apart *a, apart_work_fn *work, const void *what)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return err_sys("make a pipe");
    a->fd = fds[0];
    a->pid = fork();
    if (a->pid == 0)
        be_apart(fds[1], work, what);
    close(fds[1]);
    if (a->pid < 0) {
        a->pid = 0;
        return err_sys("start a process");
    }
    TRY(watch_start(a->loop, &a->watch, a->fd, hear));
    loop_want(&a->watch, WANT_READ);
    timer_start(a->loop, &a->deadline, APART_MS, too_slow);
    return NULL;
}

struct err *apart_start(struct loop *l, apart_work_fn *work, const void *what, apart_fn *done,
                        void *arg, struct apart **out_apart)
{
    TRY(apart_take_place());
    owned(apart) struct apart *a = mem_new(sizeof *a);
    a->loop = l;
    a->fd = -1;
    a->done = done;
    a->arg = arg;
    buf_init(&a->said, APART_RESULT_MOST + 1);
    TRY(start(a, work, what));
    *out_apart = give(a);
    return NULL;
}

void apart_free(struct apart *a)
{
    if (!a)
        return;
    apart_leave_place();
    timer_stop(a->loop, &a->deadline);
    watch_stop(&a->watch);
    if (a->fd >= 0)
        close(a->fd);
    if (a->pid) {
        kill(a->pid, SIGKILL);
        waitpid(a->pid, NULL, 0);
    }
    buf_done(&a->said);
    mem_free(a);
}
