/* loop: the thread that waits for everything, so that nothing else has to.
 *
 * Timers, posts (functions that any thread asks the loop to run), descriptors and signals. One
 * thread owns a loop; except for loop_post() and loop_stop() every call is made there. A loop
 * with nothing to do sleeps until something happens; it has no tick.
 *
 * Timers, posts, watches live in their owners' structs and start out zeroed. Each may be
 * stopped, and its owner freed, from inside its own callback.
 *
 * LOOP_DETERMINISTIC is for tests and torture: one thread, the manual clock (clock_use_manual()
 * comes first), pools that run their jobs on the loop, in order. When nothing is left to do the
 * clock jumps to the next timer, and when there is none either, loop_run() returns.
 *
 * Making a loop has the process ignore SIGPIPE: a peer that left is an error of write(). */
#pragma once
#include "base/err.h"
#include "base/timer.h"

#include <stdatomic.h>

struct loop; /* opaque; see loop.c */
enum loop_mode { LOOP_LIVE, LOOP_DETERMINISTIC };

/* Ends the process if the kernel has no descriptors for it. */
struct loop *loop_new(enum loop_mode mode);
/* Watches and signals are stopped by then; timers and posts still there are forgotten. */
void loop_free(struct loop *l);
DEFINE_OWNED(loop)

void loop_run(struct loop *l);  /* until loop_stop() */
void loop_stop(struct loop *l); /* from any thread; also before loop_run() */
bool loop_turn(struct loop *l); /* one round that does not wait; whether anything happened */
bool loop_is_deterministic(const struct loop *l);

/* Timers. Never early; a delay below 0 is 0. Starting one that is set moves it. */
void timer_start(struct loop *l, struct timer *t, int64_t delay_ms, timer_fn *fn);
void timer_start_at(struct loop *l, struct timer *t, int64_t due_mono_ns, timer_fn *fn);
void timer_stop(struct loop *l, struct timer *t);

/* Posts: { .fn = f }. Posting one that already waits does nothing, for it will run after both;
 * what the poster wrote before is seen by `fn`. Posts of one thread run in order. */
struct post;
typedef void post_fn(struct post *p);
struct post {
    post_fn *fn;
    struct post *next;
    atomic_bool waits;
};
void loop_post(struct loop *l, struct post *p); /* from any thread */
/* Before its owner goes away; by then no other thread posts it any more. */
void loop_unpost(struct loop *l, struct post *p);

/* Watches: readiness of a descriptor, which is made non-blocking. Reading and writing stay the
 * caller's, and so does closing, after watch_stop(). Level-triggered: a wish not met by reading
 * is reported again. An error on the descriptor reports the whole wish; the read or write then
 * says what it is. WANT_HANGUP: the peer has closed at least its writing side. */
enum want { WANT_NOTHING = 0, WANT_READ = 1, WANT_WRITE = 2, WANT_HANGUP = 4 };
struct watch;
typedef void watch_fn(struct watch *w, enum want ready);
struct watch {
    watch_fn *fn;
    struct watch_handle *handle; /* see watch.c */
};
/* Starts with WANT_NOTHING. Plain files cannot be watched: ERR_DENIED. */
struct err *watch_start(struct loop *l, struct watch *w, int fd, watch_fn *fn);
void loop_want(struct watch *w, enum want wish);
void watch_stop(struct watch *w);

/* Signals, delivered as callbacks on the loop. */
struct signal_watch;
typedef void signal_fn(struct signal_watch *s);
struct signal_watch {
    signal_fn *fn;
    struct signal_handle *handle;
};
struct err *signal_start(struct loop *l, struct signal_watch *s, int signo, signal_fn *fn);
void signal_stop(struct signal_watch *s);
