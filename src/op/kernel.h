/* kernel: what calls run in: one loop, the worker pools, and the steps of the walk.
 *
 * Prepared plans: what may be decided without looking at arguments (does this caller hold the
 * capabilities at all?) is decided once per caller and op, and kept as one atomic word. Any
 * change of capabilities, policy or grants calls plans_drop(), which makes every plan
 * stale by moving a generation. */
#pragma once
#include "base/base.h"

struct call;
struct caller;
struct loop;
struct op;
struct pool;

enum verdict {
    VERDICT_NONE,
    VERDICT_ALLOW, /* whatever the arguments are */
    VERDICT_ASK,   /* `guard` decides, from the arguments */
    VERDICT_DENY,
};

/* NULL members are skipped; each module registers those that it answers. */
struct kernel_steps {
    struct err *(*limits)(struct call *c); /* asked only where caller->limited */
    enum verdict (*prepare)(struct caller *caller, const struct op *op);
    struct err *(*guard)(struct call *c);  /* capability over arguments: NULL allows */
    struct err *(*denied)(struct call *c); /* the error for VERDICT_DENY */
    struct err *(*policy)(struct call *c);
    /* Idempotency keys, all on a worker: before the handler, true when a stored answer was put
     * into the call; after it ended well; after it failed. */
    struct err *(*replay)(struct call *c, bool *out_replayed);
    struct err *(*remember)(struct call *c);
    void (*forget)(struct call *c);
    void (*finished)(struct call *c); /* after every call, whatever its end */
    /* Each item of a stream that leaves the machine. */
    void (*item)(struct call *c, const void *item);
    void (*forward)(struct call *c); /* the handler of rows that a service answers */
};

struct kernel *kernel_new(struct loop *loop);
void kernel_free(struct kernel *k);
DEFINE_OWNED(kernel)
struct loop *kernel_loop(const struct kernel *k);
void kernel_add_steps(struct kernel *k, const struct kernel_steps *steps);

void kernel_call(struct call *c);

/* Every prepared plan is stale from here on: of one caller, whose capabilities or grants have
 * changed, or of all. Any thread; to be called after the change. */
void plans_drop(struct caller *caller);
void plans_drop_all(void);

/* Calls that have not been answered yet, LOOP and WORKER. Any thread. */
size_t kernel_running(const struct kernel *k);

/* Refuses new calls (ERR_UNAVAILABLE "stopping") and cancels what runs. On the loop. */
void kernel_stop(struct kernel *k);
bool kernel_is_stopping(const struct kernel *k);
/* pith is about to stop: streams end, others may take their time. ERR_UNAVAILABLE "stopping", for
 * handlers that have no better end. On the loop. */
void kernel_drain(struct kernel *k);
/* Cancels the streams that run for `caller`. On the loop. */
void kernel_stop_streams(struct kernel *k, const struct caller *caller);
/* Those, and what else waits for something here, such as time.sleep: a worker comes to an end by
 * itself, but these may take a day. On the loop. */
void kernel_stop_waiting(struct kernel *k, const struct caller *caller);
/* Cancels all that runs for `caller`. On the loop. */
void kernel_stop_calls(struct kernel *k, const struct caller *caller);

/* Of the calls that are not answered yet, those of `caller`, and what memory they hold. On the
 * loop. */
struct running_calls {
    size_t calls, bytes;
};
struct running_calls kernel_running_of(const struct kernel *k, const struct caller *caller);

/* A module keeps its state on the kernel under a key of its own:
 *     static struct kernel_key key;  kernel_put(k, &key, vfs);  vfs = kernel_get(k, &key); */
struct kernel_key {
    int slot; /* 0: not yet given out */
};
void kernel_put(struct kernel *k, struct kernel_key *key, void *part);
void *kernel_get(const struct kernel *k, const struct kernel_key *key);
