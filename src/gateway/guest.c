/* Whose request it is: see guest.h.
 *
 * Browsers send along what they hold for an address whoever's page makes them ask. So on TCP,
 * before anything else: the Host must be a name of ours (else a foreign name was made to point
 * here), and an Origin, which every browser sends with what could change something, must be ours,
 * too. Who brings a token has been given it, and may do without an Origin; who comes with a cookie
 * may only look without one. */
#include "gateway/guest.h"

#include "gateway/answer.h"
#include "gateway/gateway_priv.h"

#include "auth/auth.h"
#include "config/config.h"
#include "trace/trace.h"

#include <stdio.h>
#include <unistd.h>

void hosts_init(struct hosts *h, int port)
{
    static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
    for (size_t i = 0; i < COUNT_OF(h->own); i++)
        snprintf(h->own[i], sizeof h->own[i], port == 80 ? "%s" : "%s:%d", names[i], port);
    snprintf(h->cookie, sizeof h->cookie, "pith_%d", port);
}

/* What is kept with a connection; most need nothing. */
struct kept {
    struct proc *owner; /* of the control socket */
    char *origin;       /* of http.origins */
};

static struct kept *kept_of(struct http_conn *conn)
{
    struct kept *k = http_conn_kept(conn);
    if (!k) {
        k = mem_new(sizeof *k);
        http_conn_keep(conn, k);
    }
    return k;
}

void guest_gone(struct http_conn *conn)
{
    struct kept *k = http_conn_kept(conn);
    if (!k)
        return;
    http_conn_keep(conn, NULL);
    proc_unref(k->owner);
    mem_free(k->origin);
    mem_free(k);
}

static void tell_refused(uint64_t uid, const char *why)
{
    trace_emit_text(
        &(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_DOOR_REFUSED, .a = uid },
        str_of(why));
}

static struct err *refuse(struct err *take_e, uint64_t uid)
{
    tell_refused(uid, err_text(take_e));
    return take_e;
}

/* --- the control socket --- */

static struct err *owner_of_socket(struct http_conn *conn, const struct unix_peer *peer,
                                   struct proc **out_proc)
{
    struct gateway *g = http_server_arg(conn);
    struct kept *k = kept_of(conn);
    if (peer->uid != geteuid() && peer->uid != 0)
        return refuse(err_hint(err_new(ERR_UNAUTHENTICATED, "other_user",
                                       "this pith belongs to user %u, and you are user %u",
                                       (unsigned)geteuid(), (unsigned)peer->uid),
                               "start a pith of your own: pith serve"),
                      peer->uid);
    if (!k->owner)
        TRY(auth_owner(g->auth, &k->owner));
    *out_proc = k->owner;
    return NULL;
}

/* --- names and origins --- */

static bool among_words(struct gateway *g, enum config_key key, struct str word)
{
    owned(arena) struct arena scratch;
    struct config *cfg = config_of(g->kernel);
    arena_init(&scratch, 2 * SETTING_WORDS_MOST);
    struct str words = cfg ? config_words(cfg, key, &scratch) : STR("");
    while (word.len && words.len)
        if (str_eq_nocase(str_cut(&words, ' '), word))
            return true;
    return false;
}

static bool is_our_host(struct gateway *g, struct str host)
{
    for (size_t i = 0; i < COUNT_OF(g->hosts.own); i++)
        if (str_eq_nocase(host, str_of(g->hosts.own[i])))
            return true;
    return among_words(g, CONFIG_HTTP_HOSTS, host);
}

static bool is_our_origin(struct gateway *g, struct str origin)
{
    static const struct str plain = STR_INIT("http://"), secure = STR_INIT("https://");
    if (str_starts(origin, plain) && is_our_host(g, str_from(origin, plain.len)))
        return true;
    if (str_starts(origin, secure) &&
        among_words(g, CONFIG_HTTP_HOSTS, str_from(origin, secure.len)))
        return true;
    return false;
}

/* Once allowed, it is told so in each answer on this connection. */
static bool is_guest_origin(struct gateway *g, struct http_conn *conn, struct str origin)
{
    if (!among_words(g, CONFIG_HTTP_ORIGINS, origin))
        return false;
    struct kept *k = kept_of(conn);
    mem_free(k->origin);
    k->origin = mem_text(origin.ptr, origin.len);
    return true;
}

struct str guest_origin(const struct http_conn *conn)
{
    const struct kept *k = http_conn_kept(conn);
    return k ? str_of(k->origin) : STR_NONE;
}

static struct err *check_host(struct gateway *g, const struct http_head *head)
{
    if (is_our_host(g, head->host))
        return NULL;
    struct err *e = err_new(ERR_DENIED, "foreign_host", "this pith is not called \"%.*s\"",
                            STR_ARGS(utf8_first(head->host, 256)));
    return refuse(err_hint(e, "call it %s, or name it in http.hosts", g->hosts.own[0]), 0);
}

