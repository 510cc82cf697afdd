/* What a link hears on its connection: see ws_link.h. */
#include "gateway/ws_link.h"

#include "gateway/link.h"
#include "gateway/ws_calls.h"
#include "gateway/ws_frames.h"
#include "ops/gateway.h"

static struct err *on_call(struct link *l, const struct json *payload, struct arena *take_a)
{
    return ws_call_start(l, payload, take_a);
}

static struct err *on_cancel(struct link *l, const struct json *payload, struct arena *take_a)
{
    owned(arena) struct arena a = *take_a;
    struct ws_cancel w;
    TRY(shape_decode(&shape_ws_cancel, payload, &a, &w));
    ws_call_cancel(l, w.id);
    return NULL;
}

static struct err *on_ack(struct link *l, const struct json *payload, struct arena *take_a)
{
    owned(arena) struct arena a = *take_a;
    struct ws_ack w;
    TRY(shape_decode(&shape_ws_ack, payload, &a, &w));
    if (link_ack(l, w.seen))
        return NULL;
    return err_new(ERR_INVALID, "never_said", "there has been no sequence number %llu",
                   (unsigned long long)w.seen);
}

static struct err *on_health_check(struct link *l, const struct json *payload, struct arena *take_a)
{
    owned(arena) struct arena a = *take_a;
    owned(buf) struct buf out = { 0 };
    struct ws_health_check w;
    struct json_out o;
    TRY(shape_decode(&shape_ws_health_check, payload, &a, &w));
    buf_init(&out, 1 * KIB);
    frame_begin(&o, &out, "health_status");
    json_name(&o, STR("request_id")), json_text(&o, w.request_id);
    json_name(&o, STR("healthy")), json_bool(&o, true);
    frame_end(&o);
    ws_send_text(l->conn, buf_text(&out));
    return NULL;
}

static struct err *on_other(struct link *l, const struct json *payload, struct arena *take_a)
{
    (void)l, (void)payload;
    arena_done(take_a);
    return err_new(ERR_UNSUPPORTED, "unknown_frame",
                   "frames are call, cancel, ack and health_check");
}

static const struct {
    const char *type;
    struct err *(*take)(struct link *l, const struct json *payload, struct arena *take_a);
} frames[] = {
    { "call", on_call },     { "ack", on_ack },
    { "cancel", on_cancel }, { "health_check", on_health_check },
    { NULL, on_other },
};

static struct err *take_frame(struct link *l, const struct json *frame, struct arena *take_a)
{
    size_t i = 0;
    struct str type = json_get_text(frame, STR("type"), STR(""));
    while (frames[i].type && !str_eq(type, str_of(frames[i].type)))
        i++;
    return frames[i].take(l, json_get(frame, STR("payload")), take_a);
}

static void link_on_text(struct ws_conn *conn, struct str text)
{
    struct link *l = ws_user(conn);
    const struct json *frame;
    struct arena a;
    arena_init(&a, CALL_ARENA_MOST);
    struct err *e = frame_read(text, &a, &frame);
    if (!e)
        e = take_frame(l, frame, &a);
    else
        arena_done(&a);
    if (e)
        frame_say_error(conn, STR(""), e);
}

static void link_on_drained(struct ws_conn *conn)
{
    link_flush(ws_user(conn));
}

static void link_on_leaving(struct ws_conn *conn)
{
    link_end(ws_user(conn), WS_CLOSE_GOING_AWAY, "pith stops");
}

/* Who said goodbye does not come back; who was cut off may. */
static void link_on_closed(struct ws_conn *conn, int code)
{
    struct link *l = ws_user(conn);
    link_detach(l);
    if (code == WS_CLOSE_DONE)
        link_end(l, 0, "");
}

const struct ws_handler link_handler = { .on_text = link_on_text,
                                         .on_drained = link_on_drained,
                                         .on_leaving = link_on_leaving,
                                         .on_closed = link_on_closed };
