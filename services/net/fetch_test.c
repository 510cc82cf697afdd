/* Exchanges, tunnels and the proxy, with real servers at public, private and link-local addresses
 * (lab.h): what must not be reached is not, and its server has not been asked. */
#include "base/test.h"
#include "fetch.h"
#include "lab.h"
#include "proxy.h"
#include "tunnel.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- a rig: one loop, one engine, one exchange at a time --- */

static struct {
    struct loop *loop;
    struct engine *engine;
    struct buf body, url;
    struct err *error;
    struct fetch *fetch;
    int status, fd;
    unsigned redirects, refused_data;
    bool slow;
} rig;

static const struct engine_options options = { .agent = "test" };

static void enter(void)
{
    static bool entered;
    if (!entered)
        lab_enter();
    entered = true;
    rig.loop = loop_new(LOOP_LIVE);
    rig.engine = engine_new(rig.loop, &options);
    buf_init(&rig.body, 64 * MIB);
    buf_init(&rig.url, 64 * KIB);
    rig.status = 0;
    rig.refused_data = 0;
    rig.slow = false;
}

static void leave(void)
{
    engine_free(rig.engine);
    loop_free(rig.loop);
    buf_done(&rig.body);
    buf_done(&rig.url);
}

static void on_head(void *arg, const struct fetch_head *h)
{
    (void)arg;
    rig.status = h->status;
    rig.redirects = h->redirects;
    buf_clear(&rig.url);
    buf_add(&rig.url, h->url);
}

static bool on_data(void *arg, struct str bytes)
{
    (void)arg;
    if (rig.slow && rig.refused_data++ % 2 == 0)
        return false;
    buf_add(&rig.body, bytes);
    return true;
}

static void on_end(void *arg, struct err *take_e)
{
    (void)arg;
    rig.error = take_e;
    rig.fetch = NULL;
    loop_stop(rig.loop);
}

static struct err *fetch_wished(const char *rules, struct fetch_wish w)
{
    const struct fetch_hooks hooks = { .head = on_head, .data = on_data, .ended = on_end };
    buf_clear(&rig.body);
    TRY(egress_new(str_of(rules), &w.take_egress));
    w.method = w.method.len ? w.method : STR("GET");
    w.redirects = 5;
    w.timeout_ms = w.timeout_ms ? w.timeout_ms : 20000;
    TRY(fetch_start(rig.engine, &w, &hooks, &rig.fetch));
    loop_run(rig.loop);
    return give(rig.error);
}

static struct err *fetch(const char *rules, const char *url)
{
    return fetch_wished(rules, (struct fetch_wish){ .url = str_of(url) });
}

/* None of the places that are not to be reached has been, since the last time. */
static void check_untouched(void)
{
    static const char *const places[] = { "10.1.2.3",          "192.168.7.7",      "100.64.0.5",
                                          "169.254.169.254",   "168.63.129.16",    "fd00::7",
                                          "64:ff9b::10.1.2.3", "2002:0a01:0203::1" };
    static unsigned seen[COUNT_OF(places)];
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        unsigned now = lab_requests_at(places[i]);
        bool touched = now != seen[i];
        seen[i] = now;
        if (touched)
            CHECK_FAIL("%s was reached", places[i]);
    }
}

/* --- what is reached --- */

TEST(a_page_is_fetched)
{
    enter();
    CHECK_OK(fetch("allow *", "http://public.test/"));
    CHECK_INT(rig.status, 200);
    CHECK_STR(buf_text(&rig.body), "hello");
    CHECK_OK(fetch("allow *", "http://[2606:4700::1]/"));
    CHECK_OK(fetch("allow *", "http://b\xc3\xbc"
                              "cher.test/"));
    CHECK_STR(buf_text(&rig.url), "http://xn--bcher-kva.test/");
    leave();
}

TEST(connections_are_used_again)
{
    enter();
    for (int i = 0; i < 5; i++)
        CHECK_OK(fetch("allow *", "http://public.test/"));
    CHECK_INT(engine_figures(rig.engine)->connections, 1);
    CHECK_INT(engine_figures(rig.engine)->reused, 4);
    leave();
}

/* --- what is not --- */