static struct err *check_origin(struct gateway *g, struct http_conn *conn, struct str origin)
{
    if (!origin.ptr || is_our_origin(g, origin) || is_guest_origin(g, conn, origin))
        return NULL;
    struct err *e = err_new(ERR_DENIED, "foreign_origin",
                            "pages of \"%.*s\" may not call this pith",
                            STR_ARGS(utf8_first(origin, 256)));
    return refuse(err_hint(e, "name it in http.origins, if they should"), 0);
}

/* --- cookies and tokens --- */

/* The next one of our name. */
static struct str next_cookie(const struct gateway *g, struct str *all)
{
    while (all->len) {
        struct str value = str_trim(str_cut(all, ';')), name = str_cut(&value, '=');
        if (str_eq(name, str_of(g->hosts.cookie)))
            return value;
    }
    return STR_NONE;
}

static bool only_looks(const struct http_head *head)
{
    return !head->upgrade &&
           (str_eq(head->method, STR("GET")) || str_eq(head->method, STR("HEAD")));
}

/* Servers on other ports of this host can put a cookie of the same name before ours: one that is
 * good counts, wherever it stands. */
static struct err *by_cookies(struct gateway *g, const struct http_head *head, struct str cookie,
                              struct str others, struct proc **out_proc)
{
    if (!http_head_get(head, STR("origin")).ptr && !only_looks(head))
        return refuse(err_hint(err_new(ERR_DENIED, "no_origin",
                                       "whoever comes with a cookie must say from which page"),
                               "send Origin, or use a token"),
                      0);
    struct err *e = guest_of_token(g, cookie, out_proc);
    while (e && (cookie = next_cookie(g, &others)).ptr) {
        err_free(e);
        e = guest_of_token(g, cookie, out_proc);
    }
    return e;
}

static struct err *by_header(struct gateway *g, struct str header, struct proc **out_proc)
{
    struct str scheme = str_cut(&header, ' ');
    if (!str_eq_nocase(scheme, STR("bearer")))
        return err_new(ERR_UNAUTHENTICATED, "bad_scheme", "only Authorization: Bearer is known");
    return guest_of_token(g, str_trim(header), out_proc);
}

struct err *guest_of_token(struct gateway *g, struct str token, struct proc **out_proc)
{
    struct err *e = auth_proc(g->auth, token, out_proc);
    return e ? refuse(e, 0) : NULL;
}

struct err *guest_check_names(struct http_conn *conn, const struct http_head *head)
{
    struct gateway *g = http_server_arg(conn);
    if (http_conn_peer(conn)->is_local)
        return NULL;
    TRY(check_host(g, head));
    return check_origin(g, conn, http_head_get(head, STR("origin")));
}

/* What is wrong is refused; it does not fall back to something else. */
static struct err *guest_of_network(struct http_conn *conn, const struct http_head *head,
                                    struct proc **out_proc)
{
    struct gateway *g = http_server_arg(conn);
    struct str token = http_head_get(head, STR("authorization"));
    struct str cookies = http_head_get(head, STR("cookie")), cookie = next_cookie(g, &cookies);
    if (token.ptr)
        return by_header(g, token, out_proc);
    if (cookie.ptr)
        return by_cookies(g, head, cookie, cookies, out_proc);
    *out_proc = auth_visitor(g->auth);
    return NULL;
}

struct err *guest_preflight(struct http_conn *conn)
{
    struct headers h = { .n = 0 };
    if (!guest_origin(conn).len)
        return err_new(ERR_DENIED, "own_origin", "only pages of http.origins have to ask");
    headers_add_origin(&h, conn);
    headers_add(&h, STR("access-control-allow-methods"), STR("GET, HEAD, POST"));
    headers_add(&h, STR("access-control-allow-headers"),
                STR("authorization, content-type, pith-timeout, idempotency-key, range, "
                    "traceparent"));
    headers_add(&h, STR("access-control-max-age"), STR("600"));
    http_respond(conn, 204, h.row, STR(""));
    return NULL;
}

struct err *guest_of(struct http_conn *conn, const struct http_head *head, struct proc **out_proc)
{
    const struct http_peer *peer = http_conn_peer(conn);
    return peer->is_local ? owner_of_socket(conn, &peer->local, out_proc)
                          : guest_of_network(conn, head, out_proc);
}

void guest_cookie(const struct gateway *g, struct str value, struct buf *out)
{
    int64_t seconds = config_int(config_of(g->kernel), CONFIG_SIGN_IN_LIFETIME) / 1000;
    buf_printf(out, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld", g->hosts.cookie,
               STR_ARGS(value), value.len ? (long long)seconds : 0);
}
