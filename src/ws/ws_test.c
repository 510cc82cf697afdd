/* One connection: messages to and fro, pings, waiting, and the ways to end. Clients are raw sockets
 * and time moves only when told. */
#include "ws/ws.h"

#include "base/test.h"
#include "ws/ws_frame.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE_MOST = 64 * KIB, HEARD_MOST = 4 * MIB };

static struct {
    struct loop *loop;
    struct http_server *server;
    char path[PATH_MOST];
    struct ws_conn *c; /* the last who came */
    size_t messages, drained, closed;
    int code;
    char heard[HEARD_MOST];
} rig;

static void echo_text(struct ws_conn *c, struct str message)
{
    rig.messages++;
    if (str_eq(message, STR("close")))
        ws_close(c, 4000, STR("as you say"));
    else if (str_eq(message, STR("pause")))
        ws_pause(c);
    else
        ws_send_text(c, message);
}

static void echo_binary(struct ws_conn *c, struct str message)
{
    CHECK(ws_user(c) == &rig);
    ws_send_binary(c, message);
}

static void count_drained(struct ws_conn *c)
{
    (void)c;
    rig.drained++;
}

static void note_closed(struct ws_conn *c, int code)
{
    CHECK(ws_http(c) != NULL);
    rig.closed++;
    rig.code = code;
    if (rig.c == c)
        rig.c = NULL;
}

static const struct ws_handler echo = { echo_text, echo_binary, count_drained, NULL, note_closed };
static const struct ws_handler text_only = { echo_text, NULL, NULL, NULL, note_closed };

static void on_request(struct http_conn *http, const struct http_head *head)
{
    const struct ws_handler *h = str_eq(head->path, STR("/text")) ? &text_only : &echo;
    owned(err) struct err *e = ws_accept(http, head, h, &rig, MESSAGE_MOST, &rig.c);
    if (e)
        http_respond(http, 400, NULL, str_of(err_reason(e)));
}

static const struct http_handler handler = { .on_request = on_request };

static void rig_stop(int *token)
{
    (void)token;
    http_server_free(rig.server);
    loop_free(rig.loop);
    clock_use(NULL);
}

static void rig_start(void)
{
    memset(&rig, 0, offsetof(typeof(rig), heard));
    clock_use_manual(0, 0);
    snprintf(rig.path, sizeof rig.path, "%s/run/sock", test_dir());
    rig.loop = loop_new(LOOP_DETERMINISTIC);
    rig.server = http_server_new(rig.loop, &handler, NULL);
    CHECK_OK(http_server_listen_unix(rig.server, rig.path));
}

#define with_server()                                          \
    __attribute__((cleanup(rig_stop), unused)) int token_ = 0; \
    rig_start()

static void settle(void)
{
    for (int i = 0; loop_turn(rig.loop); i++)
        CHECK(i < 100000); /* else it spins */
}

static void pass(int64_t ms)
{
    clock_advance(ms * 1000000);
    settle();
}

static void say(int fd, struct str s)
{
    while (s.len) {
        ssize_t n = send(fd, s.ptr, s.len, MSG_NOSIGNAL);
        CHECK(n > 0 || errno == EAGAIN);
        s = str_from(s, n > 0 ? (size_t)n : 0);
        settle();
    }
}

/* All that has arrived; "<end>" stands for the end of the connection. */
static struct str hear(int fd)
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
    return (struct str){ rig.heard, len };
}

#define HANDSHAKE(path)                                                                 \
    "GET " path " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
/* Frames of clients; the mask is zero, and so changes nothing. */
#define NO_MASK "\0\0\0\0"

