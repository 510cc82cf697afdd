/* log: lines for whoever runs pith.
 *
 *     LOG_INFO("listening", F_TEXT("path", path), F_INT("connections_most", most));
 *
 * A line has a level, a message (a literal) and fields. For people on a terminal it is coloured
 * text, elsewhere JSON, one object a line. Whatever the fields hold, a line stays one line: what
 * could end it, forge another or steer a terminal is escaped, and what does not fit into
 * LOG_LINE_MOST is cut with an ellipsis. Each line is one write. Any thread may log.
 *
 * Modules return errors; whoever answers the request logs them, once. */
#pragma once
#include "base/err.h"
#include "base/id.h"
#include "base/secret.h"

#include <stdatomic.h>

enum log_level { LEVEL_TRACE, LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARN, LEVEL_ERROR, LEVELS };

enum field_kind {
    FIELD_NONE, /* ends the list */
    FIELD_STR,
    FIELD_SECRET,
    FIELD_INT,
    FIELD_UINT,
    FIELD_REAL,
    FIELD_BOOL,
    FIELD_ID,
    FIELD_ERR,
    FIELD_KINDS
};

struct log_field {
    enum field_kind kind;
    const char *key; /* a literal: letters, digits, '_' */
    union {
        struct str text;
        struct secret secret;
        int64_t integer;
        uint64_t natural;
        double real;
        bool boolean;
        const struct err *err;
        struct {
            struct id128 id;
            const char *prefix;
        };
    };
};

#define FIELD_(k, name, ...)         ((struct log_field){ .kind = (k), .key = (name), __VA_ARGS__ })
#define F_STR(key, s)                FIELD_(FIELD_STR, key, .text = (s))
#define F_TEXT(key, zero_terminated) FIELD_(FIELD_STR, key, .text = str_of(zero_terminated))
#define F_SECRET(key, s)             FIELD_(FIELD_SECRET, key, .secret = (s))
#define F_INT(key, n)                FIELD_(FIELD_INT, key, .integer = (n))
#define F_UINT(key, n)               FIELD_(FIELD_UINT, key, .natural = (n))
#define F_REAL(key, v)               FIELD_(FIELD_REAL, key, .real = (v))
#define F_BOOL(key, v)               FIELD_(FIELD_BOOL, key, .boolean = (v))
/* `typed` is an id made by DEFINE_ID(), `prefix` its prefix: F_ID("session", "ses", id). */
#define F_ID(key, name, typed) FIELD_(FIELD_ID, key, .id = (typed).raw, .prefix = (name))
#define F_ERR(e)               FIELD_(FIELD_ERR, "error", .err = (e)) /* and its reason */
/* What led here: the id of the chain of causes (see observe). */
#define F_CHAIN(chain) F_ID("chain", "chn", chain)

#define LOG_TRACE(message, ...) LOG_AT_(LEVEL_TRACE, message, ##__VA_ARGS__)
#define LOG_DEBUG(message, ...) LOG_AT_(LEVEL_DEBUG, message, ##__VA_ARGS__)
#define LOG_INFO(message, ...)  LOG_AT_(LEVEL_INFO, message, ##__VA_ARGS__)
#define LOG_WARN(message, ...)  LOG_AT_(LEVEL_WARN, message, ##__VA_ARGS__)
#define LOG_ERROR(message, ...) LOG_AT_(LEVEL_ERROR, message, ##__VA_ARGS__)

/* Fields are not even evaluated when the level is off. */
#define LOG_AT_(level, message, ...)                                                           \
    do {                                                                                       \
        if (log_enabled(level))                                                                \
            log_write(level, "" message,                                                       \
                      (const struct log_field[]){ __VA_ARGS__ __VA_OPT__(, ){ FIELD_NONE } }); \
    } while (0)

extern atomic_int log_level_now;
static inline bool log_enabled(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&log_level_now, memory_order_relaxed);
}
void log_write(enum log_level level, const char *message, const struct log_field *fields);

/* At first LEVEL_INFO. */
void log_set_level(enum log_level level);

/* Where lines go. */
enum log_style { LOG_JSON, LOG_PLAIN, LOG_COLOUR };
struct log_sink {
    void (*write)(struct log_sink *s, struct str line); /* with its line end; on any thread */
    enum log_style style;
};
/* The sink must live until another is used; NULL is standard error again: in colour on a
 * terminal (unless NO_COLOR is set), else JSON. */
void log_use(struct log_sink *sink);

/* A file that keeps within bounds: before a line would take it past `most` bytes it becomes
 * <path>.1, in place of the last one, and a new one begins. */
struct log_file;
struct err *log_file_open(const char *path, size_t most, struct log_file **out_file);
void log_file_free(struct log_file *f);
DEFINE_OWNED(log_file)
struct log_sink *log_file_sink(struct log_file *f);
