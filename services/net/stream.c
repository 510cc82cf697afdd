/* net.fetch and net.send: an exchange that streams, both ways. */
#include "door.h"

#include "base/list.h"

struct streamed {
    struct list link;
    struct pith_request *request, *sender; /* sender: a net.send that waits for room */
    struct fetch *fetch;
    uint64_t id, bytes;
    bool full;
};

static struct list all = { &all, &all };

static struct streamed *streamed_of(uint64_t id)
{
    list_each (&all, item) {
        struct streamed *s = CONTAINER_OF(item, struct streamed, link);
        if (s->id == id)
            return s;
    }
    return NULL;
}

static struct err *is_over(void)
{
    return err_new(ERR_NOT_FOUND, "no_such_exchange", "there is no such exchange, or it has ended");
}

static void streamed_free(struct streamed *s)
{
    list_remove(&s->link);
    if (s->sender)
        serving_fail(s->sender, is_over());
    fetch_free(s->fetch);
    mem_free(s);
}

/* --- the answer --- */

static void on_head(void *arg, const struct fetch_head *head)
{
    struct streamed *s = arg;
    struct pith_net_piece piece = { .has_id = PITH_GIVEN,
                                    .id = s->id,
                                    .has_status = PITH_GIVEN,
                                    .status = (uint64_t)head->status,
                                    .has_url = PITH_GIVEN,
                                    .url = serving_copy(s->request, head->url),
                                    .headers = headers_out(s->request, head) };
    s->full = !serving_item(s->request, &piece);
}

static bool on_data(void *arg, struct str bytes)
{
    struct streamed *s = arg;
    struct pith_net_piece piece = { .has_data = PITH_GIVEN, .data = { bytes.ptr, bytes.len } };
    if (s->full)
        return false;
    s->bytes += bytes.len;
    s->full = !serving_item(s->request, &piece);
    return true;
}

static void on_end(void *arg, struct err *take_e)
{
    struct streamed *s = arg;
    struct pith_request *r = s->request;
    struct pith_net_fetch_out *out = pith_out(r);
    out->bytes = s->bytes;
    s->fetch = NULL;
    streamed_free(s);
    if (take_e)
        serving_fail(r, take_e);
    else
        serving_reply(r);
}

static void on_cancel(struct pith_request *r, void *arg)
{
    streamed_free(arg);
    serving_fail(r, cancelled());
}

static void on_room(struct pith_request *r, void *arg)
{
    struct streamed *s = arg;
    (void)r;
    s->full = false;
    fetch_go_on(s->fetch);
}

static void on_sent(void *arg)
{
    struct streamed *s = arg;
    struct pith_request *r = s->sender;
    s->sender = NULL;
    if (r)
        serve_net_send(r, pith_in(r));
}

static struct err *begin(struct streamed *s, const struct pith_net_fetch_in *in)
{
    const struct fetch_hooks hooks = {
        .head = on_head, .data = on_data, .room = on_sent, .ended = on_end, .arg = s
    };
    uint64_t left = pith_left_ms(s->request);
    struct fetch_wish wish = { .url = serving_str(in->url),
                               .method = serving_str(in->method),
                               .headers = headers_in(s->request, &in->headers),
                               .n_headers = in->headers.count,
                               .body = { in->body.ptr, in->body.len },
                               .streams = in->upload,
                               .redirects = (unsigned)in->redirects,
                               .timeout_ms = left == UINT64_MAX ? 0 : left };
    TRY(rules_of(s->request, &wish.take_egress));
    return fetch_start(net.engine, &wish, &hooks, &s->fetch);
}

void serve_net_fetch(struct pith_request *r, const void *args)
{
    const struct pith_net_fetch_in *in = args;
    struct streamed *s = mem_new(sizeof *s);
    s->request = r;
    s->id = 1 + random_u64() % COUNT_MOST; /* whoever knows it was told */
    list_add(&all, &s->link);
    pith_on(r, on_cancel, on_room, s);
    struct err *e = begin(s, in);
    if (e) {
        streamed_free(s);
        serving_fail(r, e);
    } else if (in->upload) {
        s->full = !serving_item(r, &(struct pith_net_piece){ .has_id = PITH_GIVEN, .id = s->id });
    }
}

/* --- the body --- */

static void sender_gone(struct pith_request *r, void *arg)
{
    struct streamed *s = arg;
    s->sender = NULL;
    serving_fail(r, cancelled());
}

/* Nothing is answered until there is room: that is what slows the sender down. */
void serve_net_send(struct pith_request *r, const void *args)
{
    const struct pith_net_send_in *in = args;
    struct pith_net_send_out *out = pith_out(r);
    struct streamed *s = streamed_of(in->id);
    if (!s || s->sender) {
        serving_fail(r, s ? err_new(ERR_CONFLICT, "sending",
                                    "a net.send of this exchange waits "
                                    "already")
                          : is_over());
        return;
    }
    struct str bytes = { in->data.ptr, in->data.len };
    out->taken = fetch_send(s->fetch, bytes, in->end);
    if (out->taken || !bytes.len) {
        serving_reply(r);
        return;
    }
    s->sender = r;
    pith_on(r, sender_gone, NULL, s);
}
