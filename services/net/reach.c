/* net.tunnel, net.proxy, net.check, net.stats: ways for others, and what would be reached. */
#include "door.h"

#include "base/list.h"
#include "proxy.h"
#include "tunnel.h"

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HTTPS_PORT = 443 };

/* --- net.tunnel --- */

static void say_peer(struct pith_request *r, int fd)
{
    struct pith_net_tunnel_out *out = pith_out(r);
    owned(arena) struct arena a = { 0 };
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    struct address address;
    uint16_t port;
    arena_init(&a, 4 * KIB);
    if (getpeername(fd, (struct sockaddr *)&at, &len) == 0 &&
        address_of((const struct sockaddr *)&at, &address, &port))
        out->peer = serving_copy(r, address_text(&address, &a));
}

static void tunnel_ended(void *arg, int take_fd, struct err *take_e)
{
    struct pith_request *r = arg;
    if (take_e) {
        serving_fail(r, take_e);
        return;
    }
    say_peer(r, take_fd);
    serving_reply_fd(r, take_fd);
}

static void tunnel_gone(struct pith_request *r, void *arg)
{
    tunnel_free(arg);
    serving_fail(r, cancelled());
}

static struct err *begin_tunnel(struct pith_request *r, const struct pith_net_tunnel_in *in)
{
    uint64_t left = pith_left_ms(r);
    struct tunnel_wish wish = { .host = serving_str(in->host),
                                .port = (uint16_t)in->port,
                                .timeout_ms = left == UINT64_MAX ? 0 : left };
    struct tunnel *t;
    TRY(rules_of(r, &wish.take_egress));
    TRY(tunnel_start(net.engine, &wish, tunnel_ended, r, &t));
    pith_on(r, tunnel_gone, NULL, t);
    return NULL;
}

void serve_net_tunnel(struct pith_request *r, const void *args)
{
    struct err *e = begin_tunnel(r, args);
    if (e)
        serving_fail(r, e);
}

/* --- net.proxy --- */

struct proxied {
    struct list link;
    struct pith_request *request;
    struct proxy *proxy;
    uint64_t visits;
};

static struct list proxies = { &proxies, &proxies };

/* News is dropped when it cannot be told: whoever reads it slowly must not slow the program. Texts
 * are borrowed: the request lives as long as the proxy, and a copy for each visit would, too. */
static void visited(void *arg, const struct proxy_news *news)
{
    struct proxied *p = arg;
    struct pith_net_visit item = { .has_host = PITH_GIVEN,
                                   .host = { news->host.ptr, news->host.len },
                                   .has_port = PITH_GIVEN,
                                   .port = news->port };
    if (news->refusal) {
        item.has_refused = PITH_GIVEN;
        item.refused = pith_str(err_text(news->refusal));
    } else if (news->over) {
        item.has_sent = item.has_received = PITH_GIVEN;
        item.sent = news->up;
        item.received = news->down;
    }
    p->visits += news->over;
    serving_item(p->request, &item);
}

static void proxied_free(struct proxied *p)
{
    list_remove(&p->link);
    proxy_free(p->proxy);
    mem_free(p);
}

static void proxy_gone(struct pith_request *r, void *arg)
{
    proxied_free(arg);
    serving_fail(r, cancelled());
}

void end_proxies(void)
{
    list_each (&proxies, item) {
        struct proxied *p = CONTAINER_OF(item, struct proxied, link);
        struct pith_request *r = p->request;
        ((struct pith_net_proxy_out *)pith_out(r))->visits = p->visits;
        proxied_free(p);
        serving_reply(r);
    }
}

static void say_proxy(const struct proxied *p)
{
    struct str user = proxy_user(p->proxy), password = proxy_password(p->proxy);
    serving_item(p->request,
                 &(struct pith_net_visit){ .has_address = PITH_GIVEN,
                                           .address = PITH_STR("127.0.0.1"),
                                           .has_port = PITH_GIVEN,
                                           .port = (uint64_t)proxy_port(p->proxy),
                                           .has_user = PITH_GIVEN,
                                           .user = { user.ptr, user.len },
                                           .has_password = PITH_GIVEN,
                                           .password = { password.ptr, password.len } });
}

void serve_net_proxy(struct pith_request *r, const void *args)
{
    struct proxied *p = mem_new(sizeof *p);
    (void)args;
    p->request = r;
    struct err *e = proxy_new(net.engine, serving_str(pith_rules(r)), visited, p, &p->proxy);
    list_init(&p->link);
    if (e) {
        proxied_free(p);
        serving_fail(r, e);
        return;
    }
    list_add(&proxies, &p->link);
    pith_on(r, proxy_gone, NULL, p);
    say_proxy(p);
}

/* --- net.check --- */

enum { ADDRESSES_MOST = 32 };

/* A name server may take its time, or never answer: it is asked on a thread of its own. */
struct checking {
    struct job job;
    struct pith_request *request; /* NULL: nobody waits any more */
    struct arena arena;
    struct egress *egress;
    struct target target;
    int code; /* of getaddrinfo() */
    struct addrinfo *found;
};

static void checking_free(struct checking *c)
{
    if (!c)
        return;
    if (c->found)
        freeaddrinfo(c->found);
    arena_done(&c->arena);
    egress_free(c->egress);
    mem_free(c);
}
DEFINE_OWNED(checking)

