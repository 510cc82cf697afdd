/* duration: lengths of time as people write them: 250ms, 10s, 1h30m, 2d. A bare number counts
 * milliseconds. */
#pragma once
#include "base/str.h"

/* False, and *out_ms left alone, for what is none or does not fit. */
bool duration_read(struct str text, uint64_t *out_ms);

/* So that it reads back exactly: 90000 is "1m30s". */
void duration_add(struct buf *out, uint64_t ms);