TEST(private_places_are_not_reached_in_any_spelling)
{
    static const char *const urls[] = {
        "http://10.1.2.3/",
        "http://192.168.7.7/",
        "http://172.16.9.9/",
        "http://100.64.0.5/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:10.1.2.3]/",
        "http://[fd00::7]/",
        "http://[64:ff9b::a01:203]/",
        "http://[2002:a01:203::1]/",
        "http://012.1.2.3/",
        "http://0xa.1.2.3/",
        "http://0xa010203/",
        "http://167838211/",
        "http://10.0x1.515/",
        "http://\xef\xbc\x91\xef\xbc\x90.1.2.3/",
        "http://10%2e1%2e2%2e3/",
        "http://10.1.2.3./",
        "http://private.test/",
        "http://metadata.test/",
        "http://loop.test/",
        "http://PRIVATE.test./",
        "http://203.0.113.2/",
    };
    enter();
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        owned(err) struct err *e = fetch("allow *", urls[i]);
        if (err_kind(e) != ERR_DENIED)
            CHECK_FAIL("%s: %s", urls[i], e ? err_text(e) : "was fetched");
    }
    check_untouched();
    leave();
}

TEST(redirects_are_asked_for_as_if_they_had_been_given)
{
    static const char *const to[] = { "http://10.1.2.3/",         "http://private.test/",
                                      "file:///etc/passwd",       "http://169.254.169.254/",
                                      "gopher://public.test/",    "http://u:p@public.test/",
                                      "http://[::ffff:10.1.2.3]/" };
    enter();
    for (size_t i = 0; i < COUNT_OF(to); i++) {
        owned(buf) struct buf url;
        buf_init(&url, 4096);
        buf_printf(&url, "http://public.test/redirect/302/%s", to[i]);
        buf_add_char(&url, 0);
        owned(err) struct err *e = fetch("allow *", url.ptr);
        if (!e)
            CHECK_FAIL("%s was followed", url.ptr);
    }
    check_untouched();
    CHECK_OK(fetch("allow *", "http://public.test/redirect/301/http://other.test/"));
    CHECK_STR(buf_text(&rig.url), "http://other.test/");
    CHECK_INT(rig.redirects, 1);
    CHECK_REASON("too_many_redirects", fetch("allow *", "http://public.test/around"));
    /* One of its addresses is refused; the next hop's failure is another. */
    CHECK_REASON("no_such_host",
                 fetch("allow *", "http://both.test/redirect/302/http://nowhere.test/"));
    leave();
}

TEST(an_answer_of_the_name_server_that_changes_changes_nothing)
{
    enter();
    int fetched = 0;
    for (int i = 0; i < 6; i++) {
        engine_free(rig.engine); /* forgets names and connections */
        rig.engine = engine_new(rig.loop, &options);
        owned(err) struct err *e = fetch("allow *", "http://flip.test/");
        fetched += !e;
        if (e)
            CHECK_TEXT(err_reason(e), "egress_denied");
    }
    CHECK(fetched > 0 && fetched < 6);
    CHECK_OK(fetch("allow *", "http://both.test/")); /* by its public address */
    check_untouched();
    leave();
}

/* Its own address, which no other test looks at. */
TEST(a_connection_that_one_caller_may_use_another_may_not)
{
    enter();
    unsigned before = lab_requests_at("93.184.216.35");
    CHECK_OK(fetch("allow other.test", "http://other.test/"));
    CHECK_REASON("egress_denied", fetch("deny 93.184.216.35\nallow *", "http://other.test/"));
    CHECK_OK(fetch("allow other.test", "http://other.test/"));
    CHECK(lab_requests_at("93.184.216.35") - before <= 2);
    CHECK_INT(engine_figures(rig.engine)->refused, 1);
    leave();
}

TEST(a_network_that_is_granted_is_reached)
{
    enter();
    CHECK_OK(fetch("allow 172.16.9.9:80", "http://172.16.9.9/"));
    CHECK_REASON("egress_denied", fetch("allow *", "http://172.16.9.9/"));
    leave();
}

TEST(what_is_refused_by_its_name_is_counted)
{
    enter();
    CHECK_REASON("egress_denied", fetch("allow public.test:80", "http://other.test/"));
    CHECK_INT(engine_figures(rig.engine)->refused, 1);
    leave();
}

TEST(rules_hold_for_names)
{
    enter();
    CHECK_OK(fetch("allow public.test:80", "http://public.test/"));
    CHECK_REASON("egress_denied", fetch("allow public.test:80", "http://other.test/"));
    CHECK_REASON("egress_denied", fetch("allow public.test:443", "http://public.test/"));
    CHECK_REASON("egress_denied",
                 fetch("allow public.test", "http://public.test/redirect/302/http://other.test/"));
    leave();
}

