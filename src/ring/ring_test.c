/* Rings, with libpith at the other end. */
#include "ops/ring_test.h"
#include "proc/testbed.h"
#include "ring/ring_rig.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* --- the same rows as a program has them --- */

struct add_in {
    int64_t a, b;
    uint8_t has_b;
};
struct add_out {
    int64_t sum;
};
struct echo {
    struct pith_bytes data;
};
struct tick {
    uint64_t n;
};
struct nothing {
    char none;
};
struct one_bool {
    bool over;
};
struct passed {
    bool passed;
};
struct story {
    uint64_t chain, parent;
};
struct ask_in {
    struct pith_str what;
};
struct ask_out {
    struct pith_str answer;
};
#define SHAPE(name, type, ...)                                        \
    static const struct pith_field fields_##name[] = { __VA_ARGS__ }; \
    static const struct pith_shape shape_##name##_ = PITH_SHAPE(type, fields_##name)

SHAPE(add_in, struct add_in, PITH_FIELD(struct add_in, a, PITH_INT, ""),
      PITH_OPTIONAL(struct add_in, b, PITH_INT, ""));
SHAPE(add_out, struct add_out, PITH_FIELD(struct add_out, sum, PITH_INT, ""));
SHAPE(echo, struct echo, PITH_FIELD(struct echo, data, PITH_BYTES, ""));
SHAPE(most, struct tick, { "most", "", PITH_COUNT, 0, 0, 0, 0, 0, 0, 0, NULL, NULL });
SHAPE(sent, struct tick, { "sent", "", PITH_COUNT, 0, 0, 0, 0, 0, 0, 0, NULL, NULL });
SHAPE(tick, struct tick, PITH_FIELD(struct tick, n, PITH_COUNT, ""));
SHAPE(over, struct one_bool, PITH_FIELD(struct one_bool, over, PITH_BOOL, ""));
SHAPE(passed, struct passed, PITH_FIELD(struct passed, passed, PITH_BOOL, ""));
SHAPE(story, struct story, PITH_FIELD(struct story, chain, PITH_COUNT, ""),
      PITH_FIELD(struct story, parent, PITH_COUNT, ""));
SHAPE(ask_in, struct ask_in, PITH_FIELD(struct ask_in, what, PITH_TEXT, ""));
SHAPE(ask_out, struct ask_out, PITH_FIELD(struct ask_out, answer, PITH_TEXT, ""));
SHAPE(before, struct tick, { "before", "", PITH_COUNT, 0, 0, 0, 0, 0, 0, 0, NULL, NULL });
static const struct pith_shape shape_none = { "none", NULL, 0, sizeof(struct nothing), 0 };

static const struct pith_op add_op = { 60201,          "ringtest.add",  "",  0, 0, 0, NULL,
                                       &shape_add_in_, &shape_add_out_, NULL };
static const struct pith_op echo_op = { 60202, "ringtest.echo", "",           0,   0, 0,
                                        NULL,  &shape_echo_,    &shape_echo_, NULL };
static const struct pith_op ticks_op = { 60203, "ringtest.ticks", "",           0,           0, 0,
                                         NULL,  &shape_most_,     &shape_sent_, &shape_tick_ };
static const struct pith_op hang_op = { 60204, "ringtest.hang", "",           0,   0, 0,
                                        NULL,  &shape_none,     &shape_over_, NULL };
static const struct pith_op pass_op = { 60205,       "ringtest.pass", "",  0, 0, 1, NULL,
                                        &shape_none, &shape_passed_,  NULL };
static const struct pith_op chain_op = { 60206,       "ringtest.chain", "",  0, 0, 0, NULL,
                                         &shape_none, &shape_story_,    NULL };
static const struct pith_op ask_op = { 60207,          "ringtest.ask",  "",          0, 0, 0, NULL,
                                       &shape_ask_in_, &shape_ask_out_, &shape_tick_ };
static const struct pith_op slow_op = { 60208,       "ringtest.slow", "",  0, 0, 0, NULL,
                                        &shape_none, &shape_before_,  NULL };

static void with(void (*body)(struct pith *p))
{
    owned(rig) struct rig f;
    rig_init(&f);
    f.body = body;
    rig_begin(&f);
    rig_finish(&f);
    CHECK_INT(rings_count(f.rings), 0);
}

/* --- calls --- */

