/* The life of a program, from its proc to the last of what it holds: see native.h.
 *
 * Its states are those of its proc (proc/life.c). What it holds is registered with the proc, which
 * gives it back in order when it is closed; last of all the program itself. */
#include "native/native_priv.h"

#include "trace/trace.h"

#include <assert.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

bool native_is_over(const struct native *n)
{
    return proc_state(n->proc) >= PROC_STATE_EXITED;
}

/* --- how what it holds is given back --- */

static void release_input(struct holding *h)
{
    struct native *n = CONTAINER_OF(h, struct native, held_input);
    if (n->in >= 0)
        close(n->in);
    n->in = -1;
}

static void release_output(struct holding *h)
{
    struct stream *s = CONTAINER_OF(h, struct stream, held);
    native_end_reader(s->home);
    stream_done(s);
}

/* What there was has gone with the sandbox: no proc is closed before its body has. */
static void release_network(struct holding *h)
{
    const struct native *n = CONTAINER_OF(h, struct native, held_network);
    assert(native_is_over(n));
    (void)n;
}

static void release_forwards(struct holding *h)
{
    const struct native *n = CONTAINER_OF(h, struct native, held_forwards);
    assert(native_is_over(n));
    (void)n;
}

static void release_clock(struct holding *h)
{
    struct native *n = CONTAINER_OF(h, struct native, held_clock);
    timer_stop(n->home->loop, &n->clock);
}

static void release_program(struct holding *h)
{
    struct native *n = CONTAINER_OF(h, struct native, held_program);
    assert(list_empty(&n->waiters) && list_empty(&n->asks) && !n->reader && !n->spawner);
    arena_done(&n->plan_arena);
    list_remove(&n->link);
    n->home->count--;
    mem_free(n->program);
    mem_free(n->command);
    struct proc *p = n->proc;
    mem_free(n);
    proc_unref(p);
}

void native_hold_input(struct native *n)
{
    proc_hold(n->proc, &n->held_input, n->terminal ? HOLD_TERMINAL : HOLD_INPUT, release_input);
}

void native_hold_output(struct native *n, enum proc_stream which)
{
    proc_hold(n->proc, &n->streams[which].held, HOLD_OUTPUT, release_output);
}

void native_hold_network(struct native *n, const struct sandbox_network *network)
{
    if (network->mode != NET_FULL)
        proc_hold(n->proc, &n->held_network, HOLD_NETWORK, release_network);
    if (network->n_forwards)
        proc_hold(n->proc, &n->held_forwards, HOLD_FORWARD, release_forwards);
}

/* --- beginning --- */

struct native *native_new(struct natives *ns, struct proc *take_p, struct str program,
                          char *take_command)
{
    struct native *n = mem_new(sizeof *n);
    n->home = ns;
    n->proc = take_p;
    n->id = proc_id(take_p);
    n->program = mem_text(program.ptr, program.len);
    n->command = take_command;
    n->in = -1;
    for (size_t i = 0; i < COUNT_OF(n->streams); i++)
        n->streams[i] = (struct stream){ .home = n, .fd = -1 };
    n->started_ms = clock_wall_ms();
    arena_init(&n->plan_arena, 1 * MIB);
    list_init(&n->waiters);
    list_init(&n->asks);
    list_add(&ns->all, &n->link);
    ns->count++;
    proc_hold(n->proc, &n->held_program, HOLD_PROGRAM, release_program);
    return n;
}

/* --- processor time --- */

enum { CLOCK_LEAST_MS = 100 };

static void set_clock(struct native *n);

static uint64_t cpu_left_us(const struct native *n)
{
    struct sandbox_figures f;
    uint64_t most = n->cpu_seconds * 1000000;
    sandbox_look(n->child.pid, &f);
    return most > f.cpu_us ? most - f.cpu_us : 0;
}

static void clock_met(struct timer *t)
{
    struct native *n = CONTAINER_OF(t, struct native, clock);
    if (native_is_over(n))
        return;
    if (cpu_left_us(n)) {
        set_clock(n);
        return;
    }
    proc_met(n->proc, PROC_WHY_CPU_SECONDS, n->cpu_seconds);
    native_end_now(n, PROC_WHY_CPU_SECONDS, 0);
}

/* All its processes together may use so much; on how many processors nobody knows beforehand, so
 * it is looked at when they could have, if all were theirs. */
static void set_clock(struct native *n)
{
    uint64_t least = cpu_left_us(n) / 1000 / (uint64_t)MAX_OF(sysconf(_SC_NPROCESSORS_ONLN), 1);
    timer_start(n->home->loop, &n->clock, (int64_t)MAX_OF(least, CLOCK_LEAST_MS), clock_met);
}

void native_limit_cpu(struct native *n, uint64_t seconds)
{
    n->cpu_seconds = seconds;
    if (n->held_clock.proc) {
        proc_let_go(&n->held_clock);
        timer_stop(n->home->loop, &n->clock);
    }
    if (!seconds || native_is_over(n))
        return;
    set_clock(n);
    proc_hold(n->proc, &n->held_clock, HOLD_CLOCK, release_clock);
}

/* --- its body, for those who act on procs --- */

enum { PRESSED_MS = 2000 }; /* after it was told last */

static void look(void *arg, struct proc_usage *out)
{
    const struct native *n = arg;
    struct sandbox_figures f;
    uint64_t most = proc_limits_of(n->proc).memory;
    sandbox_look(n->child.pid, &f);
    *out = (struct proc_usage){ .pid = (uint64_t)n->child.pid,
                                .memory = f.memory,
                                .cpu_ms = f.cpu_us / 1000,
                                .processes = f.processes };
    bool told = n->pressed_ns && clock_mono_ns() - n->pressed_ns < PRESSED_MS * 1000000LL;
    out->pressed = told || (most && f.memory > most / 5 * 4);
}

