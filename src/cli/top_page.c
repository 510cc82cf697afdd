/* The page of pith top: see top.h.
 *
 *     pith 0.1.0   up 2 h 04 m   memory 8.1 MiB   procs 3   programs 1               12:04:31
 *     calls/s 5,310   ▁▂▅▇█▅▂   errors/s 2   events/s 1,234   anomalies 2
 *
 *     1 ops   2 procs   3 programs
 *     OP                    CALLS/S▼      CALLS   ERRORS      P50      P95      P99     MEAN
 *     fs.read                  1,204     12,022        0   6.1 µs    12 µs    49 µs   7.0 µs
 *
 * A view is a table of columns. What finds no room is left out from the right, but the first
 * column gives way before that. */
#include "cli/top.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MOST = 10, NAME_LEAST = 14, HEAD_LINES = 5, FOOT_LINES = 1, LOOKS_TO_JUDGE = 2 };

enum form { NAME, NOTE, ID, NUMBER, RATE, COUNT, TOOK, BYTES, AGE };

struct column {
    const char *head;
    unsigned width;
    enum form form;
    size_t value; /* of the row's */
};

static const struct view {
    const char *title;
    struct column columns[COLUMNS_MOST]; /* ends with one without a head */
} views[TOP_VIEWS] = {
    [TOP_OPS] = { "ops",
                  { { "OP", 22, NAME, 0 },
                    { "CALLS/S", 9, RATE, 0 },
                    { "CALLS", 11, COUNT, 0 },
                    { "ERRORS", 8, COUNT, 1 },
                    { "P50", 8, TOOK, 2 },
                    { "P95", 8, TOOK, 3 },
                    { "P99", 8, TOOK, 4 },
                    { "MEAN", 8, TOOK, 5 } } },
    [TOP_PROCS] = { "procs",
                    { { "PROC", 20, NAME, 0 },
                      { "CALLS/S", 9, RATE, 0 },
                      { "CALLS", 10, COUNT, 0 },
                      { "ERRORS", 8, COUNT, 1 },
                      { "BYTES", 9, BYTES, 2 },
                      { "P95", 8, TOOK, 4 },
                      { "AGE", 9, AGE, 5 },
                      { "KIND", 8, NOTE, 0 },
                      { "NUMBER", 8, ID, 0 } } },
    [TOP_PROGRAMS] = { "programs",
                       { { "PROGRAM", 24, NAME, 0 },
                         { "STATE", 12, NOTE, 0 },
                         { "PID", 8, NUMBER, 0 },
                         { "AGE", 9, AGE, 2 },
                         { "CPU", 8, TOOK, 3 },
                         { "MEMORY", 9, BYTES, 4 },
                         { "NUMBER", 8, ID, 0 },
                         { "OWNER", 8, NUMBER, 1 } } },
};

size_t top_columns(enum top_view v)
{
    size_t n = 0;
    while (n < COLUMNS_MOST && views[v].columns[n].head)
        n++;
    return n;
}

unsigned top_rows_shown(const struct screen *s)
{
    return s->lines > HEAD_LINES + FOOT_LINES ? s->lines - HEAD_LINES - FOOT_LINES : 0;
}

/* --- the order of rows --- */

static const struct column *sorted_by; /* qsort takes no argument of ours */
static bool sorted_up;

static double weight(const struct top_row *r)
{
    switch (sorted_by->form) {
    case RATE: return r->rate;
    case ID: return (double)r->id;
    default: return (double)r->value[sorted_by->value];
    }
}

static int by_text(const struct top_row *x, const struct top_row *y)
{
    return sorted_by->form == NOTE ? str_cmp(x->note, y->note) : str_cmp(x->name, y->name);
}

