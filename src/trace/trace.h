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
 * Who did what because of whom: a *chain* is a story, a *span* a step in it, and `parent` the step
 * above. While a handler runs, `trace_scope` says in whose story this thread is, so that what is
 * told from anywhere inside finds its place. An event with a span is that step's own; one without
 * merely happened in the step `parent`.
 *
 * What happens all the time (DEBUG) goes through a gate per category and thread, which leaves
 * stories out as a whole when their events would cost more than their share; see sample.c. Figures
 * (figures.h) are exact all the same.
 *
 *   slot   seq | cycles | chain | span | parent | a | b | caller op kind
 *          `seq` is the event's place in its ring + 1, and 0 while the slot is being written;
 *          text follows in slots of kind TRACE_TEXT, 48 bytes in each. */
#pragma once
#include "base/base.h"
#include "trace/figures.h"
#include "trace/parent.h"

#include <stdatomic.h>

enum severity { SEVERITY_DEBUG, SEVERITY_INFO, SEVERITY_WARN, SEVERITY_ERROR };

enum trace_kind {
#define EVENT(constant, name, severity, a, b, doc) TRACE_##constant,
#include "trace/kinds.def"
#undef EVENT
    TRACE_KINDS,
    TRACE_TEXT = 0xffff, /* the text of the event before it */
};

enum trace_category {
#define CATEGORY(constant, name, share, doc) CATEGORY_##constant,
#include "trace/categories.def"
#undef CATEGORY
    CATEGORIES
};
struct trace_category_row {
    const char *name, *doc;
    unsigned share;
};
const struct trace_category_row *trace_category_row(enum trace_category c);

struct trace_kind_row {
    const char *name, *doc, *a, *b; /* a, b: what these values are */
    enum severity severity;
};
const struct trace_kind_row *trace_kind_row(enum trace_kind k);
bool trace_kind_named(struct str name, enum trace_kind *out);
enum trace_category trace_kind_category(enum trace_kind k);

/* What `state`, `from` and `kind` of an event are called, which only the module knows that tells
 * it. It says so as it starts, before anybody reads. */
typedef const char *value_name_fn(uint64_t value);
void trace_name_values(enum trace_kind k, value_name_fn *fn);
/* NULL: this value (its column is `is`) has no name. */
const char *trace_value_name(enum trace_kind k, const char *is, uint64_t value);

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

enum { TRACE_TEXT_MOST = 240, TRACE_TEXT_PIECE = 48 };

struct trace_slot {
    _Atomic uint64_t seq, word[7];
};
_Static_assert(sizeof(struct trace_slot) == 64, "a slot is a cache line");

/* Decides which DEBUG events of one category a thread writes; see sample.c. */
struct trace_gate {
    _Atomic uint64_t seen, kept;         /* ever */
    _Atomic uint64_t ends;               /* this window, in cycles */
    _Atomic uint64_t most;               /* `kept` at which it gets stricter before that */
    _Atomic uint32_t mask;               /* stories whose hash has one of these bits are left out */
    _Atomic uint64_t began, seen_before; /* the window */
    _Atomic double rate;                 /* events a second, of late */
};

struct trace_ring {
    _Atomic uint64_t head; /* events ever written */
    struct trace_slot *slots;
    struct op_stat *ops; /* OPS_MOST, touched as used */
    _Atomic uint64_t counters[COUNTERS];
    struct trace_gate gates[CATEGORIES];
    atomic_bool used;
    bool shared;
};

extern _Thread_local struct trace_ring *trace_mine;
struct trace_ring *trace_ring_take(void);

static inline struct trace_ring *trace_ring(void)
{
    struct trace_ring *r = trace_mine;
    return LIKELY(r != NULL) ? r : trace_ring_take();
}

/* In whose story a thread is; NULL: in none. */
struct trace_scope {
    uint64_t chain, span, parent;
    uint32_t who; /* the caller's number */
};
extern _Thread_local const struct trace_scope *trace_scope;

struct trace_event {
    uint64_t cycles, chain, span, parent, a, b;
    uint32_t caller;
    uint16_t op; /* its number, 0: none */
    uint16_t kind;
};

void trace_emit_shared(struct trace_ring *r, const struct trace_event *e);
extern atomic_bool trace_watched; /* somebody waits for news */
void trace_wake(void);

/* Off: nothing is written and nothing added up. On to begin with. */
extern atomic_bool trace_off;
static inline bool trace_is_on(void)
{
    return !atomic_load_explicit(&trace_off, memory_order_relaxed);
}

/* One event, whose timestamp the caller has taken; past every gate. Any thread. */
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

