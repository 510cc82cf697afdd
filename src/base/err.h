/* err: what went wrong, for programs and for people.
 *
 * A function that can fail returns `struct err *`, owned by the receiver; NULL is success.
 * An error is a kind and a stable reason slug for programs, a sentence for people, a hint that
 * says what to do next, details as data, and a cause. TRY passes it up and adds where we were:
 *
 *     TRY(db_open(&s->db, path), "open %s", path);
 *
 * People see `open /x/system.db: disk is full`. Outer layers keep the kind, reason, hint and
 * details of the innermost error. err_new() never fails: when memory is out it returns a
 * shared constant, which err_free() knows. */
#pragma once
#include "base/own.h"
#include "base/str.h"

enum err_kind {
    ERR_NONE,
#define ERR_KIND(constant, name, http, rpc, exit, meaning) ERR_##constant,
#include "base/err_kinds.def"
#undef ERR_KIND
    ERR_KINDS
};

struct err_kind_row {
    const char *name, *meaning;
    int http, rpc, exit;
};
const struct err_kind_row *err_kind_row(enum err_kind kind);
enum err_kind err_kind_named(struct str name); /* ERR_NONE if there is none such */

struct err; /* opaque; see err.c */

/* `reason` is a slug such as "path_escapes"; it outlives the error (a literal). */
struct err *err_new(enum err_kind kind, const char *reason, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* As err_new(), for errors read from a wire: the reason is copied. */
struct err *err_from_wire(enum err_kind kind, struct str reason, struct str text);

/* From errno, to be called on the line after the system call. */
struct err *err_sys(const char *fmt, ...) PRINTF_LIKE(1, 2);
struct err *err_errno(int code, const char *fmt, ...) PRINTF_LIKE(2, 3);

struct err *err_no_room(void); /* ERR_LIMIT: an arena or a buffer was full */

/* Adds a place in front of the text. */
struct err *err_wrap(struct err *take_e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Add to `e` and return it, so that they chain. The last hint wins over inner ones. */
struct err *err_hint(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct err *err_detail(struct err *e, const char *key, const char *fmt, ...) PRINTF_LIKE(3, 4);

void err_free(struct err *e);
DEFINE_OWNED(err)

enum err_kind err_kind(const struct err *e); /* ERR_NONE for NULL */
const char *err_reason(const struct err *e);
const char *err_text(const struct err *e);      /* the whole sentence, with the places in front */
const char *err_hint_text(const struct err *e); /* or "" */
size_t err_details(const struct err *e);
struct str err_detail_at(const struct err *e, size_t i, const char **out_key);

/* TRY(call) or TRY(call, "what we were doing with %s", name). */
#define TRY(call, ...)                                 \
    do {                                               \
        struct err *try_err_ = (call);                 \
        if (UNLIKELY(try_err_ != NULL))                \
            return TRY_WRAP_(try_err_, ##__VA_ARGS__); \
    } while (0)
#define TRY_WRAP_(e, ...)                                                                         \
    TRY_PICK_(e, ##__VA_ARGS__, TRY_MANY_, TRY_MANY_, TRY_MANY_, TRY_MANY_, TRY_MANY_, TRY_MANY_, \
              TRY_MANY_, TRY_NONE_)                                                               \
    (e, ##__VA_ARGS__)
#define TRY_PICK_(a, b, c, d, e, f, g, h, name, ...) name
#define TRY_NONE_(e)                                 (e)
#define TRY_MANY_(e, ...)                            err_wrap((e), __VA_ARGS__)