/* In an IPv6 address that stands alone, too, there are colons. */
static const char *colon_of_port(struct str text)
{
    struct address alone;
    return str_ends(text, STR("]")) || address_read(text, &alone)
               ? NULL
               : memrchr(text.ptr, ':', text.len);
}

/* A host alone is asked for where pages are. */
static struct err *read_host_and_port(struct checking *c, struct str text)
{
    const char *colon = colon_of_port(text);
    uint64_t port;
    if (!colon) {
        c->target.port = HTTPS_PORT;
        return egress_host(text, &c->arena, &c->target.host);
    }
    if (!str_to_uint(str_from(text, (size_t)(colon - text.ptr) + 1), &port) || !port ||
        port > UINT16_MAX)
        return err_hint(err_new(ERR_INVALID, "bad_target", "that is no URL, host:port or host"),
                        "such as example.com:443");
    c->target.port = (uint16_t)port;
    return egress_host(str_first(text, (size_t)(colon - text.ptr)), &c->arena, &c->target.host);
}

static struct err *read_target(struct checking *c, struct str text)
{
    size_t at;
    if (str_find(text, STR("://"), &at))
        return target_read(text, &c->arena, &c->target);
    return read_host_and_port(c, text);
}

static void judge(struct checking *c, const struct address *to, struct pith_net_verdict *out)
{
    owned(err) struct err *e = egress_check_address(c->egress, c->target.host, to, c->target.port);
    *out = (struct pith_net_verdict){
        .address = serving_copy(c->request, address_text(to, &c->arena)),
        .what = pith_str(place_kind_name(address_kind(to))),
        .allowed = !e,
        .has_why = e ? PITH_GIVEN : PITH_ABSENT,
    };
    if (e)
        out->why = serving_copy(c->request, str_of(err_text(e)));
}

static void judge_all(struct checking *c, struct pith_net_check_out *out)
{
    struct pith_net_verdict *verdicts = pith_alloc(c->request, ADDRESSES_MOST * sizeof *verdicts);
    struct address to;
    uint16_t port;
    size_t n = 0;
    if (c->code) {
        out->has_why = PITH_GIVEN;
        out->why = pith_str(gai_strerror(c->code));
        return;
    }
    for (const struct addrinfo *a = c->found; a && n < ADDRESSES_MOST; a = a->ai_next)
        if (address_of(a->ai_addr, &to, &port))
            judge(c, &to, &verdicts[n++]);
    for (size_t i = 0; i < n; i++)
        out->allowed |= verdicts[i].allowed;
    out->addresses = (struct pith_net_verdict_list){ verdicts, n };
}

static void ask_names(struct job *j)
{
    struct checking *c = CONTAINER_OF(j, struct checking, job);
    const struct addrinfo wish = { .ai_socktype = SOCK_STREAM };
    c->code = getaddrinfo(c->target.host.ptr, NULL, &wish, &c->found);
}

static void have_names(struct job *j, bool ran)
{
    owned(checking) struct checking *c = CONTAINER_OF(j, struct checking, job);
    struct pith_request *r = c->request;
    if (!r)
        return;
    if (!ran) {
        serving_fail(r, cancelled());
        return;
    }
    judge_all(c, pith_out(r));
    serving_reply(r);
}

static void check_gone(struct pith_request *r, void *arg)
{
    struct checking *c = arg;
    c->request = NULL;
    job_cancel(&c->job);
    serving_fail(r, cancelled());
}

/* What is refused by its name is not looked up. */
static struct err *check(struct checking *c, const struct pith_net_check_in *in, bool *out_asks)
{
    struct pith_net_check_out *out = pith_out(c->request);
    TRY(rules_of(c->request, &c->egress));
    TRY(read_target(c, serving_str(in->target)));
    c->target.host = arena_str(&c->arena, c->target.host);
    TRY_ROOM(c->target.host.ptr);
    out->host = serving_copy(c->request, c->target.host);
    out->port = c->target.port;
    owned(err) struct err *e = egress_check_name(c->egress, c->target.host, c->target.port);
    *out_asks = !e;
    if (!e)
        return pool_submit(net.names, &c->job);
    out->has_why = PITH_GIVEN;
    out->why = serving_copy(c->request, str_of(err_text(e)));
    return NULL;
}

void serve_net_check(struct pith_request *r, const void *args)
{
    owned(checking) struct checking *c = mem_new(sizeof *c);
    bool asks = false;
    c->request = r;
    c->job = (struct job){ .run = ask_names, .done = have_names };
    arena_init(&c->arena, 1 * MIB);
    struct err *e = check(c, args, &asks);
    if (e)
        serving_fail(r, e);
    else if (asks)
        pith_on(r, check_gone, NULL, give(c));
    else
        serving_reply(r);
}

/* --- net.stats --- */

void serve_net_stats(struct pith_request *r, const void *args)
{
    const struct engine_figures *f = engine_figures(net.engine);
    struct pith_net_stats_out *out = pith_out(r);
    (void)args;
    *out = (struct pith_net_stats_out){ .exchanges = f->exchanges,
                                        .connections = f->connections,
                                        .reused = f->reused,
                                        .refused = f->refused,
                                        .failed = f->failed,
                                        .received = f->bytes_in,
                                        .sent = f->bytes_out };
    serving_reply(r);
}
