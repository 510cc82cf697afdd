/* Calls of ours: from a struct to an entry, and from an entry to `done`. */
#include "pith_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- entries on their way out --- */

bool pass_fd(struct pith *p, uint64_t id, uint32_t what, int fd)
{
    struct pith_passed m = { id, what, 0 };
    return lane_send_fds(p->socket, &m, sizeof m, &fd, 1, 0);
}

static bool pass_payload(struct pith *p, struct pith_entry *e, const char *payload, size_t len)
{
    int fd = lane_seal(payload, len, F_SEAL_SHRINK);
    bool ok = fd >= 0 && pass_fd(p, e->id, PITH_PASSED_PAYLOAD, fd);
    if (fd >= 0)
        close(fd);
    e->flags |= PITH_IN_MEMFD;
    return ok;
}

static void wait_for_room(struct pith *p)
{
    char n[64];
    struct pollfd wait[] = { { .fd = p->wake_me, .events = POLLIN },
                             { .fd = p->socket, .events = POLLRDHUP } };
    lane_publish(&p->out);
    if (poll(wait, 2, -1) > 0 && wait[1].revents)
        p->gone = true;
    ssize_t got = read(p->wake_me, n, sizeof n);
    (void)got;
}

bool say(struct pith *p, struct pith_entry *e, const void *payload, size_t len)
{
    enum lane_answer put;
    if (len > PITH_AREA_PART && !p->gone && !pass_payload(p, e, payload, len))
        return false;
    while (!p->gone && (put = lane_put(&p->out, e, payload, len)) != LANE_OK) {
        if (put == LANE_BROKEN)
            p->gone = true;
        else
            wait_for_room(p);
    }
    return !p->gone;
}

/* --- calls --- */

static struct running *find_slot(struct pith *p)
{
    for (size_t tried = 0; tried < PITH_ENTRIES; tried++) {
        struct running *r = &p->running[p->next_slot++ % PITH_ENTRIES];
        if (!r->id)
            return r;
    }
    return NULL;
}

static struct running *find_running(struct pith *p, uint64_t id)
{
    struct running *r = &p->running[id % PITH_ENTRIES];
    return id && r->id == id ? r : NULL;
}

static struct running *begin(struct pith *p, const struct pith_op *op, const struct pith_use *use)
{
    struct running *r = p->n_running < PITH_ENTRIES ? find_slot(p) : NULL;
    if (!r)
        return NULL;
    *r = (struct running){ .op = op, .use = *use };
    r->id = ++p->last_serial * PITH_ENTRIES + (size_t)(r - p->running);
    p->n_running++;
    return r;
}

static struct pith_entry entry_of(const struct running *r)
{
    const struct pith_request *w = r->use.within;
    struct pith_entry e = { .kind = PITH_ENTRY_CALL, .id = r->id, .left_ms = r->use.timeout_ms };
    if (w)
        e.within = w->id;
    return e;
}

static void add_name(struct bytes_out *b, struct pith_entry *e, const char *name)
{
    uint8_t len = (uint8_t)strnlen(name, UINT8_MAX);
    e->flags |= PITH_NAMED;
    bytes_add(b, &len, 1);
    bytes_add(b, name, len);
}

/* `done` may submit, so the slot is free before it runs. */
static void finish(struct pith *p, struct running *r, const void *out, const struct pith_error *e)
{
    struct pith_use use = r->use;
    r->id = 0;
    p->n_running--;
    if (use.done)
        use.done(use.arg, out, e);
}

/* For want of descriptors or of memory for them. */
__attribute__((cold)) static void finish_unsaid(struct pith *p, struct running *r)
{
    struct pith_error e;
    error_set(&e, PITH_LIMIT, "no_memory", "there is no memory to pass %zu bytes", p->scratch.len);
    finish(p, r, NULL, &e);
}

/* When the daemon is gone pith_wait() tells. */
static void say_call(struct pith *p, struct running *r, struct pith_entry *e)
{
    if (!say(p, e, p->scratch.ptr, p->scratch.len) && !p->gone)
        finish_unsaid(p, r);
}

