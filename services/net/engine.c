/* libcurl on our loop: see engine.h. It tells which sockets and which time it waits for; we tell
 * it when they come. */
#include "engine.h"

#include "base/base.h"

#include <fcntl.h>
#include <stdlib.h>

enum { CONNECTIONS_MOST = 512, CONNECTIONS_KEPT = 64, CONNECTIONS_EACH_HOST = 32 };

struct engine {
    struct loop *loop;
    const struct engine_options *options;
    CURLM *multi;
    struct timer timer;
    struct engine_figures figures;
};

struct socket_watch {
    struct watch watch;
    struct engine *engine;
    curl_socket_t fd;
};

/* libcurl's own descriptor goes with the handle; the connection stays with a copy. */
static void keep_socket(struct exchange *x)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    curl_easy_getinfo(x->easy, CURLINFO_ACTIVESOCKET, &fd);
    x->fd = fd == CURL_SOCKET_BAD ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

static void tell_ended(struct engine *e)
{
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(e->multi, &left));) {
        struct exchange *x;
        CURLcode code = m->data.result;
        CURL *easy = m->easy_handle;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&x);
        if (x->only_connects && code == CURLE_OK)
            keep_socket(x);
        curl_multi_remove_handle(e->multi, easy); /* `m` is gone */
        x->done(x, code);
    }
}

static void act(struct engine *e, curl_socket_t fd, int ready)
{
    int running;
    curl_multi_socket_action(e->multi, fd, ready, &running);
    tell_ended(e);
}

static void socket_ready(struct watch *w, enum want ready)
{
    const struct socket_watch *s = CONTAINER_OF(w, struct socket_watch, watch);
    act(s->engine, s->fd,
        (ready & WANT_READ ? CURL_CSELECT_IN : 0) | (ready & WANT_WRITE ? CURL_CSELECT_OUT : 0));
}

static void timer_due(struct timer *t)
{
    act(CONTAINER_OF(t, struct engine, timer), CURL_SOCKET_TIMEOUT, 0);
}

static void forget_socket(struct engine *e, curl_socket_t fd, struct socket_watch *s)
{
    if (!s)
        return;
    watch_stop(&s->watch);
    curl_multi_assign(e->multi, fd, NULL);
    mem_free(s);
}

static struct socket_watch *watch_socket(struct engine *e, curl_socket_t fd)
{
    struct socket_watch *s = mem_new(sizeof *s);
    s->engine = e;
    s->fd = fd;
    owned(err) struct err *failed = watch_start(e->loop, &s->watch, fd, socket_ready);
    if (failed) {
        mem_free(s);
        return NULL;
    }
    curl_multi_assign(e->multi, fd, s);
    return s;
}

static int socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg, void *of_socket)
{
    struct engine *e = arg;
    struct socket_watch *s = of_socket;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        forget_socket(e, fd, s);
        return 0;
    }
    if (!s && !(s = watch_socket(e, fd)))
        return -1;
    loop_want(&s->watch,
              (what & CURL_POLL_IN ? WANT_READ : 0) | (what & CURL_POLL_OUT ? WANT_WRITE : 0));
    return 0;
}

static int time_wanted(CURLM *multi, long ms, void *arg)
{
    struct engine *e = arg;
    (void)multi;
    if (ms < 0)
        timer_stop(e->loop, &e->timer);
    else
        timer_start(e->loop, &e->timer, ms, timer_due);
    return 0;
}

struct engine *engine_new(struct loop *l, const struct engine_options *o)
{
    struct engine *e = mem_new(sizeof *e);
    e->loop = l;
    e->options = o;
    e->multi = curl_multi_init();
    if (!e->multi)
        abort();
    curl_multi_setopt(e->multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
    curl_multi_setopt(e->multi, CURLMOPT_SOCKETDATA, e);
    curl_multi_setopt(e->multi, CURLMOPT_TIMERFUNCTION, time_wanted);
    curl_multi_setopt(e->multi, CURLMOPT_TIMERDATA, e);
    curl_multi_setopt(e->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)CONNECTIONS_MOST);
    curl_multi_setopt(e->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_EACH_HOST);
    curl_multi_setopt(e->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
    return e;
}

void engine_free(struct engine *e)
{
    if (!e)
        return;
    curl_multi_cleanup(e->multi);
    timer_stop(e->loop, &e->timer);
    mem_free(e);
}

struct loop *engine_loop(const struct engine *e)
{
    return e->loop;
}

const struct engine_options *engine_options(const struct engine *e)
{
    return e->options;
}

bool engine_add(struct engine *e, struct exchange *x)
{
    curl_easy_setopt(x->easy, CURLOPT_PRIVATE, x);
    if (curl_multi_add_handle(e->multi, x->easy) != CURLM_OK)
        return false;
    e->figures.exchanges++;
    return true;
}

void engine_remove(struct engine *e, struct exchange *x)
{
    curl_multi_remove_handle(e->multi, x->easy);
}

struct engine_figures *engine_figures(struct engine *e)
{
    return &e->figures;
}
