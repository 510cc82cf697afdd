/* trace: the writing half of observation.
 *
 * Each thread writes events into a ring of its own: 16 rings of 4,096 slots of 64 bytes, in
 * memory that is touched as it is used. Emitting is a handful of plain stores; nobody waits,
 * and a reader can never hold a writer up. What a reader was too slow for is overwritten, and
 * counted. Threads past the fifteenth share the last ring, under a short lock.
 *
 * Beside its ring each thread has counters and, per op, a latency histogram; reading adds the
 * threads' figures up. The reading half (ops, /metrics, following live) is `observe`.
 *
 *   slot   seq | cycles | chain | span | parent | a | b | caller op kind
 *          `seq` is the event's place in its ring + 1, and 0 while the slot is being written;
 *          text follows in slots of kind TRACE_TEXT, 48 bytes in each. */
#pragma once
#include "base/base.h"

#include <stdatomic.h>

enum severity { SEVERITY_DEBUG, SEVERITY_INFO, SEVERITY_WARN, SEVERITY_ERROR };

enum trace_kind {
#define EVENT(constant, name, severity, a, b, doc) TRACE_##constant,
#include "trace/kinds.def"
#undef EVENT
    TRACE_KINDS,
    TRACE_TEXT = 0xffff, /* the text of the event before it */
};

struct trace_kind_row {
    const char *name, *doc, *a, *b; /* a, b: what these values are */
    enum severity severity;
};
const struct trace_kind_row *trace_kind_row(enum trace_kind k);
bool trace_kind_named(struct str name, enum trace_kind *out);

enum counter {
#define COUNTER(constant, name, doc) COUNTER_##constant,
#include "trace/counters.def"
#undef COUNTER
    COUNTERS
};
struct counter_row {
    const char *name, *doc;
};
const struct counter_row *counter_row(enum counter c);

enum { TRACE_TEXT_MOST = 240, TRACE_TEXT_PIECE = 48, HISTOGRAM_BUCKETS = 64 };

struct trace_slot {
    _Atomic uint64_t seq, word[7];
};
_Static_assert(sizeof(struct trace_slot) == 64, "a slot is a cache line");

/* Latencies in buckets of half an octave, from 16 ns up. */
struct op_stat {
    _Atomic uint64_t count, errors, cycles;
    _Atomic uint32_t bucket[HISTOGRAM_BUCKETS];
};

struct trace_ring {
    _Atomic uint64_t head; /* events ever written */
    struct trace_slot *slots;
    struct op_stat *ops; /* OPS_MOST, touched as used */
    _Atomic uint64_t counters[COUNTERS];
    bool shared;
};

extern _Thread_local struct trace_ring *trace_mine;
struct trace_ring *trace_ring_take(void);

static inline struct trace_ring *trace_ring(void)
{
    struct trace_ring *r = trace_mine;
    return LIKELY(r != NULL) ? r : trace_ring_take();
}

struct trace_event {
    uint64_t cycles, chain, span, parent, a, b;
    uint32_t caller;
    uint16_t op; /* its number, 0: none */
    uint16_t kind;
};

void trace_emit_shared(struct trace_ring *r, const struct trace_event *e);
extern atomic_bool trace_watched; /* somebody waits for news */
void trace_wake(void);

/* One event, whose timestamp the caller has taken. Any thread. */
static inline void trace_emit(const struct trace_event *e)
{
    struct trace_ring *r = trace_ring();
    if (UNLIKELY(r->shared)) {
        trace_emit_shared(r, e);
        return;
    }
    uint64_t n = atomic_load_explicit(&r->head, memory_order_relaxed);
    struct trace_slot *s = &r->slots[n % OBSERVE_SLOTS];
    /* Release stores keep their order after seq = 0; on x86 each is a plain move. */
    atomic_store_explicit(&s->seq, 0, memory_order_relaxed);
    atomic_store_explicit(&s->word[0], e->cycles, memory_order_release);
    atomic_store_explicit(&s->word[1], e->chain, memory_order_release);
    atomic_store_explicit(&s->word[2], e->span, memory_order_release);
    atomic_store_explicit(&s->word[3], e->parent, memory_order_release);
    atomic_store_explicit(&s->word[4], e->a, memory_order_release);
    atomic_store_explicit(&s->word[5], e->b, memory_order_release);
    atomic_store_explicit(&s->word[6], (uint64_t)e->caller << 32 | (uint64_t)e->op << 16 | e->kind,
                          memory_order_release);
    atomic_store_explicit(&s->seq, n + 1, memory_order_release);
    atomic_store_explicit(&r->head, n + 1, memory_order_release);
    if (UNLIKELY(atomic_load_explicit(&trace_watched, memory_order_relaxed)))
        trace_wake();
}

/* An event with text (cut at TRACE_TEXT_MOST): for what is rare and has to be told. */
void trace_emit_text(const struct trace_event *e, struct str text);

/* A new span's id; ids of a run never repeat. */
uint64_t trace_span_new(void);
uint64_t trace_chain_new(void);

static inline void trace_add(struct trace_ring *r, _Atomic uint64_t *value, uint64_t n)
{
    if (UNLIKELY(r->shared))
        atomic_fetch_add_explicit(value, n, memory_order_relaxed);
    else
        atomic_store_explicit(value, atomic_load_explicit(value, memory_order_relaxed) + n,
                              memory_order_relaxed);
}

static inline void count_add(enum counter c, uint64_t n)
{
    struct trace_ring *r = trace_ring();
    trace_add(r, &r->counters[c], n);
}

/* The end of one call of the op at `index`. */
void trace_op_ended(size_t index, uint64_t cycles, bool failed);

/* --- reading --- */

uint64_t counter_read(enum counter c); /* over all threads */

struct op_figures {
    uint64_t count, errors, cycles, bucket[HISTOGRAM_BUCKETS];
};
void trace_op_read(size_t index, struct op_figures *out);
uint64_t histogram_bound_ns(size_t bucket); /* upper edge; UINT64_MAX for the last */
uint64_t histogram_quantile_ns(const struct op_figures *f, double q);

/* Where a reader stands in each ring. */
struct trace_cursor {
    uint64_t next[OBSERVE_RINGS];
    uint64_t lost; /* overwritten before they were read, since the cursor was set */
};

struct trace_reading {
    struct trace_event event;
    uint64_t wall_ms;
    struct str text; /* in the arena */
};

void trace_cursor_now(struct trace_cursor *c);    /* what comes from here on */
void trace_cursor_oldest(struct trace_cursor *c); /* all that is still there */

/* The next event of all rings in the order of time; false when there is none. */
bool trace_next(struct trace_cursor *c, struct arena *a, struct trace_reading *out);

/* `fn` runs (on any thread, often) when an event came after trace_watch_again(). One watcher, or
 * NULL. A thread that has just seen it may still call it, so it lives as long as others emit. */
struct trace_watcher {
    void (*fn)(struct trace_watcher *w);
};
void trace_watch(struct trace_watcher *w);
void trace_watch_again(void);
