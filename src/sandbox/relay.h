/* relay: the way out of a private network where pith may not make network cards: slirp4netns, a
 * program of the system that is a whole network stack. It joins the sandbox's namespaces to put a
 * card there, and reaches the world as any program of this user does. */
#pragma once
#include "sandbox/sandbox_priv.h"

/* RELAY's `a`: the program; `b`: the network. Ports are FORWARD's. `out_end` ends it when closed;
 * from `out_ready` the sandbox reads "1" once the way is open, or its end. 0, or -1 and errno. */
int relay_start(const struct sandbox_plan *p, const struct sandbox_plan_step *s, int pid,
                int *out_end, int *out_ready);
