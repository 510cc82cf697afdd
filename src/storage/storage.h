/* storage: small values by app and key, in the user's own encrypted database.
 *
 * For apps, skills and scripts that must remember something: JSON values of up to 256 KiB, at
 * most 10,000 of an app and 64 MiB in all, for at most 256 apps. A value that was set is on disk
 * when the call is answered. */
#pragma once
#include "op/op.h"
#include "store/store.h"

enum {
    STORAGE_VALUE_MOST = 256 * KIB,
    STORAGE_KEYS_MOST = 10000,
    STORAGE_BYTES_MOST = 64 * MIB,
    STORAGE_APPS_MOST = 256,
};

/* `db` is a user's database, and outlives the kernel. */
void storage_init(struct kernel *k, struct store_db *db);
