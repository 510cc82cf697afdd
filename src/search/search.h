/* search: fs.search, by name and by content, over a whole tree at once.
 *
 * A search is a stack of directories and a few workers. A worker takes a directory, reads all of
 * its names, looks into its files, and puts the directories in it on the stack. What it finds is
 * handed to the loop in batches, and from there to the door.
 *
 * What holds:
 *   - Every directory is opened from the one above it, by its name alone and without following
 *     links, and judged by itself before it is read (vfs.h); every file likewise. Links are
 *     followed only on request, and then the kernel resolves them beneath the grant.
 *   - Nothing waits. A worker whose results are not taken, or that has had its turn, leaves the
 *     pool with all its state and is put back later (search.c), so that a slow reader or a large
 *     tree holds up no other search.
 *   - Memory is bounded, by the names in limits.h.
 *
 * The parts: glob (names), ignore (rules in files), needle (text), scan (one file), dirs (the
 * tree), worker (one of them at work), search (the op). */
#pragma once
#include "op/op.h"

struct search; /* opaque; see search.c */

struct search *search_new(struct kernel *k);
/* Ends what still runs. Before the kernel goes. */
void search_free(struct search *s);
DEFINE_OWNED(search)
