/* Looking at what was kept, giving it back, forgetting it: see undo.h. */
#include "undo/undo_priv.h"

#include <errno.h>
#include <unistd.h>

static struct err *no_undo(void)
{
    return err_hint(err_new(ERR_UNAVAILABLE, "no_undo", "nothing is kept here"),
                    "undo.mib_most says how much may be");
}

/* --- looking --- */

static struct err *version_of(struct arena *a, const struct store_rows *rows,
                              struct undo_version *out)
{
    *out = (struct undo_version){ .id = store_int(rows, 0),
                                  .batch = arena_str(a, store_text(rows, 1)),
                                  .caller = arena_str(a, store_text(rows, 2)),
                                  .op = arena_str(a, store_text(rows, 3)),
                                  .path = arena_str(a, store_blob(rows, 4)),
                                  .kind = (enum undo_kind)store_int(rows, 5),
                                  .mode = (mode_t)store_int(rows, 6),
                                  .size = (uint64_t)store_int(rows, 7),
                                  .at_ms = store_int(rows, 8),
                                  .file = (uint64_t)store_int(rows, 9),
                                  .contents = arena_str(a, store_blob(rows, 10)) };
    TRY_ROOM(out->batch.ptr && out->caller.ptr && out->op.ptr && out->path.ptr &&
             out->contents.ptr);
    return NULL;
}

static struct err *gather(struct call *c, struct store_rows *rows, struct undo_versions *out)
{
    size_t cap = 0;
    bool found;
    *out = (struct undo_versions){ 0 };
    for (;;) {
        TRY(store_next(rows, &found));
        if (!found)
            return NULL;
        if (out->n == cap) {
            struct undo_version *more = arena_array(&c->arena, struct undo_version, cap * 2 + 16);
            TRY_ROOM(more);
            if (out->n)
                memcpy(more, out->row, out->n * sizeof *more);
            out->row = more;
            cap = cap * 2 + 16;
        }
        TRY(version_of(&c->arena, rows, &out->row[out->n]));
        out->n++;
    }
}

struct err *undo_of_path(struct call *c, struct str path, size_t most, struct undo_versions *out)
{
    const struct undo *u = undo_of(c);
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    if (!u)
        return no_undo();
    TRY(store_read_begin(u->db, &tx));
    TRY(store_find(tx, &rows, SQL_UNDO_OF_PATH, ARG_BLOB(path), ARG_INT((int64_t)most)));
    return gather(c, &rows, out);
}

struct err *undo_of_batch(struct call *c, struct str batch, struct undo_versions *out)
{
    const struct undo *u = undo_of(c);
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    if (!u)
        return no_undo();
    TRY(store_read_begin(u->db, &tx));
    TRY(store_find(tx, &rows, SQL_UNDO_OF_BATCH, ARG_TEXT(batch)));
    TRY(gather(c, &rows, out));
    if (!out->n)
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_undo", "nothing is kept under %.*s",
                                STR_ARGS(utf8_first(batch, 64))),
                        "fs.versions PATH lists what is kept of a file, and under which name");
    return NULL;
}

struct err *undo_last(struct call *c, struct str *out_batch)
{
    const struct undo *u = undo_of(c);
    bool found;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    char room[PRINCIPAL_MOST];
    if (!u)
        return no_undo();
    TRY(store_read_begin(u->db, &tx));
    TRY(store_find(tx, &rows, SQL_UNDO_LAST, ARG_TEXT(proc_principal(proc_of(c), room))));
    TRY(store_next(&rows, &found));
    *out_batch = found ? arena_str(&c->arena, store_text(&rows, 0)) : STR_NONE;
    return NULL;
}

/* --- giving back --- */

static struct err *write_out(int to, struct str bytes)
{
    while (bytes.len) {
        ssize_t n = write(to, bytes.ptr, bytes.len);
        if (n < 0 && errno != EINTR)
            return err_sys("write");
        bytes = str_from(bytes, n > 0 ? (size_t)n : 0);
    }
    return NULL;
}

struct err *undo_give(struct call *c, const struct undo_version *v, int to)
{
    return v->file ? store_file_give(undo_of(c)->db, v->file, to) : write_out(to, v->contents);
}

struct taking {
    struct store_job job;
    struct str batch;
};

static struct err *take(struct store_job *job, struct store_tx *tx)
{
    return store_run(tx, SQL_UNDO_TAKEN, ARG_TEXT(CONTAINER_OF(job, struct taking, job)->batch));
}

struct err *undo_taken(struct call *c, struct str batch)
{
    struct taking t = { .job.run = take, .batch = batch };
    return store_write_wait(undo_of(c)->db, &t.job);
}

/* --- forgetting --- */

void dropped_done(struct dropped *d)
{
    mem_free(d->files);
}

struct err *drop_row(struct store_tx *tx, const struct store_rows *rows, struct dropped *d)
{
    int64_t id = store_int(rows, 0), file = store_int(rows, 2);
    d->versions++;
    d->bytes += (uint64_t)store_int(rows, 1);
    if (file && d->n == d->cap) {
        d->cap = d->cap * 2 + 16;
        d->files = mem_grow(d->files, d->cap * sizeof *d->files);
    }
    if (file)
        d->files[d->n++] = (uint64_t)file;
    return store_run(tx, SQL_UNDO_DROP, ARG_INT(id));
}

/* One that cannot be dropped now is swept at the next start. */
void drop_files(struct undo *u, const struct dropped *d)
{
    for (size_t i = 0; i < d->n; i++)
        err_free(store_file_drop(u->db, d->files[i]));
}

struct forgetting {
    struct store_job job;
    struct str path, from, to; /* what is below lies between these two */
    struct dropped dropped;
};

static struct err *forget_one(struct forgetting *f, struct store_tx *tx, bool *out_found)
{
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_find(tx, &rows, SQL_UNDO_UNDER, ARG_BLOB(f->path), ARG_BLOB(f->from),
                   ARG_BLOB(f->to)));
    TRY(store_next(&rows, out_found));
    return *out_found ? drop_row(tx, &rows, &f->dropped) : NULL;
}

static struct err *forget(struct store_job *job, struct store_tx *tx)
{
    struct forgetting *f = CONTAINER_OF(job, struct forgetting, job);
    bool found = true;
    f->dropped.n = f->dropped.versions = f->dropped.bytes = 0;
    while (found)
        TRY(forget_one(f, tx, &found));
    return NULL;
}

struct err *undo_forget(struct call *c, struct str path, uint64_t *out_versions,
                        uint64_t *out_bytes)
{
    struct undo *u = undo_of(c);
    bool root = path.len == 1; /* a slash already; "0" comes right behind it */
    struct forgetting f = { .job.run = forget, .path = path };
    if (!u)
        return no_undo();
    f.from = arena_printf(&c->arena, "%.*s%s", STR_ARGS(path), root ? "" : "/");
    f.to = root ? STR("0") : arena_printf(&c->arena, "%.*s0", STR_ARGS(path));
    TRY_ROOM(f.from.ptr && f.to.ptr);
    struct err *e = store_write_wait(u->db, &f.job);
    owned(dropped) struct dropped dropped = f.dropped;
    if (e)
        return e;
    drop_files(u, &dropped);
    *out_versions = dropped.versions;
    *out_bytes = dropped.bytes;
    return NULL;
}
