/* link: where a link leads, from where it stands (RFC 3986, 5.2). */
#pragma once
#include "base/base.h"

/* Absolute, if `base` is; lives in the arena. STR_NONE for what leads nowhere that can be visited:
 * script, data, an empty reference. A base that is empty leaves references as they are. */
struct str link_resolve(struct str base, struct str reference, struct arena *a);
