/* What is there to be looked at: the desktop's files, and what stands at / for programs.
 *
 * Nothing here is secret: who may not call any op may still see the page that says how to sign
 * in. So nobody asks whose request it is. */
#include "gateway/answer.h"
#include "gateway/gateway_priv.h"

#include "desk/desk.h"

/* Nothing from elsewhere, nothing inline, in nobody's frame. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

static const struct encoding {
    const char *name;
    size_t at; /* of the bytes in an asset */
} encodings[] = {
    { "br", offsetof(struct asset, br) },
    { "gzip", offsetof(struct asset, gz) },
};

/* The smallest form the browser takes. What only our own pages name is carried compressed alone:
 * whoever reads these takes gzip. */
static struct str choose(const struct asset *a, struct str accepted, const char **out_name)
{
    for (size_t i = 0; i < COUNT_OF(encodings); i++) {
        const struct str *bytes = (const void *)((const char *)a + encodings[i].at);
        if (bytes->len && http_list_has(accepted, str_of(encodings[i].name))) {
            *out_name = encodings[i].name;
            return *bytes;
        }
    }
    bool compressed_alone = !a->raw.len && a->gz.len;
    *out_name = compressed_alone ? "gzip" : NULL;
    return compressed_alone ? a->gz : a->raw;
}

static void send_asset(struct http_conn *conn, const struct http_head *head, const struct asset *a)
{
    const char *encoding;
    struct str bytes = choose(a, http_head_get(head, STR("accept-encoding")), &encoding);
    struct headers h = { .n = 0 };
    headers_add(&h, STR("content-type"), a->type);
    headers_add(&h, STR("x-content-type-options"), STR("nosniff"));
    headers_add(&h, STR("content-security-policy"), str_of(policy));
    headers_add(&h, STR("referrer-policy"), STR("no-referrer"));
    headers_add(&h, STR("cross-origin-resource-policy"), STR("same-origin"));
    headers_add(&h, STR("vary"), STR("accept-encoding"));
    headers_add(&h, STR("cache-control"),
                a->immutable ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
    if (encoding)
        headers_add(&h, STR("content-encoding"), str_of(encoding));
    http_respond_content(conn, head, h.row, a->etag, bytes);
}

static void describe(struct http_conn *conn)
{
    static const struct {
        const char *name, *where;
    } doors[] = {
        { "ops", "POST /v1/ops/<op>" }, { "rpc", "POST /v1/rpc" },   { "websocket", "GET /ws" },
        { "events", "GET /v1/events" }, { "health", "GET /health" },
    };
    owned(buf) struct buf out;
    struct json_out o;
    buf_init(&out, 4 * KIB);
    json_out_init(&o, &out);
    json_begin_object(&o);
    json_name(&o, STR("name")), json_text(&o, STR("pith"));
    json_name(&o, STR("version")), json_text(&o, STR(PITH_VERSION));
    json_name(&o, STR("doors"));
    json_begin_object(&o);
    for (size_t i = 0; i < COUNT_OF(doors); i++)
        json_name(&o, str_of(doors[i].name)), json_text(&o, str_of(doors[i].where));
    json_end_object(&o);
    json_end_object(&o);
    buf_add_char(&out, '\n');
    answer_json(conn, 200, buf_text(&out));
}

/* As browsers say it, without or with a weight. */
static bool accepts(struct str list, struct str type)
{
    while (list.len) {
        struct str item = str_cut(&list, ',');
        if (str_eq_nocase(str_trim(str_cut(&item, ';')), type))
            return true;
    }
    return false;
}

struct err *door_root(struct http_conn *conn, const struct http_head *head)
{
    const struct asset *page = asset_find(STR("/"));
    if (page && accepts(http_head_get(head, STR("accept")), STR("text/html")))
        send_asset(conn, head, page);
    else
        describe(conn);
    return NULL;
}

struct err *door_file(struct http_conn *conn, const struct http_head *head)
{
    const struct asset *a = asset_find(head->path);
    bool looks = str_eq(head->method, STR("GET")) || str_eq(head->method, STR("HEAD"));
    if (a && looks) {
        send_asset(conn, head, a);
        return NULL;
    }
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_page", "there is nothing at %.*s",
                            STR_ARGS(utf8_first(head->path, 256))),
                    "POST /v1/ops/NAME calls an op");
}
