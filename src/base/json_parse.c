/* JSON text to a tree: see json.h.
 *
 * Recursive descent, bounded by depth_most. How many items an array has is known only at its
 * end, so they gather on a pile and move to the arena in one piece when it closes. The pile
 * starts in parse's own frame, which is enough for most messages; then it moves to the heap. */
#include "base/json_priv.h"
#include "base/json_scan.h"
#include "base/place.h"

#include <stdio.h>

enum { PILE_FIRST = 4096 };

static void *pile_grow(struct json_pile *pile, size_t need)
{
    size_t cap = MIN_OF(pile->most, MAX_OF(need, pile->cap * 2));
    if (need > cap)
        return NULL;
    char *bytes = mem_try_grow(pile->on_heap ? pile->bytes : NULL, cap);
    if (!bytes)
        return NULL;
    if (!pile->on_heap)
        memcpy(bytes, pile->bytes, pile->used);
    pile->bytes = bytes;
    pile->cap = cap;
    pile->on_heap = true;
    return bytes + pile->used;
}

void *json_pile_room(struct json_pile *pile, size_t size)
{
    if (LIKELY(size <= pile->cap - pile->used))
        return pile->bytes + pile->used;
    return pile_grow(pile, pile->used + size);
}

static void json_reader_done(struct json_reader *r)
{
    if (r->pile.on_heap)
        mem_free(r->pile.bytes);
}
DEFINE_OWNED_VALUE(json_reader)

