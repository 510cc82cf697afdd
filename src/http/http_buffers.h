/* http_buffers: what a connection needs while a request is on its way, and gives back between
 * requests. The server keeps a few; the others belong to the kernel, which hands out memory only
 * for what is touched: a small request costs four pages of the sixty kilobytes. */
#pragma once
#include "base/list.h"
#include "http/http_parse.h"

struct http_buffers {
    struct list link; /* while it is free */
    struct http_parser parser;
    size_t at, end;  /* what in `window` is not parsed yet */
    struct buf body; /* gathered, if the handler wants it whole */
    char window[HTTP_WINDOW];
    char space[HTTP_PARSE_SPACE];
};

struct http_buffer_pool {
    struct list free;
    size_t n_free, n_taken;
};

void http_buffer_pool_init(struct http_buffer_pool *pool);
void http_buffer_pool_done(struct http_buffer_pool *pool);
struct http_buffers *http_buffers_take(struct http_buffer_pool *pool); /* NULL: no memory */
void http_buffers_renew(struct http_buffers *b); /* for the next request; the window stays */
void http_buffers_give(struct http_buffer_pool *pool, struct http_buffers *take_b); /* or NULL */
