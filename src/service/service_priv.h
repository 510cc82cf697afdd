/* What the parts of service share: services.c (all of them), life.c (the states of one), start.c
 * (from a manifest to a process), manifest.c (from TOML), rows.c (what is announced), shapes.c
 * (its shapes), reach.c (what its manifest may ask for), kept.c (what stays in the store), ops.c.
 */
#pragma once
#include "service/service.h"

#include "base/list.h"
#include "base/loop.h"
#include "ops/service.h"
#include "ring/ring.h"
#include "sandbox/sandbox.h"

enum { STATES = SERVICE_STATE_FAILED + 1 };

enum event {
    EVENT_WANT,  /* somebody calls */
    EVENT_READY, /* it says that it is */
    EVENT_LOST,  /* its ring is gone, and the program still there */
    EVENT_ENDED, /* nothing of it is left */
    EVENT_TIME,  /* its timer */
    EVENT_STOP,  /* it is to stop */
    EVENT_START, /* it is to start, whatever was before */
    EVENTS
};

struct keeping; /* see kept.c */

struct manifest {
    struct service_manifest says;
    struct str dir;  /* where it stands */
    struct str path; /* and its file */
    uint64_t idle_ms, health_ms, start_ms;
};

/* A row that was announced; it stays as long as the services do, since calls and answers may still
 * speak of it when it has left the table. */
struct row {
    struct list link;
    struct arena arena;
    struct op op;
    bool in_table;
    struct str announced; /* what service.export was given, */
    struct str service;   /* and by whom */
};

struct service {
    struct list link;
    struct services *home;
    struct arena arena; /* of the manifest */
    struct manifest manifest;
    bool own;
    uint64_t allowed; /* capabilities that who added it held */

    enum service_state state;
    struct timer timer; /* what it means, the state says */
    struct timer health;
    bool asked; /* whether it still works, and it has not said so */
    int64_t last_call_ns, ready_ns;
    struct list waiting; /* struct wait */
    struct list leaving; /* struct wait: who waits for its end */
    bool again;          /* to be started when it has ended */
    bool acting;         /* an event is being acted upon */
    bool faulty;         /* it stops by a fault */
    bool leaves;         /* to be forgotten when it does not run */
    struct post forget;
    uint64_t starts, faults;
    char *error; /* why it ended the last time; NULL: not by a fault */
    bool blamed; /* that is known before it has ended */

    struct proc *proc;   /* while it runs */
    struct holding held; /* by it: the program */
    struct ring *ring;
    bool runs;
    struct zygote_child child;
    struct arena plan_arena;
    struct sandbox_plan plan;
    int out; /* what it writes; -1: closed */
    struct watch out_watch;
    struct buf log;

    struct list rows;
    size_t n_rows;
    struct call *adder;      /* of service.add, until it is ready for the first time */
    struct keeping *keeping; /* and then until it is kept */
};

/* A call that waits for a service; in the call's arena. */
struct wait {
    struct list link;
    struct service *service;
    struct call *call;
    bool made;  /* once already: then it is not made again */
    bool alone; /* to be answered when it is ready, not handed on */
};

struct services {
    struct kernel *kernel;
    struct loop *loop;
    struct zygote *zygote;
    struct store_db *db;
    struct list all;
    struct list old_rows; /* that are no more, for whoever still has one; or announced again */
    uint16_t last_nr;
    bool stopping;
    void (*stopped)(void *arg); /* to be told when none runs; NULL: nobody is */
    void *stopped_arg;
};

/* Something of it is. */
static inline bool service_is_there(const struct service *s)
{
    return s->runs || s->ring;
}

/* --- services.c --- */
/* Whether that was the last that ran, and somebody waits for it. */
void services_settle(struct services *ss);
struct services *services_of(const struct call *c);
struct service *service_new(struct services *ss);
void service_free(struct service *s); /* it does not run */
struct service *service_named(const struct services *ss, struct str name);
struct service *service_of_ring(const struct call *c);
struct err *service_enter(struct services *ss, struct service *s); /* ERR_EXISTS */

/* --- life.c --- */
void service_event(struct service *s, enum event e);
/* The call waits for it; answered when it is ready, or handed on. */
void service_wait(struct service *s, struct call *c, bool alone);
void service_wait_for_end(struct service *s, struct call *c);
/* What has gone wrong, kept for whoever asks. */
void service_blame(struct service *s, const struct err *e);
size_t service_calls(const struct service *s);
void service_fail_waiting(struct service *s, const char *reason, const char *text);

/* --- start.c --- */
struct err *service_run(struct service *s);
struct str service_last_lines(const struct service *s, uint64_t lines); /* of what it wrote */
void service_kill(struct service *s);

/* --- manifest.c --- */
/* Of our own. */
struct err *manifest_read(struct str path, struct arena *a, struct manifest *out);
/* As fs.read would: no more than the call may read, and nothing that could keep the loop waiting.
 */
struct err *manifest_read_for(struct call *c, const struct place *place, struct arena *a,
                              struct manifest *out);
/* From what was kept of it. */
struct err *manifest_decode(const struct json *tree, struct str path, struct arena *a,
                            struct manifest *out);
/* A service gets nothing that who adds it could not reach. Names become those that they lead to. */
struct err *manifest_may(struct manifest *m, struct call *c, struct arena *a);

/* --- rows.c --- */
struct err *row_announce(struct service *s, const struct service_export_in *in, struct str text,
                         uint16_t *out_nr);
void rows_withdraw(struct service *s);
void rows_free(struct list *rows);
struct err *service_op_names(const struct service *s, struct arena *a, struct str_list *out);

/* --- shapes.c --- */
bool service_says_plainly(struct str text); /* no control characters, nor what hides letters */
struct err *shape_from_fields(const struct service_field_list *fields, const char *name,
                              struct arena *a, const struct shape **out);

/* --- kept.c --- */
void service_keep(struct service *s, struct call *c); /* answers it */
void service_unkeep(struct service *s, struct call *c);
void keeping_forget(struct keeping *k); /* its service goes; NULL: nothing is kept just now */
