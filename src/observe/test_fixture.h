/* What the tests of observe share; behind proc/testbed.h. */
#pragma once
#include "observe/observe.h"

#include "ops/observe.h"
#include "ops/observe_test.h"
#include "trace/trace.h"

struct fixture {
    struct testbed bed;
    struct observe *observe;
};

static inline void fixture_init(struct fixture *f)
{
    testbed_init(&f->bed);
    f->observe = observe_new(f->bed.kernel);
    proc_allow(f->bed.proc, CAP_observe);
}

static inline void fixture_done(struct fixture *f)
{
    kernel_stop(f->bed.kernel);
    observe_free(f->observe);
    testbed_done(&f->bed);
}
DEFINE_OWNED_VALUE(fixture)
