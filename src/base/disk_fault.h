/* disk_fault: a disk in memory that fails when told, and loses its power.
 *
 * Reads see every write at once, as through the kernel's page cache. What a power cut leaves
 * is another matter: what was synced, and of the rest any part. Of writes it keeps any subset,
 * cut at sectors of 512 bytes; of names (create, rename, unlink) any first part, as journaling
 * file systems do, until the directory is synced.
 *
 * After a sync that failed, the writes before it count as clean though they never arrived,
 * and a later sync does not bring them back: that is how kernels behave.
 *
 * Safe from several threads. For tests only; the daemon does not link it. */
#pragma once
#include "base/disk.h"

struct disk_fault;

enum disk_fault_op {
    DISK_WRITE,
    DISK_SYNC, /* of a file or a directory */
    DISK_NAME, /* create, rename, unlink */
    DISK_OPS
};
enum disk_fault_how {
    DISK_FAIL,      /* -EIO, and nothing is written */
    DISK_TEAR,      /* a write: -EIO after some of its sectors; otherwise as DISK_FAIL */
    DISK_POWER_CUT, /* just before it */
};

struct disk_fault *disk_fault_new(uint64_t seed);
void disk_fault_free(struct disk_fault *f);
DEFINE_OWNED(disk_fault)
struct disk *disk_fault_disk(struct disk_fault *f);

/* The n-th operation of that kind from now on (1: the next) goes wrong; 0: none does. */
void disk_fault_at(struct disk_fault *f, enum disk_fault_op op, long n, enum disk_fault_how how);
bool disk_fault_struck(const struct disk_fault *f); /* since the last disk_fault_at() */
long disk_fault_count(const struct disk_fault *f, enum disk_fault_op op); /* so far */

/* How many bytes all files may grow by from now on before -ENOSPC; -1: no end. */
void disk_fault_room(struct disk_fault *f, int64_t bytes);

/* After a cut every call answers -EIO. Whoever had files open closes them before the power is
 * back, as a machine does that goes down. */
void disk_fault_power_cut(struct disk_fault *f);
void disk_fault_power_on(struct disk_fault *f);

/* What lies on the disk now, to look at and to damage. NULL if there is no such file. */
unsigned char *disk_fault_bytes(struct disk_fault *f, const char *path, size_t *out_size);
bool disk_fault_holds(struct disk_fault *f, struct str bytes); /* in any file or name */
