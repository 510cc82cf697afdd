/* The terminal: see screen.h.
 *
 * Signals only set a flag, and are let in while we wait for a key: so no write is cut in two. */
#include "cli/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { LEAST_COLUMNS = 20, LEAST_LINES = 4, LINE_BYTES_MOST = 16 * 1024 };

static struct termios before;
static volatile sig_atomic_t resized, stopped, over;
static const int watched[] = { SIGWINCH, SIGTSTP, SIGINT, SIGTERM, SIGHUP };

static void on_signal(int signo)
{
    if (signo == SIGWINCH)
        resized = 1;
    else if (signo == SIGTSTP)
        stopped = 1;
    else
        over = signo;
}

static void watch_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < COUNT_OF(watched); i++) {
        sigaction(watched[i], &(struct sigaction){ .sa_handler = on_signal }, NULL);
        sigaddset(&set, watched[i]);
    }
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static void write_all(struct str s)
{
    while (s.len) {
        ssize_t n = write(STDOUT_FILENO, s.ptr, s.len);
        if (n < 0 && errno != EINTR) {
            over = over ? over : SIGHUP;
            return;
        }
        s = str_from(s, n > 0 ? (size_t)n : 0);
    }
}

/* The alternate screen, no cursor, no wrapping at the edge. */
static void take_terminal(void)
{
    struct termios raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    write_all(STR("\033[?1049h\033[?25l\033[?7l\033[2J"));
}

static void give_terminal(void)
{
    write_all(STR("\033[?7h\033[?25h\033[?1049l"));
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

static void measure(struct screen *s)
{
    struct winsize size = { 0 };
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row)
        size = (struct winsize){ .ws_col = 80, .ws_row = 24 };
    s->columns = MAX_OF(size.ws_col, LEAST_COLUMNS);
    s->lines = MIN_OF(MAX_OF(size.ws_row, LEAST_LINES), SCREEN_LINES_MOST);
}

static void forget_shown(struct screen *s)
{
    for (size_t i = 0; i < SCREEN_LINES_MOST; i++) {
        mem_free(s->shown[i]);
        s->shown[i] = NULL;
    }
}

struct err *screen_open(struct screen *s, const struct cli *cli)
{
    *s = (struct screen){ .cli = cli };
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return err_sys("ask the terminal");
    for (size_t i = 0; i < SCREEN_LINES_MOST; i++)
        buf_init(&s->page[i], LINE_BYTES_MOST);
    watch_signals();
    take_terminal();
    measure(s);
    s->is_open = true;
    return NULL;
}

void screen_done(struct screen *s)
{
    if (!s->is_open)
        return;
    s->is_open = false;
    give_terminal();
    forget_shown(s);
    for (size_t i = 0; i < SCREEN_LINES_MOST; i++)
        buf_done(&s->page[i]);
}

/* --- a page --- */

void screen_begin(struct screen *s)
{
    s->at = s->used = 0;
    for (size_t i = 0; i < s->lines; i++) {
        buf_clear(&s->page[i]);
        s->width[i] = 0;
    }
}

static void put_blanks(struct buf *b, unsigned n)
{
    buf_printf(b, "%*s", (int)n, "");
}

void screen_put(struct screen *s, enum colour c, struct str text, unsigned width, bool right)
{
    unsigned room = s->columns - s->used, needs = text_width(text);
    if (s->at >= s->lines || !room)
        return;
    width = MIN_OF(width ? width : needs, room);
    bool cut = needs > width;
    struct str shown = cut ? text_cut(text, width - 1) : text;
    unsigned pad = width - MIN_OF(width, text_width(shown) + cut);
    struct buf *b = &s->page[s->at];
    bool coloured = s->cli->color && c != PLAIN;
    put_blanks(b, right ? pad : 0);
    buf_printf(b, "%s%.*s%s%s", coloured ? colour_code(c) : "", STR_ARGS(shown), cut ? "…" : "",
               coloured ? "\033[0m" : "");
    put_blanks(b, right ? 0 : pad);
    s->used += width;
    s->width[s->at] = s->used;
}

void screen_next(struct screen *s)
{
    s->at++;
    s->used = 0;
}

static bool is_shown(const struct screen *s, size_t line)
{
    return s->shown[line] && str_eq(str_of(s->shown[line]), buf_text(&s->page[line]));
}

