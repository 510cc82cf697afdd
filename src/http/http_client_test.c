/* The client, against our server on a live loop whose answers come from workers, and against
 * peers that say whatever a script tells them. */
#include "http/http.h"

#include "base/pool.h"
#include "base/test.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 4, REQUESTS_EACH = 50, TIMEOUT_MS = 20000, LARGE = 2 * MIB };

static struct loop *loop;
static struct pool *pool;
static char path[PATH_MOST];
static atomic_int clients_left;

/* /work answers its body from a worker; a call that outlives its connection frees itself. */
struct work {
    struct job job;
    struct http_conn *conn; /* NULL when it is gone */
    char *body;
    size_t len;
};

static void run_work(struct job *j)
{
    struct work *w = CONTAINER_OF(j, struct work, job);
    for (size_t i = 0; i < w->len / 2; i++) {
        char c = w->body[i];
        w->body[i] = w->body[w->len - 1 - i];
        w->body[w->len - 1 - i] = c;
    }
}

static void work_done(struct job *j, bool ran)
{
    struct work *w = CONTAINER_OF(j, struct work, job);
    if (w->conn && ran)
        http_respond(w->conn, 200, NULL, (struct str){ w->body, w->len });
    mem_free(w->body);
    mem_free(w);
}

static void start_work(struct http_conn *c, struct str body)
{
    struct work *w = mem_new(sizeof *w);
    *w = (struct work){ .job = { .run = run_work, .done = work_done }, .conn = c };
    w->body = mem_text(body.ptr, w->len = body.len);
    http_conn_set_user(c, w);
    CHECK_OK(pool_submit(pool, &w->job));
}

static char large[64 * KIB];

/* Goes on where it was stopped; what was given so far stands in `len`. */
static void pour(struct http_conn *c)
{
    struct work *w = http_conn_user(c);
    bool go_on = true;
    while (go_on && w->len < LARGE) {
        go_on = http_respond_chunk(c, (struct str){ large, sizeof large });
        w->len += sizeof large;
    }
    if (!go_on)
        return;
    http_respond_end(c);
    mem_free(w);
}

static void on_request(struct http_conn *c, const struct http_head *h)
{
    if (str_eq(h->path, STR("/work"))) {
        http_body_whole(c, 1 * MIB, start_work);
    } else if (str_eq(h->path, STR("/pour"))) {
        http_conn_set_user(c, mem_new(sizeof(struct work)));
        http_respond_begin(c, 200, NULL, HTTP_LEN_UNKNOWN);
        pour(c);
    } else if (str_eq(h->path, STR("/refused"))) {
        http_respond(c, 403, NULL, STR("no"));
    }
}

static void on_closed(struct http_conn *c)
{
    struct work *w = http_conn_user(c);
    if (w && w->conn)
        w->conn = NULL;
    else
        mem_free(w);
}

static const struct http_handler handler = { on_request, pour, on_closed };

/* Runs `fn` in so many threads, each with a client of its own, and the server beside them. */
typedef void client_fn(struct http_client *c, int number);
static client_fn *what_to_do;

static void *client_main(void *number)
{
    struct http_client *c = NULL;
    CHECK_OK(http_client_open(path, TIMEOUT_MS, &c));
    what_to_do(c, (int)(intptr_t)number);
    http_client_free(c);
    if (atomic_fetch_sub(&clients_left, 1) == 1)
        loop_stop(loop);
    return NULL;
}

static void with_clients(int n, client_fn *fn)
{
    pthread_t threads[CLIENTS];
    snprintf(path, sizeof path, "%s/pith.sock", test_dir());
    loop = loop_new(LOOP_LIVE);
    pool = pool_new(loop, "work", 2, 64);
    struct http_server *server = http_server_new(loop, &handler, NULL);
    CHECK_OK(http_server_listen_unix(server, path));
    what_to_do = fn;
    atomic_store(&clients_left, n);
    for (intptr_t i = 0; i < n; i++)
        CHECK(pthread_create(&threads[i], NULL, client_main, (void *)i) == 0);
    loop_run(loop);
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    http_server_free(server);
    pool_free(pool);
    loop_free(loop);
}

