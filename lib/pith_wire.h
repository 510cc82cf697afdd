/* How a program and the daemon share memory: what both sides must agree on, and nothing else.
 *
 * A connection begins on a unix socket that keeps the edges of messages (SOCK_SEQPACKET). The
 * program sends a hello; the daemon answers with a welcome and three descriptors: the shared
 * memory, the eventfd that wakes the daemon, and a socket that wakes the program. The socket stays
 * open: when one side is gone the other sees it there, and descriptors travel over it.
 *
 * The memory holds two lanes of the same form, one each way. A lane is a ring of fixed entries
 * and an area of bytes for what does not fit into an entry; both are used in order, and the bytes
 * of an entry are free again when its reader has moved on.
 *
 *     0       heads: to the daemon, to the program
 *     4096    entries to the daemon, then entries to the program
 *     behind  the area to the daemon, then the area to the program
 *
 * All words are little-endian, as the machines are that this runs on. */
#pragma once
#include <stdint.h>

#define PITH_MAGIC 0x48544950u /* "PITH" */
#define PITH_ABI   2

enum {
    PITH_ENTRIES = 256,         /* of a lane; also the most calls under way at once, each way */
    PITH_AREA = 256 * 1024,     /* bytes of a lane's area */
    PITH_AREA_PART = 64 * 1024, /* the most that one entry has there; more goes by descriptor */
    PITH_INLINE = 80,           /* bytes inside an entry */
    PITH_CREDITS = 32,          /* items that a stream may be ahead */
    PITH_HEADS = 4096,
};

/* The first word of either side. */
struct pith_hello {
    uint32_t magic;
    uint16_t abi, zero;
    /* behind it: the working directory, from which relative paths are understood */
};

struct pith_welcome {
    uint32_t magic;
    uint16_t abi, refused; /* refused: behind it stands why, and nothing was passed */
    uint32_t proc, entries, area, zero;
    uint64_t table; /* changes when any op does */
};

/* Over the socket, with one descriptor, before the entry that speaks of it. */
enum pith_passed_what { PITH_PASSED_PAYLOAD = 1, PITH_PASSED_RESULT = 2 };
struct pith_passed {
    uint64_t id;
    uint32_t what, zero;
};

enum pith_entry_kind {
    PITH_ENTRY_CALL = 1, /* id: the caller's own */
    PITH_ENTRY_RESULT,   /* ends the call of that id */
    PITH_ENTRY_ERROR,    /* so does this; `extra` is the kind, the payload four texts */
    PITH_ENTRY_ITEM,     /* of a stream */
    PITH_ENTRY_ROOM,     /* `extra` more items of it may come */
    PITH_ENTRY_CANCEL,   /* the caller wants it no more; an answer comes all the same */
    PITH_ENTRY_STOP,     /* finish what you have, then go */
    PITH_ENTRY_PING,     /* answered by PONG with the same id */
    PITH_ENTRY_PONG,
};

enum pith_entry_flag {
    PITH_IN_AREA = 1,  /* the payload is `len` bytes at `at` of the lane's area */
    PITH_IN_MEMFD = 2, /* it is in a sealed memfd, which came over the socket; the daemon empties
                          its own when the entry's room is given back */
    PITH_IS_JSON = 4,  /* it is JSON, not packed by a shape */
    PITH_NAMED = 8,    /* a byte and as many letters stand in front of it: the op's name */
    PITH_PASSES = 16,  /* a descriptor came over the socket with it */
    PITH_RULES = 32,   /* a length in four bytes and as much text stand in front of it (behind the
                          name): where the caller's network_access leads */
    PITH_LAP = 128,    /* set in the first lap round the lane, clear in the second, and so on: by
                          this the reader knows that the entry is there */
};

struct pith_entry {
    uint8_t kind, flags;
    uint16_t op;    /* its number; 0: named */
    uint32_t len;   /* of the payload */
    uint32_t at;    /* IN_AREA: where */
    uint32_t shape; /* hash of the shape it is packed by */
    uint64_t id;
    uint64_t within; /* to the daemon: the call that this one serves; to a program: the chain */
    uint64_t span;
    uint32_t left_ms; /* until the deadline; 0: none */
    uint32_t extra;
    uint64_t bytes[PITH_INLINE / 8];
};

/* Each word on a cache line of its own. */
struct pith_lane {
    _Alignas(64) _Atomic uint32_t head;     /* read: entries ever taken out */
    _Alignas(64) _Atomic uint32_t sleeping; /* the reader wants to be woken for an entry */
    _Alignas(64) _Atomic uint32_t waits;    /* the writer wants to be woken for room */
};

#define PITH_ENTRIES_BYTES (PITH_ENTRIES * (uint32_t)sizeof(struct pith_entry))
#define PITH_MEMORY        (PITH_HEADS + 2 * PITH_ENTRIES_BYTES + 2 * PITH_AREA)

_Static_assert(sizeof(struct pith_entry) == 128, "two cache lines");
_Static_assert(sizeof(struct pith_lane) == 192, "three");
