/* What the two files of a tree in memory share: its nodes (nodes.c), and it as a backend
 * (memory.c). All below is to be called with the lock of the tree held, and answers as system
 * calls do. */
#pragma once
#include "dir/dir.h"

#include <pthread.h>
#include <stdatomic.h>

enum { NODE_COST = 512, NAME_BYTES_MOST = 255, FILE_BITS = 07777 };

struct node {
    struct node *next, *up; /* the next in the directory; the directory */
    struct node *inner;     /* of a directory: the first */
    struct node *all_next, **all_back;
    mode_t mode;
    ino_t ino;
    unsigned handles;
    bool gone; /* it has no name any more */
    int fd;    /* of a file */
    ino_t fd_ino;
    uint64_t counted; /* of a file: its bytes as far as they were counted */
    char *text;       /* of a link */
    struct timespec changed;
    char name[NAME_BYTES_MOST + 1];
};

struct memory {
    atomic_uint refs;
    pthread_mutex_t lock;
    uint64_t used, most;
    ino_t last_ino;
    dev_t dev;
    mode_t mask;
    struct node root, *files; /* all files, to find one by its descriptor */
};

void node_touch(struct node *n);
struct node *node_find(const struct node *dir, const char *name);
void node_stat(const struct memory *m, const struct node *n, struct stat *out);
/* One handle less; it goes if that was the last, and it has no name. */
void node_drop(struct memory *m, struct node *n);
void node_free_inner(struct memory *m, struct node *dir);

/* Whether that may be made, whatever it is. `cost`: bytes beside the node. */
int node_may_make(const struct memory *m, const struct node *dir, const char *name, uint64_t cost);
struct node *node_make(struct memory *m, struct node *dir, const char *name, mode_t mode,
                       uint64_t cost);
/* A descriptor of the file, which is made if the flags say so. */
int node_open(struct memory *m, struct node *dir, const char *name, int flags, mode_t mode);
int node_unlink(struct memory *m, struct node *dir, const char *name, bool directory);
int node_rename(struct memory *m, struct node *n, struct node *dir, const char *name,
                unsigned flags);
/* It is to be `size` bytes long, and is `real` ones now. */
int node_count(struct memory *m, struct node *n, uint64_t size, uint64_t real);

static inline mode_t memory_mode(const struct memory *m, mode_t mode)
{
    return mode & FILE_BITS & ~m->mask;
}
