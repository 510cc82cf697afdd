/* Requests, bodies, and how long a client may take. */
#include "http/http_rig.h"

#include <stdio.h>
#include <sys/socket.h>

TEST(a_request_is_answered_and_the_connection_stays)
{
    with_server();
    owned_fd int fd = come();
    for (int i = 0; i < 3; i++) {
        CHECK_INT(buffers_in_use(), 0);
        say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
        CHECK_TEXT(hear(fd), OK(3, "abc"));
    }
    CHECK_INT(http_server_connections(rig.server), 1);
    CHECK_INT(rig.closed, 0);
}

TEST(a_header_value_cannot_become_a_header)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/hello"));
    CHECK_TEXT(hear(fd), "HTTP/1.1 200 OK\r\n" DATE "x-odd: a  set-cookie: b\r\n"
                         "content-length: 2\r\n\r\nhi");
}

static const char conversation_answers[] =
    "HTTP/1.1 204 No Content\r\n" DATE
    "\r\n" OK(7, "abcdefg") "HTTP/1.1 206 Partial Content\r\n" DATE "content-length: 5\r\n\r\n23456"
                            "HTTP/1.1 200 OK\r\n" DATE
                            "x-odd: a  set-cookie: b\r\ncontent-length: 2\r\n\r\n" OK(
                                1, "5") "HTTP/1.1 404 Not Found\r\n" DATE
                                        "content-length: 0\r\nconnection: close\r\n\r\n<end>";

TEST(pipelined_requests_are_answered_in_order)
{
    with_server();
    owned_fd int fd = come();
    say(fd, CONVERSATION);
    CHECK_TEXT(hear(fd), conversation_answers);
}

TEST(a_conversation_cut_at_any_byte_is_answered_the_same)
{
    with_server();
    const struct str all = STR(CONVERSATION);
    for (size_t cut = 1; cut < all.len; cut++) {
        owned_fd int fd = come();
        say_bytes(fd, str_first(all, cut));
        say_bytes(fd, str_from(all, cut));
        if (strcmp(hear(fd), conversation_answers) != 0)
            CHECK_FAIL("cut at %zu: %s", cut, rig.heard);
    }
    owned_fd int slow = come();
    for (size_t i = 0; i < all.len; i++)
        say_bytes(slow, str_first(str_from(all, i), 1));
    CHECK_TEXT(hear(slow), conversation_answers);
}

TEST(a_thousand_pipelined_requests_let_others_have_a_turn)
{
    enum { MANY = 1000 };
    with_server();
    owned(buf) struct buf all;
    owned_fd int greedy = come(), modest = come();
    buf_init(&all, 1 * MIB);
    for (int i = 0; i < MANY; i++)
        buf_add(&all, STR(GET("/nothing")));
    CHECK_INT(send(greedy, all.ptr, all.len, 0), all.len);
    CHECK_INT(send(modest, GET("/nothing"), strlen(GET("/nothing")), 0), strlen(GET("/nothing")));
    loop_turn(rig.loop);
    loop_turn(rig.loop);
    char byte;
    CHECK_INT(recv(modest, &byte, 1, 0), 1);
    size_t answers = 0;
    for (const char *at = hear(greedy); (at = strstr(at, "HTTP/1.1 204")); at++)
        answers++;
    CHECK_INT(answers, MANY);
}

TEST(a_refusal_says_why_and_closes)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/nothing") "GET /\r\n");
    hear(fd);
    CHECK(strstr(rig.heard, "204 No Content") && strstr(rig.heard, "400 Bad Request"));
    CHECK(strstr(rig.heard, "\"reason\":\"bad_first_line\"") && strstr(rig.heard, "<end>"));
    CHECK(strstr(rig.heard, "connection: close\r\n"));
}

TEST(a_body_is_not_read_unless_it_is_asked_for)
{
    with_server();
    owned_fd int fd = come();
    say(fd, "POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc");
    CHECK_TEXT(hear(fd), "HTTP/1.1 403 Forbidden\r\n" DATE
                         "content-length: 2\r\nconnection: close\r\n\r\nno<end>");
    say(fd, "the rest of it"); /* is read over, so that nothing is reset under the answer */
    CHECK_INT(http_server_connections(rig.server), 1);
    pass(HTTP_LINGER_MS);
    CHECK_INT(http_server_connections(rig.server), 0);
}

