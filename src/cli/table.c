/* Tables on standard output: see cli.h.
 *
 * On a terminal a table is made to fit: the widest columns of text give way first, and what they
 * lose is marked with an ellipsis. Numbers are never cut, since a cut number is another number.
 * Elsewhere nothing is cut at all: programs read it. */
#include "cli/cli.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { GAP = 2, COLUMN_LEAST = 6, TERMINAL_LEAST = 20, TERMINAL_USUAL = 80 };

void table_init(struct table *t, struct cli *cli, size_t columns, const char *const *heads)
{
    struct str cells[COUNT_OF(t->right)] = { STR_NONE };
    *t = (struct table){ .cli = cli, .columns = MIN_OF(columns, COUNT_OF(t->right)) };
    t->head = heads != NULL;
    for (size_t i = 0; heads && i < t->columns; i++)
        cells[i] = str_of(heads[i]);
    if (heads)
        table_row(t, cells);
}

void table_row(struct table *t, const struct str *cells)
{
    if (t->n == t->cap) {
        t->cap = t->cap * 2 + 16;
        t->cells = mem_grow(t->cells, t->cap * t->columns * sizeof *t->cells);
    }
    memcpy(t->cells + t->n++ * t->columns, cells, t->columns * sizeof *cells);
}

unsigned terminal_width(const struct cli *cli)
{
    struct winsize size;
    if (!cli->out_is_tty)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < TERMINAL_LEAST)
        return TERMINAL_USUAL;
    return size.ws_col;
}

struct str text_cut(struct str s, unsigned width)
{
    struct str rest = s;
    unsigned used = 0;
    while (rest.len) {
        struct str next = rest;
        utf8_next(&next);
        unsigned w = text_width(str_first(rest, rest.len - next.len));
        if (used + w > width)
            break;
        used += w;
        rest = next;
    }
    return str_first(s, s.len - rest.len);
}

/* --- how wide --- */

static void measure(const struct table *t, unsigned *width)
{
    for (size_t i = 0; i < t->n * t->columns; i++)
        width[i % t->columns] = MAX_OF(width[i % t->columns], text_width(t->cells[i]));
}

static unsigned sum(const unsigned *width, size_t columns)
{
    unsigned all = 0;
    for (size_t i = 0; i < columns; i++)
        all += width[i] + (i ? GAP : 0);
    return all;
}

/* The widest column that may give way, or NULL. */
static unsigned *widest(const struct table *t, unsigned *width)
{
    unsigned *found = NULL;
    for (size_t i = 0; i < t->columns; i++)
        if (!t->right[i] && width[i] > COLUMN_LEAST && (!found || width[i] > *found))
            found = &width[i];
    return found;
}

static void shrink_to(const struct table *t, unsigned *width, unsigned room)
{
    unsigned all = sum(width, t->columns);
    for (unsigned *w; all > room && (w = widest(t, width)); all--)
        --*w;
}

/* --- printing --- */

static void print_cell(const struct table *t, size_t column, struct str cell, unsigned width,
                       bool head)
{
    bool cut = text_width(cell) > width, last = column + 1 == t->columns;
    struct str shown = cut ? text_cut(cell, width - 1) : cell;
    int pad = (int)(width - text_width(shown) - cut);
    if (t->right[column])
        printf("%*s", pad, "");
    say(t->cli, head ? BOLD : PLAIN, "%.*s%s", STR_ARGS(shown), cut ? "…" : "");
    if (!last)
        printf("%*s", GAP + (t->right[column] ? 0 : pad), "");
}

/* A word longer than a line is left to the terminal. */
static void print_wrapped(const struct table *t, struct str cell, unsigned indent, unsigned room)
{
    while (text_width(cell) > room) {
        size_t end = text_cut(cell, room).len;
        while (end && cell.ptr[end] != ' ')
            end--;
        if (!end)
            break;
        say(t->cli, PLAIN, "%.*s\n%*s", STR_ARGS(str_first(cell, end)), (int)indent, "");
        cell = str_from(cell, end + 1);
    }
    say(t->cli, PLAIN, "%.*s", STR_ARGS(cell));
}

static void print_row(const struct table *t, size_t row, const unsigned *width, unsigned all)
{
    const struct str *cells = t->cells + row * t->columns;
    unsigned before = sum(width, t->columns - 1) + GAP;
    for (size_t i = 0; i < t->columns; i++) {
        bool last = i + 1 == t->columns;
        if (last && t->wrap && all > before + COLUMN_LEAST)
            print_wrapped(t, cells[i], before, all - before);
        else
            print_cell(t, i, cells[i], width[i], t->head && row == 0);
    }
    putchar('\n');
}

bool table_fits(const struct table *t)
{
    unsigned width[COUNT_OF(t->right)] = { 0 }, all = terminal_width(t->cli);
    measure(t, width);
    return !all || sum(width, t->columns) <= all;
}

static bool is_empty(const struct table *t, size_t column)
{
    for (size_t r = t->head; r < t->n; r++)
        if (t->cells[r * t->columns + column].len)
            return false;
    return true;
}

static void leave_out(struct table *t, size_t column)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->n * t->columns; i++)
        if (i % t->columns != column)
            t->cells[kept++] = t->cells[i];
    t->columns--;
    memmove(t->right + column, t->right + column + 1,
            (COUNT_OF(t->right) - column - 1) * sizeof *t->right);
}

void table_squeeze(struct table *t)
{
    for (size_t i = t->columns; i-- > 1;)
        if (is_empty(t, i))
            leave_out(t, i);
}

void table_drop(struct table *t)
{
    mem_free(t->cells);
    t->cells = NULL;
}

void table_print(struct table *t)
{
    unsigned width[COUNT_OF(t->right)] = { 0 }, all = terminal_width(t->cli);
    measure(t, width);
    if (all && !t->wrap)
        shrink_to(t, width, all);
    for (size_t r = 0; r < t->n; r++)
        print_row(t, r, width, all);
    table_drop(t);
}
