/* A connection on a loop: see serving.h. */
#include "serving.h"

#include <stdio.h>
#include <stdlib.h>

static struct serving *the_one; /* a process is one service */

static _Noreturn void give_up(const struct pith_error *e)
{
    fprintf(stderr, "%s\n", pith_error_text(e));
    exit(1);
}

static bool is_over(struct serving *s)
{
    if (!pith_stopping(s->pith))
        return false;
    if (!s->leaves && s->on_stop)
        s->on_stop();
    s->leaves = true;
    return !pith_requests(s->pith);
}

/* Answers are in shared memory, and wake nobody while we are awake: so before the loop sleeps it
 * says so, and looks once more. */
static void turn(struct serving *s)
{
    int n;
    while ((n = pith_wait(s->pith, 0)) > 0)
        ;
    if (n < 0 || is_over(s))
        loop_stop(s->loop);
    else if (!pith_arm(s->pith))
        loop_post(s->loop, &s->more);
}

static void has_news(struct watch *w, enum want ready)
{
    (void)ready;
    turn(CONTAINER_OF(w, struct serving, watch));
}

static void has_more(struct post *p)
{
    turn(CONTAINER_OF(p, struct serving, more));
}

void serving_open(struct serving *s)
{
    struct pith_error e;
    the_one = s;
    s->loop = loop_new(LOOP_LIVE);
    s->more.fn = has_more;
    s->pith = pith_open(&e);
    if (!s->pith)
        give_up(&e);
    pith_set_spin(s->pith, 0);
    struct err *failed = watch_start(s->loop, &s->watch, pith_fd(s->pith), has_news);
    if (failed) {
        fprintf(stderr, "%s\n", err_text(failed));
        exit(1);
    }
    loop_want(&s->watch, WANT_READ);
}

void serving_run(struct serving *s, const struct service_op *ops, size_t count)
{
    struct pith_error e;
    for (size_t i = 0; i < count; i++)
        if (pith_export(s->pith, ops[i].op, ops[i].fn, &e) < 0)
            give_up(&e);
    if (pith_ready(s->pith, &e) < 0)
        give_up(&e);
    loop_post(s->loop, &s->more);
    loop_run(s->loop);
}

void serving_close(struct serving *s)
{
    watch_stop(&s->watch);
    pith_close(s->pith);
    s->pith = NULL;
    loop_unpost(s->loop, &s->more);
}

void serving_done(struct serving *s)
{
    loop_free(s->loop);
}

/* --- answers --- */

/* What is said may have had to wait for room, and whoever waits hears, and takes for theirs, the
 * call that was to wake us: so there is another turn before the loop sleeps. */
static void said(void)
{
    pith_flush(the_one->pith);
    loop_post(the_one->loop, &the_one->more);
}

void serving_reply(struct pith_request *r)
{
    pith_reply(r);
    said();
}

void serving_reply_fd(struct pith_request *r, int take_fd)
{
    pith_reply_fd(r, take_fd);
    said();
}

void serving_fail(struct pith_request *r, struct err *take_e)
{
    pith_hint(r, err_hint_text(take_e));
    pith_fail(r, (int)err_kind(take_e), err_reason(take_e), "%s", err_text(take_e));
    err_free(take_e);
    said();
}

bool serving_item(struct pith_request *r, const void *item)
{
    bool room = pith_item(r, item);
    said();
    return room;
}

struct pith_str serving_copy(struct pith_request *r, struct str s)
{
    return pith_copy(r, s.ptr, s.len);
}
