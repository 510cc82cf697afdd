/* fs.search: its life on the loop. See search.h.
 *
 *     begin: one worker -> directories on the stack wake the others -> … -> all idle: answered
 *
 * A worker that comes back from the pool says why (enum left): its turn was over, and it goes to
 * the end of the pool's queue; results are not taken, and it waits for the door; it found no
 * directory, and waits for one. `advance` looks at all of that after each event. */
#include "search/search_priv.h"

#include <unistd.h>

struct search {
    struct kernel *kernel;
    struct pool *pool;
    struct list runs;
    size_t n_runs;
};

static struct kernel_key key;

struct search *search_new(struct kernel *k)
{
    struct search *s = mem_new(sizeof *s);
    s->kernel = k;
    s->pool = pool_new(kernel_loop(k), "search", SEARCH_WORKERS_MOST,
                       SEARCH_AT_ONCE_MOST * SEARCH_WORKERS_MOST);
    list_init(&s->runs);
    kernel_put(k, &key, s);
    return s;
}

/* --- what workers share; any thread --- */

void run_push(struct run *run, struct branch *take_d)
{
    pthread_mutex_lock(&run->lock);
    take_d->next = run->stack;
    run->stack = take_d;
    run->waiting++;
    bool wake = run->n_idle > 0;
    pthread_mutex_unlock(&run->lock);
    if (wake)
        loop_post(kernel_loop(run->call->kernel), &run->news);
}

struct branch *run_pop(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    struct branch *d = run->stack;
    if (d) {
        run->stack = d->next;
        run->waiting--;
    }
    pthread_mutex_unlock(&run->lock);
    return d;
}

void run_hand_over(struct run *run, struct hits *take_batch)
{
    pthread_mutex_lock(&run->lock);
    *run->out_last = take_batch;
    run->out_last = &take_batch->next;
    atomic_fetch_add(&run->held, take_batch->arena.held);
    pthread_mutex_unlock(&run->lock);
    loop_post(kernel_loop(run->call->kernel), &run->news);
}

void run_fail(struct run *run, struct err *take_e)
{
    pthread_mutex_lock(&run->lock);
    struct err *late = run->e ? take_e : NULL;
    if (!late)
        run->e = take_e;
    pthread_mutex_unlock(&run->lock);
    err_free(late);
    atomic_store(&run->stop, true);
}

/* --- the loop's --- */

static void run_free(struct run *run)
{
    for (size_t i = 0; i < run->n_workers; i++)
        worker_done(&run->workers[i]);
    for (struct branch *d; (d = run_pop(run));)
        branch_unref(d);
    while (run->out) {
        struct hits *h = run->out;
        run->out = h->next;
        hits_free(h);
    }
    hits_free(run->current);
    needle_free(run->needle);
    name_rules_free(run->names);
    pthread_mutex_destroy(&run->lock);
    mem_free(run);
}

static void finish(struct run *run)
{
    struct call *c = run->call;
    struct fs_search_out *out = c->out;
    struct err *e = give(run->e);
    if (!e && !out->more && atomic_load(&run->stop))
        e = call_stopped(c);
    for (size_t i = 0; i < run->n_workers; i++) {
        out->files += run->workers[i].counts.files;
        out->bytes += run->workers[i].counts.bytes;
        out->skipped += run->workers[i].counts.skipped;
    }
    list_remove(&run->link);
    run->home->n_runs--;
    loop_unpost(kernel_loop(c->kernel), &run->news);
    run_free(run);
    call_done(c, e);
}

static void door_has_room(struct call *c);

/* The next batch that was handed over; NULL if there is none. */
static struct hits *next_batch(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    struct hits *h = run->out;
    if (h && !(run->out = h->next))
        run->out_last = &run->out;
    pthread_mutex_unlock(&run->lock);
    return h;
}

/* False when the door is full or the limit is reached. */
static bool emit_batch(struct run *run)
{
    struct fs_search_out *out = run->call->out;
    while (run->current->first) {
        if (out->hits == run->in->limit) {
            out->more = true;
            atomic_store(&run->stop, true);
            return false;
        }
        const struct hit *h = run->current->first;
        run->current->first = h->next;
        out->hits++;
        if (!call_emit(run->call, &h->row)) {
            run->door_full = true;
            call_on_room(run->call, door_has_room);
            return false;
        }
    }
    return true;
}

static void emit_all(struct run *run)
{
    while (!run->door_full && !atomic_load(&run->stop) &&
           (run->current || (run->current = next_batch(run)))) {
        if (!emit_batch(run))
            return;
        atomic_fetch_sub(&run->held, run->current->arena.held);
        hits_free(give(run->current));
    }
}

