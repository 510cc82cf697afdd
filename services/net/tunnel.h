/* tunnel: a connection for somebody else.
 *
 * The way to a host is checked and made here as for an exchange, through the user's proxy if there
 * is one; then the connected descriptor is handed over, and what is spoken on it is not ours. */
#pragma once
#include "gate.h"

struct tunnel;
typedef void tunnel_fn(void *arg, int take_fd, struct err *take_e); /* the tunnel is gone */

struct tunnel_wish {
    struct str host; /* as anybody spells it */
    uint16_t port;
    uint64_t timeout_ms; /* 0: the gate's own */
    struct egress *take_egress;
};
/* On an error nothing was begun, and `ended` is not told. */
struct err *tunnel_start(struct engine *e, const struct tunnel_wish *w, tunnel_fn *ended, void *arg,
                         struct tunnel **out_tunnel);
void tunnel_free(struct tunnel *t); /* `ended` is not told any more */
DEFINE_OWNED(tunnel)
