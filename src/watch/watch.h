/* watch: fs.watch, what changes in a tree.
 *
 * The kernel tells (inotify); nothing is polled. Each directory of the tree has its watch, set
 * through a descriptor that was opened and judged like any other (vfs.h), so that a tree is never
 * left. Setting them means opening and listing, which is done on a worker; meanwhile the kernel
 * keeps what happens.
 *
 *     SCANNING --all set--> WATCHING --new directories--> SCANNING
 *         '--------------------'--> called off, or the directory itself is gone
 *
 * What happens to a path within a short time is told once. Where more happens than can be kept
 * (the kernel's queue, ours, a door that takes nothing), that is said: a `gap`. */
#pragma once
#include "op/op.h"

struct watches; /* opaque; see watch.c */

struct watches *watches_new(struct kernel *k);
/* Ends what still runs. Before the kernel goes. */
void watches_free(struct watches *w);
DEFINE_OWNED(watches)
