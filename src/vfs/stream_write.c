/* stream.open, write, close, abort, status, list: a file that comes in pieces.
 *
 *     open --> writing --close--> the file is there, with its undo
 *                 '----abort, or its caller has ended----> nothing is left
 *
 * The pieces go into a draft (draft.c) beside the file; closing keeps what is there, and names the
 * draft. Where it will stand was found when it was opened, as a directory that is held; whether the
 * caller may still write there is asked anew at the end. Each stream has a lock, so that pieces of
 * one follow each other, and those of others need not wait. */
#include "ops/vfs.h"

#include "base/list.h"
#include "base/pool.h"
#include "base/waiting.h"
#include "trace/trace.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

DEFINE_ID(stream, "str")

enum { FRESH_MODE = 0644 };

struct upload {
    atomic_uint refs;
    struct list link; /* in streams->all while it is open; with their lock, and with a reference */
    struct holding held; /* with another */
    char id[ID_TEXT_MOST];
    struct streams *home;
    uint32_t owner;
    struct str given; /* the path, for the question at the end */
    bool create, has_total;
    uint64_t total;
    int64_t opened_ms;
    struct target target;

    pthread_mutex_t lock; /* of what follows */
    struct draft draft;
    _Atomic uint64_t written;
    bool over;
};

struct streams {
    struct pool *pool; /* stream.read's */
    pthread_mutex_t lock;
    struct list all;
    size_t count;
};

static struct kernel_key key;

static struct streams *streams_of(const struct kernel *k)
{
    return kernel_get(k, &key);
}

struct pool *streams_pool(const struct kernel *k)
{
    return streams_of(k) ? streams_of(k)->pool : NULL;
}

/* --- their life --- */

static void upload_unref(struct upload *u)
{
    if (!u || atomic_fetch_sub(&u->refs, 1) != 1)
        return;
    draft_done(&u->draft);
    mem_free((char *)(uintptr_t)u->target.path.ptr);
    target_done(&u->target);
    mem_free((char *)(uintptr_t)u->given.ptr);
    pthread_mutex_destroy(&u->lock);
    mem_free(u);
}

static void upload_leave(struct upload **u)
{
    upload_unref(*u);
}
#define owned_upload __attribute__((cleanup(upload_leave)))

/* Whoever takes it off the list lets go of the list's reference. */
static void take_off(struct streams *ss, struct upload *u)
{
    pthread_mutex_lock(&ss->lock);
    bool mine = !list_empty(&u->link);
    if (mine) {
        list_remove(&u->link);
        ss->count--;
    }
    pthread_mutex_unlock(&ss->lock);
    if (mine)
        upload_unref(u);
}

static void end_upload(struct streams *ss, struct upload *u)
{
    bool held = proc_let_go(&u->held);
    take_off(ss, u);
    if (held)
        upload_unref(u);
}

/* Its caller has ended. */
static void release(struct holding *h)
{
    struct upload *u = CONTAINER_OF(h, struct upload, held);
    take_off(u->home, u);
    upload_unref(u);
}

struct streams *streams_new(struct kernel *k)
{
    struct streams *ss = mem_new(sizeof *ss);
    ss->pool = streams_pool_new(k);
    pthread_mutex_init(&ss->lock, NULL);
    list_init(&ss->all);
    kernel_put(k, &key, ss);
    return ss;
}

/* Readers are told to stop and waited for while the kernel is still there. */
void streams_stop(struct streams *ss)
{
    if (ss)
        pool_free(give(ss->pool));
}

void streams_free(struct streams *ss)
{
    if (!ss)
        return;
    streams_stop(ss);
    while (!list_empty(&ss->all))
        end_upload(ss, CONTAINER_OF(ss->all.next, struct upload, link));
    pthread_mutex_destroy(&ss->lock);
    mem_free(ss);
}

/* --- finding one --- */

static struct err *no_streams(void)
{
    return err_new(ERR_UNAVAILABLE, "no_streams", "there are no streams here");
}

/* Somebody else's is as if it were not there. */
static struct err *find(struct call *c, struct str id, struct upload **out)
{
    struct streams *ss = streams_of(c->kernel);
    struct upload *found = NULL;
    if (!ss)
        return no_streams();
    pthread_mutex_lock(&ss->lock);
    list_each (&ss->all, item) {
        struct upload *u = CONTAINER_OF(item, struct upload, link);
        if (u->owner == c->caller->nr && str_eq(str_of(u->id), id))
            found = u;
    }
    if (found)
        atomic_fetch_add(&found->refs, 1);
    pthread_mutex_unlock(&ss->lock);
    *out = found;
    if (found)
        return NULL;
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_stream",
                            "no stream %.*s of this caller is open",
                            STR_ARGS(utf8_first(id, NAME_MOST))),
                    "stream.list shows those that are");
}

