/* The reference for people: Markdown, and the manual page pith-ops(7). Both say the same from
 * the same rows; a `struct dialect` holds how each spells a heading, a line, an entry. */
#include "op/emit.h"

struct dialect {
    const char *entry, *after_entry;  /* around an op's name */
    const char *heading;              /* Parameters, Result: "%s" */
    const char *item;                 /* name, type */
    const char *item_doc, *paragraph; /* "%s" */
    bool roff;
};

static const struct dialect markdown = {
    .entry = "\n## `",
    .after_entry = "`\n\n",
    .heading = "\n%s:\n\n",
    .item = "- `%.*s` ",
    .item_doc = ": %s\n",
    .paragraph = "%s\n",
};
static const struct dialect roff = {
    .entry = ".SS ",
    .after_entry = "\n",
    .heading = ".PP\n.I %s:\n",
    .item = ".TP\n.B %.*s\n",
    .item_doc = ". %s\n",
    .paragraph = "%s\n",
    .roff = true,
};

/* A leading dot or quote means something to roff, and so does a backslash anywhere. */
static void say_text(struct buf *out, const struct dialect *d, const char *text)
{
    if (d->roff && (text[0] == '.' || text[0] == '\''))
        buf_add(out, STR("\\&"));
    for (; *text; text++) {
        if (d->roff && *text == '\\')
            buf_add(out, STR("\\e"));
        else
            buf_add_char(out, *text);
    }
}

#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* formats come from the dialect tables */

static void say_type(struct buf *out, const struct field *f)
{
    buf_printf(out, "%s%s", f->list ? "list of " : "",
               f->type == TYPE_REC    ? f->rec->name
               : f->type == TYPE_ENUM ? f->choices->name
                                      : type_name(f->type));
}

static void say_fallback(struct buf *out, const struct field *f)
{
    switch (f->type) {
    case TYPE_BOOL: buf_printf(out, "%s", f->fallback.integer ? "true" : "false"); break;
    case TYPE_REAL: buf_printf(out, "%g", f->fallback.real); break;
    case TYPE_TEXT:
    case TYPE_PATH:
    case TYPE_SECRET: buf_printf(out, "\"%.*s\"", STR_ARGS(f->fallback.text)); break;
    case TYPE_ENUM:
        buf_printf(out, "%.*s", STR_ARGS(f->choices->rows[f->fallback.integer].name));
        break;
    default: buf_printf(out, "%lld", (long long)f->fallback.integer); break;
    }
}

static bool has_fallback(const struct field *f)
{
    return f->optional && f->has_at == NO_HAS && !f->list && f->type != TYPE_REC &&
           f->type != TYPE_JSON && f->type != TYPE_BYTES;
}

static void say_bounds(struct buf *out, const struct field *f)
{
    bool length = f->list || f->type == TYPE_TEXT || f->type == TYPE_PATH || f->type == TYPE_BYTES;
    if (f->least || f->most)
        buf_printf(out, ", %lld to %lld%s", (long long)f->least, (long long)f->most,
                   f->list  ? " items"
                   : length ? " bytes"
                            : "");
    if (has_fallback(f)) {
        buf_add(out, STR(", default "));
        say_fallback(out, f);
    } else if (f->optional) {
        buf_add(out, STR(", optional"));
    }
}

static void say_fields(struct buf *out, const struct dialect *d, const char *title,
                       const struct shape *s)
{
    if (!s->count)
        return;
    buf_printf(out, d->heading, title);
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        buf_printf(out, d->item, STR_ARGS(f->name));
        buf_add(out, STR("("));
        say_type(out, f);
        say_bounds(out, f);
        buf_add(out, STR(")"));
        buf_printf(out, d->item_doc, f->doc);
    }
}

static void say_needs(struct buf *out, const struct op *op)
{
    for (size_t i = 0; i < op->n_needs; i++) {
        const struct need *n = &op->needs[i];
        buf_printf(out, "%s%s", i ? ", " : " Needs ", cap_row(n->cap)->name);
        if (n->param >= 0)
            buf_printf(out, " of %.*s", STR_ARGS(op->in->fields[n->param].name));
        if (n->flag >= 0)
            buf_printf(out, " if %.*s", STR_ARGS(op->in->fields[n->flag].name));
    }
    if (op->n_needs)
        buf_add_char(out, '.');
}

static void say_op(struct buf *out, const struct dialect *d, const struct op *op)
{
    buf_printf(out, "%s%s%s", d->entry, op->name, d->after_entry);
    say_text(out, d, op->doc);
    buf_printf(out, "%s", d->roff ? "\n.br\n" : "\n\n");
    buf_printf(out, "Number %d, effect %s%s.", op->nr, effect_name(op->effect),
               op->idempotent ? ", idempotent" : "");
    say_needs(out, op);
    if (op->alias)
        buf_printf(out, " Also called %s.", op->alias);
    if (op->undo)
        buf_printf(out, " Undone by %s.", op->undo);
    buf_add_char(out, '\n');
    say_fields(out, d, "Parameters", op->in);
    say_fields(out, d, "Result", op->out);
    if (op->stream)
        say_fields(out, d, "Each item of the stream", op->stream);
}

static void say_types(struct buf *out, const struct dialect *d, const struct emit_set *s)
{
    for (size_t i = 0; i < s->n_recs; i++) {
        buf_printf(out, "%s%s%s", d->entry, s->recs[i]->name, d->after_entry);
        say_text(out, d, s->recs[i]->doc);
        buf_add_char(out, '\n');
        say_fields(out, d, "Parts", s->recs[i]);
    }
    for (size_t i = 0; i < s->n_enums; i++) {
        const struct choices *c = s->enums[i];
        buf_printf(out, "%s%s%s", d->entry, c->name, d->after_entry);
        say_text(out, d, c->doc);
        buf_add_char(out, '\n');
        buf_printf(out, d->heading, "Values");
        for (size_t v = 0; v < c->count; v++) {
            buf_printf(out, d->item, STR_ARGS(c->rows[v].name));
            buf_printf(out, d->roff ? "%s\n" : ": %s\n", c->rows[v].doc);
        }
    }
}

void emit_md(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    buf_printf(out,
               "<!-- Made by `pith ops --emit=md` from the op tables; not to be edited. -->\n"
               "# Operations\n\nEverything pith can do, %zu operations. Call one with "
               "`pith call NAME parameter=value …`;\n`pith help NAME` shows the same as here.\n",
               s->n_ops);
    for (size_t i = 0; i < s->n_ops; i++)
        say_op(out, &markdown, s->ops[i]);
    buf_add(out, STR("\n# Types\n"));
    say_types(out, &markdown, s);
}

void emit_man(struct buf *out)
{
    owned(emit_set) struct emit_set *s = emit_set_new();
    buf_add(out, STR(".\\\" Made by `pith ops --emit=man` from the op tables; not to be edited.\n"
                     ".TH PITH-OPS 7 \"\" \"pith " PITH_VERSION "\" \"pith operations\"\n"
                     ".SH NAME\npith-ops \\- everything pith can do\n"
                     ".SH DESCRIPTION\nEach operation is called with\n.B pith call NAME "
                     "parameter=value ...\nand is reached the same way over every other door.\n"
                     ".SH OPERATIONS\n"));
    for (size_t i = 0; i < s->n_ops; i++)
        say_op(out, &roff, s->ops[i]);
    buf_add(out, STR(".SH TYPES\n"));
    say_types(out, &roff, s);
    buf_add(out, STR(".SH SEE ALSO\n.BR pith (1)\n"));
}
