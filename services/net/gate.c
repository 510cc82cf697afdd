/* Addresses, checked where they are used: see gate.h. */
#include "gate.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CONNECT_MS = 30000, NAMES_KEPT_S = 60 };

struct err *gate_name(struct gate *g)
{
    struct err *e = egress_check_name(g->egress, g->host, g->port);
    g->figures->refused += e != NULL;
    return e;
}

static bool may_reach(struct gate *g, const struct address *to, uint16_t port)
{
    struct err *e = egress_check_address(g->egress, g->host, to, port);
    if (!e)
        return true;
    err_free(g->refusal);
    g->refusal = e;
    g->figures->refused++;
    return false;
}

static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *at)
{
    struct gate *g = arg;
    struct address to;
    uint16_t port;
    if (purpose != CURLSOCKTYPE_IPCXN)
        return CURL_SOCKET_BAD;
    if (!g->proxied && (!address_of(&at->addr, &to, &port) || !may_reach(g, &to, port)))
        return CURL_SOCKET_BAD;
    g->opened = true;
    g->figures->connections++;
    return socket(at->family, at->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->protocol);
}

/* Also on a connection that is used again, which may lead where this caller may not go. */
static int before_request(void *arg, char *to_ip, char *from_ip, int to_port, int from_port)
{
    struct gate *g = arg;
    struct address to;
    (void)from_ip, (void)from_port;
    if (g->proxied)
        return CURL_PREREQFUNC_OK;
    if (!address_read(str_of(to_ip), &to) || !may_reach(g, &to, (uint16_t)to_port))
        return CURL_PREREQFUNC_ABORT;
    if (!g->opened)
        g->figures->reused++;
    g->opened = true;
    return CURL_PREREQFUNC_OK;
}

void gate_apply(struct gate *g, CURL *easy, struct engine *e)
{
    const struct engine_options *o = engine_options(e);
    g->proxied = o->proxy != NULL;
    g->figures = engine_figures(e);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, o->proxy ? o->proxy : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, (long)NAMES_KEPT_S);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, g);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, g);
    if (o->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, o->ca_file);
}

void gate_done(struct gate *g)
{
    err_free(give(g->refusal));
}

/* --- errors --- */

static const struct {
    CURLcode code;
    enum err_kind kind;
    const char *reason, *text, *hint;
} meanings[] = {
    { CURLE_COULDNT_RESOLVE_HOST, ERR_UNAVAILABLE, "no_such_host",
      "there is no host of that name, or no name server answers", "check its spelling" },
    { CURLE_COULDNT_RESOLVE_PROXY, ERR_UNAVAILABLE, "no_proxy",
      "the proxy's name cannot be looked up", "pith config get net.proxy" },
    { CURLE_COULDNT_CONNECT, ERR_UNAVAILABLE, "no_connection", "nobody answers there",
      "see that the server runs, and try again" },
    { CURLE_PROXY, ERR_UNAVAILABLE, "proxy_refused", "the proxy refuses", "ask who runs it" },
    { CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT, "net_timeout", "the server took too long",
      "try again, or give it more time" },
    { CURLE_PEER_FAILED_VERIFICATION, ERR_DENIED, "bad_certificate",
      "the server's certificate does not prove that it is who it should be",
      "if it is a server of yours, set net.ca_file" },
    { CURLE_SSL_CONNECT_ERROR, ERR_UNAVAILABLE, "no_tls", "no secure connection came about", "" },
    { CURLE_SSL_CACERT_BADFILE, ERR_UNAVAILABLE, "bad_ca_file",
      "the file of trusted certificates cannot be read", "pith config get net.ca_file" },
    { CURLE_GOT_NOTHING, ERR_UNAVAILABLE, "no_answer", "the server closed without an answer", "" },
    { CURLE_RECV_ERROR, ERR_UNAVAILABLE, "cut", "the connection was cut", "try again" },
    { CURLE_SEND_ERROR, ERR_UNAVAILABLE, "cut", "the connection was cut", "try again" },
    { CURLE_PARTIAL_FILE, ERR_UNAVAILABLE, "cut", "the answer ended too early", "try again" },
    { CURLE_BAD_CONTENT_ENCODING, ERR_CORRUPT, "bad_encoding",
      "the answer is not in the encoding that it says", "" },
    { CURLE_WEIRD_SERVER_REPLY, ERR_CORRUPT, "bad_answer", "the answer is not HTTP", "" },
    { CURLE_UNSUPPORTED_PROTOCOL, ERR_CORRUPT, "bad_answer", "the answer is not HTTP", "" },
    { CURLE_HTTP2, ERR_UNAVAILABLE, "bad_answer", "the server broke HTTP/2", "try again" },
    { CURLE_HTTP2_STREAM, ERR_UNAVAILABLE, "bad_answer", "the server broke HTTP/2", "try again" },
    { CURLE_OUT_OF_MEMORY, ERR_LIMIT, "no_memory", "there is no memory left for it", "" },
};

static struct err *translate(const struct gate *g, CURLcode code)
{
    for (size_t i = 0; i < COUNT_OF(meanings); i++)
        if (meanings[i].code == code)
            return err_hint(err_new(meanings[i].kind, meanings[i].reason, "%.*s:%u: %s",
                                    STR_ARGS(g->host), g->port, meanings[i].text),
                            "%s", meanings[i].hint);
    return err_new(ERR_UNAVAILABLE, "net_failed", "%.*s:%u: %s", STR_ARGS(g->host), g->port,
                   curl_easy_strerror(code));
}

struct err *gate_error(struct gate *g, CURLcode code)
{
    bool refused = g->refusal && (!g->opened || code == CURLE_ABORTED_BY_CALLBACK);
    if (code == CURLE_OK)
        return NULL;
    g->figures->failed++;
    return refused ? give(g->refusal) : translate(g, code);
}
