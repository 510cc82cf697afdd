/* Reading: a few connections, opened as they are needed and lent to one reader each. */
#include "store/store_priv.h"

#include <assert.h>

void readers_init(struct readers *r)
{
    pthread_mutex_init(&r->mutex, NULL);
    pthread_cond_init(&r->returned, NULL);
}

void readers_done(struct readers *r)
{
    assert(r->lent == 0);
    while (r->resting) {
        struct store_tx *tx = r->resting;
        r->resting = tx->next;
        tx_free(tx);
    }
    pthread_mutex_destroy(&r->mutex);
    pthread_cond_destroy(&r->returned);
}

/* One that rests, or NULL and the right to open another. */
static struct store_tx *borrow(struct readers *r)
{
    pthread_mutex_lock(&r->mutex);
    while (!r->resting && r->open == READERS_MOST)
        pthread_cond_wait(&r->returned, &r->mutex);
    struct store_tx *tx = r->resting;
    if (tx)
        r->resting = tx->next;
    else
        r->open++;
    r->lent++;
    pthread_mutex_unlock(&r->mutex);
    return tx;
}

static void give_back(struct readers *r, struct store_tx *tx)
{
    pthread_mutex_lock(&r->mutex);
    r->lent--;
    if (tx) {
        tx->next = r->resting;
        r->resting = tx;
    } else {
        r->open--;
    }
    pthread_cond_signal(&r->returned);
    pthread_mutex_unlock(&r->mutex);
}

size_t readers_idle(struct readers *r)
{
    size_t all = 0;
    pthread_mutex_lock(&r->mutex);
    for (struct store_tx *tx = r->resting; tx; tx = tx->next) {
        int now = 0, most = 0;
        sqlite3_db_status(tx->db, SQLITE_DBSTATUS_CACHE_USED, &now, &most, 0);
        all += (size_t)now;
    }
    pthread_mutex_unlock(&r->mutex);
    return all;
}

/* Another is opened when somebody reads again. */
void readers_trim(struct readers *r)
{
    pthread_mutex_lock(&r->mutex);
    while (r->resting) {
        struct store_tx *tx = r->resting;
        r->resting = tx->next;
        r->open--;
        tx_free(tx);
    }
    pthread_mutex_unlock(&r->mutex);
}

struct err *store_read_begin(struct store_db *db, struct store_tx **out_tx)
{
    struct store_tx *tx = borrow(&db->readers);
    struct err *e = tx ? NULL : tx_open(db, &tx);
    if (e) {
        give_back(&db->readers, NULL);
        return err_wrap(e, "read %s", db->files->name);
    }
    *out_tx = tx;
    return NULL;
}

struct err *store_snapshot(struct store_tx *tx)
{
    TRY(store_run(tx, SQL_SNAPSHOT));
    tx->in_snapshot = true;
    return NULL;
}

void store_read_end(struct store_tx *tx)
{
    if (!tx)
        return;
    if (tx->in_snapshot)
        err_free(store_run(tx, SQL_ROLLBACK));
    tx->in_snapshot = false;
    give_back(&tx->home->readers, tx);
}
