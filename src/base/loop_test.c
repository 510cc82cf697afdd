/* The loop: posts, timers, descriptors, signals, and time that moves by itself. */
#include "base/loop.h"

#include "base/mem.h"
#include "base/test.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct loop *here; /* the loop of the test that runs */
static int count;
static char said[64];

static void say(const char *word)
{
    strncat(said, word, sizeof said - strlen(said) - 1);
}

static struct loop *start(enum loop_mode mode)
{
    count = 0;
    said[0] = 0;
    if (mode == LOOP_DETERMINISTIC)
        clock_use_manual(1000, 1000);
    return here = loop_new(mode);
}

static void finish(struct loop **l)
{
    loop_free(*l);
    clock_use(NULL);
}
#define a_loop(mode) __attribute__((cleanup(finish))) struct loop *l = start(mode)

static void tick(struct timer *t)
{
    (void)t;
    count++;
    loop_stop(here);
}

TEST(a_timer_is_never_early)
{
    a_loop(LOOP_LIVE);
    struct timer t = { 0 };
    int64_t before = clock_mono_ns();
    timer_start(l, &t, 3, tick);
    loop_run(l);
    CHECK(clock_mono_ns() - before >= 3000000);
    CHECK_INT(count, 1);
}

static void tick_daily(struct timer *t)
{
    if (++count < 365)
        timer_start(here, t, 24 * 3600 * 1000LL, tick_daily);
}

TEST(a_deterministic_year_passes_at_once_and_ends_by_itself)
{
    a_loop(LOOP_DETERMINISTIC);
    struct timer t = { 0 };
    timer_start(l, &t, 0, tick_daily);
    loop_run(l);
    CHECK_INT(count, 365);
    CHECK_INT(clock_mono_ns(), 1000 + 364 * 24 * 3600 * 1000000000LL);
}

static void say_a(struct post *p)
{
    (void)p;
    say("a");
}
static void say_b(struct post *p)
{
    (void)p;
    say("b");
}
static void say_t(struct timer *t)
{
    (void)t;
    say("t");
}

TEST(posts_run_in_order_once_and_before_timers)
{
    a_loop(LOOP_DETERMINISTIC);
    struct post a = { .fn = say_a }, b = { .fn = say_b };
    struct timer t = { 0 };
    timer_start(l, &t, 0, say_t);
    loop_post(l, &b);
    loop_post(l, &a);
    loop_post(l, &b);
    loop_run(l);
    CHECK_TEXT(said, "bat");
    loop_post(l, &b);
    loop_run(l);
    CHECK_TEXT(said, "batb");
}

TEST(an_unposted_post_does_not_run)
{
    a_loop(LOOP_DETERMINISTIC);
    struct post a = { .fn = say_a }, b = { .fn = say_b };
    loop_post(l, &a);
    loop_post(l, &b);
    loop_unpost(l, &b);
    loop_unpost(l, &b);
    loop_post(l, &b);
    loop_unpost(l, &a);
    loop_run(l);
    CHECK_TEXT(said, "b");
}

static void post_again(struct post *p)
{
    if (++count < 1000)
        loop_post(here, p);
    else
        loop_stop(here);
}

TEST(a_post_that_posts_itself_does_not_starve_timers)
{
    a_loop(LOOP_LIVE);
    struct post p = { .fn = post_again };
    struct timer t = { 0 };
    loop_post(l, &p);
    timer_start(l, &t, 0, say_t);
    loop_turn(l);
    CHECK_INT(count, 1);
    CHECK_TEXT(said, "t");
    loop_run(l);
    CHECK_INT(count, 1000);
}

enum { POSTERS = 4, POSTS_EACH = 2000 };
struct letter {
    struct post post;
    int from, number;
};
static int last_seen[POSTERS];
static bool in_order;

static void receive(struct post *p)
{
    struct letter *letter = CONTAINER_OF(p, struct letter, post);
    in_order = in_order && letter->number == last_seen[letter->from] + 1;
    last_seen[letter->from] = letter->number;
    mem_free(letter);
    if (++count == POSTERS * POSTS_EACH)
        loop_stop(here);
}

static void *post_many(void *from)
{
    for (int i = 1; i <= POSTS_EACH; i++) {
        struct letter *letter = mem_new(sizeof *letter);
        letter->post.fn = receive;
        letter->from = (int)(intptr_t)from;
        letter->number = i;
        loop_post(here, &letter->post);
    }
    return NULL;
}

