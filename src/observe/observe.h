/* observe: the reading half of observation.
 *
 * `trace` writes; here events become records for people and programs: the last ones, those
 * still to come, and the figures as Prometheus text. A follower reads with a cursor of its own;
 * when it is too slow, it is told how many events it missed by an event of kind trace.gap.
 * While nobody follows, or nothing happens, nothing runs. */
#pragma once
#include "op/op.h"

struct observe;

struct observe *observe_new(struct kernel *k);
void observe_free(struct observe *o);
DEFINE_OWNED(observe)
/* As the settings say now: whether anything is observed, and where it is exported to. On the loop,
 * after each change. */
void observe_apply(struct observe *o, struct kernel *k);
/* Nobody will follow any more: who follows gets what there is, and the end. */
void observe_stop(struct observe *o);

/* The exposition text of all counters, gauges and histograms. */
void observe_metrics(struct buf *out);

/* A figure that is read when asked for, such as how many procs there are; a counter only grows. */
enum figure_form { FIGURE_COUNTER, FIGURE_GAUGE };
typedef double figure_source_fn(void *arg);
void observe_figure(enum figure_form form, const char *name, const char *doc, figure_source_fn *fn,
                    void *arg);
