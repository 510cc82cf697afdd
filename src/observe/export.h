/* export: spans and figures to a collector, in batches. See export.c. */
#pragma once
#include "ops/observe.h"

struct exporter;

/* `changed` is told when it has turned on or off by itself, because sys.http came or went. */
struct exporter *exporter_new(struct kernel *k, void (*changed)(void *arg), void *arg);
void exporter_free(struct exporter *x);

struct exporter *observe_exporter(const struct kernel *k); /* the kernel's; see follow.c */

/* As the settings say now. */
void exporter_apply(struct exporter *x);
bool exporter_is_on(const struct exporter *x);
/* Takes what is new in the rings; whether it took all of it. */
bool exporter_read(struct exporter *x);
/* Any thread. */
void exporter_status(struct exporter *x, struct arena *a, struct observe_export *out);
