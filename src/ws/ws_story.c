/* What a frame parser found: see ws_story.h. */
#include "ws/ws_story.h"

static void tell_quoted(struct buf *out, const char *what, struct str text)
{
    buf_printf(out, "%s \"", what);
    buf_add(out, text);
    buf_add(out, STR("\" "));
}

static void tell_control(const struct ws_parser *p, struct buf *out)
{
    struct str text = { p->control, p->control_len };
    if (p->opcode == WS_CLOSE)
        buf_printf(out, "close %d ", ws_close_code(p, &text));
    tell_quoted(out, p->opcode == WS_CLOSE ? "" : p->opcode == WS_PING ? "ping" : "pong", text);
}

static void tell_data(const struct ws_parser *p, struct buf *message, struct str piece,
                      struct buf *out)
{
    buf_add(message, piece);
    if (!p->last)
        return;
    tell_quoted(out, p->message == WS_TEXT ? "text" : "binary", buf_text(message));
    buf_clear(message);
}

/* Feeds one piece. False when nothing more can be read. */
static bool tell(struct ws_parser *p, struct ws_bytes in, struct buf *message, struct buf *out)
{
    for (struct str piece;;) {
        switch (ws_parse(p, &in, &piece)) {
        case WS_MORE: return true;
        case WS_DATA: tell_data(p, message, piece, out); break;
        case WS_CONTROL: tell_control(p, out); break;
        case WS_REFUSED:
            buf_printf(out, "refused %s", ws_fault_row(p->fault)->reason);
            return false;
        }
    }
}

void ws_story(enum ws_role role, struct str input, size_t step, uint64_t message_most,
              struct buf *out)
{
    struct ws_parser *p = mem_new(sizeof *p);
    owned(buf) struct buf message;
    bool more = true;
    buf_init(&message, message_most);
    ws_parser_init(p, role, message_most);
    while (more && input.len) {
        size_t n = step && step < input.len ? step : input.len;
        char *piece = mem_text(input.ptr, n); /* of its own, so that ASan sees one byte too far */
        more = tell(p, (struct ws_bytes){ piece, n }, &message, out);
        mem_free(piece);
        input = str_from(input, n);
    }
    mem_free(p);
}
