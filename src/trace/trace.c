/* Writing events and adding figures up: see trace.h. */
#include "trace/trace.h"

#include <math.h>
#include <pthread.h>
#include <sys/mman.h>

_Thread_local struct trace_ring *trace_mine;
_Thread_local const struct trace_scope *trace_scope;
atomic_bool trace_watched, trace_off;

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

static value_name_fn *_Atomic value_names[TRACE_KINDS];

void trace_name_values(enum trace_kind k, value_name_fn *fn)
{
    atomic_store(&value_names[k], fn);
}

const char *trace_value_name(enum trace_kind k, const char *is, uint64_t value)
{
    static const char *const named[] = { "state", "from", "kind" };
    value_name_fn *fn = k < TRACE_KINDS ? atomic_load(&value_names[k]) : NULL;
    for (size_t i = 0; fn && i < COUNT_OF(named); i++)
        if (strcmp(is, named[i]) == 0)
            return fn(value);
    return NULL;
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

enum trace_category trace_kind_category(enum trace_kind k)
{
    struct str rest = str_of(trace_kind_row(k)->name), name = str_cut(&rest, '.');
    for (enum trace_category c = 0; c < CATEGORIES; c++)
        if (str_eq(name, str_of(trace_category_row(c)->name)))
            return c;
    return CATEGORY_TRACE;
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
    atomic_store(&rings[i].used, true);
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

static void place_in_scope(struct trace_event *e)
{
    const struct trace_scope *scope = trace_scope;
    if (e->chain || !scope)
        return;
    e->chain = scope->chain;
    e->parent = scope->span;
    if (!e->caller)
        e->caller = scope->who;
}

struct trace_event trace_event_here(enum trace_kind k, uint64_t a, uint64_t b)
{
    struct trace_event e = { .cycles = cycles_now(), .a = a, .b = b, .kind = (uint16_t)k };
    place_in_scope(&e);
    return e;
}

void trace_emit_text(const struct trace_event *given, struct str text)
{
    struct trace_ring *r = trace_ring();
    struct trace_event e = *given;
    if (!trace_is_on())
        return;
    place_in_scope(&e);
    enum trace_category c = trace_kind_category(e.kind);
    struct trace_gate *g = &r->gates[c];
    if (e.cycles >= atomic_load(&g->ends))
        trace_gate_turn(r, c, e.cycles);
    trace_add(r, &g->seen, 1);
    trace_add(r, &g->kept, 1);
    if (r->shared)
        pthread_mutex_lock(&shared_lock);
    write_event(r, &e, utf8_first(text, TRACE_TEXT_MOST));
    if (r->shared)
        pthread_mutex_unlock(&shared_lock);
}

_Thread_local uint64_t trace_span_next, trace_span_end;
_Atomic uint64_t trace_run;

/* Where a run's ids begin is left to chance: other piths may be part of the same traces. */
static _Atomic uint64_t next_block;
static void choose_block(void)
{
    atomic_store(&next_block, random_u64() >> 16 | 1);
}

uint64_t trace_span_block(void)
{
    static pthread_once_t chosen = PTHREAD_ONCE_INIT;
    pthread_once(&chosen, choose_block);
    trace_span_next = atomic_fetch_add_explicit(&next_block, 1, memory_order_relaxed) << 12;
    trace_span_end = trace_span_next + (1 << 12);
    return trace_span_next++;
}

/* The first thread's choice is everybody's. */
uint64_t trace_run_choose(void)
{
    uint64_t none = 0, chosen = (random_u64() << 40) | UINT64_C(1) << 63;
    return atomic_compare_exchange_strong(&trace_run, &none, chosen) ? chosen : none;
}

/* --- figures --- */

static uint64_t events_in(const struct trace_ring *r, enum counter c)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < CATEGORIES; i++) {
        uint64_t kept = atomic_load(&r->gates[i].kept), seen = atomic_load(&r->gates[i].seen);
        sum += c == COUNTER_EVENTS ? seen : seen - MIN_OF(kept, seen);
    }
    return sum;
}

