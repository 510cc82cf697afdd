/* native: procs that are programs of the system, each in a sandbox of its own.
 *
 * A native proc has a number among the procs, an owner whose end it does not outlive (unless told
 * to), up to three streams or a terminal, and a record of how it ended that is kept until somebody
 * has waited for it. Its life is a full table in life.c; what it holds is given back in reverse
 * order through one list (holdings.def), whatever way its life took.
 *
 * All of it happens on the loop. */
#pragma once
#include "proc/proc.h"

struct natives; /* all of them; see native.c */
struct zygote;

/* `z` may be NULL: then nothing can be started, and proc.spawn says why. */
struct natives *natives_new(struct kernel *k, struct zygote *z);
/* After the zygote, with which all that runs has ended, and before the kernel. */
void natives_free(struct natives *ns);
DEFINE_OWNED(natives)

size_t natives_alive(const struct natives *ns);
