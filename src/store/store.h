/* store: what pith remembers, encrypted, through any crash.
 *
 * A data directory holds
 *     format               what the rest is written in
 *     master.key           the key to it, unless the vault brings its own
 *     lock                 locked, with the pid of the daemon that has the directory open
 *     system.db            settings, users, idempotency
 *     users/<id>.db        what belongs to one user, under a key of its own
 *     users/<id>.kept/     what is too large for rows, sealed in files of their own (kept.c)
 *
 * What holds:
 *   - A write that was answered without error is there after any crash or power cut.
 *     One that was answered with an error is not, unless the error is "disk_error": then it
 *     may or may not be. All of one job is there, or nothing of it.
 *   - After a failed sync nothing is written any more until the store is opened again
 *     (ERR_UNAVAILABLE "disk_error"). On a full disk writes fail ("disk_full") and go on
 *     working when there is room. Reading goes on in both cases.
 *   - No file holds plaintext, and no key opens another user's database. Sizes, times and the
 *     number of commits can be seen from outside.
 *   - A block that is damaged or moved is noticed (ERR_CORRUPT) and never repaired by
 *     forgetting. Not noticed, because nothing on the same disk could tell: an old block, or
 *     an old file, put back at its own place; a log cut off at its end, or gone; damage to the
 *     very last commit, which looks like one that was never finished.
 *   - One job's failure harms no other, though they share a sync.
 *   - Nothing wakes up while there is nothing to do; the writing thread starts with the first
 *     job that is not waited for, or the first checkpoint.
 *
 * Schemas change by the tables in schema.def. Each step lies in the database together with the
 * way back, so a pith that is one step older can take it back (`step_back`), though it has
 * never seen it. Steps run in one transaction: a kill leaves the old schema or the new.
 *
 * SQL stands in statements.def alone. PostgreSQL, the other back end, has its column there. */
#pragma once
#include "base/disk.h"

DEFINE_ID(user, "usr")

struct store;    /* an open data directory */
struct store_db; /* one of its databases; lives as long as the store */
struct store_tx; /* a connection at work, lent to a job or to a reader */

enum { STORE_KEY_SIZE = 32 };

/* The key for `name`: "system", "usr_…", and "format", which tells keys apart and seals
 * nothing. The same one each time. */
typedef struct err *store_key_fn(void *arg, struct str name, unsigned char out_key[STORE_KEY_SIZE]);

/* Zero means the usual. */
struct store_options {
    struct disk *disk;
    store_key_fn *key; /* NULL: master.key, made if there is none */
    void *key_arg;
    const char *cipher;   /* for a new directory: "aes256gcm", "xchacha20poly1305" */
    unsigned queue_most;  /* jobs waiting, for each database */
    unsigned log_frames;  /* pages in the log before they move into the database */
    unsigned cache_pages; /* of each connection */
    bool step_back;       /* take back one schema step that a newer pith made */
};

/* `options` may be NULL. ERR_CONFLICT "in_use" names the process that has it open. */
struct err *store_open(const char *dir, const struct store_options *options,
                       struct store **out_store);
/* Does the jobs that wait, then closes. No read may be going on. */
void store_free(struct store *s);
DEFINE_OWNED(store)

struct store_db *store_system(struct store *s);

/* Bytes that all databases hold, and how many of them store_trim() would give back. Any thread. */
void store_memory(struct store *s, uint64_t *out_bytes, uint64_t *out_idle);
void store_trim(struct store *s);
/* Opened at the first call, and made if there is none: whoever keeps the list of users knows
 * whether there should be one. From any thread; it may block. */
struct err *store_user(struct store *s, user_id id, struct store_db **out_db);

/* Reads everything and looks for damage. It takes as long as that. */
struct err *store_check(struct store_db *db);

/* Writing.
 *
 * `run` changes the database through `tx`, and nothing else: it runs on some thread, and again
 * when it shared a transaction that came to nothing. An error takes back what it did. `done`
 * gets the outcome exactly once, when it is durable; it may free the job, and must not block. */
struct store_job {
    struct err *(*run)(struct store_job *job, struct store_tx *tx);
    void (*done)(struct store_job *job, struct err *take_e);
    struct store_job *next; /* the store's, like what follows, until `done` */
    struct err *e;
    struct store_waiter *waiter;
};