/* Numbers largest first, texts from A on. Ties are settled, so that rows stay where they are. */
static int compare(const void *a, const void *b)
{
    const struct top_row *x = a, *y = b;
    bool is_text = sorted_by->form == NAME || sorted_by->form == NOTE;
    double wx = is_text ? 0 : weight(x), wy = is_text ? 0 : weight(y);
    int order = is_text ? by_text(x, y) : (wx < wy) - (wx > wy);
    if (!order && !is_text && x->value[0] != y->value[0])
        order = x->value[0] < y->value[0] ? 1 : -1;
    if (!order)
        order = str_cmp(x->name, y->name);
    if (!order)
        order = (x->id > y->id) - (x->id < y->id);
    return sorted_up ? -order : order;
}

void top_sort(struct top *t)
{
    struct top_rows *rows = &t->looks[t->now].rows[t->view];
    sorted_by = &views[t->view].columns[t->sort[t->view]];
    sorted_up = t->reversed;
    if (rows->count)
        qsort(rows->items, rows->count, sizeof *rows->items, compare);
}

/* --- cells --- */

static struct str cell_text(const struct column *c, const struct top_row *r, struct arena *a)
{
    int64_t v = r->value[c->value];
    switch (c->form) {
    case NAME: return r->name;
    case NOTE: return r->note;
    case ID: return arena_printf(a, "#%lld", (long long)r->id);
    case NUMBER: return v ? arena_printf(a, "%lld", (long long)v) : STR("-");
    case RATE: return rate_text(r->rate, a);
    case COUNT: return count_text(v, a);
    case TOOK: return v ? took_text(v, a) : STR("-");
    case BYTES: return v ? bytes_text(v, a) : STR("-");
    case AGE: return v ? age_text(v, a) : STR("-");
    }
    return STR("");
}

static enum colour cell_colour(const struct column *c, const struct top_row *r)
{
    if (c->form == NAME)
        return BOLD;
    if (strcmp(c->head, "ERRORS") == 0)
        return r->value[c->value] ? RED : DIM;
    return c->form == RATE && r->rate > 0 ? GREEN : PLAIN;
}

static bool is_left(const struct column *c)
{
    return c->form == NAME || c->form == NOTE;
}

/* How many columns fit beside a first one of NAME_LEAST, and how wide that may be. */
static size_t fit(enum top_view v, unsigned room, unsigned *out_name)
{
    size_t n = 1;
    unsigned used = 0;
    for (; n < top_columns(v); n++) {
        unsigned w = views[v].columns[n].width + 1;
        if (used + w + NAME_LEAST > room)
            break;
        used += w;
    }
    *out_name = MIN_OF(room - used, views[v].columns[0].width + 20);
    return n;
}

/* --- the head --- */

