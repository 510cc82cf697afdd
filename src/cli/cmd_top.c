/* top: what runs and what is called, as it changes. */
#include "cli/top.h"

#include <stdio.h>
#include <unistd.h>

enum { EVERY_MS = 1000, FIRST_MS = 250 };

static int64_t now_ms(void)
{
    return clock_mono_ns() / 1000000;
}

/* A daemon that is gone for a moment is no reason to end: it may come back. */
static void look(struct top *t)
{
    owned(err) struct err *e = top_read(t);
    snprintf(t->problem, sizeof t->problem, "%s%.120s%s", e ? "no answer: " : "",
             e ? err_text(e) : "", e ? "; trying again" : "");
    top_sort(t);
}

/* --- keys --- */

static void choose_view(struct top *t, int v)
{
    t->view = (enum top_view)((v + TOP_VIEWS) % TOP_VIEWS);
    t->first = 0;
}

static void choose_column(struct top *t, size_t step)
{
    size_t n = top_columns(t->view);
    t->sort[t->view] = (t->sort[t->view] + step) % n;
    t->first = 0;
}

/* Beyond the last page: drawing sets that right. */
static void scroll(struct top *t, int64_t by)
{
    int64_t to = (int64_t)t->first + by;
    t->first = to < 0 ? 0 : (size_t)to;
}

/* False for the key that ends it. */
static bool take_key(struct top *t, const struct screen *s, int key)
{
    int page = (int)top_rows_shown(s);
    if (t->helps && key != 'q' && key != KEY_RESIZED) {
        t->helps = false;
        return true;
    }
    switch (key) {
    case 'q':
    case KEY_ESCAPE: return false;
    case '1' ... '3': choose_view(t, key - '1'); break;
    case KEY_TAB: choose_view(t, t->view + 1); break;
    case KEY_BACK_TAB: choose_view(t, (int)t->view - 1); break;
    case KEY_RIGHT:
    case 'l': choose_column(t, 1); break;
    case KEY_LEFT:
    case 'h': choose_column(t, top_columns(t->view) - 1); break;
    case 'r': t->reversed = !t->reversed; break;
    case 'p':
    case ' ': t->paused = !t->paused; break;
    case '?': t->helps = true; break;
    case KEY_UP:
    case 'k': scroll(t, -1); break;
    case KEY_DOWN:
    case 'j': scroll(t, 1); break;
    case KEY_PAGE_UP: scroll(t, -page); break;
    case KEY_PAGE_DOWN: scroll(t, page); break;
    case KEY_HOME:
    case 'g': t->first = 0; break;
    case KEY_END:
    case 'G': t->first = SIZE_MAX / 2; break;
    default: break;
    }
    top_sort(t);
    return true;
}

/* --- the two ways to show it --- */

static struct err *watch(struct top *t)
{
    owned(screen) struct screen s = { 0 };
    int64_t due = now_ms() + FIRST_MS; /* rates need two looks: the second comes soon */
    TRY(screen_open(&s, t->cli));
    for (;;) {
        top_draw(t, &s);
        int key = screen_key(&s, (int)MAX_OF(due - now_ms(), 0));
        if (key == KEY_OVER)
            break;
        if (key != KEY_NONE && !take_key(t, &s, key))
            return NULL;
        if (now_ms() < due)
            continue;
        due = now_ms() + EVERY_MS;
        if (!t->paused)
            look(t);
    }
    t->cli->exit_status = screen_ended_by();
    return NULL;
}

static struct err *print_once(struct top *t)
{
    usleep(FIRST_MS * 1000);
    TRY(top_read(t));
    top_print(t);
    return NULL;
}

struct err *cmd_top(struct cli *cli)
{
    struct top t = { .cli = cli, .sort = { [TOP_OPS] = 1, [TOP_PROCS] = 1, [TOP_PROGRAMS] = 3 } };
    struct err *e = cli->opt.json ? top_say_json(&t) : top_read(&t);
    top_sort(&t);
    if (!e && !cli->opt.json)
        e = cli->out_is_tty && isatty(STDIN_FILENO) ? watch(&t) : print_once(&t);
    top_free(&t);
    return e;
}
