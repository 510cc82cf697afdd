/* What we write to a program: entries, errors, and what has to wait for room. Nothing is dropped:
 * what does not fit is held in its order, and said when the program has made room; a program that
 * lets too much pile up is cut off. */
#include "ring/ring_priv.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- descriptors --- */

static bool pass(struct ring *r, uint64_t id, uint32_t what, int fd)
{
    struct pith_passed p = { id, what, 0 };
    return lane_send_fds(r->socket, &p, sizeof p, &fd, 1, MSG_DONTWAIT);
}

/* The memory of a payload that goes by descriptor is ours, and a program could keep its descriptor,
 * and thousands of them: so we keep one, too, by which we take the memory back once the program has
 * given back the entry's room. */
static void take_back(struct lent *l)
{
    int bad = l->fd >= 0 ? ftruncate(l->fd, 0) : 0;
    (void)bad; /* nothing seals it against that */
    fd_leave(&l->fd);
    l->fd = -1;
}

static void take_back_before(struct ring *r, uint32_t head)
{
    for (; r->lent_bytes && (int32_t)(head - r->taken_back) > 0; r->taken_back++) {
        struct lent *l = &r->lent[r->taken_back % PITH_ENTRIES];
        r->lent_bytes -= l->fd < 0 ? 0 : l->bytes;
        take_back(l);
    }
}

void ring_take_back(struct ring *r)
{
    if (!r->lent_bytes)
        return;
    uint32_t head = atomic_load(&r->out.lane->head);
    if (head - r->taken_back <= r->out.tail - r->taken_back) /* else lane_put() will find it */
        take_back_before(r, head);
}

void ring_take_back_all(struct ring *r)
{
    for (size_t i = 0; i < PITH_ENTRIES; i++)
        take_back(&r->lent[i]);
}

static bool can_lend(const struct ring *r, size_t bytes)
{
    return !r->lent_bytes || r->lent_bytes + bytes <= RING_LENT_MOST;
}

/* Looked at once more behind the wish to be woken, as for room. */
static bool may_lend(struct ring *r, size_t bytes)
{
    if (can_lend(r, bytes))
        return true;
    atomic_store(&r->out.lane->waits, 1);
    ring_take_back(r);
    return can_lend(r, bytes);
}

/* The entry has room in the lane, so what its place in `lent` was last used for has been read. */
static void lend(struct ring *r, struct held *h)
{
    uint32_t entry = r->out.tail - 1;
    take_back_before(r, r->out.head);
    if (!r->lent_bytes)
        r->taken_back = entry;
    r->lent[entry % PITH_ENTRIES] = (struct lent){ h->lent_fd, h->payload.len };
    r->lent_bytes += h->payload.len;
    h->lent_fd = -1;
    atomic_store(&r->out.lane->waits, 1); /* so that we hear when it has been read */
}

/* --- what waits --- */

static void held_free(struct held *h)
{
    struct lent l = { h->lent_fd, 0 };
    fd_leave(&h->payload_fd);
    fd_leave(&h->result_fd);
    take_back(&l);
    mem_free(h);
}

/* The kernel takes no more descriptors just now; it tells nobody when it does again. */
static bool is_passing(int error)
{
    return error == EAGAIN || error == ETOOMANYREFS || error == ENOBUFS || error == ENOMEM;
}

/* False: not now. The descriptors go first, so that they are there when the entry is read. */
static bool try_pass(struct ring *r, struct held *h)
{
    const struct {
        int *fd;
        uint32_t what;
    } both[] = { { &h->payload_fd, PITH_PASSED_PAYLOAD }, { &h->result_fd, PITH_PASSED_RESULT } };
    for (size_t i = 0; i < COUNT_OF(both); i++) {
        if (*both[i].fd < 0)
            continue;
        if (!pass(r, h->entry.id, both[i].what, *both[i].fd)) {
            r->socket_full = is_passing(errno);
            return false;
        }
        if (both[i].what == PITH_PASSED_PAYLOAD)
            h->lent_fd = give_fd(*both[i].fd);
        else
            close(*both[i].fd);
        *both[i].fd = -1;
    }
    r->socket_full = false;
    return true;
}

