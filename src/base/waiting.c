/* Spinning, yielding, sleeping: see waiting.h. */
#include "base/waiting.h"

#include "base/base.h"

#include <sched.h>
#include <time.h>

enum { SPINS = 128, YIELDS = 32, SLEEP_LEAST_US = 20, SLEEP_MOST_US = 1000 };

void waiting_begin(struct waiting *w, int64_t deadline_ns)
{
    *w = (struct waiting){ .began = cycles_now(),
                           .deadline_ns = deadline_ns,
                           .least_ns = deadline_ns ? deadline_ns - clock_mono_ns() : 0 };
}

bool waiting_is_over(struct waiting *w)
{
    if (!w->deadline_ns || (int64_t)cycles_to_ns(cycles_now() - w->began) < w->least_ns)
        return false;
    int64_t left = w->deadline_ns - clock_mono_ns();
    w->began = cycles_now(); /* the counter ran ahead of the clock */
    w->least_ns = left;
    return left <= 0;
}

static void pause_cpu(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void sleep_us(long us)
{
    nanosleep(&(struct timespec){ .tv_nsec = us * 1000 }, NULL);
}

bool waiting_turn(struct waiting *w)
{
    if (waiting_is_over(w))
        return false;
    unsigned turn = w->turns++;
    if (turn < SPINS)
        pause_cpu();
    else if (turn < SPINS + YIELDS)
        sched_yield();
    else
        sleep_us(MIN_OF((long)SLEEP_LEAST_US * (turn - SPINS - YIELDS + 1), (long)SLEEP_MOST_US));
    return true;
}
