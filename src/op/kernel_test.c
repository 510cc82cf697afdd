/* The walk: every way to run, deadlines, cancellation, plans, streams, idempotency keys. */
#include "base/loop.h"
#include "base/test.h"
#include "op/emit.h"
#include "ops/op.h"
#include "ops/op_test.h"
#include "trace/trace.h"

#include <pthread.h>
#include <sched.h>

const struct op_module *const op_modules[] = { &op_ops, &op_test_ops, NULL };

/* --- the handlers of op_test.def --- */

static atomic_ulong now_calls;
static atomic_int works_held; /* op_test_work with "hold" ends when this is not set */
static atomic_int works_run;
static struct call *hanging;

struct err *op_test_echo(struct call *c, const struct test_echo_in *in, struct test_echo_out *out)
{
    (void)c;
    *out = (struct test_echo_out){
        in->text,       in->flag,       in->integer,   in->count,     in->real,
        in->path,       in->bytes,      in->has_bytes, in->time,      in->ms,
        in->secret,     in->has_secret, in->json,      in->has_json,  in->mood,
        in->point,      in->has_point,  in->words,     in->has_words, in->points,
        in->has_points, in->tree,       in->has_tree,  in->note,      in->has_note,
    };
    return NULL;
}

struct err *op_test_now(struct call *c, const struct test_now_in *in, struct test_now_out *out)
{
    (void)c, (void)in;
    out->calls = atomic_fetch_add(&now_calls, 1) + 1;
    return NULL;
}

struct err *op_test_work(struct call *c, const struct test_work_in *in, struct test_work_out *out)
{
    if (str_eq(in->say, STR("fail")))
        return err_new(ERR_CONFLICT, "told_to", "it was told to fail");
    atomic_fetch_add(&works_run, 1);
    while (str_eq(in->say, STR("hold")) && atomic_load(&works_held))
        sched_yield();
    while (str_eq(in->say, STR("spin"))) {
        TRY(call_stopped(c));
        sched_yield();
    }
    out->thread = (uint64_t)pthread_self() % COUNT_MOST;
    return NULL;
}

struct err *op_test_maybe(struct call *c, const struct test_maybe_in *in,
                          struct test_maybe_out *out)
{
    if (!in->cached && !c->may_wait)
        return call_would_wait(c);
    out->waited = c->may_wait;
    return NULL;
}

static void wait_over(struct call *c)
{
    ((struct test_wait_out *)c->out)->over = true;
    call_done(c, NULL);
}

void op_test_wait(struct call *c, const struct test_wait_in *in)
{
    call_after(c, in->ms, wait_over);
}

void op_test_hang(struct call *c, const struct test_hang_in *in)
{
    (void)in;
    hanging = c;
}

static void send_ticks(struct call *c)
{
    struct test_ticks_out *out = c->out;
    while (out->sent < ((const struct test_ticks_in *)c->in)->most) {
        if (!call_emit(c, &(struct test_tick){ out->sent++ })) {
            call_on_room(c, send_ticks);
            return;
        }
    }
    call_done(c, NULL);
}

void op_test_ticks(struct call *c, const struct test_ticks_in *in)
{
    (void)in;
    send_ticks(c);
}

/* --- a kernel to run them in --- */

struct fixture {
    struct loop *loop;
    struct kernel *kernel;
    struct caller caller;
};

static bool waiting; /* in loop_run(): a stop asked for earlier would end the next run */

static void answered(struct call *c)
{
    if (c->door)
        ++*(int *)c->door;
    if (waiting)
        loop_stop(kernel_loop(c->kernel));
}

static void wait_for_answer(struct fixture *f)
{
    waiting = true;
    loop_run(f->loop);
    waiting = false;
}

