/* Writing: see store.h and the pen in store_priv.h.
 *
 * Whoever holds the pen takes what is queued, runs each job behind a savepoint, commits once
 * and answers. While it waits for the disk the next batch gathers by itself, so nobody waits
 * for company. A caller that waits anyway writes with its own hands: handing its job to
 * another thread and being woken again costs as much as the disk does.
 *
 * Some errors make SQLite take back the whole transaction (a full disk, a failed write). Then
 * each job of the batch runs once more, alone, so that only the one to blame fails. */
#include "store/store_priv.h"

#include "trace/trace.h"

#include <assert.h>

struct store_waiter {
    pthread_cond_t turn;
    bool answered;
};

static struct store_db *db_of(struct writer *w)
{
    return CONTAINER_OF(w, struct store_db, writer);
}

/* One batch. */

static struct err *commit(struct store_tx *tx)
{
    if (FAIL("store.before_commit"))
        return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint store.before_commit");
    return store_run(tx, SQL_COMMIT);
}

static void roll_back(struct store_tx *tx)
{
    if (tx_is_open(tx))
        err_free(store_run(tx, SQL_ROLLBACK));
}

static struct err *run_alone(struct store_tx *tx, struct store_job *job)
{
    TRY(store_run(tx, SQL_BEGIN));
    TRY(job->run(job, tx));
    return commit(tx);
}

static struct err *run_marked(struct store_tx *tx, struct store_job *job)
{
    TRY(store_run(tx, SQL_MARK));
    struct err *e = job->run(job, tx);
    if (e && tx_is_open(tx))
        err_free(store_run(tx, SQL_MARK_BACK));
    if (tx_is_open(tx))
        err_free(store_run(tx, SQL_MARK_DONE));
    return e;
}

/* False when nothing of it is there. */
static bool run_together(struct store_tx *tx, struct store_job *first)
{
    owned(err) struct err *begun = store_run(tx, SQL_BEGIN);
    for (struct store_job *job = first; job; job = job->next) {
        if (!tx_is_open(tx))
            return false;
        job->e = run_marked(tx, job);
    }
    owned(err) struct err *e = tx_is_open(tx) ? commit(tx) : err_no_room();
    roll_back(tx);
    return !e;
}

static void run_batch(struct store_tx *tx, struct store_job *first)
{
    if (first->next && run_together(tx, first))
        return;
    for (struct store_job *job = first; job; job = job->next) {
        err_free(job->e);
        job->e = run_alone(tx, job);
        roll_back(tx);
    }
}

/* The queue and the pen; the mutex is held. */

static void *write_forever(void *arg);

static struct err *start_thread(struct writer *w)
{
    if (w->started)
        return NULL;
    int code = pthread_create(&w->thread, NULL, write_forever, w);
    if (code)
        return err_errno(code, "start the writing thread of %s", db_of(w)->files->name);
    w->started = true;
    return NULL;
}

static struct err *enqueue(struct writer *w, struct store_job *job)
{
    struct files *files = db_of(w)->files;
    if (atomic_load(&files->broken))
        return files_trouble(files);
    if (w->queued >= w->queue_most)
        return err_new(ERR_LIMIT, "write_queue", "%zu writes wait for %s already", w->queued,
                       files->name);
    job->next = NULL;
    job->e = NULL;
    *w->last = job;
    w->last = &job->next;
    w->queued++;
    return NULL;
}

static struct store_job *take_batch(struct writer *w)
{
    struct store_job *first = w->first, **end = &w->first;
    for (size_t n = 0; *end && n < STORE_BATCH_MOST; n++) {
        end = &(*end)->next;
        w->queued--;
    }
    w->first = *end;
    *end = NULL;
    if (!w->first)
        w->last = &w->first;
    return first;
}

static bool may_lead(const struct writer *w, const struct store_job *job)
{
    return !w->pen_taken && !w->checkpoint_due && w->first == job;
}

static void pass_pen(struct writer *w)
{
    w->pen_taken = false;
    if (!w->checkpoint_due && w->first && w->first->waiter)
        pthread_cond_signal(&w->first->waiter->turn);
    else if (w->started)
        pthread_cond_signal(&w->wake);
}

/* A checkpoint that a reader holds up is not tried again before the log has grown as much
 * once more. */
static void see_log(struct writer *w)
{
    unsigned frames = w->tx->log_frames;
    if (frames < w->checkpoint_last)
        w->checkpoint_last = 0;
    owned(err) struct err *e = NULL;
    if (frames - w->checkpoint_last >= w->checkpoint_frames)
        e = start_thread(w);
    w->checkpoint_due = frames - w->checkpoint_last >= w->checkpoint_frames && !e;
}

