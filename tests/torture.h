/* torture: what the programs share that kill a daemon and look at what it left. */
#pragma once
#include "base/test.h"
#include "http/http.h"

#include <stdio.h>
#include <sys/types.h>

enum { POINTS_MOST = 128 };

struct victim {
    const char *pith; /* the program */
    char work[256];   /* a directory of ours; "data" in it is the daemon's */
    char dir[512], sock[1024];
    const char *setting; /* NULL or one more, as undo.mib_most=8 */
};

void torture_seed(const char *given); /* NULL: by the clock; says which */
unsigned long torture_chance(unsigned long below);
_Noreturn void torture_fail(const char *what, const char *why);
void torture_sleep_ms(long ms);

/* Makes the directories. */
void victim_init(struct victim *v, const char *pith);
void victim_done(const struct victim *v);
/* `fail`: NULL or a failpoint to arm. */
pid_t victim_start(const struct victim *v, const char *fail);
void victim_kill_after(pid_t pid, long ms);
void victim_stop(pid_t pid);
struct http_client *victim_connect(const struct victim *v, int patience_ms);
/* The body of the answer is left in `out`; false when there was none, or it was an error. */
bool victim_ask(struct http_client *c, const char *op, const char *args, struct buf *out);

/* The daemon names its failpoints when it is asked for one that it does not have. */
size_t victim_points(const struct victim *v, char out[POINTS_MOST][64]);
