/* observe.recent: the last events that fit. */
#include "observe/event.h"

struct err *op_observe_recent(struct call *c, const struct observe_recent_in *in,
                              struct observe_recent_out *out)
{
    const struct event_filter filter = { (enum severity)in->least, in->kind, in->op, in->chain };
    owned(arena) struct arena texts;
    struct trace_cursor cursor;
    struct trace_reading r;
    size_t seen = 0;
    arena_init(&texts, 32 * MIB);
    struct trace_reading *last = arena_array(&c->arena, struct trace_reading, in->limit);
    TRY_ROOM(last);
    for (trace_cursor_oldest(&cursor); trace_next(&cursor, &texts, &r);)
        if (event_fits(&filter, &r))
            last[seen++ % in->limit] = r;
    size_t n = MIN_OF(seen, in->limit);
    out->events.items = arena_array(&c->arena, struct observe_event, n);
    TRY_ROOM(out->events.items);
    for (size_t i = seen - n; i < seen; i++) {
        r = last[i % in->limit];
        r.text = arena_str(&c->arena, r.text);
        TRY_ROOM(event_record(&r, &c->arena, &out->events.items[out->events.count++]));
    }
    out->lost = cursor.lost;
    return NULL;
}