/* Returns at once. ERR_LIMIT "write_queue" when too many wait; `done` is then not called. */
struct err *store_write(struct store_db *db, struct store_job *job);
/* Returns the outcome; `done` is not called. If nobody is writing, this thread does. */
struct err *store_write_wait(struct store_db *db, struct store_job *job);

/* Reading. Each statement sees what is committed when it starts; after store_snapshot() they
 * all see the same. Waits while too many others read. */
struct err *store_read_begin(struct store_db *db, struct store_tx **out_tx);
struct err *store_snapshot(struct store_tx *tx);
void store_read_end(struct store_tx *tx);

static inline void store_read_leave(struct store_tx **tx)
{
    store_read_end(*tx);
}
#define owned_read __attribute__((cleanup(store_read_leave)))

/* Files beside a database, for what is too large for its rows: sealed under a key derived from the
 * database's, in pieces that cannot be cut off, moved or swapped unnoticed. Whoever puts one there
 * keeps its number in a row, first the file, then the row. Any thread; these block. */

/* All that can be read from `from`, durable once this returns; past `most` bytes ERR_LIMIT
 * "too_large", and nothing is kept. */
struct err *store_file_keep(struct store_db *db, uint64_t number, int from, uint64_t most,
                            uint64_t *out_size);
/* Writes it to `to`. ERR_CORRUPT. */
struct err *store_file_give(struct store_db *db, uint64_t number, int to);
struct err *store_file_drop(struct store_db *db, uint64_t number); /* also if there is none */
/* Drops those that `wanted` says no to. */
struct err *store_file_sweep(struct store_db *db, bool (*wanted)(void *arg, uint64_t number),
                             void *arg);

/* Statements. */

enum store_sql {
#define SQL(name, sqlite, postgres) SQL_##name,
#include "store/statements.def"
#undef SQL
    SQL_COUNT
};

struct store_arg {
    enum { ARG_IS_NULL, ARG_IS_INT, ARG_IS_TEXT, ARG_IS_BLOB } kind;
    int64_t integer;
    struct str bytes;
};
#define ARG_NULL    ((struct store_arg){ .kind = ARG_IS_NULL })
#define ARG_INT(n)  ((struct store_arg){ .kind = ARG_IS_INT, .integer = (n) })
#define ARG_TEXT(s) ((struct store_arg){ .kind = ARG_IS_TEXT, .bytes = (s) })
#define ARG_BLOB(s) ((struct store_arg){ .kind = ARG_IS_BLOB, .bytes = (s) })

/* store_run(tx, SQL_SETTING_PUT, ARG_TEXT(key), ARG_TEXT(value)): for its effect. */
#define store_run(tx, sql, ...) store_run_args((tx), (sql), STORE_ARGS_(__VA_ARGS__))
/* store_find(tx, &rows, sql, args…): for its rows. The arguments live as long as `rows`. */
#define store_find(tx, out_rows, sql, ...) \
    store_find_args((tx), (out_rows), (sql), STORE_ARGS_(__VA_ARGS__))
#define STORE_ARGS_(...)                                                      \
    (const struct store_arg[]){ { .kind = ARG_IS_NULL }, ##__VA_ARGS__ } + 1, \
        COUNT_OF(((const struct store_arg[]){ { .kind = ARG_IS_NULL }, ##__VA_ARGS__ })) - 1

struct store_rows {
    struct store_tx *tx;
    void *cursor; /* the back end's */
};
void store_rows_done(struct store_rows *rows);
DEFINE_OWNED_VALUE(store_rows)

struct err *store_run_args(struct store_tx *tx, enum store_sql sql, const struct store_arg *args,
                           size_t n);
struct err *store_find_args(struct store_tx *tx, struct store_rows *out_rows, enum store_sql sql,
                            const struct store_arg *args, size_t n);
/* False at the end. Text and blobs are borrowed until the next call for these rows. */
struct err *store_next(struct store_rows *rows, bool *out_row);
int64_t store_int(const struct store_rows *rows, int column);
struct str store_text(const struct store_rows *rows, int column); /* STR_NONE for null */
struct str store_blob(const struct store_rows *rows, int column);
