/* Following live: see observe.h.
 *
 *     asleep --event--> posted --loop--> sending --all read--> resting --20 ms--> asleep
 *
 * A writer wakes us once (trace_watch); we read for all followers, then rest a moment before we
 * ask to be woken again, so that a storm of events costs fifty wake-ups a second and an idle
 * system none. A follower whose door is full is left out until the door has room. The export to a
 * collector reads along, like a follower that always has room. */
#include "observe/observe.h"

#include "base/list.h"
#include "base/loop.h"
#include "config/config.h"
#include "observe/event.h"
#include "observe/export.h"

enum { REST_MS = 20, BATCH_MOST = 512 };

struct observe {
    struct loop *loop; /* outlives the kernel, whose workers may still be ending */
    struct trace_watcher watcher;
    struct list followers;
    struct exporter *exporter;
    struct post news;
    struct timer rest;
};

struct follower {
    struct list link;
    struct observe *home;
    struct call *call;
    struct trace_cursor cursor;
    struct event_filter filter;
    struct arena scratch;
    uint64_t told_lost;
    bool waiting; /* for its door */
};

static struct kernel_key key;

static void news(struct trace_watcher *w)
{
    struct observe *o = CONTAINER_OF(w, struct observe, watcher);
    loop_post(o->loop, &o->news);
}

static bool emit(struct follower *f, const struct observe_event *e)
{
    ((struct observe_follow_out *)f->call->out)->sent++;
    return call_emit(f->call, e);
}

static void has_room(struct call *c);

/* False when the door is full. */
static bool send_one(struct follower *f, const struct trace_reading *r)
{
    struct observe_event e;
    bool room = true;
    if (f->cursor.lost > f->told_lost) {
        event_gap(f->cursor.lost - f->told_lost, &f->scratch, &e);
        f->told_lost = f->cursor.lost;
        room = emit(f, &e);
    }
    if (event_fits(&f->filter, r) && event_record(r, &f->scratch, &e))
        room = emit(f, &e) && room;
    return room;
}

/* Whether it read all there is. */
static bool send_news(struct follower *f)
{
    struct trace_reading r;
    for (size_t n = 0; n < BATCH_MOST; n++) {
        arena_reset(&f->scratch);
        if (!trace_next(&f->cursor, &f->scratch, &r))
            return true;
        if (!send_one(f, &r)) {
            f->waiting = true;
            call_on_room(f->call, has_room);
            return true;
        }
    }
    return false;
}

static void rested(struct timer *t);

static bool is_read(const struct observe *o)
{
    return !list_empty(&o->followers) || exporter_is_on(o->exporter);
}

static void send_all(struct observe *o)
{
    if (!is_read(o))
        return;
    exporter_read(o->exporter);
    list_each (&o->followers, item) {
        struct follower *f = CONTAINER_OF(item, struct follower, link);
        if (!f->waiting)
            send_news(f);
    }
    timer_start(o->loop, &o->rest, REST_MS, rested);
}

static void posted(struct post *p)
{
    send_all(CONTAINER_OF(p, struct observe, news));
}

/* What came while we rested would not have woken us: the flag goes up before the last look. */
static void rested(struct timer *t)
{
    struct observe *o = CONTAINER_OF(t, struct observe, rest);
    trace_watch_again();
    bool all_read = exporter_read(o->exporter);
    list_each (&o->followers, item) {
        struct follower *f = CONTAINER_OF(item, struct follower, link);
        if (!f->waiting)
            all_read = send_news(f) && all_read;
    }
    if (!all_read)
        loop_post(o->loop, &o->news);
}

static struct follower *follower_of(struct observe *o, const struct call *c)
{
    list_each (&o->followers, item) {
        struct follower *f = CONTAINER_OF(item, struct follower, link);
        if (f->call == c)
            return f;
    }
    return NULL;
}

static void has_room(struct call *c)
{
    struct observe *o = kernel_get(c->kernel, &key);
    follower_of(o, c)->waiting = false;
    loop_post(o->loop, &o->news);
}

/* We are told of news while there is somebody to read them. */
static void watch_if_read(struct observe *o)
{
    if (is_read(o)) {
        trace_watch(&o->watcher);
        trace_watch_again();
    } else {
        trace_watch(NULL);
        timer_stop(o->loop, &o->rest);
    }
}

void observe_apply(struct observe *o, struct kernel *k)
{
    atomic_store(&trace_off, !config_int(config_of(k), CONFIG_OBSERVE_EVENTS));
    exporter_apply(o->exporter);
    watch_if_read(o);
}

static void export_changed(void *arg)
{
    watch_if_read(arg);
}

struct exporter *observe_exporter(const struct kernel *k)
{
    struct observe *o = kernel_get(k, &key);
    return o->exporter;
}

static void end_following(struct follower *f, struct err *take_e)
{
    struct observe *o = f->home;
    struct call *c = f->call;
    list_remove(&f->link);
    arena_done(&f->scratch);
    mem_free(f);
    watch_if_read(o);
    call_done(c, take_e);
}

static void stop_following(struct call *c)
{
    struct observe *o = kernel_get(c->kernel, &key);
    end_following(follower_of(o, c), call_stopped(c));
}

void op_observe_follow(struct call *c, const struct observe_follow_in *in)
{
    struct observe *o = kernel_get(c->kernel, &key);
    struct event_filter filter = { .least = (enum severity)in->least,
                                   .kind = in->kind,
                                   .op = in->op };
    struct err *e = event_filter_chain(&filter, in->chain);
    if (e)
        return call_done(c, e);
    struct follower *f = mem_new(sizeof *f);
    f->home = o;
    f->call = c;
    f->filter = filter;
    arena_init(&f->scratch, 64 * KIB);
    trace_cursor_now(&f->cursor);
    list_add(&o->followers, &f->link);
    call_on_stop(c, stop_following);
    watch_if_read(o);
}

struct observe *observe_new(struct kernel *k)
{
    struct observe *o = mem_new(sizeof *o);
    o->loop = kernel_loop(k);
    list_init(&o->followers);
    o->news.fn = posted;
    o->watcher.fn = news;
    o->exporter = exporter_new(k, export_changed, o);
    kernel_put(k, &key, o);
    return o;
}

void observe_stop(struct observe *o)
{
    list_each (&o->followers, item) {
        struct follower *f = CONTAINER_OF(item, struct follower, link);
        if (!f->waiting)
            send_news(f);
        end_following(f, NULL);
    }
}

void observe_free(struct observe *o)
{
    if (!o)
        return;
    trace_watch(NULL);
    timer_stop(o->loop, &o->rest);
    loop_unpost(o->loop, &o->news);
    exporter_free(o->exporter);
    mem_free(o);
}
