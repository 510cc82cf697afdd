/* A log line in its two forms:
 *
 *     17:03:59.120 info  listening path=/run/pith.sock note="two words"
 *     {"time":"2026-11-20T16:03:59.120Z","level":"info","message":"listening","path":"…"}
 *
 * The line is written front to back into a fixed space, of which the last CLOSING bytes belong to
 * what must come whatever happens: the ellipsis, the quote, the count of fields left out. So a
 * JSON line is well-formed however long its fields are. */
#include "base/log_line.h"

#include "base/clock.h"
#include "base/real.h"
#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum {
    CLOSING = 48,
    FIELD_LEAST = 64, /* room for any value that is not text */
};

struct line {
    char *at, *end;
    enum log_style style;
    bool cut; /* a text did not fit */
};

static const struct {
    const char *name, *plain, *colour;
} levels[] = {
    [LEVEL_TRACE] = { "trace", "trace ", "\033[2mtrace\033[0m " },
    [LEVEL_DEBUG] = { "debug", "debug ", "\033[2mdebug\033[0m " },
    [LEVEL_INFO] = { "info", "info  ", "\033[32minfo\033[0m  " },
    [LEVEL_WARN] = { "warn", "warn  ", "\033[33mwarn\033[0m  " },
    [LEVEL_ERROR] = { "error", "error ", "\033[31merror\033[0m " },
};

struct str log_level_name(enum log_level level)
{
    return level < LEVELS ? str_of(levels[level].name) : STR_NONE;
}

/* All of `s` or nothing. */
static void put(struct line *l, struct str s)
{
    if (l->cut || (size_t)(l->end - l->at) < s.len) {
        l->cut = true;
        return;
    }
    memcpy(l->at, s.ptr, s.len);
    l->at += s.len;
}

PRINTF_LIKE(2, 3) static void put_short(struct line *l, const char *fmt, ...)
{
    char text[FIELD_LEAST];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    put(l, (struct str){ text, MIN_OF((size_t)n, sizeof text - 1) });
}

static void put_code_point(struct line *l, int32_t c, struct str bytes)
{
    if (c < 0)
        put(l, l->style == LOG_JSON ? STR("\\ufffd") : STR("\xef\xbf\xbd"));
    else if (c == '"' || c == '\\')
        put_short(l, "\\%c", (char)c);
    else if (c == '\n')
        put(l, STR("\\n"));
    else if (utf8_is_harmful(c))
        put_short(l, "\\u%04x", (unsigned)c);
    else
        put(l, bytes);
}

/* Text between quotes; the closing part is reserved, so it is always there. */
static void put_text(struct line *l, struct str s, const char *quote)
{
    char *end = l->end;
    if (l->cut)
        return;
    put(l, str_of(quote));
    while (s.len && !l->cut) {
        struct str rest = s;
        int32_t c = utf8_next(&rest);
        put_code_point(l, c, str_first(s, s.len - rest.len));
        s = rest;
    }
    bool cut = l->cut;
    l->cut = false;
    l->end += CLOSING;
    put(l, cut ? STR("…") : STR(""));
    put(l, str_of(quote));
    l->end = end;
    l->cut = cut;
}

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] <= ' ' || s.ptr[i] == '"' || s.ptr[i] == '=')
            return true;
    return s.len == 0;
}

/* Keys are literals of ours and need no escaping. */
static void put_key(struct line *l, const char *key)
{
    if (l->style == LOG_JSON)
        put_short(l, ",\"%s\":", key);
    else if (l->style == LOG_COLOUR)
        put_short(l, " \033[2m%s=\033[0m", key);
    else
        put_short(l, " %s=", key);
}

static void put_text_field(struct line *l, const char *key, struct str s)
{
    put_key(l, key);
    put_text(l, s, l->style == LOG_JSON || needs_quotes(s) ? "\"" : "");
}

static void put_str(struct line *l, const struct log_field *f)
{
    put_text_field(l, f->key, f->text);
}

