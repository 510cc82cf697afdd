/* Events as records: see event.h. */
#include "observe/event.h"

#include <stdio.h>

static struct str hex_id(uint64_t id, struct arena *a)
{
    return arena_printf(a, "%016llx", (unsigned long long)id);
}

bool event_fits(const struct event_filter *f, const struct trace_reading *r)
{
    const struct trace_kind_row *row = trace_kind_row(r->event.kind);
    if (row->severity < f->least || !str_starts(str_of(row->name), f->kind))
        return false;
    if (f->op.len) {
        const struct op *op = op_numbered(r->event.op);
        if (!op || !str_eq(str_of(op->name), f->op))
            return false;
    }
    char text[17];
    snprintf(text, sizeof text, "%016llx", (unsigned long long)r->event.chain);
    return !f->chain.len || str_eq(f->chain, str_of(text));
}

/* An object of the values that the kind has names for. */
static const struct json *values_of(const struct trace_reading *r, struct arena *a)
{
    const struct trace_kind_row *row = trace_kind_row(r->event.kind);
    const char *names[2] = { row->a, row->b };
    uint64_t values[2] = { r->event.a, r->event.b };
    struct json *object = arena_new(a, struct json);
    struct json_member *m = arena_array(a, struct json_member, 2);
    if (!object || !m)
        return NULL;
    *object = (struct json){ .kind = JSON_OBJECT, .members = m };
    for (size_t i = 0; i < 2; i++) {
        if (strcmp(names[i], "zero") == 0)
            continue;
        m[object->count] = (struct json_member){
            str_of(names[i]), { .kind = JSON_INT, .integer = (int64_t)MIN_OF(values[i], INT64_MAX) }
        };
        if (strcmp(names[i], "kind") == 0 && r->event.op) /* of an error */
            m[object->count].value = (struct json){
                .kind = JSON_TEXT, .text = str_of(err_kind_row((enum err_kind)values[i])->name)
            };
        object->count++;
    }
    return object;
}

bool event_record(const struct trace_reading *r, struct arena *a, struct observe_event *out)
{
    const struct trace_kind_row *row = trace_kind_row(r->event.kind);
    const struct op *op = r->event.op ? op_numbered(r->event.op) : NULL;
    *out = (struct observe_event){
        .time = (int64_t)r->wall_ms,
        .kind = str_of(row->name),
        .severity = (enum observe_severity)row->severity,
        .proc = r->event.caller,
        .chain = hex_id(r->event.chain, a),
        .has_chain = r->event.chain ? GIVEN : ABSENT,
        .span = hex_id(r->event.span, a),
        .has_span = r->event.span ? GIVEN : ABSENT,
        .parent = hex_id(r->event.parent, a),
        .has_parent = r->event.parent ? GIVEN : ABSENT,
        .op = str_of(op ? op->name : ""),
        .has_op = op ? GIVEN : ABSENT,
        .text = r->text,
        .has_text = r->text.len ? GIVEN : ABSENT,
        .values = values_of(r, a),
    };
    return !a->overflow;
}

void event_gap(uint64_t lost, struct arena *a, struct observe_event *out)
{
    struct trace_reading r = {
        .event = { .cycles = cycles_now(), .kind = TRACE_GAP, .a = lost },
        .wall_ms = (uint64_t)clock_wall_ms(),
        .text = arena_printf(a, "%llu events were overwritten before they were read",
                             (unsigned long long)lost),
    };
    event_record(&r, a, out);
}