/* Others may be writing a piece of it. */
static struct err *lock_upload(struct call *c, struct upload *u)
{
    struct waiting w;
    waiting_begin(&w, c->deadline_ns);
    while (pthread_mutex_trylock(&u->lock) != 0) {
        TRY(call_stopped(c));
        if (!waiting_turn(&w))
            return call_late(c);
    }
    return NULL;
}

/* --- stream.open --- */

static struct err *too_many(const char *whose, int most)
{
    return err_detail(
        err_hint(err_new(ERR_LIMIT, "too_many_streams", "%s at most %d streams open", whose, most),
                 "close or abort one"),
        "most", "%d", most);
}

static struct err *enter(struct streams *ss, struct upload *u, struct proc *p)
{
    size_t of_owner = 0;
    list_each (&ss->all, item)
        of_owner += CONTAINER_OF(item, struct upload, link)->owner == u->owner;
    if (of_owner >= STREAMS_EACH_MOST)
        return too_many("one caller has", STREAMS_EACH_MOST);
    if (ss->count >= STREAMS_MOST)
        return too_many("there are", STREAMS_MOST);
    TRY(proc_may_hold(p));
    atomic_fetch_add(&u->refs, 2);
    list_add(&ss->all, &u->link);
    ss->count++;
    proc_hold(p, &u->held, HOLD_STREAM, release);
    return NULL;
}

static struct err *open_draft(struct call *c, struct upload *u)
{
    struct err *e = target_find(c, call_place(c, 0), &u->target);
    struct str path = u->target.path; /* as long as the call */
    u->target.path = e ? STR_NONE : (struct str){ mem_text(path.ptr, path.len), path.len };
    if (e)
        return e;
    if (!u->target.old.st_nlink && !u->create)
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_file", "there is no file %.*s",
                                STR_ARGS(utf8_first(u->target.path, 512))),
                        "create=true makes it");
    TRY(draft_open(&u->draft, u->target.dir, u->target.old.st_nlink ? 0600 : FRESH_MODE));
    if (u->has_total && dir_grow(u->target.dir, u->draft.fd, u->total) != 0)
        return err_sys("make room for it");
    return NULL;
}

struct err *op_stream_open(struct call *c, const struct stream_open_in *in,
                           struct stream_open_out *out)
{
    struct streams *ss = streams_of(c->kernel);
    const struct place *place = call_place(c, 0);
    if (!ss)
        return no_streams();
    owned_upload struct upload *u = mem_new(sizeof *u);
    atomic_init(&u->refs, 1);
    pthread_mutex_init(&u->lock, NULL);
    list_init(&u->link);
    stream_id_write(stream_id_new(), u->id);
    u->home = ss;
    u->owner = c->caller->nr;
    u->given = (struct str){ mem_text(place->path.ptr, place->path.len), place->path.len };
    u->create = in->create;
    u->has_total = in->has_total == GIVEN;
    u->total = in->total;
    u->opened_ms = clock_wall_ms();
    u->draft.fd = -1;
    TRY(open_draft(c, u));
    pthread_mutex_lock(&ss->lock);
    struct err *e = enter(ss, u, proc_of(c));
    pthread_mutex_unlock(&ss->lock);
    if (e)
        return e;
    out->id = arena_str(&c->arena, str_of(u->id));
    TRY_ROOM(out->id.ptr);
    out->chunk = STREAM_CHUNK;
    return NULL;
}

/* --- stream.write --- */

static struct err *bad_position(uint64_t position, uint64_t written)
{
    struct err *e = err_new(ERR_CONFLICT, "position", "the piece begins at %llu, and %llu is next",
                            (unsigned long long)position, (unsigned long long)written);
    err_detail(e, "written", "%llu", (unsigned long long)written);
    return err_hint(e, "go on from where it is: stream.status says where");
}

static struct err *add_piece(struct upload *u, const struct stream_write_in *in)
{
    uint64_t written = atomic_load(&u->written);
    if (u->over)
        return err_new(ERR_NOT_FOUND, "no_such_stream", "the stream was closed meanwhile");
    if (in->has_position == GIVEN && in->position != written)
        return in->position + in->data.len <= written ? NULL : bad_position(in->position, written);
    if (u->has_total && written + in->data.len > u->total)
        return err_new(ERR_INVALID, "too_much", "it is more than the %llu bytes that were said",
                       (unsigned long long)u->total);
    if (dir_grow(u->target.dir, u->draft.fd, written + in->data.len) != 0)
        return err_sys("write");
    TRY(write_all(u->draft.fd, in->data.ptr, in->data.len, (int64_t)written));
    atomic_store(&u->written, written + in->data.len);
    return NULL;
}

