/* JSON strings: a view of the input where nothing is escaped, a copy in the arena otherwise. */
#include "base/json_priv.h"
#include "base/json_scan.h"

/* The letter behind a backslash; 'u' is not here. */
static const char unescaped[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* Value of a hexadecimal digit plus one; 0 for other bytes. */
static const unsigned char hex_plus_one[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static struct err *check_utf8(const struct json_reader *r, const char *from, const char *to)
{
    struct str s = { from, (size_t)(to - from) };
    if (LIKELY(utf8_valid(s)))
        return NULL;
    const char *at = from;
    while (s.len && utf8_next(&s) >= 0)
        at = s.ptr;
    return json_bad(r, at, "bad_utf8", "byte 0x%02x is not UTF-8 here", (unsigned char)*at);
}

static struct err *unclosed(const struct json_reader *r)
{
    return json_bad(r, r->end, "bad_json", "the text ends inside a string");
}

static struct err *bad_byte(const struct json_reader *r, const char *at)
{
    return json_bad(r, at, "bad_json", "byte 0x%02x in a string must be written as \\u%04x",
                    (unsigned char)*at, (unsigned char)*at);
}

/* Four digits at `p`, or -1. */
static int32_t hex4(const char *p, const char *end)
{
    int32_t value = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_plus_one[(unsigned char)p[i]];
        if (!digit)
            return -1;
        value = value << 4 | (digit - 1);
    }
    return value;
}

/* `*p` is at the backslash before the 'u'; two of them make one character past the first
 * plane. */
static struct err *read_code_point(const struct json_reader *r, const char **p, char **to)
{
    const char *start = *p;
    int32_t c = hex4(start + 2, r->end), low = -1;
    if (c < 0)
        return json_bad(r, start, "bad_json", "\\u needs four hexadecimal digits");
    *p += 6;
    if (c >= 0xd800 && c <= 0xdbff && r->end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u')
        low = hex4(*p + 2, r->end);
    if (low >= 0xdc00 && low <= 0xdfff) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        *p += 6;
    }
    size_t n = utf8_put((uint32_t)c, *to);
    if (!n)
        return json_bad(r, start, "lone_surrogate", "half of a surrogate pair stands alone");
    *to += n;
    return NULL;
}

/* `*p` is at a backslash. Never writes more bytes than it reads. */
static inline struct err *read_escape(const struct json_reader *r, const char **p, char **to)
{
    unsigned char letter = r->end - *p > 1 ? (unsigned char)(*p)[1] : 0;
    if (LIKELY(unescaped[letter])) {
        *(*to)++ = unescaped[letter];
        *p += 2;
        return NULL;
    }
    if (letter == 'u')
        return read_code_point(r, p, to);
    return r->end - *p > 1 ? json_bad(r, *p, "bad_json", "there is no such escape in JSON")
                           : unclosed(r);
}

enum {
    REACH = 2 * SCAN_BLOCK + 1, /* an escape may end one byte behind its block */
    PIECE = 4 * SCAN_BLOCK,
    CODE_POINT = 4, /* bytes of UTF-8, at most */
};

/* Copies what lies before `stop`, together with what follows it: a copy of fixed length is not
 * waited for. */
static inline void copy_run(const char **p, const char *stop, char **to)
{
    memcpy(*to, *p, SCAN_BLOCK);
    *to += stop - *p;
    *p = stop;
}

/* One block, all of whose escapes are found before the first is read: so the CPU need not know
 * how long one run is before it looks at the next. False where it met the quote, or what is no
 * escape of one letter. */
static inline bool unescape_block(const char **p, char **to, lanes *seen)
{
    const char *block = *p;
    for (uint64_t special = scan_block(block, seen); special;) {
        unsigned at = (unsigned)__builtin_ctzll(special);
        copy_run(p, block + at, to);
        char letter = **p == '\\' ? unescaped[(unsigned char)(*p)[1]] : 0;
        if (!letter)
            return false;
        *(*to)++ = letter;
        *p += 2;
        special &= (special - 1) & ~(UINT64_C(2) << at); /* the letter is not looked at again */
    }
    copy_run(p, MAX_OF(*p, block + SCAN_BLOCK), to);
    return true;
}

static const char *unescape_blocks(const char *p, const char *end, char **to, bool *high)
{
    lanes seen = { 0 };
    while (end - p >= REACH && unescape_block(&p, to, &seen))
        continue;
    *high |= is_high(seen);
    return p;
}

/* Where a block has no room, and up to what ends the run. */
static const char *copy_plain(const char *p, const char *end, char **to, bool *high)
{
    for (; p < end && !is_special(*p); p++) {
        *high |= (unsigned char)*p >= 0x80;
        *(*to)++ = *p;
    }
    return p;
}

/* Goes on from `*p` on top of the pile, as far as its room reaches: what is written is never
 * longer than what was read, but for the code point that the last byte in reach begins. */
static struct err *unescape(struct json_reader *r, const char **p, bool *high)
{
    size_t rest = (size_t)(r->end - *p);
    char *top = json_pile_room(&r->pile, MIN_OF(rest, PIECE) + CODE_POINT), *to = top;
    TRY_ROOM(top);
    const char *end = *p + MIN_OF(rest, r->pile.cap - r->pile.used - CODE_POINT);
    struct err *e = NULL;
    *p = unescape_blocks(*p, end, &to, high);
    *p = copy_plain(*p, end, &to, high);
    if (*p < end && **p == '\\')
        e = read_escape(r, p, &to);
    r->pile.used += (size_t)(to - top);
    return e;
}

/* How long the text will be is known at its end, so it gathers on top of the pile first. */
static struct err *read_escaped(struct json_reader *r, struct str *out)
{
    size_t first = r->pile.used;
    const char *from = r->at, *p = from;
    bool high = false;
    while (p < r->end && *p != '"') {
        if (UNLIKELY((unsigned char)*p < 0x20))
            return bad_byte(r, p);
        TRY(unescape(r, &p, &high));
    }
    if (p == r->end)
        return unclosed(r);
    if (high)
        TRY(check_utf8(r, from, p));
    size_t len = r->pile.used - first;
    char *text = arena_alloc(r->arena, len);
    TRY_ROOM(text);
    memcpy(text, r->pile.bytes + first, len);
    r->pile.used = first;
    r->at = p + 1;
    *out = (struct str){ text, len };
    return NULL;
}

struct err *json_read_text(struct json_reader *r, struct str *out)
{
    bool high = false;
    const char *from = r->at, *stop = scan_plain(from, r->end, &high);
    if (UNLIKELY(stop == r->end))
        return unclosed(r);
    if (*stop == '\\')
        return read_escaped(r, out);
    if (UNLIKELY(*stop != '"'))
        return bad_byte(r, stop);
    if (high)
        TRY(check_utf8(r, from, stop));
    r->at = stop + 1;
    *out = (struct str){ from, (size_t)(stop - from) };
    return NULL;
}
