/* Groups of writes, queues and readers. A gate holds the pen, so that what is queued behind it
 * becomes one batch. */
#include "base/test.h"
#include "store/machine.h"
#include "store/store_priv.h"

#include <unistd.h>

struct gate {
    struct store_job job; /* first */
    pthread_mutex_t mutex;
    pthread_cond_t moved;
    bool entered, open, answered;
};

static struct err *run_gate(struct store_job *job, struct store_tx *tx)
{
    struct gate *g = (struct gate *)job;
    (void)tx;
    pthread_mutex_lock(&g->mutex);
    g->entered = true;
    pthread_cond_broadcast(&g->moved);
    while (!g->open)
        pthread_cond_wait(&g->moved, &g->mutex);
    pthread_mutex_unlock(&g->mutex);
    return NULL;
}

static void gate_answered(struct store_job *job, struct err *take_e)
{
    struct gate *g = (struct gate *)job;
    err_free(take_e);
    pthread_mutex_lock(&g->mutex);
    g->answered = true;
    pthread_cond_broadcast(&g->moved);
    pthread_mutex_unlock(&g->mutex);
}

static void gate_close(struct gate *g, struct store_db *db)
{
    *g = (struct gate){ .job = { run_gate, gate_answered },
                        .mutex = PTHREAD_MUTEX_INITIALIZER,
                        .moved = PTHREAD_COND_INITIALIZER };
    CHECK_OK(store_write(db, &g->job));
    pthread_mutex_lock(&g->mutex);
    while (!g->entered)
        pthread_cond_wait(&g->moved, &g->mutex);
    pthread_mutex_unlock(&g->mutex);
}

static void gate_open(struct gate *g)
{
    pthread_mutex_lock(&g->mutex);
    g->open = true;
    pthread_cond_broadcast(&g->moved);
    while (!g->answered)
        pthread_cond_wait(&g->moved, &g->mutex);
    pthread_mutex_unlock(&g->mutex);
}

/* A job with something to say about how it went. */
struct item {
    struct try_put put; /* first */
    enum { ITEM_PUTS, ITEM_GIVES_UP, ITEM_BREAKS_A_RULE, ITEM_FILLS_THE_DISK } does;
    int answers, runs;
    enum err_kind kind;
};

static struct err *fill_the_disk(struct store_tx *tx)
{
    for (int64_t n = 1000; n < 3000; n++) {
        struct try_put put;
        try_put_init(&put, n);
        TRY(put.job.run(&put.job, tx));
    }
    return NULL;
}

static struct err *run_item(struct store_job *job, struct store_tx *tx)
{
    struct item *item = (struct item *)job;
    struct try_put again;
    item->runs++;
    try_put_init(&again, item->put.number);
    TRY(again.job.run(&item->put.job, tx));
    if (item->does == ITEM_GIVES_UP)
        return err_new(ERR_CANCELLED, "gave_up", "no");
    if (item->does == ITEM_BREAKS_A_RULE)
        return store_run(tx, SQL_STORAGE_PUT, ARG_NULL, ARG_NULL, ARG_NULL, ARG_NULL);
    return item->does == ITEM_FILLS_THE_DISK ? fill_the_disk(tx) : NULL;
}

static void item_answered(struct store_job *job, struct err *take_e)
{
    struct item *item = (struct item *)job;
    item->answers++;
    item->kind = err_kind(take_e);
    err_free(take_e);
}

enum { ITEMS = 10 };

static void queue_items(struct store_db *db, struct item items[ITEMS], int odd_does)
{
    for (int64_t n = 0; n < ITEMS; n++) {
        items[n] = (struct item){ .does = n == 4 ? odd_does : ITEM_PUTS };
        try_put_init(&items[n].put, n);
        items[n].put.job.run = run_item;
        items[n].put.job.done = item_answered;
        CHECK_OK(store_write(db, &items[n].put.job));
    }
}

/* Item 4 ends with `kind`; the others are there, also after a crash. */
static void expect_items(struct machine *m, struct item items[ITEMS], enum err_kind kind)
{
    for (int64_t n = 0; n < ITEMS; n++) {
        CHECK_INT(items[n].answers, 1);
        CHECK_INT(items[n].kind, n == 4 ? kind : ERR_NONE);
    }
    crash(m);
    CHECK_OK(start(m));
    for (int64_t n = 0; n < ITEMS; n++)
        CHECK_ERR(n == 4 && kind ? ERR_NOT_FOUND : ERR_NONE, try_get(m->db, n));
}

