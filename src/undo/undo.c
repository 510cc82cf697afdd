/* Keeping what is about to change: see undo.h. */
#include "undo/undo_priv.h"

#include "base/log.h"
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { NEWEST = 1000 }; /* rows beside which a crash may have left a draft */

static struct kernel_key key;

struct undo *undo_new(struct kernel *k, struct store_db *db)
{
    struct undo *u = mem_new(sizeof *u);
    u->kernel = k;
    u->db = db;
    pthread_mutex_init(&u->lock, NULL);
    kernel_put(k, &key, u);
    return u;
}

void undo_free(struct undo *u)
{
    if (!u)
        return;
    pthread_mutex_destroy(&u->lock);
    mem_free(u);
}

struct undo *undo_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

static uint64_t quota(const struct undo *u)
{
    return (uint64_t)config_int(config_of(u->kernel), CONFIG_UNDO_BYTES) * MIB;
}

/* --- a batch --- */

static bool has_row(void *arg, uint64_t file)
{
    const struct undo *u = arg;
    bool found = true;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    struct err *e = store_read_begin(u->db, &tx);
    if (!e)
        e = store_find(tx, &rows, SQL_UNDO_FILE, ARG_INT((int64_t)file));
    if (!e)
        e = store_next(&rows, &found);
    found |= e != NULL;
    err_free(e);
    return found;
}

void undo_draft_name(undo_id batch, char out[UNDO_DRAFT_MOST])
{
    char id[ID_TEXT_MOST];
    snprintf(out, UNDO_DRAFT_MOST, ".pith-%.*s.tmp", STR_ARGS(undo_id_write(batch, id)));
}

/* Beside `path` lies nothing under that name but what we made there. */
static void drop_draft(struct str batch, struct str path)
{
    char draft[PATH_MOST + UNDO_DRAFT_MOST];
    size_t slash = path.len;
    while (slash && path.ptr[slash - 1] != '/')
        slash--;
    snprintf(draft, sizeof draft, "%.*s.pith-%.*s.tmp", (int)MIN_OF(slash, PATH_MOST), path.ptr,
             STR_ARGS(utf8_first(batch, ID_TEXT_MOST)));
    unlink(draft);
}

static struct err *sweep_drafts(struct undo *u)
{
    bool found = true;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_read_begin(u->db, &tx));
    TRY(store_find(tx, &rows, SQL_UNDO_NEWEST, ARG_INT(NEWEST)));
    while (found) {
        TRY(store_next(&rows, &found));
        if (found)
            drop_draft(store_text(&rows, 0), store_blob(&rows, 1));
    }
    return NULL;
}

/* Files without a row are from a crash. Before the first batch, when nobody else keeps any. */
static void sweep(struct undo *u)
{
    pthread_mutex_lock(&u->lock);
    if (!u->swept) {
        err_free(store_file_sweep(u->db, has_row, u)); /* else at the next start */
        err_free(sweep_drafts(u));
    }
    u->swept = true;
    pthread_mutex_unlock(&u->lock);
}

void undo_begin(struct call *c, struct undo_batch *out)
{
    *out = (struct undo_batch){ .call = c, .undo = undo_of(c), .id = undo_id_new() };
    out->last = &out->first;
    if (out->undo && !quota(out->undo))
        out->undo = NULL;
    if (out->undo)
        sweep(out->undo);
}

static void drop_kept(struct undo_batch *b)
{
    for (const struct undo_row *r = b->first; r; r = r->next)
        if (r->v.file)
            err_free(store_file_drop(b->undo->db, r->v.file)); /* else it is swept later */
    b->first = NULL;
    b->last = &b->first;
}

void undo_batch_done(struct undo_batch *b)
{
    if (b->undo && !b->committed)
        drop_kept(b);
}

/* Nothing of the batch is kept then; what was about to be done, is done. */
static void give_up(struct undo_batch *b, struct err *take_e)
{
    if (err_kind(take_e) != ERR_LIMIT)
        LOG_WARN("no undo for a change", F_ERR(take_e));
    err_free(take_e);
    drop_kept(b);
    b->undo = NULL;
}