/* --- what is sent --- */

static void check_echo(const char *what, bool there)
{
    size_t at;
    if (str_find(buf_text(&rig.body), str_of(what), &at) != there)
        CHECK_FAIL("%s '%s' in: %.*s", there ? "no" : "there is", what,
                   STR_ARGS(buf_text(&rig.body)));
}

TEST(headers_and_a_body_are_sent)
{
    const struct fetch_header headers[] = { { STR_INIT("X-Api-Key"), STR_INIT("secret") },
                                            { STR_INIT("Accept"), STR_INIT("text/plain") } };
    enter();
    CHECK_OK(fetch_wished("allow *", (struct fetch_wish){ .url = STR("http://public.test/echo"),
                                                          .method = STR("PUT"),
                                                          .headers = headers,
                                                          .n_headers = 2,
                                                          .body = STR("a body") }));
    check_echo("PUT /echo HTTP/1.1", true);
    check_echo("X-Api-Key: secret", true);
    check_echo("a body", true);
    check_echo("Host: public.test\r\n", true);
    leave();
}

TEST(another_origin_is_told_no_secrets)
{
    const struct fetch_header headers[] = { { STR_INIT("X-Api-Key"), STR_INIT("secret") },
                                            { STR_INIT("Authorization"),
                                              STR_INIT("Bearer secret") },
                                            { STR_INIT("Accept"), STR_INIT("text/plain") } };
    struct fetch_wish w = { .headers = headers, .n_headers = 3 };
    enter();
    w.url = STR("http://public.test/redirect/302/http://public.test/echo");
    CHECK_OK(fetch_wished("allow *", w));
    check_echo("secret", true);
    w.url = STR("http://public.test/redirect/302/http://other.test/echo");
    CHECK_OK(fetch_wished("allow *", w));
    check_echo("secret", false);
    check_echo("Accept: text/plain", true);
    leave();
}

TEST(a_post_that_is_redirected_goes_on_as_browsers_do)
{
    struct fetch_wish w = { .method = STR("POST"), .body = STR("a body") };
    enter();
    w.url = STR("http://public.test/redirect/303/http://public.test/echo");
    CHECK_OK(fetch_wished("allow *", w));
    check_echo("GET /echo", true);
    check_echo("a body", false);
    w.url = STR("http://public.test/redirect/307/http://public.test/echo");
    CHECK_OK(fetch_wished("allow *", w));
    check_echo("POST /echo", true);
    check_echo("a body", true);
    leave();
}

TEST(headers_that_would_break_the_request_are_refused)
{
    static const struct fetch_header bad[] = {
        { STR_INIT("X"), STR_INIT("a\r\nY: b") },
        { STR_INIT("X\n"), STR_INIT("a") },
        { STR_INIT(""), STR_INIT("a") },
        { STR_INIT("Host"), STR_INIT("evil.test") },
        { STR_INIT("content-length"), STR_INIT("0") },
        { STR_INIT("Transfer-Encoding"), STR_INIT("chunked") },
        { STR_INIT("X:"), STR_INIT("a") },
    };
    enter();
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        CHECK_ERR(ERR_INVALID,
                  fetch_wished("allow *", (struct fetch_wish){ .url = STR("http://public.test/"),
                                                               .headers = &bad[i],
                                                               .n_headers = 1 }));
    CHECK_ERR(ERR_INVALID, fetch_wished("allow *", (struct fetch_wish){
                                                       .url = STR("http://public.test/"),
                                                       .method = STR("GET / HTTP/1.1\r\nX:") }));
    leave();
}

/* More than any server takes, but nothing that we would fall over. */
TEST(many_long_headers_do_no_harm)
{
    enum { MANY = 60 };
    static char value[9001];
    struct fetch_header headers[MANY];
    memset(value, 'a', sizeof value - 1);
    for (size_t i = 0; i < MANY; i++)
        headers[i] = (struct fetch_header){ STR("X"), str_of(value) };
    enter();
    err_free(fetch_wished("allow *", (struct fetch_wish){ .url = STR("http://public.test/"),
                                                          .headers = headers,
                                                          .n_headers = MANY }));
    CHECK_OK(fetch("allow *", "http://public.test/"));
    leave();
}

