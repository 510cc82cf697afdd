/* What the files of system share. */
#pragma once
#include "system/system.h"

#include "ops/system.h"

#include <pthread.h>

enum { ENV_MOST = 1024 };

struct env_entry {
    char *name, *value;
    bool to_programs;
};

struct system {
    struct kernel *kernel;
    int64_t started_ns, started_ms;
    char *data_dir;
    void (*stop_fn)(void *arg);
    void *stop_arg;
    pthread_mutex_t lock; /* of the environment */
    struct map env;
    struct mem_source sources[MEM_PARTS_MOST];
    size_t n_sources;
};

struct system *system_of(const struct call *c);
const struct kernel_key *system_key(void);
void env_inherit(struct system *s);
void env_done(struct system *s);
