/* The life of tasks: see task.h.
 *
 *     PENDING --> RUNNING --> COMPLETED | FAILED | CANCELLED --> forgotten
 *        '--------------------------------^
 *
 * What runs on a worker takes a seat, of which there are only so many, so that tasks leave some of
 * each pool to those who wait; a call that only waits takes none. Ended ones are swept every five
 * minutes, as long as there are any. */
#include "task/task_priv.h"

#include <stdio.h>

enum { SWEEP_MS = 5 * 60 * 1000 };

static struct kernel_key key;

struct tasks *tasks_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

static const char *name_state(uint64_t state)
{
    return choice_name(&choices_task_state, state);
}

struct tasks *tasks_new(struct kernel *k)
{
    struct tasks *ts = mem_new(sizeof *ts);
    trace_name_values(TRACE_TASK_STATE, name_state);
    trace_name_values(TRACE_TASK_ENDED, name_state);
    ts->kernel = k;
    list_init(&ts->all);
    list_init(&ts->pending);
    list_init(&ts->holders);
    map_init(&ts->by_id);
    map_init(&ts->by_proc);
    ts->crowded.fn = holders_crowded;
    kernel_put(k, &key, ts);
    return ts;
}

size_t tasks_running(const struct tasks *ts)
{
    return ts->running;
}

static void sweep(struct timer *t);

static void tell(const struct task *t, enum trace_kind kind, uint64_t b)
{
    char text[TRACE_TEXT_MOST];
    int n = snprintf(text, sizeof text, "%s %s", t->op->name, t->id);
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = (uint16_t)kind,
                                           .caller = proc_id(t->proc),
                                           .chain = t->chain,
                                           .a = t->state,
                                           .b = b },
                    (struct str){ text, MIN_OF((size_t)n, sizeof text - 1) });
}

static void tell_end(const struct task *t, int64_t now)
{
    tell(t, TRACE_TASK_ENDED, (uint64_t)MAX_OF(now - t->created, 0));
}

/* --- forgetting --- */

static void drop_result(struct task *t)
{
    buf_done(&t->items);
    arena_done(&t->kept);
}

/* Whoever is answered may call again at once, and have the task forgotten. */
static void answer_waiters(struct task *t)
{
    struct list all;
    list_init(&all);
    list_move(&all, &t->waiters);
    list_each (&all, item)
        task_fill(CONTAINER_OF(item, struct task_waiter, link)->call, t);
    for (struct list *item; (item = list_take(&all));)
        call_done(CONTAINER_OF(item, struct task_waiter, link)->call, NULL);
}

void task_forget(struct task *t)
{
    struct tasks *ts = t->home;
    list_remove(&t->link);
    list_remove(&t->queue);
    map_remove(&ts->by_id, str_of(t->id));
    answer_waiters(t); /* they cannot find it any more */
    if (t->run)
        t->run->task = NULL;
    holder_drop(t);
    ts->count--;
    drop_result(t);
    proc_let_go(&t->held);
    proc_unref(t->proc);
    mem_free(t);
}

void tasks_free(struct tasks *ts)
{
    if (!ts)
        return;
    timer_stop(kernel_loop(ts->kernel), &ts->sweep);
    loop_unpost(kernel_loop(ts->kernel), &ts->crowded);
    list_each (&ts->all, item)
        task_forget(CONTAINER_OF(item, struct task, link));
    map_done(&ts->by_id);
    map_done(&ts->by_proc);
    mem_free(ts);
}

static void sweep_later(struct tasks *ts)
{
    if (ts->ended && !timer_is_set(&ts->sweep))
        timer_start(kernel_loop(ts->kernel), &ts->sweep, SWEEP_MS, sweep);
}

static void sweep(struct timer *t)
{
    struct tasks *ts = CONTAINER_OF(t, struct tasks, sweep);
    int64_t now = clock_wall_ms();
    list_each (&ts->all, item) {
        struct task *one = CONTAINER_OF(item, struct task, link);
        if (task_is_over(one) && one->kept_until <= now) {
            ts->ended--;
            task_forget(one);
        }
    }
    sweep_later(ts);
}

/* --- running --- */

bool task_is_over(const struct task *t)
{
    return t->state >= TASK_STATE_COMPLETED;
}

static bool takes_seat(const struct task *t)
{
    enum how how = t->op->how;
    return how == HOW_WORKER || how == HOW_TRY_INLINE;
}

static void stop_counting(const struct task *t)
{
    t->home->running--;
    t->home->seats -= takes_seat(t);
}

static void run_free(struct sub *s)
{
    mem_free(CONTAINER_OF(s, struct task_run, sub));
}

void task_end(struct task *t, enum task_state state)
{
    struct tasks *ts = t->home;
    t->state = state;
    t->ended = clock_wall_ms();
    t->kept_until = t->ended + (int64_t)t->keep_ms;
    tell_end(t, t->ended);
    ts->ended++;
    holder_weigh(t);
    sweep_later(ts);
    answer_waiters(t);
}

static enum task_state state_of(const struct err *e)
{
    return !e                             ? TASK_STATE_COMPLETED
           : err_kind(e) == ERR_CANCELLED ? TASK_STATE_CANCELLED
                                          : TASK_STATE_FAILED;
}

static void run_done(struct sub *s)
{
    struct task_run *run = CONTAINER_OF(s, struct task_run, sub);
    struct task *t = run->task;
    if (!t) { /* pith has stopped meanwhile */
        sub_end(s, run_free);
        return;
    }
    struct tasks *ts = t->home;
    owned(err) struct err *no_room = s->call.err ? NULL : sub_result(s, &t->kept, &t->result);
    const struct err *e = s->call.err ? s->call.err : no_room;
    enum task_state state = state_of(e);
    if (e)
        sub_error(e, &t->kept, &t->error);
    t->has_error = e != NULL;
    t->run = NULL;
    stop_counting(t);
    sub_end(s, run_free);
    task_end(t, state);
    tasks_go_on(ts);
}

