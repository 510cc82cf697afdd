/* storage.*: see storage.h. */
#include "storage/storage.h"

#include "ops/storage.h"

static struct kernel_key key;

void storage_init(struct kernel *k, struct store_db *db)
{
    kernel_put(k, &key, db);
}

static struct store_db *db_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

static struct err *parse_value(struct call *c, struct str text, const struct json **out)
{
    return json_parse_copy(text, NULL, &c->arena, out);
}

/* --- reading --- */

struct err *op_storage_get(struct call *c, const struct storage_get_in *in,
                           struct storage_get_out *out)
{
    bool found;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_read_begin(db_of(c), &tx));
    TRY(store_find(tx, &rows, SQL_STORAGE_GET, ARG_TEXT(in->app), ARG_TEXT(in->key)));
    TRY(store_next(&rows, &found));
    if (!found)
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_key", "%.*s keeps nothing under %.*s",
                                STR_ARGS(in->app), STR_ARGS(in->key)),
                        "storage.list shows what it keeps");
    out->updated = store_int(&rows, 1);
    return parse_value(c, store_blob(&rows, 0), &out->value);
}

struct err *op_storage_list(struct call *c, const struct storage_list_in *in,
                            struct storage_list_out *out)
{
    bool found;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    out->entries.items = arena_array(&c->arena, struct storage_entry, in->limit);
    TRY_ROOM(out->entries.items);
    TRY(store_read_begin(db_of(c), &tx));
    TRY(store_find(tx, &rows, SQL_STORAGE_LIST, ARG_TEXT(in->app), ARG_TEXT(in->after),
                   ARG_INT((int64_t)in->limit + 1)));
    for (;;) {
        TRY(store_next(&rows, &found));
        if (!found)
            return NULL;
        struct storage_entry *e = &out->entries.items[out->entries.count];
        out->more = out->entries.count == in->limit;
        if (out->more)
            return NULL;
        e->key = arena_str(&c->arena, store_text(&rows, 0));
        TRY_ROOM(e->key.ptr);
        e->updated = store_int(&rows, 2);
        TRY(parse_value(c, store_blob(&rows, 1), &e->value));
        out->entries.count++;
    }
}

/* --- writing --- */

struct change {
    struct store_job job;
    struct str app, key, value;
    int64_t now_ms;
    uint64_t removed;
};

/* What an app keeps: kept up to date with each change, since counting would read all of it. */
struct used {
    int64_t keys, bytes;
};

static struct err *use_get(struct store_tx *tx, struct str app, struct used *out)
{
    bool found;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_find(tx, &rows, SQL_STORAGE_USE_GET, ARG_TEXT(app)));
    TRY(store_next(&rows, &found));
    *out = found ? (struct used){ store_int(&rows, 0), store_int(&rows, 1) } : (struct used){ 0 };
    return NULL;
}

static struct err *use_put(struct store_tx *tx, struct str app, const struct used *now)
{
    if (!now->keys)
        return store_run(tx, SQL_STORAGE_USE_DROP, ARG_TEXT(app));
    return store_run(tx, SQL_STORAGE_USE_PUT, ARG_TEXT(app), ARG_INT(now->keys),
                     ARG_INT(now->bytes));
}

/* Takes the value that is there, if one is, out of the account. */
static struct err *discount_old(struct store_tx *tx, const struct change *k, struct used *used,
                                bool *out_there)
{
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_find(tx, &rows, SQL_STORAGE_GET, ARG_TEXT(k->app), ARG_TEXT(k->key)));
    TRY(store_next(&rows, out_there));
    if (*out_there) {
        used->keys--;
        used->bytes -= (int64_t)store_blob(&rows, 0).len;
    }
    return NULL;
}

static struct err *check_apps(struct store_tx *tx)
{
    bool found;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_find(tx, &rows, SQL_STORAGE_APPS));
    TRY(store_next(&rows, &found));
    if (store_int(&rows, 0) < STORAGE_APPS_MOST)
        return NULL;
    return err_hint(
        err_new(ERR_LIMIT, "too_many_apps", "%d apps keep something already", STORAGE_APPS_MOST),
        "storage.clear lets an app go");
}

