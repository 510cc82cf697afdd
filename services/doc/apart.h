/* apart: work on what came from outside, in a process of its own.
 *
 * Whoever sends a document chooses how long it takes to read: some are a few KB and take minutes.
 * So each is read in a child, which has a limit on its processor time, and whose end is all that
 * can come of it; meanwhile others' documents are read. */
#pragma once
#include "base/base.h"
#include "base/loop.h"

enum { APART_CPU_S = 10, APART_MS = 30000, APART_MOST = 4, APART_RESULT_MOST = 40 * 1024 * 1024 };

/* So many documents are read at once, whatever they are. ERR_LIMIT "doc_busy". */
struct err *apart_take_place(void);
void apart_leave_place(void);
/* Why there is none: for who has used up APART_CPU_S or his time. */
struct err *apart_too_slow(void);
/* Whether a child ended because of that. */
bool apart_was_too_slow(int status);

struct apart;
/* In the child, which ends behind it: what it adds to `out` is the result. */
typedef struct err *apart_work_fn(const void *what, struct buf *out);
/* The result, borrowed, or why there is none. The apart is gone. */
typedef void apart_fn(void *arg, struct str result, struct err *take_e);

/* `what` is used before this returns, and in the child. ERR_LIMIT "doc_busy" when there are
 * APART_MOST already. */
struct err *apart_start(struct loop *l, apart_work_fn *work, const void *what, apart_fn *done,
                        void *arg, struct apart **out_apart);
void apart_free(struct apart *a); /* its process ends; `done` is not told any more */
DEFINE_OWNED(apart)
