/* gate: what stands between a libcurl handle and the network.
 *
 * It is asked for each address that is about to be connected to, and again before a request is
 * sent on a connection that somebody else's exchange has opened: so an answer of the name server
 * that changes between a check and its use changes nothing, there being nothing in between.
 * Through a proxy of the user's, names are resolved there: then only names and addresses that
 * are spelled out are checked, and the proxy's own address is the user's word. */
#pragma once
#include "engine.h"
#include "target.h"

struct gate {
    const struct egress *egress; /* borrowed */
    struct str host;             /* what is being reached; borrowed */
    uint16_t port;
    bool proxied;
    struct err *refusal; /* owned: why the last address was refused */
    bool opened;         /* some address was allowed */
    struct engine_figures *figures;
};

/* Whether the host may be reached by its name, before anybody is asked for its addresses. */
struct err *gate_name(struct gate *g);

/* Sets the callbacks, and what every handle has: proxy, certificates, no signals, no other
 * schemes. */
void gate_apply(struct gate *g, CURL *easy, struct engine *e);
void gate_done(struct gate *g);

/* What an exchange that ended so has met: the gate's refusal, or libcurl's word in ours. NULL for
 * CURLE_OK. */
struct err *gate_error(struct gate *g, CURLcode code);
