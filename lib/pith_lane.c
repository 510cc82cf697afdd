/* Lanes: see pith_lane.h. Shared words are read and written by relaxed atomics, in whole words,
 * so that what the other side does meanwhile can be strange but never undefined.
 *
 * An entry is there once its first word bears the mark of this lap; so the reader waits on the
 * very line that it then reads. Of entries put in and not yet told the first one's first word is
 * held back, and behind it nobody looks. `head` gives their room back. Where one side says "I wait"
 * and then looks, and the other writes and then looks whether somebody waits, all four are
 * sequentially consistent, or both could miss it. */
#include "pith_lane.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { AHEAD = 4, MASK = PITH_ENTRIES - 1, WORDS = sizeof(struct pith_entry) / 8 };
_Static_assert((PITH_ENTRIES & MASK) == 0, "a power of two");

static void wake(int fd)
{
    uint64_t one = 1;
    ssize_t n = write(fd, &one, sizeof one);
    (void)n; /* full: it is awake */
}

static void words_out(_Atomic uint64_t *to, const void *from, size_t len)
{
    const char *at = from;
    for (; len >= 8; len -= 8, at += 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        atomic_store_explicit(to++, word, memory_order_relaxed);
    }
    if (len) {
        uint64_t word = 0;
        memcpy(&word, at, len);
        atomic_store_explicit(to, word, memory_order_relaxed);
    }
}

static void words_in(void *to, _Atomic uint64_t *from, size_t len)
{
    char *at = to;
    for (; len >= 8; len -= 8, at += 8) {
        uint64_t word = atomic_load_explicit(from++, memory_order_relaxed);
        memcpy(at, &word, 8);
    }
    if (len) {
        uint64_t word = atomic_load_explicit(from, memory_order_relaxed);
        memcpy(at, &word, len);
    }
}

static void *part(void *memory, enum lane_way way, size_t first, size_t each)
{
    return (char *)memory + first + (way == LANE_TO_PROGRAM ? each : 0);
}

void lane_writer_init(struct lane_writer *w, void *memory, enum lane_way way, int wake_fd)
{
    *w = (struct lane_writer){ .wake = wake_fd };
    w->lane = part(memory, way, 0, sizeof(struct pith_lane));
    w->entries = part(memory, way, PITH_HEADS, PITH_ENTRIES_BYTES);
    w->area = part(memory, way, PITH_HEADS + 2 * PITH_ENTRIES_BYTES, PITH_AREA);
}

void lane_reader_init(struct lane_reader *r, void *memory, enum lane_way way, int wake_fd)
{
    *r = (struct lane_reader){ .wake = wake_fd };
    r->lane = part(memory, way, 0, sizeof(struct pith_lane));
    r->entries = part(memory, way, PITH_HEADS, PITH_ENTRIES_BYTES);
    r->area = part(memory, way, PITH_HEADS + 2 * PITH_ENTRIES_BYTES, PITH_AREA);
}

/* --- writing --- */

static bool look_for_room(struct lane_writer *w)
{
    uint32_t head = atomic_load(&w->lane->head);
    if (head - w->head > w->tail - w->head)
        return false; /* it took what was never there, or gave back what it had taken */
    if (head != w->head)
        w->area_head = w->area_ends[(head - 1) & MASK];
    w->head = head;
    return true;
}

/* A payload lies in one piece: what is left at the end of the area may be skipped. */
static bool find_place(const struct lane_writer *w, size_t len, uint64_t *out_at)
{
    uint64_t at = w->area_tail, left = PITH_AREA - at % PITH_AREA;
    if (len > left)
        at += left;
    *out_at = at;
    return w->tail - w->head < PITH_ENTRIES && at + len - w->area_head <= PITH_AREA;
}

/* Asked once more behind the wish to be woken, or the room that came meanwhile would be missed. */
static enum lane_answer make_room(struct lane_writer *w, size_t len, uint64_t *out_at)
{
    if (find_place(w, len, out_at))
        return LANE_OK;
    for (int tries = 0; tries < 2; tries++) {
        if (!look_for_room(w))
            return LANE_BROKEN;
        if (find_place(w, len, out_at))
            return LANE_OK;
        atomic_store(&w->lane->waits, 1);
    }
    return LANE_NOTHING;
}

static uint8_t mark_of(uint32_t count)
{
    return count & PITH_ENTRIES ? 0 : PITH_LAP;
}

/* The other side has read that line a lap ago, and getting it back takes as long as a whole call.
 * GCC makes the builtin a prefetch for reading where it is not sure that there is another. */
static void expect_to_write(const _Atomic uint64_t *word)
{
#if defined(__x86_64__)
    __asm__ volatile("prefetchw %0" : : "m"(*word));
#else
    __builtin_prefetch((const void *)word, 1);
#endif
}

static void put_entry(struct lane_writer *w, struct pith_entry *e, size_t len)
{
    _Atomic uint64_t *to = w->entries + (w->tail & MASK) * WORDS;
    uint64_t first;
    expect_to_write(w->entries + ((w->tail + AHEAD) & MASK) * WORDS);
    e->flags = (uint8_t)((e->flags & ~PITH_LAP) | mark_of(w->tail));
    memcpy(&first, e, sizeof first);
    words_out(to + 1, (const char *)e + sizeof first, len - sizeof first);
    if (w->tail == w->published)
        w->held_back = first;
    else
        atomic_store_explicit(to, first, memory_order_relaxed);
}

