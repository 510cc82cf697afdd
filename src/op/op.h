/* op: the operation table and the one way to a handler.
 *
 * An operation is a row in its module's .def table (columns: see op.def). opgen turns the
 * tables into structs, shapes and prototypes at build time; the registry holds those rows, and
 * the rows that services, MCP servers and skills bring while pith runs. `struct call` is one
 * use of one op by one caller, and kernel_call() is its walk:
 *
 *   door -> decode -> limits -> capability -> policy -> handler -> encode -> event, metrics
 *
 * There is no other way to a handler. Layers above register themselves into the walk's steps
 * (struct kernel_steps); op itself knows neither procs nor stores nor sockets. What the table
 * looks like outside C is in "op/emit.h", included by name. */
#pragma once
#include "base/base.h"
#include "op/call.h"
#include "op/kernel.h"
#include "op/shape.h"
#include "op/wire.h"

enum effect {
    EFFECT_PURE,    /* depends on its arguments alone */
    EFFECT_READ,    /* changes nothing */
    EFFECT_WRITE,   /* changes what pith keeps, and can be undone or repeated */
    EFFECT_EXEC,    /* runs programs */
    EFFECT_NETWORK, /* leaves the machine */
    EFFECT_IRREVERSIBLE,
    EFFECTS
};
const char *effect_name(enum effect e);

enum how {
    HOW_INLINE,     /* never waits; runs on any thread */
    HOW_TRY_INLINE, /* answers at once from what is cached, else goes to a worker */
    HOW_WORKER,     /* may block */
    HOW_LOOP,       /* answers later by call_done(), on the loop */
    HOWS
};
const char *how_name(enum how h);

/* Which pool a worker op runs in, so that one kind of load cannot stop another. */
enum pool_name { POOL_FILES, POOL_DATABASE, POOL_SLOW, POOLS };

/* How long a call of it may take, if its caller does not say; see timing.c. */
enum timing {
    TIMING_DERIVED, /* from what the op is */
    TIMING_LOCK,
    TIMING_IPC,
    TIMING_IO,
    TIMING_TASK,
    TIMING_CUSTOM, /* calls.timeout */
    TIMINGS
};
const char *timing_name(enum timing t);

enum scope { SCOPE_NONE, SCOPE_PATH, SCOPE_NAME };
enum cap {
#define CAP(bit, name, scope, doc) CAP_##name = bit,
#include "op/caps.def"
#undef CAP
    CAPS
};
struct cap_row {
    const char *name, *doc;
    enum scope scope;
};
const struct cap_row *cap_row(enum cap c);
bool cap_named(struct str name, enum cap *out);

/* A question of the walk: may the caller do `cap` to what parameter `param` names? */
struct need {
    enum cap cap;
    int param; /* index into the in-shape's fields; -1: the bit alone */
    int flag;  /* asked only if this BOOL parameter is true; -1: always */
};

struct op {
    uint16_t nr;                             /* the syscall tag; stable for ever */
    uint16_t index;                          /* place in the registry of this run */
    uint32_t in_hash, out_hash, stream_hash; /* of the shapes below; filled in on entering */
    uint32_t serial;  /* how many-th row to be entered: tells rows of one index apart */
    const char *name; /* "fs.read" */
    const char *doc;
    const char *since, *undo; /* NULL: none */
    const char *alias;        /* an older name, or NULL */
    enum effect effect;
    enum how how;
    enum pool_name pool;
    enum timing timing; /* what the row says; op_timing() is what holds */
    bool idempotent;
    bool open;      /* also for visitors, who have not said who they are */
    bool passes_fd; /* a descriptor may come with its answer: call_pass_fd() */
    const struct shape *in, *out;
    const struct shape *stream; /* shape of one item; NULL: not a stream */
    const struct need *needs;
    size_t n_needs;
    struct err *(*run)(struct call *c); /* all but LOOP */
    void (*start)(struct call *c);      /* LOOP */
    const char *service;                /* whose program answers it; NULL: we do */
    void *owner;                        /* of a row that came at run time */
};

enum timing op_timing(const struct op *op); /* never DERIVED */

static inline bool op_changes_nothing(const struct op *op)
{
    return op->effect <= EFFECT_READ;
}

/* What opgen writes per module. */
struct op_module {
    const char *name;
    struct op *rows;
    size_t count;
};
extern const struct op_module *const op_modules[]; /* NULL-terminated; all_ops.c */

/* Takes in all of op_modules. To be called once, before any thread. */
void ops_init(void);

const struct op *op_named(struct str name); /* also by alias; NULL: none */
const struct op *op_numbered(uint16_t nr);
size_t op_count(void);                /* highest index + 1 */
const struct op *op_at(size_t index); /* NULL where a row was taken away */
uint64_t op_table_hash(void);         /* changes when any row does */
/* The name nearest to `name`, or NULL if none is near. */
const char *op_suggest(struct str name);
/* ERR_NOT_FOUND "no_such_op", with what may have been meant. Any bytes. */
struct err *op_find(struct str name, const struct op **out);

/* Rows that come and go while pith runs. op_add() copies nothing: the row and its shapes live
 * until op_remove() and until the last call on it has ended. ERR_EXISTS, ERR_LIMIT. */
struct err *op_add(struct op *row);
void op_remove(struct op *row);
