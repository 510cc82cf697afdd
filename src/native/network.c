/* What network a program is given: asked for, allowed, and configured. */
#include "native/native_priv.h"

#include "config/config.h"
#include "ops/sandbox.h"

_Static_assert(NET_FULL == (int)NETWORK_MODE_FULL && NET_PRIVATE == (int)NETWORK_MODE_PRIVATE &&
                   NET_SHARED == (int)NETWORK_MODE_SHARED &&
                   NET_BRIDGED == (int)NETWORK_MODE_BRIDGED,
               "the words of ops and sandboxes mean the same");

/* A network of the system's keeps to no rules: who may reach only some machines, or all but some,
 * may not give one to a program. */
static struct err *check_unbounded(struct call *c)
{
    struct proc *p = proc_of(c);
    if (!proc_has_rules(p, CAP_network_access))
        return call_needs(c, CAP_network_access);
    return err_hint(err_new(ERR_DENIED, "network_rules",
                            "%.*s may reach some machines and not others; a program's own network "
                            "would not keep to that",
                            STR_ARGS(proc_name(p))),
                    "network=full, and sys.http for what may be reached");
}

struct err *native_network(struct call *c, const struct network_order *in,
                           struct sandbox_network *out)
{
    struct config *config = config_of(c->kernel);
    *out = (struct sandbox_network){ .mode = (enum sandbox_net)in->mode,
                                     .near = in->near,
                                     .bridge = in->bridge,
                                     .address = in->address };
    if (out->mode != NET_FULL)
        TRY(check_unbounded(c));
    if (in->forwards.count) {
        TRY(call_needs(c, CAP_bind_port));
        TRY(sandbox_forwards_read(in->forwards, &c->arena, out));
    }
    if (config)
        out->dns = config_words(config, CONFIG_SANDBOX_DNS, &c->arena);
    return NULL;
}
