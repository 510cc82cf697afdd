/* A lane as its writer and its reader see it; the daemon and libpith use the same code.
 *
 * The other side may be broken or hostile, and may write anywhere in the shared memory at any
 * time. So what we decide by is ours: the writer knows how far it has written, the reader how far
 * it has read. A word of theirs is read once, into a copy, and the copy is checked; what cannot
 * be true is LANE_BROKEN, and such a lane is not to be used any more.
 *
 * One thread at a time uses a side. */
#pragma once
#include "pith_wire.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum lane_answer { LANE_BROKEN = -1, LANE_NOTHING = 0, LANE_OK = 1 };
enum lane_way { LANE_TO_DAEMON, LANE_TO_PROGRAM };

struct lane_writer {
    struct pith_lane *lane;
    _Atomic uint64_t *entries, *area;
    int wake;                      /* by which the reader is woken */
    uint32_t tail, published;      /* put in; told */
    uint64_t held_back;            /* the first word of the first that is not told */
    uint32_t head;                 /* known to be taken out */
    uint64_t area_tail, area_head; /* bytes ever used and freed */
    uint64_t area_ends[PITH_ENTRIES];
    uint64_t wakes; /* how often the reader had to be woken */
};

struct lane_reader {
    struct pith_lane *lane;
    _Atomic uint64_t *entries, *area;
    int wake;                /* by which the writer is woken */
    uint32_t head, released; /* taken out; told */
};

/* `memory` has PITH_MEMORY bytes. */
void lane_writer_init(struct lane_writer *w, void *memory, enum lane_way way, int wake);
void lane_reader_init(struct lane_reader *r, void *memory, enum lane_way way, int wake);

/* --- writing --- */

/* Where the payload goes is decided here: `len` bytes at most PITH_AREA_PART, or none if the
 * entry says IN_MEMFD. LANE_NOTHING: it is full, and we are woken when it no longer is. The
 * reader sees it with lane_publish(). */
enum lane_answer lane_put(struct lane_writer *w, struct pith_entry *e, const void *payload,
                          size_t len);
/* Tells the reader, and wakes it if it sleeps. */
void lane_publish(struct lane_writer *w);

/* --- reading --- */

/* Copies the next entry, if there is one. It stays in the lane until lane_drop(). */
bool lane_peek(struct lane_reader *r, struct pith_entry *out);
/* Copies its payload of e->len bytes, which is inside or in the area. LANE_BROKEN: it lies
 * elsewhere. */
enum lane_answer lane_payload(const struct lane_reader *r, const struct pith_entry *e, void *out);
void lane_drop(struct lane_reader *r);
/* Gives the room of what was dropped back, and wakes the writer if it waits for that. */
void lane_release(struct lane_reader *r);

/* Before sleeping; false: there is an entry already. */
bool lane_sleep(struct lane_reader *r);
void lane_awake(struct lane_reader *r);

/* Whether there is something to read. */
bool lane_has(const struct lane_reader *r);

/* --- what is too long for a lane --- */

/* A memfd that holds these bytes and will not change any more; with F_SEAL_SHRINK in `besides`,
 * nor be emptied. -1: errno says why. */
int lane_seal(const void *bytes, size_t len, int besides);

/* --- the socket beside the lanes --- */

enum { LANE_FDS_MOST = 4 };
/* One message with descriptors, as sendmsg() would; `flags` besides MSG_NOSIGNAL. */
bool lane_send_fds(int socket, const void *bytes, size_t len, const int *fds, size_t n_fds,
                   int flags);
