/* observe.chain: a story as a tree.
 *
 * The rings hold what happened in the order in which it ended; a tree wants to know what began
 * under what. So all events of the story are collected, put into the order of their beginnings,
 * and each is hung below the step that it names as its parent. A parent begins before its
 * children: what claims otherwise (parents of first steps come from outside) stands at the top. */
#include "observe/event.h"

#include "proc/proc.h"

#include <stdlib.h>

enum { STEPS_MOST = 20000, NAMES_MOST = 64 };
#define NO_NODE SIZE_MAX

struct node {
    struct trace_reading r;
    uint64_t began;                   /* cycles */
    size_t parent, child, last, next; /* nodes; `last` of the children */
    size_t depth, children;
    bool hidden; /* a beginning, of which the end is there, too */
};

struct story {
    struct node *nodes;
    size_t count;
    size_t *by_span; /* nodes with a span, in the order of these */
    size_t n_spans;
    struct arena texts;
    uint64_t *absent; /* parents that are not there, once for each child */
    size_t n_absent;
    size_t first, last; /* nodes at the top */
};

static void story_done(struct story *s)
{
    mem_free(s->nodes);
    mem_free(s->by_span);
    mem_free(s->absent);
    arena_done(&s->texts);
}
DEFINE_OWNED_VALUE(story)

/* --- which story --- */

/* The coming and going of whoever calls: each connection is a proc. */
static bool only_comes_or_goes(enum trace_kind k)
{
    return k == TRACE_PROC_BORN || k == TRACE_PROC_STATE || k == TRACE_PROC_ENDED ||
           k == TRACE_PROC_RELEASED;
}

/* What pith top, Tasks and Monitor ask again and again: nobody means that by the newest story,
 * unless it went wrong. */
static bool only_looks(const struct trace_event *e)
{
    static const char *const looks[] = { "sys.health", "proc.all",     "proc.list",
                                         "proc.info",  "service.list", "task.list" };
    const struct op *op = e->op ? op_numbered(e->op) : NULL;
    if (!op)
        return only_comes_or_goes(e->kind);
    for (size_t i = 0; e->kind != TRACE_OP_FAILED && i < COUNT_OF(looks); i++)
        if (strcmp(op->name, looks[i]) == 0)
            return true;
    return str_starts(str_of(op->name), STR("observe."));
}

static bool find_last(const struct call *c, uint64_t *out_chain)
{
    owned(arena) struct arena texts;
    struct trace_cursor cursor;
    struct trace_reading r;
    bool found = false;
    arena_init(&texts, 32 * MIB);
    for (trace_cursor_oldest(&cursor); trace_next(&cursor, &texts, &r);) {
        if (!r.event.chain || r.event.chain == c->chain || only_looks(&r.event))
            continue;
        *out_chain = r.event.chain;
        found = true;
    }
    return found;
}

static struct err *which(const struct call *c, struct str id, uint64_t *out_chain)
{
    struct event_filter f = { 0 };
    if (str_eq(id, STR("last"))) {
        if (find_last(c, out_chain))
            return NULL;
        return err_new(ERR_NOT_FOUND, "no_story", "there is no story yet");
    }
    TRY(event_filter_chain(&f, id));
    *out_chain = f.chain;
    return NULL;
}

/* --- its events --- */

static uint64_t took_of(const struct trace_event *e)
{
    bool has = strcmp(trace_kind_row(e->kind)->a, "ns") == 0;
    return has ? e->a : 0;
}

/* Times are kept in nanoseconds, rounded down: what began it must not seem to begin after what it
 * led to. */
static uint64_t began_of(const struct trace_event *e)
{
    static const uint64_t many = UINT64_C(1) << 40;
    uint64_t took = took_of(e);
    if (!took)
        return e->cycles;
    double cycles = (double)(took + 1) * (double)many / (double)MAX_OF(1, cycles_to_ns(many));
    return e->cycles - (uint64_t)cycles;
}

static int by_beginning(const void *a, const void *b)
{
    const struct node *x = a, *y = b;
    if (x->began != y->began)
        return x->began < y->began ? -1 : 1;
    return (x->r.event.span > y->r.event.span) - (x->r.event.span < y->r.event.span);
}

