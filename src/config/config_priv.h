/* What config.c (what is in force), change.c (changing it), kept.c (what was changed, in the
 * store), example.c and ops.c share. */
#pragma once
#include "config/state.h"

#include <pthread.h>
#include <stdatomic.h>

struct config {
    struct config_places places;
    _Atomic int64_t number[CONFIG_KEYS]; /* what config_int() answers */
    pthread_mutex_t changing;            /* held through a change: one after the other */
    pthread_mutex_t lock;                /* of `now`, held for moments */
    struct state *now;
    struct state *first; /* as pith started; what waits for a restart differs from it */
    bool keeps;          /* whether what is in force is to be copied for a later start */
    void (*on_change)(void *arg);
    void *on_change_arg;
};

/* Until the end of the block. */
#define HOLD(mutex)            \
    pthread_mutex_lock(mutex); \
    __attribute__((cleanup(config_unlock), unused)) pthread_mutex_t *held_mutex_ = (mutex)
static inline void config_unlock(pthread_mutex_t **m)
{
    pthread_mutex_unlock(*m);
}

/* Copies what is in force, unless that is what it does already; with `changing` held. If it
 * cannot, that is logged: the change itself holds. */
void kept_write(struct config *cfg);

/* What is read becomes what is in force. With `changing` held. */
void config_install(struct config *cfg, struct state *take_s);

/* All settings, or those that `which` is true for. */
struct err *config_list(struct config *cfg, const bool *which, struct arena *a,
                        struct config_setting_list *out);
/* A copy of the findings that outlives `s`. */
struct err *state_copy_problems(const struct state *s, struct arena *a,
                                struct config_problem_list *out);
