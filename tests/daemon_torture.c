/* kill -9 upon the daemon: daemon_torture PITH [kills] [seed]
 *
 * A storm of storage.set and fs.write comes through the control socket while the daemon is
 * killed after a random while. What was acknowledged is written down here, outside of it. After
 * each restart a sample of all that was ever acknowledged is read back through the door, and
 * every file; in the end everything is. Then the same with each failpoint of the binary armed to
 * kill at a random passing; a point that the storm does not pass is killed at random instead.
 *
 * No file of the data directory may hold what was written: all values carry a canary. */
#include "base/test.h"
#include "http/http.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 4, KEYS_MOST = 1000, SAMPLE = 60, POINTS_MOST = 128 };

static const char canary[] = "CANARY-7d1f";
static const char *pith;
static char work[256], dir[512], sock[1024];
static unsigned long seed = 1;

/* Each client owns its keys and one file, and writes rising numbers into them. */
static struct ledger {
    long tried[2];         /* the last number that was sent: values, file */
    long acked[KEYS_MOST]; /* the last that was answered, by key; 0: none */
    long file_acked, answers;
} ledgers[CLIENTS];

static unsigned long chance(unsigned long below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % below;
}

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "daemon_torture: %s: %s\n", what, why);
    exit(1);
}

static void sleep_ms(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* --- the victim --- */

static pid_t start(const char *fail)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    int quiet = open("/dev/null", O_WRONLY);
    dup2(quiet, STDOUT_FILENO);
    dup2(quiet, STDERR_FILENO);
    if (fail)
        setenv("PITH_FAIL", fail, 1);
    execl(pith, pith, "serve", "--quiet", "--set", "http.address=", "--data", dir, (char *)NULL);
    _exit(127);
}

static struct http_client *connect_to_it(int patience_ms)
{
    for (int waited = 0; waited < patience_ms; waited += 5) {
        struct http_client *c = NULL;
        struct err *e = http_client_open(sock, 20000, &c);
        if (!e)
            return c;
        err_free(e);
        sleep_ms(5);
    }
    return NULL;
}

/* The body of the answer is left in `out`; false when there was none, or it was an error. */
static bool ask(struct http_client *c, const char *op, const char *args, struct buf *out)
{
    char target[128];
    const struct http_head *head;
    snprintf(target, sizeof target, "/v1/ops/%s", op);
    buf_clear(out);
    struct err *e = http_client_send(c, STR("POST"), str_of(target), NULL, str_of(args));
    if (!e)
        e = http_client_head(c, &head);
    int status = e ? 0 : head->status;
    if (!e)
        e = http_client_body(c, out);
    err_free(e);
    return !e && status == 200;
}

/* --- the storm --- */

static void *client(void *arg)
{
    struct ledger *l = arg;
    long me = l - ledgers;
    char args[1024];
    owned(buf) struct buf body;
    owned(http_client) struct http_client *c = connect_to_it(5000);
    buf_init(&body, 1 * MIB);
    for (bool alive = c != NULL; alive;) {
        long n = ++l->tried[0];
        snprintf(args, sizeof args,
                 "{\"app\":\"torture%ld\",\"key\":\"k%ld\",\"value\":\"%s %ld\"}", me,
                 n % KEYS_MOST, canary, n);
        alive = ask(c, "storage.set", args, &body);
        if (alive)
            l->acked[n % KEYS_MOST] = n;
        l->answers += alive;
        if (!alive || n % 8)
            continue;
        n = ++l->tried[1];
        snprintf(args, sizeof args, "{\"path\":\"%s/f%ld\",\"data\":\"%s %ld\"}", work, me, canary,
                 n);
        alive = ask(c, "fs.write", args, &body);
        if (alive)
            l->file_acked = n;
        l->answers += alive;
    }
    return NULL;
}

