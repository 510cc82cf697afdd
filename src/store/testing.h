/* What tests, torture and benches of the store have in common: one app's storage in one
 * user's database, put and got by number. The value follows from the number, so that whoever
 * knows the number knows what must be there. */
#pragma once
#include "store/store.h"

enum { TRY_VALUE = 200 };
#define TRY_APP  STR("notes")
#define TRY_USER ((user_id){ { 0x0123456789abcdef, 0xfedcba9876543210 } })

struct try_put {
    struct store_job job; /* first */
    int64_t number;
    char key[32], value[TRY_VALUE];
};
void try_put_init(struct try_put *put, int64_t number);

struct err *try_put(struct store_db *db, int64_t number); /* and wait */
/* ERR_NOT_FOUND if it is not there, ERR_CORRUPT if it is not what was put. */
struct err *try_get(struct store_db *db, int64_t number);
struct err *try_count(struct store_db *db, int64_t *out);
