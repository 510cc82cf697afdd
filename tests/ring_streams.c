/* ring_streams FROM TO: copies a file by shared memory, reading it in pieces while it writes them.
 * With a word more it leaves what it has begun. */
#include <pith_ops.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 65536 };

struct copy {
    struct pith *pith;
    struct pith_str id;
    char *held; /* what was read */
    size_t read, sent, written;
    unsigned writes, reads_meanwhile;
    int over, status;
};

static void complain(struct copy *k, const struct pith_error *e)
{
    fprintf(stderr, "%s\n", pith_error_text(e));
    k->status = 1;
}

static void write_next(struct copy *k);

static void on_written(void *arg, const void *out, const struct pith_error *e)
{
    struct copy *k = arg;
    const struct pith_stream_write_out *o = out;
    if (e)
        complain(k, e);
    else
        k->written = o->written;
    write_next(k);
}

/* Pieces follow each other: one is under way, the next waits here. */
static void write_next(struct copy *k)
{
    size_t n = k->read - k->sent < PIECE ? k->read - k->sent : PIECE;
    if (k->status || !n || k->sent != k->written)
        return;
    struct pith_stream_write_in in = { .id = k->id,
                                       .data = { k->held + k->sent, n },
                                       .position = k->sent,
                                       .has_position = PITH_GIVEN };
    struct pith_use use = { .done = on_written, .arg = k };
    k->sent += n;
    k->writes++;
    pith_submit(k->pith, &pith_op_stream_write, &in, &use);
}

static bool on_piece(void *arg, const void *item)
{
    struct copy *k = arg;
    const struct pith_stream_piece *p = item;
    k->held = realloc(k->held, k->read + p->data.len);
    memcpy(k->held + k->read, p->data.ptr, p->data.len);
    k->read += p->data.len;
    k->reads_meanwhile += k->writes > 0;
    write_next(k);
    return !k->status;
}

static void on_end(void *arg, const void *out, const struct pith_error *e)
{
    struct copy *k = arg;
    (void)out;
    k->over = 1;
    if (e)
        complain(k, e);
}

int main(int argc, char **argv)
{
    struct pith_error e;
    struct copy k = { .pith = pith_open(&e) };
    char id[128];
    if (!k.pith || argc < 3)
        return fprintf(stderr, "%s\n", k.pith ? "usage" : pith_error_text(&e)), 1;
    struct pith_stream_open_in to = { .path = pith_str(argv[2]), .create = true };
    struct pith_stream_open_out opened;
    if (pith_call(k.pith, &pith_op_stream_open, &to, &opened, &e) != 0)
        return fprintf(stderr, "%s\n", pith_error_text(&e)), 1;
    snprintf(id, sizeof id, "%.*s", PITH_STR_ARGS(opened.id));
    k.id = pith_str(id);
    struct pith_stream_read_in from = { .path = pith_str(argv[1]), .chunk = PIECE };
    struct pith_use use = { .done = on_end, .item = on_piece, .arg = &k };
    pith_submit(k.pith, &pith_op_stream_read, &from, &use);
    while (!k.over || (!k.status && k.written != k.read))
        if (pith_wait(k.pith, -1) < 0)
            return 1;
    struct pith_stream_close_in close = { .id = k.id };
    struct pith_stream_close_out closed;
    if (!k.status && argc == 3 &&
        pith_call(k.pith, &pith_op_stream_close, &close, &closed, &e) != 0)
        complain(&k, &e);
    pith_close(k.pith);
    free(k.held);
    return k.status || !k.reads_meanwhile;
}
