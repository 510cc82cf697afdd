/* Idempotency keys: see once.h. */
#include "once/once.h"

#include "proc/proc.h"

#include <sodium.h>

enum { HASH_SIZE = 32, RESULT_MOST = 1 * MIB };

struct once {
    struct store_db *db;
    char run[ID_TEXT_MOST]; /* this daemon's, to tell "still running" from "who knows" */
};

static struct kernel_key key;

/* What the table had to say about a key. */
enum standing { FRESH, ENDED, OTHER_CALL, RUNNING, UNKNOWN, TOO_LARGE };

/* Kept in place of a result that is too large; results are objects. */
static const struct str not_kept = STR_INIT("null");

struct asking {
    struct store_job job;
    struct call *call;
    const struct once *once;
    unsigned char hash[HASH_SIZE];
    enum standing standing;
    struct str result;
};

/* Where relative paths lead depends on more than the arguments. */
static void add_places(const struct call *c, struct json_out *o)
{
    json_name(o, STR("places"));
    json_begin_array(o);
    for (size_t i = 0; i < c->op->n_needs; i++)
        if (call_place(c, i))
            json_text(o, call_place(c, i)->path);
    json_end_array(o);
}

/* Over the arguments as they were understood, so that spelling does not matter. */
static struct err *hash_args(const struct call *c, unsigned char out[HASH_SIZE])
{
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, 2 * CALL_ARGS_MOST);
    json_out_init(&o, &text);
    json_begin_object(&o);
    json_name(&o, STR("args"));
    shape_encode(c->op->in, c->in, &o);
    add_places(c, &o);
    json_end_object(&o);
    if (text.full)
        return err_no_room();
    crypto_generichash(out, HASH_SIZE, (const unsigned char *)text.ptr, text.len, NULL, 0);
    return NULL;
}

static enum standing judge(struct asking *a, const struct store_rows *rows)
{
    struct str hash = store_blob(rows, 1), run = store_text(rows, 2), result = store_blob(rows, 3);
    if (store_int(rows, 0) != a->call->op->nr ||
        !str_eq(hash, (struct str){ (const char *)a->hash, HASH_SIZE }))
        return OTHER_CALL;
    if (!result.len)
        return str_eq(run, str_of(a->once->run)) ? RUNNING : UNKNOWN;
    if (str_eq(result, not_kept))
        return TOO_LARGE;
    a->result = arena_str(&a->call->arena, result);
    return ENDED;
}

static struct err *ask(struct store_job *job, struct store_tx *tx)
{
    struct asking *a = CONTAINER_OF(job, struct asking, job);
    struct call *c = a->call;
    char room[PRINCIPAL_MOST];
    struct str who = proc_principal(proc_of(c), room);
    bool found = false;
    TRY(store_run(tx, SQL_IDEMPOTENCY_EXPIRE, ARG_INT(clock_wall_ms())));
    {
        owned(store_rows) struct store_rows rows;
        TRY(store_find(tx, &rows, SQL_IDEMPOTENCY_GET, ARG_TEXT(who),
                       ARG_TEXT(c->idempotency_key)));
        TRY(store_next(&rows, &found));
        a->standing = found ? judge(a, &rows) : FRESH;
    }
    if (found)
        return NULL;
    return store_run(
        tx, SQL_IDEMPOTENCY_PUT, ARG_TEXT(who), ARG_TEXT(c->idempotency_key), ARG_INT(c->op->nr),
        ARG_BLOB(((struct str){ (const char *)a->hash, HASH_SIZE })),
        ARG_TEXT(str_of(a->once->run)), ARG_BLOB(STR("")), ARG_INT(clock_wall_ms() + ONCE_KEPT_MS));
}

static struct err *refuse(const struct asking *a)
{
    const char *op = a->call->op->name;
    if (a->standing == OTHER_CALL)
        return err_hint(err_new(ERR_CONFLICT, "key_reused", "that key was used for another call"),
                        "use a new key for each thing to be done");
    if (a->standing == RUNNING)
        return err_hint(err_new(ERR_CONFLICT, "still_running", "the call with that key still runs"),
                        "ask again in a moment");
    if (a->standing == TOO_LARGE)
        return err_new(ERR_CONFLICT, "result_too_large",
                       "it was done, but its result was too large to be kept for its key");
    return err_hint(err_new(ERR_CONFLICT, "outcome_unknown",
                            "pith ended while %s ran; nobody knows whether it was done", op),
                    "look whether it was, then use a new key");
}

/* All visitors are one proc: what one of them was answered is not the next one's to know. */
static struct err *refuse_visitor(void)
{
    return err_hint(err_new(ERR_UNAUTHENTICATED, "key_of_visitor",
                            "only who is signed in may use an idempotency key"),
                    "leave the key out");
}

static struct err *replay(struct call *c, bool *out_replayed)
{
    const struct once *o = kernel_get(c->kernel, &key);
    struct asking a = { .job.run = ask, .call = c, .once = o };
    const struct json *tree;
    if (proc_kind(proc_of(c)) == PROC_VISITOR)
        return refuse_visitor();
    c->wants_file = false; /* a result that is kept cannot be a descriptor */
    TRY(hash_args(c, a.hash));
    TRY(store_write_wait(o->db, &a.job), "keep the key");
    *out_replayed = a.standing == ENDED;
    if (a.standing == FRESH)
        return NULL;
    if (a.standing != ENDED)
        return refuse(&a);
    TRY_ROOM(a.result.ptr);
    TRY(json_parse(a.result, NULL, &c->arena, &tree), "the kept result");
    return shape_decode(c->op->out, tree, &c->arena, c->out);
}

/* --- afterwards --- */

struct ending {
    struct store_job job;
    struct call *call;
    struct str result; /* empty: the intent goes */
};

static struct err *end(struct store_job *job, struct store_tx *tx)
{
    const struct ending *e = CONTAINER_OF(job, struct ending, job);
    const struct call *c = e->call;
    char room[PRINCIPAL_MOST];
    struct str who = proc_principal(proc_of(c), room);
    if (!e->result.len)
        return store_run(tx, SQL_IDEMPOTENCY_DELETE, ARG_TEXT(who), ARG_TEXT(c->idempotency_key));
    return store_run(tx, SQL_IDEMPOTENCY_END, ARG_BLOB(e->result), ARG_TEXT(who),
                     ARG_TEXT(c->idempotency_key));
}

static struct err *remember(struct call *c)
{
    const struct once *o = kernel_get(c->kernel, &key);
    owned(buf) struct buf text;
    struct json_out out;
    buf_init(&text, RESULT_MOST);
    json_out_init(&out, &text);
    shape_encode(c->op->out, c->out, &out);
    struct ending e = { .job.run = end,
                        .call = c,
                        .result = text.full ? not_kept : buf_text(&text) };
    TRY(store_write_wait(o->db, &e.job), "it was done, but its result was not kept");
    return NULL;
}

/* A failure to forget leaves an intent: the next try is told that the outcome is unknown. */
static void forget(struct call *c)
{
    const struct once *o = kernel_get(c->kernel, &key);
    struct ending e = { .job.run = end, .call = c };
    err_free(store_write_wait(o->db, &e.job));
}

struct once *once_new(struct kernel *k, struct store *s)
{
    static const struct kernel_steps steps = { .replay = replay,
                                               .remember = remember,
                                               .forget = forget };
    struct once *o = mem_new(sizeof *o);
    o->db = store_system(s);
    id128_write(id128_new(), "run", o->run);
    kernel_put(k, &key, o);
    kernel_add_steps(k, &steps);
    return o;
}

void once_free(struct once *o)
{
    mem_free(o);
}
