/* proxy: a CONNECT proxy on this machine's loopback, for programs that take nothing else, such as
 * browsers. Whoever uses it names a user and a password that were made for it; what may be reached
 * is what the rules of the one who asked for it say.
 *
 *     HEAD --> REACHING --> RELAYING --> gone       of each connection
 *       '----------'--------------------> refused   (an answer in HTTP, then gone)
 *
 * https goes through CONNECT. A request for http:// is passed on as one of its own: without the
 * proxy's headers, and closing behind the answer. */
#pragma once
#include "gate.h"

enum { PROXY_CONNECTIONS_MOST = 256, PROXY_HEAD_MS = 15000 };

struct proxy;

/* What came of one connection; texts are borrowed for the call. */
struct proxy_news {
    struct str host;
    uint16_t port;
    const struct err *refusal; /* NULL: it was reached */
    uint64_t up, down;         /* bytes, once it is over */
    bool over;
};
typedef void proxy_fn(void *arg, const struct proxy_news *news);

/* `rules` are copied. `told` may be NULL. */
struct err *proxy_new(struct engine *e, struct str rules, proxy_fn *told, void *arg,
                      struct proxy **out_proxy);
void proxy_free(struct proxy *p);
DEFINE_OWNED(proxy)
int proxy_port(const struct proxy *p);
struct str proxy_user(const struct proxy *p);
struct str proxy_password(const struct proxy *p);
