/* A CONNECT proxy: see proxy.h. */
#include "proxy.h"

#include "base/list.h"
#include "http/http_head.h"
#include "http/tcp_socket.h"
#include "relay.h"
#include "tunnel.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SECRET_BYTES = 16 };

struct proxy {
    struct engine *engine;
    struct loop *loop;
    int listener, port;
    struct watch watch;
    struct buf rules;
    char password[HEX_LEN(SECRET_BYTES) + 1];
    struct list guests;
    size_t n_guests;
    proxy_fn *told;
    void *arg;
};

struct guest {
    struct list link;
    struct proxy *proxy;
    int fd; /* -1: the relay has it */
    struct watch watch;
    struct timer deadline;
    struct buf head; /* as it comes; then what goes to the other side first */
    struct buf host;
    uint16_t port;
    bool connects; /* CONNECT: they are told when it is reached */
    struct tunnel *tunnel;
    struct relay *relay;
};

static void guest_free(struct guest *g)
{
    list_remove(&g->link);
    g->proxy->n_guests--;
    timer_stop(g->proxy->loop, &g->deadline);
    watch_stop(&g->watch);
    tunnel_free(g->tunnel);
    relay_free(g->relay);
    if (g->fd >= 0)
        close(g->fd);
    buf_done(&g->head);
    buf_done(&g->host);
    mem_free(g);
}

static void tell(const struct guest *g, struct proxy_news news)
{
    news.host = buf_text(&g->host);
    news.port = g->port;
    if (g->proxy->told)
        g->proxy->told(g->proxy->arg, &news);
}

/* --- refusing --- */

/* One write: it fits into the socket's empty buffer, or the peer does not read anyway. */
static void refuse(struct guest *g, int status, const char *extra, const char *text)
{
    owned(buf) struct buf answer;
    buf_init(&answer, 8 * KIB);
    buf_printf(&answer,
               "HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Length: %zu\r\nConnection: close\r\n%s\r\n%s\n",
               status, http_status_text(status), strlen(text) + 1, extra, text);
    (void)!send(g->fd, answer.ptr, answer.len, MSG_NOSIGNAL);
    shutdown(g->fd, SHUT_WR);
    guest_free(g);
}

static void refuse_error(struct guest *g, const struct err *e)
{
    int status = err_kind_row(err_kind(e))->http;
    tell(g, (struct proxy_news){ .refusal = e, .over = true });
    refuse(g, status < 500 || status == 504 ? status : 502, "", err_text(e));
}

/* --- the head --- */

static bool knows_password(const struct guest *g, struct str header)
{
    owned(buf) struct buf expected, text;
    buf_init(&text, 256);
    buf_init(&expected, 256);
    buf_printf(&text, "pith:%s", g->proxy->password);
    buf_add(&expected, STR("Basic "));
    base64_add(&expected, buf_text(&text));
    return str_eq_secret(header, buf_text(&expected));
}

static struct err *bad_target(void)
{
    return err_new(ERR_INVALID, "bad_target", "that is no host and port to connect to");
}

static struct err *take_authority(struct guest *g, struct str authority, uint64_t port)
{
    const char *colon = memrchr(authority.ptr, ':', authority.len);
    bool v6_alone = colon && authority.ptr[authority.len - 1] == ']';
    if (colon && !v6_alone) {
        if (!str_to_uint(str_from(authority, (size_t)(colon - authority.ptr) + 1), &port))
            return bad_target();
        authority.len = (size_t)(colon - authority.ptr);
    }
    if (!authority.len || !port || port > UINT16_MAX || memchr(authority.ptr, '@', authority.len) ||
        !utf8_valid(authority))
        return bad_target();
    buf_add(&g->host, authority);
    g->port = (uint16_t)port;
    return NULL;
}

static struct str next_line(struct str *rest)
{
    struct str line = str_cut(rest, '\n');
    return str_ends(line, STR("\r")) ? str_first(line, line.len - 1) : line;
}

