/* What kernel.c, call.c and later.c share. */
#pragma once
#include "op/op.h"

#include "base/list.h"
#include "base/loop.h"
#include "base/pool.h"

#include <pthread.h>

enum { KERNEL_PARTS = 32 };

struct kernel {
    struct loop *loop;
    pthread_t loop_thread;
    struct pool *pools[POOLS];
    struct kernel_steps steps;
    struct list running;      /* struct call_later, not yet answered; on the loop */
    _Atomic size_t n_running; /* changed on the loop alone */
    atomic_bool stopping;
    void *parts[KERNEL_PARTS];
};

/* The handler, in the call's story: what it tells finds its place. */
struct err *call_run(struct call *c);
/* It is to happen once, so that it is looked up, and remembered. */
bool call_is_keyed(const struct call *c);
void call_start(struct call *c); /* LOOP */

/* Answers the door: event, metrics, on_done. The door may free the call in there. */
void call_answer(struct call *c, struct err *take_e);

/* Carries on a call that passed its checks and cannot be answered inline. */
void call_begin_later(struct call *c);

/* The call has been answered: it is off the kernel's list, its deadline is off. */
void call_later_answered(struct call *c);

void call_free_parts(struct call *c);
