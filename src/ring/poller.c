/* The thread that reads what programs write.
 *
 *     none -> polling: look at each ring -> (nothing for a while) sleep -> look ...
 *      ^         '-- no ring is left --.
 *      '-------------------------------'
 *
 * After something has come it looks on for RING_SPIN_US, for the next thing usually follows at
 * once; then it sleeps until an eventfd wakes it. On one processor it never looks on: whoever
 * should write could not. */
#include "ring/ring_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EVENTS = 64, RETRY_MS = 5 };

_Thread_local bool ring_on_poller;

struct polling {
    struct rings *home;
    struct list rings;
    size_t count;
    bool spins;
    int64_t busy_ns; /* when something came last */
};

static void drain(int fd)
{
    uint64_t n;
    if (read(fd, &n, sizeof n) < 0)
        return; /* it was not written to */
}

/* --- who takes part --- */

/* Each write to it is told once, so it need not be read: that could be made to wait for ever. */
static void watch_ring(const struct rings *rs, struct ring *r)
{
    struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data.ptr = r };
    if (epoll_ctl(rs->poll, EPOLL_CTL_ADD, r->wake_us, &e) < 0)
        abort(); /* an eventfd can be watched */
}

/* For what the loop is to act upon; with the lock held. */
static bool has_room(const struct ring *r)
{
    return !r->why && r->n_words < RING_WORDS_MOST && r->words_bytes < RING_WORDS_BYTES_MOST;
}

static bool may_take_words(struct ring *r)
{
    pthread_mutex_lock(&r->lock);
    bool may = has_room(r);
    pthread_mutex_unlock(&r->lock);
    return may;
}

/* A service that was told to stop gives its last answer and is gone at once. */
static void hear_last_answers(struct ring *r)
{
    for (int n = 0; n < PITH_ENTRIES && may_take_words(r) && ring_take_answer(r); n++)
        ;
}

static void let_go(struct polling *p, struct ring *r)
{
    hear_last_answers(r);
    epoll_ctl(p->home->poll, EPOLL_CTL_DEL, r->wake_us, NULL);
    list_remove(&r->poll_link);
    p->count--;
    if (r->spare)
        call_end(&r->spare->call, NULL);
    mem_free(r->spare);
    r->spare = NULL;
    loop_post(p->home->loop, &r->dropped);
}

/* False: nobody is left, and the thread with it. */
static bool take_changes(struct polling *p)
{
    struct rings *rs = p->home;
    pthread_mutex_lock(&rs->lock);
    for (struct list *item; (item = list_take(&rs->joining));) {
        list_add(&p->rings, item);
        p->count++;
        watch_ring(rs, CONTAINER_OF(item, struct ring, poll_link));
    }
    struct list leaving;
    list_init(&leaving);
    list_move(&leaving, &rs->leaving);
    pthread_mutex_unlock(&rs->lock);
    list_each (&leaving, item)
        let_go(p, CONTAINER_OF(item, struct ring, leave_link));
    pthread_mutex_lock(&rs->lock);
    bool stays = p->count || !list_empty(&rs->joining);
    rs->polling = stays;
    pthread_mutex_unlock(&rs->lock);
    return stays;
}

/* --- looking --- */

static bool may_read(struct ring *r)
{
    pthread_mutex_lock(&r->lock);
    ring_take_back(r);
    if (!list_empty(&r->held)) {
        ring_say_held(r);
        ring_publish(r);
    }
    bool may = has_room(r);
    pthread_mutex_unlock(&r->lock);
    return may;
}

/* Its turn ends after so many entries, or once they have taken long: whoever sends what is slow to
 * read makes the others wait for one entry, not for all of them. */
static bool has_turn(int taken, uint64_t began)
{
    return taken < RING_TURN && cycles_to_ns(cycles_now() - began) < RING_TURN_US * 1000ULL;
}

/* And where others are, it then waits twice as long as it took: more often than not they are to
 * find us free. With one processor the kernel's scheduler sees to that. */
static bool rests(const struct polling *p, const struct ring *r)
{
    return p->spins && p->count > 1 && (int64_t)(cycles_now() - r->rests_until) < 0;
}

static bool look(const struct polling *p, struct ring *r)
{
    uint64_t began = cycles_now();
    int n = 0;
    if (!may_read(r)) /* also in its rest: that it has made room is told once */
        return false;
    if (rests(p, r))
        return lane_has(&r->in);
    while (has_turn(n, began) && ring_take(r))
        n++;
    uint64_t now = cycles_now();
    if (cycles_to_ns(now - began) > RING_LONG_US * 1000ULL)
        r->rests_until = now + 2 * (now - began);
    lane_release(&r->in);
    pthread_mutex_lock(&r->lock);
    ring_publish(r);
    pthread_mutex_unlock(&r->lock);
    return n > 0;
}

