/* What auth.c (procs), credentials.c (what is kept), codes.c (one-time codes) and auth_ops.c (the
 * ops) share. */
#pragma once
#include "auth/auth.h"

#include "base/list.h"
#include "base/loop.h"
#include "base/map.h"
#include "ops/auth.h"

#include <pthread.h>

enum { HASH_SIZE = 32, SECRET_SIZE = 32, CODE_LEN = BASE32_128_LEN };

struct credential {
    struct list link; /* in `all`, then in `ended` */
    char id[ID_TEXT_MOST];
    enum auth_kind kind;
    enum auth_scope scope;
    unsigned char hash[HASH_SIZE];
    char *name;
    int64_t created_ms, expires_ms, used_ms;
    struct proc *proc; /* on the loop alone; NULL until it is used */
};

struct code {
    char text[CODE_LEN];
    int64_t expires_ms; /* 0: none */
};

struct auth {
    struct kernel *kernel;
    struct store_db *db;
    char owner[ID_TEXT_MOST];
    struct proc *visitor;
    auth_ended_fn *on_ended;
    void *on_ended_arg;
    struct post tell_ended;
    struct timer expiry; /* of the credential that ends next, of those that have a proc */
    int64_t expiry_ms;   /* when; 0: the timer is off */

    pthread_mutex_t lock; /* of what follows */
    char *url;
    struct list all;   /* credentials, oldest first */
    struct list ended; /* their procs are to go, on the loop */
    struct map by_id;
    struct code codes[SIGN_IN_CODES_MOST];
};

/* --- credentials.c --- */

struct err *credentials_read(struct auth *a);
void credential_free(struct credential *c);
DEFINE_OWNED(credential)

/* A new one, kept before it is told. `out_text` is what its holder will bring. ERR_LIMIT. */
struct credential_text {
    char id[ID_TEXT_MOST];
    char text[ID_TEXT_MOST + 1 + HEX_LEN(SECRET_SIZE) + 1];
    int64_t expires_ms;
};
struct err *credential_make(struct auth *a, enum auth_kind kind, enum auth_scope scope,
                            struct str name, int64_t lifetime_ms, struct credential_text *out);

/* Whose text that is, if it is anybody's. With the lock held; good on the loop beyond that. */
struct credential *credential_of_text(struct auth *a, struct str text);
/* Puts off the end of a session that is in use. */
void credential_extend(struct auth *a, struct credential *c, int64_t lifetime_ms);

/* With the lock held: lets go of those whose time is over, and says when the next one's will be, of
 * those that have a proc; 0: there is none. */
int64_t credentials_end_expired(struct auth *a, int64_t now);

/* Forgets it, here and on the disk; its proc goes on the loop. */
struct err *credential_end(struct auth *a, struct str id, bool *out_was);

/* --- codes.c, with the lock held --- */

const struct code *code_make(struct auth *a);
bool code_is_good(struct auth *a, struct str text);
bool code_use(struct auth *a, struct str text); /* once */
