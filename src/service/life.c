/* The life of a service: see service.h.
 *
 *     stopped -> starting -> ready -> stopping -> stopped
 *        ^          |          |
 *        |          '----------'--> waiting -> starting     (after a fault, a little later)
 *        '------------------------------'  '-> failed       (after too many of them)
 *
 * The table has an answer for every pair of a state and an event. */
#include "service/service_priv.h"

#include "base/log.h"
#include "base/utf8.h"
#include "trace/trace.h"

#include <assert.h>

enum {
    STOP_WITHIN_MS = 5000, /* then it is killed */
    LEAVE_WITHIN_MS = 500, /* the same, once it has hung up */
    BACK_OFF_MS = 250,     /* after the first fault; twice as long after each further one */
    BACK_OFF_MOST_MS = 30000,
    FAULTS_MOST = 5,
    LAST_LINES = 5,
    LAST_BYTES = 1024,       /* of what it wrote, in an error */
    WORKS_AFTER_MS = 60000,  /* who has been ready so long has worked: faults are forgotten */
    ANSWER_WITHIN_MS = 10000 /* to a question whether it works */
};

static void on_timer(struct timer *t)
{
    service_event(CONTAINER_OF(t, struct service, timer), EVENT_TIME);
}

static void set_timer(struct service *s, uint64_t ms)
{
    timer_start(s->home->loop, &s->timer, (int64_t)ms, on_timer);
}

/* --- those who wait --- */

static void leave_queue(struct call *c)
{
    struct wait *w = c->handler;
    list_remove(&w->link);
    call_done(c, call_stopped(c));
}

static struct wait *wait_new(struct service *s, struct call *c, bool alone)
{
    struct wait *w = c->handler ? c->handler : arena_new(&c->arena, struct wait);
    if (!w) {
        call_done(c, err_no_room());
        return NULL;
    }
    w->service = s;
    w->call = c;
    w->alone = alone;
    list_init(&w->link);
    c->handler = w;
    call_on_stop(c, leave_queue);
    return w;
}

void service_wait(struct service *s, struct call *c, bool alone)
{
    struct wait *w = wait_new(s, c, alone);
    if (w)
        list_add(&s->waiting, &w->link);
}

void service_wait_for_end(struct service *s, struct call *c)
{
    struct wait *w = wait_new(s, c, true);
    if (w)
        list_add(&s->leaving, &w->link);
}

size_t service_calls(const struct service *s)
{
    size_t n = s->ring ? ring_forwarded(s->ring) : 0;
    list_each (&s->waiting, item)
        n++;
    return n;
}

void service_blame(struct service *s, const struct err *e)
{
    mem_free(s->error);
    s->error = mem_text(err_text(e), strlen(err_text(e)));
}

static struct err *has_failed(const struct service *s)
{
    struct str name = s->manifest.says.name;
    return err_hint(err_new(ERR_UNAVAILABLE, "service_failed", "the service %.*s does not work: %s",
                            STR_ARGS(name), s->error ? s->error : "it has ended again and again"),
                    "service.logs name=%.*s says what it wrote; service.restart name=%.*s tries "
                    "again",
                    STR_ARGS(name), STR_ARGS(name));
}

/* The last that it wrote, in one line, with nothing in it that would steer a terminal. */
static void say_last(const struct service *s, char *out, size_t room)
{
    struct str text = str_trim(service_last_lines(s, LAST_LINES));
    size_t len = 0;
    if (text.len > room / 2)
        text = str_from(text, text.len - room / 2);
    while (text.len && len + 8 < room) {
        int32_t c = utf8_next(&text);
        if (c == '\n')
            len += utf8_put(' ', out + len), len += utf8_put('/', out + len), c = ' ';
        len += utf8_put(c < 0 || utf8_is_harmful(c) ? '?' : (uint32_t)c, out + len);
    }
    out[len] = 0;
}

/* Its log goes with it, so that service.logs could not be asked. */
static struct err *is_not_taken_in(const struct service *s)
{
    char last[LAST_BYTES];
    say_last(s, last, sizeof last);
    return err_hint(err_new(ERR_UNAVAILABLE, "service_failed",
                            "the service %.*s does not work: %s%s%s",
                            STR_ARGS(s->manifest.says.name), s->error ? s->error : "it has ended",
                            last[0] ? "; the last it wrote: " : "; it wrote nothing", last),
                    "it was not taken in: mend it, then service.add it again");
}

static void fail_waiting(struct service *s)
{
    for (struct list *item; (item = list_take(&s->waiting));) {
        struct wait *w = CONTAINER_OF(item, struct wait, link);
        call_done(w->call, has_failed(s));
    }
}

void service_fail_waiting(struct service *s, const char *reason, const char *text)
{
    for (struct list *item; (item = list_take(&s->waiting));)
        call_done(CONTAINER_OF(item, struct wait, link)->call,
                  err_new(ERR_UNAVAILABLE, reason, "%s", text));
}

