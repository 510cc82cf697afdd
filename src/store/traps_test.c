/* Ways in which encrypted SQLite loses data quietly, each of which was met once. The disk is
 * one in memory, so that its bytes can be changed behind the store's back. */
#include "base/test.h"
#include "store/machine.h"
#include "store/store_priv.h"

#include <fcntl.h>

static struct str bytes_of(struct machine *m, const char *path)
{
    size_t size = 0;
    unsigned char *bytes = disk_fault_bytes(m->disk, path, &size);
    return (struct str){ (char *)bytes, size };
}

static void flip(struct machine *m, const char *path, size_t at, int bit)
{
    size_t size;
    unsigned char *bytes = disk_fault_bytes(m->disk, path, &size);
    CHECK(bytes && at < size);
    bytes[at] ^= (unsigned char)(1 << bit);
}

static char *copy_of(struct machine *m, const char *path, size_t *out_size)
{
    struct str bytes = bytes_of(m, path);
    *out_size = bytes.len;
    return mem_text(bytes.ptr, bytes.len);
}

static void restore(struct machine *m, const char *path, const char *copy, size_t size)
{
    struct str bytes = bytes_of(m, path);
    CHECK_INT(bytes.len, size);
    memcpy((char *)bytes.ptr, copy, size);
}

/* Keys. */

static struct err *key_for_tests(void *arg, struct str name, unsigned char out[STORE_KEY_SIZE])
{
    memset(out, 7, STORE_KEY_SIZE);
    out[0] = (unsigned char)name.ptr[0];
    out[1] = str_starts(name, STR("usr")) ? *(unsigned char *)arg : 0;
    return NULL;
}

TEST(a_wrong_key_is_refused_and_leaves_the_log_alone)
{
    unsigned char which = 1;
    owned(machine) struct machine m = machine_new(1);
    m.options.key = key_for_tests;
    m.options.key_arg = &which;
    CHECK_OK(start(&m));
    put_some(&m, 0, 20);
    crash(&m);
    size_t size;
    owned_mem char *log = copy_of(&m, user_file("-wal"), &size);
    which = 2;
    CHECK_REASON("wrong_key", start(&m));
    stop(&m);
    CHECK(str_eq(bytes_of(&m, user_file("-wal")), (struct str){ log, size }));
    which = 1;
    CHECK_OK(start(&m));
    expect_all(&m, 20);
}

TEST(another_master_key_is_refused)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    stop(&m);
    flip(&m, "/d/master.key", 31, 0);
    CHECK_REASON("wrong_key", start(&m));
    flip(&m, "/d/master.key", 31, 0);
    CHECK_OK(start(&m));
}

TEST(a_format_file_of_another_key_is_refused)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    stop(&m);
    struct str format = bytes_of(&m, "/d/format");
    char *digit = (char *)format.ptr + format.len - 2;
    *digit = *digit == '0' ? '1' : '0';
    CHECK_REASON("wrong_key", start(&m));
}

TEST(a_lost_master_key_is_not_made_anew)
{
    owned(machine) struct machine m = machine_new(1);
    struct disk *d = disk_fault_disk(m.disk);
    CHECK_OK(start(&m));
    stop(&m);
    CHECK_INT(d->unlink(d, "/d/master.key"), 0);
    CHECK_REASON("no_master_key", start(&m));
    CHECK_INT(d->unlink(d, "/d/format"), 0);
    CHECK_REASON("no_master_key", start(&m));
    CHECK_INT(d->exists(d, "/d/master.key"), 0);
}

TEST(users_have_keys_of_their_own)
{
    owned(machine) struct machine m = machine_new(1);
    struct disk *d = disk_fault_disk(m.disk);
    CHECK_OK(start(&m));
    stop(&m);
    CHECK_INT(d->rename(d, user_file(""), "/d/system.db"), 0);
    CHECK_REASON("wrong_key", start(&m));
}

/* The database file. */

