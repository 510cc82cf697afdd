/* The life of a ring: see ring.h and the drawing in ring_priv.h. */
#include "ring/ring_priv.h"

#include "trace/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static void tell(const struct ring *r, enum trace_kind kind, const char *text)
{
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = (uint16_t)kind,
                                           .caller = proc_id(r->proc) },
                    str_of(text));
}

/* --- what the program hears of its ring --- */

static struct err *make_memory(struct ring *r, int *out_fd)
{
    owned_fd int fd = memfd_create("pith-ring", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || ftruncate(fd, PITH_MEMORY) < 0 ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
        return err_sys("make the shared memory");
    void *memory = mmap(NULL, PITH_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        return err_sys("map the shared memory");
    r->memory = memory;
    *out_fd = give_fd(fd);
    return NULL;
}

/* Whoever has a descriptor can have its reads and writes wait, for all who have it: an eventfd we
 * only ever watch, and what we write to is our end of two, whose flags are ours. */
static struct err *make_wakers(struct ring *r, int *out_its_end)
{
    int pair[2];
    r->wake_us = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (r->wake_us < 0 ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0)
        return err_sys("make what wakes a program");
    r->wake_it = pair[1];
    *out_its_end = pair[0];
    return shutdown(r->wake_it, SHUT_RD) < 0 ? err_sys("shut the program's end") : NULL;
}

static struct err *welcome(struct ring *r)
{
    owned_fd int memory = -1, its_end = -1;
    TRY(make_memory(r, &memory));
    TRY(make_wakers(r, &its_end));
    struct pith_welcome w = { .magic = PITH_MAGIC,
                              .abi = PITH_ABI,
                              .proc = proc_id(r->proc),
                              .entries = PITH_ENTRIES,
                              .area = PITH_AREA,
                              .table = op_table_hash() };
    const int fds[] = { memory, r->wake_us, its_end };
    return lane_send_fds(r->socket, &w, sizeof w, fds, COUNT_OF(fds), 0)
               ? NULL
               : err_sys("welcome the program");
}

static void refuse(const struct ring *r, const struct err *e)
{
    owned(buf) struct buf out;
    struct pith_welcome w = { .magic = PITH_MAGIC, .abi = PITH_ABI, .refused = 1 };
    buf_init(&out, sizeof w + 512);
    buf_add(&out, (struct str){ (const char *)&w, sizeof w });
    buf_add(&out, utf8_first(str_of(err_text(e)), 500));
    tell(r, TRACE_RING_REFUSED, err_text(e));
    if (send(r->socket, out.ptr, out.len, MSG_NOSIGNAL) < 0)
        return; /* it will see that we hang up */
}

static struct err *greet(struct ring *r, struct str message)
{
    struct pith_hello h;
    owned(arena) struct arena a;
    arena_init(&a, 4 * PATH_MOST);
    if (message.len < sizeof h)
        return err_new(ERR_INVALID, "no_hello", "a connection begins with a hello");
    memcpy(&h, message.ptr, sizeof h);
    if (h.magic != PITH_MAGIC)
        return err_new(ERR_INVALID, "no_hello", "that is no hello of libpith");
    if (h.abi != PITH_ABI)
        return err_new(ERR_UNSUPPORTED, "other_abi",
                       "the program speaks form %u of the ring, this pith form %d; build it with "
                       "this pith's libpith",
                       h.abi, PITH_ABI);
    struct str cwd = str_from(message, sizeof h);
    if (str_starts(cwd, STR("/")) && cwd.len <= PATH_MOST && !str_has_nul(cwd)) {
        struct str normal = path_normal(STR("/"), cwd, &a);
        TRY_ROOM(normal.ptr);
        TRY(proc_set_cwd(r->proc, normal));
    }
    TRY(welcome(r));
    lane_reader_init(&r->in, r->memory, LANE_TO_DAEMON, r->wake_it);
    lane_writer_init(&r->out, r->memory, LANE_TO_PROGRAM, r->wake_it);
    return NULL;
}

static void on_hello(struct ring *r)
{
    char message[sizeof(struct pith_hello) + PATH_MOST + 1];
    ssize_t n = recv(r->socket, message, sizeof message, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        ring_end(r);
        return;
    }
    owned(err) struct err *e = greet(r, (struct str){ message, (size_t)n });
    if (e) {
        refuse(r, e);
        ring_end(r);
        return;
    }
    e = poller_join(r);
    if (e) { /* it has been welcomed, and sees that we hang up */
        tell(r, TRACE_RING_REFUSED, err_text(e));
        ring_end(r);
        return;
    }
    r->state = RING_OPEN;
    timer_stop(r->home->loop, &r->hello);
    tell(r, TRACE_RING_OPENED, "");
}

/* --- descriptors that come over the socket --- */

static bool keep_fd(struct ring *r, const struct pith_passed *m, int fd)
{
    if (r->n_arrived == RING_FDS_MOST)
        return false;
    r->arrived[r->n_arrived++] = (struct arrived_fd){ m->id, m->what, fd };
    return true;
}

/* One message; false: there is none, or no more will come. The room is that of one descriptor and
 * no more: what CMSG_SPACE pads, the kernel would fill with a second, which nobody closed. */
static bool read_message(struct ring *r, bool *out_end)
{
    struct pith_passed p;
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = { &p, sizeof p };
    struct msghdr m = { .msg_iov = &part,
                        .msg_iovlen = 1,
                        .msg_control = control.bytes,
                        .msg_controllen = CMSG_LEN(sizeof(int)) };
    ssize_t n = recvmsg(r->socket, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (n <= 0) {
        *out_end = n == 0 || (errno != EAGAIN && errno != EINTR);
        return false;
    }
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    int fd = -1;
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
        memcpy(&fd, CMSG_DATA(c), sizeof fd); /* there was room for one */
    bool whole = n == sizeof p && !(m.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
    bool ok = whole && fd >= 0 && keep_fd(r, &p, fd);
    if (!ok && fd >= 0)
        close(fd);
    if (!ok)
        ring_break(r, "a message on its socket was none that libpith sends");
    return ok;
}

static bool read_socket(struct ring *r)
{
    bool end = false;
    while (read_message(r, &end))
        ;
    return !end;
}

int ring_take_fd(struct ring *r, uint64_t id, uint32_t what)
{
    read_socket(r); /* its end is seen on the loop */
    for (size_t i = 0; i < r->n_arrived; i++) {
        if (r->arrived[i].id != id || r->arrived[i].what != what)
            continue;
        int fd = r->arrived[i].fd;
        r->n_arrived--; /* items of one stream have one id: those behind stay in their order */
        memmove(&r->arrived[i], &r->arrived[i + 1], (r->n_arrived - i) * sizeof r->arrived[0]);
        return fd;
    }
    return -1;
}

static void on_socket(struct watch *w, enum want ready)
{
    struct ring *r = CONTAINER_OF(w, struct ring, watch);
    (void)ready;
    if (r->state == RING_HELLO) {
        on_hello(r);
        return;
    }
    pthread_mutex_lock(&r->lock);
    bool here = read_socket(r);
    pthread_mutex_unlock(&r->lock);
    if (!here)
        ring_end(r);
}

/* --- its beginning and its end --- */

static void on_late(struct timer *t)
{
    ring_end(CONTAINER_OF(t, struct ring, hello));
}

static void have_words(struct post *p)
{
    ring_act_on_words(CONTAINER_OF(p, struct ring, have_words));
}

static void has_room(struct post *p)
{
    ring_go_on(CONTAINER_OF(p, struct ring, has_room));
}

void ring_break(struct ring *r, const char *why)
{
    if (r->why)
        return;
    r->why = why;
    loop_post(r->home->loop, &r->broken);
}

static void on_broken(struct post *p)
{
    struct ring *r = CONTAINER_OF(p, struct ring, broken);
    if (r->state == RING_OPEN)
        tell(r, TRACE_RING_BROKEN, r->why);
    ring_end(r);
}

static void on_dropped(struct post *p)
{
    ring_free(CONTAINER_OF(p, struct ring, dropped));
}

static void released(struct holding *h)
{
    ring_end(CONTAINER_OF(h, struct ring, holding));
}

struct ring *ring_new(struct rings *rs, struct proc *take_p, int take_socket)
{
    struct ring *r = mem_new(sizeof *r);
    r->home = rs;
    r->proc = take_p;
    r->socket = take_socket;
    r->wake_us = r->wake_it = -1;
    r->have_words.fn = have_words;
    r->has_room.fn = has_room;
    r->broken.fn = on_broken;
    r->dropped.fn = on_dropped;
    pthread_mutex_init(&r->lock, NULL);
    buf_init(&r->scratch, CALL_ARENA_MOST + MIB);
    for (size_t i = 0; i < PITH_ENTRIES; i++)
        r->lent[i].fd = -1;
    list_init(&r->poll_link);
    list_init(&r->leave_link);
    list_init(&r->held);
    list_init(&r->running);
    list_init(&r->forwards);
    list_init(&r->words);
    list_add(&rs->all, &r->link);
    rs->count++;
    owned(err) struct err *e = watch_start(rs->loop, &r->watch, take_socket, on_socket);
    if (e)
        abort(); /* a socket can be watched */
    loop_want(&r->watch, WANT_READ);
    timer_start(rs->loop, &r->hello, RING_HELLO_MS, on_late);
    proc_hold(r->proc, &r->holding, HOLD_RING, released);
    return r;
}

void ring_end(struct ring *r)
{
    bool open = r->state == RING_OPEN;
    if (r->state == RING_ENDING)
        return;
    r->state = RING_ENDING;
    atomic_store(&r->leaves, true);
    timer_stop(r->home->loop, &r->hello);
    watch_stop(&r->watch);
    shutdown(r->socket, SHUT_RDWR);
    if (open)
        poller_leave(r);
    else
        loop_post(r->home->loop, &r->dropped);
}

static void close_all(struct ring *r)
{
    const int fds[] = { r->socket, r->wake_us, r->wake_it };
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        if (fds[i] >= 0)
            close(fds[i]);
    for (size_t i = 0; i < r->n_arrived; i++)
        close(r->arrived[i].fd);
}

/* Only we have it now. What it had said before is heard first. */
void ring_free(struct ring *r)
{
    struct loop *l = r->home->loop;
    ring_act_on_words(r);
    forwards_fail(r);
    ring_abandon_calls(r);
    ring_drop_held(r);
    ring_take_back_all(r);
    if (r->memory)
        tell(r, TRACE_RING_CLOSED, "");
    if (r->on_end)
        r->on_end(r, r->on_end_arg);
    loop_unpost(l, &r->have_words);
    loop_unpost(l, &r->has_room);
    loop_unpost(l, &r->broken);
    loop_unpost(l, &r->dropped);
    close_all(r);
    if (r->memory)
        munmap(r->memory, PITH_MEMORY);
    list_remove(&r->link);
    r->home->count--;
    proc_let_go(&r->holding);
    proc_unref(r->proc);
    buf_done(&r->scratch);
    pthread_mutex_destroy(&r->lock);
    mem_free(r);
}

/* --- for others --- */

bool ring_is_open(const struct ring *r)
{
    return r->state == RING_OPEN;
}

void ring_on_end(struct ring *r, void (*fn)(struct ring *r, void *arg), void *arg)
{
    r->on_end = fn;
    r->on_end_arg = arg;
}
