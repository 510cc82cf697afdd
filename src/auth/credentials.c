/* What is kept of credentials: in memory all of them, by id; on the disk the same, for the next
 * start. A change reaches the disk before it is answered. */
#include "auth/auth_priv.h"

#include "base/random.h"

#include <sodium.h>
#include <stdio.h>

DEFINE_ID(session, "ses")
DEFINE_ID(token, "tok")

enum { EXTEND_AFTER_MS = 24 * 3600 * 1000 };

void credential_free(struct credential *c)
{
    if (!c)
        return;
    proc_unref(c->proc);
    mem_free(c->name);
    mem_free(c);
}

static void hash_secret(struct str secret, unsigned char out[HASH_SIZE])
{
    crypto_generichash(out, HASH_SIZE, (const unsigned char *)secret.ptr, secret.len, NULL, 0);
}

static void remember(struct auth *a, struct credential *take_c)
{
    list_add(&a->all, &take_c->link);
    map_put(&a->by_id, str_of(take_c->id), take_c);
}

/* --- reading what is kept --- */

static struct str kind_name(enum auth_kind kind)
{
    return choices_auth_kind.rows[kind].name;
}

static struct str scope_name(enum auth_scope scope)
{
    return choices_auth_scope.rows[scope].name;
}

static bool named(const struct choices *choices, struct str name, int *out)
{
    for (size_t i = 0; i < choices->count; i++)
        if (str_eq(choices->rows[i].name, name)) {
            *out = (int)i;
            return true;
        }
    return false;
}

static struct err *read_one(struct auth *a, const struct store_rows *rows)
{
    owned(credential) struct credential *c = mem_new(sizeof *c);
    struct str id = store_text(rows, 0), name = store_text(rows, 4), hash = store_blob(rows, 5);
    int kind, scope;
    if (id.len >= sizeof c->id || hash.len != HASH_SIZE ||
        !named(&choices_auth_kind, store_text(rows, 2), &kind) ||
        !named(&choices_auth_scope, store_text(rows, 3), &scope))
        return err_new(ERR_CORRUPT, "bad_credential", "a kept credential cannot be read");
    memcpy(c->id, id.ptr, id.len);
    memcpy(c->hash, hash.ptr, HASH_SIZE);
    c->kind = (enum auth_kind)kind;
    c->scope = (enum auth_scope)scope;
    c->name = mem_text(name.ptr, name.len);
    c->created_ms = store_int(rows, 6);
    c->expires_ms = store_int(rows, 7);
    remember(a, give(c));
    return NULL;
}

struct err *credentials_read(struct auth *a)
{
    bool found;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_read_begin(a->db, &tx));
    TRY(store_find(tx, &rows, SQL_CREDENTIAL_ALL));
    for (;;) {
        TRY(store_next(&rows, &found));
        if (!found)
            return NULL;
        TRY(read_one(a, &rows));
    }
}

/* --- making one --- */

struct keeping {
    struct store_job job;
    const struct auth *auth;
    const struct credential *c;
};

/* Those whose time is over go at the same time. */
static struct err *keep(struct store_job *job, struct store_tx *tx)
{
    const struct keeping *k = CONTAINER_OF(job, struct keeping, job);
    const struct credential *c = k->c;
    TRY(store_run(tx, SQL_CREDENTIAL_EXPIRE, ARG_INT(c->created_ms)));
    return store_run(tx, SQL_CREDENTIAL_PUT, ARG_TEXT(str_of(c->id)),
                     ARG_TEXT(str_of(k->auth->owner)), ARG_TEXT(kind_name(c->kind)),
                     ARG_TEXT(scope_name(c->scope)), ARG_TEXT(str_of(c->name)),
                     ARG_BLOB(((struct str){ (const char *)c->hash, HASH_SIZE })),
                     ARG_INT(c->created_ms), ARG_INT(c->expires_ms));
}

/* Their procs go on the loop. With the lock held. */
static void put_away(struct auth *a, struct credential *c)
{
    map_remove(&a->by_id, str_of(c->id));
    list_remove(&c->link);
    list_add(&a->ended, &c->link);
    loop_post(kernel_loop(a->kernel), &a->tell_ended);
}

int64_t credentials_end_expired(struct auth *a, int64_t now)
{
    int64_t next = 0;
    list_each (&a->all, link) {
        struct credential *c = CONTAINER_OF(link, struct credential, link);
        if (c->expires_ms <= now)
            put_away(a, c);
        else if (c->proc && (!next || c->expires_ms < next))
            next = c->expires_ms;
    }
    return next;
}

