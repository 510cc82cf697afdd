/* Who leaves when: clients, the server, and everybody at random. */
#include "http/http_rig.h"

#include "base/log.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

TEST(a_client_that_leaves_is_noticed_while_the_handler_works)
{
    with_server();
    int fd = come();
    say(fd, GET("/later"));
    CHECK(rig.held);
    close(fd);
    settle();
    CHECK(!rig.held);
    CHECK_INT(rig.closed, 1);
    CHECK_INT(http_server_connections(rig.server), 0);
}

TEST(a_client_that_only_stops_speaking_gets_its_answer)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/later"));
    shutdown(fd, SHUT_WR);
    settle();
    CHECK_INT(rig.closed, 0);
    http_respond(rig.held, 200, NULL, STR("bye"));
    CHECK(str_ends(str_of(hear(fd)), STR("bye<end>")));
}

TEST(a_client_that_closed_in_peace_is_not_waited_for)
{
    with_server();
    int fd = come_by_tcp("127.0.0.1");
    say(fd, GET("/later"));
    CHECK(rig.held);
    close(fd); /* all it was sent it has read, so no reset will tell of it */
    settle();
    pass(HTTP_HALF_CLOSED_MS - 1);
    CHECK_INT(rig.closed, 0);
    pass(1);
    CHECK_INT(rig.closed, 1);
    CHECK_INT(http_server_connections(rig.server), 0);
}

TEST(a_stream_ends_when_its_client_stops_speaking)
{
    with_server();
    int fd = come_by_tcp("127.0.0.1");
    say(fd, GET("/stream"));
    hear(fd);
    shutdown(fd, SHUT_WR);
    settle();
    CHECK_INT(rig.closed, 1);
    CHECK_INT(http_server_connections(rig.server), 0);
    close(fd);
}

TEST(what_arrives_while_the_handler_works_waits)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/later"));
    say(fd, GET("/nothing"));
    CHECK_TEXT(hear(fd), "");
    http_respond(rig.held, 200, NULL, STR("1"));
    hear(fd);
    CHECK(strstr(rig.heard, "200 OK") && strstr(rig.heard, "204 No Content"));
}

static void note_drained(void *arg)
{
    CHECK(arg == &rig);
    rig.drained_servers++;
}

TEST(draining_ends_the_idle_at_once_and_the_busy_when_they_are_done)
{
    with_server();
    owned_fd int idle = come(), busy = come();
    struct stat st;
    say(idle, GET("/nothing"));
    say(busy, GET("/later"));
    hear(idle);
    http_server_drain(rig.server, note_drained, &rig);
    CHECK_TEXT(hear(idle), "<end>");
    CHECK(stat(rig.path, &st) < 0);
    CHECK_INT(rig.drained_servers, 0);
    http_respond(rig.held, 200, NULL, STR("done"));
    CHECK(strstr(hear(busy), "connection: close") && strstr(rig.heard, "done<end>"));
    shutdown(busy, SHUT_WR);
    settle();
    CHECK_INT(rig.drained_servers, 1);
}

TEST(freeing_the_server_tells_handlers)
{
    with_server();
    owned_fd int fd = come();
    say(fd, GET("/later"));
    http_server_free(rig.server);
    rig.server = NULL;
    CHECK_INT(rig.closed, 1);
    CHECK(strstr(hear(fd), "<end>"));
}

TEST(a_queue_for_which_there_is_no_memory_ends_the_connection)
{
    with_server();
    owned_fd int fd = come();
    static char body[1 * MIB];
    say(fd, GET("/later"));
    mem_fail_at(1);
    http_respond(rig.held, 200, NULL, (struct str){ body, sizeof body });
    mem_fail_at(0);
    CHECK(str_ends(str_of(hear(fd)), STR("<end>")));
    CHECK_INT(http_server_connections(rig.server), 0);
}

TEST(a_place_that_is_taken_is_an_error_and_harms_nothing)
{
    with_server();
    CHECK_REASON("already_listening", http_server_listen_unix(rig.server, rig.path));
    owned_fd int fd = come();
    say(fd, GET("/nothing"));
    CHECK(strstr(hear(fd), "204"));
}

