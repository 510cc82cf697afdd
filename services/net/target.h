/* target: a URL that has been read once, and is used as it was read.
 *
 * What is checked and what is fetched must not be two readings of one text. So a URL is taken
 * apart, its host brought into one form, and put together again; the result is what is checked,
 * fetched and shown. */
#pragma once
#include "egress.h"

enum { TARGET_URL_MOST = 8192 };

struct target {
    struct str url;  /* whole, without fragment */
    struct str host; /* as egress_host() gives it */
    uint16_t port;
    bool tls;
};

/* http and https alone, no user-info. ERR_INVALID, ERR_UNSUPPORTED. Lives in the arena. */
struct err *target_read(struct str url, struct arena *a, struct target *out);
/* The same scheme, host and port. */
bool target_same_origin(const struct target *a, const struct target *b);
