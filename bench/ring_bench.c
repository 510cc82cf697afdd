/* Calls over shared memory, as libpith makes them to a daemon in another process: there and back
 * while both sides spin, next to a bare word in shared memory, a pipe and a unix socket; many at
 * once; and how often anybody has to be woken.
 *
 * And how long a call takes beside a program that sends what takes long to read.
 *
 * Rounds of ours and of the yardsticks take turns. The other side of a yardstick works only while
 * it is measured: on two processors a third one that spins would be measured, too. */
#include "bench.h"

#include "base/loop.h"
#include "config/config.h"
#include "op/op.h"
#include "proc/proc.h"
#include "ring/ring.h"
#include "system/system.h"

#include <pith_ops.h>
#include <pith_priv.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern const struct op_module system_ops;
const struct op_module *const op_modules[] = { &system_ops, NULL };

enum {
    ROUNDS = 15,
    TURNS = 500,
    BATCH = 100,
    MANY = 200000,
    SLEEPS = 300,
    PROGRAMS = 2,
    FLOOD = 60000
};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    perror(what);
    exit(1);
}

/* --- the daemon's side, in a process of its own --- */

static void give_ring(struct rings *rings, struct proc *proc, int socket)
{
    struct ring *r;
    int fd;
    must(!ring_invite(rings, proc, &fd, &r), "invite");
    char room[CMSG_SPACE(sizeof fd)] = { 0 };
    struct iovec part = { &fd, 1 };
    struct msghdr m = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room
    };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    *c = (struct cmsghdr){ CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS };
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    must(sendmsg(socket, &m, 0) == 1, "pass the ring");
    close(fd);
}

static _Noreturn void be_daemon(int give_away)
{
    struct config_places places;
    ops_init();
    struct loop *loop = loop_new(LOOP_LIVE);
    struct kernel *kernel = kernel_new(loop);
    struct procs *procs = procs_new(kernel);
    must(!config_places_find("/tmp", NULL, &places), "config");
    config_put(config_new(&places), kernel);
    struct proc *proc = proc_new(procs, PROC_OWNER, PRESET_ADMIN, STR("bench"));
    struct rings *rings = rings_new(kernel);
    for (int i = 0; i < PROGRAMS; i++)
        give_ring(rings, proc, give_away);
    loop_run(loop);
    exit(0);
}

static int take_ring(int socket)
{
    int fd;
    char byte[sizeof fd], room[CMSG_SPACE(sizeof fd)];
    struct iovec part = { byte, sizeof byte };
    struct msghdr m = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room
    };
    must(recvmsg(socket, &m, 0) > 0, "take the ring");
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof fd);
    return fd;
}

static pid_t start_daemon(int out_rings[PROGRAMS])
{
    int pair[2];
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0, "socketpair");
    pid_t daemon = fork();
    if (daemon == 0)
        be_daemon(pair[1]);
    for (int i = 0; i < PROGRAMS; i++)
        out_rings[i] = take_ring(pair[0]);
    return daemon;
}

static struct pith *join(int ring)
{
    struct pith_error e;
    struct pith *p = pith_open_fd(ring, &e);
    must(p, "pith_open_fd");
    return p;
}

/* --- the yardsticks: there and back, TURNS times --- */

struct word {
    _Alignas(64) atomic_uint there;
    _Alignas(64) atomic_uint back;
};

struct yard {
    struct word *word;
    int go, socket, to, from; /* our ends */
    pid_t other;
};

/* Where others want the processors, too, the other side may not be running. */
static void spin_until(atomic_uint *word, unsigned value)
{
    for (unsigned n = 0; atomic_load_explicit(word, memory_order_acquire) != value; n++)
        if (n % 4096 == 4095)
            sched_yield();
}

static void echo_word(struct word *w)
{
    for (unsigned i = 1; i <= TURNS; i++) {
        spin_until(&w->there, i);
        atomic_store_explicit(&w->back, i, memory_order_release);
    }
}

static void echo_fd(int from, int to)
{
    char byte;
    for (int i = 0; i < TURNS; i++)
        must(read(from, &byte, 1) == 1 && write(to, &byte, 1) == 1, "echo");
}

static struct yard yard_open(void)
{
    int go[2], pair[2], there[2], back[2];
    struct yard y;
    y.word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(pipe(go) == 0 && pipe(there) == 0 && pipe(back) == 0 &&
             socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0,
         "yardsticks");
    y.other = fork();
    if (y.other == 0) {
        char which;
        close(go[1]); /* or it would wait for itself */
        while (read(go[0], &which, 1) == 1)
            which == 'w'   ? echo_word(y.word)
            : which == 'p' ? echo_fd(there[0], back[1])
                           : echo_fd(pair[1], pair[1]);
        _exit(0);
    }
    y.go = go[1];
    y.to = there[1];
    y.from = back[0];
    y.socket = pair[0];
    return y;
}

static void begin(const struct yard *y, char which)
{
    atomic_store(&y->word->there, 0);
    atomic_store(&y->word->back, 0);
    must(write(y->go, &which, 1) == 1, "go");
    usleep(200);
}

static double per_turn(int64_t since)
{
    return (double)(clock_mono_ns() - since) / TURNS;
}

static double turn_words(const struct yard *y)
{
    begin(y, 'w');
    int64_t at = clock_mono_ns();
    for (unsigned i = 1; i <= TURNS; i++) {
        atomic_store_explicit(&y->word->there, i, memory_order_release);
        spin_until(&y->word->back, i);
    }
    return per_turn(at);
}

static double turn_fd(const struct yard *y, char which)
{
    int to = which == 'p' ? y->to : y->socket, from = which == 'p' ? y->from : y->socket;
    char byte = 0;
    begin(y, which);
    int64_t at = clock_mono_ns();
    for (int i = 0; i < TURNS; i++)
        must(write(to, &byte, 1) == 1 && read(from, &byte, 1) == 1, "turn");
    return per_turn(at);
}

