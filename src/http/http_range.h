/* http_range: a part of something, as the Range header asks for it (RFC 9110, 14). */
#pragma once
#include "base/base.h"

struct http_range {
    uint64_t from, len;
};

/* HTTP_RANGE_NONE also where the header is not understood, or names several ranges: then all of it
 * is the right answer. `range` is written for HTTP_RANGE_PART. */
enum http_range_kind { HTTP_RANGE_NONE, HTTP_RANGE_PART, HTTP_RANGE_OUTSIDE };
enum http_range_kind http_range_read(struct str header, uint64_t size, struct http_range *range);

/* The value of Content-Range for a part, or for a range that lies outside. */
enum { HTTP_CONTENT_RANGE_MOST = 80 };
struct str http_content_range(enum http_range_kind kind, const struct http_range *range,
                              uint64_t size, char out[HTTP_CONTENT_RANGE_MOST]);
