/* A file of settings: whatever it holds is found right or wrong without a fault, and an edit of
 * it changes one value and no other. */
#include "fuzz.h"

#include "base/toml.h"
#include "config/edit.h"
#include "config/state.h"

/* Everything in `a` is in `b`, but for what `path` names; a table that is gone held nothing. */
static void check_kept(const struct toml *a, const struct toml *b, struct str path)
{
    toml_each (a, e) {
        struct str rest = path, head = str_cut(&rest, '.');
        bool on_path = path.len && str_eq(head, e->name);
        const struct toml *other = toml_get(b, e->name);
        if (on_path && !rest.len)
            continue;
        if (e->value.kind == TOML_TABLE)
            check_kept(&e->value, other, on_path ? rest : STR(""));
        else
            CLAIM(other && other->kind == e->value.kind &&
                  other->span.to - other->span.from == e->value.span.to - e->value.span.from);
    }
}

/* Whether `path` names a value in the edited text. */
static bool check_edit(const struct toml *before, struct str text, struct str path)
{
    owned(arena) struct arena a;
    const struct toml *after, *v;
    arena_init(&a, TOML_TREE_MOST);
    owned(err) struct err *e = toml_parse(text, &a, &after);
    CLAIM(!e);
    check_kept(before, after, path);
    check_kept(after, before, path);
    for (v = after; v && path.len;)
        v = toml_get(v, str_cut(&path, '.'));
    return v != NULL;
}

static bool in_the_way(struct err *take_e)
{
    owned(err) struct err *e = take_e;
    CLAIM(!e || strcmp(err_reason(e), "in_the_way") == 0 || strcmp(err_reason(e), "too_long") == 0);
    return e != NULL;
}

/* Sets a value twice, then takes it away again. */
static void check_edits(const struct toml *root, struct str text, int key)
{
    owned(buf) struct buf one, two, three, literal;
    struct str path = str_of(settings[key].path);
    bool was_there;
    buf_init(&one, TOML_BYTES_MOST);
    buf_init(&two, TOML_BYTES_MOST);
    buf_init(&three, TOML_BYTES_MOST);
    buf_init(&literal, 1 * KIB);
    setting_write(&settings[key], &settings[key].fallback, &literal);
    if (in_the_way(edit_set(text, path, buf_text(&literal), &one)))
        return;
    CLAIM(check_edit(root, buf_text(&one), path));
    CLAIM(!edit_set(buf_text(&one), path, buf_text(&literal), &two));
    CLAIM(str_eq(buf_text(&one), buf_text(&two)));
    owned(state) struct state *s = state_read_text(CONFIG_LAYER_USER, "fuzz", buf_text(&one));
    CLAIM(s->held[key].layer == CONFIG_LAYER_USER);
    CLAIM(!edit_unset(buf_text(&one), path, &three, &was_there) && was_there);
    CLAIM(!check_edit(root, buf_text(&three), path));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = fuzz_text(data, size);
    owned(arena) struct arena a;
    const struct toml *root;
    arena_init(&a, TOML_TREE_MOST);
    owned(state) struct state *s = state_read_text(CONFIG_LAYER_USER, "fuzz", text);
    owned(err) struct err *e = toml_parse(text, &a, &root);
    CLAIM(!e || s->n_errors);
    for (int key = 0; !e && key < CONFIG_KEYS; key++)
        check_edits(root, text, key);
    return 0;
}
