/* What the daemon and its zygote say to each other, each a message of its own. A request is this
 * head and, to start something, a plan's bytes behind it with CHILD_FDS descriptors; a birth
 * carries the pidfd. */
#pragma once
#include "sandbox/sandbox.h"

enum zygote_ask { ASK_START = 1, ASK_POOL, ASK_FREEZE, ASK_LIMIT, ZYGOTE_ASKS };
struct zygote_request {
    uint64_t id;
    uint32_t ask;
    uint32_t number; /* POOL: how many; FREEZE: whether */
    struct sandbox_limits limits;
};

enum zygote_word {
    ZYGOTE_BORN = 1,
    ZYGOTE_REFUSED,
    ZYGOTE_ENDED,
    ZYGOTE_PRESSED,
    ZYGOTE_ANSWERED, /* to FREEZE and LIMIT */
};
struct zygote_reply {
    uint64_t id;
    int32_t word;
    int32_t pid;
    int32_t step, code; /* REFUSED: the place in the plan; errno, also of ANSWERED */
    int32_t status;     /* ENDED: init's wait status */
    uint32_t met;       /* ENDED: MET_ flags */
    uint64_t user_us, system_us;
    uint64_t memory_peak, memory_limit; /* PRESSED: held now, of how much */
};

/* The zygote's whole life; never returns. */
_Noreturn void zygote_live(int socket);
