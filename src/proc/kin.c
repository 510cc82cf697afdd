/* Parents and children, and how procs end: see proc.h.
 *
 * Nothing outlives its parent. When a proc's last reference goes, when its credential ends, or when
 * its program has exited, it is closed, on the loop and in this order:
 *
 *     the streams that run for it
 *     its children, the last made first, each with all that is below it
 *     its body: the program is told to end, and has ended
 *     what it holds (holdings.c)
 *     itself, once nobody has a reference
 *
 * Programs take their time; a proc whose children have not ended waits for them, and goes on as the
 * last one leaves. A child that is still there after CLOSE_MS gets another parent, pith itself, so
 * that nothing waits for ever; that is told.
 *
 * Most procs have neither children nor anything to be given back, and end where their last
 * reference does. */
#include "proc/proc_priv.h"

#include <stdlib.h>

static void close_them(struct post *post);

void kin_init(struct procs *ps)
{
    ps->loop = kernel_loop(ps->kernel);
    ps->close_them.fn = close_them;
    list_init(&ps->ending);
    ps->root = proc_new(ps, PROC_SYSTEM, PRESET_NOTHING, STR("pith"));
    if (!ps->root)
        abort(); /* no memory at a start */
    proc_go(ps->root, PROC_STATE_READY);
}

/* --- the tree --- */

static void put_below(struct proc *p, struct proc *parent)
{
    p->parent = parent;
    list_add(&parent->children, &p->sibling);
    parent->n_children++;
}

static void take_away(struct proc *p)
{
    if (!p->parent)
        return;
    list_remove(&p->sibling);
    p->parent->n_children--;
}

void kin_enter(struct proc *p, struct proc *parent)
{
    pthread_mutex_lock(&p->home->lock);
    put_below(p, parent);
    p->starter = parent->caller.nr;
    pthread_mutex_unlock(&p->home->lock);
}

bool kin_is_below(const struct proc *p, const struct proc *above)
{
    while (p && p != above)
        p = p->parent;
    return p;
}

bool proc_owns(const struct proc *p, const struct proc *other)
{
    struct procs *ps = p->home;
    bool owns = false;
    pthread_mutex_lock(&ps->lock);
    for (const struct proc *at = other; at && !owns; at = at->parent)
        owns = at != p && (at->parent == p || at->starter == p->caller.nr);
    pthread_mutex_unlock(&ps->lock);
    return owns;
}

struct err *proc_put_below(struct proc *p, struct proc *parent, bool stays)
{
    TRY(bounds_child(parent));
    pthread_mutex_lock(&p->home->lock);
    p->starter = parent->caller.nr;
    if (!stays) {
        take_away(p);
        put_below(p, parent);
    }
    pthread_mutex_unlock(&p->home->lock);
    bounds_inherit(p, parent);
    return NULL;
}

uint32_t proc_starter(const struct proc *p)
{
    return p->starter;
}

/* --- walks: what they are given is kept meanwhile --- */

/* One whose last reference has gone is about to be freed, unless it is being closed: that is done
 * here, on the loop. */
static bool take_ref(struct proc *p)
{
    unsigned refs = atomic_load(&p->refs);
    while (refs && !atomic_compare_exchange_weak(&p->refs, &refs, refs + 1))
        ;
    if (!refs && p->closing)
        proc_ref(p);
    return refs || p->closing;
}

static void keep(struct proc *p, struct proc **all, size_t *n)
{
    if (take_ref(p))
        all[(*n)++] = p;
    list_each (&p->children, item)
        keep(CONTAINER_OF(item, struct proc, sibling), all, n);
}

static size_t list_below(struct proc *top, struct proc ***out_all)
{
    struct procs *ps = top->home;
    size_t n = 0;
    pthread_mutex_lock(&ps->lock);
    *out_all = mem_new((atomic_load(&ps->born) - atomic_load(&ps->ended) + 64) * sizeof(void *));
    keep(top, *out_all, &n);
    pthread_mutex_unlock(&ps->lock);
    return n;
}

size_t kin_list(struct procs *ps, struct proc ***out_all)
{
    return list_below(ps->root, out_all);
}

void kin_each_below(struct proc *p, kin_fn *fn, void *arg)
{
    struct proc **all;
    size_t n = list_below(p, &all);
    for (size_t i = 0; i < n; i++) {
        if (all[i] != p)
            fn(all[i], arg);
        proc_unref(all[i]);
    }
    mem_free(all);
}