/* --- ours --- */

static const struct pith_time_now_in nothing;

static double turn_calls(struct pith *p)
{
    struct pith_time_now_out out;
    int64_t at = clock_mono_ns();
    for (int i = 0; i < TURNS; i++)
        must(pith_call(p, &pith_op_time_now, &nothing, &out, NULL) == 0, "call");
    return per_turn(at);
}

static void count(void *arg, const void *out, const struct pith_error *e)
{
    (void)out;
    must(!e, "answer");
    ++*(size_t *)arg;
}

static void call_many(struct pith *p, size_t many)
{
    size_t done = 0;
    struct pith_use use = { .done = count, .arg = &done };
    for (size_t i = 0; i < many; i++)
        while (!pith_submit(p, &pith_op_time_now, &nothing, &use))
            pith_wait(p, -1);
    while (done < many)
        pith_wait(p, -1);
}

static double batch(struct pith *p)
{
    int64_t at = clock_mono_ns();
    for (int i = 0; i < TURNS / BATCH; i++)
        call_many(p, BATCH);
    return (double)(clock_mono_ns() - at) / (TURNS / BATCH);
}

static uint64_t slept(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (uint64_t)used.ru_nvcsw;
}

/* --- the figures --- */

static bool tell_turns(struct pith *p)
{
    struct yard y = yard_open();
    double ours[ROUNDS], words[ROUNDS], pipes[ROUNDS], sockets[ROUNDS], batches[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        turn_calls(p); /* both sides awake */
        ours[i] = turn_calls(p);
        batches[i] = batch(p);
        words[i] = turn_words(&y);
        pipes[i] = turn_fd(&y, 'p');
        sockets[i] = turn_fd(&y, 's');
    }
    close(y.go);
    waitpid(y.other, NULL, 0);
    double us = bench_median(ours, ROUNDS), word = bench_median(words, ROUNDS);
    double in_pipe = bench_median(pipes, ROUNDS), in_socket = bench_median(sockets, ROUNDS);
    bool good = bench_tell_amount("a call there and back, both spin", us / 1000, "us", 1);
    good &= bench_tell("a call there and back", us, "a bare word of shared memory", word, us / word,
                       0);
    good &= bench_tell("a call there and back", us, "a byte by pipes", in_pipe, us / in_pipe, 0);
    good &= bench_tell("a call there and back", us, "a byte by a unix socket", in_socket,
                       us / in_socket, 0);
    good &= bench_tell_amount("a batch of 100 calls", bench_median(batches, ROUNDS) / 1000, "us",
                              100);
    return good;
}

static bool tell_throughput(struct pith *p)
{
    double rounds[5];
    for (size_t i = 0; i < COUNT_OF(rounds); i++) {
        int64_t at = clock_mono_ns();
        call_many(p, MANY);
        rounds[i] = (double)(clock_mono_ns() - at) / MANY;
    }
    return bench_tell_amount("a call among many (200 are 5 million a second)",
                             bench_median(rounds, COUNT_OF(rounds)), "ns", 200);
}

static bool tell_wakes(struct pith *p)
{
    uint64_t woken = p->out.wakes, sleeps = 0;
    for (int i = 0; i < SLEEPS; i++) {
        usleep(2000); /* the daemon's side is asleep */
        uint64_t before = slept();
        call_many(p, BATCH);
        sleeps += slept() - before;
    }
    bool good = bench_tell_amount("wake-ups of the daemon for a batch of 100, when it sleeps",
                                  (double)(p->out.wakes - woken) / SLEEPS, "", 1.05);
    return good & bench_tell_amount("times that the program slept meanwhile",
                                    (double)sleeps / SLEEPS, "", 2);
}

/* One that sends 60 KB of JSON, again and again; each takes long to read, and is then refused. */
static pid_t start_flood(int ring)
{
    static char args[FLOOD];
    struct pith_error e;
    const char *out;
    pid_t flood = fork();
    if (flood)
        return flood;
    size_t len = (size_t)snprintf(args, sizeof args, "{\"x\":[0");
    while (len < sizeof args - 8)
        len += (size_t)snprintf(args + len, sizeof args - len, ",1");
    snprintf(args + len, sizeof args - len, "]}");
    struct pith *p = join(ring);
    while (pith_call_json(p, "time.now", args, &out, &e) < 0)
        ;
    exit(1);
}

static double median_call(struct pith *p)
{
    static double each[20 * TURNS];
    struct pith_time_now_out out;
    for (size_t i = 0; i < COUNT_OF(each); i++) {
        int64_t at = clock_mono_ns();
        must(pith_call(p, &pith_op_time_now, &nothing, &out, NULL) == 0, "call");
        each[i] = (double)(clock_mono_ns() - at);
    }
    return bench_median(each, COUNT_OF(each));
}

static bool tell_beside(struct pith *p, int ring)
{
    double alone = median_call(p);
    pid_t flood = start_flood(ring);
    usleep(50000);
    double beside = median_call(p);
    kill(flood, SIGKILL);
    waitpid(flood, NULL, 0);
    return bench_tell("a call beside one that floods", beside, "alone", alone, beside / alone, 0);
}

int main(void)
{
    int rings[PROGRAMS];
    pid_t daemon = start_daemon(rings);
    struct pith *p = join(rings[0]);
    bool good = tell_turns(p);
    good &= tell_throughput(p);
    good &= tell_wakes(p);
    good &= tell_beside(p, rings[1]);
    pith_close(p);
    kill(daemon, SIGKILL);
    waitpid(daemon, NULL, 0);
    return good ? 0 : 1;
}
