/* The wal-index and all locks, within this process: see files.h.
 *
 * SQLite keeps the index of its log in memory that connections share. Mapped from a file it
 * would lie on the disk; here it is on the heap, and as no other process may have the data
 * directory open, the locks are counters. They never wait: SQLITE_BUSY is the answer.
 *
 *     db lock      NONE -> SHARED -> EXCLUSIVE (only the last connection, as it closes)
 *     shm lock     free (0) | shared (n) | exclusive (-1)                                    */
#include "store/files.h"

#include <assert.h>

/* In the wal-index as SQLite documents it: the last committed frame. */
enum { INDEX_LAST_FRAME = 16 };

void shm_init(struct shm *shm)
{
    pthread_mutex_init(&shm->mutex, NULL);
}

static void free_regions(struct shm *shm)
{
    for (size_t i = 0; i < SHM_REGIONS_MOST; i++) {
        mem_free(shm->regions[i]);
        shm->regions[i] = NULL;
    }
}

void shm_done(struct shm *shm)
{
    free_regions(shm);
    pthread_mutex_destroy(&shm->mutex);
}

uint32_t shm_last_frame(struct shm *shm)
{
    uint32_t last = 0;
    pthread_mutex_lock(&shm->mutex);
    if (shm->regions[0])
        memcpy(&last, (char *)shm->regions[0] + INDEX_LAST_FRAME, sizeof last);
    pthread_mutex_unlock(&shm->mutex);
    return last;
}

static int map_region(struct shm *shm, int region, int size, int extend, void volatile **out)
{
    *out = NULL;
    if (region >= SHM_REGIONS_MOST)
        return SQLITE_FULL;
    if (!shm->regions[region] && extend && !(shm->regions[region] = mem_try((size_t)size)))
        return SQLITE_NOMEM;
    *out = shm->regions[region];
    return SQLITE_OK;
}

int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    struct sealed_file *f = sealed_file(file);
    struct shm *shm = &f->files->shm;
    pthread_mutex_lock(&shm->mutex);
    shm->users += !f->shm_used;
    f->shm_used = true;
    int rc = map_region(shm, region, size, extend, out);
    pthread_mutex_unlock(&shm->mutex);
    return rc;
}

int shm_unmap(sqlite3_file *file, int delete)
{
    struct sealed_file *f = sealed_file(file);
    struct shm *shm = &f->files->shm;
    (void)delete;
    pthread_mutex_lock(&shm->mutex);
    if (f->shm_used && --shm->users == 0)
        free_regions(shm);
    f->shm_used = false;
    pthread_mutex_unlock(&shm->mutex);
    return SQLITE_OK;
}

/* One lock for one file; the mutex is held. */
static bool lock_is_free(const struct sealed_file *f, int i, bool exclusive)
{
    int holders = f->files->shm.shared[i], own = f->shm_shared >> i & 1;
    return exclusive ? holders == own : holders >= 0;
}

static void lock_take(struct sealed_file *f, int i, bool exclusive)
{
    unsigned bit = 1u << i, had = f->shm_shared & bit;
    int *holders = &f->files->shm.shared[i];
    *holders = exclusive ? -1 : *holders + !had;
    f->shm_exclusive |= exclusive ? bit : 0;
    f->shm_shared = exclusive ? f->shm_shared & ~bit : f->shm_shared | bit;
}

static void lock_drop(struct sealed_file *f, int i)
{
    unsigned bit = 1u << i;
    int *holders = &f->files->shm.shared[i];
    if (f->shm_exclusive & bit)
        *holders = 0;
    else if (f->shm_shared & bit)
        --*holders;
    f->shm_exclusive &= ~bit;
    f->shm_shared &= ~bit;
}

int shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    struct sealed_file *f = sealed_file(file);
    struct shm *shm = &f->files->shm;
    bool exclusive = flags & SQLITE_SHM_EXCLUSIVE, free = true;
    assert(offset >= 0 && offset + n <= SHM_LOCKS);
    pthread_mutex_lock(&shm->mutex);
    for (int i = offset; i < offset + n && flags & SQLITE_SHM_LOCK; i++)
        free = free && lock_is_free(f, i, exclusive);
    for (int i = offset; i < offset + n && free; i++) {
        if (flags & SQLITE_SHM_LOCK)
            lock_take(f, i, exclusive);
        else
            lock_drop(f, i);
    }
    pthread_mutex_unlock(&shm->mutex);
    return free ? SQLITE_OK : SQLITE_BUSY;
}

/* The mutex is also what orders the index's memory between threads. */
void shm_barrier(sqlite3_file *file)
{
    struct shm *shm = &sealed_file(file)->files->shm;
    pthread_mutex_lock(&shm->mutex);
    pthread_mutex_unlock(&shm->mutex);
}

int shm_db_lock(sqlite3_file *file, int level)
{
    struct sealed_file *f = sealed_file(file);
    struct shm *shm = &f->files->shm;
    int rc = SQLITE_OK;
    if (f->lock >= level)
        return rc;
    pthread_mutex_lock(&shm->mutex);
    if (shm->db_exclusive || (level > SQLITE_LOCK_SHARED && shm->db_shared > 1))
        rc = SQLITE_BUSY;
    else if (level == SQLITE_LOCK_SHARED)
        shm->db_shared++;
    else
        shm->db_exclusive = true;
    if (rc == SQLITE_OK)
        f->lock = level;
    pthread_mutex_unlock(&shm->mutex);
    return rc;
}

int shm_db_unlock(sqlite3_file *file, int level)
{
    struct sealed_file *f = sealed_file(file);
    struct shm *shm = &f->files->shm;
    if (f->lock <= level)
        return SQLITE_OK;
    pthread_mutex_lock(&shm->mutex);
    if (f->lock > SQLITE_LOCK_SHARED)
        shm->db_exclusive = false;
    if (level == SQLITE_LOCK_NONE)
        shm->db_shared--;
    f->lock = level;
    pthread_mutex_unlock(&shm->mutex);
    return SQLITE_OK;
}

int shm_db_reserved(sqlite3_file *file, int *out)
{
    struct shm *shm = &sealed_file(file)->files->shm;
    pthread_mutex_lock(&shm->mutex);
    *out = shm->db_exclusive;
    pthread_mutex_unlock(&shm->mutex);
    return SQLITE_OK;
}
