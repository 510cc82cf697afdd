/* Protocol Buffers: a message per record, per argument object and per result, a service per
 * family of ops. A field's number is its place in its row, which is why rows only grow at
 * their end. */
#include "op/emit.h"

/* ORDER TYPE */
static const char *const basic[TYPES] = {
    [TYPE_BOOL] = "bool",
    [TYPE_INT] = "int64",
    [TYPE_COUNT] = "uint64",
    [TYPE_REAL] = "double",
    [TYPE_TEXT] = "string",
    [TYPE_PATH] = "string",
    [TYPE_BYTES] = "bytes",
    [TYPE_TIME] = "int64",
    [TYPE_MS] = "uint64",
    [TYPE_SECRET] = "string",
    [TYPE_JSON] = "google.protobuf.Value",
};

static void say_upper(struct buf *out, struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        buf_add_char(out, c >= 'a' && c <= 'z' ? (char)(c - 32) : c == '.' ? '_' : c);
    }
}

static void say_field(struct buf *out, const struct field *f, size_t number)
{
    buf_printf(out, "  // %s\n  %s", f->doc,
               f->list                              ? "repeated "
               : f->optional && f->type != TYPE_REC ? "optional "
                                                    : "");
    if (f->type == TYPE_REC)
        emit_camel(out, f->rec->name);
    else if (f->type == TYPE_ENUM)
        emit_camel(out, f->choices->name);
    else
        buf_add(out, str_of(basic[f->type]));
    buf_printf(out, " %.*s = %zu;\n", STR_ARGS(f->name), number);
}

static void say_message(struct buf *out, const char *name, const char *suffix,
                        const struct shape *s)
{
    buf_printf(out, "\n// %s\nmessage ", s->doc);
    emit_camel(out, name);
    buf_printf(out, "%s {\n", suffix);
    for (size_t i = 0; i < s->count; i++)
        say_field(out, &s->fields[i], i + 1);
    buf_add(out, STR("}\n"));
}

static void say_enum(struct buf *out, const struct choices *c)
{
    buf_printf(out, "\n// %s\nenum ", c->doc);
    emit_camel(out, c->name);
    buf_add(out, STR(" {\n  "));
    say_upper(out, str_of(c->name));
    buf_add(out, STR("_UNSPECIFIED = 0;\n"));
    for (size_t i = 0; i < c->count; i++) {
        buf_printf(out, "  // %s\n  ", c->rows[i].doc);
        say_upper(out, str_of(c->name));
        buf_add_char(out, '_');
        say_upper(out, c->rows[i].name);
        buf_printf(out, " = %zu;\n", i + 1);
    }
    buf_add(out, STR("}\n"));
}

static struct str service_of(const struct op *op)
{
    struct str name = str_of(op->name);
    return str_cut(&name, '.');
}

static void say_rpc(struct buf *out, const struct op *op)
{
    buf_printf(out, "  // %s\n  rpc ", op->doc);
    emit_camel(out, op->name);
    buf_add(out, STR("("));
    emit_camel(out, op->name);
    buf_printf(out, "In) returns (%s", op->stream ? "stream " : "");
    emit_camel(out, op->stream ? op->stream->name : op->name);
    buf_add(out, op->stream ? STR(");\n") : STR("Out);\n"));
}

static void say_service(struct buf *out, const struct emit_set *s, size_t first, size_t end)
{
    buf_add(out, STR("\nservice "));
    owned(buf) struct buf name;
    buf_init(&name, NAME_MOST);
    buf_add(&name, service_of(s->ops[first]));
    buf_add_char(&name, 0);
    emit_camel(out, name.ptr);
    buf_add(out, STR(" {\n"));
    for (size_t i = first; i < end; i++)
        say_rpc(out, s->ops[i]);
    buf_add(out, STR("}\n"));
}

void emit_proto(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    buf_add(out, STR("// Made by `pith ops --emit=proto` from the op tables; not to be edited.\n"
                     "syntax = \"proto3\";\n\npackage pith.v1;\n\n"
                     "import \"google/protobuf/struct.proto\";\n"));
    for (size_t i = 0; i < s->n_enums; i++)
        say_enum(out, s->enums[i]);
    for (size_t i = 0; i < s->n_recs; i++)
        say_message(out, s->recs[i]->name, "", s->recs[i]);
    for (size_t i = 0; i < s->n_ops; i++) {
        say_message(out, s->ops[i]->name, "In", s->ops[i]->in);
        if (!s->ops[i]->stream)
            say_message(out, s->ops[i]->name, "Out", s->ops[i]->out);
    }
    for (size_t first = 0, end; first < s->n_ops; first = end) {
        end = first + 1;
        while (end < s->n_ops && str_eq(service_of(s->ops[end]), service_of(s->ops[first])))
            end++;
        say_service(out, s, first, end);
    }
}