struct ask {
    struct list link;
    proc_done_fn *done;
    void *arg;
};

static void expect(struct native *n, proc_done_fn *done, void *arg)
{
    struct ask *a = mem_new(sizeof *a);
    *a = (struct ask){ .done = done, .arg = arg };
    list_add(&n->asks, &a->link);
    n->asking = true;
}

/* What was refused at once is not going to be answered. */
static struct err *asked(struct native *n, struct err *take_e)
{
    n->asking = false;
    if (take_e) {
        struct list *last = n->asks.prev;
        list_remove(last);
        mem_free(CONTAINER_OF(last, struct ask, link));
    }
    return take_e;
}

void native_answered(struct zygote_child *child, struct err *take_e)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    struct list *item = n->asking ? n->asks.prev : n->asks.next;
    if (item == &n->asks) {
        err_free(take_e);
        return;
    }
    list_remove(item);
    n->asking = false;
    struct ask *a = CONTAINER_OF(item, struct ask, link);
    a->done(a->arg, take_e);
    mem_free(a);
}

static struct err *has_ended(void)
{
    return err_new(ERR_CONFLICT, "has_ended", "the program has ended meanwhile");
}

void native_drop_asks(struct native *n)
{
    n->asking = false;
    while (!list_empty(&n->asks))
        native_answered(&n->child, has_ended());
}

static struct err *freeze(void *arg, bool frozen, proc_done_fn *done, void *done_arg)
{
    struct native *n = arg;
    expect(n, done, done_arg);
    return asked(n, zygote_freeze(&n->child, frozen));
}

/* -20 to 19, as nice has them: each step a quarter more or less, from what sandboxes weigh. */
uint64_t native_weight(int priority)
{
    uint64_t weight = SANDBOX_LIMITS.cpu_weight * 1000;
    for (int i = priority; i < 0; i++)
        weight = weight * 5 / 4;
    for (int i = priority; i > 0; i--)
        weight = weight * 4 / 5;
    return MAX_OF(weight / 1000, 1u);
}

static struct err *limit(void *arg, const struct proc_limits *l, int priority, proc_done_fn *done,
                         void *done_arg)
{
    struct native *n = arg;
    struct sandbox_limits now = { .memory = l->memory,
                                  .processes = l->processes,
                                  .cpu_percent = l->cpu_percent,
                                  .cpu_weight = native_weight(priority) };
    expect(n, done, done_arg);
    return asked(n, zygote_limit(&n->child, &now));
}

static void end(void *arg)
{
    native_end_now(arg, PROC_WHY_PARENT_ENDED, 0);
}

static void limit_changed(void *arg)
{
    struct native *n = arg;
    native_limit_cpu(n, proc_limits_of(n->proc).cpu_seconds);
}

const struct proc_body native_body = {
    .look = look, .freeze = freeze, .limit = limit, .changed = limit_changed, .end = end
};

/* --- ending --- */

void native_end_now(struct native *n, enum proc_why why, uint32_t by)
{
    if (native_is_over(n))
        return;
    proc_blame(n->proc, why, by);
    sandbox_look(n->child.pid, &n->at_end);
    proc_go(n->proc, PROC_STATE_ENDING);
    native_tell_signalled(n, PROC_SIGNAL_KILL);
    zygote_signal(&n->child, SIGKILL);
}

void native_pressed(struct zygote_child *child, uint64_t used, uint64_t most)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    n->pressed_ns = clock_mono_ns();
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_PROC_PRESSURE,
                                           .caller = n->id,
                                           .a = used,
                                           .b = most },
                    str_of(n->command));
}

/* --- one has ended --- */

/* By a cgroup nobody's time is missed. Without one only what init has waited for is counted, and
 * that is nothing if it was ended itself. */
static void count_time(struct native *n)
{
    if (n->at_end.cpu_us <= n->end.user_us + n->end.system_us)
        return;
    n->end.system_us = n->at_end.system_us;
    n->end.user_us = n->at_end.cpu_us - n->at_end.system_us;
    n->end.memory_peak = MAX_OF(n->end.memory_peak, n->at_end.memory);
}

static void find_why(struct native *n)
{
    struct proc_limits l = proc_limits_of(n->proc);
    int status = n->end.status, by_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (n->end.met & MET_PROCESSES)
        proc_met(n->proc, PROC_WHY_PROCESSES, l.processes);
    if (n->end.met & MET_MEMORY)
        proc_met(n->proc, PROC_WHY_MEMORY, l.memory);
    bool shell_says = l.cpu_seconds && WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGXCPU;
    if (by_signal == SIGXCPU || shell_says) /* of one process the kernel counts by itself */
        proc_blame(n->proc, PROC_WHY_CPU_SECONDS, 0);
    if (by_signal && by_signal == n->told_signal)
        proc_blame(n->proc, PROC_WHY_KILLED, n->told_by);
    if (status)
        proc_has_failed(n->proc);
}

/* The last touch of `n`: nothing may be left of it. */
void native_ended(struct zygote_child *child, const struct child_end *end)
{
    struct native *n = CONTAINER_OF(child, struct native, child);
    n->end = *end;
    count_time(n);
    find_why(n);
    native_tell_exited(n);
    proc_go(n->proc, PROC_STATE_EXITED);
    native_drop_asks(n);
    native_answer_waiters(n);
    struct natives *ns = n->home;
    proc_body_gone(n->proc, n->reader || !n->told);
    natives_settle_stop(ns);
}

void native_settle(struct native *n)
{
    if (native_is_over(n) && n->told && !n->reader)
        proc_close(n->proc);
}
