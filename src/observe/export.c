/* The export to a collector: see export.h.
 *
 *     OFF <--url, sys.http--> READY --due--> SENDING --taken--> READY
 *                               ^               |
 *                               '--- RESTING <--'  refused for now: twice as long each time
 *
 * The daemon speaks to nobody outside: it calls sys.http, as a proc of its own that may do nothing
 * else. While there is no such op the export is off, and says so. Steps that ended wait in a ring
 * of spans; a batch leaves it when the collector has taken it, or will never take it. When the ring
 * is full further ones are dropped, and counted. Our own calls are no news, and are left out. */
#include "observe/export.h"

#include "observe/otlp.h"

#include "base/loop.h"
#include "config/config.h"
#include "proc/proc.h"
#include "trace/trace.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

enum {
    QUEUE_MOST = 4096, /* spans */
    BATCH_MOST = 512,
    READ_MOST = 2048,       /* events at once */
    BODY_MOST = 700 * 1024, /* as base64 it has to fit into an argument */
    ANSWER_MS = 10000,
    REST_FIRST_MS = 1000,
    REST_MOST_MS = 60000,
};

enum state { OFF, READY, SENDING, RESTING };
enum signal { TRACES, METRICS, SIGNALS };
static const char *const signal_paths[SIGNALS] = { "v1/traces", "v1/metrics" };

struct exporter {
    struct kernel *kernel;
    struct loop *loop; /* outlives the kernel */
    void (*changed)(void *arg);
    void *changed_arg;
    enum state state;
    struct proc *proc; /* NULL: it was never on */
    char *url;         /* that it was last told */
    unsigned turn;     /* how often it was turned off */
    uint64_t chain;    /* of our own calls */
    struct trace_cursor cursor;
    struct otlp_source source;
    uint64_t since_ns; /* of the counters */
    struct otlp_span *queue;
    size_t first, count; /* those that wait */
    size_t in_hand;      /* spans of the request that is under way */
    enum signal sending;
    bool metrics_due, unsent; /* `unsent`: what waits may go before the batch is full */
    int64_t rest_ms;
    struct timer tick, rest;
    uint64_t sent, dropped, failures;
    char why[200]; /* of the last failure, or of being off */

    pthread_mutex_t lock; /* of what others may see */
    struct told {
        enum state state;
        uint64_t sent, queued, dropped, failures;
        char why[200];
    } told;
};

static void publish(struct exporter *x)
{
    pthread_mutex_lock(&x->lock);
    x->told = (struct told){ x->state, x->sent, x->count, x->dropped, x->failures, { 0 } };
    memcpy(x->told.why, x->why, sizeof x->why);
    pthread_mutex_unlock(&x->lock);
}

/* --- from events to spans --- */

static uint64_t unix_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static bool is_end(const struct trace_event *e)
{
    return e->span && e->kind != TRACE_OP_STARTED && e->kind != TRACE_PROC_STARTED;
}

static void copy_text(char *to, size_t size, struct str s)
{
    snprintf(to, size, "%.*s", STR_ARGS(utf8_first(s, size - 1)));
}

static void make_span(const struct trace_reading *r, uint64_t now_cycles, uint64_t now_ns,
                      struct otlp_span *out)
{
    const struct trace_event *e = &r->event;
    const struct op *op = e->op ? op_numbered(e->op) : NULL;
    struct str text = r->text, program = text;
    uint64_t ended = now_ns - cycles_to_ns(now_cycles > e->cycles ? now_cycles - e->cycles : 0);
    bool is_program = e->kind == TRACE_PROC_EXITED;
    if (is_program)
        program = str_cut(&text, ' ');
    *out = (struct otlp_span){ .high = trace_high(e->chain),
                               .chain = e->chain,
                               .span = e->span,
                               .parent = e->parent,
                               .began_ns = ended - e->a,
                               .ended_ns = ended,
                               .bytes = e->kind == TRACE_OP_DONE ? e->b : 0,
                               .proc = e->caller,
                               .outer = !e->parent,
                               .is_program = is_program,
                               .failed = is_program ? e->b != 0 : e->kind != TRACE_OP_DONE,
                               .status = is_program ? (int64_t)e->b : 0 };
    copy_text(out->name, sizeof out->name, op ? str_of(op->name) : program);
    copy_text(out->text, sizeof out->text, r->text);
}

