/* Kinds of settings and their spellings: see setting.h. */
#include "config/setting.h"

#include "base/duration.h"
#include "base/log.h"
#include "base/network.h"
#include "config/config.h"

#include <stdio.h>

#define LIVE           true
#define START          false
#define FOLDER         true
#define PERSON         false
#define CHOICE(i, ...) .kind = KIND_CHOICE, .fallback = { .number = (i) }, CHOICES_(__VA_ARGS__)
#define CHOICES_(...)                \
    .choices = (const char *const[]) \
    {                                \
        __VA_ARGS__, NULL            \
    }
#define COUNT(n, l, m) .kind = KIND_COUNT, .fallback = { .number = (n) }, .least = (l), .most = (m)
#define MS(n, l, m)    .kind = KIND_MS, .fallback = { .number = (n) }, .least = (l), .most = (m)
#define PATH(s)        .kind = KIND_PATH, .fallback = { .text = STR_INIT(s) }
#define WORDS(s)       .kind = KIND_WORDS, .fallback = { .text = STR_INIT(s) }
#define PLACES(s)      .kind = KIND_PLACES, .fallback = { .text = STR_INIT(s) }
#define SETTING(constant, p, when, who, kind, sentence) \
    [CONFIG_##constant] = { .path = (p), .doc = sentence, .live = when, .for_folder = who, kind },
const struct setting settings[] = {
#include "config/settings.def"
};
#undef SETTING

int setting_named(struct str path)
{
    for (int i = 0; i < CONFIG_KEYS; i++)
        if (str_eq(path, str_of(settings[i].path)))
            return i;
    return -1;
}

const struct setting *setting_near(struct str path)
{
    const struct setting *near = NULL;
    unsigned nearest = 2 + (unsigned)path.len / 4;
    for (int i = 0; i < CONFIG_KEYS; i++) {
        unsigned d = str_distance(path, str_of(settings[i].path));
        if (d < nearest) {
            nearest = d;
            near = &settings[i];
        }
    }
    return near;
}

struct err *setting_find(struct str key, int *out_nr)
{
    *out_nr = setting_named(key);
    if (*out_nr >= 0)
        return NULL;
    struct err *e = err_new(ERR_NOT_FOUND, "no_such_setting", "there is no setting %.*s",
                            STR_ARGS(utf8_first(key, NAME_MOST)));
    const struct setting *near = setting_near(key);
    return near ? err_hint(e, "did you mean %s?", near->path) : err_hint(e, "pith config show");
}

bool setting_same(const struct setting_value *a, const struct setting_value *b)
{
    return a->number == b->number && str_eq(a->text, b->text);
}

/* --- the kinds --- */

static bool in_bounds(const struct setting *row, int64_t n)
{
    return n >= row->least && n <= row->most;
}

static bool read_choice(const struct setting *row, struct str text, struct setting_value *out)
{
    for (out->number = 0; row->choices[out->number]; out->number++)
        if (str_eq(text, str_of(row->choices[out->number])))
            return true;
    return false;
}

static bool read_count(const struct setting *row, struct str text, struct setting_value *out)
{
    return str_to_int(text, &out->number) && in_bounds(row, out->number);
}

static bool read_ms(const struct setting *row, struct str text, struct setting_value *out)
{
    uint64_t ms;
    if (!duration_read(text, &ms) || ms > INT64_MAX)
        return false;
    out->number = (int64_t)ms;
    return in_bounds(row, out->number);
}

static bool read_path(const struct setting *row, struct str text, struct setting_value *out)
{
    (void)row;
    out->text = text;
    return (str_starts(text, STR("/")) || str_starts(text, STR("~/")) || str_eq(text, STR("~"))) &&
           text.len < PATH_MOST && !str_has_nul(text) && utf8_valid(text);
}

/* Nothing that would have to be escaped in any file or header. */
static bool read_words(const struct setting *row, struct str text, struct setting_value *out)
{
    (void)row;
    out->text = text;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < ' ' || text.ptr[i] > '~' || strchr("\"'\\,;", text.ptr[i]))
            return false;
    return text.len < SETTING_WORDS_MOST;
}

/* The first that names no place; empty: all do. */
static struct str odd_place(struct str text)
{
    struct where where;
    while (text.len) {
        struct str word = str_cut(&text, ' ');
        if (word.len && !where_read(word, &where))
            return word;
    }
    return STR_NONE;
}

static size_t count_words(struct str text)
{
    size_t n = 0;
    while (text.len)
        n += str_cut(&text, ' ').len > 0;
    return n;
}

static bool read_places(const struct setting *row, struct str text, struct setting_value *out)
{
    return read_words(row, text, out) && !odd_place(text).len &&
           count_words(text) <= SETTING_PLACES_MOST;
}

static bool read_secret(const struct setting *row, struct str text, struct setting_value *out)
{
    (void)row;
    out->text = text;
    return utf8_valid(text);
}

static void show_choice(const struct setting *row, const struct setting_value *v, struct buf *out)
{
    buf_add(out, str_of(row->choices[v->number]));
}

static void show_count(const struct setting *row, const struct setting_value *v, struct buf *out)
{
    (void)row;
    buf_printf(out, "%lld", (long long)v->number);
}

