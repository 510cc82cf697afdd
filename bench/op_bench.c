/* The walk of a call, in process: time.now through kernel_call(), with its plan and with the plan
 * dropped before each call, against reading the clock, which is all that its handler does; an
 * event against reading the cycle counter, without which there is no timestamp: alone, through its
 * gate, and with four threads that write at once. */
#include "bench.h"

#include "base/loop.h"
#include "op/op.h"
#include "ops/system.h"
#include "proc/proc.h"
#include "system/system.h"
#include "trace/trace.h"

#include <pthread.h>
#include <stdlib.h>

const struct op_module *const op_modules[] = { &system_ops, NULL };

struct rig {
    struct call call;
    struct caller *caller;
    struct time_now_in in;
    struct time_now_out out;
};

static void call_hot(void *arg)
{
    struct rig *r = arg;
    kernel_call(&r->call);
    if (r->call.err)
        abort();
    call_again(&r->call);
}

static void call_cold(void *arg)
{
    struct rig *r = arg;
    atomic_fetch_add(&r->caller->changes, 1); /* plans_drop() without its own event */
    call_hot(arg);
}

static void read_clock(void *arg)
{
    struct rig *r = arg;
    r->out.now = clock_wall_ms();
    bench_keep(&r->out);
}

static void emit_event(void *arg)
{
    (void)arg;
    trace_emit(&(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_OP_DONE, .a = 1 });
}

static uint64_t chain;

static void emit_through_gate(void *arg)
{
    (void)arg;
    trace_emit_sampled(
        CATEGORY_OP, &(struct trace_event){
                         .cycles = cycles_now(), .kind = TRACE_OP_DONE, .chain = ++chain, .a = 1 });
}

/* --- four threads --- */

enum { WRITERS = 4, EACH = 20000 };

struct many {
    pthread_t threads[WRITERS];
    pthread_barrier_t begin, end;
    void (*one)(void *arg);
    atomic_bool over;
};

static void *write_many(void *arg)
{
    struct many *m = arg;
    for (;;) {
        pthread_barrier_wait(&m->begin);
        if (atomic_load(&m->over))
            return NULL;
        for (int i = 0; i < EACH; i++)
            m->one(NULL);
        pthread_barrier_wait(&m->end);
    }
}

static void many_start(struct many *m)
{
    pthread_barrier_init(&m->begin, NULL, WRITERS + 1);
    pthread_barrier_init(&m->end, NULL, WRITERS + 1);
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&m->threads[i], NULL, write_many, m);
}

static void many_stop(struct many *m)
{
    atomic_store(&m->over, true);
    pthread_barrier_wait(&m->begin);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(m->threads[i], NULL);
}

static void run_all(struct many *m, void (*one)(void *arg))
{
    m->one = one;
    pthread_barrier_wait(&m->begin);
    pthread_barrier_wait(&m->end);
}

static void read_cycles(void *arg)
{
    uint64_t now = cycles_now();
    (void)arg;
    bench_keep(&now);
}

static void many_events(void *arg)
{
    run_all(arg, emit_event);
}

static void many_readings(void *arg)
{
    run_all(arg, read_cycles);
}

int main(int argc, char **argv)
{
    ops_init();
    struct loop *loop = loop_new(LOOP_LIVE);
    struct kernel *kernel = kernel_new(loop);
    struct procs *procs = procs_new(kernel);
    struct proc *proc = proc_new(procs, PROC_OWNER, PRESET_ADMIN, STR("bench"));
    struct many many = { .over = false };
    many_start(&many);
    struct rig r = { .caller = proc_caller(proc) };
    call_init(&r.call, kernel, r.caller, OP_TIME_NOW);
    r.call.in = &r.in;
    r.call.out = &r.out;
    const struct bench benches[] = {
        { "a trivial op, with its plan", "reading the clock", call_hot, read_clock, &r, 0, 6 },
        { "a trivial op, its plan dropped", "reading the clock", call_cold, read_clock, &r, 0, 12 },
        { "an event", "reading the cycle counter", emit_event, read_cycles, &r, 0, 2.5 },
        { "an event, through its gate", "reading the cycle counter", emit_through_gate, read_cycles,
          &r, 0, 2.5 },
        { "80,000 events, four writers", "reading the cycle counter", many_events, many_readings,
          &many, 0, 2.5, 31 },
    };
    int status = bench_main(benches, COUNT_OF(benches), argc, argv);
    many_stop(&many);
    call_end(&r.call, NULL);
    proc_unref(proc);
    kernel_free(kernel);
    procs_free(procs);
    loop_free(loop);
    return status;
}
