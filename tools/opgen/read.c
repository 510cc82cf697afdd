/* Reading the tables: see opgen.h. Texts are literals of this program, so nothing is copied
 * but what has to be cut apart. */
#include "opgen.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tables t;
static struct op_row *op;      /* the row being read */
static struct record *rec;     /* the record being read */
static struct enumeration *en; /* the enum being read */
static const char *module;

static _Noreturn void wrong(struct at at, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static _Noreturn void wrong(struct at at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "%s:%d: error: ", at.file, at.line);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

/* Words that a column may hold. */
static const char *const effects[] = { "PURE", "READ", "WRITE", "EXEC", "NETWORK", "IRREVERSIBLE" };
static const char *const hows[] = { "INLINE", "TRY_INLINE", "WORKER", "LOOP", "SERVICE" };
static const char *const roles[] = { "PLAIN", "TARGET", "CONTENT" };
static const char *const pools[] = { "FILES", "DATABASE", "SLOW" };
static const char *const timings[] = { "LOCK", "IPC", "IO", "TASK", "CUSTOM" };
static const struct {
    const char *name, *scope;
} caps[] = {
#define CAP(bit, name, scope, doc) { #name, #scope },
#include "op/caps.def"
#undef CAP
};
static const struct {
    const char *type, *c, *list;
} basics[] = {
    { "BOOL", "bool", "bool_list" },
    { "INT", "int64_t", "int_list" },
    { "COUNT", "uint64_t", "count_list" },
    { "REAL", "double", "real_list" },
    { "TEXT", "struct str", "str_list" },
    { "PATH", "struct str", "str_list" },
    { "BYTES", "struct bytes", NULL },
    { "TIME", "int64_t", "int_list" },
    { "MS", "uint64_t", "count_list" },
    { "SECRET", "struct secret", NULL },
    { "JSON", "const struct json *", "json_list" },
};

#define CHECK_WORD(at, word, list) check_word(at, word, list, sizeof list / sizeof *list)

static void check_word(struct at at, const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(word, list[i]) == 0)
            return;
    fprintf(stderr, "known words:");
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, " %s", list[i]);
    fputc('\n', stderr);
    wrong(at, "unknown word %s", word);
}

const char *basic_c_type(const char *type)
{
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++)
        if (strcmp(basics[i].type, type) == 0)
            return basics[i].c;
    return NULL;
}

const char *basic_list_type(const char *type)
{
    for (size_t i = 0; i < sizeof basics / sizeof *basics; i++)
        if (strcmp(basics[i].type, type) == 0)
            return basics[i].list;
    return NULL;
}

static char *copy(const char *text, size_t len)
{
    char *c = strndup(text, len);
    if (!c)
        abort();
    return c;
}

/* --- what the macros below call, in the order of a row --- */

static void module_begin(const char *name, bool test)
{
    t.is_test[t.n_modules] = test;
    t.modules[t.n_modules++] = module = name;
}

static void op_begin(struct at at, long nr, const char *service, const char *name,
                     const char *effect, const char *how, const char *doc)
{
    CHECK_WORD(at, effect, effects);
    CHECK_WORD(at, how, hows);
    if (nr < 1 || nr > 65535)
        wrong(at, "number %ld is not in 1..65535", nr);
    for (int i = 0; i < t.n_ops; i++) {
        if (t.ops[i].nr == nr)
            wrong(at, "number %ld is %s.%s's already", nr, t.ops[i].service, t.ops[i].name);
        if (!strcmp(t.ops[i].service, service) && !strcmp(t.ops[i].name, name))
            wrong(at, "%s.%s stands at %s:%d already", service, name, t.ops[i].at.file,
                  t.ops[i].at.line);
    }
    if (t.n_ops == OPS)
        wrong(at, "more than %d ops; raise OPS in opgen.h", OPS);
    op = &t.ops[t.n_ops++];
    *op = (struct op_row){ .at = at,
                           .module = module,
                           .service = service,
                           .name = name,
                           .effect = effect,
                           .how = how,
                           .doc = doc,
                           .nr = nr,
                           .pool = "FILES",
                           .timing = "DERIVED" };
}