TEST(a_torn_page_one_opens_if_the_log_has_a_good_copy)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 20);
    crash(&m);
    for (size_t at = CHECK_BLOCK + 512; at < CHECK_BLOCK + PAGE; at++)
        flip(&m, user_file(""), at, 3);
    CHECK_OK(start(&m));
    expect_all(&m, 20);
    stop(&m);
    CHECK_OK(start(&m));
    expect_all(&m, 20);
}

TEST(a_torn_page_one_without_a_copy_is_corrupt)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 20);
    stop(&m);
    flip(&m, user_file(""), CHECK_BLOCK + 1000, 0);
    CHECK_ERR(ERR_CORRUPT, start(&m));
}

static struct err *read_everything(struct machine *m)
{
    TRY(start(m));
    return store_check(m->db);
}

TEST(a_flipped_bit_in_any_page_is_noticed)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 200);
    stop(&m);
    size_t size = bytes_of(&m, user_file("")).len;
    CHECK(size > 10 * PAGE);
    for (size_t at = CHECK_BLOCK; at < size; at += 1021) {
        flip(&m, user_file(""), at, (int)(at % 8));
        CHECK_ERR(ERR_CORRUPT, read_everything(&m));
        stop(&m);
        flip(&m, user_file(""), at, (int)(at % 8));
    }
    CHECK_OK(start(&m));
    expect_all(&m, 200);
}

TEST(a_page_in_anothers_place_is_noticed)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 200);
    stop(&m);
    size_t size;
    owned_mem char *copy = copy_of(&m, user_file(""), &size);
    char *now = (char *)bytes_of(&m, user_file("")).ptr;
    memcpy(now + 6 * PAGE, copy + 7 * PAGE, PAGE);
    memcpy(now + 7 * PAGE, copy + 6 * PAGE, PAGE);
    CHECK_ERR(ERR_CORRUPT, read_everything(&m));
}

/* What store.h says is not noticed. If this fails, something got better: say so there. */
TEST(an_old_page_at_its_own_place_is_not_noticed)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    CHECK_OK(try_put(m.db, 1));
    stop(&m);
    size_t size;
    owned_mem char *copy = copy_of(&m, user_file(""), &size);
    CHECK_OK(start(&m));
    CHECK_OK(try_put(m.db, 2));
    stop(&m);
    restore(&m, user_file(""), copy, size);
    CHECK_OK(start(&m));
    CHECK_OK(try_get(m.db, 1));
    CHECK_ERR(ERR_NOT_FOUND, try_get(m.db, 2));
}

/* SQLite deletes the log of a database without pages. */
TEST(a_database_cut_short_is_corrupt_and_keeps_its_log)
{
    owned(machine) struct machine m = machine_new(1);
    struct disk *d = disk_fault_disk(m.disk);
    CHECK_OK(start(&m));
    put_some(&m, 0, 5);
    crash(&m);
    int file = d->open(d, user_file(""), O_RDWR);
    CHECK_INT(d->truncate(d, file, CHECK_BLOCK), 0);
    d->close(d, file);
    size_t log = bytes_of(&m, user_file("-wal")).len;
    CHECK_REASON("cut_short", start(&m));
    stop(&m);
    CHECK_INT(bytes_of(&m, user_file("-wal")).len, log);
}

TEST(a_log_without_its_database_is_corrupt)
{
    owned(machine) struct machine m = machine_new(1);
    struct disk *d = disk_fault_disk(m.disk);
    CHECK_OK(start(&m));
    put_some(&m, 0, 5);
    crash(&m);
    CHECK_INT(d->unlink(d, user_file("")), 0);
    CHECK_REASON("database_missing", start(&m));
}

TEST(a_system_database_that_is_gone_is_not_made_anew)
{
    owned(machine) struct machine m = machine_new(1);
    struct disk *d = disk_fault_disk(m.disk);
    CHECK_OK(start(&m));
    stop(&m);
    CHECK_INT(d->unlink(d, "/d/system.db"), 0);
    CHECK_REASON("database_missing", start(&m));
}

/* The log. */

/* One small write a commit: of 8 commits on a fresh user, the last is two frames, of the table
 * and of its index. */
enum { LAST_FRAMES = 2 };

