/* References, resolved: see link.h. */
#include "link.h"

struct reference {
    struct str scheme, authority, path, query; /* the query with its '?', the rest without signs */
    bool has_authority;
};

static size_t scheme_len(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (c == ':')
            return i;
        if (!letter && !(i && other))
            return 0;
    }
    return 0;
}

static size_t until(struct str s, const char *signs)
{
    size_t n = 0;
    while (n < s.len && !strchr(signs, s.ptr[n]))
        n++;
    return n;
}

static struct reference take_apart(struct str s)
{
    struct reference r = { 0 };
    r.scheme = str_first(s, scheme_len(s));
    if (r.scheme.len)
        s = str_from(s, r.scheme.len + 1);
    s = str_first(s, until(s, "#"));
    if (str_starts(s, STR("//"))) {
        r.has_authority = true;
        s = str_from(s, 2);
        r.authority = str_first(s, until(s, "/?"));
        s = str_from(s, r.authority.len);
    }
    r.path = str_first(s, until(s, "?"));
    r.query = str_from(s, r.path.len);
    return r;
}

/* Without "." and ".."; begins with a slash. */
static struct str clean_path(struct str path, struct arena *a)
{
    char *out = arena_array(a, char, path.len + 2);
    size_t n = 0;
    while (out && path.len) {
        struct str name = str_cut(&path, '/');
        bool up = str_eq(name, STR("..")), stay = str_eq(name, STR("."));
        while (up && n && out[--n] != '/')
            ;
        if (!up && !stay) {
            out[n++] = '/';
            memcpy(out + n, name.ptr, name.len);
            n += name.len;
        } else if (!path.len) {
            out[n++] = '/';
        }
    }
    return out ? (struct str){ out, n } : STR_NONE;
}

static struct str directory_of(struct str path)
{
    while (path.len && path.ptr[path.len - 1] != '/')
        path.len--;
    return path;
}

static struct str merged(const struct reference *base, struct str path, struct arena *a)
{
    struct str dir = directory_of(base->path);
    bool ends_open = str_ends(path, STR("/"));
    struct str whole = path.ptr && path.len && path.ptr[0] == '/'
                           ? path
                           : arena_printf(a, "%.*s%.*s", STR_ARGS(dir), STR_ARGS(path));
    if (whole.len && whole.ptr[0] == '/')
        whole = str_from(whole, 1);
    struct str clean = clean_path(whole, a);
    return ends_open && !str_ends(clean, STR("/")) ? arena_printf(a, "%.*s/", STR_ARGS(clean))
                                                   : clean;
}

/* Blanks and what would end a link in Markdown. */
static struct str encoded(struct str url, struct arena *a)
{
    char *out = arena_array(a, char, url.len * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c < ' ' || c == 0x7f)
            continue;
        if (c == ' ' || c == '(' || c == ')' || c == '<' || c == '>' || c == '"') {
            static const char digits[] = "0123456789ABCDEF";
            out[n++] = '%';
            out[n++] = digits[c >> 4];
            out[n++] = digits[c & 15];
        } else {
            out[n++] = (char)c;
        }
    }
    return (struct str){ out, n };
}

static bool can_be_visited(struct str scheme)
{
    static const struct str schemes[] = { STR_INIT("http"), STR_INIT("https"), STR_INIT("mailto"),
                                          STR_INIT("ftp"), STR_INIT("tel") };
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (str_eq_nocase(scheme, schemes[i]))
            return true;
    return false;
}

struct str link_resolve(struct str base_text, struct str text, struct arena *a)
{
    struct reference base = take_apart(base_text), r = take_apart(str_trim(text));
    text = str_trim(text);
    if (!text.len || text.ptr[0] == '#')
        return STR_NONE;
    if (r.scheme.len)
        return can_be_visited(r.scheme) ? encoded(text, a) : STR_NONE;
    if (!base.scheme.len)
        return encoded(text, a);
    if (r.has_authority)
        return encoded(arena_printf(a, "%.*s:%.*s", STR_ARGS(base.scheme), STR_ARGS(text)), a);
    struct str path = r.path.len ? merged(&base, r.path, a) : base.path;
    struct str query = r.path.len || r.query.len ? r.query : base.query;
    size_t sign = until(text, "#");
    return encoded(arena_printf(a, "%.*s://%.*s%.*s%.*s%.*s", STR_ARGS(base.scheme),
                                STR_ARGS(base.authority), STR_ARGS(path), STR_ARGS(query),
                                STR_ARGS(str_from(text, sign))),
                   a);
}
