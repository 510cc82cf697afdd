/* Calls that programs make: from an entry to a call, and from a call to its answer.
 *
 * On the poller: entries are taken, INLINE ops run. On the loop: everything else ends, and what
 * the program says of it (CANCEL, ROOM) is acted upon; such words go through a list. */
#include "ring/ring_priv.h"

#include "config/config.h"

#include <unistd.h>

/* --- calls --- */

static struct err *find_op(const struct pith_entry *e, struct str *payload, const struct op **out)
{
    if (!(e->flags & PITH_NAMED)) {
        *out = op_numbered(e->op);
        return *out ? NULL
                    : err_hint(
                          err_new(ERR_NOT_FOUND, "no_such_op", "there is no op number %u", e->op),
                          "build the program again, with this pith's pith_ops.h");
    }
    size_t len = payload->len ? (unsigned char)payload->ptr[0] : 0;
    if (payload->len < 1 + len)
        return err_new(ERR_INVALID, "no_name", "the op's name is cut off");
    struct str name = { payload->ptr + 1, len };
    *payload = str_from(*payload, 1 + len);
    return op_find(name, out);
}

/* A call that a service makes while it serves one goes on in that one's story, and has no more
 * time than that; a program's goes on with the story that started it. */
static void inherit(struct ring *r, uint64_t within, struct call *c)
{
    if (within) {
        pthread_mutex_lock(&r->lock);
        const struct forward *f = forward_find(r, within);
        if (f)
            call_inherit(c, f->call);
        pthread_mutex_unlock(&r->lock);
    }
    call_continue(c);
}

static void set_deadline(struct call *c, const struct pith_entry *e)
{
    int64_t ms = MIN_OF((int64_t)e->left_ms, DEADLINE_MOST_MS);
    c->deadline_ns = ms ? clock_mono_ns() + ms * 1000000
                        : config_deadline(config_of(c->kernel), c->op);
}

static struct err *decode(struct call *c, const struct pith_entry *e, struct str payload)
{
    void *in = (void *)(uintptr_t)c->in;
    if (e->flags & PITH_IS_JSON) {
        const struct json *tree;
        TRY(json_parse(str_trim(payload).len ? payload : STR("{}"), NULL, &c->arena, &tree),
            "the arguments");
        return shape_decode(c->op->in, tree, &c->arena, in);
    }
    if (e->shape != c->op->in_hash)
        return err_hint(err_new(ERR_UNSUPPORTED, "other_shape",
                                "%s takes other arguments than this program was built for",
                                c->op->name),
                        "build it again with this pith's pith_ops.h, or call with JSON");
    return shape_unpack(c->op->in, payload, PACKED_ARGS, &c->arena, in);
}

/* The struct that the last call left behind, if nothing still uses it. */
static struct ring_call *ring_call_new(struct ring *r, uint64_t id)
{
    struct ring_call *rc = r->spare ? r->spare : mem_new(sizeof *rc);
    struct arena used = rc->call.arena; /* emptied by call_again() */
    r->spare = NULL;
    call_init(&rc->call, r->home->kernel, proc_caller(r->proc), NULL);
    if (used.newest)
        rc->call.arena = used;
    rc->ring = r;
    rc->id = id;
    rc->credits = PITH_CREDITS;
    rc->waits = false;
    list_init(&rc->link);
    return rc;
}

/* --- answers --- */

static struct pith_entry answer_entry(const struct ring_call *rc)
{
    return (struct pith_entry){ .kind = PITH_ENTRY_RESULT,
                                .id = rc->id,
                                .within = rc->call.chain,
                                .flags = rc->json ? PITH_IS_JSON : 0 };
}

static void write_value(struct ring *r, const struct ring_call *rc, const struct shape *s,
                        const void *value)
{
    buf_clear(&r->scratch);
    if (rc->json) {
        struct json_out o;
        json_out_init(&o, &r->scratch);
        shape_encode(s, value, &o);
    } else {
        shape_pack(s, value, PACKED_RESULT, &r->scratch);
    }
}

