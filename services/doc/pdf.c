/* PDFs: see pdf.h.
 *
 *     bytes --> pdftotext --> text          in and out at once, since neither waits for the other
 *
 * It ends when its output has ended; what it then says of itself (its status, its last words)
 * tells whether the text is all there was. */
#include "pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MOST = 4096 };

struct end { /* of a pipe */
    struct watch watch;
    struct pdf *pdf;
    int fd;
    struct buf bytes;
};

struct pdf {
    struct loop *loop;
    pid_t pid;
    struct str left; /* to be written */
    struct end in, out, words;
    struct timer deadline;
    struct err *failure;
    pdf_fn *done;
    void *arg;
};

static void close_end(struct end *e)
{
    if (e->fd < 0)
        return;
    watch_stop(&e->watch);
    close(e->fd);
    e->fd = -1;
}

/* --- how it ended --- */

static struct err *unreadable(const struct pdf *p, int status)
{
    struct str words = buf_text(&p->words.bytes), first = str_cut(&words, '\n');
    size_t at;
    if (str_find(buf_text(&p->words.bytes), STR("Incorrect password"), &at))
        return err_hint(err_new(ERR_DENIED, "pdf_locked", "the PDF is locked with a password"),
                        "unlock it first");
    if (!first.len && WIFSIGNALED(status))
        return err_new(ERR_CORRUPT, "bad_pdf", "the PDF cannot be read: its reader was ended by %s",
                       strsignal(WTERMSIG(status)));
    if (!first.len)
        return err_new(ERR_INVALID, "bad_pdf",
                       "the PDF cannot be read: pdftotext does not say why");
    return err_new(ERR_INVALID, "bad_pdf", "the PDF cannot be read: %.*s",
                   STR_ARGS(utf8_first(first, 200)));
}

static struct err *outcome(struct pdf *p, int status)
{
    if (p->failure)
        return give(p->failure);
    if (p->out.bytes.full)
        return err_new(ERR_LIMIT, "text_too_large", "the PDF has more than %d MB of text",
                       PDF_TEXT_MOST / 1024 / 1024);
    if (apart_was_too_slow(status))
        return apart_too_slow();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return unreadable(p, status);
    return NULL;
}

static void end(struct pdf *p)
{
    int status = 0;
    pdf_fn *done = p->done;
    void *arg = p->arg;
    kill(p->pid, p->failure ? SIGKILL : 0);
    waitpid(p->pid, &status, 0); /* its output has ended, so it is about to */
    p->pid = 0;
    struct err *e = outcome(p, status);
    struct buf text = p->out.bytes;
    buf_init(&p->out.bytes, 0);
    pdf_free(p);
    done(arg, e ? STR_NONE : buf_text(&text), e);
    buf_done(&text);
}

/* --- pipes --- */

static void feed(struct watch *w, enum want ready)
{
    struct pdf *p = CONTAINER_OF(w, struct end, watch)->pdf;
    (void)ready;
    while (p->left.len) {
        ssize_t n = write(p->in.fd, p->left.ptr, p->left.len);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n < 0)
            break; /* it has read enough */
        p->left = str_from(p->left, (size_t)n);
    }
    close_end(&p->in);
}

/* False: it has ended. */
static bool drain(struct end *e)
{
    char piece[16 * 1024];
    ssize_t n = read(e->fd, piece, sizeof piece);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (n <= 0)
        return false;
    buf_add(&e->bytes, (struct str){ piece, (size_t)n });
    return true;
}

static void hear(struct watch *w, enum want ready)
{
    struct end *e = CONTAINER_OF(w, struct end, watch);
    struct pdf *p = e->pdf;
    (void)ready;
    if (drain(e))
        return;
    close_end(e);
    if (p->out.fd < 0 && p->words.fd < 0)
        end(p);
}

static void too_slow(struct timer *t)
{
    struct pdf *p = CONTAINER_OF(t, struct pdf, deadline);
    p->failure = apart_too_slow();
    end(p);
}

/* --- starting --- */

static struct err *spawn(struct pdf *p, int in, int out, int words)
{
    static const char *const argv[] = { "pdftotext", "-q", "-enc", "UTF-8", "-eol",
                                        "unix",      "-",  "-",    NULL };
    static const char *const env[] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", NULL };
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, words, 2);
    int code = posix_spawnp(&p->pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv,
                            (char *const *)(uintptr_t)env);
    posix_spawn_file_actions_destroy(&actions);
    if (code == ENOENT)
        return err_hint(err_new(ERR_UNSUPPORTED, "no_poppler",
                                "PDFs are read by pdftotext, which is "
                                "not installed"),
                        "install poppler-utils");
    if (code)
        return err_errno(code, "start pdftotext");
    const struct rlimit cpu = { APART_CPU_S, APART_CPU_S };
    if (prlimit(p->pid, RLIMIT_CPU, &cpu, NULL) != 0)
        return err_sys("limit pdftotext");
    return NULL;
}

static struct err *start_end(struct pdf *p, struct end *e, int take_fd, watch_fn *fn,
                             enum want wish)
{
    e->fd = take_fd;
    TRY(watch_start(p->loop, &e->watch, e->fd, fn));
    loop_want(&e->watch, wish);
    return NULL;
}

static struct err *start(struct pdf *p)
{
    int fds[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
    struct err *e = NULL;
    for (int i = 0; i < 3 && !e; i++)
        if (pipe2(fds[i], O_CLOEXEC) != 0)
            e = err_sys("make a pipe");
    if (!e)
        e = spawn(p, fds[0][0], fds[1][1], fds[2][1]);
    fd_leave(&fds[0][0]);
    fd_leave(&fds[1][1]);
    fd_leave(&fds[2][1]);
    if (!e)
        e = start_end(p, &p->in, give_fd(fds[0][1]), feed, WANT_WRITE);
    if (!e)
        e = start_end(p, &p->out, give_fd(fds[1][0]), hear, WANT_READ);
    if (!e)
        e = start_end(p, &p->words, give_fd(fds[2][0]), hear, WANT_READ);
    fd_leave(&fds[0][1]);
    fd_leave(&fds[1][0]);
    fd_leave(&fds[2][0]);
    return e;
}

struct err *pdf_start(struct loop *l, struct str bytes, pdf_fn *done, void *arg,
                      struct pdf **out_pdf)
{
    TRY(apart_take_place());
    owned(pdf) struct pdf *p = mem_new(sizeof *p);
    p->loop = l;
    p->left = bytes;
    p->done = done;
    p->arg = arg;
    p->in = p->out = p->words = (struct end){ .pdf = p, .fd = -1 };
    buf_init(&p->out.bytes, PDF_TEXT_MOST);
    buf_init(&p->words.bytes, WORDS_MOST);
    if (!str_starts(str_trim(str_first(bytes, 64)), STR("%PDF-")))
        return err_new(ERR_INVALID, "bad_pdf", "that is no PDF");
    TRY(start(p));
    timer_start(l, &p->deadline, PDF_MS, too_slow);
    *out_pdf = give(p);
    return NULL;
}

void pdf_free(struct pdf *p)
{
    if (!p)
        return;
    apart_leave_place();
    timer_stop(p->loop, &p->deadline);
    close_end(&p->in);
    close_end(&p->out);
    close_end(&p->words);
    if (p->pid) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, NULL, 0);
    }
    buf_done(&p->out.bytes);
    buf_done(&p->words.bytes);
    err_free(p->failure);
    mem_free(p);
}