static void add_row(struct undo_batch *b, struct str path, const struct undo_version *v)
{
    struct undo_row *r = arena_new(&b->call->arena, struct undo_row);
    if (r) {
        r->v = *v;
        r->v.path = arena_str(&b->call->arena, path);
        *b->last = r;
        b->last = &r->next;
    }
    if (!r || !r->v.path.ptr)
        give_up(b, err_no_room());
}

static struct err *too_large(void)
{
    return err_new(ERR_LIMIT, "too_large", "more than the quota of undo");
}

/* --- what stands there --- */

static struct err *read_small(struct undo_batch *b, int fd, struct undo_version *v)
{
    char *room = arena_alloc(&b->call->arena, v->size + 1);
    size_t len = 0;
    TRY_ROOM(room);
    for (ssize_t n = 1; n && len <= v->size; len += n > 0 ? (size_t)n : 0) {
        n = pread(fd, room + len, v->size + 1 - len, (off_t)len);
        if (n < 0 && errno != EINTR)
            return err_sys("read");
    }
    if (len != v->size)
        return err_new(ERR_CONFLICT, "changed", "it changes while it is read");
    v->contents = (struct str){ room, len };
    return NULL;
}

static struct err *keep_contents(struct undo_batch *b, int fd, struct undo_version *v)
{
    uint64_t left = quota(b->undo) - MIN_OF(b->bytes, quota(b->undo)), number = random_u64() >> 1;
    if (v->size > left)
        return too_large();
    /* Many small files of one call share its arena, which is not for megabytes. */
    if (v->size <= INLINE_MOST && b->bytes + v->size <= CALL_ARENA_MOST / 4)
        return read_small(b, fd, v);
    TRY(store_file_keep(b->undo->db, number | 1, fd, left, &v->size));
    v->file = number | 1;
    return NULL;
}

void undo_keep_open(struct undo_batch *b, struct str path, int fd)
{
    struct stat st;
    if (!b->undo)
        return;
    struct err *e = fstat(fd, &st) == 0 ? NULL : err_sys("look at the file");
    struct undo_version v = { .kind = UNDO_FILE,
                              .mode = st.st_mode & 07777,
                              .size = (uint64_t)st.st_size };
    if (!e)
        e = keep_contents(b, fd, &v);
    b->bytes += v.size;
    if (e)
        give_up(b, e);
    else
        add_row(b, path, &v);
}

static void keep_file(struct undo_batch *b, struct str path, struct dir *dir, const char *name)
{
    owned_fd int fd = dir_open(dir, name, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0)
        give_up(b, err_sys("open the file"));
    else
        undo_keep_open(b, path, fd);
}

static void keep_link(struct undo_batch *b, struct str path, struct dir *dir, const char *name)
{
    char text[PATH_MOST];
    ssize_t len = dir_readlink(dir, name, text, sizeof text);
    struct undo_version v = { .kind = UNDO_LINK };
    if (len >= 0)
        v.contents = arena_str(&b->call->arena, (struct str){ text, (size_t)len });
    if (v.contents.ptr)
        add_row(b, path, &v);
    else
        give_up(b, err_sys("read the link"));
}

void undo_keep(struct undo_batch *b, struct str path, struct dir *dir, const char *name)
{
    struct stat st;
    if (!b->undo)
        return;
    if (dir_stat(dir, name, &st) != 0)
        add_row(b, path, &(struct undo_version){ .kind = UNDO_NOTHING });
    else if (S_ISREG(st.st_mode))
        keep_file(b, path, dir, name);
    else if (S_ISLNK(st.st_mode))
        keep_link(b, path, dir, name);
    else if (S_ISDIR(st.st_mode))
        add_row(b, path,
                &(struct undo_version){ .kind = UNDO_DIRECTORY, .mode = st.st_mode & 07777 });
}

void undo_keep_nothing(struct undo_batch *b, struct str path)
{
    if (b->undo)
        add_row(b, path, &(struct undo_version){ .kind = UNDO_NOTHING });
}

void undo_keep_move(struct undo_batch *b, struct str from, struct str to)
{
    if (b->undo)
        add_row(b, to, &(struct undo_version){ .kind = UNDO_MOVED, .contents = from });
}

