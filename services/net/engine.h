/* engine: libcurl's multi interface on our loop: one thread, any number of exchanges.
 *
 * Connections are kept and used again for whoever asks next, which is why an address is checked
 * before each request, not only before each connection (gate.h). */
#pragma once
#include "base/loop.h"
#include "base/str.h"

#include <curl/curl.h>

struct engine;

struct engine_options {
    const char *ca_file; /* NULL: the system's */
    const char *proxy;   /* http://…, socks5://…; NULL: none */
    const char *agent;   /* User-Agent */
};

/* Options are borrowed for as long as it lives. */
struct engine *engine_new(struct loop *l, const struct engine_options *o);
void engine_free(struct engine *e);
DEFINE_OWNED(engine)
struct loop *engine_loop(const struct engine *e);
const struct engine_options *engine_options(const struct engine *e);

/* `done` is told on the loop, once; the handle is then out of the engine and its owner's again. */
struct exchange {
    CURL *easy;
    bool only_connects; /* and leaves the connection in `fd`, which is then the owner's */
    int fd;
    void (*done)(struct exchange *x, CURLcode code);
};
/* False: there is no room for it. */
bool engine_add(struct engine *e, struct exchange *x);
void engine_remove(struct engine *e, struct exchange *x); /* `done` is not told any more */

struct engine_figures {
    uint64_t exchanges, connections, reused, refused, failed, bytes_in, bytes_out;
};
struct engine_figures *engine_figures(struct engine *e);
