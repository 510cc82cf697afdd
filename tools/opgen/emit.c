/* Writing C from the tables: see opgen.h. What comes out is meant to be read in a debugger. */
#include "opgen.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *out;

#define SAY(...) fprintf(out, __VA_ARGS__)

static const char *upper(const char *text)
{
    static char words[4][256];
    static int turn;
    char *w = words[turn++ % 4];
    size_t i = 0;
    for (; text[i] && i < sizeof words[0] - 1; i++)
        w[i] = (char)toupper((unsigned char)text[i]);
    w[i] = 0;
    return w;
}

static void say_literal(const char *text)
{
    SAY("\"");
    for (; *text; text++)
        SAY(*text == '"' || *text == '\\' ? "\\%c" : *text == '\n' ? "\\n" : "%c", *text);
    SAY("\"");
}

static bool has_flag(const struct param *p)
{
    return p->fallback && strcmp(p->fallback, "NONE") == 0;
}

/* --- the header --- */

static void say_member(const struct param *p)
{
    const char *basic = basic_c_type(p->type);
    SAY("    ");
    if (p->list && p->rec)
        SAY("struct %s_list ", p->type);
    else if (p->list)
        SAY("struct %s ", basic_list_type(p->type));
    else if (p->rec)
        SAY("struct %s ", p->type);
    else if (p->en)
        SAY("enum %s ", p->type);
    else
        SAY("%s%s", basic, basic[strlen(basic) - 1] == '*' ? "" : " ");
    SAY("%s;\n", p->name);
    if (has_flag(p))
        SAY("    uint8_t has_%s; /* enum given */\n", p->name);
}

static void say_struct(const char *name, const char *suffix, const struct params *p)
{
    SAY("struct %s%s {\n", name, suffix);
    for (int i = 0; i < p->count; i++)
        say_member(&p->rows[i]);
    SAY("};\n");
}

static void say_enum(const struct enumeration *e)
{
    SAY("\n/* %s */\nenum %s {\n", e->doc, e->name);
    for (int i = 0; i < e->count; i++)
        SAY("    %s_%s,\n", upper(e->name), upper(e->values[i]));
    SAY("};\nextern const struct choices choices_%s;\n", e->name);
}

static void say_record(const struct record *r)
{
    SAY("\n/* %s */\n", r->doc);
    SAY("struct %s_list {\n    struct %s *items;\n    size_t count;\n};\n", r->name, r->name);
    say_struct(r->name, "", &r->fields);
    SAY("extern const struct shape shape_%s;\n", r->name);
}

static bool is_how(const struct op_row *o, const char *how)
{
    return strcmp(o->how, how) == 0;
}

static void say_op(const struct op_row *o, int place)
{
    char name[128];
    snprintf(name, sizeof name, "%s_%s", o->service, o->name);
    SAY("\n/* %s.%s: %s */\n", o->service, o->name, o->doc);
    say_struct(name, "_in", &o->in);
    say_struct(name, "_out", &o->out);
    SAY("#define OP_%s (&%s_op_rows[%d])\n", upper(name), o->module, place);
    if (is_how(o, "SERVICE"))
        return; /* its handler is another program */
    if (is_how(o, "LOOP"))
        SAY("void op_%s(struct call *c, const struct %s_in *in);\n", name, name);
    else
        SAY("struct err *op_%s(struct call *c, const struct %s_in *in, struct %s_out *out);\n",
            name, name, name);
}

static void say_uses(const char *module, const struct params *p)
{
    for (int i = 0; i < p->count; i++) {
        const char *from = p->rows[i].rec  ? p->rows[i].rec->module
                           : p->rows[i].en ? p->rows[i].en->module
                                           : module;
        if (strcmp(from, module) != 0)
            SAY("#include \"ops/%s.h\"\n", from);
    }
}

static void write_header(const struct tables *t, const char *module)
{
    SAY("/* Made by opgen from %s/%s.def; not to be edited. */\n#pragma once\n"
        "#include \"op/op.h\"\n",
        module, module);
    for (int i = 0; i < t->n_ops; i++) {
        if (strcmp(t->ops[i].module, module) == 0) {
            say_uses(module, &t->ops[i].in);
            say_uses(module, &t->ops[i].out);
        }
    }
    for (int i = 0; i < t->n_records; i++)
        if (strcmp(t->records[i].module, module) == 0)
            say_uses(module, &t->records[i].fields);
    SAY("\nextern struct op %s_op_rows[];\nextern const struct op_module %s_ops;\n", module,
        module);
    for (int i = 0; i < t->n_enums; i++)
        if (strcmp(t->enums[i].module, module) == 0)
            say_enum(&t->enums[i]);
    for (int i = 0; i < t->n_records; i++)
        if (strcmp(t->records[i].module, module) == 0)
            say_record(&t->records[i]);
    for (int i = 0, place = 0; i < t->n_ops; i++)
        if (strcmp(t->ops[i].module, module) == 0)
            say_op(&t->ops[i], place++);
}

