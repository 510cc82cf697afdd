/* ops.list and ops.describe: the table about itself. ops.search is in search.c. */
#include "ops/op.h"

#include <stdlib.h>

static struct op_summary summary_of(const struct op *op)
{
    return (struct op_summary){ str_of(op->name), (enum op_effect)op->effect, str_of(op->doc) };
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct op_summary *)a)->name, ((const struct op_summary *)b)->name);
}

static bool in_service(const struct op *op, struct str service)
{
    struct str name = str_of(op->name);
    return !service.len || str_eq(str_cut(&name, '.'), service);
}

struct err *op_ops_list(struct call *c, const struct ops_list_in *in, struct ops_list_out *out)
{
    size_t n = op_count();
    out->ops.items = arena_array(&c->arena, struct op_summary, n);
    TRY_ROOM(out->ops.items);
    for (size_t i = 0; i < n; i++) {
        const struct op *op = op_at(i);
        if (op && in_service(op, in->service))
            out->ops.items[out->ops.count++] = summary_of(op);
    }
    qsort(out->ops.items, out->ops.count, sizeof out->ops.items[0], by_name);
    return NULL;
}

static struct err *schema_tree(struct call *c, const struct shape *s, const struct json **out)
{
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, 1 * MIB);
    json_out_init(&o, &text);
    shape_schema(s, &o);
    return json_parse_copy(buf_text(&text), NULL, &c->arena, out);
}

static struct err *list_needs(struct call *c, const struct op *op, struct op_need_list *out)
{
    out->items = arena_array(&c->arena, struct op_need, op->n_needs);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < op->n_needs; i++) {
        struct op_need *n = &out->items[out->count++];
        n->capability = str_of(cap_row(op->needs[i].cap)->name);
        if (op->needs[i].param >= 0) {
            n->parameter = op->in->fields[op->needs[i].param].name;
            n->has_parameter = GIVEN;
        }
    }
    return NULL;
}

struct err *op_ops_describe(struct call *c, const struct ops_describe_in *in,
                            struct ops_describe_out *out)
{
    const struct op *op;
    TRY(op_find(in->name, &op));
    out->name = str_of(op->name);
    out->number = op->nr;
    out->doc = str_of(op->doc);
    out->effect = (enum op_effect)op->effect;
    out->how = op->service ? STR("service") : str_of(how_name(op->how));
    out->idempotent = op->idempotent;
    out->timeout = str_of(timing_name(op_timing(op)));
    out->undo = str_of(op->undo);
    out->has_undo = op->undo ? GIVEN : ABSENT;
    TRY(list_needs(c, op, &out->needs));
    TRY(schema_tree(c, op->in, &out->input));
    TRY(schema_tree(c, op->out, &out->output));
    if (op->stream) {
        TRY(schema_tree(c, op->stream, &out->stream));
        out->has_stream = GIVEN;
    }
    return NULL;
}
