/* Clocks: see clock.h. */
#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

static int64_t system_mono_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t system_wall_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static const struct clock_source system_clock = { system_mono_ns, system_wall_ms };
static const struct clock_source *_Atomic source = &system_clock;

int64_t clock_mono_ns(void)
{
    return atomic_load_explicit(&source, memory_order_relaxed)->mono_ns();
}

int64_t clock_wall_ms(void)
{
    return atomic_load_explicit(&source, memory_order_relaxed)->wall_ms();
}

void clock_use(const struct clock_source *s)
{
    atomic_store(&source, s ? s : &system_clock);
}

static _Atomic int64_t manual_mono, manual_wall_ns;

static int64_t manual_mono_ns(void)
{
    return atomic_load(&manual_mono);
}

static int64_t manual_wall_ms(void)
{
    return atomic_load(&manual_wall_ns) / 1000000;
}

static const struct clock_source manual_clock = { manual_mono_ns, manual_wall_ms };

void clock_use_manual(int64_t mono_ns, int64_t wall_ms)
{
    atomic_store(&manual_mono, mono_ns);
    atomic_store(&manual_wall_ns, wall_ms * 1000000);
    clock_use(&manual_clock);
}

void clock_advance(int64_t ns)
{
    atomic_fetch_add(&manual_mono, ns);
    atomic_fetch_add(&manual_wall_ns, ns);
}

bool clock_is_manual(void)
{
    return atomic_load(&source) == &manual_clock;
}

/* Nanoseconds per cycle as a 32.32 fixed-point number. The first calibration is short, so that
 * start-up does not wait; it is anchored at that moment, and cycles_calibrate() may be called
 * again later (doctor does) for a figure over a longer stretch. */
static _Atomic uint64_t ns_per_cycle_32;
static uint64_t anchor_cycles;
static int64_t anchor_mono, anchor_wall;
static pthread_once_t anchored = PTHREAD_ONCE_INIT;

static void set_anchor(void)
{
    anchor_mono = system_mono_ns();
    anchor_cycles = cycles_now();
    anchor_wall = system_wall_ms();
    int64_t now;
    do
        now = system_mono_ns();
    while (now - anchor_mono < 200000);
    uint64_t cycles = cycles_now() - anchor_cycles;
    atomic_store(&ns_per_cycle_32, ((uint64_t)(now - anchor_mono) << 32) / cycles);
}

void cycles_calibrate(void)
{
    pthread_once(&anchored, set_anchor);
    uint64_t ns = (uint64_t)(system_mono_ns() - anchor_mono);
    uint64_t cycles = cycles_now() - anchor_cycles;
    if (cycles > 0 && ns < UINT64_C(1) << 31)
        atomic_store(&ns_per_cycle_32, (ns << 32) / cycles);
}

uint64_t cycles_to_ns(uint64_t cycles)
{
    if (!atomic_load_explicit(&ns_per_cycle_32, memory_order_relaxed))
        pthread_once(&anchored, set_anchor);
    return (uint64_t)((__uint128_t)cycles * atomic_load(&ns_per_cycle_32) >> 32);
}

int64_t cycles_wall_ms(uint64_t cycles)
{
    pthread_once(&anchored, set_anchor);
    int64_t behind = (int64_t)(cycles - anchor_cycles);
    uint64_t ns = cycles_to_ns((uint64_t)(behind < 0 ? -behind : behind));
    return anchor_wall + (behind < 0 ? -(int64_t)ns : (int64_t)ns) / 1000000;
}
