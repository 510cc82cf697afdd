/* How long a call may take when its caller does not say: which policy a row falls under.
 *
 * What an op is decides, unless its row says TIMEOUT(...). The first line that fits:
 *
 *     a stream                            custom   it has its own end
 *     answered by a program               task
 *     runs programs, leaves the machine   task
 *     may block, or changes something     io
 *     answers later                       ipc      it waits for others in here
 *     never waits                         lock
 *
 * How long each policy is, is a setting (timeouts.*); a door turns it into a deadline once, and
 * what the call calls inherits that (call_inherit). */
#include "op/op.h"

static const char *const names[TIMINGS] = {
    [TIMING_DERIVED] = "derived", [TIMING_LOCK] = "lock", [TIMING_IPC] = "ipc",
    [TIMING_IO] = "io",           [TIMING_TASK] = "task", [TIMING_CUSTOM] = "custom",
};

const char *timing_name(enum timing t)
{
    return names[t];
}

enum timing op_timing(const struct op *op)
{
    if (op->timing != TIMING_DERIVED)
        return op->timing;
    if (op->stream)
        return TIMING_CUSTOM;
    if (op->service || op->effect == EFFECT_EXEC || op->effect == EFFECT_NETWORK)
        return TIMING_TASK;
    if (op->how == HOW_LOOP)
        return TIMING_IPC;
    if (op->how == HOW_INLINE && op_changes_nothing(op))
        return TIMING_LOCK;
    return TIMING_IO; /* also what never waits but changes something: its key may */
}
