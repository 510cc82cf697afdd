/* The store against what it stands on: a write that is synced, and SQLite without us.
 *
 * The yardstick of a commit is the same bytes written and synced in a file that is written
 * over and over, as the log is. That of reading is a prepared statement on a plain database
 * with the same rows, the same cache, and WAL. */
#include "bench.h"

#include "store/store.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROWS = 100000, VALUE = 240, FRAME = 4120, LOG_PAGES = 1000, CROWD_MOST = 64 };

static const char schema[] =
    "CREATE TABLE storage (app TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,"
    " updated_ms INTEGER NOT NULL, PRIMARY KEY (app, key)) STRICT, WITHOUT ROWID;";
static const char select_sql[] =
    "SELECT value, updated_ms FROM storage WHERE app = $1 AND key = $2";
static const char insert_sql[] =
    "INSERT INTO storage (app, key, value, updated_ms) VALUES ($1, $2, $3, $4)";

static char dir[] = "store-bench-XXXXXX"; /* where it is run: that disk is measured */

struct world {
    struct store *store;
    struct store_db *db;
    sqlite3 *plain;
    sqlite3_stmt *select;
    int file;
    long round;
    int64_t rows; /* to choose from */
    int crowd;
};

static void must(struct err *take_e)
{
    if (!take_e)
        return;
    fprintf(stderr, "store_bench: %s\n", err_text(take_e));
    exit(1);
}

static void must_sql(const struct world *w, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return;
    fprintf(stderr, "store_bench: %s\n", sqlite3_errmsg(w->plain));
    exit(1);
}

static struct str key_of(int64_t n, char out[24])
{
    return (struct str){ out, (size_t)snprintf(out, 24, "key-%010lld", (long long)n) };
}

static int64_t any_row(const struct world *w)
{
    return (int64_t)(random_u64() % (uint64_t)w->rows);
}

/* Writing. */

struct put {
    struct store_job job; /* first */
    int64_t n;
    struct crowd *crowd;
};

struct crowd {
    pthread_mutex_t mutex;
    pthread_cond_t all;
    int missing;
};

static const char value[VALUE] = "as good as any other";

/* Never the same twice: what does not change a row is not written. */
static struct err *run_put(struct store_job *job, struct store_tx *tx)
{
    static atomic_llong time;
    char key[24];
    int64_t n = ((struct put *)job)->n;
    return store_run(tx, SQL_STORAGE_PUT, ARG_TEXT(STR("bench")), ARG_TEXT(key_of(n, key)),
                     ARG_BLOB(((struct str){ value, VALUE })), ARG_INT(atomic_fetch_add(&time, 1)));
}

static void commit_ours(void *arg)
{
    struct world *w = arg;
    struct put put = { .job.run = run_put, .n = any_row(w) };
    must(store_write_wait(w->db, &put.job));
}

static void commit_bare(void *arg)
{
    static const char frame[FRAME];
    struct world *w = arg;
    if (pwrite(w->file, frame, FRAME, w->round++ % LOG_PAGES * FRAME) != FRAME ||
        fdatasync(w->file) != 0)
        must(err_sys("write the yardstick"));
}

static void crowd_answered(struct store_job *job, struct err *take_e)
{
    struct crowd *crowd = ((struct put *)job)->crowd;
    must(take_e);
    pthread_mutex_lock(&crowd->mutex);
    if (--crowd->missing == 0)
        pthread_cond_signal(&crowd->all);
    pthread_mutex_unlock(&crowd->mutex);
}

/* As many writes at once as there are in the crowd, until the last is durable. */
static void crowd_ours(void *arg)
{
    struct world *w = arg;
    struct crowd crowd = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, w->crowd };
    struct put puts[CROWD_MOST];
    for (int i = 0; i < w->crowd; i++) {
        puts[i] = (struct put){ { .run = run_put, .done = crowd_answered }, any_row(w), &crowd };
        must(store_write(w->db, &puts[i].job));
    }
    pthread_mutex_lock(&crowd.mutex);
    while (crowd.missing)
        pthread_cond_wait(&crowd.all, &crowd.mutex);
    pthread_mutex_unlock(&crowd.mutex);
}

static void crowd_bare(void *arg)
{
    for (int i = 0; i < ((struct world *)arg)->crowd; i++)
        commit_bare(arg);
}

/* Reading. */

static void read_ours(void *arg)
{
    struct world *w = arg;
    char key[24];
    bool row;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { NULL, NULL };
    must(store_read_begin(w->db, &tx));
    must(store_find(tx, &rows, SQL_STORAGE_GET, ARG_TEXT(STR("bench")),
                    ARG_TEXT(key_of(any_row(w), key))));
    must(store_next(&rows, &row));
    bench_keep(store_blob(&rows, 0).ptr);
}