struct err *json_bad(const struct json_reader *r, const char *at, const char *reason,
                     const char *fmt, ...)
{
    char what[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    struct place place = place_start(r->start);
    place_move(&place, at);
    struct err *e = err_new(ERR_INVALID, reason, "line %u, column %u: %s", place.line, place.column,
                            what);
    return err_detail(err_detail(e, "line", "%u", place.line), "column", "%u", place.column);
}

/* What people write where JSON wants something else. */
static const struct {
    const char *start, *advice;
} habits[] = {
    { "'", "strings stand in double quotes" },
    { "/", "JSON has no comments" },
    { "#", "JSON has no comments" },
    { ",", "a comma stands only between two values" },
    { "]", "a comma stands only between two values" },
    { "}", "a comma stands only between two values" },
    { "+", "a number has no plus sign" },
    { ".", "a number starts with a digit" },
    { "NaN", "JSON has no NaN; use null" },
    { "Infinity", "JSON has no infinity; use null" },
    { "True", "it is written true" },
    { "False", "it is written false" },
    { "None", "it is written null" },
    { "undefined", "it is written null" },
    { "\xef\xbb\xbf", "a byte order mark is not JSON; save the file without it" },
};

static struct err *bad_token(const struct json_reader *r, const char *expected)
{
    struct str rest = { r->at, (size_t)(r->end - r->at) };
    if (!rest.len)
        return json_bad(r, r->at, "bad_json", "the text ends where %s is due", expected);
    struct err *e = (unsigned char)*r->at > ' ' && (unsigned char)*r->at < 0x7f
                        ? json_bad(r, r->at, "bad_json", "'%c' stands where %s is due", *r->at,
                                   expected)
                        : json_bad(r, r->at, "bad_json", "byte 0x%02x stands where %s is due",
                                   (unsigned char)*r->at, expected);
    for (size_t i = 0; i < COUNT_OF(habits); i++)
        if (str_starts(rest, str_of(habits[i].start)))
            return err_hint(e, "%s", habits[i].advice);
    return e;
}

static void skip_blanks(struct json_reader *r)
{
    r->at = scan_blanks(r->at, r->end);
}

static bool take(struct json_reader *r, char c)
{
    bool there = r->at < r->end && *r->at == c;
    r->at += there;
    return there;
}

static struct err *read_word(struct json_reader *r, struct str word, struct json value,
                             struct json *out)
{
    if ((size_t)(r->end - r->at) < word.len || memcmp(r->at, word.ptr, word.len) != 0)
        return bad_token(r, "a value");
    r->at += word.len;
    *out = value;
    return NULL;
}

static struct err *enter(struct json_reader *r)
{
    if (r->depth == r->depth_most)
        return err_detail(
            err_new(ERR_LIMIT, "too_deep", "arrays and objects nest over %u deep", r->depth_most),
            "most", "%u", r->depth_most);
    r->depth++;
    r->at++;
    skip_blanks(r);
    return NULL;
}

/* Behind an item: whether another one follows, or `close` ended the container. */
static struct err *more_items(struct json_reader *r, char close, const char *expected,
                              bool *out_more)
{
    skip_blanks(r);
    *out_more = take(r, ',');
    if (*out_more)
        skip_blanks(r);
    else if (!take(r, close))
        return bad_token(r, expected);
    return NULL;
}

static struct err *read_value(struct json_reader *r, struct json *out);

/* Moves the items from the pile to the arena. */
static struct err *close_array(struct json_reader *r, size_t first, uint32_t count,
                               struct json *out)
{
    struct json *items = arena_array(r->arena, struct json, count);
    TRY_ROOM(items);
    memcpy(items, r->pile.bytes + first, count * sizeof *items);
    r->pile.used = first;
    r->depth--;
    *out = (struct json){ JSON_ARRAY, count, .items = items };
    return NULL;
}

static struct err *read_array(struct json_reader *r, struct json *out)
{
    size_t first = r->pile.used;
    uint32_t count = 0;
    TRY(enter(r));
    for (bool more = !take(r, ']'); more; count++) {
        struct json item;
        TRY(read_value(r, &item));
        struct json *top = json_pile_room(&r->pile, sizeof item);
        TRY_ROOM(top);
        *top = item;
        r->pile.used += sizeof item;
        TRY(more_items(r, ']', "a comma or ]", &more));
    }
    return close_array(r, first, count, out);
}

static struct err *close_object(struct json_reader *r, size_t first, uint32_t count,
                                struct json *out)
{
    if (count > 1)
        TRY(json_settle_names(r, first, &count));
    struct json_member *members = arena_array(r->arena, struct json_member, count);
    TRY_ROOM(members);
    const struct json_pending *pending = (const void *)(r->pile.bytes + first);
    for (uint32_t i = 0; i < count; i++)
        members[i] = pending[i].member;
    r->pile.used = first;
    r->depth--;
    *out = (struct json){ JSON_OBJECT, count, .members = members };
    return NULL;
}

static struct err *read_member(struct json_reader *r, struct json_pending *m)
{
    m->at = r->at;
    if (!take(r, '"'))
        return bad_token(r, "a name in double quotes");
    TRY(json_read_text(r, &m->member.name));
    skip_blanks(r);
    if (!take(r, ':'))
        return bad_token(r, "a colon");
    skip_blanks(r);
    return read_value(r, &m->member.value);
}

static struct err *read_object(struct json_reader *r, struct json *out)
{
    size_t first = r->pile.used;
    uint32_t count = 0;
    TRY(enter(r));
    for (bool more = !take(r, '}'); more; count++) {
        struct json_pending m;
        TRY(read_member(r, &m));
        struct json_pending *top = json_pile_room(&r->pile, sizeof m);
        TRY_ROOM(top);
        *top = m;
        r->pile.used += sizeof m;
        TRY(more_items(r, '}', "a comma or }", &more));
    }
    return close_object(r, first, count, out);
}

static struct err *read_text(struct json_reader *r, struct json *out)
{
    *out = (struct json){ .kind = JSON_TEXT };
    r->at++;
    return json_read_text(r, &out->text);
}

static struct err *read_value(struct json_reader *r, struct json *out)
{
    switch (r->at < r->end ? *r->at : 0) {
    case '"': return read_text(r, out);
    case '{': return read_object(r, out);
    case '[': return read_array(r, out);
    case '-':
    case '0' ... '9': return json_read_number(r, out);
    case 't': return read_word(r, STR("true"), (struct json){ JSON_BOOL, .boolean = true }, out);
    case 'f': return read_word(r, STR("false"), (struct json){ JSON_BOOL }, out);
    case 'n': return read_word(r, STR("null"), (struct json){ JSON_NULL }, out);
    default: return bad_token(r, "a value");
    }
}

static struct err *read_document(struct json_reader *r, struct json *out)
{
    skip_blanks(r);
    TRY(read_value(r, out));
    skip_blanks(r);
    if (r->at < r->end)
        return bad_token(r, "the end");
    return NULL;
}

static struct err *check_length(struct str text, const struct json_policy *policy)
{
    size_t most = policy && policy->bytes_most ? policy->bytes_most : JSON_BYTES_MOST;
    most = MIN_OF(most, UINT32_MAX); /* counts are 32 bits wide, whatever the policy says */
    if (text.len <= most)
        return NULL;
    struct err *e = err_new(ERR_LIMIT, "too_long", "%zu bytes of JSON are more than %zu", text.len,
                            most);
    return err_detail(e, "most", "%zu", most);
}

static unsigned depth_of(const struct json_policy *policy)
{
    return policy && policy->depth_most ? MIN_OF(policy->depth_most, JSON_DEPTH_MOST)
                                        : JSON_DEPTH_MOST;
}

/* All items will have to fit the arena, and one string at a time the length of the text. */
static size_t most_on_pile(struct str text, const struct arena *a)
{
    size_t most;
    return __builtin_add_overflow(a->most, text.len + PILE_FIRST, &most) ? SIZE_MAX : most;
}

struct err *json_parse(struct str text, const struct json_policy *policy, struct arena *a,
                       const struct json **out_tree)
{
    TRY(check_length(text, policy));
    struct json *tree = arena_new(a, struct json);
    TRY_ROOM(tree);
    __attribute__((uninitialized)) _Alignas(16) char first[PILE_FIRST];
    const char *start = text.len ? text.ptr : "";
    owned(json_reader) struct json_reader r = {
        .at = start,
        .start = start,
        .end = start + text.len,
        .arena = a,
        .depth_most = depth_of(policy),
        .last_duplicate_wins = policy && policy->last_duplicate_wins,
        .pile = { first, 0, PILE_FIRST, most_on_pile(text, a), false },
    };
    TRY(read_document(&r, tree));
    *out_tree = tree;
    return NULL;
}

struct err *json_parse_copy(struct str text, const struct json_policy *policy, struct arena *a,
                            const struct json **out_tree)
{
    TRY(check_length(text, policy));
    struct str copy = arena_str(a, text);
    TRY_ROOM(copy.ptr);
    return json_parse(copy, policy, a, out_tree);
}
