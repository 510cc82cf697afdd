/* ring: programs that speak with us over shared memory.
 *
 * The wire is lib/pith_wire.h; the other end is libpith, or whatever a program makes of it, which
 * may be anything. A program comes by the socket that it was given when it was started, and then
 * is the proc it was started as, or by ring.sock in the data directory, and then is the owner.
 *
 * One thread, the poller, reads what programs write; it exists while there are connections. It
 * runs INLINE ops on the spot; all others go to the loop, as with every door. What a program
 * writes is copied before it is looked at, and whatever cannot be ends that connection alone.
 *
 * The same lanes lead the other way: ring_forward() sends a call to the program, which answers it.
 * That is what a service is.
 *
 * All functions are to be called on the loop. */
#pragma once
#include "proc/proc.h"

struct rings; /* all of them; see rings.c */
struct ring;  /* a connection; see ring.c */

struct rings *rings_new(struct kernel *k);
/* Cuts off all programs. Before the procs, the kernel and the loop go. */
void rings_free(struct rings *rs);
DEFINE_OWNED(rings)
struct rings *rings_of(const struct kernel *k);
size_t rings_count(const struct rings *rs);

/* For the owner's programs. */
struct err *rings_listen(struct rings *rs, const char *path);

/* For a program that is about to be started: `out_fd` is its end of the socket, to be passed on
 * and then closed. The ring acts as `p`, of which it takes a reference. */
struct err *ring_invite(struct rings *rs, struct proc *p, int *out_fd, struct ring **out_ring);

/* By which program this call came; NULL: by another door. Also on other threads. */
struct ring *ring_of(const struct call *c);

/* False before its hello, and once it is ending. */
bool ring_is_open(const struct ring *r);
/* `fn` is told when it has ended; by then its calls have been answered. */
void ring_on_end(struct ring *r, void (*fn)(struct ring *r, void *arg), void *arg);
/* Ends it. `fn` above is told later. */
void ring_end(struct ring *r);

/* --- as a service --- */

/* Of a LOOP handler: hands the call to the program, whose answer ends it. If the program goes
 * first: ERR_UNAVAILABLE "service_gone", or `on_gone`, which then has the call and that error;
 * `untouched`: nothing of the answer has been handed on. */
typedef void ring_gone_fn(struct call *c, bool untouched, struct err *take_e);
void ring_forward(struct ring *r, struct call *c, ring_gone_fn *on_gone);
/* How many of those are not answered. */
size_t ring_forwarded(const struct ring *r);
/* Tells it to finish what it has, and to go. */
void ring_stop(struct ring *r);
/* Asks whether it still works; `fn` is told when it says so. */
void ring_ping(struct ring *r, void (*fn)(struct ring *r, void *arg), void *arg);