/* Of a stream the last items are kept; what came before them makes room. */
static bool run_item(struct call *c, const void *item)
{
    struct task *t = CONTAINER_OF(c, struct task_run, sub.call)->task;
    if (!t)
        return true;
    owned(buf) struct buf text = { 0 };
    struct json_out o;
    buf_init(&text, TASK_ITEMS_KEPT / 2);
    json_out_init(&o, &text);
    shape_encode(c->op->stream, item, &o);
    t->n_items++;
    if (text.full || !holder_has_room(t))
        return true;
    while (t->items.len + text.len + 1 > TASK_ITEMS_KEPT) {
        struct str kept = buf_text(&t->items);
        buf_drop(&t->items, str_cut(&kept, '\n').len + 1);
    }
    buf_add(&t->items, buf_text(&text));
    buf_add_char(&t->items, '\n');
    holder_weigh(t);
    return true;
}

static void begin(struct task *t)
{
    struct tasks *ts = t->home;
    struct task_run *run = t->run;
    list_remove(&t->queue);
    t->state = TASK_STATE_RUNNING;
    t->started = clock_wall_ms();
    tell(t, TRACE_TASK_STATE, 0);
    ts->running++;
    ts->seats += takes_seat(t);
    run->sub.call.deadline_ns = clock_mono_ns() + (int64_t)t->timeout_ms * 1000000;
    sub_go(&run->sub);
}

void tasks_go_on(struct tasks *ts)
{
    while (!list_empty(&ts->pending) && ts->seats < TASK_SEATS)
        begin(CONTAINER_OF(ts->pending.next, struct task, queue));
}

/* --- submitting --- */

static struct task_run *run_new(struct task *t, const struct call *c,
                                const struct task_submit_in *in, struct err **out_e)
{
    struct task_run *run = mem_new(sizeof *run);
    run->task = t;
    *out_e = sub_init(&run->sub, c->kernel, c->caller, in->op,
                      in->has_args == GIVEN ? in->args : NULL);
    if (*out_e) {
        mem_free(run);
        return NULL;
    }
    run->sub.done = run_done;
    run->sub.call.on_item = run_item;
    call_inherit(&run->sub.call, c);
    return run;
}

/* Nobody can ask for it any more. */
static void proc_ended(struct holding *h)
{
    struct task *t = CONTAINER_OF(h, struct task, held);
    struct tasks *ts = t->home;
    map_remove(&ts->by_id, str_of(t->id)); /* nor forget it, when told of its end */
    task_cancel(t);
    if (task_is_over(t)) {
        ts->ended--;
    } else {
        stop_counting(t); /* its handler takes its time */
        t->state = TASK_STATE_CANCELLED;
        tell_end(t, clock_wall_ms());
    }
    task_forget(t);
    tasks_go_on(ts);
}

static void task_init(struct task *t, struct tasks *ts, const struct call *c,
                      const struct task_submit_in *in)
{
    char text[ID_TEXT_MOST];
    struct str id = task_id_write(task_id_new(), text);
    memcpy(t->id, id.ptr, id.len);
    t->home = ts;
    t->proc = proc_ref(proc_of(c));
    t->chain = c->chain;
    t->keep_ms = in->keep;
    t->timeout_ms = in->timeout ? in->timeout : DEADLINE_MOST_MS;
    t->created = clock_wall_ms();
    arena_init(&t->kept, CALL_ARENA_MOST);
    buf_init(&t->items, TASK_ITEMS_KEPT);
    list_init(&t->waiters);
    list_init(&t->queue);
    list_init(&t->mine);
    holder_take(t);
    list_add(&ts->all, &t->link);
    ts->count++;
    map_put(&ts->by_id, str_of(t->id), t);
    proc_hold(t->proc, &t->held, HOLD_TASK, proc_ended);
}

struct err *task_submit(struct call *c, const struct task_submit_in *in, struct task **out)
{
    struct tasks *ts = tasks_of(c);
    struct err *e;
    TRY(proc_may_hold(proc_of(c)));
    TRY(holders_check(ts, proc_of(c)));
    struct task *t = mem_new(sizeof *t);
    task_init(t, ts, c, in);
    t->run = run_new(t, c, in, &e);
    if (e) {
        task_forget(t);
        return e;
    }
    t->op = t->run->sub.call.op;
    t->args = t->run->sub.call.arena.held;
    holder_weigh(t);
    tell(t, TRACE_TASK_STATE, 0);
    *out = t;
    if (takes_seat(t))
        list_add(&ts->pending, &t->queue);
    else
        begin(t);
    tasks_go_on(ts);
    return NULL;
}

/* Whoever waits is told by task_end(). */
void task_cancel(struct task *t)
{
    struct task_run *run = t->run;
    if (t->state == TASK_STATE_RUNNING) {
        call_cancel(&run->sub.call);
    } else if (t->state == TASK_STATE_PENDING) {
        list_remove(&t->queue);
        t->run = NULL;
        sub_end(&run->sub, run_free);
        task_end(t, TASK_STATE_CANCELLED);
    }
}

/* Those that wait first, so that none of them begins as another ends. */
void tasks_stop(struct tasks *ts)
{
    list_each (&ts->pending, item)
        task_cancel(CONTAINER_OF(item, struct task, queue));
    list_each (&ts->all, item)
        task_cancel(CONTAINER_OF(item, struct task, link));
}
