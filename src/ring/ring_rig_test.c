/* See ring_rig.h. */
#include "proc/testbed.h"
#include "ring/ring_rig.h"

#include "config/config.h"
#include "ops/ring_test.h"

#include <unistd.h>

const struct op_module *const op_modules[] = { &ring_test_ops, NULL };

/* --- the rows --- */

struct err *op_ringtest_add(struct call *c, const struct ringtest_add_in *in,
                            struct ringtest_add_out *out)
{
    (void)c;
    out->sum = in->a + in->b;
    return NULL;
}

struct err *op_ringtest_echo(struct call *c, const struct ringtest_echo_in *in,
                             struct ringtest_echo_out *out)
{
    (void)c;
    out->data = in->data;
    return NULL;
}

struct err *op_ringtest_chain(struct call *c, const struct ringtest_chain_in *in,
                              struct ringtest_chain_out *out)
{
    (void)in;
    out->chain = c->chain & COUNT_MOST;
    out->parent = c->parent & COUNT_MOST;
    return NULL;
}

struct err *op_ringtest_slow(struct call *c, const struct ringtest_slow_in *in,
                             struct ringtest_slow_out *out)
{
    static atomic_int before;
    (void)c, (void)in;
    usleep(5000);
    out->before = (uint64_t)atomic_fetch_add(&before, 1);
    return NULL;
}

atomic_int rig_called_off;

static void off(struct call *c)
{
    atomic_fetch_add(&rig_called_off, 1);
    call_done(c, call_stopped(c));
}

void op_ringtest_hang(struct call *c, const struct ringtest_hang_in *in)
{
    (void)in;
    call_on_stop(c, off);
}

static void tick(struct call *c)
{
    const struct ringtest_ticks_in *in = c->in;
    struct ringtest_ticks_out *out = c->out;
    while (out->sent < in->most) {
        struct ring_tick item = { .n = out->sent++ };
        if (!call_emit(c, &item)) {
            call_on_room(c, tick);
            return;
        }
    }
    call_done(c, NULL);
}

void op_ringtest_ticks(struct call *c, const struct ringtest_ticks_in *in)
{
    (void)in;
    call_on_stop(c, off);
    tick(c);
}

void op_ringtest_pass(struct call *c, const struct ringtest_pass_in *in)
{
    int pair[2];
    (void)in;
    CHECK(pipe(pair) == 0 && write(pair[1], "hi", 2) == 2 && close(pair[1]) == 0);
    call_pass_fd(c, pair[0]);
    ((struct ringtest_pass_out *)c->out)->passed = true;
    call_done(c, NULL);
}

struct ring *rig_serving;

void op_ringtest_ask(struct call *c, const struct ringtest_ask_in *in)
{
    (void)in;
    ring_forward(rig_serving, c, NULL);
}

/* --- the two ends --- */

void rig_init(struct rig *f)
{
    struct config_places places;
    *f = (struct rig){ 0 };
    testbed_init(&f->bed);
    CHECK_OK(config_places_find(testbed_path(&f->bed, "data"), NULL, &places));
    f->config = config_new(&places);
    config_put(f->config, f->bed.kernel);
    f->rings = rings_new(f->bed.kernel);
}

void rig_done(struct rig *f)
{
    kernel_stop(f->bed.kernel);
    rings_free(f->rings);
    testbed_done(&f->bed);
    config_free(f->config);
}

static void ended(struct ring *r, void *arg)
{
    struct rig *f = arg;
    (void)r;
    f->ring = NULL;
    loop_stop(f->bed.loop);
}

static void *program(void *arg)
{
    struct rig *f = arg;
    struct pith_error e;
    if (f->raw) {
        f->raw(f->fd);
        return NULL;
    }
    struct pith *p = pith_open_fd(f->fd, &e);
    if (!p)
        CHECK_FAIL("%s", pith_error_text(&e));
    f->body(p);
    pith_close(p);
    return NULL;
}

void rig_begin(struct rig *f)
{
    CHECK_OK(ring_invite(f->rings, f->bed.proc, &f->fd, &f->ring));
    ring_on_end(f->ring, ended, f);
    CHECK(pthread_create(&f->thread, NULL, program, f) == 0);
}

void rig_finish(struct rig *f)
{
    while (f->ring)
        loop_run(f->bed.loop);
    pthread_join(f->thread, NULL);
}

void rig_settle(struct rig *f)
{
    for (int i = 0; i < 100; i++)
        loop_turn(f->bed.loop), usleep(1000);
}

int rig_descriptors(struct rig *f)
{
    rig_settle(f);
    return test_descriptors();
}