static void put(struct screen *s, enum colour c, struct arena *a, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
static void put(struct screen *s, enum colour c, struct arena *a, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    screen_put(s, c, arena_str(a, str_of(text)), 0, false);
}

static void put_figure(struct screen *s, struct arena *a, const char *name, struct str value,
                       enum colour c)
{
    screen_put(s, DIM, str_of(name), 0, false);
    put(s, c, a, " %.*s   ", STR_ARGS(value));
}

static void draw_first_line(const struct top *t, struct screen *s, struct arena *a)
{
    const struct top_look *l = top_look(t);
    struct str clock = str_first(clock_text(clock_wall_ms(), a), 8);
    put(s, BOLD, a, "pith %.*s   ", STR_ARGS(l->version));
    put_figure(s, a, "up", age_text(l->uptime_ms, a), PLAIN);
    put_figure(s, a, "memory", bytes_text(l->rss, a), PLAIN);
    put_figure(s, a, "procs", count_text(l->procs, a), PLAIN);
    put_figure(s, a, "programs", count_text((int64_t)l->rows[TOP_PROGRAMS].count, a), PLAIN);
    if (s->columns > s->used + 8)
        screen_put(s, PLAIN, STR(""), s->columns - s->used - 8, false);
    if (s->columns >= s->used + 8)
        screen_put(s, t->paused ? YELLOW : DIM, t->paused ? STR("  PAUSED") : clock, 8, true);
    screen_next(s);
}

static void put_history(const struct top *t, struct screen *s, struct arena *a)
{
    static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
    size_t n = s->columns >= 110 ? TOP_HISTORY : 12;
    double most = 1;
    for (size_t i = TOP_HISTORY - n; i < TOP_HISTORY; i++)
        most = MAX_OF(most, t->history[i]);
    for (size_t i = TOP_HISTORY - n; i < TOP_HISTORY; i++)
        screen_put(s, CYAN, str_of(bars[(size_t)(t->history[i] / most * 7.0 + 0.5)]), 1, false);
    put(s, PLAIN, a, "   ");
}

static void draw_second_line(const struct top *t, struct screen *s, struct arena *a)
{
    const struct top_look *l = top_look(t);
    bool known = t->count >= LOOKS_TO_JUDGE;
    put_figure(s, a, "calls/s", known ? rate_text(l->calls_rate, a) : STR("-"), BOLD);
    put_history(t, s, a);
    put_figure(s, a, "errors/s", known ? rate_text(l->errors_rate, a) : STR("-"),
               l->errors_rate > 0 ? RED : PLAIN);
    put_figure(s, a, "events/s", known ? rate_text(l->events_rate, a) : STR("-"), PLAIN);
    if (l->sampled < 1)
        put(s, YELLOW, a, "1 in %.0f stories   ", 1 / l->sampled);
    if (l->lost)
        put_figure(s, a, "lost", count_text(l->lost, a), YELLOW);
    put_figure(s, a, "anomalies", count_text(l->anomalies, a), l->anomalies ? YELLOW : PLAIN);
    screen_next(s);
}

static void draw_tabs(const struct top *t, struct screen *s, struct arena *a)
{
    screen_next(s);
    for (enum top_view v = 0; v < TOP_VIEWS; v++) {
        bool here = v == t->view;
        put(s, here ? CYAN : DIM, a, here ? "[%u %s %zu]" : " %u %s %zu ", v + 1, views[v].title,
            top_look(t)->rows[v].count);
        put(s, PLAIN, a, "  ");
    }
    screen_next(s);
}

/* --- the table --- */

static void draw_heads(const struct top *t, struct screen *s, size_t n, unsigned name_width,
                       struct arena *a)
{
    for (size_t i = 0; i < n; i++) {
        const struct column *c = &views[t->view].columns[i];
        bool here = i == t->sort[t->view];
        struct str head = here ? arena_printf(a, "%s%s", c->head, t->reversed ? "▲" : "▼")
                               : str_of(c->head);
        if (i)
            screen_put(s, PLAIN, STR(" "), 1, false);
        screen_put(s, here ? CYAN : DIM, head, i ? c->width : name_width, !is_left(c));
    }
    screen_next(s);
}

static void draw_row(const struct top *t, struct screen *s, const struct top_row *r, size_t n,
                     unsigned name_width, struct arena *a)
{
    for (size_t i = 0; i < n; i++) {
        const struct column *c = &views[t->view].columns[i];
        if (i)
            screen_put(s, PLAIN, STR(" "), 1, false);
        screen_put(s, cell_colour(c, r), cell_text(c, r, a), i ? c->width : name_width,
                   !is_left(c));
    }
    screen_next(s);
}

static const char *const nothing[TOP_VIEWS] = {
    [TOP_OPS] = "Nothing has been called yet. In another terminal: pith call time.now",
    [TOP_PROCS] = "There are no procs.",
    [TOP_PROGRAMS] =
        "No program runs. One that does: pith call proc.shell line='sleep 60' stay=true",
};

static void draw_table(struct top *t, struct screen *s, struct arena *a)
{
    const struct top_rows *rows = &top_look(t)->rows[t->view];
    unsigned name_width, room = top_rows_shown(s);
    size_t n = fit(t->view, s->columns, &name_width);
    t->first = MIN_OF(t->first, rows->count > room ? rows->count - room : 0);
    draw_heads(t, s, n, name_width, a);
    for (size_t i = t->first; i < rows->count && i < t->first + room; i++)
        draw_row(t, s, &rows->items[i], n, name_width, a);
    if (!rows->count) {
        screen_put(s, DIM, str_of(nothing[t->view]), 0, false);
        screen_next(s);
    }
}

static const char *const help[] = {
    "",
    "  1 2 3, Tab     ops, procs, programs",
    "  left, right    the column that rows are sorted by",
    "  r              the other way round",
    "  up, down, PgUp, PgDn, Home, End   (or k, j, g, G)   scroll",
    "  p, blank       stop and go on",
    "  q              end",
    "",
    "  P50, P95, P99: half, 95, 99 of 100 calls took no longer.",
    "  1 in N stories: so much happens that only some of it is written down; the",
    "  figures here are exact all the same.",
};

static void draw_help(struct screen *s)
{
    for (size_t i = 0; i < COUNT_OF(help); i++) {
        screen_put(s, PLAIN, str_of(help[i]), 0, false);
        screen_next(s);
    }
}

static void draw_foot(const struct top *t, struct screen *s)
{
    size_t rows = top_look(t)->rows[t->view].count;
    s->at = s->lines - 1;
    s->used = 0;
    if (t->problem[0]) {
        screen_put(s, RED, str_of(t->problem), 0, false);
        return;
    }
    screen_put(s, DIM,
               t->helps ? STR("any key goes back")
                        : STR("q end  1 2 3 view  ←→ sort  r reverse  ↑↓ scroll  p pause  ? help"),
               0, false);
    if (rows > top_rows_shown(s) && !t->helps) {
        char place[64];
        int n = snprintf(place, sizeof place, "  %zu-%zu of %zu", t->first + 1,
                         MIN_OF(t->first + top_rows_shown(s), rows), rows);
        screen_put(s, DIM, (struct str){ place, (size_t)n }, 0, false);
    }
}

void top_draw(struct top *t, struct screen *s)
{
    owned(arena) struct arena a;
    arena_init(&a, 8 * MIB);
    screen_begin(s);
    draw_first_line(t, s, &a);
    draw_second_line(t, s, &a);
    draw_tabs(t, s, &a);
    if (t->helps)
        draw_help(s);
    else
        draw_table(t, s, &a);
    draw_foot(t, s);
    screen_show(s);
}

/* --- without a terminal --- */

static void print_view(struct top *t, enum top_view v, struct arena *a)
{
    const struct top_rows *rows = &top_look(t)->rows[v];
    const char *heads[COLUMNS_MOST];
    struct table table;
    size_t n = top_columns(v);
    if (!rows->count)
        return;
    t->view = v;
    top_sort(t);
    for (size_t i = 0; i < n; i++)
        heads[i] = views[v].columns[i].head;
    table_init(&table, t->cli, n, heads);
    for (size_t i = 0; i < n; i++)
        table.right[i] = !is_left(&views[v].columns[i]);
    for (size_t r = 0; r < rows->count; r++) {
        struct str cells[COLUMNS_MOST];
        for (size_t i = 0; i < n; i++)
            cells[i] = cell_text(&views[v].columns[i], &rows->items[r], a);
        table_row(&table, cells);
    }
    putchar('\n');
    table_print(&table);
}

void top_print(struct top *t)
{
    owned(arena) struct arena a;
    arena_init(&a, 64 * MIB);
    const struct top_look *l = top_look(t);
    printf("pith %.*s  up %.*s  memory %.*s  procs %lld  events/s %.*s  calls/s %.*s  errors/s "
           "%.*s  lost %lld  anomalies %lld\n",
           STR_ARGS(l->version), STR_ARGS(age_text(l->uptime_ms, &a)),
           STR_ARGS(bytes_text(l->rss, &a)), (long long)l->procs,
           STR_ARGS(rate_text(l->events_rate, &a)), STR_ARGS(rate_text(l->calls_rate, &a)),
           STR_ARGS(rate_text(l->errors_rate, &a)), (long long)l->lost, (long long)l->anomalies);
    for (enum top_view v = 0; v < TOP_VIEWS; v++)
        print_view(t, v, &a);
}