static size_t machine_with_log(struct machine *m)
{
    CHECK_OK(start(m));
    put_some(m, 0, 8);
    size_t frames = (machine_log_end(m) - LOG_HEAD) / LOG_FRAME;
    CHECK(frames >= 9);
    crash(m);
    return frames;
}

TEST(a_flipped_bit_in_the_log_is_corrupt_and_not_shorter_history)
{
    owned(machine) struct machine m = machine_new(1);
    size_t frames = machine_with_log(&m), size, end = LOG_HEAD + (frames - LAST_FRAMES) * LOG_FRAME;
    owned_mem char *log = copy_of(&m, user_file("-wal"), &size);
    for (size_t at = 0; at < end; at += at < LOG_HEAD ? 3 : 509) {
        if (at >= 32 + SEAL_TAG && at < LOG_HEAD)
            continue; /* the zeros behind the header's tag */
        flip(&m, user_file("-wal"), at, (int)(at % 8));
        CHECK_REASON("log_damaged", start(&m));
        stop(&m);
        flip(&m, user_file("-wal"), at, (int)(at % 8));
        CHECK(memcmp(bytes_of(&m, user_file("-wal")).ptr, log, size) == 0);
    }
    CHECK_OK(start(&m));
    expect_all(&m, 8);
}

/* Not only at the start: also what was read a moment ago may be damaged now. */
TEST(a_flipped_bit_in_the_log_is_noticed_while_it_is_in_use)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 40);
    for (size_t at = LOG_HEAD; at < machine_log_end(&m); at += LOG_FRAME)
        flip(&m, user_file("-wal"), at + 700, 2);
    owned(err) struct err *e = store_check(m.db);
    CHECK_INT(err_kind(e), ERR_CORRUPT);
    CHECK(str_find(str_of(err_text(e)), STR("frame"), NULL));
}

TEST(a_torn_last_frame_is_the_end_of_the_log)
{
    owned(machine) struct machine m = machine_new(1);
    size_t frames = machine_with_log(&m);
    flip(&m, user_file("-wal"), LOG_HEAD + (frames - 1) * LOG_FRAME + 2000, 1);
    CHECK_OK(start(&m));
    expect_all(&m, 7);
    put_some(&m, 7, 9);
    crash(&m);
    CHECK_OK(start(&m));
    expect_all(&m, 9);
}

TEST(a_log_cut_off_before_commits_it_held_is_not_told_from_a_torn_one)
{
    owned(machine) struct machine m = machine_new(1);
    struct disk *d = disk_fault_disk(m.disk);
    size_t frames = machine_with_log(&m);
    int file = d->open(d, user_file("-wal"), O_RDWR);
    CHECK_INT(d->truncate(d, file, (int64_t)(LOG_HEAD + (frames - 1) * LOG_FRAME + 100)), 0);
    d->close(d, file);
    CHECK_OK(start(&m));
    expect_all(&m, 7);
}

TEST(frames_that_changed_places_are_corrupt)
{
    owned(machine) struct machine m = machine_new(1);
    size_t size;
    machine_with_log(&m);
    owned_mem char *log = copy_of(&m, user_file("-wal"), &size);
    char *now = (char *)bytes_of(&m, user_file("-wal")).ptr + LOG_HEAD;
    memcpy(now + LOG_FRAME, log + LOG_HEAD + 2 * LOG_FRAME, LOG_FRAME);
    memcpy(now + 2 * LOG_FRAME, log + LOG_HEAD + LOG_FRAME, LOG_FRAME);
    CHECK_REASON("log_damaged", start(&m));
}

/* Spilled pages are written twice, and the frames in between get new checksums. */
static struct err *run_much(struct store_job *job, struct store_tx *tx)
{
    (void)job;
    for (int64_t round = 0; round < 3; round++) {
        for (int64_t n = 0; n < 400; n++) {
            struct try_put put;
            try_put_init(&put, n * 7 % 400);
            TRY(put.job.run(&put.job, tx));
        }
    }
    return NULL;
}

