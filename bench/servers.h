/* servers: whole programs beside a bench, pith and nginx, each alone on the first CPU, and what the
 * kernel knows of them. The bench itself moves to the second. */
#pragma once
#include "base/base.h"

#include <sys/types.h>

struct server {
    pid_t pid;
    int port;
    char dir[64]; /* what it keeps; removed in the end */
    char token[160];
};

/* Each ends the process with a sentence if it cannot. */
void server_start_pith(struct server *s, const char *program);
/* Answers every request with `answer`, which it has no more to do for than to copy it. */
void server_start_nginx(struct server *s, const char *answer);
/* A process that runs `serve` with a socket that listens. */
void server_start_own(struct server *s, void (*serve)(int listener, const char *arg),
                      const char *arg);
void server_stop(struct server *s);

void bench_own_cpu(void);                      /* for the bench and its children but servers */
int server_connect(int port);                  /* blocking, without delay */
int64_t server_cpu_ns(const struct server *s); /* user and system, of all its threads */
/* A figure in KB of /proc/PID/smaps_rollup, such as "Private_Dirty". */
long server_memory_kb(const struct server *s, const char *what);

_Noreturn void bench_fail(const char *what);