static void collect(struct story *s, uint64_t chain)
{
    struct trace_cursor cursor;
    struct trace_reading r;
    size_t cap = 0;
    arena_init(&s->texts, 32 * MIB);
    for (trace_cursor_oldest(&cursor); trace_next(&cursor, &s->texts, &r);) {
        if (r.event.chain != chain || s->count == STEPS_MOST)
            continue;
        if (s->count == cap) {
            cap = cap * 2 + 64;
            s->nodes = mem_grow(s->nodes, cap * sizeof *s->nodes);
        }
        s->nodes[s->count++] = (struct node){ .r = r, .began = began_of(&r.event) };
    }
    if (s->count)
        qsort(s->nodes, s->count, sizeof *s->nodes, by_beginning);
}

/* --- its tree --- */

static bool is_beginning(const struct trace_event *e)
{
    return e->kind == TRACE_OP_STARTED || e->kind == TRACE_PROC_STARTED;
}

/* Ends before beginnings of the same span. */
static int by_span(const void *a, const void *b, void *nodes)
{
    const struct trace_event *x = &((struct node *)nodes)[*(const size_t *)a].r.event;
    const struct trace_event *y = &((struct node *)nodes)[*(const size_t *)b].r.event;
    if (x->span != y->span)
        return x->span < y->span ? -1 : 1;
    return is_beginning(x) - is_beginning(y);
}

static void index_spans(struct story *s)
{
    s->by_span = mem_new((s->count + 1) * sizeof *s->by_span);
    for (size_t i = 0; i < s->count; i++)
        if (s->nodes[i].r.event.span)
            s->by_span[s->n_spans++] = i;
    qsort_r(s->by_span, s->n_spans, sizeof *s->by_span, by_span, s->nodes);
    for (size_t i = 1; i < s->n_spans; i++) {
        struct node *n = &s->nodes[s->by_span[i]];
        n->hidden = n->r.event.span == s->nodes[s->by_span[i - 1]].r.event.span;
    }
}

static size_t find_span(const struct story *s, uint64_t span)
{
    size_t low = 0, high = s->n_spans;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->nodes[s->by_span[middle]].r.event.span < span)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < s->n_spans && s->nodes[s->by_span[low]].r.event.span == span;
    return found ? s->by_span[low] : NO_NODE;
}

static void append(struct story *s, size_t *first, size_t *last, size_t i)
{
    if (*first == NO_NODE)
        *first = i;
    else
        s->nodes[*last].next = i;
    *last = i;
}

static void hang(struct story *s, size_t i)
{
    struct node *n = &s->nodes[i];
    size_t above = n->r.event.parent ? find_span(s, n->r.event.parent) : NO_NODE;
    n->child = n->last = n->next = n->parent = NO_NODE;
    if (n->hidden)
        return;
    if (above == NO_NODE || above >= i) {
        if (n->r.event.parent && n->r.event.span)
            s->absent[s->n_absent++] = n->r.event.parent;
        append(s, &s->first, &s->last, i);
        return;
    }
    struct node *p = &s->nodes[above];
    n->parent = above;
    n->depth = p->depth + 1;
    p->children++;
    append(s, &p->child, &p->last, i);
}

/* Parents stand before their children, so one pass from the front makes the tree. */
static void make_tree(struct story *s)
{
    s->first = s->last = NO_NODE;
    s->absent = mem_new((s->count + 1) * sizeof *s->absent);
    index_spans(s);
    for (size_t i = 0; i < s->count; i++)
        hang(s, i);
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static uint64_t count_absent(struct story *s)
{
    uint64_t n = 0;
    qsort(s->absent, s->n_absent, sizeof *s->absent, by_number);
    for (size_t i = 0; i < s->n_absent; i++)
        n += !i || s->absent[i] != s->absent[i - 1];
    return n;
}

static size_t step_after(const struct story *s, size_t i)
{
    if (s->nodes[i].child != NO_NODE)
        return s->nodes[i].child;
    while (i != NO_NODE && s->nodes[i].next == NO_NODE)
        i = s->nodes[i].parent;
    return i == NO_NODE ? NO_NODE : s->nodes[i].next;
}

/* --- who it was --- */

/* Procs that have ended have left their names in the rings, if those still have them. */
struct name {
    uint32_t proc;
    struct str text;
};
struct names {
    struct name items[NAMES_MOST];
    size_t count;
    struct arena *arena;
};

static struct name *name_of(struct names *all, uint32_t proc)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].proc == proc)
            return &all->items[i];
    return NULL;
}

static void find_living(struct call *c, const struct story *s, struct names *all)
{
    for (size_t i = 0; i < s->count && all->count < NAMES_MOST; i++) {
        uint32_t proc = s->nodes[i].r.event.caller;
        if (!proc || name_of(all, proc))
            continue;
        struct name *n = &all->items[all->count++];
        *n = (struct name){ proc, STR_NONE };
        procs_name(procs_of(c->kernel), proc, all->arena, &n->text);
    }
}