static void fixture_init(struct fixture *f, enum loop_mode mode)
{
    if (mode == LOOP_DETERMINISTIC)
        clock_use_manual(1000000000, 1700000000000);
    ops_init();
    *f = (struct fixture){ .loop = loop_new(mode) };
    f->kernel = kernel_new(f->loop);
    f->caller.plans = mem_new(OPS_MOST * sizeof *f->caller.plans);
}

static void fixture_done(struct fixture *f)
{
    kernel_free(f->kernel);
    loop_free(f->loop);
    mem_free((void *)f->caller.plans);
    clock_use(NULL);
}
DEFINE_OWNED_VALUE(fixture)

/* Runs one call to its answer. `args` is JSON. */
static void run(struct fixture *f, struct call *c, const struct op *op, const char *args)
{
    const struct json *tree;
    call_init(c, f->kernel, &f->caller, op);
    CHECK_OK(call_alloc(c));
    CHECK_OK(json_parse(str_of(args), NULL, &c->arena, &tree));
    CHECK_OK(shape_decode(op->in, tree, &c->arena, (void *)(uintptr_t)c->in));
    c->on_done = answered;
    kernel_call(c);
    if (!c->done)
        wait_for_answer(f);
    CHECK(c->done);
}

TEST(an_inline_op_is_answered_when_kernel_call_returns)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    run(&f, &c, OP_TEST_ECHO, "{\"text\":\"x\"}");
    CHECK_OK(c.err);
    CHECK_STR(((struct test_echo_out *)c.out)->text, "x");
    call_end(&c, NULL);
}

TEST(worker_ops_run_elsewhere_and_pass_on_their_errors)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    run(&f, &c, OP_TEST_WORK, "{}");
    CHECK(!c.err);
    CHECK(((struct test_work_out *)c.out)->thread != (uint64_t)pthread_self() % COUNT_MOST);
    call_end(&c, NULL);
    run(&f, &c, OP_TEST_WORK, "{\"say\":\"fail\"}");
    CHECK_INT(err_kind(c.err), ERR_CONFLICT);
    call_end(&c, NULL);
}

TEST(try_inline_goes_to_a_worker_only_when_it_has_to)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    run(&f, &c, OP_TEST_MAYBE, "{\"cached\":true}");
    CHECK(!((struct test_maybe_out *)c.out)->waited);
    call_end(&c, NULL);
    run(&f, &c, OP_TEST_MAYBE, "{\"cached\":false}");
    CHECK(((struct test_maybe_out *)c.out)->waited);
    call_end(&c, NULL);
}

TEST(a_loop_op_answers_later_and_time_is_the_clocks)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_DETERMINISTIC);
    int64_t before = clock_mono_ns();
    run(&f, &c, OP_TEST_WAIT, "{\"ms\":3600000}");
    CHECK(!c.err);
    CHECK_INT(clock_mono_ns() - before, 3600000LL * 1000000);
    call_end(&c, NULL);
}

static void run_with_deadline(struct fixture *f, struct call *c, const struct op *op,
                              const char *args, int *answers)
{
    const struct json *tree;
    call_init(c, f->kernel, &f->caller, op);
    CHECK_OK(call_alloc(c));
    CHECK_OK(json_parse(str_of(args), NULL, &c->arena, &tree));
    CHECK_OK(shape_decode(op->in, tree, &c->arena, (void *)(uintptr_t)c->in));
    c->deadline_ns = clock_mono_ns() + 20 * 1000000;
    c->door = answers;
    c->on_done = answered;
    kernel_call(c);
    wait_for_answer(f);
    CHECK_INT(err_kind(c->err), ERR_TIMEOUT);
    CHECK_INT(*answers, 1);
    CHECK_INT(kernel_running(f->kernel), 0);
}

TEST(past_its_deadline_a_loop_op_is_stopped)
{
    owned(fixture) struct fixture f;
    struct call c;
    int answers = 0;
    fixture_init(&f, LOOP_DETERMINISTIC);
    run_with_deadline(&f, &c, OP_TEST_WAIT, "{\"ms\":60000}", &answers);
    call_end(&c, NULL);
}

