/* observe.stats, observe.procs and observe.anomalies. */
#include "observe/figures.h"

#include "observe/event.h"
#include "observe/export.h"
#include "ops/observe.h"
#include "proc/proc.h"

#include <stdlib.h>

/* --- observe.stats --- */

static struct err *list_categories(struct arena *a, struct observe_category_list *out)
{
    struct trace_gate_figures g;
    out->items = arena_array(a, struct observe_category, CATEGORIES);
    TRY_ROOM(out->items);
    for (enum trace_category c = 0; c < CATEGORIES; c++) {
        trace_gate_read(c, &g);
        out->items[out->count++] =
            (struct observe_category){ str_of(trace_category_row(c)->name), g.seen, g.rate,
                                       g.seen - MIN_OF(g.kept, g.seen), g.sampled };
    }
    return NULL;
}

static int by_calls(const void *a, const void *b)
{
    uint64_t x = ((const struct observe_op *)a)->calls, y = ((const struct observe_op *)b)->calls;
    return (x < y) - (x > y);
}

/* The list has room for all ops. */
static void list_op(void *arg, const struct op *op, const struct op_figures *f)
{
    struct observe_op_list *list = arg;
    list->items[list->count++] = (struct observe_op){
        .op = str_of(op->name),
        .calls = f->count,
        .errors = f->errors,
        .p50_ns = histogram_quantile_ns(f, 0.50),
        .p95_ns = histogram_quantile_ns(f, 0.95),
        .p99_ns = histogram_quantile_ns(f, 0.99),
        .mean_ns = f->ns / f->count,
        .has_sd_ns = f->sd_ns > 0 ? GIVEN : ABSENT,
        .sd_ns = (uint64_t)f->sd_ns,
    };
}

static struct err *list_ops(struct arena *a, struct observe_op_list *out)
{
    out->items = arena_array(a, struct observe_op, op_count());
    TRY_ROOM(out->items);
    op_figures_each(list_op, out);
    qsort(out->items, out->count, sizeof *out->items, by_calls);
    return NULL;
}

static struct err *list_rings(struct arena *a, struct observe_ring_list *out)
{
    struct trace_ring_figures r;
    out->items = arena_array(a, struct observe_ring, OBSERVE_RINGS);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < OBSERVE_RINGS; i++) {
        trace_ring_read(i, &r);
        if (r.used)
            out->items[out->count++] = (struct observe_ring){ i, r.events, r.kept, r.shared };
    }
    return NULL;
}

struct err *op_observe_stats(struct call *c, const struct observe_stats_in *in,
                             struct observe_stats_out *out)
{
    (void)in;
    TRY(list_categories(&c->arena, &out->categories));
    TRY(list_ops(&c->arena, &out->ops));
    TRY(list_rings(&c->arena, &out->rings));
    out->lost = counter_read(COUNTER_EVENTS_LOST);
    trace_anomalies_read(NULL, 0, &out->anomalies);
    exporter_status(observe_exporter(c->kernel), &c->arena, &out->otlp);
    return NULL;
}

/* --- observe.anomalies --- */

static struct observe_anomaly record_of(const struct trace_anomaly *t, struct arena *a)
{
    const struct op *op = t->op ? op_numbered(t->op) : NULL;
    return (struct observe_anomaly){
        .time = cycles_wall_ms(t->cycles),
        .subject = t->op ? OBSERVE_SUBJECT_OP : OBSERVE_SUBJECT_PROC,
        .text = arena_str(a, str_of(t->text)),
        .op = str_of(op ? op->name : ""),
        .has_op = op ? GIVEN : ABSENT,
        .proc = t->caller,
        .chain = event_id(t->chain, a),
        .has_chain = t->chain ? GIVEN : ABSENT,
        .value = t->value,
        .mean = t->mean,
        .sd = t->sd,
        .sigmas = t->sd > 0 ? (t->value - t->mean) / t->sd : 0,
    };
}

struct err *op_observe_anomalies(struct call *c, const struct observe_anomalies_in *in,
                                 struct observe_anomalies_out *out)
{
    struct trace_anomaly *last = arena_array(&c->arena, struct trace_anomaly, in->limit);
    out->anomalies.items = arena_array(&c->arena, struct observe_anomaly, in->limit);
    TRY_ROOM(last && out->anomalies.items);
    out->anomalies.count = trace_anomalies_read(last, in->limit, &out->total);
    for (size_t i = 0; i < out->anomalies.count; i++)
        out->anomalies.items[i] = record_of(&last[i], &c->arena);
    return NULL;
}

/* --- observe.procs --- */

struct collected {
    struct arena *arena;
    struct observe_proc *items;
    size_t count, cap;
};

/* Under the table's lock: procs that came since the room was made are left out. */
static void collect(void *arg, const struct proc_sums *p, struct str name)
{
    struct collected *k = arg;
    if (k->count == k->cap)
        return;
    k->items[k->count++] = (struct observe_proc){
        .proc = p->id,
        .name = arena_str(k->arena, name),
        .kind = str_of(proc_kind_name(p->kind)),
        .age = (uint64_t)MAX_OF(p->age_ms, 0),
        .calls = p->calls.count,
        .errors = p->calls.errors,
        .bytes = p->bytes,
        .p50_ns = histogram_quantile_ns(&p->calls, 0.50),
        .p95_ns = histogram_quantile_ns(&p->calls, 0.95),
        .p99_ns = histogram_quantile_ns(&p->calls, 0.99),
    };
}

static int by_proc_calls(const void *a, const void *b)
{
    const struct observe_proc *x = a, *y = b;
    if (x->calls != y->calls)
        return x->calls < y->calls ? 1 : -1;
    return (x->proc > y->proc) - (x->proc < y->proc);
}

struct err *op_observe_procs(struct call *c, const struct observe_procs_in *in,
                             struct observe_procs_out *out)
{
    struct procs *ps = procs_of(c->kernel);
    struct procs_stats stats;
    procs_stats_read(ps, &stats);
    struct collected k = { .arena = &c->arena, .cap = stats.alive + 64 };
    k.items = arena_array(&c->arena, struct observe_proc, k.cap);
    TRY_ROOM(k.items);
    procs_each(ps, collect, &k);
    TRY_ROOM(!c->arena.overflow);
    qsort(k.items, k.count, sizeof *k.items, by_proc_calls);
    out->procs.items = k.items;
    out->procs.count = MIN_OF(k.count, in->limit);
    out->total = k.count;
    return NULL;
}
