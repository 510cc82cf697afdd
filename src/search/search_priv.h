/* What the files of search share: see search.h. */
#pragma once
#include "base/pool.h"
#include "ops/search.h"
#include "search/ignore.h"
#include "search/scan.h"
#include "search/search.h"
#include "vfs/vfs.h"

#include <pthread.h>

/* --- dirs.c: the tree --- */

/* A directory that waits, or is being read. It stays open while `users` need it: who reads it, and
 * those in it that still have to be opened. */
struct branch {
    atomic_uint refs, users;
    struct branch *parent, *next;
    struct dir *dir;           /* NULL: it is not open */
    const struct place *place; /* by which it may be used: the call's, or that of a mount */
    bool mounted;              /* it is that place, */
    size_t at;                 /* which so much of its path leads to */
    dev_t dev;
    ino_t ino;
    struct ignores *ignores;
    unsigned depth;
    size_t len;  /* of its path, */
    size_t name; /* and where its own name begins in it */
    char path[]; /* relative to the grant's directory; "" is that one */
};

/* A name in one, as getdents64() gives it. */
struct name {
    uint64_t ino;
    int64_t off;
    unsigned short size;
    unsigned char type;
    char text[];
};

/* The caller owns one reference. Below `parent`, which is used once more; without one it is open
 * already. */
struct branch *branch_new(struct branch *parent, struct str path);
struct branch *branch_of(const struct place *place, struct str path, struct dir *take_dir);
/* Something is mounted there. */
void branch_mount(struct branch *d, const struct place *place);
void branch_unref(struct branch *d);
void branch_use(struct branch *d);
void branch_unuse(struct branch *d);
/* From the one above, judged; false if that cannot be or must not be. */
bool branch_open(struct branch *d, struct call *c);
/* Whether that directory is among those above, or is this one. */
bool dir_is_inside(const struct branch *d, const struct stat *st);
/* All names. */
bool branch_read(const struct branch *d, struct buf *out);
/* The rules that hold above the place where a search begins; the caller owns a reference. */
struct ignores *ignores_above(struct call *c, const struct place *place);

/* --- one search --- */

struct hit {
    struct hit *next;
    struct fs_hit row;
};

struct hits { /* a batch of them */
    struct hits *next;
    struct arena arena;
    struct hit *first, **last;
    size_t n;
    int64_t since_ns;
};

struct counts {
    uint64_t files, bytes, skipped;
};

/* Why a worker has left the pool. */
enum left { LEFT_IDLE, LEFT_TURN, LEFT_FULL, LEFT_STOPPED };

struct worker {
    struct job job;
    struct run *run;
    bool active; /* in the pool, or on its way there */
    enum left left;
    struct branch *dir; /* that it reads, */
    struct buf names;   /* all that is in there, */
    size_t name;        /* and the next one of them */
    struct scan scan;   /* the file that it looks into */
    char path[2 * PATH_MOST];
    size_t path_len;
    struct needle_use *use;
    struct hits *batch;
    struct counts counts;
};

struct run {
    struct search *home;
    struct call *call;
    const struct place *place;
    const struct fs_search_in *in;
    struct needle *needle; /* NULL: names are hits */
    struct name_rules *names;
    const struct place **mounts; /* below it */
    size_t n_mounts;
    size_t root; /* how much of a path leads to where it began */
    struct list link;

    pthread_mutex_t lock; /* of what follows */
    struct branch *stack;
    _Atomic size_t waiting; /* changed under the lock */
    size_t n_idle;
    struct hits *out, **out_last;
    struct err *e; /* of the first worker that cannot go on */

    atomic_bool stop;
    atomic_size_t held; /* bytes in batches that the loop has not handed out */
    struct post news;

    /* The loop's. */
    struct hits *current; /* being handed out */
    size_t active, n_workers;
    bool door_full, begun;
    struct worker workers[];
};

/* --- worker.c --- */
void worker_init(struct worker *w, struct run *run);
void worker_done(struct worker *w);
void worker_run(struct job *j);
bool worker_has_work(const struct worker *w);

/* --- search.c --- */
void run_push(struct run *run, struct branch *take_d);
struct branch *run_pop(struct run *run);
void run_hand_over(struct run *run, struct hits *take_batch);
void run_fail(struct run *run, struct err *take_e);

/* --- hits.c --- */
void hits_free(struct hits *h);
/* Adds one to the worker's batch. */
void hit_name(struct worker *w, bool is_dir);
void hit_line(struct worker *w, const struct needle_place *p);
