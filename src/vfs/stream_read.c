/* stream.read: a file piece by piece.
 *
 *     OPENING -> READING -> (piece sent) -> READING ... -> done
 *                   ^            |
 *                   '-- room -- WAITING       (the door is full)
 *
 * A worker opens and reads, the loop sends; one piece is in memory at a time. Whoever calls it off
 * while a worker has it is answered when that comes back. */
#include "ops/vfs.h"

#include "base/pool.h"
#include "trace/trace.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { READERS = 4, READS_WAITING = 1024 };

struct reader {
    struct job job;
    struct call *call;
    const struct stream_read_in *in;
    char *room;
    int fd; /* -1: to be opened */
    uint64_t at, end;
    size_t got;
    struct err *e;
    bool busy; /* a worker has it */
};

static struct pool *pool_of(const struct call *c);

static void over(struct reader *r, struct err *take_e)
{
    struct call *c = r->call;
    if (r->fd >= 0)
        close(r->fd);
    call_done(c, take_e);
}

/* --- on a worker --- */

static struct err *open_it(struct reader *r)
{
    struct stat st;
    TRY(vfs_open(r->call, call_place(r->call, 0), VFS_FILE, O_RDONLY, &r->fd, &st));
    uint64_t size = (uint64_t)st.st_size;
    r->at = MIN_OF(r->in->offset, size);
    r->end = r->in->has_length == GIVEN ? r->at + MIN_OF(r->in->length, size - r->at) : size;
    r->room = arena_alloc(&r->call->arena, MAX_OF(MIN_OF(r->in->chunk, r->end - r->at), 1));
    TRY_ROOM(r->room);
    ((struct stream_read_out *)r->call->out)->total = r->end - r->at;
    call_progress_total(r->call, r->end - r->at);
    return NULL;
}

static struct err *read_piece(struct reader *r)
{
    if (r->fd < 0)
        TRY(open_it(r));
    size_t n = MIN_OF(r->in->chunk, r->end - r->at);
    ssize_t got;
    do
        got = pread(r->fd, r->room, n, (off_t)r->at);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return err_sys("read");
    r->got = (size_t)got;
    return NULL;
}

static void run(struct job *j)
{
    struct reader *r = CONTAINER_OF(j, struct reader, job);
    const struct trace_scope *before = trace_scope;
    trace_scope = &r->call->scope;
    r->e = read_piece(r);
    trace_scope = before;
}

/* --- on the loop --- */

static void next(struct reader *r);

static void has_room(struct call *c)
{
    next(c->handler);
}

static void send_piece(struct reader *r)
{
    struct stream_read_out *out = r->call->out;
    const struct stream_piece item = { r->at, out->total, { .ptr = r->room, .len = r->got } };
    r->at += r->got;
    out->sent += r->got;
    call_progress(r->call, r->got);
    call_moved(r->call, COUNTER_FS_READ_BYTES, r->got);
    if (call_emit(r->call, &item))
        next(r);
    else
        call_on_room(r->call, has_room);
}

static void ran(struct job *j, bool did)
{
    struct reader *r = CONTAINER_OF(j, struct reader, job);
    struct err *e = give(r->e);
    r->busy = false;
    if (!e)
        e = call_stopped(r->call);
    if (!e && !did)
        e = err_new(ERR_CANCELLED, "stopping", "pith is stopping");
    if (e || !r->got) /* the end, or it became shorter */
        over(r, e);
    else
        send_piece(r);
}

static void next(struct reader *r)
{
    if (r->fd >= 0 && r->at == r->end) {
        over(r, NULL);
        return;
    }
    r->job = (struct job){ .run = run, .done = ran };
    r->busy = true;
    r->got = 0;
    struct err *e = pool_submit(pool_of(r->call), &r->job);
    if (e) {
        r->busy = false;
        over(r, e);
    }
}

static void stopped(struct call *c)
{
    struct reader *r = c->handler;
    if (r->busy)
        job_cancel(&r->job); /* ran() sees that it was stopped */
    else
        over(r, call_stopped(c));
}

void op_stream_read(struct call *c, const struct stream_read_in *in)
{
    struct reader *r = arena_new(&c->arena, struct reader);
    if (!r || !pool_of(c)) {
        call_done(c, r ? err_new(ERR_UNAVAILABLE, "no_streams", "there are no streams here")
                       : err_no_room());
        return;
    }
    *r = (struct reader){ .call = c, .in = in, .fd = -1 };
    c->handler = r;
    call_on_stop(c, stopped);
    next(r);
}

static struct pool *pool_of(const struct call *c)
{
    return streams_pool(c->kernel);
}

struct pool *streams_pool_new(struct kernel *k)
{
    return pool_new(kernel_loop(k), "stream", READERS, READS_WAITING);
}
