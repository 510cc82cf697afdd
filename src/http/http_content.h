/* http_content: answers that have a version and parts: ETag, If-None-Match, Range, If-Range
 * (RFC 9110, sections 13 and 14).
 *
 * A range is honoured when there is one, whatever the method but HEAD, since a POST may ask for a
 * file here. More than one, or none that can be understood, is answered as if there were none. */
#pragma once
#include "http/http_server.h"

/* Each answers 200, 206, 304 or 416, as the request wants. `headers` are at most
 * HTTP_CONTENT_HEADERS; they are sent with 304, too. `etag` has its quotes, or is empty. */
enum { HTTP_CONTENT_HEADERS = 12 };
void http_respond_content(struct http_conn *c, const struct http_head *request,
                          const struct http_header *headers, struct str etag, struct str bytes);
void http_respond_content_file(struct http_conn *c, const struct http_head *request,
                               const struct http_header *headers, struct str etag, int take_file,
                               uint64_t offset, uint64_t len);

/* What `value` of a Range header wants of `len` bytes. */
enum http_range { HTTP_RANGE_ALL, HTTP_RANGE_PART, HTTP_RANGE_NOTHING };
enum http_range http_range_read(struct str value, uint64_t len, uint64_t *out_first,
                                uint64_t *out_len);

/* Whether a list as in If-None-Match has the tag; weak and strong are the same there. */
bool http_etag_in(struct str list, struct str etag);
