/* What the parts of libpith share: open.c (connecting), pack.c (structs to bytes and back),
 * call.c (calls of ours), serve.c (calls to us), turn.c (what the daemon says). */
#pragma once
#include "pith.h"
#include "pith_lane.h"

/* Memory that is given back all at once. */
struct memory {
    struct memory_block *blocks;
};
void *memory_get(struct memory *m, size_t bytes); /* zeroed; ends the process when there is none */
void memory_done(struct memory *m);

/* A growing piece of bytes, kept for reuse. */
struct bytes_out {
    char *ptr;
    size_t len, cap;
};
void bytes_add(struct bytes_out *b, const void *from, size_t len);

void pack(struct bytes_out *b, const struct pith_shape *s, const void *value);
/* Texts are borrowed from `from`. False: these bytes are not of that shape. */
bool unpack(const struct pith_shape *s, const void *from, size_t len, struct memory *m, void *out);
uint32_t hash_of(const struct pith_shape *s);

/* What came in one entry, copied. */
struct packet {
    struct pith_entry entry;
    const char *payload;
};

/* A call of ours that is under way. */
struct running {
    uint64_t id; /* 0: free */
    const struct pith_op *op;
    struct pith_use use;
    uint32_t unread; /* items taken since we gave room */
    bool json, cancelled;
};

struct export
{
    const struct pith_op *op;
    pith_serve_fn *fn;
    struct export *next;
};

struct pith_request {
    struct pith *pith;
    struct pith_request *next;
    const struct export *export;
    struct memory memory;
    void *in, *out;
    struct pith_str rules;
    const char *hint;         /* NULL: none */
    uint64_t id, deadline_ns; /* 0: none */
    uint32_t credits;
    bool cancelled;
    pith_request_fn *on_cancel, *on_room;
    void *arg;
};

struct arrived_fd {
    uint64_t id;
    uint32_t what;
    int fd;
    struct arrived_fd *next;
};

struct pith {
    int socket, wake_me, wake_daemon, poll;
    char *memory;
    unsigned spin_us;
    bool gone, stopping, ready;
    struct lane_writer out;
    struct lane_reader in;
    struct running running[PITH_ENTRIES];
    size_t next_slot, n_running;
    uint64_t last_serial;
    struct bytes_out scratch;
    struct memory result; /* of the last pith_call() */
    int taken_fd;
    struct arrived_fd *arrived;
    struct export *exports;
    struct pith_request *requests;
    size_t n_requests;
};

/* --- open.c --- */
int error_set(struct pith_error *e, int kind, const char *reason, const char *fmt, ...)
    __attribute__((format(printf, 4, 5))); /* -1 */
int64_t now_ns(void);
/* Takes the descriptor of that kind that came for `id`; -1: there is none. */
int take_arrived(struct pith *p, uint64_t id, uint32_t what);
/* False: the other side has hung up. */
bool read_socket(struct pith *p);

/* --- call.c --- */
/* Sends the descriptor ahead of the entry that speaks of it. */
bool pass_fd(struct pith *p, uint64_t id, uint32_t what, int fd);
/* Puts an entry and what it carries into the lane, waiting for room if it must. False: gone, or
 * too large for the memory that there is. */
bool say(struct pith *p, struct pith_entry *e, const void *payload, size_t len);
void on_result(struct pith *p, const struct packet *k);
void on_item(struct pith *p, const struct packet *k);
void fail_all(struct pith *p);

/* --- serve.c --- */
void on_call(struct pith *p, const struct packet *k);
void on_cancel(struct pith *p, const struct packet *k);
void on_room(struct pith *p, const struct packet *k);
void forget_requests(struct pith *p);