/* --- calls on their way --- */

/* The service has ended under a call. Once more, if that does no harm. */
static void gone(struct call *c, bool untouched, struct err *take_e)
{
    struct wait *w = c->handler;
    struct service *s = w->service;
    if (w->made || !untouched || !c->op->idempotent || s->home->stopping) {
        call_done(c, take_e);
        return;
    }
    err_free(take_e);
    w->made = true;
    c->retries++;
    service_wait(s, c, false);
}

static void hand_on(struct service *s)
{
    struct list all;
    list_init(&all);
    list_move(&all, &s->waiting);
    for (struct list *item; (item = list_take(&all));) {
        struct wait *w = CONTAINER_OF(item, struct wait, link);
        if (w->alone)
            call_done(w->call, NULL);
        else
            ring_forward(s->ring, w->call, gone);
    }
    s->last_call_ns = clock_mono_ns();
}

/* --- what is done --- */

typedef enum service_state act_fn(struct service *s);

static enum service_state fault(struct service *s);

/* What leaves, or is here when pith stops, starts no more: nobody would end it. */
static enum service_state do_not_start(struct service *s)
{
    timer_stop(s->home->loop, &s->timer);
    s->again = false;
    if (s->home->stopping)
        service_fail_waiting(s, "stopping", "pith is stopping");
    else
        service_fail_waiting(s, "service_gone", "the service has been removed");
    return SERVICE_STATE_STOPPED;
}

static enum service_state start(struct service *s)
{
    if (s->home->stopping || s->leaves)
        return do_not_start(s);
    owned(err) struct err *e = service_run(s);
    s->starts++;
    s->again = s->faulty = false;
    s->ready_ns = 0;
    if (e) {
        service_blame(s, e);
        return fault(s);
    }
    set_timer(s, s->manifest.start_ms);
    return SERVICE_STATE_STARTING;
}

static enum service_state start_anew(struct service *s)
{
    s->faults = 0;
    return start(s);
}

static enum service_state stay(struct service *s)
{
    return s->state;
}

static void on_pong(struct ring *r, void *arg)
{
    (void)r;
    ((struct service *)arg)->asked = false;
}

static void on_health(struct timer *t)
{
    struct service *s = CONTAINER_OF(t, struct service, health);
    if (s->asked) {
        owned(err) struct err *e = err_new(ERR_TIMEOUT, "no_answer",
                                           "it no longer answered whether it works");
        service_blame(s, e);
        s->blamed = true;
        service_kill(s);
        return;
    }
    s->asked = true;
    ring_ping(s->ring, on_pong, s);
    timer_start(s->home->loop, t,
                (int64_t)MAX_OF(s->manifest.health_ms, (uint64_t)ANSWER_WITHIN_MS), on_health);
}

static void begin_rounds(struct service *s)
{
    s->asked = false;
    if (s->manifest.health_ms)
        timer_start(s->home->loop, &s->health, (int64_t)s->manifest.health_ms, on_health);
    if (s->manifest.idle_ms)
        set_timer(s, s->manifest.idle_ms);
    else
        timer_stop(s->home->loop, &s->timer);
}

static enum service_state serve(struct service *s)
{
    s->ready_ns = clock_mono_ns();
    if (s->adder)
        service_keep(s, give(s->adder));
    hand_on(s);
    begin_rounds(s);
    return SERVICE_STATE_READY;
}

/* --- ends --- */

static void tell_end(struct service *s)
{
    for (struct list *item; (item = list_take(&s->leaving));)
        call_done(CONTAINER_OF(item, struct wait, link)->call, NULL);
}

static uint64_t back_off(const struct service *s)
{
    uint64_t ms = (uint64_t)BACK_OFF_MS << MIN_OF(s->faults - 1, 16u);
    return MIN_OF(ms, (uint64_t)BACK_OFF_MOST_MS);
}

static bool has_worked(const struct service *s)
{
    return s->ready_ns && clock_mono_ns() - s->ready_ns > WORKS_AFTER_MS * 1000000LL;
}

static enum service_state fault(struct service *s)
{
    timer_stop(s->home->loop, &s->health);
    s->faults = has_worked(s) ? 1 : s->faults + 1;
    LOG_WARN("a service has ended by a fault", F_STR("service", s->manifest.says.name),
             F_TEXT("why", s->error ? s->error : ""), F_UINT("faults", s->faults));
    tell_end(s);
    if (s->adder) {
        s->leaves = true;
        call_done(give(s->adder), is_not_taken_in(s));
    }
    if (s->faults < FAULTS_MOST && !s->home->stopping && !s->leaves) {
        set_timer(s, back_off(s));
        return SERVICE_STATE_WAITING;
    }
    timer_stop(s->home->loop, &s->timer);
    fail_waiting(s);
    return SERVICE_STATE_FAILED;
}