static void take(struct exporter *x, const struct trace_reading *r, uint64_t cycles, uint64_t ns)
{
    if (!is_end(&r->event) || r->event.chain == x->chain)
        return;
    if (x->count == QUEUE_MOST) {
        x->dropped++;
        return;
    }
    make_span(r, cycles, ns, &x->queue[(x->first + x->count++) % QUEUE_MOST]);
}

static void go_on(struct exporter *x);

bool exporter_read(struct exporter *x)
{
    owned(arena) struct arena texts = { 0 };
    struct trace_reading r;
    uint64_t cycles = cycles_now(), ns = unix_ns(), lost = x->cursor.lost;
    bool more = false;
    if (x->state == OFF)
        return true;
    arena_init(&texts, 1 * MIB);
    for (size_t n = 0; n < READ_MOST && (more = trace_next(&x->cursor, &texts, &r)); n++) {
        take(x, &r, cycles, ns);
        arena_reset(&texts);
    }
    x->dropped += x->cursor.lost - lost;
    go_on(x);
    return !more;
}

/* --- one request --- */

struct request {
    struct call call; /* first */
    struct exporter *home;
    unsigned turn; /* of the exporter, when it was sent */
};

static void request_free(struct call *c)
{
    struct request *q = CONTAINER_OF(c, struct request, call);
    proc_unref(proc_of(c));
    mem_free(q);
}

static int64_t status_of(const struct call *c)
{
    const struct field *f = shape_field(c->op->out, STR("status"));
    bool is_number = f && (f->type == TYPE_COUNT || f->type == TYPE_INT) && !f->list;
    return is_number ? *(const int64_t *)(const void *)((const char *)c->out + f->at) : 0;
}

/* What another try may mend, as the protocol says. */
static bool is_passing(const struct call *c, int64_t status)
{
    if (!c->err)
        return status == 429 || status == 502 || status == 503 || status == 504;
    enum err_kind k = err_kind(c->err);
    return k == ERR_UNAVAILABLE || k == ERR_TIMEOUT || k == ERR_LIMIT;
}

static void leave_queue(struct exporter *x)
{
    x->first = (x->first + x->in_hand) % QUEUE_MOST;
    x->count -= x->in_hand;
    x->in_hand = 0;
}

static void rested(struct timer *t)
{
    struct exporter *x = CONTAINER_OF(t, struct exporter, rest);
    x->state = READY;
    x->unsent = true;
    go_on(x);
}

static void rest(struct exporter *x)
{
    int64_t most = x->rest_ms + (int64_t)(random_u64() % (uint64_t)(x->rest_ms / 4 + 1));
    x->in_hand = 0;
    x->metrics_due |= x->sending == METRICS;
    x->rest_ms = MIN_OF(x->rest_ms * 2, REST_MOST_MS);
    x->state = RESTING;
    timer_start(x->loop, &x->rest, most, rested);
}

static void taken(struct exporter *x)
{
    x->sent += x->in_hand;
    x->rest_ms = REST_FIRST_MS;
    x->why[0] = 0;
    leave_queue(x);
}

static void failed(struct exporter *x, const struct call *c, int64_t status)
{
    x->failures++;
    if (c->err)
        snprintf(x->why, sizeof x->why, "%.180s", err_text(c->err));
    else
        snprintf(x->why, sizeof x->why, "the collector answered with %lld", (long long)status);
    if (is_passing(c, status)) {
        rest(x);
        return;
    }
    x->dropped += x->in_hand;
    leave_queue(x);
}

static void answered(struct call *c)
{
    const struct request *q = CONTAINER_OF(c, struct request, call);
    struct exporter *x = q->home;
    int64_t status = c->err ? 0 : status_of(c);
    if (x->state == SENDING && q->turn == x->turn) { /* else it was turned off meanwhile */
        x->state = READY;
        if (status >= 200 && status < 300)
            taken(x);
        else
            failed(x, c, status);
    }
    call_end(c, request_free);
    go_on(x);
}

static void write_args(struct json_out *o, struct str url, struct str body)
{
    json_begin_object(o);
    json_name(o, STR("method")), json_text(o, STR("POST"));
    json_name(o, STR("url")), json_text(o, url);
    json_name(o, STR("headers"));
    json_begin_array(o);
    json_begin_object(o);
    json_name(o, STR("name")), json_text(o, STR("content-type"));
    json_name(o, STR("value")), json_text(o, STR("application/json"));
    json_end_object(o);
    json_end_array(o);
    json_name(o, STR("body"));
    json_begin_object(o);
    json_name(o, STR("$bytes")), json_text(o, body);
    json_end_object(o);
    json_end_object(o);
}

