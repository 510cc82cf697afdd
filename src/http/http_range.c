/* A part of something: see http_range.h. */
#include "http/http_range.h"

#include <stdio.h>

static enum http_range_kind last_bytes(struct str count, uint64_t size, struct http_range *range)
{
    uint64_t n;
    if (!str_to_uint(count, &n))
        return HTTP_RANGE_NONE;
    if (!n || !size)
        return HTTP_RANGE_OUTSIDE;
    n = MIN_OF(n, size);
    *range = (struct http_range){ size - n, n };
    return HTTP_RANGE_PART;
}

static enum http_range_kind from_to(struct str first, struct str last, uint64_t size,
                                    struct http_range *range)
{
    uint64_t from, to = UINT64_MAX;
    if (!str_to_uint(first, &from) || (last.len && !str_to_uint(last, &to)) || to < from)
        return HTTP_RANGE_NONE;
    if (from >= size)
        return HTTP_RANGE_OUTSIDE;
    *range = (struct http_range){ from, MIN_OF(to, size - 1) - from + 1 };
    return HTTP_RANGE_PART;
}

enum http_range_kind http_range_read(struct str header, uint64_t size, struct http_range *range)
{
    struct str unit = str_cut(&header, '='), last = header, first = str_cut(&last, '-');
    bool has_dash = first.len < header.len;
    if (!str_eq_nocase(unit, STR("bytes")) || !has_dash)
        return HTTP_RANGE_NONE;
    return first.len ? from_to(first, last, size, range) : last_bytes(last, size, range);
}

struct str http_content_range(enum http_range_kind kind, const struct http_range *range,
                              uint64_t size, char out[HTTP_CONTENT_RANGE_MOST])
{
    int n = kind == HTTP_RANGE_OUTSIDE
                ? snprintf(out, HTTP_CONTENT_RANGE_MOST, "bytes */%llu", (unsigned long long)size)
                : snprintf(out, HTTP_CONTENT_RANGE_MOST, "bytes %llu-%llu/%llu",
                           (unsigned long long)range->from,
                           (unsigned long long)(range->from + range->len - 1),
                           (unsigned long long)size);
    return (struct str){ out, (size_t)n };
}
