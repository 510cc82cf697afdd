/* Starting, killing and asking a daemon: see torture.h. */
#include "torture.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static unsigned long seed = 1;

void torture_seed(const char *given)
{
    seed = given ? strtoul(given, NULL, 10) : (unsigned long)time(NULL);
    printf("seed %lu\n", seed);
    fflush(stdout);
}

unsigned long torture_chance(unsigned long below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % below;
}

_Noreturn void torture_fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

void torture_sleep_ms(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

void victim_init(struct victim *v, const char *pith)
{
    const char *tmp = getenv("TMPDIR");
    v->pith = pith;
    snprintf(v->work, sizeof v->work, "%s/pith-torture-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(v->work))
        torture_fail(v->work, "no temporary directory");
    snprintf(v->dir, sizeof v->dir, "%s/data", v->work);
    snprintf(v->sock, sizeof v->sock, "%s/control.sock", v->dir);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

void victim_done(const struct victim *v)
{
    nftw(v->work, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

pid_t victim_start(const struct victim *v, const char *fail)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    int quiet = open("/dev/null", O_WRONLY);
    dup2(quiet, STDOUT_FILENO);
    dup2(quiet, STDERR_FILENO);
    if (fail)
        setenv("PITH_FAIL", fail, 1);
    execl(v->pith, v->pith, "serve", "--quiet", "--set", "http.address=", "--data", v->dir,
          v->setting ? "--set" : (char *)NULL, v->setting, (char *)NULL);
    _exit(127);
}

void victim_kill_after(pid_t pid, long ms)
{
    for (long waited = 0; waited < ms; waited += 2) {
        if (waitpid(pid, NULL, WNOHANG) != 0)
            return; /* at a failpoint */
        torture_sleep_ms(2);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

void victim_stop(pid_t pid)
{
    int status;
    char how[64];
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    snprintf(how, sizeof how, "did not stop well: %s %d", WIFEXITED(status) ? "status" : "signal",
             WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    torture_fail("the daemon", how);
}

struct http_client *victim_connect(const struct victim *v, int patience_ms)
{
    for (int waited = 0; waited < patience_ms; waited += 5) {
        struct http_client *c = NULL;
        struct err *e = http_client_open(v->sock, 20000, &c);
        if (!e)
            return c;
        err_free(e);
        torture_sleep_ms(5);
    }
    return NULL;
}

bool victim_ask(struct http_client *c, const char *op, const char *args, struct buf *out)
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

size_t victim_points(const struct victim *v, char out[POINTS_MOST][64])
{
    char command[2 * PATH_MOST], line[8192];
    size_t n = 0;
    snprintf(command, sizeof command,
             "PITH_FAIL=list=kill '%s' serve --set http.address= --data '%s' 2>&1", v->pith,
             v->dir);
    FILE *f = popen(command, "r");
    while (f && fgets(line, sizeof line, f)) {
        char *at = strstr(line, "its points:"), *save = NULL;
        for (char *name = at ? strtok_r(at + 11, " \n", &save) : NULL; name && n < POINTS_MOST;
             name = strtok_r(NULL, " \n", &save))
            snprintf(out[n++], 64, "%s", name);
    }
    if (f)
        pclose(f);
    if (!n)
        torture_fail("the daemon", "has no failpoints; it is a release build");
    return n;
}