static int freed;
static void count_free(struct call *c)
{
    (void)c;
    freed++;
}

TEST(past_its_deadline_the_door_is_answered_though_the_handler_hangs)
{
    owned(fixture) struct fixture f;
    struct call c;
    int answers = 0;
    fixture_init(&f, LOOP_DETERMINISTIC);
    run_with_deadline(&f, &c, OP_TEST_HANG, "{}", &answers);
    freed = 0;
    call_end(&c, count_free);
    CHECK_INT(freed, 0); /* the handler still has it */
    CHECK(hanging == &c);
    call_done(&c, NULL);
    CHECK_INT(freed, 1);
    CHECK_INT(answers, 1);
}

TEST(past_its_deadline_a_worker_sees_that_it_is_stopped)
{
    struct call c; /* outlives the kernel, and so the worker */
    owned(fixture) struct fixture f;
    int answers = 0;
    fixture_init(&f, LOOP_LIVE);
    run_with_deadline(&f, &c, OP_TEST_WORK, "{\"say\":\"spin\"}", &answers);
    call_end(&c, NULL); /* kernel_free() waits for the worker, which then frees the parts */
}

TEST(a_cancelled_call_says_so_once)
{
    owned(fixture) struct fixture f;
    struct call c;
    int answers = 0;
    fixture_init(&f, LOOP_DETERMINISTIC);
    call_init(&c, f.kernel, &f.caller, OP_TEST_WAIT);
    c.in = &(struct test_wait_in){ 1000 };
    c.out = &(struct test_wait_out){ 0 };
    c.door = &answers;
    c.on_done = answered;
    kernel_call(&c);
    call_cancel(&c);
    call_cancel(&c);
    CHECK_INT(err_kind(c.err), ERR_CANCELLED);
    CHECK_INT(answers, 1);
    call_end(&c, NULL);
}

TEST(a_stopping_kernel_cancels_what_runs_and_takes_nothing_new)
{
    owned(fixture) struct fixture f;
    struct call c, d;
    fixture_init(&f, LOOP_DETERMINISTIC);
    call_init(&c, f.kernel, &f.caller, OP_TEST_WAIT);
    c.in = &(struct test_wait_in){ 1000 };
    c.out = &(struct test_wait_out){ 0 };
    kernel_call(&c);
    CHECK_INT(kernel_running(f.kernel), 1);
    kernel_stop(f.kernel);
    CHECK_INT(err_kind(c.err), ERR_CANCELLED);
    run(&f, &d, OP_TEST_NOW, "{}");
    CHECK_INT(err_kind(d.err), ERR_UNAVAILABLE);
    call_end(&c, NULL);
    call_end(&d, NULL);
}

/* --- plans --- */

static enum verdict verdict;
static int prepared, guarded;

static enum verdict count_prepare(struct caller *caller, const struct op *op)
{
    (void)caller, (void)op;
    prepared++;
    return verdict;
}

static struct err *count_guard(struct call *c)
{
    (void)c;
    guarded++;
    return NULL;
}

static struct err *say_denied(struct call *c)
{
    return err_new(ERR_DENIED, "no_capability", "may not call %s", c->op->name);
}

TEST(a_plan_is_prepared_once_and_dropped_on_change)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_DETERMINISTIC);
    kernel_add_steps(f.kernel, &(struct kernel_steps){ .prepare = count_prepare,
                                                       .guard = count_guard,
                                                       .denied = say_denied });
    verdict = VERDICT_ALLOW;
    prepared = guarded = 0;
    for (int i = 0; i < 10; i++) {
        run(&f, &c, OP_TEST_NOW, "{}");
        CHECK(!c.err);
        call_end(&c, NULL);
    }
    CHECK_INT(prepared, 1);
    verdict = VERDICT_DENY;
    plans_drop_all();
    for (int i = 0; i < 10; i++) {
        run(&f, &c, OP_TEST_NOW, "{}");
        CHECK_INT(err_kind(c.err), ERR_DENIED);
        call_end(&c, NULL);
    }
    CHECK_INT(prepared, 2);
    verdict = VERDICT_ASK;
    plans_drop_all();
    for (int i = 0; i < 10; i++) {
        run(&f, &c, OP_TEST_NOW, "{}");
        CHECK(!c.err);
        call_end(&c, NULL);
    }
    CHECK_INT(prepared, 3);
    CHECK_INT(guarded, 10);
}