/* With the lock held. */
static void say_answer(struct ring *r, struct ring_call *rc)
{
    struct call *c = &rc->call;
    struct pith_entry e = answer_entry(rc);
    if (c->err) {
        ring_say_error(r, rc->id, c->err);
        return;
    }
    e.shape = c->op->out_hash;
    write_value(r, rc, c->op->out, c->out);
    if (r->scratch.full) {
        owned(err) struct err *full = err_no_room();
        ring_say_error(r, rc->id, full);
    } else {
        ring_say(r, &e, buf_text(&r->scratch), call_take_fd(c));
    }
}

static void free_call(struct call *c)
{
    struct ring_call *rc = CONTAINER_OF(c, struct ring_call, call);
    proc_unref(proc_of(c));
    mem_free(rc);
}

/* Of calls that are not INLINE: on the loop, or on the poller if it was refused or was quick. */
static void on_done(struct call *c)
{
    struct ring_call *rc = CONTAINER_OF(c, struct ring_call, call);
    struct ring *r = rc->ring;
    if (r) {
        pthread_mutex_lock(&r->lock);
        list_remove(&rc->link);
        r->n_running--;
        say_answer(r, rc);
        if (!ring_on_poller)
            ring_publish(r);
        pthread_mutex_unlock(&r->lock);
    }
    call_end(c, free_call);
}

static bool on_item(struct call *c, const void *item)
{
    struct ring_call *rc = CONTAINER_OF(c, struct ring_call, call);
    struct ring *r = rc->ring;
    if (!r)
        return true; /* it is being called off */
    struct pith_entry e = answer_entry(rc);
    e.kind = PITH_ENTRY_ITEM;
    pthread_mutex_lock(&r->lock);
    e.shape = c->op->stream_hash;
    write_value(r, rc, c->op->stream, item);
    if (r->scratch.full)
        ring_break(r, "there is no memory for what it should be told");
    else
        ring_say(r, &e, buf_text(&r->scratch), -1);
    ring_publish(r);
    if (rc->credits)
        rc->credits--;
    rc->waits = !list_empty(&r->held);
    bool more = rc->credits && !rc->waits;
    pthread_mutex_unlock(&r->lock);
    return more;
}

/* --- beginning --- */

static bool is_running(const struct ring *r, uint64_t id)
{
    list_each (&r->running, item)
        if (CONTAINER_OF(item, struct ring_call, link)->id == id)
            return true;
    return false;
}

static struct err *enter(struct ring *r, struct ring_call *rc)
{
    struct err *e = NULL;
    pthread_mutex_lock(&r->lock);
    if (r->n_running >= PITH_ENTRIES)
        e = err_hint(err_new(ERR_LIMIT, "calls_at_once", "%d calls are under way already",
                             (int)PITH_ENTRIES),
                     "wait until one has ended");
    else if (is_running(r, rc->id))
        e = err_new(ERR_CONFLICT, "id_in_use", "a call with that id is under way already");
    else {
        list_add(&r->running, &rc->link);
        r->n_running++;
    }
    pthread_mutex_unlock(&r->lock);
    return e;
}

/* Answered here and now; its memory serves the next call. */
static void answer_here(struct ring *r, struct ring_call *rc)
{
    pthread_mutex_lock(&r->lock);
    say_answer(r, rc);
    pthread_mutex_unlock(&r->lock);
    call_again(&rc->call);
    r->spare = rc;
}

static struct err *prepare(struct ring *r, struct ring_call *rc, const struct pith_entry *e,
                           struct str payload)
{
    struct call *c = &rc->call;
    rc->json = e->flags & PITH_IS_JSON;
    TRY(find_op(e, &payload, &c->op));
    TRY(call_alloc(c));
    TRY(decode(c, e, payload));
    if (c->op->how == HOW_INLINE)
        return NULL;
    c->takes_fd = true;
    set_deadline(c, e);
    inherit(r, e->within, c);
    return enter(r, rc);
}