static void adds(struct pith *p)
{
    struct pith_error e;
    struct add_out out;
    MUST((pith_call(p, &add_op, &(struct add_in){ .a = 1 }, &out, &e)) == 0);
    MUST((out.sum) == 8); /* the table's default */
    MUST((pith_call(p, &add_op, &(struct add_in){ .a = 1, .b = 2, .has_b = 1 }, &out, &e)) == 0);
    MUST((out.sum) == 3);
    MUST((pith_call(p, &add_op, &(struct add_in){ .a = 2000000 }, &out, &e)) == -1);
    MUST(strcmp(e.reason, "out_of_range") == 0);
    MUST((e.kind) == PITH_INVALID);
}

TEST(a_program_calls_and_what_is_absent_gets_its_default)
{
    with(adds);
}

static void calls_by_name(struct pith *p)
{
    struct pith_error e;
    const char *out;
    MUST((pith_call_json(p, "ringtest.add", "{\"a\":40,\"b\":2}", &out, &e)) == 0);
    MUST(strcmp(out, "{\"sum\":42}") == 0);
    MUST((pith_call_json(p, "ringtest.ad", "{}", &out, &e)) == -1);
    MUST(strcmp(e.reason, "no_such_op") == 0);
    MUST(strcmp(e.hint, "did you mean ringtest.add?") == 0);
    struct pith_op other = add_op;
    other.in = &shape_add_out_;
    MUST((pith_call(p, &other, &(struct add_out){ 1 }, &(struct add_out){ 0 }, &e)) == -1);
    MUST(strcmp(e.reason, "other_shape") == 0);
    other = add_op;
    other.nr = 0; /* found by its name */
    struct add_out sum;
    MUST((pith_call(p, &other, &(struct add_in){ .a = 3 }, &sum, &e)) == 0);
    MUST((sum.sum) == 10);
}

TEST(a_program_calls_by_name_with_json_and_is_told_when_its_shapes_are_old)
{
    with(calls_by_name);
}

static void echoes(struct pith *p)
{
    static const size_t sizes[] = { 0, 1, 70, 77, 100, 4096, 65535, 65536, 100000, 7000000 };
    struct pith_error e;
    struct echo out;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        char *data = malloc(sizes[i] + 1);
        for (size_t k = 0; k < sizes[i]; k++)
            data[k] = (char)(k * 7 + i);
        if (pith_call(p, &echo_op, &(struct echo){ { data, sizes[i] } }, &out, &e) < 0)
            fprintf(stderr, "%zu bytes: %s\n", sizes[i], pith_error_text(&e)), abort();
        MUST(out.data.len == sizes[i] && memcmp(out.data.ptr, data, sizes[i]) == 0);
        free(data);
    }
}

TEST(payloads_of_every_size_arrive_as_they_were)
{
    with(echoes);
}

/* What came over the socket for a call that is refused is let go. */
static void says_too_much(struct pith *p)
{
    enum { LEN = CALL_ARGS_MOST + 1, TIMES = 20 };
    struct pith_error e;
    struct echo out;
    char *data = calloc(1, LEN);
    int before = test_descriptors();
    for (int i = 0; i < TIMES; i++) {
        MUST(pith_call(p, &echo_op, &(struct echo){ { data, LEN } }, &out, &e) < 0);
        MUST(strcmp(e.reason, "args_too_long") == 0);
    }
    MUST(test_descriptors() < before + TIMES);
    free(data);
}

TEST(arguments_that_are_too_long_leave_nothing_behind)
{
    with(says_too_much);
}

static void count_sum(void *arg, const void *out, const struct pith_error *e)
{
    MUST(!e);
    *(int64_t *)arg += ((const struct add_out *)out)->sum;
}

static void batches(struct pith *p)
{
    int64_t sum = 0;
    struct pith_use use = { .done = count_sum, .arg = &sum };
    for (int i = 0; i < 20000; i++)
        while (!pith_submit(p, &add_op, &(struct add_in){ .a = 1, .b = 0, .has_b = 1 }, &use))
            MUST(pith_wait(p, -1) >= 0);
    while (sum < 20000)
        MUST(pith_wait(p, -1) >= 0);
    MUST((sum) == 20000);
}

TEST(many_calls_are_under_way_at_once)
{
    with(batches);
}

static void count_done(void *arg, const void *out, const struct pith_error *e)
{
    MUST(!e && out);
    ++*(int *)arg;
}