static void put_secret(struct line *l, const struct log_field *f)
{
    put_text_field(l, f->key, SECRET_SHOWN);
}

static void put_int(struct line *l, const struct log_field *f)
{
    put_key(l, f->key);
    put_short(l, "%lld", (long long)f->integer);
}

static void put_uint(struct line *l, const struct log_field *f)
{
    put_key(l, f->key);
    put_short(l, "%llu", (unsigned long long)f->natural);
}

static void put_real(struct line *l, const struct log_field *f)
{
    put_key(l, f->key);
    char text[REAL_LEN];
    if (!isfinite(f->real))
        put(l, STR("null")); /* JSON knows no other */
    else if (l->style == LOG_JSON)
        put_short(l, "%.9g", f->real);
    else
        put(l, (struct str){ text, real_write_short(f->real, text) });
}

static void put_bool(struct line *l, const struct log_field *f)
{
    put_key(l, f->key);
    put(l, f->boolean ? STR("true") : STR("false"));
}

static void put_id(struct line *l, const struct log_field *f)
{
    char text[ID_TEXT_MOST];
    put_text_field(l, f->key, id128_write(f->id, f->prefix, text));
}

static void put_err(struct line *l, const struct log_field *f)
{
    put_text_field(l, "reason", str_of(err_reason(f->err)));
    put_text_field(l, f->key, str_of(err_text(f->err)));
}

static void (*const kinds[])(struct line *, const struct log_field *) = {
    [FIELD_STR] = put_str,   [FIELD_SECRET] = put_secret, [FIELD_INT] = put_int,
    [FIELD_UINT] = put_uint, [FIELD_REAL] = put_real,     [FIELD_BOOL] = put_bool,
    [FIELD_ID] = put_id,     [FIELD_ERR] = put_err,
};

static void put_fields(struct line *l, const struct log_field *fields)
{
    int left_out = 0;
    for (const struct log_field *f = fields; f->kind != FIELD_NONE; f++) {
        if (l->cut || (size_t)(l->end - l->at) < strlen(f->key) + 2 * FIELD_LEAST)
            left_out++;
        else
            kinds[f->kind](l, f);
    }
    l->cut = false;
    l->end += CLOSING;
    if (left_out)
        put_short(l, l->style == LOG_JSON ? ",\"left_out\":%d" : " left_out=%d", left_out);
}

static void begin_json(struct line *l, enum log_level level, const char *message)
{
    int64_t ms = clock_wall_ms();
    time_t seconds = (time_t)(ms / 1000);
    struct tm t;
    char day[24];
    gmtime_r(&seconds, &t);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &t);
    put_short(l, "{\"time\":\"%s.%03dZ\",", day, (int)(ms % 1000));
    put_short(l, "\"level\":\"%s\",\"message\":", levels[level].name);
    put_text(l, str_of(message), "\"");
}

static void begin_plain(struct line *l, enum log_level level, const char *message)
{
    int64_t ms = clock_wall_ms();
    time_t seconds = (time_t)(ms / 1000);
    struct tm t;
    localtime_r(&seconds, &t);
    put_short(l, "%02d:%02d:%02d.%03d ", t.tm_hour, t.tm_min, t.tm_sec, (int)(ms % 1000));
    put(l, str_of(l->style == LOG_COLOUR ? levels[level].colour : levels[level].plain));
    put_text(l, str_of(message), "");
}

size_t log_line_write(char out[LOG_LINE_MOST], enum log_style style, enum log_level level,
                      const char *message, const struct log_field *fields)
{
    struct line l = { .at = out, .end = out + LOG_LINE_MOST - CLOSING, .style = style };
    if (style == LOG_JSON)
        begin_json(&l, level, message);
    else
        begin_plain(&l, level, message);
    put_fields(&l, fields);
    put(&l, style == LOG_JSON ? STR("}\n") : STR("\n"));
    return (size_t)(l.at - out);
}
