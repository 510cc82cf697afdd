/* The order of the sources, and what was found in them: see state.h. */
#include "config/state.h"

#include "base/disk.h"
#include "config/trust.h"

#include <stdio.h>

enum { STATE_ARENA_MOST = 8 * MIB };

struct state *state_new(void)
{
    struct state *s = mem_new(sizeof *s);
    arena_init(&s->arena, STATE_ARENA_MOST);
    for (int i = 0; i < CONFIG_KEYS; i++)
        s->held[i] = (struct held){ .value = settings[i].fallback, .origin = STR("") };
    return s;
}

void state_free(struct state *s)
{
    if (!s)
        return;
    arena_done(&s->arena);
    mem_free(s);
}

/* --- what sources put in --- */

void state_hold(struct state *s, int key, enum config_layer layer, const struct setting_value *v,
                struct where at)
{
    s->held[key] = (struct held){
        .value = { v->number, v->text.ptr ? arena_str(&s->arena, v->text) : STR_NONE },
        .layer = layer,
        .origin = at.line ? arena_printf(&s->arena, "%s:%u:%u", at.file, at.line, at.column)
                          : arena_printf(&s->arena, "%s", at.file)
    };
}

static void found(struct state *s, enum config_grade grade, struct where at, struct str text,
                  struct str hint)
{
    s->n_errors += grade == CONFIG_GRADE_ERROR;
    if (s->n_problems == PROBLEMS_MOST && grade != CONFIG_GRADE_ERROR)
        return;
    s->n_problems -= s->n_problems == PROBLEMS_MOST; /* an error is worth the last place */
    s->problems[s->n_problems++] =
        (struct config_problem){ .grade = grade,
                                 .file = arena_str(&s->arena, str_of(at.file)),
                                 .line = at.line,
                                 .column = at.column,
                                 .text = arena_str(&s->arena, text),
                                 .hint = arena_str(&s->arena, hint) };
}

void state_found(struct state *s, enum config_grade grade, struct where at, const char *hint,
                 const char *fmt, ...)
{
    char text[ERR_TEXT_MOST];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    found(s, grade, at, str_of(text), str_of(hint));
}

/* The place that a TOML error names in words and in details; then the words go. */
static struct str take_place(const struct err *e, struct where *at)
{
    struct str text = str_of(err_text(e));
    size_t colon;
    for (size_t i = 0; i < err_details(e); i++) {
        const char *key;
        uint64_t n = 0;
        struct str value = err_detail_at(e, i, &key);
        unsigned *to = strcmp(key, "line") == 0     ? &at->line
                       : strcmp(key, "column") == 0 ? &at->column
                                                    : NULL;
        if (to && str_to_uint(value, &n))
            *to = (unsigned)n;
    }
    return at->line && str_find(text, STR(": "), &colon) ? str_from(text, colon + 2) : text;
}

void state_found_err(struct state *s, struct where at, struct err *take_e)
{
    struct str text = at.line ? str_of(err_text(take_e)) : take_place(take_e, &at);
    found(s, CONFIG_GRADE_ERROR, at, text, str_of(err_hint_text(take_e)));
    err_free(take_e);
}

/* --- the files --- */

static const enum config_layer layers[PLACE_FILES] = {
    [PLACE_SYSTEM] = CONFIG_LAYER_SYSTEM,
    [PLACE_USER] = CONFIG_LAYER_USER,
    [PLACE_FOLDER] = CONFIG_LAYER_FOLDER,
};

enum config_layer state_layer(int place)
{
    return layers[place];
}

/* A folder's file counts as it was when a person said yes to it. */
static bool is_trusted(struct state *s, const struct config_places *p, struct str text)
{
    enum trust trust;
    char hint[PATH_MOST + 32];
    const struct where at = { .file = p->file[PLACE_FOLDER] };
    struct err *e = trust_look(p->data_dir, p->folder, text, &trust);
    if (e)
        state_found_err(s, at, e);
    if (e || trust == TRUST_GIVEN)
        return !e;
    snprintf(hint, sizeof hint, "read it, then pith config trust %s", p->folder);
    state_found(s, CONFIG_GRADE_NOTE, at, hint,
                trust == TRUST_CHANGED ? "it has changed since it was trusted, and is not used"
                                       : "this folder is not trusted, and the file is not used");
    return false;
}