/* Their results pile up, are held, and come in the end. */
static void big_batches(struct pith *p)
{
    static char data[50000];
    int done = 0;
    struct pith_use use = { .done = count_done, .arg = &done };
    for (int i = 0; i < 200; i++)
        MUST(pith_submit(p, &echo_op, &(struct echo){ { data, sizeof data } }, &use));
    pith_flush(p);
    usleep(50000);
    while (done < 200)
        MUST(pith_wait(p, -1) >= 0);
}

TEST(results_that_find_no_room_wait_for_it)
{
    with(big_batches);
}

/* --- streams and calling off --- */

struct counted {
    uint64_t items, stop_at;
    int ends;
    char reason[64];
};

static bool count_item(void *arg, const void *item)
{
    struct counted *n = arg;
    MUST((((const struct tick *)item)->n) == n->items);
    return ++n->items != n->stop_at;
}

static void count_end(void *arg, const void *out, const struct pith_error *e)
{
    struct counted *n = arg;
    n->ends++;
    if (e)
        memcpy(n->reason, e->reason, sizeof n->reason);
    else
        MUST(out);
}

static void streams(struct pith *p)
{
    struct counted all = { .stop_at = UINT64_MAX }, some = { .stop_at = 40 };
    MUST(pith_submit(p, &ticks_op, &(struct tick){ 10000 },
                     &(struct pith_use){ .done = count_end, .item = count_item, .arg = &all }));
    MUST(pith_submit(p, &ticks_op, &(struct tick){ 1000000 },
                     &(struct pith_use){ .done = count_end, .item = count_item, .arg = &some }));
    while (!all.ends || !some.ends)
        MUST(pith_wait(p, -1) >= 0);
    MUST((all.items) == 10000);
    MUST((some.items) == 40);
    MUST(strcmp(some.reason, "cancelled") == 0);
}

TEST(a_stream_comes_in_order_and_ends_when_it_is_called_off)
{
    with(streams);
}

/* More of them than the lane has room for: none has had so many items that it gives room. */
static void many_streams(struct pith *p)
{
    enum { MANY = 64 };
    struct counted n[MANY];
    for (int i = 0; i < MANY; i++) {
        n[i] = (struct counted){ .stop_at = UINT64_MAX };
        MUST(
            pith_submit(p, &ticks_op, &(struct tick){ 1000 },
                        &(struct pith_use){ .done = count_end, .item = count_item, .arg = &n[i] }));
    }
    pith_flush(p);
    usleep(50000);
    for (int i = 0; i < MANY; i++) {
        while (!n[i].ends)
            MUST(pith_wait(p, 10000) > 0);
        MUST(n[i].items == 1000);
    }
}

TEST(streams_that_found_no_room_go_on_when_there_is_some)
{
    with(many_streams);
}

static void calls_off(struct pith *p)
{
    struct counted n = { 0 }, late = { 0 };
    uint64_t id = pith_submit(p, &hang_op, &(struct nothing){ 0 },
                              &(struct pith_use){ .done = count_end, .arg = &n });
    pith_submit(p, &hang_op, &(struct nothing){ 0 },
                &(struct pith_use){ .done = count_end, .arg = &late, .timeout_ms = 20 });
    pith_cancel(p, id);
    while (!n.ends || !late.ends)
        MUST(pith_wait(p, -1) >= 0);
    MUST(strcmp(n.reason, "cancelled") == 0);
    MUST(strcmp(late.reason, "deadline") == 0);
}

TEST(a_call_is_called_off_and_ends_at_its_deadline)
{
    with(calls_off);
}

static void leaves(struct pith *p)
{
    for (int i = 0; i < 50; i++)
        pith_submit(p, &hang_op, &(struct nothing){ 0 }, &(struct pith_use){ 0 });
    pith_flush(p);
    struct add_out out;
    MUST((pith_call(p, &add_op, &(struct add_in){ 0 }, &out, NULL)) == 0);
}

TEST(who_leaves_takes_its_calls_along)
{
    int before = atomic_load(&rig_called_off);
    with(leaves);
    CHECK_INT(atomic_load(&rig_called_off) - before, 50);
}

/* --- descriptors --- */

