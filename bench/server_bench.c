/* The whole daemon over TCP, against others on the same machine in the same run:
 *
 *     a request          its CPU time for time.now, and nginx's for a constant
 *     a batch            how long 100 calls take in one request, and in one each
 *     a file of 1 GB     how long, and a bare sendfile(); how much the daemon grows
 *     idle WebSockets    memory of 10,000 of them, each
 *     slow clients       a request's time beside 10,000 that dribble their heads, and without
 *
 * server_bench PITH [name] */
#include "bench.h"
#include "servers.h"

#include "ws/ws_frame.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANY = 10000 };

static struct server pith;

static void send_all(int fd, const char *bytes, size_t len)
{
    for (ssize_t n; len; bytes += n, len -= (size_t)n)
        if ((n = send(fd, bytes, len, MSG_NOSIGNAL)) <= 0)
            bench_fail("cannot send");
}

/* The head of an answer, and the length that it names. */
static size_t receive_head(int fd)
{
    char head[2048];
    size_t len = 0;
    while (len < 4 || memcmp(head + len - 4, "\r\n\r\n", 4) != 0)
        if (len == sizeof head - 1 || recv(fd, head + len++, 1, 0) != 1)
            bench_fail("no answer");
    head[len] = 0;
    const char *length = strcasestr(head, "\r\ncontent-length: ");
    if (strncmp(head, "HTTP/1.1 200", 12) != 0 || !length)
        bench_fail(head);
    return (size_t)atoll(length + strlen("\r\ncontent-length: "));
}

static void receive(int fd, size_t n)
{
    static char ignored[256 * KIB];
    for (ssize_t got; n > 0; n -= (size_t)got)
        if ((got = recv(fd, ignored, MIN_OF(n, sizeof ignored), 0)) <= 0)
            bench_fail("cut short");
}

static int write_call(char *out, size_t size, const char *op, const char *headers, const char *args)
{
    return snprintf(out, size,
                    "POST /v1/ops/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                    "Authorization: Bearer %s\r\nContent-Type: application/json\r\n%s"
                    "Content-Length: %zu\r\n\r\n%s",
                    op, pith.port, pith.token, headers, strlen(args), args);
}

/* --- a request --- */

enum { ROUNDS = 31, REQUESTS = 2000 };

struct asker {
    const struct server *server;
    int fd;
    char request[1024];
    int len;
    size_t answer; /* its length, head and all */
};

static void ask(const struct asker *a)
{
    send_all(a->fd, a->request, (size_t)a->len);
    receive(a->fd, a->answer);
}

static void asker_init(struct asker *a, const struct server *s)
{
    char first[4096];
    a->server = s;
    a->fd = server_connect(s->port);
    a->len = write_call(a->request, sizeof a->request, "time.now", "", "{}");
    send_all(a->fd, a->request, (size_t)a->len);
    usleep(100000);
    ssize_t n = recv(a->fd, first, sizeof first, 0);
    if (n <= 0 || strncmp(first, "HTTP/1.1 200", 12) != 0)
        bench_fail("a first request is not answered");
    a->answer = (size_t)n;
}

static double cpu_a_request(const struct asker *a)
{
    int64_t before = server_cpu_ns(a->server);
    for (int i = 0; i < REQUESTS; i++)
        ask(a);
    return (double)(server_cpu_ns(a->server) - before) / REQUESTS;
}

static bool bench_request(void)
{
    static struct server nginx;
    struct asker ours, theirs;
    double us[ROUNDS], them[ROUNDS], ratios[ROUNDS];
    server_start_nginx(&nginx, "{\"ms\":1795233306459,\"iso\":\"2026-11-21T03:50:06.459Z\"}");
    asker_init(&ours, &pith), asker_init(&theirs, &nginx);
    for (int i = 0; i < ROUNDS; i++) {
        us[i] = cpu_a_request(&ours);
        them[i] = cpu_a_request(&theirs);
        ratios[i] = us[i] / them[i];
    }
    server_stop(&nginx);
    return bench_tell("CPU of POST time.now", bench_median(us, ROUNDS), "nginx, a constant",
                      bench_median(them, ROUNDS), bench_median(ratios, ROUNDS), 1.67);
}

