/* Buffers for requests: see http_buffers.h. Straight from the kernel and not from the heap, which
 * would zero, and so touch, all of them. */
#include "http/http_buffers.h"

#include <sys/mman.h>

void http_buffer_pool_init(struct http_buffer_pool *pool)
{
    list_init(&pool->free);
    pool->n_free = pool->n_taken = 0;
}

void http_buffer_pool_done(struct http_buffer_pool *pool)
{
    for (struct list *link; (link = list_take(&pool->free));)
        munmap(CONTAINER_OF(link, struct http_buffers, link), sizeof(struct http_buffers));
    pool->n_free = 0;
}

static struct http_buffers *map_new(void)
{
    if (FAIL("http.buffers"))
        return NULL;
    void *b = mmap(NULL, sizeof(struct http_buffers), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return b == MAP_FAILED ? NULL : b;
}

struct http_buffers *http_buffers_take(struct http_buffer_pool *pool)
{
    struct list *link = list_take(&pool->free);
    struct http_buffers *b = link ? CONTAINER_OF(link, struct http_buffers, link) : map_new();
    if (!b)
        return NULL;
    pool->n_free -= link != NULL;
    pool->n_taken++;
    list_init(&b->link);
    b->at = b->end = 0;
    http_buffers_renew(b);
    return b;
}

void http_buffers_renew(struct http_buffers *b)
{
    buf_done(&b->body);
    http_parser_init(&b->parser, HTTP_REQUEST, b->space);
}

void http_buffers_give(struct http_buffer_pool *pool, struct http_buffers *take_b)
{
    if (!take_b)
        return;
    buf_done(&take_b->body);
    pool->n_taken--;
    if (pool->n_free >= HTTP_BUFFERS_KEPT) {
        munmap(take_b, sizeof *take_b);
        return;
    }
    list_add(&pool->free, &take_b->link);
    pool->n_free++;
}
