/* Events as records: see event.h. */
#include "observe/event.h"

#include "proc/proc.h"

#include <stdio.h>

struct str event_id(uint64_t id, struct arena *a)
{
    return arena_printf(a, "%016llx", (unsigned long long)id);
}

/* --- which --- */

static bool read_hex(struct str s, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *digits = "0123456789abcdef", *at = strchr(digits, s.ptr[i] | 0x20);
        if (!s.ptr[i] || !at)
            return false;
        *out = *out << 4 | (uint64_t)(at - digits);
    }
    return s.len > 0;
}

/* The lower half of a trace id is the chain. */
struct err *event_filter_chain(struct event_filter *f, struct str text)
{
    struct str half = text.len == TRACE_ID_LEN ? str_from(text, 16) : text;
    f->of_chain = text.len > 0;
    if (!f->of_chain || (half.len <= 16 && read_hex(half, &f->chain)))
        return NULL;
    return err_hint(
        err_new(ERR_INVALID, "bad_chain", "\"%.*s\" is no chain", STR_ARGS(utf8_first(text, 64))),
        "a chain has 16 hex digits, as Pith-Chain and observe.query show them");
}

static bool is_of_op(const struct trace_reading *r, struct str wanted)
{
    const struct op *op = op_numbered(r->event.op);
    struct str name = str_of(op ? op->name : "");
    return str_eq(name, wanted) ||
           (name.len > wanted.len && str_starts(name, wanted) && name.ptr[wanted.len] == '.');
}

static bool holds_nocase(struct str s, struct str what)
{
    for (size_t i = 0; i + what.len <= s.len; i++)
        if (str_eq_nocase((struct str){ s.ptr + i, what.len }, what))
            return true;
    return false;
}

static bool says(const struct trace_reading *r, const char *kind, struct str what)
{
    const struct op *op = op_numbered(r->event.op);
    return holds_nocase(r->text, what) || holds_nocase(str_of(kind), what) ||
           holds_nocase(str_of(op ? op->name : ""), what);
}

static bool is_of_category(const char *kind, struct str category)
{
    struct str rest = str_of(kind);
    return str_eq(str_cut(&rest, '.'), category);
}

bool event_fits(const struct event_filter *f, const struct trace_reading *r)
{
    const struct trace_kind_row *row = trace_kind_row(r->event.kind);
    int64_t at = (int64_t)r->wall_ms;
    if (row->severity < f->least || !str_starts(str_of(row->name), f->kind))
        return false;
    if (at < f->since_ms || (f->until_ms && at > f->until_ms))
        return false;
    if ((f->of_chain && r->event.chain != f->chain) || (f->of_proc && r->event.caller != f->proc))
        return false;
    if (f->category.len && !is_of_category(row->name, f->category))
        return false;
    return (!f->op.len || is_of_op(r, f->op)) && (!f->text.len || says(r, row->name, f->text));
}

/* --- records --- */

/* An object of the values that the kind has names for. */
const struct json *event_values(const struct trace_reading *r, struct arena *a)
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
        const char *called = trace_value_name(r->event.kind, names[i], values[i]);
        if (called)
            m[object->count].value = (struct json){ .kind = JSON_TEXT, .text = str_of(called) };
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
        .chain = event_id(r->event.chain, a),
        .has_chain = r->event.chain ? GIVEN : ABSENT,
        .span = event_id(r->event.span, a),
        .has_span = r->event.span ? GIVEN : ABSENT,
        .parent = event_id(r->event.parent, a),
        .has_parent = r->event.parent ? GIVEN : ABSENT,
        .op = str_of(op ? op->name : ""),
        .has_op = op ? GIVEN : ABSENT,
        .text = r->text,
        .has_text = r->text.len ? GIVEN : ABSENT,
        .values = event_values(r, a),
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