static void resolve(struct param *p)
{
    for (int i = 0; i < t.n_records; i++)
        if (strcmp(t.records[i].name, p->type) == 0)
            p->rec = &t.records[i];
    for (int i = 0; i < t.n_enums; i++)
        if (strcmp(t.enums[i].name, p->type) == 0)
            p->en = &t.enums[i];
    if (!p->rec && !p->en && !basic_c_type(p->type))
        wrong(p->at, "no type, record or enum %s (records stand before their use)", p->type);
    if (p->list && !p->rec && (p->en || !basic_list_type(p->type)))
        wrong(p->at, "no lists of %s", p->type);
    if (p->rec == rec && rec && !p->list)
        wrong(p->at, "record %s cannot hold itself but in a list", p->type);
}

static void add_param(struct params *to, struct param p)
{
    size_t n = strlen(p.type);
    CHECK_WORD(p.at, p.role, roles);
    if (strncmp(p.type, "LIST(", 5) == 0 && p.type[n - 1] == ')') {
        p.list = true;
        p.type = copy(p.type + 5, n - 6);
    }
    if (p.least > p.most)
        wrong(p.at, "%s: least %lld is above most %lld", p.name, p.least, p.most);
    for (int i = 0; i < to->count; i++)
        if (strcmp(to->rows[i].name, p.name) == 0)
            wrong(p.at, "%s stands twice", p.name);
    if (to->count == PARAMS)
        wrong(p.at, "more than %d parameters", PARAMS);
    resolve(&p);
    to->rows[to->count++] = p;
}

/* "verb", "verb, parameter" or, of NEED_IF, "verb, parameter, flag". */
static void add_need(struct at at, const char *text)
{
    const char *words[3] = { NULL };
    char *rest = copy(text, strlen(text));
    for (int i = 0; i < 3 && rest; i++)
        words[i] = strsep(&rest, ", "), rest += rest ? strspn(rest, " ") : 0;
    size_t i = 0;
    while (i < sizeof caps / sizeof *caps && strcmp(caps[i].name, words[0]) != 0)
        i++;
    if (i == sizeof caps / sizeof *caps)
        wrong(at, "NEED(%s): no capability %s in op/caps.def", text, words[0]);
    bool names_any = strcmp(caps[i].scope, "NAME") == 0 && !words[1]; /* any name will do */
    if (!names_any && (strcmp(caps[i].scope, "NONE") == 0) != (words[1] == NULL))
        wrong(at, "NEED(%s): %s is of scope %s", text, words[0], caps[i].scope);
    if (op->n_needs == NEEDS)
        wrong(at, "more than %d needs", NEEDS);
    op->needs[op->n_needs++] = (struct row_need){ at, words[0], words[1], words[2], -1, -1 };
}

static int place_of(const char *param, struct at at)
{
    for (int i = 0; param && i < op->in.count; i++)
        if (strcmp(op->in.rows[i].name, param) == 0)
            return i;
    if (param)
        wrong(at, "NEED: the op has no parameter %s", param);
    return -1;
}

/* At the end of the row, since NEED may stand before the parameter it names. */
static void resolve_need(struct row_need *n)
{
    n->param = place_of(n->param_name, n->at);
    n->flag = place_of(n->flag_name, n->at);
    if (n->flag >= 0 && strcmp(op->in.rows[n->flag].type, "BOOL") != 0)
        wrong(n->at, "NEED_IF: %s is not a BOOL", n->flag_name);
}

static void op_end(void)
{
    for (int i = 0; i < op->n_needs; i++)
        resolve_need(&op->needs[i]);
    op = NULL;
}

static void rec_begin(struct at at, const char *name, const char *doc)
{
    if (t.n_records == RECORDS)
        wrong(at, "more than %d records; raise RECORDS in opgen.h", RECORDS);
    rec = &t.records[t.n_records++];
    *rec = (struct record){ .at = at, .module = module, .name = name, .doc = doc };
}

static void rec_end(void)
{
    rec = NULL;
}

