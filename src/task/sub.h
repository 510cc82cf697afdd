/* sub: a call made of an op's name and its arguments as JSON, whose result becomes JSON again. */
#pragma once
#include "op/op.h"
#include "ops/task.h"

struct sub {
    struct call call; /* first */
    void (*done)(struct sub *s);
    void (*free)(struct sub *s);
};

/* Its storage is the caller's; `done` is told once, maybe before sub_go() returns. On an error
 * nothing is left to be ended. Ops that would run others are refused: there is no batch in a
 * batch. `args` is NULL or an object, and borrowed. */
struct err *sub_init(struct sub *s, struct kernel *k, struct caller *caller, struct str op,
                     const struct json *args);
void sub_go(struct sub *s);
/* `free_sub` gets the storage now or, after an early answer, when its handler is through. */
void sub_end(struct sub *s, void (*free_sub)(struct sub *s));

/* What came of it, as texts in `a`. Only once it is done. */
struct err *sub_result(const struct sub *s, struct arena *a, const struct json **out);
void sub_error(const struct err *e, struct arena *a, struct task_error *out);
