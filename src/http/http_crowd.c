/* Connections by address: see http_crowd.h. */
#include "http/http_crowd.h"

struct place {
    char address[16];
};

struct group {
    struct place place;
    size_t n;
};

void http_crowd_init(struct http_crowd *w, size_t most)
{
    map_init(&w->by_address);
    w->most = most;
}

void http_crowd_done(struct http_crowd *w)
{
    map_each (&w->by_address, slot)
        mem_free(slot->value);
    map_done(&w->by_address);
}

static struct place place_of(const struct http_peer *peer)
{
    struct place p;
    memcpy(p.address, peer->ip.address, sizeof p.address);
    if (!ip_is_four(&peer->ip))
        memset(p.address + 8, 0, 8);
    return p;
}

static struct str text_of(const struct place *p)
{
    return (struct str){ p->address, sizeof p->address };
}

static struct group *group_new(struct http_crowd *w, const struct place *p)
{
    struct group *g = mem_new(sizeof *g);
    g->place = *p;
    map_put(&w->by_address, text_of(&g->place), g);
    return g;
}

bool http_crowd_enter(struct http_crowd *w, const struct http_peer *peer)
{
    if (http_peer_is_loopback(peer))
        return true;
    struct place p = place_of(peer);
    struct group *g = map_get(&w->by_address, text_of(&p));
    if (g && g->n >= w->most)
        return false;
    if (!g)
        g = group_new(w, &p);
    g->n++;
    return true;
}

void http_crowd_leave(struct http_crowd *w, const struct http_peer *peer)
{
    if (http_peer_is_loopback(peer))
        return;
    struct place p = place_of(peer);
    struct group *g = map_get(&w->by_address, text_of(&p));
    if (--g->n == 0)
        mem_free(map_remove(&w->by_address, text_of(&p)));
}
