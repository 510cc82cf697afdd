/* batch.run: many calls in one.
 *
 *     CALLING --> OVER
 *        '-- one failed, and all is to be undone --> UNDOING --> OVER
 *
 * Calls that are answered on the spot follow one another in a loop, not in each other. After one
 * that was answered later the next is begun from the loop: whoever answers may be in the midst of
 * what the next one would change. In parallel all are begun at once; whatever comes first is
 * written down first, but results stand in the order of the calls. */
#include "base/json.h"
#include "base/list.h"
#include "base/loop.h"
#include "task/sub.h"

enum phase { CALLING, UNDOING, OVER };

struct batch;
/* On the heap: a call that was answered early stays until its handler is through with it. */
struct item {
    struct sub sub; /* first */
    struct list link;
    struct batch *batch;
    size_t nr;
};

struct batch {
    struct call *call;
    const struct batch_run_in *in;
    struct batch_run_out *out;
    struct batch_result *results;
    struct str *undos; /* per call: what takes it back, as it said */
    const struct op **ops;
    enum phase phase;
    struct list running;
    struct post more;
    size_t next, undoing; /* the next call; how many may still have to be taken back */
    bool failed, going, stopped;
};

static void go_on(struct batch *b);

/* Once pith is stopping the loop may not turn again, and whatever is begun is refused. */
static void go_on_soon(struct batch *b)
{
    struct kernel *k = b->call->kernel;
    if (kernel_is_stopping(k))
        go_on(b);
    else if (!b->going)
        loop_post(kernel_loop(k), &b->more);
}

static void go_on_posted(struct post *p)
{
    go_on(CONTAINER_OF(p, struct batch, more));
}

/* --- one call --- */

/* Every op that can be undone says by what in a text of that name. */
static struct str undo_of(const struct call *c)
{
    const struct field *f = shape_field(c->op->out, STR("undo"));
    const char *out = c->out;
    if (!c->op->undo || !f || f->type != TYPE_TEXT)
        return STR_NONE;
    if (f->has_at != NO_HAS && *(const unsigned char *)(out + f->has_at) != GIVEN)
        return STR_NONE;
    return *(const struct str *)(const void *)(out + f->at);
}

static struct err *keep_result(struct batch *b, const struct item *it)
{
    struct batch_result *r = &b->results[it->nr];
    struct arena *a = &b->call->arena;
    if (it->sub.call.err)
        return NULL;
    TRY(sub_result(&it->sub, a, &r->result));
    r->has_result = GIVEN;
    b->undos[it->nr] = arena_str(a, undo_of(&it->sub.call));
    return NULL;
}

static void count(struct batch *b, size_t nr, const struct err *e)
{
    struct batch_result *r = &b->results[nr];
    r->ok = !e;
    b->out->succeeded += !e;
    b->out->failed += e != NULL;
    b->failed |= e != NULL;
    if (!e)
        return;
    r->has_error = GIVEN;
    sub_error(e, &b->call->arena, &r->error);
}

static void item_free(struct sub *s)
{
    mem_free(CONTAINER_OF(s, struct item, sub));
}

static void item_end(struct item *it)
{
    list_remove(&it->link);
    sub_end(&it->sub, item_free);
}

static struct err *item_begin(struct batch *b, size_t nr, struct str op, const struct json *args,
                              void (*done)(struct sub *s))
{
    struct item *it = mem_new(sizeof *it);
    struct err *e = sub_init(&it->sub, b->call->kernel, b->call->caller, op, args);
    if (e) {
        mem_free(it);
        return e;
    }
    it->batch = b;
    it->nr = nr;
    it->sub.done = done;
    call_inherit(&it->sub.call, b->call);
    list_add(&b->running, &it->link);
    sub_go(&it->sub);
    return NULL;
}

static void item_done(struct sub *s)
{
    struct item *it = CONTAINER_OF(s, struct item, sub);
    struct batch *b = it->batch;
    owned(err) struct err *no_room = keep_result(b, it);
    count(b, it->nr, s->call.err ? s->call.err : no_room);
    item_end(it);
    go_on_soon(b);
}

static void begin(struct batch *b, size_t nr)
{
    const struct batch_call *want = &b->in->calls.items[nr];
    owned(err) struct err *e = item_begin(b, nr, want->op,
                                          want->has_args == GIVEN ? want->args : NULL, item_done);
    if (e)
        count(b, nr, e);
}

/* --- taking back --- */

static void undo_done(struct sub *s)
{
    struct item *it = CONTAINER_OF(s, struct item, sub);
    struct batch *b = it->batch;
    b->results[it->nr].undone = !s->call.err;
    b->out->undone += !s->call.err;
    item_end(it);
    go_on_soon(b);
}

