/* proc.*: see native.def and native.h. */
#include "native/native_priv.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* --- which --- */

static bool sees(struct call *c, const struct native *n)
{
    struct proc *p = proc_of(c);
    return proc_owns(p, n->proc) || proc_holds(p) & CAP_BIT(CAP_kill_process);
}

/* Others' programs are as if they were not there. */
static struct err *find(struct call *c, uint64_t id, struct native **out)
{
    struct natives *ns = natives_of(c);
    list_each (&ns->all, item) {
        struct native *n = CONTAINER_OF(item, struct native, link);
        if (n->id != id || !sees(c, n))
            continue;
        *out = n;
        return NULL;
    }
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_program", "there is no program %llu of yours",
                            (unsigned long long)id),
                    "proc.list shows those that there are");
}

/* --- starting --- */

static void give_up(struct call *c)
{
    struct natives *ns = natives_of(c);
    list_each (&ns->all, item) {
        struct native *n = CONTAINER_OF(item, struct native, link);
        if (n->spawner != c)
            continue;
        n->spawner = NULL;
        native_end_now(n, PROC_WHY_CALLED_OFF, 0);
    }
    call_done(c, call_stopped(c));
}

/* Both ops have the same two results, in the same places. */
_Static_assert(sizeof(struct proc_spawn_out) == sizeof(struct proc_shell_out), "as they are read");

void native_answer_start(struct native *n, struct err *take_e)
{
    struct call *c = n->spawner;
    n->spawner = NULL;
    if (!c) {
        err_free(take_e);
        return;
    }
    struct proc_spawn_out *out = c->out;
    out->id = n->id;
    out->limits_by = str_of(sandbox_limits_by());
    call_done(c, take_e);
}

static void start(struct call *c, struct order *o, const struct network_order *network)
{
    struct err *e = native_network(c, network, &o->network);
    if (!e)
        e = native_start(c, o);
    if (e)
        call_done(c, e);
    else
        call_on_stop(c, give_up);
}

/* What both ops take, from the struct of either. */
#define ORDER_COMMON(c, in)                                                                 \
    .env = (in)->env, .place = call_place(c, 1) ? call_place(c, 1) : call_place(c, 2),      \
    .write = (in)->write, .quiet = (in)->quiet, .terminal = (in)->terminal,                 \
    .columns = (in)->columns, .lines = (in)->lines, .stay = (in)->stay, .ring = (in)->ring, \
    .allow = (in)->allow, .wall_ms = (in)->wall,                                            \
    .limits = limits_of((in)->memory, (in)->processes, (in)->files, (in)->cpu_seconds)

static struct sandbox_limits limits_of(uint64_t memory, uint64_t processes, uint64_t files,
                                       uint64_t cpu_s)
{
    struct sandbox_limits l = SANDBOX_LIMITS;
    l.memory = memory;
    l.processes = processes;
    l.files = files;
    l.cpu_s = cpu_s;
    return l;
}

void op_proc_spawn(struct call *c, const struct proc_spawn_in *in)
{
    struct order o = { .program = in->program, ORDER_COMMON(c, in) };
    o.argv = (struct str_list){ arena_array(&c->arena, struct str, in->args.count + 1),
                                in->args.count + 1 };
    if (!o.argv.items)
        return call_done(c, err_no_room());
    o.argv.items[0] = in->program;
    for (size_t i = 0; i < in->args.count; i++)
        o.argv.items[i + 1] = in->args.items[i];
    start(c, &o,
          &(struct network_order){ in->network, in->near, in->bridge, in->address, in->forwards });
}

void op_proc_shell(struct call *c, const struct proc_shell_in *in)
{
    struct str words[] = { STR("/bin/sh"), STR("-c"), in->line };
    struct order o = { .program = words[0],
                       .argv = { words, COUNT_OF(words) },
                       .line = in->line,
                       ORDER_COMMON(c, in) };
    start(c, &o,
          &(struct network_order){ in->network, in->near, in->bridge, in->address, in->forwards });
}

