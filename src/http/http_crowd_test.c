/* A full house: who goes, who waits, and who is not let in. */
#include "http/http_crowd.h"
#include "http/http_rig.h"

#include <sys/socket.h>
#include <unistd.h>

static struct http_peer from(struct str address)
{
    struct http_peer p = { .is_local = false };
    memcpy(p.ip.address, address.ptr, sizeof p.ip.address);
    return p;
}

#define FOUR(last) STR("\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\x02" last)

TEST(each_address_has_so_many_places)
{
    struct http_peer one = from(FOUR("\x01")), other = from(FOUR("\x02"));
    struct http_crowd w;
    http_crowd_init(&w, 2);
    for (int i = 0; i < 3; i++) {
        CHECK(http_crowd_enter(&w, &one) && http_crowd_enter(&w, &one));
        CHECK(!http_crowd_enter(&w, &one));
        CHECK(http_crowd_enter(&w, &other));
        http_crowd_leave(&w, &one);
        CHECK(http_crowd_enter(&w, &one));
        CHECK(!http_crowd_enter(&w, &one));
        http_crowd_leave(&w, &one), http_crowd_leave(&w, &one);
        http_crowd_leave(&w, &other);
        CHECK_INT(w.by_address.count, 0);
    }
    http_crowd_done(&w);
}

TEST(a_network_of_ipv6_is_one_address_and_this_machine_is_none)
{
    struct http_peer here = from(STR("\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\0\0\x01"));
    struct http_peer local = { .is_local = true };
    struct http_peer six = from(STR("\x20\x01\x0d\xb8\0\0\0\x01\0\0\0\0\0\0\0\x01"));
    struct http_peer same = from(STR("\x20\x01\x0d\xb8\0\0\0\x01\xff\0\0\0\0\0\0\x02"));
    struct http_peer next = from(STR("\x20\x01\x0d\xb8\0\0\0\x02\0\0\0\0\0\0\0\x01"));
    struct http_crowd w;
    http_crowd_init(&w, 1);
    CHECK(http_crowd_enter(&w, &six));
    CHECK(!http_crowd_enter(&w, &same));
    CHECK(http_crowd_enter(&w, &next));
    for (int i = 0; i < 5; i++)
        CHECK(http_crowd_enter(&w, &here) && http_crowd_enter(&w, &local));
    CHECK_INT(w.by_address.count, 2);
    http_crowd_done(&w);
}

static bool is_open(int fd)
{
    return !strstr(hear(fd), "<end>");
}

/* Each row is a house for two. The first did this and the second that; then a third comes, and
 * this one of them has to go. */
TEST(in_a_full_house_who_holds_a_place_for_nothing_goes_first)
{
    static const struct {
        const char *first, *second;
        int goes; /* 0: nobody */
    } cases[] = {
        { "", "", 1 },
        { GET("/nothing"), "", 2 },
        { GET("/nothing"), GET("/nothing"), 1 },
        { "", "GET /", 2 },
        { "GET /", "GET /", 1 },
        { GET("/nothing"), "GET /", 2 },
        { GET("/later"), GET("/nothing"), 2 },
        { GET("/raw"), "", 2 },
        { GET("/nothing"), "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na", 1 },
        { GET("/stream"), "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na", 2 },
        { GET("/nothing"), "GET /none HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 2 },
        { GET("/later"), GET("/stream"), 0 },
        { GET("/raw"), GET("/raw"), 0 },
        { GET("/raw"), "POST /pause HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na", 0 },
    };
    with_server();
    http_server_set_connections_most(rig.server, 2);
    http_server_set_connections_local(rig.server, 0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int first = come(), second = come();
        say(first, cases[i].first), say(second, cases[i].second);
        hear(first), hear(second);
        bool second_has_ended = strstr(rig.heard, "<end>");
        int third = come();
        say(third, GET("/nothing"));
        bool served = strstr(hear(third), "204");
        if (served != (cases[i].goes != 0) || is_open(first) != (cases[i].goes != 1) ||
            (!second_has_ended && is_open(second) != (cases[i].goes != 2)))
            CHECK_FAIL("case %zu: served %d", i, served);
        close(first), close(second);
        settle();
        CHECK(served || strstr(hear(third), "204"));
        close(third);
        settle();
        CHECK_INT(http_server_connections(rig.server), 0);
    }
}

TEST(whoever_waits_outside_comes_in_when_somebody_has_nothing_more_to_do)
{
    with_server();
    http_server_set_connections_most(rig.server, 1);
    http_server_set_connections_local(rig.server, 0);
    owned_fd int busy = come();
    say(busy, GET("/later"));
    owned_fd int waiting = come();
    say(waiting, GET("/nothing"));
    CHECK_TEXT(hear(waiting), "");
    http_respond(rig.held, 200, NULL, STR("done"));
    CHECK(strstr(hear(waiting), "204"));
    CHECK(strstr(hear(busy), "done<end>"));
}

TEST(a_house_that_is_full_from_the_network_has_a_place_for_this_machines_sockets)
{
    with_server();
    http_server_set_connections_most(rig.server, 1);
    owned_fd int busy = come_by_tcp("127.0.0.1"), waiting = -1, local = -1;
    say(busy, GET("/later"));
    waiting = come_by_tcp("127.0.0.1");
    say(waiting, GET("/nothing"));
    local = come();
    say(local, GET("/nothing"));
    CHECK(strstr(hear(local), "204"));
    CHECK_TEXT(hear(waiting), "");
    CHECK(is_open(busy));
}

TEST(a_thousand_slow_heads_hold_only_so_many_buffers_and_keep_nobody_out)
{
    enum { SLOW = 1000 };
    static int fds[SLOW];
    with_server();
    for (int i = 0; i < SLOW; i++) {
        fds[i] = come();
        say(fds[i], "GET / HTTP/1.1\r\nX: ");
        CHECK(buffers_in_use() <= HTTP_BUFFERS_MOST);
    }
    owned_fd int user = come();
    say(user, GET("/nothing"));
    CHECK(strstr(hear(user), "204"));
    CHECK(is_open(fds[SLOW - 1]) && !is_open(fds[0]));
    for (int i = 0; i < SLOW; i++)
        close(fds[i]);
}

#ifdef PITH_FAILPOINTS
TEST(without_descriptors_somebody_makes_room)
{
    with_server();
    owned_fd int idle = come();
    CHECK_OK(failpoint_set(STR("http.accept"), STR("error")));
    owned_fd int fd = come();
    say(fd, GET("/nothing"));
    CHECK(strstr(hear(fd), "204"));
    CHECK(!is_open(idle));
}
#endif