static void begin_undo(struct batch *b, size_t nr)
{
    struct json_member what = { STR("undo"), { JSON_TEXT, .text = b->undos[nr] } };
    struct json args = { JSON_OBJECT, 1, .members = &what };
    err_free(item_begin(b, nr, str_of(b->ops[nr]->undo), &args, undo_done));
}

static bool needs_undo(const struct batch *b, size_t nr)
{
    return b->results[nr].ok && !op_changes_nothing(b->ops[nr]);
}

/* Last first. What could not be kept when it was changed cannot be taken back, and says so. */
static void undo_next(struct batch *b)
{
    while (b->undoing && list_empty(&b->running)) {
        size_t nr = --b->undoing;
        if (!needs_undo(b, nr))
            continue;
        b->results[nr].has_undone = GIVEN;
        if (b->undos[nr].len)
            begin_undo(b, nr);
    }
}

/* --- the order --- */

static bool is_ended(const struct batch *b)
{
    bool stops = b->failed && b->in->on_failure != BATCH_FAILURE_GO_ON;
    return b->next == b->in->calls.count || b->stopped || stops;
}

static void call_next(struct batch *b)
{
    bool parallel = b->in->mode == BATCH_MODE_PARALLEL;
    while (!is_ended(b) && (parallel || list_empty(&b->running))) {
        size_t nr = b->next++;
        begin(b, nr);
    }
}

static enum phase phase_after_calls(struct batch *b)
{
    bool undoes = b->in->on_failure == BATCH_FAILURE_UNDO && (b->failed || b->stopped);
    b->undoing = undoes ? b->next : 0;
    return undoes ? UNDOING : OVER;
}

static void answer(struct batch *b)
{
    struct call *c = b->call;
    loop_unpost(kernel_loop(c->kernel), &b->more);
    b->out->left_out = b->in->calls.count - b->next;
    b->out->results = (struct batch_result_list){ b->results, b->in->calls.count };
    call_done(c, b->stopped ? call_stopped(c) : NULL);
}

static void go_on(struct batch *b)
{
    if (b->going)
        return;
    b->going = true;
    if (b->phase == CALLING)
        call_next(b);
    if (b->phase == CALLING && is_ended(b) && list_empty(&b->running))
        b->phase = phase_after_calls(b);
    if (b->phase == UNDOING) {
        undo_next(b);
        b->phase = b->undoing || !list_empty(&b->running) ? UNDOING : OVER;
    }
    b->going = false;
    if (b->phase == OVER)
        answer(b);
}

/* Called off: what runs is called off, too, and what is to be undone still is. */
static void on_stop(struct call *c)
{
    struct batch *b = c->handler;
    b->stopped = b->going = true;
    list_each (&b->running, item)
        call_cancel(&CONTAINER_OF(item, struct item, link)->sub.call);
    b->going = false;
    go_on(b);
}

/* --- beginning --- */

static struct err *check_call(const struct batch *b, size_t nr, const struct op *op)
{
    if (op && op->stream)
        return err_hint(err_new(ERR_INVALID, "stream", "calls[%zu]: %s streams", nr, op->name),
                        "call it by itself, or by task.submit");
    if (!op || b->in->on_failure != BATCH_FAILURE_UNDO || op->undo || op_changes_nothing(op))
        return NULL;
    return err_hint(
        err_new(ERR_INVALID, "not_undoable", "calls[%zu]: %s cannot be taken back", nr, op->name),
        "leave it out, or let a failure stop the batch instead");
}

static struct err *prepare(struct call *c, struct batch **out)
{
    const struct batch_run_in *in = c->in;
    struct batch *b = arena_new(&c->arena, struct batch);
    size_t count = in->calls.count;
    TRY_ROOM(b);
    *b = (struct batch){ .call = c, .in = in, .out = c->out, .more.fn = go_on_posted };
    list_init(&b->running);
    b->results = arena_array(&c->arena, struct batch_result, count);
    b->undos = arena_array(&c->arena, struct str, count);
    b->ops = arena_array(&c->arena, const struct op *, count);
    TRY_ROOM(b->results && b->undos && b->ops);
    for (size_t i = 0; i < count; i++) {
        b->ops[i] = op_named(in->calls.items[i].op);
        TRY(check_call(b, i, b->ops[i]));
    }
    *out = b;
    return NULL;
}

void op_batch_run(struct call *c, const struct batch_run_in *in)
{
    struct batch *b;
    (void)in;
    struct err *e = prepare(c, &b);
    if (e) {
        call_done(c, e);
        return;
    }
    c->handler = b;
    call_on_stop(c, on_stop);
    go_on(b);
}
