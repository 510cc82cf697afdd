/* How long the daemon's callers wait while programs in sandboxes go wild: one that forks without
 * end, one that takes all memory again and again, one that fills its disk, and as many as there
 * are processors that only burn; against the same with nobody beside.
 *
 * bombs_bench PITH */
#include "bench.h"
#include "servers.h"

#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUESTS = 1500, BOMBS_MOST = 8 };

static struct {
    struct zygote *zygote;
    struct loop *loop;
    struct arena arena;
    struct zygote_child bombs[BOMBS_MOST];
    struct sandbox_plan plans[BOMBS_MOST];
    size_t running, started;
} rig;

static const char *const lines[] = {
    "f() { f | f & }; while :; do f; done",
    "while :; do head -c 4G /dev/zero | tail -c 4G >/dev/null; done",
    "while :; do head -c 1G /dev/zero > /tmp/full; rm /tmp/full; done",
    "while :; do :; done",
    "while :; do :; done",
};

/* --- the programs --- */

static void started(struct zygote_child *c)
{
    (void)c;
    rig.started++;
}

static void failed(struct zygote_child *c, struct err *take_e)
{
    (void)c;
    fprintf(stderr, "%s\n", err_text(take_e));
    _exit(1);
}

static void ended(struct zygote_child *c, const struct child_end *end)
{
    (void)c;
    (void)end;
    rig.running--;
}

static void start(size_t i)
{
    struct str words[] = { STR("bash"), STR("-c"), str_of(lines[i]) };
    struct sandbox_wish wish = { .argv = { words, 3 }, .limits = SANDBOX_LIMITS };
    wish.limits.memory = 64 * MIB;
    owned_fd int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    rig.bombs[i] = (struct zygote_child){ .started = started, .failed = failed, .ended = ended };
    struct err *e = sandbox_plan(&wish, &rig.arena, &rig.plans[i]);
    if (!e)
        e = zygote_start(rig.zygote, &rig.plans[i], (const int[]){ nothing, nothing, nothing },
                         &rig.bombs[i]);
    if (e)
        failed(NULL, e);
    rig.running++;
}

static void start_all(void)
{
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        start(i);
    while (rig.started < COUNT_OF(lines))
        loop_turn(rig.loop);
    sleep(1); /* until they are in full flight */
}

static void end_all(void)
{
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        zygote_signal(&rig.bombs[i], SIGKILL);
    while (rig.running)
        loop_turn(rig.loop);
}

/* --- the callers --- */

struct asker {
    int fd;
    char request[1024];
    size_t len;
};

static void ask(struct asker *a)
{
    char answer[4096];
    if (send(a->fd, a->request, a->len, MSG_NOSIGNAL) != (ssize_t)a->len ||
        recv(a->fd, answer, sizeof answer, 0) <= 12 || strncmp(answer, "HTTP/1.1 200", 12) != 0)
        bench_fail("a request is not answered");
}

static void asker_init(struct asker *a, const struct server *s)
{
    a->fd = server_connect(s->port);
    a->len = (size_t)snprintf(a->request, sizeof a->request,
                              "POST /v1/ops/time.now HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                              "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                              "Content-Length: 2\r\n\r\n{}",
                              s->port, s->token);
}

static void measure(struct asker *a, double *out_median, double *out_slow)
{
    static double times[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
        int64_t began = clock_mono_ns();
        ask(a);
        times[i] = (double)(clock_mono_ns() - began);
        usleep(200); /* a person, not a flood */
    }
    *out_median = bench_median(times, REQUESTS);
    *out_slow = times[REQUESTS * 95 / 100];
}

int main(int argc, char **argv)
{
    struct server pith;
    struct asker caller;
    double alone, alone_slow, beside, beside_slow;
    if (argc < 2)
        bench_fail("bombs_bench PITH");
    struct err *e = zygote_open(&rig.zygote);
    rig.loop = loop_new(LOOP_LIVE);
    arena_init(&rig.arena, 8 * MIB);
    if (!e)
        e = zygote_watch(rig.zygote, rig.loop);
    if (e)
        failed(NULL, e);
    server_start_pith(&pith, argv[1]);
    asker_init(&caller, &pith);
    measure(&caller, &alone, &alone_slow);
    start_all();
    measure(&caller, &beside, &beside_slow);
    end_all();
    bool good = bench_tell("a call beside bombs", beside, "alone", alone, beside / alone, 2);
    bench_tell("1 in 20 takes longer", beside_slow, "alone", alone_slow, beside_slow / alone_slow,
               0);
    server_stop(&pith);
    zygote_free(rig.zygote);
    loop_free(rig.loop);
    arena_done(&rig.arena);
    return good ? 0 : 1;
}
