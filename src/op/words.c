/* From words of a command line to the JSON object that every door takes: see shape.h.
 *
 *     path=README.md          by name; the type decides how the text is read
 *     README.md               without a name: the first required parameter not yet given
 *     tags=a tags=b           a list, one item each time; or tags='["a","b"]'
 *     where.kind=file         into a record; or where='{"kind":"file"}'
 *     data=@notes.txt         the text is what the file holds; @- is standard input
 *     wait=1m30s              durations take ms, s, m, h, d
 *
 * Secrets are only taken from a file: what stands in argv, everybody on the machine can see. */
#include "op/shape.h"

#include "base/duration.h"
#include "base/encode.h"
#include "base/file_name.h"
#include "base/limits.h"

/* A word that belongs to the record being written, its prefix cut off. */
struct item {
    struct str name, value; /* name: what stands before '='; empty for a positional word */
};

struct items {
    struct item *row;
    size_t count;
};

struct writer {
    const struct words *words;
    struct arena *arena;
    struct json_out *out;
};

static struct err *write_object(const struct writer *w, const struct shape *s, struct items items);

static struct err *wrong_word(const struct field *f, struct str value, const char *wanted)
{
    return err_detail(err_new(ERR_INVALID, "wrong_type", "%.*s=%.*s: must be %s", STR_ARGS(f->name),
                              STR_ARGS(utf8_first(value, 64)), wanted),
                      "parameter", "%.*s", STR_ARGS(f->name));
}

static struct err *write_json_text(const struct writer *w, const struct field *f, struct str text,
                                   const char *wanted)
{
    const struct json *tree;
    struct err *e = json_parse(text, NULL, w->arena, &tree);
    if (e) {
        err_free(e);
        return wrong_word(f, text, wanted);
    }
    json_value(w->out, tree);
    return NULL;
}

static bool to_bool(struct str text, bool *out)
{
    static const struct {
        struct str word;
        bool value;
    } known[] = { { STR_INIT("true"), true },   { STR_INIT("yes"), true },
                  { STR_INIT("on"), true },     { STR_INIT("1"), true },
                  { STR_INIT("false"), false }, { STR_INIT("no"), false },
                  { STR_INIT("off"), false },   { STR_INIT("0"), false } };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (str_eq(known[i].word, text)) {
            *out = known[i].value;
            return true;
        }
    }
    return false;
}

/* The value's own text, or what @file names. */
static struct err *text_of(const struct writer *w, const struct field *f, struct str value,
                           struct str *out)
{
    bool from_file = str_starts(value, STR("@")) && w->words->read_file;
    *out = value;
    if (from_file && str_starts(value, STR("@@"))) {
        *out = str_from(value, 1); /* @@x is the text @x */
        from_file = false;
    }
    if (from_file)
        TRY(w->words->read_file(str_from(value, 1), w->arena, out), "%.*s", STR_ARGS(f->name));
    else if (f->type == TYPE_SECRET)
        return err_hint(err_new(ERR_INVALID, "secret_in_argv",
                                "%.*s is a secret; words of a command line can be seen by others",
                                STR_ARGS(f->name)),
                        "%.*s=@FILE, or %.*s=@- to read standard input", STR_ARGS(f->name),
                        STR_ARGS(f->name));
    return NULL;
}

static void write_bytes(const struct writer *w, struct str bytes)
{
    owned(buf) struct buf text;
    buf_init(&text, BASE64_LEN(bytes.len) + 4);
    base64_add(&text, bytes);
    json_begin_object(w->out);
    json_name(w->out, STR("$bytes"));
    json_text(w->out, buf_text(&text));
    json_end_object(w->out);
}

/* UTF-8 is taken as text, as fs.list gives it; anything else is a name as the shell has it. */
static void write_path(const struct writer *w, struct str path)
{
    owned(buf) struct buf text = { 0 };
    if (utf8_valid(path)) {
        json_text(w->out, path);
        return;
    }
    buf_init(&text, 4 * path.len);
    file_name_write(path, &text);
    json_text(w->out, buf_text(&text));
}

/* 64MiB, 64MB: how many bytes. */
static bool size_read(struct str text, uint64_t *out)
{
    static const struct {
        struct str name;
        uint64_t bytes;
    } units[] = { { STR_INIT("KiB"), 1ULL << 10 }, { STR_INIT("MiB"), 1ULL << 20 },
                  { STR_INIT("GiB"), 1ULL << 30 }, { STR_INIT("kB"), 1000 },
                  { STR_INIT("KB"), 1000 },        { STR_INIT("MB"), 1000000 },
                  { STR_INIT("GB"), 1000000000 } };
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        uint64_t n;
        struct str digits = str_first(text, text.len - MIN_OF(text.len, units[i].name.len));
        if (str_ends(text, units[i].name) && str_to_uint(digits, &n))
            return !__builtin_mul_overflow(n, units[i].bytes, out) && *out <= COUNT_MOST;
    }
    return false;
}

