/* What network a program is given: asked for, allowed, and configured. */
#include "native/native_priv.h"

#include "config/config.h"
#include "ops/sandbox.h"

_Static_assert(NET_FULL == (int)NETWORK_MODE_FULL && NET_PRIVATE == (int)NETWORK_MODE_PRIVATE &&
                   NET_SHARED == (int)NETWORK_MODE_SHARED &&
                   NET_BRIDGED == (int)NETWORK_MODE_BRIDGED,
               "the words of ops and sandboxes mean the same");

struct err *native_network(struct call *c, const struct network_order *in,
                           struct sandbox_network *out)
{
    struct config *config = config_of(c->kernel);
    *out = (struct sandbox_network){ .mode = (enum sandbox_net)in->mode,
                                     .near = in->near,
                                     .bridge = in->bridge,
                                     .address = in->address };
    if (out->mode != NET_FULL)
        TRY(call_needs(c, CAP_network_access));
    if (in->forwards.count) {
        TRY(call_needs(c, CAP_bind_port));
        TRY(sandbox_forwards_read(in->forwards, &c->arena, out));
    }
    if (config)
        out->dns = config_words(config, CONFIG_SANDBOX_DNS, &c->arena);
    return NULL;
}