uint64_t counter_read(enum counter c)
{
    bool of_gates = c == COUNTER_EVENTS || c == COUNTER_EVENTS_LEFT_OUT;
    uint64_t sum = 0;
    for (size_t i = 0; i < OBSERVE_RINGS; i++)
        sum += of_gates ? events_in(&rings[i], c) : atomic_load(&rings[i].counters[c]);
    return sum;
}

/* Threads saw different calls: their means and variances are joined by how many (Chan's). */
static void join_usual(const struct op_stat *s, struct op_figures *out, double *n, double *squares)
{
    const struct usual *u = &s->usual;
    double count = (double)MIN_OF(atomic_load(&s->count), USUAL_CALLS);
    double away = atomic_load(&u->mean) - out->mean_ns;
    if (count <= 0)
        return;
    double both = *n + count;
    *squares += atomic_load(&u->variance) * count + away * away * *n * count / both;
    out->mean_ns += away * count / both;
    *n = both;
}

/* A ring that was never used is passed by: reading it would touch its memory. */
static bool is_used(const struct trace_ring *r)
{
    return atomic_load(&r->used);
}

void trace_op_read(size_t index, struct op_figures *out)
{
    double n = 0, squares = 0;
    pthread_once(&started, start);
    *out = (struct op_figures){ 0 };
    for (size_t i = 0; i < OBSERVE_RINGS; i++) {
        if (!is_used(&rings[i]))
            continue;
        struct op_stat *s = &rings[i].ops[index];
        out->count += atomic_load(&s->count);
        out->errors += atomic_load(&s->errors);
        out->ns += atomic_load(&s->ns);
        for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
            out->bucket[b] += atomic_load(&s->bucket[b]);
        join_usual(s, out, &n, &squares);
    }
    out->sd_ns = n > 0 ? sqrt(squares / n) : 0;
}

void trace_gate_read(enum trace_category c, struct trace_gate_figures *out)
{
    uint64_t now = cycles_now();
    *out = (struct trace_gate_figures){ .sampled = 1 };
    for (size_t i = 0; i < OBSERVE_RINGS; i++) {
        struct trace_gate *g = &rings[i].gates[c];
        uint64_t ends = atomic_load(&g->ends);
        out->seen += atomic_load(&g->seen);
        out->kept += atomic_load(&g->kept);
        out->rate += trace_gate_rate(g, now);
        if (now < ends) /* else its thread does nothing, and its mask is an old one */
            out->sampled = MIN_OF(out->sampled, 1.0 / (1.0 + atomic_load(&g->mask)));
    }
}

void trace_ring_read(size_t ring, struct trace_ring_figures *out)
{
    uint64_t head = atomic_load(&rings[ring].head);
    *out = (struct trace_ring_figures){ head, MIN_OF(head, OBSERVE_SLOTS), is_used(&rings[ring]),
                                        rings[ring].shared };
}

/* --- reading the rings --- */

void trace_cursor_now(struct trace_cursor *c)
{
    *c = (struct trace_cursor){ 0 };
    for (size_t i = 0; i < OBSERVE_RINGS; i++)
        c->next[i] = atomic_load_explicit(&rings[i].head, memory_order_acquire);
    c->live = true;
}

void trace_cursor_oldest(struct trace_cursor *c)
{
    trace_cursor_now(c);
    c->live = false;
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

static void lose(struct trace_cursor *c, uint64_t n)
{
    c->lost += n;
    if (c->live)
        count_add(COUNTER_EVENTS_LOST, n);
}

/* Brings the cursor of ring i to a slot that can be read, counting what is gone. */
static bool peek(struct trace_cursor *c, size_t i, uint64_t word[7])
{
    struct trace_ring *r = &rings[i];
    for (;;) {
        uint64_t head = atomic_load_explicit(&r->head, memory_order_acquire);
        if (c->next[i] >= head)
            return false;
        if (c->live && head - c->next[i] > OBSERVE_SLOTS / 2)
            trace_fell_behind();
        if (head - c->next[i] > OBSERVE_SLOTS) {
            lose(c, head - c->next[i] - OBSERVE_SLOTS);
            c->next[i] = head - OBSERVE_SLOTS;
        }
        bool whole = read_slot(r, c->next[i], word);
        if (whole && (word[6] & 0xffff) != TRACE_TEXT)
            return true;
        if (!whole)
            lose(c, 1);
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
