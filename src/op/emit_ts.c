/* TypeScript types: one interface per record, per argument object and per result, and `Ops`,
 * which maps each op's name to them, so that call("fs.read", …) is checked and completed. */
#include "op/emit.h"

/* ORDER TYPE */
static const char *const basic[TYPES] = {
    [TYPE_BOOL] = "boolean", [TYPE_INT] = "number",    [TYPE_COUNT] = "number",
    [TYPE_REAL] = "number",  [TYPE_TEXT] = "string",   [TYPE_PATH] = "string",
    [TYPE_BYTES] = "Bytes",  [TYPE_TIME] = "number",   [TYPE_MS] = "number",
    [TYPE_JSON] = "unknown", [TYPE_SECRET] = "string",
};

static void say_type(struct buf *out, const struct field *f)
{
    if (f->type == TYPE_REC)
        emit_camel(out, f->rec->name);
    else if (f->type == TYPE_ENUM)
        emit_camel(out, f->choices->name);
    else
        buf_add(out, str_of(basic[f->type]));
    if (f->list)
        buf_add(out, STR("[]"));
}

/* What would end the comment does not. */
static void say_doc(struct buf *out, const char *indent, const char *doc)
{
    struct str rest = str_of(doc);
    buf_printf(out, "%s/** ", indent);
    for (size_t at; str_find(rest, STR("*/"), &at); rest = str_from(rest, at + 2))
        buf_printf(out, "%.*s*\\/", (int)at, rest.ptr);
    buf_add(out, rest);
    buf_add(out, STR(" */\n"));
}

static void say_members(struct buf *out, const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        say_doc(out, "  ", f->doc);
        buf_printf(out, "  %.*s%s: ", STR_ARGS(f->name), f->optional ? "?" : "");
        say_type(out, f);
        buf_add(out, f->has_at == NO_HAS ? STR(";\n") : STR(" | null;\n"));
    }
}

static void say_interface(struct buf *out, const char *name, const char *suffix,
                          const struct shape *s)
{
    buf_add_char(out, '\n');
    say_doc(out, "", s->doc);
    buf_add(out, STR("export interface "));
    emit_camel(out, name);
    buf_printf(out, "%s {\n", suffix);
    say_members(out, s);
    buf_add(out, STR("}\n"));
}

static void say_enum(struct buf *out, const struct choices *c)
{
    buf_add_char(out, '\n');
    say_doc(out, "", c->doc);
    buf_add(out, STR("export type "));
    emit_camel(out, c->name);
    buf_add(out, STR(" ="));
    for (size_t i = 0; i < c->count; i++)
        buf_printf(out, "%s \"%.*s\"", i ? " |" : "", STR_ARGS(c->rows[i].name));
    buf_add(out, STR(";\n"));
}

static void say_row(struct buf *out, const struct op *op)
{
    buf_printf(out, "  \"%s\": { in: ", op->name);
    emit_camel(out, op->name);
    buf_add(out, STR("In; out: "));
    emit_camel(out, op->name);
    buf_add(out, STR("Out"));
    if (op->stream) {
        buf_add(out, STR("; stream: "));
        emit_camel(out, op->stream->name);
    }
    buf_add(out, STR(" };\n"));
}

void emit_ts(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    buf_add(out, STR("// Made by `pith ops --emit=ts` from the op tables; not to be edited.\n\n"
                     "/** Bytes inside JSON; above 1 MiB they travel raw or as a stream. */\n"
                     "export interface Bytes {\n  $bytes: string;\n}\n"));
    for (size_t i = 0; i < s->n_enums; i++)
        say_enum(out, s->enums[i]);
    for (size_t i = 0; i < s->n_recs; i++)
        say_interface(out, s->recs[i]->name, "", s->recs[i]);
    for (size_t i = 0; i < s->n_ops; i++) {
        say_interface(out, s->ops[i]->name, "In", s->ops[i]->in);
        say_interface(out, s->ops[i]->name, "Out", s->ops[i]->out);
    }
    buf_add(out, STR("\n/** Every op by name. */\nexport interface Ops {\n"));
    for (size_t i = 0; i < s->n_ops; i++)
        say_row(out, s->ops[i]);
    buf_add(out, STR("}\n"));
}
