/* What outlives a cut: see link.h. */
#include "gateway/link.h"

#include "gateway/ws_calls.h"

DEFINE_ID(link, "lnk")

struct frame {
    struct list item;
    uint64_t seq;
    size_t len;
    bool binary;
    char bytes[];
};

static void given_up(struct post *p);

static void link_free(struct link *l);

static bool make_room(struct gateway *g)
{
    if (list_empty(&g->cut))
        return false;
    link_free(CONTAINER_OF(g->cut.next, struct link, cut));
    return true;
}

struct link *link_new(struct gateway *g, struct proc *p)
{
    if (g->links.count >= LINK_COUNT_MOST && !make_room(g))
        return NULL;
    struct link *l = mem_new(sizeof *l);
    l->gateway = g;
    l->proc = proc_ref(p);
    l->given_up.fn = given_up;
    link_id_write(link_id_new(), l->id);
    list_init(&l->frames);
    list_init(&l->calls);
    list_init(&l->cut);
    l->unsent = &l->frames;
    map_put(&g->links, str_of(l->id), l);
    return l;
}

static void drop_frames(struct link *l, uint64_t up_to)
{
    list_each (&l->frames, item) {
        struct frame *f = CONTAINER_OF(item, struct frame, item);
        if (f->seq > up_to)
            return;
        if (l->unsent == item)
            l->unsent = item->next;
        l->kept -= f->len;
        l->gateway->links_kept -= f->len;
        list_remove(item);
        mem_free(f);
    }
}

static void link_free(struct link *l)
{
    struct loop *loop = kernel_loop(l->gateway->kernel);
    ws_calls_abandon(l);
    drop_frames(l, UINT64_MAX);
    timer_stop(loop, &l->grace);
    list_remove(&l->cut);
    loop_unpost(loop, &l->given_up);
    map_remove(&l->gateway->links, str_of(l->id));
    proc_unref(l->proc);
    mem_free(l);
}

struct link *link_find(struct gateway *g, struct str id, const struct proc *p)
{
    struct link *l = map_get(&g->links, id);
    return l && l->proc == p ? l : NULL;
}

/* --- its connection --- */

static void let_go(struct link *l, int code, const char *why)
{
    struct ws_conn *conn = l->conn;
    l->conn = NULL;
    if (!conn)
        return;
    ws_set_handler(conn, &ws_nobody, NULL);
    ws_close(conn, code, str_of(why));
}

bool link_attach(struct link *l, struct ws_conn *conn, uint64_t seen)
{
    if (!link_ack(l, seen))
        return false;
    let_go(l, WS_CLOSE_RESUMED_ELSEWHERE, "resumed elsewhere");
    timer_stop(kernel_loop(l->gateway->kernel), &l->grace);
    list_remove(&l->cut);
    l->conn = conn;
    l->held_up = false;
    l->unsent = &l->frames; /* until link_start(): nothing before the caller's own words */
    return true;
}

void link_start(struct link *l)
{
    l->unsent = l->frames.next;
    link_flush(l);
}

static void grace_over(struct timer *t)
{
    link_free(CONTAINER_OF(t, struct link, grace));
}

void link_detach(struct link *l)
{
    l->conn = NULL;
    list_add(&l->gateway->cut, &l->cut);
    timer_start(kernel_loop(l->gateway->kernel), &l->grace, LINK_GRACE_MS, grace_over);
}

void link_end(struct link *l, int code, const char *why)
{
    let_go(l, code, why);
    link_free(l);
}

static void given_up(struct post *p)
{
    link_end(CONTAINER_OF(p, struct link, given_up), WS_CLOSE_POLICY,
             "what is said is not acknowledged");
}

/* --- what is said --- */

uint64_t link_next(const struct link *l)
{
    return l->seq + 1;
}

void link_flush(struct link *l)
{
    bool room = l->conn;
    while (room && l->unsent != &l->frames) {
        const struct frame *f = CONTAINER_OF(l->unsent, struct frame, item);
        struct str bytes = { f->bytes, f->len };
        l->unsent = l->unsent->next;
        room = f->binary ? ws_send_binary(l->conn, bytes) : ws_send_text(l->conn, bytes);
    }
    l->held_up = !room;
}

static void lose(struct link *l)
{
    l->lost = true;
    drop_frames(l, UINT64_MAX);
    loop_post(kernel_loop(l->gateway->kernel), &l->given_up);
}

static struct link *fullest_of(const struct gateway *g)
{
    struct link *fullest = NULL;
    map_each (&g->links, slot) {
        struct link *l = slot->value;
        if (!fullest || l->kept > fullest->kept)
            fullest = l;
    }
    return fullest;
}

static void keep_limits(struct link *l)
{
    if (l->kept > LINK_KEPT_MOST)
        lose(l);
    if (l->gateway->links_kept > LINKS_KEPT_MOST)
        lose(fullest_of(l->gateway));
}

void link_say(struct link *l, struct str bytes, bool binary)
{
    if (l->lost)
        return;
    struct frame *f = mem_new(sizeof *f + bytes.len);
    f->seq = ++l->seq;
    f->len = bytes.len;
    f->binary = binary;
    memcpy(f->bytes, bytes.ptr, bytes.len);
    list_add(&l->frames, &f->item);
    l->kept += f->len;
    l->gateway->links_kept += f->len;
    if (l->unsent == &l->frames)
        l->unsent = &f->item;
    if (!l->held_up) /* what it has no room for stays here: its own queue is no second one */
        link_flush(l);
    keep_limits(l);
}

bool link_is_full(struct link *l)
{
    l->full = l->full || l->kept > LINK_KEPT_HIGH;
    return l->full;
}

bool link_ack(struct link *l, uint64_t seen)
{
    if (seen > l->seq)
        return false;
    if (seen <= l->seen)
        return true;
    l->seen = seen;
    drop_frames(l, seen);
    if (l->full && l->kept <= LINK_KEPT_LOW) {
        l->full = false;
        ws_calls_go_on(l);
    }
    return true;
}

static struct link *some_link_of(struct gateway *g, const struct proc *p)
{
    map_each (&g->links, slot) {
        struct link *l = slot->value;
        if (!p || l->proc == p)
            return l;
    }
    return NULL;
}

/* Ending one changes the map, so it is looked through anew. */
void links_end_of(struct gateway *g, const struct proc *p)
{
    for (struct link *l; (l = some_link_of(g, p));)
        link_end(l, p ? WS_CLOSE_SIGNED_OUT : WS_CLOSE_GOING_AWAY, p ? "signed out" : "pith stops");
}