/* "CONNECT host:port HTTP/1.1", or "GET http://host/path HTTP/1.1". */
static struct err *take_first_line(struct guest *g, struct http_head *head, struct str line)
{
    if (str_starts(line, STR("CONNECT "))) {
        struct str rest = str_from(line, strlen("CONNECT "));
        g->connects = true;
        return take_authority(g, str_cut(&rest, ' '), 0);
    }
    enum http_fault fault = http_head_first_line(head, line);
    if (fault || !head->host.len)
        return bad_target();
    if (!str_starts(head->target, STR("http://")))
        return err_hint(bad_target(), "https goes through CONNECT");
    return take_authority(g, head->host, 80);
}

static bool stays_here(struct str name)
{
    return str_starts(name, STR("proxy-")) || str_eq(name, STR("connection")) ||
           str_eq(name, STR("keep-alive")) || str_eq(name, STR("host"));
}

/* The request as the server is to get it; what came behind the head is its body's beginning. */
static void rewrite(const struct http_head *head, struct str body, struct buf *out)
{
    buf_printf(out, "%.*s %.*s%s%.*s HTTP/1.1\r\nHost: %.*s\r\nConnection: close\r\n",
               STR_ARGS(head->method), STR_ARGS(head->path), head->query.ptr ? "?" : "",
               STR_ARGS(head->query), STR_ARGS(head->host));
    for (size_t i = 0; i < head->n_headers; i++)
        if (!stays_here(head->headers[i].name))
            buf_printf(out, "%.*s: %.*s\r\n", STR_ARGS(head->headers[i].name),
                       STR_ARGS(head->headers[i].value));
    buf_add(out, STR("\r\n"));
    buf_add(out, body);
}

static struct err *read_head(struct guest *g, size_t len, bool *out_known)
{
    struct str text = str_first(buf_text(&g->head), len - 2),
               body = str_from(buf_text(&g->head), len);
    owned(buf) struct buf request;
    struct http_head head;
    buf_init(&request, RELAY_BUFFER);
    http_head_init(&head, false);
    struct str first = next_line(&text);
    owned(err) struct err *bad = take_first_line(g, &head, first);
    while (text.len) {
        struct str line = next_line(&text);
        if (http_head_header(&head, (char *)(uintptr_t)line.ptr, line.len))
            return err_new(ERR_INVALID, "bad_header", "that is no head of a request");
    }
    *out_known = knows_password(g, http_head_get(&head, STR("proxy-authorization")));
    if (bad)
        return give(bad);
    if (g->connects)
        buf_add(&request, body);
    else
        rewrite(&head, body, &request);
    if (request.full)
        return err_new(ERR_LIMIT, "headers_too_large", "the head of the request is too long");
    buf_clear(&g->head);
    buf_add(&g->head, buf_text(&request));
    return NULL;
}

/* --- reaching --- */

static void relayed(void *arg, uint64_t up, uint64_t down)
{
    struct guest *g = arg;
    g->relay = NULL;
    tell(g, (struct proxy_news){ .up = up, .down = down, .over = true });
    guest_free(g);
}

static struct err *start_relay(struct guest *g, int take_fd)
{
    static const char reached[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    if (g->connects && send(g->fd, reached, sizeof reached - 1, MSG_NOSIGNAL) < 0) {
        close(take_fd);
        return err_sys("answer");
    }
    watch_stop(&g->watch);
    return relay_new(g->proxy->loop, give_fd(g->fd), take_fd, buf_text(&g->head), relayed, g,
                     &g->relay);
}

static void reached(void *arg, int take_fd, struct err *take_e)
{
    struct guest *g = arg;
    owned(err) struct err *e = take_e;
    g->tunnel = NULL;
    if (e) {
        refuse_error(g, e);
        return;
    }
    tell(g, (struct proxy_news){ .over = false });
    e = start_relay(g, take_fd);
    if (e)
        guest_free(g);
}

static struct err *reach(struct guest *g)
{
    struct egress *rules;
    TRY(egress_new(buf_text(&g->proxy->rules), &rules));
    loop_want(&g->watch, WANT_NOTHING);
    timer_stop(g->proxy->loop, &g->deadline);
    return tunnel_start(
        g->proxy->engine,
        &(struct tunnel_wish){ .host = buf_text(&g->host), .port = g->port, .take_egress = rules },
        reached, g, &g->tunnel);
}

/* Of whoever does not know the password nothing is told: anybody on this machine can knock. */
static void head_complete(struct guest *g, size_t len)
{
    bool known = false;
    owned(err) struct err *e = read_head(g, len, &known);
    if (!known) {
        refuse(g, 407, "Proxy-Authenticate: Basic realm=\"pith\"\r\n",
               "this proxy is for whoever was given its password");
        return;
    }
    if (!e)
        e = reach(g);
    if (e)
        refuse_error(g, e);
}

/* --- connections --- */

static void guest_ready(struct watch *w, enum want ready)
{
    struct guest *g = CONTAINER_OF(w, struct guest, watch);
    char *to = buf_room(&g->head, 4 * KIB);
    ssize_t n = to ? recv(g->fd, to, 4 * KIB, 0) : 0;
    size_t at;
    (void)ready;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        if (to)
            guest_free(g);
        else
            refuse(g, 431, "", "the head of the request is too long");
        return;
    }
    g->head.len += (size_t)n;
    if (str_find(buf_text(&g->head), STR("\r\n\r\n"), &at))
        head_complete(g, at + 4);
}

