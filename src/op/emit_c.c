/* C for libpith: pith_ops.h has a struct for each record, for the arguments and for the results
 * of each op, and a function that calls it; pith_ops.c has the shapes. Whoever uses it from C++
 * meets its keywords: fields of such a name get a line at their end. */
#include "op/emit.h"

/* ORDER TYPE */
static const struct {
    const char *c, *list, *constant;
} basic[TYPES] = {
    [TYPE_BOOL] = { "bool", "pith_bool_list", "PITH_BOOL" },
    [TYPE_INT] = { "int64_t", "pith_int_list", "PITH_INT" },
    [TYPE_COUNT] = { "uint64_t", "pith_count_list", "PITH_COUNT" },
    [TYPE_REAL] = { "double", "pith_real_list", "PITH_REAL" },
    [TYPE_TEXT] = { "struct pith_str", "pith_str_list", "PITH_TEXT" },
    [TYPE_PATH] = { "struct pith_str", "pith_str_list", "PITH_PATH" },
    [TYPE_BYTES] = { "struct pith_bytes", NULL, "PITH_BYTES" },
    [TYPE_TIME] = { "int64_t", "pith_int_list", "PITH_TIME" },
    [TYPE_MS] = { "uint64_t", "pith_count_list", "PITH_MS" },
    [TYPE_SECRET] = { "struct pith_str", NULL, "PITH_SECRET" },
    [TYPE_JSON] = { "struct pith_str", "pith_str_list", "PITH_JSON" },
    [TYPE_ENUM] = { NULL, NULL, "PITH_ENUM" },
    [TYPE_REC] = { NULL, NULL, "PITH_REC" },
};

static const char *const effects[EFFECTS] = { "PITH_PURE", "PITH_READ",    "PITH_WRITE",
                                              "PITH_EXEC", "PITH_NETWORK", "PITH_IRREVERSIBLE" };
static const char *const roles[] = { "PITH_PLAIN", "PITH_TARGET", "PITH_CONTENT" };

static void say_upper(struct buf *out, struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        buf_add_char(out, c >= 'a' && c <= 'z' ? (char)(c - 32) : c == '.' ? '_' : c);
    }
}

static void say_lower(struct buf *out, const char *name)
{
    for (; *name; name++)
        buf_add_char(out, *name == '.' ? '_' : *name);
}

static const char *tail_of(struct str name)
{
    static const char *const keywords[] = {
        "and",       "catch", "class", "delete", "explicit", "export",  "friend",    "mutable",
        "namespace", "new",   "not",   "or",     "operator", "private", "protected", "public",
        "template",  "this",  "throw", "try",    "typename", "using",   "virtual",   "xor",
    };
    for (size_t i = 0; i < COUNT_OF(keywords); i++)
        if (str_eq(name, str_of(keywords[i])))
            return "_";
    return "";
}

/* In a form that nothing in a manual line can end. */
static void say_doc(struct buf *out, const char *indent, const char *doc)
{
    buf_printf(out, "%s// %s\n", indent, doc);
}

/* --- the header --- */

static void say_enum(struct buf *out, const struct choices *c)
{
    buf_add_char(out, '\n');
    say_doc(out, "", c->doc);
    buf_printf(out, "enum pith_%s {\n", c->name);
    for (size_t i = 0; i < c->count; i++) {
        buf_add(out, STR("    PITH_"));
        say_upper(out, str_of(c->name));
        buf_add_char(out, '_');
        say_upper(out, c->rows[i].name);
        buf_add(out, i + 1 < c->count ? STR(",\n") : STR("\n"));
    }
    buf_add(out, STR("};\n"));
}

static void say_member(struct buf *out, const struct field *f)
{
    say_doc(out, "    ", f->doc);
    if (f->list && f->rec)
        buf_printf(out, "    struct pith_%s_list ", f->rec->name);
    else if (f->list)
        buf_printf(out, "    struct %s ", basic[f->type].list);
    else if (f->rec)
        buf_printf(out, "    struct pith_%s ", f->rec->name);
    else if (f->choices)
        buf_printf(out, "    enum pith_%s ", f->choices->name);
    else
        buf_printf(out, "    %s ", basic[f->type].c);
    buf_printf(out, "%.*s%s;\n", STR_ARGS(f->name), tail_of(f->name));
    if (f->optional)
        buf_printf(out, "    uint8_t has_%.*s;\n", STR_ARGS(f->name));
}

