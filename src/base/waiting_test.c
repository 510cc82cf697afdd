/* Waiting ends when there is something, or when the time is over. */
#include "base/test.h"
#include "base/waiting.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static atomic_bool there;
static atomic_uint turns;

/* Once the other has gone as far as to sleep, however long its turns take where many want the
 * processors. */
static void *bring(void *arg)
{
    (void)arg;
    while (atomic_load(&turns) <= 165)
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    atomic_store(&there, true);
    return NULL;
}

TEST(who_waits_sees_what_another_thread_does)
{
    pthread_t thread;
    struct waiting w;
    atomic_store(&there, false);
    atomic_store(&turns, 0);
    pthread_create(&thread, NULL, bring, NULL);
    waiting_begin(&w, 0);
    while (!atomic_load(&there)) {
        CHECK(waiting_turn(&w));
        atomic_store(&turns, w.turns);
    }
    pthread_join(thread, NULL);
}

TEST(nobody_waits_past_the_deadline_nor_gives_up_before)
{
    struct waiting w;
    int64_t deadline = clock_mono_ns() + 30 * 1000000;
    waiting_begin(&w, deadline);
    while (waiting_turn(&w))
        ;
    CHECK(clock_mono_ns() >= deadline);
    waiting_begin(&w, 1);
    CHECK(!waiting_turn(&w));
}