TEST(a_client_that_asks_first_is_told_to_go_on)
{
    with_server();
    owned_fd int fd = come();
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    CHECK_TEXT(hear(fd), "HTTP/1.1 100 Continue\r\n\r\n");
    say(fd, "ab");
    CHECK_TEXT(hear(fd), OK(2, "ab"));
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 99999\r\n"
            "Expect: 100-continue\r\n\r\n");
    CHECK(strstr(hear(fd), "HTTP/1.1 413 Content Too Large\r\n") == rig.heard);
}

TEST(a_body_past_the_handlers_limit_is_refused_and_the_handler_told)
{
    with_server();
    owned_fd int fd = come();
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            "1\r\na\r\n10000\r\n");
    CHECK(strstr(hear(fd), "413 Content Too Large") && strstr(rig.heard, "body_too_large"));
    CHECK_INT(rig.closed, 1);
}

TEST(a_large_body_arrives_whole_or_in_pieces)
{
    with_server();
    owned_fd int fd = come();
    static char body[BODY_MOST];
    char head[128];
    memset(body, 'x', sizeof body);
    snprintf(head, sizeof head, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n",
             BODY_MOST);
    say(fd, head);
    say_bytes(fd, (struct str){ body, sizeof body });
    CHECK(str_ends(str_of(hear(fd)), (struct str){ body, sizeof body }));
    snprintf(head, sizeof head, "POST /count HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n",
             BODY_MOST);
    say(fd, head);
    say_bytes(fd, (struct str){ body, sizeof body });
    CHECK_TEXT(hear(fd), OK(5, "65536"));
    CHECK(rig.pieces > 1);
}

TEST(a_paused_body_is_not_read)
{
    with_server();
    owned_fd int fd = come();
    say(fd, "POST /pause HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc");
    say(fd, "def");
    CHECK_INT(rig.streamed, 3);
    pass(10 * HTTP_BODY_STALL_MS); /* whose time it is not */
    CHECK_INT(rig.streamed, 3);
    http_body_resume(rig.held);
    settle();
    CHECK_INT(rig.streamed, 6);
    CHECK_TEXT(hear(fd), "");
    http_body_resume(rig.held);
    CHECK(str_ends(str_of(hear(fd)), STR("\r\n\r\n6")));
}

TEST(each_wait_for_the_client_has_its_end)
{
    with_server();
    static const struct {
        const char *said;
        int64_t most_ms;
        const char *heard;
    } cases[] = {
        { "", HTTP_FIRST_BYTE_MS, "" },
        { "GET / HTTP/1.1\r\nHo", HTTP_HEAD_MS, "408" },
        { "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na", HTTP_BODY_STALL_MS,
          "408" },
        { GET("/nothing"), HTTP_IDLE_MS, "204" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        owned_fd int fd = come();
        say(fd, cases[i].said);
        pass(cases[i].most_ms - 1);
        CHECK(!strstr(hear(fd), "<end>") && !strstr(rig.heard, "408"));
        bool heard_before = strstr(rig.heard, "204");
        pass(1);
        hear(fd);
        if (!strstr(rig.heard, "<end>") || (!heard_before && !strstr(rig.heard, cases[i].heard)))
            CHECK_FAIL("case %zu: %s", i, rig.heard);
    }
}

TEST(dripping_bytes_does_not_stretch_a_head)
{
    with_server();
    owned_fd int fd = come();
    say(fd, "GET / HTTP/1.1\r\nX: ");
    for (int64_t ms = 0; ms < HTTP_HEAD_MS - 1000; ms += 1000) {
        pass(1000);
        say(fd, "x");
    }
    CHECK_TEXT(hear(fd), "");
    pass(1000);
    CHECK(strstr(hear(fd), "408"));
}

TEST(a_body_may_be_slow_as_long_as_it_comes)
{
    with_server();
    owned_fd int fd = come();
    say(fd, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
    for (int i = 0; i < 5; i++) {
        pass(HTTP_BODY_STALL_MS - 1);
        say(fd, "x");
    }
    CHECK(str_ends(str_of(hear(fd)), STR("xxxxx")));
}

TEST(a_handler_may_take_its_time)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/later"));
    pass(24 * 3600 * 1000LL);
    CHECK_TEXT(hear(fd), "");
    http_respond(rig.held, 200, NULL, STR("at last"));
    CHECK(str_ends(str_of(hear(fd)), STR("at last")));
    CHECK_INT(http_server_connections(rig.server), 1);
}
