/* HTTP exchanges: see fetch.h. */
#include "fetch.h"

#include <stdio.h>
#include <strings.h>

enum { HEADER_BYTES_MOST = 256 * 1024, SKIPPED_MOST = 64 * 1024 };

struct fetch {
    struct exchange exchange; /* first: the engine gives it back */
    struct engine *engine;
    struct gate gate;
    struct egress *egress;
    struct fetch_hooks hooks;
    struct arena arena; /* of the whole exchange */
    struct target target;
    struct str method, body;
    struct fetch_header *headers;
    size_t n_headers;
    struct curl_slist *sent_headers;
    unsigned redirects, redirects_most;
    uint64_t most, got, skipped;
    int64_t due_ns;
    bool streams, send_ended, paused_sending, paused_receiving, has_told_head, in_engine;
    struct buf outgoing;
    /* Of the answer in hand. */
    struct arena answer;
    struct fetch_header *got_headers;
    size_t n_got;
    struct err *failure; /* our own reason to stop */
};

/* --- what may be sent --- */

/* The connection's business, which is ours. */
static const char *const own_headers[] = {
    "host",    "content-length",      "transfer-encoding", "connection", "keep-alive", "te",
    "trailer", "proxy-authorization", "proxy-connection",  "upgrade",    "expect",
};

/* What another origin may be told; all else might be a secret meant for the first. */
static const char *const harmless_headers[] = {
    "accept",   "accept-language",   "cache-control", "content-type", "content-language",
    "if-match", "if-modified-since", "if-none-match", "if-range",     "if-unmodified-since",
    "range",    "user-agent",
};

static bool is_among(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(name, str_of(names[i])))
            return true;
    return false;
}

static bool is_token(struct str s)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (!c || !strchr(others, c)))
            return false;
    }
    return s.len;
}

static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (((unsigned char)s.ptr[i] < ' ' && s.ptr[i] != '\t') || s.ptr[i] == 0x7f)
            return true;
    return false;
}

static struct err *check_header(const struct fetch_header *h)
{
    struct str shown = utf8_first(h->name, 64);
    if (!is_token(h->name) || has_control(h->value))
        return err_new(ERR_INVALID, "bad_header", "'%.*s' is not a header that can be sent",
                       STR_ARGS(shown));
    if (is_among(h->name, own_headers, COUNT_OF(own_headers)))
        return err_hint(
            err_new(ERR_INVALID, "own_header", "pith sets %.*s itself", STR_ARGS(shown)),
            "leave it out");
    return NULL;
}

static struct err *check_wish(const struct fetch_wish *w)
{
    if (!is_token(w->method) || w->method.len > 32 || str_eq_nocase(w->method, STR("CONNECT")))
        return err_new(ERR_INVALID, "bad_method", "'%.*s' is not a method that can be used",
                       STR_ARGS(utf8_first(w->method, 64)));
    if (w->n_headers > FETCH_HEADERS_MOST)
        return err_new(ERR_LIMIT, "too_many_headers", "there are more than %d headers",
                       FETCH_HEADERS_MOST);
    for (size_t i = 0; i < w->n_headers; i++)
        TRY(check_header(&w->headers[i]));
    return NULL;
}

/* --- one hop --- */

static bool append_header(struct fetch *f, struct buf *line)
{
    buf_add_char(line, 0);
    struct curl_slist *longer = line->full ? NULL : curl_slist_append(f->sent_headers, line->ptr);
    if (longer)
        f->sent_headers = longer;
    return longer;
}

/* Some ways to sign in hold for all that comes over the connection; the next caller's requests
 * must not be taken for this one's. */
static bool signs_in_connection(const struct fetch *f)
{
    for (size_t i = 0; i < f->n_headers; i++) {
        struct str value = str_trim(f->headers[i].value), way = str_cut(&value, ' ');
        if (str_eq_nocase(f->headers[i].name, STR("authorization")) &&
            (str_eq_nocase(way, STR("ntlm")) || str_eq_nocase(way, STR("negotiate"))))
            return true;
    }
    return false;
}

/* libcurl takes "Name: value"; "Name;" for one without a value. It copies each, so that hops, of
 * which there may be many, do not add up. */
