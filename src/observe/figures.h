/* All figures, one by one: what /metrics, observe.figures and the export say. */
#pragma once
#include "observe/observe.h"
#include "trace/trace.h"

struct figure {
    const char *name, *doc;
    enum figure_form form;
    const char *label, *of; /* label NULL: the only one of its name */
    double value;
};

/* Those of one name come one after the other. */
typedef void figure_fn(void *arg, const struct figure *f);
void figures_each(figure_fn *fn, void *arg);

/* Ops that were called: most of a large table is silent. */
typedef void op_figures_fn(void *arg, const struct op *op, const struct op_figures *f);
void op_figures_each(op_figures_fn *fn, void *arg);

/* Whether a bucket's upper edge is told: whole octaves from 256 ns to 17 s; half of the buckets,
 * and the ends, would only be noise. */
bool figure_edge(size_t bucket);
