/* Content with versions and parts: see http_content.h. */
#include "http/http_content.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

/* Ranges */

/* "first-last", "first-" or "-how many at the end". */
static bool read_bounds(struct str first, struct str last, uint64_t len, uint64_t *out_first,
                        uint64_t *out_end)
{
    uint64_t from = 0, to = UINT64_MAX - 1;
    if (!first.len && !last.len)
        return false;
    if ((first.len && !str_to_uint(first, &from)) || (last.len && !str_to_uint(last, &to)))
        return false;
    if (first.len && from > to)
        return false;
    *out_first = first.len ? from : len - MIN_OF(to, len);
    *out_end = first.len ? MIN_OF(to, UINT64_MAX - 1) + 1 : to ? len : 0;
    return true;
}

enum http_range http_range_read(struct str value, uint64_t len, uint64_t *out_first,
                                uint64_t *out_len)
{
    uint64_t from, end;
    struct str last = value, unit = str_cut(&last, '='), first = str_cut(&last, '-');
    if (!str_eq_nocase(unit, STR("bytes")) || unit.len == value.len)
        return HTTP_RANGE_ALL;
    if (first.len + unit.len + 1 == value.len) /* without a '-' */
        return HTTP_RANGE_ALL;
    if (!read_bounds(first, last, len, &from, &end))
        return HTTP_RANGE_ALL;
    if (from >= MIN_OF(end, len))
        return HTTP_RANGE_NOTHING;
    *out_first = from;
    *out_len = MIN_OF(end, len) - from;
    return HTTP_RANGE_PART;
}

/* Versions */

static struct str without_weakness(struct str etag)
{
    return str_starts(etag, STR("W/")) ? str_from(etag, 2) : etag;
}

/* The next tag of a list; a comma may stand inside of its quotes. Empty at the end or at what is
 * no tag. */
static struct str next_etag(struct str *list)
{
    while (list->len && (list->ptr[0] == ',' || list->ptr[0] == ' ' || list->ptr[0] == '\t'))
        *list = str_from(*list, 1);
    struct str rest = without_weakness(*list), text = str_from(rest, 1);
    size_t quote;
    if (!str_starts(rest, STR("\"")) || !str_find(text, STR("\""), &quote))
        return STR_NONE;
    struct str etag = str_first(rest, quote + 2);
    *list = str_from(rest, etag.len);
    return etag;
}

bool http_etag_in(struct str list, struct str etag)
{
    struct str wanted = without_weakness(etag);
    if (!etag.len)
        return false;
    if (str_eq(list, STR("*")))
        return true;
    for (struct str tag; (tag = next_etag(&list)).len;)
        if (str_eq(tag, wanted))
            return true;
    return false;
}

/* Answers */

struct content {
    struct str etag, bytes;     /* the bytes, or a range of a file */
    int file;                   /* or -1 */
    uint64_t offset;            /* where that range begins */
    uint64_t first, len, whole; /* the part that is sent, and what it is a part of */
};

static bool is_method(const struct http_head *request, struct str method)
{
    return str_eq(request->method, method);
}

static bool is_known(const struct http_head *request, struct str etag)
{
    return (is_method(request, STR("GET")) || is_method(request, STR("HEAD"))) &&
           http_etag_in(http_head_get(request, STR("if-none-match")), etag);
}

/* A part is only good for somebody who has the rest of this very version: here a weak tag, or a
 * date, is not enough. */
static enum http_range take_range(const struct http_head *request, struct content *part)
{
    struct str range = http_head_get(request, STR("range"));
    struct str only_for = http_head_get(request, STR("if-range"));
    if (is_method(request, STR("HEAD")) || !range.len)
        return HTTP_RANGE_ALL;
    if (only_for.len && (!str_starts(part->etag, STR("\"")) || !str_eq(only_for, part->etag)))
        return HTTP_RANGE_ALL;
    return http_range_read(range, part->whole, &part->first, &part->len);
}

static struct str range_text(enum http_range range, const struct content *part, char *out,
                             size_t size)
{
    unsigned long long first = part->first, whole = part->whole;
    int n = range == HTTP_RANGE_PART
                ? snprintf(out, size, "bytes %llu-%llu/%llu", first, first + part->len - 1, whole)
                : snprintf(out, size, "bytes */%llu", whole);
    return (struct str){ out, (size_t)n };
}

static size_t copy_headers(const struct http_header *from, struct http_header *to)
{
    size_t n = 0;
    for (; from && from[n].name.len; n++) {
        assert(n < HTTP_CONTENT_HEADERS);
        to[n] = from[n];
    }
    return n;
}

static void send_part(struct http_conn *c, int status, const struct http_header *headers,
                      const struct content *part)
{
    if (part->file >= 0)
        http_respond_file(c, status, headers, part->file, part->offset + part->first, part->len);
    else
        http_respond(c, status, headers,
                     str_first(str_from(part->bytes, (size_t)part->first), (size_t)part->len));
}

static void send_nothing(struct http_conn *c, int status, const struct http_header *headers,
                         const struct content *part)
{
    if (part->file >= 0)
        close(part->file);
    http_respond(c, status, headers, STR(""));
}

static void respond(struct http_conn *c, const struct http_head *request,
                    const struct http_header *headers, struct content *part)
{
    struct http_header all[HTTP_CONTENT_HEADERS + 4];
    char text[80];
    size_t n = copy_headers(headers, all);
    bool known = is_known(request, part->etag);
    enum http_range range = known ? HTTP_RANGE_ALL : take_range(request, part);
    if (part->etag.len)
        all[n++] = (struct http_header){ STR("etag"), part->etag };
    if (!known)
        all[n++] = (struct http_header){ STR("accept-ranges"), STR("bytes") };
    if (range != HTTP_RANGE_ALL)
        all[n++] = (struct http_header){ STR("content-range"),
                                         range_text(range, part, text, sizeof text) };
    all[n] = (struct http_header){ STR_NONE, STR_NONE };
    if (known || range == HTTP_RANGE_NOTHING)
        send_nothing(c, known ? 304 : 416, all, part);
    else
        send_part(c, range == HTTP_RANGE_PART ? 206 : 200, all, part);
}

void http_respond_content(struct http_conn *c, const struct http_head *request,
                          const struct http_header *headers, struct str etag, struct str bytes)
{
    respond(c, request, headers,
            &(struct content){
                .etag = etag, .bytes = bytes, .file = -1, .len = bytes.len, .whole = bytes.len });
}

void http_respond_content_file(struct http_conn *c, const struct http_head *request,
                               const struct http_header *headers, struct str etag, int take_file,
                               uint64_t offset, uint64_t len)
{
    respond(c, request, headers,
            &(struct content){
                .etag = etag, .file = take_file, .offset = offset, .len = len, .whole = len });
}