/* --- how one is --- */

static struct proc_row row_of(const struct native *n, struct arena *a)
{
    bool over = native_is_over(n);
    int status = n->end.status;
    struct proc_cause cause = proc_cause(n->proc);
    return (struct proc_row){
        .id = n->id,
        .program = arena_str(a, str_of(n->program)),
        .command = arena_str(a, str_of(n->command)),
        .state = proc_state(n->proc),
        .owner = proc_starter(n->proc),
        .started = n->started_ms,
        .has_pid = over ? ABSENT : GIVEN,
        .pid = (uint64_t)n->child.pid,
        .has_status = over && WIFEXITED(status) ? GIVEN : ABSENT,
        .status = WEXITSTATUS(status),
        .has_signal = over && WIFSIGNALED(status) ? GIVEN : ABSENT,
        .signal = WTERMSIG(status),
        .has_why = over && cause.known ? GIVEN : ABSENT,
        .why = cause.why,
        .has_by = over && cause.by ? GIVEN : ABSENT,
        .by = cause.by,
        .has_user = over ? GIVEN : ABSENT,
        .user = n->end.user_us / 1000,
        .has_system = over ? GIVEN : ABSENT,
        .system = n->end.system_us / 1000,
        .has_memory_peak = over ? GIVEN : ABSENT,
        .memory_peak = n->end.memory_peak,
    };
}

void op_proc_info(struct call *c, const struct proc_info_in *in)
{
    struct native *n;
    struct err *e = find(c, in->id, &n);
    if (!e)
        ((struct proc_info_out *)c->out)->proc = row_of(n, &c->arena);
    call_done(c, e);
}

void op_proc_list(struct call *c, const struct proc_list_in *in)
{
    struct natives *ns = natives_of(c);
    struct proc_list_out *out = c->out;
    (void)in;
    out->procs.items = arena_array(&c->arena, struct proc_row, ns->count);
    if (!out->procs.items)
        return call_done(c, err_no_room());
    list_each (&ns->all, item) {
        struct native *n = CONTAINER_OF(item, struct native, link);
        if (sees(c, n))
            out->procs.items[out->procs.count++] = row_of(n, &c->arena);
    }
    call_done(c, NULL);
}

/* --- waiting --- */

static void answer(struct waiter *w, const struct native *n)
{
    struct call *c = w->call;
    ((struct proc_wait_out *)c->out)->proc = row_of(n, &c->arena);
    list_remove(&w->link);
    mem_free(w);
    call_done(c, NULL);
}

void native_answer_waiters(struct native *n)
{
    while (!list_empty(&n->waiters)) {
        answer(CONTAINER_OF(n->waiters.next, struct waiter, link), n);
        n->told = true;
    }
}

static struct waiter *find_waiter(const struct native *n, const struct call *c)
{
    list_each (&n->waiters, item) {
        struct waiter *w = CONTAINER_OF(item, struct waiter, link);
        if (w->call == c)
            return w;
    }
    return NULL;
}

static void stop_waiting(struct call *c)
{
    struct waiter *w = NULL;
    list_each (&natives_of(c)->all, item)
        if (!w)
            w = find_waiter(CONTAINER_OF(item, struct native, link), c);
    list_remove(&w->link);
    mem_free(w);
    call_done(c, call_stopped(c));
}

void op_proc_wait(struct call *c, const struct proc_wait_in *in)
{
    struct native *n;
    struct err *e = find(c, in->id, &n);
    if (e)
        return call_done(c, e);
    struct waiter *w = mem_new(sizeof *w);
    w->call = c;
    list_add(&n->waiters, &w->link);
    if (!native_is_over(n))
        return call_on_stop(c, stop_waiting);
    native_answer_waiters(n);
    native_settle(n);
}

/* --- acting on one --- */

