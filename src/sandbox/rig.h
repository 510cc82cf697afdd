/* For tests: a zygote of their own, and one program after the other in a sandbox. */
#pragma once
#include "base/test.h"
#include "sandbox/sandbox_priv.h"

struct run {
    struct zygote_child child;
    struct loop *loop;
    struct zygote *zygote;
    struct arena arena;
    struct child_end end;
    struct err *failed;
    int signal_when_started;
    void (*when_started)(struct run *r); /* also, if it is not NULL */
    void (*when_asked)(struct run *r);   /* before the loop hears of it; may be NULL */
    unsigned pressed, answered;          /* how often */
    char refused[1024];                  /* system calls, with blanks between */
    struct err *answer;                  /* the last one that was bad */
    bool started, over;
    int out; /* what the program printed */
};

/* Skips the test where sandboxes cannot be. */
void run_init(struct run *r);
void run_done(struct run *r);
DEFINE_OWNED_VALUE(run)

/* Until it has ended: NULL; or why it never began. What is not said in `wish` is as usual. */
struct err *run(struct run *r, struct sandbox_wish *wish);
struct err *run_plan(struct run *r, const struct sandbox_plan *plan);
/* A shell line, in a sandbox that holds the system alone. */
struct err *shell(struct run *r, const char *line);
/* What the last one printed; until the next call. */
const char *printed(struct run *r);

/* Until `*count` is `wanted` or the program is over. */
void run_until(struct run *r, const unsigned *count, unsigned wanted);

int count_processes(const char *command); /* with that in their command line */
/* Until the zygote has so many children, or five seconds have passed; how many it has. */
size_t wait_for_children(const struct run *r, size_t wanted, int pids[8]);
