/* Where one JSON value ends and the next begins: see json_stream.h.
 *
 *             blank            {[           (other)            "
 *     BETWEEN  stay            INSIDE       WORD               TEXT
 *     WORD     value ends      value ends   stay               value ends
 *     INSIDE   stay            deeper       }] closes, or stay TEXT
 *     TEXT     stay until the closing quote, then INSIDE, or the value ends
 *
 * Only brackets and quotes are told apart here. Whether the value is JSON, the parser says,
 * which sees it whole. */
#include "base/json_stream.h"

#include "base/json_scan.h"

enum state { BETWEEN, WORD, INSIDE, TEXT, STATES };

/* Looks at bytes from `p` on and returns how far it got, which is `p` when it needs more of
 * them; sets `*out_whole` where the value ends. */
typedef const char *scan_fn(struct json_stream *s, const char *p, const char *end, bool *out_whole);

void json_stream_init(struct json_stream *s, const struct json_policy *policy)
{
    *s = (struct json_stream){ .policy = policy ? *policy : (struct json_policy){ 0 } };
    buf_init(&s->held, s->policy.bytes_most ? s->policy.bytes_most : JSON_BYTES_MOST);
}

void json_stream_done(struct json_stream *s)
{
    buf_done(&s->held);
}

/* Taken values leave when they are the larger part, so that moving the rest costs no more than
 * taking them did. */
static void drop_taken(struct json_stream *s, size_t need)
{
    bool tight = need > s->held.most - s->held.len;
    if (!s->start || (s->start < s->held.len / 2 && !tight))
        return;
    buf_drop(&s->held, s->start);
    s->scanned -= s->start;
    s->start = 0;
}

static struct err *broken(void)
{
    return err_new(ERR_INVALID, "stream_broken", "the stream had an error before");
}

static struct err *too_long(struct json_stream *s)
{
    s->broken = true;
    struct err *e = err_new(ERR_LIMIT, "too_long", "JSON in a stream is held up to %zu bytes",
                            s->held.most);
    return err_detail(e, "most", "%zu", s->held.most);
}

struct err *json_stream_add(struct json_stream *s, struct str piece)
{
    if (s->broken)
        return broken();
    drop_taken(s, piece.len);
    buf_add(&s->held, piece);
    return s->held.full ? too_long(s) : NULL;
}

void json_stream_end(struct json_stream *s)
{
    s->ended = true;
}

static const char *open_bracket(struct json_stream *s, const char *p)
{
    s->depth++;
    s->state = INSIDE;
    return p + 1;
}

static const char *scan_between(struct json_stream *s, const char *p, const char *end,
                                bool *out_whole)
{
    (void)out_whole;
    p = scan_blanks(p, end);
    s->start = (size_t)(p - s->held.ptr);
    if (p == end)
        return p;
    if (*p == '{' || *p == '[')
        return open_bracket(s, p);
    s->state = *p == '"' ? TEXT : WORD;
    return p + 1;
}

static const char *scan_word(struct json_stream *s, const char *p, const char *end, bool *out_whole)
{
    (void)s;
    while (p < end && !is_blank(*p) && *p != '{' && *p != '[' && *p != '"')
        p++;
    *out_whole = p < end;
    return p;
}

static const char *scan_inside(struct json_stream *s, const char *p, const char *end,
                               bool *out_whole)
{
    while (p < end && *p != '"' && *p != '{' && *p != '[' && *p != '}' && *p != ']')
        p++;
    if (p == end)
        return p;
    if (*p == '{' || *p == '[')
        return open_bracket(s, p);
    if (*p == '"')
        s->state = TEXT;
    else
        *out_whole = --s->depth == 0;
    return p + 1;
}

/* A backslash waits for the byte behind it, which may come with the next piece. */
static const char *scan_text(struct json_stream *s, const char *p, const char *end, bool *out_whole)
{
    bool high = false;
    p = scan_plain(p, end, &high);
    if (p == end)
        return p;
    if (*p == '\\')
        return end - p > 1 ? p + 2 : p;
    if (*p == '"') {
        s->state = INSIDE;
        *out_whole = s->depth == 0;
    }
    return p + 1;
}

static scan_fn *const scans[STATES] = {
    [BETWEEN] = scan_between,
    [WORD] = scan_word,
    [INSIDE] = scan_inside,
    [TEXT] = scan_text,
};

/* Whether the value at `start` is whole; it ends at `scanned` then. */
static bool find_end(struct json_stream *s)
{
    const char *p = s->held.ptr + s->scanned, *end = s->held.ptr + s->held.len;
    bool whole = false;
    for (const char *before = NULL; !whole && p < end && p != before;) {
        before = p;
        p = scans[s->state](s, p, end, &whole);
    }
    s->scanned = (size_t)(p - s->held.ptr);
    return whole || (s->ended && s->state != BETWEEN);
}

struct err *json_stream_next(struct json_stream *s, struct arena *a, const struct json **out_value)
{
    *out_value = NULL;
    if (s->broken)
        return broken();
    if (!s->held.len || !find_end(s))
        return NULL;
    struct str text = { s->held.ptr + s->start, s->scanned - s->start };
    s->broken = true; /* until it turns out well */
    TRY(json_parse_copy(text, &s->policy, a, out_value), "value %llu of the stream",
        (unsigned long long)s->taken + 1);
    s->broken = false;
    s->taken++;
    s->start = s->scanned;
    s->state = BETWEEN;
    s->depth = 0;
    return NULL;
}
