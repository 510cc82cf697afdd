/* Files that are read and written in pieces. */
#include "ops/vfs.h"
#include "proc/testbed.h"
#include "undo/undo.h"
#include "vfs/vfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct bed {
    struct testbed t;
    struct mounts *mounts;
    struct streams *streams;
    struct store *store;
    struct undo *undo;
};

static void bed_init(struct bed *b)
{
    struct store_db *db;
    testbed_init(&b->t);
    b->mounts = mounts_new(b->t.kernel);
    b->streams = streams_new(b->t.kernel);
    CHECK_OK(store_open(testbed_path(&b->t, "data"), NULL, &b->store));
    CHECK_OK(store_user(b->store, (user_id){ { 1, 2 } }, &db));
    b->undo = undo_new(b->t.kernel, db);
}

static void bed_done(struct bed *b)
{
    streams_free(b->streams);
    mounts_free(b->mounts);
    testbed_done(&b->t);
    undo_free(b->undo);
    store_free(b->store);
}
DEFINE_OWNED_VALUE(bed)

#define CALL(b, op, args) CHECK_OK(testbed_call(&(b)->t, op, args))

static struct str holds(const struct bed *b, const char *name)
{
    static char text[4096];
    owned_fd int fd = open(testbed_path(&b->t, name), O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    return n < 0 ? STR("(none)") : (struct str){ text, (size_t)n };
}

static int names_in(const struct bed *b, const char *name)
{
    int n = 0;
    DIR *d = opendir(testbed_path(&b->t, name));
    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n - 2;
}

static struct str data_of(const struct bed *b)
{
    return json_get_text(json_get(b->t.result, STR("data")), STR("$bytes"), STR(""));
}

static struct err *call_id(struct bed *b, const char *op, const char *id, const char *more)
{
    char args[512];
    snprintf(args, sizeof args, "{\"id\":\"%s\"%s}", id, more);
    return testbed_call(&b->t, op, args);
}

static void open_stream(struct bed *b, const char *args, char id[64])
{
    CALL(b, "stream.open", args);
    snprintf(id, 64, "%.*s", STR_ARGS(json_get_text(b->t.result, STR("id"), STR(""))));
}

/* --- writing --- */

TEST(a_file_written_in_pieces_appears_whole_and_can_be_taken_back)
{
    static const char *const places[] = { "ws", "ws/m" };
    owned(bed) struct bed b;
    bed_init(&b);
    CHECK(mkdir(testbed_path(&b.t, "ws/m"), 0700) == 0);
    CALL(&b, "fs.mount", "{\"at\":\"m\",\"kind\":\"memory\"}");
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        const char *under = i ? "m/" : "";
        char id[64], args[128];
        snprintf(args, sizeof args, "{\"path\":\"%sa\",\"data\":\"old\"}", under);
        CALL(&b, "fs.write", args);
        snprintf(args, sizeof args, "{\"path\":\"%sa\",\"total\":6}", under);
        open_stream(&b, args, id);
        CHECK_OK(call_id(&b, "stream.write", id, ",\"data\":\"one\""));
        snprintf(args, sizeof args, "{\"path\":\"%sa\"}", under);
        CALL(&b, "fs.read", args);
        CHECK_STR(data_of(&b), "b2xk");
        CHECK_REASON("too_few", call_id(&b, "stream.close", id, ""));
        CHECK_REASON("position", call_id(&b, "stream.write", id, ",\"data\":\"x\",\"position\":4"));
        CHECK_OK(call_id(&b, "stream.write", id, ",\"data\":\"one\",\"position\":0")); /* again */
        CHECK_OK(call_id(&b, "stream.write", id, ",\"data\":\"two\",\"position\":3"));
        CHECK_REASON("too_much", call_id(&b, "stream.write", id, ",\"data\":\"x\""));
        CHECK_OK(call_id(&b, "stream.close", id, ""));
        CHECK(json_get(b.t.result, STR("undo")));
        CHECK_INT(json_get_int(b.t.result, STR("size"), -1), 6);
        CALL(&b, "fs.read", args);
        CHECK_STR(data_of(&b), "b25ldHdv");
        CHECK_REASON("no_such_stream", call_id(&b, "stream.close", id, ""));
        CALL(&b, "fs.undo", "{}");
        CALL(&b, "fs.read", args);
        CHECK_STR(data_of(&b), "b2xk");
    }
    CHECK_STR(holds(&b, "ws/a"), "old");
    CHECK_INT(names_in(&b, "ws"), 2);
}

