/* observe.recent and observe.query: events that are still in the rings. */
#include "observe/event.h"

enum { TEXTS_MOST = 32 * MIB };

/* Those that fit, of which the last `cap` are kept; or the first, if that is asked for. */
struct found {
    struct trace_reading *items;
    size_t cap, seen;
    bool keep_first;
};

static void keep(struct found *f, const struct trace_reading *r)
{
    if (!f->keep_first)
        f->items[f->seen % f->cap] = *r;
    else if (f->seen < f->cap)
        f->items[f->seen] = *r;
    f->seen++;
}

/* The i-th of those that were kept, in the order of time. */
static const struct trace_reading *kept(const struct found *f, size_t i)
{
    bool round = !f->keep_first && f->seen > f->cap;
    return &f->items[round ? (f->seen + i) % f->cap : i];
}

static struct err *find(struct call *c, const struct event_filter *filter, struct found *f,
                        struct observe_event_list *out, uint64_t *out_lost, bool newest_first)
{
    owned(arena) struct arena texts;
    struct trace_cursor cursor;
    struct trace_reading r;
    arena_init(&texts, TEXTS_MOST);
    f->items = arena_array(&c->arena, struct trace_reading, f->cap);
    TRY_ROOM(f->items);
    for (trace_cursor_oldest(&cursor); trace_next(&cursor, &texts, &r);)
        if (event_fits(filter, &r))
            keep(f, &r);
    size_t n = MIN_OF(f->seen, f->cap);
    out->items = arena_array(&c->arena, struct observe_event, n);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < n; i++) {
        r = *kept(f, newest_first ? n - 1 - i : i);
        r.text = arena_str(&c->arena, r.text);
        TRY_ROOM(event_record(&r, &c->arena, &out->items[out->count++]));
    }
    *out_lost = cursor.lost;
    return NULL;
}

struct err *op_observe_recent(struct call *c, const struct observe_recent_in *in,
                              struct observe_recent_out *out)
{
    struct event_filter filter = { .least = (enum severity)in->least,
                                   .kind = in->kind,
                                   .op = in->op };
    struct found f = { .cap = in->limit };
    TRY(event_filter_chain(&filter, in->chain));
    return find(c, &filter, &f, &out->events, &out->lost, false);
}

struct err *op_observe_query(struct call *c, const struct observe_query_in *in,
                             struct observe_query_out *out)
{
    struct event_filter filter = { .least = (enum severity)in->least,
                                   .op = in->op,
                                   .category = in->category,
                                   .text = in->text,
                                   .of_proc = in->has_proc == GIVEN,
                                   .proc = in->proc,
                                   .since_ms = in->has_since == GIVEN ? in->since : 0,
                                   .until_ms = in->has_until == GIVEN ? in->until : INT64_MAX };
    bool newest = in->order == OBSERVE_ORDER_NEWEST;
    struct found f = { .cap = in->limit, .keep_first = !newest };
    TRY(event_filter_chain(&filter, in->chain));
    TRY(find(c, &filter, &f, &out->events, &out->lost, newest));
    out->found = f.seen;
    return NULL;
}