enum lane_answer lane_put(struct lane_writer *w, struct pith_entry *e, const void *payload,
                          size_t len)
{
    bool in_area = !(e->flags & PITH_IN_MEMFD) && len > PITH_INLINE;
    size_t room = in_area ? (len + 7) & ~(size_t)7 : 0;
    uint64_t at;
    enum lane_answer answer = make_room(w, room, &at);
    if (answer != LANE_OK)
        return answer;
    e->len = (uint32_t)len;
    if (in_area) {
        e->flags |= PITH_IN_AREA;
        e->at = (uint32_t)(at % PITH_AREA);
        words_out(w->area + e->at / 8, payload, len);
    } else if (len && !(e->flags & PITH_IN_MEMFD)) {
        memcpy(e->bytes, payload, len);
    }
    size_t used = in_area || e->flags & PITH_IN_MEMFD ? WORDS * 8 - PITH_INLINE
                                                      : WORDS * 8 - PITH_INLINE + len;
    put_entry(w, e, used);
    w->area_tail = at + room;
    w->area_ends[w->tail & MASK] = w->area_tail;
    w->tail++;
    return LANE_OK;
}

void lane_publish(struct lane_writer *w)
{
    if (w->published == w->tail)
        return;
    atomic_store(w->entries + (w->published & MASK) * WORDS, w->held_back);
    w->published = w->tail;
    if (atomic_load(&w->lane->sleeping) && atomic_exchange(&w->lane->sleeping, 0)) {
        w->wakes++;
        wake(w->wake);
    }
}

/* --- reading --- */

/* Its first word, read once: what it says is what we go by. */
static bool is_there(const struct lane_reader *r, memory_order order, uint64_t *out_first)
{
    uint64_t first = atomic_load_explicit(r->entries + (r->head & MASK) * WORDS, order);
    struct pith_entry e;
    memcpy(&e, &first, sizeof first);
    *out_first = first;
    return (e.flags & PITH_LAP) == mark_of(r->head);
}

bool lane_has(const struct lane_reader *r)
{
    uint64_t first;
    return is_there(r, memory_order_acquire, &first);
}

bool lane_peek(struct lane_reader *r, struct pith_entry *out)
{
    uint64_t first;
    if (!is_there(r, memory_order_acquire, &first))
        return false;
    memcpy(out, &first, sizeof first);
    words_in((char *)out + sizeof first, r->entries + (r->head & MASK) * WORDS + 1,
             sizeof *out - sizeof first);
    return true;
}

enum lane_answer lane_payload(const struct lane_reader *r, const struct pith_entry *e, void *out)
{
    if (!(e->flags & PITH_IN_AREA)) {
        if (e->len > PITH_INLINE)
            return LANE_BROKEN;
        memcpy(out, e->bytes, e->len);
        return LANE_OK;
    }
    if (e->at % 8 || e->at > PITH_AREA || e->len > PITH_AREA - e->at)
        return LANE_BROKEN;
    words_in(out, r->area + e->at / 8, e->len);
    return LANE_OK;
}

void lane_drop(struct lane_reader *r)
{
    r->head++;
}

void lane_release(struct lane_reader *r)
{
    if (r->released == r->head)
        return;
    r->released = r->head;
    atomic_store(&r->lane->head, r->head);
    if (atomic_load(&r->lane->waits) && atomic_exchange(&r->lane->waits, 0))
        wake(r->wake);
}

bool lane_sleep(struct lane_reader *r)
{
    uint64_t first;
    atomic_store(&r->lane->sleeping, 1);
    if (!is_there(r, memory_order_seq_cst, &first))
        return true;
    lane_awake(r);
    return false;
}

void lane_awake(struct lane_reader *r)
{
    atomic_store_explicit(&r->lane->sleeping, 0, memory_order_relaxed);
}

/* --- what is too long for a lane --- */

static bool write_all(int fd, const char *bytes, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t n = write(fd, bytes + at, len - at);
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    return true;
}

int lane_seal(const void *bytes, size_t len, int besides)
{
    int fd = memfd_create("pith-payload", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return -1;
    if (write_all(fd, bytes, len) &&
        fcntl(fd, F_ADD_SEALS, besides | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
        return fd;
    close(fd);
    return -1;
}

/* --- the socket beside the lanes --- */

bool lane_send_fds(int socket, const void *bytes, size_t len, const int *fds, size_t n_fds,
                   int flags)
{
    union {
        char bytes[CMSG_SPACE(LANE_FDS_MOST * sizeof(int))];
        struct cmsghdr align;
    } control = { .bytes = { 0 } };
    struct iovec part = { (void *)(uintptr_t)bytes, len };
    struct msghdr m = { .msg_iov = &part,
                        .msg_iovlen = 1,
                        .msg_control = control.bytes,
                        .msg_controllen = CMSG_SPACE(n_fds * sizeof *fds) };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(n_fds * sizeof *fds);
    memcpy(CMSG_DATA(c), fds, n_fds * sizeof *fds);
    ssize_t n;
    while ((n = sendmsg(socket, &m, MSG_NOSIGNAL | flags)) < 0 && errno == EINTR)
        ;
    return n == (ssize_t)len;
}