static void read_file(struct state *s, const struct config_places *p, int place,
                      const struct str *instead)
{
    owned(buf) struct buf text;
    bool there = true;
    buf_init(&text, TOML_BYTES_MOST);
    struct err *e = NULL;
    if (!instead)
        e = places_read(p->file[place], &text, &there);
    if (e)
        state_found_err(s, (struct where){ .file = p->file[place] }, e);
    if (e || !there || (place == PLACE_FOLDER && !is_trusted(s, p, buf_text(&text))))
        return;
    s->used[place] = true;
    source_toml(s, layers[place], p->file[place], instead ? *instead : buf_text(&text));
}

/* What worked last, in place of all files. */
static void fall_back(struct state *s, const struct config_places *p)
{
    bool there;
    owned(buf) struct buf text;
    owned_mem char *path = disk_path(p->data_dir, KEPT_FILE);
    const struct where at = { .file = path };
    buf_init(&text, TOML_BYTES_MOST);
    struct err *e = places_read(path, &text, &there);
    if (e)
        state_found_err(s, at, e);
    if (e || !there)
        return;
    for (int i = 0; i < CONFIG_KEYS; i++)
        s->held[i] = (struct held){ .value = settings[i].fallback, .origin = STR("") };
    memset(s->used, 0, sizeof s->used);
    s->fell_back = true;
    state_found(s, CONFIG_GRADE_WARNING, at, "mend the files, then pith config reload",
                "the files are broken, and what worked last is used instead of all of them");
    source_toml(s, CONFIG_LAYER_KEPT, path, buf_text(&text));
}

struct state *state_read(const struct config_places *p, const struct state_wish *wish)
{
    struct state *s = state_new();
    for (int i = 0; i < PLACE_FILES; i++)
        if (p->file[i][0])
            read_file(s, p, i, i == PLACE_USER ? wish->user_text : NULL);
    s->n_file_errors = s->n_errors;
    if (s->n_file_errors && wish->may_fall_back)
        fall_back(s, p);
    source_variables(s, p->variables);
    source_words(s, p->words);
    return s;
}

struct state *state_read_text(enum config_layer layer, const char *name, struct str text)
{
    struct state *s = state_new();
    source_toml(s, layer, name, text);
    s->n_file_errors = s->n_errors;
    return s;
}

/* --- errors --- */

struct str config_problem_line(const struct config_problem *p, struct arena *a)
{
    if (!p->line)
        return arena_printf(a, "%.*s: %.*s", STR_ARGS(p->file), STR_ARGS(p->text));
    return arena_printf(a, "%.*s:%llu:%llu: %.*s", STR_ARGS(p->file), (unsigned long long)p->line,
                        (unsigned long long)p->column, STR_ARGS(p->text));
}

static struct err *as_err(const struct config_problem *p, size_t more)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    struct str line = config_problem_line(p, &a);
    struct err *e = more ? err_new(ERR_INVALID, "bad_config", "%.*s (and %zu more)", STR_ARGS(line),
                                   more)
                         : err_new(ERR_INVALID, "bad_config", "%.*s", STR_ARGS(line));
    err_detail(e, "file", "%.*s", STR_ARGS(p->file));
    err_detail(e, "line", "%llu", (unsigned long long)p->line);
    err_detail(e, "column", "%llu", (unsigned long long)p->column);
    return p->hint.len ? err_hint(e, "%.*s", STR_ARGS(p->hint))
                       : err_hint(e, "pith config validate");
}

struct err *state_error(const struct state *s)
{
    for (size_t i = 0; s->n_file_errors && i < s->n_problems; i++)
        if (s->problems[i].grade == CONFIG_GRADE_ERROR) /* files were read first */
            return as_err(&s->problems[i], s->n_file_errors - 1);
    return NULL;
}
