/* Connections that were HTTP: bytes to and fro, waiting, and the ways to end. */
#include "http/http_rig.h"

#include <sys/socket.h>
#include <unistd.h>

#define UPGRADE \
    "GET /raw HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo\r\n\r\n"
#define UPGRADED \
    "HTTP/1.1 101 Switching Protocols\r\n" DATE "upgrade: echo\r\nconnection: upgrade\r\n\r\n"

static int come_raw(void)
{
    int fd = come();
    say(fd, UPGRADE);
    CHECK_TEXT(hear(fd), UPGRADED);
    return fd;
}

TEST(an_upgraded_connection_carries_bytes_and_owns_no_buffer)
{
    with_server();
    owned_fd int fd = come_raw();
    for (int i = 0; i < 3; i++) {
        CHECK_INT(buffers_in_use(), 0);
        say(fd, GET("/hello"));
        CHECK_TEXT(hear(fd), GET("/hello"));
    }
    pass(24 * 3600 * 1000LL);
    say(fd, "still here");
    CHECK_TEXT(hear(fd), "still here");
    CHECK_INT(rig.closed + rig.raw_closed, 0);
}

TEST(bytes_behind_the_upgrade_are_its_users)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/nothing") UPGRADE "first");
    CHECK(str_ends(str_of(hear(fd)), STR(UPGRADED "first")));
}

TEST(what_the_user_does_not_take_waits_until_he_goes_on)
{
    with_server();
    owned_fd int fd = come_raw();
    say(fd, "wait");
    say(fd, "and more");
    CHECK_TEXT(hear(fd), "");
    CHECK_INT(buffers_in_use(), 1);
    http_raw_resume(rig.held);
    CHECK_TEXT(hear(fd), "doneand more");
    CHECK_INT(buffers_in_use(), 0);
}

TEST(a_paused_user_learns_that_the_peer_has_left)
{
    with_server();
    int fd = come_raw();
    http_raw_pause(rig.held);
    say(fd, "unread");
    close(fd);
    settle();
    CHECK_INT(rig.raw_closed, 1);
    CHECK_INT(http_server_connections(rig.server), 0);
}

static void fill_raw(void)
{
    static char piece[8 * KIB];
    const struct str bytes = { piece, sizeof piece };
    do
        while (http_raw_write(rig.held, &bytes, 1))
            ;
    while (settle(), !rig.held->x.told_to_stop);
}

TEST(a_user_who_writes_too_much_is_stopped_and_told_to_go_on)
{
    with_server();
    owned_fd int fd = come_raw();
    fill_raw();
    size_t calls = rig.drained_calls;
    CHECK(rig.held->out.held < 2 * HTTP_QUEUE_HIGH);
    hear(fd);
    CHECK_INT(rig.drained_calls, calls + 1);
    CHECK_INT(rig.held->out.held, 0);
}

TEST(a_peer_that_takes_nothing_is_left)
{
    with_server();
    owned_fd int fd = come_raw();
    fill_raw();
    pass(HTTP_WRITE_STALL_MS - 1);
    CHECK_INT(rig.raw_closed, 0);
    pass(1);
    CHECK_INT(rig.raw_closed, 1);
}

TEST(a_user_who_never_stops_is_cut_off)
{
    with_server();
    owned_fd int fd = come_raw();
    static char piece[1 * MIB];
    const struct str bytes = { piece, sizeof piece };
    for (int i = 0; i < 20; i++)
        http_raw_write(rig.held, &bytes, 1);
    settle();
    CHECK_INT(rig.raw_closed, 1);
}

TEST(closing_sends_what_waits_and_reads_over_what_still_comes)
{
    with_server();
    owned_fd int fd = come_raw();
    static char piece[64 * KIB];
    const struct str bytes = { piece, sizeof piece };
    for (int i = 0; i < 16; i++)
        http_raw_write(rig.held, &bytes, 1);
    http_raw_close(rig.held);
    say(fd, "too late");
    size_t len = strlen(hear(fd) + 16 * sizeof piece);
    CHECK_INT(len, strlen("<end>"));
    CHECK_INT(rig.raw_closed, 0);
    pass(HTTP_LINGER_MS);
    CHECK_INT(rig.raw_closed, 1);
}

TEST(a_raw_connection_ends_by_either_side)
{
    static const char *const last_words[] = { "quit", "cut", NULL };
    with_server();
    for (size_t i = 0; i < COUNT_OF(last_words); i++) {
        int fd = come_raw();
        if (last_words[i]) {
            say(fd, last_words[i]);
            CHECK_TEXT(hear(fd), "<end>");
        }
        close(fd);
        settle();
        CHECK_INT(rig.raw_closed, i + 1);
        CHECK_INT(http_server_connections(rig.server), 0);
    }
    CHECK_INT(rig.closed, 0);
}

static void note_drained(void *arg)
{
    CHECK(arg == &rig);
    rig.drained_servers++;
}

TEST(draining_lets_raw_users_say_goodbye)
{
    with_server();
    int fd = come_raw();
    http_server_drain(rig.server, note_drained, &rig);
    CHECK_TEXT(hear(fd), "bye<end>");
    CHECK_INT(rig.drained_servers, 0);
    close(fd);
    settle();
    CHECK_INT(rig.raw_closed, 1);
    CHECK_INT(rig.drained_servers, 1);
}

TEST(freeing_the_server_tells_raw_users)
{
    with_server();
    owned_fd int fd = come_raw();
    http_server_free(rig.server);
    rig.server = NULL;
    CHECK_INT(rig.raw_closed, 1);
    CHECK_TEXT(hear(fd), "<end>");
}

#ifdef PITH_FAILPOINTS
TEST(each_failing_call_ends_one_raw_connection)
{
    static const char *const points[] = { "http.buffers", "http.recv", "http.send" };
    with_server();
    owned_fd int other = come_raw();
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        owned_fd int unlucky = come_raw();
        http_buffer_pool_done(&rig.server->buffers); /* so that one has to be made */
        CHECK_OK(failpoint_set(str_of(points[i]), STR("error")));
        say(unlucky, "hello");
        CHECK_TEXT(hear(unlucky), "<end>");
        CHECK_INT(rig.raw_closed, i + 1);
        say(other, "still here");
        CHECK_TEXT(hear(other), "still here");
    }
}
#endif
