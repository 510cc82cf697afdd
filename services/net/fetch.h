/* fetch: one HTTP exchange, with the redirects that it follows.
 *
 *     ask --> HEAD ----> BODY ----> ended
 *      ^       |redirect
 *      '-------'   each hop is read, checked and asked for as if it had been given
 *
 * The body streams both ways: `data` may refuse what it has no room for, and is given it again
 * after fetch_go_on(); what is sent waits in a bounded buffer. A redirect to another origin takes
 * no header along that might be a credential, and none leads from https to http. */
#pragma once
#include "gate.h"

enum { FETCH_HOPS_MOST = 20, FETCH_HEADERS_MOST = 64, FETCH_SEND_MOST = 256 * 1024 };

struct fetch;

struct fetch_header {
    struct str name, value;
};

struct fetch_head {
    int status;
    struct str url; /* of the last hop */
    const struct fetch_header *headers;
    size_t n_headers;
    unsigned redirects;
};

struct fetch_hooks {
    void (*head)(void *arg, const struct fetch_head *head); /* once; borrowed for the call */
    bool (*data)(void *arg, struct str bytes);              /* false: none of it was taken */
    void (*room)(void *arg);                                /* for more to send; may be NULL */
    void (*ended)(void *arg, struct err *take_e);           /* the fetch is gone */
    void *arg;
};

struct fetch_wish {
    struct str url, method; /* copied */
    const struct fetch_header *headers;
    size_t n_headers;
    struct str body;     /* copied */
    bool streams;        /* the body comes by fetch_send() */
    unsigned redirects;  /* followed at most */
    uint64_t most;       /* bytes of the answer, decoded; 0: no limit */
    uint64_t timeout_ms; /* 0: none */
    struct egress *take_egress;
};

/* On an error nothing was begun, and no hook is told. take_egress is taken in any case. */
struct err *fetch_start(struct engine *e, const struct fetch_wish *w,
                        const struct fetch_hooks *hooks, struct fetch **out_fetch);
/* How many of the bytes were taken; `end` counts once all were. */
size_t fetch_send(struct fetch *f, struct str bytes, bool end);
void fetch_go_on(struct fetch *f);
/* No hook is told any more. */
void fetch_free(struct fetch *f);
DEFINE_OWNED(fetch)