TEST(a_row_that_takes_a_dead_ones_place_is_asked_about_anew)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_DETERMINISTIC);
    kernel_add_steps(f.kernel,
                     &(struct kernel_steps){ .prepare = count_prepare, .denied = say_denied });
    struct op first = *OP_TEST_NOW, second = *OP_TEST_NOW;
    first.nr = second.nr = 0;
    first.name = "ext.first";
    second.name = "ext.second";
    first.alias = second.alias = NULL;
    verdict = VERDICT_ALLOW;
    CHECK_OK(op_add(&first));
    CHECK_ERR(ERR_EXISTS, op_add(&first));
    run(&f, &c, &first, "{}");
    CHECK(!c.err);
    call_end(&c, NULL);
    op_remove(&first);
    CHECK(!op_named(STR("ext.first")));
    CHECK_OK(op_add(&second));
    CHECK_INT(second.index, first.index);
    verdict = VERDICT_DENY;
    run(&f, &c, &second, "{}");
    CHECK_INT(err_kind(c.err), ERR_DENIED);
    call_end(&c, NULL);
    op_remove(&second);
}

TEST(a_refusal_is_recorded_with_its_words)
{
    owned(fixture) struct fixture f;
    struct call c;
    struct trace_cursor cursor;
    struct trace_reading r;
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    fixture_init(&f, LOOP_DETERMINISTIC);
    kernel_add_steps(f.kernel,
                     &(struct kernel_steps){ .prepare = count_prepare, .denied = say_denied });
    verdict = VERDICT_DENY;
    trace_cursor_now(&cursor);
    run(&f, &c, OP_TEST_NOW, "{}");
    CHECK(trace_next(&cursor, &a, &r));
    CHECK_INT(r.event.kind, TRACE_OP_DENIED);
    CHECK_INT(r.event.op, 60002);
    CHECK(r.event.chain == c.chain && c.chain != 0);
    CHECK_STR(r.text, "may not call test.now");
    call_end(&c, NULL);
}

/* --- streams --- */

static int room;
static uint64_t got;

static bool take_item(struct call *c, const void *item)
{
    (void)c;
    CHECK_INT(((const struct test_tick *)item)->n, got);
    got++;
    return --room > 0;
}

TEST(a_stream_waits_while_its_door_is_full_and_loses_nothing)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_DETERMINISTIC);
    call_init(&c, f.kernel, &f.caller, OP_TEST_TICKS);
    c.in = &(struct test_ticks_in){ 10 };
    c.out = &(struct test_ticks_out){ 0 };
    c.on_item = take_item;
    room = 3;
    got = 0;
    kernel_call(&c);
    CHECK_INT(got, 3);
    CHECK(!c.done);
    room = 100;
    call_go_on(&c);
    CHECK_INT(got, 10);
    CHECK(c.done && !c.err);
    call_end(&c, NULL);
}

/* --- idempotency keys --- */

static atomic_int replays, remembers;
static bool known;

static struct err *replay(struct call *c, bool *out_replayed)
{
    atomic_fetch_add(&replays, 1);
    *out_replayed = known;
    if (known)
        ((struct test_work_out *)c->out)->thread = 42;
    return NULL;
}

static atomic_int forgets;

static void forget(struct call *c)
{
    (void)c;
    atomic_fetch_add(&forgets, 1);
}