static void say_members(struct buf *out, const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++)
        say_member(out, &s->fields[i]);
    if (!s->count)
        buf_add(out, STR("    char nothing;\n"));
    buf_add(out, STR("};\n"));
}

static void say_record(struct buf *out, const struct shape *s)
{
    buf_add_char(out, '\n');
    say_doc(out, "", s->doc);
    buf_printf(out,
               "struct pith_%s_list {\n    const struct pith_%s *items;\n    size_t count;\n};\n",
               s->name, s->name);
    buf_printf(out, "struct pith_%s {\n", s->name);
    say_members(out, s);
    buf_printf(out, "extern const struct pith_shape pith_shape_%s;\n", s->name);
}

static void say_struct(struct buf *out, const struct op *op, const char *suffix,
                       const struct shape *s)
{
    buf_add(out, STR("struct pith_"));
    say_lower(out, op->name);
    buf_printf(out, "_%s {\n", suffix);
    say_members(out, s);
}

static void say_prototype(struct buf *out, const struct op *op)
{
    buf_add(out, STR("int pith_"));
    say_lower(out, op->name);
    buf_add(out, STR("(struct pith *p, const struct pith_"));
    say_lower(out, op->name);
    buf_add(out, STR("_in *in,\n    struct pith_"));
    say_lower(out, op->name);
    buf_add(out, STR("_out *out, struct pith_error *e)"));
}

static void say_op(struct buf *out, const struct op *op)
{
    buf_add_char(out, '\n');
    buf_printf(out, "// %s: %s\n", op->name, op->doc);
    say_struct(out, op, "in", op->in);
    say_struct(out, op, "out", op->out);
    buf_add(out, STR("extern const struct pith_op pith_op_"));
    say_lower(out, op->name);
    buf_add(out, STR(";\n"));
    if (op->stream) { /* is followed by pith_submit() */
        buf_printf(out, "// It streams struct pith_%s: pith_submit().\n", op->stream->name);
        return;
    }
    say_prototype(out, op);
    buf_add(out, STR(";\n"));
}

void emit_h(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    buf_add(out,
            STR("/* Every op as a function. Made by `pith ops --emit=h` from the op tables; not to "
                "be edited. */\n#pragma once\n#include \"pith.h\"\n\n"
                "#ifdef __cplusplus\nextern \"C\" {\n#endif\n"));
    for (size_t i = 0; i < s->n_enums; i++)
        say_enum(out, s->enums[i]);
    for (size_t i = 0; i < s->n_recs; i++)
        say_record(out, s->recs[i]);
    for (size_t i = 0; i < s->n_ops; i++)
        say_op(out, s->ops[i]);
    buf_add(out, STR("\n#ifdef __cplusplus\n}\n#endif\n"));
}

/* --- the source --- */

static void say_literal(struct buf *out, const char *text)
{
    buf_add_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, *text);
    }
    buf_add_char(out, '"');
}

static void say_choices(struct buf *out, const struct choices *c)
{
    buf_printf(out, "static const char *const choices_%s[] = {\n    ", c->name);
    for (size_t i = 0; i < c->count; i++)
        buf_printf(out, "\"%.*s\", ", STR_ARGS(c->rows[i].name));
    buf_add(out, STR("NULL,\n};\n"));
}

static void say_field(struct buf *out, const char *owner, const struct field *f)
{
    const char *tail = tail_of(f->name);
    buf_printf(out, "    { \"%.*s\", ", STR_ARGS(f->name));
    say_literal(out, f->doc);
    buf_printf(out, ",\n      %s, %s, %s, %s, offsetof(struct %s, %.*s%s), ",
               basic[f->type].constant, roles[f->role], f->list ? "true" : "false",
               f->optional ? "true" : "false", owner, STR_ARGS(f->name), tail);
    if (f->optional)
        buf_printf(out, "offsetof(struct %s, has_%.*s), ", owner, STR_ARGS(f->name));
    else
        buf_add(out, STR("0, "));
    buf_printf(out, "%lld, %lld, ", (long long)f->least, (long long)f->most);
    if (f->rec)
        buf_printf(out, "&pith_shape_%s, ", f->rec->name);
    else
        buf_add(out, STR("NULL, "));
    if (f->choices)
        buf_printf(out, "choices_%s },\n", f->choices->name);
    else
        buf_add(out, STR("NULL },\n"));
}

