/* See torture_procs.h: the daemon, and calls to it. */
#include "torture_procs.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

const char *program;
char work[200], data[256], share[256], temp[256], mount_at[256], url_port[16];
pid_t daemon_pid;
struct pith *pith;
unsigned long seed = 1;
char last_error[600];

unsigned long chance(unsigned long below)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (seed >> 33) % below;
}

void nap(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

void give_up(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "NOT SO: ");
    vfprintf(stderr, fmt, args);
    fprintf(stderr, "\n");
    va_end(args);
    if (daemon_pid)
        kill(daemon_pid, SIGKILL);
    exit(1);
}

/* --- the daemon --- */

void start_daemon(void)
{
    int out[2];
    char line[512] = "";
    if (pipe(out) < 0)
        give_up("no pipe");
    daemon_pid = fork();
    if (!daemon_pid) {
        setpgid(0, 0);
        dup2(out[1], 1);
        close(out[0]);
        close(out[1]);
        execl(program, program, "serve", "--data", data, "--set", "sandbox.pool=0", (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    FILE *f = fdopen(out[0], "r");
    const char *at = NULL;
    while (!at && fgets(line, sizeof line, f))
        at = strstr(line, "http://127.0.0.1:");
    if (!at)
        give_up("the daemon does not start");
    snprintf(url_port, sizeof url_port, "%d", atoi(at + strlen("http://127.0.0.1:")));
    fclose(f);
    struct pith_error e;
    pith = pith_open(&e);
    if (!pith)
        give_up("no ring: %s", pith_error_text(&e));
}

/* The result lives until the next call; NULL: it failed, which many may. */
const char *call(const char *op, const char *fmt, ...)
{
    char args[2048];
    const char *out;
    struct pith_error e;
    va_list list;
    va_start(list, fmt);
    vsnprintf(args, sizeof args, fmt, list);
    va_end(list);
    if (pith_call_json(pith, op, args, &out, &e) == 0)
        return out;
    snprintf(last_error, sizeof last_error, "%s %.200s: %.300s", op, args, pith_error_text(&e));
    return NULL;
}

/* The first number behind that name; -1. */
long number_in(const char *json, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = json ? strstr(json, key) : NULL;
    return at ? atol(at + strlen(key)) : -1;
}

bool text_in(const char *json, const char *name, char *out, size_t most)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":\"", name);
    const char *at = json ? strstr(json, key) : NULL;
    if (!at)
        return false;
    at += strlen(key);
    snprintf(out, most, "%.*s", (int)strcspn(at, "\""), at);
    return true;
}
