/* native: procs that are programs of the system, each in a sandbox of its own.
 *
 * A native proc is the body of a proc (proc.h): it has its number, ends with its parent (unless it
 * was told to stay), and what it holds is given back with it, whatever way its life took. It has up
 * to three streams or a terminal, and a record of how it ended that is kept until somebody has
 * waited for it.
 *
 * All of it happens on the loop. */
#pragma once
#include "proc/proc.h"

struct natives; /* all of them; see natives.c */
struct zygote;

/* `z` may be NULL: then nothing can be started, and proc.spawn says why. */
struct natives *natives_new(struct kernel *k, struct zygote *z);
/* After the zygote, with which all that runs has ended, and before the kernel. */
void natives_free(struct natives *ns);
DEFINE_OWNED(natives)

size_t natives_alive(const struct natives *ns);
/* pith is about to stop: all programs are told to end (SIGTERM), and soon made to. `stopped` is
 * told when none runs any more; no other is started from here on. */
void natives_stop(struct natives *ns, void (*stopped)(void *arg), void *arg);