static void take_call(struct ring *r, const struct pith_entry *e)
{
    struct ring_call *rc = ring_call_new(r, e->id);
    struct str payload;
    struct err *bad = NULL;
    if (!ring_copy_payload(r, e, &rc->call.arena, &payload, &bad)) {
        r->spare = rc;
        return;
    }
    rc->call.err = bad ? bad : prepare(r, rc, e, payload);
    if (rc->call.err) {
        answer_here(r, rc);
    } else if (rc->call.op->how == HOW_INLINE) {
        inherit(r, e->within, &rc->call);
        kernel_call(&rc->call);
        answer_here(r, rc);
    } else {
        proc_ref(r->proc);
        rc->call.on_done = on_done;
        rc->call.on_item = on_item;
        kernel_call(&rc->call); /* it may be gone behind this */
    }
}

/* --- words for the loop --- */

/* The payload, into `to`, which has room for it; false: the ring is broken. */
static bool read_word(struct ring *r, const struct pith_entry *e, char *to)
{
    owned(err) struct err *bad = NULL;
    if (e->flags & PITH_IN_MEMFD)
        bad = ring_read_memfd(r, e, to);
    if (!bad && (e->flags & PITH_IN_MEMFD || lane_payload(&r->in, e, to) == LANE_OK))
        return true;
    ring_break_now(r, bad ? "a payload is not in a sealed memfd"
                          : "an entry's payload lies outside the area");
    return false;
}

static void take_word(struct ring *r, const struct pith_entry *from)
{
    struct pith_entry e = *from;
    bool too_long = e.len > CALL_ARENA_MOST;
    if (too_long) { /* that ends its call alone */
        ring_leave_payload(r, &e);
        e.flags &= (uint8_t) ~(PITH_IN_MEMFD | PITH_IN_AREA);
        e.len = 0;
    }
    struct word *w = mem_try(sizeof *w + e.len);
    if (!w) {
        ring_break_now(r, "there is no memory for what it says");
        return;
    }
    w->entry = e;
    w->fd = -1;
    w->too_long = too_long;
    w->payload = (struct str){ (char *)(w + 1), e.len };
    if (!read_word(r, &e, (char *)(w + 1))) {
        mem_free(w);
        return;
    }
    pthread_mutex_lock(&r->lock);
    if (e.flags & PITH_PASSES)
        w->fd = ring_take_fd(r, e.id, PITH_PASSED_RESULT);
    list_add(&r->words, &w->link);
    r->n_words++;
    r->words_bytes += e.len;
    pthread_mutex_unlock(&r->lock);
    loop_post(r->home->loop, &r->have_words);
}

static void say_pong(struct ring *r, uint64_t id)
{
    struct pith_entry e = { .kind = PITH_ENTRY_PONG, .id = id };
    pthread_mutex_lock(&r->lock);
    ring_say(r, &e, STR(""), -1);
    pthread_mutex_unlock(&r->lock);
}

static void act(struct ring *r, const struct pith_entry *e)
{
    switch (e->kind) {
    case PITH_ENTRY_CALL: take_call(r, e); break;
    case PITH_ENTRY_PING: say_pong(r, e->id); break;
    case PITH_ENTRY_RESULT:
    case PITH_ENTRY_ERROR:
    case PITH_ENTRY_ITEM:
    case PITH_ENTRY_ROOM:
    case PITH_ENTRY_CANCEL:
    case PITH_ENTRY_PONG: take_word(r, e); break;
    default: ring_break_now(r, "an entry's kind is none that there is"); break;
    }
}

bool ring_take(struct ring *r)
{
    struct pith_entry e;
    if (!lane_peek(&r->in, &e))
        return false;
    act(r, &e);
    lane_drop(&r->in);
    return true;
}

