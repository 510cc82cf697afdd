/* once: a call with an idempotency key happens once.
 *
 * Before the handler runs, an intent is made durable: who, key, op, a hash of the arguments.
 * When it ended well, its result is kept with it, before the door is answered; when it failed,
 * the intent goes, and the call may be tried again. The same key again gives the same result
 * without a second run. After a crash between the two nobody knows whether it happened, and
 * that is said (ERR_CONFLICT "outcome_unknown"), never guessed.
 *
 * Keys are the caller's own (proc_principal), and are kept for a day. */
#pragma once
#include "op/op.h"
#include "store/store.h"

enum { ONCE_KEPT_MS = 24 * 3600 * 1000 };

struct once;

/* Registers the steps replay, remember and forget. The store outlives it. */
struct once *once_new(struct kernel *k, struct store *s);
void once_free(struct once *o);
DEFINE_OWNED(once)