static void storm_until_killed(pid_t victim, long kill_after_ms)
{
    pthread_t threads[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_create(&threads[i], NULL, client, &ledgers[i]);
    for (long waited = 0; waited < kill_after_ms && waitpid(victim, NULL, WNOHANG) == 0;
         waited += 2)
        sleep_ms(2);
    kill(victim, SIGKILL);
    waitpid(victim, NULL, 0);
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
    if (!ask(c, "storage.get", args, body))
        give_up(what, body->len ? body->ptr : "no answer");
    size_t at = 0;
    if (!str_find(buf_text(body), str_of(canary), &at))
        give_up(what, "holds something else");
    long found = strtol(body->ptr + at + sizeof canary - 1, NULL, 10);
    if (found < last || found > tried || found % KEYS_MOST != k)
        give_up(what, "is not the last that was acknowledged");
}

static void check_file(long me)
{
    long acknowledged = ledgers[me].file_acked, tried = ledgers[me].tried[1];
    char path[1024], text[64] = "";
    if (!acknowledged)
        return;
    snprintf(path, sizeof path, "%s/f%ld", work, me);
    owned_fd int fd = open(path, O_RDONLY);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
        give_up(path, "is missing");
    long found = strtol(text + sizeof canary - 1, NULL, 10);
    if (strncmp(text, canary, sizeof canary - 1) != 0 || found < acknowledged || found > tried)
        give_up(path, "is not what was acknowledged");
}

static void check(bool everything)
{
    pid_t pid = start(NULL);
    owned(buf) struct buf body;
    owned(http_client) struct http_client *c = connect_to_it(10000);
    buf_init(&body, 1 * MIB);
    if (!c)
        give_up("the daemon", "did not come back");
    for (long me = 0; me < CLIENTS; me++) {
        for (long i = 0; i < (everything ? KEYS_MOST : SAMPLE); i++)
            check_key(c, me, everything ? i : (long)chance(KEYS_MOST), &body);
        check_file(me);
    }
    kill(pid, SIGTERM);
    int status;
    waitpid(pid, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        give_up("the daemon", "did not stop well");
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
            give_up(path, "shows what was written");
    if (fd >= 0)
        close(fd);
    return 0;
}

/* --- every failpoint --- */

static char points[POINTS_MOST][64];
static size_t n_points;

/* The daemon names them when it is asked for one that it does not have. */
static void learn_points(void)
{
    char command[2 * PATH_MOST], line[8192];
    snprintf(command, sizeof command,
             "PITH_FAIL=list=kill '%s' serve --set http.address= --data '%s' 2>&1", pith, dir);
    FILE *f = popen(command, "r");
    while (f && fgets(line, sizeof line, f)) {
        char *at = strstr(line, "its points:"), *save = NULL;
        for (char *name = at ? strtok_r(at + 11, " \n", &save) : NULL;
             name && n_points < POINTS_MOST; name = strtok_r(NULL, " \n", &save))
            snprintf(points[n_points++], sizeof points[0], "%s", name);
    }
    if (f)
        pclose(f);
    if (!n_points)
        give_up("the daemon", "has no failpoints; it is a release build");
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

int main(int argc, char **argv)
{
    long kills = argc > 2 ? strtol(argv[2], NULL, 10) : 20;
    const char *tmp = getenv("TMPDIR");
    if (argc < 2)
        give_up("usage", "daemon_torture PITH [kills] [seed]");
    pith = argv[1];
    seed = argc > 3 ? strtoul(argv[3], NULL, 10) : (unsigned long)time(NULL);
    printf("seed %lu\n", seed);
    snprintf(work, sizeof work, "%s/pith-torture-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(work))
        give_up(work, "no temporary directory");
    snprintf(dir, sizeof dir, "%s/data", work);
    snprintf(sock, sizeof sock, "%s/control.sock", dir);
    for (long i = 0; i < kills; i++) {
        storm_until_killed(start(NULL), 10 + (long)chance(150));
        check(false);
    }
    learn_points();
    for (size_t i = 0; i < n_points; i++) {
        char fail[128];
        snprintf(fail, sizeof fail, "%.63s=kill@%lu", points[i], 1 + chance(30));
        storm_until_killed(start(fail), 150);
        check(false);
    }
    check(true);
    nftw(dir, look_into, 16, FTW_PHYS);
    long total = 0;
    for (size_t i = 0; i < CLIENTS; i++)
        total += ledgers[i].answers;
    printf("%ld kills at random, %zu at failpoints; %ld acknowledged writes, none missing\n", kills,
           n_points, total);
    nftw(work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
