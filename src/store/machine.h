/* machine: a machine to be crashed, with a disk in memory and one store on it. For tests. */
#pragma once
#include "base/disk_fault.h"
#include "store/testing.h"

struct machine {
    struct disk_fault *disk;
    struct store *store;
    struct store_db *db; /* of TRY_USER */
    struct store_options options;
};

struct machine machine_new(uint64_t seed);
void machine_done(struct machine *m);
DEFINE_OWNED_VALUE(machine)

struct err *start(struct machine *m);
void stop(struct machine *m);
void crash(struct machine *m); /* the power goes, and comes back */

void put_some(struct machine *m, int64_t from, int64_t to);
struct err *put_many(struct machine *m, int64_t from, int64_t to); /* in one job */
void expect_all(struct machine *m, int64_t to);                    /* 0 to `to`, and nothing else */

/* The path of that user's database, with a suffix. */
const char *user_file(const char *suffix);
/* Where in its log the next frame goes. */
size_t machine_log_end(struct machine *m);
