/* Answers in pieces: their form, what happens when the client is slow, and when they go wrong. */
#include "http/http_rig.h"

#include <sys/socket.h>

TEST(a_stream_goes_out_as_it_comes)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/stream"));
    CHECK_TEXT(hear(fd), "HTTP/1.1 200 OK\r\n" DATE "transfer-encoding: chunked\r\n\r\n"
                         "3\r\none\r\n");
    CHECK_INT(buffers_in_use(), 0); /* a stream that lasts holds none */
    CHECK(http_respond_chunk(rig.held, STR("")));
    CHECK(http_respond_chunk(rig.held, STR("two")));
    CHECK_TEXT(hear(fd), "3\r\ntwo\r\n");
    http_respond_end(rig.held);
    CHECK_TEXT(hear(fd), "0\r\n\r\n");
    say(fd, GET("/nothing"));
    CHECK(strstr(hear(fd), "204"));
}

TEST(an_old_client_gets_a_stream_that_ends_with_the_connection)
{
    with_server();
    owned_fd int fd = come();
    say(fd, "GET /stream HTTP/1.0\r\n\r\n");
    http_respond_end(rig.held);
    CHECK_TEXT(hear(fd), "HTTP/1.1 200 OK\r\n" DATE "connection: close\r\n\r\none<end>");
}

TEST(an_answer_that_falls_short_of_its_length_ends_the_connection)
{
    with_server();
    owned_fd int fd = come(), other = come();
    say(fd, GET("/short"));
    CHECK(str_ends(str_of(hear(fd)), STR("short<end>")));
    say(other, GET("/shrunk"));
    CHECK(str_ends(str_of(hear(other)), STR("0123<end>")));
}

TEST(an_answer_that_would_be_misread_is_cut_off)
{
    with_server();
    owned_fd int overlong = come(), large_head = come(), duplex = come();
    say(overlong, GET("/overlong"));
    CHECK(str_ends(str_of(hear(overlong)), STR("\r\n\r\n<end>")));
    say(large_head, GET("/large-head"));
    CHECK(str_ends(str_of(hear(large_head)), STR("<end>")));
    say(duplex, "POST /duplex HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nodd\r\n");
    CHECK(str_ends(str_of(hear(duplex)), STR("\r\n\r\n<end>")));
    CHECK_INT(rig.closed, 1);
}

TEST(a_stream_stops_when_the_client_does_and_goes_on_when_it_reads)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/stream"));
    do /* until the socket is full, too */
        fill_stream(), settle();
    while (!rig.held->x.told_to_stop);
    CHECK(rig.held->out.held > HTTP_QUEUE_LOW && rig.held->out.held < 2 * HTTP_QUEUE_HIGH);
    size_t calls = rig.drained_calls;
    settle();
    CHECK_INT(rig.drained_calls, calls);
    hear(fd);
    CHECK_INT(rig.drained_calls, calls + 1);
    CHECK_INT(rig.held->out.held, 0);
    CHECK(fill_stream() > 0);
}

TEST(a_stream_to_a_reader_that_keeps_up_still_pauses_for_others)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/stream"));
    hear(fd);
    static char chunk[64];
    size_t given = 0;
    while (http_respond_chunk(rig.held, (struct str){ chunk, sizeof chunk })) {
        given += sizeof chunk;
        CHECK(given < 2 * HTTP_QUEUE_HIGH);
        CHECK(recv(fd, rig.heard, sizeof rig.heard, 0) > 0);
    }
    settle();
    CHECK_INT(rig.drained_calls, 1);
}

TEST(a_client_that_does_not_read_is_left)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/stream"));
    do
        fill_stream(), settle();
    while (!rig.held->x.told_to_stop);
    pass(HTTP_WRITE_STALL_MS - 1);
    CHECK_INT(rig.closed, 0);
    pass(1);
    CHECK_INT(rig.closed, 1);
    CHECK_INT(http_server_connections(rig.server), 0);
}

TEST(a_handler_that_never_stops_is_cut_off)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/stream"));
    static char chunk[1 * MIB];
    for (int i = 0; i < 20; i++)
        http_respond_chunk(rig.held, (struct str){ chunk, sizeof chunk });
    settle();
    CHECK_INT(rig.closed, 1);
}
