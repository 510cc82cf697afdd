/* Connections to SQLite, their statements and rows: see store.h.
 *
 * Each connection keeps the statements it has prepared, in a place for each row of the table,
 * so that finding one costs an index. It is used by one thread at a time. */
#include "store/store_priv.h"

#include <assert.h>
#include <stdio.h>

enum { BUSY_TIMEOUT_MS = 10000 };

static const char *const statements[SQL_COUNT] = {
#define SQL(name, sqlite, postgres) [SQL_##name] = sqlite,
#include "store/statements.def"
#undef SQL
};

/* Errors. */

static const struct {
    int code;
    enum err_kind kind;
    const char *reason;
} codes[] = {
    { SQLITE_CONSTRAINT_PRIMARYKEY, ERR_EXISTS, "exists" },
    { SQLITE_CONSTRAINT_UNIQUE, ERR_EXISTS, "exists" },
    { SQLITE_CONSTRAINT, ERR_INVALID, "constraint" },
    { SQLITE_MISMATCH, ERR_INVALID, "constraint" },
    { SQLITE_TOOBIG, ERR_LIMIT, "too_large" },
    { SQLITE_NOMEM, ERR_LIMIT, "out_of_memory" },
    { SQLITE_FULL, ERR_UNAVAILABLE, "disk_full" },
    { SQLITE_IOERR, ERR_UNAVAILABLE, "disk_error" },
    { SQLITE_CANTOPEN, ERR_UNAVAILABLE, "disk_error" },
    { SQLITE_BUSY, ERR_UNAVAILABLE, "busy" },
    { SQLITE_LOCKED, ERR_UNAVAILABLE, "busy" },
    { SQLITE_CORRUPT, ERR_CORRUPT, "damaged" },
    { SQLITE_NOTADB, ERR_CORRUPT, "damaged" },
};

static bool is_about_files(int primary)
{
    return primary == SQLITE_FULL || primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN ||
           primary == SQLITE_CORRUPT;
}

static struct err *tx_err(struct store_tx *tx)
{
    int code = sqlite3_extended_errcode(tx->db), primary = code & 0xff;
    struct err *e = is_about_files(primary) ? files_trouble(tx->home->files) : NULL;
    for (size_t i = 0; i < COUNT_OF(codes) && !e; i++)
        if (codes[i].code == code || codes[i].code == primary)
            e = err_new(codes[i].kind, codes[i].reason, "%s", sqlite3_errmsg(tx->db));
    return e ? e : err_new(ERR_INTERNAL, "sql", "%s", sqlite3_errmsg(tx->db));
}

/* Connections. */

static int note_log_frames(void *arg, sqlite3 *db, const char *schema, int frames)
{
    (void)db, (void)schema;
    ((struct store_tx *)arg)->log_frames = (unsigned)frames;
    return SQLITE_OK;
}

/* What must hold for each connection. Temporary tables and sorting stay in memory: files would
 * be plaintext. Freed space is overwritten, so that what was deleted is gone after the next
 * checkpoint. SQLite does not checkpoint by itself: that would be before the answer. */
