/* A kernel for tests: see testbed.h. */
#include "proc/testbed.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *testbed_path(const struct testbed *t, const char *name)
{
    static char paths[4][2 * PATH_MOST];
    static int turn;
    char *p = paths[turn++ % 4];
    snprintf(p, sizeof paths[0], "%s/%s", t->dir, name);
    return p;
}

void testbed_file(const struct testbed *t, const char *name, const char *holds)
{
    FILE *f = fopen(testbed_path(t, name), "w");
    CHECK(f && fputs(holds, f) >= 0 && fclose(f) == 0);
}

void testbed_init(struct testbed *t)
{
    static const char *const dirs[] = { "ws", "data", "other" };
    *t = (struct testbed){ 0 };
    ops_init();
    arena_init(&t->arena, 64 * MIB);
    t->loop = loop_new(LOOP_LIVE);
    t->kernel = kernel_new(t->loop);
    t->procs = procs_new(t->kernel);
    CHECK(realpath(test_dir(), t->dir));
    for (size_t i = 0; i < COUNT_OF(dirs); i++)
        CHECK(mkdir(testbed_path(t, dirs[i]), 0700) == 0);
    CHECK_OK(procs_block(t->procs, str_of(testbed_path(t, "data"))));
    CHECK_OK(proc_new_session(t->procs, str_of(testbed_path(t, "ws")), &t->proc));
}

void testbed_done(struct testbed *t)
{
    proc_unref(t->proc);
    kernel_free(t->kernel);
    procs_free(t->procs);
    loop_free(t->loop);
    arena_done(&t->arena);
}

static bool waiting;

static void answered(struct call *c)
{
    if (waiting)
        loop_stop(kernel_loop(c->kernel));
}

static void run(struct call *c, struct loop *loop)
{
    c->on_done = answered;
    kernel_call(c);
    waiting = !c->done;
    if (waiting)
        loop_run(loop);
    waiting = false;
}

/* The reply goes through its JSON, as it does at every door. */
static struct err *keep_result(struct testbed *t, const struct call *c)
{
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, 16 * MIB);
    json_out_init(&o, &text);
    shape_encode(c->op->out, c->out, &o);
    return json_parse_copy(buf_text(&text), NULL, &t->arena, &t->result);
}

static struct err *decode(struct call *c, const char *args)
{
    const struct json *tree;
    TRY(call_alloc(c));
    TRY(json_parse(str_of(args), NULL, &c->arena, &tree));
    return shape_decode(c->op->in, tree, &c->arena, (void *)(uintptr_t)c->in);
}

static struct err *call_with(struct testbed *t, struct call *c, const char *args)
{
    TRY(decode(c, args));
    run(c, t->loop);
    return c->err ? give(c->err) : keep_result(t, c);
}

struct err *testbed_call(struct testbed *t, const char *name, const char *args)
{
    const struct op *op = op_named(str_of(name));
    struct call c;
    if (!op)
        return err_new(ERR_NOT_FOUND, "no_such_op", "no op %s", name);
    arena_reset(&t->arena);
    t->result = NULL;
    call_init(&c, t->kernel, proc_caller(t->proc), op);
    struct err *e = call_with(t, &c, args);
    call_end(&c, NULL);
    return e;
}

void testbed_begin(struct testbed *t, struct call *c, const char *name, const char *args)
{
    call_init(c, t->kernel, proc_caller(t->proc), op_named(str_of(name)));
    CHECK_OK(decode(c, args));
    kernel_call(c);
}

struct err *testbed_end(struct testbed *t, struct call *c)
{
    arena_reset(&t->arena);
    t->result = NULL;
    while (!c->done)
        if (!loop_turn(t->loop))
            usleep(1000);
    struct err *e = c->err ? give(c->err) : keep_result(t, c);
    call_end(c, NULL);
    return e;
}
