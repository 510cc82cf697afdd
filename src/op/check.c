/* Bounds of values, and the errors that say so: see check.h. */
#include "op/check.h"

static void spot_text(const struct spot *p, struct buf *out)
{
    if (p->up && (p->up->up || p->up->name.len))
        spot_text(p->up, out);
    if (!p->name.len)
        buf_printf(out, "[%zu]", p->index);
    else
        buf_printf(out, "%s%.*s", out->len ? "." : "", STR_ARGS(p->name));
}

struct err *check_wrong(const struct spot *p, const char *reason, const char *fmt, ...)
{
    owned(buf) struct buf where, what;
    buf_init(&where, ERR_TEXT_MOST / 2);
    buf_init(&what, ERR_TEXT_MOST / 2);
    va_list args;
    va_start(args, fmt);
    buf_vprintf(&what, fmt, args);
    va_end(args);
    spot_text(p, &where);
    struct err *e = err_new(ERR_INVALID, reason, "%.*s %.*s", STR_ARGS(buf_text(&where)),
                            STR_ARGS(buf_text(&what)));
    return err_detail(e, "parameter", "%.*s", STR_ARGS(buf_text(&where)));
}

static bool bounded(const struct field *f)
{
    return f->least || f->most;
}

struct err *check_range(const struct spot *p, const struct field *f, int64_t v)
{
    if (bounded(f) && (v < f->least || v > f->most))
        return err_detail(
            err_detail(check_wrong(p, "out_of_range", "is %lld; it must be between %lld and %lld",
                                   (long long)v, (long long)f->least, (long long)f->most),
                       "least", "%lld", (long long)f->least),
            "most", "%lld", (long long)f->most);
    return NULL;
}

struct err *check_time(const struct spot *p, int64_t v)
{
    if (v < -TIME_MOST_MS || v > TIME_MOST_MS)
        return check_wrong(p, "out_of_range", "is not a time between the years 1 and 9999");
    return NULL;
}

struct err *check_count(const struct spot *p, const struct field *f, uint64_t v)
{
    if (v > COUNT_MOST)
        return check_wrong(p, "out_of_range", "is above %lld", COUNT_MOST);
    return check_range(p, f, (int64_t)v);
}

struct err *check_real(const struct spot *p, const struct field *f, double v)
{
    if (bounded(f) && (v < (double)f->least || v > (double)f->most))
        return check_wrong(p, "out_of_range", "is %g; it must be between %lld and %lld", v,
                           (long long)f->least, (long long)f->most);
    return NULL;
}

struct err *check_length(const struct spot *p, const struct field *f, size_t len)
{
    size_t most = f->most ? (size_t)f->most : TEXT_MOST;
    if (len < (size_t)f->least)
        return len ? check_wrong(p, "too_short", "is too short: %zu bytes, at least %lld", len,
                                 (long long)f->least)
                   : check_wrong(p, "empty", "must not be empty");
    if (len > most)
        return err_detail(
            check_wrong(p, "too_long", "is too long: %zu bytes, at most %zu", len, most), "most",
            "%zu", most);
    return NULL;
}

struct err *check_text(const struct spot *p, const struct field *f, struct str text)
{
    TRY(check_length(p, f, text.len));
    return str_has_nul(text) ? check_wrong(p, "has_nul", "must not contain U+0000") : NULL;
}

struct err *check_list_length(const struct spot *p, const struct field *f, size_t n)
{
    size_t most = f->most ? (size_t)f->most : LIST_MOST;
    if (n < (size_t)f->least || n > most)
        return check_wrong(p, "list_length", "has %zu items; it must have between %lld and %zu", n,
                           (long long)f->least, most);
    return NULL;
}

struct err *check_null(const struct spot *p, const struct field *f)
{
    return check_wrong(p, "null", "must not be null; leave it out%s",
                       f->optional ? " for its default" : " only if it is optional");
}

struct err *check_missing(const struct spot *up, const struct field *f)
{
    return check_wrong(&(struct spot){ up, f->name, 0 }, "missing_parameter", "is missing (%s)",
                       f->doc);
}
