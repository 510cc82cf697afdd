/* kill -9 upon the daemon: daemon_torture PITH [kills] [seed]
 *
 * A storm of storage.set and fs.write comes through the control socket while the daemon is
 * killed after a random while. What was acknowledged is written down here, outside of it. After
 * each restart a sample of all that was ever acknowledged is read back through the door, and
 * every file; in the end everything is. Then the same with each failpoint of the binary armed to
 * kill at a random passing; a point that the storm does not pass is killed at random instead.
 *
 * No file of the data directory may hold what was written: all values carry a canary. */
#include "torture.h"

#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CLIENTS = 4, KEYS_MOST = 1000, SAMPLE = 60 };

static const char canary[] = "CANARY-7d1f";
static struct victim victim;

/* Each client owns its keys and one file, and writes rising numbers into them. */
static struct ledger {
    long tried[2];         /* the last number that was sent: values, file */
    long acked[KEYS_MOST]; /* the last that was answered, by key; 0: none */
    long file_acked, answers;
} ledgers[CLIENTS];

/* --- the storm --- */

static void *client(void *arg)
{
    struct ledger *l = arg;
    long me = l - ledgers;
    char args[1024];
    owned(buf) struct buf body;
    owned(http_client) struct http_client *c = victim_connect(&victim, 5000);
    buf_init(&body, 1 * MIB);
    for (bool alive = c != NULL; alive;) {
        long n = ++l->tried[0];
        snprintf(args, sizeof args,
                 "{\"app\":\"torture%ld\",\"key\":\"k%ld\",\"value\":\"%s %ld\"}", me,
                 n % KEYS_MOST, canary, n);
        alive = victim_ask(c, "storage.set", args, &body);
        if (alive)
            l->acked[n % KEYS_MOST] = n;
        l->answers += alive;
        if (!alive || n % 8)
            continue;
        n = ++l->tried[1];
        snprintf(args, sizeof args, "{\"path\":\"%s/f%ld\",\"data\":\"%s %ld\"}", victim.work, me,
                 canary, n);
        alive = victim_ask(c, "fs.write", args, &body);
        if (alive)
            l->file_acked = n;
        l->answers += alive;
    }
    return NULL;
}

static void storm_until_killed(pid_t victim_pid, long kill_after_ms)
{
    pthread_t threads[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_create(&threads[i], NULL, client, &ledgers[i]);
    victim_kill_after(victim_pid, kill_after_ms);
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
}

/* --- what must be there --- */

/* Key k holds the last number that was acknowledged for it, or a later one that was tried. */
static void check_key(struct http_client *c, long me, long k, struct buf *body)
{
    long last = ledgers[me].acked[k], tried = ledgers[me].tried[0];
    char args[256], what[128];
    if (!last)
        return;
    snprintf(args, sizeof args, "{\"app\":\"torture%ld\",\"key\":\"k%ld\"}", me, k);
    snprintf(what, sizeof what, "client %ld, key k%ld, acknowledged %ld", me, k, last);
    if (!victim_ask(c, "storage.get", args, body))
        torture_fail(what, body->len ? body->ptr : "no answer");
    size_t at = 0;
    if (!str_find(buf_text(body), str_of(canary), &at))
        torture_fail(what, "holds something else");
    long found = strtol(body->ptr + at + sizeof canary - 1, NULL, 10);
    if (found < last || found > tried || found % KEYS_MOST != k)
        torture_fail(what, "is not the last that was acknowledged");
}

static void check_file(long me)
{
    long acknowledged = ledgers[me].file_acked, tried = ledgers[me].tried[1];
    char path[1024], text[64] = "";
    if (!acknowledged)
        return;
    snprintf(path, sizeof path, "%s/f%ld", victim.work, me);
    owned_fd int fd = open(path, O_RDONLY);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
        torture_fail(path, "is missing");
    long found = strtol(text + sizeof canary - 1, NULL, 10);
    if (strncmp(text, canary, sizeof canary - 1) != 0 || found < acknowledged || found > tried)
        torture_fail(path, "is not what was acknowledged");
}

static void check(bool everything)
{
    pid_t pid = victim_start(&victim, NULL);
    owned(buf) struct buf body;
    owned(http_client) struct http_client *c = victim_connect(&victim, 10000);
    buf_init(&body, 1 * MIB);
    if (!c)
        torture_fail("the daemon", "did not come back");
    for (long me = 0; me < CLIENTS; me++) {
        for (long i = 0; i < (everything ? KEYS_MOST : SAMPLE); i++)
            check_key(c, me, everything ? i : (long)torture_chance(KEYS_MOST), &body);
        check_file(me);
    }
    victim_stop(pid);
}

static int look_into(const char *path, const struct stat *st, int type, struct FTW *at)
{
    static char bytes[1 << 16];
    (void)st, (void)at;
    int fd = type == FTW_F ? open(path, O_RDONLY) : -1;
    ssize_t n;
    for (off_t from = 0; fd >= 0 && (n = pread(fd, bytes, sizeof bytes, from)) > 0;
         from += (off_t)sizeof bytes - 64)
        if (memmem(bytes, (size_t)n, canary, sizeof canary - 1))
            torture_fail(path, "shows what was written");
    if (fd >= 0)
        close(fd);
    return 0;
}

int main(int argc, char **argv)
{
    static char points[POINTS_MOST][64];
    long kills = argc > 2 ? strtol(argv[2], NULL, 10) : 20;
    if (argc < 2)
        torture_fail("usage", "daemon_torture PITH [kills] [seed]");
    torture_seed(argc > 3 ? argv[3] : NULL);
    victim_init(&victim, argv[1]);
    for (long i = 0; i < kills; i++) {
        storm_until_killed(victim_start(&victim, NULL), 10 + (long)torture_chance(150));
        check(false);
    }
    size_t n_points = victim_points(&victim, points);
    for (size_t i = 0; i < n_points; i++) {
        char fail[128];
        snprintf(fail, sizeof fail, "%.63s=kill@%lu", points[i], 1 + torture_chance(30));
        storm_until_killed(victim_start(&victim, fail), 150);
        check(false);
    }
    check(true);
    nftw(victim.dir, look_into, 16, FTW_PHYS);
    long total = 0;
    for (size_t i = 0; i < CLIENTS; i++)
        total += ledgers[i].answers;
    printf("%ld kills at random, %zu at failpoints; %ld acknowledged writes, none missing\n", kills,
           n_points, total);
    victim_done(&victim);
    return 0;
}
