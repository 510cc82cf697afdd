/* system: the ops about the machine, the clock and the daemon: time.*, sys.*, kernel.stats.
 *
 * Also keeps the environment that programs started by pith will be given: an allow-list of the
 * daemon's own at first, without what could change how programs load (LD_*) or what looks like
 * a secret; sys.set_env adds to it under the same rules. */
#pragma once
#include "op/op.h"

struct system;

struct system *system_new(struct kernel *k, struct str data_dir);
void system_free(struct system *s);
DEFINE_OWNED(system)

/* What sys.stop does; without it the op says that it is not possible here. */
void system_on_stop(struct system *s, void (*fn)(void *arg), void *arg);

uint64_t system_resident_bytes(void); /* memory that this process holds */
/* Memory that serves one purpose, for mem.stats and mem.gc: how much is in use, how much of it
 * could be given back, and giving it back. `name` stays; at most MEM_PARTS_MOST; on the loop. */
struct mem_source {
    const char *name;
    void (*look)(void *arg, uint64_t *out_bytes, uint64_t *out_idle);
    void (*give_back)(void *arg); /* may be NULL */
    void *arg;
};
enum { MEM_PARTS_MOST = 16 };
void system_add_memory(struct system *s, const struct mem_source *source);

/* Whether a variable of that name may be given to programs at all: ERR_DENIED "env_name". */
struct err *env_check_name(struct str name);
/* NAME=value: those that sys.set_env has set, and of the daemon's own TERM, TZ and what language to
 * speak. Empty where there is no system. */
struct err *env_for_programs(const struct kernel *k, struct arena *a, struct str_list *out);
