/* HTTP against the least that could be done in its place: finding the ends of the lines, sending
 * as many bytes between two threads that block, and sendfile() into a socket. */
#include "bench.h"

#include "http/http.h"
#include "http/http_parse.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_SIZE = 16 * MIB, READ_SIZE = 64 * KIB };

static const struct str browser_request = STR_INIT(
    "GET /api/v1/sessions/ses_01jd2k0000000000000000000a/events?after=1042 HTTP/1.1\r\n"
    "Host: localhost:8000\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.7,de;q=0.3\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Connection: keep-alive\r\n"
    "Cookie: pith=01jd2k0000000000000000000a01jd2k0000000000000000000a\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-Site: none\r\n\r\n");
static const struct str small_request = STR_INIT("GET /hi HTTP/1.1\r\nHost: h\r\n\r\n");

static struct http_parser parser;
static char space[HTTP_PARSE_SPACE];

static void parse_ours(void *arg)
{
    struct str in = browser_request, piece;
    (void)arg;
    http_parser_init(&parser, HTTP_REQUEST, space);
    if (http_parse(&parser, &in, &piece) != HTTP_HEAD)
        abort();
    bench_keep(&parser);
}

static void parse_theirs(void *arg)
{
    struct str in = browser_request;
    (void)arg;
    while (in.len) {
        struct str line = str_cut(&in, '\n');
        bench_keep(line.ptr);
    }
}

/* A server on a thread of its own, and a socket pair with a thread behind it. */
struct doors {
    struct loop *loop;
    int file;
    char path[64];
    int http;      /* connected to the server */
    int bare[2];   /* a request comes back as an answer of the same size */
    int stream[2]; /* one byte in brings the whole file */
    size_t answer_len;
};

static void on_request(struct http_conn *c, const struct http_head *h)
{
    struct doors *d = http_server_arg(c);
    if (str_eq(h->path, STR("/hi")))
        http_respond(c, 200, NULL, STR("hi"));
    else
        http_respond_file(c, 200, NULL, dup(d->file), 0, FILE_SIZE);
}

static const struct http_handler handler = { .on_request = on_request };

static void *serve(void *arg)
{
    struct doors *d = arg;
    d->loop = loop_new(LOOP_LIVE);
    struct http_server *s = http_server_new(d->loop, &handler, d);
    err_free(http_server_listen_unix(s, d->path));
    for (loop_turn(d->loop); access(d->path, F_OK) == 0;)
        loop_run(d->loop);
    http_server_free(s);
    loop_free(d->loop);
    return NULL;
}

static void receive(int fd, size_t n)
{
    static char ignored[READ_SIZE];
    for (ssize_t got; n > 0; n -= (size_t)got)
        if ((got = recv(fd, ignored, MIN_OF(n, sizeof ignored), 0)) <= 0)
            abort();
}

static void send_str(int fd, struct str s)
{
    if (send(fd, s.ptr, s.len, 0) != (ssize_t)s.len)
        abort();
}

static void ask_ours(void *arg)
{
    struct doors *d = arg;
    send_str(d->http, small_request);
    receive(d->http, d->answer_len);
}

static void ask_theirs(void *arg)
{
    struct doors *d = arg;
    send_str(d->bare[0], small_request);
    receive(d->bare[0], d->answer_len);
}

static void *answer_bare(void *arg)
{
    struct doors *d = arg;
    char in[256], out[256] = { 0 };
    while (recv(d->bare[1], in, sizeof in, 0) > 0)
        (void)!send(d->bare[1], out, d->answer_len, 0);
    return NULL;
}

static const struct str file_request = STR_INIT("GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
static size_t file_head_len;

static void file_ours(void *arg)
{
    struct doors *d = arg;
    send_str(d->http, file_request);
    receive(d->http, file_head_len + FILE_SIZE);
}

static void file_theirs(void *arg)
{
    struct doors *d = arg;
    send_str(d->stream[0], STR("x"));
    receive(d->stream[0], FILE_SIZE);
}

static void *stream_bare(void *arg)
{
    struct doors *d = arg;
    for (char byte; recv(d->stream[1], &byte, 1, 0) == 1;)
        for (off_t at = 0; at < FILE_SIZE;)
            if (sendfile(d->stream[1], d->file, &at, FILE_SIZE - (size_t)at) <= 0)
                abort();
    return NULL;
}

/* How long the answer to `request` is, up to its body. */
static size_t head_len(int fd, struct str request)
{
    char head[1024];
    size_t len = 0;
    send_str(fd, request);
    while (len < 4 || memcmp(head + len - 4, "\r\n\r\n", 4) != 0) {
        receive(fd, 0);
        if (recv(fd, head + len, 1, 0) != 1 || ++len == sizeof head)
            abort();
    }
    return len;
}

static void open_doors(struct doors *d, pthread_t threads[3])
{
    struct err *e = NULL;
    char dir[] = "/tmp/pith-bench-XXXXXX";
    if (!mkdtemp(dir))
        abort();
    snprintf(d->path, sizeof d->path, "%s/sock", dir);
    d->file = memfd_create("bench", MFD_CLOEXEC);
    if (ftruncate(d->file, FILE_SIZE) || socketpair(AF_UNIX, SOCK_STREAM, 0, d->bare) ||
        socketpair(AF_UNIX, SOCK_STREAM, 0, d->stream))
        abort();
    pthread_create(&threads[0], NULL, serve, d);
    do
        err_free(e);
    while ((e = unix_connect(d->path, &d->http)));
    d->answer_len = head_len(d->http, small_request) + 2;
    receive(d->http, 2);
    file_head_len = head_len(d->http, file_request);
    receive(d->http, FILE_SIZE);
    pthread_create(&threads[1], NULL, answer_bare, d);
    pthread_create(&threads[2], NULL, stream_bare, d);
}

static void close_doors(struct doors *d, pthread_t threads[3])
{
    unlink(d->path);
    *strrchr(d->path, '/') = 0;
    rmdir(d->path);
    loop_stop(d->loop);
    close(d->http);
    close(d->bare[0]);
    close(d->stream[0]);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
    static struct doors d;
    pthread_t threads[3];
    bench_on_one_cpu();
    open_doors(&d, threads);
    const struct bench benches[] = {
        { "parse a browser's request", "find its lines", parse_ours, parse_theirs, NULL,
          browser_request.len, 15 },
        { "a request over a unix socket", "bare send, recv", ask_ours, ask_theirs, &d,
          .most = 1.67 },
        { "a file of 16 MB", "bare sendfile", file_ours, file_theirs, &d, FILE_SIZE, 1.43 },
    };
    int status = bench_main(benches, COUNT_OF(benches), argc, argv);
    close_doors(&d, threads);
    return status;
}
