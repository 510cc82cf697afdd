/* See machine.h. */
#include "store/machine.h"

#include "base/test.h"
#include "store/store_priv.h"

#include <stdio.h>

void machine_done(struct machine *m)
{
    store_free(m->store);
    disk_fault_free(m->disk);
}
struct machine machine_new(uint64_t seed)
{
    struct machine m = { .disk = disk_fault_new(seed) };
    m.options.disk = disk_fault_disk(m.disk);
    return m;
}

struct err *start(struct machine *m)
{
    TRY(store_open("/d", &m->options, &m->store));
    return store_user(m->store, TRY_USER, &m->db);
}

void crash(struct machine *m)
{
    disk_fault_power_cut(m->disk);
    store_free(give(m->store));
    disk_fault_power_on(m->disk);
}

void stop(struct machine *m)
{
    store_free(give(m->store));
}

void put_some(struct machine *m, int64_t from, int64_t to)
{
    for (int64_t n = from; n < to; n++)
        CHECK_OK(try_put(m->db, n));
}

struct many {
    struct store_job job; /* first */
    int64_t from, to;
};

static struct err *run_many(struct store_job *job, struct store_tx *tx)
{
    const struct many *many = (struct many *)job;
    for (int64_t n = many->from; n < many->to; n++) {
        struct try_put put;
        try_put_init(&put, n);
        TRY(put.job.run(&put.job, tx));
    }
    return NULL;
}

struct err *put_many(struct machine *m, int64_t from, int64_t to)
{
    struct many many = { { .run = run_many }, from, to };
    return store_write_wait(m->db, &many.job);
}

void expect_all(struct machine *m, int64_t to)
{
    int64_t count;
    CHECK_OK(try_count(m->db, &count));
    CHECK_INT(count, to);
    for (int64_t n = 0; n < to; n++)
        CHECK_OK(try_get(m->db, n));
    CHECK_OK(store_check(m->db));
}

const char *user_file(const char *suffix)
{
    static char path[128];
    char text[ID_TEXT_MOST];
    struct str name = user_id_write(TRY_USER, text);
    snprintf(path, sizeof path, "/d/users/%.*s.db%s", STR_ARGS(name), suffix);
    return path;
}

size_t machine_log_end(struct machine *m)
{
    return LOG_HEAD + (size_t)shm_last_frame(&m->db->files->shm) * LOG_FRAME;
}
