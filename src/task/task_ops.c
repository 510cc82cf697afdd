/* The task. ops: see task.def. */
#include "task/task_priv.h"

/* --- which --- */

static bool sees(const struct call *c, const struct task *t)
{
    struct proc *p = proc_of(c);
    return t->proc == p || proc_holds(p) & CAP_BIT(CAP_kill_process);
}

/* Others' tasks are as if they were not there. */
static struct err *find(const struct call *c, struct str id, struct task **out)
{
    struct task *t = map_get(&tasks_of(c)->by_id, id);
    if (t && sees(c, t)) {
        *out = t;
        return NULL;
    }
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_task", "there is no task %.*s of yours",
                            STR_ARGS(utf8_first(id, NAME_MOST))),
                    "task.list shows those that there are; they are kept for an hour, and not "
                    "across a restart");
}

/* --- as records --- */

static const struct json *last_items(const struct task *t, struct arena *a)
{
    struct str rest = buf_text(&t->items);
    struct json *j = arena_new(a, struct json);
    owned(buf) struct buf text = { 0 };
    struct json_out o;
    buf_init(&text, 2 * TASK_ITEMS_KEPT);
    json_out_init(&o, &text);
    json_begin_array(&o);
    while (rest.len)
        json_raw(&o, str_cut(&rest, '\n'));
    json_end_array(&o);
    if (j)
        *j = (struct json){ JSON_RAW, .text = arena_str(a, buf_text(&text)) };
    return j;
}

static void fill_progress(const struct task *t, struct task_row *row)
{
    const struct call *c = t->run ? &t->run->sub.call : NULL;
    uint64_t done = c ? atomic_load(&c->progress.done) : 0;
    uint64_t total = c ? atomic_load(&c->progress.total) : 0;
    row->has_done = done || total ? GIVEN : ABSENT;
    row->done = done;
    row->has_total = total ? GIVEN : ABSENT;
    row->total = total;
}

/* Texts of the result are the task's own; it may be forgotten before they are sent. */
static void fill_outcome(const struct task *t, struct arena *a, struct task_row *row)
{
    if (t->op->stream) {
        row->has_last_items = GIVEN;
        row->last_items = last_items(t, a);
    }
    if (t->result) {
        struct json *j = arena_new(a, struct json);
        row->has_result = j ? GIVEN : ABSENT;
        row->result = j;
        if (j)
            *j = (struct json){ JSON_RAW, .text = arena_str(a, t->result->text) };
    }
    if (t->has_error) {
        struct json *details = arena_new(a, struct json);
        row->has_error = GIVEN;
        row->error = t->error;
        row->error.reason = arena_str(a, t->error.reason);
        row->error.text = arena_str(a, t->error.text);
        row->error.hint = arena_str(a, t->error.hint);
        row->error.details = details;
        if (details)
            *details = (struct json){ JSON_RAW, .text = arena_str(a, t->error.details->text) };
    }
}

static void fill(const struct task *t, struct arena *a, struct task_row *row)
{
    *row = (struct task_row){ .id = arena_str(a, str_of(t->id)),
                              .op = str_of(t->op->name),
                              .state = t->state,
                              .proc = proc_id(t->proc),
                              .created = t->created,
                              .has_started = t->started ? GIVEN : ABSENT,
                              .started = t->started,
                              .has_ended = t->ended ? GIVEN : ABSENT,
                              .ended = t->ended,
                              .has_kept_until = t->ended ? GIVEN : ABSENT,
                              .kept_until = t->kept_until,
                              .items = t->n_items };
    fill_progress(t, row);
}

/* --- the ops --- */

void op_task_submit(struct call *c, const struct task_submit_in *in)
{
    struct task_submit_out *out = c->out;
    struct task *t;
    struct err *e = task_submit(c, in, &t);
    if (!e)
        out->id = arena_str(&c->arena, str_of(t->id));
    call_done(c, e);
}

void op_task_status(struct call *c, const struct task_status_in *in)
{
    struct task_status_out *out = c->out;
    struct task *t;
    struct err *e = find(c, in->id, &t);
    if (!e) {
        fill(t, &c->arena, &out->task);
        fill_outcome(t, &c->arena, &out->task);
    }
    call_done(c, e);
}

void task_fill(struct call *c, const struct task *t)
{
    struct task_wait_out *out = c->out;
    fill(t, &c->arena, &out->task);
    fill_outcome(t, &c->arena, &out->task);
}

static void stop_waiting(struct call *c)
{
    struct task_waiter *w = c->handler;
    list_remove(&w->link);
    call_done(c, call_stopped(c));
}

void op_task_wait(struct call *c, const struct task_wait_in *in)
{
    struct task *t;
    struct task_waiter *w = arena_new(&c->arena, struct task_waiter);
    struct err *e = w ? find(c, in->id, &t) : err_no_room();
    if (e) {
        call_done(c, e);
    } else if (task_is_over(t)) {
        task_fill(c, t);
        call_done(c, NULL);
    } else {
        w->call = c;
        list_add(&t->waiters, &w->link);
        c->handler = w;
        call_on_stop(c, stop_waiting);
    }
}

void op_task_cancel(struct call *c, const struct task_cancel_in *in)
{
    struct task_cancel_out *out = c->out;
    struct task *t;
    struct err *e = find(c, in->id, &t);
    if (!e) {
        task_cancel(t);
        t = map_get(&tasks_of(c)->by_id, in->id); /* who waited may have had it forgotten */
        out->state = t ? t->state : TASK_STATE_CANCELLED;
    }
    call_done(c, e);
}

void op_task_list(struct call *c, const struct task_list_in *in)
{
    const struct tasks *ts = tasks_of(c);
    struct task_list_out *out = c->out;
    size_t most = MIN_OF((size_t)in->limit, ts->count);
    struct task_row *rows = arena_array(&c->arena, struct task_row, most + 1);
    size_t n = 0;
    list_each (&ts->all, item) {
        const struct task *t = CONTAINER_OF(item, struct task, link);
        if (!rows || !sees(c, t) || (in->has_state == GIVEN && t->state != in->state))
            continue;
        if (n < most)
            fill(t, &c->arena, &rows[n++]);
        out->total++;
    }
    out->tasks = (struct task_row_list){ rows, n };
    call_done(c, rows ? NULL : err_no_room());
}

void op_task_forget(struct call *c, const struct task_forget_in *in)
{
    struct task *t;
    struct err *e = find(c, in->id, &t);
    if (!e && !task_is_over(t))
        e = err_hint(err_new(ERR_CONFLICT, "task_runs", "the task has not ended"),
                     "call it off first: task.cancel");
    if (!e) {
        t->home->ended--;
        task_forget(t);
    }
    call_done(c, e);
}
