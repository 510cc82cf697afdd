/* What observation costs under load: the daemon's CPU time for a request with everything on
 * (events, histograms, figures of procs, what is unusual), and with observe.events off; over HTTP,
 * for an op that does next to nothing, and for one that reads a file. The two take turns, so that
 * whatever slows the machine meets both.
 *
 * observe_bench PITH [name] */
#include "bench.h"
#include "servers.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 41, REQUESTS = 3000 };

static struct server pith;
static const char *program;

static void turn(const char *how)
{
    char command[512];
    snprintf(command, sizeof command,
             "PITH_DATA_DIR='%s/data' '%s' config set observe.events %s --quiet >/dev/null 2>&1",
             pith.dir, program, how);
    if (system(command) != 0)
        bench_fail("observe.events cannot be set");
}

struct asker {
    int fd;
    char request[1024];
    size_t len, answer; /* its length, head and all */
};

static void send_request(const struct asker *a)
{
    if (send(a->fd, a->request, a->len, MSG_NOSIGNAL) != (ssize_t)a->len)
        bench_fail("cannot send");
}

static void ask(const struct asker *a)
{
    char ignored[64 * 1024];
    send_request(a);
    for (size_t left = a->answer; left;) {
        ssize_t n = recv(a->fd, ignored, MIN_OF(left, sizeof ignored), 0);
        if (n <= 0)
            bench_fail("cut short");
        left -= (size_t)n;
    }
}

/* Answers differ in their ids alone, so all are as long as the first. */
static void asker_init(struct asker *a, const char *op, const char *args)
{
    char first[64 * 1024];
    a->fd = server_connect(pith.port);
    a->len = (size_t)snprintf(a->request, sizeof a->request,
                              "POST /v1/ops/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                              "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                              "Content-Length: %zu\r\n\r\n%s",
                              op, pith.port, pith.token, strlen(args), args);
    send_request(a);
    usleep(100000);
    ssize_t n = recv(a->fd, first, sizeof first, 0);
    if (n <= 0 || strncmp(first, "HTTP/1.1 200", 12) != 0)
        bench_fail("a first request is not answered");
    a->answer = (size_t)n;
}

static double cpu_a_request(const struct asker *a)
{
    int64_t before = server_cpu_ns(&pith);
    for (int i = 0; i < REQUESTS; i++)
        ask(a);
    return (double)(server_cpu_ns(&pith) - before) / REQUESTS;
}

/* Which of the two comes first changes, too. */
static bool compare(const char *name, const char *op, const char *args)
{
    struct asker a;
    double on[ROUNDS], off[ROUNDS], ratios[ROUNDS];
    asker_init(&a, op, args);
    for (int i = 0; i < ROUNDS; i++) {
        bool on_first = i % 2;
        turn(on_first ? "on" : "off");
        double first = cpu_a_request(&a);
        turn(on_first ? "off" : "on");
        double second = cpu_a_request(&a);
        on[i] = on_first ? first : second;
        off[i] = on_first ? second : first;
        ratios[i] = on[i] / off[i];
    }
    close(a.fd);
    return bench_tell(name, bench_median(on, ROUNDS), "observation off", bench_median(off, ROUNDS),
                      bench_median(ratios, ROUNDS), 1.02);
}

static void make_file(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/note", pith.dir);
    FILE *f = fopen(path, "w");
    if (!f || fputs("A few words.\n", f) < 0 || fclose(f) != 0)
        bench_fail(path);
}

int main(int argc, char **argv)
{
    bool good = true;
    if (argc < 2)
        bench_fail("observe_bench PITH");
    program = argv[1];
    bench_own_cpu();
    server_start_pith(&pith, program);
    make_file();
    good &= compare("CPU of POST time.now", "time.now", "{}");
    good &= compare("CPU of POST fs.read", "fs.read", "{\"path\":\"note\"}");
    server_stop(&pith);
    return good ? 0 : 1;
}