TEST(a_transaction_larger_than_the_cache_survives)
{
    owned(machine) struct machine m = machine_new(1);
    m.options.cache_pages = 4;
    m.options.log_frames = 100000;
    CHECK_OK(start(&m));
    struct store_job job = { .run = run_much };
    CHECK_OK(store_write_wait(m.db, &job));
    CHECK_OK(store_write_wait(m.db, &job));
    put_some(&m, 0, 3);
    crash(&m);
    CHECK_OK(start(&m));
    expect_all(&m, 400);
}

static struct err *run_much_and_fail(struct store_job *job, struct store_tx *tx)
{
    TRY(run_much(job, tx));
    return err_new(ERR_CANCELLED, "changed_mind", "no");
}

/* What it spilled stays in the log behind the end, and must not be taken for history. */
TEST(a_large_transaction_taken_back_leaves_no_trace)
{
    owned(machine) struct machine m = machine_new(1);
    m.options.cache_pages = 4;
    m.options.log_frames = 100000;
    CHECK_OK(start(&m));
    put_some(&m, 0, 3);
    struct store_job job = { .run = run_much_and_fail };
    CHECK_REASON("changed_mind", store_write_wait(m.db, &job));
    put_some(&m, 0, 3);
    crash(&m);
    CHECK_OK(start(&m));
    expect_all(&m, 3);
    put_some(&m, 3, 5);
    crash(&m);
    CHECK_OK(start(&m));
    expect_all(&m, 5);
}

/* What a transaction spilled before it was taken back opens as well as what overwrote it; but
 * SQLite's chain of checksums breaks there. */
TEST(an_older_frame_in_the_log_that_cuts_off_durable_commits_is_corrupt)
{
    owned(machine) struct machine m = machine_new(1);
    m.options.cache_pages = 4;
    m.options.log_frames = 100000;
    CHECK_OK(start(&m));
    put_some(&m, 0, 3);
    size_t size, end = machine_log_end(&m);
    struct store_job job = { .run = run_much_and_fail };
    CHECK_REASON("changed_mind", store_write_wait(m.db, &job));
    owned_mem char *log = copy_of(&m, user_file("-wal"), &size);
    CHECK(size > end + 10 * LOG_FRAME);
    put_some(&m, 3, 6);
    crash(&m);
    memcpy((char *)bytes_of(&m, user_file("-wal")).ptr + end, log + end, LOG_FRAME);
    CHECK_REASON("log_damaged", start(&m));
}

TEST(nothing_of_an_earlier_life_of_the_log_comes_back)
{
    owned(machine) struct machine m = machine_new(1);
    m.options.log_frames = 20;
    CHECK_OK(start(&m));
    for (int64_t round = 0; round < 100; round++)
        CHECK_OK(try_put(m.db, round % 10));
    crash(&m);
    CHECK_OK(start(&m));
    expect_all(&m, 10);
}

/* Journals and temporary files. */

TEST(sorting_and_undoing_much_asks_for_no_file)
{
    owned(machine) struct machine m = machine_new(1);
    m.options.cache_pages = 4;
    CHECK_OK(start(&m));
    struct store_job job = { .run = run_much };
    CHECK_OK(store_write_wait(m.db, &job));
    CHECK_OK(tx_exec(m.db->writer.tx,
                     "CREATE TEMP TABLE big AS SELECT a.value AS v FROM storage a, storage b;"
                     "SELECT * FROM big ORDER BY v; DROP TABLE big;"
                     "BEGIN; SAVEPOINT s; DELETE FROM storage; ROLLBACK TO s; ROLLBACK"));
    expect_all(&m, 400);
    CHECK(!disk_fault_holds(m.disk, STR("canary")));
}

TEST(what_was_deleted_is_overwritten_in_the_database)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 1);
    sqlite3_stmt *s;
    CHECK_INT(sqlite3_prepare_v2(m.db->writer.tx->db, "PRAGMA secure_delete", -1, &s, NULL), 0);
    CHECK_INT(sqlite3_step(s), SQLITE_ROW);
    CHECK_INT(sqlite3_column_int(s, 0), 1);
    sqlite3_finalize(s);
}
