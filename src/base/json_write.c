/* Writing JSON: see json.h.
 *
 * `level` knows for each open container whether it is an object and whether something stands
 * in it already, which is all that commas, colons and asserts need. Text is copied run by run:
 * up to the next byte that must be escaped, sixteen bytes at a time. */
#include "base/json.h"

#include "base/json_scan.h"
#include "base/real.h"

#include <assert.h>
#include <math.h>

enum json_level { LEVEL_OBJECT = 1, LEVEL_SOME = 2 };

void json_out_init(struct json_out *o, struct buf *buf)
{
    *o = (struct json_out){ .buf = buf };
}

/* As buf_room(), without the call when there is room. */
static inline char *room_for(struct buf *b, size_t n)
{
    if (LIKELY(n <= b->cap - b->len && !b->full && b->ptr))
        return b->ptr + b->len;
    return buf_room(b, n);
}

static inline void add(struct buf *b, struct str s)
{
    char *room = room_for(b, s.len);
    if (!room || !s.len)
        return;
    memcpy(room, s.ptr, s.len);
    b->len += s.len;
}

static inline void add_char(struct buf *b, char c)
{
    char *room = room_for(b, 1);
    if (!room)
        return;
    *room = c;
    b->len++;
}

static void add_line(struct json_out *o)
{
    size_t blanks = (size_t)o->depth * o->indent;
    char *room = room_for(o->buf, blanks + 1);
    if (!room)
        return;
    room[0] = '\n';
    memset(room + 1, ' ', blanks);
    o->buf->len += blanks + 1;
}

/* What stands in front of an item of an array, or of a name. */
static inline void add_separator(struct json_out *o)
{
    unsigned char *level = &o->level[o->depth];
    if (*level & LEVEL_SOME)
        add_char(o->buf, ',');
    *level |= LEVEL_SOME;
    if (o->indent && o->depth)
        add_line(o);
}

static inline void before_value(struct json_out *o)
{
    if (o->after_name) {
        o->after_name = false;
        return;
    }
    assert(!(o->level[o->depth] & LEVEL_OBJECT)); /* a value without its name */
    assert(o->depth || !o->level[0]);             /* a second document */
    add_separator(o);
}

static void begin(struct json_out *o, char bracket, unsigned char level)
{
    before_value(o);
    assert(o->depth < JSON_DEPTH_MOST);
    o->level[++o->depth] = level;
    add_char(o->buf, bracket);
}

static void end(struct json_out *o, char bracket, unsigned char level)
{
    assert(o->depth && (o->level[o->depth] & LEVEL_OBJECT) == level && !o->after_name);
    bool some = o->level[o->depth--] & LEVEL_SOME;
    if (some && o->indent)
        add_line(o);
    add_char(o->buf, bracket);
}

void json_begin_object(struct json_out *o)
{
    begin(o, '{', LEVEL_OBJECT);
}

void json_end_object(struct json_out *o)
{
    end(o, '}', LEVEL_OBJECT);
}

void json_begin_array(struct json_out *o)
{
    begin(o, '[', 0);
}

void json_end_array(struct json_out *o)
{
    end(o, ']', 0);
}

/* The letter behind the backslash; what is not here is written as \u00xx. */
static const char escaped[128] = {
    ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
    ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
};

static void add_escape(struct buf *b, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    if (escaped[c])
        add(b, (struct str){ (char[]){ '\\', escaped[c] }, 2 });
    else
        add(b, (struct str){ (char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6 });
}

/* A bad byte becomes U+FFFD; the rest stays as it is. */
static void add_repaired(struct buf *b, struct str run)
{
    while (run.len) {
        struct str rest = run;
        bool good = utf8_next(&rest) >= 0;
        add(b, good ? str_first(run, run.len - rest.len) : STR("\xef\xbf\xbd"));
        run = rest;
    }
}

static inline void add_quoted(struct buf *b, struct str s)
{
    const char *p = s.ptr, *end = s.ptr + s.len;
    add_char(b, '"');
    while (p < end) {
        bool high = false;
        const char *stop = scan_plain(p, end, &high);
        struct str run = { p, (size_t)(stop - p) };
        if (high && !utf8_valid(run))
            add_repaired(b, run);
        else
            add(b, run);
        if (stop < end)
            add_escape(b, (unsigned char)*stop++);
        p = stop;
    }
    add_char(b, '"');
}

void json_name(struct json_out *o, struct str name)
{
    assert(o->level[o->depth] & LEVEL_OBJECT && !o->after_name);
    add_separator(o);
    add_quoted(o->buf, name);
    add(o->buf, o->indent ? STR(": ") : STR(":"));
    o->after_name = true;
}

void json_raw(struct json_out *o, struct str v)
{
    before_value(o);
    add(o->buf, v);
}

void json_null(struct json_out *o)
{
    json_raw(o, STR("null"));
}

void json_bool(struct json_out *o, bool v)
{
    json_raw(o, v ? STR("true") : STR("false"));
}

static void whole(struct json_out *o, uint64_t v, bool negative)
{
    char digits[24], *end = digits + sizeof digits, *p = end;
    do
        *--p = (char)('0' + v % 10);
    while (v /= 10);
    if (negative)
        *--p = '-';
    json_raw(o, (struct str){ p, (size_t)(end - p) });
}

void json_int(struct json_out *o, int64_t v)
{
    whole(o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0);
}

void json_uint(struct json_out *o, uint64_t v)
{
    whole(o, v, false);
}

void json_real(struct json_out *o, double v)
{
    char text[REAL_LEN];
    if (isfinite(v))
        json_raw(o, (struct str){ text, real_write(v, text) });
    else
        json_null(o); /* as JavaScript does; JSON has no word for it */
}

void json_text(struct json_out *o, struct str v)
{
    before_value(o);
    add_quoted(o->buf, v);
}

static void array_value(struct json_out *o, const struct json *v)
{
    json_begin_array(o);
    json_each (v, item)
        json_value(o, item);
    json_end_array(o);
}

static void object_value(struct json_out *o, const struct json *v)
{
    json_begin_object(o);
    json_each_member (v, m) {
        json_name(o, m->name);
        json_value(o, &m->value);
    }
    json_end_object(o);
}

void json_value(struct json_out *o, const struct json *v)
{
    switch (v->kind) {
    case JSON_NULL: json_null(o); break;
    case JSON_BOOL: json_bool(o, v->boolean); break;
    case JSON_INT: json_int(o, v->integer); break;
    case JSON_UINT: json_uint(o, v->natural); break;
    case JSON_REAL: json_real(o, v->real); break;
    case JSON_BIG:
    case JSON_RAW: json_raw(o, v->text); break;
    case JSON_TEXT: json_text(o, v->text); break;
    case JSON_ARRAY: array_value(o, v); break;
    case JSON_OBJECT: object_value(o, v); break;
    }
}
