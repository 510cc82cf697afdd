/* Writing events and adding figures up: see trace.h. */
#include "trace/trace.h"

#include <pthread.h>
#include <sys/mman.h>

_Thread_local struct trace_ring *trace_mine;
atomic_bool trace_watched;

static struct trace_ring rings[OBSERVE_RINGS];
static atomic_bool taken[OBSERVE_RINGS];
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t leaving;
static pthread_once_t started = PTHREAD_ONCE_INIT;

static const struct trace_kind_row kinds[] = {
#define EVENT(constant, name, severity, a, b, doc) \
    [TRACE_##constant] = { #name, doc, #a, #b, SEVERITY_##severity },
#include "trace/kinds.def"
#undef EVENT
};

static const struct counter_row counters[] = {
#define COUNTER(constant, name, doc) [COUNTER_##constant] = { #name, doc },
#include "trace/counters.def"
#undef COUNTER
};

const struct trace_kind_row *trace_kind_row(enum trace_kind k)
{
    static const struct trace_kind_row unknown = { "unknown", "", "", "", SEVERITY_DEBUG };
    return k < TRACE_KINDS ? &kinds[k] : &unknown;
}

bool trace_kind_named(struct str name, enum trace_kind *out)
{
    for (size_t i = 0; i < TRACE_KINDS; i++) {
        if (str_eq(name, str_of(kinds[i].name))) {
            *out = (enum trace_kind)i;
            return true;
        }
    }
    return false;
}

const struct counter_row *counter_row(enum counter c)
{
    return &counters[c];
}

/* --- rings and their threads --- */

/* Memory that costs nothing until it is touched; a ring's stays for the next thread. */
static void *lazy_memory(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    return p == MAP_FAILED ? mem_new(size) : p;
}

static void give_back(void *ring)
{
    trace_mine = NULL;
    size_t i = (size_t)((struct trace_ring *)ring - rings);
    if (!rings[i].shared)
        atomic_store(&taken[i], false);
}

/* All rings' places are mapped at the start, so that readers need no lock to find them. */
static void start(void)
{
    struct trace_slot *slots = lazy_memory(sizeof *slots * OBSERVE_SLOTS * OBSERVE_RINGS);
    struct op_stat *ops = lazy_memory(sizeof *ops * OPS_MOST * OBSERVE_RINGS);
    for (size_t i = 0; i < OBSERVE_RINGS; i++) {
        rings[i].slots = slots + i * OBSERVE_SLOTS;
        rings[i].ops = ops + i * OPS_MOST;
    }
    rings[OBSERVE_RINGS - 1].shared = true;
    pthread_key_create(&leaving, give_back);
}

struct trace_ring *trace_ring_take(void)
{
    pthread_once(&started, start);
    size_t i = 0;
    while (i < OBSERVE_RINGS - 1 && atomic_exchange(&taken[i], true))
        i++;
    trace_mine = &rings[i];
    pthread_setspecific(leaving, trace_mine);
    return trace_mine;
}

/* --- emitting --- */

static void write_slot(struct trace_ring *r, uint64_t n, const uint64_t word[7])
{
    struct trace_slot *s = &r->slots[n % OBSERVE_SLOTS];
    atomic_store_explicit(&s->seq, 0, memory_order_relaxed);
    for (size_t i = 0; i < 7; i++)
        atomic_store_explicit(&s->word[i], word[i], memory_order_release);
    atomic_store_explicit(&s->seq, n + 1, memory_order_release);
}

static void write_event(struct trace_ring *r, const struct trace_event *e, struct str text)
{
    uint64_t n = atomic_load_explicit(&r->head, memory_order_relaxed);
    write_slot(r, n++,
               (uint64_t[7]){ e->cycles, e->chain, e->span, e->parent, e->a, e->b,
                              (uint64_t)e->caller << 32 | (uint64_t)e->op << 16 | e->kind });
    while (text.len) {
        uint64_t word[7] = { [6] = (uint64_t)MIN_OF(text.len, TRACE_TEXT_PIECE) << 32 |
                                   TRACE_TEXT };
        memcpy(word, text.ptr, MIN_OF(text.len, TRACE_TEXT_PIECE));
        text = str_from(text, TRACE_TEXT_PIECE);
        write_slot(r, n++, word);
    }
    atomic_store_explicit(&r->head, n, memory_order_release);
    if (atomic_load_explicit(&trace_watched, memory_order_relaxed))
        trace_wake();
}

void trace_emit_shared(struct trace_ring *r, const struct trace_event *e)
{
    pthread_mutex_lock(&shared_lock);
    write_event(r, e, STR_NONE);
    pthread_mutex_unlock(&shared_lock);
}

void trace_emit_text(const struct trace_event *e, struct str text)
{
    struct trace_ring *r = trace_ring();
    if (r->shared)
        pthread_mutex_lock(&shared_lock);
    write_event(r, e, utf8_first(text, TRACE_TEXT_MOST));
    if (r->shared)
        pthread_mutex_unlock(&shared_lock);
}

/* Threads take ids in blocks, so that one does not cost a shared cache line. */
uint64_t trace_span_new(void)
{
    static _Atomic uint64_t next_block = 1;
    static _Thread_local uint64_t next, end;
    if (UNLIKELY(next == end)) {
        next = atomic_fetch_add_explicit(&next_block, 1, memory_order_relaxed) << 12;
        end = next + (1 << 12);
    }
    return next++;
}

/* Chains are told apart over restarts too: the run's random half, then a span's number. */
static uint64_t run_bits;
static void choose_run(void)
{
    run_bits = random_u64() << 40;
}

uint64_t trace_chain_new(void)
{
    static pthread_once_t chosen = PTHREAD_ONCE_INIT;
    pthread_once(&chosen, choose_run);
    return run_bits | (trace_span_new() & ((UINT64_C(1) << 40) - 1));
}

/* --- figures --- */

/* Half octaves: the exponent, then the bit below the leading one. 16 ns is bucket 0. */
static size_t bucket_of(uint64_t ns)
{
    if (ns < 16)
        return 0;
    unsigned exponent = 63 - (unsigned)__builtin_clzll(ns);
    size_t bucket = 2 * (exponent - 4) + (ns >> (exponent - 1) & 1) + 1;
    return MIN_OF(bucket, HISTOGRAM_BUCKETS - 1);
}

uint64_t histogram_bound_ns(size_t bucket)
{
    if (bucket >= HISTOGRAM_BUCKETS - 1)
        return UINT64_MAX;
    uint64_t octave = UINT64_C(16) << (bucket / 2);
    return bucket % 2 ? octave + octave / 2 : octave;
}

void trace_op_ended(size_t index, uint64_t cycles, bool failed)
{
    struct trace_ring *r = trace_ring();
    struct op_stat *s = &r->ops[index];
    trace_add(r, &s->count, 1);
    trace_add(r, &s->cycles, cycles);
    if (UNLIKELY(failed))
        trace_add(r, &s->errors, 1);
    _Atomic uint32_t *bucket = &s->bucket[bucket_of(cycles_to_ns(cycles))];
    if (UNLIKELY(r->shared))
        atomic_fetch_add_explicit(bucket, 1, memory_order_relaxed);
    else
        atomic_store_explicit(bucket, atomic_load_explicit(bucket, memory_order_relaxed) + 1,
                              memory_order_relaxed);
}

uint64_t counter_read(enum counter c)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < OBSERVE_RINGS; i++)
        sum += c == COUNTER_EVENTS ? atomic_load(&rings[i].head)
                                   : atomic_load(&rings[i].counters[c]);
    return sum;
}

