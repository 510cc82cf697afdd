/* One look at the daemon: see top.h.
 *
 * Rates are differences to the look before, by name or number. A row that was not there before
 * has none yet. */
#include "cli/top.h"

#include "base/json.h"
#include "http/http.h"

enum { LOOK_MOST = 64 * MIB };

static const struct line_call ops[] = { { "sys.health", NULL },
                                        { "observe.stats", NULL },
                                        { "observe.procs", "{\"limit\":10000}" },
                                        { "proc.list", NULL },
                                        { "proc.all", NULL } };
enum { HEALTH, STATS, PROCS, PROGRAMS, ALL, OPS };
_Static_assert(COUNT_OF(ops) == OPS, "a result for each");

static int64_t number(const struct json *j, const char *name)
{
    return json_get_int(j, str_of(name), 0);
}

static struct str text(const struct json *j, const char *name, struct arena *a)
{
    return printable(json_get_text(j, str_of(name), STR("")), a);
}

/* --- rates --- */

/* It most often stands near where it stands now, so that is where looking begins. */
static const struct top_row *row_before(const struct top_rows *before, const struct top_row *r,
                                        size_t at)
{
    for (size_t k = 0; k < before->count; k++) {
        const struct top_row *b = &before->items[(at + k) % before->count];
        if (b->id == r->id && str_eq(b->name, r->name))
            return b;
    }
    return NULL;
}

static double per_second(const struct top_look *now, const struct top_look *before, int64_t n,
                         int64_t n_before)
{
    int64_t ms = now->at_ms - before->at_ms;
    return before->at_ms && ms > 0 && n >= n_before ? (double)(n - n_before) * 1000 / (double)ms
                                                    : 0;
}

static void set_rates(struct top_look *now, const struct top_look *before, enum top_view v)
{
    for (size_t i = 0; i < now->rows[v].count; i++) {
        struct top_row *r = &now->rows[v].items[i];
        const struct top_row *b = row_before(&before->rows[v], r, i);
        r->rate = b ? per_second(now, before, r->value[0], b->value[0]) : 0;
    }
}

/* --- rows --- */

static void read_values(struct top_row *r, const struct json *j, const char *const *names)
{
    for (size_t i = 0; i < TOP_VALUES && names[i]; i++)
        r->value[i] = number(j, names[i]);
}

static struct top_rows rows_of(const struct json *list, const char *name, const char *id,
                               const char *note, const char *const *values, struct arena *a)
{
    struct top_rows rows = { 0 };
    rows.items = arena_array(a, struct top_row, list && list->kind == JSON_ARRAY ? list->count : 0);
    if (!rows.items)
        return rows;
    json_each (list, item) {
        struct top_row *r = &rows.items[rows.count++];
        r->name = text(item, name, a);
        r->id = id ? number(item, id) : 0;
        r->note = note ? text(item, note, a) : STR("");
        read_values(r, item, values);
    }
    return rows;
}

/* --- programs --- */

enum { PROGRAM_AGE = 2, PROGRAM_CPU, PROGRAM_MEMORY }; /* of its values */

/* The entry of proc.all, which knows what a program uses while it runs. */
static const struct json *entry_of(const struct json *all, int64_t id)
{
    json_each (all, entry)
        if (number(entry, "id") == id)
            return entry;
    return NULL;
}

/* What has ended has an age no more, but has used what it has used. */
static void read_program(struct top_row *r, const struct json *program, const struct json *entry,
                         struct arena *a)
{
    int64_t started = number(program, "started");
    int64_t cpu_ms = number(program, "user") + number(program, "system");
    bool runs = json_get(program, STR("pid")) != NULL;
    struct str command = text(program, "command", a);
    r->name = command.len ? command : r->name;
    r->value[PROGRAM_AGE] = runs && started ? clock_wall_ms() - started : 0;
    r->value[PROGRAM_CPU] = (runs ? number(entry, "cpu") : cpu_ms) * 1000000;
    r->value[PROGRAM_MEMORY] = runs ? number(entry, "memory") : number(program, "memory_peak");
}

static struct top_rows read_programs(const struct json *list, const struct json *all,
                                     struct arena *a)
{
    static const char *const values[TOP_VALUES] = { "pid", "owner" };
    struct top_rows rows = rows_of(list, "program", "id", "state", values, a);
    for (size_t i = 0; i < rows.count; i++)
        read_program(&rows.items[i], &list->items[i], entry_of(all, rows.items[i].id), a);
    return rows;
}

