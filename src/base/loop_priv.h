/* What loop.c and watch.c share: the loop itself, and so libuv, which nobody else sees. */
#pragma once
#include "base/loop.h"

#include <pthread.h>
#include <uv.h>

struct loop {
    uv_loop_t uv;
    uv_async_t wake;   /* another thread posted or stopped */
    uv_timer_t alarm;  /* armed for the earliest timer while we wait */
    int64_t alarm_due; /* what it is armed for, or TIMERS_NONE */
    enum loop_mode mode;
    _Atomic pthread_t thread; /* whose the loop is */
    atomic_bool stop;

    struct timers timers;
    struct post *_Atomic foreign;        /* posted elsewhere, newest first */
    struct post *first_post, **post_end; /* taken in, oldest first */
    size_t posts;                        /* how many of those */
    size_t watches;                      /* and signals, not stopped yet */
    uint64_t happened;                   /* callbacks made so far */
};

/* A call on the wrong thread can only be a bug. */
void loop_assert_here(struct loop *l);