static enum service_state try_again(struct service *s)
{
    return list_empty(&s->waiting) ? SERVICE_STATE_STOPPED : start(s);
}

static enum service_state give_up(struct service *s)
{
    timer_stop(s->home->loop, &s->timer);
    tell_end(s);
    return SERVICE_STATE_STOPPED;
}

/* It has stopped as it was told; who has called meanwhile has it started again. */
static enum service_state stopped(struct service *s)
{
    if (s->faulty)
        return fault(s);
    timer_stop(s->home->loop, &s->timer);
    tell_end(s);
    return s->again || !list_empty(&s->waiting) ? start(s) : SERVICE_STATE_STOPPED;
}

/* A program without a ring can answer nothing. Mostly it is about to end, and says how. */
static enum service_state lose(struct service *s)
{
    s->faulty = !s->home->stopping;
    set_timer(s, LEAVE_WITHIN_MS);
    return SERVICE_STATE_STOPPING;
}

/* Its end may be known here before we are told of it: who calls meanwhile waits for the next one.
 */
static enum service_state forward(struct service *s)
{
    if (!ring_is_open(s->ring))
        return lose(s);
    hand_on(s);
    return SERVICE_STATE_READY;
}

static enum service_state too_late(struct service *s)
{
    owned(err) struct err *e = err_new(ERR_TIMEOUT, "not_ready", "it was not ready in time");
    service_blame(s, e);
    s->blamed = true;
    service_kill(s);
    return s->state;
}

static enum service_state kill_it(struct service *s)
{
    service_kill(s);
    return s->state;
}

static enum service_state ask_to_stop(struct service *s)
{
    timer_stop(s->home->loop, &s->health);
    set_timer(s, STOP_WITHIN_MS);
    if (s->ring)
        ring_stop(s->ring);
    return SERVICE_STATE_STOPPING;
}

static enum service_state stop_early(struct service *s)
{
    set_timer(s, STOP_WITHIN_MS);
    service_kill(s);
    return SERVICE_STATE_STOPPING;
}

static enum service_state look_whether_idle(struct service *s)
{
    uint64_t idle = (uint64_t)(clock_mono_ns() - s->last_call_ns) / 1000000;
    if (!ring_forwarded(s->ring) && idle >= s->manifest.idle_ms)
        return ask_to_stop(s);
    set_timer(s, ring_forwarded(s->ring) ? s->manifest.idle_ms : s->manifest.idle_ms - idle);
    return s->state;
}

static enum service_state once_more(struct service *s)
{
    s->again = true;
    return s->state;
}

static enum service_state refuse(struct service *s)
{
    fail_waiting(s);
    return s->state;
}

static enum service_state say_stopped(struct service *s)
{
    tell_end(s);
    return s->state;
}

/* clang-format off */
static act_fn *const table[STATES][EVENTS] = {
    /*           WANT     READY  LOST     ENDED    TIME               STOP         START      */
    [SERVICE_STATE_STOPPED] =
               { start,   stay,  stay,    stay,    stay,              say_stopped, start_anew },
    [SERVICE_STATE_WAITING] =
               { stay,    stay,  stay,    stay,    try_again,         give_up,     start_anew },
    [SERVICE_STATE_STARTING] =
               { stay,    serve, lose,    fault,   too_late,          stop_early,  stay       },
    [SERVICE_STATE_READY] =
               { forward, stay,  lose,    fault,   look_whether_idle, ask_to_stop, forward    },
    [SERVICE_STATE_STOPPING] =
               { stay,    stay,  stay,    stopped, kill_it,           stay,        once_more  },
    [SERVICE_STATE_FAILED] =
               { refuse,  stay,  stay,    stay,    stay,              give_up,     start_anew },
};
/* clang-format on */

static void step(struct service *s, enum event e)
{
    enum service_state was = s->state, is = table[was][e](s);
    s->state = is;
    if (is == was)
        return;
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_SERVICE_STATE,
                                           .caller = s->proc ? proc_id(s->proc) : 0,
                                           .a = is },
                    s->manifest.says.name);
}

static bool has_an_answer(enum service_state state)
{
    return state == SERVICE_STATE_STOPPED || state == SERVICE_STATE_READY ||
           state == SERVICE_STATE_FAILED;
}

/* Whoever is answered in here may call again at once. Such a call only gets in line; it is seen
 * when the step is over. */
void service_event(struct service *s, enum event e)
{
    if (s->acting) {
        assert(e == EVENT_WANT);
        return;
    }
    s->acting = true;
    step(s, e);
    while (!list_empty(&s->waiting) && has_an_answer(s->state))
        step(s, EVENT_WANT);
    s->acting = false;
    if (s->leaves && !service_is_there(s))
        loop_post(s->home->loop, &s->forget);
}
