/* secret: text that must not be seen.
 *
 * A type of its own, so that it cannot be passed where a `struct str` is wanted: who needs the
 * value writes `.value`, and that can be searched for. Logs, errors and events take a secret
 * only to say that there was one. */
#pragma once
#include "base/str.h"

struct secret {
    struct str value;
};

#define SECRET_SHOWN STR("(secret)")
