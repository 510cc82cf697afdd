/* pith: for programs that speak with the pith daemon.
 *
 * A connection is memory that both sides share: a call is a few stores, and its answer is there
 * when the daemon has written it. Any op can be called; with pith_ops.h, which is made from the
 * op table, as a function with its arguments and results as structs:
 *
 *     struct pith_error e;
 *     struct pith *p = pith_open(&e);
 *     struct pith_fs_read_in in = { .path = PITH_STR("README.md") };
 *     struct pith_fs_read_out out;
 *     if (!p || pith_fs_read(p, &in, &out, &e) < 0)
 *         return fprintf(stderr, "%s\n", pith_error_text(&e)), 1;
 *
 * What is zero in an argument struct is absent: an optional argument has a `has_` beside it.
 *
 * A program that exports ops is a service; see "serving" below.
 *
 * A connection is used by one thread at a time; several connections are several callers. After
 * fork() only one of the two processes may go on with it. Needs nothing but libc. C17 or C++. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pith; /* a connection */

/* Text and bytes carry their length; text is UTF-8 and may hold no zero byte. What the library
 * gives is borrowed: until the next pith_call() on that connection, or, in a callback, until that
 * returns. */
struct pith_str {
    const char *ptr;
    size_t len;
};
struct pith_bytes {
    const void *ptr;
    size_t len;
};
#ifdef __cplusplus
#define PITH_STR(literal) (pith_str{ "" literal, sizeof(literal) - 1 })
#else
#define PITH_STR(literal) ((struct pith_str){ "" literal, sizeof(literal) - 1 })
#endif
#define PITH_STR_ARGS(s) (int)(s).len, (s).ptr /* for "%.*s" */
struct pith_str pith_str(const char *zero_terminated);

struct pith_str_list {
    const struct pith_str *items;
    size_t count;
};
struct pith_int_list {
    const int64_t *items;
    size_t count;
};
struct pith_count_list {
    const uint64_t *items;
    size_t count;
};
struct pith_real_list {
    const double *items;
    size_t count;
};
struct pith_bool_list {
    const bool *items;
    size_t count;
};

/* --- what an op takes and gives, as data; pith_ops.c has these for every op of the table --- */

enum pith_type {
    PITH_BOOL,   /* bool */
    PITH_INT,    /* int64_t */
    PITH_COUNT,  /* uint64_t, at most 2^53 - 1 */
    PITH_REAL,   /* double */
    PITH_TEXT,   /* struct pith_str */
    PITH_PATH,   /* struct pith_str: a path's bytes */
    PITH_BYTES,  /* struct pith_bytes */
    PITH_TIME,   /* int64_t: milliseconds since 1970 */
    PITH_MS,     /* uint64_t: a duration in milliseconds */
    PITH_SECRET, /* struct pith_str that nobody may see */
    PITH_JSON,   /* struct pith_str: JSON */
    PITH_ENUM,   /* int: which of the choices */
    PITH_REC     /* another struct */
};
enum pith_given { PITH_ABSENT, PITH_GIVEN, PITH_NULL }; /* of a `has_` */
enum pith_role { PITH_PLAIN, PITH_TARGET, PITH_CONTENT };
enum pith_effect {
    PITH_PURE,    /* depends on its arguments alone */
    PITH_READ,    /* changes nothing */
    PITH_WRITE,   /* changes what can be changed back */
    PITH_EXEC,    /* runs programs */
    PITH_NETWORK, /* leaves the machine */
    PITH_IRREVERSIBLE
};

