/* What the files of undo share. */
#pragma once
#include "undo/undo.h"

#include <pthread.h>

enum { INLINE_MOST = 32 * KIB };

struct undo {
    struct kernel *kernel;
    struct store_db *db;
    pthread_mutex_t lock; /* of what follows */
    bool swept;
};
struct undo *undo_of(const struct call *c);

struct undo_row {
    struct undo_row *next;
    struct undo_version v;
};

/* Rows that went, and whose files are to go when that is durable. */
struct dropped {
    uint64_t *files;
    size_t n, cap;
    uint64_t versions, bytes;
};
void dropped_done(struct dropped *d);
DEFINE_OWNED_VALUE(dropped)
/* Drops the row at which `rows` stands. */
struct err *drop_row(struct store_tx *tx, const struct store_rows *rows, struct dropped *d);
void drop_files(struct undo *u, const struct dropped *d);