TEST(what_is_aborted_or_left_by_its_caller_leaves_nothing)
{
    owned(bed) struct bed b;
    bed_init(&b);
    char id[64];
    open_stream(&b, "{\"path\":\"a\"}", id);
    CHECK_OK(call_id(&b, "stream.write", id, ",\"data\":\"one\""));
    CALL(&b, "stream.list", "{}");
    CHECK_INT(json_get(b.t.result, STR("streams"))->count, 1);
    CHECK_OK(call_id(&b, "stream.abort", id, ""));
    CHECK_INT(names_in(&b, "ws"), 0);
    struct proc *session = b.t.proc, *guest;
    CHECK_OK(proc_new_guest(b.t.procs, PROC_TOKEN, STR("guest"), CAPS_FILES,
                            str_of(testbed_path(&b.t, "ws")), &guest));
    b.t.proc = guest;
    open_stream(&b, "{\"path\":\"b\"}", id);
    CHECK_OK(call_id(&b, "stream.write", id, ",\"data\":\"one\""));
    b.t.proc = session;
    CHECK_REASON("no_such_stream", call_id(&b, "stream.write", id, ",\"data\":\"two\""));
    CHECK_REASON("no_such_stream", call_id(&b, "stream.status", id, ""));
    proc_unref(guest);
    loop_turn(b.t.loop);
    CHECK_INT(names_in(&b, "ws"), 0);
}

TEST(a_stream_is_asked_again_at_its_end_whether_it_may)
{
    owned(bed) struct bed b;
    bed_init(&b);
    char id[64];
    testbed_file(&b.t, "ws/a", "old");
    open_stream(&b, "{\"path\":\"a\"}", id);
    CHECK_OK(call_id(&b, "stream.write", id, ",\"data\":\"new\""));
    CHECK_OK(
        proc_grant_path(b.t.proc, str_of(testbed_path(&b.t, "ws")), CAP_BIT(CAP_read_file), false));
    CHECK_ERR(ERR_DENIED, call_id(&b, "stream.close", id, ""));
    CHECK_STR(holds(&b, "ws/a"), "old");
}

TEST(who_holds_as_many_things_as_it_may_gets_no_other)
{
    owned(bed) struct bed b;
    bed_init(&b);
    char first[64], second[64];
    CHECK(mkdir(testbed_path(&b.t, "ws/m"), 0700) == 0);
    proc_set_limits(b.t.proc, &(struct proc_limits){ .handles = 2 });
    open_stream(&b, "{\"path\":\"a\"}", first);
    open_stream(&b, "{\"path\":\"b\"}", second);
    CHECK_REASON("handles", testbed_call(&b.t, "stream.open", "{\"path\":\"c\",\"create\":true}"));
    CHECK_OK(call_id(&b, "stream.abort", first, ""));
    open_stream(&b, "{\"path\":\"c\"}", first);
    CHECK_OK(call_id(&b, "stream.write", first, ",\"data\":\"x\""));
    CHECK_OK(call_id(&b, "stream.close", first, ""));
    open_stream(&b, "{\"path\":\"d\"}", first);
}

TEST(one_caller_has_so_many_streams_and_no_more)
{
    owned(bed) struct bed b;
    bed_init(&b);
    char args[64];
    for (int i = 0; i < STREAMS_EACH_MOST; i++) {
        snprintf(args, sizeof args, "{\"path\":\"f%d\"}", i);
        CALL(&b, "stream.open", args);
    }
    CHECK_REASON("too_many_streams", testbed_call(&b.t, "stream.open", "{\"path\":\"z\"}"));
    CHECK_INT(names_in(&b, "ws"), 0);
}

/* --- reading --- */

struct reading {
    struct call call;
    uint64_t at, most_piece;
    unsigned pieces, full_every, cancel_at;
    bool wrong, waits;
};

static void go_on(struct post *p);
static struct post later = { .fn = go_on };
static struct reading *now_reading;

static void go_on(struct post *p)
{
    (void)p;
    now_reading->waits = false;
    call_go_on(&now_reading->call);
}

static void cancel(struct post *p)
{
    (void)p;
    call_cancel(&now_reading->call);
}
static struct post cancel_later = { .fn = cancel };

