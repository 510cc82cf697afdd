/* What the daemon and its zygote say to each other, each a message of its own. A request is this
 * head and a plan's bytes behind it, with CHILD_FDS descriptors; a birth carries the pidfd. */
#pragma once
#include <stdint.h>

struct zygote_request {
    uint64_t id;
};

enum zygote_word { ZYGOTE_BORN = 1, ZYGOTE_REFUSED, ZYGOTE_ENDED };
struct zygote_reply {
    uint64_t id;
    int32_t word;
    int32_t pid;
    int32_t step, code; /* REFUSED: the place in the plan, and errno */
    int32_t status;     /* ENDED: init's wait status */
    int32_t zero;
    uint64_t user_us, system_us, memory_peak, cpu_us;
};

/* The zygote's whole life; never returns. */
_Noreturn void zygote_live(int socket);
