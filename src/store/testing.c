/* See testing.h. */
#include "store/testing.h"

#include <stdio.h>

/* "canary" is what the tests look for in the files. */
static void value_of(int64_t number, char out[TRY_VALUE])
{
    memset(out, 'a' + (int)(number % 26), TRY_VALUE);
    snprintf(out, TRY_VALUE, "canary in the value %lld ", (long long)number);
}

static struct str key_of(int64_t number, char out[32])
{
    return (struct str){ out, (size_t)snprintf(out, 32, "canary-key-%010lld", (long long)number) };
}

static struct err *run_put(struct store_job *job, struct store_tx *tx)
{
    struct try_put *put = (struct try_put *)job;
    return store_run(tx, SQL_STORAGE_PUT, ARG_TEXT(TRY_APP), ARG_TEXT(str_of(put->key)),
                     ARG_BLOB(((struct str){ put->value, TRY_VALUE })), ARG_INT(put->number));
}

void try_put_init(struct try_put *put, int64_t number)
{
    *put = (struct try_put){ .job.run = run_put, .number = number };
    key_of(number, put->key);
    value_of(number, put->value);
}

struct err *try_put(struct store_db *db, int64_t number)
{
    struct try_put put;
    try_put_init(&put, number);
    return store_write_wait(db, &put.job);
}

struct err *try_get(struct store_db *db, int64_t number)
{
    char key[32], value[TRY_VALUE];
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { NULL, NULL };
    bool row;
    TRY(store_read_begin(db, &tx));
    TRY(store_find(tx, &rows, SQL_STORAGE_GET, ARG_TEXT(TRY_APP), ARG_TEXT(key_of(number, key))));
    TRY(store_next(&rows, &row), "get %lld", (long long)number);
    if (!row)
        return err_new(ERR_NOT_FOUND, "lost", "number %lld is not there", (long long)number);
    value_of(number, value);
    if (!str_eq(store_blob(&rows, 0), (struct str){ value, TRY_VALUE }))
        return err_new(ERR_CORRUPT, "changed", "number %lld is not what was put",
                       (long long)number);
    return NULL;
}

struct err *try_count(struct store_db *db, int64_t *out)
{
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { NULL, NULL };
    bool row;
    TRY(store_read_begin(db, &tx));
    TRY(store_find(tx, &rows, SQL_STORAGE_COUNT, ARG_TEXT(TRY_APP)));
    TRY(store_next(&rows, &row));
    *out = store_int(&rows, 0);
    return NULL;
}
