/* relay: bytes between two connections, each way until that side has said all. */
#pragma once
#include "base/base.h"
#include "base/loop.h"

enum { RELAY_BUFFER = 64 * 1024 };

struct relay;
typedef void relay_fn(void *arg, uint64_t up, uint64_t down); /* the relay is gone */

/* Both descriptors are taken. `first` goes to `right` before what `left` sends; at most
 * RELAY_BUFFER bytes. */
struct err *relay_new(struct loop *l, int take_left, int take_right, struct str first,
                      relay_fn *ended, void *arg, struct relay **out_relay);
void relay_free(struct relay *r); /* `ended` is not told any more */
DEFINE_OWNED(relay)