static bool try_say(struct ring *r, struct held *h)
{
    if (h->payload_fd >= 0 && !may_lend(r, h->payload.len))
        return false;
    if (!try_pass(r, h))
        return false;
    enum lane_answer put = lane_put(&r->out, &h->entry, h->payload.ptr, h->payload.len);
    if (put == LANE_BROKEN)
        ring_break(r, "it gave back room that it never had");
    if (put == LANE_OK && h->lent_fd >= 0)
        lend(r, h);
    return put == LANE_OK;
}

static void hold(struct ring *r, const struct held *now)
{
    bool by_fd = now->entry.flags & PITH_IN_MEMFD;
    size_t len = by_fd ? 0 : now->payload.len;
    struct held *h = mem_new(sizeof *h + len);
    *h = *now;
    h->payload.ptr = (char *)(h + 1);
    if (len)
        memcpy(h + 1, now->payload.ptr, len);
    list_add(&r->held, &h->link);
    r->n_held++;
    r->held_bytes += now->payload.len;
    if (r->held_bytes > RING_HELD_MOST || r->n_held > RING_HELD_COUNT_MOST)
        ring_break(r, "it takes nothing of what it is told");
    lane_publish(&r->out); /* or it would not know that it can make room */
    if (r->socket_full && !ring_on_poller)
        poller_kick(r->home); /* that there is room in a socket nobody tells */
}

/* An answer becomes an error; a call to it, or a stream with a hole, would wait for ever. */
static void say_no_memory(struct ring *r, const struct pith_entry *e)
{
    owned(err) struct err *full = err_no_room();
    if (e->kind == PITH_ENTRY_RESULT)
        ring_say_error(r, e->id, full);
    else
        ring_break(r, "there is no memory for what it should be told");
}

void ring_say(struct ring *r, struct pith_entry *e, struct str payload, int result_fd)
{
    struct held now = {
        .entry = *e, .payload_fd = -1, .lent_fd = -1, .result_fd = result_fd, .payload = payload
    };
    if (result_fd >= 0)
        now.entry.flags |= PITH_PASSES;
    if (payload.len > PITH_AREA_PART) {
        now.entry.flags |= PITH_IN_MEMFD;
        now.payload_fd = lane_seal(payload.ptr, payload.len, 0);
    }
    if (now.entry.flags & PITH_IN_MEMFD && now.payload_fd < 0) {
        fd_leave(&now.result_fd);
        say_no_memory(r, e);
        return;
    }
    if (r->why || atomic_load(&r->leaves)) {
        fd_leave(&now.payload_fd);
        fd_leave(&now.result_fd);
        return;
    }
    if (!list_empty(&r->held) || !try_say(r, &now))
        hold(r, &now);
}

void ring_say_held(struct ring *r)
{
    while (!list_empty(&r->held) && !r->why) {
        struct held *h = CONTAINER_OF(r->held.next, struct held, link);
        if (!try_say(r, h))
            return;
        list_remove(&h->link);
        r->n_held--;
        r->held_bytes -= h->payload.len;
        held_free(h);
    }
    loop_post(r->home->loop, &r->has_room);
}

void ring_drop_held(struct ring *r)
{
    for (struct list *item; (item = list_take(&r->held));)
        held_free(CONTAINER_OF(item, struct held, link));
}

void ring_publish(struct ring *r)
{
    lane_publish(&r->out);
}

/* --- errors: reason, text, hint and details, each behind its length --- */

static void add_text(struct buf *out, struct str s)
{
    uint32_t len = (uint32_t)s.len;
    buf_add(out, (struct str){ (const char *)&len, sizeof len });
    buf_add(out, s);
}

static void add_details(struct buf *out, const struct err *e)
{
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, 64 * KIB);
    json_out_init(&o, &text);
    json_begin_object(&o);
    for (size_t i = 0; i < err_details(e); i++) {
        const char *key;
        struct str value = err_detail_at(e, i, &key);
        json_name(&o, str_of(key)), json_text(&o, value);
    }
    json_end_object(&o);
    add_text(out, buf_text(&text));
}

void ring_say_error(struct ring *r, uint64_t id, const struct err *e)
{
    struct pith_entry entry = { .kind = PITH_ENTRY_ERROR, .id = id, .extra = err_kind(e) };
    struct buf *out = &r->scratch;
    buf_clear(out);
    add_text(out, str_of(err_reason(e)));
    add_text(out, str_of(err_text(e)));
    add_text(out, str_of(err_hint_text(e)));
    add_details(out, e);
    ring_say(r, &entry, buf_text(out), -1);
}