static void show_ms(const struct setting *row, const struct setting_value *v, struct buf *out)
{
    (void)row;
    duration_add(out, (uint64_t)v->number);
}

static void show_text(const struct setting *row, const struct setting_value *v, struct buf *out)
{
    (void)row;
    buf_add(out, v->text);
}

static void takes_choice(const struct setting *row, struct buf *out)
{
    buf_add(out, STR("one of "));
    for (size_t i = 0; row->choices[i]; i++)
        buf_printf(out, "%s%s", i ? ", " : "", row->choices[i]);
}

static void takes_count(const struct setting *row, struct buf *out)
{
    buf_printf(out, "a whole number from %lld to %lld", (long long)row->least,
               (long long)row->most);
}

static void takes_ms(const struct setting *row, struct buf *out)
{
    buf_add(out, STR("a duration from "));
    duration_add(out, (uint64_t)row->least);
    buf_add(out, STR(" to "));
    duration_add(out, (uint64_t)row->most);
}

static void takes_path(const struct setting *row, struct buf *out)
{
    (void)row;
    buf_add(out, STR("a path that begins with / or ~/"));
}

static void takes_words(const struct setting *row, struct buf *out)
{
    (void)row;
    buf_add(out, STR("words with blanks between them"));
}

static void takes_places(const struct setting *row, struct buf *out)
{
    (void)row;
    buf_printf(out,
               "at most %d places such as 192.168.1.0/24 10.0.0.7:5432 *.example.com *:25, with "
               "blanks between them",
               SETTING_PLACES_MOST);
}

static void takes_secret(const struct setting *row, struct buf *out)
{
    (void)row;
    buf_add(out, STR("a secret text"));
}

static const struct {
    bool (*read)(const struct setting *row, struct str text, struct setting_value *out);
    void (*show)(const struct setting *row, const struct setting_value *v, struct buf *out);
    void (*takes)(const struct setting *row, struct buf *out);
    bool number; /* files may give a bare number */
    bool string; /* files may give, and we write, a string */
} kinds[KINDS] = {
    [KIND_CHOICE] = { read_choice, show_choice, takes_choice, .string = true },
    [KIND_COUNT] = { read_count, show_count, takes_count, .number = true },
    [KIND_MS] = { read_ms, show_ms, takes_ms, .number = true, .string = true },
    [KIND_PATH] = { read_path, show_text, takes_path, .string = true },
    [KIND_WORDS] = { read_words, show_text, takes_words, .string = true },
    [KIND_PLACES] = { read_places, show_text, takes_places, .string = true },
    [KIND_SECRET] = { read_secret, show_text, takes_secret, .string = true },
};

/* --- reading --- */

static struct err *wrong(const struct setting *row, struct str came, const char *quote)
{
    owned(buf) struct buf takes;
    buf_init(&takes, ERR_TEXT_MOST / 2);
    setting_takes(row, &takes);
    if (row->kind == KIND_SECRET)
        came = SECRET_SHOWN;
    if (row->kind == KIND_PLACES && odd_place(came).len)
        came = odd_place(came);
    struct err *e = err_new(ERR_INVALID, "bad_value", "%s must be %.*s, not %s%.*s%s", row->path,
                            STR_ARGS(buf_text(&takes)), quote, STR_ARGS(utf8_first(came, 64)),
                            quote);
    err_detail(e, "key", "%s", row->path);
    return err_hint(e, "pith config get %s", row->path);
}

struct err *setting_read(const struct setting *row, struct str text, struct setting_value *out)
{
    struct setting_value v = { 0 };
    if (!kinds[row->kind].read(row, text, &v))
        return wrong(row, text, "\"");
    *out = v;
    return NULL;
}

struct err *setting_read_toml(const struct setting *row, const struct toml *v,
                              struct setting_value *out)
{
    char number[32];
    if (v->kind == TOML_TEXT && kinds[row->kind].string)
        return setting_read(row, v->text, out);
    if (v->kind != TOML_INT)
        return wrong(row, str_of(toml_kind_name(v->kind)), "");
    if (kinds[row->kind].number && in_bounds(row, v->integer)) {
        *out = (struct setting_value){ .number = v->integer };
        return NULL;
    }
    snprintf(number, sizeof number, "%lld", (long long)v->integer);
    return wrong(row, str_of(number), "");
}

/* --- writing --- */

void setting_takes(const struct setting *row, struct buf *out)
{
    kinds[row->kind].takes(row, out);
}

void setting_show(const struct setting *row, const struct setting_value *v, struct buf *out)
{
    if (row->kind == KIND_SECRET)
        buf_add(out, SECRET_SHOWN);
    else
        kinds[row->kind].show(row, v, out);
}

/* A basic string of TOML. */
static void add_quoted(struct buf *out, struct str s)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            buf_printf(out, "\\u%04X", c);
        else
            buf_add_char(out, (char)c);
    }
    buf_add_char(out, '"');
}

void setting_write(const struct setting *row, const struct setting_value *v, struct buf *out)
{
    owned(buf) struct buf text;
    buf_init(&text, out->most);
    kinds[row->kind].show(row, v, &text);
    if (kinds[row->kind].string)
        add_quoted(out, buf_text(&text));
    else
        buf_add(out, buf_text(&text));
}
