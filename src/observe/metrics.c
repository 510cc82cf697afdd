/* Figures as Prometheus text (exposition format 0.0.4). */
#include "observe/observe.h"

#include "ops/observe.h"
#include "trace/trace.h"

enum { GAUGES_MOST = 64 };

static struct {
    const char *name, *doc;
    gauge_fn *fn;
    void *arg;
} gauges[GAUGES_MOST];
static size_t n_gauges;

void observe_gauge(const char *name, const char *doc, gauge_fn *fn, void *arg)
{
    size_t i = 0;
    while (i < n_gauges && strcmp(gauges[i].name, name) != 0)
        i++;
    if (i == GAUGES_MOST)
        return;
    n_gauges = MAX_OF(n_gauges, i + 1);
    gauges[i].name = name;
    gauges[i].doc = doc;
    gauges[i].fn = fn;
    gauges[i].arg = arg;
}

static void say_head(struct buf *out, const char *name, const char *type, const char *doc)
{
    buf_printf(out, "# HELP pith_%s %s\n# TYPE pith_%s %s\n", name, doc, name, type);
}

static void say_counters(struct buf *out)
{
    for (enum counter c = 0; c < COUNTERS; c++) {
        const struct counter_row *row = counter_row(c);
        say_head(out, row->name, "counter", row->doc);
        buf_printf(out, "pith_%s %llu\n", row->name, (unsigned long long)counter_read(c));
    }
}

static void say_gauges(struct buf *out)
{
    for (size_t i = 0; i < n_gauges; i++) {
        say_head(out, gauges[i].name, "gauge", gauges[i].doc);
        buf_printf(out, "pith_%s %.17g\n", gauges[i].name, gauges[i].fn(gauges[i].arg));
    }
}

/* Whole octaves from 256 ns to 17 s: half of the buckets, and the ends, would only be noise. */
static bool is_edge(size_t bucket)
{
    uint64_t bound = histogram_bound_ns(bucket);
    return bucket % 2 == 0 && bound >= 256 && bound <= UINT64_C(17179869184);
}

static void say_histogram(struct buf *out, const char *op, const struct op_figures *f)
{
    uint64_t below = 0;
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        below += f->bucket[b];
        if (is_edge(b))
            buf_printf(out, "pith_op_duration_seconds_bucket{op=\"%s\",le=\"%.9g\"} %llu\n", op,
                       (double)histogram_bound_ns(b) / 1e9, (unsigned long long)below);
    }
    buf_printf(out,
               "pith_op_duration_seconds_bucket{op=\"%s\",le=\"+Inf\"} %llu\n"
               "pith_op_duration_seconds_sum{op=\"%s\"} %.9g\n"
               "pith_op_duration_seconds_count{op=\"%s\"} %llu\n",
               op, (unsigned long long)below, op, (double)cycles_to_ns(f->cycles) / 1e9, op,
               (unsigned long long)below);
}

/* Ops that were never called are left out: most of a large table is silent. */
static void say_ops(struct buf *out)
{
    struct op_figures f;
    say_head(out, "op_duration_seconds", "histogram",
             "How long calls took, from the door's ask to its answer.");
    for (size_t i = 0; i < op_count(); i++) {
        trace_op_read(i, &f);
        if (op_at(i) && f.count)
            say_histogram(out, op_at(i)->name, &f);
    }
    say_head(out, "op_errors_total", "counter", "Calls that ended with an error, by op.");
    for (size_t i = 0; i < op_count(); i++) {
        trace_op_read(i, &f);
        if (op_at(i) && f.count)
            buf_printf(out, "pith_op_errors_total{op=\"%s\"} %llu\n", op_at(i)->name,
                       (unsigned long long)f.errors);
    }
}

void observe_metrics(struct buf *out)
{
    say_counters(out);
    say_gauges(out);
    say_ops(out);
}

struct err *op_observe_metrics(struct call *c, const struct observe_metrics_in *in,
                               struct observe_metrics_out *out)
{
    (void)in;
    owned(buf) struct buf text;
    buf_init(&text, 8 * MIB);
    observe_metrics(&text);
    out->text = arena_str(&c->arena, buf_text(&text));
    TRY_ROOM(out->text.ptr);
    return NULL;
}