static void read_bare(void *arg)
{
    struct world *w = arg;
    char key[24];
    struct str k = key_of(any_row(w), key);
    sqlite3_bind_text(w->select, 1, "bench", 5, SQLITE_STATIC);
    sqlite3_bind_text(w->select, 2, k.ptr, (int)k.len, SQLITE_STATIC);
    must_sql(w, sqlite3_step(w->select));
    bench_keep(sqlite3_column_blob(w->select, 0));
    sqlite3_reset(w->select);
}

/* The same rows on both sides. */

static struct err *run_fill(struct store_job *job, struct store_tx *tx)
{
    struct put put;
    for (put.n = 0; put.n < ((struct put *)job)->n; put.n++)
        TRY(run_put(&put.job, tx));
    return NULL;
}

static void fill_plain(struct world *w)
{
    sqlite3_stmt *insert;
    char key[24];
    must_sql(w, sqlite3_exec(w->plain, schema, NULL, NULL, NULL));
    must_sql(w, sqlite3_prepare_v2(w->plain, insert_sql, -1, &insert, NULL));
    must_sql(w, sqlite3_exec(w->plain, "BEGIN", NULL, NULL, NULL));
    for (int64_t n = 0; n < w->rows; n++) {
        struct str k = key_of(n, key);
        sqlite3_bind_text(insert, 1, "bench", 5, SQLITE_STATIC);
        sqlite3_bind_text(insert, 2, k.ptr, (int)k.len, SQLITE_STATIC);
        sqlite3_bind_blob(insert, 3, value, VALUE, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 4, n);
        must_sql(w, sqlite3_step(insert));
        sqlite3_reset(insert);
    }
    must_sql(w,
             sqlite3_exec(w->plain, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL));
    sqlite3_finalize(insert);
}

static void open_plain(struct world *w, const char *name, unsigned cache_pages)
{
    owned_mem char *path = disk_path(dir, name);
    char pragmas[128];
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = %u",
             cache_pages);
    must_sql(w, sqlite3_open_v2(path, &w->plain,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                NULL));
    must_sql(w, sqlite3_exec(w->plain, pragmas, NULL, NULL, NULL));
    fill_plain(w);
    must_sql(w, sqlite3_prepare_v2(w->plain, select_sql, -1, &w->select, NULL));
}

/* Opened twice, so that what was filled in lies in the database and not in its log. */
static void open_ours(struct world *w, const char *name, unsigned cache_pages)
{
    owned_mem char *path = disk_path(dir, name);
    struct store_options options = { .cache_pages = cache_pages };
    user_id user = user_id_new();
    struct put fill = { .job.run = run_fill, .n = w->rows };
    must(store_open(path, &options, &w->store));
    must(store_user(w->store, user, &w->db));
    must(store_write_wait(w->db, &fill.job));
    store_free(w->store);
    must(store_open(path, &options, &w->store));
    must(store_user(w->store, user, &w->db));
}

static struct world world_open(const char *name, int64_t rows, unsigned cache_pages, int crowd)
{
    struct world w = { .rows = rows, .crowd = crowd };
    char plain[64], bare[64];
    snprintf(plain, sizeof plain, "%s-plain.db", name);
    snprintf(bare, sizeof bare, "%s-bare", name);
    open_ours(&w, name, cache_pages);
    open_plain(&w, plain, cache_pages);
    owned_mem char *path = disk_path(dir, bare);
    w.file = open(path, O_RDWR | O_CREAT, 0600);
    for (int i = 0; i < LOG_PAGES; i++)
        commit_bare(&w);
    return w;
}

static void world_close(struct world *w)
{
    store_free(w->store);
    sqlite3_finalize(w->select);
    sqlite3_close(w->plain);
    close(w->file);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

int main(int argc, char **argv)
{
    if (!mkdtemp(dir))
        must(err_sys("make %s", dir));
    struct world few = world_open("few", 1000, 2000, 16);
    struct world many = world_open("many", ROWS, 256, 0);
    struct world more = few;
    more.crowd = CROWD_MOST;
    const struct bench benches[] = {
        { "store.commit.alone", "synced write", commit_ours, commit_bare, &few, FRAME, 1.3 },
        { "store.commit.16", "16 synced writes", crowd_ours, crowd_bare, &few, 0, 0.5 },
        { "store.commit.64", "64 synced writes", crowd_ours, crowd_bare, &more, 0, 0.25 },
        { "store.read.cached", "plain SQLite", read_ours, read_bare, &few, 0, 1.1 },
        { "store.read.file", "plain SQLite", read_ours, read_bare, &many, 0, 2.5 },
    };
    int status = bench_main(benches, COUNT_OF(benches), argc, argv);
    world_close(&few);
    world_close(&many);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return status;
}
