/* egress: may this be reached?
 *
 * A caller's rules come as lines, made from its grants:
 *
 *     allow *                    any public address
 *     allow api.example.com:443  that host, if its address is public
 *     allow *.example.com        every host under it
 *     allow 10.1.0.0/16:5432     that network: the only way to what is not public
 *     allow @here:8080           this machine, by whichever of its addresses
 *     deny  evil.example.com     wins over an allow of the same priority
 *     100 deny *:25              with a priority; the highest that fits decides; else 0
 *
 * A host is asked twice: by its name before anything is looked up, then by each address that is
 * about to be connected to. A name never opens what is not public: who answers for a name decides
 * where it leads. `localhost` is the exception, and means loopback alone. No rule fits: refused. */
#pragma once
#include "address.h"

/* What a proc can hold, and both settings. */
enum { EGRESS_RULES_MOST = 256 + 2 * SETTING_PLACES_MOST + 8 };

struct egress;

/* ERR_INVALID names the line. */
struct err *egress_new(struct str rules, struct egress **out_egress);
void egress_free(struct egress *e);
DEFINE_OWNED(egress)

/* Lower case, ASCII (IDNA), no dot at the end; an address in its usual form, without brackets.
 * ERR_INVALID for what is no name. */
struct err *egress_host(struct str host, struct arena *a, struct str *out_host);

/* Whether it is worth looking `host` (as egress_host() gives it) up. ERR_DENIED "egress_denied". */
struct err *egress_check_name(const struct egress *e, struct str host, uint16_t port);
/* Whether a connection for `host` may be made to that address. */
struct err *egress_check_address(const struct egress *e, struct str host, const struct address *to,
                                 uint16_t port);
