/* The owner's id is a setting, and a row among the users: both appear together. */
#include "daemon/owner.h"

static const struct str setting = STR_INIT("owner");

struct making {
    struct store_job job;
    user_id id;
};

static struct err *make(struct store_job *job, struct store_tx *tx)
{
    const struct making *m = CONTAINER_OF(job, struct making, job);
    char text[ID_TEXT_MOST];
    struct str id = user_id_write(m->id, text);
    TRY(store_run(tx, SQL_USER_PUT, ARG_TEXT(id), ARG_TEXT(setting), ARG_TEXT(STR("admin")),
                  ARG_INT(clock_wall_ms())));
    return store_run(tx, SQL_SETTING_PUT, ARG_TEXT(setting), ARG_TEXT(id));
}

static struct err *look(struct store_db *db, user_id *out_id, bool *out_found)
{
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_read_begin(db, &tx));
    TRY(store_find(tx, &rows, SQL_SETTING_GET, ARG_TEXT(setting)));
    TRY(store_next(&rows, out_found));
    if (*out_found && !user_id_read(store_text(&rows, 0), out_id))
        return err_new(ERR_CORRUPT, "bad_owner", "the owner's id is not one");
    return NULL;
}

struct err *owner_find(struct store *s, user_id *out_id)
{
    bool found = false;
    TRY(look(store_system(s), out_id, &found));
    if (found)
        return NULL;
    struct making m = { .job.run = make, .id = user_id_new() };
    TRY(store_write_wait(store_system(s), &m.job));
    *out_id = m.id;
    return NULL;
}
