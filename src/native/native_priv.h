/* What natives.c (all of them), life.c (what one holds, how it ends), start.c (from an order to a
 * plan), command.c (what it is called), network.c (which network it may have), stream.c (output),
 * tell.c (its story) and ops.c share. */
#pragma once
#include "native/native.h"

#include "ops/native.h"
#include "sandbox/sandbox.h"

enum { NATIVES_MOST = 4096, STREAM_MOST = 64 * 1024 };

struct native;

/* Output on its way from the program to whoever asks for it. When it is full we read no more, and
 * the program waits. */
struct stream {
    struct native *home;
    int fd; /* -1: ended */
    struct watch watch;
    struct buf bytes;
    uint64_t read; /* in all */
    struct holding held;
};

struct native {
    struct list link;
    struct natives *home;
    struct proc *proc;
    uint32_t id;
    char *program, *command;
    int64_t started_ms;
    uint64_t chain, parent, span; /* the story and the step that started it; it is a step itself */
    uint64_t began;               /* cycles */

    struct zygote_child child;
    struct child_end end;
    struct sandbox_figures at_end; /* when it was made to end: all that is known without cgroups */
    int told_signal;               /* the last that somebody sent it; 0: none */
    uint32_t told_by;              /* and which proc did */
    struct arena plan_arena;
    struct sandbox_plan plan;

    int in;                   /* -1: closed */
    struct stream streams[2]; /* by enum proc_stream */
    bool terminal;
    struct call *spawner; /* to be answered when it has started, or not */
    struct call *reader;  /* of proc.output */
    bool reader_waits;    /* for its door */
    uint64_t sent;
    struct list waiters;
    bool told; /* somebody has heard how it ended */

    struct list asks;   /* what the zygote has not answered yet; see life.c */
    bool asking;        /* the last of them just now: it may be answered before that is over */
    int64_t pressed_ns; /* when it was said to hold most of its memory; 0: never */
    uint64_t cpu_seconds;
    struct timer clock;

    struct holding held_program, held_input, held_network, held_forwards, held_clock;
};

struct natives {
    struct kernel *kernel;
    struct loop *loop;
    struct zygote *zygote;
    struct list all;
    size_t count;
    struct timer stopping; /* then they are made to end */
    bool stops;
    void (*stopped)(void *arg);
    void *stopped_arg;
};

struct waiter {
    struct list link;
    struct call *call;
};

/* --- natives.c --- */
struct natives *natives_of(const struct call *c);
void natives_settle_stop(struct natives *ns); /* one has ended */

/* --- life.c --- */
struct native *native_new(struct natives *ns, struct proc *take_p, struct str program,
                          char *take_command);
void native_hold_input(struct native *n);
void native_hold_output(struct native *n, enum proc_stream which);
void native_hold_network(struct native *n, const struct sandbox_network *network);
bool native_is_over(const struct native *n); /* exited, or further */
extern const struct proc_body native_body;
uint64_t native_weight(int priority);
void native_limit_cpu(struct native *n, uint64_t seconds); /* 0: no limit */
void native_answered(struct zygote_child *child, struct err *take_e);
void native_drop_asks(struct native *n); /* the zygote will not answer them any more */
void native_pressed(struct zygote_child *child, uint64_t used, uint64_t most);
void native_ended(struct zygote_child *child, const struct child_end *end);
void native_end_now(struct native *n, enum proc_why why, uint32_t by);
/* Frees it when it is over and nobody has any more use for it. */
void native_settle(struct native *n);

/* --- tell.c: what happens to it, in the story that started it --- */
void native_tell_started(const struct native *n);
void native_tell_exited(const struct native *n);
void native_tell_signalled(const struct native *n, enum proc_signal which);
void native_tell_silent(const struct native *n, enum proc_stream which, uint64_t bytes);

/* --- network.c --- */
struct network_order {
    enum network_mode mode;
    bool near;
    struct str bridge, address;
    struct str_list forwards; /* HOST:GUEST */
};

/* --- start.c --- */
struct order {
    struct str_list argv, env;
    struct str program;
    struct str line;           /* what a shell is to read; else empty */
    const struct place *place; /* NULL: nothing is shared */
    bool write, quiet, terminal, stay;
    uint64_t columns, lines; /* of the terminal */
    bool ring;
    struct str_list allow; /* over its ring */
    struct sandbox_limits limits;
    uint64_t wall_ms;               /* 0: no limit */
    struct sandbox_network network; /* what the caller may have: see native_network() */
};
/* From what both ops are asked. ERR_DENIED without network_access, or bind_port for ports. */
struct err *native_network(struct call *c, const struct network_order *in,
                           struct sandbox_network *out);
/* The call is answered later; on an error now, by the caller. */
struct err *native_start(struct call *c, struct order *o);

/* --- command.c --- */
char *native_command(const struct order *o); /* on the heap */

/* --- stream.c --- */
void stream_start(struct native *n, enum proc_stream which, int take_fd);
void stream_done(struct stream *s);
void native_send(struct native *n);       /* to its reader, if it has one */
void native_end_reader(struct native *n); /* nothing more will come */

/* --- ops.c --- */
void native_answer_waiters(struct native *n);
void native_answer_start(struct native *n, struct err *take_e);