static bool look_at_all(struct polling *p)
{
    bool any = false;
    list_each (&p->rings, item)
        any |= look(p, CONTAINER_OF(item, struct ring, poll_link));
    if (any)
        p->busy_ns = clock_mono_ns();
    return any;
}

static bool anything_there(const struct polling *p)
{
    list_each (&p->rings, item)
        if (lane_has(&CONTAINER_OF(item, struct ring, poll_link)->in))
            return true;
    return false;
}

static void spin(const struct polling *p)
{
    while (clock_mono_ns() - p->busy_ns < RING_SPIN_US * 1000LL) {
        for (int i = 0; i < 64; i++) {
            if (anything_there(p))
                return;
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        }
    }
}

/* --- sleeping --- */

/* A ring that we may not read from yet keeps nobody awake: the loop kicks us when it can go on. */
static bool all_asleep(struct polling *p, int *out_timeout_ms)
{
    bool asleep = true;
    *out_timeout_ms = -1;
    list_each (&p->rings, item) {
        struct ring *r = CONTAINER_OF(item, struct ring, poll_link);
        asleep &= lane_sleep(&r->in) || !may_read(r);
        pthread_mutex_lock(&r->lock);
        if (r->socket_full)
            *out_timeout_ms = RETRY_MS;
        pthread_mutex_unlock(&r->lock);
    }
    return asleep;
}

static void sleep_until_woken(struct polling *p)
{
    struct epoll_event ready[EVENTS];
    int timeout_ms;
    if (all_asleep(p, &timeout_ms)) {
        int n = epoll_wait(p->home->poll, ready, EVENTS, timeout_ms);
        for (int i = 0; i < n; i++)
            if (!ready[i].data.ptr)
                drain(p->home->wake);
    }
    list_each (&p->rings, item)
        lane_awake(&CONTAINER_OF(item, struct ring, poll_link)->in);
}

static void *poll_rings(void *arg)
{
    struct polling p = { .home = arg, .spins = sysconf(_SC_NPROCESSORS_ONLN) > 1 };
    list_init(&p.rings);
    prctl(PR_SET_NAME, "pith-ring");
    ring_on_poller = true;
    while (take_changes(&p)) {
        if (look_at_all(&p))
            continue;
        if (p.spins)
            spin(&p);
        sleep_until_woken(&p);
    }
    loop_post(p.home->loop, &p.home->poller_left);
    return NULL;
}

/* --- from the loop --- */

void poller_kick(struct rings *rs)
{
    uint64_t one = 1;
    if (write(rs->wake, &one, sizeof one) < 0)
        return; /* it has been kicked often enough */
}

static void close_descriptors(struct rings *rs)
{
    fd_leave(&rs->poll);
    fd_leave(&rs->wake);
    rs->poll = rs->wake = -1;
}

static void bury(struct rings *rs)
{
    if (!rs->has_poller)
        return;
    pthread_join(rs->poller, NULL);
    rs->has_poller = false;
    close_descriptors(rs);
}

static void poller_left(struct post *p)
{
    struct rings *rs = CONTAINER_OF(p, struct rings, poller_left);
    pthread_mutex_lock(&rs->lock);
    bool another = rs->polling; /* started since */
    pthread_mutex_unlock(&rs->lock);
    if (!another)
        bury(rs);
}

static struct err *try_start(struct rings *rs)
{
    struct epoll_event e = { .events = EPOLLIN };
    rs->poll = epoll_create1(EPOLL_CLOEXEC);
    rs->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (rs->poll < 0 || rs->wake < 0 || epoll_ctl(rs->poll, EPOLL_CTL_ADD, rs->wake, &e) < 0)
        return err_sys("make the ring poller's descriptors");
    rs->poller_left.fn = poller_left;
    int bad = pthread_create(&rs->poller, NULL, poll_rings, rs);
    if (bad)
        return err_errno(bad, "start the ring poller");
    rs->has_poller = true;
    return NULL;
}

static struct err *start(struct rings *rs)
{
    bury(rs);
    struct err *e = try_start(rs);
    if (e)
        close_descriptors(rs);
    return e;
}

struct err *poller_join(struct ring *r)
{
    struct rings *rs = r->home;
    pthread_mutex_lock(&rs->lock);
    bool polling = rs->polling;
    list_add(&rs->joining, &r->poll_link);
    rs->polling = true;
    pthread_mutex_unlock(&rs->lock);
    if (polling) {
        poller_kick(rs);
        return NULL;
    }
    struct err *e = start(rs);
    if (e) {
        list_remove(&r->poll_link);
        rs->polling = false;
    }
    return e;
}

void poller_leave(struct ring *r)
{
    struct rings *rs = r->home;
    pthread_mutex_lock(&rs->lock);
    list_add(&rs->leaving, &r->leave_link);
    pthread_mutex_unlock(&rs->lock);
    poller_kick(rs);
}

/* All have left already. */
void poller_stop(struct rings *rs)
{
    bury(rs);
    loop_unpost(rs->loop, &rs->poller_left);
}
