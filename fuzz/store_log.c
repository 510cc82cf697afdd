/* The log of a database: whatever happens to its bytes, it opens as history up to some commit,
 * sound and without gaps, or not at all. The first two bytes cut the log off; each four behind
 * them change one byte: three say where, one how. */
#include "base/disk_fault.h"
#include "fuzz.h"
#include "store/store_priv.h"

#include <fcntl.h>
#include <stdio.h>

enum { COMMITS = 12 };

static const struct step steps[] = {
    { 1, "CREATE TABLE migration (version INTEGER PRIMARY KEY, at_ms INTEGER, down TEXT);", "" }
};
static const struct schema schema = { steps, COUNT_OF(steps) };

static struct err *open_one(struct disk_fault *f, struct store_db **out)
{
    static const unsigned char key[SEAL_KEY] = "a key for fuzzing, 32 bytes long";
    struct db_options options = {
        .files = { disk_fault_disk(f), "/d", "x.db", SEAL_XCHACHA20, key },
        .schema = &schema,
        .log_frames = 10000,
        .cache_pages = 10,
    };
    return db_open(&options, out);
}

/* A crashed database, whose log has a commit for each number. */
static struct disk_fault *crashed(void)
{
    struct disk_fault *f = disk_fault_new(1);
    owned(store_db) struct store_db *db = NULL;
    owned(err) struct err *e = open_one(f, &db);
    char sql[64];
    CLAIM(!e);
    for (int i = 0; i < COMMITS; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO migration VALUES (%d, 0, '')", i + 2);
        e = tx_exec(db->writer.tx, sql);
        CLAIM(!e);
    }
    disk_fault_power_cut(f);
    store_db_free(give(db));
    disk_fault_power_on(f);
    return f;
}

static void damage(struct disk_fault *f, const uint8_t *data, size_t size)
{
    size_t n = 0;
    unsigned char *log = disk_fault_bytes(f, "/d/x.db-wal", &n);
    for (size_t i = 2; i + 4 <= size; i += 4)
        log[(data[i] | data[i + 1] << 8 | data[i + 2] << 16) % n] ^= data[i + 3];
    struct disk *d = disk_fault_disk(f);
    int file = d->open(d, "/d/x.db-wal", O_RDWR);
    int cut = d->truncate(d, file, (int64_t)n - (data[0] | data[1] << 8) * 4);
    d->close(d, file);
    CLAIM(cut == 0);
}

/* Versions count up from 1 without a gap. */
static void expect_history(struct store_db *db)
{
    sqlite3_stmt *s;
    int rc = sqlite3_prepare_v2(db->writer.tx->db,
                                "SELECT count(*), max(version) FROM migration WHERE version > 0",
                                -1, &s, NULL);
    CLAIM(rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW);
    CLAIM(sqlite3_column_int(s, 0) == sqlite3_column_int(s, 1));
    sqlite3_finalize(s);
    owned(err) struct err *e = store_check(db);
    CLAIM(!e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    owned(disk_fault) struct disk_fault *f = crashed();
    owned(store_db) struct store_db *db = NULL;
    damage(f, data, size);
    owned(err) struct err *e = open_one(f, &db);
    CLAIM(!e || err_kind(e) == ERR_CORRUPT);
    if (db)
        expect_history(db);
    return 0;
}