TEST(a_connection_that_is_signed_in_is_nobody_elses)
{
    static const struct fetch_header signs_in = { STR_INIT("Authorization"),
                                                  STR_INIT("Negotiate YII=") };
    const struct fetch_wish w = { .url = STR("http://public.test/"),
                                  .headers = &signs_in,
                                  .n_headers = 1 };
    enter();
    CHECK_OK(fetch_wished("allow *", w));
    unsigned before = lab_requests_at("93.184.216.34");
    CHECK_OK(fetch("allow *", "http://public.test/"));
    CHECK_INT(lab_requests_at("93.184.216.34") - before, 1);
    leave();
}

/* --- streams, limits, failures --- */

TEST(an_answer_waits_for_who_has_no_room)
{
    enter();
    rig.slow = true;
    struct fetch_wish w = { .url = STR("http://public.test/large/3000000"), .timeout_ms = 20000 };
    const struct fetch_hooks hooks = { .head = on_head, .data = on_data, .ended = on_end };
    CHECK_OK(egress_new(STR("allow *"), &w.take_egress));
    w.method = STR("GET");
    CHECK_OK(fetch_start(rig.engine, &w, &hooks, &rig.fetch));
    while (rig.fetch) {
        if (!loop_turn(rig.loop))
            usleep(100);
        if (rig.fetch)
            fetch_go_on(rig.fetch);
    }
    CHECK_OK(give(rig.error));
    CHECK_INT(rig.body.len, 3000000);
    leave();
}

TEST(a_body_streams_out)
{
    static char piece[100000];
    enter();
    struct fetch_wish w = { .url = STR("http://public.test/echo"),
                            .method = STR("POST"),
                            .streams = true,
                            .timeout_ms = 20000 };
    const struct fetch_hooks hooks = { .head = on_head, .data = on_data, .ended = on_end };
    memset(piece, 'x', sizeof piece);
    CHECK_OK(egress_new(STR("allow *"), &w.take_egress));
    CHECK_OK(fetch_start(rig.engine, &w, &hooks, &rig.fetch));
    for (int i = 0; i < 30; i++)
        if (!loop_turn(rig.loop))
            usleep(1000);
    CHECK_INT(fetch_send(rig.fetch, STR("first "), false), 6);
    for (int i = 0; i < 30; i++)
        if (!loop_turn(rig.loop))
            usleep(1000);
    CHECK_INT(fetch_send(rig.fetch, STR("second"), true), 6);
    loop_run(rig.loop);
    CHECK_OK(give(rig.error));
    check_echo("first ", true);
    check_echo("second", true);
    leave();
}

TEST(more_than_was_asked_for_is_not_taken)
{
    enter();
    struct fetch_wish w = { .url = STR("http://public.test/large/3000000"), .most = 100000 };
    CHECK_REASON("answer_too_large", fetch_wished("allow *", w));
    CHECK(rig.body.len <= 100000);
    leave();
}

TEST(every_failure_has_a_name)
{
    enter();
    CHECK_REASON("no_such_host", fetch("allow *", "http://nobody.test/"));
    CHECK_REASON("no_connection", fetch("allow *", "http://public.test:81/"));
    CHECK_REASON("cut", fetch("allow *", "http://public.test/cut"));
    CHECK_REASON("bad_answer", fetch("allow *", "http://public.test/junk"));
    CHECK_REASON("net_timeout", fetch_wished("allow *", (struct fetch_wish){
                                                            .url = STR("http://public.test/silent"),
                                                            .timeout_ms = 300 }));
    leave();
}

TEST(a_fetch_that_is_freed_says_nothing_more)
{
    enter();
    struct fetch_wish w = { .url = STR("http://public.test/silent"), .method = STR("GET") };
    const struct fetch_hooks hooks = { .head = on_head, .data = on_data, .ended = on_end };
    CHECK_OK(egress_new(STR("allow *"), &w.take_egress));
    CHECK_OK(fetch_start(rig.engine, &w, &hooks, &rig.fetch));
    for (int i = 0; i < 50; i++)
        if (!loop_turn(rig.loop))
            usleep(1000);
    fetch_free(give(rig.fetch));
    while (loop_turn(rig.loop))
        ;
    CHECK(!rig.error);
    leave();
}

/* --- tunnels --- */

static void tunnel_ended(void *arg, int take_fd, struct err *take_e)
{
    (void)arg;
    rig.fd = take_fd;
    rig.error = take_e;
    loop_stop(rig.loop);
}

