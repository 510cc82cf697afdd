/* call: one use of one op by one caller.
 *
 * Its life:  call_init -> (fill c->in) -> kernel_call -> on_done -> call_end
 *
 * on_done is told exactly once; the answer is then in `out` or in `err`. A call belongs to one
 * thread at a time. INLINE handlers run on the caller's thread, and the call is done when
 * kernel_call() returns; the others end on the kernel's loop (later.c). When the deadline passes
 * or the door cancels, the door is answered at once and the handler is told; the memory lives
 * until both are through with it: call_end() by the door, the handler's return. */
#pragma once
#include "base/base.h"
#include "trace/trace.h"

#include <stdatomic.h>

struct call;
struct kernel;
struct op;

/* Where a value came from; bits are joined as values flow. None: pith's own. */
enum label {
    LABEL_USER = 1 << 0,
    LABEL_FILE = 1 << 1,
    LABEL_WEB = 1 << 2,
    LABEL_MAIL = 1 << 3,
    LABEL_TOOL = 1 << 4,
    LABEL_AGENT = 1 << 5,
};

/* What the walk must know of whoever calls; struct proc begins with it. */
struct caller {
    uint32_t nr;              /* shown in events */
    atomic_bool limited;      /* whether the limits step has work to do */
    _Atomic uint64_t *plans;  /* OPS_MOST words; see kernel.c */
    _Atomic uint32_t changes; /* of what it holds: each makes its plans stale */
};

typedef void call_done_fn(struct call *c);
typedef bool call_item_fn(struct call *c, const void *item);

struct call {
    struct kernel *kernel;
    struct caller *caller;
    const struct op *op;
    const void *in; /* op->in->size bytes */
    void *out;      /* op->out->size bytes, zeroed */
    struct err *err;
    struct arena arena; /* what the arguments and the reply live in */

    union { /* whose story this belongs to; see trace.h */
        struct trace_scope scope;
        struct {
            uint64_t chain, span, parent;
        };
    };
    int64_t deadline_ns;        /* on the monotonic clock; 0: none */
    uint32_t retries;           /* how often it was begun again */
    const uint8_t *labels;      /* per parameter; NULL: all clean */
    struct str idempotency_key; /* empty: none */
    uint64_t bytes;             /* of content that was read or written, for the figures */
    bool wants_file;            /* the door can send a file_range */
    bool takes_fd;              /* the door can hand on a descriptor */
    int passed_fd;              /* what goes along with the answer; -1: nothing */

    struct {
        _Atomic uint64_t done, total; /* total 0: not known */
    } progress;

    call_done_fn *on_done; /* may be NULL when the caller looks at `err` itself */
    call_item_fn *on_item; /* streams: false asks the handler to wait for call_go_on() */
    void *door;
    void *handler; /* what a LOOP handler keeps while it answers */

    /* The walk's own. */
    uint64_t started;               /* cycles */
    uint64_t ended_at, took_ns;     /* cycles; once it was answered */
    const void *grants[NEEDS_MOST]; /* what answered each NEED over a path; see proc.h */
    struct call_later *later;       /* NULL while INLINE; see later.c */
    struct call_cleanup *cleanups;
    void (*free_call)(struct call *c);
    atomic_int stopped; /* enum err_kind: 0, ERR_CANCELLED, ERR_TIMEOUT or ERR_UNAVAILABLE */
    bool may_wait;      /* a TRY_INLINE handler runs on a worker now */
    bool would_wait;    /* it asked for that */
    bool done, ended;   /* answered; the door is through with it */
    bool counted;       /* among the calls its caller has running */
    bool busy;          /* a handler or a worker still uses it */
};

/* Storage is the caller's. Nothing is allocated until call_alloc(), which makes room for `in`
 * and `out` in the call's arena; callers in C may point both at structs of their own instead. */
void call_init(struct call *c, struct kernel *k, struct caller *caller, const struct op *op);
struct err *call_alloc(struct call *c);

/* A call that `parent`'s handler makes: a step below it in the same story, and not later done than
 * it has to be. Between call_init() and kernel_call(). */
void call_inherit(struct call *child, const struct call *parent);

/* The same op once more with the same storage, `in` and `out`: for callers in a loop. */
void call_again(struct call *c);

/* Ends the door's part. What the call holds is freed now or, after an early answer, as soon as
 * the handler is through; `free_call` (or NULL) then gets the storage. */
void call_end(struct call *c, void (*free_call)(struct call *c));

/* --- for handlers --- */

/* The answer of a LOOP handler, exactly once, on the loop. `take_e` NULL: `out` is filled. Whoever
 * gets it may call again before this returns: finish your own lists first. */
void call_done(struct call *c, struct err *take_e);

/* The handler of every row that a service answers. */
void call_forward(struct call *c);

/* LOOP handlers: fn runs on the loop when the call is cancelled or late, and leads to
 * call_done(c, call_stopped(c)). Without it the door is answered and the handler goes on. */
void call_on_stop(struct call *c, call_done_fn *fn);

/* LOOP handlers: fn runs in `ms`; if the call is stopped before, it ends instead. */
void call_after(struct call *c, uint64_t ms, call_done_fn *fn);

/* Long work asks this now and then: NULL, ERR_CANCELLED, ERR_TIMEOUT or ERR_UNAVAILABLE. */
struct err *call_stopped(const struct call *c);
/* It is stopped because pith is: for streams without an end, that is one. */
bool call_is_drained(const struct call *c);
/* ERR_TIMEOUT, for whoever waited until the call's deadline by itself. */
struct err *call_late(const struct call *c);
/* What is told while pith stops. */
struct err *err_stopping(void);

/* Long work says now and then how far it is: so much more is done; of so much in all. */
static inline void call_progress(struct call *c, uint64_t more)
{
    atomic_fetch_add_explicit(&c->progress.done, more, memory_order_relaxed);
}
static inline void call_progress_total(struct call *c, uint64_t total)
{
    atomic_store_explicit(&c->progress.total, total, memory_order_relaxed);
}

/* A TRY_INLINE handler that would have to wait returns this, and is run again on a worker. */
struct err *call_would_wait(struct call *c);

/* Runs fn(arg) when the call's memory goes: a descriptor to close, a reference to drop. With
 * ERR_LIMIT it has run already, and what it let go must not be used. */
struct err *call_defer(struct call *c, void (*fn)(void *arg), void *arg);
struct err *call_defer_close(struct call *c, int fd);

/* A descriptor that goes along with the answer, of an op whose row says PASSES_FD. Only doors that
 * can hand it on get as far as to the handler. */
void call_pass_fd(struct call *c, int take_fd);
/* For doors, once it is answered: the caller's from now on; -1: none. */
int call_take_fd(struct call *c);

/* So much content was read or written: for the call's figures, its proc's, and all. */
static inline void call_moved(struct call *c, enum counter of, uint64_t bytes)
{
    c->bytes += bytes;
    count_add(of, bytes);
}

/* Streams, on the loop: hands one item to the door. False: the door is full, and `fn` of
 * call_on_room() is called when it has room again. */
bool call_emit(struct call *c, const void *item);
void call_on_room(struct call *c, call_done_fn *fn);

/* --- for doors, on the loop --- */

void call_cancel(struct call *c); /* the peer is gone, or called it off */
void call_go_on(struct call *c);  /* a stream's door has room again */
