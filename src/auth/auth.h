/* auth: who comes through a door where the kernel does not vouch for them.
 *
 * A credential is a browser's session or a program's token: an id, which is no secret, and a
 * secret, of which only a hash is kept. Its text, `ses_….<secret>`, comes in a cookie or an
 * Authorization header. The first use makes the proc that acts for it, which holds what the
 * credential's scope allows; the proc ends with the credential. Whoever brings none is the
 * visitor, who may call the few ops that are OPEN.
 *
 * Signing in: auth.link makes a code that works once, for five minutes; auth.exchange gives a
 * credential for it. Codes live in memory alone. Guessing is hopeless (128 bits, compared in
 * constant time), so wrong codes never lock out who has the right one: no worker is bothered for
 * them, and unless http.visitor_requests_per_second says so they are not counted.
 *
 * Credentials may be asked for on any thread; procs are made and ended on the loop. */
#pragma once
#include "proc/proc.h"
#include "store/store.h"

struct auth; /* opaque; see auth.c */

/* Reads the credentials that are kept. The store outlives it, and so does the kernel. */
struct err *auth_open(struct kernel *k, struct store_db *system, user_id owner,
                      struct auth **out_auth);
void auth_free(struct auth *a);
DEFINE_OWNED(auth)
struct auth *auth_of(const struct kernel *k);

/* Where links lead: "http://127.0.0.1:8000". Without it there are none. */
void auth_set_url(struct auth *a, const char *url);
struct str auth_url(const struct auth *a); /* STR_NONE: there is no such door */

/* Whom this pith belongs to. */
struct str auth_user(const struct auth *a);

/* --- who it is; on the loop --- */

/* By a credential's text. ERR_UNAUTHENTICATED "bad_credential". The proc is borrowed: who keeps it
 * takes a reference. */
struct err *auth_proc(struct auth *a, struct str text, struct proc **out_proc);
/* Whoever brings nothing. */
struct proc *auth_visitor(struct auth *a);
/* Whom the kernel vouches for. A new one each time, which the caller owns. */
struct err *auth_owner(struct auth *a, struct proc **out_proc);

/* A credential has ended, by a word or by its time: its proc may call nothing any more, and `fn` is
 * to close what is open under it. */
typedef void auth_ended_fn(void *arg, struct proc *p);
void auth_on_ended(struct auth *a, auth_ended_fn *fn, void *arg);
