/* Errors: see err.h. One heap object per error; err_wrap() rewrites its text in place, since
 * a chain of objects would only be walked to be joined again. */
#include "base/err.h"

#include "base/limits.h"
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

struct err_detail {
    char *key, *value;
};

struct err {
    enum err_kind kind;
    char *reason, *text, *hint;
    size_t n_details;
    struct err_detail details[ERR_DETAILS_MOST];
};

static struct err no_memory = { .kind = ERR_LIMIT,
                                .reason = (char *)"out_of_memory",
                                .text = (char *)"memory is out" };

static const struct err_kind_row kinds[] = {
    [ERR_NONE] = { "none", "No error.", 200, 0, 0 },
#define ERR_KIND(constant, name, http, rpc, exit, meaning) \
    [ERR_##constant] = { #name, meaning, http, rpc, exit },
#include "base/err_kinds.def"
#undef ERR_KIND
};

/* errno to kind; what is not here is internal. */
static const struct {
    int code;
    enum err_kind kind;
    const char *reason;
} errnos[] = {
    { ENOENT, ERR_NOT_FOUND, "no_such_file" },
    { ENOTDIR, ERR_INVALID, "not_a_directory" },
    { EISDIR, ERR_INVALID, "is_a_directory" },
    { EEXIST, ERR_EXISTS, "exists" },
    { ENOTEMPTY, ERR_CONFLICT, "not_empty" },
    { EACCES, ERR_DENIED, "no_permission" },
    { EPERM, ERR_DENIED, "not_permitted" },
    { EROFS, ERR_UNAVAILABLE, "read_only_disk" },
    { ENOSPC, ERR_UNAVAILABLE, "disk_full" },
    { EDQUOT, ERR_UNAVAILABLE, "disk_quota" },
    { EIO, ERR_UNAVAILABLE, "disk_error" },
    { EMFILE, ERR_LIMIT, "too_many_open_files" },
    { ENFILE, ERR_LIMIT, "too_many_open_files" },
    { ENOMEM, ERR_LIMIT, "out_of_memory" },
    { ENAMETOOLONG, ERR_INVALID, "name_too_long" },
    { ELOOP, ERR_DENIED, "symlink" },
    { EXDEV, ERR_DENIED, "path_escapes" },
    { EINVAL, ERR_INVALID, "invalid_argument" },
    { EBUSY, ERR_CONFLICT, "busy" },
    { ETXTBSY, ERR_CONFLICT, "busy" },
    { EAGAIN, ERR_UNAVAILABLE, "try_again" },
    { EINTR, ERR_UNAVAILABLE, "try_again" },
    { ETIMEDOUT, ERR_TIMEOUT, "timed_out" },
    { ECANCELED, ERR_CANCELLED, "cancelled" },
    { ECONNREFUSED, ERR_UNAVAILABLE, "nobody_listens" },
    { ECONNRESET, ERR_UNAVAILABLE, "connection_lost" },
    { EPIPE, ERR_UNAVAILABLE, "connection_lost" },
    { EADDRINUSE, ERR_EXISTS, "address_in_use" },
    { EFBIG, ERR_LIMIT, "file_too_large" },
    { ENOSYS, ERR_UNSUPPORTED, "not_on_this_kernel" },
    { EOPNOTSUPP, ERR_UNSUPPORTED, "not_supported" },
};

const struct err_kind_row *err_kind_row(enum err_kind kind)
{
    return &kinds[kind < ERR_KINDS ? kind : ERR_INTERNAL];
}

enum err_kind err_kind_named(struct str name)
{
    for (enum err_kind k = ERR_NONE + 1; k < ERR_KINDS; k++)
        if (str_eq(str_of(kinds[k].name), name))
            return k;
    return ERR_NONE;
}

/* Never fails hard: an error about memory must not need memory. */
PRINTF_LIKE(1, 0) static char *text_try(const char *fmt, va_list args)
{
    char line[ERR_TEXT_MOST];
    int n = vsnprintf(line, sizeof line, fmt, args);
    if (n < 0)
        return NULL;
    size_t len = MIN_OF((size_t)n, sizeof line - 1);
    char *text = mem_try(len + 1);
    if (text)
        memcpy(text, line, len);
    return text;
}

static char *copy_try(struct str s)
{
    char *text = mem_try(s.len + 1);
    if (text && s.len)
        memcpy(text, s.ptr, s.len);
    return text;
}

PRINTF_LIKE(3, 0)
static struct err *err_make(enum err_kind kind, struct str reason, const char *fmt, va_list args)
{
    struct err *e = mem_try(sizeof *e);
    if (!e)
        return &no_memory;
    e->kind = kind;
    e->reason = copy_try(reason);
    e->text = text_try(fmt, args);
    if (!e->reason || !e->text) {
        err_free(e);
        return &no_memory;
    }
    return e;
}

struct err *err_new(enum err_kind kind, const char *reason, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct err *e = err_make(kind, str_of(reason), fmt, args);
    va_end(args);
    return e;
}

struct err *err_from_wire(enum err_kind kind, struct str reason, struct str text)
{
    struct err *e = err_new(kind, "wire", "%.*s", STR_ARGS(text));
    char *copy = e == &no_memory ? NULL : copy_try(str_first(reason, REASON_MOST));
    if (copy) {
        mem_free(e->reason);
        e->reason = copy;
    }
    return e;
}

PRINTF_LIKE(2, 0) static struct err *from_errno(int code, const char *fmt, va_list args)
{
    enum err_kind kind = ERR_INTERNAL;
    const char *reason = "system";
    for (size_t i = 0; i < COUNT_OF(errnos); i++) {
        if (errnos[i].code == code) {
            kind = errnos[i].kind;
            reason = errnos[i].reason;
        }
    }
    char place[ERR_TEXT_MOST / 2];
    vsnprintf(place, sizeof place, fmt, args);
    return err_new(kind, reason, "%s: %s", place, strerrordesc_np(code));
}

struct err *err_errno(int code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct err *e = from_errno(code, fmt, args);
    va_end(args);
    return e;
}

struct err *err_sys(const char *fmt, ...)
{
    int code = errno;
    va_list args;
    va_start(args, fmt);
    struct err *e = from_errno(code, fmt, args);
    va_end(args);
    return e;
}

struct err *err_no_room(void)
{
    return err_new(ERR_LIMIT, "call_memory", "this needs more memory than one call may use");
}

struct err *err_wrap(struct err *take_e, const char *fmt, ...)
{
    if (!take_e || take_e == &no_memory)
        return take_e;
    char place[ERR_TEXT_MOST / 2], *joined;
    va_list args;
    va_start(args, fmt);
    vsnprintf(place, sizeof place, fmt, args);
    va_end(args);
    size_t size = strlen(place) + strlen(take_e->text) + 3;
    if (size <= ERR_TEXT_MOST && (joined = mem_try(size))) {
        snprintf(joined, size, "%s: %s", place, take_e->text);
        mem_free(take_e->text);
        take_e->text = joined;
    }
    return take_e;
}

struct err *err_hint(struct err *e, const char *fmt, ...)
{
    if (!e || e == &no_memory)
        return e;
    va_list args;
    va_start(args, fmt);
    mem_free(e->hint);
    e->hint = text_try(fmt, args);
    va_end(args);
    return e;
}

struct err *err_detail(struct err *e, const char *key, const char *fmt, ...)
{
    if (!e || e == &no_memory || e->n_details == ERR_DETAILS_MOST)
        return e;
    va_list args;
    va_start(args, fmt);
    struct err_detail d = { copy_try(str_of(key)), text_try(fmt, args) };
    va_end(args);
    if (d.key && d.value) {
        e->details[e->n_details++] = d;
    } else {
        mem_free(d.key);
        mem_free(d.value);
    }
    return e;
}

void err_free(struct err *e)
{
    if (!e || e == &no_memory)
        return;
    for (size_t i = 0; i < e->n_details; i++) {
        mem_free(e->details[i].key);
        mem_free(e->details[i].value);
    }
    mem_free(e->reason);
    mem_free(e->text);
    mem_free(e->hint);
    mem_free(e);
}

enum err_kind err_kind(const struct err *e)
{
    return e ? e->kind : ERR_NONE;
}

const char *err_reason(const struct err *e)
{
    return e ? e->reason : "";
}

const char *err_text(const struct err *e)
{
    return e ? e->text : "";
}

const char *err_hint_text(const struct err *e)
{
    return e && e->hint ? e->hint : "";
}

size_t err_details(const struct err *e)
{
    return e ? e->n_details : 0;
}

struct str err_detail_at(const struct err *e, size_t i, const char **out_key)
{
    *out_key = e->details[i].key;
    return str_of(e->details[i].value);
}

void fd_leave(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
