/* What the sources say: TOML texts, variables, words of the command line: see state.h. */
#include "config/state.h"

#include <stdio.h>

static void unknown(struct state *s, struct where at, struct str path)
{
    char hint[NAME_MOST];
    const struct setting *near = setting_near(path);
    if (near)
        snprintf(hint, sizeof hint, "did you mean %s?", near->path);
    state_found(s, CONFIG_GRADE_WARNING, at, near ? hint : "pith config show lists the settings",
                "there is no setting %.*s", STR_ARGS(utf8_first(path, NAME_MOST)));
}

/* --- TOML --- */

struct walk {
    struct state *s;
    enum config_layer layer;
    const char *name;
    struct buf path; /* of the value in hand */
};

static bool is_bare(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-'))
            return false;
    }
    return name.len > 0;
}

/* A name in quotes stays in them: "log.level" is not the level of log. */
static void add_name(struct buf *path, struct str name)
{
    const char *quote = is_bare(name) ? "" : "\"";
    buf_add(path, path->len ? STR(".") : STR(""));
    buf_add(path, str_of(quote));
    buf_add(path, name);
    buf_add(path, str_of(quote));
}

static void take_value(const struct walk *w, int key, const struct toml *v)
{
    struct setting_value value;
    const struct where at = { w->name, v->line, v->column };
    if (w->layer == CONFIG_LAYER_FOLDER && !settings[key].for_folder) {
        state_found(w->s, CONFIG_GRADE_WARNING, at, "pith config set puts it into your own file",
                    "%s cannot be set by a folder's file", settings[key].path);
        return;
    }
    struct err *e = setting_read_toml(&settings[key], v, &value);
    if (e)
        state_found_err(w->s, at, e);
    else
        state_hold(w->s, key, w->layer, &value, at);
}

static void walk_table(struct walk *w, const struct toml *table)
{
    toml_each (table, e) {
        size_t before = w->path.len;
        add_name(&w->path, e->name);
        int key = w->path.full ? -1 : setting_named(buf_text(&w->path));
        if (key >= 0)
            take_value(w, key, &e->value);
        else if (e->value.kind == TOML_TABLE)
            walk_table(w, &e->value);
        else
            unknown(w->s, (struct where){ w->name, e->value.line, e->value.column },
                    buf_text(&w->path));
        w->path.len = before;
        w->path.full = false;
    }
}

void source_toml(struct state *s, enum config_layer layer, const char *name, struct str text)
{
    owned(arena) struct arena a;
    const struct toml *root;
    arena_init(&a, TOML_TREE_MOST);
    struct err *e = toml_parse(text, &a, &root);
    if (e) {
        state_found_err(s, (struct where){ .file = name }, e);
        return;
    }
    struct walk w = { .s = s, .layer = layer, .name = name };
    buf_init(&w.path, 4 * NAME_MOST);
    walk_table(&w, root);
    buf_done(&w.path);
}

/* --- texts by name --- */

static void take_text(struct state *s, enum config_layer layer, const char *name, struct str path,
                      struct str text)
{
    struct setting_value value;
    const struct where at = { .file = name };
    int key = setting_named(path);
    if (key < 0) {
        unknown(s, at, path);
        return;
    }
    struct err *e = setting_read(&settings[key], text, &value);
    if (e)
        state_found_err(s, at, e);
    else
        state_hold(s, key, layer, &value, at);
}

/* PITH__LOG__LEVEL is log.level; "" is nobody's path. */
static struct str path_of(struct str variable, char out[NAME_MOST])
{
    size_t n = 0;
    for (size_t i = strlen("PITH__"); i < variable.len && n < NAME_MOST; i++) {
        char c = variable.ptr[i];
        bool dot = c == '_' && i + 1 < variable.len && variable.ptr[i + 1] == '_';
        out[n++] = dot ? '.' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        i += dot;
    }
    return (struct str){ out, n };
}

/* Short names that came before the rule. */
static const struct {
    struct str variable;
    int key;
} aliases[] = { { STR_INIT("PITH_LOG_LEVEL"), CONFIG_LOG_LEVEL } };

static void take_variable(struct state *s, struct str name, struct str value)
{
    char path[NAME_MOST], shown[NAME_MOST];
    snprintf(shown, sizeof shown, "%.*s", STR_ARGS(name));
    for (size_t i = 0; i < COUNT_OF(aliases); i++)
        if (str_eq(name, aliases[i].variable))
            take_text(s, CONFIG_LAYER_ENVIRONMENT, shown, str_of(settings[aliases[i].key].path),
                      value);
    if (str_starts(name, STR("PITH__")))
        take_text(s, CONFIG_LAYER_ENVIRONMENT, shown, path_of(name, path), value);
}

/* An empty variable counts as none. */
void source_variables(struct state *s, char *const *variables)
{
    for (; variables && *variables; variables++) {
        struct str value = str_of(*variables), name = str_cut(&value, '=');
        if (value.len)
            take_variable(s, name, value);
    }
}

void source_words(struct state *s, const char *const *words)
{
    for (; words && *words; words++) {
        struct str value = str_of(*words), path = str_cut(&value, '=');
        take_text(s, CONFIG_LAYER_COMMAND, "--set", path, value);
    }
}
