/* What the parts of ring share: rings.c (all of them, the listening socket), ring.c (the life of
 * one), poller.c (the thread that reads), payload.c, take.c (calls that come), say.c (what we
 * write), forward.c (calls that go).
 *
 *     hello -> open -> ending -> freed
 *       '-------------------------^
 *
 * While it is open the poller has it, too. It is taken from the poller (ending), and only when the
 * poller has let go is anything of it freed: what the poller had posted to the loop has run by
 * then, since posts of one thread keep their order. */
#pragma once
#include "ring/ring.h"

#include "base/list.h"
#include "base/loop.h"

#include <pith_lane.h>
#include <pthread.h>

enum ring_state { RING_HELLO, RING_OPEN, RING_ENDING };

/* What the poller hands to the loop: an entry that concerns a call there. */
struct word {
    struct list link;
    struct pith_entry entry;
    int fd;             /* -1: none */
    bool too_long;      /* what it carried was left */
    struct str payload; /* behind the struct */
};

/* What the program has no room for yet. */
struct held {
    struct list link;
    struct pith_entry entry;
    int payload_fd, result_fd; /* -1: none, or it is sent already */
    int lent_fd;               /* the payload's, which is sent already; -1: none */
    struct str payload;        /* behind the struct */
};

/* A payload that the program has by descriptor, and has not read; see say.c. */
struct lent {
    int fd; /* -1: none */
    size_t bytes;
};

struct arrived_fd {
    uint64_t id;
    uint32_t what;
    int fd;
};

struct ring {
    struct list link;                  /* among all */
    struct list poll_link, leave_link; /* of the poller */
    struct rings *home;
    struct proc *proc;
    enum ring_state state; /* on the loop */
    int socket;
    struct watch watch;
    struct timer hello;
    struct holding holding; /* of its proc */
    void *memory;
    int wake_us, wake_it; /* an eventfd, never read; our end of a socketpair, never blocking */
    void (*on_end)(struct ring *r, void *arg);
    void *on_end_arg;
    void (*on_pong)(struct ring *r, void *arg);
    void *on_pong_arg;

    struct lane_reader in; /* the poller's, to `spare` */
    uint64_t rests_until;  /* in cycles: its last turn was a long one */
    struct ring_call *spare;

    pthread_mutex_t lock; /* of what follows */
    struct lane_writer out;
    struct buf scratch;
    struct list held;
    size_t n_held, held_bytes;
    bool socket_full;
    struct lent lent[PITH_ENTRIES]; /* by the entry that speaks of it */
    size_t lent_bytes;
    uint32_t taken_back;  /* up to which entry */
    struct list running;  /* struct ring_call: theirs, answered later */
    struct list forwards; /* struct forward: ours */
    size_t n_running, n_forwards;
    uint64_t last_forward;
    struct arrived_fd arrived[RING_FDS_MOST];
    size_t n_arrived;
    struct list words;
    size_t n_words, words_bytes;
    const char *why; /* it is broken; NULL: it is not */

    struct post have_words, has_room, broken, dropped;
    atomic_bool leaves; /* nothing more is said to it */
};

/* A call that a program has made. */
struct ring_call {
    struct call call;  /* first */
    struct list link;  /* of the ring's */
    struct ring *ring; /* NULL: it is gone, or never was asked */
    uint64_t id;
    uint32_t credits; /* items that may still be sent */
    bool waits;       /* for `held` to be empty; of the loop */
    bool json;
};

/* A call that a program is to answer. */
struct forward {
    struct list link;
    struct ring *ring;
    struct call *call;
    uint64_t id;
    uint32_t unread; /* items handed on since we gave room */
    bool waits;      /* for its door */
    bool items;      /* some have been handed on */
    ring_gone_fn *on_gone;
    void *outer; /* what the call's handler kept before */
};

struct rings {
    struct kernel *kernel;
    struct loop *loop;
    struct list all;
    size_t count;
    int listener; /* -1: none */
    struct watch listening;
    char *path;

    pthread_t poller;
    bool has_poller; /* on the loop: there is one to be joined */
    int poll, wake;  /* epoll, and the eventfd by which the loop wakes it */
    struct post poller_left;
    pthread_mutex_t lock; /* of what follows */
    struct list joining, leaving;
    bool polling;
};

/* --- ring.c --- */
struct ring *ring_new(struct rings *rs, struct proc *take_p, int take_socket);
void ring_free(struct ring *r);
/* Something cannot be: ends it, soon. Any thread that may use it; with its lock held. */
void ring_break(struct ring *r, const char *why);
/* The descriptor of that kind that came for `id`; -1: none. With the lock held. */
int ring_take_fd(struct ring *r, uint64_t id, uint32_t what);

/* --- poller.c --- */
extern _Thread_local bool ring_on_poller;
struct err *poller_join(struct ring *r);
void poller_leave(struct ring *r); /* `dropped` is posted when it has let go */
void poller_kick(struct rings *rs);
void poller_stop(struct rings *rs);

/* --- payload.c, on the poller --- */
/* The same as ring_break(), without the lock. */
void ring_break_now(struct ring *r, const char *why);
struct err *ring_read_memfd(struct ring *r, const struct pith_entry *e, char *to);
/* It is not to be read; what came over the socket for it goes. */
void ring_leave_payload(struct ring *r, const struct pith_entry *e);
/* With an error in `out_e` the call is refused, no more; false: the ring is broken. */
bool ring_copy_payload(struct ring *r, const struct pith_entry *e, struct arena *a, struct str *out,
                       struct err **out_e);

/* --- take.c --- */
/* One entry of the program's, acted upon; false: there is none, or it is broken. The poller. */
bool ring_take(struct ring *r);
bool ring_take_answer(struct ring *r); /* the same, of who has gone: whose calls are not begun */
void ring_act_on_words(struct ring *r);
void ring_call_wish(struct ring *r, const struct pith_entry *e); /* CANCEL, ROOM */
void ring_go_on(struct ring *r);                                 /* nothing is held any more */
void ring_abandon_calls(struct ring *r);

/* --- say.c --- */
/* All with the lock held. `result_fd` (or -1) is taken. */
void ring_say(struct ring *r, struct pith_entry *e, struct str payload, int result_fd);
void ring_say_error(struct ring *r, uint64_t id, const struct err *e);
void ring_publish(struct ring *r);
/* What was held, as far as there is room now. */
void ring_say_held(struct ring *r);
void ring_drop_held(struct ring *r);
/* The memory of payloads that the program has read. */
void ring_take_back(struct ring *r);
void ring_take_back_all(struct ring *r);

/* --- forward.c --- */
void forward_answer(struct ring *r, struct word *w); /* RESULT, ERROR, ITEM */
void forwards_fail(struct ring *r);
/* With the lock held. */
struct forward *forward_find(struct ring *r, uint64_t id);
