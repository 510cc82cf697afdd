/* Reaching the daemon through its control socket: see cli.h. */
#include "cli/cli.h"

#include "base/disk.h"
#include "base/json.h"
#include "daemon/daemon.h"
#include "http/http.h"

#include <stdio.h>
#include <unistd.h>

enum { REPLY_MOST = 512 * MIB };

char *reach_socket(const struct cli *cli)
{
    return disk_path(cli->data_dir, DAEMON_SOCKET);
}

static struct err *not_running(struct cli *cli, struct err *take_e)
{
    bool absent = err_kind(take_e) == ERR_NOT_FOUND ||
                  strcmp(err_reason(take_e), "nobody_listens") == 0;
    if (!absent)
        return take_e;
    err_free(take_e);
    return err_hint(err_new(ERR_UNAVAILABLE, "not_running",
                            "no pith is running with the data in %s", cli->data_dir),
                    "pith serve");
}

static struct err *parse_error(struct cli *cli, struct str body, int status)
{
    const struct json *tree;
    struct err *e = json_parse_copy(body, NULL, &cli->arena, &tree);
    if (!e)
        return err_decode(json_get(tree, STR("error")));
    err_free(e);
    return err_new(ERR_INTERNAL, "bad_reply", "the daemon answered with status %d", status);
}

static struct err *timeout_header(struct cli *cli, struct http_header *out, int *out_client_ms)
{
    static const struct field ms = { .name = STR_INIT("--timeout"),
                                     .type = TYPE_MS,
                                     .has_at = NO_HAS };
    static const struct shape shape = { .name = "pith", .fields = &ms, .count = 1 };
    *out_client_ms = 0;
    if (!cli->opt.timeout)
        return NULL;
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, 256);
    json_out_init(&o, &text);
    const struct words w = { &cli->opt.timeout, 1, NULL };
    const struct json *tree;
    TRY(shape_from_words(&shape, &w, &cli->arena, &o));
    TRY(json_parse_copy(buf_text(&text), NULL, &cli->arena, &tree));
    int64_t n = json_get_int(tree, STR("--timeout"), 0);
    *out = (struct http_header){ STR("pith-timeout"),
                                 arena_printf(&cli->arena, "%lld", (long long)n) };
    *out_client_ms = (int)MIN_OF(n + 2000, 1000000000); /* the daemon should speak first */
    return NULL;
}

static struct err *each_line(struct cli *cli, struct http_client *c,
                             const struct reach_options *options)
{
    owned(buf) struct buf pending;
    struct str piece;
    buf_init(&pending, 64 * MIB);
    for (;;) {
        TRY(http_client_read(c, &piece));
        if (!piece.len)
            return NULL;
        buf_add(&pending, piece);
        struct str rest = buf_text(&pending);
        for (size_t at; str_find(rest, STR("\n"), &at); rest = str_from(rest, at + 1))
            TRY(options->on_line(cli, str_first(rest, at), options->on_line_arg));
        buf_drop(&pending, pending.len - rest.len);
    }
}

static struct err *write_out(struct http_client *c)
{
    struct str piece;
    do {
        TRY(http_client_read(c, &piece));
        if (fwrite(piece.ptr, 1, piece.len, stdout) != piece.len)
            return err_sys("write to standard output");
    } while (piece.len);
    return NULL;
}

static struct err *take_answer(struct cli *cli, struct http_client *c,
                               const struct reach_options *options, struct buf *out_body)
{
    const struct http_head *head;
    TRY(http_client_head(c, &head));
    struct str type = http_head_get(head, STR("content-type"));
    if (head->status >= 400) {
        TRY(http_client_body(c, out_body));
        return parse_error(cli, buf_text(out_body), head->status);
    }
    if (options->on_line && str_eq(type, STR("application/x-ndjson")))
        return each_line(cli, c, options);
    if (options->raw && str_eq(type, STR("application/octet-stream")))
        return write_out(c);
    return http_client_body(c, out_body);
}

struct err *line_send(struct cli *cli, struct http_client *line, const char *op, struct str args,
                      const struct reach_options *options)
{
    char cwd[PATH_MOST];
    struct http_header headers[5] = { 0 };
    size_t n = 0;
    int client_ms;
    TRY(timeout_header(cli, &headers[n], &client_ms));
    http_client_set_timeout(line, client_ms);
    if (options->for_ever && !headers[n].name.len)
        headers[n] = (struct http_header){ STR("pith-timeout"), STR("0") };
    n += headers[n].name.len > 0;
    if (getcwd(cwd, sizeof cwd))
        headers[n++] = (struct http_header){ STR("pith-cwd"), str_of(cwd) };
    if (options->raw)
        headers[n++] = (struct http_header){ STR("accept"), STR("application/octet-stream") };
    if (options->key)
        headers[n++] = (struct http_header){ STR("idempotency-key"), str_of(options->key) };
    struct str target = arena_printf(&cli->arena, "/v1/ops/%s", op);
    return http_client_send(line, STR("POST"), target, headers, args);
}

