/* A batch of 100 in process, against the same 100 calls one by one; what each costs above that is
 * its decoding, its result as JSON, and the batch. */
#include "bench.h"

#include "base/loop.h"
#include "ops/system.h"
#include "ops/task.h"
#include "proc/proc.h"
#include "system/system.h"

#include <stdlib.h>

const struct op_module *const op_modules[] = { &system_ops, &task_ops, NULL };

enum { CALLS = 100 };

static struct {
    struct call one, batch;
    struct time_now_in in;
    struct time_now_out out;
    struct batch_call calls[CALLS];
} rig;

static void run_batch(void *arg)
{
    struct call *c = &rig.batch;
    struct batch_run_in *in;
    (void)arg;
    if (call_alloc(c))
        abort();
    in = (struct batch_run_in *)(uintptr_t)c->in;
    *in = (struct batch_run_in){ .calls = { rig.calls, CALLS } };
    kernel_call(c);
    const struct batch_run_out *out = c->out;
    if (c->err || out->succeeded != CALLS)
        abort();
    call_again(c);
}

static void run_alone(void *arg)
{
    (void)arg;
    for (int i = 0; i < CALLS; i++) {
        kernel_call(&rig.one);
        if (rig.one.err)
            abort();
        call_again(&rig.one);
    }
}

int main(int argc, char **argv)
{
    ops_init();
    struct loop *loop = loop_new(LOOP_LIVE);
    struct kernel *kernel = kernel_new(loop);
    struct procs *procs = procs_new(kernel);
    struct proc *proc = proc_new(procs, PROC_OWNER, PRESET_ADMIN, STR("bench"));
    call_init(&rig.one, kernel, proc_caller(proc), OP_TIME_NOW);
    rig.one.in = &rig.in;
    rig.one.out = &rig.out;
    call_init(&rig.batch, kernel, proc_caller(proc), op_named(STR("batch.run")));
    for (int i = 0; i < CALLS; i++)
        rig.calls[i].op = STR("time.now");
    /* The goal is 0.1 ms; alone they take about 7 µs. */
    const struct bench bench = { "a batch of 100", "100 calls", run_batch, run_alone, NULL, 0, 15 };
    int status = bench_main(&bench, 1, argc, argv);
    call_end(&rig.one, NULL);
    call_end(&rig.batch, NULL);
    proc_unref(proc);
    kernel_free(kernel);
    procs_free(procs);
    loop_free(loop);
    return status;
}
