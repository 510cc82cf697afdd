/* For tests: a testbed with a zygote, and programs by the ops that start them. To be included
 * behind proc/testbed.h. */
#pragma once
#include "native/native_priv.h"

struct fixture {
    struct testbed bed;
    struct zygote *zygote;
    struct natives *natives;
};

/* Skips the test where sandboxes cannot be. */
void fixture_init(struct fixture *f);
void fixture_done(struct fixture *f);
DEFINE_OWNED_VALUE(fixture)

struct err *call(struct fixture *f, const char *op, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A call that is answered when the loop has turned for it. */
struct later {
    struct call call;
    bool done;
};
void call_later(struct fixture *f, struct later *l, const char *op, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* Waits until it is. */
struct err *answer_of(struct fixture *f, struct later *l);

struct native *native_of(struct fixture *f, long long id); /* NULL: there is none */
/* Of the last call: a figure; one of the program that it is about; and why that ended, or "-". */
long long result(const struct fixture *f, const char *name);
long long ended(const struct fixture *f, const char *name);
struct str why(const struct fixture *f);

long long start_sleep(struct fixture *f, const char *more);
/* By proc.shell, until it has ended. */
void run_shell(struct fixture *f, const char *args);
/* Until it has printed something, which it does when it has done what it is to do. */
void wait_for_output(struct fixture *f, long long id);
const char *state_of(struct fixture *f, long long id);

/* Makes `f->bed.proc` another session, and gives the one before. */
struct proc *be_another(struct fixture *f);
void be_again(struct fixture *f, struct proc *first);
