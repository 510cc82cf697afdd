/* serving: what our own services share: a connection to the daemon on a loop.
 *
 * main() opens one, makes what its ops need, and runs; requests arrive as callbacks on the loop. */
#pragma once
#include "base/base.h"
#include "base/loop.h"

#include <pith.h>

struct serving {
    struct loop *loop;
    struct pith *pith;
    struct watch watch;
    struct post more;
    void (*on_stop)(void); /* told to stop: what would never end by itself; may be NULL */
    bool leaves;
};

struct service_op {
    const struct pith_op *op;
    pith_serve_fn *fn;
};

/* By the descriptor that the daemon gave us. Ends the process with a line on standard error if
 * there is none. */
void serving_open(struct serving *s);
/* Announces the ops, whose calls may come from here on, and answers them until the daemon is gone,
 * or has said stop and none is left; it waits five seconds for that. Ends the process if one is
 * not taken. */
void serving_run(struct serving *s, const struct service_op *ops, size_t count);
/* What is not answered yet is called off in here: so before that which answers it goes, and the
 * loop after that. */
void serving_close(struct serving *s);
void serving_done(struct serving *s);

/* Answers, also from callbacks of the loop, and sends them on their way. */
void serving_reply(struct pith_request *r);
void serving_reply_fd(struct pith_request *r, int take_fd);
void serving_fail(struct pith_request *r, struct err *take_e);
bool serving_item(struct pith_request *r, const void *item); /* false: wait for room */

static inline struct str serving_str(struct pith_str s)
{
    return (struct str){ s.ptr, s.len };
}
/* A copy that lives as long as the request. */
struct pith_str serving_copy(struct pith_request *r, struct str s);