/* --- the source --- */

static void say_fallback(const struct param *p)
{
    if (!p->fallback || has_flag(p))
        return;
    if (p->en)
        SAY(", .fallback.integer = %s_%s", upper(p->type), upper(p->fallback));
    else if (!strcmp(p->type, "TEXT") || !strcmp(p->type, "PATH") || !strcmp(p->type, "SECRET"))
        SAY(", .fallback.text = STR_INIT(%s)", p->fallback);
    else if (!strcmp(p->type, "REAL"))
        SAY(", .fallback.real = %s", p->fallback);
    else
        SAY(", .fallback.integer = %s", p->fallback);
}

static void say_field(const char *owner, const struct param *p)
{
    const char *type = p->rec ? "REC" : p->en ? "ENUM" : p->type;
    SAY("    { .name = STR_INIT(\"%s\"), .doc = ", p->name);
    say_literal(p->doc);
    SAY(",\n      .type = TYPE_%s, .role = ROLE_%s, .list = %d, .optional = %d,\n", type, p->role,
        p->list, p->fallback != NULL);
    SAY("      .at = offsetof(struct %s, %s), ", owner, p->name);
    if (has_flag(p))
        SAY(".has_at = offsetof(struct %s, has_%s)", owner, p->name);
    else
        SAY(".has_at = NO_HAS");
    SAY(",\n      .least = %lldLL, .most = %lldLL", p->least, p->most);
    if (p->rec)
        SAY(", .rec = &shape_%s", p->type);
    if (p->en)
        SAY(", .choices = &choices_%s", p->type);
    say_fallback(p);
    SAY(" },\n");
}

static void say_shape(const char *linkage, const char *owner, const char *label, const char *doc,
                      const struct params *p)
{
    if (p->count) {
        SAY("static const struct field fields_%s[] = {\n", owner);
        for (int i = 0; i < p->count; i++)
            say_field(owner, &p->rows[i]);
        SAY("};\n");
    }
    SAY("%sconst struct shape shape_%s = {\n    .name = \"%s\", .doc = ", linkage, owner, label);
    say_literal(doc);
    SAY(",\n    .fields = %s%s, .count = %d,\n", p->count ? "fields_" : "NULL",
        p->count ? owner : "", p->count);
    SAY("    .size = sizeof(struct %s), .align = _Alignof(struct %s),\n};\n", owner, owner);
}

static void say_choices(const struct enumeration *e)
{
    SAY("\nstatic const struct choice rows_of_%s[] = {\n", e->name);
    for (int i = 0; i < e->count; i++) {
        SAY("    { STR_INIT(\"%s\"), ", e->values[i]);
        say_literal(e->docs[i]);
        SAY(" },\n");
    }
    SAY("};\nconst struct choices choices_%s = { \"%s\", ", e->name, e->name);
    say_literal(e->doc);
    SAY(", rows_of_%s, %d };\n", e->name, e->count);
}

static void say_op_parts(const struct op_row *o)
{
    char name[128], owner[160], label[160];
    snprintf(name, sizeof name, "%s_%s", o->service, o->name);
    SAY("\n");
    snprintf(owner, sizeof owner, "%s_in", name);
    snprintf(label, sizeof label, "%s.%s", o->service, o->name);
    say_shape("static ", owner, label, o->doc, &o->in);
    snprintf(owner, sizeof owner, "%s_out", name);
    say_shape("static ", owner, label, o->doc, &o->out);
    if (is_how(o, "LOOP"))
        SAY("static void start_%s(struct call *c)\n{\n    op_%s(c, c->in);\n}\n", name, name);
    else if (!is_how(o, "SERVICE"))
        SAY("static struct err *run_%s(struct call *c)\n{\n"
            "    return op_%s(c, c->in, c->out);\n}\n",
            name, name);
    if (o->n_needs) {
        SAY("static const struct need needs_%s[] = {", name);
        for (int i = 0; i < o->n_needs; i++)
            SAY(" { CAP_%s, %d, %d },", o->needs[i].cap, o->needs[i].param, o->needs[i].flag);
        SAY(" };\n");
    }
}

