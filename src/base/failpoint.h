/* failpoint: named places where a test makes things go wrong.
 *
 *     if (FAIL("store.before_sync"))
 *         return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint store.before_sync");
 *
 * PITH_FAIL="store.before_sync=kill" (or `error`, or `kill@3`: at the third passing) in the
 * environment, or failpoint_set() in a test, arms one. `kill` is kill -9 of ourselves. All
 * points of the binary are known without running them: failpoint_each() lists them, so that
 * torture can visit every one. In release builds (-Dfailpoints=false) FAIL() is `false`. */
#pragma once
#include "base/err.h"

#include <stdatomic.h>
#include <stdbool.h>

struct failpoint {
    const char *name;
    atomic_int armed; /* enum fail_how */
    atomic_long passes_left;
};

enum fail_how { FAIL_OFF, FAIL_ERROR, FAIL_KILL };

#ifdef PITH_FAILPOINTS
#define FAIL(point)                                                      \
    ({                                                                   \
        static struct failpoint point_ = { .name = point };              \
        static struct failpoint *const entry_                            \
            __attribute__((section("pith_failpoints"), used)) = &point_; \
        (void)entry_;                                                    \
        atomic_load_explicit(&point_.armed, memory_order_relaxed) !=     \
            FAIL_OFF &&failpoint_hit(&point_);                           \
    })
#else
#define FAIL(point) (false)
#endif

bool failpoint_hit(struct failpoint *p);

/* ERR_NOT_FOUND if there is no such point. `how` is "error", "kill", "off", with "@n". */
struct err *failpoint_set(struct str name, struct str how);
struct err *failpoint_from_env(void);
void failpoint_each(void (*fn)(const struct failpoint *p, void *arg), void *arg);
