/* Between this terminal, or these pipes, and a program in its sandbox: see cmd_run.c.
 *
 *     ASKED -> SPEAKS -> ENDS -> OVER
 *
 * Two lines to the daemon: through `home` its output comes, and then how it ended; through `side`
 * goes what it is told meanwhile. Nothing but the daemon's short answers there is waited for, so
 * neither direction holds up the other; output is read no faster than it can be written here, and
 * the program waits for that.
 *
 * Ctrl-Z stops both. Any other signal is passed on. A second one ends us at once, also while we
 * wait for whoever reads our output; the line goes with us, and the program with it. */
#include "cli/cli.h"

#include "base/encode.h"
#include "base/json.h"
#include "http/http.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum {
    TYPED_MOST = 32 * KIB,
    AGAIN_MS = 20,
    LINE_MOST = 4 * MIB,
    LATE_MOST = 256 * MIB,
    LITTLE = 512 * KIB,
    NOW_AND_THEN_MS = HTTP_WRITE_STALL_MS / 2,
    SIGNALLED = 128
};

enum phase { ASKED, SPEAKS, ENDS, OVER };

struct run {
    struct cli *cli;
    struct http_client *home, *side;
    int64_t id;
    bool terminal;
    bool listens;     /* to us; until our input or its has ended */
    bool at_end;      /* of our input */
    struct buf typed; /* and not taken yet */
    struct buf line;  /* of the answer, not whole yet */
    struct bytes_out out, err;
    struct buf late; /* what came while our output had no room */
    bool all_said;   /* no more will come */
    bool passed;     /* a signal was passed on */
    enum phase phase;
    bool more; /* has come, and was not looked at */
    const struct json *end;
};

/* --- signals --- */

static struct termios before;
static volatile sig_atomic_t is_raw, passed_on, resized, stopped;
static int wake_fd = -1;

static void wake(void)
{
    ssize_t n = write(wake_fd, &(uint64_t){ 1 }, sizeof(uint64_t));
    (void)n; /* it is awake, then */
}

static void on_signal(int signo)
{
    int error = errno;
    if (signo == SIGWINCH) {
        resized = 1;
    } else if (signo == SIGTSTP) {
        stopped = 1;
    } else if (passed_on) {
        if (is_raw)
            tcsetattr(STDIN_FILENO, TCSANOW, &before);
        _exit(SIGNALLED + signo);
    } else {
        passed_on = signo;
    }
    wake();
    errno = error;
}

static struct err *watch_signals(void)
{
    static const int watched[] = { SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP };
    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd < 0)
        return err_sys("eventfd");
    for (size_t i = 0; i < COUNT_OF(watched); i++)
        sigaction(watched[i],
                  &(struct sigaction){ .sa_handler = on_signal, .sa_flags = SA_RESTART }, NULL);
    return NULL;
}