static void takes(struct pith *p)
{
    struct passed out;
    struct pith_error e;
    char text[8];
    MUST((pith_call(p, &pass_op, &(struct nothing){ 0 }, &out, &e)) == 0);
    int fd = pith_taken_fd(p);
    MUST(fd >= 0 && read(fd, text, sizeof text) == 2 && text[0] == 'h');
    close(fd);
    MUST((pith_taken_fd(p)) == -1);
    MUST((pith_call(p, &pass_op, &(struct nothing){ 0 }, &out, &e)) == 0); /* not taken */
}

TEST(a_descriptor_comes_with_an_answer_and_other_doors_say_that_they_pass_none)
{
    owned(rig) struct rig f;
    rig_init(&f);
    CHECK_REASON("passes_no_descriptors", testbed_call(&f.bed, "ringtest.pass", "{}"));
    f.body = takes;
    rig_begin(&f);
    rig_finish(&f);
}

/* --- serving --- */

static void tell_story(void *arg, const void *out, const struct pith_error *e)
{
    const struct story *s = out;
    struct pith_request *r = arg;
    MUST(!e);
    ((struct ask_out *)pith_out(r))->answer = s->parent ? PITH_STR("goes on") : PITH_STR("is new");
    pith_reply(r);
}

#include <pith_priv.h>

/* Does not count what it may still send. */
static void flood(struct pith_request *r)
{
    for (uint64_t n = 0; n < 2 * PITH_CREDITS; n++) {
        r->credits = 2;
        pith_item(r, &(struct tick){ n });
    }
    pith_reply(r);
}

static void serve_ask(struct pith_request *r, const void *in)
{
    const struct ask_in *a = in;
    struct ask_out *out = pith_out(r);
    if (a->what.len == 4 && memcmp(a->what.ptr, "fail", 4) == 0) {
        pith_fail(r, PITH_CONFLICT, "as_asked", "it was asked to fail");
        return;
    }
    if (a->what.len == 5 && memcmp(a->what.ptr, "story", 5) == 0) {
        pith_submit(pith_of(r), &chain_op, &(struct nothing){ 0 },
                    &(struct pith_use){ .done = tell_story, .arg = r, .within = r });
        return;
    }
    if (a->what.len == 4 && memcmp(a->what.ptr, "exit", 4) == 0) {
        pith_close(pith_of(r));
        pthread_exit(NULL);
    }
    if (a->what.len == 4 && memcmp(a->what.ptr, "huge", 4) == 0) {
        out->answer.len = 20 << 20;
        out->answer.ptr = memset(pith_alloc(r, out->answer.len), 'x', out->answer.len);
        pith_reply(r);
        return;
    }
    if (a->what.len == 5 && memcmp(a->what.ptr, "flood", 5) == 0) {
        flood(r);
        return;
    }
    for (uint64_t n = 0; n < 20; n++)
        MUST(pith_item(r, &(struct tick){ n }) || n == 31);
    out->answer = a->what;
    pith_reply(r);
}

/* What pith_export() does here; the op that it calls is of the module above. */
static int serve(struct pith *p)
{
    struct export *x = calloc(1, sizeof *x);
    *x = (struct export){ &ask_op, serve_ask, NULL };
    p->exports = x;
    p->ready = true; /* there is nobody to be told */
    return pith_serve(p);
}

static void serves(struct pith *p)
{
    MUST(serve(p) == 0);
}

static void serves_until_it_is_cut_off(struct pith *p)
{
    MUST(serve(p) < 0);
}

TEST(a_program_answers_calls)
{
    owned(rig) struct rig f;
    rig_init(&f);
    f.body = serves;
    rig_begin(&f);
    rig_serving = f.ring;
    while (!rings_count(f.rings) || loop_turn(f.bed.loop))
        ;
    for (int i = 0; i < 200; i++)
        loop_turn(f.bed.loop), usleep(100);
    CHECK_OK(testbed_call(&f.bed, "ringtest.ask", "{\"what\":\"who\"}"));
    CHECK_STR(json_get_text(f.bed.result, STR("answer"), STR("")), "who");
    CHECK_OK(testbed_call(&f.bed, "ringtest.ask", "{\"what\":\"story\"}"));
    CHECK_STR(json_get_text(f.bed.result, STR("answer"), STR("")), "goes on");
    CHECK_REASON("answer_too_large", testbed_call(&f.bed, "ringtest.ask", "{\"what\":\"huge\"}"));
    CHECK_REASON("as_asked", testbed_call(&f.bed, "ringtest.ask", "{\"what\":\"fail\"}"));
    ring_stop(f.ring);
    rig_finish(&f);
}

