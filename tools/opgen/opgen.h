/* opgen: reads every module's .def table and writes plain C from it, at build time.
 *
 * read.c includes the tables with OP, IN, NEED, ... as calls, so that each row knows where it
 * stands and the C compiler itself finds a forgotten comma; it checks what a table can get
 * wrong. emit.c writes, per module, ops/<module>.h (structs, enums, prototypes) and
 * <module>_ops.c (shapes, rows), and all_ops.c, which lists them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { PARAMS = 32, NEEDS = 4, VALUES = 64, RECORDS = 512, ENUMS = 256, OPS = 1024, MODULES = 64 };

struct at {
    const char *file;
    int line;
};

struct param {
    struct at at;
    const char *type;                         /* as written, without LIST() */
    const char *name, *doc, *role, *fallback; /* fallback NULL: required; "NONE": no default */
    bool list;
    long long least, most;
    const struct record *rec; /* type, once resolved: one of these two, or a basic one */
    const struct enumeration *en;
};

struct params {
    struct param rows[PARAMS];
    int count;
};

struct record {
    struct at at;
    const char *module, *name, *doc;
    struct params fields;
};

struct enumeration {
    struct at at;
    const char *module, *name, *doc;
    const char *values[VALUES], *docs[VALUES];
    int count;
};

struct row_need {
    struct at at;
    const char *cap, *param_name, *flag_name; /* NULL: the bit alone; unconditional */
    int param, flag;                          /* indexes among the parameters; -1: none */
};

struct op_row {
    struct at at;
    const char *module, *service, *name, *effect, *how, *doc;
    const char *alias, *since, *undo, *pool, *timing;
    long nr;
    bool idempotent, open, passes_fd;
    const struct record *stream;
    struct params in, out;
    struct row_need needs[NEEDS];
    int n_needs;
};

struct tables {
    const char *modules[MODULES];
    bool is_test[MODULES]; /* its rows are for a test program, not for the daemon */
    struct record records[RECORDS];
    struct enumeration enums[ENUMS];
    struct op_row ops[OPS];
    int n_modules, n_records, n_enums, n_ops;
};

/* Ends the program with file, line and what is wrong, if any row is. */
const struct tables *read_tables(void);

/* The C spelling of a basic type, or NULL. */
const char *basic_c_type(const char *type);
const char *basic_list_type(const char *type);

void write_sources(const struct tables *t, const char *out_dir);
