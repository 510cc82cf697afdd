/* GET /ws: protocol version 2 (docs/protocol.md).
 *
 *     greeting --hello--> a link --cut--> the link waits
 *        '--five seconds, no credential, not the protocol--> closed
 *
 * A connection is a greeting until its hello has told whose it is; from then on its frames are its
 * link's. Who comes with a cookie was told apart when the request came. */
#include "gateway/answer.h"
#include "gateway/link.h"
#include "gateway/ws_frames.h"
#include "gateway/ws_link.h"

#include "ops/gateway.h"

#include <stdio.h>

enum { PROTOCOL_VERSION = 2 };

struct greeting {
    struct gateway *gateway;
    struct ws_conn *conn;
    struct proc *proc; /* NULL: the hello must bring a token */
    struct timer deadline;
};

static void greeting_free(struct greeting *g)
{
    timer_stop(kernel_loop(g->gateway->kernel), &g->deadline);
    proc_unref(g->proc);
    mem_free(g);
}

static void turn_away(struct greeting *g, int code, const char *why)
{
    struct ws_conn *conn = g->conn;
    ws_set_handler(conn, &ws_nobody, NULL);
    greeting_free(g);
    ws_close(conn, code, str_of(why));
}

/* --- hello --- */

static void add_list(struct json_out *o, const char *name, const char *const *words)
{
    json_name(o, str_of(name));
    json_begin_array(o);
    for (; *words; words++)
        json_text(o, str_of(*words));
    json_end_array(o);
}

static void add_session(struct json_out *o, const struct link *l)
{
    json_name(o, STR("session"));
    json_begin_object(o);
    json_name(o, STR("user_id")), json_text(o, auth_user(l->gateway->auth));
    json_name(o, STR("session_id")), json_text(o, proc_name(l->proc));
    json_end_object(o);
}

static void add_limits(struct json_out *o)
{
    json_name(o, STR("limits"));
    json_begin_object(o);
    json_name(o, STR("frame")), json_int(o, WS_FRAME_MOST);
    json_name(o, STR("calls")), json_int(o, LINK_CALLS_MOST);
    json_end_object(o);
}

static void say_hello_ack(const struct link *l, const struct ws_hello *hello, bool resumed)
{
    static const char *const abilities[] = { "call", "stream", "bytes", "resume", NULL };
    owned(buf) struct buf out;
    struct json_out o;
    char hash[17];
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)op_table_hash());
    buf_init(&out, 4 * KIB);
    frame_begin(&o, &out, "hello_ack");
    if (hello->has_request_id == GIVEN)
        json_name(&o, STR("request_id")), json_text(&o, hello->request_id);
    json_name(&o, STR("protocol_version")), json_int(&o, PROTOCOL_VERSION);
    add_session(&o, l);
    json_name(&o, STR("version")), json_text(&o, STR(PITH_VERSION));
    json_name(&o, STR("ops_hash")), json_text(&o, str_of(hash));
    add_list(&o, "capabilities", abilities);
    json_name(&o, STR("link")), json_text(&o, str_of(l->id));
    json_name(&o, STR("resumed")), json_bool(&o, resumed);
    json_name(&o, STR("heartbeat_ms")), json_int(&o, WS_PING_EVERY_MS);
    add_limits(&o);
    frame_end(&o);
    ws_send_text(l->conn, buf_text(&out));
}

static struct err *check_hello(struct greeting *g, const struct json *frame, struct arena *a,
                               struct ws_hello *hello)
{
    if (!str_eq(json_get_text(frame, STR("type"), STR("")), STR("hello")))
        return err_new(ERR_INVALID, "no_hello", "the first frame is hello");
    TRY(shape_decode(&shape_ws_hello, json_get(frame, STR("payload")), a, hello));
    if (hello->protocol_version != PROTOCOL_VERSION)
        return err_new(ERR_UNSUPPORTED, "protocol_version", "this pith speaks version %d alone",
                       PROTOCOL_VERSION);
    if (hello->has_token != GIVEN)
        return NULL;
    struct proc *p;
    TRY(guest_of_token(g->gateway, hello->token.value, &p));
    proc_unref(g->proc);
    g->proc = proc_ref(p);
    return NULL;
}

static struct link *find_link(const struct greeting *g, const struct ws_hello *hello)
{
    struct link *l = hello->has_resume == GIVEN ? link_find(g->gateway, hello->resume.link, g->proc)
                                                : NULL;
    return l && link_attach(l, g->conn, hello->resume.seen) ? l : NULL;
}