/* --- a batch --- */

enum { BATCH = 100, BATCH_ROUNDS = 101 };

static double ns_since(int64_t start)
{
    return (double)(clock_mono_ns() - start);
}

/* How long 100 calls take in one request, and in one request each. */
static bool bench_batch(void)
{
    static char request[64 * KIB], args[32 * KIB];
    double us[BATCH_ROUNDS], them[BATCH_ROUNDS], ratios[BATCH_ROUNDS];
    struct asker single;
    asker_init(&single, &pith);
    size_t at = (size_t)sprintf(args, "{\"calls\":[");
    for (int i = 0; i < BATCH; i++)
        at += (size_t)sprintf(args + at, "%s{\"op\":\"time.now\"}", i ? "," : "");
    sprintf(args + at, "]}");
    int len = write_call(request, sizeof request, "batch.run", "", args);
    for (int i = 0; i < BATCH_ROUNDS; i++) {
        int64_t start = clock_mono_ns();
        send_all(single.fd, request, (size_t)len);
        receive(single.fd, receive_head(single.fd));
        us[i] = ns_since(start);
        start = clock_mono_ns();
        for (int n = 0; n < BATCH; n++)
            ask(&single);
        them[i] = ns_since(start);
        ratios[i] = us[i] / them[i];
    }
    close(single.fd);
    double median = bench_median(us, BATCH_ROUNDS);
    bool fast = bench_tell("a batch of 100 over HTTP", median, "100 requests",
                           bench_median(them, BATCH_ROUNDS), bench_median(ratios, BATCH_ROUNDS),
                           0.2);
    return bench_tell_amount("a batch of 100 over HTTP", median / 1e3, "µs", 1000) && fast;
}

/* --- a file --- */

enum { FILE_ROUNDS = 7 };
static const size_t file_size = 1 * GIB;

static double read_ours(const char *path)
{
    char request[4096], args[256];
    snprintf(args, sizeof args, "{\"path\":\"%s\"}", path);
    int len = write_call(request, sizeof request, "fs.read", "Accept: application/octet-stream\r\n",
                         args);
    int fd = server_connect(pith.port);
    int64_t start = clock_mono_ns();
    send_all(fd, request, (size_t)len);
    size_t size = receive_head(fd);
    if (size != file_size)
        bench_fail("not the whole file");
    receive(fd, size);
    close(fd);
    return ns_since(start);
}

/* What a program on the server's CPU can do that does nothing else. */
static void serve_bare(int listener, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC), fd;
    for (char byte; (fd = accept(listener, NULL, NULL)) >= 0; close(fd))
        if (recv(fd, &byte, 1, 0) == 1)
            for (off_t at = 0; (size_t)at < file_size;)
                if (sendfile(fd, file, &at, file_size - (size_t)at) <= 0)
                    _exit(1);
}

static double read_theirs(int port)
{
    int fd = server_connect(port);
    int64_t start = clock_mono_ns();
    send_all(fd, "x", 1);
    receive(fd, file_size);
    close(fd);
    return ns_since(start);
}

static bool bench_file(void)
{
    char path[128];
    struct server bare;
    double us[FILE_ROUNDS], them[FILE_ROUNDS], ratios[FILE_ROUNDS];
    snprintf(path, sizeof path, "%s/file", pith.dir);
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, (off_t)file_size) < 0)
        bench_fail("no file");
    server_start_own(&bare, serve_bare, path);
    read_ours(path), read_theirs(bare.port); /* it is in memory from here on */
    long before = server_memory_kb(&pith, "Rss");
    for (int i = 0; i < FILE_ROUNDS; i++) {
        us[i] = read_ours(path);
        them[i] = read_theirs(bare.port);
        ratios[i] = us[i] / them[i];
    }
    long grown = server_memory_kb(&pith, "Rss") - before;
    server_stop(&bare);
    close(file);
    bool fast = bench_tell("a file of 1 GB over TCP", bench_median(us, FILE_ROUNDS),
                           "bare sendfile", bench_median(them, FILE_ROUNDS),
                           bench_median(ratios, FILE_ROUNDS), 1.43);
    return bench_tell_amount("growth for that", (double)grown, "KB", 2048) && fast;
}

