/* What the parts of mounts share: mounts.c (all of them; meeting one, edges, ends), mount_ops.c
 * (the ops). */
#pragma once
#include "vfs/vfs_priv.h"

#include "base/list.h"

#include <pthread.h>

#define CAPS_LOOK   (CAP_BIT(CAP_read_file) | CAP_BIT(CAP_list_directory))
#define CAPS_CHANGE (CAP_BIT(CAP_write_file) | CAP_BIT(CAP_create_file) | CAP_BIT(CAP_delete_file))

struct mount {
    atomic_uint refs;
    struct mounts *home;
    struct list link;    /* in mounts->all, with a reference */
    struct holding held; /* with another; not if it stays */
    struct str at, source;
    enum fs_mount_kind kind;
    uint64_t verbs, most;
    uint32_t owner;
    bool stays;
    struct grant *grant;   /* local */
    struct dir *root;      /* the others */
    struct memory *memory; /* where what it holds, or what was changed, lies there */
};

struct mounts {
    struct procs *procs;
    pthread_mutex_t lock; /* of what follows */
    struct list all;
    size_t count;
};

struct mounts *mounts_of(const struct call *c); /* NULL: there are none here */
/* Takes a reference of its own; refused where another one lies, or there are too many. */
struct err *mounts_add(struct mounts *ms, struct mount *m, struct proc *p);
void mount_unref(void *mount);
void mount_end(struct mounts *ms, struct mount *m);

static inline void mount_leave(struct mount **m)
{
    mount_unref(*m);
}
