/* All of them, and how they end with pith: see native.h. */
#include "native/native_priv.h"

#include <signal.h>

static struct kernel_key key;

struct natives *natives_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

struct natives *natives_new(struct kernel *k, struct zygote *z)
{
    struct natives *ns = mem_new(sizeof *ns);
    ns->kernel = k;
    ns->loop = kernel_loop(k);
    ns->zygote = z;
    list_init(&ns->all);
    kernel_put(k, &key, ns);
    return ns;
}

/* The last started first: what is below another was started later. */
void natives_free(struct natives *ns)
{
    if (!ns)
        return;
    timer_stop(ns->loop, &ns->stopping);
    while (!list_empty(&ns->all)) {
        struct native *n = CONTAINER_OF(ns->all.prev, struct native, link);
        proc_set_body(n->proc, NULL, NULL); /* its sandbox has ended with the zygote */
        proc_go(n->proc, PROC_STATE_EXITED);
        proc_close(n->proc);
    }
    mem_free(ns);
}

size_t natives_alive(const struct natives *ns)
{
    return ns->count;
}

/* --- when pith stops --- */

enum { STOP_MS = 300 };

static bool some_run(const struct natives *ns)
{
    list_each (&ns->all, item)
        if (!native_is_over(CONTAINER_OF(item, struct native, link)))
            return true;
    return false;
}

void natives_settle_stop(struct natives *ns)
{
    void (*stopped)(void *arg) = ns->stopped;
    if (!stopped || some_run(ns))
        return;
    ns->stopped = NULL;
    timer_stop(ns->loop, &ns->stopping);
    stopped(ns->stopped_arg);
}

static void made_to_end(struct timer *t)
{
    struct natives *ns = CONTAINER_OF(t, struct natives, stopping);
    list_each (&ns->all, item)
        native_end_now(CONTAINER_OF(item, struct native, link), PROC_WHY_STOPPING, 0);
}

void natives_stop(struct natives *ns, void (*stopped)(void *arg), void *arg)
{
    ns->stops = true;
    ns->stopped = stopped;
    ns->stopped_arg = arg;
    timer_start(ns->loop, &ns->stopping, STOP_MS, made_to_end);
    list_each (&ns->all, item) {
        struct native *n = CONTAINER_OF(item, struct native, link);
        if (native_is_over(n))
            continue;
        proc_blame(n->proc, PROC_WHY_STOPPING, 0);
        zygote_signal(&n->child, SIGTERM);
    }
    natives_settle_stop(ns);
}