/* Keys go to the program one by one; what Ctrl-C means is its terminal's business. */
static void take_terminal(void)
{
    struct termios raw;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return;
    raw = before;
    cfmakeraw(&raw);
    is_raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

static void give_terminal(void)
{
    if (is_raw)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    is_raw = 0;
}

/* --- telling it something --- */

/* The daemon closes a line that was idle for long: what can be read there is its end. */
static struct err *open_side(struct run *r)
{
    struct pollfd p = { .fd = r->side ? http_client_fd(r->side) : -1, .events = POLLIN };
    if (r->side && poll(&p, 1, 0) == 0)
        return NULL;
    http_client_free(give(r->side));
    return line_open(r->cli, &r->side);
}

/* What it no longer wants to hear, since it is ending, is no failure. */
static struct err *tell_it(struct run *r, const char *op, struct str args, struct arena *a,
                           const struct json **out)
{
    *out = NULL;
    TRY(open_side(r));
    TRY(line_send(r->cli, r->side, op, args, &(struct reach_options){ 0 }));
    struct err *e = line_answer(r->cli, r->side, a, out);
    bool over = err_kind(e) == ERR_CONFLICT || err_kind(e) == ERR_NOT_FOUND;
    if (e && over) {
        err_free(e);
        return NULL;
    }
    return e;
}

/* Its terminal becomes as large as ours. */
static void tell_size(struct run *r)
{
    owned(arena) struct arena a;
    struct winsize size;
    const struct json *ignored;
    arena_init(&a, 64 * KIB);
    resized = 0;
    if (!r->terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col ||
        !size.ws_row)
        return;
    struct str args = arena_printf(&a, "{\"id\":%lld,\"columns\":%u,\"lines\":%u}",
                                   (long long)r->id, size.ws_col, size.ws_row);
    err_free(tell_it(r, "proc.resize", args, &a, &ignored)); /* it may be gone by now */
}

static void tell_state(struct run *r, const char *op)
{
    owned(arena) struct arena a;
    const struct json *ignored;
    arena_init(&a, 64 * KIB);
    err_free(tell_it(r, op, arena_printf(&a, "{\"id\":%lld}", (long long)r->id), &a, &ignored));
}

/* As Ctrl-Z means it: the program stands still as long as we do. */
static void stop_both(struct run *r)
{
    bool was_raw = is_raw;
    stopped = 0;
    tell_state(r, "proc.suspend");
    give_terminal();
    raise(SIGSTOP);
    if (was_raw)
        take_terminal();
    tell_state(r, "proc.resume");
}

static struct err *pass_signal(struct run *r)
{
    owned(arena) struct arena a;
    const struct json *ignored;
    int signo = passed_on;
    arena_init(&a, 64 * KIB);
    if (!signo || r->passed)
        return NULL;
    r->passed = true;
    const char *name = signo == SIGINT ? "int" : signo == SIGHUP ? "hup" : "term";
    return tell_it(r, "proc.kill",
                   arena_printf(&a, "{\"id\":%lld,\"signal\":\"%s\"}", (long long)r->id, name), &a,
                   &ignored);
}

static struct err *send_typed(struct run *r)
{
    owned(arena) struct arena a;
    owned(buf) struct buf args = { 0 };
    const struct json *answer;
    arena_init(&a, 64 * KIB);
    if (!r->listens || (!r->typed.len && !r->at_end))
        return NULL;
    buf_init(&args, 2 * TYPED_MOST);
    buf_printf(&args, "{\"id\":%lld,\"end\":%s,\"data\":{\"$bytes\":\"", (long long)r->id,
               r->at_end ? "true" : "false");
    base64_add(&args, buf_text(&r->typed));
    buf_add(&args, STR("\"}}"));
    TRY(tell_it(r, "proc.write", buf_text(&args), &a, &answer));
    size_t taken = answer ? (size_t)json_get_int(answer, STR("taken"), 0) : r->typed.len;
    buf_drop(&r->typed, taken);
    r->listens = answer && !(r->at_end && !r->typed.len);
    return NULL;
}

static void read_typed(struct run *r)
{
    char *room = buf_room(&r->typed, TYPED_MOST);
    ssize_t n = room ? read(STDIN_FILENO, room, TYPED_MOST) : -1;
    if (n > 0)
        r->typed.len += (size_t)n;
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        r->at_end = true;
}

/* --- what it says --- */

/* The daemon lets go of a line that takes nothing for half a minute: while whoever reads us does
 * not, we take a little now and then. A socket has room again only when most of it was taken. */
static struct err *take_a_little(struct run *r)
{
    size_t most = r->late.len + LITTLE;
    for (bool nothing = false; !nothing && !r->all_said && r->late.len < most;) {
        struct str piece;
        TRY(http_client_try(r->home, &piece, &nothing));
        buf_add(&r->late, piece);
        r->all_said = !piece.len && !nothing;
        if (r->late.full)
            return err_new(ERR_LIMIT, "not_read", "nobody reads what it prints");
    }
    return NULL;
}

static struct err *wait_for_room(struct run *r, FILE *to)
{
    struct pollfd p = { .fd = fileno(to), .events = POLLOUT };
    for (int n; (n = poll(&p, 1, NOW_AND_THEN_MS)) <= 0;) {
        if (n < 0 && errno != EINTR)
            return err_sys("wait for whoever reads this");
        TRY(pass_signal(r));
        if (n == 0)
            TRY(take_a_little(r));
    }
    return NULL;
}

/* In pieces for which a pipe that has any room has enough. */
static struct err *say_bytes(struct run *r, struct bytes_out *to, struct str bytes)
{
    while (bytes.len) {
        struct str piece = str_first(bytes, PIPE_BUF);
        TRY(wait_for_room(r, to->to));
        bytes_out_write(to, piece);
        bytes = str_from(bytes, piece.len);
    }
    return NULL;
}

static struct err *say_chunk(struct run *r, const struct json *item, struct arena *a)
{
    struct str bytes;
    bool complains = str_eq(json_get_text(item, STR("stream"), STR("")), STR("err"));
    if (r->cli->opt.json) {
        TRY(wait_for_room(r, stdout));
        say_data(r->cli, json_compact(item, a));
        fflush(stdout);
    } else if (bytes_of(json_get(item, STR("data")), a, &bytes)) {
        return say_bytes(r, complains ? &r->err : &r->out, bytes);
    }
    return NULL;
}

static struct err *take_line(struct run *r, struct str line)
{
    owned(arena) struct arena a;
    const struct json *tree;
    arena_init(&a, 64 * MIB);
    TRY(json_parse(line, NULL, &a, &tree), "the stream");
    if (json_get(tree, STR("error")))
        return err_decode(json_get(tree, STR("error")));
    if (json_get(tree, STR("item")))
        return say_chunk(r, json_get(tree, STR("item")), &a);
    return NULL;
}

static struct err *take_lines(struct run *r, struct str piece)
{
    buf_add(&r->line, piece);
    struct str rest = buf_text(&r->line);
    for (size_t at; str_find(rest, STR("\n"), &at); rest = str_from(rest, at + 1))
        TRY(take_line(r, str_first(rest, at)));
    buf_drop(&r->line, r->line.len - rest.len);
    return r->line.full ? err_new(ERR_LIMIT, "too_large", "its output comes in lines too long")
                        : NULL;
}

/* --- its phases; each is asked when there is something to read --- */

static struct err *ask(struct run *r, const char *op, enum phase next)
{
    struct str args = arena_printf(&r->cli->arena, "{\"id\":%lld}", (long long)r->id);
    r->phase = next;
    r->more = false;
    return line_send(r->cli, r->home, op, args, &(struct reach_options){ .for_ever = true });
}

/* Piece by piece: between them there may be something to tell it. */
static struct err *do_speaks(struct run *r)
{
    owned(buf) struct buf late = r->late;
    struct str piece;
    bool nothing;
    buf_init(&r->late, LATE_MOST);
    r->more = true;
    if (late.len)
        return take_lines(r, buf_text(&late));
    if (r->all_said)
        return ask(r, "proc.wait", ENDS);
    TRY(http_client_try(r->home, &piece, &nothing));
    r->more = !nothing;
    r->all_said = !piece.len && !nothing;
    return take_lines(r, piece);
}

/* What came along with the head is not going to wake us. */
static struct err *do_asked(struct run *r)
{
    TRY(line_head(r->cli, r->home));
    r->phase = SPEAKS;
    return do_speaks(r);
}

static struct err *do_ends(struct run *r)
{
    const struct json *answer;
    TRY(line_answer(r->cli, r->home, &r->cli->arena, &answer));
    r->end = json_get(answer, STR("proc"));
    r->phase = OVER;
    return NULL;
}

static struct err *(*const phases[])(struct run *r) = {
    [ASKED] = do_asked,
    [SPEAKS] = do_speaks,
    [ENDS] = do_ends,
};

/* --- both ways at once --- */

static struct err *wait_and_do(struct run *r)
{
    bool wants_typed = r->listens && !r->at_end && !r->typed.len;
    struct pollfd fds[] = { { .fd = http_client_fd(r->home), .events = POLLIN },
                            { .fd = wake_fd, .events = POLLIN },
                            { .fd = wants_typed ? STDIN_FILENO : -1, .events = POLLIN } };
    bool again = r->listens && (r->typed.len || r->at_end); /* when it has room, nobody tells */
    int n = poll(fds, COUNT_OF(fds), r->more ? 0 : again ? AGAIN_MS : -1);
    if (n < 0)
        return errno == EINTR ? NULL : err_sys("wait for the program");
    if (fds[1].revents)
        n = (int)read(wake_fd, &(uint64_t){ 0 }, sizeof(uint64_t));
    if (fds[2].revents)
        read_typed(r);
    return fds[0].revents || r->more ? phases[r->phase](r) : NULL;
}

static struct err *go_on(struct run *r)
{
    TRY(ask(r, "proc.output", ASKED));
    while (r->phase != OVER) {
        TRY(wait_and_do(r));
        TRY(pass_signal(r));
        TRY(send_typed(r));
        if (resized)
            tell_size(r);
        if (stopped)
            stop_both(r);
    }
    return NULL;
}

static void run_done(struct run *r)
{
    http_client_free(r->side);
    bytes_out_done(&r->out);
    bytes_out_done(&r->err);
    buf_done(&r->typed);
    buf_done(&r->line);
    buf_done(&r->late);
}

struct err *run_io(struct cli *cli, struct http_client *home, int64_t id, bool terminal,
                   const struct json **out_end)
{
    struct run r = { .cli = cli,
                     .home = home,
                     .id = id,
                     .terminal = terminal,
                     .listens = true,
                     .at_end = cli->opt.no_input };
    TRY(watch_signals());
    bytes_out_init(&r.out, cli, stdout);
    bytes_out_init(&r.err, cli, stderr);
    r.out.is_tty &= !terminal; /* it has been given this one */
    buf_init(&r.typed, TYPED_MOST);
    buf_init(&r.line, LINE_MOST);
    buf_init(&r.late, LATE_MOST);
    if (terminal)
        take_terminal();
    struct err *e = go_on(&r);
    give_terminal();
    run_done(&r);
    *out_end = r.end;
    return e;
}
