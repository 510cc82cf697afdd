/* A native proc's states and what it holds: see native.h.
 *
 *     creating -> initializing -> running <-> suspended
 *                      |             |            |
 *                      |             '-> ending <-'
 *                      |                   |
 *                      '-----------------> exited -> reaped
 *
 * The table has an answer for every pair, so that an event at the wrong time is seen here and
 * nowhere else. */
#include "native/native_priv.h"

#include "trace/trace.h"

#include <assert.h>
#include <unistd.h>

enum { STATES = PROC_STATE_REAPED + 1 };

/* [from][to] */
static const bool may_go[STATES][STATES] = {
    /*                     crea  init  runn  susp  endi  exit  reap */
    [PROC_STATE_CREATING] = { 0, 1, 0, 0, 0, 0, 1 },
    [PROC_STATE_INITIALIZING] = { 0, 0, 1, 0, 1, 1, 0 },
    [PROC_STATE_RUNNING] = { 0, 0, 0, 1, 1, 1, 0 },
    [PROC_STATE_SUSPENDED] = { 0, 0, 1, 0, 1, 1, 0 },
    [PROC_STATE_ENDING] = { 0, 0, 0, 0, 0, 1, 0 },
    [PROC_STATE_EXITED] = { 0, 0, 0, 0, 0, 0, 1 },
    [PROC_STATE_REAPED] = { 0, 0, 0, 0, 0, 0, 0 },
};

bool native_go(struct native *n, enum proc_state to)
{
    if (!may_go[n->state][to])
        return false;
    n->state = to;
    return true;
}

bool native_is_over(const struct native *n)
{
    return n->state >= PROC_STATE_EXITED;
}

/* --- holdings --- */

static void release_proc(struct native *n)
{
    proc_unref(n->proc);
}

static void release_plan(struct native *n)
{
    arena_done(&n->plan_arena);
}

static void release_stdin(struct native *n)
{
    if (n->in >= 0)
        close(n->in);
}

static void release_out(struct native *n)
{
    stream_done(&n->streams[PROC_STREAM_OUT]);
}

static void release_err(struct native *n)
{
    stream_done(&n->streams[PROC_STREAM_ERR]);
}

static void release_waiters(struct native *n)
{
    assert(list_empty(&n->waiters) && !n->reader && !n->spawner);
}

static void release_place(struct native *n)
{
    list_remove(&n->link);
    n->home->count--;
}

static const struct {
    const char *name;
    void (*release)(struct native *n);
} rows[HOLDINGS] = {
#define HOLDING(constant, name, fn) [HOLD_##constant] = { #name, fn },
#include "native/holdings.def"
#undef HOLDING
};

const char *holding_name(enum holding_kind k)
{
    return rows[k].name;
}

/* Each kind is held once at most, so there is always room. */
void native_hold(struct native *n, enum holding_kind kind)
{
    n->held[n->n_held++] = kind;
}

void native_release_all(struct native *n)
{
    while (n->n_held)
        rows[n->held[--n->n_held]].release(n);
    mem_free(n->program);
    mem_free(n);
}

struct native *native_new(struct natives *ns)
{
    struct native *n = mem_new(sizeof *n);
    n->home = ns;
    n->in = n->streams[0].fd = n->streams[1].fd = -1;
    n->started_ms = clock_wall_ms();
    list_init(&n->waiters);
    list_add(&ns->all, &n->link);
    ns->count++;
    native_hold(n, HOLD_PLACE);
    native_hold(n, HOLD_WAITERS);
    return n;
}