uint64_t pith_submit(struct pith *p, const struct pith_op *op, const void *in,
                     const struct pith_use *use)
{
    struct running *r = begin(p, op, use);
    if (!r)
        return 0;
    struct pith_entry e = entry_of(r);
    uint64_t id = r->id;
    p->scratch.len = 0;
    if (!op->nr)
        add_name(&p->scratch, &e, op->name);
    pack(&p->scratch, op->in, in);
    e.op = op->nr;
    e.shape = hash_of(op->in);
    say_call(p, r, &e);
    return id;
}

void pith_cancel(struct pith *p, uint64_t number)
{
    struct running *r = find_running(p, number);
    struct pith_entry e = { .kind = PITH_ENTRY_CANCEL, .id = number };
    if (!r || r->cancelled)
        return;
    r->cancelled = true;
    say(p, &e, NULL, 0);
}

/* --- answers --- */

static struct pith_str next_text(const char **at, const char *end)
{
    uint32_t len;
    struct pith_str s = { "", 0 };
    if ((size_t)(end - *at) < sizeof len)
        return s;
    memcpy(&len, *at, sizeof len);
    *at += sizeof len;
    if ((size_t)(end - *at) < len)
        len = (uint32_t)(end - *at);
    s = (struct pith_str){ *at, len };
    *at += len;
    return s;
}

static void read_error(const struct packet *k, struct pith_error *out)
{
    const char *at = k->payload, *end = at + k->entry.len;
    struct pith_str reason = next_text(&at, end), text = next_text(&at, end);
    struct pith_str hint = next_text(&at, end);
    memset(out, 0, sizeof *out);
    out->kind = (int)k->entry.extra;
    snprintf(out->reason, sizeof out->reason, "%.*s", PITH_STR_ARGS(reason));
    snprintf(out->text, sizeof out->text, "%.*s", PITH_STR_ARGS(text));
    snprintf(out->hint, sizeof out->hint, "%.*s", PITH_STR_ARGS(hint));
}

static void take_result_fd(struct pith *p, const struct packet *k)
{
    if (p->taken_fd >= 0)
        close(p->taken_fd); /* nobody wanted it */
    p->taken_fd = k->entry.flags & PITH_PASSES ? take_arrived(p, k->entry.id, PITH_PASSED_RESULT)
                                               : -1;
}

int pith_taken_fd(struct pith *p)
{
    int fd = p->taken_fd;
    p->taken_fd = -1;
    return fd;
}

/* Cold: an error is large, and is to take no part in calls that end well. */
__attribute__((cold)) static void finish_other_shape(struct pith *p, struct running *r)
{
    struct pith_error e;
    error_set(&e, PITH_UNSUPPORTED, "other_shape",
              "%s has other results than this program was built for", r->op->name);
    snprintf(e.hint, sizeof e.hint, "build it again with this pith's pith_ops.h");
    finish(p, r, NULL, &e);
}

__attribute__((cold)) static void finish_badly(struct pith *p, struct running *r,
                                               const struct packet *k)
{
    struct pith_error e;
    read_error(k, &e);
    finish(p, r, NULL, &e);
}

static void finish_well(struct pith *p, struct running *r, const struct packet *k)
{
    _Alignas(16) char small[256]; /* most results fit */
    struct memory m = { 0 };
    take_result_fd(p, k);
    if (r->json) {
        struct pith_str text = { k->payload, k->entry.len };
        finish(p, r, &text, NULL);
        return;
    }
    size_t size = r->op->out->size;
    void *out = size <= sizeof small ? small : memory_get(&m, size);
    if (k->entry.shape == hash_of(r->op->out) &&
        unpack(r->op->out, k->payload, k->entry.len, &m, out))
        finish(p, r, out, NULL);
    else
        finish_other_shape(p, r);
    memory_done(&m);
}

void on_result(struct pith *p, const struct packet *k)
{
    struct running *r = find_running(p, k->entry.id);
    if (r && k->entry.kind == PITH_ENTRY_RESULT)
        finish_well(p, r, k);
    else if (r)
        finish_badly(p, r, k);
}

