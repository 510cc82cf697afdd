/* Calls that a program is to answer: the way of a call to a service, and back.
 *
 *     forward -> CALL ... (ITEM <-> ROOM) ... RESULT or ERROR -> call_done
 *        '-- the caller leaves: CANCEL, and call_done at once; a late answer is dropped
 *        '-- the program is gone: ERR_UNAVAILABLE "service_gone"
 *
 * All of it happens on the loop; the poller only looks up whose story a call goes on with. */
#include "ring/ring_priv.h"

struct forward *forward_find(struct ring *r, uint64_t id)
{
    list_each (&r->forwards, item) {
        struct forward *f = CONTAINER_OF(item, struct forward, link);
        if (f->id == id)
            return f;
    }
    return NULL;
}

/* Of a ring that is broken nothing more is heard: its calls end with it, soon. */
static struct forward *find_locked(struct ring *r, uint64_t id)
{
    pthread_mutex_lock(&r->lock);
    struct forward *f = r->why ? NULL : forward_find(r, id);
    pthread_mutex_unlock(&r->lock);
    return f;
}

static void take_away(struct forward *f)
{
    struct ring *r = f->ring;
    f->call->handler = f->outer;
    pthread_mutex_lock(&r->lock);
    list_remove(&f->link);
    r->n_forwards--;
    pthread_mutex_unlock(&r->lock);
    mem_free(f);
}

static void finish(struct forward *f, struct err *take_e)
{
    struct call *c = f->call;
    take_away(f);
    call_done(c, take_e);
}

static void say(struct ring *r, struct pith_entry e)
{
    pthread_mutex_lock(&r->lock);
    ring_say(r, &e, STR(""), -1);
    ring_publish(r);
    pthread_mutex_unlock(&r->lock);
}

/* --- there --- */

static struct forward *forward_of(const struct call *c)
{
    return c->handler;
}

static void on_stop(struct call *c)
{
    struct forward *f = forward_of(c);
    say(f->ring, (struct pith_entry){ .kind = PITH_ENTRY_CANCEL, .id = f->id });
    finish(f, call_stopped(c));
}

static uint32_t left_ms(const struct call *c)
{
    int64_t left = c->deadline_ns - clock_mono_ns();
    return !c->deadline_ns ? 0 : left <= 1000000 ? 1 : (uint32_t)(left / 1000000);
}

static bool asks_for_network(const struct op *op)
{
    for (size_t i = 0; i < op->n_needs; i++)
        if (op->needs[i].cap == CAP_network_access)
            return true;
    return false;
}

static void add_rules(struct buf *out, struct proc *p)
{
    size_t at = out->len;
    uint32_t len = 0;
    buf_add(out, (struct str){ (const char *)&len, sizeof len });
    proc_network_rules(p, out);
    len = (uint32_t)(out->len - at - sizeof len);
    memcpy(out->ptr + at, &len, sizeof len);
}

static void say_call(struct ring *r, const struct forward *f)
{
    const struct call *c = f->call;
    struct pith_entry e = { .kind = PITH_ENTRY_CALL,
                            .op = c->op->owner ? 0 : c->op->nr,
                            .shape = c->op->in_hash,
                            .id = f->id,
                            .within = c->chain,
                            .span = c->span,
                            .left_ms = left_ms(c) };
    pthread_mutex_lock(&r->lock);
    buf_clear(&r->scratch);
    if (!e.op) {
        e.flags |= PITH_NAMED;
        buf_add_char(&r->scratch, (char)strlen(c->op->name));
        buf_add(&r->scratch, str_of(c->op->name));
    }
    if (asks_for_network(c->op)) {
        e.flags |= PITH_RULES;
        add_rules(&r->scratch, proc_of(c));
    }
    shape_pack(c->op->in, c->in, PACKED_ARGS, &r->scratch);
    ring_say(r, &e, buf_text(&r->scratch), -1);
    ring_publish(r);
    pthread_mutex_unlock(&r->lock);
}

static struct err *gone(const struct call *c)
{
    return err_hint(err_new(ERR_UNAVAILABLE, "service_gone",
                            "the service that answers %s ended before it had", c->op->name),
                    "it is started again with the next call; service.info says why it ended, "
                    "service.logs what it wrote");
}

void ring_forward(struct ring *r, struct call *c, ring_gone_fn *on_gone)
{
    if (r->state != RING_OPEN || r->n_forwards >= PITH_ENTRIES) {
        call_done(
            c, r->state != RING_OPEN
                   ? gone(c)
                   : err_hint(err_new(ERR_LIMIT, "service_busy",
                                      "the service has %zu calls to answer already", r->n_forwards),
                              "try again in a moment"));
        return;
    }
    struct forward *f = mem_new(sizeof *f);
    *f = (struct forward){ .ring = r, .call = c, .on_gone = on_gone, .outer = c->handler };
    c->handler = f;
    pthread_mutex_lock(&r->lock);
    f->id = ++r->last_forward;
    list_add(&r->forwards, &f->link);
    r->n_forwards++;
    pthread_mutex_unlock(&r->lock);
    call_on_stop(c, on_stop);
    say_call(r, f);
}

/* --- and back --- */