static void too_slow(struct timer *t)
{
    guest_free(CONTAINER_OF(t, struct guest, deadline));
}

static void take_guest(struct proxy *p, int take_fd)
{
    struct guest *g = mem_new(sizeof *g);
    g->proxy = p;
    g->fd = take_fd;
    buf_init(&g->head, RELAY_BUFFER);
    buf_init(&g->host, 512);
    list_add(&p->guests, &g->link);
    p->n_guests++;
    owned(err) struct err *e = watch_start(p->loop, &g->watch, g->fd, guest_ready);
    if (e) {
        guest_free(g);
        return;
    }
    loop_want(&g->watch, WANT_READ);
    timer_start(p->loop, &g->deadline, PROXY_HEAD_MS, too_slow);
}

/* Whoever has waited longest without having said what it wants makes room, or else anybody on this
 * machine could keep all seats; false: all of them are used. */
static bool make_seat(struct proxy *p)
{
    list_each (&p->guests, item) {
        struct guest *g = CONTAINER_OF(item, struct guest, link);
        if (!timer_is_set(&g->deadline))
            continue;
        guest_free(g);
        return true;
    }
    return false;
}

/* Past the limit a connection waits in the kernel's queue no longer than it takes to say no. */
static void knocked(struct watch *w, enum want ready)
{
    struct proxy *p = CONTAINER_OF(w, struct proxy, watch);
    int fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    (void)ready;
    if (fd < 0)
        return;
    if (p->n_guests == PROXY_CONNECTIONS_MOST && !make_seat(p))
        close(fd);
    else
        take_guest(p, fd);
}

/* --- the proxy --- */

static void make_password(struct proxy *p)
{
    unsigned char secret[SECRET_BYTES];
    owned(buf) struct buf text;
    buf_init(&text, sizeof p->password);
    random_bytes(secret, sizeof secret);
    hex_add(&text, (struct str){ (const char *)secret, sizeof secret });
    memcpy(p->password, text.ptr, text.len);
}

struct err *proxy_new(struct engine *e, struct str rules, proxy_fn *told, void *arg,
                      struct proxy **out_proxy)
{
    owned(proxy) struct proxy *p = mem_new(sizeof *p);
    struct egress *checked;
    p->engine = e;
    p->loop = engine_loop(e);
    p->listener = -1;
    p->told = told;
    p->arg = arg;
    list_init(&p->guests);
    buf_init(&p->rules, 64 * KIB);
    buf_add(&p->rules, rules);
    TRY(egress_new(rules, &checked));
    egress_free(checked);
    make_password(p);
    TRY(tcp_listen("127.0.0.1", 0, &p->listener, &p->port));
    TRY(watch_start(p->loop, &p->watch, p->listener, knocked));
    loop_want(&p->watch, WANT_READ);
    *out_proxy = give(p);
    return NULL;
}

void proxy_free(struct proxy *p)
{
    if (!p)
        return;
    list_each (&p->guests, item)
        guest_free(CONTAINER_OF(item, struct guest, link));
    watch_stop(&p->watch);
    if (p->listener >= 0)
        close(p->listener);
    buf_done(&p->rules);
    mem_free(p);
}

int proxy_port(const struct proxy *p)
{
    return p->port;
}

struct str proxy_user(const struct proxy *p)
{
    (void)p;
    return STR("pith");
}

struct str proxy_password(const struct proxy *p)
{
    return str_of(p->password);
}