static void say_shape(struct buf *out, const char *linkage, const char *owner, const char *variable,
                      const char *label, const struct shape *s)
{
    buf_add_char(out, '\n');
    if (s->count)
        buf_printf(out, "static const struct pith_field fields_of_%s[] = {\n", owner);
    for (size_t i = 0; i < s->count; i++)
        say_field(out, owner, &s->fields[i]);
    if (s->count)
        buf_add(out, STR("};\n"));
    buf_printf(
        out,
        "%sconst struct pith_shape %s = {\n    \"%s\", %s%s, %zu, sizeof(struct %s), 0x%08xu\n};\n",
        linkage, variable, label, s->count ? "fields_of_" : "NULL", s->count ? owner : "", s->count,
        owner, shape_hash(s));
}

static void say_needs(struct buf *out, const struct op *op)
{
    if (!op->n_needs) {
        buf_add(out, STR("NULL"));
        return;
    }
    buf_add_char(out, '"');
    for (size_t i = 0; i < op->n_needs; i++) {
        const struct need *n = &op->needs[i];
        buf_printf(out, "%s%s", i ? ", " : "", cap_row(n->cap)->name);
        if (n->param >= 0)
            buf_printf(out, " of %.*s", STR_ARGS(op->in->fields[n->param].name));
        if (n->flag >= 0)
            buf_printf(out, " if %.*s", STR_ARGS(op->in->fields[n->flag].name));
    }
    buf_add_char(out, '"');
}

/* fs.read -> fs_read */
static const char *plain_name(struct arena *a, const char *name)
{
    struct str copy = arena_printf(a, "%s", name);
    for (char *c = (char *)(uintptr_t)copy.ptr; *c; c++)
        *c = *c == '.' ? '_' : *c;
    return copy.ptr;
}

static void say_op_shape(struct buf *out, struct arena *a, const struct op *op, const char *suffix,
                         const struct shape *s)
{
    const char *name = plain_name(a, op->name);
    say_shape(out, "static ", arena_printf(a, "pith_%s_%s", name, suffix).ptr,
              arena_printf(a, "shape_of_%s_%s", name, suffix).ptr, op->name, s);
}

static void say_op_row(struct buf *out, struct arena *a, const struct op *op)
{
    const char *name = plain_name(a, op->name);
    say_op_shape(out, a, op, "in", op->in);
    say_op_shape(out, a, op, "out", op->out);
    buf_printf(out, "const struct pith_op pith_op_%s = {\n    %u, \"%s\", ", name, op->nr,
               op->name);
    say_literal(out, op->doc);
    buf_printf(out, ",\n    %s, %s, %s, ", effects[op->effect], op->idempotent ? "true" : "false",
               op->passes_fd ? "true" : "false");
    say_needs(out, op);
    buf_printf(out, ",\n    &shape_of_%s_in, &shape_of_%s_out, %s%s\n};\n", name, name,
               op->stream ? "&pith_shape_" : "NULL", op->stream ? op->stream->name : "");
    if (op->stream)
        return;
    say_prototype(out, op);
    buf_printf(out, "\n{\n    return pith_call(p, &pith_op_%s, in, out, e);\n}\n", name);
}

static void say_record_shape(struct buf *out, struct arena *a, const struct shape *s)
{
    say_shape(out, "", arena_printf(a, "pith_%s", s->name).ptr,
              arena_printf(a, "pith_shape_%s", s->name).ptr, s->name, s);
}

void emit_c(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    owned(arena) struct arena a;
    arena_init(&a, 16 * MIB);
    buf_add(out, STR("/* Made by `pith ops --emit=c` from the op tables; not to be edited. */\n"
                     "#include \"pith_ops.h\"\n\n"));
    for (size_t i = 0; i < s->n_enums; i++)
        say_choices(out, s->enums[i]);
    for (size_t i = 0; i < s->n_recs; i++)
        say_record_shape(out, &a, s->recs[i]);
    for (size_t i = 0; i < s->n_ops; i++)
        say_op_row(out, &a, s->ops[i]);
}
