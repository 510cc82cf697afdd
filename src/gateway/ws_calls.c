/* The calls of a link: from call frames to results. */
#include "gateway/ws_calls.h"

#include "gateway/ask.h"
#include "gateway/ws_frames.h"
#include "ops/gateway.h"

#include <stdio.h>

/* A frame must fit into the queue of a connection that has just been full, or it would be cut off
 * for it each time that the link is resumed. */
enum { RESULT_MOST = HTTP_QUEUE_MOST - 2 * HTTP_QUEUE_HIGH, ITEM_MOST = 1 * MIB, BINARY_HEAD = 16 };

struct ws_running {
    struct call call;  /* first */
    struct list item;  /* of the link's */
    struct link *link; /* NULL: gone */
    uint64_t id;
    bool bytes;         /* as binary frames */
    struct arena words; /* what the frame said */
};

/* --- frames --- */

static void begin_numbered(const struct link *l, struct json_out *o, struct buf *out,
                           const char *type, uint64_t id)
{
    frame_begin(o, out, type);
    json_name(o, STR("seq")), json_uint(o, link_next(l));
    json_name(o, STR("id")), json_uint(o, id);
}

static void say_numbered(struct link *l, struct json_out *o, const struct buf *out)
{
    frame_end(o);
    link_say(l, buf_text(out), false);
}

static void add_chain(const struct call *c, struct json_out *o)
{
    char chain[17];
    snprintf(chain, sizeof chain, "%016llx", (unsigned long long)c->chain);
    json_name(o, STR("chain")), json_text(o, str_of(chain));
}

/* `c` is NULL for what never became a call. */
static void say_error(struct link *l, uint64_t id, const struct err *e, const struct call *c)
{
    owned(buf) struct buf out;
    struct json_out o;
    buf_init(&out, 64 * KIB);
    begin_numbered(l, &o, &out, "result", id);
    json_name(&o, STR("error")), err_encode(e, &o);
    if (c)
        add_chain(c, &o);
    say_numbered(l, &o, &out);
}

/* --- answers --- */

static void ws_running_free(struct call *c)
{
    struct ws_running *r = CONTAINER_OF(c, struct ws_running, call);
    ask_done(c);
    arena_done(&r->words);
    mem_free(r);
}

static void put_big_endian(char *to, uint64_t n)
{
    for (int i = 7; i >= 0; i--, n >>= 8)
        to[i] = (char)(n & 0xff);
}

static void say_binary(struct link *l, uint64_t id, const struct bytes *b)
{
    owned(buf) struct buf out;
    buf_init(&out, BINARY_HEAD + b->len);
    char *head = buf_room(&out, BINARY_HEAD);
    put_big_endian(head, link_next(l));
    put_big_endian(head + 8, id);
    out.len += BINARY_HEAD;
    buf_add(&out, (struct str){ b->ptr, b->len });
    link_say(l, buf_text(&out), true);
}

/* Those of the result's own fields; in lists and records they stay in the JSON. */
static void say_bytes_apart(const struct ws_running *r)
{
    const struct shape *s = r->call.op->out;
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        struct bytes *b = (void *)((char *)r->call.out + f->at);
        if (f->type != TYPE_BYTES || f->list || !b->len)
            continue;
        say_binary(r->link, r->id, b);
        b->apart = true;
    }
}

static void say_result(struct ws_running *r)
{
    const struct call *c = &r->call;
    owned(buf) struct buf out;
    struct json_out o;
    buf_init(&out, RESULT_MOST);
    if (r->bytes)
        say_bytes_apart(r);
    begin_numbered(r->link, &o, &out, "result", r->id);
    json_name(&o, STR("data")), shape_encode(c->op->out, c->out, &o);
    add_chain(c, &o);
    if (out.full) {
        owned(err) struct err *e = err_no_room();
        say_error(r->link, r->id, e, c);
        return;
    }
    say_numbered(r->link, &o, &out);
}