static struct err *configure(struct store_tx *tx)
{
    char pragmas[512];
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
             "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
             "PRAGMA mmap_size = 0; PRAGMA journal_size_limit = %lld; PRAGMA cache_size = %u;",
             STORE_LOG_KEEP_MOST, tx->home->cache_pages);
    sqlite3_extended_result_codes(tx->db, 1);
    sqlite3_busy_timeout(tx->db, BUSY_TIMEOUT_MS);
    sqlite3_db_config(tx->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(tx->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(tx->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_wal_hook(tx->db, note_log_frames, tx);
    return tx_exec(tx, pragmas);
}

/* Reading the schema makes SQLite look at the files: whatever is wrong shows now. */
struct err *tx_open(struct store_db *home, struct store_tx **out)
{
    struct store_tx *tx = mem_new(sizeof *tx);
    tx->home = home;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    int rc = sqlite3_open_v2(home->files->path, &tx->db, flags, home->files->vfs_name);
    struct err *e = rc == SQLITE_OK ? configure(tx) : tx_err(tx);
    if (!e)
        e = tx_exec(tx, "SELECT count(*) FROM sqlite_schema");
    if (e) {
        tx_free(tx);
        return e;
    }
    *out = tx;
    return NULL;
}

/* The last one to close moves the log into the database and deletes it, unless the files refuse
 * to be written since a sync failed. */
void tx_free(struct store_tx *tx)
{
    if (!tx)
        return;
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(tx->statements[i]);
    int rc = sqlite3_close(tx->db);
    assert(rc == SQLITE_OK); /* otherwise rows are still in use */
    mem_free(tx);
}

struct err *tx_exec(struct store_tx *tx, const char *sql)
{
    return sqlite3_exec(tx->db, sql, NULL, NULL, NULL) == SQLITE_OK ? NULL : tx_err(tx);
}

bool tx_is_open(const struct store_tx *tx)
{
    return !sqlite3_get_autocommit(tx->db);
}

struct err *tx_checkpoint(struct store_tx *tx)
{
    if (FAIL("store.checkpoint"))
        return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint store.checkpoint");
    int rc = sqlite3_wal_checkpoint_v2(tx->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return rc == SQLITE_OK ? NULL : tx_err(tx);
}

/* Statements. */

static struct err *prepared(struct store_tx *tx, enum store_sql sql, sqlite3_stmt **out)
{
    sqlite3_stmt **s = &tx->statements[sql];
    if (UNLIKELY(!*s) && sqlite3_prepare_v3(tx->db, statements[sql], -1, SQLITE_PREPARE_PERSISTENT,
                                            s, NULL) != SQLITE_OK)
        return tx_err(tx);
    assert(!sqlite3_stmt_busy(*s)); /* one use at a time */
    *out = *s;
    return NULL;
}

struct err *tx_understands(struct store_tx *tx, enum store_sql sql)
{
    sqlite3_stmt *s;
    return prepared(tx, sql, &s);
}

static int bind_one(sqlite3_stmt *s, int at, const struct store_arg *arg)
{
    const char *bytes = arg->bytes.ptr ? arg->bytes.ptr : "";
    switch (arg->kind) {
    case ARG_IS_INT: return sqlite3_bind_int64(s, at, arg->integer);
    case ARG_IS_TEXT:
        return sqlite3_bind_text64(s, at, bytes, arg->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
    case ARG_IS_BLOB: return sqlite3_bind_blob64(s, at, bytes, arg->bytes.len, SQLITE_STATIC);
    case ARG_IS_NULL: break;
    }
    return sqlite3_bind_null(s, at);
}

static struct err *bind(struct store_tx *tx, sqlite3_stmt *s, const struct store_arg *args,
                        size_t n)
{
    assert((size_t)sqlite3_bind_parameter_count(s) == n);
    for (size_t i = 0; i < n; i++)
        if (bind_one(s, (int)i + 1, &args[i]) != SQLITE_OK)
            return tx_err(tx);
    return NULL;
}

struct err *store_run_args(struct store_tx *tx, enum store_sql sql, const struct store_arg *args,
                           size_t n)
{
    sqlite3_stmt *s;
    TRY(prepared(tx, sql, &s));
    TRY(bind(tx, s, args, n));
    int rc = sqlite3_step(s);
    struct err *e = rc == SQLITE_DONE || rc == SQLITE_ROW ? NULL : tx_err(tx);
    sqlite3_reset(s);
    return e;
}

struct err *store_find_args(struct store_tx *tx, struct store_rows *out_rows, enum store_sql sql,
                            const struct store_arg *args, size_t n)
{
    sqlite3_stmt *s;
    TRY(prepared(tx, sql, &s));
    TRY(bind(tx, s, args, n));
    *out_rows = (struct store_rows){ tx, s };
    return NULL;
}

void store_rows_done(struct store_rows *rows)
{
    if (rows->cursor)
        sqlite3_reset(rows->cursor);
    *rows = (struct store_rows){ NULL, NULL };
}

/* Rows. */

struct err *store_next(struct store_rows *rows, bool *out_row)
{
    int rc = sqlite3_step(rows->cursor);
    if (UNLIKELY(rc != SQLITE_ROW && rc != SQLITE_DONE))
        return tx_err(rows->tx);
    *out_row = rc == SQLITE_ROW;
    return NULL;
}

int64_t store_int(const struct store_rows *rows, int column)
{
    return sqlite3_column_int64(rows->cursor, column);
}

struct str store_text(const struct store_rows *rows, int column)
{
    const void *text = sqlite3_column_text(rows->cursor, column);
    return (struct str){ text, (size_t)sqlite3_column_bytes(rows->cursor, column) };
}

struct str store_blob(const struct store_rows *rows, int column)
{
    const void *bytes = sqlite3_column_blob(rows->cursor, column);
    return (struct str){ bytes, (size_t)sqlite3_column_bytes(rows->cursor, column) };
}
