/* The formats, and what all emitters need: see emit.h. */
#include "op/emit.h"

#include "base/json.h"

#include <stdlib.h>

const struct emitter emitters[] = {
    { "ts", "web/src/wire/ops.ts", "TypeScript types of every op", emit_ts },
    { "schema", "ops/schema.json", "JSON Schema of every op", emit_schema },
    { "proto", "proto/pith.proto", "Protocol Buffers messages and services", emit_proto },
    { "h", "lib/pith_ops.h", "C structs and functions of every op, for libpith", emit_h },
    { "c", "lib/pith_ops.c", "and what stands behind them", emit_c },
    { "man", "ops/pith-ops.7", "a manual page, pith-ops(7)", emit_man },
    { "md", "docs/ops.md", "the reference in Markdown", emit_md },
    { "dict", "fuzz/ops.dict", "a dictionary for fuzzing arguments", emit_dict },
};
const size_t emitter_count = COUNT_OF(emitters);

const struct emitter *emitter_named(struct str format)
{
    for (size_t i = 0; i < emitter_count; i++)
        if (str_eq(format, str_of(emitters[i].format)))
            return &emitters[i];
    return NULL;
}

static void add_enum(struct emit_set *s, const struct choices *c)
{
    for (size_t i = 0; i < s->n_enums; i++)
        if (s->enums[i] == c)
            return;
    if (s->n_enums < COUNT_OF(s->enums))
        s->enums[s->n_enums++] = c;
}

static void add_parts(struct emit_set *s, const struct shape *of);

static void add_rec(struct emit_set *s, const struct shape *rec)
{
    for (size_t i = 0; i < s->n_recs; i++)
        if (s->recs[i] == rec)
            return;
    if (s->n_recs == COUNT_OF(s->recs))
        return;
    size_t mine = s->n_recs++; /* entered first, so that a record inside itself ends */
    s->recs[mine] = rec;
    add_parts(s, rec);
    for (; mine + 1 < s->n_recs; mine++) { /* its parts came behind it: bring it behind them */
        s->recs[mine] = s->recs[mine + 1];
        s->recs[mine + 1] = rec;
    }
}

static void add_parts(struct emit_set *s, const struct shape *of)
{
    for (size_t i = 0; of && i < of->count; i++) {
        if (of->fields[i].rec)
            add_rec(s, of->fields[i].rec);
        if (of->fields[i].choices)
            add_enum(s, of->fields[i].choices);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct op *const *)a)->name, (*(const struct op *const *)b)->name);
}

struct emit_set *emit_set_new(void)
{
    struct emit_set *s = mem_new(sizeof *s);
    for (size_t i = 0; i < op_count(); i++)
        if (op_at(i) && !op_at(i)->owner)
            s->ops[s->n_ops++] = op_at(i);
    qsort(s->ops, s->n_ops, sizeof s->ops[0], by_name);
    for (size_t i = 0; i < s->n_ops; i++) {
        add_parts(s, s->ops[i]->in);
        add_parts(s, s->ops[i]->out);
        if (s->ops[i]->stream)
            add_rec(s, s->ops[i]->stream);
    }
    return s;
}

void emit_set_free(struct emit_set *s)
{
    mem_free(s);
}

void emit_camel(struct buf *out, const char *name)
{
    bool start = true;
    for (; *name; name++) {
        bool gap = *name == '_' || *name == '.';
        if (!gap)
            buf_add_char(out, start && *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name);
        start = gap;
    }
}

void emit_schema(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    struct json_out o;
    json_out_init(&o, out);
    o.indent = 1;
    json_begin_object(&o);
    for (size_t i = 0; i < s->n_ops; i++) {
        const struct op *op = s->ops[i];
        json_name(&o, str_of(op->name));
        json_begin_object(&o);
        json_name(&o, STR("number"));
        json_int(&o, op->nr);
        json_name(&o, STR("description"));
        json_text(&o, str_of(op->doc));
        json_name(&o, STR("effect"));
        json_text(&o, str_of(effect_name(op->effect)));
        json_name(&o, STR("input"));
        shape_schema(op->in, &o);
        json_name(&o, STR("output"));
        shape_schema(op->out, &o);
        if (op->stream) {
            json_name(&o, STR("stream"));
            shape_schema(op->stream, &o);
        }
        json_end_object(&o);
    }
    json_end_object(&o);
    buf_add_char(out, '\n');
}

static void dict_shape(struct buf *out, const struct shape *shape)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];
        buf_printf(out, "\"\\\"%.*s\\\":\"\n", STR_ARGS(f->name));
        for (size_t c = 0; f->choices && c < f->choices->count; c++)
            buf_printf(out, "\"\\\"%.*s\\\"\"\n", STR_ARGS(f->choices->rows[c].name));
    }
}

void emit_dict(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    buf_add(out,
            STR("# Words of the op table; made by `pith ops --emit=dict`.\n\"\\\"$bytes\\\":\"\n"));
    for (size_t i = 0; i < s->n_ops; i++) {
        buf_printf(out, "\"%s\"\n", s->ops[i]->name);
        dict_shape(out, s->ops[i]->in);
    }
    for (size_t i = 0; i < s->n_recs; i++)
        dict_shape(out, s->recs[i]);
}