bool ring_take_answer(struct ring *r)
{
    struct pith_entry e;
    if (!lane_peek(&r->in, &e))
        return false;
    if (e.kind == PITH_ENTRY_RESULT || e.kind == PITH_ENTRY_ERROR || e.kind == PITH_ENTRY_ITEM)
        take_word(r, &e);
    lane_drop(&r->in);
    return true;
}

/* --- on the loop --- */

static struct ring_call *find_call(struct ring *r, uint64_t id)
{
    struct ring_call *found = NULL;
    pthread_mutex_lock(&r->lock);
    list_each (&r->running, item) {
        struct ring_call *rc = CONTAINER_OF(item, struct ring_call, link);
        if (rc->id == id)
            found = rc;
    }
    pthread_mutex_unlock(&r->lock);
    return found;
}

void ring_call_wish(struct ring *r, const struct pith_entry *e)
{
    struct ring_call *rc = find_call(r, e->id); /* gone: it has been answered meanwhile */
    if (rc && e->kind == PITH_ENTRY_CANCEL) {
        call_cancel(&rc->call);
    } else if (rc && rc->call.op->stream) {
        rc->waits = false;
        rc->credits = (uint32_t)MIN_OF((uint64_t)rc->credits + e->extra, PITH_CREDITS);
        call_go_on(&rc->call);
    }
}

/* One of those whose streams have stopped for want of room in the lane, not of credits. */
static struct ring_call *take_waiting(struct ring *r)
{
    struct ring_call *found = NULL;
    pthread_mutex_lock(&r->lock);
    if (list_empty(&r->held))
        list_each (&r->running, item) {
            struct ring_call *rc = CONTAINER_OF(item, struct ring_call, link);
            if (rc->waits && rc->credits) {
                rc->waits = false;
                list_remove(&rc->link); /* the others go before it next time */
                list_add(&r->running, &rc->link);
                found = rc;
                break;
            }
        }
    pthread_mutex_unlock(&r->lock);
    return found;
}

void ring_go_on(struct ring *r)
{
    for (struct ring_call *rc; (rc = take_waiting(r));)
        call_go_on(&rc->call);
}

static void act_on(struct ring *r, struct word *w)
{
    switch (w->entry.kind) {
    case PITH_ENTRY_CANCEL:
    case PITH_ENTRY_ROOM: ring_call_wish(r, &w->entry); break;
    case PITH_ENTRY_PONG:
        if (r->on_pong)
            r->on_pong(r, r->on_pong_arg);
        break;
    default: forward_answer(r, w); break;
    }
    if (w->fd >= 0)
        close(w->fd);
    mem_free(w);
}

void ring_act_on_words(struct ring *r)
{
    struct list all;
    list_init(&all);
    pthread_mutex_lock(&r->lock);
    list_move(&all, &r->words);
    bool was_full = r->n_words >= RING_WORDS_MOST || r->words_bytes >= RING_WORDS_BYTES_MOST;
    r->n_words = r->words_bytes = 0;
    pthread_mutex_unlock(&r->lock);
    for (struct list *item; (item = list_take(&all));)
        act_on(r, CONTAINER_OF(item, struct word, link));
    if (was_full && r->state == RING_OPEN)
        poller_kick(r->home);
}

/* The ring goes; its calls are told, and end when they can. */
void ring_abandon_calls(struct ring *r)
{
    struct list all;
    list_init(&all);
    pthread_mutex_lock(&r->lock);
    list_move(&all, &r->running);
    r->n_running = 0;
    pthread_mutex_unlock(&r->lock);
    for (struct list *item; (item = list_take(&all));) {
        struct ring_call *rc = CONTAINER_OF(item, struct ring_call, link);
        rc->ring = NULL;
        call_cancel(&rc->call);
    }
}

struct ring *ring_of(const struct call *c)
{
    return c->on_done == on_done ? CONTAINER_OF(c, struct ring_call, call)->ring : NULL;
}
