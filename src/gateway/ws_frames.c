/* What frames look like: see ws_frames.h. */
#include "gateway/ws_frames.h"

struct err *frame_read(struct str text, struct arena *a, const struct json **out_frame)
{
    *out_frame = NULL;
    TRY(json_parse_copy(text, NULL, a, out_frame));
    const struct json *payload = json_get(*out_frame, STR("payload"));
    if (payload && payload->kind == JSON_OBJECT)
        return NULL;
    return err_new(ERR_INVALID, "bad_frame", "a frame is {\"type\": \"…\", \"payload\": {…}}");
}

void frame_begin(struct json_out *o, struct buf *out, const char *type)
{
    json_out_init(o, out);
    json_begin_object(o);
    json_name(o, STR("type")), json_text(o, str_of(type));
    json_name(o, STR("payload"));
    json_begin_object(o);
}

void frame_end(struct json_out *o)
{
    json_end_object(o);
    json_end_object(o);
}

void frame_say_error(struct ws_conn *conn, struct str request_id, struct err *take_e)
{
    owned(err) struct err *e = take_e;
    owned(buf) struct buf out;
    struct json_out o;
    buf_init(&out, 64 * KIB);
    frame_begin(&o, &out, "error");
    json_name(&o, STR("kind")), json_text(&o, str_of(err_kind_row(err_kind(e))->name));
    json_name(&o, STR("reason")), json_text(&o, str_of(err_reason(e)));
    json_name(&o, STR("message")), json_text(&o, str_of(err_text(e)));
    if (request_id.len)
        json_name(&o, STR("request_id")), json_text(&o, request_id);
    frame_end(&o);
    ws_send_text(conn, buf_text(&out));
}
