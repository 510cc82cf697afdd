/* task: calls in the background, and many in one.
 *
 * A task is a call that outlives the one who submitted it: it runs as that proc, and its result is
 * kept for a while. A batch is one call that makes many. Both make their calls through
 * kernel_call(), so each is asked for its own needs, is limited, recorded, counted.
 *
 * Tasks live in memory: with pith they end. What must survive belongs into a workflow.
 *
 *     sub.c     a call made of an op's name and JSON, as both make them
 *     batch.c   batch.run        task.c  the life of tasks        task_ops.c  the task. ops
 *     holders.c what they take up, and who makes room
 *
 * All of it happens on the loop. */
#pragma once
#include "op/op.h"

struct tasks; /* all of them; see task.c */

struct tasks *tasks_new(struct kernel *k);
/* After kernel_stop(), which cancels those that run, and before the kernel goes. */
void tasks_free(struct tasks *ts);
DEFINE_OWNED(tasks)
size_t tasks_running(const struct tasks *ts);
/* Calls all of them off: pith is about to stop. */
void tasks_stop(struct tasks *ts);