static const int signals[] = {
    [PROC_SIGNAL_KILL] = SIGKILL, [PROC_SIGNAL_TERM] = SIGTERM, [PROC_SIGNAL_INT] = SIGINT,
    [PROC_SIGNAL_HUP] = SIGHUP,   [PROC_SIGNAL_USR1] = SIGUSR1, [PROC_SIGNAL_USR2] = SIGUSR2,
};

static void send_signal(struct native *n, enum proc_signal which, uint32_t by)
{
    native_tell_signalled(n, which);
    n->told_signal = signals[which];
    n->told_by = by;
    zygote_signal(&n->child, signals[which]);
}

void op_proc_kill(struct call *c, const struct proc_kill_in *in)
{
    struct native *n;
    struct err *e = find(c, in->id, &n);
    if (!e && in->signal == PROC_SIGNAL_KILL)
        native_end_now(n, PROC_WHY_KILLED, proc_id(proc_of(c)));
    else if (!e)
        send_signal(n, in->signal, proc_id(proc_of(c)));
    call_done(c, e);
}

static void close_input(struct native *n)
{
    if (n->in >= 0)
        close(n->in);
    n->in = -1;
}

static struct err *input_closed(void)
{
    return err_new(ERR_CONFLICT, "input_closed", "its standard input is closed");
}

/* That nobody reads it any more is no failure of ours: the program has closed it, or has ended and
 * we have not heard of it yet. */
static struct err *write_in(struct native *n, const struct proc_write_in *in, uint64_t *out_taken)
{
    if (n->in < 0 || native_is_over(n))
        return input_closed();
    ssize_t taken = in->data.len ? write(n->in, in->data.ptr, in->data.len) : 0;
    if (taken < 0 && (errno == EPIPE || errno == EIO)) {
        close_input(n);
        return input_closed();
    }
    if (taken < 0 && errno != EAGAIN && errno != EINTR)
        return err_sys("write to its standard input");
    *out_taken = (uint64_t)MAX_OF(taken, 0);
    if (in->end && *out_taken == in->data.len)
        close_input(n);
    return NULL;
}

void op_proc_write(struct call *c, const struct proc_write_in *in)
{
    struct native *n;
    struct err *e = find(c, in->id, &n);
    call_done(c, e ? e : write_in(n, in, &((struct proc_write_out *)c->out)->taken));
}

/* By what its output comes from, since its input may have been closed before. */
static struct err *resize(const struct native *n, const struct proc_resize_in *in)
{
    struct winsize size = { .ws_col = (unsigned short)in->columns,
                            .ws_row = (unsigned short)in->lines };
    int terminal = n->streams[PROC_STREAM_OUT].fd;
    if (!n->terminal)
        return err_new(ERR_INVALID, "no_terminal", "it was not given a terminal");
    if (terminal < 0)
        return err_new(ERR_CONFLICT, "terminal_closed", "its terminal is closed");
    return ioctl(terminal, TIOCSWINSZ, &size) < 0 ? err_sys("resize its terminal") : NULL;
}

void op_proc_resize(struct call *c, const struct proc_resize_in *in)
{
    struct native *n;
    struct err *e = find(c, in->id, &n);
    call_done(c, e ? e : resize(n, in));
}

static void stop_reading(struct call *c)
{
    struct natives *ns = natives_of(c);
    list_each (&ns->all, item) {
        struct native *n = CONTAINER_OF(item, struct native, link);
        if (n->reader != c)
            continue;
        n->reader = NULL;
        native_settle(n);
        break;
    }
    call_done(c, call_stopped(c));
}

void op_proc_output(struct call *c, const struct proc_output_in *in)
{
    struct native *n;
    struct err *e = find(c, in->id, &n);
    if (!e && n->reader)
        e = err_new(ERR_CONFLICT, "already_read", "somebody reads its output already");
    if (e)
        return call_done(c, e);
    n->reader = c;
    n->reader_waits = false;
    n->sent = 0;
    call_on_stop(c, stop_reading);
    native_send(n);
}
