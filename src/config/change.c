/* Changes: of the person's file, of what is trusted, of what is in force: see config.h.
 *
 * Each is read, edited, checked, written, and only then in force; whatever fails on the way
 * leaves everything as it was. */
#include "config/config_priv.h"

#include "base/disk.h"
#include "config/edit.h"
#include "config/trust.h"

#include <stdlib.h>
#include <unistd.h>

struct err *config_check_word(const char *word)
{
    int nr;
    struct setting_value ignored;
    struct str value = str_of(word), key = str_cut(&value, '=');
    TRY(setting_find(key, &nr));
    return setting_read(&settings[nr], value, &ignored);
}

/* --- the person's file --- */

static struct err *read_user_file(const struct config *cfg, struct buf *out)
{
    bool there;
    return places_read(cfg->places.file[PLACE_USER], out, &there);
}

/* Checked as part of the whole, written, and in force. */
static struct err *adopt(struct config *cfg, struct str text)
{
    owned(state) struct state *s = state_read(&cfg->places,
                                              &(struct state_wish){ .user_text = &text });
    TRY(state_error(s));
    TRY(places_write(cfg->places.file[PLACE_USER], text));
    config_install(cfg, give(s));
    return NULL;
}

struct err *config_set(struct config *cfg, struct str key, struct str value)
{
    int nr;
    struct setting_value v;
    owned(buf) struct buf old, new, literal;
    buf_init(&old, TOML_BYTES_MOST);
    buf_init(&new, TOML_BYTES_MOST);
    buf_init(&literal, TOML_BYTES_MOST);
    TRY(setting_find(key, &nr));
    TRY(setting_read(&settings[nr], value, &v));
    setting_write(&settings[nr], &v, &literal);
    HOLD(&cfg->changing);
    TRY(read_user_file(cfg, &old));
    TRY(edit_set(buf_text(&old), key, buf_text(&literal), &new), "change %s",
        cfg->places.file[PLACE_USER]);
    return adopt(cfg, buf_text(&new));
}

struct err *config_unset(struct config *cfg, struct str key, bool *out_removed)
{
    int nr;
    owned(buf) struct buf old, new;
    buf_init(&old, TOML_BYTES_MOST);
    buf_init(&new, TOML_BYTES_MOST);
    TRY(setting_find(key, &nr));
    HOLD(&cfg->changing);
    TRY(read_user_file(cfg, &old));
    TRY(edit_unset(buf_text(&old), key, &new, out_removed), "change %s",
        cfg->places.file[PLACE_USER]);
    return *out_removed ? adopt(cfg, buf_text(&new)) : NULL;
}

struct err *config_reload(struct config *cfg, struct arena *a, struct config_setting_list *out)
{
    bool changed[CONFIG_KEYS];
    HOLD(&cfg->changing);
    owned(state) struct state *s = state_read(&cfg->places, &(struct state_wish){ 0 });
    TRY(state_error(s));
    for (int i = 0; i < CONFIG_KEYS; i++)
        changed[i] = !setting_same(&s->held[i].value, &cfg->now->held[i].value);
    config_install(cfg, give(s));
    return config_list(cfg, changed, a, out);
}

/* --- checking --- */

struct err *config_check(const struct config_places *places, struct arena *a,
                         struct config_problem_list *out)
{
    owned(state) struct state *s = state_read(places, &(struct state_wish){ 0 });
    return state_copy_problems(s, a, out);
}

struct err *config_check_text(const char *name, struct str text, struct arena *a,
                              struct config_problem_list *out)
{
    owned(state) struct state *s = state_read_text(CONFIG_LAYER_USER, name, text);
    return state_copy_problems(s, a, out);
}

/* --- files and folders --- */

struct err *config_files(struct config *cfg, struct arena *a, struct config_file_list *out)
{
    const struct config_places *p = &cfg->places;
    struct str kept = arena_printf(a, "%s/%s", p->data_dir, KEPT_FILE);
    out->items = arena_array(a, struct config_file, PLACE_FILES + 1);
    TRY_ROOM(out->items && kept.ptr);
    pthread_mutex_lock(&cfg->lock);
    for (int i = 0; i < PLACE_FILES; i++)
        if (p->file[i][0])
            out->items[out->count++] = (struct config_file){ .layer = state_layer(i),
                                                             .path = str_of(p->file[i]),
                                                             .used = cfg->now->used[i] };
    out->items[out->count++] = (struct config_file){ .layer = CONFIG_LAYER_KEPT,
                                                     .path = kept,
                                                     .used = cfg->now->fell_back };
    pthread_mutex_unlock(&cfg->lock);
    for (size_t i = 0; i < out->count; i++)
        out->items[i].exists = access(out->items[i].path.ptr, F_OK) == 0;
    return NULL;
}

static struct err *real_folder(const char *folder, struct arena *a, struct str *out)
{
    char *real = realpath(folder, NULL);
    if (!real)
        return err_sys("find %s", folder);
    *out = arena_str(a, str_of(real));
    free(real);
    TRY_ROOM(out->ptr);
    return NULL;
}

/* A file that pith would complain about is not one that a person means to trust. */
static struct err *give_trust(const struct config *cfg, struct str folder, struct arena *a)
{
    bool there;
    owned(buf) struct buf text;
    buf_init(&text, TOML_BYTES_MOST);
    struct str file = arena_printf(a, "%.*s/.pith/pith.toml", STR_ARGS(folder));
    TRY_ROOM(file.ptr);
    TRY(places_read(file.ptr, &text, &there));
    if (!there)
        return err_new(ERR_NOT_FOUND, "no_folder_file", "there is no %s to be trusted", file.ptr);
    owned(state) struct state *s = state_read_text(CONFIG_LAYER_FOLDER, file.ptr, buf_text(&text));
    TRY(state_error(s));
    return trust_give(cfg->places.data_dir, folder.ptr, buf_text(&text));
}

/* It counts at once, or no more, also while other files are broken. */
struct err *config_trust(struct config *cfg, const char *folder, bool trusted, struct arena *a,
                         struct str *out_folder)
{
    TRY(real_folder(folder, a, out_folder));
    HOLD(&cfg->changing);
    if (trusted)
        TRY(give_trust(cfg, *out_folder, a));
    else
        TRY(trust_take(cfg->places.data_dir, out_folder->ptr));
    if (str_eq(*out_folder, str_of(cfg->places.folder)))
        config_install(cfg,
                       state_read(&cfg->places, &(struct state_wish){ .may_fall_back = true }));
    return NULL;
}
