/* A lane whose memory somebody else writes to between any two steps. The input is a program of
 * such steps: what it writes, what the daemon's side then reads or writes. Nothing may be touched
 * outside the memory, and a lane that was called broken is not used again. */
#include "fuzz.h"

#include "base/base.h"

#include <pith_lane.h>
#include <stdlib.h>

struct side {
    char *memory;
    struct lane_reader in;
    struct lane_writer out;
    bool broken;
};

struct steps {
    const uint8_t *at, *end;
};

static uint32_t next(struct steps *s, size_t bytes)
{
    uint32_t n = 0;
    for (; bytes && s->at < s->end; bytes--)
        n = n << 8 | *s->at++;
    return n;
}

/* Words of the lanes' heads and of the first entries are the likelier ones. */
static void scribble(struct side *side, struct steps *s)
{
    static const size_t reach[] = { 2 * sizeof(struct pith_lane), PITH_HEADS + 4096, PITH_MEMORY };
    uint32_t where = next(s, 1) % COUNT_OF(reach);
    size_t at = next(s, 3) % (reach[where] / 8) * 8;
    uint64_t word = (uint64_t)next(s, 4) << 32 | next(s, 4);
    memcpy(side->memory + at, &word, sizeof word);
}

static void take(struct side *side)
{
    struct pith_entry e;
    if (!lane_peek(&side->in, &e))
        return;
    if (e.len <= CALL_ARGS_MOST && !(e.flags & PITH_IN_MEMFD)) {
        char *to = mem_new(e.len + 1);
        side->broken = lane_payload(&side->in, &e, to) == LANE_BROKEN;
        if (!side->broken && e.len > PITH_AREA)
            abort();
        mem_free(to);
    }
    lane_drop(&side->in);
}

static void put(struct side *side, struct steps *s)
{
    static char payload[PITH_AREA_PART];
    struct pith_entry e = { .kind = PITH_ENTRY_RESULT };
    size_t len = next(s, 2) % (PITH_AREA_PART + 1);
    side->broken = lane_put(&side->out, &e, payload, len) == LANE_BROKEN;
}

static void step(struct side *side, struct steps *s)
{
    switch (next(s, 1) % 6) {
    case 0: take(side); break;
    case 1: put(side, s); break;
    case 2: lane_publish(&side->out); break;
    case 3: lane_release(&side->in); break;
    case 4: lane_sleep(&side->in); break;
    default: scribble(side, s); break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct steps s = { bytes, bytes + len };
    struct side side = { .memory = aligned_alloc(64, PITH_MEMORY) };
    memset(side.memory, 0, PITH_MEMORY);
    lane_reader_init(&side.in, side.memory, LANE_TO_DAEMON, -1);
    lane_writer_init(&side.out, side.memory, LANE_TO_PROGRAM, -1);
    while (s.at < s.end && !side.broken)
        step(&side, &s);
    free(side.memory);
    return 0;
}