static void welcome(struct greeting *g, const struct ws_hello *hello)
{
    struct link *l = find_link(g, hello);
    bool resumed = l;
    if (!l && (l = link_new(g->gateway, g->proc)))
        link_attach(l, g->conn, 0);
    if (!l) {
        turn_away(g, WS_CLOSE_TRY_LATER, "too many links");
        return;
    }
    ws_set_handler(g->conn, &link_handler, l);
    ws_set_message_most(g->conn, WS_FRAME_MOST);
    say_hello_ack(l, hello, resumed);
    greeting_free(g);
    link_start(l);
}

static void say_what_is_wrong(const struct greeting *g, const struct json *frame,
                              struct err *take_e)
{
    const struct json *payload = json_get(frame, STR("payload"));
    frame_say_error(g->conn, json_get_text(payload, STR("request_id"), STR("")), take_e);
}

static void greeting_on_text(struct ws_conn *conn, struct str text)
{
    struct greeting *g = ws_user(conn);
    owned(arena) struct arena a;
    const struct json *frame = NULL;
    struct ws_hello hello = { 0 };
    arena_init(&a, 64 * KIB);
    struct err *e = frame_read(text, &a, &frame);
    if (!e)
        e = check_hello(g, frame, &a, &hello);
    bool stranger = e ? err_kind(e) == ERR_UNAUTHENTICATED : !g->proc;
    if (e)
        say_what_is_wrong(g, frame, e);
    if (stranger)
        turn_away(g, WS_CLOSE_SIGNED_OUT, "not signed in");
    else if (e)
        turn_away(g, WS_CLOSE_POLICY, "no hello");
    else
        welcome(g, &hello);
}

static void greeting_on_leaving(struct ws_conn *conn)
{
    turn_away(ws_user(conn), WS_CLOSE_GOING_AWAY, "pith stops");
}

static void greeting_on_closed(struct ws_conn *conn, int code)
{
    (void)code;
    greeting_free(ws_user(conn));
}

static const struct ws_handler greeting_handler = { .on_text = greeting_on_text,
                                                    .on_leaving = greeting_on_leaving,
                                                    .on_closed = greeting_on_closed };

static void ignore_text(struct ws_conn *conn, struct str text)
{
    (void)conn, (void)text;
}

static void ignore_closed(struct ws_conn *conn, int code)
{
    (void)conn, (void)code;
}

const struct ws_handler ws_nobody = { .on_text = ignore_text, .on_closed = ignore_closed };

static void too_late(struct timer *t)
{
    turn_away(CONTAINER_OF(t, struct greeting, deadline), WS_CLOSE_POLICY, "no hello");
}

/* A cookie that is not good (any more) is no reason to refuse the upgrade: the close code is what
 * a page can read. */
static struct err *whose(struct http_conn *conn, const struct http_head *head,
                         struct proc **out_proc)
{
    struct err *e = guest_of(conn, head, out_proc);
    bool stranger = e ? err_kind(e) == ERR_UNAUTHENTICATED : proc_kind(*out_proc) == PROC_VISITOR;
    if (stranger)
        *out_proc = NULL;
    if (e && stranger) {
        err_free(e);
        return NULL;
    }
    return e;
}

/* Which version there is here is a header's to say (RFC 6455, 4.2.2). */
static struct err *refuse_upgrade(struct http_conn *conn, struct err *take_e)
{
    const char *reason = err_reason(take_e);
    if (strcmp(reason, "bad_websocket_version") != 0 && strcmp(reason, "upgrade_missing") != 0)
        return take_e;
    answer_error_with(conn, 426,
                      HTTP_HEADERS({ STR("upgrade"), STR("websocket") },
                                   { STR("sec-websocket-version"), STR("13") }),
                      take_e);
    return NULL;
}

struct err *door_ws(struct http_conn *conn, const struct http_head *head)
{
    struct gateway *gateway = http_server_arg(conn);
    struct proc *p;
    TRY(whose(conn, head, &p));
    struct greeting *g = mem_new(sizeof *g);
    *g = (struct greeting){ .gateway = gateway };
    struct err *e = ws_accept(conn, head, &greeting_handler, g, LINK_HELLO_MOST, &g->conn);
    if (e) {
        mem_free(g);
        return refuse_upgrade(conn, e);
    }
    g->proc = p ? proc_ref(p) : NULL;
    timer_start(kernel_loop(gateway->kernel), &g->deadline, LINK_HELLO_MS, too_late);
    return NULL;
}
