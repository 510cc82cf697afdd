/* http_out: what a connection has yet to send.
 *
 * Bytes go to the socket at once if nothing waits before them; what the socket does not take is
 * copied and waits. Ranges of files wait as they are and are sent by the kernel. So a connection
 * that keeps up owns no memory here. After an error `broken` is set and the rest is forgotten. */
#pragma once
#include "base/base.h"
#include "base/list.h"

struct http_out {
    struct list pieces;
    size_t held;   /* bytes in memory that wait */
    uint64_t sent; /* in all, for whoever watches the progress */
    bool broken;
};

void http_out_init(struct http_out *o);
void http_out_done(struct http_out *o);

/* All parts, in one go. */
void http_out_write(struct http_out *o, int socket, const struct str *parts, size_t n_parts);
void http_out_file(struct http_out *o, int take_file, uint64_t offset, uint64_t len);

/* Sends as much as the socket takes now, within reason: others have their turn, too. */
void http_out_flush(struct http_out *o, int socket);

static inline bool http_out_empty(const struct http_out *o)
{
    return list_empty(&o->pieces);
}
