/* Rings whose other end means ill: nobody else may feel it. */
#include "proc/testbed.h"
#include "ring/ring_rig.h"

#include <fcntl.h>
#include <pith_lane.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join_with(int fd, int out_fds[3])
{
    struct pith_hello h = { PITH_MAGIC, PITH_ABI, 0 };
    struct pith_welcome w;
    char control[CMSG_SPACE(3 * sizeof(int))];
    struct iovec part = { &w, sizeof w };
    struct msghdr m = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
    };
    MUST(send(fd, &h, sizeof h, 0) == sizeof h);
    MUST(recvmsg(fd, &m, 0) == sizeof w && !w.refused);
    memcpy(out_fds, CMSG_DATA(CMSG_FIRSTHDR(&m)), 3 * sizeof *out_fds);
    char *memory = mmap(NULL, PITH_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, out_fds[0], 0);
    MUST(memory != MAP_FAILED);
    MUST(ftruncate(out_fds[0], 1) < 0); /* it is sealed */
    close(out_fds[0]);
    return memory;
}

static char *join(int fd, int *out_wake)
{
    int fds[3];
    char *memory = join_with(fd, fds);
    close(fds[2]);
    *out_wake = fds[1];
    return memory;
}

/* Waits until it has been cut off. */
static void leave(int fd, char *memory, int wake)
{
    char byte;
    uint64_t one = 1;
    MUST(write(wake, &one, sizeof one) == sizeof one);
    MUST(recv(fd, &byte, 1, 0) <= 0);
    munmap(memory, PITH_MEMORY);
    close(wake);
    close(fd);
}

/* The first entry is there, whatever it is. */
static void mark_first(char *memory)
{
    memory[PITH_HEADS + 1] |= (char)PITH_LAP;
}

static void payload_outside(int fd)
{
    int wake;
    char *memory = join(fd, &wake);
    struct pith_entry e = { .kind = PITH_ENTRY_CALL,
                            .flags = PITH_IN_AREA,
                            .op = 60201,
                            .len = 4000,
                            .at = PITH_AREA - 8 };
    memcpy(memory + PITH_HEADS, &e, sizeof e);
    mark_first(memory);
    leave(fd, memory, wake);
}

static void unknown_kind(int fd)
{
    int wake;
    char *memory = join(fd, &wake);
    memory[PITH_HEADS] = 99;
    mark_first(memory);
    leave(fd, memory, wake);
}

static void bad_hello(int fd)
{
    char answer[512] = { 0 };
    MUST(send(fd, "GET / HTTP/1.1", 14, 0) == 14);
    MUST(recv(fd, answer, sizeof answer, 0) > 8);
    MUST(((struct pith_welcome *)(void *)answer)->refused);
    close(fd);
}

static void two_descriptors_at_once(int fd)
{
    int wake;
    char *memory = join(fd, &wake);
    struct pith_passed p = { 1, PITH_PASSED_RESULT, 0 };
    const int fds[] = { wake, wake };
    union {
        char bytes[CMSG_SPACE(sizeof fds)];
        struct cmsghdr align;
    } control = { .bytes = { 0 } };
    struct iovec part = { &p, sizeof p };
    struct msghdr m = { .msg_iov = &part,
                        .msg_iovlen = 1,
                        .msg_control = control.bytes,
                        .msg_controllen = sizeof control.bytes };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(c), fds, sizeof fds);
    MUST(sendmsg(fd, &m, 0) == sizeof p);
    shutdown(fd, SHUT_WR);
    leave(fd, memory, wake);
}

static void gives_back_too_much(int fd)
{
    int wake;
    char *memory = join(fd, &wake);
    struct pith_lane *lanes = (void *)memory;
    struct pith_entry e;
    for (int i = 0; i < 2 * PITH_ENTRIES; i++) {
        e = (struct pith_entry){ .kind = PITH_ENTRY_PING,
                                 .flags = i < PITH_ENTRIES ? PITH_LAP : 0 };
        atomic_store(&lanes[1].head, 70000);
        memcpy(memory + PITH_HEADS + (size_t)i % PITH_ENTRIES * sizeof e, &e, sizeof e);
        while (atomic_load(&lanes[0].head) != (uint32_t)i + 1 && recv(fd, &e, 1, MSG_DONTWAIT)) {
            uint64_t one = 1;
            MUST(write(wake, &one, sizeof one) == sizeof one);
            usleep(100);
        }
        if (recv(fd, &e, 1, MSG_DONTWAIT) == 0)
            break;
    }
    leave(fd, memory, wake);
}

/* What it can do to descriptors that it shares with the daemon: all that both read or write would
 * wait from now on, there is always something to be woken for, and nothing to be read. */
