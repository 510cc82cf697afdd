/* Watches and signals: see loop.h. libuv lets go of a handle only a turn after it was closed,
 * while the owner of a watch may vanish at once. So the handle is a piece of heap of its own,
 * which forgets its owner when the watch stops. */
#include "base/loop_priv.h"
#include "base/mem.h"

struct watch_handle {
    uv_poll_t uv;
    struct watch *owner;
    enum want wish;
};

struct signal_handle {
    uv_signal_t uv;
    struct signal_watch *owner;
};

_Static_assert((int)WANT_READ == UV_READABLE && (int)WANT_WRITE == UV_WRITABLE &&
                   (int)WANT_HANGUP == UV_DISCONNECT,
               "a wish is passed on as it is");

static struct loop *loop_of(const void *handle)
{
    return CONTAINER_OF(((const uv_handle_t *)handle)->loop, struct loop, uv);
}

static void free_handle(uv_handle_t *handle)
{
    mem_free(handle); /* `uv` comes first in both kinds */
}

static void close_handle(void *handle)
{
    struct loop *l = loop_of(handle);
    loop_assert_here(l);
    l->watches--;
    uv_close(handle, free_handle);
}

/* On an error libuv stops the handle; data may still wait in front of that error, so it is
 * started again, unless the owner has had enough. The handle outlives the call, even if the
 * watch was stopped in it. */
static void on_ready(uv_poll_t *uv, int status, int events)
{
    struct watch_handle *h = CONTAINER_OF(uv, struct watch_handle, uv);
    loop_of(uv)->happened++;
    h->owner->fn(h->owner, status < 0 ? h->wish : (enum want)events);
    if (status < 0 && !uv_is_closing((uv_handle_t *)uv))
        uv_poll_start(uv, (int)h->wish, on_ready);
}

struct err *watch_start(struct loop *l, struct watch *w, int fd, watch_fn *fn)
{
    loop_assert_here(l);
    struct watch_handle *h = mem_new(sizeof *h);
    int failed = uv_poll_init(&l->uv, &h->uv, fd);
    if (failed) {
        mem_free(h);
        return err_errno(-failed, "watch descriptor %d", fd);
    }
    l->watches++;
    h->owner = w;
    *w = (struct watch){ fn, h };
    return NULL;
}

void loop_want(struct watch *w, enum want wish)
{
    if (w->handle->wish == wish)
        return;
    w->handle->wish = wish;
    uv_poll_start(&w->handle->uv, (int)wish, on_ready); /* with no events it stops */
}

void watch_stop(struct watch *w)
{
    if (!w->handle)
        return;
    close_handle(&w->handle->uv);
    w->handle = NULL;
}

static void on_signal(uv_signal_t *uv, int signo)
{
    (void)signo;
    struct signal_handle *h = CONTAINER_OF(uv, struct signal_handle, uv);
    loop_of(uv)->happened++;
    h->owner->fn(h->owner);
}

struct err *signal_start(struct loop *l, struct signal_watch *s, int signo, signal_fn *fn)
{
    loop_assert_here(l);
    struct signal_handle *h = mem_new(sizeof *h);
    int failed = uv_signal_init(&l->uv, &h->uv);
    if (failed) {
        mem_free(h);
        return err_errno(-failed, "watch for signal %d", signo);
    }
    failed = uv_signal_start(&h->uv, on_signal, signo);
    if (failed) {
        uv_close((uv_handle_t *)&h->uv, free_handle);
        return err_errno(-failed, "watch for signal %d", signo);
    }
    l->watches++;
    h->owner = s;
    *s = (struct signal_watch){ fn, h };
    return NULL;
}

void signal_stop(struct signal_watch *s)
{
    if (!s->handle)
        return;
    close_handle(&s->handle->uv);
    s->handle = NULL;
}
