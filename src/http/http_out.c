/* The queue to a socket: see http_out.h. */
#include "http/http_out.h"

#include <errno.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    PIECE_LEAST = 4 * KIB, /* small writes that wait share one */
    FLUSH_MOST = 1 * MIB,
};

/* Either bytes or, with `file` >= 0, a range of a file. */
struct piece {
    struct list link;
    int file;
    off_t offset;
    size_t at, end, cap; /* what of `bytes` waits, and its size; of a file, at .. end */
    char bytes[];
};

void http_out_init(struct http_out *o)
{
    *o = (struct http_out){ 0 };
    list_init(&o->pieces);
}

static struct piece *piece_of(struct list *link)
{
    return CONTAINER_OF(link, struct piece, link);
}

static void drop_piece(struct http_out *o, struct piece *p)
{
    if (p->file >= 0)
        close(p->file);
    else
        o->held -= p->end - p->at;
    list_remove(&p->link);
    mem_free(p);
}

void http_out_done(struct http_out *o)
{
    list_each (&o->pieces, link)
        drop_piece(o, piece_of(link));
}

static void break_off(struct http_out *o)
{
    o->broken = true;
    http_out_done(o);
}

static struct piece *add_piece(struct http_out *o, size_t cap)
{
    struct piece *p = mem_try(sizeof *p + cap);
    if (!p) {
        break_off(o);
        return NULL;
    }
    p->file = -1;
    p->cap = cap;
    list_add(&o->pieces, &p->link);
    return p;
}

static struct piece *piece_with_room(struct http_out *o, size_t need)
{
    struct piece *last = http_out_empty(o) ? NULL : piece_of(o->pieces.prev);
    if (last && last->file < 0 && last->cap - last->end >= need)
        return last;
    return add_piece(o, MAX_OF(need, (size_t)PIECE_LEAST));
}

static void keep(struct http_out *o, struct str s)
{
    struct piece *p = s.len && !o->broken ? piece_with_room(o, s.len) : NULL;
    if (!p)
        return;
    memcpy(p->bytes + p->end, s.ptr, s.len);
    p->end += s.len;
    o->held += s.len;
}

/* How much the socket took; 0 if it is full or broken. */
static size_t sent(struct http_out *o, ssize_t n)
{
    if (n < 0 && errno != EAGAIN && errno != EINTR)
        break_off(o);
    if (n <= 0)
        return 0;
    o->sent += (uint64_t)n;
    return (size_t)n;
}

static size_t send_parts(struct http_out *o, int socket, const struct str *parts, size_t n_parts)
{
    struct iovec vec[HTTP_PARTS_MOST];
    for (size_t i = 0; i < n_parts; i++)
        vec[i] = (struct iovec){ (void *)(uintptr_t)parts[i].ptr, parts[i].len };
    struct msghdr message = { .msg_iov = vec, .msg_iovlen = n_parts };
    if (FAIL("http.send"))
        return break_off(o), 0;
    return sent(o, sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT));
}

void http_out_write(struct http_out *o, int socket, const struct str *parts, size_t n_parts)
{
    size_t skip = 0;
    if (o->broken)
        return;
    if (http_out_empty(o))
        skip = send_parts(o, socket, parts, n_parts);
    for (size_t i = 0; i < n_parts; i++) {
        size_t gone = MIN_OF(skip, parts[i].len);
        skip -= gone;
        keep(o, str_from(parts[i], gone));
    }
}

void http_out_file(struct http_out *o, int take_file, uint64_t offset, uint64_t len)
{
    struct piece *p = len && !o->broken ? add_piece(o, 0) : NULL;
    if (!p) {
        close(take_file);
        return;
    }
    p->file = take_file;
    p->offset = (off_t)offset;
    p->end = len;
}

static size_t send_bytes(struct http_out *o, int socket, struct piece *p)
{
    struct str waiting = { p->bytes + p->at, p->end - p->at };
    size_t n = send_parts(o, socket, &waiting, 1);
    if (n)
        o->held -= n;
    return n;
}

/* A file that has become shorter cannot keep what its length has promised. */
static size_t send_file(struct http_out *o, int socket, struct piece *p)
{
    ssize_t n = sendfile(socket, p->file, &p->offset, MIN_OF(p->end - p->at, (size_t)FLUSH_MOST));
    if (n == 0)
        break_off(o);
    return n == 0 ? 0 : sent(o, n);
}

void http_out_flush(struct http_out *o, int socket)
{
    size_t total = 0;
    while (!http_out_empty(o) && total < FLUSH_MOST) {
        struct piece *p = piece_of(o->pieces.next);
        size_t n = p->file < 0 ? send_bytes(o, socket, p) : send_file(o, socket, p);
        if (!n) /* full, or broken and p is gone */
            return;
        total += n;
        p->at += n;
        if (p->at == p->end)
            drop_piece(o, p);
    }
}