static void give_room(struct pith *p, struct running *r)
{
    struct pith_entry e = { .kind = PITH_ENTRY_ROOM, .id = r->id, .extra = r->unread };
    if (r->unread < PITH_CREDITS / 2)
        return;
    r->unread = 0;
    say(p, &e, NULL, 0);
}

void on_item(struct pith *p, const struct packet *k)
{
    struct running *r = find_running(p, k->entry.id);
    struct memory m = { 0 };
    if (!r || r->cancelled)
        return;
    const void *item = NULL;
    struct pith_str text = { k->payload, k->entry.len };
    if (r->json) {
        item = &text;
    } else if (r->op->stream) {
        void *room = memory_get(&m, r->op->stream->size);
        if (unpack(r->op->stream, k->payload, k->entry.len, &m, room))
            item = room;
    }
    r->unread++;
    bool more = !item || !r->use.item || r->use.item(r->use.arg, item);
    memory_done(&m);
    r = find_running(p, k->entry.id); /* the callback may have waited, too */
    if (r && !more)
        pith_cancel(p, r->id);
    else if (r)
        give_room(p, r);
}

void fail_all(struct pith *p)
{
    struct pith_error e;
    error_set(&e, PITH_UNAVAILABLE, "daemon_gone", "the pith daemon is gone");
    for (size_t i = 0; i < PITH_ENTRIES; i++)
        if (p->running[i].id)
            finish(p, &p->running[i], NULL, &e);
}

/* --- waiting for one --- */

struct waited {
    struct pith *pith;
    const struct pith_op *op;
    void *out;
    struct pith_str json;
    struct pith_error *error;
    bool over;
    int answer;
};

/* A result is laid out anew in memory that stays. */
static void keep_struct(struct waited *w, const void *out)
{
    struct bytes_out b = { 0 };
    pack(&b, w->op->out, out);
    char *copy = memory_get(&w->pith->result, b.len ? b.len : 1);
    memcpy(copy, b.ptr ? b.ptr : "", b.len);
    unpack(w->op->out, copy, b.len, &w->pith->result, w->out);
    free(b.ptr);
}

static void keep_json(struct waited *w, const struct pith_str *text)
{
    char *copy = memory_get(&w->pith->result, text->len + 1);
    memcpy(copy, text->ptr, text->len);
    w->json = (struct pith_str){ copy, text->len };
}

static void waited_done(void *arg, const void *out, const struct pith_error *e)
{
    struct waited *w = arg;
    w->over = true;
    w->answer = e ? -1 : 0;
    if (e && w->error)
        *w->error = *e;
    if (!e && w->op)
        keep_struct(w, out);
    else if (!e)
        keep_json(w, out);
}

static int wait_for(struct pith *p, struct waited *w)
{
    while (!w->over)
        pith_wait(p, -1);
    return w->answer;
}

static int too_many(struct pith_error *e)
{
    return error_set(e, PITH_LIMIT, "calls_at_once", "%d calls are under way already",
                     (int)PITH_ENTRIES);
}

int pith_call(struct pith *p, const struct pith_op *op, const void *in, void *out,
              struct pith_error *e)
{
    struct waited w = { .pith = p, .op = op, .out = out, .error = e };
    memory_done(&p->result);
    if (!pith_submit(p, op, in, &(struct pith_use){ .done = waited_done, .arg = &w }))
        return too_many(e);
    return wait_for(p, &w);
}

int pith_call_json(struct pith *p, const char *op, const char *args, const char **out_json,
                   struct pith_error *e)
{
    struct waited w = { .pith = p, .error = e };
    memory_done(&p->result);
    struct running *r = begin(p, NULL, &(struct pith_use){ .done = waited_done, .arg = &w });
    if (!r)
        return too_many(e);
    r->json = true;
    struct pith_entry entry = entry_of(r);
    entry.flags = PITH_IS_JSON;
    p->scratch.len = 0;
    add_name(&p->scratch, &entry, op);
    bytes_add(&p->scratch, args, strlen(args));
    say_call(p, r, &entry);
    if (wait_for(p, &w) < 0)
        return -1;
    *out_json = w.json.ptr;
    return 0;
}
