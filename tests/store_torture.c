/* kill -9 upon the store: store_torture [kills] [seed]
 *
 * A child opens the store and writes with several threads at once, both ways (waited for and
 * not). Each acknowledged number goes into a pipe, so the parent's ledger survives what the
 * child does not. The parent kills it after a random while; now and then it also kills the one
 * that recovers. Another child then opens the store and looks: every number in the ledger is
 * there with its value, and the databases are sound.
 *
 * Then the same at each failpoint, on a fresh directory: every step that matters is where a
 * child dies at least once. One that no child reaches fails the run. */
#include "base/test.h"
#include "store/testing.h"

#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 3, ROUND = 1000000, LEDGER_MOST = 4000000, SAMPLE = 300, POINT_WRITES = 150 };

static struct {
    char dir[PATH_MOST];
    int64_t *numbers;   /* acknowledged */
    size_t n, n_before; /* before this round */
    uint64_t seed;
} ledger;

static uint64_t chance(uint64_t below)
{
    uint64_t z = ledger.seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (z ^ z >> 31) % below;
}

static _Noreturn void give_up(const char *what, const struct err *e)
{
    fprintf(stderr, "%s: %s\n", what, err_text(e));
    exit(1);
}

static void must(const char *what, struct err *take_e)
{
    if (take_e)
        give_up(what, take_e);
}

/* The victim. */

static struct {
    struct store_db *db;
    int acks;
    atomic_llong next;
    int64_t end;
} storm;

/* A pipe takes eight bytes whole or not at all. */
static void acknowledge(int64_t number)
{
    if (write(storm.acks, &number, sizeof number) != sizeof number)
        _exit(3);
}

static void *write_waiting(void *arg)
{
    (void)arg;
    for (int64_t n; (n = atomic_fetch_add(&storm.next, 1)) < storm.end;) {
        owned(err) struct err *e = try_put(storm.db, n);
        if (!e)
            acknowledge(n);
    }
    return NULL;
}

/* One job that queues itself again as long as there is something to write. */
static void answered(struct store_job *job, struct err *take_e)
{
    struct try_put *put = (struct try_put *)job;
    if (!take_e)
        acknowledge(put->number);
    err_free(take_e);
    int64_t n = atomic_fetch_add(&storm.next, 1);
    if (n >= storm.end)
        return;
    try_put_init(put, n);
    put->job.done = answered;
    owned(err) struct err *e = store_write(storm.db, &put->job);
}

static struct err *open_store(struct store **out)
{
    struct store_options options = { .log_frames = 40, .cache_pages = 16 };
    TRY(failpoint_from_env());
    TRY(store_open(ledger.dir, &options, out));
    return store_user(*out, TRY_USER, &storm.db);
}

static void run_storm(int64_t from, int64_t end)
{
    static struct try_put async[4];
    pthread_t threads[THREADS];
    storm.next = from;
    storm.end = end;
    for (size_t i = 0; i < COUNT_OF(async); i++) {
        int64_t n = atomic_fetch_add(&storm.next, 1);
        if (n >= end) /* a number written twice would be in the ledger twice */
            break;
        try_put_init(&async[i], n);
        async[i].job.done = answered;
        err_free(store_write(storm.db, &async[i].job));
    }
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, write_waiting, NULL) != 0)
            _exit(3);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* Parent and child. */

struct child {
    pid_t pid;
    int acks;
};

/* What the child does with its number, before it exits with the result. */
typedef int child_fn(int64_t from, int64_t end);

static struct child start_child(child_fn *fn, int64_t from, int64_t end)
{
    int ends[2];
    if (pipe(ends) < 0)
        give_up("pipe", NULL);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        storm.acks = ends[1];
        _exit(fn(from, end));
    }
    close(ends[1]);
    return (struct child){ pid, ends[0] };
}

static void read_acks(int fd)
{
    while (ledger.n < LEDGER_MOST &&
           read(fd, &ledger.numbers[ledger.n], sizeof(int64_t)) == (ssize_t)sizeof(int64_t))
        ledger.n++;
}

/* Reads on behind the child's death: what is in the pipe was acknowledged. The status is as
 * waitpid() has it. */
static int end_child(struct child child)
{
    int status = 0;
    read_acks(child.acks);
    close(child.acks);
    waitpid(child.pid, &status, 0);
    return status;
}

static void *kill_later(void *arg)
{
    const int64_t *args = arg;
    usleep((useconds_t)args[1]);
    kill((pid_t)args[0], SIGKILL);
    return NULL;
}