static void find_ended(struct names *all)
{
    owned(arena) struct arena texts;
    struct trace_cursor cursor;
    struct trace_reading r;
    arena_init(&texts, 32 * MIB);
    for (trace_cursor_oldest(&cursor); trace_next(&cursor, &texts, &r);) {
        bool tells = r.event.kind == TRACE_PROC_BORN || r.event.kind == TRACE_PROC_ENDED;
        struct name *n = tells ? name_of(all, r.event.caller) : NULL;
        if (n && !n->text.len)
            n->text = arena_str(all->arena, r.text);
    }
}

/* --- the answer --- */

static enum observe_outcome outcome_of(const struct trace_event *e)
{
    if (!e->span)
        return OBSERVE_OUTCOME_NOTE;
    if (is_beginning(e))
        return OBSERVE_OUTCOME_RUNNING;
    if (e->kind == TRACE_OP_DENIED)
        return OBSERVE_OUTCOME_DENIED;
    bool failed = e->kind == TRACE_OP_FAILED || (e->kind == TRACE_PROC_EXITED && e->b);
    return failed ? OBSERVE_OUTCOME_FAILED : OBSERVE_OUTCOME_DONE;
}

static int64_t wall_of(const struct node *n)
{
    return (int64_t)n->r.wall_ms - (int64_t)(took_of(&n->r.event) / 1000000);
}

static bool fill(struct call *c, const struct node *n, uint64_t began, struct names *names,
                 struct observe_step *out)
{
    const struct name *who = name_of(names, n->r.event.caller);
    const struct trace_event *e = &n->r.event;
    const struct trace_kind_row *row = trace_kind_row(e->kind);
    const struct op *op = e->op ? op_numbered(e->op) : NULL;
    *out = (struct observe_step){
        .depth = n->depth,
        .children = n->children,
        .time = wall_of(n),
        .at = cycles_to_ns(n->began - began),
        .took = took_of(e),
        .has_took = e->span && !is_beginning(e) ? GIVEN : ABSENT,
        .outcome = outcome_of(e),
        .kind = str_of(row->name),
        .severity = (enum observe_severity)row->severity,
        .op = str_of(op ? op->name : ""),
        .has_op = op ? GIVEN : ABSENT,
        .proc = e->caller,
        .text = arena_str(&c->arena, n->r.text),
        .has_text = n->r.text.len ? GIVEN : ABSENT,
        .span = event_id(e->span, &c->arena),
        .has_span = e->span ? GIVEN : ABSENT,
        .parent = event_id(e->parent, &c->arena),
        .has_parent = e->parent ? GIVEN : ABSENT,
        .values = event_values(&n->r, &c->arena),
    };
    out->who = who ? who->text : STR_NONE;
    out->has_who = out->who.len ? GIVEN : ABSENT;
    return !c->arena.overflow;
}

static struct err *write_steps(struct call *c, struct story *s, struct observe_chain_out *out)
{
    uint64_t began = s->nodes[0].began, ended = began;
    struct names names = { .arena = &c->arena };
    find_living(c, s, &names);
    find_ended(&names);
    out->steps.items = arena_array(&c->arena, struct observe_step, s->count);
    TRY_ROOM(out->steps.items);
    for (size_t i = s->first; i != NO_NODE; i = step_after(s, i)) {
        TRY_ROOM(fill(c, &s->nodes[i], began, &names, &out->steps.items[out->steps.count++]));
        ended = MAX_OF(ended, s->nodes[i].r.event.cycles);
    }
    out->time = wall_of(&s->nodes[0]);
    out->took = cycles_to_ns(ended - began);
    out->missing = count_absent(s);
    return NULL;
}

struct err *op_observe_chain(struct call *c, const struct observe_chain_in *in,
                             struct observe_chain_out *out)
{
    owned(story) struct story s = { 0 };
    char trace[TRACE_ID_LEN + 1];
    uint64_t chain = 0;
    TRY(which(c, in->id, &chain));
    collect(&s, chain);
    if (!s.count)
        return err_hint(err_new(ERR_NOT_FOUND, "no_story", "nothing is known of %.*s",
                                STR_ARGS(utf8_first(in->id, 64))),
                        "its events may have been overwritten; observe.query shows what is there");
    make_tree(&s);
    trace_id_write(chain, trace);
    out->chain = event_id(chain, &c->arena);
    out->trace = arena_str(&c->arena, str_of(trace));
    return write_steps(c, &s, out);
}