static void batch_with(int odd_does, enum err_kind kind)
{
    struct item items[ITEMS];
    struct gate gate;
    owned(machine) struct machine m = machine_new(1);
    m.options.cache_pages = 4;
    CHECK_OK(start(&m));
    gate_close(&gate, m.db);
    queue_items(m.db, items, odd_does);
    disk_fault_room(m.disk, 300000);
    gate_open(&gate);
    stop(&m);
    CHECK_OK(start(&m));
    expect_items(&m, items, kind);
}

TEST(one_jobs_error_harms_no_other)
{
    batch_with(ITEM_GIVES_UP, ERR_CANCELLED);
}

TEST(one_jobs_broken_rule_harms_no_other)
{
    batch_with(ITEM_BREAKS_A_RULE, ERR_INVALID);
}

TEST(one_job_that_fills_the_disk_harms_no_other)
{
    batch_with(ITEM_FILLS_THE_DISK, ERR_UNAVAILABLE);
}

TEST(writes_that_wait_together_share_one_sync)
{
    struct item items[ITEMS];
    struct gate gate;
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    CHECK_OK(try_put(m.db, 100));
    gate_close(&gate, m.db);
    queue_items(m.db, items, ITEM_PUTS);
    long before = disk_fault_count(m.disk, DISK_SYNC);
    gate_open(&gate);
    CHECK_OK(try_put(m.db, 101)); /* behind them */
    CHECK(disk_fault_count(m.disk, DISK_SYNC) - before <= 2);
    stop(&m); /* by then they have all been answered */
    CHECK_OK(start(&m));
    expect_items(&m, items, ERR_NONE);
}

TEST(a_full_queue_refuses_and_keeps_what_it_has)
{
    struct item items[ITEMS], extra = { .does = ITEM_PUTS };
    struct gate gate;
    owned(machine) struct machine m = machine_new(1);
    m.options.queue_most = ITEMS;
    CHECK_OK(start(&m));
    gate_close(&gate, m.db);
    queue_items(m.db, items, ITEM_PUTS);
    try_put_init(&extra.put, 50);
    extra.put.job.done = item_answered;
    CHECK_REASON("write_queue", store_write(m.db, &extra.put.job));
    CHECK_REASON("write_queue", try_put(m.db, 50));
    gate_open(&gate);
    stop(&m);
    CHECK_INT(extra.answers, 0);
    CHECK_OK(start(&m));
    expect_items(&m, items, ERR_NONE);
}

TEST(closing_does_the_jobs_that_wait)
{
    struct item items[ITEMS];
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    queue_items(m.db, items, ITEM_PUTS);
    stop(&m);
    CHECK_OK(start(&m));
    expect_items(&m, items, ERR_NONE);
}

TEST(who_waits_writes_without_another_thread)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 5);
    CHECK(!m.db->writer.started);
}

/* Many at once. */

enum { THREADS = 8, EACH = 40 };

struct crowd {
    struct machine *m;
    atomic_int next, failures;
};

static void *write_and_read(void *arg)
{
    struct crowd *crowd = arg;
    for (int i = 0; i < EACH; i++) {
        int64_t n = atomic_fetch_add(&crowd->next, 1);
        owned(err) struct err *put = try_put(crowd->m->db, n);
        owned(err) struct err *get = try_get(crowd->m->db, n);
        if (put || get)
            atomic_fetch_add(&crowd->failures, 1);
    }
    return NULL;
}

TEST(many_threads_write_and_read_what_they_wrote)
{
    pthread_t threads[THREADS];
    owned(machine) struct machine m = machine_new(1);
    m.options.log_frames = 30;
    CHECK_OK(start(&m));
    struct crowd crowd = { .m = &m };
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, write_and_read, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(atomic_load(&crowd.failures), 0);
    crash(&m);
    CHECK_OK(start(&m));
    expect_all(&m, THREADS * EACH);
}

/* Reading. */

TEST(a_snapshot_does_not_see_later_writes)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 3);
    owned_read struct store_tx *tx = NULL;
    CHECK_OK(store_read_begin(m.db, &tx));
    CHECK_OK(store_snapshot(tx));
    for (int64_t round = 0; round < 2; round++) {
        owned(store_rows) struct store_rows rows;
        bool row;
        CHECK_OK(store_find(tx, &rows, SQL_STORAGE_COUNT, ARG_TEXT(TRY_APP)));
        CHECK_OK(store_next(&rows, &row));
        CHECK_INT(store_int(&rows, 0), 3);
        put_some(&m, 3, 6);
    }
}

