/* owner: the one user of a pith that nobody else has been let into. */
#pragma once
#include "store/store.h"

/* Made at the first start, the same from then on. */
struct err *owner_find(struct store *s, user_id *out_id);