static void makes_descriptors_wait(int fd)
{
    int fds[3];
    char *memory = join_with(fd, fds);
    uint64_t most = UINT64_MAX - 1;
    struct pith_entry e = { .kind = PITH_ENTRY_PING, .flags = PITH_LAP };
    MUST(write(fds[2], &most, sizeof most) != 0); /* where both have one descriptor it is full */
    for (size_t i = 1; i < COUNT_OF(fds); i++)
        MUST(fcntl(fds[i], F_SETFL, 0) == 0);
    atomic_store(&((struct pith_lane *)(void *)memory)[1].sleeping, 1);
    memcpy(memory + PITH_HEADS, &e, sizeof e);
    for (int i = 0; i < 1000; i++) {
        uint64_t one = 1;
        MUST(write(fds[1], &one, sizeof one) == sizeof one);
        MUST(read(fds[1], &one, sizeof one) == sizeof one);
    }
    close(fds[2]);
    shutdown(fd, SHUT_WR);
    leave(fd, memory, fds[1]);
}

static int receive_passed(int fd)
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
                        .msg_controllen = sizeof control.bytes };
    int got;
    MUST(recvmsg(fd, &m, 0) == sizeof p && CMSG_FIRSTHDR(&m));
    memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof got);
    return got;
}

/* Once it has given back the entry's room there is nothing in what it keeps. */
static void keeps_what_it_was_lent(int fd)
{
    enum { MUCH = 1 << 20 };
    static char args[MUCH + 16];
    int fds[3], mine = memfd_create("args", MFD_ALLOW_SEALING);
    char *memory = join_with(fd, fds);
    struct lane_writer out;
    struct lane_reader in;
    struct pith_entry e = { .kind = PITH_ENTRY_CALL,
                            .flags = PITH_IS_JSON | PITH_IN_MEMFD,
                            .op = 60202 };
    struct pith_passed p = { 0, PITH_PASSED_PAYLOAD, 0 };
    struct stat st;
    lane_writer_init(&out, memory, LANE_TO_DAEMON, fds[1]);
    lane_reader_init(&in, memory, LANE_TO_PROGRAM, fds[1]);
    memset(args, 'a', sizeof args);
    memcpy(args, "{\"data\":\"", 9);
    memcpy(args + MUCH, "\"}", 2);
    MUST(write(mine, args, MUCH + 2) == MUCH + 2);
    MUST(fcntl(mine, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0);
    MUST(lane_send_fds(fd, &p, sizeof p, &mine, 1, 0));
    MUST(lane_put(&out, &e, NULL, MUCH + 2) == LANE_OK);
    lane_publish(&out);
    int lent = receive_passed(fd);
    while (!lane_peek(&in, &e))
        usleep(100);
    MUST(e.kind == PITH_ENTRY_RESULT && fstat(lent, &st) == 0 && st.st_size >= MUCH);
    lane_drop(&in);
    lane_release(&in);
    for (int i = 0; st.st_size && i < 10000; i++) {
        usleep(1000);
        MUST(fstat(lent, &st) == 0);
    }
    MUST(st.st_size == 0);
    close(mine);
    close(lent);
    close(fds[2]);
    shutdown(fd, SHUT_WR);
    leave(fd, memory, fds[1]);
}

static void raw(struct rig *f, void (*body)(int fd))
{
    f->raw = body;
    rig_begin(f);
    rig_finish(f);
    CHECK_INT(rings_count(f->rings), 0);
    CHECK_OK(testbed_call(&f->bed, "ringtest.add", "{\"a\":1}")); /* nobody else has felt it */
}

TEST(a_ring_that_cannot_be_is_cut_off_alone)
{
    static void (*const bodies[])(
        int) = { payload_outside,         unknown_kind,        bad_hello,
                 two_descriptors_at_once, gives_back_too_much, makes_descriptors_wait,
                 keeps_what_it_was_lent };
    owned(rig) struct rig f;
    rig_init(&f);
    raw(&f, bodies[0]); /* what is opened once and kept is open by now */
    int before = rig_descriptors(&f);
    for (size_t i = 0; i < COUNT_OF(bodies); i++)
        raw(&f, bodies[i]);
    CHECK_INT(rig_descriptors(&f), before);
}

/* Any bytes at all, all the time, while the daemon reads and writes. */
static void scribbles(int fd)
{
    int wake;
    uint64_t one = 1;
    char *memory = join(fd, &wake);
    unsigned seed = (unsigned)random_u64();
    for (int i = 0; i < 200000; i++) {
        size_t at = (size_t)rand_r(&seed) % (i % 3 ? PITH_HEADS + 4096 : PITH_MEMORY) / 8;
        uint64_t word = (uint64_t)rand_r(&seed) << (rand_r(&seed) % 40);
        if (i % 2) /* something like an entry */
            word = (word & ~UINT64_C(0xffffffff)) | (60201 + (uint64_t)rand_r(&seed) % 8) << 16 |
                   ((uint64_t)rand_r(&seed) % 32 | (i % 4 == 1 ? PITH_LAP : 0)) << 8 |
                   (uint64_t)rand_r(&seed) % 10;
        atomic_store_explicit((_Atomic uint64_t *)(void *)memory + at, word, memory_order_relaxed);
        if (i % 64 == 0)
            MUST(write(wake, &one, sizeof one) == sizeof one);
    }
    munmap(memory, PITH_MEMORY);
    close(wake);
    close(fd);
}

TEST(memory_that_changes_all_the_time_does_no_harm)
{
    owned(rig) struct rig f;
    rig_init(&f);
    for (int i = 0; i < 10; i++)
        raw(&f, scribbles);
}