static struct err *open_tunnel(const char *rules, const char *host, uint16_t port)
{
    struct tunnel_wish w = { .host = str_of(host), .port = port, .timeout_ms = 10000 };
    struct tunnel *t;
    TRY(egress_new(str_of(rules), &w.take_egress));
    TRY(tunnel_start(rig.engine, &w, tunnel_ended, NULL, &t));
    loop_run(rig.loop);
    return give(rig.error);
}

TEST(a_tunnel_is_a_connected_descriptor)
{
    char answer[256] = "";
    enter();
    CHECK_OK(open_tunnel("allow *", "public.test", 80));
    engine_free(rig.engine);
    rig.engine = engine_new(rig.loop, &options);
    static const char request[] = "GET / HTTP/1.1\r\nHost: public.test\r\n\r\n";
    CHECK_INT(write(rig.fd, request, sizeof request - 1), sizeof request - 1);
    for (size_t len = 0; !strstr(answer, "hello");) {
        ssize_t n = read(rig.fd, answer + len, sizeof answer - 1 - len);
        if (n > 0)
            len += (size_t)n;
        else
            usleep(1000);
    }
    close(rig.fd);
    leave();
}

TEST(a_tunnel_leads_nowhere_that_it_should_not)
{
    static const char *const hosts[] = { "10.1.2.3",  "private.test",      "loop.test",    "::1",
                                         "127.0.0.1", "[::ffff:10.1.2.3]", "metadata.test" };
    enter();
    for (size_t i = 0; i < COUNT_OF(hosts); i++)
        CHECK_REASON("egress_denied", open_tunnel("allow *", hosts[i], 80));
    CHECK(engine_figures(rig.engine)->refused >= COUNT_OF(hosts));
    CHECK_ERR(ERR_INVALID, open_tunnel("allow *", "a@b", 80));
    CHECK_ERR(ERR_INVALID, open_tunnel("allow *", "public.test/x", 80));
    CHECK_ERR(ERR_INVALID, open_tunnel("allow *", "public.test", 0));
    leave();
}

/* --- the proxy --- */

static void visit_text(struct buf *out, const char *first_line, const struct proxy *p, bool knows)
{
    owned(buf) struct buf secret;
    buf_init(&secret, 256);
    buf_printf(&secret, "pith:%.*s", STR_ARGS(knows ? proxy_password(p) : STR("wrong")));
    buf_printf(out, "%s\r\nHost: public.test\r\nProxy-Authorization: Basic ", first_line);
    base64_add(out, buf_text(&secret));
    buf_add(out, STR("\r\n\r\n"));
}

static int connect_to(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(fd, (struct sockaddr *)&to, sizeof to);
    return fd;
}

static size_t proxy_told;

static void count_news(void *arg, const struct proxy_news *news)
{
    (void)arg;
    CHECK(utf8_valid(news->host));
    proxy_told++;
}

/* Sends, then collects until `until` was seen or the proxy has closed. */
static void talk(int fd, struct str say, const char *until, struct buf *heard)
{
    size_t at;
    char bytes[4096];
    for (int i = 0; i < 5000; i++) {
        loop_turn(rig.loop);
        if (say.len) {
            ssize_t n = send(fd, say.ptr, say.len, MSG_NOSIGNAL);
            say = n > 0 ? str_from(say, (size_t)n) : say;
        }
        ssize_t n = recv(fd, bytes, sizeof bytes, 0);
        if (n == 0)
            return;
        if (n > 0)
            buf_add(heard, (struct str){ bytes, (size_t)n });
        if (str_find(buf_text(heard), str_of(until), &at))
            return;
        usleep(500);
    }
}

static void visit(const char *rules, const char *first_line, bool knows, struct str then,
                  struct buf *heard)
{
    owned(proxy) struct proxy *p = NULL;
    owned(buf) struct buf text;
    buf_init(&text, 64 * KIB);
    buf_clear(heard);
    CHECK_OK(proxy_new(rig.engine, str_of(rules), count_news, NULL, &p));
    int fd = connect_to(proxy_port(p));
    visit_text(&text, first_line, p, knows);
    talk(fd, buf_text(&text), "\r\n\r\n", heard);
    if (then.len)
        talk(fd, then, "hello", heard);
    else
        talk(fd, STR_NONE, "never said", heard);
    close(fd);
}