static void read_rows(struct top_look *l, const struct json *const *results)
{
    static const char *const of_op[TOP_VALUES] = { "calls",  "errors", "p50_ns",
                                                   "p95_ns", "p99_ns", "mean_ns" };
    static const char *const of_proc[TOP_VALUES] = { "calls",  "errors", "bytes",
                                                     "p50_ns", "p95_ns", "age" };
    struct arena *a = &l->arena;
    l->rows[TOP_OPS] = rows_of(json_get(results[STATS], STR("ops")), "op", NULL, NULL, of_op, a);
    l->rows[TOP_PROCS] = rows_of(json_get(results[PROCS], STR("procs")), "name", "proc", "kind",
                                 of_proc, a);
    l->rows[TOP_PROGRAMS] = read_programs(json_get(results[PROGRAMS], STR("procs")),
                                          json_get(results[ALL], STR("procs")), a);
}

static void read_totals(struct top_look *l, const struct json *const *results)
{
    l->version = text(results[HEALTH], "version", &l->arena);
    l->uptime_ms = number(results[HEALTH], "uptime");
    l->rss = number(results[HEALTH], "rss");
    l->procs = (int64_t)l->rows[TOP_PROCS].count; /* with the one that asks */
    l->lost = number(results[STATS], "lost");
    l->anomalies = number(results[STATS], "anomalies");
    l->sampled = 1;
    json_each (json_get(results[STATS], STR("categories")), c) {
        l->events += number(c, "events");
        l->sampled = MIN_OF(l->sampled, json_get_real(c, STR("sampled"), 1));
    }
    for (size_t i = 0; i < l->rows[TOP_OPS].count; i++) {
        l->calls += l->rows[TOP_OPS].items[i].value[0];
        l->errors += l->rows[TOP_OPS].items[i].value[1];
    }
}

static void compare(struct top *t, struct top_look *now, const struct top_look *before)
{
    set_rates(now, before, TOP_OPS);
    set_rates(now, before, TOP_PROCS);
    now->events_rate = per_second(now, before, now->events, before->events);
    now->calls_rate = per_second(now, before, now->calls, before->calls);
    now->errors_rate = per_second(now, before, now->errors, before->errors);
    memmove(t->history, t->history + 1, sizeof t->history - sizeof t->history[0]);
    t->history[TOP_HISTORY - 1] = now->calls_rate;
}

struct err *top_read(struct top *t)
{
    const struct json *results[OPS] = { NULL };
    struct top_look next = { .at_ms = clock_mono_ns() / 1000000 };
    arena_init(&next.arena, LOOK_MOST);
    struct err *e = reach_all(t->cli, &t->conn, &(struct line_calls){ ops, OPS }, &next.arena,
                              results);
    if (e) {
        arena_done(&next.arena);
        return e;
    }
    read_rows(&next, results);
    read_totals(&next, results);
    compare(t, &next, top_look(t));
    t->now ^= 1;
    arena_done(&t->looks[t->now].arena);
    t->looks[t->now] = next;
    t->count++;
    return NULL;
}

struct err *top_say_json(struct top *t)
{
    static const char *const names[OPS] = { "health", "stats", "procs", "programs", "all" };
    owned(arena) struct arena a;
    owned(buf) struct buf out = { 0 };
    const struct json *results[OPS] = { NULL };
    struct json_out o;
    arena_init(&a, LOOK_MOST);
    TRY(reach_all(t->cli, &t->conn, &(struct line_calls){ ops, OPS }, &a, results));
    buf_init(&out, LOOK_MOST);
    json_out_init(&o, &out);
    json_begin_object(&o);
    for (size_t i = 0; i < OPS; i++) {
        json_name(&o, str_of(names[i]));
        if (results[i])
            json_value(&o, results[i]);
        else
            json_null(&o);
    }
    json_end_object(&o);
    say_json(t->cli, buf_text(&out));
    return NULL;
}

void top_free(struct top *t)
{
    http_client_free(t->conn);
    arena_done(&t->looks[0].arena);
    arena_done(&t->looks[1].arena);
}
