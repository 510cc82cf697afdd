/* service: programs that answer ops, started when one of their ops is called.
 *
 * A service is a manifest (service.toml), a program in a sandbox, and a ring by which it announces
 * its ops and answers them. Our own stand beside pith's program, in services/<name>/; their rows
 * are in the table whether they run or not. Others are taken in by service.add, which keeps their
 * rows in the store.
 *
 * Callers see none of that: a call waits while its service starts. If the service ends meanwhile,
 * the call is made again, once, if its op is idempotent and nothing of the answer was there yet;
 * else it ends with ERR_UNAVAILABLE "service_gone". Its life is a full table in life.c.
 *
 * All of it happens on the loop. */
#pragma once
#include "proc/proc.h"

struct services; /* all of them; see services.c */
struct store_db;
struct zygote;

/* After the rings. `z` may be NULL: then no service can be started, and calls say so. */
struct services *services_new(struct kernel *k, struct zygote *z, struct store_db *system);
/* Tells all that run to finish what they have, and starts none from here on. `stopped` is told
 * when none runs, maybe at once; what still runs when the zygote goes ends with it. */
void services_stop(struct services *ss, void (*stopped)(void *arg), void *arg);
/* After the zygote, with which all that runs has ended, and before the kernel. */
void services_free(struct services *ss);
DEFINE_OWNED(services)

/* Our own, in directories below `dir`; none if there is no such place. What cannot be taken in is
 * left out, and the log says so. */
void services_find(struct services *ss, const char *dir);
/* Beside the program that runs. */
struct err *services_find_own(struct services *ss);
/* Those that were added. */
struct err *services_read_kept(struct services *ss);

size_t services_running(const struct services *ss);