TEST(of_who_does_not_know_the_proxys_password_nothing_is_told)
{
    static const char *const lines[] = { "CONNECT public.test:80 HTTP/1.1", "junk",
                                         "CONNECT public.test HTTP/1.1",
                                         "CONNECT \xff\xfe:80 HTTP/1.1" };
    owned(buf) struct buf heard;
    enter();
    buf_init(&heard, 64 * KIB);
    proxy_told = 0;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        visit("allow *", lines[i], false, STR_NONE, &heard);
        CHECK(str_starts(buf_text(&heard), STR("HTTP/1.1 407 ")));
    }
    CHECK_INT(proxy_told, 0);
    visit("allow *", "CONNECT \xff\xfe:80 HTTP/1.1", true, STR_NONE, &heard);
    CHECK(str_starts(buf_text(&heard), STR("HTTP/1.1 400 ")));
    CHECK_INT(proxy_told, 1);
    leave();
}

TEST(who_has_not_said_what_it_wants_makes_room_in_the_proxy)
{
    int idle[PROXY_CONNECTIONS_MOST];
    owned(proxy) struct proxy *p = NULL;
    owned(buf) struct buf heard;
    enter();
    buf_init(&heard, 64 * KIB);
    CHECK_OK(proxy_new(rig.engine, STR("allow *"), NULL, NULL, &p));
    for (size_t i = 0; i < COUNT_OF(idle); i++) {
        idle[i] = connect_to(proxy_port(p));
        for (int turns = 0; turns < 3; turns++)
            loop_turn(rig.loop);
    }
    owned_fd int fd = connect_to(proxy_port(p));
    talk(fd, STR("junk\r\n\r\n"), "\r\n\r\n", &heard);
    CHECK(str_starts(buf_text(&heard), STR("HTTP/1.1 "))); /* it was not turned away */
    for (size_t i = 0; i < COUNT_OF(idle); i++)
        close(idle[i]);
    proxy_free(give(p));
    leave();
}

TEST(a_browser_gets_through_the_proxy)
{
    owned(buf) struct buf heard;
    size_t at;
    enter();
    buf_init(&heard, 64 * KIB);
    visit("allow *", "CONNECT public.test:80 HTTP/1.1", true,
          STR("GET / HTTP/1.1\r\nHost: public.test\r\n\r\n"), &heard);
    CHECK(str_starts(buf_text(&heard), STR("HTTP/1.1 200 Connection established\r\n")));
    CHECK(str_find(buf_text(&heard), STR("hello"), &at));
    visit("allow *", "GET http://public.test/echo?a=b HTTP/1.1", true, STR_NONE, &heard);
    CHECK(str_find(buf_text(&heard), STR("GET /echo?a=b HTTP/1.1\r\nHost: public.test\r\n"), &at));
    CHECK(!str_find(buf_text(&heard), STR("roxy-"), &at));
    leave();
}

TEST(the_proxy_refuses_who_does_not_know_its_password_and_what_may_not_be_reached)
{
    owned(buf) struct buf heard;
    enter();
    buf_init(&heard, 64 * KIB);
    visit("allow *", "CONNECT public.test:80 HTTP/1.1", false, STR_NONE, &heard);
    CHECK(str_starts(buf_text(&heard), STR("HTTP/1.1 407 ")));
    static const char *const closed[] = {
        "CONNECT 10.1.2.3:80 HTTP/1.1",
        "CONNECT private.test:80 HTTP/1.1",
        "CONNECT [::1]:80 HTTP/1.1",
        "GET http://127.0.0.1:8000/ HTTP/1.1",

    };
    for (size_t i = 0; i < COUNT_OF(closed); i++) {
        visit("allow *", closed[i], true, STR_NONE, &heard);
        CHECK(str_starts(buf_text(&heard), STR("HTTP/1.1 403 ")));
    }
    static const char *const bad[] = {
        "CONNECT public.test HTTP/1.1",      "CONNECT 0x7f000001:80 HTTP/1.1",    "GET / HTTP/1.1",
        "CONNECT u@public.test:80 HTTP/1.1", "GET https://public.test/ HTTP/1.1", "junk"
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        visit("allow *", bad[i], true, STR_NONE, &heard);
        CHECK(str_starts(buf_text(&heard), STR("HTTP/1.1 400 ")));
    }
    check_untouched();
    leave();
}
