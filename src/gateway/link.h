/* link: what outlives the cut of a WebSocket: the calls that run, and what was said and is not
 * known to have arrived.
 *
 *     attached --cut--> detached --resume--> attached ...
 *         |                 '--two minutes--> gone
 *         '--done, signed out, stopping-----> gone
 *
 * Every frame that has a sequence number is kept until it was acknowledged, and sent again after
 * that number when the link is resumed: so nothing is lost and nothing comes twice. A link whose
 * peer does not acknowledge fills: its streams wait, and in the end it is given up. All of them
 * together keep no more than LINKS_KEPT_MOST, so that many links are no way around the limit. */
#pragma once
#include "base/list.h"
#include "gateway/gateway_priv.h"
#include "ws/ws.h"

struct link {
    struct gateway *gateway;
    struct proc *proc;
    char id[ID_TEXT_MOST];
    struct ws_conn *conn; /* NULL while detached */
    struct timer grace;
    struct list cut;      /* in the gateway's, while detached */
    struct post given_up; /* it ends, but not under the feet of who uses it */
    struct list frames;   /* kept: those after `seen` */
    struct list *unsent;  /* the first of them that `conn` has not got; `&frames`: none */
    size_t kept;          /* their bytes */
    uint64_t seq, seen;   /* the last one given out, and acknowledged */
    struct list calls;    /* that run: see ws_calls.h */
    size_t n_calls;
    uint64_t last_call; /* the greatest id that came */
    bool full;          /* streams were told to wait */
    bool held_up;       /* the connection has no room; link_flush() goes on */
    bool lost;          /* it kept too much, and is about to end */
};

/* Close codes of our own. */
enum { WS_CLOSE_SIGNED_OUT = 4401, WS_CLOSE_RESUMED_ELSEWHERE = 4409 };
/* For a connection that is being closed, and has nobody to speak to. */
extern const struct ws_handler ws_nobody;

/* A link belongs to its gateway and goes by itself. When there are too many, the one that was cut
 * first has to go; NULL if none was. */
struct link *link_new(struct gateway *g, struct proc *p);
/* NULL if it is gone, or somebody else's. */
struct link *link_find(struct gateway *g, struct str id, const struct proc *p);

/* From here on `conn` is told what is said, beginning after `seen`. A connection that still had
 * the link is closed. False if there never was such a number. */
bool link_attach(struct link *l, struct ws_conn *conn, uint64_t seen);
void link_start(struct link *l); /* after the caller's own words on the new connection */
void link_detach(struct link *l);
/* With the connection, if there is one. The link is gone. */
void link_end(struct link *l, int code, const char *why);

/* A frame that bears the number link_next(). What is too much ends the link, a little later. */
uint64_t link_next(const struct link *l);
void link_say(struct link *l, struct str bytes, bool binary);
bool link_is_full(struct link *l); /* remembers that somebody was told to wait */

bool link_ack(struct link *l, uint64_t seen); /* false if there never was such a number */
void link_flush(struct link *l);              /* the connection has room again */

/* The proc may do nothing any more; NULL: nobody may. */
void links_end_of(struct gateway *g, const struct proc *p);
