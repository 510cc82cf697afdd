/* Figures as Prometheus text (exposition format 0.0.4). */
#include "observe/figures.h"

#include "ops/observe.h"

struct metrics_text {
    struct buf *out;
    const char *name; /* of the figure before */
};

static void say_head(struct buf *out, const char *name, const char *type, const char *doc)
{
    buf_printf(out, "# HELP pith_%s %s\n# TYPE pith_%s %s\n", name, doc, name, type);
}

static void say_figure(void *arg, const struct figure *f)
{
    struct metrics_text *t = arg;
    if (!t->name || strcmp(t->name, f->name) != 0)
        say_head(t->out, f->name, f->form == FIGURE_COUNTER ? "counter" : "gauge", f->doc);
    t->name = f->name;
    buf_printf(t->out, "pith_%s", f->name);
    if (f->label)
        buf_printf(t->out, "{%s=\"%s\"}", f->label, f->of);
    buf_printf(t->out, " %.17g\n", f->value);
}

static void say_histogram(void *arg, const struct op *op, const struct op_figures *f)
{
    struct buf *out = arg;
    uint64_t below = 0;
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        below += f->bucket[b];
        if (figure_edge(b))
            buf_printf(out, "pith_op_duration_seconds_bucket{op=\"%s\",le=\"%.9g\"} %llu\n",
                       op->name, (double)histogram_bound_ns(b) / 1e9, (unsigned long long)below);
    }
    buf_printf(out,
               "pith_op_duration_seconds_bucket{op=\"%s\",le=\"+Inf\"} %llu\n"
               "pith_op_duration_seconds_sum{op=\"%s\"} %.9g\n"
               "pith_op_duration_seconds_count{op=\"%s\"} %llu\n",
               op->name, (unsigned long long)below, op->name, (double)f->ns / 1e9, op->name,
               (unsigned long long)below);
}

static void say_errors(void *arg, const struct op *op, const struct op_figures *f)
{
    buf_printf(arg, "pith_op_errors_total{op=\"%s\"} %llu\n", op->name,
               (unsigned long long)f->errors);
}

void observe_metrics(struct buf *out)
{
    struct metrics_text t = { .out = out };
    figures_each(say_figure, &t);
    say_head(out, "op_duration_seconds", "histogram",
             "How long calls took, from the door's ask to its answer.");
    op_figures_each(say_histogram, out);
    say_head(out, "op_errors_total", "counter", "Calls that ended with an error, by op.");
    op_figures_each(say_errors, out);
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
