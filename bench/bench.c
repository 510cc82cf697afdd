/* Comparing with a yardstick: see bench.h. */
#include "bench.h"

#include "base/json.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 101, ROUND_NS = 1000000, WARM_NS = 20 * ROUND_NS };

struct figures {
    double ours_ns, theirs_ns, ratio;
};

static double round_ns(void (*run)(void *), void *arg, long times)
{
    int64_t start = clock_mono_ns();
    for (long i = 0; i < times; i++)
        run(arg);
    return (double)(clock_mono_ns() - start) / (double)times;
}

static long times_in_round(double ns)
{
    return MAX_OF(1, (long)(ROUND_NS / ns));
}

/* The first runs open files, fill caches and train the processor, which is not what is compared;
 * and any run may be interrupted. So the fastest of a while tells how many make a round. Taken
 * from the first run, a round was so short that it found the caches as the other side left them. */
static long times_for(void (*run)(void *), void *arg)
{
    int64_t end = clock_mono_ns() + WARM_NS;
    double least = ROUND_NS;
    while (clock_mono_ns() < end)
        least = MIN_OF(least, round_ns(run, arg, times_in_round(least)));
    return times_in_round(least);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_size);
    return values[n / 2];
}

static bool is_missed(const struct bench *b, double ratio)
{
    return b->most > 0 && ratio > b->most;
}

static void print_json(const struct bench *b, const struct figures *f)
{
    owned(buf) struct buf line;
    struct json_out o;
    buf_init(&line, 4 * KIB);
    json_out_init(&o, &line);
    json_begin_object(&o);
    json_name(&o, STR("bench")), json_text(&o, str_of(b->name));
    json_name(&o, STR("ns")), json_real(&o, f->ours_ns);
    json_name(&o, STR("yardstick")), json_text(&o, str_of(b->yardstick));
    json_name(&o, STR("yardstick_ns")), json_real(&o, f->theirs_ns);
    json_name(&o, STR("ratio")), json_real(&o, f->ratio);
    if (b->most > 0)
        json_name(&o, STR("most")), json_real(&o, b->most);
    json_end_object(&o);
    printf("%.*s\n", STR_ARGS(buf_text(&line)));
}

static void print_line(const struct bench *b, const struct figures *f)
{
    fprintf(stderr, "%-28s %12.0f ns  %-16s %12.0f ns  ratio %6.3f", b->name, f->ours_ns,
            b->yardstick, f->theirs_ns, f->ratio);
    if (b->most > 0)
        fprintf(stderr, " (goal %.2f%s)", b->most, is_missed(b, f->ratio) ? ", MISSED" : "");
    if (b->bytes)
        fprintf(stderr, "  %.0f MB/s", (double)b->bytes * 1000 / f->ours_ns);
    fputc('\n', stderr);
}

static bool compare(const struct bench *b)
{
    double ours[ROUNDS], theirs[ROUNDS], ratios[ROUNDS];
    long our_times = times_for(b->ours, b->arg), their_times = times_for(b->theirs, b->arg);
    size_t n = (size_t)(b->rounds ? MIN_OF(b->rounds, ROUNDS) : ROUNDS);
    for (size_t i = 0; i < n; i++) {
        ours[i] = round_ns(b->ours, b->arg, our_times);
        theirs[i] = round_ns(b->theirs, b->arg, their_times);
        ratios[i] = ours[i] / theirs[i];
    }
    struct figures f = { bench_median(ours, n), bench_median(theirs, n), bench_median(ratios, n) };
    print_line(b, &f);
    print_json(b, &f);
    return !is_missed(b, f.ratio);
}

void bench_on_one_cpu(void)
{
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET((size_t)sched_getcpu(), &here);
    if (sched_setaffinity(0, sizeof here, &here) < 0)
        perror("bench: stay on one CPU");
}

bool bench_tell(const char *name, double ours_ns, const char *yardstick, double theirs_ns,
                double ratio, double most)
{
    const struct bench b = { .name = name, .yardstick = yardstick, .most = most };
    const struct figures f = { ours_ns, theirs_ns, ratio };
    print_line(&b, &f);
    print_json(&b, &f);
    return !is_missed(&b, ratio);
}

bool bench_tell_amount(const char *name, double amount, const char *unit, double most)
{
    bool good = amount <= most;
    fprintf(stderr, "%-28s %12.0f %s (goal %.0f%s)\n", name, amount, unit, most,
            good ? "" : ", MISSED");
    printf("{\"bench\":\"%s\",\"amount\":%.0f,\"unit\":\"%s\",\"most\":%.0f}\n", name, amount, unit,
           most);
    return good;
}

static bool chosen(const char *name, int argc, char **argv)
{
    bool any = argc < 2;
    for (int i = 1; i < argc; i++)
        any = any || strstr(name, argv[i]);
    return any;
}

int bench_main(const struct bench *benches, size_t n, int argc, char **argv)
{
    bool good = true;
    for (size_t i = 0; i < n; i++)
        if (chosen(benches[i].name, argc, argv))
            good = compare(&benches[i]) && good;
    return good ? 0 : 1;
}
