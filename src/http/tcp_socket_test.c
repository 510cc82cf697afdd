/* Listening at addresses, and who comes. */
#include "http/http_rig.h"

#include <sys/socket.h>

TEST(an_address_says_what_is_wrong_with_it)
{
    owned_fd int fd = -1;
    int port = 0;
    CHECK_REASON("bad_address", tcp_listen("localhost", 0, &fd, &port));
    CHECK_REASON("bad_address", tcp_listen("127.0.0.1 ", 0, &fd, &port));
    CHECK_REASON("bad_port", tcp_listen("127.0.0.1", 65536, &fd, &port));
    CHECK_REASON("no_such_address", tcp_listen("192.0.2.1", 0, &fd, &port));
    CHECK_OK(tcp_listen("127.0.0.1", 0, &fd, &port));
    CHECK(port > 0);
}

TEST(a_taken_port_is_an_error_and_another_family_is_another_port)
{
    owned_fd int first = -1, second = -1;
    int port = 0, same = 0;
    CHECK_OK(tcp_listen("::1", 0, &first, &port));
    CHECK_REASON("port_taken", tcp_listen("::1", port, &second, &same));
    CHECK_OK(tcp_listen("127.0.0.1", port, &second, &same));
    CHECK_INT(same, port);
}

TEST(a_port_just_left_can_be_taken_again)
{
    with_server();
    int fd = come_by_tcp("127.0.0.1"), port = rig.port;
    say(fd, "GET /nothing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    CHECK(str_ends(str_of(hear(fd)), STR("<end>")));
    fd_leave(&fd);
    settle();
    http_server_free(rig.server);
    rig.server = NULL;
    owned_fd int again = -1;
    CHECK_OK(tcp_listen("127.0.0.1", port, &again, &port));
}

TEST(peers_have_a_text_and_are_loopback_or_not)
{
    static const struct {
        struct ip_peer peer;
        const char *text;
        bool loopback;
    } cases[] = {
        { { { [10] = 0xff, [11] = 0xff, 127, 0, 0, 1 }, 80 }, "127.0.0.1:80", true },
        { { { [10] = 0xff, [11] = 0xff, 127, 8, 9, 1 }, 1 }, "127.8.9.1:1", true },
        { { { [10] = 0xff, [11] = 0xff, 128, 0, 0, 1 }, 80 }, "128.0.0.1:80", false },
        { { { [15] = 1 }, 8000 }, "[::1]:8000", true },
        { { { 0xfe, 0x80, [15] = 1 }, 65535 }, "[fe80::1]:65535", false },
        { { { [12] = 127, 0, 0, 1 }, 1 }, "[::127.0.0.1]:1", false },
    };
    char text[IP_TEXT];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CHECK_TEXT(ip_text(&cases[i].peer, text), cases[i].text);
        CHECK_INT(ip_is_loopback(&cases[i].peer), cases[i].loopback);
    }
}

TEST(a_server_knows_who_came_by_which_way)
{
    with_server();
    char text[HTTP_PEER_TEXT];
    owned_fd int near = come();
    say(near, GET("/later"));
    CHECK(http_conn_peer(rig.held)->is_local && http_peer_is_loopback(http_conn_peer(rig.held)));
    owned_fd int far = come_by_tcp("127.0.0.9");
    say(far, GET("/later"));
    CHECK(!http_conn_peer(rig.held)->is_local && http_peer_is_loopback(http_conn_peer(rig.held)));
    CHECK(strstr(http_peer_text(http_conn_peer(rig.held), text), "127.0.0.9:") == text);
}