static void enum_begin(struct at at, const char *name, const char *doc)
{
    if (t.n_enums == ENUMS)
        wrong(at, "more than %d enums; raise ENUMS in opgen.h", ENUMS);
    en = &t.enums[t.n_enums++];
    *en = (struct enumeration){ .at = at, .module = module, .name = name, .doc = doc };
}

static void add_value(struct at at, const char *name, const char *doc)
{
    if (en->count == VALUES)
        wrong(at, "more than %d values", VALUES);
    en->values[en->count] = name;
    en->docs[en->count++] = doc;
}

static void set_stream(struct at at, const char *name)
{
    for (int i = 0; i < t.n_records; i++)
        if (strcmp(t.records[i].name, name) == 0)
            op->stream = &t.records[i];
    if (!op->stream)
        wrong(at, "STREAM(%s): no such record above", name);
    if (strcmp(op->how, "LOOP") != 0 && strcmp(op->how, "SERVICE") != 0)
        wrong(at, "a stream's op is a LOOP op, or a service's");
}

static void set_passes_fd(struct at at)
{
    if (strcmp(op->how, "INLINE") == 0)
        wrong(at, "an op that passes a descriptor is none that is INLINE");
    op->passes_fd = true;
}

static void set_pool(struct at at, const char *name)
{
    CHECK_WORD(at, name, pools);
    op->pool = name;
}

static void set_timing(struct at at, const char *name)
{
    CHECK_WORD(at, name, timings);
    op->timing = name;
}

#define AT ((struct at){ __FILE__, __LINE__ })
#define PARAM(type_, name_, fallback_, least_, most_, role_, doc_) \
    ((struct param){ .at = AT,                                     \
                     .type = type_,                                \
                     .name = name_,                                \
                     .fallback = fallback_,                        \
                     .least = (least_),                            \
                     .most = (most_),                              \
                     .role = role_,                                \
                     .doc = doc_ })

#define OP(nr, service, name, effect, how, doc, ...)       \
    op_begin(AT, nr, #service, #name, #effect, #how, doc); \
    __VA_ARGS__ op_end();
#define IN(type, name, least, most, role, doc) \
    add_param(&op->in, PARAM(#type, #name, NULL, least, most, #role, doc));
#define OPT(type, name, fallback, least, most, role, doc) \
    add_param(&op->in, PARAM(#type, #name, #fallback, least, most, #role, doc));
#define OUT(type, name, doc)   add_param(&op->out, PARAM(#type, #name, NULL, 0, 0, "PLAIN", doc));
#define MAYBE(type, name, doc) add_param(&op->out, PARAM(#type, #name, "NONE", 0, 0, "PLAIN", doc));
#define NEED(...)              add_need(AT, #__VA_ARGS__);
#define NEED_IF(...)           add_need(AT, #__VA_ARGS__);
#define IDEMPOTENT             op->idempotent = true;
#define OPEN                   op->open = true;
#define PASSES_FD              set_passes_fd(AT);
#define ALIAS(name)            op->alias = #name;
#define SINCE(text)            op->since = text;
#define UNDO(name)             op->undo = #name;
#define ON(pool)               set_pool(AT, #pool);
#define STREAM(name)           set_stream(AT, #name);
#define TIMEOUT(timing)        set_timing(AT, #timing);

#define REC(name, doc, ...)    \
    rec_begin(AT, #name, doc); \
    __VA_ARGS__ rec_end();
#define FIELD(type, name, least, most, doc) \
    add_param(&rec->fields, PARAM(#type, #name, NULL, least, most, "PLAIN", doc));
#define MAYBE_FIELD(type, name, least, most, doc) \
    add_param(&rec->fields, PARAM(#type, #name, "NONE", least, most, "PLAIN", doc));
#define ENUM(name, doc, ...)    \
    enum_begin(AT, #name, doc); \
    __VA_ARGS__
#define VALUE(name, doc)  add_value(AT, #name, doc);
#define MODULE(name)      module_begin(#name, false);
#define TEST_MODULE(name) module_begin(#name, true);

const struct tables *read_tables(void)
{
#include "all_tables.def"
    return &t;
}