TEST(posts_of_many_threads_all_arrive_and_each_threads_in_order)
{
    a_loop(LOOP_LIVE);
    pthread_t threads[POSTERS];
    in_order = true;
    memset(last_seen, 0, sizeof last_seen);
    for (int i = 0; i < POSTERS; i++)
        CHECK(pthread_create(&threads[i], NULL, post_many, (void *)(intptr_t)i) == 0);
    loop_run(l);
    for (int i = 0; i < POSTERS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(count, POSTERS * POSTS_EACH);
    CHECK(in_order);
}

/* One post shared by a writer and the loop: each wake-up must see what was written before. */
static struct {
    struct post post;
    atomic_int written;
    int seen;
} mailbox;

static void look(struct post *p)
{
    (void)p;
    mailbox.seen = atomic_load(&mailbox.written);
    if (mailbox.seen == POSTS_EACH)
        loop_stop(here);
}

static void *write_many(void *arg)
{
    for (int i = 1; i <= POSTS_EACH; i++) {
        atomic_store(&mailbox.written, i);
        loop_post(here, &mailbox.post);
    }
    return arg;
}

TEST(a_post_made_while_it_waits_is_not_lost)
{
    a_loop(LOOP_LIVE);
    pthread_t writer;
    mailbox.post.fn = look;
    CHECK(pthread_create(&writer, NULL, write_many, NULL) == 0);
    loop_run(l); /* would never end if the last wake-up got lost */
    pthread_join(writer, NULL);
    CHECK_INT(mailbox.seen, POSTS_EACH);
}

/* Descriptors: an echo whose owner lives on the heap and frees itself in its own callback. */
struct echo {
    struct watch watch;
    int fd;
};

static void echo_ready(struct watch *w, enum want ready)
{
    struct echo *e = CONTAINER_OF(w, struct echo, watch);
    char text[16];
    ssize_t n = read(e->fd, text, sizeof text);
    CHECK(ready & WANT_READ);
    if (n > 0) {
        CHECK_INT(write(e->fd, text, (size_t)n), n);
        return;
    }
    watch_stop(w);
    close(e->fd);
    mem_free(e);
    count++;
}

TEST(a_watch_reports_what_was_wished_and_its_owner_may_go_inside_the_callback)
{
    a_loop(LOOP_DETERMINISTIC);
    int pair[2];
    char text[16];
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct echo *e = mem_new(sizeof *e);
    e->fd = pair[1];
    CHECK_OK(watch_start(l, &e->watch, e->fd, echo_ready));
    CHECK_INT(write(pair[0], "ping", 4), 4);
    CHECK(!loop_turn(l)); /* nothing was wished for */
    loop_want(&e->watch, WANT_READ);
    CHECK(loop_turn(l));
    CHECK_INT(read(pair[0], text, sizeof text), 4);
    close(pair[0]);
    loop_run(l);
    CHECK_INT(count, 1);
}

struct peer {
    struct watch watch;
    struct watch *other;
};

static void stop_other(struct watch *w, enum want ready)
{
    (void)ready;
    struct peer *p = CONTAINER_OF(w, struct peer, watch);
    count++;
    watch_stop(p->other);
    watch_stop(w);
}

TEST(a_watch_stopped_by_another_in_the_same_turn_is_not_called)
{
    a_loop(LOOP_DETERMINISTIC);
    int a[2], b[2];
    CHECK_INT(pipe(a) | pipe(b), 0);
    struct peer x, y;
    CHECK_OK(watch_start(l, &x.watch, a[0], stop_other));
    CHECK_OK(watch_start(l, &y.watch, b[0], stop_other));
    x.other = &y.watch;
    y.other = &x.watch;
    loop_want(&x.watch, WANT_READ);
    loop_want(&y.watch, WANT_READ);
    CHECK_INT(write(a[1], "x", 1) + write(b[1], "x", 1), 2);
    loop_run(l);
    CHECK_INT(count, 1);
    for (int i = 0; i < 2; i++) {
        close(a[i]);
        close(b[i]);
    }
}

static void hear(struct watch *w, enum want ready)
{
    (void)w;
    say(ready & WANT_HANGUP ? "hangup " : ready & WANT_WRITE ? "write " : "read ");
    loop_want(w, WANT_NOTHING);
}

TEST(a_hangup_is_heard_without_reading)
{
    a_loop(LOOP_DETERMINISTIC);
    int pair[2];
    struct watch w;
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    CHECK_OK(watch_start(l, &w, pair[1], hear));
    loop_want(&w, WANT_HANGUP);
    CHECK_INT(write(pair[0], "x", 1), 1);
    CHECK(!loop_turn(l));
    close(pair[0]);
    loop_run(l);
    CHECK_TEXT(said, "hangup ");
    watch_stop(&w);
    close(pair[1]);
}

static int spins;
static void hear_error(struct watch *w, enum want ready)
{
    (void)ready;
    if (++spins == 3)
        watch_stop(w);
}

TEST(an_error_is_reported_until_the_owner_has_had_enough)
{
    a_loop(LOOP_DETERMINISTIC);
    int ends[2];
    struct watch w;
    spins = 0;
    CHECK_INT(pipe(ends), 0);
    CHECK_OK(watch_start(l, &w, ends[1], hear_error));
    close(ends[0]);
    loop_want(&w, WANT_WRITE);
    loop_run(l);
    CHECK_INT(spins, 3);
    close(ends[1]);
}

TEST(a_plain_file_cannot_be_watched)
{
    a_loop(LOOP_DETERMINISTIC);
    struct watch w = { 0 };
    FILE *file = tmpfile();
    CHECK(file);
    CHECK_ERR(ERR_DENIED, watch_start(l, &w, fileno(file), hear));
    fclose(file);
}

static void on_term(struct signal_watch *s)
{
    signal_stop(s);
    loop_stop(here);
    count++;
}

TEST(a_signal_becomes_a_callback)
{
    a_loop(LOOP_LIVE);
    struct signal_watch s;
    CHECK_OK(signal_start(l, &s, SIGTERM, on_term));
    raise(SIGTERM);
    loop_run(l);
    CHECK_INT(count, 1);
}

TEST(stopping_comes_first_even_before_running)
{
    a_loop(LOOP_LIVE);
    struct post a = { .fn = say_a };
    loop_post(l, &a);
    loop_stop(l);
    loop_run(l);
    CHECK_TEXT(said, "");
    loop_turn(l);
    CHECK_TEXT(said, "a");
}

static void *set_timer_elsewhere(void *l)
{
    struct timer t = { 0 };
    timer_start(l, &t, 1, tick);
    return NULL;
}

static void use_from_another_thread(void *l)
{
    pthread_t thread;
    fclose(stderr);
    pthread_create(&thread, NULL, set_timer_elsewhere, l);
    pthread_join(thread, NULL);
}

TEST(a_call_on_the_wrong_thread_is_caught)
{
    a_loop(LOOP_LIVE);
    CHECK_INT(test_in_child(use_from_another_thread, l), -SIGABRT);
}
