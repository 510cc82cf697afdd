/* bench: a case and its yardstick, alternating in the same run.
 *
 * A figure in nanoseconds says as much about the machine as about the code, so what counts is
 * the ratio: our time divided by the yardstick's, below `most` when the goal is met. Short
 * rounds of both take turns, so that whatever slows the machine meets the two of a pair alike;
 * the ratio is the median of the pairs'. One line for people goes to standard error, one JSON
 * line to standard output. */
#pragma once
#include "base/base.h"

struct bench {
    const char *name, *yardstick;
    void (*ours)(void *arg);   /* once */
    void (*theirs)(void *arg); /* once */
    void *arg;
    size_t bytes; /* worked on each time, for a figure in MB/s; 0: none */
    double most;  /* the goal: ours / theirs is not above this; 0: none */
    int rounds;   /* fewer, for what takes long; 0: the usual */
};

/* Runs them all, or those whose names contain one of the arguments. The exit status is 1 when
 * a goal was missed. */
int bench_main(const struct bench *benches, size_t n, int argc, char **argv);

/* For what cannot be measured so, the printing alone; true if the goal is met. */
bool bench_tell(const char *name, double ours_ns, const char *yardstick, double theirs_ns,
                double ratio, double most);
bool bench_tell_amount(const char *name, double amount, const char *unit, double most);
double bench_median(double *values, size_t n); /* sorts them */

/* For benches in which threads wake each other, before the first one starts. Otherwise it is the
 * scheduler's choice, another one in each run, which of the two sides wakes a CPU that sleeps; and
 * that costs more than all that is compared. */
void bench_on_one_cpu(void);

/* Tells the optimiser that `p` is looked at. */
static inline void bench_keep(const void *p)
{
    __asm__ volatile("" : : "r"(p) : "memory");
}
