/* The rig: see http_rig.h. */
#include "http/http_rig.h"

#include "http/http_content.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_rig rig;

static void answer_body(struct http_conn *c, struct str body)
{
    http_respond(c, 200, NULL, body);
}

static void count_piece(struct http_conn *c, struct str piece, bool last)
{
    char text[32];
    rig.streamed += piece.len;
    rig.pieces += !last;
    if (!last)
        return;
    snprintf(text, sizeof text, "%zu", rig.streamed);
    http_respond(c, 200, NULL, str_of(text));
    if (rig.held == c)
        rig.held = NULL;
}

static void count_nothing(struct http_conn *c, struct str piece, bool last)
{
    (void)c, (void)piece, (void)last;
}

static void pause_at_piece(struct http_conn *c, struct str piece, bool last)
{
    count_piece(c, piece, last);
    if (!last)
        http_body_pause(c);
}

static void on_hello(struct http_conn *c)
{
    http_respond(c, 200, HTTP_HEADERS({ STR("x-odd"), STR("a\r\nset-cookie: b") }), STR("hi"));
}
static void on_echo(struct http_conn *c)
{
    http_body_whole(c, BODY_MOST, answer_body);
}
static void on_count(struct http_conn *c)
{
    rig.streamed = rig.pieces = 0;
    http_body_stream(c, 1 * MIB, count_piece);
}
static void on_pause(struct http_conn *c)
{
    rig.streamed = rig.pieces = 0;
    rig.held = c;
    http_body_stream(c, 1 * MIB, pause_at_piece);
}
static void on_later(struct http_conn *c)
{
    rig.held = c;
}
static void on_stream(struct http_conn *c)
{
    rig.held = c;
    http_respond_begin(c, 200, NULL, HTTP_LEN_UNKNOWN);
    http_respond_chunk(c, STR("one"));
}
static void on_refused(struct http_conn *c)
{
    http_respond(c, 403, NULL, STR("no"));
}
static void on_nothing(struct http_conn *c)
{
    http_respond(c, 204, NULL, STR("unseen"));
}
static void on_short(struct http_conn *c)
{
    http_respond_begin(c, 200, NULL, 10);
    http_respond_chunk(c, STR("short"));
    http_respond_end(c);
}

static void on_duplex(struct http_conn *c)
{
    http_body_stream(c, 1 * MIB, count_nothing);
    http_respond_begin(c, 200, NULL, HTTP_LEN_UNKNOWN);
}
static void on_overlong(struct http_conn *c)
{
    http_respond_begin(c, 200, NULL, 2);
    http_respond_chunk(c, STR("three"));
    http_respond_end(c);
}
static void on_large_head(struct http_conn *c)
{
    static char large[HTTP_HEADERS_MOST];
    memset(large, 'x', sizeof large);
    http_respond(c, 200, HTTP_HEADERS({ STR("x"), { large, sizeof large } }), STR(""));
}

/* Says back what it hears; "quit" closes, "cut" cuts, "wait" leaves the rest for later. */
static size_t echo_raw(struct http_conn *c, char *bytes, size_t len)
{
    struct str in = { bytes, len };
    size_t at = 0;
    if (str_starts(in, STR("quit")))
        http_raw_close(c);
    else if (str_starts(in, STR("cut")))
        http_raw_cut(c);
    else if (str_find(in, STR("wait"), &at))
        len = at, memcpy(bytes + at, "done", 4);
    else
        http_raw_write(c, &in, 1);
    return len;
}

static void count_drained(struct http_conn *c)
{
    CHECK(http_conn_user(c) == &rig);
    rig.drained_calls++;
}

static void say_goodbye(struct http_conn *c)
{
    http_raw_write(c, &STR("bye"), 1);
    http_raw_close(c);
}

static void count_closed(struct http_conn *c)
{
    rig.raw_closed++;
    if (rig.held == c)
        rig.held = NULL;
}

static void on_raw(struct http_conn *c)
{
    static const struct http_raw raw = { echo_raw, count_drained, say_goodbye, count_closed };
    rig.held = c;
    http_conn_upgrade(c, HTTP_HEADERS({ STR("upgrade"), STR("echo") }), &raw, &rig);
}

static int make_file(const char *text)
{
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%s/file", test_dir());
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    return fd;
}
static void on_file(struct http_conn *c)
{
    http_respond_file(c, 206, NULL, make_file("0123456789"), 2, 5);
}
static void on_content(struct http_conn *c)
{
    http_respond_content(c, http_conn_request(c), HTTP_HEADERS({ STR("vary"), STR("x") }),
                         STR("\"v1\""), STR("0123456789"));
}
static void on_content_file(struct http_conn *c)
{
    http_respond_content_file(c, http_conn_request(c), NULL, STR("W/\"v1\""),
                              make_file("__0123456789__"), 2, 10);
}
static void on_shrunk(struct http_conn *c)
{
    http_respond_file(c, 200, NULL, make_file("0123"), 0, 10);
}

