/* What a parser found: see http_story.h. */
#include "http/http_story.h"

static void tell_head(const struct http_head *h, struct buf *out)
{
    if (h->is_response)
        buf_printf(out, "%d %.*s", h->status, STR_ARGS(h->reason));
    else
        buf_printf(out, "%.*s %.*s?%.*s host=%.*s", STR_ARGS(h->method), STR_ARGS(h->path),
                   STR_ARGS(h->query), STR_ARGS(h->host));
    for (size_t i = 0; i < h->n_headers; i++)
        buf_printf(out, " %.*s=%.*s", STR_ARGS(h->headers[i].name), STR_ARGS(h->headers[i].value));
    buf_printf(out, "%s%s;", h->keep_alive ? "" : " closes", h->expects_continue ? " expects" : "");
}

/* Feeds one piece. False when nothing more can be read. */
static bool tell(struct http_parser *p, char *space, struct str in, uint64_t body_most,
                 struct buf *out)
{
    for (struct str piece;;) {
        switch (http_parse(p, &in, &piece)) {
        case HTTP_MORE: return true;
        case HTTP_HEAD:
            tell_head(&p->head, out);
            http_parser_limit_body(p, body_most);
            break;
        case HTTP_BODY: buf_add(out, piece); break;
        case HTTP_DONE:
            buf_add(out, STR(" done. "));
            http_parser_init(p, p->head.is_response ? HTTP_RESPONSE : HTTP_REQUEST, space);
            break;
        case HTTP_REFUSED: buf_printf(out, " %s", http_fault_row(p->fault)->reason); return false;
        }
    }
}

void http_story(enum http_role role, struct str input, size_t step, uint64_t body_most,
                struct buf *out)
{
    static const char *const ends[] = { "between", "", "", "ended", "cut" };
    char *space = mem_new(HTTP_PARSE_SPACE);
    struct http_parser *p = mem_new(sizeof *p);
    bool more = true;
    http_parser_init(p, role, space);
    while (more && input.len) {
        size_t n = step && step < input.len ? step : input.len;
        char *piece = mem_text(input.ptr, n); /* of its own, so that ASan sees one byte too far */
        more = tell(p, space, (struct str){ piece, n }, body_most, out);
        mem_free(piece);
        input = str_from(input, n);
    }
    if (more)
        buf_add(out, str_of(ends[http_parse_end(p)]));
    mem_free(p);
    mem_free(space);
}