TEST(who_serves_and_goes_leaves_an_error)
{
    owned(rig) struct rig f;
    rig_init(&f);
    f.body = serves;
    rig_begin(&f);
    rig_serving = f.ring;
    for (int i = 0; i < 200; i++)
        loop_turn(f.bed.loop), usleep(100);
    CHECK_REASON("service_gone", testbed_call(&f.bed, "ringtest.ask", "{\"what\":\"exit\"}"));
    rig_finish(&f);
}

static bool is_full(struct call *c, const void *item)
{
    (void)item;
    ++*(unsigned *)c->door;
    return false;
}

static void note_end(struct call *c)
{
    loop_stop(kernel_loop(c->kernel));
}

static bool was_told(enum trace_kind kind, const char *text)
{
    owned(arena) struct arena texts;
    struct trace_cursor cursor;
    struct trace_reading r;
    bool told = false;
    arena_init(&texts, 32 * MIB);
    for (trace_cursor_oldest(&cursor); trace_next(&cursor, &texts, &r);)
        told |= r.event.kind == kind && str_eq(r.text, str_of(text));
    return told;
}

TEST(who_sends_more_than_it_has_credits_for_is_cut_off)
{
    owned(rig) struct rig f;
    rig_init(&f);
    f.body = serves_until_it_is_cut_off;
    rig_begin(&f);
    rig_serving = f.ring;
    for (int i = 0; i < 200; i++)
        loop_turn(f.bed.loop), usleep(100);
    struct call c;
    unsigned items = 0;
    struct ringtest_ask_in in = { .what = STR("flood") };
    struct ringtest_ask_out out;
    call_init(&c, f.bed.kernel, proc_caller(f.bed.proc), op_named(STR("ringtest.ask")));
    c.in = &in;
    c.out = &out;
    c.on_item = is_full;
    c.on_done = note_end;
    c.door = &items;
    kernel_call(&c);
    while (!c.done)
        loop_run(f.bed.loop);
    CHECK_REASON("service_gone", give(c.err));
    CHECK_INT(items, PITH_CREDITS);
    call_end(&c, NULL);
    rig_finish(&f);
    CHECK(was_told(TRACE_RING_BROKEN, "it sent items of a stream beyond its credits"));
}

/* --- nothing is left --- */

TEST(of_many_programs_nothing_is_left)
{
    static void (*const bodies[])(struct pith *) = { adds, leaves, calls_off, takes, batches };
    owned(rig) struct rig f;
    rig_init(&f);
    f.body = adds;
    rig_begin(&f);
    rig_finish(&f);
    int before = rig_descriptors(&f);
    for (int i = 0; i < 50; i++) {
        f.body = bodies[i % (int)COUNT_OF(bodies)];
        rig_begin(&f);
        rig_finish(&f);
    }
    CHECK_INT(rig_descriptors(&f), before);
}

/* --- many at once --- */

enum { PROGRAMS = 8, VISITS = 12 };

struct crowd {
    struct rig rig;
    char path[sizeof((struct sockaddr_un){ 0 }.sun_path)];
    atomic_int left;
};

static int visit(const struct crowd *w)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    memcpy(a.sun_path, w->path, sizeof w->path);
    MUST(connect(fd, (const struct sockaddr *)&a, sizeof a) == 0);
    return fd;
}

/* So many threads run `program`, the last of which stops the loop. */
static void crowd_run(struct crowd *w, int n, void *(*program)(void *crowd))
{
    pthread_t threads[PROGRAMS];
    w->left = n;
    rig_init(&w->rig);
    snprintf(w->path, sizeof w->path, "%s", testbed_path(&w->rig.bed, "ring.sock"));
    CHECK_OK(rings_listen(w->rig.rings, w->path));
    for (int i = 0; i < n; i++)
        CHECK(pthread_create(&threads[i], NULL, program, w) == 0);
    loop_run(w->rig.bed.loop);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    rig_settle(&w->rig);
    CHECK_INT(rings_count(w->rig.rings), 0);
    rig_done(&w->rig);
}

static void crowd_leave(struct crowd *w)
{
    if (atomic_fetch_sub(&w->left, 1) == 1)
        loop_stop(w->rig.bed.loop);
}