static struct err *set_args(struct exporter *x, struct call *c, const struct buf *body)
{
    struct config *cfg = config_of(x->kernel);
    struct str base = config_words(cfg, CONFIG_OBSERVE_OTLP_URL, &c->arena);
    bool slash = str_ends(base, STR("/"));
    struct str url = arena_printf(&c->arena, "%.*s%s%s", STR_ARGS(base), slash ? "" : "/",
                                  signal_paths[x->sending]);
    owned(buf) struct buf json, coded;
    struct json_out o;
    const struct json *tree;
    buf_init(&json, CALL_ARGS_MOST);
    buf_init(&coded, CALL_ARGS_MOST);
    base64_add(&coded, buf_text(body));
    json_out_init(&o, &json);
    write_args(&o, url, buf_text(&coded));
    TRY_ROOM(url.ptr && !json.full && !coded.full);
    TRY(json_parse_copy(buf_text(&json), NULL, &c->arena, &tree));
    return shape_decode(c->op->in, tree, &c->arena, (void *)(uintptr_t)c->in);
}

static void write_body(struct exporter *x, struct buf *body)
{
    if (x->sending == METRICS) {
        x->metrics_due = false;
        otlp_write_metrics(body, &x->source, x->since_ns, unix_ns());
        return;
    }
    x->in_hand = MIN_OF(x->count, BATCH_MOST);
    otlp_write_traces(body, &x->source, x->queue, QUEUE_MOST, x->first, x->in_hand);
}

static void send(struct exporter *x, const struct op *op)
{
    owned(buf) struct buf body;
    buf_init(&body, BODY_MOST);
    x->sending = x->count >= BATCH_MOST || (x->unsent && x->count) ? TRACES : METRICS;
    x->state = SENDING;
    write_body(x, &body);
    struct request *q = mem_new(sizeof *q);
    struct call *c = &q->call;
    q->home = x;
    q->turn = x->turn;
    call_init(c, x->kernel, proc_caller(proc_ref(x->proc)), op);
    c->chain = x->chain;
    c->deadline_ns = clock_mono_ns() + ANSWER_MS * INT64_C(1000000);
    c->on_done = answered;
    c->err = body.full ? err_no_room() : call_alloc(c);
    if (!c->err)
        c->err = set_args(x, c, &body);
    if (c->err)
        answered(c);
    else
        kernel_call(c);
}

static const struct op *transport(void)
{
    return op_named(STR("sys.http"));
}

/* Sends what is due, one request after the other. */
static void go_on(struct exporter *x)
{
    const struct op *op = transport();
    x->unsent &= x->count > 0;
    bool due = x->count >= BATCH_MOST || x->unsent || x->metrics_due;
    if (x->state == READY && op && due)
        send(x, op);
    publish(x);
}

/* --- life --- */

static void turn_off(struct exporter *x, const char *why)
{
    x->state = OFF;
    x->turn++;
    timer_stop(x->loop, &x->rest);
    mem_free(x->queue);
    x->queue = NULL;
    x->dropped += x->count;
    x->first = x->count = x->in_hand = 0;
    snprintf(x->why, sizeof x->why, "%s", why);
    publish(x);
}

/* HOST:PORT of http://USER@HOST:PORT/PATH. */
static struct str authority_of(struct str url, struct arena *a)
{
    bool secure = str_starts(url, STR("https:"));
    size_t at;
    if (str_find(url, STR("://"), &at))
        url = str_from(url, at + 3);
    struct str all = str_cut(&url, '/'), last = all;
    while (str_find(last, STR("@"), &at))
        last = str_from(last, at + 1);
    struct str behind = last;
    if (str_find(last, STR("]"), &at)) /* an address of IPv6 has colons of its own */
        behind = str_from(last, at);
    if (str_find(behind, STR(":"), NULL))
        return arena_str(a, last);
    return arena_printf(a, "%.*s:%s", STR_ARGS(last), secure ? "443" : "80");
}