struct err *op_stream_write(struct call *c, const struct stream_write_in *in,
                            struct stream_write_out *out)
{
    owned_upload struct upload *u = NULL;
    TRY(find(c, in->id, &u));
    TRY(lock_upload(c, u));
    struct err *e = add_piece(u, in);
    pthread_mutex_unlock(&u->lock);
    if (e)
        return e;
    out->written = atomic_load(&u->written);
    out->total = u->total;
    out->has_total = u->has_total ? GIVEN : ABSENT;
    call_moved(c, COUNTER_FS_WRITTEN_BYTES, in->data.len);
    return NULL;
}

/* --- stream.close, stream.abort --- */

static struct err *too_few(const struct upload *u)
{
    struct err *e = err_new(ERR_CONFLICT, "too_few", "%llu of %llu bytes have come",
                            (unsigned long long)atomic_load(&u->written),
                            (unsigned long long)u->total);
    return err_hint(e, "send the rest, or stream.abort");
}

/* The place may have changed hands since it was opened. */
static struct err *ask_again(struct call *c, const struct upload *u)
{
    const struct place *place;
    TRY(call_reach(c, CAP_write_file, u->given, &place));
    return u->create ? call_reach(c, CAP_create_file, u->given, &place) : NULL;
}

static struct err *finish(struct call *c, struct upload *u, struct undo_batch *b)
{
    struct target *t = &u->target;
    if (u->over)
        return err_new(ERR_NOT_FOUND, "no_such_stream", "the stream was closed already");
    if (u->has_total && atomic_load(&u->written) != u->total)
        return too_few(u);
    TRY(ask_again(c, u));
    TRY(target_look(c, t));
    if (!t->old.st_nlink && !u->create)
        return err_new(ERR_CONFLICT, "changed", "the file was deleted meanwhile");
    undo_keep(b, t->path, t->dir, t->name);
    undo_commit(b);
    TRY(target_keep_mode(t, u->draft.fd));
    draft_of_batch(&u->draft, b);
    TRY(draft_keep(&u->draft, t->name, true), "write %.*s", STR_ARGS(utf8_first(t->path, 512)));
    u->over = true;
    return NULL;
}

struct err *op_stream_close(struct call *c, const struct stream_close_in *in,
                            struct stream_close_out *out)
{
    owned_upload struct upload *u = NULL;
    owned(undo_batch) struct undo_batch b;
    undo_begin(c, &b);
    TRY(find(c, in->id, &u));
    TRY(lock_upload(c, u));
    struct err *e = undo_ended(&b, finish(c, u, &b));
    pthread_mutex_unlock(&u->lock);
    if (e)
        return e;
    out->size = atomic_load(&u->written);
    out->undo = undo_told(&b, &out->has_undo);
    end_upload(streams_of(c->kernel), u);
    return NULL;
}

struct err *op_stream_abort(struct call *c, const struct stream_abort_in *in,
                            struct stream_abort_out *out)
{
    owned_upload struct upload *u = NULL;
    TRY(find(c, in->id, &u));
    TRY(lock_upload(c, u));
    u->over = true;
    draft_done(&u->draft);
    pthread_mutex_unlock(&u->lock);
    out->written = atomic_load(&u->written);
    end_upload(streams_of(c->kernel), u);
    return NULL;
}

/* --- stream.status, stream.list --- */

static struct err *say(struct call *c, const struct upload *u, struct stream_row *out)
{
    *out = (struct stream_row){ .id = arena_str(&c->arena, str_of(u->id)),
                                .path = arena_str(&c->arena, u->given),
                                .written = atomic_load(&u->written),
                                .opened = u->opened_ms,
                                .total = u->total,
                                .has_total = u->has_total ? GIVEN : ABSENT };
    TRY_ROOM(out->id.ptr && out->path.ptr);
    return NULL;
}

struct err *op_stream_status(struct call *c, const struct stream_status_in *in,
                             struct stream_status_out *out)
{
    owned_upload struct upload *u = NULL;
    TRY(find(c, in->id, &u));
    return say(c, u, &out->stream);
}

struct err *op_stream_list(struct call *c, const struct stream_list_in *in,
                           struct stream_list_out *out)
{
    (void)in;
    struct streams *ss = streams_of(c->kernel);
    struct err *e = NULL;
    out->streams.items = arena_array(&c->arena, struct stream_row, STREAMS_EACH_MOST);
    TRY_ROOM(out->streams.items);
    if (!ss)
        return NULL;
    pthread_mutex_lock(&ss->lock);
    list_each (&ss->all, item) {
        const struct upload *u = CONTAINER_OF(item, struct upload, link);
        if (u->owner == c->caller->nr && !e)
            e = say(c, u, &out->streams.items[out->streams.count++]);
    }
    pthread_mutex_unlock(&ss->lock);
    return e;
}
