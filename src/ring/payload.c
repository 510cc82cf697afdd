/* What an entry carries, copied out of memory that its writer can still change: from inside the
 * entry, from the area, or from a memfd that came over the socket, sealed so that it stays as it
 * is. */
#include "ring/ring_priv.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err *check_memfd(int fd, size_t len)
{
    enum { WANTED = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW };
    struct stat st;
    int seals = fd < 0 ? -1 : fcntl(fd, F_GET_SEALS);
    if (fd < 0)
        return err_new(ERR_INVALID, "no_payload", "its payload did not come over the socket");
    if (seals < 0 || (seals & WANTED) != WANTED)
        return err_new(ERR_INVALID, "not_sealed", "its payload is not in a sealed memfd");
    if (fstat(fd, &st) < 0 || st.st_size < 0 || (uint64_t)st.st_size < len)
        return err_new(ERR_INVALID, "payload_short", "its payload is shorter than it says");
    return NULL;
}

static struct err *read_all(int fd, char *to, size_t len)
{
    for (size_t at = 0; at < len;) {
        ssize_t n = pread(fd, to + at, len - at, (off_t)at);
        if (n <= 0)
            return err_new(ERR_INVALID, "payload_short", "its payload cannot be read");
        at += (size_t)n;
    }
    return NULL;
}

struct err *ring_read_memfd(struct ring *r, const struct pith_entry *e, char *to)
{
    pthread_mutex_lock(&r->lock);
    owned_fd int fd = ring_take_fd(r, e->id, PITH_PASSED_PAYLOAD);
    pthread_mutex_unlock(&r->lock);
    TRY(check_memfd(fd, e->len));
    return read_all(fd, to, e->len);
}

void ring_leave_payload(struct ring *r, const struct pith_entry *e)
{
    pthread_mutex_lock(&r->lock);
    owned_fd int fd = e->flags & PITH_IN_MEMFD ? ring_take_fd(r, e->id, PITH_PASSED_PAYLOAD) : -1;
    pthread_mutex_unlock(&r->lock);
    (void)fd;
}

void ring_break_now(struct ring *r, const char *why)
{
    pthread_mutex_lock(&r->lock);
    ring_break(r, why);
    pthread_mutex_unlock(&r->lock);
}

bool ring_copy_payload(struct ring *r, const struct pith_entry *e, struct arena *a, struct str *out,
                       struct err **out_e)
{
    *out = STR("");
    char *to = e->len <= CALL_ARGS_MOST ? arena_alloc(a, e->len) : NULL;
    if (!to) {
        ring_leave_payload(r, e);
        *out_e = e->len <= CALL_ARGS_MOST
                     ? err_no_room()
                     : err_new(ERR_LIMIT, "args_too_long", "arguments have at most %lld bytes",
                               CALL_ARGS_MOST);
        return true;
    }
    *out = (struct str){ to, e->len };
    if (e->flags & PITH_IN_MEMFD) {
        *out_e = ring_read_memfd(r, e, to);
        return true;
    }
    if (lane_payload(&r->in, e, to) == LANE_OK)
        return true;
    ring_break_now(r, "an entry's payload lies outside the area");
    return false;
}