static struct str next_text(struct str *rest)
{
    uint32_t len;
    struct str s = STR("");
    if (rest->len < sizeof len)
        return s;
    memcpy(&len, rest->ptr, sizeof len);
    *rest = str_from(*rest, sizeof len);
    s = utf8_first(str_first(*rest, len), ERR_TEXT_MOST);
    *rest = str_from(*rest, len);
    return utf8_valid(s) ? s : STR("(no UTF-8)");
}

static struct err *error_of(const struct word *w)
{
    struct str rest = w->payload;
    struct str reason = next_text(&rest), text = next_text(&rest), hint = next_text(&rest);
    enum err_kind kind = w->entry.extra > ERR_NONE && w->entry.extra < ERR_KINDS
                             ? (enum err_kind)w->entry.extra
                             : ERR_INTERNAL;
    struct err *e = err_from_wire(kind, reason.len ? reason : STR("service_failed"), text);
    return hint.len ? err_hint(e, "%.*s", STR_ARGS(hint)) : e;
}

static struct err *other_shape(const struct call *c)
{
    return err_hint(err_new(ERR_UNAVAILABLE, "other_shape",
                            "the service answers %s with something else than its row says",
                            c->op->name),
                    "build the service again, with this pith's libpith");
}

static struct err *too_long(const struct call *c)
{
    return err_hint(err_new(ERR_LIMIT, "answer_too_large",
                            "the service answers %s with more than %lld bytes", c->op->name,
                            CALL_ARENA_MOST),
                    "ask for less, or for a stream");
}

/* The answer's texts must live as long as the call. */
static struct err *result_of(struct forward *f, struct word *w)
{
    struct call *c = f->call;
    if (w->entry.shape != c->op->out_hash)
        return other_shape(c);
    struct str copy = arena_str(&c->arena, w->payload);
    TRY_ROOM(copy.ptr);
    TRY(shape_unpack(c->op->out, copy, PACKED_RESULT, &c->arena, c->out), "the service's answer");
    if (w->fd >= 0 && c->op->passes_fd) {
        call_pass_fd(c, w->fd);
        w->fd = -1;
    }
    return NULL;
}

/* No more of it is heard; an answer that has ended takes no notice. */
static void leave(struct forward *f, struct err *take_e)
{
    say(f->ring, (struct pith_entry){ .kind = PITH_ENTRY_CANCEL, .id = f->id });
    finish(f, take_e);
}

static void give_room(struct forward *f)
{
    if (f->waits || f->unread < PITH_CREDITS / 2)
        return;
    say(f->ring, (struct pith_entry){ .kind = PITH_ENTRY_ROOM, .id = f->id, .extra = f->unread });
    f->unread = 0;
}

static void has_room(struct call *c)
{
    struct forward *f = forward_of(c);
    f->waits = false;
    give_room(f);
}

static void item_of(struct forward *f, const struct word *w)
{
    struct call *c = f->call;
    if (f->unread == PITH_CREDITS) { /* else what it sends would gather here without end */
        ring_break_now(f->ring, "it sent items of a stream beyond its credits");
        return;
    }
    owned(arena) struct arena a;
    arena_init(&a, CALL_ARENA_MOST);
    void *item = c->op->stream ? arena_alloc(&a, c->op->stream->size) : NULL;
    owned(err) struct err *bad = !item || w->entry.shape != c->op->stream_hash
                                     ? other_shape(c)
                                     : shape_unpack(c->op->stream, w->payload, PACKED_RESULT, &a,
                                                    item);
    if (bad) {
        leave(f, give(bad));
        return;
    }
    f->unread++;
    f->items = true;
    if (!call_emit(c, item)) {
        f->waits = true;
        call_on_room(c, has_room);
    }
    give_room(f);
}

void forward_answer(struct ring *r, struct word *w)
{
    struct forward *f = find_locked(r, w->entry.id);
    if (!f)
        return; /* nobody waits for it any more */
    if (w->too_long)
        leave(f, too_long(f->call));
    else if (w->entry.kind == PITH_ENTRY_ITEM)
        item_of(f, w);
    else
        finish(f, w->entry.kind == PITH_ENTRY_RESULT ? result_of(f, w) : error_of(w));
}

static void lose(struct forward *f)
{
    struct call *c = f->call;
    ring_gone_fn *on_gone = f->on_gone;
    bool untouched = !f->items;
    struct err *e = gone(c);
    if (!on_gone) {
        finish(f, e);
        return;
    }
    take_away(f);
    on_gone(c, untouched, e);
}

void forwards_fail(struct ring *r)
{
    while (!list_empty(&r->forwards))
        lose(CONTAINER_OF(r->forwards.next, struct forward, link));
}

size_t ring_forwarded(const struct ring *r)
{
    return r->n_forwards;
}

void ring_stop(struct ring *r)
{
    if (r->state == RING_OPEN)
        say(r, (struct pith_entry){ .kind = PITH_ENTRY_STOP });
}

void ring_ping(struct ring *r, void (*fn)(struct ring *r, void *arg), void *arg)
{
    r->on_pong = fn;
    r->on_pong_arg = arg;
    if (r->state == RING_OPEN)
        say(r, (struct pith_entry){ .kind = PITH_ENTRY_PING });
}
