/* Schemas that change, and back, also when it is cut short. */
#include "base/test.h"
#include "store/machine.h"
#include "store/store_priv.h"

static const struct step steps[] = {
    { 1,
      "CREATE TABLE migration (version INTEGER PRIMARY KEY, at_ms INTEGER, down TEXT);"
      "CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (7);",
      "" },
    { 2, "ALTER TABLE a ADD COLUMN m INTEGER; UPDATE a SET m = n * 2;",
      "ALTER TABLE a DROP COLUMN m;" },
    { 3, "CREATE TABLE b (n INTEGER);", "DROP TABLE b;" },
};

/* A database that knows the first `known` steps. */
static struct err *open_known(struct disk_fault *f, size_t known, bool step_back,
                              struct store_db **out)
{
    static const unsigned char key[SEAL_KEY] = "thirty-two bytes of key for test";
    const struct schema schema = { steps, known };
    struct db_options options = {
        .files = { disk_fault_disk(f), "/d", "x.db", seal_cipher_best(), key },
        .schema = &schema,
        .step_back = step_back,
        .queue_most = 10,
        .log_frames = 1000,
        .cache_pages = 10,
    };
    return db_open(&options, out);
}

static int64_t ask(struct store_db *db, const char *sql)
{
    sqlite3_stmt *s;
    CHECK_INT(sqlite3_prepare_v2(db->writer.tx->db, sql, -1, &s, NULL), SQLITE_OK);
    CHECK_INT(sqlite3_step(s), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return n;
}

static bool understands(struct store_db *db, const char *sql)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->writer.tx->db, sql, -1, &s, NULL);
    sqlite3_finalize(s);
    return rc == SQLITE_OK;
}

TEST(steps_that_are_missing_are_made_up)
{
    owned(disk_fault) struct disk_fault *f = disk_fault_new(1);
    for (size_t known = 1; known <= COUNT_OF(steps); known++) {
        owned(store_db) struct store_db *db = NULL;
        CHECK_OK(open_known(f, known, false, &db));
        CHECK_INT(ask(db, "PRAGMA user_version"), known);
        CHECK_INT(ask(db, "SELECT count(*) FROM migration"), known);
        CHECK_INT(ask(db, "SELECT n FROM a"), 7);
    }
    owned(store_db) struct store_db *db = NULL;
    CHECK_OK(open_known(f, 3, false, &db));
    CHECK_INT(ask(db, "SELECT m FROM a"), 14);
}

TEST(an_older_pith_takes_back_one_step_it_never_saw)
{
    owned(disk_fault) struct disk_fault *f = disk_fault_new(1);
    {
        owned(store_db) struct store_db *db = NULL;
        CHECK_OK(open_known(f, 2, false, &db));
    }
    owned(store_db) struct store_db *db = NULL;
    CHECK_REASON("newer_schema", open_known(f, 1, false, &db));
    CHECK_OK(open_known(f, 1, true, &db));
    CHECK_INT(ask(db, "PRAGMA user_version"), 1);
    CHECK_INT(ask(db, "SELECT n FROM a"), 7);
    CHECK(!understands(db, "SELECT m FROM a"));
    store_db_free(give(db));
    CHECK_OK(open_known(f, 3, false, &db));
    CHECK_INT(ask(db, "SELECT m FROM a"), 14);
}

TEST(two_steps_back_are_refused)
{
    owned(disk_fault) struct disk_fault *f = disk_fault_new(1);
    {
        owned(store_db) struct store_db *db = NULL;
        CHECK_OK(open_known(f, 3, false, &db));
    }
    owned(store_db) struct store_db *db = NULL;
    CHECK_REASON("newer_schema", open_known(f, 1, true, &db));
    CHECK_OK(open_known(f, 3, false, &db));
}

/* From one version to the other, cut at each write and sync: then it is one or the other. */
static bool cut_change(size_t from, size_t to, enum disk_fault_op op, long n, bool seen[4])
{
    owned(disk_fault) struct disk_fault *f = disk_fault_new((uint64_t)n);
    {
        owned(store_db) struct store_db *db = NULL;
        CHECK_OK(open_known(f, from, false, &db));
    }
    disk_fault_at(f, op, n, DISK_POWER_CUT);
    {
        owned(store_db) struct store_db *db = NULL;
        owned(err) struct err *e = open_known(f, to, true, &db);
        CHECK(e || db);
    }
    bool struck = disk_fault_struck(f);
    disk_fault_power_on(f);
    owned(store_db) struct store_db *db = NULL;
    CHECK_OK(open_known(f, MAX_OF(from, to), false, &db));
    CHECK_INT(ask(db, "SELECT n FROM a"), 7);
    CHECK_INT(ask(db, "SELECT m FROM a"), 14);
    CHECK_OK(store_check(db));
    seen[ask(db, "SELECT count(*) FROM migration")] = true;
    return struck;
}

TEST(a_change_of_schema_that_is_cut_leaves_the_old_or_the_new)
{
    for (int back = 0; back < 2; back++) {
        for (enum disk_fault_op op = DISK_WRITE; op <= DISK_SYNC; op++) {
            bool seen[4] = { false };
            long n = 1;
            while (cut_change(back ? 2 : 1, back ? 1 : 2, op, n, seen))
                n++;
            CHECK(n > 2 && seen[2]);
        }
    }
}

TEST(a_step_that_fails_changes_nothing)
{
    static const struct step bad[] = { { 1,
                                         "CREATE TABLE migration (version INTEGER PRIMARY KEY,"
                                         "at_ms INTEGER, down TEXT);",
                                         "" },
                                       { 2, "CREATE TABLE c (n INTEGER); SELECT nonsense;", "" } };
    owned(disk_fault) struct disk_fault *f = disk_fault_new(1);
    owned(store_db) struct store_db *db = NULL;
    CHECK_OK(open_known(f, 1, false, &db));
    CHECK_ERR(ERR_INTERNAL, migrate(db->writer.tx, &(struct schema){ bad, COUNT_OF(bad) }, false));
    CHECK(!understands(db, "SELECT * FROM c"));
    CHECK_INT(ask(db, "PRAGMA user_version"), 1);
}

TEST(the_schemas_of_releases_count_up_from_one)
{
    static const struct schema *const schemas[] = { &schema_system, &schema_user };
    for (size_t kind = 0; kind < COUNT_OF(schemas); kind++)
        for (size_t i = 0; i < schemas[kind]->n; i++)
            CHECK_INT(schemas[kind]->steps[i].version, i + 1);
}