/* --- many that do nothing --- */

static void upgrade(int fd)
{
    char text[1024], head[WS_HEAD_MOST];
    static const unsigned char mask[4];
    int len = snprintf(text, sizeof text,
                       "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Sec-WebSocket-Version: 13\r\n\r\n",
                       pith.port);
    send_all(fd, text, (size_t)len);
    len = snprintf(text, sizeof text,
                   "{\"type\":\"hello\",\"payload\":{\"request_id\":\"1\",\"protocol_version\":2,"
                   "\"token\":\"%s\"}}",
                   pith.token);
    send_all(fd, head, ws_head(head, WS_TEXT, true, (uint64_t)len, mask));
    send_all(fd, text, (size_t)len);
}

static void expect_hello(int fd)
{
    char text[4096];
    size_t len = 0;
    do {
        ssize_t n = recv(fd, text + len, sizeof text - 1 - len, 0);
        if (n <= 0)
            bench_fail("a WebSocket is refused");
        text[len += (size_t)n] = 0;
    } while (!strstr(text, "hello_ack"));
}

static void expect_open(const int *fds)
{
    char byte;
    for (int i = 0; i < MANY; i++)
        if (recv(fds[i], &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
            bench_fail("a WebSocket was closed");
}

static bool bench_idle(void)
{
    static int fds[MANY];
    long before = server_memory_kb(&pith, "Private_Dirty");
    for (int i = 0; i < MANY; i++) {
        fds[i] = server_connect(pith.port);
        upgrade(fds[i]);
        expect_hello(fds[i]);
    }
    expect_open(fds);
    long after = server_memory_kb(&pith, "Private_Dirty");
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
    return bench_tell_amount("an idle WebSocket", (double)(after - before) * 1024 / MANY, "bytes",
                             4096);
}

/* --- many that are slow --- */

/* Opens its connections, and again those that were closed. Half of them begin to say a head, half
 * nothing; each adds a byte every ten seconds. */
static _Noreturn void dribble(void)
{
    static int fds[MANY];
    static const char begin[] = "GET / HTTP/1.1\r\nX: ";
    memset(fds, -1, sizeof fds);
    for (int i = 0;; i = (i + 1) % MANY) {
        if (fds[i] >= 0 && send(fds[i], "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1) {
            usleep(1000);
            continue;
        }
        fd_leave(&fds[i]);
        fds[i] = server_connect(pith.port);
        if (fds[i] >= 0 && i % 2)
            (void)!send(fds[i], begin, strlen(begin), MSG_NOSIGNAL);
    }
}

static double time_of_a_request(struct asker *a)
{
    static double times[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
        int64_t start = clock_mono_ns();
        ask(a);
        times[i] = ns_since(start);
        usleep(200); /* a person, not a flood */
    }
    return bench_median(times, REQUESTS);
}

static bool bench_slow(void)
{
    struct asker user;
    asker_init(&user, &pith);
    double alone = time_of_a_request(&user);
    pid_t pid = fork();
    if (pid == 0)
        dribble();
    sleep(5); /* until all are there */
    double beside = time_of_a_request(&user);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return bench_tell("beside 10,000 slow clients", beside, "the same alone", alone, beside / alone,
                      2);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        bool (*run)(void);
    } benches[] = {
        { "request", bench_request }, { "batch", bench_batch }, { "file", bench_file },
        { "idle", bench_idle },       { "slow", bench_slow },
    };
    struct rlimit files;
    bool good = true;
    if (argc < 2)
        bench_fail("server_bench PITH [name]");
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    server_start_pith(&pith, argv[1]);
    bench_own_cpu();
    for (size_t i = 0; i < COUNT_OF(benches); i++)
        if (argc < 3 || strcmp(argv[2], benches[i].name) == 0)
            good = benches[i].run() && good;
    server_stop(&pith);
    return good ? 0 : 1;
}