static void *read_one(void *arg)
{
    struct crowd *crowd = arg;
    owned(err) struct err *e = try_get(crowd->m->db, 0);
    atomic_fetch_add(&crowd->failures, e != NULL);
    atomic_fetch_add(&crowd->next, 1);
    return NULL;
}

TEST(a_reader_too_many_waits_for_another_to_end)
{
    pthread_t thread;
    struct store_tx *txs[READERS_MOST];
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 1);
    struct crowd crowd = { .m = &m };
    for (int i = 0; i < READERS_MOST; i++)
        CHECK_OK(store_read_begin(m.db, &txs[i]));
    CHECK_INT(pthread_create(&thread, NULL, read_one, &crowd), 0);
    usleep(10000); /* so that it waits by now, most likely */
    CHECK_INT(atomic_load(&crowd.next), 0);
    for (int i = 0; i < READERS_MOST; i++)
        store_read_end(txs[i]);
    pthread_join(thread, NULL);
    CHECK_INT(atomic_load(&crowd.next), 1);
    CHECK_INT(atomic_load(&crowd.failures), 0);
}

/* Statements. */

TEST(every_statement_is_understood)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    static const struct {
        enum store_sql first, last;
        bool of_user;
    } ranges[] = { { SQL_META_GET, SQL_META_PUT, true },
                   { SQL_USER_PUT, SQL_IDEMPOTENCY_EXPIRE, false },
                   { SQL_STORAGE_GET, SQL_STORAGE_COUNT, true } };
    for (size_t i = 0; i < COUNT_OF(ranges); i++)
        for (enum store_sql sql = ranges[i].first; sql <= ranges[i].last; sql++)
            CHECK_OK(
                tx_understands((ranges[i].of_user ? m.db : store_system(m.store))->writer.tx, sql));
}

static struct err *run_user_put(struct store_job *job, struct store_tx *tx)
{
    (void)job;
    return store_run(tx, SQL_USER_PUT, ARG_TEXT(STR("usr_1")), ARG_TEXT(STR("ada")),
                     ARG_TEXT(STR("admin")), ARG_INT(1));
}

TEST(what_is_there_already_says_so)
{
    owned(machine) struct machine m = machine_new(1);
    struct store_job job = { .run = run_user_put };
    CHECK_OK(start(&m));
    CHECK_OK(store_write_wait(store_system(m.store), &job));
    CHECK_ERR(ERR_EXISTS, store_write_wait(store_system(m.store), &job));
}

static struct err *run_remember_answer(struct store_job *job, struct store_tx *tx)
{
    (void)job;
    TRY(store_run(tx, SQL_IDEMPOTENCY_EXPIRE, ARG_INT(100)));
    TRY(store_run(tx, SQL_SETTING_PUT, ARG_TEXT(STR("colour")), ARG_TEXT(STR("gr\xc3\xbcn"))));
    return store_run(tx, SQL_IDEMPOTENCY_PUT, ARG_TEXT(STR("usr_1")), ARG_TEXT(STR("key")),
                     ARG_INT(-5), ARG_BLOB(STR("\0hash")), ARG_TEXT(STR("run_1")),
                     ARG_BLOB(STR("")), ARG_INT(200));
}

TEST(values_of_each_type_come_back_as_they_went)
{
    owned(machine) struct machine m = machine_new(1);
    struct store_job job = { .run = run_remember_answer };
    bool row;
    CHECK_OK(start(&m));
    CHECK_OK(store_write_wait(store_system(m.store), &job));
    owned_read struct store_tx *tx = NULL;
    CHECK_OK(store_read_begin(store_system(m.store), &tx));
    owned(store_rows) struct store_rows answer, colour;
    CHECK_OK(
        store_find(tx, &answer, SQL_IDEMPOTENCY_GET, ARG_TEXT(STR("usr_1")), ARG_TEXT(STR("key"))));
    CHECK_OK(store_next(&answer, &row));
    CHECK_INT(row, true);
    CHECK_INT(store_int(&answer, 0), -5);
    CHECK(str_eq(store_blob(&answer, 1), STR("\0hash")));
    CHECK_STR(store_text(&answer, 2), "run_1");
    CHECK_INT(store_blob(&answer, 3).len, 0);
    CHECK_OK(store_next(&answer, &row));
    CHECK_INT(row, false);
    CHECK_OK(store_find(tx, &colour, SQL_SETTING_GET, ARG_TEXT(STR("colour"))));
    CHECK_OK(store_next(&colour, &row));
    CHECK_STR(store_text(&colour, 0), "gr\xc3\xbcn");
}