static struct err *set_headers(struct fetch *f)
{
    owned(buf) struct buf line = { 0 };
    buf_init(&line, HEADER_BYTES_MOST);
    curl_slist_free_all(f->sent_headers);
    f->sent_headers = NULL;
    buf_add(&line, STR("Expect:"));
    TRY_ROOM(append_header(f, &line));
    for (size_t i = 0; i < f->n_headers; i++) {
        struct str value = str_trim(f->headers[i].value);
        buf_clear(&line);
        buf_printf(&line, value.len ? "%.*s: %.*s" : "%.*s;%.*s", STR_ARGS(f->headers[i].name),
                   STR_ARGS(value));
        TRY_ROOM(append_header(f, &line));
    }
    curl_easy_setopt(f->exchange.easy, CURLOPT_HTTPHEADER, f->sent_headers);
    curl_easy_setopt(f->exchange.easy, CURLOPT_FORBID_REUSE, (long)signs_in_connection(f));
    return NULL;
}

static size_t give_body(char *to, size_t size, size_t n, void *arg)
{
    struct fetch *f = arg;
    size_t most = MIN_OF(size * n, f->outgoing.len);
    if (!most && f->send_ended)
        return 0;
    if (!most) {
        f->paused_sending = true;
        return CURL_READFUNC_PAUSE;
    }
    memcpy(to, f->outgoing.ptr, most);
    buf_drop(&f->outgoing, most);
    engine_figures(f->engine)->bytes_out += most;
    if (f->hooks.room)
        f->hooks.room(f->hooks.arg);
    return most;
}

static void set_body(struct fetch *f)
{
    CURL *easy = f->exchange.easy;
    if (f->streams) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(easy, CURLOPT_READDATA, f);
    } else if (f->body.len) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->body.len);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, f->body.ptr);
    } else if (str_eq(f->method, STR("HEAD"))) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (!str_eq(f->method, STR("GET"))) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, 0L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, f->method.ptr);
}

static size_t take_header(char *line, size_t size, size_t n, void *arg);
static size_t take_data(char *bytes, size_t size, size_t n, void *arg);

static struct err *ask(struct fetch *f)
{
    CURL *easy = f->exchange.easy;
    int64_t left_ms = f->due_ns ? (f->due_ns - clock_mono_ns()) / 1000000 : 0;
    if (f->due_ns && left_ms <= 0)
        return gate_error(&f->gate, CURLE_OPERATION_TIMEDOUT);
    f->gate.host = f->target.host;
    f->gate.port = f->target.port;
    f->gate.opened = false;
    gate_done(&f->gate); /* what the hop before was refused */
    f->skipped = 0;
    TRY(gate_name(&f->gate));
    curl_easy_reset(easy);
    gate_apply(&f->gate, easy, f->engine);
    curl_easy_setopt(easy, CURLOPT_URL, f->target.url.ptr);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)left_ms);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, engine_options(f->engine)->agent);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, f);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_data);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, f);
    TRY(set_headers(f));
    set_body(f);
    if (!engine_add(f->engine, &f->exchange))
        return err_new(ERR_LIMIT, "no_memory", "there is no memory left for it");
    f->in_engine = true;
    return NULL;
}

/* --- the answer's head --- */