static void say_optional_text(const char *member, const char *text)
{
    if (!text)
        return;
    SAY("      .%s = ", member);
    say_literal(text);
    SAY(",\n");
}

static void say_row(const struct op_row *o)
{
    SAY("    { .nr = %ld, .name = \"%s.%s\", .doc = ", o->nr, o->service, o->name);
    say_literal(o->doc);
    SAY(",\n      .effect = EFFECT_%s, .how = HOW_%s, .pool = POOL_%s,\n      .timing = TIMING_%s, "
        ".idempotent = %d,\n"
        "      .open = %d, .passes_fd = %d,\n",
        o->effect, is_how(o, "SERVICE") ? "LOOP" : o->how, o->pool, o->timing, o->idempotent,
        o->open, o->passes_fd);
    SAY("      .in = &shape_%s_%s_in, .out = &shape_%s_%s_out,\n", o->service, o->name, o->service,
        o->name);
    if (o->stream)
        SAY("      .stream = &shape_%s,\n", o->stream->name);
    say_optional_text("alias", o->alias);
    say_optional_text("since", o->since);
    say_optional_text("undo", o->undo);
    if (o->n_needs)
        SAY("      .needs = needs_%s_%s, .n_needs = %d,\n", o->service, o->name, o->n_needs);
    if (is_how(o, "SERVICE"))
        SAY("      .service = \"%s\", .start = call_forward },\n", o->module);
    else
        SAY("      .%s_%s_%s },\n", is_how(o, "LOOP") ? "start = start" : "run = run", o->service,
            o->name);
}

static void write_source(const struct tables *t, const char *module)
{
    int count = 0;
    SAY("/* Made by opgen from %s/%s.def; not to be edited. */\n#include \"ops/%s.h\"\n", module,
        module, module);
    for (int i = 0; i < t->n_enums; i++)
        if (strcmp(t->enums[i].module, module) == 0)
            say_choices(&t->enums[i]);
    for (int i = 0; i < t->n_records; i++) {
        const struct record *r = &t->records[i];
        if (strcmp(r->module, module) == 0) {
            SAY("\n");
            say_shape("", r->name, r->name, r->doc, &r->fields);
        }
    }
    for (int i = 0; i < t->n_ops; i++)
        if (strcmp(t->ops[i].module, module) == 0)
            say_op_parts(&t->ops[i]);
    SAY("\nstruct op %s_op_rows[] = {\n", module);
    for (int i = 0; i < t->n_ops; i++) {
        if (strcmp(t->ops[i].module, module) == 0) {
            say_row(&t->ops[i]);
            count++;
        }
    }
    SAY("};\n\nconst struct op_module %s_ops = { \"%s\", %s_op_rows, %d };\n", module, module,
        module, count);
}

static void write_list(const struct tables *t)
{
    SAY("/* Made by opgen: the tables of this binary; not to be edited. */\n#include "
        "\"op/op.h\"\n\n");
    for (int i = 0; i < t->n_modules; i++)
        if (!t->is_test[i])
            SAY("extern const struct op_module %s_ops;\n", t->modules[i]);
    SAY("const struct op_module *const op_modules[] = {\n");
    for (int i = 0; i < t->n_modules; i++)
        if (!t->is_test[i])
            SAY("    &%s_ops,\n", t->modules[i]);
    SAY("    NULL,\n};\n");
}

static void open_out(const char *dir, const char *file)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, file);
    out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
}

static void close_out(void)
{
    if (ferror(out) || fclose(out) != 0) {
        perror("opgen: writing");
        exit(1);
    }
}

void write_sources(const struct tables *t, const char *out_dir)
{
    char file[256];
    for (int i = 0; i < t->n_modules; i++) {
        snprintf(file, sizeof file, "%s.h", t->modules[i]);
        open_out(out_dir, file);
        write_header(t, t->modules[i]);
        close_out();
        snprintf(file, sizeof file, "%s_ops.c", t->modules[i]);
        open_out(out_dir, file);
        write_source(t, t->modules[i]);
        close_out();
    }
    open_out(out_dir, "all_ops.c");
    write_list(t);
    close_out();
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: opgen OUT_DIR\n");
        return 2;
    }
    write_sources(read_tables(), argv[1]);
    return 0;
}
