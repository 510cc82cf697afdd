/* All figures: see figures.h. */
#include "observe/figures.h"

#include "ops/observe.h"

enum { SOURCES_MOST = 64 };

static struct {
    const char *name, *doc;
    enum figure_form form;
    figure_source_fn *fn;
    void *arg;
} sources[SOURCES_MOST];
static size_t n_sources;

void observe_figure(enum figure_form form, const char *name, const char *doc, figure_source_fn *fn,
                    void *arg)
{
    size_t i = 0;
    while (i < n_sources && strcmp(sources[i].name, name) != 0)
        i++;
    if (i == SOURCES_MOST)
        return;
    n_sources = MAX_OF(n_sources, i + 1);
    sources[i].name = name;
    sources[i].doc = doc;
    sources[i].form = form;
    sources[i].fn = fn;
    sources[i].arg = arg;
}

bool figure_edge(size_t bucket)
{
    uint64_t bound = histogram_bound_ns(bucket);
    return bucket % 2 == 0 && bound >= 256 && bound <= UINT64_C(17179869184);
}

void op_figures_each(op_figures_fn *fn, void *arg)
{
    struct op_figures f;
    for (size_t i = 0; i < op_count(); i++) {
        const struct op *op = op_at(i);
        trace_op_read(i, &f);
        if (op && f.count)
            fn(arg, op, &f);
    }
}

static void add_calls(void *sum, const struct op *op, const struct op_figures *f)
{
    (void)op;
    *(uint64_t *)sum += f->count;
}

/* Two are not counted on the way, since they follow from others. */
static uint64_t count_of(enum counter c)
{
    uint64_t calls = 0, misses;
    if (c != COUNTER_CALLS && c != COUNTER_PLAN_HITS)
        return counter_read(c);
    op_figures_each(add_calls, &calls);
    misses = counter_read(COUNTER_PLAN_MISSES);
    return c == COUNTER_CALLS ? calls : calls - MIN_OF(misses, calls);
}

static void categories_each(figure_fn *fn, void *arg)
{
    struct trace_gate_figures g[CATEGORIES];
    for (enum trace_category c = 0; c < CATEGORIES; c++)
        trace_gate_read(c, &g[c]);
    for (enum trace_category c = 0; c < CATEGORIES; c++)
        fn(arg, &(struct figure){ "category_events_total", "Events, by category.", FIGURE_COUNTER,
                                  "category", trace_category_row(c)->name, (double)g[c].seen });
    for (enum trace_category c = 0; c < CATEGORIES; c++)
        fn(arg,
           &(struct figure){ "category_sampled_ratio",
                             "The share of a category's events that is written now.", FIGURE_GAUGE,
                             "category", trace_category_row(c)->name, g[c].sampled });
}

void figures_each(figure_fn *fn, void *arg)
{
    for (enum counter c = 0; c < COUNTERS; c++) {
        const struct counter_row *row = counter_row(c);
        fn(arg, &(struct figure){ row->name, row->doc, FIGURE_COUNTER, NULL, NULL,
                                  (double)count_of(c) });
    }
    for (size_t i = 0; i < n_sources; i++)
        fn(arg, &(struct figure){ sources[i].name, sources[i].doc, sources[i].form, NULL, NULL,
                                  sources[i].fn(sources[i].arg) });
    categories_each(fn, arg);
}

/* --- observe.figures --- */

struct collected {
    struct arena *arena;
    struct observe_figures_out *out;
    size_t figures_cap, ops_cap;
    bool full;
};

static void collect_figure(void *arg, const struct figure *f)
{
    struct collected *k = arg;
    struct observe_figure_list *list = &k->out->figures;
    if (list->count == k->figures_cap) {
        k->full = true;
        return;
    }
    list->items[list->count++] = (struct observe_figure){
        .name = str_of(f->name),
        .form = f->form == FIGURE_COUNTER ? OBSERVE_FORM_COUNTER : OBSERVE_FORM_GAUGE,
        .label = str_of(f->of),
        .has_label = f->of ? GIVEN : ABSENT,
        .value = f->value,
        .doc = str_of(f->doc),
    };
}

static void collect_op(void *arg, const struct op *op, const struct op_figures *f)
{
    struct collected *k = arg;
    struct observe_histogram_list *list = &k->out->ops;
    struct observe_bucket *b = arena_array(k->arena, struct observe_bucket, HISTOGRAM_BUCKETS);
    uint64_t below = 0;
    if (!b || list->count == k->ops_cap) {
        k->full = true;
        return;
    }
    struct observe_histogram *h = &list->items[list->count++];
    *h = (struct observe_histogram){ .op = str_of(op->name),
                                     .calls = f->count,
                                     .errors = f->errors,
                                     .sum = (double)f->ns / 1e9,
                                     .buckets.items = b };
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        below += f->bucket[i];
        if (figure_edge(i))
            b[h->buckets.count++] = (struct observe_bucket){ (double)histogram_bound_ns(i) / 1e9,
                                                             below };
    }
}

struct err *op_observe_figures(struct call *c, const struct observe_figures_in *in,
                               struct observe_figures_out *out)
{
    (void)in;
    struct collected k = { .arena = &c->arena,
                           .out = out,
                           .figures_cap = COUNTERS + SOURCES_MOST + 2 * CATEGORIES,
                           .ops_cap = op_count() };
    out->figures.items = arena_array(&c->arena, struct observe_figure, k.figures_cap);
    out->ops.items = arena_array(&c->arena, struct observe_histogram, k.ops_cap);
    TRY_ROOM(out->figures.items && out->ops.items);
    figures_each(collect_figure, &k);
    op_figures_each(collect_op, &k);
    TRY_ROOM(!k.full);
    return NULL;
}
