/* A data directory and its databases: see store.h. */
#include "store/store_priv.h"

#include <stdio.h>

struct store {
    struct home *home;
    struct store_options options;
    struct store_db *system;
    pthread_mutex_t mutex; /* of the users */
    struct map users;      /* by id; the name of its files owns the key */
};

/* One database. */

struct err *db_open(const struct db_options *options, struct store_db **out)
{
    owned(store_db) struct store_db *db = mem_new(sizeof *db);
    db->cache_pages = options->cache_pages;
    writer_init(&db->writer, options);
    readers_init(&db->readers);
    TRY(files_open(&options->files, &db->files), "open %s", options->files.name);
    TRY(tx_open(db, &db->writer.tx), "open %s", options->files.name);
    TRY(files_check_log(db->files), "open %s", options->files.name);
    TRY(migrate(db->writer.tx, options->schema, options->step_back), "bring %s up to date",
        options->files.name);
    *out = give(db);
    return NULL;
}

/* The writer's connection goes last: it is the one that empties the log. */
void store_db_free(struct store_db *db)
{
    if (!db)
        return;
    writer_stop(&db->writer);
    readers_done(&db->readers);
    writer_done(&db->writer);
    files_free(db->files);
    mem_free(db);
}

static struct err *open_db(struct store *s, const char *dir, struct str name,
                           const struct schema *schema, struct store_db **out)
{
    unsigned char key[SEAL_KEY];
    char file[NAME_MOST];
    const struct store_options *o = &s->options;
    snprintf(file, sizeof file, "%.*s.db", STR_ARGS(name));
    struct db_options options = {
        .files = { s->home->disk, dir, file, s->home->cipher, key },
        .schema = schema,
        .step_back = o->step_back,
        .queue_most = o->queue_most ? o->queue_most : STORE_QUEUE_MOST,
        .log_frames = o->log_frames ? o->log_frames : STORE_LOG_FRAMES,
        .cache_pages = o->cache_pages ? o->cache_pages : STORE_CACHE_PAGES,
    };
    TRY(home_key(s->home, name, key));
    struct err *e = db_open(&options, out);
    explicit_bzero(key, sizeof key);
    return e;
}

struct err *store_check(struct store_db *db)
{
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { NULL, NULL };
    bool row;
    TRY(store_read_begin(db, &tx));
    TRY(store_find(tx, &rows, SQL_CHECK));
    TRY(store_next(&rows, &row), "check %s", db->files->name);
    struct str first = row ? store_text(&rows, 0) : STR("no answer");
    if (str_eq(first, STR("ok")))
        return NULL;
    return err_new(ERR_CORRUPT, "damaged", "check %s: %.*s", db->files->name, STR_ARGS(first));
}

/* All of them. */

static struct err *open_home(struct store *s, const char *dir)
{
    TRY(home_open(dir, &s->options, &s->home), "open data directory");
    if (!s->home->is_new)
        TRY(home_has_system(s->home));
    TRY(open_db(s, s->home->dir, STR("system"), &schema_system, &s->system));
    return home_complete(s->home);
}

struct err *store_open(const char *dir, const struct store_options *options,
                       struct store **out_store)
{
    owned(store) struct store *s = mem_new(sizeof *s);
    if (options)
        s->options = *options;
    pthread_mutex_init(&s->mutex, NULL);
    map_init(&s->users);
    TRY(open_home(s, dir));
    *out_store = give(s);
    return NULL;
}

void store_free(struct store *s)
{
    if (!s)
        return;
    map_each (&s->users, slot)
        store_db_free(slot->value);
    map_done(&s->users);
    store_db_free(s->system);
    home_free(s->home);
    pthread_mutex_destroy(&s->mutex);
    mem_free(s);
}

struct store_db *store_system(struct store *s)
{
    return s->system;
}

void store_memory(struct store *s, uint64_t *out_bytes, uint64_t *out_idle)
{
    *out_bytes = (uint64_t)sqlite3_memory_used();
    *out_idle = readers_idle(&s->system->readers);
    pthread_mutex_lock(&s->mutex);
    map_each (&s->users, slot)
        *out_idle += readers_idle(&((struct store_db *)slot->value)->readers);
    pthread_mutex_unlock(&s->mutex);
}

void store_trim(struct store *s)
{
    readers_trim(&s->system->readers);
    pthread_mutex_lock(&s->mutex);
    map_each (&s->users, slot)
        readers_trim(&((struct store_db *)slot->value)->readers);
    pthread_mutex_unlock(&s->mutex);
}

static struct err *open_user(struct store *s, struct str name, struct store_db **out)
{
    TRY(open_db(s, s->home->users_dir, name, &schema_user, out));
    map_put(&s->users, (struct str){ (*out)->files->name, name.len }, *out);
    return NULL;
}

struct err *store_user(struct store *s, user_id id, struct store_db **out_db)
{
    char text[ID_TEXT_MOST];
    struct str name = user_id_write(id, text);
    struct err *e = NULL;
    pthread_mutex_lock(&s->mutex);
    struct store_db *db = map_get(&s->users, name);
    if (!db)
        e = open_user(s, name, &db);
    pthread_mutex_unlock(&s->mutex);
    if (!e)
        *out_db = db;
    return e;
}