static long status_of(const struct fetch *f)
{
    long status = 0;
    curl_easy_getinfo(f->exchange.easy, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static struct str answer_header(const struct fetch *f, struct str name)
{
    for (size_t i = 0; i < f->n_got; i++)
        if (str_eq_nocase(f->got_headers[i].name, name))
            return f->got_headers[i].value;
    return STR_NONE;
}

/* A redirect that we follow; with a streamed body it cannot be, since that is gone. */
static bool is_redirect(const struct fetch *f)
{
    long status = status_of(f);
    bool again = status == 307 || status == 308;
    return f->redirects_most && (status == 301 || status == 302 || status == 303 || again) &&
           !(again && f->streams) && answer_header(f, STR("location")).len;
}

static void tell_head(struct fetch *f)
{
    f->has_told_head = true;
    f->hooks.head(f->hooks.arg, &(struct fetch_head){ .status = (int)status_of(f),
                                                      .url = f->target.url,
                                                      .headers = f->got_headers,
                                                      .n_headers = f->n_got,
                                                      .redirects = f->redirects });
}

static void begin_answer(struct fetch *f)
{
    arena_reset(&f->answer);
    f->n_got = 0;
    f->got_headers = arena_array(&f->answer, struct fetch_header, FETCH_HEADERS_MOST * 4);
}

static void add_header(struct fetch *f, struct str line)
{
    struct str value = line, name = str_cut(&value, ':');
    if (name.len == line.len || f->n_got == FETCH_HEADERS_MOST * 4)
        return;
    name = arena_str(&f->answer, str_trim(name));
    value = arena_str(&f->answer, str_trim(value));
    if (name.ptr && value.ptr)
        f->got_headers[f->n_got++] = (struct fetch_header){ name, value };
}

/* A line at a time: a status line, headers, an empty line; and so once more after a 1xx, and for
 * trailers, which are left out. */
static size_t take_header(char *line, size_t size, size_t n, void *arg)
{
    struct fetch *f = arg;
    struct str text = { line, size * n };
    if (f->has_told_head)
        return text.len;
    if (str_starts(text, STR("HTTP/")))
        begin_answer(f);
    else if (str_trim(text).len)
        add_header(f, text);
    else if (status_of(f) >= 200 && !is_redirect(f))
        tell_head(f);
    return text.len;
}

/* --- its body --- */

static size_t take_data(char *bytes, size_t size, size_t n, void *arg)
{
    struct fetch *f = arg;
    struct str data = { bytes, size * n };
    if (!f->has_told_head) /* a redirect's, which is soon enough: settle() goes on */
        return (f->skipped += data.len) > SKIPPED_MOST ? 0 : data.len;
    if (f->most && f->got + data.len > f->most) {
        f->failure = err_hint(err_new(ERR_LIMIT, "answer_too_large",
                                      "the answer has more than %llu bytes",
                                      (unsigned long long)f->most),
                              "ask for more, or fetch it as a stream");
        return 0;
    }
    if (!f->hooks.data(f->hooks.arg, data)) {
        f->paused_receiving = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    f->got += data.len;
    engine_figures(f->engine)->bytes_in += data.len;
    return data.len;
}

/* --- redirects --- */

static void drop_secret_headers(struct fetch *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->n_headers; i++)
        if (is_among(f->headers[i].name, harmless_headers, COUNT_OF(harmless_headers)))
            f->headers[kept++] = f->headers[i];
    f->n_headers = kept;
}

/* As browsers do: 303, and 301 or 302 to a POST, go on as a GET without a body. */
static void change_method(struct fetch *f, long status)
{
    bool is_get = str_eq(f->method, STR("GET")) || str_eq(f->method, STR("HEAD"));
    bool was_post = str_eq(f->method, STR("POST"));
    if (is_get || !(status == 303 || ((status == 301 || status == 302) && was_post)))
        return;
    f->method = STR("GET");
    f->body = STR_NONE;
    f->streams = false;
}

static struct err *follow(struct fetch *f)
{
    struct target next;
    char *url = NULL;
    long status = status_of(f);
    curl_easy_getinfo(f->exchange.easy, CURLINFO_REDIRECT_URL, &url);
    if (!url)
        return err_new(ERR_CORRUPT, "bad_redirect", "%.*s redirects to what is no URL",
                       STR_ARGS(f->target.host));
    if (++f->redirects > f->redirects_most)
        return err_new(ERR_LIMIT, "too_many_redirects", "there were more than %u redirects",
                       f->redirects_most);
    TRY(target_read(str_of(url), &f->arena, &next), "%.*s redirects", STR_ARGS(f->target.host));
    if (f->target.tls && !next.tls)
        return err_hint(err_new(ERR_DENIED, "redirect_downgrade",
                                "%.*s redirects from https to http", STR_ARGS(f->target.host)),
                        "fetch %.*s itself, if that is meant", STR_ARGS(next.url));
    if (!target_same_origin(&f->target, &next))
        drop_secret_headers(f);
    change_method(f, status);
    f->target = next;
    return ask(f);
}

/* --- the end --- */

static void end(struct fetch *f, struct err *take_e)
{
    struct fetch_hooks hooks = f->hooks;
    fetch_free(f);
    hooks.ended(hooks.arg, take_e);
}

static struct err *settle(struct fetch *f, CURLcode code, bool *out_goes_on)
{
    bool skipped = code == CURLE_WRITE_ERROR && f->skipped > SKIPPED_MOST;
    if (f->failure)
        return give(f->failure);
    struct err *e = gate_error(&f->gate, skipped ? CURLE_OK : code);
    if (e)
        return f->redirects ? err_wrap(e, "after %u redirects", f->redirects) : e;
    if (f->has_told_head)
        return NULL;
    e = follow(f);
    *out_goes_on = !e;
    return e;
}

static void exchange_done(struct exchange *x, CURLcode code)
{
    struct fetch *f = CONTAINER_OF(x, struct fetch, exchange);
    bool goes_on = false;
    f->in_engine = false;
    struct err *e = settle(f, code, &goes_on);
    if (!goes_on)
        end(f, e);
}

/* --- from outside --- */

static struct err *copy_wish(struct fetch *f, const struct fetch_wish *w)
{
    f->method = arena_str(&f->arena, w->method);
    f->body = arena_str(&f->arena, w->body);
    f->headers = arena_array(&f->arena, struct fetch_header, w->n_headers + 1);
    TRY_ROOM(f->method.ptr && f->headers && (f->body.ptr || !w->body.len));
    for (size_t i = 0; i < w->n_headers; i++) {
        f->headers[i].name = arena_str(&f->arena, w->headers[i].name);
        f->headers[i].value = arena_str(&f->arena, w->headers[i].value);
        TRY_ROOM(f->headers[i].name.ptr && f->headers[i].value.ptr);
    }
    f->n_headers = w->n_headers;
    return NULL;
}

struct err *fetch_start(struct engine *e, const struct fetch_wish *w,
                        const struct fetch_hooks *hooks, struct fetch **out_fetch)
{
    owned(fetch) struct fetch *f = mem_new(sizeof *f);
    f->engine = e;
    f->egress = w->take_egress;
    f->gate = (struct gate){ .egress = f->egress, .figures = engine_figures(e) };
    f->hooks = *hooks;
    f->streams = w->streams;
    f->most = w->most;
    f->redirects_most = MIN_OF(w->redirects, (unsigned)FETCH_HOPS_MOST);
    f->due_ns = w->timeout_ms ? clock_mono_ns() + (int64_t)w->timeout_ms * 1000000 : 0;
    arena_init(&f->arena, w->body.len + 1 * MIB);
    arena_init(&f->answer, HEADER_BYTES_MOST);
    buf_init(&f->outgoing, FETCH_SEND_MOST);
    f->exchange = (struct exchange){ .easy = curl_easy_init(), .done = exchange_done };
    TRY_ROOM(f->exchange.easy);
    TRY(check_wish(w));
    TRY(copy_wish(f, w));
    TRY(target_read(w->url, &f->arena, &f->target));
    begin_answer(f);
    TRY(ask(f));
    *out_fetch = give(f);
    return NULL;
}

size_t fetch_send(struct fetch *f, struct str bytes, bool end)
{
    size_t taken = MIN_OF(bytes.len, FETCH_SEND_MOST - f->outgoing.len);
    buf_add(&f->outgoing, str_first(bytes, taken));
    f->send_ended = end && taken == bytes.len;
    if (f->paused_sending && (taken || f->send_ended)) {
        f->paused_sending = false;
        curl_easy_pause(f->exchange.easy, f->paused_receiving ? CURLPAUSE_RECV : CURLPAUSE_CONT);
    }
    return taken;
}

void fetch_go_on(struct fetch *f)
{
    if (!f->paused_receiving)
        return;
    f->paused_receiving = false;
    curl_easy_pause(f->exchange.easy, f->paused_sending ? CURLPAUSE_SEND : CURLPAUSE_CONT);
}

void fetch_free(struct fetch *f)
{
    if (!f)
        return;
    if (f->in_engine)
        engine_remove(f->engine, &f->exchange);
    curl_easy_cleanup(f->exchange.easy);
    curl_slist_free_all(f->sent_headers);
    gate_done(&f->gate);
    egress_free(f->egress);
    err_free(f->failure);
    buf_done(&f->outgoing);
    arena_done(&f->answer);
    arena_done(&f->arena);
    mem_free(f);
}