#ifdef PITH_FAILPOINTS
TEST(without_descriptors_a_client_waits_for_the_next_try)
{
    with_server();
    log_set_level(LEVELS);
    CHECK_OK(failpoint_set(STR("http.accept"), STR("error")));
    owned_fd int fd = come();
    log_set_level(LEVEL_INFO);
    CHECK_INT(http_server_connections(rig.server), 0);
    pass(HTTP_ACCEPT_PAUSE_MS);
    CHECK_INT(http_server_connections(rig.server), 1);
    say(fd, GET("/nothing"));
    CHECK(strstr(hear(fd), "204"));
}

TEST(each_failing_call_costs_one_connection_and_no_more)
{
    static const char *const points[] = { "http.buffers", "http.recv", "http.send" };
    with_server();
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        owned_fd int unlucky = come(), other = -1;
        CHECK_OK(failpoint_set(str_of(points[i]), STR("error")));
        say(unlucky, GET("/nothing"));
        CHECK_TEXT(hear(unlucky), "<end>");
        other = come();
        say(other, GET("/nothing"));
        CHECK(strstr(hear(other), "204"));
    }
}
#endif

/* Many clients that do anything at any time: nothing may crash, leak, spin or be left behind. */
enum { CLIENTS = 8 };

static const char *const utterances[] = {
    GET("/hello"),
    GET("/later"),
    GET("/stream"),
    GET("/file"),
    GET("/short"),
    GET("/shrunk"),
    GET("/raw"),
    GET("/raw") "wait",
    "quit",
    CHUNKED_POST,
    CONVERSATION,
    "POST /pause HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n",
    "POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n",
    "123456789",
    "\r\n",
    "nonsense",
};

static void anything_from_client(int *fd)
{
    uint64_t dice = random_u64();
    if (*fd < 0) {
        *fd = come();
    } else if (dice % 8 == 0) {
        close(*fd);
        *fd = -1;
    } else if (dice % 8 == 1) {
        shutdown(*fd, SHUT_WR);
    } else if (dice % 8 == 2) {
        (void)!recv(*fd, rig.heard, sizeof rig.heard, 0);
    } else {
        struct str s = str_of(utterances[dice / 8 % COUNT_OF(utterances)]);
        (void)!send(*fd, s.ptr, (dice >> 32) % (s.len + 1), MSG_NOSIGNAL);
    }
}

static void anything_raw(struct http_conn *c)
{
    static void (*const acts[])(struct http_conn * c) = { http_raw_pause, http_raw_resume,
                                                          http_raw_close, http_raw_cut };
    uint64_t dice = random_u64() % 16;
    if (dice < COUNT_OF(acts))
        acts[dice](c);
    else if (!c->x.ended)
        http_raw_write(c, &STR("anything"), 1);
}

static void anything_from_handler(void)
{
    struct http_conn *c = rig.held;
    if (!c)
        return;
    if (c->raw) {
        anything_raw(c);
        return;
    }
    if (c->x.body_mode == BODY_STREAM && !c->x.body_told)
        http_body_resume(c);
    else if (!c->x.begun)
        http_respond(c, 200, NULL, STR("late"));
    else if (random_u64() % 4)
        fill_stream();
    else
        http_respond_end(c);
    if (rig.held == c && !c->x.handlers)
        rig.held = NULL;
}

TEST(clients_that_do_anything_leave_nothing_behind)
{
    with_server();
    int fds[CLIENTS];
    memset(fds, -1, sizeof fds);
    random_use_seed(5);
    for (int i = 0; i < 20000; i++) {
        anything_from_client(&fds[random_u64() % CLIENTS]);
        if (random_u64() % 2)
            anything_from_handler();
        if (random_u64() % 3)
            loop_turn(rig.loop);
        if (random_u64() % 50 == 0)
            pass((int64_t)(random_u64() % HTTP_HEAD_MS));
    }
    random_use_seed(0);
    for (int i = 0; i < CLIENTS; i++)
        fd_leave(&fds[i]);
    settle();
    CHECK_INT(http_server_connections(rig.server), 0);
    CHECK_INT(buffers_in_use(), 0);
}