static const struct {
    struct str path;
    void (*act)(struct http_conn *c);
} routes[] = {
    { STR_INIT("/hello"), on_hello },
    { STR_INIT("/echo"), on_echo },
    { STR_INIT("/count"), on_count },
    { STR_INIT("/pause"), on_pause },
    { STR_INIT("/later"), on_later },
    { STR_INIT("/stream"), on_stream },
    { STR_INIT("/refused"), on_refused },
    { STR_INIT("/nothing"), on_nothing },
    { STR_INIT("/file"), on_file },
    { STR_INIT("/shrunk"), on_shrunk },
    { STR_INIT("/short"), on_short },
    { STR_INIT("/duplex"), on_duplex },
    { STR_INIT("/overlong"), on_overlong },
    { STR_INIT("/large-head"), on_large_head },
    { STR_INIT("/raw"), on_raw },
    { STR_INIT("/content"), on_content },
    { STR_INIT("/content-file"), on_content_file },
};

static void on_request(struct http_conn *c, const struct http_head *request)
{
    CHECK(http_server_arg(c) == &rig);
    CHECK(!http_conn_peer(c)->is_local || http_conn_peer(c)->local.uid == getuid());
    for (size_t i = 0; i < COUNT_OF(routes); i++)
        if (str_eq(routes[i].path, request->path))
            return routes[i].act(c);
    http_respond(c, 404, NULL, STR(""));
}

static void on_drained(struct http_conn *c)
{
    (void)c;
    rig.drained_calls++;
}

static void on_closed(struct http_conn *c)
{
    rig.closed++;
    if (rig.held == c)
        rig.held = NULL;
}

static const struct http_handler handler = { on_request, on_drained, on_closed, NULL };

void settle(void)
{
    for (int i = 0; loop_turn(rig.loop); i++)
        CHECK(i < 100000); /* else it spins */
}

void rig_start(void)
{
    static const int64_t sunday = 784111777000; /* Sun, 06 Nov 1994 08:49:37 GMT */
    memset(&rig, 0, offsetof(struct http_rig, heard));
    clock_use_manual(0, sunday);
    snprintf(rig.path, sizeof rig.path, "%s/run/pith.sock", test_dir());
    rig.loop = loop_new(LOOP_DETERMINISTIC);
    rig.server = http_server_new(rig.loop, &handler, &rig);
    CHECK_OK(http_server_listen_unix(rig.server, rig.path));
    CHECK_OK(http_server_listen_tcp(rig.server, "127.0.0.1", 0, &rig.port));
}

void rig_stop(int *token)
{
    (void)token;
    http_server_free(rig.server);
    loop_free(rig.loop);
    clock_use(NULL);
}

static int come_in(int fd)
{
    CHECK_INT(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    settle();
    return fd;
}

int come(void)
{
    int fd = -1;
    CHECK_OK(unix_connect(rig.path, &fd));
    return come_in(fd);
}

int come_by_tcp(const char *from)
{
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons((uint16_t)rig.port) };
    struct sockaddr_in there = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_INT(inet_pton(AF_INET, from, &there.sin_addr), 1);
    CHECK_INT(bind(fd, (struct sockaddr *)&there, sizeof there), 0);
    CHECK_INT(inet_pton(AF_INET, "127.0.0.1", &here.sin_addr), 1);
    CHECK_INT(connect(fd, (struct sockaddr *)&here, sizeof here), 0);
    return come_in(fd);
}

void say_bytes(int fd, struct str s)
{
    while (s.len) {
        ssize_t n = send(fd, s.ptr, s.len, MSG_NOSIGNAL);
        CHECK(n > 0 || errno == EAGAIN);
        s = str_from(s, n > 0 ? (size_t)n : 0);
        settle();
    }
}

void say(int fd, const char *text)
{
    say_bytes(fd, str_of(text));
}

/* All that has arrived; "<end>" stands for the end of the connection. */
const char *hear(int fd)
{
    size_t len = 0;
    for (ssize_t n;;) {
        settle();
        CHECK(len < sizeof rig.heard - 8);
        n = recv(fd, rig.heard + len, sizeof rig.heard - len - 8, 0);
        if (n > 0)
            len += (size_t)n;
        else if (n == 0 || errno != EAGAIN)
            len += (size_t)sprintf(rig.heard + len, "<end>");
        if (n <= 0)
            break;
    }
    rig.heard[len] = 0;
    return rig.heard;
}

void pass(int64_t ms)
{
    clock_advance(ms * 1000000);
    settle();
}

size_t buffers_in_use(void)
{
    return rig.server->buffers.n_taken;
}

size_t fill_stream(void)
{
    static char chunk[8 * KIB];
    size_t n = 0;
    while (http_respond_chunk(rig.held, (struct str){ chunk, sizeof chunk }))
        n += sizeof chunk;
    return n;
}
