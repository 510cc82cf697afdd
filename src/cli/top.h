/* top: what runs and what is called, once a second. top_read.c asks, top_page.c draws, cmd_top.c
 * listens to keys. */
#pragma once
#include "cli/screen.h"

struct http_client;
struct json;

enum top_view { TOP_OPS, TOP_PROCS, TOP_PROGRAMS, TOP_VIEWS };
enum { TOP_VALUES = 8, TOP_HISTORY = 40 };

/* A row of any view; what its values are says the view's table of columns. */
struct top_row {
    int64_t id; /* of a proc */
    struct str name, note;
    double rate; /* calls a second */
    int64_t value[TOP_VALUES];
};

struct top_rows {
    struct top_row *items;
    size_t count;
};

/* One look; all of it lies in the arena. */
struct top_look {
    struct arena arena;
    int64_t at_ms; /* monotonic */
    struct str version;
    int64_t uptime_ms, rss, procs;
    int64_t events, calls, errors, lost, anomalies;
    double events_rate, calls_rate, errors_rate, sampled;
    struct top_rows rows[TOP_VIEWS];
};

struct top {
    struct cli *cli;
    struct http_client *conn;
    struct top_look looks[2]; /* this one, and the one before */
    unsigned now;             /* which is this one */
    uint64_t count;           /* of looks */
    double history[TOP_HISTORY];
    char problem[160]; /* why there is no new look; empty: there is */

    enum top_view view;
    size_t sort[TOP_VIEWS]; /* a column */
    bool reversed, paused, helps;
    size_t first; /* row shown */
};

/* On an error what was there before stays. */
struct err *top_read(struct top *t);
struct err *top_say_json(struct top *t); /* a look of its own, as it came */
void top_free(struct top *t);
static inline const struct top_look *top_look(const struct top *t)
{
    return &t->looks[t->now];
}

void top_sort(struct top *t); /* the rows of its view */
void top_draw(struct top *t, struct screen *s);
void top_print(struct top *t); /* once, for no terminal */
size_t top_columns(enum top_view v);
unsigned top_rows_shown(const struct screen *s);
