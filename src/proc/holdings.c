/* What procs hold, and how it is given back: see proc.h and holdings.def. */
#include "proc/proc_priv.h"

static const struct {
    const char *name;
    unsigned order;
    bool is_handle;
} rows[HOLDING_KINDS] = {
#define HOLDING(constant, name, order, handle, doc) [HOLD_##constant] = { #name, order, handle },
#include "proc/holdings.def"
#undef HOLDING
};

const char *holding_name(enum holding_kind k)
{
    return rows[k].name;
}

unsigned holding_order(enum holding_kind k)
{
    return rows[k].order;
}

void holding_count(struct procs *ps, enum holding_kind k, int64_t more)
{
    struct holding_count *count = &ps->holdings[k];
    atomic_fetch_add(&count->held, (uint64_t)more);
    if (more > 0)
        atomic_fetch_add(&count->taken, (uint64_t)more);
}

void proc_hold(struct proc *p, struct holding *h, enum holding_kind kind,
               void (*release)(struct holding *h))
{
    *h = (struct holding){ .home = p->home, .proc = p, .kind = kind, .release = release };
    pthread_mutex_lock(&p->home->lock);
    h->nr = ++p->last_holding;
    list_add(&p->holdings[kind], &h->link);
    p->n_held[kind]++;
    p->n_holdings++;
    pthread_mutex_unlock(&p->home->lock);
    holding_count(p->home, kind, 1);
}

/* With the lock of all. */
static void take_out(struct holding *h)
{
    list_remove(&h->link);
    h->proc->n_held[h->kind]--;
    h->proc->n_holdings--;
    h->proc = NULL;
}

bool proc_let_go(struct holding *h)
{
    struct procs *ps = h->home;
    if (!ps)
        return false;
    pthread_mutex_lock(&ps->lock);
    bool held = h->proc;
    if (held)
        take_out(h);
    pthread_mutex_unlock(&ps->lock);
    if (held)
        holding_count(ps, h->kind, -1);
    return held;
}

struct err *proc_may_hold(struct proc *p)
{
    uint64_t most = atomic_load_explicit(&p->most.handles, memory_order_relaxed), n = 0;
    pthread_mutex_lock(&p->home->lock);
    for (enum holding_kind k = 0; k < HOLDING_KINDS; k++)
        n += rows[k].is_handle ? p->n_held[k] : 0;
    pthread_mutex_unlock(&p->home->lock);
    if (!most || n < most)
        return NULL;
    proc_met(p, PROC_WHY_HANDLES, most);
    return err_detail(err_hint(err_new(ERR_LIMIT, "handles",
                                       "%s holds %llu streams, watches, mounts and tasks already",
                                       p->name, (unsigned long long)n),
                               "let go of some, or raise its limit: proc.limits"),
                      "most", "%llu", (unsigned long long)most);
}

/* --- when the proc ends --- */

static bool goes_before(const struct holding *a, const struct holding *b)
{
    unsigned x = rows[a->kind].order, y = rows[b->kind].order;
    return x < y || (x == y && a->nr > b->nr);
}

/* Of each kind the last stands at the end, so however many there are only these are compared. It is
 * ours from then on: who would let go of it now comes too late. */
static struct holding *take_next(struct proc *p)
{
    struct holding *best = NULL;
    pthread_mutex_lock(&p->home->lock);
    for (enum holding_kind k = 0; k < HOLDING_KINDS; k++) {
        if (list_empty(&p->holdings[k]))
            continue;
        struct holding *h = CONTAINER_OF(p->holdings[k].prev, struct holding, link);
        if (!best || goes_before(h, best))
            best = h;
    }
    if (best)
        take_out(best);
    pthread_mutex_unlock(&p->home->lock);
    return best;
}

static void count_swept(struct procs *ps, enum holding_kind k, uint64_t us)
{
    struct holding_count *count = &ps->holdings[k];
    atomic_fetch_add(&count->swept, 1);
    if (us > atomic_load(&count->longest_us))
        atomic_store(&count->longest_us, us);
}

static void release_one(struct proc *p, struct holding *h, struct buf *order)
{
    int64_t began = clock_mono_ns();
    enum holding_kind kind = h->kind;
    holding_count(p->home, kind, -1);
    h->release(h); /* which may free it */
    uint64_t us = (uint64_t)(clock_mono_ns() - began) / 1000;
    count_swept(p->home, kind, us);
    buf_printf(order, "%s%s", order->len ? " " : "", rows[kind].name);
}

/* The event names them in the order in which they went. */
void holdings_release(struct proc *p)
{
    owned(buf) struct buf order = { 0 };
    int64_t began = clock_mono_ns();
    uint64_t n = 0;
    buf_init(&order, TRACE_TEXT_MOST);
    for (struct holding *h; (h = take_next(p)); n++)
        release_one(p, h, &order);
    if (n)
        trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                               .kind = TRACE_PROC_RELEASED,
                                               .caller = p->caller.nr,
                                               .a = n,
                                               .b = (uint64_t)(clock_mono_ns() - began) / 1000 },
                        buf_text(&order));
}