static int come(const char *handshake)
{
    int fd = -1;
    CHECK_OK(unix_connect(rig.path, &fd));
    CHECK_INT(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    say(fd, str_of(handshake));
    CHECK(strstr(hear(fd).ptr, "101 Switching Protocols\r\n"));
    CHECK(strstr(rig.heard, "\r\nupgrade: websocket\r\n"));
    CHECK(strstr(rig.heard, "\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    return fd;
}

TEST(messages_come_back_whole)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    say(fd, STR("\x81\x82" NO_MASK "hi\x02\x81" NO_MASK "a\x00\x81" NO_MASK "b\x80\x81" NO_MASK
                "c\x81\x80" NO_MASK));
    CHECK(str_eq(hear(fd), STR("\x81\x02hi\x82\x03"
                               "abc\x81\x00")));
    CHECK_INT(rig.closed, 0);
}

TEST(a_bad_handshake_is_answered_and_the_connection_stays_http)
{
    with_server();
    owned_fd int fd = -1;
    CHECK_OK(unix_connect(rig.path, &fd));
    CHECK_INT(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    say(fd, STR("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    CHECK(str_ends(hear(fd), STR("\r\n\r\nupgrade_missing")));
    say(fd, STR(HANDSHAKE("/")));
    CHECK(strstr(hear(fd).ptr, "101 Switching Protocols"));
}

TEST(pings_are_answered_also_inside_a_message)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    say(fd, STR("\x01\x81" NO_MASK "a\x89\x81" NO_MASK "p\x80\x81" NO_MASK "b"));
    CHECK(str_eq(hear(fd), STR("\x8a\x01p\x81\x02"
                               "ab")));
}

TEST(a_peer_that_closes_gets_its_code_back)
{
    static const struct {
        struct str said, heard;
        int code;
    } cases[] = {
        { STR_INIT("\x88\x82" NO_MASK "\x03\xe9"), STR_INIT("\x88\x02\x03\xe9<end>"), 1001 },
        { STR_INIT("\x88\x80" NO_MASK), STR_INIT("\x88\x00<end>"), WS_CLOSE_SILENT },
        { STR_INIT("\x88\x85" NO_MASK "\x0f\xa1why"), STR_INIT("\x88\x02\x0f\xa1<end>"), 4001 },
    };
    with_server();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int fd = come(HANDSHAKE("/"));
        say(fd, cases[i].said);
        CHECK(str_eq(hear(fd), cases[i].heard));
        close(fd);
        settle();
        CHECK_INT(rig.closed, i + 1);
        CHECK_INT(rig.code, cases[i].code);
    }
}

TEST(we_close_wait_for_the_peers_goodbye_and_hear_no_more_messages)
{
    with_server();
    int fd = come(HANDSHAKE("/"));
    say(fd, STR("\x81\x85" NO_MASK "close\x81\x84" NO_MASK "more"));
    CHECK(str_eq(hear(fd), STR("\x88\x0c\x0f\xa0"
                               "as you say")));
    CHECK(!ws_send_text(rig.c, STR("unsent")));
    say(fd, STR("\x88\x82" NO_MASK "\x0f\xa0"));
    CHECK(str_eq(hear(fd), STR("<end>")));
    close(fd);
    settle();
    CHECK_INT(rig.code, 4000);
    CHECK_INT(rig.messages, 1);
}

TEST(a_goodbye_that_does_not_come_is_not_waited_for)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    ws_close(rig.c, WS_CLOSE_POLICY, STR("no hello"));
    CHECK(!str_ends(hear(fd), STR("<end>")));
    pass(WS_CLOSE_MS + 1000);
    CHECK(str_eq(hear(fd), STR("<end>")));
    pass(HTTP_LINGER_MS);
    CHECK_INT(rig.closed, 1);
    CHECK_INT(rig.code, WS_CLOSE_POLICY);
}

TEST(whoever_breaks_the_protocol_is_told_how)
{
    static const struct {
        const char *path;
        struct str said, heard;
        int code;
    } cases[] = {
        { HANDSHAKE("/"), STR_INIT("\x81\x02hi"), STR_INIT("\x88\x12\x03\xeawrong_side_masks<end>"),
          WS_CLOSE_PROTOCOL },
        { HANDSHAKE("/"), STR_INIT("\x81\x81" NO_MASK "\xff"),
          STR_INIT("\x88\x0a\x03\xefnot_utf8<end>"), WS_CLOSE_NOT_TEXT },
        { HANDSHAKE("/"), STR_INIT("\x82\xff\0\0\0\0\0\x01\0\x01" NO_MASK),
          STR_INIT("\x88\x13\x03\xf1message_too_large<end>"), WS_CLOSE_TOO_LARGE },
        { HANDSHAKE("/text"), STR_INIT("\x82\x80" NO_MASK),
          STR_INIT("\x88\x11\x03\xebkind_not_wanted<end>"), WS_CLOSE_UNSUPPORTED },
    };
    with_server();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int fd = come(cases[i].path);
        say(fd, cases[i].said);
        CHECK(str_eq(hear(fd), cases[i].heard));
        close(fd);
        settle();
        CHECK_INT(rig.code, cases[i].code);
    }
}

TEST(fragments_count_together_and_the_limit_can_be_changed)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    ws_set_message_most(rig.c, 3);
    say(fd, STR("\x02\x82" NO_MASK "ab\x80\x81" NO_MASK "c"));
    CHECK(str_eq(hear(fd), STR("\x82\x03"
                               "abc")));
    say(fd, STR("\x02\x82" NO_MASK "ab\x80\x82" NO_MASK "cd"));
    CHECK(str_starts(hear(fd), STR("\x88\x13\x03\xf1")));
}