struct pith_shape;
struct pith_field {
    const char *name, *doc;
    uint8_t type;                 /* enum pith_type */
    uint8_t role;                 /* enum pith_role */
    bool list, optional;          /* list: struct of items and count; optional: has a has_ */
    uint32_t at, has_at;          /* where in the struct: the value, and its `has_` (a uint8_t) */
    int64_t least, most;          /* numbers: value; text: bytes; lists: items. Both 0: any */
    const struct pith_shape *rec; /* REC */
    const char *const *choices;   /* ENUM: names, NULL behind the last */
};
struct pith_shape {
    const char *name;
    const struct pith_field *fields;
    size_t count, size; /* fields; bytes of the struct */
    uint32_t hash;      /* 0: pith_shape_hash() is asked each time */
};
struct pith_op {
    uint16_t nr;      /* 0: found by its name */
    const char *name; /* "fs.read" */
    const char *doc;
    uint8_t effect; /* enum pith_effect */
    bool idempotent, passes_fd;
    const char *needs; /* "network_access of url, ..."; NULL: call_service of the service */
    const struct pith_shape *in, *out, *stream; /* stream: of one item, or NULL */
};
/* Which of two structs of the same name it is, over a wire. */
uint32_t pith_shape_hash(const struct pith_shape *s);

/* For shapes written by hand:
 *     struct greet_in { struct pith_str name; uint64_t times; uint8_t has_times; };
 *     static const struct pith_field greet_in_fields[] = {
 *         PITH_FIELD(struct greet_in, name, PITH_TEXT, "Whom to greet."),
 *         PITH_OPTIONAL(struct greet_in, times, PITH_COUNT, "How often."),
 *     };
 *     static const struct pith_shape greet_in_shape = PITH_SHAPE(struct greet_in, greet_in_fields);
 */
#define PITH_FIELD(type_, name_, kind, doc_)                                                     \
    {                                                                                            \
#name_, doc_, kind, PITH_PLAIN, false, false, (uint32_t)offsetof(type_, name_), 0, 0, 0, \
            NULL, NULL                                                                           \
    }