/* --- making it durable --- */

struct keeping {
    struct store_job job;
    struct undo_batch *batch;
    char id[ID_TEXT_MOST];
    int64_t now_ms, oldest_ms;
    uint64_t quota;
    struct dropped dropped;
};

static struct err *bytes_kept(struct store_tx *tx, uint64_t *out)
{
    bool found;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_find(tx, &rows, SQL_UNDO_BYTES));
    TRY(store_next(&rows, &found));
    *out = (uint64_t)store_int(&rows, 0);
    return NULL;
}

/* The oldest one, if it is too old or in the way. */
static struct err *drop_oldest(struct store_tx *tx, struct keeping *k, bool in_the_way,
                               bool *out_dropped)
{
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_find(tx, &rows, SQL_UNDO_OLDEST));
    TRY(store_next(&rows, out_dropped));
    *out_dropped = *out_dropped && (in_the_way || store_int(&rows, 3) < k->oldest_ms);
    return *out_dropped ? drop_row(tx, &rows, &k->dropped) : NULL;
}

static struct err *make_room(struct store_tx *tx, struct keeping *k)
{
    uint64_t kept;
    bool dropped;
    TRY(bytes_kept(tx, &kept));
    do
        TRY(drop_oldest(tx, k, kept - k->dropped.bytes + k->batch->bytes > k->quota, &dropped));
    while (dropped);
    return NULL;
}

static struct err *put_rows(struct store_job *job, struct store_tx *tx)
{
    struct keeping *k = CONTAINER_OF(job, struct keeping, job);
    const struct call *c = k->batch->call;
    char room[PRINCIPAL_MOST];
    struct str who = proc_principal(proc_of(c), room);
    k->dropped.n = k->dropped.versions = k->dropped.bytes = 0; /* it may run again */
    TRY(make_room(tx, k));
    for (const struct undo_row *r = k->batch->first; r; r = r->next)
        TRY(store_run(tx, SQL_UNDO_PUT, ARG_TEXT(str_of(k->id)), ARG_TEXT(who),
                      ARG_TEXT(str_of(c->op->name)), ARG_BLOB(r->v.path), ARG_INT(r->v.kind),
                      ARG_INT(r->v.mode), ARG_INT((int64_t)r->v.size), ARG_INT(k->now_ms),
                      ARG_INT((int64_t)r->v.file),
                      ARG_BLOB(r->v.contents.ptr ? r->v.contents : STR(""))));
    return NULL;
}

void undo_commit(struct undo_batch *b)
{
    owned(dropped) struct dropped dropped = { 0 };
    if (!b->undo || !b->first)
        return;
    int64_t now = clock_wall_ms();
    struct keeping k = { .job.run = put_rows,
                         .batch = b,
                         .now_ms = now,
                         .quota = quota(b->undo),
                         .oldest_ms = now -
                                      config_int(config_of(b->undo->kernel), CONFIG_UNDO_AGE) };
    undo_id_write(b->id, k.id);
    struct err *e = store_write_wait(b->undo->db, &k.job);
    dropped = k.dropped;
    if (e) {
        give_up(b, e);
        return;
    }
    b->committed = true;
    drop_files(b->undo, &dropped);
}

static struct err *withdraw(struct store_job *job, struct store_tx *tx)
{
    const struct keeping *k = CONTAINER_OF(job, struct keeping, job);
    return store_run(tx, SQL_UNDO_WITHDRAW, ARG_TEXT(str_of(k->id)));
}

struct err *undo_ended(struct undo_batch *b, struct err *take_e)
{
    struct keeping k = { .job.run = withdraw, .batch = b };
    if (!take_e || !b->committed)
        return take_e;
    undo_id_write(b->id, k.id);
    struct err *e = store_write_wait(b->undo->db, &k.job);
    b->committed = e != NULL; /* else its files go with the batch */
    err_free(e);
    return take_e;
}

struct str undo_told(const struct undo_batch *b, unsigned char *out_has)
{
    char text[ID_TEXT_MOST];
    *out_has = b->committed ? GIVEN : ABSENT;
    return b->committed ? arena_str(&b->call->arena, undo_id_write(b->id, text)) : STR_NONE;
}
