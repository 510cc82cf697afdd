/* The blocking client: see http_client.h. The socket does not block, poll() does, so that sending
 * and receiving both obey the timeout. */
#include "http/http_client.h"

#include "http/http_parse.h"
#include "http/unix_socket.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

struct http_client {
    int fd, timeout_ms;
    bool bodiless; /* the request was HEAD */
    struct http_parser parser;
    size_t at, end; /* what in `window` is not parsed yet */
    char window[HTTP_WINDOW];
    char space[HTTP_PARSE_SPACE];
};

struct err *http_client_open(const char *socket_path, int timeout_ms,
                             struct http_client **out_client)
{
    owned(http_client) struct http_client *c = mem_new(sizeof *c);
    c->fd = -1;
    http_client_set_timeout(c, timeout_ms);
    TRY(unix_connect(socket_path, &c->fd));
    *out_client = give(c);
    return NULL;
}

void http_client_free(struct http_client *c)
{
    if (!c)
        return;
    fd_leave(&c->fd);
    mem_free(c);
}

void http_client_set_timeout(struct http_client *c, int timeout_ms)
{
    c->timeout_ms = timeout_ms;
}

static struct err *wait_for(struct http_client *c, short events)
{
    struct pollfd p = { .fd = c->fd, .events = events };
    int n;
    do
        n = poll(&p, 1, c->timeout_ms > 0 ? c->timeout_ms : -1);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return err_sys("wait for the daemon");
    if (n == 0)
        return err_new(ERR_TIMEOUT, "no_answer", "no answer within %d ms", c->timeout_ms);
    return NULL;
}

/* A server that has answered early reads no more; what it said can still be read. */
static struct err *send_all(struct http_client *c, struct str s)
{
    while (s.len) {
        ssize_t n = send(c->fd, s.ptr, s.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0)
            s = str_from(s, (size_t)n);
        else if (errno == EPIPE || errno == ECONNRESET)
            return NULL;
        else if (errno == EAGAIN)
            TRY(wait_for(c, POLLOUT));
        else if (errno != EINTR)
            return err_sys("send");
    }
    return NULL;
}

/* A line end inside a value would be a header of somebody else's making. */
static struct err *check_headers(const struct http_header *headers)
{
    for (; headers && headers->name.len; headers++)
        if (!http_is_header_text(headers->value))
            return err_hint(err_new(ERR_INVALID, "control_character",
                                    "%.*s would hold a control character", STR_ARGS(headers->name)),
                            "pith-cwd is the working directory: call it from another one");
    return NULL;
}

static void add_head(struct buf *b, struct str method, struct str target,
                     const struct http_header *headers, struct str body)
{
    buf_printf(b, "%.*s %.*s HTTP/1.1\r\nhost: pith\r\n", STR_ARGS(method), STR_ARGS(target));
    for (; headers && headers->name.len; headers++)
        buf_printf(b, "%.*s: %.*s\r\n", STR_ARGS(headers->name), STR_ARGS(headers->value));
    if (body.len || !(str_eq(method, STR("GET")) || str_eq(method, STR("HEAD"))))
        buf_printf(b, "content-length: %zu\r\n", body.len);
    buf_add(b, STR("\r\n"));
}

struct err *http_client_send(struct http_client *c, struct str method, struct str target,
                             const struct http_header *headers, struct str body)
{
    owned(buf) struct buf head = { 0 };
    TRY(check_headers(headers));
    buf_init(&head, HTTP_HEADERS_MOST);
    add_head(&head, method, target, headers, body);
    if (head.full)
        return err_new(ERR_LIMIT, "request_too_large", "the request's head is too large");
    c->bodiless = str_eq(method, STR("HEAD"));
    http_parser_init(&c->parser, HTTP_RESPONSE, c->space);
    TRY(send_all(c, buf_text(&head)));
    return send_all(c, body);
}

/* Sets `*out_end` when the daemon has closed, and `*out_nothing` when nothing is there yet; with
 * `waits` there always will be. */
static struct err *fill(struct http_client *c, bool waits, bool *out_end, bool *out_nothing)
{
    ssize_t n;
    bool nothing;
    do {
        if (waits)
            TRY(wait_for(c, POLLIN));
        n = recv(c->fd, c->window, sizeof c->window, MSG_DONTWAIT);
        nothing = n < 0 && errno == EAGAIN;
    } while (n < 0 && (errno == EINTR || (nothing && waits)));
    if (n < 0 && !nothing)
        return err_sys("read the answer");
    c->at = 0;
    c->end = (size_t)MAX_OF(n, 0);
    *out_end = n == 0;
    *out_nothing = nothing;
    return NULL;
}

static struct err *bad_answer(const struct http_client *c)
{
    if (c->parser.fault == HTTP_BAD_CUT_SHORT)
        return err_hint(
            err_new(ERR_UNAVAILABLE, "connection_lost", "the daemon left in the middle"),
            "pith logs shows what it did last; pith serve starts it again");
    return err_new(ERR_INTERNAL, "bad_answer", "the daemon's answer is not HTTP: %s",
                   http_fault_row(c->parser.fault)->reason);
}

/* HTTP_MORE: there is nothing yet, and it does not wait. */
static struct err *next_event(struct http_client *c, bool waits, enum http_event *out_event,
                              struct str *out_piece)
{
    for (bool end = false, nothing = false;;) {
        struct str in = { c->window + c->at, c->end - c->at };
        enum http_event event = http_parse(&c->parser, &in, out_piece);
        c->at = c->end - in.len;
        if (event == HTTP_MORE && end)
            event = http_parse_end(&c->parser);
        if (event == HTTP_REFUSED)
            return bad_answer(c);
        if (event == HTTP_MORE && end)
            return err_new(ERR_UNAVAILABLE, "connection_lost", "the daemon closed the connection");
        if (event != HTTP_MORE || nothing) {
            *out_event = event;
            return NULL;
        }
        TRY(fill(c, waits, &end, &nothing));
    }
}

struct err *http_client_head(struct http_client *c, const struct http_head **out_head)
{
    enum http_event event;
    struct str piece;
    for (;;) {
        c->parser.bodiless = c->bodiless;
        TRY(next_event(c, true, &event, &piece));
        assert(event == HTTP_HEAD); /* or the head was read before */
        if (c->parser.head.status >= 200)
            break;
        http_parser_init(&c->parser, HTTP_RESPONSE, c->space);
    }
    *out_head = &c->parser.head;
    return NULL;
}

struct err *http_client_read(struct http_client *c, struct str *out_piece)
{
    enum http_event event;
    struct str piece = STR_NONE;
    TRY(next_event(c, true, &event, &piece));
    *out_piece = event == HTTP_BODY ? piece : STR("");
    return NULL;
}

struct err *http_client_try(struct http_client *c, struct str *out_piece, bool *out_nothing)
{
    enum http_event event;
    struct str piece = STR_NONE;
    TRY(next_event(c, false, &event, &piece));
    *out_nothing = event == HTTP_MORE;
    *out_piece = event == HTTP_BODY ? piece : STR("");
    return NULL;
}

int http_client_fd(const struct http_client *c)
{
    return c->fd;
}

struct err *http_client_body(struct http_client *c, struct buf *out)
{
    struct str piece;
    do {
        TRY(http_client_read(c, &piece));
        buf_add(out, piece);
    } while (piece.len && !out->full);
    if (out->full)
        return err_new(ERR_LIMIT, "answer_too_large", "the answer has more than %zu bytes",
                       out->most);
    return NULL;
}