TEST(a_message_for_which_there_is_no_memory_ends_its_connection_alone)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/")), other = come(HANDSHAKE("/"));
    say(fd, STR("\x02\xfe\x80\x00" NO_MASK));
    mem_fail_at(1);
    say(fd, STR("x"));
    mem_fail_at(0);
    CHECK(str_eq(hear(fd), STR("\x88\x0b\x03\xf1no_memory<end>")));
    say(other, STR("\x81\x82" NO_MASK "hi"));
    CHECK(str_eq(hear(other), STR("\x81\x02hi")));
}

TEST(a_cut_is_told_as_a_loss)
{
    with_server();
    int fd = come(HANDSHAKE("/"));
    say(fd, STR("\x01\x81" NO_MASK "a"));
    close(fd);
    settle();
    CHECK_INT(rig.closed, 1);
    CHECK_INT(rig.code, WS_CLOSE_LOST);
}

TEST(a_silent_peer_is_pinged_and_then_given_up)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    pass(WS_PING_EVERY_MS);
    CHECK(str_eq(hear(fd), STR("\x89\x00")));
    pass(WS_PONG_MS - 1000);
    CHECK_INT(rig.closed, 0);
    pass(2000);
    CHECK_INT(rig.closed, 1);
    CHECK_INT(rig.code, WS_CLOSE_LOST);
}

TEST(a_peer_that_answers_is_pinged_for_ever)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    int pings = 0;
    for (int second = 0; second < 24 * 3600; second++) {
        pass(1000);
        if (!str_eq(hear(fd), STR("\x89\x00")))
            continue;
        pings++;
        say(fd, STR("\x8a\x80" NO_MASK));
    }
    CHECK_INT(pings, 24 * 3600 * 1000 / WS_PING_EVERY_MS);
    CHECK_INT(rig.closed, 0);
}

TEST(any_sign_of_life_does_for_a_pong)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    say(fd, STR("\x02\xfe\x04\x00" NO_MASK));
    for (int i = 0; i < 1024; i++) {
        say(fd, STR("x"));
        pass(1000);
    }
    CHECK_INT(rig.closed, 0);
}

TEST(who_pauses_hears_nothing_and_gives_nobody_up)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    say(fd, STR("\x81\x85" NO_MASK "pause\x81\x82" NO_MASK "hi"));
    say(fd, STR("\x81\x83" NO_MASK "you"));
    pass(10 * WS_PING_EVERY_MS);
    CHECK_INT(rig.messages, 1);
    CHECK_INT(rig.closed, 0);
    hear(fd);
    ws_resume(rig.c);
    CHECK(str_eq(hear(fd), STR("\x81\x02hi\x81\x03you")));
}

static size_t fill(void)
{
    static char piece[8 * KIB];
    size_t n = 0;
    while (ws_send_binary(rig.c, (struct str){ piece, sizeof piece }))
        n += sizeof piece;
    return n;
}

