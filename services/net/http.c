/* sys.http: one exchange, whose answer is kept until it is whole. */
#include "door.h"

/* What one answer may have, and what all of them take up, with what is sent. Past that an exchange
 * is called off; a single server, or caller, would else use up the memory that all share. */
enum { WHOLE_MOST = 15 * 1024 * 1024, WHOLES_MOST = 96 * 1024 * 1024 };
static size_t all_held;

struct whole {
    struct pith_request *request;
    struct fetch *fetch;
    struct buf body;
    size_t sent;
    struct post too_much;
};

struct err *rules_of(const struct pith_request *r, struct egress **out_egress)
{
    return egress_new(serving_str(pith_rules(r)), out_egress);
}

struct err *cancelled(void)
{
    return err_new(ERR_CANCELLED, "cancelled", "it was called off");
}

struct fetch_header *headers_in(struct pith_request *r, const struct pith_net_header_list *list)
{
    struct fetch_header *out = pith_alloc(r, (list->count + 1) * sizeof *out);
    for (size_t i = 0; i < list->count; i++)
        out[i] = (struct fetch_header){ serving_str(list->items[i].name),
                                        serving_str(list->items[i].value) };
    return out;
}

/* What servers say need not be UTF-8, which texts are. */
static struct pith_str text_of(struct pith_request *r, struct str s)
{
    owned(buf) struct buf text = { 0 };
    if (utf8_valid(s) && !str_has_nul(s))
        return serving_copy(r, s);
    buf_init(&text, 3 * s.len + 1);
    while (s.len) {
        char letter[4];
        int32_t c = utf8_next(&s);
        buf_add(&text, (struct str){ letter, utf8_put(c > 0 ? (uint32_t)c : 0xfffd, letter) });
    }
    return serving_copy(r, buf_text(&text));
}

struct pith_net_header_list headers_out(struct pith_request *r, const struct fetch_head *head)
{
    struct pith_net_header *out = pith_alloc(r, (head->n_headers + 1) * sizeof *out);
    for (size_t i = 0; i < head->n_headers; i++)
        out[i] = (struct pith_net_header){ text_of(r, head->headers[i].name),
                                           text_of(r, head->headers[i].value) };
    return (struct pith_net_header_list){ out, head->n_headers };
}

/* --- one exchange --- */

static void whole_free(struct whole *w)
{
    all_held -= w->body.len + w->sent;
    loop_unpost(net.serving.loop, &w->too_much);
    fetch_free(w->fetch);
    buf_done(&w->body);
    mem_free(w);
}

static void on_head(void *arg, const struct fetch_head *head)
{
    struct whole *w = arg;
    struct pith_sys_http_out *out = pith_out(w->request);
    out->status = (uint64_t)head->status;
    out->url = serving_copy(w->request, head->url);
    out->headers = headers_out(w->request, head);
    out->redirects = head->redirects;
}

static struct err *net_busy(void)
{
    return err_hint(
        err_new(ERR_LIMIT, "net_busy", "exchanges take up all the memory that there is for them"),
        "try again in a moment, or fetch it as a stream");
}

static void have_too_much(struct post *p)
{
    struct whole *w = CONTAINER_OF(p, struct whole, too_much);
    struct pith_request *r = w->request;
    whole_free(w);
    serving_fail(r, net_busy());
}

static struct err *hold_body(struct whole *w, size_t len)
{
    if (all_held + len > WHOLES_MOST)
        return net_busy();
    w->sent = len;
    all_held += len;
    return NULL;
}

/* The exchange cannot be ended from in here. */
static bool on_data(void *arg, struct str bytes)
{
    struct whole *w = arg;
    if (all_held + bytes.len > WHOLES_MOST) {
        loop_post(net.serving.loop, &w->too_much);
        return false;
    }
    buf_add(&w->body, bytes);
    all_held += bytes.len;
    return true;
}

static void on_end(void *arg, struct err *take_e)
{
    struct whole *w = arg;
    struct pith_request *r = w->request;
    struct pith_sys_http_out *out = pith_out(r);
    w->fetch = NULL;
    out->body = (struct pith_bytes){ w->body.ptr, w->body.len };
    if (take_e)
        serving_fail(r, take_e);
    else
        serving_reply(r);
    whole_free(w);
}

static void on_cancel(struct pith_request *r, void *arg)
{
    whole_free(arg);
    serving_fail(r, cancelled());
}

static struct err *begin(struct whole *w, const struct pith_sys_http_in *in)
{
    static const struct fetch_hooks hooks = { .head = on_head, .data = on_data, .ended = on_end };
    struct fetch_hooks mine = hooks;
    uint64_t left = pith_left_ms(w->request);
    struct fetch_wish wish = { .url = serving_str(in->url),
                               .method = serving_str(in->method),
                               .headers = headers_in(w->request, &in->headers),
                               .n_headers = in->headers.count,
                               .body = { in->body.ptr, in->body.len },
                               .redirects = (unsigned)in->redirects,
                               .most = MIN_OF(in->most, (uint64_t)WHOLE_MOST),
                               .timeout_ms = left == UINT64_MAX ? 0 : left };
    mine.arg = w;
    TRY(hold_body(w, in->body.len));
    TRY(rules_of(w->request, &wish.take_egress));
    return fetch_start(net.engine, &wish, &mine, &w->fetch);
}

void serve_sys_http(struct pith_request *r, const void *args)
{
    const struct pith_sys_http_in *in = args;
    struct whole *w = mem_new(sizeof *w);
    w->request = r;
    w->too_much.fn = have_too_much;
    buf_init(&w->body, WHOLE_MOST);
    pith_on(r, on_cancel, NULL, w);
    struct err *e = begin(w, in);
    if (!e)
        return;
    whole_free(w);
    serving_fail(r, e);
}