void trace_op_read(size_t index, struct op_figures *out)
{
    pthread_once(&started, start);
    *out = (struct op_figures){ 0 };
    for (size_t i = 0; i < OBSERVE_RINGS; i++) {
        if (!atomic_load(&rings[i].head))
            continue; /* never used: reading it would touch its memory */
        struct op_stat *s = &rings[i].ops[index];
        out->count += atomic_load(&s->count);
        out->errors += atomic_load(&s->errors);
        out->cycles += atomic_load(&s->cycles);
        for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
            out->bucket[b] += atomic_load(&s->bucket[b]);
    }
}

uint64_t histogram_quantile_ns(const struct op_figures *f, double q)
{
    uint64_t total = 0, below = 0;
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
        total += f->bucket[b];
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        below += f->bucket[b];
        if (below > 0 && (double)below >= q * (double)total)
            return histogram_bound_ns(b);
    }
    return 0;
}

/* --- reading the rings --- */

void trace_cursor_now(struct trace_cursor *c)
{
    *c = (struct trace_cursor){ 0 };
    for (size_t i = 0; i < OBSERVE_RINGS; i++)
        c->next[i] = atomic_load_explicit(&rings[i].head, memory_order_acquire);
}

void trace_cursor_oldest(struct trace_cursor *c)
{
    trace_cursor_now(c);
    for (size_t i = 0; i < OBSERVE_RINGS; i++)
        c->next[i] -= MIN_OF(c->next[i], OBSERVE_SLOTS);
}