/* Threads cannot leave a test by a failed check, so they note it. */
static atomic_int wrong;
#define NOTE(condition) ((condition) ? (void)0 : (void)atomic_fetch_add(&wrong, 1))

static bool fetch(struct http_client *c, const char *method, const char *target, struct str body,
                  int *out_status, struct buf *out)
{
    const struct http_head *head;
    owned(err) struct err *e = http_client_send(c, str_of(method), str_of(target), NULL, body);
    if (!e)
        e = http_client_head(c, &head);
    if (!e) {
        *out_status = head->status;
        e = http_client_body(c, out);
    }
    if (e)
        fprintf(stderr, "%s: %s\n", target, err_text(e));
    return !e;
}

static void ask_often(struct http_client *c, int number)
{
    for (int i = 0; i < REQUESTS_EACH; i++) {
        char said[32], heard[32];
        int status = 0, n = snprintf(said, sizeof said, "%d-%d-abc", number, i);
        owned(buf) struct buf body;
        buf_init(&body, 1 * KIB);
        NOTE(fetch(c, "POST", "/work", str_of(said), &status, &body));
        NOTE(status == 200 && body.len == (size_t)n);
        for (int k = 0; k < n; k++)
            heard[k] = body.ptr[n - 1 - k];
        NOTE(str_eq((struct str){ heard, (size_t)n }, str_of(said)));
    }
}

TEST(clients_at_once_each_get_their_own_answers_from_workers)
{
    atomic_store(&wrong, 0);
    with_clients(CLIENTS, ask_often);
    CHECK_INT(atomic_load(&wrong), 0);
}

static void drink(struct http_client *c, int number)
{
    (void)number;
    const struct http_head *head;
    struct str piece = STR_NONE;
    size_t total = 0;
    err_free(http_client_send(c, STR("GET"), STR("/pour"), NULL, STR("")));
    err_free(http_client_head(c, &head));
    do {
        err_free(http_client_read(c, &piece));
        total += piece.len;
    } while (piece.len);
    NOTE(total == LARGE);
}

/* As drink(), never waiting but in poll(). */
static void sip(struct http_client *c, int number)
{
    (void)number;
    const struct http_head *head;
    struct str piece;
    size_t total = 0;
    bool nothing = false;
    err_free(http_client_send(c, STR("GET"), STR("/pour"), NULL, STR("")));
    err_free(http_client_head(c, &head));
    do {
        struct pollfd p = { .fd = http_client_fd(c), .events = POLLIN };
        NOTE(!nothing || poll(&p, 1, TIMEOUT_MS) > 0);
        err_free(http_client_try(c, &piece, &nothing));
        NOTE(!nothing || !piece.len);
        total += piece.len;
    } while (piece.len || nothing);
    NOTE(total == LARGE);
    err_free(http_client_send(c, STR("GET"), STR("/silent"), NULL, STR("")));
    err_free(http_client_try(c, &piece, &nothing));
    NOTE(nothing);
}

TEST(a_stream_longer_than_any_buffer_arrives_whole)
{
    atomic_store(&wrong, 0);
    with_clients(2, drink);
    with_clients(2, sip);
    CHECK_INT(atomic_load(&wrong), 0);
}

static void send_to_deaf_ears(struct http_client *c, int number)
{
    (void)number;
    static char body[8 * MIB];
    owned(buf) struct buf answer;
    int status = 0;
    buf_init(&answer, 1 * KIB);
    NOTE(fetch(c, "POST", "/refused", (struct str){ body, sizeof body }, &status, &answer));
    NOTE(status == 403 && str_eq(buf_text(&answer), STR("no")));
}

TEST(an_early_refusal_is_heard_although_the_body_was_not)
{
    atomic_store(&wrong, 0);
    with_clients(1, send_to_deaf_ears);
    CHECK_INT(atomic_load(&wrong), 0);
}