/* The owner's programs, who come by the socket, work, and leave in the middle of something. */
static void *come_and_go(void *arg)
{
    static void (*const bodies[])(struct pith *) = { batches, leaves, calls_off, echoes };
    struct crowd *w = arg;
    unsigned seed = (unsigned)random_u64();
    for (int i = 0; i < VISITS; i++) {
        struct pith *p = pith_open_fd(visit(w), NULL);
        MUST(p);
        pith_set_spin(p, (unsigned)rand_r(&seed) % 2 * 20);
        bodies[(size_t)rand_r(&seed) % COUNT_OF(bodies)](p);
        pith_close(p);
    }
    crowd_leave(w);
    return NULL;
}

TEST(many_programs_come_and_go_at_once)
{
    struct crowd w = { 0 };
    crowd_run(&w, PROGRAMS, come_and_go);
}

/* --- turns --- */

static void take_before(void *arg, const void *out, const struct pith_error *e)
{
    if (!e) /* else it was on its way when we left */
        *(uint64_t *)arg = *(const uint64_t *)out;
}

/* One program has sixty slow calls in its lane, which is a turn's worth; then another has one. */
static void *let_wait(void *arg)
{
    struct crowd *w = arg;
    struct pith *slow = pith_open_fd(visit(w), NULL), *other = pith_open_fd(visit(w), NULL);
    uint64_t before = UINT64_MAX, ignored;
    for (int i = 0; i < 60; i++)
        MUST(pith_submit(slow, &slow_op, &(char){ 0 },
                         &(struct pith_use){ .done = take_before, .arg = &ignored }));
    MUST(pith_submit(other, &slow_op, &(char){ 0 },
                     &(struct pith_use){ .done = take_before, .arg = &before }));
    pith_flush(slow);
    pith_flush(other);
    MUST(pith_wait(other, 10000) > 0);
    MUST(before < 30);
    pith_close(slow);
    pith_close(other);
    crowd_leave(w);
    return NULL;
}

TEST(who_sends_what_is_slow_makes_others_wait_for_one_of_it)
{
    struct crowd w = { 0 };
    crowd_run(&w, 1, let_wait);
}

/* It makes room while it is made to rest, since one of its calls was a long one. */
static void *makes_room_in_its_rest(void *arg)
{
    enum { MANY = 20 };
    static char data[50000];
    struct crowd *w = arg;
    struct pith *one = pith_open_fd(visit(w), NULL), *other = pith_open_fd(visit(w), NULL);
    uint64_t ignored = 0;
    int done = 0;
    for (int i = 0; i < MANY; i++)
        MUST(pith_submit(one, &echo_op, &(struct echo){ { data, sizeof data } },
                         &(struct pith_use){ .done = count_done, .arg = &done }));
    pith_flush(one);
    usleep(50000);
    MUST(pith_submit(one, &slow_op, &(char){ 0 },
                     &(struct pith_use){ .done = take_before, .arg = &ignored }));
    pith_flush(one);
    usleep(7000);
    while (done < MANY)
        MUST(pith_wait(one, 10000) > 0);
    pith_close(one);
    pith_close(other);
    crowd_leave(w);
    return NULL;
}

TEST(who_makes_room_in_its_rest_hears_the_rest)
{
    struct crowd w = { 0 };
    crowd_run(&w, 1, makes_room_in_its_rest);
}

/* --- more descriptors than entries have been read --- */

static void count_ok(void *arg, const void *out, const struct pith_error *e)
{
    MUST(out && !e);
    ++*(int *)arg;
}

/* A hundred payloads that go by descriptor, while the poller is busy with what came before. */
static void sends_much(struct pith *p)
{
    enum { MANY = 100, MUCH = 100 << 10 };
    static char much[MUCH];
    uint64_t ignored;
    int done = 0;
    for (int i = 0; i < 20; i++)
        MUST(pith_submit(p, &slow_op, &(struct nothing){ 0 },
                         &(struct pith_use){ .done = take_before, .arg = &ignored }));
    for (int i = 0; i < MANY; i++)
        MUST(pith_submit(p, &echo_op, &(struct echo){ { much, MUCH } },
                         &(struct pith_use){ .done = count_ok, .arg = &done }));
    pith_flush(p);
    while (done < MANY)
        MUST(pith_wait(p, 10000) > 0);
}

TEST(descriptors_may_come_long_before_their_entries_are_read)
{
    owned(rig) struct rig f;
    rig_init(&f);
    f.body = sends_much;
    rig_begin(&f);
    rig_finish(&f);
}
