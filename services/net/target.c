/* URLs, read once: see target.h. libcurl takes them apart; we are stricter. */
#include "target.h"

#include <curl/curl.h>
#include <stdlib.h>

struct url_parts {
    CURLU *url;
    char *scheme, *host, *port, *whole;
};

static void url_parts_done(struct url_parts *p)
{
    curl_free(p->scheme);
    curl_free(p->host);
    curl_free(p->port);
    curl_free(p->whole);
    curl_url_cleanup(p->url);
}
DEFINE_OWNED_VALUE(url_parts)

static struct err *bad_url(struct str url, const char *why)
{
    return err_hint(err_new(ERR_INVALID, "bad_url", "'%.*s' is not a URL that can be fetched: %s",
                            STR_ARGS(utf8_first(url, 200)), why),
                    "such as https://example.com/page");
}

/* What readers of URLs disagree about is refused before any of them is asked. */
static struct err *check_letters(struct str url)
{
    if (!url.len || url.len > TARGET_URL_MOST)
        return bad_url(utf8_first(url, 60), url.len ? "it is too long" : "it is empty");
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c <= ' ' || c == 0x7f || c == '\\')
            return bad_url(url, "it holds a blank, a control character or a backslash");
    }
    return utf8_valid(url) ? NULL : bad_url(url, "it is not UTF-8");
}

static struct err *take_apart(struct str url, const char *text, struct url_parts *p)
{
    CURLUcode rc = curl_url_set(p->url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME);
    char *part = NULL;
    if (rc == CURLUE_OK)
        rc = curl_url_get(p->url, CURLUPART_SCHEME, &p->scheme, 0);
    if (rc == CURLUE_BAD_SCHEME || rc == CURLUE_BAD_SLASHES)
        return bad_url(url, "it has to begin with http:// or https://");
    if (rc != CURLUE_OK)
        return bad_url(url, curl_url_strerror(rc));
    if (strcmp(p->scheme, "http") != 0 && strcmp(p->scheme, "https") != 0)
        return err_hint(err_new(ERR_UNSUPPORTED, "bad_scheme", "%s: is not fetched", p->scheme),
                        "only http: and https: are");
    const char *colon = strstr(text, "://");
    if (colon && colon[3] == '/') /* some readers skip slashes until they find a host */
        return bad_url(url, "it names no host");
    if (curl_url_get(p->url, CURLUPART_USER, &part, 0) == CURLUE_OK) {
        curl_free(part);
        return err_hint(bad_url(STR("…@…"), "it names a user"),
                        "send an Authorization header instead");
    }
    if (curl_url_get(p->url, CURLUPART_ZONEID, &part, 0) == CURLUE_OK) {
        curl_free(part);
        return bad_url(url, "it names a link of this machine");
    }
    rc = curl_url_get(p->url, CURLUPART_HOST, &p->host, CURLU_URLDECODE);
    if (rc == CURLUE_OK)
        rc = curl_url_get(p->url, CURLUPART_PORT, &p->port, CURLU_DEFAULT_PORT);
    return rc == CURLUE_OK ? NULL : bad_url(url, curl_url_strerror(rc));
}

static struct err *put_together(struct str url, struct url_parts *p, struct arena *a,
                                struct target *out)
{
    bool v6 = memchr(out->host.ptr, ':', out->host.len) != NULL;
    struct str host = v6 ? arena_printf(a, "[%.*s]", STR_ARGS(out->host)) : out->host;
    TRY_ROOM(host.ptr);
    CURLUcode rc = curl_url_set(p->url, CURLUPART_HOST, host.ptr, 0);
    if (rc == CURLUE_OK)
        rc = curl_url_set(p->url, CURLUPART_FRAGMENT, NULL, 0);
    if (rc == CURLUE_OK)
        rc = curl_url_get(p->url, CURLUPART_URL, &p->whole,
                          CURLU_NO_DEFAULT_PORT | CURLU_URLENCODE);
    if (rc != CURLUE_OK)
        return bad_url(url, curl_url_strerror(rc));
    out->url = arena_str(a, str_of(p->whole));
    TRY_ROOM(out->url.ptr);
    return NULL;
}

struct err *target_read(struct str url, struct arena *a, struct target *out)
{
    owned(url_parts) struct url_parts p = { .url = curl_url() };
    struct target t = { 0 };
    TRY(check_letters(url));
    struct str text = arena_str(a, url);
    TRY_ROOM(text.ptr);
    TRY(take_apart(url, text.ptr, &p));
    TRY(egress_host(str_of(p.host), a, &t.host));
    t.host = arena_str(a, t.host);
    TRY_ROOM(t.host.ptr);
    t.port = (uint16_t)strtoul(p.port, NULL, 10);
    t.tls = strcmp(p.scheme, "https") == 0;
    TRY(put_together(url, &p, a, &t));
    *out = t;
    return NULL;
}

bool target_same_origin(const struct target *a, const struct target *b)
{
    return a->tls == b->tls && a->port == b->port && str_eq(a->host, b->host);
}