static void left(struct job *j, bool ran);

static void submit(struct run *run, struct worker *w)
{
    w->job = (struct job){ .run = worker_run, .done = left };
    struct err *e = pool_submit(run->home->pool, &w->job);
    if (e) {
        run_fail(run, e);
        return;
    }
    w->active = true;
    run->active++;
}

/* How many more workers there is something to do for. */
static size_t count_waiting(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    size_t n = run->waiting;
    run->n_idle = run->n_workers - run->active;
    pthread_mutex_unlock(&run->lock);
    return n;
}

static void send_workers(struct run *run)
{
    size_t waiting = count_waiting(run);
    for (size_t i = 0; i < run->n_workers && !atomic_load(&run->stop); i++) {
        struct worker *w = &run->workers[i];
        if (w->active || (!worker_has_work(w) && !waiting))
            continue;
        waiting -= !worker_has_work(w);
        submit(run, w);
    }
    count_waiting(run);
}

static void advance(struct run *run)
{
    emit_all(run);
    bool stop = atomic_load(&run->stop);
    if (!stop && atomic_load(&run->held) <= SEARCH_HELD_LOW)
        send_workers(run);
    stop = atomic_load(&run->stop);
    if (!run->active && (stop || (!run->current && !run->out && !run->stack)))
        finish(run);
}

static void left(struct job *j, bool ran)
{
    struct worker *w = CONTAINER_OF(j, struct worker, job);
    struct run *run = w->run;
    w->active = false;
    run->active--;
    if (!ran || w->left == LEFT_STOPPED)
        atomic_store(&run->stop, true);
    advance(run);
}

static void news(struct post *p)
{
    advance(CONTAINER_OF(p, struct run, news));
}

static struct run *run_of(struct call *c)
{
    const struct search *s = kernel_get(c->kernel, &key);
    list_each (&s->runs, item) {
        struct run *run = CONTAINER_OF(item, struct run, link);
        if (run->call == c)
            return run;
    }
    return NULL;
}

static void door_has_room(struct call *c)
{
    struct run *run = run_of(c);
    run->door_full = false;
    loop_post(kernel_loop(c->kernel), &run->news);
}

static void stopped(struct call *c)
{
    struct run *run = run_of(c);
    atomic_store(&run->stop, true);
    if (!run->active)
        finish(run);
}

/* --- beginning --- */

static size_t count_workers(void)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    return (size_t)MIN_OF(MAX_OF(cpus, 1), SEARCH_WORKERS_MOST);
}

static struct run *run_new(struct search *s, struct call *c, const struct fs_search_in *in)
{
    size_t n = count_workers();
    struct run *run = mem_new(sizeof *run + n * sizeof *run->workers);
    run->home = s;
    run->call = c;
    run->in = in;
    run->place = call_place(c, 0);
    run->out_last = &run->out;
    run->news.fn = news;
    run->n_workers = n;
    pthread_mutex_init(&run->lock, NULL);
    list_add(&s->runs, &run->link);
    s->n_runs++;
    return run;
}

static struct err *begin(struct search *s, struct call *c, const struct fs_search_in *in)
{
    const struct needle_options options = { in->text, in->regex, in->ignore_case, in->word };
    owned(needle) struct needle *needle = NULL;
    if (s->n_runs >= SEARCH_AT_ONCE_MOST)
        return err_hint(
            err_new(ERR_LIMIT, "searches_at_once", "%zu searches run already", s->n_runs),
            "wait until one has ended");
    if (in->has_text == GIVEN)
        TRY(needle_new(&options, &needle));
    struct run *run = run_new(s, c, in);
    run->mounts = vfs_mounts_below(c, run->place, true, &run->n_mounts);
    run->needle = give(needle);
    run->names = name_rules_new(in->names.items, in->has_names == GIVEN ? in->names.count : 0);
    for (size_t i = 0; i < run->n_workers; i++)
        worker_init(&run->workers[i], run);
    call_on_stop(c, stopped);
    submit(run, &run->workers[0]);
    if (!run->active)
        finish(run);
    return NULL;
}

void op_fs_search(struct call *c, const struct fs_search_in *in)
{
    struct err *e = begin(kernel_get(c->kernel, &key), c, in);
    if (e)
        call_done(c, e);
}

/* --- the end of all --- */

void search_free(struct search *s)
{
    if (!s)
        return;
    list_each (&s->runs, item)
        atomic_store(&CONTAINER_OF(item, struct run, link)->stop, true);
    pool_free(s->pool);
    while (!list_empty(&s->runs)) /* those whose doors were full */
        finish(CONTAINER_OF(s->runs.next, struct run, link));
    mem_free(s);
}