static struct err *need_room(struct auth *a)
{
    pthread_mutex_lock(&a->lock);
    credentials_end_expired(a, clock_wall_ms());
    size_t n = a->by_id.count;
    pthread_mutex_unlock(&a->lock);
    if (n < CREDENTIALS_MOST)
        return NULL;
    return err_hint(
        err_new(ERR_LIMIT, "too_many_credentials", "there are %zu sessions and tokens already", n),
        "end some: pith call auth.list, then pith call auth.revoke id=…");
}

static void write_text(struct credential *c, struct credential_text *out)
{
    unsigned char secret[SECRET_SIZE];
    owned(buf) struct buf text;
    random_bytes(secret, sizeof secret);
    buf_init(&text, sizeof out->text - 1);
    hex_add(&text, (struct str){ (const char *)secret, sizeof secret });
    hash_secret(buf_text(&text), c->hash);
    memcpy(out->id, c->id, sizeof c->id);
    snprintf(out->text, sizeof out->text, "%s.%.*s", c->id, STR_ARGS(buf_text(&text)));
    out->expires_ms = c->expires_ms;
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(text.ptr, text.len);
}

struct err *credential_make(struct auth *a, enum auth_kind kind, enum auth_scope scope,
                            struct str name, int64_t lifetime_ms, struct credential_text *out)
{
    owned(credential) struct credential *c = mem_new(sizeof *c);
    struct keeping k = { .job.run = keep, .auth = a, .c = c };
    TRY(need_room(a));
    c->kind = kind;
    c->scope = scope;
    c->name = mem_text(name.ptr, name.len);
    c->created_ms = clock_wall_ms();
    c->expires_ms = c->created_ms + lifetime_ms;
    if (kind == AUTH_KIND_SESSION)
        session_id_write(session_id_new(), c->id);
    else
        token_id_write(token_id_new(), c->id);
    write_text(c, out);
    TRY(store_write_wait(a->db, &k.job), "keep the credential");
    pthread_mutex_lock(&a->lock);
    remember(a, give(c));
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

/* --- using one --- */

/* An id that nobody has costs as much as a wrong secret. */
struct credential *credential_of_text(struct auth *a, struct str text)
{
    static const unsigned char nobody[HASH_SIZE];
    unsigned char hash[HASH_SIZE];
    struct str id = str_cut(&text, '.');
    struct credential *c = map_get(&a->by_id, id);
    hash_secret(text, hash);
    bool same = sodium_memcmp(hash, c ? c->hash : nobody, HASH_SIZE) == 0;
    return c && same && c->expires_ms > clock_wall_ms() ? c : NULL;
}

struct extending {
    struct store_job job;
    char id[ID_TEXT_MOST];
    int64_t expires_ms;
};

static struct err *extend(struct store_job *job, struct store_tx *tx)
{
    const struct extending *x = CONTAINER_OF(job, struct extending, job);
    return store_run(tx, SQL_CREDENTIAL_EXTEND, ARG_INT(x->expires_ms), ARG_TEXT(str_of(x->id)));
}

/* A failure means that the session ends earlier, which the next use may still mend. */
static void extended(struct store_job *job, struct err *take_e)
{
    err_free(take_e);
    mem_free(CONTAINER_OF(job, struct extending, job));
}

void credential_extend(struct auth *a, struct credential *c, int64_t lifetime_ms)
{
    int64_t later = clock_wall_ms() + lifetime_ms;
    if (c->kind != AUTH_KIND_SESSION || later - c->expires_ms < EXTEND_AFTER_MS)
        return;
    struct extending *x = mem_new(sizeof *x);
    *x = (struct extending){ { .run = extend, .done = extended }, .expires_ms = later };
    memcpy(x->id, c->id, sizeof x->id);
    c->expires_ms = later;
    struct err *e = store_write(a->db, &x->job);
    if (e)
        extended(&x->job, e);
}

/* --- ending one --- */

struct ending {
    struct store_job job;
    struct str id;
};

static struct err *forget(struct store_job *job, struct store_tx *tx)
{
    const struct ending *x = CONTAINER_OF(job, struct ending, job);
    return store_run(tx, SQL_CREDENTIAL_DELETE, ARG_TEXT(x->id));
}

/* The disk is asked also where memory knows nothing (any more): an earlier try may have failed
 * there, and then the credential would be back after the next start. */
struct err *credential_end(struct auth *a, struct str id, bool *out_was)
{
    struct ending x = { .job.run = forget, .id = id };
    pthread_mutex_lock(&a->lock);
    struct credential *c = map_get(&a->by_id, id);
    if (c)
        put_away(a, c);
    pthread_mutex_unlock(&a->lock);
    *out_was = c != NULL;
    return id.len ? store_write_wait(a->db, &x.job) : NULL;
}