TEST(a_slow_reader_stops_us_until_it_reads)
{
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    size_t drained;
    do
        drained = rig.drained, fill(), settle();
    while (rig.drained > drained);
    size_t held = http_server_connections(rig.server);
    CHECK_INT(held, 1);
    hear(fd);
    CHECK_INT(rig.drained, drained + 1);
    CHECK(fill() > 0);
}

TEST(pongs_do_not_pile_up_before_a_peer_that_does_not_read)
{
    enum { MANY = 200000 };
    with_server();
    owned_fd int fd = come(HANDSHAKE("/"));
    static char pings[MANY];
    const struct str one = STR("\x89\x84" NO_MASK "ping");
    for (size_t i = 0; i + one.len <= sizeof pings; i += one.len)
        memcpy(pings + i, one.ptr, one.len);
    const struct str many = { pings, sizeof pings / one.len * one.len };
    for (int i = 0; i < 40; i++)
        say(fd, many);
    CHECK_INT(rig.closed, 0);
    CHECK(hear(fd).len < 2 * MIB); /* of the five that were asked for: what the sockets hold */
}

TEST(draining_says_goodbye)
{
    with_server();
    int fd = come(HANDSHAKE("/"));
    http_server_drain(rig.server, (http_drained_fn *)loop_stop, rig.loop);
    CHECK(str_eq(hear(fd), STR("\x88\x02\x03\xe9")));
    say(fd, STR("\x88\x82" NO_MASK "\x03\xe9"));
    CHECK(str_eq(hear(fd), STR("<end>")));
    close(fd);
    settle();
    CHECK_INT(rig.code, WS_CLOSE_GOING_AWAY);
}

/* Clients that say anything at any time: nothing may crash, leak, spin or be left behind. */
static const struct str utterances[] = {
    STR_INIT("\x81\x82" NO_MASK "hi"),       STR_INIT("\x01\x82" NO_MASK "hi"),
    STR_INIT("\x80\x82" NO_MASK "hi"),       STR_INIT("\x82\xfe\x01\x00" NO_MASK),
    STR_INIT("\x89\x81" NO_MASK "p"),        STR_INIT("\x8a\x80" NO_MASK),
    STR_INIT("\x81\x85" NO_MASK "pause"),    STR_INIT("\x81\x85" NO_MASK "close"),
    STR_INIT("\x88\x82" NO_MASK "\x03\xe8"), STR_INIT("nonsense"),
};

static void anything_from_client(int *fd)
{
    uint64_t dice = random_u64();
    if (*fd < 0) {
        *fd = come(HANDSHAKE("/"));
    } else if (dice % 32 == 0) {
        close(*fd);
        *fd = -1;
    } else if (dice % 8 == 1) {
        (void)!recv(*fd, rig.heard, sizeof rig.heard, 0);
    } else {
        struct str s = utterances[dice / 32 % COUNT_OF(utterances)];
        bool whole = dice >> 60 != 0;
        (void)!send(*fd, s.ptr, whole ? s.len : (dice >> 32) % (s.len + 1), MSG_NOSIGNAL);
    }
}

static void anything_from_us(void)
{
    uint64_t dice = random_u64() % 64;
    if (!rig.c || dice > 20)
        return;
    if (dice == 0)
        ws_close(rig.c, WS_CLOSE_DONE, STR(""));
    else if (dice < 5)
        fill();
    else
        ws_resume(rig.c);
}

TEST(peers_that_do_anything_leave_nothing_behind)
{
    with_server();
    int fds[4] = { -1, -1, -1, -1 };
    random_use_seed(7);
    for (int i = 0; i < 20000; i++) {
        anything_from_client(&fds[random_u64() % COUNT_OF(fds)]);
        anything_from_us();
        if (random_u64() % 3)
            loop_turn(rig.loop);
        if (random_u64() % 50 == 0)
            pass((int64_t)(random_u64() % WS_PING_EVERY_MS));
    }
    random_use_seed(0);
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        fd_leave(&fds[i]);
    settle();
    CHECK(rig.closed > 100);
    CHECK_INT(http_server_connections(rig.server), 0);
}