/* The collector alone may be reached. */
static struct err *make_proc(struct exporter *x)
{
    owned(arena) struct arena a;
    arena_init(&a, 4 * SETTING_WORDS_MOST);
    struct str url = config_words(config_of(x->kernel), CONFIG_OBSERVE_OTLP_URL, &a);
    proc_unref(x->proc);
    x->proc = proc_new(procs_of(x->kernel), PROC_SYSTEM, PRESET_NOTHING, STR("otlp"));
    if (!x->proc)
        return err_new(ERR_LIMIT, "too_many_procs", "there are too many procs already");
    return proc_add_rule(x->proc, &(struct name_rule){ .cap = CAP_network_access,
                                                       .allow = true,
                                                       .pattern = authority_of(url, &a) });
}

static void turn_on(struct exporter *x)
{
    owned(err) struct err *e = make_proc(x);
    if (e) {
        snprintf(x->why, sizeof x->why, "%.180s", err_text(e));
        publish(x);
        return;
    }
    x->queue = mem_new(QUEUE_MOST * sizeof *x->queue);
    x->rest_ms = REST_FIRST_MS;
    x->why[0] = 0;
    trace_cursor_now(&x->cursor);
    x->state = READY;
    publish(x);
}

static void look(struct exporter *x)
{
    bool can = transport() != NULL;
    if (x->state == OFF && can)
        turn_on(x);
    else if (!can)
        turn_off(x, "there is no op sys.http, which would carry it out");
}

static void ticked(struct timer *t);

static void wait_for_tick(struct exporter *x)
{
    struct config *cfg = config_of(x->kernel);
    timer_start(x->loop, &x->tick, config_int(cfg, CONFIG_OBSERVE_OTLP_INTERVAL), ticked);
}

static void ticked(struct timer *t)
{
    struct exporter *x = CONTAINER_OF(t, struct exporter, tick);
    enum state before = x->state;
    look(x);
    if ((before == OFF) != (x->state == OFF))
        x->changed(x->changed_arg);
    wait_for_tick(x);
    x->unsent = x->metrics_due = true;
    exporter_read(x);
}

void exporter_apply(struct exporter *x)
{
    owned(arena) struct arena a;
    arena_init(&a, 2 * SETTING_WORDS_MOST);
    struct config *cfg = config_of(x->kernel);
    struct str url = cfg ? config_words(cfg, CONFIG_OBSERVE_OTLP_URL, &a) : STR_NONE;
    bool other = !str_eq(url, str_of(x->url));
    mem_free(x->url);
    x->url = mem_text(url.ptr ? url.ptr : "", url.len);
    if (other && x->state != OFF)
        turn_off(x, "");
    if (url.len) {
        look(x);
        wait_for_tick(x);
    } else {
        timer_stop(x->loop, &x->tick);
        turn_off(x, "observe.otlp_url is not set");
    }
}

bool exporter_is_on(const struct exporter *x)
{
    return x->state != OFF;
}

struct exporter *exporter_new(struct kernel *k, void (*changed)(void *arg), void *arg)
{
    struct exporter *x = mem_new(sizeof *x);
    x->changed = changed;
    x->changed_arg = arg;
    pthread_mutex_init(&x->lock, NULL);
    x->kernel = k;
    x->loop = kernel_loop(k);
    x->rest_ms = REST_FIRST_MS;
    x->chain = trace_chain_of(trace_span_new());
    x->since_ns = unix_ns();
    otlp_source_init(&x->source);
    turn_off(x, "observe.otlp_url is not set");
    return x;
}

void exporter_free(struct exporter *x)
{
    if (!x)
        return;
    turn_off(x, "");
    timer_stop(x->loop, &x->tick);
    proc_unref(x->proc);
    mem_free(x->url);
    pthread_mutex_destroy(&x->lock);
    mem_free(x);
}

void exporter_status(struct exporter *x, struct arena *a, struct observe_export *out)
{
    static const char *const says[] = {
        [OFF] = "off", [READY] = "on", [SENDING] = "sending", [RESTING] = "waiting to try again"
    };
    pthread_mutex_lock(&x->lock);
    const struct told t = x->told;
    pthread_mutex_unlock(&x->lock);
    *out = (struct observe_export){
        .on = t.state != OFF,
        .state = arena_printf(a, "%s%s%s", says[t.state], t.why[0] ? ": " : "", t.why),
        .sent = t.sent,
        .queued = t.queued,
        .dropped = t.dropped,
        .failures = t.failures,
    };
}