/* Who started it may end on another thread meanwhile, unless the walk keeps it. */
static bool is_from(const struct proc *p, const struct proc *top)
{
    struct procs *ps = p->home;
    pthread_mutex_lock(&ps->lock);
    const struct proc *starter = ps->table[p->starter & (PROCS_MOST - 1)];
    bool started = starter && starter->caller.nr == p->starter && starter->marked;
    pthread_mutex_unlock(&ps->lock);
    return p != top && (started || (p->parent && p->parent->marked));
}

/* Parents come before their children, and what stays stands behind who started it: at the top,
 * where it came later. */
void kin_each_owned(struct proc *p, kin_fn *fn, void *arg)
{
    struct proc **all;
    size_t n = kin_list(p->home, &all);
    for (size_t i = 0; i < n; i++)
        all[i]->marked = false;
    p->marked = true;
    for (size_t i = 0; i < n; i++) {
        if (!is_from(all[i], p))
            continue;
        all[i]->marked = true;
        fn(all[i], arg);
    }
    for (size_t i = 0; i < n; i++)
        proc_unref(all[i]);
    mem_free(all);
}

/* --- closing --- */

/* With the lock of all. */
static void queue(struct proc *p)
{
    if (list_empty(&p->ending_link))
        list_add(&p->home->ending, &p->ending_link);
}

void kin_close_later(struct proc *p)
{
    pthread_mutex_lock(&p->home->lock);
    queue(p);
    pthread_mutex_unlock(&p->home->lock);
    loop_post(p->home->loop, &p->home->close_them);
}

/* Whether its parent can go on now. With the lock of all. */
static bool leave(struct proc *p)
{
    struct proc *parent = p->parent;
    take_away(p);
    bool last = parent && parent->closing && !parent->n_children;
    if (last)
        queue(parent);
    p->parent = NULL;
    return last;
}

bool kin_leave(struct proc *p)
{
    struct procs *ps = p->home;
    bool wakes = false, simple;
    pthread_mutex_lock(&ps->lock);
    simple = !p->n_holdings && !p->n_children && list_empty(&p->ending_link) && !p->in_close;
    p->dropped = true;
    if (simple)
        wakes = leave(p);
    else if (!p->in_close)
        queue(p);
    pthread_mutex_unlock(&ps->lock);
    if (wakes || !simple)
        loop_post(ps->loop, &ps->close_them);
    return simple;
}

static struct proc *last_open_child(struct proc *p)
{
    struct proc *found = NULL;
    pthread_mutex_lock(&p->home->lock);
    for (struct list *item = p->children.prev; item != &p->children && !found; item = item->prev) {
        struct proc *child = CONTAINER_OF(item, struct proc, sibling);
        if (!child->closing || child->kept)
            found = child;
    }
    pthread_mutex_unlock(&p->home->lock);
    return found;
}

static void mark_ended(struct proc *p)
{
    pthread_mutex_lock(&p->lock);
    p->ended = true;
    pthread_mutex_unlock(&p->lock);
    plans_drop(&p->caller);
}

static void close_proc(struct proc *p);

/* Whoever drops the last reference from here on leaves the rest to us. */
static bool begin_close(struct proc *p)
{
    pthread_mutex_lock(&p->home->lock);
    bool first = !p->in_close;
    p->closing = p->in_close = true;
    pthread_mutex_unlock(&p->home->lock);
    return first;
}

static bool close_children(struct proc *p)
{
    for (struct proc *child; (child = last_open_child(p));) {
        child->orphan = true; /* nobody is left who could ask how it ended */
        child->kept = false;
        mark_ended(child);
        close_proc(child);
    }
    pthread_mutex_lock(&p->home->lock);
    bool none = !p->n_children;
    pthread_mutex_unlock(&p->home->lock);
    return none;
}

static bool close_body(struct proc *p)
{
    if (p->body && !p->body_told) {
        p->body_told = true;
        p->body->end(p->body_arg);
    }
    return !p->body;
}

/* --- children that do not end --- */

enum { CLOSE_MS = 10000 };

static void tell_orphan(const struct proc *p, const struct proc *parent)
{
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_PROC_ORPHAN,
                                           .caller = p->caller.nr,
                                           .a = parent->caller.nr },
                    str_of(p->name));
}

static void give_away_children(struct proc *p)
{
    struct procs *ps = p->home;
    pthread_mutex_lock(&ps->lock);
    while (!list_empty(&p->children)) {
        struct proc *child = CONTAINER_OF(p->children.prev, struct proc, sibling);
        take_away(child);
        put_below(child, ps->root);
        tell_orphan(child, p);
    }
    queue(p);
    pthread_mutex_unlock(&ps->lock);
}