static struct err *remember(struct call *c)
{
    (void)c;
    atomic_fetch_add(&remembers, 1);
    known = true;
    return NULL;
}

static void run_keyed(struct fixture *f, struct call *c)
{
    call_init(c, f->kernel, &f->caller, OP_TEST_WORK);
    CHECK_OK(call_alloc(c));
    c->idempotency_key = STR("k1");
    c->on_done = answered;
    kernel_call(c);
    wait_for_answer(f);
    CHECK(c->done && !c->err);
}

TEST(a_keyed_call_runs_once_and_is_replayed_after_that)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    kernel_add_steps(f.kernel, &(struct kernel_steps){ .replay = replay, .remember = remember });
    known = false;
    run_keyed(&f, &c);
    CHECK(((struct test_work_out *)c.out)->thread != 42);
    call_end(&c, NULL);
    run_keyed(&f, &c);
    CHECK_INT(((struct test_work_out *)c.out)->thread, 42);
    call_end(&c, NULL);
    CHECK_INT(replays, 2);
    CHECK_INT(remembers, 1);
}

TEST(a_keyed_call_that_fails_is_forgotten_and_may_be_tried_again)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    kernel_add_steps(f.kernel, &(struct kernel_steps){ .replay = replay, .forget = forget });
    known = false;
    call_init(&c, f.kernel, &f.caller, OP_TEST_WORK);
    c.in = &(struct test_work_in){ .say = STR("fail") };
    c.out = &(struct test_work_out){ 0 };
    c.idempotency_key = STR("k1");
    c.on_done = answered;
    kernel_call(&c);
    wait_for_answer(&f);
    CHECK_TEXT(err_reason(c.err), "told_to");
    CHECK_INT(forgets, 1);
    call_end(&c, NULL);
}

/* The client is gone before the answer: what is kept under its key must be what happened. */

static atomic_int replays_held;

static struct err *slow_replay(struct call *c, bool *out_replayed)
{
    atomic_fetch_add(&replays, 1);
    while (atomic_load(&replays_held))
        sched_yield();
    return replay(c, out_replayed);
}

static void start_keyed(struct fixture *f, struct call *c, const char *say)
{
    kernel_add_steps(
        f->kernel,
        &(struct kernel_steps){ .replay = slow_replay, .remember = remember, .forget = forget });
    known = false;
    atomic_store(&replays, 0), atomic_store(&remembers, 0), atomic_store(&forgets, 0);
    atomic_store(&works_run, 0);
    call_init(c, f->kernel, &f->caller, OP_TEST_WORK);
    CHECK_OK(call_alloc(c));
    ((struct test_work_in *)(uintptr_t)c->in)->say = str_of(say);
    c->idempotency_key = STR("k1");
    kernel_call(c);
}

static void leave(struct call *c)
{
    call_cancel(c);
    CHECK_INT(err_kind(c->err), ERR_CANCELLED);
    freed = 0;
    call_end(c, count_free);
    CHECK_INT(freed, 0);
}

static void turn_until_freed(struct fixture *f)
{
    while (!freed)
        loop_turn(f->loop);
}

TEST(what_a_keyed_call_did_after_its_client_left_is_remembered)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    atomic_store(&works_held, 1);
    start_keyed(&f, &c, "hold");
    while (!atomic_load(&works_run))
        loop_turn(f.loop);
    leave(&c);
    atomic_store(&works_held, 0);
    turn_until_freed(&f);
    CHECK_INT(remembers, 1);
    CHECK_INT(forgets, 0);
}

TEST(a_keyed_call_whose_client_left_before_it_ran_does_not_run_and_is_forgotten)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    atomic_store(&replays_held, 1);
    start_keyed(&f, &c, "");
    while (!atomic_load(&replays))
        loop_turn(f.loop);
    leave(&c);
    atomic_store(&replays_held, 0);
    turn_until_freed(&f);
    CHECK_INT(works_run, 0);
    CHECK_INT(remembers, 0);
    CHECK_INT(forgets, 1);
}