void screen_show(struct screen *s)
{
    owned(buf) struct buf out = { 0 };
    buf_init(&out, SCREEN_LINES_MOST * LINE_BYTES_MOST);
    for (size_t i = 0; i < s->lines; i++) {
        struct str line = buf_text(&s->page[i]);
        if (is_shown(s, i))
            continue;
        /* Behind a full line the cursor stands on its last letter. */
        buf_printf(&out, "\033[%zu;1H%.*s%s", i + 1, STR_ARGS(line),
                   s->width[i] < s->columns ? "\033[K" : "");
        mem_free(s->shown[i]);
        s->shown[i] = mem_text(line.len ? line.ptr : "", line.len);
    }
    if (!out.len)
        return;
    write_all(STR("\033[?2026h")); /* all at once, where the terminal knows how */
    write_all(buf_text(&out));
    write_all(STR("\033[?2026l"));
}

/* --- keys --- */

static const struct {
    const char *bytes;
    int key;
} sequences[] = {
    { "[A", KEY_UP },       { "[B", KEY_DOWN },       { "[C", KEY_RIGHT }, { "[D", KEY_LEFT },
    { "OA", KEY_UP },       { "OB", KEY_DOWN },       { "OC", KEY_RIGHT }, { "OD", KEY_LEFT },
    { "[5~", KEY_PAGE_UP }, { "[6~", KEY_PAGE_DOWN }, { "[H", KEY_HOME },  { "[F", KEY_END },
    { "[1~", KEY_HOME },    { "[4~", KEY_END },       { "OH", KEY_HOME },  { "OF", KEY_END },
    { "[Z", KEY_BACK_TAB },
};

/* How long the sequence behind ESC is: up to its last byte, a letter or '~'. */
static size_t sequence_len(struct str s)
{
    size_t n = 1;
    if (!s.len || (s.ptr[0] != '[' && s.ptr[0] != 'O'))
        return 0;
    while (n < s.len && (s.ptr[n] < '@' || s.ptr[n] > '~'))
        n++;
    return MIN_OF(n + 1, s.len);
}

/* A terminal sends a key's bytes at once, so what comes with ESC belongs to it. */
static int key_of(struct str bytes, size_t *out_len)
{
    struct str rest = str_from(bytes, 1);
    size_t len = bytes.ptr[0] == '\033' ? sequence_len(rest) : 0;
    *out_len = 1 + len;
    if (bytes.ptr[0] != '\033')
        return (unsigned char)bytes.ptr[0];
    for (size_t i = 0; i < COUNT_OF(sequences); i++)
        if (str_eq(str_first(rest, len), str_of(sequences[i].bytes)))
            return sequences[i].key;
    return len ? KEY_NONE : KEY_ESCAPE;
}

static int take_key(struct screen *s)
{
    size_t len;
    int key = key_of((struct str){ s->keys, s->n_keys }, &len);
    s->n_keys -= len;
    memmove(s->keys, s->keys + len, s->n_keys);
    return key;
}

/* As if we were like other programs: the shell gets its terminal, and we go on where we were. */
static void stop_for_a_while(struct screen *s)
{
    stopped = 0;
    give_terminal();
    raise(SIGSTOP);
    take_terminal();
    forget_shown(s);
    resized = 1;
}

static int after_signal(struct screen *s)
{
    if (over)
        return KEY_OVER;
    if (stopped)
        stop_for_a_while(s);
    if (!resized)
        return KEY_NONE;
    resized = 0;
    forget_shown(s);
    write_all(STR("\033[2J"));
    measure(s);
    return KEY_RESIZED;
}

int screen_key(struct screen *s, int timeout_ms)
{
    struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
    const struct timespec wait = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };
    sigset_t none;
    sigemptyset(&none);
    if (s->n_keys)
        return take_key(s);
    int n = ppoll(&in, 1, &wait, &none);
    if (n < 0 || over)
        return after_signal(s);
    if (n == 0)
        return KEY_NONE;
    ssize_t got = read(STDIN_FILENO, s->keys, sizeof s->keys);
    s->n_keys = got > 0 ? (size_t)got : 0;
    return s->n_keys ? take_key(s) : KEY_OVER;
}

/* As shells count. */
int screen_ended_by(void)
{
    return over ? 128 + over : 1;
}