/* Byte n of the file is n * 31 + n / 256. */
static unsigned char byte_at(uint64_t n)
{
    return (unsigned char)(n * 31 + n / 256);
}

static bool take_piece(struct call *c, const void *item)
{
    struct reading *r = CONTAINER_OF(c, struct reading, call);
    const struct stream_piece *p = item;
    r->wrong |= p->position != r->at || r->waits;
    for (size_t i = 0; i < p->data.len; i++)
        r->wrong |= (unsigned char)p->data.ptr[i] != byte_at(p->position + i);
    r->at += p->data.len;
    r->most_piece = MAX_OF(r->most_piece, p->data.len);
    r->pieces++;
    if (r->cancel_at == r->pieces)
        loop_post(kernel_loop(c->kernel), &cancel_later);
    if (!r->full_every || r->pieces % r->full_every)
        return true;
    r->waits = true;
    loop_post(kernel_loop(c->kernel), &later);
    return false;
}

static void answered(struct call *c)
{
    loop_stop(kernel_loop(c->kernel));
}

static void read_all(struct bed *b, struct reading *r, struct stream_read_in *in,
                     struct stream_read_out *out)
{
    call_init(&r->call, b->t.kernel, proc_caller(b->t.proc), op_named(STR("stream.read")));
    r->call.in = in;
    r->call.out = out;
    r->call.on_item = take_piece;
    r->call.on_done = answered;
    r->at = in->offset;
    now_reading = r;
    kernel_call(&r->call);
    loop_run(b->t.loop);
}

static void big_file(const struct bed *b, size_t size)
{
    char *bytes = malloc(size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)byte_at(i);
    owned_fd int fd = open(testbed_path(&b->t, "ws/big"), O_WRONLY | O_CREAT, 0600);
    CHECK(write(fd, bytes, size) == (ssize_t)size);
    free(bytes);
}

TEST(pieces_come_in_order_no_larger_than_asked_and_wait_for_room)
{
    static const struct {
        uint64_t offset, length, chunk, sent;
    } cases[] = {
        { 0, COUNT_MOST, STREAM_CHUNK, 3000000 },
        { 7, 1000, 64, 1000 },
        { 2999999, COUNT_MOST, 1, 1 },
        { 3000000, 5, 1, 0 },
        { 9000000, 5, 1, 0 },
        { 0, COUNT_MOST, STREAM_CHUNK_MOST, 3000000 },
    };
    owned(bed) struct bed b;
    bed_init(&b);
    big_file(&b, 3000000);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (unsigned full = 0; full < 4; full++) {
            struct reading r = { .full_every = full };
            struct stream_read_in in = { .path = STR("big"),
                                         .offset = cases[i].offset,
                                         .length = cases[i].length,
                                         .has_length = GIVEN,
                                         .chunk = cases[i].chunk };
            struct stream_read_out out = { 0 };
            read_all(&b, &r, &in, &out);
            CHECK_OK(give(r.call.err));
            CHECK(!r.wrong && r.most_piece <= in.chunk);
            CHECK_INT(out.sent, cases[i].sent);
            CHECK_INT(out.total, cases[i].sent);
            call_end(&r.call, NULL);
        }
}

TEST(a_read_that_is_called_off_ends_soon_and_tells_so)
{
    owned(bed) struct bed b;
    bed_init(&b);
    big_file(&b, 3000000);
    for (unsigned full = 0; full < 2; full++) {
        struct reading r = { .cancel_at = 3, .full_every = full * 3 };
        struct stream_read_in in = { .path = STR("big"), .chunk = 1000 };
        struct stream_read_out out = { 0 };
        read_all(&b, &r, &in, &out);
        CHECK_ERR(ERR_CANCELLED, give(r.call.err));
        CHECK(!r.wrong && r.pieces < 100);
        call_end(&r.call, NULL);
    }
}

TEST(a_read_of_what_is_no_file_fails)
{
    owned(bed) struct bed b;
    bed_init(&b);
    CHECK_REASON("no_such_file", testbed_call(&b.t, "stream.read", "{\"path\":\"none\"}"));
    CHECK_REASON("is_a_directory", testbed_call(&b.t, "stream.read", "{\"path\":\".\"}"));
    CHECK_ERR(ERR_DENIED, testbed_call(&b.t, "stream.read", "{\"path\":\"../other\"}"));
}