static int kill_child(struct child child, int64_t after_us)
{
    pthread_t killer;
    int64_t args[2] = { child.pid, after_us };
    pthread_create(&killer, NULL, kill_later, args);
    int status = end_child(child);
    pthread_join(killer, NULL);
    return status;
}

static int storm_child(int64_t from, int64_t end)
{
    struct store *s = NULL;
    must("open for writing", open_store(&s));
    run_storm(from, end);
    return 0; /* without closing: as good as killed */
}

static int storm_and_close(int64_t from, int64_t end)
{
    owned(store) struct store *s = NULL;
    must("open for writing", open_store(&s));
    run_storm(from, end);
    return 0;
}

/* All of this round's numbers, and some of the others. */
static int look_child(int64_t from, int64_t end)
{
    owned(store) struct store *s = NULL;
    int64_t count;
    (void)from, (void)end;
    must("open to look", open_store(&s));
    for (size_t i = ledger.n_before; i < ledger.n; i++)
        must("this round", try_get(storm.db, ledger.numbers[i]));
    for (size_t i = 0; i < SAMPLE && ledger.n_before; i++)
        must("an earlier round", try_get(storm.db, ledger.numbers[chance(ledger.n_before)]));
    must("count", try_count(storm.db, &count));
    if (count < (int64_t)ledger.n)
        must("count",
             err_new(ERR_CORRUPT, "lost", "%lld of %zu are there", (long long)count, ledger.n));
    must("check the user's database", store_check(storm.db));
    must("check the system's database", store_check(store_system(s)));
    return 0;
}

static void look(const char *when)
{
    chance(1000);
    int status = end_child(start_child(look_child, 0, 0));
    if (status != 0) {
        fprintf(stderr, "after %s: status %x\n", when, (unsigned)status);
        exit(1);
    }
    ledger.n_before = ledger.n;
}

static void torture_at_random(int64_t kills)
{
    for (int64_t i = 0; i < kills; i++) {
        char when[32];
        snprintf(when, sizeof when, "kill %lld", (long long)i);
        kill_child(start_child(storm_child, i * ROUND, (i + 1) * ROUND),
                   (int64_t)chance(60000) + 2000);
        if (chance(3) == 0) /* and the one that recovers */
            kill_child(start_child(storm_child, i * ROUND, i * ROUND), (int64_t)chance(8000));
        look(when);
    }
    printf("%lld kills at random, %zu writes acknowledged, none lost\n", (long long)kills,
           ledger.n);
}

/* Failpoints. */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static void start_over(void)
{
    nftw(ledger.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    ledger.n = ledger.n_before = 0;
}

static bool was_killed(int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/* First on a fresh directory, which it leaves as a crash would; then, if it lived that long, on
 * what it left, closing it. */
static bool dies_at(const char *point, int64_t pass)
{
    char how[128];
    static child_fn *const lives[] = { storm_child, storm_and_close };
    bool died = false;
    snprintf(how, sizeof how, "%s=kill@%lld", point, (long long)pass);
    start_over();
    for (size_t i = 0; i < COUNT_OF(lives) && !died; i++) {
        setenv("PITH_FAIL", how, 1);
        int64_t from = (int64_t)i * ROUND;
        int status = end_child(start_child(lives[i], from, from + POINT_WRITES));
        unsetenv("PITH_FAIL");
        died = was_killed(status);
        if (!died && status != 0) {
            fprintf(stderr, "%s: status %x\n", how, (unsigned)status);
            exit(1);
        }
    }
    look(how);
    return died;
}

static void torture_point(const struct failpoint *p, void *arg)
{
    int *n = arg;
    if (!str_starts(str_of(p->name), STR("store.")))
        return;
    if (!dies_at(p->name, 1)) {
        fprintf(stderr, "nobody reached %s\n", p->name);
        exit(1);
    }
    dies_at(p->name, 2 + (int64_t)chance(30));
    ++*n;
}

int main(int argc, char **argv)
{
    int64_t kills = argc > 1 ? atoll(argv[1]) : 20;
    int points = 0;
    ledger.seed = argc > 2 ? (uint64_t)atoll(argv[2]) : random_u64();
    printf("seed %llu\n", (unsigned long long)ledger.seed);
    ledger.numbers = mem_new(LEDGER_MOST * sizeof *ledger.numbers);
    snprintf(ledger.dir, sizeof ledger.dir, "%s/store", test_dir());
    torture_at_random(kills);
    failpoint_each(torture_point, &points);
    printf("killed at %d failpoints, none lost\n", points);
    start_over();
    rmdir(test_dir());
    mem_free(ledger.numbers);
    return 0;
}
