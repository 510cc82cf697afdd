/* proc.output, proc.resize: what a program prints, and the terminal that it prints to. */
#include "proc/testbed.h"

#include "native/native_rig.h"

enum { LINES = 150000 };

/* Somebody who reads slowly: takes a few pieces, and then has no room until it is asked again. */
struct reader {
    struct call call;
    struct buf got;
    unsigned pieces;
    bool done, full;
};

static bool take_item(struct call *c, const void *item)
{
    struct reader *r = c->door;
    const struct proc_chunk *chunk = item;
    buf_add(&r->got, (struct str){ (const char *)chunk->data.ptr, chunk->data.len });
    r->full = ++r->pieces % 2 == 0;
    return !r->full;
}

static void read_over(struct call *c)
{
    ((struct reader *)c->door)->done = true;
}

static void read_all(struct fixture *f, long long id, struct reader *r)
{
    static struct proc_output_in in;
    static struct proc_output_out out;
    *r = (struct reader){ 0 };
    in.id = (uint64_t)id;
    buf_init(&r->got, 16 * MIB);
    call_init(&r->call, f->bed.kernel, proc_caller(f->bed.proc), op_named(STR("proc.output")));
    r->call.in = &in;
    r->call.out = &out;
    r->call.on_item = take_item;
    r->call.on_done = read_over;
    r->call.door = r;
    kernel_call(&r->call);
    while (!r->done) {
        if (r->full) {
            r->full = false;
            call_go_on(&r->call);
        } else {
            loop_turn(f->bed.loop);
        }
    }
    CHECK_OK(give(r->call.err));
    CHECK_INT(out.sent, r->got.len);
    call_end(&r->call, NULL);
}

static void check_lines(struct str text)
{
    uint64_t n = 0;
    for (uint64_t wanted = 1; text.len; wanted++) {
        CHECK(str_to_uint(str_cut(&text, '\n'), &n));
        CHECK_INT(n, wanted);
    }
    CHECK_INT(n, LINES);
}

/* More than all buffers on the way hold, so it cannot end before somebody reads. */
TEST(a_program_stops_when_nobody_reads_and_then_loses_nothing)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct reader r;
    CHECK_OK(call(&f, "proc.spawn", "{\"program\":\"seq\",\"args\":[\"%d\"]}", LINES));
    long long id = result(&f, "id");
    const struct stream *s = &native_of(&f, id)->streams[PROC_STREAM_OUT];
    while (s->bytes.len < STREAM_MOST)
        loop_turn(f.bed.loop);
    CHECK_INT(s->read, STREAM_MOST);
    CHECK_TEXT(state_of(&f, id), "running");
    CHECK_INT(s->read, STREAM_MOST); /* the loop has turned: no more is taken */
    read_all(&f, id, &r);
    check_lines(buf_text(&r.got));
    buf_done(&r.got);
    CHECK_OK(call(&f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(&f, "status"), 0);
}

/* While it runs on: who feeds it has to learn that it wants no more, and nothing else. */
TEST(a_program_that_has_closed_its_input_is_told_no_more)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"exec 0</dev/null; echo closed; sleep 1000\"}"));
    long long id = result(&f, "id");
    wait_for_output(&f, id);
    for (int i = 0; i < 2; i++)
        CHECK_REASON("input_closed", call(&f, "proc.write", "{\"id\":%lld,\"data\":\"more\"}", id));
    CHECK_TEXT(state_of(&f, id), "running");
}

static void resize_it(struct fixture *f, const char *end)
{
    struct reader r;
    CHECK_OK(call(f, "proc.shell",
                  "{\"terminal\":true,\"line\":\"trap 'stty size; exit 4' WINCH; echo ready; "
                  "while :; do sleep 0.02; done\"}"));
    long long id = result(f, "id");
    wait_for_output(f, id);
    CHECK_OK(call(f, "proc.write", "{\"id\":%lld,\"data\":\"\",\"end\":%s}", id, end));
    CHECK_OK(call(f, "proc.resize", "{\"id\":%lld,\"columns\":101,\"lines\":37}", id));
    read_all(f, id, &r);
    CHECK(str_find(buf_text(&r.got), STR("37 101"), NULL));
    buf_done(&r.got);
    const struct native *n = native_of(f,
                                       id); /* it is about to end, or has: both sides are closed */
    while (!native_is_over(n))
        loop_turn(f->bed.loop);
    CHECK_REASON("terminal_closed",
                 call(f, "proc.resize", "{\"id\":%lld,\"columns\":80,\"lines\":24}", id));
    CHECK_OK(call(f, "proc.wait", "{\"id\":%lld}", id));
    CHECK_INT(ended(f, "status"), 4);
}

TEST(a_program_sees_that_its_terminal_has_another_size)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    resize_it(&f, "false");
    CHECK_OK(call(&f, "proc.shell", "{\"line\":\"sleep 1000\"}"));
    CHECK_REASON("no_terminal", call(&f, "proc.resize", "{\"id\":%lld,\"columns\":80,\"lines\":24}",
                                     result(&f, "id")));
}

TEST(a_terminal_has_a_size_also_when_nothing_more_is_written_to_it)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    resize_it(&f, "true");
}
