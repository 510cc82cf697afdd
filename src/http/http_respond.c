/* What an answer looks like on the wire. Head and body leave in one system call, and without a
 * copy, as long as the socket takes them. */
#include "http/http_priv.h"

#include "base/json.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Not strftime(): the names of days would follow the user's language. */
static void write_date(char *out, size_t size, int64_t second)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t t = (time_t)second;
    struct tm utc;
    gmtime_r(&t, &utc);
    snprintf(out, size, "%.3s, %02d %.3s %d %02d:%02d:%02d GMT", days + 3 * utc.tm_wday,
             utc.tm_mday, months + 3 * utc.tm_mon, utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
             utc.tm_sec);
}

static struct str date_now(struct http_server *s)
{
    int64_t second = clock_wall_ms() / 1000;
    if (second != s->date_second)
        write_date(s->date, sizeof s->date, second);
    s->date_second = second;
    return str_of(s->date);
}

/* A line end inside a value would be a header of somebody else's making. */
static void add_value(struct buf *b, struct str value)
{
    char *room = buf_room(b, value.len);
    if (!room)
        return;
    for (size_t i = 0; i < value.len; i++)
        room[i] = http_is_header_text((struct str){ value.ptr + i, 1 }) ? value.ptr[i] : ' ';
    b->len += value.len;
}

static void add_header(struct buf *b, struct str name, struct str value)
{
    buf_add(b, name);
    buf_add(b, STR(": "));
    add_value(b, value);
    buf_add(b, STR("\r\n"));
}

static bool has_no_body(int status)
{
    return status < 200 || status == 204 || status == 304;
}

static void add_framing(struct http_conn *c, struct buf *b, int status, uint64_t len)
{
    if (len != HTTP_LEN_UNKNOWN && !has_no_body(status))
        buf_printf(b, "content-length: %llu\r\n", (unsigned long long)len);
    if (c->x.chunked)
        buf_add(b, STR("transfer-encoding: chunked\r\n"));
    if (status == 101)
        buf_add(b, STR("connection: upgrade\r\n"));
    else if (!c->x.keep_alive)
        buf_add(b, STR("connection: close\r\n"));
}

static struct str make_head(struct http_conn *c, int status, const struct http_header *headers,
                            uint64_t len)
{
    struct buf *b = &c->server->head;
    buf_clear(b);
    buf_printf(b, "HTTP/1.1 %d %s\r\n", status, http_status_text(status));
    add_header(b, STR("date"), date_now(c->server));
    for (; headers && headers->name.len; headers++)
        add_header(b, headers->name, headers->value);
    add_framing(c, b, status, len);
    buf_add(b, STR("\r\n"));
    return buf_text(b);
}

/* Decides how the body will be framed, and whether the connection can stay. */
static struct str begin(struct http_conn *c, int status, const struct http_header *headers,
                        uint64_t len)
{
    assert(!c->x.begun);
    c->x.begun = true;
    c->x.chunked = len == HTTP_LEN_UNKNOWN && !c->x.old_version && !has_no_body(status);
    c->x.answer_left = len;
    if (c->b && !http_parser_at_end(&c->b->parser))
        c->x.keep_alive = false; /* nobody will read the rest of that body */
    if (c->server->draining)
        c->x.keep_alive = false;
    struct str head = make_head(c, status, headers, len);
    c->x.head_only = c->x.head_only || has_no_body(status);
    if (c->server->head.full) /* headers past their limit */
        c->out.broken = true;
    return head;
}

static void end(struct http_conn *c)
{
    assert(!c->x.ended);
    c->x.ended = true;
    c->x.told_to_stop = false;
    c->x.handlers = false;
    conn_nudge(c);
}

static void write_parts(struct http_conn *c, const struct str *parts, size_t n)
{
    http_out_write(&c->out, c->fd, parts, n);
}

void http_respond(struct http_conn *c, int status, const struct http_header *headers,
                  struct str body)
{
    struct str head = begin(c, status, headers, body.len);
    write_parts(c, (struct str[]){ head, body }, c->x.head_only ? 1 : 2);
    end(c);
}

void http_respond_file(struct http_conn *c, int status, const struct http_header *headers,
                       int take_file, uint64_t offset, uint64_t len)
{
    struct str head = begin(c, status, headers, len);
    write_parts(c, &head, 1);
    http_out_file(&c->out, take_file, offset, c->x.head_only ? 0 : len);
    end(c);
}

void http_respond_begin(struct http_conn *c, int status, const struct http_header *headers,
                        uint64_t len)
{
    struct str head = begin(c, status, headers, len);
    write_parts(c, &head, 1);
    conn_nudge(c);
}

static void write_chunk(struct http_conn *c, struct str bytes)
{
    char size[24];
    int n = snprintf(size, sizeof size, "%zx\r\n", bytes.len);
    write_parts(c, (struct str[]){ { size, (size_t)n }, bytes, STR("\r\n") }, 3);
}

/* More than was promised would be read as the next answer. */
static void write_promised(struct http_conn *c, struct str bytes)
{
    if (bytes.len > c->x.answer_left) {
        c->out.broken = true;
        return;
    }
    if (c->x.answer_left != HTTP_LEN_UNKNOWN)
        c->x.answer_left -= bytes.len;
    write_parts(c, &bytes, 1);
}

bool http_respond_chunk(struct http_conn *c, struct str bytes)
{
    assert(c->x.begun && !c->x.ended);
    if (c->x.head_only || !bytes.len) /* an empty chunk would end the body */
        return true;
    if (c->x.chunked)
        write_chunk(c, bytes);
    else
        write_promised(c, bytes);
    conn_nudge(c);
    return !conn_must_stop(c, bytes.len);
}

void http_respond_end(struct http_conn *c)
{
    static const struct str last_chunk = STR_INIT("0\r\n\r\n");
    bool short_of = c->x.answer_left != HTTP_LEN_UNKNOWN && c->x.answer_left > 0;
    if (c->x.chunked && !c->x.head_only)
        write_parts(c, &last_chunk, 1);
    else if (!c->x.chunked && !c->x.head_only && short_of)
        c->x.keep_alive = false; /* the peer sees that something is missing when we close */
    end(c);
}

void conn_answer_fault(struct http_conn *c, int status, const char *reason)
{
    owned(buf) struct buf body;
    struct json_out o;
    buf_init(&body, 4 * KIB);
    json_out_init(&o, &body);
    json_begin_object(&o);
    json_name(&o, STR("error"));
    json_begin_object(&o);
    json_name(&o, STR("kind")), json_text(&o, str_of(status == 408 ? "timeout" : "invalid"));
    json_name(&o, STR("reason")), json_text(&o, str_of(reason));
    json_name(&o, STR("message")), json_text(&o, str_of(http_status_text(status)));
    json_end_object(&o);
    json_end_object(&o);
    c->x.keep_alive = false;
    http_respond(c, status, HTTP_HEADERS({ STR("content-type"), STR("application/json") }),
                 buf_text(&body));
}

void conn_answer_upgrade(struct http_conn *c, const struct http_header *headers)
{
    struct str head = make_head(c, 101, headers, 0);
    write_parts(c, &head, 1);
    c->out.broken = c->out.broken || c->server->head.full;
}