static inline void trace_add(struct trace_ring *r, _Atomic uint64_t *value, uint64_t n)
{
    if (UNLIKELY(r->shared))
        atomic_fetch_add_explicit(value, n, memory_order_relaxed);
    else
        atomic_store_explicit(value, atomic_load_explicit(value, memory_order_relaxed) + n,
                              memory_order_relaxed);
}

void trace_gate_turn(struct trace_ring *r, enum trace_category c, uint64_t now);
void trace_gate_tighten(struct trace_ring *r, enum trace_category c);
double trace_gate_rate(const struct trace_gate *g, uint64_t now); /* events a second, of late */

/* Stories are chosen by their chain, so that all threads write the same ones; what belongs to none
 * (0), by its turn. */
static inline uint32_t trace_lot(uint64_t chain, uint64_t turn)
{
    return (uint32_t)((chain ? chain : turn) * UINT64_C(0x9e3779b97f4a7c15) >> 40);
}

/* Whether an event of now is to be written. */
static inline bool trace_sample(enum trace_category c, uint64_t now, uint64_t chain)
{
    struct trace_ring *r = trace_ring();
    struct trace_gate *g = &r->gates[c];
    if (UNLIKELY(now >= atomic_load_explicit(&g->ends, memory_order_relaxed)))
        trace_gate_turn(r, c, now);
    trace_add(r, &g->seen, 1);
    uint32_t mask = atomic_load_explicit(&g->mask, memory_order_relaxed);
    if (UNLIKELY(mask) &&
        trace_lot(chain, atomic_load_explicit(&g->seen, memory_order_relaxed)) & mask)
        return false;
    trace_add(r, &g->kept, 1);
    if (UNLIKELY(atomic_load_explicit(&g->kept, memory_order_relaxed) >=
                 atomic_load_explicit(&g->most, memory_order_relaxed)))
        trace_gate_tighten(r, c);
    return true;
}

/* For DEBUG events. */
static inline void trace_emit_sampled(enum trace_category c, const struct trace_event *e)
{
    if (trace_is_on() && trace_sample(c, e->cycles, e->chain))
        trace_emit(e);
}

/* An event with text (cut at TRACE_TEXT_MOST; STR_NONE: without), for what is rare and has to be
 * told: it is always written. Its chain, parent and caller are the scope's, if it has no chain. */
void trace_emit_text(const struct trace_event *e, struct str text);
/* An event of that kind, now, in this thread's story. */
struct trace_event trace_event_here(enum trace_kind k, uint64_t a, uint64_t b);

/* A new span's id; ids of a run never repeat. Threads take them in blocks, so that one does not
 * cost a shared cache line. */
extern _Thread_local uint64_t trace_span_next, trace_span_end;
uint64_t trace_span_block(void);
static inline uint64_t trace_span_new(void)
{
    return LIKELY(trace_span_next != trace_span_end) ? trace_span_next++ : trace_span_block();
}

/* The story that begins with that span. Told apart over restarts, too: the run's random upper
 * bits, then the span's number. */
extern _Atomic uint64_t trace_run;
uint64_t trace_run_choose(void);
static inline uint64_t trace_chain_of(uint64_t span)
{
    uint64_t run = atomic_load_explicit(&trace_run, memory_order_relaxed);
    return (LIKELY(run) ? run : trace_run_choose()) | (span & ((UINT64_C(1) << 40) - 1));
}

static inline void count_add(enum counter c, uint64_t n)
{
    struct trace_ring *r = trace_ring();
    trace_add(r, &r->counters[c], n);
}

/* --- reading --- */

uint64_t counter_read(enum counter c); /* over all threads */

/* One category over all threads. */
struct trace_gate_figures {
    uint64_t seen, kept;
    double rate;    /* events a second, of late */
    double sampled; /* the share of stories that is written now */
};
void trace_gate_read(enum trace_category c, struct trace_gate_figures *out);

struct trace_ring_figures {
    uint64_t events, kept;
    bool used, shared;
};
void trace_ring_read(size_t ring, struct trace_ring_figures *out);

/* Where a reader stands in each ring. */
struct trace_cursor {
    uint64_t next[OBSERVE_RINGS];
    uint64_t lost; /* overwritten before they were read, since the cursor was set */
    bool live;     /* it follows: when it falls behind, less is written */
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

/* A reader that follows is too slow: gates get stricter for a while. Any thread. */
void trace_fell_behind(void);
void trace_forget_pressure(void); /* for tests: as if none ever had been */

/* `fn` runs (on any thread, often) when an event came after trace_watch_again(). One watcher, or
 * NULL. A thread that has just seen it may still call it, so it lives as long as others emit. */
struct trace_watcher {
    void (*fn)(struct trace_watcher *w);
};
void trace_watch(struct trace_watcher *w);
void trace_watch_again(void);