struct err *reach(struct cli *cli, const char *op, struct str args,
                  const struct reach_options *options, struct buf *out_body)
{
    owned(http_client) struct http_client *c = NULL;
    TRY(line_open(cli, &c));
    TRY(line_send(cli, c, op, args, options));
    return take_answer(cli, c, options, out_body);
}

struct err *reach_json(struct cli *cli, const char *op, struct str args,
                       const struct json **out_result)
{
    owned(buf) struct buf body;
    buf_init(&body, REPLY_MOST);
    TRY(reach(cli, op, args, &(struct reach_options){ 0 }, &body));
    return json_parse_copy(buf_text(&body), NULL, &cli->arena, out_result);
}

/* --- several at once --- */

static void write_batch(const struct line_calls *calls, struct json_out *o)
{
    json_begin_array(o);
    for (size_t i = 0; i < calls->count; i++) {
        json_begin_object(o);
        json_name(o, STR("jsonrpc")), json_text(o, STR("2.0"));
        json_name(o, STR("method")), json_text(o, str_of(calls->items[i].op));
        if (calls->items[i].args)
            json_name(o, STR("params")), json_raw(o, str_of(calls->items[i].args));
        json_name(o, STR("id")), json_uint(o, i);
        json_end_object(o);
    }
    json_end_array(o);
}

static struct err *take_batch(struct cli *cli, struct http_client *conn, size_t count,
                              struct arena *a, const struct json **out_results)
{
    owned(buf) struct buf body;
    const struct http_head *head;
    const struct json *tree;
    buf_init(&body, REPLY_MOST);
    TRY(http_client_head(conn, &head));
    TRY(http_client_body(conn, &body));
    if (head->status >= 400)
        return parse_error(cli, buf_text(&body), head->status);
    TRY(json_parse_copy(buf_text(&body), NULL, a, &tree), "the daemon's answer");
    for (size_t i = 0; i < count; i++)
        out_results[i] = json_get(json_item(tree, i), STR("result"));
    return NULL;
}

static struct err *ask_all(struct cli *cli, struct http_client *conn,
                           const struct line_calls *calls, struct arena *a,
                           const struct json **out_results)
{
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, 64 * KIB);
    json_out_init(&o, &text);
    write_batch(calls, &o);
    TRY(http_client_send(conn, STR("POST"), STR("/v1/rpc"), NULL, buf_text(&text)));
    return take_batch(cli, conn, calls->count, a, out_results);
}

struct err *reach_all(struct cli *cli, struct http_client **conn, const struct line_calls *calls,
                      struct arena *a, const struct json **out_results)
{
    enum { ANSWER_MS = 5000 };
    owned_mem char *socket = reach_socket(cli);
    struct err *e = *conn ? NULL : http_client_open(socket, ANSWER_MS, conn);
    if (e)
        return not_running(cli, e);
    e = ask_all(cli, *conn, calls, a, out_results);
    if (e) {
        http_client_free(*conn);
        *conn = NULL;
    }
    return e;
}

/* --- a line --- */

struct err *line_open(struct cli *cli, struct http_client **out)
{
    owned_mem char *socket = reach_socket(cli);
    struct err *e = http_client_open(socket, 0, out);
    return e ? not_running(cli, e) : NULL;
}

struct err *line_head(struct cli *cli, struct http_client *line)
{
    owned(buf) struct buf body;
    const struct http_head *head;
    buf_init(&body, 1 * MIB);
    TRY(http_client_head(line, &head));
    if (head->status < 400)
        return NULL;
    TRY(http_client_body(line, &body));
    return parse_error(cli, buf_text(&body), head->status);
}

struct err *line_answer(struct cli *cli, struct http_client *line, struct arena *a,
                        const struct json **out_result)
{
    owned(buf) struct buf body;
    buf_init(&body, REPLY_MOST);
    TRY(line_head(cli, line));
    TRY(http_client_body(line, &body));
    return json_parse_copy(buf_text(&body), NULL, a, out_result);
}