static void wait_in_vain(struct http_client *c, int number)
{
    (void)number;
    const struct http_head *head = NULL;
    http_client_set_timeout(c, 10);
    err_free(http_client_send(c, STR("GET"), STR("/silent"), NULL, STR("")));
    owned(err) struct err *e = http_client_head(c, &head);
    NOTE(err_kind(e) == ERR_TIMEOUT && !head);
}

TEST(a_client_does_not_wait_for_ever)
{
    atomic_store(&wrong, 0);
    with_clients(1, wait_in_vain);
    CHECK_INT(atomic_load(&wrong), 0);
}

/* Peers with a script */

static const char *script;

static void *play(void *listener)
{
    char heard[1024];
    int fd = accept((int)(intptr_t)listener, NULL, NULL);
    if (recv(fd, heard, sizeof heard, 0) > 0)
        (void)!send(fd, script, strlen(script), MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

/* What the client makes of `said`: the error's reason, or the body. */
static const char *outcome(const char *method, const char *said)
{
    static char result[64];
    owned_fd int listener = -1;
    owned(http_client) struct http_client *c = NULL;
    owned(buf) struct buf body;
    const struct http_head *head;
    pthread_t peer;
    script = said;
    buf_init(&body, 8);
    snprintf(path, sizeof path, "%s/pith.sock", test_dir());
    unlink(path);
    CHECK_OK(unix_listen(path, &listener));
    CHECK(pthread_create(&peer, NULL, play, (void *)(intptr_t)listener) == 0);
    CHECK_OK(http_client_open(path, TIMEOUT_MS, &c));
    CHECK_OK(http_client_send(c, str_of(method), STR("/"), HTTP_HEADERS({ STR("a"), STR("b") }),
                              STR("")));
    owned(err) struct err *e = http_client_head(c, &head);
    if (!e)
        e = http_client_body(c, &body);
    pthread_join(peer, NULL);
    if (e)
        snprintf(result, sizeof result, "%s", err_reason(e));
    else
        snprintf(result, sizeof result, "%d %.*s", head->status, STR_ARGS(buf_text(&body)));
    return result;
}

TEST(the_client_takes_good_answers_and_names_what_is_wrong_with_others)
{
    static const char *const cases[][3] = {
        { "GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi" },
        { "GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
          "200 hi" },
        { "GET", "HTTP/1.1 200 OK\r\n\r\nto the", "200 to the" },
        { "GET",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n",
          "200 ab" },
        { "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "200 " },
        { "GET", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789", "answer_too_large" },
        { "GET", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1", "connection_lost" },
        { "GET", "HTTP/1.1 200 OK\r\nContent-Le", "connection_lost" },
        { "GET", "", "connection_lost" },
        { "GET", "SSH-2.0-OpenSSH\r\n", "bad_answer" },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CHECK_TEXT(outcome(cases[i][0], cases[i][1]), cases[i][2]);
}

TEST(a_value_cannot_bring_a_header_of_its_own)
{
    owned(http_client) struct http_client *c = NULL;
    owned_fd int listener = -1;
    char byte;
    snprintf(path, sizeof path, "%s/pith.sock", test_dir());
    CHECK_OK(unix_listen(path, &listener));
    CHECK_OK(http_client_open(path, TIMEOUT_MS, &c));
    CHECK_REASON("control_character",
                 http_client_send(
                     c, STR("POST"), STR("/"),
                     HTTP_HEADERS({ STR("pith-cwd"), STR("/x\r\nidempotency-key: k") }), STR("")));
    owned_fd int peer = accept(listener, NULL, NULL);
    CHECK(recv(peer, &byte, 1, MSG_DONTWAIT) < 0); /* nothing was sent */
}

TEST(nobody_home_is_an_error)
{
    struct http_client *c = NULL;
    snprintf(path, sizeof path, "%s/none.sock", test_dir());
    CHECK_ERR(ERR_NOT_FOUND, http_client_open(path, TIMEOUT_MS, &c));
    CHECK(!c);
}
