/* files: one database's files, sealed, as SQLite sees them.
 *
 * On disk:
 *     <name>.db       a block with the key check, then pages       (vfs_db.c)
 *     <name>.db-wal   a header with a tag, then frames              (vfs_wal.c)
 * and nothing else: the wal-index lies on the heap (vfs_shm.c), and any other file that SQLite
 * may ask for (journals, temporary files) is refused, since it would hold plaintext.
 *
 * files_open() looks at everything before SQLite does, because SQLite mends what it takes for
 * a torn log by dropping it: with the wrong key, that would be all of it.
 *
 * All connections of one database share a `struct files`, through a VFS of its own. It is used
 * by one process only; the lock on the data directory sees to that. */
#pragma once
#include "base/disk.h"
#include "store/seal.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

enum {
    PAGE = 4096,
    PAGE_DATA = PAGE - SEAL_TRAILER, /* SQLite leaves the rest of each page to us */
    CHECK_BLOCK = PAGE,              /* in front of page 1 */
    LOG_HEAD = 64,                   /* in front of frame 1 */
    LOG_FRAME = 24 + PAGE,
    SHM_LOCKS = 8,
    SHM_REGIONS_MOST = 1024, /* of 32 KiB, each for 4,096 frames */
};

/* The kinds of a seal_place. */
enum { PLACE_PAGE = 1, PLACE_FRAME = 2, PLACE_KEPT = 3 };

struct shm {
    pthread_mutex_t mutex;
    void *regions[SHM_REGIONS_MOST];
    int users;
    int shared[SHM_LOCKS]; /* how many hold it; -1: one holds it alone */
    int db_shared;         /* the locks on the database file itself */
    bool db_exclusive;
};

/* What is known of the log. Its header gives it a life: frames of an earlier one do not open. */
struct log {
    atomic_ullong life;
    atomic_uint frames; /* the first so many are ours and open */
    uint32_t tx_first;  /* where the transaction being written began; 0: not known yet */
    int64_t size;       /* at least so long is the file; for the one who writes */
    uint32_t durable;   /* what files_open() found: so many were once safely on disk */
};

struct files {
    struct disk *disk;
    char *name, *dir, *path, *log_path; /* name: for people, "system.db" */
    enum seal_cipher cipher;
    unsigned char key[SEAL_KEY];
    atomic_bool broken; /* a sync failed: nothing is written any more */
    struct shm shm;
    struct log log;
    sqlite3_vfs vfs;
    char vfs_name[32];
};

struct files_options {
    struct disk *disk;
    const char *dir, *name;
    enum seal_cipher cipher;
    const unsigned char *key;
};

/* Opens the database, or makes an empty one. ERR_DENIED "wrong_key", ERR_CORRUPT. */
struct err *files_open(const struct files_options *options, struct files **out);
void files_free(struct files *f);
DEFINE_OWNED(files)

/* After SQLite has read the log: ERR_CORRUPT if it stopped short of what was durable. */
struct err *files_check_log(struct files *f);

/* Why SQLite's last call on this thread failed, as far as files know; NULL if they do not. */
struct err *files_trouble(const struct files *f);

/* --- for the vfs_*.c files alone --- */

struct sealed_file {
    sqlite3_file base; /* first: SQLite hands it back */
    struct files *files;
    int handle;
    struct seal *seal;
    unsigned char *scratch; /* one sealed frame and one plain */
    int lock;               /* SQLITE_LOCK_* */
    unsigned shm_shared, shm_exclusive;
    bool shm_used;
    uint32_t pending; /* the frame whose header is waiting for its page; 0: none */
    unsigned char pending_header[24];
};

extern const sqlite3_io_methods vfs_db_methods, vfs_wal_methods;

static inline struct sealed_file *sealed_file(sqlite3_file *file)
{
    return CONTAINER_OF(file, struct sealed_file, base);
}

/* What went wrong, kept for files_trouble(): a code from errno, or damage at a place. They
 * return `code` and SQLITE_CORRUPT, for SQLite. */
int vfs_failed(int code, int sys, const char *what);
int vfs_damaged(const char *what, uint32_t number);
void vfs_forget_trouble(void);

/* What both kinds of file have in common. Nothing is written once a sync has failed. */
int vfs_init(struct sealed_file *out, struct files *f, const char *path, int flags);
int vfs_write(struct sealed_file *file, const void *bytes, size_t n, int64_t at);
int vfs_sync(struct sealed_file *file, bool made_to_fail);
int vfs_truncate(struct sealed_file *file, int64_t size);
int vfs_close(sqlite3_file *file);
int vfs_file_control(sqlite3_file *file, int op, void *arg);
int vfs_sector_size(sqlite3_file *file);
int vfs_traits(sqlite3_file *file);

struct err *db_create(struct files *f);
struct err *db_check_key(struct files *f);
struct err *log_examine(struct files *f);

void shm_init(struct shm *shm);
void shm_done(struct shm *shm);
uint32_t shm_last_frame(struct shm *shm);
int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out);
int shm_lock(sqlite3_file *file, int offset, int n, int flags);
void shm_barrier(sqlite3_file *file);
int shm_unmap(sqlite3_file *file, int delete);
int shm_db_lock(sqlite3_file *file, int level);
int shm_db_unlock(sqlite3_file *file, int level);
int shm_db_reserved(sqlite3_file *file, int *out);
