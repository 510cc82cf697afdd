/* ask: from what a door was told to a call. Each door keeps the call in a struct of its own, and
 * ends it with call_end() and a function that calls ask_done() and frees that struct. */
#pragma once
#include "proc/proc.h"

struct ask {
    struct proc *proc;
    const struct op *op;
    struct str key;         /* idempotency; empty: none */
    struct str cwd;         /* where relative paths begin from now on; empty: as before */
    bool has_timeout;       /* else the usual one */
    uint64_t timeout_ms;    /* 0: none */
    struct str traceparent; /* the story that this goes on with; empty or not good: a new one */
};

/* How large arguments may be: little, from who has not said who it is. */
size_t args_most(const struct proc *p);

/* Everything but the arguments. `c` has to be ended, also after an error. */
struct err *ask_init(struct call *c, struct kernel *k, const struct ask *a);
/* The arguments' texts are copied into the call's arena. Empty text is an empty object. */
struct err *ask_args_text(struct call *c, struct str json);
/* The tree must live as long as the call; NULL is an empty object. */
struct err *ask_args(struct call *c, const struct json *tree);
void ask_done(struct call *c);