static void on_done(struct call *c)
{
    struct ws_running *r = CONTAINER_OF(c, struct ws_running, call);
    struct link *l = r->link;
    if (l) {
        list_remove(&r->item);
        l->n_calls--;
        if (c->err)
            say_error(l, r->id, c->err, c);
        else
            say_result(r);
    }
    call_end(c, ws_running_free);
}

static bool on_item(struct call *c, const void *item)
{
    struct ws_running *r = CONTAINER_OF(c, struct ws_running, call);
    owned(buf) struct buf out = { 0 };
    struct json_out o;
    if (!r->link)
        return true; /* it is being called off; nobody hears this */
    buf_init(&out, ITEM_MOST);
    begin_numbered(r->link, &o, &out, "event", r->id);
    json_name(&o, STR("data")), shape_encode(c->op->stream, item, &o);
    if (!out.full)
        say_numbered(r->link, &o, &out);
    return !link_is_full(r->link);
}

/* --- calls --- */

static struct err *prepare(struct ws_running *r, const struct op *op, const struct ws_call *w)
{
    TRY(ask_init(
        &r->call, r->link->gateway->kernel,
        &(struct ask){ .proc = r->link->proc,
                       .op = op,
                       .key = w->has_idempotency_key ? w->idempotency_key : STR(""),
                       .has_timeout = w->has_timeout_ms == GIVEN,
                       .timeout_ms = w->timeout_ms,
                       .traceparent = w->has_traceparent == GIVEN ? w->traceparent : STR_NONE }));
    return ask_args(&r->call, w->has_args == GIVEN ? w->args : NULL);
}

static struct ws_running *running_new(struct link *l, const struct ws_call *w, struct arena *take_a)
{
    struct ws_running *r = mem_new(sizeof *r);
    r->link = l;
    r->id = w->id;
    r->bytes = w->has_bytes == GIVEN && w->bytes;
    r->words = *take_a;
    list_add(&l->calls, &r->item);
    l->n_calls++;
    return r;
}

static struct err *refuse_crowd(void)
{
    return err_hint(
        err_new(ERR_LIMIT, "calls_at_once", "a link has at most %d calls running", LINK_CALLS_MOST),
        "wait until one has ended");
}

/* The id is used up, whatever becomes of the call. */
static void start(struct link *l, const struct ws_call *w, struct arena *take_a)
{
    const struct op *op;
    owned(err) struct err *e = l->n_calls < LINK_CALLS_MOST ? op_find(w->op, &op) : refuse_crowd();
    l->last_call = w->id;
    if (e) {
        say_error(l, w->id, e, NULL);
        arena_done(take_a);
        return;
    }
    struct ws_running *r = running_new(l, w, take_a);
    r->call.err = prepare(r, op, w);
    r->call.on_done = on_done;
    r->call.on_item = on_item;
    if (r->call.err)
        on_done(&r->call);
    else
        kernel_call(&r->call);
}

struct err *ws_call_start(struct link *l, const struct json *payload, struct arena *take_a)
{
    struct ws_call w = { 0 };
    struct err *e = shape_decode(&shape_ws_call, payload, take_a, &w);
    if (e || w.id <= l->last_call) /* it came before the cut */
        arena_done(take_a);
    else
        start(l, &w, take_a);
    return e;
}

void ws_call_cancel(struct link *l, uint64_t id)
{
    list_each (&l->calls, item) {
        struct ws_running *r = CONTAINER_OF(item, struct ws_running, item);
        if (r->id != id)
            continue;
        call_cancel(&r->call);
        return;
    }
}

void ws_calls_go_on(struct link *l)
{
    list_each (&l->calls, item) {
        struct ws_running *r = CONTAINER_OF(item, struct ws_running, item);
        if (r->call.op->stream)
            call_go_on(&r->call);
    }
}

void ws_calls_abandon(struct link *l)
{
    for (struct list *item; (item = list_take(&l->calls));) {
        struct ws_running *r = CONTAINER_OF(item, struct ws_running, item);
        r->link = NULL;
        call_cancel(&r->call);
    }
}