/* What a number may be, for who gave something else. */
static const char *allowed(const struct field *f, struct arena *a)
{
    bool whole = f->type == TYPE_INT || f->type == TYPE_COUNT;
    bool sized = f->type == TYPE_COUNT && f->most >= MIB;
    struct str said = { .ptr = NULL };
    if (whole && f->most && !f->list)
        said = arena_printf(a, "a whole number from %lld to %lld%s", (long long)f->least,
                            (long long)f->most, sized ? "; bytes also as 64KiB, 64MiB, 64MB" : "");
    return said.ptr ? said.ptr : whole ? "a whole number" : "a number";
}

/* How a record is written, by an example. */
static const char *record_wanted(const struct field *f, struct arena *a)
{
    struct str part = f->rec->count ? f->rec->fields[0].name : STR("name");
    struct str said = f->list ? arena_printf(a, "a JSON list, as %.*s='[{\"%.*s\": …}]'",
                                             STR_ARGS(f->name), STR_ARGS(part))
                              : arena_printf(a, "a JSON object, or %.*s.%.*s=…", STR_ARGS(f->name),
                                             STR_ARGS(part));
    return said.ptr ? said.ptr : "JSON";
}

static struct err *write_scalar(const struct writer *w, const struct field *f, struct str value)
{
    struct str text;
    uint64_t ms, size;
    bool truth;
    TRY(text_of(w, f, value, &text));
    switch (f->type) {
    case TYPE_BOOL:
        if (!to_bool(text, &truth))
            return wrong_word(f, text, "true or false");
        json_bool(w->out, truth);
        return NULL;
    case TYPE_MS:
        if (!duration_read(text, &ms))
            return wrong_word(f, text, "a duration such as 250ms, 10s or 1h30m");
        json_uint(w->out, ms);
        return NULL;
    case TYPE_COUNT:
        if (!size_read(text, &size))
            return write_json_text(w, f, text, allowed(f, w->arena));
        json_uint(w->out, size);
        return NULL;
    case TYPE_INT:
    case TYPE_REAL:
    case TYPE_TIME: return write_json_text(w, f, text, allowed(f, w->arena));
    case TYPE_JSON:
        return write_json_text(w, f, text, "JSON; a text stands in its quotes: '\"…\"'");
    case TYPE_BYTES: write_bytes(w, text); return NULL;
    case TYPE_REC: return write_json_text(w, f, text, record_wanted(f, w->arena));
    case TYPE_PATH: write_path(w, text); return NULL;
    case TYPE_TEXT:
    case TYPE_SECRET:
    case TYPE_ENUM:
    case TYPES:
        if (!utf8_valid(text))
            return wrong_word(f, STR("…"), "UTF-8 text");
        json_text(w->out, text);
        return NULL;
    }
    return NULL;
}

/* Which part of the name picks a field of this shape: all of it up to the first dot. */
static struct str head_of(struct str name)
{
    return str_cut(&name, '.');
}

static struct items items_for(const struct writer *w, struct str field, struct items all)
{
    struct items mine = { arena_array(w->arena, struct item, all.count + 1), 0 };
    for (size_t i = 0; mine.row && i < all.count; i++)
        if (str_eq(head_of(all.row[i].name), field))
            mine.row[mine.count++] = all.row[i];
    return mine;
}

static bool dotted(struct item i)
{
    return head_of(i.name).len < i.name.len;
}

static struct err *write_rec(const struct writer *w, const struct field *f, struct items mine)
{
    struct items inner = { arena_array(w->arena, struct item, mine.count), 0 };
    TRY_ROOM(inner.row);
    for (size_t i = 0; i < mine.count; i++) {
        if (!dotted(mine.row[i]))
            return wrong_word(f, mine.row[i].value, "either NAME={json} or NAME.PART=value");
        inner.row[inner.count++] = (struct item){ str_from(mine.row[i].name, f->name.len + 1),
                                                  mine.row[i].value };
    }
    return write_object(w, f->rec, inner);
}

static struct err *write_field(const struct writer *w, const struct field *f, struct items mine)
{
    bool whole_json = mine.count == 1 && str_starts(mine.row[0].value, STR("["));
    json_name(w->out, f->name);
    if (f->list && whole_json)
        return write_json_text(w, f, mine.row[0].value, "a JSON list");
    if (f->list) {
        json_begin_array(w->out);
        for (size_t i = 0; i < mine.count; i++)
            TRY(write_scalar(w, f, mine.row[i].value));
        json_end_array(w->out);
        return NULL;
    }
    if (f->type == TYPE_REC && (mine.count > 1 || dotted(mine.row[0])))
        return write_rec(w, f, mine);
    if (mine.count > 1)
        return err_new(ERR_INVALID, "given_twice", "%.*s is given %zu times, and is not a list",
                       STR_ARGS(f->name), mine.count);
    return write_scalar(w, f, mine.row[0].value);
}

