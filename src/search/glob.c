/* Globs: see glob.h. */
#include "search/glob.h"

#include <ctype.h>

struct match {
    struct str pattern, path;
    size_t p, t;           /* how far both have been matched */
    size_t star_p, star_t; /* behind the last '*', and how much it has taken; star_p 0: none */
    size_t deep_p, deep_t; /* the same for the last double star */
};

static const struct {
    struct str name;
    int (*holds)(int c);
} classes[] = {
    { STR_INIT("[:alnum:]"), isalnum }, { STR_INIT("[:alpha:]"), isalpha },
    { STR_INIT("[:blank:]"), isblank }, { STR_INIT("[:cntrl:]"), iscntrl },
    { STR_INIT("[:digit:]"), isdigit }, { STR_INIT("[:graph:]"), isgraph },
    { STR_INIT("[:lower:]"), islower }, { STR_INIT("[:print:]"), isprint },
    { STR_INIT("[:punct:]"), ispunct }, { STR_INIT("[:space:]"), isspace },
    { STR_INIT("[:upper:]"), isupper }, { STR_INIT("[:xdigit:]"), isxdigit },
};

/* Takes `[:name:]` from the front of `*rest`, if it begins so. */
static bool take_class(struct str *rest, unsigned char c, bool *out_holds)
{
    for (size_t i = 0; i < COUNT_OF(classes); i++) {
        if (!str_starts(*rest, classes[i].name))
            continue;
        *rest = str_from(*rest, classes[i].name.len);
        *out_holds = classes[i].holds(c) != 0;
        return true;
    }
    return false;
}

/* One byte of a set, which a backslash may stand before. */
static bool take_byte(struct str *rest, unsigned char *out)
{
    if (rest->len > 1 && rest->ptr[0] == '\\')
        *rest = str_from(*rest, 1);
    if (!rest->len)
        return false;
    *out = (unsigned char)rest->ptr[0];
    *rest = str_from(*rest, 1);
    return true;
}

static bool take_range(struct str *rest, unsigned char c, bool *out_holds)
{
    unsigned char from, to;
    if (!take_byte(rest, &from))
        return false;
    to = from;
    if (rest->len > 1 && rest->ptr[0] == '-' && rest->ptr[1] != ']') {
        *rest = str_from(*rest, 1);
        if (!take_byte(rest, &to))
            return false;
    }
    *out_holds = c >= from && c <= to;
    return true;
}

/* Whether `c` is in the set that begins at `p`; moves behind it. A set without an end fits
 * nothing. */
static bool in_set(struct match *m, unsigned char c)
{
    struct str rest = str_from(m->pattern, m->p + 1);
    bool inverted = rest.len && (rest.ptr[0] == '!' || rest.ptr[0] == '^');
    bool found = false, holds;
    rest = str_from(rest, inverted);
    for (bool first = true; rest.len && (first || rest.ptr[0] != ']'); first = false) {
        if (!take_class(&rest, c, &holds) && !take_range(&rest, c, &holds))
            return false;
        found |= holds;
    }
    if (!rest.len)
        return false;
    m->p = (size_t)(rest.ptr + 1 - m->pattern.ptr);
    m->t++;
    return found != inverted && c != '/';
}

static bool at_double_star(const struct match *m)
{
    struct str rest = str_from(m->pattern, m->p);
    bool begins = m->p == 0 || m->pattern.ptr[m->p - 1] == '/';
    return begins && str_starts(rest, STR("**")) && (rest.len == 2 || rest.ptr[2] == '/');
}

/* One step of pattern and path together; false where they differ. */
static bool step(struct match *m)
{
    unsigned char want = (unsigned char)m->pattern.ptr[m->p];
    if (want == '*') {
        m->star_p = ++m->p;
        m->star_t = m->t;
        return true;
    }
    if (m->t == m->path.len)
        return false;
    unsigned char c = (unsigned char)m->path.ptr[m->t];
    if (want == '[')
        return in_set(m, c);
    if (want == '\\' && m->p + 1 < m->pattern.len)
        want = (unsigned char)m->pattern.ptr[++m->p];
    else if (want == '?')
        want = c == '/' ? 0 : c;
    m->p++;
    m->t++;
    return want == c;
}

/* The last star takes one byte more; if it cannot, the last double star one directory more. */
static bool back_up(struct match *m)
{
    if (m->star_p && m->star_t < m->path.len && m->path.ptr[m->star_t] != '/') {
        m->p = m->star_p;
        m->t = ++m->star_t;
        return true;
    }
    const char *slash = m->deep_p ? memchr(m->path.ptr + m->deep_t, '/', m->path.len - m->deep_t)
                                  : NULL;
    if (!slash)
        return false;
    m->p = m->deep_p;
    m->t = m->deep_t = (size_t)(slash + 1 - m->path.ptr);
    m->star_p = 0;
    return true;
}

bool glob_fits(struct str pattern, struct str path)
{
    struct match m = { .pattern = pattern, .path = path };
    for (;;) {
        bool ends = m.p == pattern.len;
        if (ends && m.t == path.len)
            return true;
        if (!ends && at_double_star(&m)) {
            if (m.p + 2 == pattern.len && m.t < path.len)
                return true;
            m.p = MIN_OF(m.p + 3, pattern.len);
            m.deep_p = m.p;
            m.deep_t = m.t;
            m.star_p = 0;
        } else if ((ends || !step(&m)) && !back_up(&m)) {
            return false;
        }
    }
}

bool glob_is_plain(struct str pattern)
{
    for (size_t i = 0; i < pattern.len; i++)
        if (strchr("*?[\\", pattern.ptr[i]))
            return false;
    return true;
}
