/* What the ring's tests share: a kernel with rings, a program at the other end on a thread of its
 * own, and the handlers of ring_test.def. To be included behind proc/testbed.h. */
#pragma once
#include "base/test.h"
#include "ring/ring.h"

#include <pith.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* On the program's thread, from which there is no way back into the test. */
#define MUST(condition)                                                             \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                \
        }                                                                           \
    } while (0)

struct rig {
    struct testbed bed;
    struct config *config;
    struct rings *rings;
    struct ring *ring; /* NULL: it has ended */
    pthread_t thread;
    void (*body)(struct pith *p);
    void (*raw)(int fd);
    int fd;
};
void rig_init(struct rig *f);
void rig_done(struct rig *f);
DEFINE_OWNED_VALUE(rig)

/* Starts `body` with libpith, or `raw` with the socket alone; and waits until both it and its ring
 * have ended. */
void rig_begin(struct rig *f);
void rig_finish(struct rig *f);
/* Until the poller has gone, too; and how many descriptors there are then. */
void rig_settle(struct rig *f);
int rig_descriptors(struct rig *f);

extern atomic_int rig_called_off; /* calls of hang and ticks */
extern struct ring *rig_serving;  /* who is asked by ask */
