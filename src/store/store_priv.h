/* What the files of the store share: a database is files, one connection that writes and a few
 * that read. */
#pragma once
#include "store/files.h"
#include "store/store.h"

enum { READERS_MOST = 4 };

struct store_tx {
    struct store_db *home;
    sqlite3 *db;
    unsigned log_frames; /* in the log after the last commit */
    bool in_snapshot;
    struct store_tx *next; /* among those at rest */
    sqlite3_stmt *statements[SQL_COUNT];
};

/* Who may write: the one who holds the pen. That is a thread which waits for its own job, or
 * the writing thread when the first job in the queue has nobody waiting.
 *
 *     pen free -> taken by the first in the queue -> batch, commit, answers -> free or passed on
 */
struct writer {
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* of the writing thread */
    pthread_t thread;
    bool started, closing, pen_taken, checkpoint_due;
    struct store_job *first, **last;
    size_t queued, queue_most;
    unsigned checkpoint_frames, checkpoint_last; /* due after so many; done at so many */
    struct store_tx *tx;
};

struct readers {
    pthread_mutex_t mutex;
    pthread_cond_t returned;
    struct store_tx *resting;
    unsigned open, lent;
};

struct store_db {
    struct files *files;
    unsigned cache_pages;
    struct writer writer;
    struct readers readers;
};

struct db_options {
    struct files_options files;
    const struct schema *schema;
    bool step_back;
    size_t queue_most;
    unsigned log_frames, cache_pages;
};
struct err *db_open(const struct db_options *options, struct store_db **out);
void store_db_free(struct store_db *db);
DEFINE_OWNED(store_db)

/* Connections (tx.c). */
struct err *tx_open(struct store_db *home, struct store_tx **out);
void tx_free(struct store_tx *tx);
struct err *tx_exec(struct store_tx *tx, const char *sql);
bool tx_is_open(const struct store_tx *tx); /* a transaction, which SQLite may have ended */
struct err *tx_checkpoint(struct store_tx *tx);
struct err *tx_understands(struct store_tx *tx, enum store_sql sql);

/* Writing (writer.c) and reading (readers.c). */
void writer_init(struct writer *w, const struct db_options *options);
void writer_stop(struct writer *w); /* after the jobs that wait */
void writer_done(struct writer *w);
void readers_init(struct readers *r);
void readers_done(struct readers *r);
/* Bytes of pages that those at rest keep; closing these. */
size_t readers_idle(struct readers *r);
void readers_trim(struct readers *r);

/* Schema (migrate.c). */
struct step {
    unsigned version;
    const char *up, *down;
};
struct schema {
    const struct step *steps; /* versions count up from 1 */
    size_t n;
};
extern const struct schema schema_system, schema_user; /* from schema.def */
struct err *migrate(struct store_tx *tx, const struct schema *schema, bool step_back);

/* The data directory (home.c). */
struct home {
    struct disk *disk;
    char *dir, *users_dir;
    int lock;
    bool is_new; /* until home_complete() */
    enum seal_cipher cipher;
    store_key_fn *key;
    void *key_arg;
    unsigned char master[SEAL_KEY];
};
struct err *home_open(const char *dir, const struct store_options *options, struct home **out);
struct err *home_has_system(struct home *h); /* ERR_CORRUPT if it is gone */
struct err *home_complete(struct home *h);
struct err *home_key(struct home *h, struct str name, unsigned char out[SEAL_KEY]);
void home_free(struct home *h);
DEFINE_OWNED(home)

/* The format file. */
struct format {
    unsigned version, reserve;
    enum seal_cipher cipher;
    unsigned char key_id[SEAL_KEY_ID];
};
enum { FORMAT_NOW = 1, FORMAT_FILE_MOST = 4096 };
struct err *format_read(struct str text, struct format *out);
void format_write(const struct format *format, struct buf *out);