/* `would` is what the app would keep then. */
static struct err *check_quota(struct store_tx *tx, struct str app, const struct used *would)
{
    if (would->keys > STORAGE_KEYS_MOST)
        return err_hint(err_new(ERR_LIMIT, "too_many_keys", "%.*s keeps %d values already",
                                STR_ARGS(app), STORAGE_KEYS_MOST),
                        "storage.remove makes room");
    if (would->bytes > STORAGE_BYTES_MOST)
        return err_hint(err_new(ERR_LIMIT, "too_many_bytes",
                                "%.*s would keep %lld bytes; it may keep %lld", STR_ARGS(app),
                                (long long)would->bytes, (long long)STORAGE_BYTES_MOST),
                        "storage.remove makes room");
    return would->keys == 1 ? check_apps(tx) : NULL;
}

static struct err *put(struct store_job *job, struct store_tx *tx)
{
    const struct change *k = CONTAINER_OF(job, struct change, job);
    struct used used;
    bool there;
    TRY(use_get(tx, k->app, &used));
    TRY(discount_old(tx, k, &used, &there));
    used.keys++;
    used.bytes += (int64_t)k->value.len;
    if (!there || used.bytes > STORAGE_BYTES_MOST)
        TRY(check_quota(tx, k->app, &used));
    TRY(use_put(tx, k->app, &used));
    return store_run(tx, SQL_STORAGE_PUT, ARG_TEXT(k->app), ARG_TEXT(k->key), ARG_BLOB(k->value),
                     ARG_INT(k->now_ms));
}

static struct err *drop(struct store_job *job, struct store_tx *tx)
{
    struct change *k = CONTAINER_OF(job, struct change, job);
    struct used used;
    bool there;
    TRY(use_get(tx, k->app, &used));
    TRY(discount_old(tx, k, &used, &there));
    k->removed = there;
    TRY(use_put(tx, k->app, &used));
    return store_run(tx, SQL_STORAGE_DELETE, ARG_TEXT(k->app), ARG_TEXT(k->key));
}

static struct err *drop_all(struct store_job *job, struct store_tx *tx)
{
    struct change *k = CONTAINER_OF(job, struct change, job);
    struct used used;
    TRY(use_get(tx, k->app, &used));
    k->removed = (uint64_t)used.keys;
    TRY(store_run(tx, SQL_STORAGE_USE_DROP, ARG_TEXT(k->app)));
    return store_run(tx, SQL_STORAGE_CLEAR, ARG_TEXT(k->app));
}

struct err *op_storage_set(struct call *c, const struct storage_set_in *in,
                           struct storage_set_out *out)
{
    (void)out;
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, STORAGE_VALUE_MOST);
    json_out_init(&o, &text);
    json_value(&o, in->value);
    if (text.full)
        return err_detail(err_new(ERR_LIMIT, "value_too_large",
                                  "a value has at most %lld bytes of JSON",
                                  (long long)STORAGE_VALUE_MOST),
                          "most", "%lld", (long long)STORAGE_VALUE_MOST);
    struct change k = { .job.run = put,
                        .app = in->app,
                        .key = in->key,
                        .value = buf_text(&text),
                        .now_ms = clock_wall_ms() };
    return store_write_wait(db_of(c), &k.job);
}

struct err *op_storage_remove(struct call *c, const struct storage_remove_in *in,
                              struct storage_remove_out *out)
{
    struct change k = { .job.run = drop, .app = in->app, .key = in->key };
    TRY(store_write_wait(db_of(c), &k.job));
    out->removed = k.removed > 0;
    return NULL;
}

struct err *op_storage_clear(struct call *c, const struct storage_clear_in *in,
                             struct storage_clear_out *out)
{
    struct change k = { .job.run = drop_all, .app = in->app };
    TRY(store_write_wait(db_of(c), &k.job));
    out->removed = k.removed;
    return NULL;
}