/* The first required parameter, if it may hold something like a=b. */
static const struct field *first_text(const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (!s->fields[i].optional)
            return s->fields[i].type == TYPE_TEXT || s->fields[i].type == TYPE_PATH ? &s->fields[i]
                                                                                    : NULL;
    return NULL;
}

static struct err *unknown_word(const struct shape *s, struct str name)
{
    struct str near = STR_NONE;
    unsigned nearest = 1 + (unsigned)name.len / 2;
    owned(buf) struct buf all;
    buf_init(&all, ERR_TEXT_MOST / 2);
    for (size_t i = 0; i < s->count; i++) {
        unsigned d = str_distance(name, s->fields[i].name);
        if (d < nearest) {
            nearest = d;
            near = s->fields[i].name;
        }
        buf_printf(&all, "%s%.*s", i ? ", " : "", STR_ARGS(s->fields[i].name));
    }
    struct err *e = err_new(ERR_INVALID, "unknown_parameter", "%s has no parameter %.*s", s->name,
                            STR_ARGS(utf8_first(name, 64)));
    if (near.len)
        return err_hint(e, "did you mean %.*s=…?", STR_ARGS(near));
    const struct field *first = first_text(s);
    if (first)
        return err_hint(e, "if all of it is %.*s, say %.*s=%.*s=…; else its parameters are: %.*s",
                        STR_ARGS(first->name), STR_ARGS(first->name),
                        STR_ARGS(utf8_first(name, 64)), STR_ARGS(buf_text(&all)));
    return s->count ? err_hint(e, "its parameters: %.*s", STR_ARGS(buf_text(&all)))
                    : err_hint(e, "it takes none");
}

static struct err *write_object(const struct writer *w, const struct shape *s, struct items items)
{
    for (size_t i = 0; i < items.count; i++)
        if (!shape_field(s, head_of(items.row[i].name)))
            return unknown_word(s, head_of(items.row[i].name));
    json_begin_object(w->out);
    for (size_t i = 0; i < s->count; i++) {
        struct items mine = items_for(w, s->fields[i].name, items);
        if (mine.count)
            TRY(write_field(w, &s->fields[i], mine));
    }
    json_end_object(w->out);
    return NULL;
}

static bool is_given(struct items items, struct str name)
{
    for (size_t i = 0; i < items.count; i++)
        if (str_eq(head_of(items.row[i].name), name))
            return true;
    return false;
}

static struct err *extra_word(const struct shape *s, struct str word)
{
    struct err *e = err_new(ERR_INVALID, "extra_word", "%.*s: %s takes no more words",
                            STR_ARGS(utf8_first(word, 64)), s->name);
    return s->count ? err_hint(e, "name the parameter: NAME=%.*s", STR_ARGS(utf8_first(word, 64)))
                    : err_hint(e, "it takes none");
}

/* A word without a name goes to the first required parameter that no word has named. Where nothing
 * is required, it is clear what the only word is: the first parameter. */
static struct err *place_positional(const struct shape *s, struct items items)
{
    const struct field *first = s->fields, *end = first + s->count;
    bool none_required = true;
    for (const struct field *f = first; f < end; f++)
        none_required = none_required && f->optional;
    for (size_t i = 0; i < items.count; i++) {
        const struct field *f = first;
        if (items.row[i].name.len)
            continue;
        while (f < end && (f->optional || is_given(items, f->name)))
            f++;
        if (f == end && none_required && s->count && !is_given(items, first->name))
            f = first;
        if (f == end)
            return extra_word(s, items.row[i].value);
        items.row[i].name = f->name;
    }
    return NULL;
}

static bool has_blanks(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ' ' || s.ptr[i] == '\n' || s.ptr[i] == '\t')
            return true;
    return false;
}

/* NAME= is a name if it is made of the letters names are made of; a/b=c is a value. So is what has
 * blanks, as a line of a shell that begins with i=0, unless there is a parameter i. */
static struct item split(const struct shape *s, const char *word)
{
    struct str rest = str_of(word), name = str_cut(&rest, '=');
    bool named = name.len && name.len < strlen(word);
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        named = named && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.');
    }
    named = named && (shape_field(s, head_of(name)) || !has_blanks(rest));
    return named ? (struct item){ name, rest } : (struct item){ STR_NONE, str_of(word) };
}

struct err *shape_from_words(const struct shape *s, const struct words *words, struct arena *a,
                             struct json_out *o)
{
    struct items items = { arena_array(a, struct item, words->count + 1), 0 };
    TRY_ROOM(items.row);
    for (size_t i = 0; i < words->count; i++)
        items.row[items.count++] = split(s, words->word[i]);
    TRY(place_positional(s, items));
    return write_object(&(struct writer){ words, a, o }, s, items);
}
