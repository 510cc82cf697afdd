/* What tasks take up, and who makes room when it is too much.
 *
 * Each proc that has tasks is a holder. When all of them hold too much, the one that holds most
 * forgets the eldest of its results, so that nobody's are lost because of another's; and nobody
 * holds more than half, so that others always find room. */
#include "task/task_priv.h"

enum { SMALL = 16 * 1024 }; /* arguments of this size are told by their number */

static struct str key_of(struct proc *const *p)
{
    return (struct str){ (const char *)p, sizeof *p };
}

static size_t weight_of(const struct task *t)
{
    size_t args = t->run && t->args > SMALL ? t->args : 0;
    return sizeof *t + t->kept.held + t->items.len + args;
}

/* --- who --- */

static struct holder *holder_of(struct tasks *ts, struct proc *p)
{
    struct holder *h = map_get(&ts->by_proc, key_of(&p));
    if (h)
        return h;
    h = mem_new(sizeof *h);
    h->proc = p;
    list_init(&h->ended);
    list_add(&ts->holders, &h->link);
    map_put(&ts->by_proc, key_of(&h->proc), h);
    return h;
}

void holder_take(struct task *t)
{
    t->holder = holder_of(t->home, t->proc);
    t->holder->count++;
}

void holder_weigh(struct task *t)
{
    size_t now = weight_of(t);
    t->holder->bytes += now - t->weight;
    t->home->bytes += now - t->weight;
    t->weight = now;
    if (task_is_over(t) && list_empty(&t->mine))
        list_add(&t->holder->ended, &t->mine);
    if (t->home->bytes >= TASKS_BYTES_MOST)
        loop_post(kernel_loop(t->home->kernel), &t->home->crowded);
}

void holder_drop(struct task *t)
{
    struct holder *h = t->holder;
    struct tasks *ts = t->home;
    list_remove(&t->mine);
    h->bytes -= t->weight;
    ts->bytes -= t->weight;
    if (--h->count)
        return;
    map_remove(&ts->by_proc, key_of(&h->proc));
    list_remove(&h->link);
    mem_free(h);
}

/* --- room --- */

/* False: it has no results. */
static bool forget_eldest(const struct holder *h)
{
    if (list_empty(&h->ended))
        return false;
    struct task *t = CONTAINER_OF(h->ended.next, struct task, mine);
    t->home->ended--;
    task_forget(t);
    return true;
}

static const struct holder *heaviest(const struct tasks *ts)
{
    const struct holder *most = NULL;
    list_each (&ts->holders, item) {
        const struct holder *h = CONTAINER_OF(item, struct holder, link);
        if (!list_empty(&h->ended) && (!most || h->bytes > most->bytes))
            most = h;
    }
    return most;
}

static bool is_full(const struct tasks *ts)
{
    return ts->count >= TASKS_MOST || ts->bytes >= TASKS_BYTES_MOST;
}

static void make_room(struct tasks *ts)
{
    const struct holder *h;
    while (is_full(ts) && (h = heaviest(ts)))
        forget_eldest(h);
}

void holders_crowded(struct post *p)
{
    make_room(CONTAINER_OF(p, struct tasks, crowded));
}

static bool holds_half(const struct holder *h)
{
    return h && (h->count >= TASKS_MOST / 2 || h->bytes >= TASKS_BYTES_MOST / 2);
}

bool holder_has_room(const struct task *t)
{
    return !holds_half(t->holder);
}

struct err *holders_check(struct tasks *ts, struct proc *p)
{
    const struct holder *h;
    while (holds_half(h = map_get(&ts->by_proc, key_of(&p))) && forget_eldest(h))
        ;
    make_room(ts);
    if (!holds_half(map_get(&ts->by_proc, key_of(&p))) && !is_full(ts))
        return NULL;
    return err_hint(err_new(ERR_LIMIT, "too_many_tasks",
                            "too many tasks wait or run already: at most %d, and half of them of "
                            "one proc",
                            TASKS_MOST),
                    "wait until some have ended, or call them off");
}
