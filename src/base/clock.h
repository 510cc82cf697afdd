/* clock: what time it is, from a source that tests can replace.
 *
 * Monotonic nanoseconds are for deadlines and durations, wall milliseconds for what people and
 * records see. The cycle counter is for measuring: it costs a few nanoseconds, and
 * cycles_to_ns() turns its differences into time. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct clock_source {
    int64_t (*mono_ns)(void);
    int64_t (*wall_ms)(void);
};

int64_t clock_mono_ns(void);
int64_t clock_wall_ms(void);

/* Tests: NULL puts the system's clock back. */
void clock_use(const struct clock_source *source);

/* A clock that moves only when told, for tests and the deterministic loop. */
void clock_use_manual(int64_t mono_ns, int64_t wall_ms);
void clock_advance(int64_t ns);
bool clock_is_manual(void);

/* Measured against the monotonic clock at first use, and over longer stretches later. Without an
 * invariant counter in the CPU these fall back to the monotonic clock. */
void cycles_calibrate(void);
uint64_t cycles_to_ns(uint64_t cycles);
int64_t cycles_wall_ms(uint64_t cycles); /* when a past reading was taken */

static inline uint64_t cycles_now(void)
{
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t v;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(v));
    return v;
#else
    return (uint64_t)clock_mono_ns();
#endif
}
