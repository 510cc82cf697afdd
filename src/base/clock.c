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
 * start-up does not wait; whoever then asks for a moment further from its beginning than a minute,
 * and than twice what was measured, has it measured again, over all of that. */
enum { FIRST_NS = 200000 };
#define MEASURE_AGAIN_NS UINT64_C(60000000000)

static _Atomic uint64_t ns_per_cycle_32, measured_ns;
static pthread_once_t anchored = PTHREAD_ONCE_INIT;

struct moment {
    uint64_t cycles;
    int64_t mono, wall;
};
static struct moment anchor;

/* Of some tries the one that took least: in the others somebody else may have had the processor
 * between two of the clocks. */
static struct moment moment_now(void)
{
    struct moment best = { 0 };
    uint64_t least = UINT64_MAX;
    for (int tries = 0; tries < 8; tries++) {
        uint64_t before = cycles_now();
        struct moment m = { 0, system_mono_ns(), system_wall_ms() };
        uint64_t took = cycles_now() - before;
        m.cycles = before + took / 2;
        if (took < least) {
            least = took;
            best = m;
        }
    }
    return best;
}

static void measure(void)
{
    struct moment now = moment_now();
    uint64_t ns = (uint64_t)(now.mono - anchor.mono), cycles = now.cycles - anchor.cycles;
    if (now.mono <= anchor.mono || now.cycles <= anchor.cycles)
        return;
    atomic_store(&ns_per_cycle_32, (uint64_t)(((__uint128_t)ns << 32) / cycles));
    atomic_store(&measured_ns, ns);
}

static void set_anchor(void)
{
    anchor = moment_now();
    while (system_mono_ns() - anchor.mono < FIRST_NS)
        ;
    measure();
}

void cycles_calibrate(void)
{
    pthread_once(&anchored, set_anchor);
    measure();
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
    int64_t behind = (int64_t)(cycles - anchor.cycles);
    uint64_t far = (uint64_t)(behind < 0 ? -behind : behind), ns = cycles_to_ns(far);
    if (ns > MEASURE_AGAIN_NS &&
        ns / 2 > atomic_load_explicit(&measured_ns, memory_order_relaxed)) {
        measure();
        ns = cycles_to_ns(far);
    }
    return anchor.wall + (behind < 0 ? -(int64_t)ns : (int64_t)ns) / 1000000;
}