#define PITH_OPTIONAL(type_, name_, kind, doc_)                                        \
    {                                                                                  \
#name_, doc_, kind, PITH_PLAIN, false, true, (uint32_t)offsetof(type_, name_), \
            (uint32_t)offsetof(type_, has_##name_), 0, 0, NULL, NULL                   \
    }
#define PITH_LIST(type_, name_, kind, doc_)                                                     \
    {                                                                                           \
#name_, doc_, kind, PITH_PLAIN, true, false, (uint32_t)offsetof(type_, name_), 0, 0, 0, \
            NULL, NULL                                                                          \
    }
#define PITH_SHAPE(type_, fields_)                                                \
    {                                                                             \
#type_, fields_, sizeof(fields_) / sizeof((fields_)[0]), sizeof(type_), 0 \
    }

/* --- errors --- */

enum pith_error_kind {
    PITH_OK,
    PITH_UNAUTHENTICATED,
    PITH_DENIED,
    PITH_APPROVAL,
    PITH_NOT_FOUND,
    PITH_INVALID,
    PITH_EXISTS,
    PITH_LIMIT,
    PITH_TIMEOUT,
    PITH_CANCELLED,
    PITH_UNAVAILABLE, /* also: the daemon is gone, reason "daemon_gone" */
    PITH_CONFLICT,
    PITH_UNSUPPORTED,
    PITH_CORRUPT,
    PITH_INTERNAL
};
struct pith_error {
    int kind;
    char reason[64]; /* for programs: "no_such_file" */
    char text[1024]; /* for people */
    char hint[256];  /* what to do next, or "" */
};
/* "text (hint)"; lives until the next one on this thread. */
const char *pith_error_text(const struct pith_error *e);

/* --- connecting --- */

/* By the descriptor whose number is in PITH_FD, as programs have it that the daemon starts; else to
 * the socket named by PITH_SOCKET; else to ring.sock in the data directory. NULL: see `e`. */
struct pith *pith_open(struct pith_error *e);
struct pith *pith_open_fd(int take_fd, struct pith_error *e);
void pith_close(struct pith *p);
/* How long pith_wait() looks for an answer before it sleeps; at first 20, on one processor 0. */
void pith_set_spin(struct pith *p, unsigned microseconds);

/* --- calling --- */

/* Waits. 0, or -1 and `e`. Results live until the next pith_call() or pith_call_json(). */
int pith_call(struct pith *p, const struct pith_op *op, const void *in, void *out,
              struct pith_error *e);
/* Any op by name: `args` is a JSON object, and so is the result, which ends in a zero byte. */
int pith_call_json(struct pith *p, const char *op, const char *args, const char **out_json,
                   struct pith_error *e);
/* The descriptor that came with the last result, now the caller's; -1: none. */
int pith_taken_fd(struct pith *p);

/* Many at once. What is submitted goes out with the next pith_flush() or pith_wait(); `done` runs
 * exactly once, inside pith_wait(), pith_call() or pith_close() (or pith_submit(), if there is no
 * memory), and may submit more. */
typedef void pith_done_fn(void *arg, const void *out, const struct pith_error *e); /* e: NULL */
typedef bool pith_item_fn(void *arg, const void *item); /* false: no more, please */
struct pith_request;
struct pith_use {
    pith_done_fn *done; /* may be NULL */
    pith_item_fn *item; /* of streams */
    void *arg;
    uint32_t timeout_ms;         /* 0: the usual one */
    struct pith_request *within; /* being served: its story, deadline and cancelling go on here */
};
/* The call's number; 0: as many are under way as may be, and pith_wait() comes first. What is
 * wrong with the arguments is told to `done`. */
uint64_t pith_submit(struct pith *p, const struct pith_op *op, const void *in,
                     const struct pith_use *use);
void pith_cancel(struct pith *p, uint64_t number); /* `done` still runs */
void pith_flush(struct pith *p);
/* Handles what has come, and waits for it if there is nothing: at most `timeout_ms`, -1 for ever.
 * How many things there were; -1: the daemon is gone, and every `done` has run. */
int pith_wait(struct pith *p, int timeout_ms);

/* For one's own poll(): before sleeping, pith_arm(); if that is true, wait until pith_fd() can be
 * read; then pith_wait(p, 0). */
int pith_fd(const struct pith *p);
bool pith_arm(struct pith *p); /* false: there is something already */

/* --- serving --- */

/* A request lives until it is answered: by pith_reply() or pith_fail(), once, now or later. */
typedef void pith_serve_fn(struct pith_request *r, const void *in);
/* Announces the op; from then on `fn` runs for each call, inside pith_wait(). `op` stays. */
int pith_export(struct pith *p, const struct pith_op *op, pith_serve_fn *fn, struct pith_error *e);
/* Behind the last pith_export(): calls may come. pith_serve() says it by itself. */
int pith_ready(struct pith *p, struct pith_error *e);
/* Until told to stop: 0; -1: the daemon is gone, or would not take it for a service. */
int pith_serve(struct pith *p);
/* For those with a loop of their own: told to stop, they go when no request is left. */
bool pith_stopping(const struct pith *p);
size_t pith_requests(const struct pith *p); /* that came and are not answered yet */

void *pith_out(struct pith_request *r);                 /* zeroed, of the result's shape */
void *pith_alloc(struct pith_request *r, size_t bytes); /* zeroed; lives as long as `r` */
struct pith_str pith_copy(struct pith_request *r, const char *text, size_t len);
void pith_reply(struct pith_request *r);                 /* with what stands in pith_out() */
void pith_reply_fd(struct pith_request *r, int take_fd); /* and a descriptor goes along */
/* What whoever called may do about it; before pith_fail(). */
void pith_hint(struct pith_request *r, const char *hint);
void pith_fail(struct pith_request *r, int kind, const char *reason, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* One item of a stream. False: that was as far as it may be ahead, `on_room` tells when to go on;
 * an item given all the same is lost. */
bool pith_item(struct pith_request *r, const void *item);
/* on_cancel: nobody waits for it any more (it must be answered all the same). */
typedef void pith_request_fn(struct pith_request *r, void *arg);
void pith_on(struct pith_request *r, pith_request_fn *on_cancel, pith_request_fn *on_room,
             void *arg);
bool pith_cancelled(const struct pith_request *r);
const void *pith_in(const struct pith_request *r); /* the arguments once more */
/* Where the caller may go on the network, as lines; empty unless the op needs network_access. */
struct pith_str pith_rules(const struct pith_request *r);
uint64_t pith_left_ms(const struct pith_request *r); /* until its deadline; UINT64_MAX: none */
struct pith *pith_of(const struct pith_request *r);

#ifdef __cplusplus
}
#endif
