/* Waiting in a loop: the look at the deadline in each turn, against reading the clock, which it
 * does without. */
#include "bench.h"

#include "base/waiting.h"

static void look(void *arg)
{
    bench_keep(&(bool){ waiting_is_over(arg) });
}

static void read_clock(void *arg)
{
    (void)arg;
    bench_keep(&(int64_t){ clock_mono_ns() });
}

int main(int argc, char **argv)
{
    struct waiting w;
    cycles_calibrate();
    waiting_begin(&w, clock_mono_ns() + INT64_C(3600) * 1000000000);
    const struct bench benches[] = {
        { "a look at a deadline", "reading the clock", look, read_clock, &w, 0, 1 },
    };
    return bench_main(benches, COUNT_OF(benches), argc, argv);
}