TEST(a_keyed_call_that_gives_up_because_its_client_left_is_forgotten)
{
    owned(fixture) struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_LIVE);
    start_keyed(&f, &c, "spin");
    while (!atomic_load(&works_run))
        loop_turn(f.loop);
    leave(&c);
    turn_until_freed(&f);
    CHECK_INT(remembers, 0);
    CHECK_INT(forgets, 1);
}

/* --- what a call holds --- */

static void count_up(void *n)
{
    ++*(int *)n;
}

TEST(what_a_full_call_cannot_hold_is_let_go_at_once_and_refused)
{
    owned(fixture) struct fixture f;
    struct call c;
    int held = 0, refused = 0;
    fixture_init(&f, LOOP_DETERMINISTIC);
    call_init(&c, f.kernel, &f.caller, OP_TEST_NOW);
    CHECK_OK(call_defer(&c, count_up, &held));
    while (!c.arena.overflow)
        arena_alloc(&c.arena, 64 * KIB);
    while (arena_alloc(&c.arena, 16))
        ; /* what the chunks have left */
    CHECK_ERR(ERR_LIMIT, call_defer(&c, count_up, &refused));
    CHECK_INT(refused, 1);
    CHECK_INT(held, 0);
    call_end(&c, NULL);
    CHECK_INT(held, 1);
    CHECK_INT(refused, 1);
}

/* --- many threads --- */

enum { THREADS = 4, EACH = 2000 };

static void *call_many(void *arg)
{
    struct fixture *f = arg;
    struct test_now_in in = {};
    struct test_now_out out;
    struct call c;
    call_init(&c, f->kernel, &f->caller, OP_TEST_NOW);
    c.in = &in;
    c.out = &out;
    for (int i = 0; i < EACH; i++) {
        kernel_call(&c);
        if (c.err)
            return c.err;
        call_again(&c);
        if (i % 100 == 0)
            plans_drop_all();
    }
    call_end(&c, NULL);
    return NULL;
}

TEST(inline_ops_can_be_called_from_any_thread)
{
    owned(fixture) struct fixture f;
    pthread_t threads[THREADS];
    fixture_init(&f, LOOP_LIVE);
    unsigned long before = atomic_load(&now_calls);
    for (size_t i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, call_many, &f);
    for (size_t i = 0; i < THREADS; i++) {
        void *e;
        pthread_join(threads[i], &e);
        CHECK(!e);
    }
    CHECK_INT(atomic_load(&now_calls) - before, THREADS * EACH);
}

/* --- allocation failure --- */

static void call_with_failure(void *arg)
{
    struct fixture f;
    struct call c;
    fixture_init(&f, LOOP_DETERMINISTIC);
    call_init(&c, f.kernel, &f.caller, OP_OPS_SEARCH);
    mem_fail_at(*(long *)arg);
    struct err *e = call_alloc(&c);
    const struct json *tree = NULL;
    if (!e)
        e = json_parse(STR("{\"query\":\"list the ops\"}"), NULL, &c.arena, &tree);
    if (!e)
        e = shape_decode(c.op->in, tree, &c.arena, (void *)(uintptr_t)c.in);
    if (!e) {
        kernel_call(&c);
    } else {
        if (err_kind(e) != ERR_LIMIT)
            CHECK_FAIL("%s", err_text(e));
        err_free(e);
    }
    mem_fail_at(0);
    call_end(&c, NULL);
    fixture_done(&f);
}

TEST(when_any_allocation_of_a_call_fails_it_is_answered_or_the_process_ends)
{
    for (long n = 1; n <= 40; n++) {
        int status = test_in_child(call_with_failure, &n);
        if (status != 0 && status != MEM_EXIT)
            CHECK_FAIL("allocation %ld: status %d", n, status);
    }
}
