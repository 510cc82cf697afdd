/* Changing the schema, and back: see store.h and schema.def. What must be done is done in one
 * transaction. SQLite keeps the version itself, in page 1, so it changes with the rest. */
#include "store/store_priv.h"

#include <stdio.h>

static const struct step system_steps[] = {
#define STEP_SYSTEM(version, up, down) { version, up, down },
#define STEP_USER(version, up, down)
#define STEP(kind, version, up, down) STEP_##kind(version, up, down)
#include "store/schema.def"
#undef STEP_SYSTEM
#undef STEP_USER
};

static const struct step user_steps[] = {
#define STEP_SYSTEM(version, up, down)
#define STEP_USER(version, up, down) { version, up, down },
#include "store/schema.def"
#undef STEP
#undef STEP_SYSTEM
#undef STEP_USER
};

const struct schema schema_system = { system_steps, COUNT_OF(system_steps) };
const struct schema schema_user = { user_steps, COUNT_OF(user_steps) };

static struct err *get_int(struct store_tx *tx, const char *sql, unsigned *out)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(tx->db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        *out = (unsigned)sqlite3_column_int(s, 0);
    return sqlite3_finalize(s) == SQLITE_OK
               ? NULL
               : err_new(ERR_INTERNAL, "sql", "%s", sqlite3_errmsg(tx->db));
}

static struct err *set_version(struct store_tx *tx, unsigned version)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %u", version);
    return tx_exec(tx, sql);
}

static struct err *remember_way_back(struct store_tx *tx, const struct step *step)
{
    char *sql =
        sqlite3_mprintf("INSERT INTO migration (version, at_ms, down) VALUES (%u, %lld, %Q)",
                        step->version, (long long)clock_wall_ms(), step->down);
    if (!sql)
        return err_no_room();
    struct err *e = tx_exec(tx, sql);
    sqlite3_free(sql);
    return e;
}

static struct err *step_up(struct store_tx *tx, const struct step *step)
{
    TRY(tx_exec(tx, step->up), "schema step %u", step->version);
    if (FAIL("store.migrate"))
        return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint store.migrate");
    TRY(remember_way_back(tx, step), "schema step %u", step->version);
    return set_version(tx, step->version);
}

static struct err *steps_up(struct store_tx *tx, unsigned from, const struct schema *schema)
{
    for (size_t i = from; i < schema->n; i++)
        TRY(step_up(tx, &schema->steps[i]));
    return NULL;
}

static struct err *step_down(struct store_tx *tx, unsigned version)
{
    sqlite3_stmt *s = NULL;
    char *down = NULL;
    if (sqlite3_prepare_v2(tx->db, "SELECT down FROM migration WHERE version = ?1", -1, &s, NULL) ==
            SQLITE_OK &&
        sqlite3_bind_int(s, 1, (int)version) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        down = sqlite3_mprintf("%s; DELETE FROM migration WHERE version = %u",
                               (const char *)sqlite3_column_text(s, 0), version);
    sqlite3_finalize(s);
    if (!down)
        return err_new(ERR_UNSUPPORTED, "no_way_back", "schema step %u left no way back", version);
    struct err *e = tx_exec(tx, down);
    sqlite3_free(down);
    TRY(e, "take back schema step %u", version);
    return set_version(tx, version - 1);
}

static struct err *move_schema(struct store_tx *tx, unsigned now, const struct schema *schema)
{
    if (now > schema->n)
        TRY(step_down(tx, now));
    else
        TRY(steps_up(tx, now, schema));
    if (FAIL("store.before_schema_commit"))
        return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint store.before_schema_commit");
    return tx_exec(tx, "COMMIT");
}

struct err *migrate(struct store_tx *tx, const struct schema *schema, bool step_back)
{
    unsigned now = 0, newest = (unsigned)schema->n;
    TRY(get_int(tx, "PRAGMA user_version", &now));
    if (now == newest)
        return NULL;
    if (now > newest && !(step_back && now == newest + 1))
        return err_hint(err_new(ERR_UNSUPPORTED, "newer_schema",
                                "%s has schema %u, and this pith knows %u", tx->home->files->name,
                                now, newest),
                        now == newest + 1 ? "allow it to take back one step"
                                          : "use the pith that made it, or a newer one");
    TRY(tx_exec(tx, "BEGIN IMMEDIATE"));
    struct err *e = move_schema(tx, now, schema);
    if (e && tx_is_open(tx))
        err_free(tx_exec(tx, "ROLLBACK"));
    return e;
}