/* A copy of slot n; false if it was overwritten, or is just being. */
static bool read_slot(struct trace_ring *r, uint64_t n, uint64_t word[7])
{
    struct trace_slot *s = &r->slots[n % OBSERVE_SLOTS];
    if (atomic_load_explicit(&s->seq, memory_order_acquire) != n + 1)
        return false;
    for (size_t i = 0; i < 7; i++)
        word[i] = atomic_load_explicit(&s->word[i], memory_order_acquire);
    return atomic_load_explicit(&s->seq, memory_order_relaxed) == n + 1;
}

/* Brings the cursor of ring i to a slot that can be read, counting what is gone. */
static bool peek(struct trace_cursor *c, size_t i, uint64_t word[7])
{
    struct trace_ring *r = &rings[i];
    for (;;) {
        uint64_t head = atomic_load_explicit(&r->head, memory_order_acquire);
        if (c->next[i] >= head)
            return false;
        if (head - c->next[i] > OBSERVE_SLOTS) {
            c->lost += head - c->next[i] - OBSERVE_SLOTS;
            c->next[i] = head - OBSERVE_SLOTS;
        }
        bool whole = read_slot(r, c->next[i], word);
        if (whole && (word[6] & 0xffff) != TRACE_TEXT)
            return true;
        c->lost += !whole;
        c->next[i]++; /* text without its event was cut off by the writer */
    }
}

static struct str read_text(struct trace_cursor *c, size_t i, struct arena *a)
{
    char text[TRACE_TEXT_MOST];
    size_t len = 0;
    uint64_t word[7];
    while (c->next[i] < atomic_load_explicit(&rings[i].head, memory_order_acquire) &&
           read_slot(&rings[i], c->next[i], word) && (word[6] & 0xffff) == TRACE_TEXT) {
        size_t piece = MIN_OF(word[6] >> 32, TRACE_TEXT_PIECE);
        if (len + piece > sizeof text)
            break;
        memcpy(text + len, word, piece);
        len += piece;
        c->next[i]++;
    }
    return len ? arena_str(a, (struct str){ text, len }) : STR_NONE;
}

bool trace_next(struct trace_cursor *c, struct arena *a, struct trace_reading *out)
{
    uint64_t best[7] = { 0 }, word[7];
    size_t from = OBSERVE_RINGS;
    for (size_t i = 0; i < OBSERVE_RINGS; i++) {
        if (peek(c, i, word) && (from == OBSERVE_RINGS || word[0] < best[0])) {
            memcpy(best, word, sizeof best);
            from = i;
        }
    }
    if (from == OBSERVE_RINGS)
        return false;
    c->next[from]++;
    *out = (struct trace_reading){
        .event = { best[0], best[1], best[2], best[3], best[4], best[5], (uint32_t)(best[6] >> 32),
                   (uint16_t)(best[6] >> 16), (uint16_t)best[6] },
        .wall_ms = (uint64_t)cycles_wall_ms(best[0]),
        .text = read_text(c, from, a),
    };
    return true;
}

/* --- telling that there is news --- */

static struct trace_watcher *_Atomic watcher;

void trace_watch(struct trace_watcher *w)
{
    atomic_store(&trace_watched, false);
    atomic_store(&watcher, w);
}

void trace_watch_again(void)
{
    if (atomic_load(&watcher))
        atomic_store(&trace_watched, true);
}

/* Only the thread that turns the flag off calls, so news come once per look. */
void trace_wake(void)
{
    if (!atomic_exchange(&trace_watched, false))
        return;
    struct trace_watcher *w = atomic_load(&watcher);
    if (w) /* it may have left since */
        w->fn(w);
}