static void overdue(struct timer *t);

static void watch_overdue(struct procs *ps)
{
    if (!timer_is_set(&ps->overdue))
        timer_start(ps->loop, &ps->overdue, CLOSE_MS, overdue);
}

static void overdue(struct timer *t)
{
    struct procs *ps = CONTAINER_OF(t, struct procs, overdue);
    int64_t now = clock_mono_ns();
    struct proc **all;
    size_t n = kin_list(ps, &all), waiting = 0;
    for (size_t i = 0; i < n; i++) {
        bool waits = all[i]->waits_since_ns;
        if (waits && now - all[i]->waits_since_ns >= CLOSE_MS * 1000000LL)
            give_away_children(all[i]);
        else
            waiting += waits;
        proc_unref(all[i]);
    }
    mem_free(all);
    if (waiting)
        watch_overdue(ps);
    loop_post(ps->loop, &ps->close_them);
}

static void note_waiting(struct proc *p, bool waits)
{
    if (!waits)
        p->waits_since_ns = 0;
    else if (!p->waits_since_ns)
        p->waits_since_ns = clock_mono_ns();
    if (waits && p->home->kernel)
        watch_overdue(p->home);
}

/* True: nobody has it any more, and it is ours to reap. A call that was under way on another thread
 * may have taken something since all was given back: then it is closed once more. */
static bool end_close(struct proc *p, bool all_given_back, bool *out_wakes)
{
    pthread_mutex_lock(&p->home->lock);
    p->in_close = false;
    bool last = all_given_back && p->dropped && !atomic_load(&p->refs);
    bool ours = last && !p->n_holdings;
    if (ours) {
        list_remove(&p->ending_link);
        *out_wakes = leave(p);
    } else if (last) {
        queue(p);
        *out_wakes = true;
    }
    pthread_mutex_unlock(&p->home->lock);
    return ours;
}

/* It is marked as being closed. */
static void run_close(struct proc *p)
{
    struct procs *ps = p->home;
    bool wakes = false;
    if (ps->kernel && atomic_load(&p->refs)) /* other calls may end; these would not */
        kernel_stop_streams(ps->kernel, &p->caller);
    if (proc_state(p) < PROC_STATE_ENDING && !p->kept)
        proc_go(p, PROC_STATE_ENDING);
    bool alone = close_children(p);
    note_waiting(p, !alone);
    bool all = alone && close_body(p) && !p->kept;
    if (all)
        holdings_release(p);
    if (end_close(p, all, &wakes))
        proc_reap(p);
    if (wakes)
        loop_post(ps->loop, &ps->close_them);
}

static void close_proc(struct proc *p)
{
    if (begin_close(p))
        run_close(p);
}

static struct proc *take_ending(struct procs *ps)
{
    struct proc *p = NULL;
    pthread_mutex_lock(&ps->lock);
    for (struct list *item; !p && (item = list_take(&ps->ending));) {
        p = CONTAINER_OF(item, struct proc, ending_link);
        if (p->in_close)
            p = NULL; /* whoever closes it sees that it is dropped */
        else
            p->closing = p->in_close = true;
    }
    pthread_mutex_unlock(&ps->lock);
    return p;
}

static void close_them(struct post *post)
{
    struct procs *ps = CONTAINER_OF(post, struct procs, close_them);
    for (struct proc *p; (p = take_ending(ps));)
        run_close(p);
}

/* --- by whom it is told --- */

bool proc_has_ended(struct proc *p)
{
    pthread_mutex_lock(&p->lock);
    bool ended = p->ended;
    pthread_mutex_unlock(&p->lock);
    return ended;
}

void proc_end(struct proc *p)
{
    mark_ended(p);
    kin_close_later(p);
}

void proc_set_body(struct proc *p, const struct proc_body *body, void *arg)
{
    p->body = body;
    p->body_arg = arg;
}

void proc_body_gone(struct proc *p, bool kept)
{
    p->body = NULL;
    p->kept = kept && !p->orphan;
    proc_go(p, PROC_STATE_EXITED);
    mark_ended(p);
    close_proc(p);
}

void proc_close(struct proc *p)
{
    p->kept = false;
    mark_ended(p);
    close_proc(p);
}

/* --- the end of all --- */

void kin_done(struct procs *ps)
{
    ps->kernel = NULL; /* with it all calls have gone */
    close_them(&ps->close_them);
    proc_unref(ps->root);
    close_them(&ps->close_them);
    loop_unpost(ps->loop, &ps->close_them);
    timer_stop(ps->loop, &ps->overdue);
}
