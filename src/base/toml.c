/* Looking into TOML trees: see toml.h. toml_get() is in toml_tree.c, beside the index. */
#include "base/toml.h"

#include <stdio.h>

const struct toml_entry *toml_first(const struct toml *t)
{
    return t && (t->kind == TOML_TABLE || t->kind == TOML_ARRAY) ? t->first : NULL;
}

const char *toml_kind_name(enum toml_kind kind)
{
    static const char *const names[] = {
        [TOML_TEXT] = "a string",  [TOML_INT] = "an integer", [TOML_REAL] = "a float",
        [TOML_BOOL] = "a boolean", [TOML_TIME] = "a time",    [TOML_ARRAY] = "an array",
        [TOML_TABLE] = "a table",
    };
    return names[kind];
}

struct err *toml_bad(const struct toml *value, const char *reason, const char *fmt, ...)
{
    char what[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    struct err *e = err_new(ERR_INVALID, reason, "line %u, column %u: %s", value->line,
                            value->column, what);
    return err_detail(err_detail(e, "line", "%u", value->line), "column", "%u", value->column);
}