/* Those who wait are answered under the mutex, and gone after it. */
static struct store_job *answer_waiters(struct store_job *first)
{
    struct store_job *others = NULL, **last = &others;
    for (struct store_job *job = first, *next; job; job = next) {
        next = job->next;
        if (job->waiter) {
            job->waiter->answered = true;
            pthread_cond_signal(&job->waiter->turn);
        } else {
            *last = job;
            last = &job->next;
        }
    }
    *last = NULL;
    return others;
}

static void answer_others(struct store_job *first)
{
    for (struct store_job *job = first, *next; job; job = next) {
        next = job->next;
        job->done(job, give(job->e));
    }
}

static void tell_group(const struct store_job *batch, uint64_t began)
{
    uint64_t now = cycles_now(), writes = 0;
    for (; batch; batch = batch->next)
        writes++;
    count_add(COUNTER_STORE_COMMITS, 1);
    count_add(COUNTER_STORE_WRITES, writes);
    const struct trace_event e = trace_event_here(TRACE_STORE_COMMIT, cycles_to_ns(now - began),
                                                  writes);
    trace_emit_sampled(CATEGORY_STORE, &e);
}

static void lead(struct writer *w)
{
    w->pen_taken = true;
    struct store_job *batch = take_batch(w);
    pthread_mutex_unlock(&w->mutex);
    uint64_t began = cycles_now();
    run_batch(w->tx, batch);
    tell_group(batch, began);
    pthread_mutex_lock(&w->mutex);
    see_log(w);
    pass_pen(w);
    struct store_job *others = answer_waiters(batch);
    if (!others)
        return;
    pthread_mutex_unlock(&w->mutex);
    answer_others(others);
    pthread_mutex_lock(&w->mutex);
}

/* What a checkpoint cannot do is no loss: the log keeps it. After a failed sync the next write
 * says so. */
static void checkpoint(struct writer *w)
{
    w->pen_taken = true;
    pthread_mutex_unlock(&w->mutex);
    err_free(tx_checkpoint(w->tx));
    pthread_mutex_lock(&w->mutex);
    w->checkpoint_last = w->tx->log_frames;
    w->checkpoint_due = false;
    pass_pen(w);
}

static void *write_forever(void *arg)
{
    struct writer *w = arg;
    pthread_mutex_lock(&w->mutex);
    while (!w->closing || w->first) {
        if (!w->pen_taken && w->checkpoint_due)
            checkpoint(w);
        else if (!w->pen_taken && w->first && !w->first->waiter)
            lead(w);
        else
            pthread_cond_wait(&w->wake, &w->mutex);
    }
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}

/* From outside. */

struct err *store_write(struct store_db *db, struct store_job *job)
{
    struct writer *w = &db->writer;
    job->waiter = NULL;
    pthread_mutex_lock(&w->mutex);
    struct err *e = start_thread(w);
    if (!e)
        e = enqueue(w, job);
    if (!e && w->first == job)
        pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->mutex);
    return e;
}

struct err *store_write_wait(struct store_db *db, struct store_job *job)
{
    struct writer *w = &db->writer;
    struct store_waiter waiter = { PTHREAD_COND_INITIALIZER, false };
    job->waiter = &waiter;
    pthread_mutex_lock(&w->mutex);
    struct err *e = enqueue(w, job);
    while (!e && !waiter.answered) {
        if (may_lead(w, job))
            lead(w);
        else
            pthread_cond_wait(&waiter.turn, &w->mutex);
    }
    pthread_mutex_unlock(&w->mutex);
    pthread_cond_destroy(&waiter.turn);
    return e ? e : give(job->e);
}

void writer_init(struct writer *w, const struct db_options *options)
{
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->wake, NULL);
    w->last = &w->first;
    w->queue_most = options->queue_most;
    w->checkpoint_frames = options->log_frames;
}

void writer_stop(struct writer *w)
{
    pthread_mutex_lock(&w->mutex);
    w->closing = true;
    pthread_cond_signal(&w->wake);
    bool started = w->started;
    pthread_mutex_unlock(&w->mutex);
    if (started)
        pthread_join(w->thread, NULL);
    assert(!w->first && !w->pen_taken);
}

void writer_done(struct writer *w)
{
    tx_free(w->tx);
    pthread_mutex_destroy(&w->mutex);
    pthread_cond_destroy(&w->wake);
}
